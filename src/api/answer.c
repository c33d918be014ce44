#include "api/api_int.h"
#include "base/hash.h"
#include "base/text.h"
#include "http/account.h"
#include "http/problem.h"

/* Requests and answers of the API: bodies, reasons, conditions, repeated requests, problems. */

enum { KEY_MAX = 255, REASON_MAX = 2000 };
#define KEPT_MS WHEN_DAY_MS

void api_begin(struct response *res, struct jout *j)
{
    res->type = "application/json";
    jout_init(j, &res->body, false);
}

bool(api_refuse)(struct ctx *c, struct response *res, int status, const char *sentence)
{
    res->status = status;
    return fail(c, status == 412 ? ERR_CONFLICT : ERR_USAGE, "%s", sentence);
}

static bool is_known(struct str name, const char *known)
{
    struct str rest = str_z(known), one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, name))
            return true;
    return false;
}

bool api_query(struct ctx *c, const struct request *req, struct response *res, const char *known)
{
    for (size_t i = 0; i < req->query.n; i++) {
        struct str name = req->query.at[i].name;
        if (str_eq_z(name, "as_of") || is_known(name, known))
            continue;
        res->status = 400;
        problem_add(c, arena_z(c->mem, name), "unknown", req->query.at[i].value,
                    "There is no parameter \"" STR_FMT "\" here; there is: %s.", STR_ARG(name),
                    *known ? known : "as_of");
    }
    return c->nproblems == 0;
}

bool api_yes(struct ctx *c, const struct request *req, struct response *res, const char *name,
             bool *ret)
{
    struct str s = http_get(&req->query, name);
    *ret = str_eq_z(s, "yes");
    if (*ret || !s.n || str_eq_z(s, "no"))
        return true;
    res->status = 400;
    return problem_add(c, name, "choice", s, "%s must be yes or no.", name);
}

/* --- bodies --- */

static bool is_json(struct str type)
{
    struct str rest = type, media;
    if (!str_cut(&rest, ';', &media))
        return false;
    media = str_trim(media);
    return str_ieq(media, STR("application/json")) ||
           str_ieq(media, STR("application/merge-patch+json"));
}

static bool take_reason(struct ctx *c, struct response *res, struct str reason)
{
    if (reason.n > REASON_MAX || !text_is_valid(reason)) {
        res->status = 400;
        return fail(c, ERR_USAGE, "A reason is UTF-8 text of at most %d bytes.", REASON_MAX);
    }
    c->reason = arena_str(c->mem, reason);
    return true;
}

bool api_reason(struct ctx *c, const struct request *req, struct response *res)
{
    return take_reason(c, res, http_header(req, "Change-Reason"));
}

bool api_members(struct ctx *c, const json_t *body, const char *known)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)body, key,
                        v) if (strcmp(key, "_reason") != 0 && !is_known(str_z(key), known))
        problem_add(c, arena_z(c->mem, str_z(key)), "unknown", STR(""),
                    "There is no member \"%s\" here; there is: %s.", key,
                    *known ? known : "_reason");
    return c->nproblems == 0;
}

/* Members with a leading underscore are the API's own: there is one. */
static bool own_members(struct ctx *c, struct response *res, const json_t *body)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)body, key,
                        v) if (key[0] == '_' && strcmp(key, "_reason") != 0)
        problem_add(c, arena_z(c->mem, str_z(key)), "unknown", STR(""),
                    "There is no member \"%s\".", key);
    v = json_object_get(body, "_reason");
    if (v && !json_is_string(v))
        problem_add(c, "_reason", "format", STR(""), "_reason must be a text.");
    return c->nproblems == 0 && (!v || take_reason(c, res, jin_str(body, "_reason")));
}

bool api_body(struct ctx *c, const struct request *req, struct response *res, bool may_be_empty,
              json_t **ret)
{
    if (may_be_empty && !req->body.n) {
        *ret = json_object();
        return api_reason(c, req, res);
    }
    if (!is_json(http_header(req, "Content-Type")))
        return api_refuse(c, res, 415, "Send the body as application/json.");
    if (!jin_parse(c, req->body, ret)) {
        res->status = c->err.code == ERR_LIMIT ? 413 : 400;
        return false;
    }
    if (!json_is_object(*ret))
        return api_refuse(c, res, 400, "The body must be one JSON object.");
    return api_reason(c, req, res) && own_members(c, res, *ret);
}

/* --- conditions --- */

bool api_if_match(struct ctx *c, const struct request *req, struct response *res, struct str etag,
                  bool *ret_fits)
{
    struct str given = http_header(req, "If-Match");
    if (!given.n)
        return api_refuse(c, res, 428,
                          "Say which version you change: send its ETag as If-Match, so that "
                          "nobody's change is overwritten unseen.");
    *ret_fits = http_etag_matches(given, etag);
    return true;
}

/* --- repeated requests --- */

struct kept {
    struct str key, digest; /* hexadecimal SHA-256 of person and key; of the request */
};

static struct str hex_of(struct ctx *c, const struct str *part, size_t n)
{
    char hex[65];
    struct sha256 *s = c->store->sha;
    sha256_begin(s);
    for (size_t i = 0; i < n; i++) {
        char length[24];
        int k = snprintf(length, sizeof length, "%zu:", part[i].n);
        sha256_add(s, length, (size_t)k);
        sha256_add(s, part[i].p, part[i].n);
    }
    struct hash h = sha256_end(s);
    hex_encode(h.b, sizeof h.b, hex);
    return arena_str(c->mem, str_z(hex));
}

static bool read_key(struct ctx *c, const struct request *req, struct response *res,
                     struct kept *ret)
{
    struct str key = http_header(req, "Idempotency-Key");
    *ret = (struct kept){ { NULL, 0 }, { NULL, 0 } };
    if (!key.n || req->method != HTTP_POST)
        return true;
    if (key.n > KEY_MAX || !text_is_valid(key))
        return api_refuse(c, res, 400, "An Idempotency-Key has 1 to 255 characters.");
    struct str person = arena_printf(c->mem, "%" PRId64, req->session->person);
    ret->key = hex_of(c, (struct str[]){ person, key }, 2);
    ret->digest = hex_of(c, (struct str[]){ req->target, req->body }, 2);
    return true;
}

/* Answers as before when the key was used; *ret_done tells. */
static bool replay(struct ctx *c, const struct kept *k, struct response *res, bool *ret_done)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    *ret_done = false;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"digest\", \"status\", \"headers\", \"body\" FROM \"idempotency\" "
                    "WHERE \"key\"=$1 AND \"created\">$2",
                    &st))
        return false;
    stmt_bind_text(st, 1, k->key);
    stmt_bind_int(st, 2, when_now(NULL) - KEPT_MS);
    if (!stmt_step(c, st, &row) || !row)
        return c->err.code == ERR_NONE;
    if (!str_eq(stmt_text(st, 0), k->digest))
        return problem_add(c, "Idempotency-Key", "reused", STR(""),
                           "This key was used for another request. Take a new one for each.");
    struct str rest = arena_str(c->mem, stmt_text(st, 2)), line, name;
    res->status = (int)stmt_int(st, 1);
    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, ':', &name))
            http_add(c, res, arena_z(c->mem, name), str_trim(line));
    http_add(c, res, "Idempotency-Replayed", STR("true"));
    res->type = "application/json";
    buf_add_str(&res->body, stmt_text(st, 3));
    *ret_done = true;
    return true;
}

static bool keep(struct ctx *c, const struct kept *k, const struct response *res)
{
    _cleanup_(stmt_done) struct stmt *old = NULL, *st = NULL;
    struct str headers = STR("");
    if (!db_prepare(c, c->store->db, "DELETE FROM \"idempotency\" WHERE \"created\"<=$1", &old) ||
        !db_prepare(c, c->store->db,
                    "INSERT INTO \"idempotency\" (\"key\", \"created\", \"digest\", \"status\", "
                    "\"headers\", \"body\") VALUES ($1, $2, $3, $4, $5, $6)",
                    &st))
        return false;
    for (size_t i = 0; i < res->nheaders; i++)
        headers = arena_printf(c->mem, STR_FMT STR_FMT ":" STR_FMT "\n", STR_ARG(headers),
                               STR_ARG(res->header[i].name), STR_ARG(res->header[i].value));
    stmt_bind_int(old, 1, when_now(NULL) - KEPT_MS);
    stmt_bind_text(st, 1, k->key);
    stmt_bind_int(st, 2, when_now(NULL));
    stmt_bind_text(st, 3, k->digest);
    stmt_bind_int(st, 4, res->status ? res->status : 200);
    stmt_bind_text(st, 5, headers);
    stmt_bind_text(st, 6, buf_str(&res->body));
    return stmt_run(c, old) && stmt_run(c, st);
}

static bool change_once(struct ctx *c, struct request *req, struct response *res,
                        bool (*change)(struct ctx *, struct request *, struct response *),
                        const struct kept *k)
{
    bool done = false;
    if (k->key.n && !replay(c, k, res, &done))
        return false;
    return done || (change(c, req, res) && (!k->key.n || keep(c, k, res)));
}

bool api_change(struct ctx *c, struct request *req, struct response *res,
                bool (*change)(struct ctx *, struct request *, struct response *))
{
    struct kept k;
    if (!read_key(c, req, res, &k) || !store_begin(c))
        return false;
    if (change_once(c, req, res, change, &k))
        return store_commit(c);
    store_rollback(c);
    return false;
}

/* --- refusing --- */

static void problem_body(struct response *res, struct jout *j)
{
    jout_init(j, &res->body, false);
    res->type = "application/problem+json";
}

void api_refusal(struct ctx *c, struct request *req, struct response *res)
{
    struct jout j;
    bool given = http_header(req, "Authorization").n > 0;
    problem_body(res, &j);
    problem_json(c, res->status, &j);
    if (res->status == 401)
        http_add(c, res, "WWW-Authenticate",
                 given ? STR("Bearer realm=\"muniment\", error=\"invalid_token\"")
                       : STR("Bearer realm=\"muniment\""));
    if (res->status == 503)
        http_add(c, res, "Retry-After", STR("5"));
}

const char *api_plain(int status, const char *detail, struct buf *b)
{
    struct jout j;
    jout_init(&j, b, false);
    problem_plain(status, detail, &j);
    return "application/problem+json";
}
