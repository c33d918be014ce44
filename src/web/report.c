#include "records/records.h"
#include "web/chart.h"
#include "web/decide.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/report_past.h"

/* Reports on risk for three audiences, made to be printed: one page for management, what each owner
 * has to do, and the register with its full text. "As of" in the top bar turns them back. */

enum { TOP = 10, REGISTER_MOST = 2000, DUE_MOST = 50 };

struct figures {
    int64_t now[CRITERIA_STEPS + 1];  /* risks by level; 0: not rated */
    int64_t left[CRITERIA_STEPS + 1]; /* the same, after the plan */
    int64_t open, beyond, stale;      /* beyond: above what an owner may accept */
    int64_t top[TOP], top_level[TOP]; /* risks by level, highest first */
    size_t ntop;
};

struct report {
    struct view v;
    struct waiting w;
    const struct criteria *k; /* in force; NULL: none */
    struct figures f;
    int64_t owner; /* of the table that is open; -1: none */
    int64_t shown;
};

static const char *const audience[][2] = { { "management", N_("For management") },
                                           { "owners", N_("For owners") },
                                           { "register", N_("Register") } };

static void tabs(struct report *p, size_t now)
{
    ui_tabs(p->v.b, _("For whom"));
    for (size_t i = 0; i < ARRAY_LEN(audience); i++)
        ui_tab(p->v.b, arena_printf(p->v.c->mem, "/risks/report?for=%s", audience[i][0]), i == now,
               str_z(lang_text(audience[i][1])));
    ui_tabs_end(p->v.b);
}

static bool each_risk(struct report *p, const char *sort, bool links,
                      bool (*each)(struct ctx *, void *, const struct record *), void *arg)
{
    const struct field *const wanted[] = { &entity_risk.fields[RISK_STALE],
                                           &entity_risk.fields[RISK_NEEDS_TREATMENT] };
    struct query q;
    query_init(&q, &entity_risk);
    q.unlimited_work = true;
    if (!links)
        query_want(p->v.c, &q, wanted, ARRAY_LEN(wanted));
    return query_where(p->v.c, &q, STR("status=open")) && query_sort(p->v.c, &q, str_z(sort)) &&
           query_each(p->v.c, p->v.c->permit, &q, each, arg);
}

/* --- for management --- */

static void rank(struct figures *p, const struct record *r, int64_t level)
{
    size_t at = p->ntop;
    while (at && p->top_level[at - 1] < level)
        at--;
    if (at == TOP)
        return;
    p->ntop = MIN(p->ntop + 1, (size_t)TOP);
    for (size_t i = p->ntop - 1; i > at; i--) {
        p->top[i] = p->top[i - 1];
        p->top_level[i] = p->top_level[i - 1];
    }
    p->top[at] = r->id;
    p->top_level[at] = level;
}

static bool count_risk(struct ctx *c, void *arg, const struct record *r)
{
    struct figures *p = arg;
    int64_t now = rec_int(r, RISK_CURRENT_LEVEL), left = rec_int(r, RISK_TARGET_LEVEL);
    (void)c;
    if (!str_eq_z(rec_text(r, RISK_KIND), "information_security"))
        return true;
    p->open++;
    p->now[now >= 0 && now <= CRITERIA_STEPS ? now : 0]++;
    left = left ? left : now;
    p->left[left >= 0 && left <= CRITERIA_STEPS ? left : 0]++;
    p->beyond += rec_int(r, RISK_NEEDS_TREATMENT) != 0;
    p->stale += !rec_is_null(r, RISK_STALE);
    if (now)
        rank(p, r, now);
    return true;
}

/* The whole register is read for them, so they are kept until something changes. */
static bool read_figures(struct report *p)
{
    struct ctx *c = p->v.c;
    struct str key = arena_printf(c->mem, "report %" PRId64 " %" PRId64, permit_person(c->permit),
                                  store_today(c));
    const struct figures *kept = store_kept(c, key);
    if (kept) {
        p->f = *kept;
        return true;
    }
    if (!each_risk(p, "id", false, count_risk, &p->f))
        return false;
    store_keep(c, key, &p->f, sizeof p->f);
    return true;
}

static struct str level_word(const struct report *p, size_t level)
{
    if (!level)
        return S_("Not rated");
    return p->k && level <= p->k->n[2] ? p->k->step[2][level - 1].word
                                       : arena_printf(p->v.c->mem, _("Level %zu"), level);
}

static void levels(struct report *p, const struct year_ago *ago)
{
    struct ctx *c = p->v.c;
    size_t n = p->k ? p->k->n[2] : CRITERIA_STEPS;
    struct bar_part part[CRITERIA_STEPS];
    for (size_t i = 0; i < n; i++)
        part[i] = (struct bar_part){
            arena_z(c->mem, level_word(p, i + 1)),
            arena_z(c->mem, arena_printf(c->mem, "c%zu", 1 + i * 4 / MAX(n - 1, (size_t)1))),
            p->f.now[i + 1]
        };
    chart_bar(p->v.b,
              arena_printf(c->mem,
                           _("%ld of %ld open risks lie above what an owner may accept alone"),
                           (long)p->f.beyond, (long)p->f.open),
              S_("by their level now"), part, n);
    html_f(p->v.b, "<table><thead><tr><th scope=\"col\">Level</th>");
    if (ago->known)
        html_f(p->v.b, "<th scope=\"col\">A year ago, %.*s</th>", STR_ARG(date_words(c, ago->day)));
    html_f(p->v.b, "<th scope=\"col\">Now</th><th scope=\"col\">Expected after the plan</th></tr>"
                   "</thead><tbody>");
    for (size_t i = CRITERIA_STEPS + 1; i-- > 0;) {
        if ((i > n || !i) && !p->f.now[i] && !p->f.left[i] && !ago->level[i])
            continue;
        html_f(p->v.b, "<tr><th scope=\"row\">%.*s</th>", STR_ARG(level_word(p, i)));
        if (ago->known)
            html_f(p->v.b, "<td>%ld</td>", (long)ago->level[i]);
        html_f(p->v.b, "<td>%ld</td><td>%ld</td></tr>", (long)p->f.now[i], (long)p->f.left[i]);
    }
    buf_add_z(p->v.b, "</tbody></table>");
}

static const char *to_decide(const struct report *p, int64_t id)
{
    bool residual = ids_has(&p->w.residual, id), plan = ids_has(&p->w.plan, id);
    return residual && plan ? _("Approve the plan and accept what is left")
           : residual       ? _("Accept what is left")
           : plan           ? _("Approve the plan")
                            : _("Decided");
}

static bool cell(struct report *p, const struct record *r, size_t place)
{
    const struct field *f = &r->type->fields[place];
    html_f(p->v.b, "<td data-l=\"%s\">", lang_text(f->label));
    if (!ui_value(p->v.c, p->v.b, r, f, true))
        return false;
    buf_add_z(p->v.b, "</td>");
    return true;
}

static void named(struct report *p, const struct record *r)
{
    buf_add_z(p->v.b, "<th scope=\"row\">");
    ui_ref(p->v.b, record_ref(p->v.c, r), url_record(p->v.c, r));
    html_f(p->v.b, " <a class=\"t\" href=\"%.*s\">%.*s</a></th>", STR_ARG(url_record(p->v.c, r)),
           STR_ARG(record_title(r)));
}

static bool top_ten(struct report *p)
{
    ui_sheet(p->v.b, "top", S_("The highest risks"));
    html_f(p->v.b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Risk</th><th "
                   "scope=\"col\">Owner</th><th scope=\"col\">Now</th><th scope=\"col\">After "
                   "the plan</th><th scope=\"col\">Decision</th></tr></thead><tbody>");
    for (size_t i = 0; i < p->f.ntop; i++) {
        struct record *r;
        if (!store_load(p->v.c, p->v.c->permit, &entity_risk, p->f.top[i], &r))
            return false;
        buf_add_z(p->v.b, "<tr>");
        named(p, r);
        if (!cell(p, r, RISK_OWNER) || !cell(p, r, RISK_CURRENT_LEVEL) ||
            !cell(p, r, RISK_TARGET_LEVEL))
            return false;
        html_f(p->v.b, "<td data-l=\"Decision\">%s</td></tr>", to_decide(p, r->id));
    }
    buf_add_z(p->v.b, "</tbody></table>");
    ui_sheet_end(p->v.b);
    return true;
}

static bool counted(struct report *p, const struct entity *e, const char *a, const char *b,
                    int64_t *ret)
{
    struct query q;
    query_init(&q, e);
    q.unlimited_work = true;
    return query_where(p->v.c, &q, str_z(a)) && (!b || query_where(p->v.c, &q, str_z(b))) &&
           query_count(p->v.c, p->v.c->permit, &q, INT32_MAX, ret);
}

static bool waiting(struct report *p)
{
    size_t both = p->w.residual.n;
    for (size_t i = 0; i < p->w.plan.n; i++)
        both += !ids_has(&p->w.residual, p->w.plan.id[i]);
    ui_sheet(p->v.b, "waiting", S_("Decisions waiting"));
    html_f(p->v.b,
           "<div class=\"in\"><dl class=\"facts\"><dt>Risks, from their "
           "owners</dt><dd>%ld</dd><dt>Second "
           "signatures of management</dt><dd>%ld</dd><dt>Assessments that do not hold any "
           "more</dt><dd>%ld</dd></dl></div>",
           (long)both, (long)p->w.second.n, (long)p->f.stale);
    ui_sheet_end(p->v.b);
    return true;
}

static bool progress(struct report *p)
{
    static const char *const state[][2] = { { "done", N_("Done") },
                                            { "in_progress", N_("In progress") },
                                            { "approved", N_("Approved") },
                                            { "proposed", N_("Proposed") } };
    int64_t n, late;
    if (!counted(p, &entity_treatment, "overdue=yes", NULL, &late))
        return false;
    ui_sheet(p->v.b, "plan", S_("Treatment plan"));
    buf_add_z(p->v.b, "<div class=\"in\"><dl class=\"facts\">");
    for (size_t i = 0; i < ARRAY_LEN(state); i++) {
        if (!counted(p, &entity_treatment,
                     arena_z(p->v.c->mem, arena_printf(p->v.c->mem, "status=%s", state[i][0])),
                     NULL, &n))
            return false;
        html_f(p->v.b, "<dt>%s</dt><dd>%ld</dd>", lang_text(state[i][1]), (long)n);
    }
    html_f(p->v.b, "<dt>Overdue</dt><dd>%ld</dd></dl></div>", (long)late);
    ui_sheet_end(p->v.b);
    return true;
}

static bool for_management(struct report *p)
{
    int64_t id;
    struct year_ago ago;
    if (!criteria_in_force(p->v.c, 0, &id) || (id && !criteria_load(p->v.c, id, &p->k)) ||
        !read_figures(p) || !report_year_ago(p->v.c, &ago))
        return false;
    ui_sheet(p->v.b, "levels", S_("Where we stand"));
    buf_add_z(p->v.b, "<div class=\"in\">");
    levels(p, &ago);
    buf_add_z(p->v.b, "</div>");
    ui_sheet_end(p->v.b);
    if (!top_ten(p))
        return false;
    buf_add_z(p->v.b, "<div class=\"cols even\">");
    if (!waiting(p) || !progress(p))
        return false;
    buf_add_z(p->v.b, "</div>");
    return true;
}

/* --- for owners --- */

static bool due_rows(struct report *p)
{
    struct ctx *c = p->v.c;
    struct query q;
    struct page found;
    if (p->owner <= 0)
        return true;
    query_init(&q, &entity_treatment);
    q.limit = DUE_MOST;
    q.where[q.n++] = (struct condition){ &entity_treatment.fields[TREATMENT_RESPONSIBLE],
                                         OP_EQ,
                                         { .tag = V_INT, .i = p->owner } };
    if (!query_where(c, &q, STR("status!=done")) || !query_where(c, &q, STR("status!=rejected")) ||
        !query_where(c, &q, STR("status!=cancelled")) || !query_sort(c, &q, STR("due")) ||
        !query_list(c, c->permit, &q, &found))
        return false;
    if (!found.n)
        return true;
    html_f(p->v.b, "<div class=\"in\"><h3>Due</h3></div><table class=\"cards\"><thead><tr><th "
                   "scope=\"col\">Action</th><th scope=\"col\">Status</th><th "
                   "scope=\"col\">Due</th></tr></thead><tbody>");
    for (size_t i = 0; i < found.n; i++) {
        buf_add_z(p->v.b, "<tr>");
        named(p, found.items[i]);
        if (!cell(p, found.items[i], TREATMENT_STATUS) || !cell(p, found.items[i], TREATMENT_DUE))
            return false;
        buf_add_z(p->v.b, "</tr>");
    }
    buf_add_z(p->v.b, "</tbody></table>");
    return true;
}

static bool owner_end(struct report *p)
{
    if (p->owner < 0)
        return true;
    buf_add_z(p->v.b, "</tbody></table>");
    if (!due_rows(p))
        return false;
    ui_sheet_end(p->v.b);
    return true;
}

static bool owner_begin(struct report *p, int64_t owner)
{
    struct ctx *c = p->v.c;
    struct str name = S_("Nobody yet");
    char id[40];
    if (owner && !store_title(c, &entity_person, owner, &name))
        return false;
    p->owner = owner;
    snprintf(id, sizeof id, "owner-%ld", (long)owner);
    ui_sheet(p->v.b, id, name);
    html_f(p->v.b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Risk</th><th "
                   "scope=\"col\">Now</th><th scope=\"col\">After the plan</th><th "
                   "scope=\"col\">To decide</th><th scope=\"col\">Look again because</th><th "
                   "scope=\"col\">Next review</th></tr></thead><tbody>");
    return true;
}

static bool owner_row(struct ctx *c, void *arg, const struct record *r)
{
    struct report *p = arg;
    int64_t owner = rec_int(r, RISK_OWNER);
    (void)c;
    if (owner != p->owner && (!owner_end(p) || !owner_begin(p, owner)))
        return false;
    buf_add_z(p->v.b, "<tr>");
    named(p, r);
    if (!cell(p, r, RISK_CURRENT_LEVEL) || !cell(p, r, RISK_TARGET_LEVEL))
        return false;
    html_f(p->v.b, "<td data-l=\"To decide\">%s</td>", to_decide(p, r->id));
    if (!cell(p, r, RISK_STALE) || !cell(p, r, RISK_REVIEW))
        return false;
    buf_add_z(p->v.b, "</tr>");
    p->shown++;
    return true;
}

static bool for_owners(struct report *p)
{
    p->owner = -1;
    return each_risk(p, "owner", false, owner_row, p) && owner_end(p);
}

/* --- the register --- */

static bool register_row(struct ctx *c, void *arg, const struct record *r)
{
    struct report *p = arg;
    struct page plan;
    if (p->shown++ >= REGISTER_MOST)
        return true;
    html_f(p->v.b, "<section class=\"sheet\" aria-labelledby=\"r-%ld\"><header><h2 id=\"r-%ld\">",
           (long)r->id, (long)r->id);
    ui_ref(p->v.b, record_ref(c, r), url_record(c, r));
    html_f(p->v.b, " %.*s</h2></header><div class=\"in\"><dl class=\"facts\">",
           STR_ARG(record_title(r)));
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if (i == RISK_TITLE || (f->flags & (F_RETIRED | F_INNER)) || r->v[i].tag == V_NULL ||
            (r->v[i].tag == V_LINKS && !r->v[i].l.n) || !field_on(c, f))
            continue;
        html_f(p->v.b, "<dt>%s</dt><dd>", lang_text(f->label));
        if (!ui_value(c, p->v.b, r, f, false))
            return false;
        buf_add_z(p->v.b, "</dd>");
    }
    html_f(p->v.b, "<dt>Decision</dt><dd>%s</dd></dl></div>", to_decide(p, r->id));
    if (!decide_plan(c, r, &plan))
        return false;
    if (plan.n)
        html_f(p->v.b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Treatment</th><th "
                       "scope=\"col\">Option</th><th scope=\"col\">Status</th><th "
                       "scope=\"col\">Responsible</th><th scope=\"col\">Due</th></tr></thead>"
                       "<tbody>");
    for (size_t i = 0; i < plan.n; i++) {
        buf_add_z(p->v.b, "<tr>");
        named(p, plan.items[i]);
        if (!cell(p, plan.items[i], TREATMENT_OPTION) ||
            !cell(p, plan.items[i], TREATMENT_STATUS) ||
            !cell(p, plan.items[i], TREATMENT_RESPONSIBLE) ||
            !cell(p, plan.items[i], TREATMENT_DUE))
            return false;
        buf_add_z(p->v.b, "</tr>");
    }
    buf_add_z(p->v.b, plan.n ? "</tbody></table></section>" : "</section>");
    return true;
}

static bool whole_register(struct report *p)
{
    if (!each_risk(p, "-current_level", true, register_row, p))
        return false;
    if (p->shown > REGISTER_MOST)
        ui_note(p->v.b, TONE_WARN, "triangle-alert",
                arena_printf(p->v.c->mem,
                             _("The highest %d of %ld open risks are printed; export the list for "
                               "all of them."),
                             REGISTER_MOST, (long)p->shown));
    return true;
}

bool page_risk_report(struct ctx *c, struct request *req, struct response *res)
{
    struct report p = { .k = NULL };
    struct str who = http_get(&req->query, "for");
    static bool (*const write[])(struct report *) = { for_management, for_owners, whole_register };
    size_t at = 0;
    view_init(&p.v, c, req, res, "risk");
    if (!permit_may_type(c->permit, ACT_READ, &entity_risk))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    while (who.n && at < ARRAY_LEN(audience) && !str_eq_z(who, audience[at][0]))
        at++;
    if (at == ARRAY_LEN(audience))
        return fail(c, ERR_NOT_FOUND, "There is no such report: management, owners or register.");
    struct view_head h = {
        .title = S_("Report on risk"),
        .crumb = { { _("Risks"), STR("/risks") } },
        .lead = arena_printf(c->mem, _("%s, as of " STR_FMT ". Print it from the browser."),
                             lang_text(audience[at][1]), STR_ARG(date_words(c, store_today(c)))),
    };
    if (!decide_waiting(c, &p.w) || !view_begin(&p.v, &h))
        return false;
    tabs(&p, at);
    buf_add_z(p.v.b, "<div class=\"stack-l\">");
    if (!write[at](&p))
        return false;
    buf_add_z(p.v.b, "</div>");
    return view_end(&p.v);
}
