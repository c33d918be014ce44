#include "exchange/import_keys.h"
#include "base/ctx.h"
#include "base/str.h"

bool import_keys_open(struct ctx *c, struct db **ret)
{
    if (!db_open(c, "", DB_TEMP, ret))
        return false;
    unsigned old = db_lift(*ret, DB_LIFT_SCHEMA);
    bool ok = db_exec(c, *ret,
                      "CREATE TABLE \"k\" (\"key\" TEXT PRIMARY KEY, \"row\" INTEGER NOT NULL, "
                      "\"fresh\" INTEGER NOT NULL) WITHOUT ROWID") &&
              db_exec(c, *ret,
                      "CREATE TABLE \"a\" (\"name\" TEXT NOT NULL, \"row\" INTEGER NOT NULL, "
                      "\"fresh\" INTEGER NOT NULL, PRIMARY KEY (\"name\", \"row\")) WITHOUT "
                      "ROWID") &&
              db_exec(c, *ret,
                      "CREATE TABLE \"w\" (\"text\" TEXT NOT NULL, \"scoped\" TEXT NOT NULL, "
                      "\"name\" TEXT NOT NULL, \"row\" INTEGER NOT NULL, \"col\" INTEGER NOT "
                      "NULL)") &&
              db_begin(c, *ret);
    db_lift(*ret, old);
    return ok;
}

bool import_key_row(struct ctx *c, struct db *keys, struct str key, int64_t *ret_row)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, keys, "SELECT \"row\" FROM \"k\" WHERE \"key\"=$1", &st))
        return false;
    stmt_bind_text(st, 1, key);
    if (!stmt_step(c, st, &row))
        return false;
    *ret_row = row ? stmt_int(st, 0) : 0;
    return true;
}

static bool add(struct ctx *c, struct stmt *st, struct str name, int64_t row, int64_t fresh)
{
    stmt_bind_text(st, 1, name);
    stmt_bind_int(st, 2, row);
    stmt_bind_int(st, 3, fresh);
    return stmt_run(c, st);
}

bool import_key_add(struct ctx *c, struct db *keys, struct str key, int64_t row, int64_t fresh)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return db_prepare(c, keys,
                      "INSERT INTO \"k\" (\"key\", \"row\", \"fresh\") VALUES ($1, $2, $3)", &st) &&
           add(c, st, key, row, fresh);
}

bool import_alias_add(struct ctx *c, struct db *keys, struct str name, int64_t row, int64_t fresh)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return db_prepare(c, keys,
                      "INSERT INTO \"a\" (\"name\", \"row\", \"fresh\") VALUES ($1, $2, $3) ON "
                      "CONFLICT (\"name\", \"row\") DO NOTHING",
                      &st) &&
           add(c, st, name, row, fresh);
}

bool import_key_find(struct ctx *c, struct db *keys, struct str scoped, struct str name,
                     struct import_hit *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, keys,
                    "SELECT \"row\", \"fresh\", 0 FROM \"k\" WHERE \"key\"=$1 UNION ALL "
                    "SELECT \"row\", \"fresh\", 1 FROM \"k\" WHERE \"key\"=$2 AND $1<>$2 UNION ALL "
                    "SELECT \"row\", \"fresh\", 1 FROM \"a\" WHERE \"name\"=$2 ORDER BY 3, 1 "
                    "LIMIT 2",
                    &st))
        return false;
    stmt_bind_text(st, 1, scoped);
    stmt_bind_text(st, 2, name);
    *ret = (struct import_hit){ .fresh = -1 };
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return true;
    *ret = (struct import_hit){ .row = stmt_int(st, 0), .fresh = stmt_int(st, 1) };
    ret->exact = stmt_int(st, 2) == 0;
    if (!stmt_step(c, st, &row))
        return false;
    ret->several = !ret->exact && row && stmt_int(st, 0) != ret->row;
    return true;
}

bool import_want_add(struct ctx *c, struct db *keys, const struct import_want *w)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, keys,
                    "INSERT INTO \"w\" (\"text\", \"scoped\", \"name\", \"row\", \"col\") VALUES "
                    "($1, $2, $3, $4, $5)",
                    &st))
        return false;
    stmt_bind_text(st, 1, w->text);
    stmt_bind_text(st, 2, w->scoped);
    stmt_bind_text(st, 3, w->name);
    stmt_bind_int(st, 4, w->row);
    stmt_bind_int(st, 5, w->column);
    return stmt_run(c, st);
}

bool import_want_each(struct ctx *c, struct db *keys,
                      bool (*each)(void *, const struct import_want *, bool several), void *arg)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    struct import_hit hit;
    if (!db_prepare(c, keys,
                    "SELECT \"text\", \"scoped\", \"name\", \"row\", \"col\" FROM \"w\" AS w WHERE "
                    "NOT EXISTS (SELECT 1 FROM \"k\" AS k WHERE k.\"key\"=w.\"scoped\") ORDER BY "
                    "w.\"row\"",
                    &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct import_want w = { .text = arena_str(c->mem, stmt_text(st, 0)),
                                 .scoped = arena_str(c->mem, stmt_text(st, 1)),
                                 .name = arena_str(c->mem, stmt_text(st, 2)),
                                 .row = stmt_int(st, 3),
                                 .column = stmt_int(st, 4) };
        if (!import_key_find(c, keys, w.scoped, w.name, &hit))
            return false;
        if ((!hit.row || hit.several) && !each(arg, &w, hit.several))
            return false;
    }
    return ok;
}
