#include "records/records.h"

bool rules_reaches(struct ctx *c, const char *table, const char *from, const char *to, int64_t id,
                   int64_t start, bool *ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "WITH RECURSIVE reach(\"n\") AS (SELECT CAST($1 AS BIGINT) UNION SELECT t.");
    sql_ident(&q, to);
    sql_add(&q, " FROM reach AS r JOIN ");
    sql_ident(&q, table);
    sql_add(&q, " AS t ON t.");
    sql_ident(&q, from);
    sql_add(&q, "=r.\"n\") SELECT 1 FROM reach WHERE \"n\"=$2 LIMIT 1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, id);
    stmt_bind_int(st, 2, start);
    return stmt_step(c, st, ret);
}

/* Breadth first, so that the shortest cycle is told; each record is looked at once. */
enum { CYCLE_MOST = 20000, CYCLE_TOLD = 12 };

static bool neighbours(struct ctx *c, const char *table, const char *from, const char *to,
                       int64_t id, struct stmt **ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    sql_ident(&q, to);
    sql_add(&q, " FROM ");
    sql_ident(&q, table);
    sql_add(&q, " WHERE ");
    sql_ident(&q, from);
    sql_add(&q, "=$1 ORDER BY 1");
    bool ok = db_prepare_sql(c, c->db, &q, ret);
    sql_done(&q);
    if (ok)
        stmt_bind_int(*ret, 1, id);
    return ok;
}

bool rules_cycle(struct ctx *c, const struct entity *e, const char *table, const char *from,
                 const char *to, int64_t id, int64_t start, struct str *ret)
{
    struct seen {
        int64_t id;
        size_t before; /* place of the record that led here */
    } *seen = arena_new(c->mem, struct seen, CYCLE_MOST);
    size_t n = 0, end = 0;
    bool found = false, row, ok = true;
    seen[n++] = (struct seen){ id, 0 };
    for (size_t at = 0; ok && at < n && !found; at++) {
        _cleanup_(stmt_done) struct stmt *st = NULL;
        if (!neighbours(c, table, from, to, seen[at].id, &st))
            return false;
        while (!found && (ok = stmt_step(c, st, &row)) && row && n < CYCLE_MOST) {
            bool again = false;
            for (size_t k = 0; k < n && !again; k++)
                again = seen[k].id == stmt_int(st, 0);
            found = stmt_int(st, 0) == start;
            if (!again || found)
                seen[n++] = (struct seen){ stmt_int(st, 0), at };
            end = n - 1;
        }
    }
    struct str all = STR("");
    size_t told = 0;
    for (size_t at = found ? end : 0; found; at = seen[at].before) {
        if (told++ < CYCLE_TOLD)
            all = arena_printf(c->mem, STR_FMT "%s" STR_FMT, STR_ARG(entity_ref(c, e, seen[at].id)),
                               all.n ? ", " : "", STR_ARG(all));
        if (!at)
            break;
    }
    if (found) /* the record itself stands at both ends */
        all = arena_printf(c->mem, STR_FMT ", %s" STR_FMT, STR_ARG(entity_ref(c, e, start)),
                           told > CYCLE_TOLD ? "..., " : "", STR_ARG(all));
    *ret = all;
    return ok;
}

bool rules_duty_exception(struct ctx *c, int64_t scope, int64_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"exception\" WHERE \"kind\"='separation_of_duties' AND "
                    "\"status\"='open' AND \"archived\"=0 AND "
                    "(\"scope\" IS NULL OR \"scope\"=$1) AND (\"valid_from\" IS NULL OR "
                    "\"valid_from\"<=$2) AND \"valid_until\">=$2 "
                    "ORDER BY \"id\" LIMIT 1",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    stmt_bind_text(st, 2, store_today_text(c));
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    return true;
}
