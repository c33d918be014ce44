#include "exchange/import_map.h"
#include "records/records.h"

/* Which register a spreadsheet belongs to, told from its headings: a heading that few types know
 * says more than "Owner", and one that is called like a type says most. */

const struct entity *const import_types[] = {
    &entity_asset,   &entity_risk,    &entity_person,   &entity_party,     &entity_obligation,
    &entity_control, &entity_process, &entity_document, &entity_treatment, &entity_task,
    &entity_issue,   &entity_site,    &entity_threat,   &entity_evidence,  &entity_vulnerability,
};
enum { TYPES = ARRAY_LEN(import_types) };
const size_t import_ntypes = TYPES;

static bool says(struct ctx *c, struct str heading, const char *word)
{
    return str_eq(import_folded(c, heading), import_folded(c, str_z(word)));
}

static bool knows(struct ctx *c, const struct entity *e, struct str heading)
{
    struct str want = import_folded(c, heading);
    for (size_t i = 0; i < e->nfields; i++)
        if (!field_is_derived(&e->fields[i]) && import_heading_fits(c, &e->fields[i], want))
            return true;
    return false;
}

/* "Asset", "Assets", "Asset name". */
static bool is_called(struct ctx *c, const struct entity *e, struct str heading)
{
    static const char *const ends[] = { "", " name", " title" };
    const char *const names[] = { e->label, e->name, e->plural };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        for (size_t k = 0; k < ARRAY_LEN(ends); k++)
            if (says(c, heading, arena_printf(c->mem, "%s%s", names[i], ends[k]).p))
                return true;
    return false;
}

/* A file without a heading for the title: the one that is called like the type, else "Name". */
static void map_title(struct ctx *c, const struct table *t, const struct entity *e,
                      struct import_options *o)
{
    static const char *const others[] = { "name", "title" };
    const struct str *best = NULL;
    for (size_t i = 0; i < t->ncolumns; i++)
        if (import_heading_fits(c, entity_title(e), import_folded(c, t->heading[i])))
            return;
    for (size_t i = 0; i < t->ncolumns && !best; i++)
        if (is_called(c, e, t->heading[i]))
            best = &t->heading[i];
    for (size_t k = 0; k < ARRAY_LEN(others) && !best; k++)
        for (size_t i = 0; i < t->ncolumns && !best; i++)
            if (says(c, t->heading[i], others[k]))
                best = &t->heading[i];
    if (!best || o->nmap == IMPORT_MAPS)
        return;
    o->map[o->nmap].column = *best;
    o->map[o->nmap++].field = str_z(entity_title(e)->name);
}

static const struct entity *choose(struct ctx *c, const struct permit *p, const struct table *t)
{
    double score[TYPES] = { 0 };
    size_t best = TYPES;
    for (size_t i = 0; i < t->ncolumns; i++) {
        bool known[TYPES];
        int n = 0;
        for (size_t k = 0; k < TYPES; k++)
            n += known[k] = knows(c, import_types[k], t->heading[i]);
        for (size_t k = 0; k < TYPES; k++)
            score[k] += (known[k] ? 1.0 + 4.0 / n : 0) +
                        (is_called(c, import_types[k], t->heading[i]) ? 6.0 : 0);
    }
    for (size_t k = 0; k < TYPES; k++)
        if (score[k] > 0 && permit_may_type(p, ACT_CREATE, import_types[k]) &&
            (best == TYPES || score[k] > score[best]))
            best = k;
    return best == TYPES ? NULL : import_types[best];
}

bool import_guess(struct ctx *c, const struct permit *p, const char *path, struct import_options *o,
                  const struct entity **ret)
{
    struct table t = { .f = NULL };
    bool ok = table_open(c, &t, path, o->sheet);
    if (ok && !*ret)
        *ret = choose(c, p, &t);
    for (size_t i = 0; ok && i < t.ncolumns; i++) /* headings outlive the table */
        t.heading[i] = arena_str(c->mem, t.heading[i]);
    if (ok && *ret)
        map_title(c, &t, *ret, o);
    table_close(&t);
    return ok;
}
