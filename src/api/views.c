#include "api/api_int.h"
#include "base/hash.h"
#include "base/num.h"
#include "exchange/proof.h"
#include "http/account.h"
#include "isms/path.h"
#include "isms/soa.h"
#include "isms/standard.h"
#include "records/records.h"

/* Readiness, path, search, the standards, the proof, and who calls: what spans record types. */

bool api_check(struct ctx *c, struct request *req, struct response *res)
{
    struct check_report r = { .n = 0 };
    struct record *scope;
    struct jout j;
    if (!api_query(c, req, res, "scope requirement") ||
        !soa_scope_if_any(c, c->permit, http_get(&req->query, "scope"), &scope) ||
        !check_run(c, c->permit, scope, http_get(&req->query, "requirement"), &r))
        return false;
    api_begin(res, &j);
    return check_json(c, &r, &j);
}

bool api_path(struct ctx *c, struct request *req, struct response *res)
{
    struct record *scope;
    struct path path;
    struct jout j;
    if (!api_query(c, req, res, "scope") ||
        !soa_scope_if_any(c, c->permit, http_get(&req->query, "scope"), &scope) ||
        !path_read(c, c->permit, scope, &path))
        return false;
    api_begin(res, &j);
    path_json(&path, &j);
    return true;
}

bool api_search(struct ctx *c, struct request *req, struct response *res)
{
    enum { MOST = 200, USUAL = 50 };
    struct str words = http_get(&req->query, "q"), limit = http_get(&req->query, "limit");
    struct search_hit *hit;
    struct jout j;
    int64_t n = USUAL;
    size_t hits;
    if (!api_query(c, req, res, "q limit"))
        return false;
    if (!str_trim(words).n)
        problem_add(c, "q", "required", words, "Say in q which words to look for.");
    if (limit.n && (!num_parse_int(limit, &n) || n < 1 || n > MOST))
        problem_add(c, "limit", "range", limit, "limit must be from 1 to %d.", MOST);
    if (c->nproblems) {
        res->status = 400;
        return false;
    }
    if (!search_all(c, c->permit, words, (size_t)n, &hit, &hits))
        return false;
    api_begin(res, &j);
    search_json(hit, hits, &j);
    return true;
}

/* --- the standards --- */

bool api_standard(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(standard_done) struct standard_entry e = { .tree = NULL };
    struct jout j;
    if (!api_query(c, req, res, "") || !standard_find(c, c->permit, req->part[0], &e))
        return false;
    api_begin(res, &j);
    return standard_json(c, &e, &j);
}

bool api_standard_search(struct ctx *c, struct request *req, struct response *res)
{
    struct page page;
    struct jout j;
    if (!api_query(c, req, res, "q") ||
        !standard_search(c, c->permit, http_get(&req->query, "q"), &page))
        return false;
    api_begin(res, &j);
    standard_search_json(c, &page, &j);
    return true;
}

bool api_standard_compare(struct ctx *c, struct request *req, struct response *res)
{
    struct standard_comparison r;
    struct jout j;
    if (!api_query(c, req, res, "a b control") ||
        !standard_compare(c, c->permit, http_get(&req->query, "a"), http_get(&req->query, "b"),
                          http_get(&req->query, "control"), &r))
        return false;
    api_begin(res, &j);
    standard_compare_json(&r, &j);
    return true;
}

bool api_term(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    struct jout j;
    if (!api_query(c, req, res, "") || !standard_term(c, c->permit, req->part[0], &r))
        return false;
    api_begin(res, &j);
    standard_term_json(r, &j);
    return true;
}

/* --- proof --- */

/* Hashes only: openings and replay take as long as the ledger is and are for the command line. */
bool api_verify(struct ctx *c, struct request *req, struct response *res)
{
    struct verify_options o = { .hashes_only = true };
    struct jout j;
    bool ok;
    if (!api_query(c, req, res, ""))
        return false;
    api_begin(res, &j);
    return proof_json(c, &o, &j, &ok);
}

/* --- who calls --- */

static void roles_json(const struct permit *p, struct jout *j)
{
    unsigned held = permit_roles_anywhere(p);
    jout_array(j);
    for (size_t i = 0; role_choices[i].key; i++)
        if (held >> i & 1)
            jout_z(j, role_choices[i].key);
    jout_array_end(j);
}

static void token_json(const struct session *s, struct jout *j)
{
    char at[21];
    if (!s->token) {
        jout_null(j);
        return;
    }
    when_stamp_text(s->expires, at);
    jout_begin(j);
    jout_key(j, "id");
    jout_int(j, s->token);
    jout_key(j, "title");
    jout_str(j, s->agent);
    jout_key(j, "access");
    jout_z(j, s->read_only ? "read" : "write");
    jout_key(j, "expires");
    jout_z(j, at);
    jout_end(j);
}

bool api_me(struct ctx *c, struct request *req, struct response *res)
{
    struct jout j;
    if (!api_query(c, req, res, ""))
        return false;
    api_begin(res, &j);
    jout_begin(&j);
    jout_key(&j, "person");
    jout_begin(&j);
    jout_key(&j, "ref");
    jout_str(&j, entity_ref(c, &entity_person, req->session->person));
    jout_key(&j, "title");
    jout_str(&j, req->session->name);
    jout_end(&j);
    jout_key(&j, "roles");
    roles_json(c->permit, &j);
    jout_key(&j, "token");
    token_json(req->session, &j);
    jout_key(&j, "demo");
    jout_bool(&j, c->store->demo);
    jout_key(&j, "version");
    jout_z(&j, MUNIMENT_VERSION);
    jout_end(&j);
    return true;
}

bool api_openapi(struct ctx *c, struct request *req, struct response *res)
{
    char hex[65];
    if (!api_query(c, req, res, ""))
        return false;
    api_describe(c->store->catalog, &res->body);
    struct hash h = sha256(res->body.p, res->body.n);
    hex_encode(h.b, sizeof h.b, hex);
    struct str etag = arena_printf(c->mem, "\"%.16s\"", hex);
    res->type = "application/json";
    if (http_not_modified(c, req, res, etag))
        buf_reset(&res->body);
    return true;
}
