#include <pthread.h>
#include <sodium.h>

#include "base/rng.h"
#include "base/text.h"
#include "http/account.h"
#include "http/account_int.h"
#include "http/throttle.h"

/* Argon2id as trust.md 3 wants it: 2 passes over 64 MiB, at most two at a time. */
enum { ARGON_PASSES = 2, ARGON_MEMORY = 64 << 20, ARGON_PLACES = 2 };

static pthread_mutex_t place_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t place_free = PTHREAD_COND_INITIALIZER;
static int places = ARGON_PLACES;

static void place_take(void)
{
    pthread_mutex_lock(&place_lock);
    while (!places)
        pthread_cond_wait(&place_free, &place_lock);
    places--;
    pthread_mutex_unlock(&place_lock);
}

static void place_give(void)
{
    pthread_mutex_lock(&place_lock);
    places++;
    pthread_cond_signal(&place_free);
    pthread_mutex_unlock(&place_lock);
}

static struct str hash_password(struct ctx *c, struct str password)
{
    char text[crypto_pwhash_STRBYTES];
    place_take();
    int rc = crypto_pwhash_str(text, password.p, password.n, ARGON_PASSES, ARGON_MEMORY);
    place_give();
    if (rc != 0)
        BUG("no memory for a password hash");
    return arena_str(c->mem, str_z(text));
}

/* Against a stored hash, or, when there is none, against one of nothing: the same work. */
static bool password_is(struct str stored, struct str password)
{
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$bXVuaW1lbnRub2JvZHkxMg$"
                                 "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
    char text[crypto_pwhash_STRBYTES] = { 0 };
    struct str h = stored.n && stored.n < sizeof text ? stored : str_z(nobody);
    memcpy(text, h.p, h.n);
    place_take();
    bool ok = crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
    place_give();
    return ok && stored.n;
}

struct str secret_new(struct ctx *c)
{
    uint8_t raw[32];
    char hex[65];
    rng_bytes(c->rng, raw, sizeof raw);
    hex_encode(raw, sizeof raw, hex);
    return arena_str(c->mem, str_z(hex));
}

struct str secret_hash(struct ctx *c, struct str secret)
{
    char hex[65];
    struct hash h = sha256(secret.p, secret.n);
    hex_encode(h.b, sizeof h.b, hex);
    return arena_str(c->mem, str_z(hex));
}

bool outside_end(struct ctx *c, bool ok)
{
    if (ok && db_commit(c, c->store->db))
        return true;
    db_rollback(c->store->db);
    return false;
}

/* --- accounts --- */

static void read_account(struct ctx *c, const struct stmt *st, struct account *a)
{
    *a = (struct account){
        .person = stmt_int(st, 0),
        .name = arena_str(c->mem, stmt_text(st, 1)),
        .email = arena_str(c->mem, stmt_text(st, 2)),
        .there = !stmt_is_null(st, 3),
        .password = stmt_int(st, 4) != 0,
        .totp = stmt_int(st, 5) != 0,
        .disabled = stmt_int(st, 3) != 0,
    };
}

#define ACCOUNT_COLUMNS                                                                            \
    "SELECT p.\"id\", p.\"name\", coalesce(p.\"email\", ''), a.\"disabled\", "                     \
    "CASE WHEN a.\"password\" IS NULL THEN 0 ELSE 1 END, "                                         \
    "CASE WHEN a.\"totp\" IS NULL THEN 0 ELSE 1 END FROM \"person\" AS p "

bool account_find(struct ctx *c, int64_t person, struct account *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    ACCOUNT_COLUMNS "LEFT JOIN \"account\" AS a ON a.\"person\"=p.\"id\" "
                                    "WHERE p.\"id\"=$1",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return fail(c, ERR_NOT_FOUND, "There is no such person.");
    read_account(c, st, ret);
    return true;
}

bool account_list(struct ctx *c, struct account **ret, size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    enum { MOST = 10000 };
    if (!db_prepare(c, c->store->db,
                    ACCOUNT_COLUMNS
                    "LEFT JOIN \"account\" AS a ON a.\"person\"=p.\"id\" WHERE a.\"person\" IS NOT "
                    "NULL OR EXISTS (SELECT 1 FROM \"invitation\" AS i WHERE "
                    "i.\"person\"=p.\"id\") ORDER BY p.\"name\", p.\"id\" LIMIT 10000",
                    &st))
        return false;
    struct account *a = arena_new(c->mem, struct account, MOST);
    size_t n = 0;
    while ((ok = stmt_step(c, st, &row)) && row && n < MOST)
        read_account(c, st, &a[n++]);
    *ret = a;
    *ret_n = n;
    return ok;
}

bool account_none(struct ctx *c, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT 1 FROM \"account\" WHERE \"password\" IS NOT NULL AND \"disabled\"=0 "
                    "LIMIT 1",
                    &st) ||
        !stmt_step(c, st, &row))
        return false;
    *ret = !row;
    return true;
}

/* --- invitations --- */

static bool put_invitation(struct ctx *c, int64_t person, struct str hash)
{
    _cleanup_(stmt_done) struct stmt *del = NULL, *st = NULL;
    if (!db_prepare(c, c->store->db, "DELETE FROM \"invitation\" WHERE \"person\"=$1", &del) ||
        !db_prepare(c, c->store->db,
                    "INSERT INTO \"invitation\" (\"hash\", \"person\", \"expires\") VALUES ($1, "
                    "$2, $3)",
                    &st))
        return false;
    stmt_bind_int(del, 1, person);
    stmt_bind_text(st, 1, hash);
    stmt_bind_int(st, 2, person);
    stmt_bind_int(st, 3, when_now(NULL) + INVITATION_MS);
    return stmt_run(c, del) && stmt_run(c, st);
}

bool account_invite(struct ctx *c, int64_t person, struct str *ret_code)
{
    struct account a;
    struct str code = secret_new(c);
    if (!account_find(c, person, &a) || !db_begin(c, c->store->db))
        return false;
    if (!outside_end(c, put_invitation(c, person, secret_hash(c, code))))
        return false;
    *ret_code = code;
    return true;
}

bool account_invited(struct ctx *c, struct str code, struct account *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"person\" FROM \"invitation\" WHERE \"hash\"=$1 AND \"expires\">$2",
                    &st))
        return false;
    stmt_bind_text(st, 1, secret_hash(c, code));
    stmt_bind_int(st, 2, when_now(NULL));
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return fail(c, ERR_NOT_FOUND,
                    "This link was used already or is older than a week. Ask for a new one.");
    return account_find(c, stmt_int(st, 0), ret);
}

bool account_password_fits(struct ctx *c, const struct account *a, struct str password)
{
    struct buf typed, name;
    if (password.n < PASSWORD_MIN)
        return problem_add(c, "password", "range", STR(""),
                           "The password must have at least %d characters. Four words that do not "
                           "belong together are good.",
                           PASSWORD_MIN);
    if (password.n > PASSWORD_MAX)
        return problem_add(c, "password", "range", STR(""),
                           "The password must have at most %d characters.", PASSWORD_MAX);
    buf_init(&typed, 4 * PASSWORD_MAX);
    buf_init(&name, 4096);
    text_fold(&typed, password);
    text_fold(&name, a->name);
    bool own = name.n && str_eq(buf_str(&typed), buf_str(&name));
    bool same = true;
    for (size_t i = 1; i < password.n; i++)
        same = same && password.p[i] == password.p[0];
    buf_done(&typed);
    buf_done(&name);
    if (own || same || str_ieq(password, a->email))
        return problem_add(c, "password", "weak", STR(""),
                           "The password must not be your own name or e-mail, or one sign over and "
                           "over.");
    return true;
}

static bool put_password(struct ctx *c, int64_t person, struct str hash)
{
    _cleanup_(stmt_done) struct stmt *st = NULL, *out = NULL, *used = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"account\" (\"person\", \"password\", \"totp_step\", "
                    "\"disabled\", \"changed\") VALUES ($1, $2, 0, 0, $3) ON CONFLICT "
                    "(\"person\") DO UPDATE SET \"password\"=excluded.\"password\", "
                    "\"changed\"=excluded.\"changed\"",
                    &st) ||
        !db_prepare(c, c->store->db, "DELETE FROM \"session\" WHERE \"person\"=$1", &out) ||
        !db_prepare(c, c->store->db, "DELETE FROM \"invitation\" WHERE \"person\"=$1", &used))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, hash);
    stmt_bind_int(st, 3, when_now(NULL));
    stmt_bind_int(out, 1, person);
    stmt_bind_int(used, 1, person);
    return stmt_run(c, st) && stmt_run(c, out) && stmt_run(c, used);
}

bool account_set_password(struct ctx *c, int64_t person, struct str password)
{
    struct account a;
    if (!account_find(c, person, &a) || !account_password_fits(c, &a, password))
        return false;
    struct str hash = hash_password(c, password);
    return db_begin(c, c->store->db) && outside_end(c, put_password(c, person, hash));
}

bool account_accept(struct ctx *c, struct str code, struct str password, const struct request *req,
                    struct str *ret_cookie)
{
    struct account a;
    return account_invited(c, code, &a) && account_set_password(c, a.person, password) &&
           session_begin(c, a.person, req, ret_cookie);
}

bool account_set_disabled(struct ctx *c, int64_t person, bool disabled)
{
    struct account a;
    _cleanup_(stmt_done) struct stmt *st = NULL, *out = NULL;
    if (!account_find(c, person, &a))
        return false;
    if (!a.there)
        return fail(c, ERR_NOT_FOUND, "This person has no account.");
    if (!db_prepare(c, c->store->db, "UPDATE \"account\" SET \"disabled\"=$2 WHERE \"person\"=$1",
                    &st) ||
        !db_prepare(c, c->store->db, "DELETE FROM \"session\" WHERE \"person\"=$1", &out) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_int(st, 2, disabled);
    stmt_bind_int(out, 1, person);
    return outside_end(c, stmt_run(c, st) && (!disabled || stmt_run(c, out)));
}

/* --- signing in --- */

struct candidate {
    int64_t person, step;
    struct str password, totp;
};

static bool find_candidate(struct ctx *c, struct str who, struct candidate *ret)
{
    int64_t hit[2];
    int n;
    bool row;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    const struct entity *person = catalog_find(c->store->catalog, STR("person"));
    *ret = (struct candidate){ 0 };
    if (!person || !who.n || !store_find_natural(c, person, who, 0, hit, &n) || n != 1)
        return c->err.code == ERR_NONE;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"password\", \"totp\", \"totp_step\" FROM \"account\" WHERE "
                    "\"person\"=$1 AND \"disabled\"=0 AND \"password\" IS NOT NULL",
                    &st))
        return false;
    stmt_bind_int(st, 1, hit[0]);
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        *ret = (struct candidate){ hit[0], stmt_int(st, 2), arena_str(c->mem, stmt_text(st, 0)),
                                   arena_str(c->mem, stmt_text(st, 1)) };
    return true;
}

bool account_sign_in(struct ctx *c, struct str who, struct str password, struct str code,
                     const struct request *req, bool *ret_totp, struct str *ret_cookie)
{
    struct candidate k;
    struct buf folded;
    buf_init(&folded, 4096);
    text_fold(&folded, str_head(who, 400));
    struct str name = arena_str(c->mem, buf_str(&folded));
    buf_done(&folded);
    *ret_totp = false;
    if (!find_candidate(c, name, &k))
        return false;
    if (k.person) /* name and e-mail lead to one account and count as one */
        name = arena_printf(c->mem, "P-%" PRId64, k.person);
    if (!throttle_ask(c, name, req->address))
        return false;
    bool ok = password.n <= PASSWORD_MAX && password_is(k.password, password);
    if (ok && k.totp.n && !code.n) {
        *ret_totp = true;
        return fail(c, ERR_FORBIDDEN, "Enter the code of your second factor.");
    }
    if (ok && k.totp.n && !totp_use(c, k.person, k.totp, k.step, code)) {
        if (c->err.code != ERR_FORBIDDEN)
            return false;
        *ret_totp = true;
        throttle_note(name, req->address, false, when_now(NULL));
        return false;
    }
    throttle_note(name, req->address, ok, when_now(NULL));
    if (!ok)
        return fail(c, ERR_FORBIDDEN,
                    "Name and password do not fit. Nothing else is said here on purpose; if you "
                    "forgot the password, an administrator can send you a link.");
    return session_begin(c, k.person, req, ret_cookie);
}

bool account_confirm(struct ctx *c, int64_t person, struct str password, struct str address,
                     const char *field)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    struct str who = arena_printf(c->mem, "P-%" PRId64, person);
    if (!throttle_ask(c, who, address) ||
        !db_prepare(c, c->store->db, "SELECT \"password\" FROM \"account\" WHERE \"person\"=$1",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    if (!stmt_step(c, st, &row))
        return false;
    struct str stored = row ? arena_str(c->mem, stmt_text(st, 0)) : (struct str){ NULL, 0 };
    bool ok = password.n <= PASSWORD_MAX && password_is(stored, password);
    throttle_note(who, address, ok, when_now(NULL));
    return ok || problem_add(c, field, "wrong", STR(""), "This is not your password of today.");
}
