#include "base/hash.h"
#include "store/replay.h"
#include "store/row.h"

/* Two databases with the same tables, compared by walking both in key order. */

struct cmp {
    struct ctx *c;
    void (*found)(void *, const char *);
    void *arg;
};

static bool same_column(const struct stmt *a, const struct stmt *b, int col)
{
    if (stmt_is_null(a, col) || stmt_is_null(b, col))
        return stmt_is_null(a, col) == stmt_is_null(b, col);
    return str_eq(stmt_text(a, col), stmt_text(b, col));
}

/* Order of the two current rows by their first `keys` columns; numbers as numbers. */
static int key_order(const struct stmt *a, const struct stmt *b, int keys, bool text_second)
{
    for (int i = 0; i < keys; i++) {
        if (i == 1 && text_second) {
            int cmp = str_cmp(stmt_text(a, i), stmt_text(b, i));
            if (cmp)
                return cmp;
        } else if (stmt_int(a, i) != stmt_int(b, i)) {
            return stmt_int(a, i) < stmt_int(b, i) ? -1 : 1;
        }
    }
    return 0;
}

static void say(struct cmp *k, const char *table, const struct stmt *st, const char *what,
                const char *column)
{
    struct str text =
        arena_printf(k->c->mem, "Table %s, record %" PRId64 ": %s%s%s.", table, stmt_int(st, 0),
                     what, column ? " in " : "", column ? column : "");
    k->found(k->arg, text.p);
}

static void same_rows(struct cmp *k, const char *table, const struct stmt *a, const struct stmt *b)
{
    for (int i = 0; i < stmt_columns(a); i++)
        if (!same_column(a, b, i))
            say(k, table, a, "today's value is not what the ledger says", stmt_column_name(a, i));
}

static bool walk(struct cmp *k, const char *table, struct stmt *a, struct stmt *b, int keys,
                 bool text_second)
{
    bool ra, rb;
    if (!stmt_step(k->c, a, &ra) || !stmt_step(k->c, b, &rb))
        return false;
    while (ra || rb) {
        struct arena_mark mark = arena_mark(k->c->mem);
        int order = !ra ? 1 : !rb ? -1 : key_order(a, b, keys, text_second);
        if (order < 0)
            say(k, table, a, "it stands in the table, but the ledger does not know it", NULL);
        else if (order > 0)
            say(k, table, b, "the ledger knows it, but it is missing in the table", NULL);
        else
            same_rows(k, table, a, b);
        arena_rewind(k->c->mem, mark);
        if ((order <= 0 && !stmt_step(k->c, a, &ra)) || (order >= 0 && !stmt_step(k->c, b, &rb)))
            return false;
    }
    return true;
}

static bool compare_sql(struct cmp *k, const char *table, struct db *a, struct db *b,
                        const struct sql *q, int keys, bool text_second)
{
    _cleanup_(stmt_done) struct stmt *sa = NULL, *sb = NULL;
    return db_prepare_sql(k->c, a, q, &sa) && db_prepare_sql(k->c, b, q, &sb) &&
           walk(k, table, sa, sb, keys, text_second);
}

static bool compare_entity(struct cmp *k, struct db *a, struct db *b, const struct entity *e)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    (void)row_columns(k->c, &q, e, true);
    sql_add(&q, ", t.\"natural\" FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t ORDER BY t.\"id\"");
    bool ok = compare_sql(k, e->name, a, b, &q, 1, false);
    sql_done(&q);
    return ok;
}

static bool compare_link(struct cmp *k, struct db *a, struct db *b, const struct link *l)
{
    bool content = l->to->flags & E_CONTENT;
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT \"from_id\", ");
    sql_ident(&q, content ? "to_key" : "to_id");
    for (size_t i = 0; i < l->nfields; i++) {
        sql_add(&q, ", ");
        sql_ident(&q, l->fields[i].name);
    }
    sql_add(&q, " FROM ");
    sql_ident(&q, l->name);
    sql_add(&q, " ORDER BY 1, 2");
    bool ok = compare_sql(k, l->name, a, b, &q, 2, content);
    sql_done(&q);
    return ok;
}

/* Records are never deleted, so the last number given out is the highest one in the table; a
 * counter that stands elsewhere hides records or would give a number twice. */
static bool compare_counter(struct cmp *k, struct db *live, const struct entity *e)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT coalesce((SELECT max(t.\"id\") FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t), 0), coalesce((SELECT k.\"value\" FROM \"counter\" AS k WHERE "
                "k.\"name\"=$1), 0)");
    ok = db_prepare_sql(k->c, live, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    if (!stmt_step(k->c, st, &row))
        return false;
    if (row && stmt_int(st, 0) != stmt_int(st, 1))
        k->found(k->arg, arena_printf(k->c->mem,
                                      "The last number given to a %s is %" PRId64
                                      ", but the counter stands at %" PRId64 ".",
                                      e->label, stmt_int(st, 0), stmt_int(st, 1))
                             .p);
    return true;
}

bool replay_compare(struct ctx *c, struct db *a, struct db *b, void (*found)(void *, const char *),
                    void *arg)
{
    struct cmp k = { c, found, arg };
    const struct catalog *cat = c->store->catalog;
    for (size_t i = 0; i < cat->n; i++)
        if (entity_is_ledgered(cat->entities[i]) && (!compare_entity(&k, a, b, cat->entities[i]) ||
                                                     !compare_counter(&k, a, cat->entities[i])))
            return false;
    for (size_t i = 0; i < cat->nlinks; i++)
        if (!compare_link(&k, a, b, cat->links[i]))
            return false;
    return true;
}
