#include "base/rng.h"
#include "http/account_int.h"

/* Sessions of browsers and tokens of programs. */

bool session_begin(struct ctx *c, int64_t person, const struct request *req, struct str *ret_cookie)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct str cookie = secret_new(c);
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"session\" (\"hash\", \"person\", \"secret\", \"created\", "
                    "\"seen\", \"agent\", \"address\") VALUES ($1, $2, $3, $4, $4, $5, $6)",
                    &st) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_text(st, 1, secret_hash(c, cookie));
    stmt_bind_int(st, 2, person);
    stmt_bind_text(st, 3, secret_new(c));
    stmt_bind_int(st, 4, when_now(NULL));
    stmt_bind_text(st, 5, str_head(http_header(req, "User-Agent"), 200));
    stmt_bind_text(st, 6, req->address);
    if (!outside_end(c, stmt_run(c, st)))
        return false;
    *ret_cookie = cookie;
    return true;
}

static struct session *read_session(struct ctx *c, const struct stmt *st, struct session *s)
{
    *s = (struct session){
        .hash = arena_str(c->mem, stmt_text(st, 0)),
        .person = stmt_int(st, 1),
        .name = arena_str(c->mem, stmt_text(st, 2)),
        .secret = arena_str(c->mem, stmt_text(st, 3)),
        .created = stmt_int(st, 4),
        .seen = stmt_int(st, 5),
        .agent = arena_str(c->mem, stmt_text(st, 6)),
        .address = arena_str(c->mem, stmt_text(st, 7)),
    };
    return s;
}

/* Disabled accounts have no sessions: disabling removes them. */
#define SESSION_COLUMNS                                                                            \
    "SELECT s.\"hash\", s.\"person\", p.\"name\", s.\"secret\", s.\"created\", s.\"seen\", "       \
    "s.\"agent\", s.\"address\" FROM \"session\" AS s JOIN \"person\" AS p ON "                    \
    "p.\"id\"=s.\"person\" "

bool session_find(struct ctx *c, struct str cookie, struct session **ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    *ret = NULL;
    if (cookie.n != 64)
        return true;
    if (!db_prepare(c, c->store->db,
                    SESSION_COLUMNS "WHERE s.\"hash\"=$1 AND s.\"created\">$2 AND s.\"seen\">$3 "
                                    "AND p.\"archived\"=0",
                    &st))
        return false;
    stmt_bind_text(st, 1, secret_hash(c, cookie));
    stmt_bind_int(st, 2, when_now(NULL) - SESSION_MOST_MS);
    stmt_bind_int(st, 3, when_now(NULL) - SESSION_IDLE_MS);
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        *ret = read_session(c, st, arena_new(c->mem, struct session, 1));
    return true;
}

enum { SESSIONS_SHOWN = 200 };

bool session_list(struct ctx *c, int64_t person, struct session **ret, size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->store->db,
                    SESSION_COLUMNS "WHERE s.\"person\"=$1 AND s.\"created\">$2 AND s.\"seen\">$3 "
                                    "ORDER BY s.\"seen\" DESC LIMIT 200",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_int(st, 2, when_now(NULL) - SESSION_MOST_MS);
    stmt_bind_int(st, 3, when_now(NULL) - SESSION_IDLE_MS);
    *ret = arena_new(c->mem, struct session, SESSIONS_SHOWN);
    *ret_n = 0;
    while ((ok = stmt_step(c, st, &row)) && row && *ret_n < SESSIONS_SHOWN)
        read_session(c, st, &(*ret)[(*ret_n)++]);
    return ok;
}

bool session_end(struct ctx *c, int64_t person, struct str hash, struct str keep)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "DELETE FROM \"session\" WHERE \"person\"=$1 AND (\"hash\"=$2 OR ($2='' AND "
                    "\"hash\"<>$3))",
                    &st) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, hash.n ? hash : STR(""));
    stmt_bind_text(st, 3, keep.n ? keep : STR(""));
    return outside_end(c, stmt_run(c, st));
}

static bool note_seen(struct ctx *c, const struct str *hash, size_t n, int64_t when)
{
    _cleanup_(stmt_done) struct stmt *st = NULL, *old = NULL;
    if (!db_prepare(c, c->store->db,
                    "UPDATE \"session\" SET \"seen\"=$2 WHERE \"hash\"=$1 AND \"seen\"<$2", &st) ||
        !db_prepare(c, c->store->db,
                    "DELETE FROM \"session\" WHERE \"created\"<=$1 OR \"seen\"<=$2", &old))
        return false;
    for (size_t i = 0; i < n; i++) {
        stmt_bind_text(st, 1, hash[i]);
        stmt_bind_int(st, 2, when);
        if (!stmt_run(c, st))
            return false;
    }
    stmt_bind_int(old, 1, when - SESSION_MOST_MS);
    stmt_bind_int(old, 2, when - SESSION_IDLE_MS);
    return stmt_run(c, old);
}

bool session_note_seen(struct ctx *c, const struct str *hash, size_t n, int64_t when)
{
    return db_begin(c, c->store->db) && outside_end(c, note_seen(c, hash, n, when));
}

/* --- tokens --- */

static bool put_token(struct ctx *c, int64_t person, struct str title, struct str access,
                      int64_t expires, struct str hash)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"token\" (\"id\", \"hash\", \"person\", \"title\", \"access\", "
                    "\"created\", \"expires\") SELECT coalesce(max(\"id\"), 0)+1, $1, $2, $3, $4, "
                    "$5, $6 FROM \"token\"",
                    &st))
        return false;
    stmt_bind_text(st, 1, hash);
    stmt_bind_int(st, 2, person);
    stmt_bind_text(st, 3, title);
    stmt_bind_text(st, 4, access);
    stmt_bind_int(st, 5, when_now(NULL));
    stmt_bind_int(st, 6, expires);
    return stmt_run(c, st);
}

bool token_create(struct ctx *c, int64_t person, struct str title, struct str access,
                  int64_t expires, struct str *ret_text)
{
    struct account a;
    if (!account_find(c, person, &a))
        return false;
    if (!str_trim(title).n || title.n > 200)
        problem_add(c, "title", "required", title, "Say in 1 to 200 characters what uses it.");
    if (!str_eq_z(access, "read") && !str_eq_z(access, "write"))
        problem_add(c, "access", "choice", access, "access must be read or write.");
    if (expires <= when_now(NULL) || expires > when_now(NULL) + 2 * 366 * WHEN_DAY_MS)
        problem_add(c, "expires", "range", STR(""),
                    "The last day must lie ahead, at most two years.");
    if (c->nproblems)
        return false;
    struct str text = arena_printf(c->mem, "mun_" STR_FMT, STR_ARG(secret_new(c)));
    if (!db_begin(c, c->store->db) ||
        !outside_end(c, put_token(c, person, title, access, expires, secret_hash(c, text))))
        return false;
    *ret_text = text;
    return true;
}

static struct session *read_token(struct ctx *c, const struct stmt *st, struct session *s)
{
    *s = (struct session){
        .token = stmt_int(st, 0),
        .person = stmt_int(st, 1),
        .name = arena_str(c->mem, stmt_text(st, 2)),
        .agent = arena_str(c->mem, stmt_text(st, 3)),
        .read_only = !str_eq_z(stmt_text(st, 4), "write"),
        .created = stmt_int(st, 5),
        .expires = stmt_int(st, 6),
        .hash = arena_str(c->mem, stmt_text(st, 7)),
    };
    return s;
}

#define TOKEN_COLUMNS                                                                              \
    "SELECT k.\"id\", k.\"person\", p.\"name\", k.\"title\", k.\"access\", k.\"created\", "        \
    "k.\"expires\", k.\"hash\" FROM \"token\" AS k JOIN \"person\" AS p ON p.\"id\"=k.\"person\" "

bool token_find(struct ctx *c, struct str text, struct session **ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    *ret = NULL;
    if (text.n != 68)
        return true;
    if (!db_prepare(c, c->store->db,
                    TOKEN_COLUMNS "WHERE k.\"hash\"=$1 AND k.\"expires\">$2 AND p.\"archived\"=0 "
                                  "AND NOT EXISTS (SELECT 1 FROM \"account\" AS a WHERE "
                                  "a.\"person\"=k.\"person\" AND a.\"disabled\"<>0)",
                    &st))
        return false;
    stmt_bind_text(st, 1, secret_hash(c, text));
    stmt_bind_int(st, 2, when_now(NULL));
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        *ret = read_token(c, st, arena_new(c->mem, struct session, 1));
    return true;
}

bool token_list(struct ctx *c, int64_t person, struct session **ret, size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->store->db,
                    TOKEN_COLUMNS "WHERE k.\"expires\">$2 AND ($1=0 OR k.\"person\"=$1) ORDER BY "
                                  "k.\"id\" LIMIT 200",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_int(st, 2, when_now(NULL));
    *ret = arena_new(c->mem, struct session, SESSIONS_SHOWN);
    *ret_n = 0;
    while ((ok = stmt_step(c, st, &row)) && row && *ret_n < SESSIONS_SHOWN)
        read_token(c, st, &(*ret)[(*ret_n)++]);
    return ok;
}

/* The row stays, so that its number, which logs name, is never another token's. */
bool token_end(struct ctx *c, int64_t person, int64_t id)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "UPDATE \"token\" SET \"expires\"=0 WHERE \"id\"=$1 AND ($2=0 OR "
                    "\"person\"=$2) AND \"expires\">$3",
                    &st) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_int(st, 1, id);
    stmt_bind_int(st, 2, person);
    stmt_bind_int(st, 3, when_now(NULL));
    bool ok = stmt_run(c, st);
    int64_t n = db_changes(c->store->db);
    if (!outside_end(c, ok))
        return false;
    return n || fail(c, ERR_NOT_FOUND, "There is no such token.");
}
