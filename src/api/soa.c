#include "api/api_int.h"
#include "base/num.h"
#include "isms/soa.h"
#include "records/records.h"

/* The Statement of Applicability: read, decide on a row, approve, compare. */

enum { MEMBERS = 16 };

static bool scope_of(struct ctx *c, const struct request *req, struct record **ret)
{
    return soa_scope(c, c->permit, http_get(&req->query, "scope"), ret);
}

bool api_soa(struct ctx *c, struct request *req, struct response *res)
{
    struct record *scope;
    struct soa s;
    struct jout j;
    bool public; /* without how, owner and evidence */
    if (!api_query(c, req, res, "scope public") || !api_yes(c, req, res, "public", &public) ||
        !scope_of(c, req, &scope) || !soa_read(c, c->permit, scope, &s))
        return false;
    api_begin(res, &j);
    return soa_json(c, &s, public, &j);
}

/* --- one row --- */

static bool read_row(struct ctx *c, const struct record *scope, struct str number, struct soa *s,
                     struct str *ret_etag)
{
    struct str mark;
    if (!soa_read(c, c->permit, scope, s) || !soa_only(c, s, number) || !soa_row_mark(c, s, &mark))
        return false;
    *ret_etag = arena_printf(c->mem, "\"" STR_FMT "\"", STR_ARG(mark));
    return true;
}

static bool send_row(struct ctx *c, const struct record *scope, struct str number,
                     struct response *res)
{
    struct soa s;
    struct str etag;
    struct jout j;
    if (!read_row(c, scope, number, &s, &etag))
        return false;
    http_add(c, res, "ETag", etag);
    api_begin(res, &j);
    return soa_json(c, &s, false, &j);
}

bool api_soa_row(struct ctx *c, struct request *req, struct response *res)
{
    struct record *scope;
    return api_query(c, req, res, "scope") && scope_of(c, req, &scope) &&
           send_row(c, scope, req->part[0], res);
}

/* A member as FIELD=VALUE, as soa_set takes it. */
static bool member_text(struct ctx *c, const char *key, const json_t *v, struct str *ret)
{
    static const struct field how = { .name = "how", .label = "How", .kind = &kind_prose };
    const struct field *f =
        strcmp(key, "how") == 0 ? &how : entity_field(&entity_statement, str_z(key));
    struct str text = STR("");
    if (strcmp(key, "applicable") == 0 && !json_is_string(v))
        text = json_is_true(v)    ? STR("yes")
               : json_is_false(v) ? STR("no")
               : json_is_null(v)  ? STR("undecided")
                                  : STR("?");
    else if (f && !json_value_text(c, f, v, &text))
        return false;
    *ret = arena_printf(c->mem, "%s=" STR_FMT, key, STR_ARG(text));
    return true;
}

static bool members(struct ctx *c, const json_t *body, struct str *args, int *ret_n)
{
    const char *key;
    json_t *v;
    *ret_n = 0;
    json_object_foreach((json_t *)(uintptr_t)body, key, v)
    {
        if (key[0] == '_')
            continue;
        if (*ret_n == MEMBERS)
            return fail(c, ERR_LIMIT, "A row has fewer members.");
        if (member_text(c, key, v, &args[*ret_n]))
            ++*ret_n;
        else if (c->err.code != ERR_INVALID)
            return false;
    }
    return c->nproblems == 0;
}

/* What was sent beside what stands there, member by member. */
static bool stale(struct ctx *c, struct response *res, const struct soa *s, const json_t *body)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    struct buf b;
    struct jout j;
    const char *key;
    json_t *v;
    buf_init(&b, 4 << 20);
    jout_init(&j, &b, false);
    bool ok = soa_json(c, s, false, &j) && jin_parse(c, buf_str(&b), &tree);
    buf_done(&b);
    if (!ok)
        return false;
    const json_t *row = json_array_get(json_object_get(tree, "rows"), 0);
    json_object_foreach((json_t *)(uintptr_t)body, key, v)
    {
        const json_t *stored = json_object_get(row, key);
        if (key[0] == '_' || json_equal(v, stored))
            continue;
        char *a = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
        char *z = stored ? json_dumps(stored, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        problem_add(c, arena_z(c->mem, str_z(key)), "conflict", str_z(a),
                    "%s: you have %s, stored is %s.", key, a ? a : "?", z ? z : "nothing");
        free(a); /* the library's own memory */
        free(z);
    }
    c->err.code = ERR_NONE; /* the conflict is the error, the problems its details */
    res->status = 412;
    return fail(c, ERR_CONFLICT,
                "The row was changed meanwhile. Read it again and look at both values.");
}

static bool set(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *body = NULL;
    struct str args[MEMBERS], etag;
    struct record *scope;
    struct soa s;
    bool fits;
    int n;
    if (!scope_of(c, req, &scope) || !read_row(c, scope, req->part[0], &s, &etag) ||
        !api_if_match(c, req, res, etag, &fits) || !api_body(c, req, res, false, &body))
        return false;
    if (!fits)
        return stale(c, res, &s, body);
    return members(c, body, args, &n) && soa_set(c, c->permit, scope, req->part[0], args, n) &&
           send_row(c, scope, req->part[0], res);
}

bool api_soa_set(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "scope") && api_change(c, req, res, set);
}

/* --- approving --- */

static bool approve(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *body = NULL;
    struct record *scope;
    struct jout j;
    int64_t number;
    if (!api_body(c, req, res, true, &body) || !api_members(c, body, "") ||
        !scope_of(c, req, &scope) || !soa_approve(c, c->permit, scope, c->reason, &number))
        return false;
    res->status = 201;
    api_begin(res, &j);
    soa_version_json(number, &j);
    return true;
}

bool api_soa_approve(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "scope") && api_change(c, req, res, approve);
}

static bool version_of(struct ctx *c, const struct request *req, const char *name, int64_t *ret)
{
    struct str s = http_get(&req->query, name);
    *ret = 0;
    if (str_eq_z(s, "now") || (num_parse_int(s, ret) && *ret >= 1))
        return true;
    return problem_add(c, name, "format", s, "%s must be the number of a version, or \"now\".",
                       name);
}

bool api_soa_diff(struct ctx *c, struct request *req, struct response *res)
{
    struct record *scope;
    struct jout j;
    int64_t from = 0, to = 0;
    if (!api_query(c, req, res, "scope from to"))
        return false;
    bool ok = version_of(c, req, "from", &from);
    if (!version_of(c, req, "to", &to) || !ok) {
        res->status = 400;
        return false;
    }
    if (!scope_of(c, req, &scope))
        return false;
    api_begin(res, &j);
    return soa_changes_json(c, c->permit, scope, from, to, &j);
}
