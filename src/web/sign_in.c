#include "base/num.h"
#include "records/records.h"
#include "web/generic.h"
#include "web/pages.h"

/* Signing in and out, the link of an invitation, the demonstration's one click. */

/* Only paths of ours are gone back to. */
static struct str back_to(const struct request *req, const struct http_pairs *from)
{
    (void)req;
    return http_own_path(http_get(from, "back"));
}

static void field(struct view *v, const char *name, const char *label, const char *type,
                  const char *complete, struct str value)
{
    html_f(v->b,
           "<div class=\"field\"><label for=\"f-%s\">%s</label><input id=\"f-%s\" name=\"%s\" "
           "type=\"%s\" autocomplete=\"%s\" value=\"%.*s\"></div>",
           name, label, name, name, type, complete, STR_ARG(value));
}

static void problems(struct view *v)
{
    ui_problems(v->b, _("This did not work"), &v->c->err, v->c->problems, "password");
}

/* The demonstration's persons with a role, one button each. */
static bool demo_buttons(struct view *v, struct str back)
{
    struct ctx *c = v->c;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->store->db,
                    "SELECT p.\"id\", p.\"name\", coalesce(p.\"job\", ''), min(g.\"role\") FROM "
                    "\"person\" AS p JOIN \"grant\" AS g ON g.\"person\"=p.\"id\" AND "
                    "g.\"archived\"=0 WHERE p.\"archived\"=0 GROUP BY p.\"id\", p.\"name\", "
                    "p.\"job\" ORDER BY p.\"id\" LIMIT 20",
                    &st))
        return false;
    html_f(v->b, "<h1>Look around as</h1><p class=\"help\">Choose whom to be. "
                 "What each of them sees and may do differs.</p><ul class=\"who\">");
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct str name = stmt_text(st, 1), job = stmt_text(st, 2);
        html_f(v->b,
               "<li><form method=\"post\" action=\"/demo\"><input type=\"hidden\" "
               "name=\"person\" value=\"%ld\"><input type=\"hidden\" name=\"back\" "
               "value=\"%.*s\"><button class=\"btn\" type=\"submit\">%.*s "
               "<span>%.*s</span></button></form></li>",
               (long)stmt_int(st, 0), STR_ARG(back), STR_ARG(name), STR_ARG(job));
    }
    buf_add_z(v->b, "</ul>");
    return ok;
}

static bool form(struct view *v, struct str who, struct str back, bool code)
{
    view_bare_begin(v, "Sign in");
    problems(v);
    if (v->c->store->demo && !demo_buttons(v, back))
        return false;
    if (v->c->store->demo)
        html_f(v->b, "<h2>Sign in</h2>");
    else
        html_f(v->b, "<h1>Sign in</h1>");
    html_f(v->b,
           "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"back\" "
           "value=\"%.*s\">",
           STR_ARG(back));
    field(v, "who", _("E-mail or name"), "text", "username", who);
    field(v, "password", _("Password"), "password", "current-password", STR(""));
    if (code)
        field(v, "code", _("Code of your second factor"), "text", "one-time-code", STR(""));
    html_f(v->b, "<button class=\"btn main\" type=\"submit\">Sign in</button></form>");
    view_bare_end(v);
    return true;
}

bool page_sign_in(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, NULL);
    return form(&v, STR(""), back_to(req, &req->query), false);
}

/* For a door that keeps what was typed: one form, the demonstration's persons as its buttons. */
void sign_in_fields(struct view *v)
{
    struct ctx *c = v->c;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    field(v, "who", _("E-mail or name"), "text", "username", STR(""));
    field(v, "password", _("Password"), "password", "current-password", STR(""));
    field(v, "code", _("Code of your second factor, if you have one"), "text", "one-time-code",
          STR(""));
    html_f(v->b, "<button class=\"btn main\" type=\"submit\">Sign in</button>");
    if (!c->store->demo ||
        !db_prepare(c, c->store->db,
                    "SELECT DISTINCT p.\"id\", p.\"name\" FROM \"person\" AS p JOIN \"grant\" "
                    "AS g ON g.\"person\"=p.\"id\" AND g.\"archived\"=0 WHERE "
                    "p.\"archived\"=0 ORDER BY p.\"id\" LIMIT 20",
                    &st))
        return;
    html_f(v->b, "<h2>or look around as</h2><p class=\"btns\">");
    while (stmt_step(c, st, &row) && row)
        html_f(v->b,
               "<button class=\"btn\" type=\"submit\" formaction=\"/demo\" name=\"person\" "
               "value=\"%ld\">%.*s</button> ",
               (long)stmt_int(st, 0), STR_ARG(stmt_text(st, 1)));
    buf_add_z(v->b, "</p>");
}

/* The session that just began, as the requests to come will have it. */
static bool resume(struct view *v, struct str cookie)
{
    struct session *s;
    if (!session_find(v->c, cookie, &s))
        return false;
    if (!s)
        return fail(v->c, ERR_FORBIDDEN, "Sign in first.");
    v->req->session = s;
    return resume_after(v, s->person);
}

static bool signed_in(struct view *v, struct str cookie, struct str back)
{
    http_set_cookie(v->c, v->req, v->res, session_cookie(v->req), cookie, SESSION_MOST_MS / 1000,
                    false);
    if (http_has(&v->req->form, "resume"))
        return resume(v, cookie);
    http_redirect(v->c, v->res, back);
    return true;
}

/* The wrong password loses nothing either. */
static bool resume_retry(struct view *v)
{
    struct http_pairs *f = &v->req->form;
    size_t n = 0;
    v->req->path = http_own_path(http_get(f, "resume"));
    for (size_t i = 0; i < f->n; i++)
        if (str_starts(f->at[i].name, STR("r.")))
            f->at[n++] = (struct http_pair){ str_tail(f->at[i].name, 2), f->at[i].value };
    f->n = n;
    ctx_clear(v->c);
    return resume_door(v) || fail(v->c, ERR_FORBIDDEN, "The name or the password is wrong.");
}

bool page_sign_in_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str cookie, who = http_get(&req->form, "who"), back = back_to(req, &req->form);
    bool code;
    view_init(&v, c, req, res, NULL);
    if (account_sign_in(c, who, http_get(&req->form, "password"), http_get(&req->form, "code"), req,
                        &code, &cookie))
        return signed_in(&v, cookie, back);
    if (c->err.code != ERR_FORBIDDEN && c->err.code != ERR_BUSY)
        return false;
    res->status = c->err.code == ERR_BUSY ? 429 : 403;
    if (http_has(&req->form, "resume"))
        return resume_retry(&v);
    if (!form(&v, who, back, code))
        return false;
    ctx_clear(c);
    return true;
}

bool page_demo_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str cookie;
    int64_t person;
    view_init(&v, c, req, res, NULL);
    if (!c->store->demo || !num_parse_int(http_get(&req->form, "person"), &person))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    return session_begin(c, person, req, &cookie) &&
           signed_in(&v, cookie, back_to(req, &req->form));
}

static bool welcome(struct view *v, const struct account *a)
{
    view_bare_begin(v, "Welcome");
    problems(v);
    html_f(v->b,
           "<h1>Welcome, %.*s</h1><p class=\"help\">Choose a password of at least %d "
           "characters. Four words that do not belong together are easy to keep and hard to "
           "guess.</p><form method=\"post\" action=\"/welcome/%.*s\">",
           STR_ARG(a->name), PASSWORD_MIN, STR_ARG(v->req->part[0]));
    html_f(v->b,
           "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" "
           "value=\"%.*s\">",
           STR_ARG(a->email.n ? a->email : a->name));
    field(v, "password", _("New password"), "password", "new-password", STR(""));
    html_f(v->b, "<button class=\"btn main\" type=\"submit\">Begin</button></form>");
    view_bare_end(v);
    return true;
}

bool page_welcome(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct account a;
    view_init(&v, c, req, res, NULL);
    return account_invited(c, req->part[0], &a) && welcome(&v, &a);
}

bool page_welcome_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct account a;
    struct str cookie;
    view_init(&v, c, req, res, NULL);
    if (!account_invited(c, req->part[0], &a))
        return false;
    if (account_accept(c, req->part[0], http_get(&req->form, "password"), req, &cookie))
        return signed_in(&v, cookie, STR("/"));
    if (c->err.code != ERR_INVALID)
        return false;
    res->status = 422;
    if (!welcome(&v, &a))
        return false;
    ctx_clear(c);
    return true;
}

bool page_sign_out(struct ctx *c, struct request *req, struct response *res)
{
    if (!session_end(c, req->session->person, req->session->hash, STR("")))
        return false;
    http_set_cookie(c, req, res, session_cookie(req), STR(""), 0, false);
    http_redirect(c, res, STR("/sign-in"));
    return true;
}

/* --- the past --- */

bool page_as_of(struct ctx *c, struct request *req, struct response *res)
{
    struct str when = http_get(&req->form, "when");
    int64_t days;
    bool today = http_has(&req->form, "today") || !when.n;
    if (!today && !when_parse_date(when, &days))
        return fail(c, ERR_USAGE, "Give a day as YYYY-MM-DD.");
    if (!today && days >= store_today(c))
        today = true;
    http_set_cookie(c, req, res, "as_of", today ? STR("") : when, 0, false);
    http_redirect(c, res, back_to(req, &req->form));
    return true;
}
