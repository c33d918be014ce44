#include "records/records.h"

#include "base/jin.h"

/* risk_source, and what all registers share that are filled from the library: the field `library`
 * keeps the key of the entry a record started from; empty fields are filled from it once, when the
 * key is set. What people write stays theirs. */

bool content_peek(struct ctx *c, const struct entity *e, struct str key, struct record **ret)
{
    int64_t id;
    *ret = NULL;
    return store_resolve(c, e, key, 0, &id) && (!id || store_peek(c, e, id, ret));
}

static struct value *field_value(const struct record *r, const char *name)
{
    const struct field *f = entity_field(r->type, str_z(name));
    return f ? &r->v[entity_place(r->type, f)] : NULL;
}

static void fill(struct ctx *c, struct record *now, const char *name, struct str text)
{
    struct value *v = field_value(now, name);
    if (v && v->tag == V_NULL && text.n)
        *v = (struct value){ .tag = V_TEXT, .s = arena_str(c->mem, text) };
}

/* The parts of a scenario, and the desired states of a source, lie in the body. */
static bool fill_from_body(struct ctx *c, struct record *now, struct str body)
{
    static const char *const parts[][2] = {
        { "cause", "cause" }, { "event", "event" }, { "consequence", "impact" }, { "hint", "notes" }
    };
    _cleanup_(jin_done) json_t *tree = NULL;
    struct buf b;
    size_t i;
    json_t *v;
    if (!body.n)
        return true;
    if (!jin_parse(c, body, &tree))
        return false;
    const json_t *text = json_object_get(tree, "en");
    for (i = 0; i < ARRAY_LEN(parts); i++)
        fill(c, now, parts[i][1], jin_str(text, parts[i][0]));
    buf_init(&b, 8192);
    json_array_foreach(json_object_get(text, "desired_states"), i, v)
        buf_addf(&b, "%s%s", i ? "\n" : "", json_string_value(v) ? json_string_value(v) : "");
    fill(c, now, "desired_states", buf_str(&b));
    buf_done(&b);
    return true;
}

/* Links to records of ours that started from the entries named: nothing is invented. */
static bool fill_links(struct ctx *c, struct record *now, const char *name, const struct entity *to,
                       struct str keys)
{
    struct value *v = field_value(now, name);
    struct link_row row[32];
    size_t n = 0;
    struct str key;
    if (!v || v->tag != V_LINKS || v->l.n)
        return true;
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT min(\"id\") FROM ");
    sql_ident(&q, to->name);
    sql_add(&q, " WHERE \"library\"=$1 AND \"archived\"=0");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, c->db, &q, &st), there;
    sql_done(&q);
    while (ok && n < ARRAY_LEN(row) && keys.n && str_cut(&keys, '|', &key)) {
        stmt_bind_text(st, 1, key);
        if (!stmt_step(c, st, &there))
            return false;
        if (there && !stmt_is_null(st, 0))
            row[n++] = (struct link_row){ .id = stmt_int(st, 0) };
        stmt_reset(st);
    }
    if (!ok || !n)
        return ok;
    for (size_t i = 1; i < n; i++) /* sorted by number */
        for (size_t k = i; k > 0 && row[k].id < row[k - 1].id; k--) {
            struct link_row swap = row[k];
            row[k] = row[k - 1];
            row[k - 1] = swap;
        }
    v->l = (struct links){ arena_new(c->mem, struct link_row, n), n };
    memcpy(v->l.row, row, n * sizeof *row);
    return true;
}

bool library_complete(struct ctx *c, const struct record *old, struct record *now, const char *kind)
{
    static const char *const same[] = { "title", "category", "origin", "properties",
                                        "description" };
    const struct field *f = entity_field(now->type, STR("library"));
    size_t place = entity_place(now->type, f);
    struct record *r;
    if (rec_is_null(now, place) || !rec_changed(old, now, place))
        return true;
    if (!content_peek(c, &entity_library, rec_text(now, place), &r))
        return false;
    if (!r)
        return true; /* of a later version of the program: nothing to fill from */
    if (!str_eq_z(field_value(r, "kind")->s, kind))
        return problem(c, f, STR_FMT " is no %s of the library: `library list --where kind=%s`.",
                       STR_ARG(rec_text(now, place)), kind, kind);
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        const struct value *v = field_value(r, same[i]);
        if (v && v->tag == V_TEXT)
            fill(c, now, same[i], v->s);
    }
    return fill_from_body(c, now,
                          rec_text(r, entity_place(r->type, entity_field(r->type, STR("body"))))) &&
           fill_links(c, now, "threats", &entity_threat, rec_value(r, "threats")->s) &&
           fill_links(c, now, "vulnerabilities", &entity_vulnerability,
                      rec_value(r, "vulnerabilities")->s) &&
           fill_links(c, now, "sources", &entity_risk_source, rec_value(r, "source")->s);
}

/* --- risk sources --- */

static const struct choice categories[] = { { "state", "State" },
                                            { "crime", "Organised crime" },
                                            { "terrorist", "Terrorists" },
                                            { "activist", "Activists" },
                                            { "specialist", "Specialists for hire" },
                                            { "amateur", "Amateurs" },
                                            { "avenger", "Avengers" },
                                            { "pathological", "Pathological attackers" },
                                            { "insider", "People inside" },
                                            { "accident", "Mistakes and accidents" },
                                            { "nature", "Nature" },
                                            { "supplier", "Suppliers" },
                                            { NULL, NULL } };
static const struct choice origins[] = { { "deliberate", "Deliberate" },
                                         { "accidental", "Accidental" },
                                         { "environmental", "Environmental" },
                                         { NULL, NULL } };
static const struct choice properties[] = { { "confidentiality", "Confidentiality" },
                                            { "integrity", "Integrity" },
                                            { "availability", "Availability" },
                                            { NULL, NULL } };
static const struct field fields[] = {
    FIELD_TITLE("Who or what causes risks, for example Organised fraud by mail."),
    { "category", "Category", "What sort of source.", &kind_choice, F_LIST | F_FIRST,
      .choices = categories },
    { "origin", "Origin", "Meant, by mistake, or by nature.", &kind_choice, F_LIST | F_FIRST,
      .choices = origins },
    { "properties", "Properties", "What it is after, or harms.", &kind_choices, F_LIST,
      .choices = properties },
    { "description", "Description", "How it works, and what it can do.", &kind_prose,
      F_SEARCH | F_FIRST },
    { "desired_states", "What it wants", "The states it wants to bring about, one per line.",
      &kind_prose, F_SEARCH },
    FIELD_LIBRARY,
    FIELD_NOTES,
};
static bool complete(struct ctx *c, const struct record *old, struct record *now)
{
    return library_complete(c, old, now, "source");
}
static const struct index indexes[] = { { { "library" } } };
const struct entity entity_risk_source = {
    .name = "risk_source",
    .plural = "risk_sources",
    .label = "risk source",
    .prefix = "RS",
    .clause = "27001:6.1.2.c.1",
    .number = 60,
    .help = "Who or what can cause a risk: attackers with what they want, mistakes, nature.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .complete = complete },
    .perm = PERM_REGISTER,
    .when = "sources",
};
