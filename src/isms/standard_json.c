#include "isms/standard.h"
#include "records/records.h"

/* An entry as JSON, in the shapes of product.md. */

void standard_split_json(struct jout *j, const char *key, struct str list)
{
    struct str part;
    jout_key(j, key);
    jout_array(j);
    while (list.n && str_cut(&list, '|', &part))
        jout_str(j, part);
    jout_array_end(j);
}

void standard_strings_json(struct jout *j, const json_t *list)
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

void standard_block_json(struct jout *j, const json_t *block)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)block, key, v)
    {
        if (!json_is_array(v) && !json_is_string(v))
            continue;
        jout_key(j, key);
        if (json_is_array(v))
            standard_strings_json(j, v);
        else
            jout_z(j, json_string_value(v));
    }
}

enum { CONTROL = 1, CLAUSE = 2, PRIVACY = 4 };

/* The members of product.md are always there; a text that is not written is null or empty. */
static void prose(struct jout *j, const struct standard_entry *e, int kind)
{
    static const struct {
        const char *member;
        int kinds;
        bool is_list;
    } members[] = {
        { "activity", CLAUSE, false },           { "control", CONTROL, false },
        { "purpose", CONTROL, false },           { "explanation", CLAUSE, false },
        { "guidance", CONTROL | CLAUSE, true },  { "small", CONTROL, false },
        { "other", CONTROL | CLAUSE, false },    { "changed", CLAUSE, false },
        { "editions", PRIVACY, false },          { "evidence", CONTROL | CLAUSE, true },
        { "questions", CONTROL | CLAUSE, true }, { "pitfalls", CONTROL | CLAUSE, true },
    };
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const json_t *v = json_object_get(e->text, members[i].member);
        if (!v && !(members[i].kinds & kind))
            continue;
        jout_key(j, members[i].member);
        if (members[i].is_list)
            standard_strings_json(j, v);
        else
            jout_z(j, json_string_value(v));
    }
}

static void wording(struct jout *j, struct str s)
{
    if (s.n)
        jout_member(j, "licensed_text", s);
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
        wording(j, e->part_wording[i]);
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

static void refs(struct jout *j, const char *key, const struct page *page)
{
    jout_key(j, key);
    jout_array(j);
    for (size_t i = 0; i < page->n; i++)
        jout_str(j, content_text(page->items[i], "ref"));
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
    jout_key(j, "text"); /* its members are called like the facts above */
    jout_begin(j);
    standard_block_json(j, e->text);
    jout_end(j);
    jout_key(j, "related");
    standard_strings_json(j, json_object_get(e->tree, "related"));
    wording(j, e->wording);
    jout_end(j);
}

static void list_of(struct jout *j, const struct standard_entry *e, const char *member)
{
    jout_key(j, member);
    standard_strings_json(j, json_object_get(e->tree, member));
}

bool standard_json(struct ctx *c, const struct standard_entry *e, struct jout *j)
{
    (void)c;
    if (e->row->type == &entity_standard) {
        standard_row(j, e);
        return true;
    }
    struct str kind = content_text(e->row, "kind");
    bool privacy = str_eq_z(kind, "privacy_control");
    bool control = privacy || str_eq_z(kind, "annex_a") || str_eq_z(kind, "control");
    static const char *const columns[] = { "standard", "number", "title", "kind",
                                           "parent",   "theme",  "role" };
    jout_begin(j);
    jout_member(j, "ref", e->ref);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        jout_member(j, columns[i], content_text(e->row, columns[i]));
    jout_key(j, "attributes");
    jout_begin(j);
    for (size_t i = 0; i < ARRAY_LEN(standard_attributes); i++)
        standard_split_json(j, standard_attributes[i].member,
                            content_text(e->row, standard_attributes[i].member));
    jout_end(j);
    if (e->item) {
        jout_key(j, "text");
        jout_z(j, e->item);
    }
    prose(j, e, (control ? CONTROL : CLAUSE) | (privacy ? PRIVACY : 0));
    wording(j, e->wording);
    refs(j, "measures", &e->measures);
    refs(j, "templates", &e->templates);
    list_of(j, e, "related");
    standard_split_json(j, "formerly", content_text(e->row, "formerly"));
    if (!control) {
        list_of(j, e, "records");
        list_of(j, e, "pages");
    }
    if (privacy)
        list_of(j, e, "gdpr");
    parts(j, e);
    maps(j, e);
    jout_end(j);
    return true;
}

/* --- comparison, search, words --- */

void standard_compare_json(const struct standard_comparison *r, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "a");
    jout_str(j, content_text(r->a, "ref"));
    jout_key(j, "b");
    jout_str(j, content_text(r->b, "ref"));
    jout_key(j, "lines");
    jout_array(j);
    for (size_t i = 0; i < r->n; i++) {
        jout_begin(j);
        jout_key(j, "key");
        jout_z(j, r->line[i].key);
        jout_key(j, "label");
        jout_z(j, r->line[i].label);
        jout_key(j, "a");
        jout_str(j, r->line[i].a);
        jout_key(j, "b");
        jout_str(j, r->line[i].b);
        jout_member(j, "so", r->line[i].so);
        jout_end(j);
    }
    jout_array_end(j);
    jout_end(j);
}

void standard_search_json(struct ctx *c, const struct page *page, struct jout *j)
{
    static const char *const columns[] = { "standard", "number", "title",
                                           "kind",     "theme",  "control_types" };
    jout_begin(j);
    jout_key(j, "items");
    jout_array(j);
    for (size_t i = 0; i < page->n; i++) {
        jout_begin(j);
        jout_member(j, "ref", content_text(page->items[i], "ref"));
        jout_member(j, "annex_a", standard_annex(c, page->items[i]));
        for (size_t k = 0; k < ARRAY_LEN(columns); k++)
            jout_member(j, columns[k], content_text(page->items[i], columns[k]));
        jout_end(j);
    }
    jout_array_end(j);
    jout_key(j, "next");
    jout_null(j);
    jout_end(j);
}

void standard_term_json(const struct record *r, struct jout *j)
{
    static const char *const columns[] = { "label", "also", "definition", "example" };
    jout_begin(j);
    jout_member(j, "term", content_text(r, "title"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        jout_member(j, columns[i], content_text(r, columns[i]));
    standard_split_json(j, "see", content_text(r, "see"));
    jout_end(j);
}
