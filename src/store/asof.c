#include "store/ledger.h"
#include "store/row.h"
#include "store/schema.h"
#include "store/search.h"

/* The past: a temporary database with the same tables, filled from the ledger up to a moment;
 * content as it is today. */

static int64_t fixed_clock(void *arg)
{
    return *(const int64_t *)arg;
}

static bool copy_rows(struct ctx *c, struct db *from, struct db *to, const struct entity *e)
{
    struct sql q, into;
    sql_init(&q);
    sql_init(&into);
    sql_add(&q, "SELECT ");
    (void)row_columns(c, &q, e, true);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t");
    sql_add(&into, "INSERT INTO ");
    sql_ident(&into, e->name);
    sql_add(&into, " VALUES (");
    _cleanup_(stmt_done) struct stmt *st = NULL, *put = NULL;
    bool row, ok = db_prepare_sql(c, from, &q, &st);
    int n = ok ? stmt_columns(st) : 0;
    for (int i = 0; i < n; i++) {
        sql_add_constant(&into, i ? ", " : "");
        sql_param(&into);
    }
    sql_add(&into, ")");
    ok = ok && db_prepare_sql(c, to, &into, &put);
    sql_done(&q);
    sql_done(&into);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        stmt_bind_int(put, 1, stmt_int(st, 0));
        for (int i = 1, f = 0; i < n; i++, f++) {
            while (!field_is_column(&e->fields[f]))
                f++;
            if (stmt_is_null(st, i))
                stmt_bind_null(put, i + 1);
            else if (e->fields[f].kind->tag == V_INT)
                stmt_bind_int(put, i + 1, stmt_int(st, i));
            else if (e->fields[f].kind->tag == V_REAL)
                stmt_bind_real(put, i + 1, stmt_real(st, i));
            else
                stmt_bind_text(put, i + 1, stmt_text(st, i));
        }
        ok = stmt_run(c, put);
    }
    return ok;
}

static bool copy_content(struct ctx *c, struct db *to)
{
    const struct catalog *k = c->store->catalog;
    if (!db_begin(c, to))
        return false;
    for (size_t i = 0; i < k->n; i++)
        if ((k->entities[i]->flags & E_CONTENT) && !copy_rows(c, c->store->db, to, k->entities[i]))
            return false;
    return db_commit(c, to);
}

static bool parse_moment(struct ctx *c, struct str when, int64_t *ret)
{
    int64_t days;
    if (when_parse_date(when, &days)) {
        *ret = when_zone_day_end(&c->store->zone, days);
        return true;
    }
    if (!when_parse_stamp(when, ret))
        return fail(c, ERR_USAGE,
                    "\"" STR_FMT "\" is no moment: give YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ.",
                    STR_ARG(when));
    *ret += 999; /* the end of that second */
    return true;
}

bool store_as_of(struct ctx *c, struct str when)
{
    struct store *s = c->store;
    int64_t ms, seq;
    struct db *db;
    if (!parse_moment(c, when, &ms))
        return false;
    int64_t first;
    if (!ledger_when(c, 0, &first, &seq))
        return false;
    if (ms < first)
        return fail(c, ERR_NOT_FOUND, "The database did not exist yet on " STR_FMT ".",
                    STR_ARG(when));
    if (!db_open(c, "", DB_TEMP, &db))
        return false;
    db_close(&s->asof);
    s->asof = db;
    if (!schema_create(c, db, s->catalog, false) || !copy_content(c, db) ||
        !ledger_replay(c, db, 0, ms, &seq))
        return false;
    s->asof_ms = ms;
    c->db = db;
    c->clock = fixed_clock;
    c->clock_arg = &s->asof_ms;
    return true;
}
