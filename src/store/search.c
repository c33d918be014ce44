#include "base/text.h"
#include "store/permit.h"
#include "store/row.h"
#include "store/search.h"

/* Row number in the index: the type's number above 40 bits of the record's. */
static int64_t search_row(const struct entity *e, int64_t id)
{
    return (int64_t)e->number << 40 | id;
}

static void collect(const struct record *r, struct buf *b)
{
    for (size_t i = 0; i < r->type->nfields; i++)
        if ((r->type->fields[i].flags & F_SEARCH) && r->v[i].tag == V_TEXT)
            text_tokens(b, r->v[i].s);
}

static bool prepare_put(struct ctx *c, struct db *db, struct stmt **ret)
{
    return db_prepare(c, db, "INSERT INTO search(rowid, body) VALUES ($1, $2)", ret);
}

static bool run_put(struct ctx *c, struct stmt *st, int64_t row, const struct buf *b)
{
    if (!b->n)
        return true;
    stmt_bind_int(st, 1, row);
    stmt_bind_text(st, 2, buf_str(b));
    return stmt_run(c, st);
}

static bool put(struct ctx *c, struct db *db, int64_t row, const struct buf *b)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return !b->n || (prepare_put(c, db, &st) && run_put(c, st, row, b));
}

/* The index keeps no text of its own: what is taken out has to be said again. */
static bool take(struct ctx *c, struct db *db, int64_t row, const struct buf *b)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!b->n)
        return true;
    if (!db_prepare(c, db, "INSERT INTO search(search, rowid, body) VALUES ('delete', $1, $2)",
                    &st))
        return false;
    stmt_bind_int(st, 1, row);
    stmt_bind_text(st, 2, buf_str(b));
    return stmt_run(c, st);
}

bool search_update(struct ctx *c, struct db *db, const struct record *old, const struct record *now)
{
    struct buf before, after;
    const struct record *any = now ? now : old;
    int64_t row = search_row(any->type, any->id);
    buf_init(&before, 4 << 20);
    buf_init(&after, 4 << 20);
    if (old)
        collect(old, &before);
    if (now)
        collect(now, &after);
    bool ok = str_eq(buf_str(&before), buf_str(&after)) ||
              (take(c, db, row, &before) && put(c, db, row, &after));
    buf_done(&before);
    buf_done(&after);
    return ok;
}

bool search_batch_init(struct ctx *c, struct db *db, struct search_batch *ret)
{
    *ret = (struct search_batch){ .st = NULL };
    buf_init(&ret->words, 4 << 20);
    return prepare_put(c, db, &ret->st);
}

bool search_batch_add(struct ctx *c, struct search_batch *b, const struct record *r)
{
    buf_reset(&b->words);
    collect(r, &b->words);
    return run_put(c, b->st, search_row(r->type, r->id), &b->words);
}

void search_batch_done(struct search_batch *b)
{
    stmt_done(&b->st);
    buf_done(&b->words);
}

static bool index_type(struct ctx *c, struct search_batch *batch, struct db *db,
                       const struct entity *e)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    int today = row_columns(c, &q, e, true);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    row_bind_today(c, st, today);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        struct arena_mark mark = arena_mark(c->mem);
        ok = search_batch_add(c, batch, row_read(c, st, e, true));
        if (ok) /* else the words of the error stand there */
            arena_rewind(c->mem, mark);
    }
    return ok;
}

bool search_rebuild(struct ctx *c, struct db *db, void (*progress)(void *, int64_t, int64_t),
                    void *arg)
{
    const struct catalog *k = c->store->catalog;
    _cleanup_(search_batch_done) struct search_batch batch = { .st = NULL };
    if (!db_exec(c, db, "INSERT INTO search(search) VALUES ('delete-all')") ||
        !search_batch_init(c, db, &batch))
        return false;
    for (size_t i = 0; i < k->n; i++) {
        if (!index_type(c, &batch, db, k->entities[i]))
            return false;
        if (progress)
            progress(arg, (int64_t)i + 1, (int64_t)k->n);
    }
    return true;
}

bool search_wake(struct ctx *c, struct db *db)
{
    unsigned old = db_lift(db, DB_LIFT_SCHEMA);
    bool ok = db_exec(c, db, "SELECT rowid FROM search LIMIT 0");
    db_lift(db, old);
    return ok;
}

bool search_ready(struct ctx *c)
{
    struct store *s = c->store;
    if (!s->asof || s->asof_searched)
        return true;
    s->asof_searched = true;
    if (!db_begin(c, s->asof))
        return false;
    if (search_rebuild(c, s->asof, NULL, NULL))
        return db_commit(c, s->asof);
    db_rollback(s->asof);
    return false;
}

int search_where(struct sql *q, const struct entity *e)
{
    sql_add(q, " AND t.\"id\" IN (SELECT rowid - ");
    sql_int(q, search_row(e, 0));
    sql_add(q, " FROM search WHERE search MATCH ");
    int p = sql_param(q);
    sql_add(q, " AND rowid BETWEEN ");
    sql_int(q, search_row(e, 0));
    sql_add(q, " AND ");
    sql_int(q, search_row(e, (INT64_C(1) << 40) - 1));
    sql_add(q, ")");
    return p;
}

/* "w1" AND "w2" AND "w3"*: tokens are letters and digits only, the quotes keep AND, OR, NOT plain
 * words. */
struct str search_expression(struct ctx *c, struct str words)
{
    struct buf tokens, out;
    struct str rest, word;
    buf_init(&tokens, 4096);
    buf_init(&out, 8192);
    text_tokens(&tokens, words);
    for (rest = buf_str(&tokens); str_cut(&rest, ' ', &word);)
        buf_addf(&out, "%s\"" STR_FMT "\"%s", out.n ? " AND " : "", STR_ARG(word),
                 rest.n ? "" : "*");
    if (!out.n)
        buf_add_z(&out, "\"\"");
    struct str s = arena_str(c->mem, buf_str(&out));
    buf_done(&tokens);
    buf_done(&out);
    return s;
}

/* Hits whose rows lie from `low` to below `high`, newest first; at most 2000 candidates are looked
 * at.
 */
static bool search_range(struct ctx *c, const struct permit *p, struct str expression, int64_t low,
                         int64_t high, size_t limit, struct search_hit *hit, size_t *n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = true;
    if (!db_prepare(c, c->db,
                    "SELECT rowid FROM search WHERE search MATCH $1 AND rowid>=$2 AND rowid<$3 "
                    "ORDER BY rowid DESC LIMIT 2000",
                    &st))
        return false;
    stmt_bind_text(st, 1, expression);
    stmt_bind_int(st, 2, low);
    stmt_bind_int(st, 3, high);
    while (*n < limit && (ok = stmt_step(c, st, &row)) && row) {
        int64_t at = stmt_int(st, 0);
        const struct entity *e = catalog_by_number(c->store->catalog, (unsigned)(at >> 40));
        struct record *r = NULL;
        if (!e || !permit_may_type(p, ACT_READ, e))
            continue;
        if (!row_load(c, c->db, e, at & ((INT64_C(1) << 40) - 1), true, &r))
            return false;
        if (!r || r->archived || !permit_may(p, ACT_READ, r))
            continue;
        const struct field *t = entity_title(e);
        hit[(*n)++] = (struct search_hit){ e, r->id, record_ref(c, r),
                                           t ? rec_text(r, entity_place(e, t)) : STR("") };
    }
    return ok;
}

bool search_all(struct ctx *c, const struct permit *p, struct str words, size_t limit,
                struct search_hit **ret, size_t *ret_n)
{
    struct search_hit *hit = arena_new(c->mem, struct search_hit, limit ? limit : 1);
    struct str expression = search_expression(c, words);
    const int64_t content = (int64_t)CONTENT_NUMBER << 40;
    size_t n = 0;
    if (!search_ready(c) || !search_range(c, p, expression, 0, content, limit, hit, &n) ||
        !search_range(c, p, expression, content, INT64_MAX, limit, hit, &n))
        return false;
    *ret = hit;
    *ret_n = n;
    return true;
}
