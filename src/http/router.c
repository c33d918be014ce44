#include <sodium.h>

#include "base/hash.h"
#include "base/rng.h"
#include "http/account.h"
#include "http/pool.h"
#include "http/router.h"

/* --- finding the route --- */

static bool fits(const struct catalog *k, const char *pattern, struct str path,
                 struct router_match *m)
{
    struct str want = str_z(pattern), have = path, a, b;
    size_t n = 0;
    m->type = NULL;
    for (;;) {
        bool more = str_cut(&want, '/', &a), other = str_cut(&have, '/', &b);
        if (more != other)
            return false;
        if (!more)
            return true;
        if (str_eq_z(a, ":type")) {
            m->type = catalog_find(k, b);
            if (!m->type)
                return false;
        } else if (a.n && a.p[0] == ':') {
            if (!b.n || n == HTTP_PARTS)
                return false;
            m->part[n++] = b;
        } else if (!str_eq(a, b)) {
            return false;
        }
    }
}

const struct face *router_face(const struct serve_options *o, struct str path)
{
    for (size_t i = 0; i < o->nfaces; i++)
        if (str_starts(path, str_z(o->faces[i]->prefix)))
            return o->faces[i];
    return NULL;
}

void router_find(const struct serve_options *o, enum http_method method, struct str path,
                 struct router_match *ret)
{
    *ret = (struct router_match){ .face = router_face(o, path) };
    for (size_t i = 0; ret->face && i < ret->face->nroutes; i++) {
        const struct route *r = &ret->face->routes[i];
        if (!fits(o->store->catalog, r->pattern, path, ret))
            continue;
        if (r->methods & method) {
            ret->route = r;
            return;
        }
        ret->others |= r->methods;
    }
}

/* The only paths that answer without signing in. */
static const char *const open_to_all[] = { "/sign-in",    "/demo",     "/welcome/:code",
                                           "/health",     "/metrics",  "/static/:name",
                                           "/robots.txt", "/icon.svg", "/api/v1/openapi.json" };

const char *router_check(const struct face *f)
{
    for (size_t i = 0; i < f->nroutes; i++) {
        const struct route *r = &f->routes[i];
        bool listed = false;
        if (!r->run || !r->methods || !str_starts(str_z(r->pattern), str_z(f->prefix)))
            return r->pattern;
        for (size_t j = 0; j < ARRAY_LEN(open_to_all); j++)
            listed |= strcmp(open_to_all[j], r->pattern) == 0;
        if ((r->access == HTTP_PUBLIC && !listed) ||
            ((r->methods & ~(unsigned)HTTP_GET) && r->lane == HTTP_READS))
            return r->pattern;
        for (size_t j = 0; j < i; j++)
            if (strcmp(f->routes[j].pattern, r->pattern) == 0 &&
                (f->routes[j].methods & r->methods))
                return r->pattern;
    }
    return NULL;
}

/* --- who calls --- */

const char *session_cookie(const struct request *req)
{
    return req->tls ? "__Host-muniment" : "muniment";
}

static bool find_session(struct ctx *c, struct request *req, const struct face *f)
{
    struct session *s = NULL;
    struct str bearer = http_header(req, "Authorization");
    if (bearer.n > 7 && str_ieq(str_head(bearer, 7), STR("Bearer "))) {
        if (!f->bearer)
            return true;
        if (!token_find(c, str_trim(str_tail(bearer, 7)), &s))
            return false;
    } else if (!session_find(c, http_cookie(c, req, session_cookie(req)), &s)) {
        return false;
    }
    req->session = s;
    return true;
}

/* --- forged forms --- */

/* mask | (secret xor mask): other bytes in every answer, so that compression tells nothing. */
struct str http_form_token(struct ctx *c, const struct request *req)
{
    uint8_t raw[64];
    char hex[129];
    if (!req->session || req->session->secret.n != 64 ||
        !hex_decode(req->session->secret, raw + 32, 32))
        return STR("");
    rng_bytes(c->rng, raw, 32);
    for (int i = 0; i < 32; i++)
        raw[32 + i] ^= raw[i];
    hex_encode(raw, sizeof raw, hex);
    return arena_str(c->mem, str_z(hex));
}

bool http_form_token_fits(struct ctx *c, const struct request *req, struct str token)
{
    uint8_t raw[64], secret[32];
    (void)c;
    if (!req->session || token.n != 128 || !hex_decode(token, raw, sizeof raw) ||
        !hex_decode(req->session->secret, secret, sizeof secret))
        return false;
    for (int i = 0; i < 32; i++)
        raw[i] ^= raw[32 + i];
    return sodium_memcmp(raw, secret, 32) == 0;
}

/* Browsers say where a request comes from; what they do not say is left to the form token. */
bool http_same_site(const struct request *req)
{
    struct str site = http_header(req, "Sec-Fetch-Site"), origin = http_header(req, "Origin");
    struct str host = http_header(req, "Host");
    if (site.n && !str_eq_z(site, "same-origin") && !str_eq_z(site, "none"))
        return false;
    if (!origin.n)
        return true;
    ptrdiff_t at = str_find(origin, STR("://"));
    return at > 0 && str_ieq(str_tail(origin, (size_t)at + 3), host);
}

static bool check_forgery(struct ctx *c, const struct request *req)
{
    if (req->route->lane == HTTP_READS && req->method == HTTP_GET)
        return true;
    if (req->session && req->session->token)
        return !req->session->read_only ||
               fail(c, ERR_FORBIDDEN, "This token can only read. Make one that can write.");
    if (!http_same_site(req))
        return fail(c, ERR_FORBIDDEN, "The form was sent from another site. Open it here again.");
    if (!req->session)
        return true;
    struct str token = http_get(&req->form, "form_token");
    if (!token.n)
        token = http_header(req, "X-Form-Token");
    return http_form_token_fits(c, req, token) ||
           fail(c, ERR_FORBIDDEN,
                "The form is too old or was not made by this program. Open the "
                "page again; what you typed can be copied from here.");
}

/* --- the order --- */

static bool allowed(struct ctx *c, const struct request *req)
{
    if (req->route->access == HTTP_PUBLIC)
        return true;
    if (!permit_make(c, req->session->person, &c->permit))
        return false;
    if (req->route->roles && !(permit_roles_anywhere(c->permit) & req->route->roles))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    return true;
}

static bool sign_in_first(struct ctx *c, struct response *res)
{
    res->status = 401;
    return fail(c, ERR_FORBIDDEN, "Sign in first.");
}

/* A path that nobody serves; programs without a token learn nothing about paths. */
static bool no_route(struct ctx *c, struct request *req, const struct router_match *m,
                     struct response *res)
{
    static const struct {
        enum http_method method;
        const char *name;
    } names[] = { { HTTP_GET, "GET, HEAD" },
                  { HTTP_POST, "POST" },
                  { HTTP_PATCH, "PATCH" },
                  { HTTP_PUT, "PUT" },
                  { HTTP_DELETE, "DELETE" } };
    struct str allow = STR("");
    if (!find_session(c, req, m->face) ||
        (req->session && !permit_make(c, req->session->person, &c->permit)))
        return false;
    if (m->face->bearer && !req->session)
        return sign_in_first(c, res);
    if (!m->others)
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (m->others & names[i].method)
            allow = arena_printf(c->mem, STR_FMT "%s%s", STR_ARG(allow), allow.n ? ", " : "",
                                 names[i].name);
    http_add(c, res, "Allow", allow);
    res->status = 405;
    return fail(c, ERR_USAGE, "This address does not take that method.");
}

static bool run(struct ctx *c, struct request *req, const struct router_match *m,
                struct response *res)
{
    if (!m->route)
        return no_route(c, req, m, res);
    req->route = m->route;
    req->type = m->type;
    memcpy(req->part, m->part, sizeof req->part);
    if (!find_session(c, req, m->face))
        return false;
    if (m->route->access == HTTP_SIGNED_IN && !req->session)
        return sign_in_first(c, res);
    if (!check_forgery(c, req) || !allowed(c, req))
        return false;
    if (req->past.n && !pool_show_past(req->worker, req->past))
        return false;
    return m->route->run(c, req, res);
}

/* Chosen by the person, else by the browser. Programs (the API) get English, which they can match.
 */
static const struct lang *language(struct ctx *c, const struct request *req, const struct face *f)
{
    struct str chosen;
    if (f->bearer || !lang_at(0))
        return NULL;
    chosen = http_cookie(c, req, "lang");
    return chosen.n ? lang_find(chosen) : lang_accept(http_header(req, "Accept-Language"));
}

void router_run(struct ctx *c, struct request *req, const struct router_match *m,
                struct response *res)
{
    c->via = m->face->name;
    lang_use(language(c, req, m->face));
    bool ok = c->err.code == ERR_NONE && run(c, req, m, res);
    if (ok)
        return;
    if (c->err.code == ERR_NONE)
        BUG("failure without an error: %s", m->route ? m->route->pattern : "no route");
    buf_reset(&res->body);
    res->file = NULL;
    res->asset = NULL;
    if (!res->status)
        res->status = http_status(c->err.code);
    m->face->refuse(c, req, res);
}
