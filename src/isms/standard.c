#include "base/text.h"
#include "isms/standard.h"
#include "records/records.h"

static const struct standard_section sections[] = {
    /* clauses and controls */
    { "activity", "What must be done" },
    { "control", "Control" },
    { "purpose", "Purpose" },
    { "explanation", "Explanation" },
    { "guidance", "How to do it" },
    { "small", "In a small organisation" },
    { "other", "Worth knowing" },
    { "changed", "What changed since 2013" },
    { "editions", "The editions of 2019 and 2025" },
    { "evidence", "What proves it" },
    { "questions", "What an auditor asks" },
    { "pitfalls", "Usual findings" },
    /* members of the family */
    { "what_for", "What it is for" },
    { "when_to_use", "When to use it" },
    { "what_it_is_not", "What it is not" },
    { "certifiable", "Can one be certified?" },
    { "edition", "About the edition" },
    /* guide */
    { "first", "27001" },
    { "second", "27002" },
    { "so", "What follows" },
    { "asks", "What 27001 asks" },
    { "helps", "Where 27002 helps" },
    { "others", "Which others help" },
    { "result", "What comes out" },
    { "needs", "What you need" },
    { "order", "Read in this order" },
    { "skip", "What you can leave out" },
    { "text", "" },
    { "asked_by", "Who asks for it" },
    { "wrong", "One often reads" },
    { "right", "In truth" },
    { "you", "What you do" },
    { "body", "What the certification body does" },
    { "asked", "What is asked" },
    { "example", "Example" },
    { "then", "What happens then" },
    { "how", "How" },
    { "beware", "Beware" },
    { "question", "Question" },
    { "summary", "In short" },
    /* libraries */
    { "description", "Description" },
    { "desired_states", "What they want" },
    { "cause", "Cause" },
    { "event", "Event" },
    { "consequence", "Consequence" },
    { "hint", "Likelihood" },
    /* measurement constructs */
    { "need", "Question" },
    { "measure", "Measure" },
    { "formula", "Formula" },
    { "owner", "Owner" },
    { "collector", "Collected by" },
    { "client", "For whom" },
    { "source", "Where from" },
    { "reporting", "Reported" },
};

const char *standard_heading(const char *member)
{
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        if (strcmp(sections[i].member, member) == 0)
            return sections[i].heading;
    return member;
}

const struct standard_section standard_attributes[5] = {
    { "control_types", "Control types" },
    { "information_security_properties", "Information security properties" },
    { "cybersecurity_concepts", "Cybersecurity concepts" },
    { "operational_capabilities", "Operational capabilities" },
    { "security_domains", "Security domains" },
};

struct str content_text(const struct record *r, const char *column)
{
    const struct field *f = entity_field(r->type, str_z(column));
    const struct value *v = f ? &r->v[entity_place(r->type, f)] : NULL;
    return v && v->tag == V_TEXT ? v->s : (struct str){ NULL, 0 };
}

bool content_find(struct ctx *c, const struct permit *p, const struct entity *e, struct str key,
                  struct record **ret)
{
    struct query q;
    struct page page;
    query_init(&q, e);
    q.where[q.n++] = (struct condition){ &e->fields[0], OP_EQ, { .tag = V_TEXT, .s = key } };
    q.limit = 1;
    if (!query_list(c, p, &q, &page))
        return false;
    *ret = page.n ? page.items[0] : NULL;
    return true;
}

bool content_block(struct ctx *c, const struct record *r, json_t **ret_tree,
                   const json_t **ret_text)
{
    struct str body = content_text(r, "body");
    *ret_text = NULL;
    if (!body.n)
        return true;
    if (!jin_parse(c, body, ret_tree))
        return false;
    *ret_text = json_object_get(*ret_tree, "en");
    return true;
}

static bool select_by(struct ctx *c, const struct permit *p, const struct entity *e,
                      const char *column, struct str value, struct page *ret)
{
    struct query q;
    query_init(&q, e);
    q.where[q.n++] =
        (struct condition){ entity_field(e, str_z(column)), OP_EQ, { .tag = V_TEXT, .s = value } };
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    return query_list(c, p, &q, ret);
}

static bool read_body(struct ctx *c, const struct record *r, struct standard_entry *e)
{
    return e->tree || content_block(c, r, &e->tree, &e->text);
}

/* The row that holds the prose: its own, or the one that `text_of` names (the control of 27002 for
 * Annex A, the clause above an item, the successor of a control of 27701:2019). */
static bool find_prose(struct ctx *c, const struct permit *p, struct standard_entry *e)
{
    struct record *r = NULL;
    struct str above = content_text(e->row, "parent"), text_of = content_text(e->row, "text_of");
    if (above.n) {
        if (!content_find(c, p, &entity_requirement, above, &r))
            return false;
        e->parent = r;
    }
    if (!read_body(c, e->row, e))
        return false;
    if (!e->tree && text_of.n &&
        (!content_find(c, p, &entity_requirement, text_of, &r) || (r && !read_body(c, r, e))))
        return false;
    struct str number = content_text(e->row, "number");
    const json_t *items = json_object_get(e->text, "items");
    e->item = json_string_value(json_object_getn(items, number.p, number.n));
    return true;
}

static bool find_maps(struct ctx *c, const struct permit *p, struct standard_entry *e)
{
    struct page from;
    if (!select_by(c, p, &entity_mapping, "to_ref", e->ref, &e->maps) ||
        !select_by(c, p, &entity_mapping, "from_ref", e->ref, &from))
        return false;
    struct record **all =
        arena_new(c->mem, struct record *, e->maps.n + from.n ? e->maps.n + from.n : 1);
    for (size_t i = 0; i < e->maps.n; i++)
        all[i] = e->maps.items[i];
    for (size_t i = 0; i < from.n; i++)
        all[e->maps.n++] = from.items[i];
    e->maps.items = all;
    return true;
}

bool standard_names(const struct record *r, const char *column, struct str ref)
{
    struct str list = content_text(r, column), part;
    while (list.n && str_cut(&list, '|', &part))
        if (str_eq(part, ref))
            return true;
    return false;
}

/* Entries of a type whose `serves` names the reference, its line in Annex A or the row whose text
 * holds. The types have some dozens of entries: one page. */
static bool find_serving(struct ctx *c, const struct permit *p, const struct entity *type,
                         const struct standard_entry *e, struct page *ret)
{
    struct query q;
    struct str annex = standard_annex(c, e->row), text_of = content_text(e->row, "text_of");
    size_t n = 0;
    query_init(&q, type);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_list(c, p, &q, ret))
        return false;
    if (e->parent || !text_of.n)
        text_of = e->ref; /* an item does not take over what serves its clause */
    for (size_t i = 0; i < ret->n; i++) {
        const struct record *r = ret->items[i];
        if (standard_names(r, "serves", e->ref) || standard_names(r, "serves", text_of) ||
            (annex.n && standard_names(r, "serves", annex)))
            ret->items[n++] = ret->items[i];
    }
    ret->n = n;
    return true;
}

/* Licensed wording lies beside the content of the live database, also when one looks at the past.
 */
static bool find_wording(struct ctx *c, struct str ref, struct str *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db, "SELECT \"text\" FROM \"wording\" WHERE \"ref\"=$1", &st))
        return false;
    stmt_bind_text(st, 1, ref);
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        *ret = arena_str(c->mem, stmt_text(st, 0));
    return true;
}

static bool find_wordings(struct ctx *c, struct standard_entry *e)
{
    e->part_wording = arena_new(c->mem, struct str, e->parts.n ? e->parts.n : 1);
    for (size_t i = 0; i < e->parts.n; i++)
        if (!find_wording(c, content_text(e->parts.items[i], "ref"), &e->part_wording[i]))
            return false;
    return find_wording(c, e->ref, &e->wording);
}

static bool not_found(struct ctx *c, struct str typed)
{
    return fail(c, ERR_NOT_FOUND,
                "No standard has \"" STR_FMT
                "\". References look like 27001, 27001:6.1.3, A.5.15, 27002:5.15 or "
                "27701-2025:A.1.2.3; `standard search` finds by words.",
                STR_ARG(typed));
}

bool standard_find(struct ctx *c, const struct permit *p, struct str typed,
                   struct standard_entry *ret)
{
    struct str key;
    struct record *r = NULL;
    *ret = (struct standard_entry){ .ref = typed };
    if (!store_content_key(c, &entity_requirement, typed, &key))
        return false;
    if (!key.n && str_find_char(typed, ':') < 0) /* 5.15 alone, which is no clause of 27001 */
        key = arena_printf(c->mem, "27002:" STR_FMT, STR_ARG(typed));
    if (key.n && !content_find(c, p, &entity_requirement, key, &r))
        return false;
    if (!r && !content_find(c, p, &entity_standard, typed, &r))
        return false;
    if (!r)
        return not_found(c, typed);
    ret->row = r;
    ret->ref = content_text(r, "ref");
    if (r->type == &entity_standard)
        return read_body(c, r, ret) && find_wording(c, ret->ref, &ret->wording);
    return select_by(c, p, &entity_requirement, "parent", ret->ref, &ret->parts) &&
           find_prose(c, p, ret) && find_maps(c, p, ret) &&
           find_serving(c, p, &entity_construct, ret, &ret->measures) &&
           find_serving(c, p, &entity_template, ret, &ret->templates) && find_wordings(c, ret);
}

void standard_done(struct standard_entry *e)
{
    jin_done(&e->tree);
}
