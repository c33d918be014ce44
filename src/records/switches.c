#include "records/records.h"

/*
 * Parts of the method that are off until switched on: by the organisation, or by criteria in force
 * that use them. Kept until the next commit; what cannot be read counts as off.
 */

struct switches {
    bool inherent, tolerance, cycles, sources; /* of the organisation */
    bool classes, combined, bands, points;     /* of any criteria in force */
    char language[24];
};

static bool read_organization(struct ctx *c, struct switches *s)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(
            c, c->db,
            "SELECT \"show_inherent\", coalesce(\"method\", ''), coalesce(\"language\", '') "
            "FROM \"organization\" WHERE \"archived\"=0 ORDER BY \"id\" LIMIT 1",
            &st) ||
        !stmt_step(c, st, &row))
        return false;
    if (!row)
        return true;
    struct str set = stmt_text(st, 1), one;
    s->inherent = stmt_int(st, 0) != 0;
    snprintf(s->language, sizeof s->language, STR_FMT, STR_ARG(stmt_text(st, 2)));
    while (set.n && str_cut(&set, ',', &one)) {
        s->tolerance |= str_eq_z(one, "tolerance");
        s->cycles |= str_eq_z(one, "cycles");
        s->sources |= str_eq_z(one, "sources");
    }
    return true;
}

static void note(const struct criteria *k, struct switches *s)
{
    for (size_t class = 1; class < CLASS_N; class ++)
        for (size_t i = 0; i < k->n[2]; i++)
            s->classes |= k->rule[class][i].given;
    s->combined |= k->combines;
    s->bands |= k->nfrequency_bands && k->nloss_bands;
    s->points |= k->weighted;
}

static bool read_criteria(struct ctx *c, struct switches *s)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    const struct criteria *k;
    int64_t ids[64];
    size_t n = 0;
    bool row, ok;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"criteria\" WHERE \"status\"='in_force' AND "
                    "\"archived\"=0 ORDER BY \"id\" DESC",
                    &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row && n < ARRAY_LEN(ids))
        ids[n++] = stmt_int(st, 0);
    for (size_t i = 0; ok && i < n; i++)
        if ((ok = criteria_load(c, ids[i], &k)))
            note(k, s);
    return ok;
}

static const struct switches *current(struct ctx *c)
{
    struct switches now = { false };
    void **kept = criteria_kept(c);
    const struct switches *s = *kept;
    if (!s) {
        struct err was = c->err;
        if (!read_organization(c, &now) || !read_criteria(c, &now))
            c->err = was; /* nothing is shown that could not be read */
        struct switches *keep = arena_new(&c->store->cache, struct switches, 1);
        *keep = now;
        *kept = keep;
        s = keep;
    }
    return s;
}

struct str records_language(struct ctx *c)
{
    return str_z(current(c)->language);
}

bool records_on(struct ctx *c, const char *name)
{
    const struct switches *s = current(c);
    const struct {
        const char *name;
        bool on;
    } all[] = { { "inherent", s->inherent },
                { "tolerance", s->tolerance },
                { "cycles", s->cycles },
                { "sources", s->sources },
                { "classes", s->classes },
                { "combined", s->combined },
                { "bands", s->bands },
                { "points", s->points },
                { "languages", lang_at(0) != NULL } };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].on;
    BUG("no part of the method is called %s", name);
}
