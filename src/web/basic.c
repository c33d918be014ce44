#include "base/asset.h"
#include "http/server_int.h"
#include "web/generic.h"
#include "web/pages.h"

/* Built-in files, health, and the page that shows an error. */

static void send_asset(struct ctx *c, const struct request *req, struct response *res,
                       const struct asset *a)
{
    struct str accept = http_header(req, "Accept-Encoding");
    const struct asset *small = NULL;
    char name[80];
    static const char *const forms[][2] = { { "br", "br" }, { "gzip", "gz" } };
    for (size_t i = 0; i < ARRAY_LEN(forms) && !small; i++)
        if (str_find(accept, str_z(forms[i][0])) >= 0) {
            snprintf(name, sizeof name, "%s.%s", a->name, forms[i][1]);
            small = asset_find(name);
            if (small)
                http_add(c, res, "Content-Encoding", str_z(forms[i][0]));
        }
    res->asset = small ? small : a;
    res->type = arena_printf(c->mem, "%s; charset=utf-8", a->type).p;
    http_add(c, res, "Vary", STR("Accept-Encoding"));
}

/* /static/app-0123456789abcdef.css: the mark changes with the file, so it may be kept for ever. */
bool page_asset(struct ctx *c, struct request *req, struct response *res)
{
    struct str name = req->part[0];
    ptrdiff_t dash = str_find_char(name, '-'), dot = str_find_char(name, '.');
    if (dash <= 0 || dot < dash)
        return fail(c, ERR_NOT_FOUND, "There is no such file.");
    struct str plain = arena_printf(c->mem, STR_FMT STR_FMT, (int)dash, name.p,
                                    STR_ARG(str_tail(name, (size_t)dot)));
    const struct asset *a = asset_find(plain.p);
    if (!a || !str_eq(str_head(str_z(a->hash), 16),
                      str_head(str_tail(name, (size_t)dash + 1), (size_t)(dot - dash - 1))))
        return fail(c, ERR_NOT_FOUND, "There is no such file.");
    res->cacheable = true;
    http_add(c, res, "Cache-Control", STR("public, max-age=31536000, immutable"));
    send_asset(c, req, res, a);
    return true;
}

bool page_icon(struct ctx *c, struct request *req, struct response *res)
{
    const struct asset *a = asset_find("icon.svg");
    if (!a)
        return fail(c, ERR_NOT_FOUND, "There is no icon.");
    res->cacheable = true;
    http_add(c, res, "Cache-Control", STR("public, max-age=86400"));
    send_asset(c, req, res, a);
    return true;
}

static bool text(struct response *res, const char *body)
{
    buf_add_z(&res->body, body);
    res->type = "text/plain; charset=utf-8";
    return true;
}

bool page_robots(struct ctx *c, struct request *req, struct response *res)
{
    (void)c;
    (void)req;
    return text(res, "User-agent: *\nDisallow: /\n");
}

/* Healthy: the database answers. */
bool page_health(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    (void)req;
    return db_prepare(c, c->store->db, "SELECT max(\"seq\") FROM \"ledger\"", &st) &&
           stmt_step(c, st, &row) && text(res, "ok\n");
}

/* Only for who sits on the same machine: counters tell how busy an organisation is. */
bool page_metrics(struct ctx *c, struct request *req, struct response *res)
{
    if (!str_starts(req->address, STR("127.")) && !str_eq_z(req->address, "::1"))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    server_metrics(req->server, &res->body);
    res->type = "text/plain; version=0.0.4; charset=utf-8";
    return true;
}

/* --- errors --- */

static const char *heading(int status)
{
    switch (status) {
    case 401:
        return _("Sign in first");
    case 403:
        return _("This is not allowed");
    case 404:
        return _("There is nothing here");
    case 409:
        return _("Something changed meanwhile");
    case 422:
        return _("Some of it cannot be used");
    default:
        return status >= 500 ? _("This did not work") : _("This cannot be done");
    }
}

static void body(struct view *v)
{
    struct ctx *c = v->c;
    html_f(v->b, "<p>%s</p>", c->err.message);
    if (c->problems) {
        buf_add_z(v->b, "<ul class=\"list\">");
        for (const struct problem *p = c->problems; p; p = p->next)
            html_f(v->b, "<li>%s</li>", p->message);
        buf_add_z(v->b, "</ul>");
    }
    html_f(v->b, "<p class=\"btns\"><a class=\"btn\" href=\"/\">Home</a></p>");
}

/* Who is not signed in is sent to the door, and back here afterwards. */
static void to_the_door(struct view *v)
{
    struct buf b;
    buf_init(&b, 3 * HTTP_TARGET + 100);
    buf_add_z(&b, "/sign-in?back=");
    http_encode(&b, v->req->method == HTTP_GET ? v->req->target : STR("/"), false);
    http_redirect(v->c, v->res, buf_str(&b));
    buf_done(&b);
}

void page_refuse(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, NULL);
    int status = res->status;
    if (status == 401) {
        ctx_clear(c);
        if (resume_door(&v))
            return;
        to_the_door(&v);
        return;
    }
    struct err e = c->err;
    struct problem *problems = c->problems;
    ctx_clear(c);
    struct view_head h = { .title = str_z(heading(status)) };
    bool ok = req->session && c->permit && view_begin(&v, &h);
    c->err = e;
    c->problems = problems;
    if (ok) {
        body(&v);
        ctx_clear(c);
        ok = view_end(&v);
    }
    if (!ok) {
        buf_reset(v.b);
        c->err = e;
        c->problems = problems;
        view_bare_begin(&v, heading(status));
        html_f(v.b, "<h1>%s</h1>", heading(status));
        body(&v);
        view_bare_end(&v);
    }
}
