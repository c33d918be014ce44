#include "store/entity.h"

/*
 * The start-up check of the catalogue: a description that contradicts itself is found before it
 * reaches a database. Runs once per start (about 30 types) and in a unit test.
 */

static const char *complain(struct buf *why, const char *fmt, ...) PRINTF(2, 3);
static const char *complain(struct buf *why, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    buf_addv(why, fmt, args);
    va_end(args);
    return why->p;
}

static bool name_ok(const char *name)
{
    if (!name || !*name)
        return false;
    for (const char *p = name; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9' && p > name) || *p == '_'))
            return false;
    return true;
}

/* Names the store uses for itself in every table. */
static bool name_taken(const char *name)
{
    static const char *const taken[] = { "id",      "version", "archived", "created",
                                         "changed", "natural", "type",     "from_id" };
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        if (strcmp(name, taken[i]) == 0)
            return true;
    return false;
}

/* Words that SQLite or PostgreSQL reserve. Generated SQL quotes names, but the SQL of checks and
 * what people write by hand would trip over them. */
static bool name_reserved(const char *name)
{
    static const char *const words[] = {
        "all",    "and",    "as",     "asc",     "between", "by",         "case",     "check",
        "column", "create", "cross",  "default", "delete",  "desc",       "distinct", "do",
        "else",   "end",    "except", "exists",  "false",   "for",        "foreign",  "from",
        "full",   "grant",  "group",  "having",  "in",      "index",      "inner",    "insert",
        "into",   "is",     "join",   "left",    "like",    "limit",      "not",      "null",
        "offset", "on",     "or",     "order",   "primary", "references", "right",    "select",
        "set",    "table",  "then",   "to",      "true",    "union",      "unique",   "update",
        "user",   "using",  "values", "when",    "where",   "with"
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static const char *check_target(const struct entity *e, const struct field *f, struct buf *why)
{
    bool ref = f->kind == &kind_ref || f->kind == &kind_person || f->kind == &kind_key;
    if (ref && !f->to)
        return complain(why, "%s.%s: a reference needs a target (to)", e->name, f->name);
    if (f->kind == &kind_key && !(f->to->flags & E_CONTENT))
        return complain(why, "%s.%s: kind key is for content types", e->name, f->name);
    if ((f->kind == &kind_ref || f->kind == &kind_person) && (f->to->flags & E_CONTENT))
        return complain(why, "%s.%s: content is referred to by kind key", e->name, f->name);
    if (f->kind == &kind_link && !f->link)
        return complain(why, "%s.%s: a link field needs its link", e->name, f->name);
    if (f->kind == &kind_link && f->link->from != e && f->link->to != e)
        return complain(why, "%s.%s: the link %s has neither end here", e->name, f->name,
                        f->link->name);
    if ((f->kind == &kind_choice || f->kind == &kind_choices) && !f->choices)
        return complain(why, "%s.%s: a choice needs its choices", e->name, f->name);
    if (f->kind == &kind_score && !f->scale)
        return complain(why, "%s.%s: a score needs its scale", e->name, f->name);
    return NULL;
}

static const char *check_field(const struct entity *e, size_t place, struct buf *why)
{
    const struct field *f = &e->fields[place];
    if (!f->kind)
        return complain(why, "%s: row %zu of the field table is missing or has no kind", e->name,
                        place);
    if (!name_ok(f->name))
        return complain(why, "%s: field %zu has a bad name", e->name, place);
    if (name_taken(f->name))
        return complain(why, "%s.%s: the name belongs to the store", e->name, f->name);
    if (name_reserved(f->name))
        return complain(why, "%s.%s: the name is a reserved word of SQL", e->name, f->name);
    if (!f->label || !*f->label)
        return complain(why, "%s.%s: no label", e->name, f->name);
    for (size_t i = 0; i < place; i++) {
        if (strcmp(e->fields[i].name, f->name) == 0)
            return complain(why, "%s.%s: the name stands twice", e->name, f->name);
        if (strcmp(field_key(&e->fields[i]), field_key(f)) == 0)
            return complain(why, "%s.%s: the ledger key stands twice", e->name, f->name);
    }
    if (f->sql && f->derive)
        return complain(why, "%s.%s: derive and sql exclude each other", e->name, f->name);
    if ((f->flags & F_STORED) && !f->derive)
        return complain(why, "%s.%s: F_STORED without derive", e->name, f->name);
    const char *bad = check_target(e, f, why);
    if (!bad && f->kind->sane && (bad = f->kind->sane(f)))
        bad = complain(why, "%s.%s: %s", e->name, f->name, bad);
    return bad;
}

static const char *check_flow(const struct entity *e, struct buf *why)
{
    if (!e->nflow)
        return NULL;
    const struct field *status = entity_field(e, STR("status"));
    if (!status || status->kind != &kind_choice)
        return complain(why, "%s: a flow needs a choice field named status", e->name);
    for (size_t i = 0; i < e->nflow; i++) {
        bool from = !e->flow[i].from, to = false;
        for (const struct choice *ch = status->choices; ch->key; ch++) {
            from |= e->flow[i].from && strcmp(ch->key, e->flow[i].from) == 0;
            to |= strcmp(ch->key, e->flow[i].to) == 0;
        }
        if (!from || !to)
            return complain(why, "%s: transition %zu names an unknown status", e->name, i);
    }
    return NULL;
}

static const char *check_entity(const struct catalog *k, size_t n, struct buf *why)
{
    const struct entity *e = k->entities[n];
    if (!name_ok(e->name) || !name_ok(e->plural) || !e->label || !e->prefix || !e->help)
        return complain(why, "type %zu: name, plural, label, prefix and help are needed", n);
    bool content = (e->flags & E_CONTENT) != 0;
    if (e->number < 1 || e->number > 255 || (e->number > CONTENT_NUMBER) != content)
        return complain(why, "%s: the number must be 1 to 200, for content 201 to 255", e->name);
    for (size_t i = 0; i < n; i++) {
        const struct entity *o = k->entities[i];
        if (o->number == e->number || strcmp(o->name, e->name) == 0 ||
            strcmp(o->plural, e->plural) == 0)
            return complain(why, "%s: name, plural or number is that of %s", e->name, o->name);
        if (*e->prefix && strcasecmp(o->prefix, e->prefix) == 0)
            return complain(why, "%s: the prefix is that of %s", e->name, o->name);
    }
    for (size_t i = 0; i < e->nfields; i++) {
        const char *bad = check_field(e, i, why);
        if (bad)
            return bad;
    }
    for (size_t i = 0; i < e->nindexes; i++)
        for (size_t j = 0; j < ARRAY_LEN(e->indexes[i].fields) && e->indexes[i].fields[j]; j++) {
            const struct field *f = entity_field(e, str_z(e->indexes[i].fields[j]));
            if (!f || !field_is_column(f))
                return complain(why, "%s: index %zu names %s", e->name, i, e->indexes[i].fields[j]);
        }
    if (!e->perm.read)
        return complain(why, "%s: nobody may read it", e->name);
    if (!(e->flags & E_CONTENT) && !e->perm.create)
        return complain(why, "%s: nobody may create it", e->name);
    return check_flow(e, why);
}

static bool has_entity(const struct catalog *k, const struct entity *e)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->entities[i] == e)
            return true;
    return false;
}

static const char *check_closed(const struct catalog *k, struct buf *why)
{
    for (size_t i = 0; i < k->nlinks; i++) {
        const struct link *l = k->links[i];
        if (!name_ok(l->name) || !has_entity(k, l->from) || !has_entity(k, l->to) ||
            (l->from->flags & E_CONTENT))
            return complain(why, "link %s: bad name or an end outside the catalogue", l->name);
    }
    for (size_t i = 0; i < k->n; i++)
        for (size_t j = 0; j < k->entities[i]->nfields; j++) {
            const struct field *f = &k->entities[i]->fields[j];
            bool found = !f->link;
            for (size_t m = 0; m < k->nlinks; m++)
                found |= k->links[m] == f->link;
            if (!found || (f->to && !has_entity(k, f->to)))
                return complain(why, "%s.%s: its target is not in the catalogue",
                                k->entities[i]->name, f->name);
        }
    return NULL;
}

const char *catalog_check(const struct catalog *k, struct buf *why)
{
    for (size_t i = 0; i < k->n; i++) {
        const char *bad = check_entity(k, i, why);
        if (bad)
            return bad;
    }
    return check_closed(k, why);
}
