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
