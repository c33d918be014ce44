#include "isms/path.h"
#include "records/records.h"
#include "store/query.h"
#include "web/chart.h"
#include "web/decide.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/panels.h"
#include "web/scope.h"
#include "web/setup.h"

/* Home: exceptions before totals, one next step, what is late. What a person sees follows from the
 * roles held. */

enum { COUNT_MOST = 999, ROWS_SHOWN = 8 };

/* Counts that link to their list: a condition in the language of lists. */
static const struct {
    const struct entity *type;
    const char *where[2];
    const char *one, *many;
} exceptions[] = {
    { &entity_task, { "overdue=yes" }, NP_("task overdue", "tasks overdue") },
    { &entity_evidence,
      { "expired=yes" },
      NP_("piece of evidence expired", "pieces of evidence expired") },
    { &entity_acceptance, { "stale!=" }, NP_("acceptance is stale", "acceptances are stale") },
    { &entity_treatment,
      { "overdue=yes" },
      NP_("action of the plan overdue", "actions of the plan overdue") },
    { &entity_risk, { "stale_because!=" }, NP_("risk to look at again", "risks to look at again") },
    { &entity_risk,
      { "owner=", "status!=closed" },
      NP_("risk without owner", "risks without owner") },
    { &entity_control, { "owner=" }, NP_("control without owner", "controls without owner") },
};

struct exception_counts {
    int64_t n[ARRAY_LEN(exceptions)];
};

/* Some of them look through a whole register, so they are kept until something changes. */
static bool read_counts(struct ctx *c, struct exception_counts *ret)
{
    struct str key =
        arena_printf(c->mem, "home %" PRId64 " %" PRId64, permit_person(c->permit), store_today(c));
    const struct exception_counts *kept = store_kept(c, key);
    if (kept) {
        *ret = *kept;
        return true;
    }
    *ret = (struct exception_counts){ .n = { 0 } };
    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        struct query q;
        if (!permit_may_type(c->permit, ACT_READ, exceptions[i].type))
            continue;
        query_init(&q, exceptions[i].type);
        for (size_t k = 0; k < ARRAY_LEN(exceptions[i].where) && exceptions[i].where[k]; k++)
            if (!query_where(c, &q, str_z(exceptions[i].where[k])))
                BUG("home: %s", exceptions[i].where[k]);
        if (!query_count(c, c->permit, &q, COUNT_MOST, &ret->n[i]))
            return false;
    }
    store_keep(c, key, ret, sizeof *ret);
    return true;
}

static void write_count(struct view *v, size_t i, int64_t n)
{
    struct buf href;
    buf_init(&href, 4096);
    buf_addf(&href, "/%s?", exceptions[i].type->plural);
    for (size_t k = 0; k < ARRAY_LEN(exceptions[i].where) && exceptions[i].where[k]; k++) {
        buf_add_z(&href, k ? "&where=" : "where=");
        http_encode(&href, str_z(exceptions[i].where[k]), false);
    }
    struct str at = arena_str(v->c->mem, buf_str(&href));
    buf_done(&href);
    html_f(v->b, "<li><a href=\"%.*s\"><strong>%ld</strong><span class=\"what\">%s</span></a></li>",
           STR_ARG(at), (long)n, lang_plural(n, exceptions[i].one, exceptions[i].many));
}

static bool counts(struct view *v)
{
    struct exception_counts all;
    bool any = false;
    if (!read_counts(v->c, &all))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        if (!all.n[i])
            continue;
        if (!any)
            buf_add_z(v->b, "<ul class=\"counts sheet\">");
        any = true;
        write_count(v, i, all.n[i]);
    }
    if (any)
        buf_add_z(v->b, "</ul>");
    else
        ui_note(v->b, TONE_GOOD, "circle-check", S_("Nothing is late, stale or without an owner."));
    return true;
}

/* --- tasks --- */

/* One verb a row: bring the proof where a control waits for it, and done. */
static void task_verbs(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    struct links k = rec_links(r, TASK_CONTROLS);
    html_f(v->b, "<td data-l=\"Do\"><div class=\"btns\">");
    if (k.n == 1 && view_may(v, ACT_CREATE, &entity_evidence))
        html_f(v->b,
               "<a class=\"btn s\" href=\"%.*s#h-evidence\">Upload<span class=\"vh\"> evidence "
               "for %.*s</span></a>",
               STR_ARG(url_of(c, &entity_control, k.row[0].id)), STR_ARG(record_title(r)));
    if (view_may_record(v, ACT_EDIT, r)) {
        html_f(v->b, "<form method=\"post\" action=\"%.*s/step\">", STR_ARG(url_record(c, r)));
        view_form_token(v);
        html_f(
            v->b,
            "<input type=\"hidden\" name=\"version\" value=\"%ld\"><input type=\"hidden\" "
            "name=\"back\" value=\"%.*s\"><button class=\"btn s\" type=\"submit\" "
            "name=\"status\" value=\"done\">Done<span class=\"vh\">: %.*s</span></button></form>",
            (long)r->version, STR_ARG(v->req->path), STR_ARG(record_title(r)));
    }
    buf_add_z(v->b, "</div></td>");
}

static bool task_rows(struct view *v, bool mine, size_t most)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    query_init(&q, &entity_task);
    q.limit = (int64_t)most;
    if (!query_where(c, &q, STR("status=open")) || !query_sort(c, &q, STR("due")))
        return false;
    if (mine)
        q.where[q.n++] = (struct condition){ &entity_task.fields[TASK_OWNER],
                                             OP_EQ,
                                             { .tag = V_INT, .i = permit_person(c->permit) } };
    if (!query_list(c, c->permit, &q, &p))
        return false;
    if (!p.n) {
        html_f(v->b, "<div class=\"in\"><p class=\"quiet\">No open task.</p></div>");
        return true;
    }
    html_f(v->b, "<table class=\"cards\"><thead><tr><th scope=\"col\">What</th><th "
                 "scope=\"col\">Who</th><th scope=\"col\">Due</th>");
    buf_add_z(v->b,
              mine ? _("<th scope=\"col\">Do</th></tr></thead><tbody>") : "</tr></thead><tbody>");
    for (size_t i = 0; i < p.n; i++) {
        const struct record *r = p.items[i];
        html_f(v->b, "<tr class=\"%s\"><th scope=\"row\">", rec_int(r, TASK_OVERDUE) ? "late" : "");
        ui_ref(v->b, record_ref(c, r), url_record(c, r));
        html_f(v->b,
               " <a class=\"t\" href=\"%.*s\">%.*s</a></th><td class=\"nowrap\" data-l=\"Who\">",
               STR_ARG(url_record(c, r)), STR_ARG(record_title(r)));
        if (!ui_value(c, v->b, r, &entity_task.fields[TASK_OWNER], true))
            return false;
        html_f(v->b, "</td><td data-l=\"Due\">");
        if (!ui_value(c, v->b, r, &entity_task.fields[TASK_DUE], true))
            return false;
        buf_add_z(v->b, "</td>");
        if (mine)
            task_verbs(v, r);
        buf_add_z(v->b, "</tr>");
    }
    buf_add_z(v->b, "</tbody></table>");
    return true;
}

static bool tasks(struct view *v, bool mine)
{
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-late\"><header><h2 "
           "id=\"h-late\">%s</h2><a href=\"/tasks?where=status%%3Dopen&amp;sort=due\">All open "
           "tasks</a></header>",
           mine ? _("Waiting for you") : _("Late and soon"));
    if (!task_rows(v, mine, ROWS_SHOWN))
        return false;
    buf_add_z(v->b, "</section>");
    return true;
}

/* --- readiness and path --- */

static void overview(struct view *v, const struct check_report *r)
{
    ui_sheet(v->b, "ready", S_("Ready for an auditor?"));
    buf_add_z(v->b, "<div class=\"in\">");
    readiness_bar(v, r);
    html_f(v->b, "<p class=\"tiny\"><a href=\"/readiness\">Clause by clause</a></p></div>");
    ui_sheet_end(v->b);
}

/* --- what management decides --- */

static const struct {
    const struct entity *type;
    const char *where, *heading;
} decisions[] = {
    { &entity_document_version, "status=review", N_("Versions of documents to approve") },
    { &entity_acceptance, "stale!=", N_("Accepted risks that changed since") },
    { &entity_criteria, "status=draft", N_("Criteria to bring into force") },
};

static bool decision(struct view *v, size_t i, bool *any)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    if (!permit_may_type(c->permit, ACT_READ, decisions[i].type))
        return true;
    query_init(&q, decisions[i].type);
    q.limit = ROWS_SHOWN;
    if (!query_where(c, &q, str_z(decisions[i].where)))
        BUG("home: %s", decisions[i].where);
    if (!query_list(c, c->permit, &q, &p))
        return false;
    if (!p.n)
        return true;
    *any = true;
    html_f(v->b, "<h3>%s</h3><ul class=\"list\">", lang_text(decisions[i].heading));
    for (size_t k = 0; k < p.n; k++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(c, p.items[k]), url_record(c, p.items[k]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a></li>",
               STR_ARG(url_record(c, p.items[k])), STR_ARG(record_title(p.items[k])));
    }
    buf_add_z(v->b, "</ul>");
    return true;
}

/* What waits for the person's own signature, in one line that leads there. */
static bool signatures(struct view *v)
{
    struct ctx *c = v->c;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct waiting w;
    struct sql q;
    bool any = false, management = (permit_roles_anywhere(c->permit) & ROLE_MANAGEMENT) != 0, ok;
    int64_t n = 0;
    if (!permit_may_type(c->permit, ACT_READ, &entity_acceptance) ||
        !view_may(v, ACT_CREATE, &entity_acceptance))
        return true;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM \"risk\" AS t WHERE t.\"archived\"=0 AND "
                "t.\"status\"='open' AND t.\"owner\"=");
    int me = sql_param(&q);
    permit_where(c->permit, &entity_risk, &q);
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, me, permit_person(c->permit));
    if (!stmt_step(c, st, &any) || !(any || management))
        return c->err.code == ERR_NONE;
    if (!decide_waiting(c, &w))
        return false;
    for (ok = true; ok && any; ok = stmt_step(c, st, &any))
        n += ids_has(&w.residual, stmt_int(st, 0)) || ids_has(&w.plan, stmt_int(st, 0));
    if (!ok)
        return false;
    if (management)
        n += (int64_t)w.second.n;
    if (!n)
        return true;
    html_f(v->b, "<div class=\"next\"><div><h2>%.*s</h2></div><div class=\"btns\">",
           STR_ARG(arena_printf(c->mem,
                                lang_plural(n, "%ld decision on a risk waits for your signature",
                                            "%ld decisions on risks wait for your signature"),
                                (long)n)));
    ui_button(v->b, STR("/acceptances/room"), "arrow-right", _("Decide"), true);
    buf_add_z(v->b, "</div></div>");
    return true;
}

static bool decide(struct view *v)
{
    bool any = false;
    ui_sheet(v->b, "decide", S_("Decisions waiting"));
    buf_add_z(v->b, "<div class=\"in\">");
    for (size_t i = 0; i < ARRAY_LEN(decisions); i++)
        if (!decision(v, i, &any))
            return false;
    html_f(v->b, "<p class=\"tiny\">");
    if (!any)
        html_f(v->b, "None. ");
    html_f(v->b, "<a href=\"/soa\">Statement of Applicability</a></p></div>");
    ui_sheet_end(v->b);
    return true;
}

/* --- what an auditor opens first --- */

static void audit(struct view *v)
{
    static const char *const links[][2] = {
        { "/soa", N_("Statement of Applicability") },
        { "/readiness", N_("Readiness, clause by clause") },
        { "/documents", N_("Documents and their versions") },
        { "/evidence_items", N_("Evidence") },
        { "/trail", N_("Audit trail: every change, with its proof") },
    };
    ui_sheet(v->b, "audit", S_("Show me the proof"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        html_f(v->b, "<li><a class=\"t\" href=\"%s\">%s</a></li>", links[i][0],
               lang_text(links[i][1]));
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
}

static struct str greeting(struct ctx *c, struct str name)
{
    int64_t now = ctx_now(c), local = now / 1000 + when_zone_offset(&c->store->zone, now);
    int64_t hour = ((local % 86400) + 86400) % 86400 / 3600;
    if (hour < 12)
        return arena_printf(c->mem, _("Good morning, %.*s"), STR_ARG(name));
    if (hour < 18)
        return arena_printf(c->mem, _("Good afternoon, %.*s"), STR_ARG(name));
    return arena_printf(c->mem, _("Good evening, %.*s"), STR_ARG(name));
}

/* What somebody opens the program for: the widest of the roles held decides. */
enum home_of { HOME_READER, HOME_OWNER, HOME_AUDITOR, HOME_MANAGEMENT, HOME_MANAGER };

static enum home_of home_of(const struct ctx *c)
{
    unsigned roles = permit_roles_anywhere(c->permit);
    return roles & (ROLE_MANAGER | ROLE_PRIVACY)     ? HOME_MANAGER
           : roles & ROLE_MANAGEMENT                 ? HOME_MANAGEMENT
           : roles & (ROLE_AUDITOR | ROLE_EXTERNAL)  ? HOME_AUDITOR
           : roles & (ROLE_OWNER | ROLE_CONTRIBUTOR) ? HOME_OWNER
                                                     : HOME_READER;
}

/* The wide column: what is late, what waits, what is one's own. */
static bool wide(struct view *v, enum home_of who)
{
    bool all = who >= HOME_AUDITOR;
    if (who == HOME_AUDITOR)
        audit(v);
    if (who == HOME_MANAGEMENT && !decide(v))
        return false;
    if (permit_may_type(v->c->permit, ACT_READ, &entity_task) && !tasks(v, !all))
        return false;
    if (!all && !to_read(v, STR("/")))
        return false;
    if (who == HOME_OWNER && !owned_lists(v))
        return false;
    return !all || trail_rows(v, ROWS_SHOWN);
}

/* The report is made once, for the next step and the bar. */
static bool whole(struct view *v, enum home_of who, const struct record *scope)
{
    struct ctx *c = v->c;
    struct check_report report = { .n = 0 };
    struct path path;
    bool all = who >= HOME_AUDITOR, offered;
    if (!setup_offer(v, &offered))
        return false;
    if (all && (!counts(v) || !check_run(c, c->permit, scope, STR(""), &report)))
        return false;
    if (who == HOME_MANAGER && !offered) {
        if (!path_of(c, &report, &path))
            return false;
        path_next(v, &path);
    }
    if ((who == HOME_OWNER || who == HOME_MANAGEMENT) && !signatures(v))
        return false;
    buf_add_z(v->b, "<div class=\"cols\"><div class=\"stack-l\">");
    if (!wide(v, who))
        return false;
    buf_add_z(v->b, "</div><div class=\"stack-l\">");
    if (all)
        overview(v, &report);
    buf_add_z(v->b, "</div></div>");
    return true;
}

bool page_home(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope;
    view_init(&v, c, req, res, "home");
    if (!scope_of_request(c, req, &scope))
        return false;
    struct str first = req->session->name, word;
    if (str_cut(&first, ' ', &word))
        first = word;
    struct view_head h = { .title = greeting(c, first), .lead = stamp_words(c, ctx_now(c)) };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    if (!whole(&v, home_of(c), scope))
        return false;
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}

bool page_work(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "work");
    struct view_head h = { .title = S_("My work"),
                           .lead = S_("What waits for you, and what is yours.") };
    if (!view_begin(&v, &h))
        return false;
    html_f(v.b, "<div class=\"stack-l\"><section class=\"sheet\" aria-labelledby=\"h-mine\">"
                "<header><h2 id=\"h-mine\">Tasks</h2></header>");
    if (permit_may_type(c->permit, ACT_READ, &entity_task) && !task_rows(&v, true, 50))
        return false;
    buf_add_z(v.b, "</section>");
    if (!signatures(&v) || !to_read(&v, STR("/work")) || !draft_sheet(&v) || !owned_lists(&v))
        return false;
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}
