#include "records/records.h"
#include "web/pages.h"
#include "web/setup.h"

/* Where the set-up and what is left of it show on other pages; taking the suggestions back. */

bool setup_offer(struct view *v, bool *ret_shown)
{
    struct ctx *c = v->c;
    struct draft *d;
    struct http_pairs p = { NULL, 0 };
    bool open;
    *ret_shown = false;
    if (v->req->past.n || !(permit_roles(c->permit) & (ROLE_MANAGER | ROLE_ADMIN)) ||
        !setup_is_open(c, &open))
        return c->err.code == ERR_NONE;
    if (!open)
        return true;
    if (!setup_may(c->permit)) {
        ui_note(v->b, TONE_INFO, "info",
                S_("Nothing is here yet. The set-up asks six questions and is done by a manager "
                   "of the whole organisation: give somebody that role under Settings, "
                   "Permissions."));
        return true;
    }
    if (!draft_find(c, permit_person(c->permit), STR(SETUP_DRAFT), &d) ||
        (d && !http_pairs_read(c, d->body, &p)))
        return false;
    if (http_has(&p, "never"))
        return true;
    *ret_shown = true;
    html_f(v->b, "<div class=\"next\"><div><p class=\"eyebrow\">Set-up</p><h2>Six questions to a "
                 "first Statement of Applicability</h2><p>Organisation, size, sector, standards, "
                 "day, a list you have already: they make scope, risk criteria, starter "
                 "registers and a first draft. A quarter of an hour; every question can be "
                 "skipped.</p></div><div class=\"btns\">");
    ui_button(v->b, STR("/setup"), "arrow-right", d ? _("Go on with the set-up") : _("Begin"),
              true);
    buf_add_z(v->b, "</div></div>");
    return true;
}

static int64_t total(const struct suggestion_count *k, size_t n)
{
    int64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += k[i].n;
    return all;
}

bool setup_link(struct view *v)
{
    struct ctx *c = v->c;
    struct suggestion_count k[SUGGESTION_TYPES];
    size_t n;
    bool open;
    if (v->req->past.n || !setup_may(c->permit))
        return true;
    if (!setup_is_open(c, &open))
        return false;
    if (open)
        html_f(v->b, "<p><a href=\"/setup\">Guided set-up: six questions</a></p>");
    if (!suggestion_counts(c, k, &n))
        return false;
    if (n)
        html_f(v->b,
               "<p><a href=\"/setup/suggestions\">%ld suggestions of the set-up</a> are as they "
               "were made.</p>",
               (long)total(k, n));
    return true;
}

bool setup_mark(struct view *v, struct record *r)
{
    bool is;
    if (!suggestion_find(v->c, &r, 1, &is))
        return false;
    if (is)
        html_f(v->b,
               "<div class=\"note info\"><p><strong>Suggested by the set-up.</strong> Nobody has "
               "looked at it yet: the first change makes it your own, archiving takes it away. "
               "<a href=\"/setup/suggestions\">All suggestions</a></p></div>");
    return true;
}

static void counts(struct view *v, const struct suggestion_count *k, size_t n)
{
    html_f(v->b, "<section class=\"sheet\"><table class=\"cards\"><thead><tr><th "
                 "scope=\"col\">Register</th><th scope=\"col\">Left as suggested</th></tr>"
                 "</thead><tbody>");
    for (size_t i = 0; i < n; i++)
        html_f(v->b,
               "<tr><th scope=\"row\"><a href=\"%.*s\">%.*s</a></th><td data-l=\"Left as "
               "suggested\">%ld</td></tr>",
               STR_ARG(k[i].type == &entity_statement ? STR("/soa") : url_type(v->c, k[i].type)),
               STR_ARG(type_heading(v->c, k[i].type)), (long)k[i].n);
    buf_add_z(v->b, "</tbody></table></section>");
}

bool page_suggestions(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct suggestion_count k[SUGGESTION_TYPES];
    size_t n;
    struct view_head h = { .title = S_("Suggestions of the set-up"),
                           .crumb = { { _("Path"), STR("/path") } },
                           .lead = S_("What the set-up suggested and nobody has changed since. A "
                                      "change of any field makes a record your own.") };
    view_init(&v, c, req, res, "path");
    if (!suggestion_counts(c, k, &n) || !view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    if (!n) {
        ui_note(v.b, TONE_GOOD, "circle-check",
                S_("None is left: everything here is somebody's own, or was taken back."));
    } else {
        counts(&v, k, n);
        if (setup_may(c->permit) && !req->past.n) {
            buf_add_z(v.b, "<form method=\"post\" action=\"/setup/suggestions\">");
            view_form_token(&v);
            html_f(v.b, "<p class=\"help\">Taking back archives them and makes the rows of the "
                        "Statement of Applicability undecided again. What a record of yours "
                        "relies on stays; the scope and the criteria stay.</p><button "
                        "class=\"btn bad\" type=\"submit\">Take all of them back</button>"
                        "</form>");
        }
    }
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}

bool page_suggestions_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    int64_t gone, kept;
    view_init(&v, c, req, res, "path");
    if (!suggestion_withdraw(c, c->permit, &gone, &kept))
        return false;
    view_say(&v, kept ? arena_printf(c->mem,
                                     _("%ld taken back; %ld stay because records of yours rely on "
                                       "them."),
                                     (long)gone, (long)kept)
                      : arena_printf(c->mem, _("%ld taken back."), (long)gone));
    http_redirect(c, res, STR("/setup/suggestions"));
    return true;
}
