#include "http/aside.h"
#include "web/generic.h"
#include "web/pages.h"

/* Drafts: what was typed into a form and not saved yet. A button keeps one without any script; the
 * script keeps one while somebody types; signing in again keeps what came with an ended session. */

/* Forms that can show a draft again. */
static bool is_form(struct str path)
{
    return str_starts(path, STR("/")) &&
           (str_ends(path, STR("/new")) || str_ends(path, STR("/edit")));
}

struct str draft_url(struct ctx *c, struct str form)
{
    return arena_printf(c->mem, STR_FMT "?draft=1", STR_ARG(form));
}

bool draft_offer(struct view *v)
{
    struct ctx *c = v->c;
    struct draft *d;
    if (v->req->past.n || !draft_find(c, permit_person(c->permit), v->draft, &d))
        return c->err.code == ERR_NONE;
    if (!d)
        return true;
    buf_add_z(v->b, "<div class=\"note info\" data-draft-offer><form method=\"post\" "
                    "action=\"/drafts\">");
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"draft_of\" value=\"%.*s\"><input type=\"hidden\" "
           "name=\"what\" value=\"drop\"><p>You have an unsaved draft of %.*s. <a "
           "href=\"%.*s\">Use it</a> <button class=\"btn s text\" type=\"submit\">Throw it "
           "away</button></p></form></div>",
           STR_ARG(v->draft), STR_ARG(stamp_words(c, d->saved)), STR_ARG(draft_url(c, v->draft)));
    return true;
}

bool draft_take(struct view *v, bool *ret_taken)
{
    struct ctx *c = v->c;
    struct draft *d;
    *ret_taken = false;
    if (!http_has(&v->req->query, "draft"))
        return true;
    if (!draft_find(c, permit_person(c->permit), v->draft, &d))
        return false;
    if (!d)
        return true;
    *ret_taken = true;
    return http_pairs_read(c, d->body, &v->req->form);
}

bool draft_sheet(struct view *v)
{
    struct ctx *c = v->c;
    struct draft *d;
    size_t n, shown = 0;
    if (!draft_list(c, permit_person(c->permit), &d, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!is_form(d[i].form))
            continue;
        if (!shown++) {
            ui_sheet(v->b, "drafts", S_("Unsaved drafts"));
            buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
        }
        html_f(v->b,
               "<li><a class=\"t\" href=\"%.*s\">%.*s</a><span class=\"end\">%.*s</span></li>",
               STR_ARG(draft_url(c, d[i].form)), STR_ARG(d[i].form),
               STR_ARG(stamp_words(c, d[i].saved)));
    }
    if (shown) {
        buf_add_z(v->b, "</ul></div>");
        ui_sheet_end(v->b);
    }
    return true;
}

/* POST /drafts: keeps the form it came from, or throws its draft away. `then` is where the person
 * goes on to; the script asks with X-Draft and gets the time. */
bool page_drafts_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str form = http_get(&req->form, "draft_of"), then = http_get(&req->form, "then");
    int64_t me = permit_person(c->permit);
    view_init(&v, c, req, res, NULL);
    if (!is_form(http_own_path(form)))
        return fail(c, ERR_USAGE, "A draft says which form it belongs to.");
    bool drop = str_eq_z(http_get(&req->form, "what"), "drop");
    if (!(drop ? draft_drop(c, me, form) : draft_keep(c, me, form, &req->form)))
        return false;
    if (http_header(req, "X-Draft").n) {
        buf_add_str(v.b, stamp_words(c, ctx_now(c)));
        res->type = "text/plain; charset=utf-8";
        return true;
    }
    if (!then.n)
        view_say(&v, drop ? S_("Thrown away.") : S_("Kept as a draft for 30 days."));
    http_redirect(c, res, then.n ? http_own_path(then) : drop ? form : draft_url(c, form));
    return true;
}

/* --- a session that ended while somebody typed --- */

static bool is_own(struct str name)
{
    return str_eq_z(name, "form_token");
}

/* Every field again, as r.NAME. */
static void resume_fields(struct view *v, const char *prefix)
{
    const struct http_pairs *f = &v->req->form;
    for (size_t i = 0; i < f->n; i++)
        if (!is_own(f->at[i].name))
            html_f(v->b, "<input type=\"hidden\" name=\"%s%.*s\" value=\"%.*s\">", prefix,
                   STR_ARG(f->at[i].name), STR_ARG(f->at[i].value));
}

bool resume_door(struct view *v)
{
    struct request *req = v->req;
    if (req->method != HTTP_POST || !req->form.n || !http_same_site(req))
        return false;
    view_bare_begin(v, "Sign in");
    html_f(v->b, "<h1>Sign in to go on</h1><p class=\"help\">Your session ended while you were "
                 "typing. Nothing is lost: sign in, and you find it again as you left it.</p>");
    if (req->nuploads)
        html_f(v->b, "<p class=\"help\">Only the file has to be chosen once more.</p>");
    html_f(v->b,
           "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"resume\" "
           "value=\"%.*s\">",
           STR_ARG(req->path));
    resume_fields(v, "r.");
    sign_in_fields(v);
    buf_add_z(v->b, "</form>");
    view_bare_end(v);
    return true;
}

/* What came as r.NAME, under its own names. */
static struct http_pairs resumed(struct ctx *c, const struct request *req)
{
    struct http_pairs p = { arena_new(c->mem, struct http_pair, req->form.n + 1), 0 };
    for (size_t i = 0; i < req->form.n; i++)
        if (str_starts(req->form.at[i].name, STR("r.")))
            p.at[p.n++] =
                (struct http_pair){ str_tail(req->form.at[i].name, 2), req->form.at[i].value };
    return p;
}

/* What is no such form, or larger than a draft may be, is sent again by the person. */
static bool send_again(struct view *v, struct str path)
{
    view_bare_begin(v, "Go on");
    html_f(v->b,
           "<h1>Signed in again</h1><p class=\"help\">What you typed has not been saved "
           "yet.</p><form method=\"post\" action=\"%.*s\">",
           STR_ARG(path));
    view_form_token(v);
    resume_fields(v, "");
    html_f(v->b, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">Save it "
                 "now</button><a class=\"btn text\" href=\"/\">Leave it</a></div></form>");
    view_bare_end(v);
    return true;
}

bool resume_after(struct view *v, int64_t person)
{
    struct ctx *c = v->c;
    struct str path = http_own_path(http_get(&v->req->form, "resume"));
    struct http_pairs typed = resumed(c, v->req);
    if (is_form(path)) {
        if (draft_keep(c, person, path, &typed)) {
            http_redirect(c, v->res, draft_url(c, path));
            return true;
        }
        if (c->err.code != ERR_LIMIT)
            return false;
        ctx_clear(c);
    }
    v->req->form = typed;
    return send_again(v, path);
}
