#include "isms/path.h"
#include "records/records.h"
#include "web/chart.h"
#include "web/pages.h"
#include "web/scope.h"
#include "web/setup.h"

/* The way to the certificate, and the readiness behind it: what is missing, clause by clause, with
 * the records and where to put it right. */

/* Where a step or a finding is dealt with: a record type's list, or a page of its own. */
static struct str link_url(struct ctx *c, const char *link)
{
    const struct entity *e = catalog_find(c->store->catalog, str_z(link));
    if (e)
        return url_type(c, e);
    static const char *const pages[] = { "soa", "path", "readiness", "check", "risk" };
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        if (strcmp(pages[i], link) == 0)
            return strcmp(link, "check") == 0 ? STR("/readiness")
                                              : arena_printf(c->mem, "/%s", link);
    return STR("/registers");
}

static struct str clause_url(struct ctx *c, const char *requirement)
{
    return url_key(c, &entity_requirement, str_z(requirement));
}

/* --- the path --- */

enum { LATER_DAYS = 30 };

/* Not now: why, and until when. It becomes a task of one's own. */
static void put_off_form(struct view *v, const struct path_step *s)
{
    struct ctx *c = v->c;
    char day[11];
    bool sent = http_has(&v->req->form, "step");
    when_date_text(store_today(c) + LATER_DAYS, day);
    html_f(v->b,
           "<details class=\"more\"%s><summary>Put it off</summary><form class=\"stack\" "
           "method=\"post\" action=\"/path/later\" novalidate>",
           sent ? " open" : "");
    view_form_token(v);
    html_f(
        v->b,
        "<input type=\"hidden\" name=\"step\" value=\"%s\"><div class=\"field\"><label "
        "for=\"f-reason\">Why</label><p class=\"help\" id=\"help-reason\">It becomes a task of "
        "yours with this sentence; the step stays in sight and comes back on the "
        "day.</p><input type=\"text\" id=\"f-reason\" name=\"reason\" "
        "aria-describedby=\"help-reason\" value=\"%.*s\"></div><div class=\"field\"><label "
        "for=\"f-due\">Until</label><input type=\"date\" class=\"short\" id=\"f-due\" name=\"due\" "
        "value=\"%.*s\"></div><button class=\"btn\" type=\"submit\">Put it off</button></form>"
        "</details>",
        s->name, STR_ARG(http_get(&v->req->form, "reason")),
        STR_ARG(sent ? http_get(&v->req->form, "due") : str_z(day)));
}

static void next_step(struct view *v, const struct path *p)
{
    if (!p->next)
        return;
    struct buf *b = v->b;
    html_f(b,
           "<div class=\"next\"><div><p class=\"eyebrow\">Next step, %s</p><h2>%s</h2><p>%s "
           "<a href=\"%.*s\">%s</a></p></div><div class=\"btns\">",
           lang_text(p->next_stage->name), lang_text(p->next->name), lang_text(p->next->why),
           STR_ARG(clause_url(v->c, p->next->requirement)), p->next->requirement);
    ui_button(b, link_url(v->c, p->next->link), "arrow-right", _("Do it"), true);
    buf_add_z(b, "</div>");
    if (view_may(v, ACT_CREATE, &entity_task))
        put_off_form(v, p->next);
    buf_add_z(b, "</div>");
}

void path_next(struct view *v, const struct path *p)
{
    next_step(v, p);
}

static void step(struct view *v, const struct path_step *s)
{
    struct buf *b = v->b;
    bool done = s->state == PATH_DONE, later = s->state == PATH_LATER;
    html_f(b, "<li class=\"step%s\">", done ? " done" : "");
    ui_icon(b, done ? "circle-check" : later ? "circle-slash" : "circle-dashed");
    html_f(b, "<a class=\"t\" href=\"%.*s\"><span class=\"vh\">%s: </span>%s</a><p>%s",
           STR_ARG(link_url(v->c, s->link)),
           done    ? _("Done")
           : later ? _("Not part of this version")
                   : _("Open"),
           lang_text(s->name), lang_text(s->why));
    for (size_t i = 0; i < s->nblocked; i++)
        html_f(b, " <span class=\"tag\">after: %s</span>", lang_text(s->blocked_by[i]));
    if (s->put_off) {
        html_f(b, " <span class=\"tag\">put off %s%.*s</span> ", s->until.n ? _("until ") : "",
               STR_ARG(s->until));
        ui_ref(b, entity_ref(v->c, &entity_task, s->put_off),
               url_of(v->c, &entity_task, s->put_off));
    }
    html_f(b, "</p><span class=\"end\"><a class=\"ref\" href=\"%.*s\">%s</a></span></li>",
           STR_ARG(clause_url(v->c, s->requirement)), s->requirement);
}

/* done, of how many that this version knows, and how the stage stands: "done", "now" or "" */
static const char *state_of(const struct path *p, const struct path_stage *s, long *ret_done,
                            long *ret_here)
{
    *ret_done = *ret_here = 0;
    for (size_t k = 0; k < s->n; k++) {
        *ret_done += s->step[k].state == PATH_DONE;
        *ret_here += s->step[k].state != PATH_LATER;
    }
    return *ret_here && *ret_done == *ret_here ? "done" : s == p->next_stage ? "now" : "";
}

/* A stage that is done lies folded; the others are open. */
static void stage(struct view *v, const struct path *p, size_t i)
{
    const struct path_stage *s = &p->stage[i];
    struct buf *b = v->b;
    long done, here;
    const char *state = state_of(p, s, &done, &here);
    html_f(b,
           "<li class=\"%s\"><span class=\"no\" aria-hidden=\"true\">%d</span><details%s><summary>"
           "<h2>%s</h2>",
           state, (int)i + 1, strcmp(state, "done") == 0 ? "" : " open", lang_text(s->name));
    if (strcmp(state, "done") == 0)
        ui_badge(b, TONE_GOOD, "circle-check", S_("Done"));
    else if (strcmp(state, "now") == 0)
        ui_badge(b, TONE_INFO, "circle-dot", S_("Under way"));
    if (here)
        html_f(b, "<span class=\"end\">%ld of %ld done</span>", done, here);
    buf_add_z(b, "</summary><ul class=\"sheet\">");
    for (size_t k = 0; k < s->n; k++)
        step(v, &s->step[k]);
    buf_add_z(b, "</ul></details></li>");
}

static void strip(struct view *v, const struct path *p)
{
    long done, here;
    buf_add_z(v->b, "<ol class=\"strip\">");
    for (size_t i = 0; i < p->n; i++) {
        const char *state = state_of(p, &p->stage[i], &done, &here);
        html_f(v->b, "<li class=\"%s\"><span>%s</span><span class=\"vh\">, %ld of %ld</span></li>",
               state, lang_text(p->stage[i].name), done, here);
    }
    buf_add_z(v->b, "</ol>");
}

static bool show_path(struct view *shown, struct record *scope, const struct problem *problems)
{
    struct view v = *shown;
    struct path p;
    if (!path_read(v.c, v.c->permit, scope, &p))
        return false;
    struct view_head h = { .title = S_("Path to certification"),
                           .lead = S_("Every step is found done from your records, never by a "
                                      "tick. One step is always next.") };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    ui_problems(v.b, _("The step was not put off"), &v.c->err, problems, "reason");
    if (scope && !scope_switch(&v, scope))
        return false;
    strip(&v, &p);
    next_step(&v, &p);
    if (!setup_link(&v))
        return false;
    buf_add_z(v.b, "<ol class=\"way\">");
    for (size_t i = 0; i < p.n; i++)
        stage(&v, &p, i);
    buf_add_z(v.b, "</ol></div>");
    return view_end(&v);
}

bool page_path(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope;
    view_init(&v, c, req, res, "path");
    return scope_of_request(c, req, &scope) && show_path(&v, scope, NULL);
}

bool page_path_later(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope, *task;
    view_init(&v, c, req, res, "path");
    if (!scope_of_request(c, req, &scope))
        return false;
    if (path_put_off(c, c->permit, scope, http_get(&req->form, "step"),
                     http_get(&req->form, "reason"), http_get(&req->form, "due"), &task)) {
        view_say(&v, arena_printf(c->mem, _("Put off: it is %.*s now, a task of yours."),
                                  STR_ARG(record_ref(c, task))));
        http_redirect(c, res, STR("/path"));
        return true;
    }
    if (c->err.code != ERR_INVALID)
        return false;
    const struct problem *problems = c->problems;
    res->status = 422;
    ctx_clear(c);
    return show_path(&v, scope, problems);
}

/* --- readiness --- */

static const struct {
    enum tone tone;
    const char *icon;
} looks[CHECK_N] = { { TONE_QUIET, "circle-dashed" },
                     { TONE_BAD, "octagon-alert" },
                     { TONE_INFO, "circle-dot" },
                     { TONE_GOOD, "circle-check" } };

static const char *text(const struct check_finding *f, const char *name)
{
    const char *s = json_string_value(json_object_get(f->check, name));
    return s ? s : "";
}

enum { RECORDS_SHOWN = 12 };

static void finding(struct view *v, const struct check_finding *f)
{
    struct buf *b = v->b;
    const char *may = text(f, "may_become");
    buf_add_z(b, "<li>");
    ui_badge(b,
             !f->counts                         ? TONE_QUIET
             : strcmp(may, "likely_major") == 0 ? TONE_BAD
                                                : TONE_WARN,
             f->counts ? "octagon-alert" : "info",
             !f->counts                         ? S_("advice")
             : strcmp(may, "likely_major") == 0 ? S_("likely major")
                                                : S_("likely minor"));
    html_f(b, "<div><p>%s</p>", f->offenders ? text(f, "message") : _("Nothing is recorded yet."));
    if (f->offenders) {
        buf_add_z(b, "<p>");
        for (size_t i = 0; i < MIN(f->nrecords, (size_t)RECORDS_SHOWN); i++) {
            ui_ref(b, entity_ref(v->c, f->type, f->record[i]), url_of(v->c, f->type, f->record[i]));
            buf_add_char(b, ' ');
        }
        if (f->offenders > RECORDS_SHOWN)
            html_f(b, "and %ld more ", (long)(f->offenders - RECORDS_SHOWN));
        html_f(b, "<span class=\"quiet\">of %ld</span></p>", (long)f->population);
    }
    html_f(b, "<p class=\"tiny\">%s <a href=\"%.*s\">Put it right</a></p></div></li>",
           text(f, "fix"), STR_ARG(link_url(v->c, text(f, "link"))));
}

static void judgement(struct view *v, const struct check_requirement *q)
{
    struct ctx *c = v->c;
    if (q->judgement)
        html_f(v->b, "<p class=\"tiny\">Judged in <a href=\"%.*s\">%.*s</a></p>",
               STR_ARG(url_record(c, q->judgement)), STR_ARG(record_ref(c, q->judgement)));
    else if (!q->later && view_may(v, ACT_CREATE, &entity_judgement))
        html_f(v->b,
               "<p class=\"tiny\"><a href=\"/judgements/new?requirement=%.*s\">Judge this "
               "clause</a></p>",
               STR_ARG(q->ref));
}

static void requirement(struct view *v, const struct check_report *r, size_t i)
{
    const struct check_requirement *q = &r->row[i];
    struct buf *b = v->b;
    if (!q->shown || (q->clause != i && !q->nfound))
        return;
    html_f(b, "<li id=\"%.*s\"><div class=\"line\">", STR_ARG(q->number));
    ui_ref(b, q->number, url_key(v->c, &entity_requirement, q->ref));
    html_f(b, "<b>%.*s</b>", STR_ARG(q->title));
    if (q->later)
        ui_badge(b, TONE_QUIET, "circle-slash", S_("not looked at by this version"));
    else
        ui_badge(b, looks[q->state].tone, looks[q->state].icon,
                 str_z(lang_text(check_state_label[q->state])));
    buf_add_z(b, "</div>");
    if (q->nfound) {
        buf_add_z(b, "<ul class=\"findings\">");
        for (size_t k = 0; k < q->nfound; k++)
            finding(v, q->found[k]);
        buf_add_z(b, "</ul>");
    }
    if (q->clause == i)
        judgement(v, q);
    buf_add_z(b, "</li>");
}

void readiness_bar(struct view *v, const struct check_report *r)
{
    const struct bar_part part[] = {
        { _("Conforming"), "b-good", r->clauses[CHECK_CONFORMING] },
        { _("No gap found"), "b-part", r->clauses[CHECK_NO_GAP_FOUND] },
        { _("Gaps"), "b-bad", r->clauses[CHECK_GAPS] },
        { _("Nothing yet"), "b-none", r->clauses[CHECK_NOTHING_YET] },
    };
    chart_bar(v->b,
              arena_printf(v->c->mem,
                           lang_plural(r->clauses[CHECK_GAPS], "%ld clause shows a gap",
                                       "%ld clauses show a gap"),
                           (long)r->clauses[CHECK_GAPS]),
              S_("checks over the records, and the judgement of a person for conforming"), part,
              ARRAY_LEN(part));
}

bool page_readiness(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope;
    struct check_report r = { .n = 0 };
    view_init(&v, c, req, res, "readiness");
    if (!scope_of_request(c, req, &scope) ||
        !check_run(c, c->permit, scope, http_get(&req->query, "requirement"), &r))
        return false;
    struct view_head h = { .title = S_("Readiness"),
                           .lead = S_("What an auditor may find, clause by clause. Whether a gap "
                                      "is a nonconformity, and of which grade, is for people to "
                                      "judge.") };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    if (scope && !scope_switch(&v, scope))
        return false;
    readiness_bar(&v, &r);
    buf_add_z(v.b, "<section class=\"sheet\"><div class=\"in\"><ul class=\"list clauses\">");
    for (size_t i = 0; i < r.n; i++)
        requirement(&v, &r, i);
    buf_add_z(v.b, "</ul></div></section></div>");
    return view_end(&v);
}
