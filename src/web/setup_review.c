#include "exchange/import.h"
#include "exchange/setup_run.h"
#include "records/records.h"
#include "web/files.h"
#include "web/pages.h"
#include "web/setup.h"

/* What will be made, and making it: one transaction, so that a failure leaves nothing behind. */

/* --- making --- */

static bool forget(void *arg)
{
    return guided_forget(arg);
}

bool guided_make(struct guided *g, bool only_try)
{
    struct ctx *c = g->v.c;
    struct setup_sheet s = { .type = catalog_find(c->store->catalog, g->sheet.type) };
    struct setup_plan plan;
    (void)import_dates(g->sheet.dates, &s.dates); /* what the form does not offer is none */
    if (g->sheet.text.n && !file_write_temporary(c, g->sheet.text, &s.path))
        return false;
    bool ok = setup_run(c, c->permit, &g->a, &s, only_try, forget, g, &plan);
    if (s.path)
        unlink(s.path);
    if (ok && s.type) {
        g->sheet.type = str_z(s.type->name);
        g->sheet.rows = arena_printf(c->mem, "%" PRId64, s.rows);
        g->sheet.unused = s.unused;
        g->sheet.notes = s.notes;
    }
    return ok;
}

/* --- the page before it --- */

static void answer_row(struct guided *g, int q)
{
    struct buf *b = g->v.b;
    enum setup_question at = (enum setup_question)q;
    html_f(b, "<dt>%s</dt><dd>", guided_heading(at));
    if (g->a.skipped[q].n)
        html_f(b, "<span class=\"quiet\">Skipped: %.*s</span>", STR_ARG(g->a.skipped[q]));
    else if (at == SETUP_SHEET)
        html_f(b, "%.*s",
               STR_ARG(g->sheet.text.n
                           ? arena_printf(g->v.c->mem, _("%.*s: %.*s rows, %s"),
                                          STR_ARG(g->sheet.name), STR_ARG(g->sheet.rows),
                                          g->a.brought ? type_words(g->v.c, g->a.brought) : "")
                           : S_("None")));
    else if (!g->a.text[q].n)
        html_f(b, "<span class=\"quiet\">Not answered</span>");
    else
        html_f(b, "%.*s", STR_ARG(guided_shown(g, at)));
    html_f(b, " <a class=\"edit\" href=\"/setup/%d\">Change<span class=\"vh\"> %s</span></a></dd>",
           q + 1, guided_heading(at));
}

/* A list that opens under its count; nothing when it is empty. */
static void fold(struct guided *g, const struct setup_plan *p, size_t n, struct str counted,
                 void (*item)(struct guided *, const struct setup_plan *, size_t))
{
    if (!n)
        return;
    html_f(g->v.b, "<details class=\"more\"><summary>%.*s</summary><ul class=\"list\">",
           STR_ARG(counted));
    for (size_t i = 0; i < n; i++) {
        buf_add_z(g->v.b, "<li>");
        item(g, p, i);
        buf_add_z(g->v.b, "</li>");
    }
    buf_add_z(g->v.b, "</ul></details>");
}

static void asset_item(struct guided *g, const struct setup_plan *p, size_t i)
{
    html_f(g->v.b, "%s", p->asset[i]->title);
}

static void party_item(struct guided *g, const struct setup_plan *p, size_t i)
{
    html_f(g->v.b, "%s", p->party[i]->title);
}

static void risk_item(struct guided *g, const struct setup_plan *p, size_t i)
{
    html_f(g->v.b, "%.*s",
           STR_ARG(
               rec_text(p->risk[i], entity_place(&entity_library, entity_title(&entity_library)))));
}

static void milestone_item(struct guided *g, const struct setup_plan *p, size_t i)
{
    html_f(g->v.b, "%s<span class=\"end\">%.*s</span>", p->milestone[i].title,
           STR_ARG(date_words(g->v.c, p->milestone[i].day)));
}

static void planned_registers(struct guided *g, const struct setup_plan *p)
{
    struct buf *b = g->v.b;
    fold(g, p, p->nassets,
         arena_printf(g->v.c->mem,
                      lang_plural((int64_t)p->nassets, "%ld typical asset", "%ld typical assets"),
                      (long)p->nassets),
         asset_item);
    fold(g, p, p->nparties,
         arena_printf(g->v.c->mem,
                      lang_plural((int64_t)p->nparties, "%ld interested party",
                                  "%ld interested parties"),
                      (long)p->nparties),
         party_item);
    fold(g, p, p->nrisks,
         arena_printf(g->v.c->mem,
                      lang_plural((int64_t)p->nrisks, "%ld typical risk, not rated, without owner",
                                  "%ld typical risks, not rated, without owner"),
                      (long)p->nrisks),
         risk_item);
    fold(g, p, p->nmilestones,
         arena_printf(g->v.c->mem,
                      lang_plural((int64_t)p->nmilestones, "%ld milestone, a task of yours",
                                  "%ld milestones, tasks of yours"),
                      (long)p->nmilestones),
         milestone_item);
    html_f(
        b,
        "<ul class=\"list\"><li><span>%ld threats, %ld vulnerabilities and %ld risk sources that "
        "the risks name</span></li><li><span>Included for now in the Statement of Applicability: "
        "%ld reference controls that work against these risks. All others stay undecided."
        "</span></li><li><span>You as ISMS manager, until top management appoints somebody."
        "</span></li></ul>",
        (long)p->threats.n, (long)p->weak.n, (long)p->sources.n, (long)p->controls.n);
}

static void planned(struct guided *g, const struct setup_plan *p)
{
    struct buf *b = g->v.b;
    struct str scope = rec_text(p->scope, SCOPE_STATEMENT);
    ui_sheet(b, "made", S_("What will be made"));
    html_f(
        b,
        "<div class=\"in stack\"><h3>From your answers</h3><ul class=\"list\"><li><span>The scope "
        "<q>%.*s</q>, to be narrowed by you, with its rows of the Statement of "
        "Applicability</span></li>"
        "<li><span>%s</span></li>",
        STR_ARG(scope),
        p->three_steps ? _("Risk criteria with three steps for likelihood and consequence")
                       : _("Risk criteria with five steps for likelihood and consequence"));
    if (g->sheet.text.n && g->a.brought)
        html_f(b,
               "<li><span>Rows of %.*s: %.*s, into the register \"%s\"; persons they name that are "
               "not "
               "there yet</span></li>",
               STR_ARG(g->sheet.name), STR_ARG(g->sheet.rows), type_words(g->v.c, g->a.brought));
    if (g->sheet.text.n && g->sheet.unused.n)
        html_f(b, "<li><span>Columns that fit no field, left out: %.*s</span></li>",
               STR_ARG(g->sheet.unused));
    if (g->sheet.text.n && g->sheet.notes.n)
        html_f(b, "<li><span class=\"t-warn\">%.*s</span></li>", STR_ARG(g->sheet.notes));
    html_f(b, "</ul><h3>As suggestions</h3><p class=\"help\">Marked as such until somebody "
              "changes them; what is left can be taken back in one step.</p>");
    planned_registers(g, p);
    buf_add_z(b, "</div>");
    ui_sheet_end(b);
    if (p->hurried)
        ui_note(b, TONE_WARN, "clock",
                S_("Less than four months are left. A certification body wants to see months of "
                   "records before stage 2: expect the day to move."));
}

static bool show(struct guided *g)
{
    struct ctx *c = g->v.c;
    struct setup_plan plan = { .nrisks = 0 };
    const struct problem *before = g->problems;
    struct view_head h = { .title = S_("Make it all at once"),
                           .crumb = { { _("Set-up"), STR("/setup") } },
                           .lead =
                               S_("Look through what follows from your answers. Until you make it, "
                                  "nothing is changed.") };
    bool good = setup_plan(c, c->permit, &g->a, &plan);
    if (!good && c->err.code != ERR_INVALID)
        return false;
    if (!good && !before)
        g->problems = c->problems;
    ctx_clear(c);
    if (!view_begin(&g->v, &h))
        return false;
    struct buf *b = g->v.b;
    guided_summary(g, true);
    buf_add_z(b, "<div class=\"stack-l\">");
    ui_sheet(b, "answers", S_("Your answers"));
    buf_add_z(b, "<div class=\"in\"><dl class=\"facts\">");
    for (int q = 0; q < SETUP_N; q++)
        answer_row(g, q);
    buf_add_z(b, "</dl></div>");
    ui_sheet_end(b);
    if (good) {
        planned(g, &plan);
        buf_add_z(b, "<form method=\"post\" action=\"/setup/make\">");
        view_form_token(&g->v);
        html_f(b, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">Make it all"
                  "</button><a class=\"btn\" href=\"/setup/6\">Back</a><a class=\"btn text\" "
                  "href=\"/\">Go on later</a></div></form>");
    }
    buf_add_z(b, "</div>");
    return view_end(&g->v);
}

bool page_setup_review(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = false };
    return guided_begin(&g, c, req, res) && show(&g);
}

bool page_setup_make(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = true };
    if (!guided_begin(&g, c, req, res))
        return false;
    if (guided_make(&g, false)) {
        view_say(&g.v, S_("Made. Look through the suggestions, and go on with the next step."));
        http_redirect(c, res, STR("/path"));
        return true;
    }
    if (c->err.code != ERR_INVALID && c->err.code != ERR_LIMIT)
        return false;
    guided_take_problems(&g);
    return show(&g);
}

/* Doing without it, or beginning anew. */
bool page_setup_leave(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = true };
    struct str why = str_trim(http_get(&req->form, "reason"));
    if (!guided_begin(&g, c, req, res))
        return false;
    if (str_eq_z(http_get(&req->form, "what"), "never")) {
        if (!why.n || why.n > SETUP_TEXT)
            return fail(c, ERR_USAGE,
                        "Say in one sentence why the set-up is not wanted: go back and try again.");
        struct http_pair p = { STR("never"), why };
        struct http_pairs one = { &p, 1 };
        if (!guided_forget(&g) || !draft_keep(c, permit_person(c->permit), STR(SETUP_DRAFT), &one))
            return false;
        view_say(&g.v, S_("The set-up is not offered any more. It stays under Settings."));
    } else {
        if (!guided_forget(&g))
            return false;
        view_say(&g.v, S_("The answers are gone; nothing was made."));
    }
    http_redirect(c, res, STR("/"));
    return true;
}
