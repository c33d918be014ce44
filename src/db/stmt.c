#include "base/ctx.h"
#include "base/str.h"
#include "db/sqlite_int.h"

/* FNV-1a: the texts are the program's own. */
static uint64_t hash_of(const char *s, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)s[i]) * UINT64_C(1099511628211);
    return h;
}

/* $n to ?n outside quotes and comments: SQLite numbers $n by first appearance, PostgreSQL by n. */
static void rewrite(struct buf *b, const char *sql, size_t n)
{
    char quote = 0;
    for (size_t i = 0; i < n; i++) {
        char c = sql[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '$') {
            c = '?';
        }
        buf_add_char(b, c);
    }
}

#ifdef MUNIMENT_TESTING
static void log_statement(const char *sql)
{
    static FILE *f;
    static bool asked;
    const char *path = asked ? NULL : getenv("MUNIMENT_SQL_LOG");
    asked = true;
    if (path)
        f = fopen(path, "ae");
    if (!f)
        return;
    for (const char *p = sql; *p; p++)
        putc(*p == '\n' ? ' ' : *p, f);
    putc('\n', f);
    fflush(f);
}
#endif

static bool compile(struct ctx *c, struct db *db, const char *sql, size_t n, sqlite3_stmt **ret)
{
    struct buf b;
    buf_init(&b, SQL_MAX);
    rewrite(&b, sql, n);
    int rc = sqlite3_prepare_v3(db->h, b.p, (int)b.n, SQLITE_PREPARE_PERSISTENT, ret, NULL);
    buf_done(&b);
    if (rc == SQLITE_OK)
        return true;
    if ((rc & 0xff) == SQLITE_ERROR)
        return fail(c, ERR_STORAGE, "The database does not understand a statement: %s (%s).",
                    sqlite3_errmsg(db->h), sql);
    return sqlite_fail(c, db, rc, "preparing a statement");
}

static bool is_text(const struct stmt *st, uint64_t h, const char *sql, size_t n)
{
    return st->hash == h && strlen(st->text) == n && memcmp(st->text, sql, n) == 0;
}

/* The statement itself when it is there and not in use; else where it may be kept: a free slot, or
 * that of the one which was used longest ago; NULL when all of them are in use. */
static struct stmt **find_slot(struct db *db, uint64_t h, const char *sql, size_t n, bool *ret_hit)
{
    struct stmt **set = &db->cache[h % CACHE_SLOTS / CACHE_WAYS * CACHE_WAYS], **best = NULL;
    *ret_hit = false;
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        struct stmt *st = set[i];
        if (st && st->busy)
            continue;
        if (st && is_text(st, h, sql, n)) {
            *ret_hit = true;
            return &set[i];
        }
        if (!best || (*best && (!st || db->tick - st->used > db->tick - (*best)->used)))
            best = &set[i];
    }
    return best;
}

static struct stmt *use(struct db *db, struct stmt *st)
{
    st->busy = true;
    st->used = ++db->tick;
    return st;
}

static bool prepare(struct ctx *c, struct db *db, const char *sql, size_t n, struct stmt **ret)
{
    uint64_t h = hash_of(sql, n);
    bool hit;
    if (db->poisoned)
        return fail(c, ERR_STORAGE,
                    "The disk failed to keep an earlier change. Restart the program; it recovers "
                    "by itself.");
    if (sqlite_injected(c))
        return false;
    struct stmt **slot = find_slot(db, h, sql, n, &hit);
    if (hit) {
        *ret = use(db, *slot);
        return true;
    }
    sqlite3_stmt *raw = NULL;
    if (!compile(c, db, sql, n, &raw))
        return false;
#ifdef MUNIMENT_TESTING
    log_statement(sql);
#endif
    struct stmt *fresh = base_alloc(sizeof *fresh);
    *fresh = (struct stmt){ .db = db, .st = raw, .hash = h };
    if (slot) {
        if (*slot)
            sqlite_drop_stmt(*slot);
        fresh->text = base_alloc(n + 1);
        memcpy(fresh->text, sql, n);
        fresh->text[n] = '\0';
        *slot = fresh;
    }
    *ret = use(db, fresh);
    return true;
}

bool db_prepare_constant(struct ctx *c, struct db *db, const char *sql, struct stmt **ret)
{
    return prepare(c, db, sql, strlen(sql), ret);
}

bool db_prepare_sql(struct ctx *c, struct db *db, const struct sql *q, struct stmt **ret)
{
    if (q->text.over)
        return fail(c, ERR_LIMIT, "The question is too large for the database.");
    return prepare(c, db, q->text.p, q->text.n, ret);
}

void stmt_done(struct stmt **stp)
{
    struct stmt *st = *stp;
    if (!st)
        return;
    *stp = NULL;
    if (!st->text) { /* never cached */
        sqlite3_finalize(st->st);
        base_free(st);
        return;
    }
    sqlite3_reset(st->st);
    sqlite3_clear_bindings(st->st);
    st->busy = false;
}

void stmt_reset(struct stmt *st)
{
    sqlite3_reset(st->st);
}

static void bound(const struct stmt *st, int rc, int n)
{
    if (rc != SQLITE_OK)
        BUG("parameter %d cannot be bound: %s", n, sqlite3_errmsg(st->db->h));
}

void stmt_bind_int(struct stmt *st, int n, int64_t v)
{
    bound(st, sqlite3_bind_int64(st->st, n, v), n);
}

void stmt_bind_real(struct stmt *st, int n, double v)
{
    bound(st, sqlite3_bind_double(st->st, n, v), n);
}

void stmt_bind_text(struct stmt *st, int n, struct str s)
{
    bound(st, sqlite3_bind_text64(st->st, n, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8), n);
}

void stmt_bind_blob(struct stmt *st, int n, const void *p, size_t len)
{
    bound(st, sqlite3_bind_blob64(st->st, n, len ? p : "", len, SQLITE_STATIC), n);
}

void stmt_bind_null(struct stmt *st, int n)
{
    bound(st, sqlite3_bind_null(st->st, n), n);
}

bool stmt_step(struct ctx *c, struct stmt *st, bool *ret_row)
{
    if (sqlite_injected(c))
        return false;
    int rc = sqlite3_step(st->st);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return sqlite_fail(c, st->db, rc, "running a statement");
    *ret_row = rc == SQLITE_ROW;
    return true;
}

bool stmt_run(struct ctx *c, struct stmt *st)
{
    bool row = true, ok = true;
    while (row && (ok = stmt_step(c, st, &row)))
        ;
    sqlite3_reset(st->st);
    return ok;
}

bool stmt_is_null(const struct stmt *st, int col)
{
    return sqlite3_column_type(st->st, col) == SQLITE_NULL;
}

int64_t stmt_int(const struct stmt *st, int col)
{
    return sqlite3_column_int64(st->st, col);
}

double stmt_real(const struct stmt *st, int col)
{
    return sqlite3_column_double(st->st, col);
}

struct str stmt_text(const struct stmt *st, int col)
{
    const unsigned char *p = sqlite3_column_text(st->st, col);
    return (struct str){ (const char *)p, p ? (size_t)sqlite3_column_bytes(st->st, col) : 0 };
}

struct str stmt_blob(const struct stmt *st, int col)
{
    const void *p = sqlite3_column_blob(st->st, col);
    return (struct str){ p, p ? (size_t)sqlite3_column_bytes(st->st, col) : 0 };
}

int stmt_columns(const struct stmt *st)
{
    return sqlite3_column_count(st->st);
}

const char *stmt_column_name(const struct stmt *st, int col)
{
    return sqlite3_column_name(st->st, col);
}

bool db_exec_constant(struct ctx *c, struct db *db, const char *sql)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return prepare(c, db, sql, strlen(sql), &st) && stmt_run(c, st);
}

bool db_exec_sql(struct ctx *c, struct db *db, const struct sql *q)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return db_prepare_sql(c, db, q, &st) && stmt_run(c, st);
}
