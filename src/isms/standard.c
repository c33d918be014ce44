#include "base/text.h"
#include "isms/standard.h"
#include "records/records.h"

const struct standard_section standard_sections[] = {
    { "activity", "What must be done", false },
    { "control", "Control", false },
    { "purpose", "Purpose", false },
    { "explanation", "Explanation", false },
    { "guidance", "How to do it", true },
    { "small", "In a small organisation", false },
    { "other", "Worth knowing", false },
    { "changed", "What changed", false },
    { "evidence", "What proves it", true },
    { "questions", "What an auditor asks", true },
    { "pitfalls", "Usual findings", true },
};
const size_t standard_nsections = ARRAY_LEN(standard_sections);
const struct standard_section standard_attributes[5] = {
    { "control_types", "Control types", true },
    { "information_security_properties", "Information security properties", true },
    { "cybersecurity_concepts", "Cybersecurity concepts", true },
    { "operational_capabilities", "Operational capabilities", true },
    { "security_domains", "Security domains", true },
};

struct str content_text(const struct record *r, const char *column)
{
    const struct field *f = entity_field(r->type, str_z(column));
    const struct value *v = f ? &r->v[entity_place(r->type, f)] : NULL;
    return v && v->tag == V_TEXT ? v->s : (struct str){ NULL, 0 };
}

/* The one content record with that key, or NULL. */
static bool by_key(struct ctx *c, const struct permit *p, const struct entity *e, struct str key,
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
    struct str body = content_text(r, "body");
    if (e->tree || !body.n)
        return true;
    if (!jin_parse(c, body, &e->tree))
        return false;
    e->text = json_object_get(e->tree, "en");
    return true;
}

/* The row that holds the prose: its own, or the one that `text_of` names (the control of 27002 for
 * Annex A, the clause above an item, the successor of a control of 27701:2019). */
static bool find_prose(struct ctx *c, const struct permit *p, struct standard_entry *e)
{
    struct record *r = NULL;
    struct str above = content_text(e->row, "parent"), text_of = content_text(e->row, "text_of");
    if (above.n) {
        if (!by_key(c, p, &entity_requirement, above, &r))
            return false;
        e->parent = r;
    }
    if (!read_body(c, e->row, e))
        return false;
    if (!e->tree && text_of.n &&
        (!by_key(c, p, &entity_requirement, text_of, &r) || (r && !read_body(c, r, e))))
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

bool standard_find(struct ctx *c, const struct permit *p, struct str typed,
                   struct standard_entry *ret)
{
    struct str key;
    struct record *r = NULL;
    *ret = (struct standard_entry){ .ref = typed };
    if (!store_content_key(c, &entity_requirement, typed, &key))
        return false;
    if (key.n && !by_key(c, p, &entity_requirement, key, &r))
        return false;
    if (!r && !by_key(c, p, &entity_standard, typed, &r))
        return false;
    if (!r)
        return fail(c, ERR_NOT_FOUND,
                    "No standard has \"" STR_FMT
                    "\". References look like 27001, 27001:6.1.3, A.5.15, 27002:5.15 or "
                    "27701-2025:A.1.2.3; `standard search` finds by words.",
                    STR_ARG(typed));
    ret->row = r;
    ret->ref = content_text(r, "ref");
    if (r->type == &entity_standard)
        return read_body(c, r, ret);
    return select_by(c, p, &entity_requirement, "parent", ret->ref, &ret->parts) &&
           find_prose(c, p, ret) && find_maps(c, p, ret);
}

void standard_done(struct standard_entry *e)
{
    jin_done(&e->tree);
}

/* --- as JSON --- */

static void split(struct jout *j, const char *key, struct str list)
{
    struct str part;
    jout_key(j, key);
    jout_array(j);
    while (list.n && str_cut(&list, '|', &part))
        jout_str(j, part);
    jout_array_end(j);
}

static void strings(struct jout *j, const json_t *list)
{
    size_t i;
    json_t *v;
    jout_array(j);
    json_array_foreach(list, i, v)
    {
        if (json_is_string(v))
            jout_str(j, (struct str){ json_string_value(v), json_string_length(v) });
    }
    jout_array_end(j);
}

static void prose(struct jout *j, const struct standard_entry *e, bool is_control)
{
    for (size_t i = 0; i < standard_nsections; i++) {
        const struct standard_section *s = &standard_sections[i];
        const json_t *v = json_object_get(e->text, s->member);
        bool of_clause = strcmp(s->member, "activity") == 0 ||
                         strcmp(s->member, "explanation") == 0 || strcmp(s->member, "changed") == 0,
             of_control = strcmp(s->member, "control") == 0 || strcmp(s->member, "purpose") == 0 ||
                          strcmp(s->member, "small") == 0;
        if (!v && (is_control ? of_clause : of_control))
            continue;
        jout_key(j, s->member);
        if (s->is_list)
            strings(j, v);
        else
            jout_z(j, json_string_value(v));
    }
}

static void parts(struct jout *j, const struct standard_entry *e)
{
    const json_t *items = json_object_get(e->text, "items");
    jout_key(j, "items");
    jout_array(j);
    for (size_t i = 0; i < e->parts.n; i++) {
        struct str number = content_text(e->parts.items[i], "number");
        const json_t *own = json_object_getn(items, number.p, number.n);
        jout_begin(j);
        jout_member(j, "ref", content_text(e->parts.items[i], "ref"));
        jout_member(j, "title", content_text(e->parts.items[i], "title"));
        jout_key(j, "text");
        jout_z(j, json_string_value(own));
        jout_end(j);
    }
    jout_array_end(j);
}

static void maps(struct jout *j, const struct standard_entry *e)
{
    jout_key(j, "mappings");
    jout_array(j);
    for (size_t i = 0; i < e->maps.n; i++) {
        const struct record *m = e->maps.items[i];
        bool to = str_eq(content_text(m, "to_ref"), e->ref);
        jout_begin(j);
        jout_member(j, "ref", content_text(m, to ? "from_ref" : "to_ref"));
        jout_member(j, "relation", content_text(m, "relation"));
        jout_member(j, "source", content_text(m, "source"));
        jout_end(j);
    }
    jout_array_end(j);
}

static void standard_row(struct jout *j, const struct standard_entry *e)
{
    static const char *const columns[] = { "name",    "edition", "year",        "date",
                                           "purpose", "kind",    "status_note", "certifiable" };
    jout_begin(j);
    jout_member(j, "ref", e->ref);
    jout_member(j, "title", content_text(e->row, "title"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        jout_member(j, columns[i], content_text(e->row, columns[i]));
    const char *key;
    json_t *v, *block = json_object_get(e->tree, "en");
    json_object_foreach(block, key, v)
    {
        jout_key(j, key);
        if (json_is_array(v))
            strings(j, v);
        else
            jout_z(j, json_string_value(v));
    }
    jout_end(j);
}

bool standard_json(struct ctx *c, const struct standard_entry *e, struct jout *j)
{
    (void)c;
    if (e->row->type == &entity_standard) {
        standard_row(j, e);
        return true;
    }
    struct str kind = content_text(e->row, "kind");
    bool is_control =
        str_eq_z(kind, "annex_a") || str_eq_z(kind, "control") || str_eq_z(kind, "privacy_control");
    jout_begin(j);
    jout_member(j, "ref", e->ref);
    jout_member(j, "standard", content_text(e->row, "standard"));
    jout_member(j, "number", content_text(e->row, "number"));
    jout_member(j, "title", content_text(e->row, "title"));
    jout_member(j, "kind", kind);
    jout_member(j, "parent", content_text(e->row, "parent"));
    jout_member(j, "theme", content_text(e->row, "theme"));
    jout_key(j, "attributes");
    jout_begin(j);
    for (size_t i = 0; i < ARRAY_LEN(standard_attributes); i++)
        split(j, standard_attributes[i].member,
              content_text(e->row, standard_attributes[i].member));
    jout_end(j);
    if (e->item) {
        jout_key(j, "text");
        jout_z(j, e->item);
    }
    prose(j, e, is_control);
    jout_key(j, "measures");
    strings(j, json_object_get(e->tree, "measures"));
    jout_key(j, "related");
    strings(j, json_object_get(e->tree, "related"));
    split(j, "formerly", content_text(e->row, "formerly"));
    parts(j, e);
    maps(j, e);
    jout_end(j);
    return true;
}
