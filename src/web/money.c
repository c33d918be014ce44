#include "base/num.h"
#include "store/query.h"
#include "web/money.h"
#include "web/pages.h"

/* /risks/money: all risks together, held against what is tolerated; whose the losses are; which
 * figure matters; a second opinion by simulation. */

enum { ROWS = 12, SCOPES = 20 };

struct board {
    struct view v;
    struct portfolio *p;
    int64_t years, seed;
    const struct problem *problems;
};

static void stages(const struct board *d, struct money_curve *ret, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t s = 0; s < MONEY_STAGES; s++)
        if (d->p->result[s] && (s != MONEY_INHERENT || records_on(d->v.c, "inherent")))
            ret[(*ret_n)++] = (struct money_curve){ d->p->result[s], money_stage_css[s],
                                                    lang_text(money_stage_words[s]) };
}

/* All, and each scope that the person may read. */
static bool scopes(struct board *d)
{
    struct ctx *c = d->v.c;
    struct query q;
    struct page list;
    struct str now = http_get(&d->v.req->query, "scope");
    if (!permit_may_type(c->permit, ACT_READ, &entity_scope_type))
        return true;
    query_init(&q, &entity_scope_type);
    q.limit = SCOPES;
    if (!query_list(c, c->permit, &q, &list))
        return false;
    if (!list.n)
        return true;
    html_f(d->v.b, "<form class=\"inline-bar\" method=\"get\" action=\"/risks/money\"><label "
                   "for=\"scope\">Scope</label><select class=\"in-t short\" id=\"scope\" "
                   "name=\"scope\"><option value=\"\">All that I may read</option>");
    for (size_t i = 0; i < list.n; i++) {
        struct str ref = record_ref(c, list.items[i]);
        html_f(d->v.b, "<option value=\"%.*s\"%s>%.*s %.*s</option>", STR_ARG(ref),
               str_eq(ref, now) ? " selected" : "", STR_ARG(ref),
               STR_ARG(record_title(list.items[i])));
    }
    html_f(d->v.b, "</select><button class=\"btn s\" type=\"submit\">Show</button></form>");
    return true;
}

static void breach(struct board *d)
{
    struct ctx *c = d->v.c;
    const struct loss_result *r = d->p->result[MONEY_CURRENT];
    if (!r->tolerance)
        return;
    if (r->breach <= 1)
        ui_note(d->v.b, TONE_GOOD, "circle-check",
                S_("Within what the criteria tolerate, at every loss they name."));
    else
        ui_note(d->v.b, TONE_BAD, "octagon-alert",
                arena_printf(c->mem,
                             _("Above what the criteria tolerate: more than " STR_FMT
                               " is lost in " STR_FMT " of the years instead of " STR_FMT
                               ", %.1f times as often."),
                             STR_ARG(money_words(c, r->breach_loss)),
                             STR_ARG(share_words(c, r->breach_probability)),
                             STR_ARG(share_words(c, r->breach_allowed)), r->breach));
}

static void largest_single(struct board *d)
{
    const struct loss_result *r = d->p->result[MONEY_CURRENT];
    struct loss_result *one = arena_new(d->v.c->mem, struct loss_result, 1);
    *one = *r;
    memcpy(one->point, r->occurrence, sizeof one->point);
    struct plot *p = arena_new(d->v.c->mem, struct plot, 1);
    *p = (struct plot){
        .finding = S_("The largest single loss of a year, beside the sum"),
        .basis = S_("today; the gap between them is what many small losses make"),
        .id = "occurrence",
        .desc = S_("Two falling curves: years whose sum, and years whose largest "
                   "single loss, exceeds an amount."),
        .along = _("Loss, logarithmic"),
        .up = _("Years with more"),
        .line = { { "now", _("Sum of the year"), r->point, r->npoints },
                  { "before", _("Largest single loss"), r->occurrence, r->npoints } },
        .nlines = 2,
        .head = { S_("Loss above"), S_("Sum of the year"), S_("Largest single loss") },
        .columns = 3
    };
    for (size_t i = 1; i < r->npoints && p->rows < PLOT_ROWS; i += 14)
        if (r->point[i].probability < 0.98 * r->point[0].probability) {
            p->cell[p->rows][0] = money_words(d->v.c, r->point[i].loss);
            p->cell[p->rows][1] = share_words(d->v.c, r->point[i].probability);
            p->cell[p->rows++][2] = share_words(d->v.c, r->occurrence[i].probability);
        }
    chart_plot(d->v.c, d->v.b, p);
}

static void risk_head(struct board *d, size_t i)
{
    struct ctx *c = d->v.c;
    struct str href = url_of(c, &entity_risk, d->p->money.risk[i]);
    ui_ref(d->v.b, entity_ref(c, &entity_risk, d->p->money.risk[i]), href);
    html_f(d->v.b, " <a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(href),
           STR_ARG(d->p->money.model[MONEY_CURRENT].scenario[i].title));
}

static void contributions(struct board *d)
{
    struct ctx *c = d->v.c;
    struct buf *b = d->v.b;
    const struct portfolio *p = d->p;
    size_t n = p->money.model[MONEY_CURRENT].n, shown = MIN(n, (size_t)ROWS);
    double most = p->share[p->largest[0]].tvar_share, rest[2] = { 1, 1 };
    ui_sheet(b, "contributions", S_("Whose the losses are"));
    html_f(b, "<table class=\"cards\"><caption>Today; in the order of what they take of the "
              "worst year in twenty</caption><thead><tr><th scope=\"col\">Risk</th><th "
              "scope=\"col\" class=\"num\">Expected a year</th><th scope=\"col\" "
              "class=\"num\">Part of it</th><th scope=\"col\" class=\"num\">Part of the worst "
              "years</th><th scope=\"col\"><span class=\"vh\">As a bar</span></th></tr></thead>"
              "<tbody>");
    for (size_t k = 0; k < shown; k++) {
        const struct loss_share *s = &p->share[p->largest[k]];
        rest[0] -= s->mean_share;
        rest[1] -= s->tvar_share;
        buf_add_z(b, "<tr><th scope=\"row\">");
        risk_head(d, p->largest[k]);
        html_f(b,
               "</th><td class=\"num\" data-l=\"Expected a year\">%.*s</td><td class=\"num\" "
               "data-l=\"Part of it\">%.*s</td><td class=\"num\" data-l=\"Part of the worst "
               "years\">%.*s</td><td class=\"strip-cell\">",
               STR_ARG(money_words(c, s->mean)), STR_ARG(share_words(c, s->mean_share)),
               STR_ARG(share_words(c, s->tvar_share)));
        chart_strip(b, "bar-now", 0, most > 0 ? s->tvar_share / most : 0, -1);
        buf_add_z(b, "</td></tr>");
    }
    if (n > shown)
        html_f(b,
               "<tr><th scope=\"row\">%ld others</th><td></td><td class=\"num\" data-l=\"Part of "
               "it\">%.*s</td><td class=\"num\" data-l=\"Part of the worst years\">%.*s</td>"
               "<td></td></tr>",
               (long)(n - shown), STR_ARG(share_words(c, MAX(rest[0], 0))),
               STR_ARG(share_words(c, MAX(rest[1], 0))));
    buf_add_z(b, "</tbody></table>");
    ui_sheet_end(b);
}

static void tornado(struct board *d)
{
    struct ctx *c = d->v.c;
    struct buf *b = d->v.b;
    const struct portfolio *p = d->p;
    size_t shown = MIN(p->nswings, (size_t)ROWS);
    double low = INFINITY, high = 0, at = p->result[MONEY_CURRENT]->var[1];
    for (size_t k = 0; k < shown; k++) {
        low = MIN(low, MIN(p->swing[k].var95[0], p->swing[k].var95[1]));
        high = MAX(high, MAX(p->swing[k].var95[0], p->swing[k].var95[1]));
    }
    double wide = high - low;
    ui_sheet(b, "tornado", S_("Which figure matters"));
    html_f(b,
           "<table class=\"cards\"><caption>One year in twenty costs more than this, when one "
           "figure lies at its low or its high end and all others stay; today %.*s</caption>"
           "<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\" class=\"num\">At its low "
           "end</th><th scope=\"col\" class=\"num\">At its high end</th><th scope=\"col\"><span "
           "class=\"vh\">As a bar</span></th></tr></thead><tbody>",
           STR_ARG(money_words(c, at)));
    for (size_t k = 0; k < shown; k++) {
        const struct loss_swing *w = &p->swing[k];
        html_f(b, "<tr><th scope=\"row\">%s of ", w->size ? _("Loss") : _("Frequency"));
        risk_head(d, w->scenario);
        html_f(b,
               "</th><td class=\"num\" data-l=\"At its low end\">%.*s</td><td class=\"num\" "
               "data-l=\"At its high end\">%.*s</td><td class=\"strip-cell\">",
               STR_ARG(money_words(c, w->var95[0])), STR_ARG(money_words(c, w->var95[1])));
        chart_strip(b, w->size ? "bar-now" : "bar-goal", wide > 0 ? (w->var95[0] - low) / wide : 0,
                    wide > 0 ? (w->var95[1] - low) / wide : 1, wide > 0 ? (at - low) / wide : -1);
        buf_add_z(b, "</td></tr>");
    }
    buf_add_z(b, "</tbody></table>");
    ui_sheet_end(b);
}

static void draw_field(struct board *d, const char *name, const char *label, int64_t now)
{
    struct ctx *c = d->v.c;
    const struct problem *p = problem_find(d->problems, name);
    struct str typed = p ? p->value : arena_printf(c->mem, "%" PRId64, now);
    html_f(d->v.b, "<div class=\"field%s\"><label for=\"d-%s\">%s</label>", p ? " wrong" : "", name,
           label);
    if (p)
        html_f(d->v.b, "<p class=\"err\" id=\"de-%s\">%s</p>", name, p->message);
    html_f(d->v.b,
           "<input type=\"text\" class=\"short\" inputmode=\"numeric\" id=\"d-%s\" name=\"%s\" "
           "value=\"%.*s\"></div>",
           name, name, STR_ARG(typed));
}

static void second_opinion(struct board *d)
{
    struct ctx *c = d->v.c;
    struct buf *b = d->v.b;
    const struct loss_result *r = d->p->result[MONEY_CURRENT];
    const struct sim_result *s = d->p->drawn;
    static const char *const rows[] = { N_("1 year in 10 costs more than"),
                                        N_("1 year in 20 costs more than"),
                                        N_("1 year in 100 costs more than") };
    ui_sheet(b, "simulation", S_("Second opinion by simulation"));
    html_f(b,
           "<table class=\"cards\"><caption>%ld years drawn, seed %ld: the same seed gives the "
           "same years on every machine</caption><thead><tr><td></td><th scope=\"col\" "
           "class=\"num\">Exact</th><th scope=\"col\" class=\"num\">Drawn</th><th scope=\"col\" "
           "class=\"num\">How sure</th></tr></thead><tbody><tr><th scope=\"row\">Expected a "
           "year</th><td class=\"num\" data-l=\"Exact\">%.*s</td><td class=\"num\" "
           "data-l=\"Drawn\">%.*s</td><td class=\"num\" data-l=\"How sure\">standard error "
           "%.*s</td></tr>",
           (long)d->p->how.years, (long)d->p->how.seed, STR_ARG(money_words(c, r->mean)),
           STR_ARG(money_words(c, s->mean)), STR_ARG(money_words(c, s->mean_error)));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        html_f(b,
               "<tr><th scope=\"row\">%s</th><td class=\"num\" data-l=\"Exact\">%.*s</td><td "
               "class=\"num\" data-l=\"Drawn\">%.*s</td><td class=\"num\" data-l=\"How "
               "sure\">%.*s to %.*s</td></tr>",
               lang_text(rows[i]), STR_ARG(money_words(c, r->var[i])),
               STR_ARG(money_words(c, s->var[i])), STR_ARG(money_words(c, s->var_low[i])),
               STR_ARG(money_words(c, s->var_high[i])));
    buf_add_z(b, "</tbody></table><form class=\"inline-bar\" method=\"get\" action=\"/risks/money"
                 "#simulation\" novalidate>");
    if (d->p->scope)
        html_f(b, "<input type=\"hidden\" name=\"scope\" value=\"%.*s\">",
               STR_ARG(record_ref(c, d->p->scope)));
    draw_field(d, "years", _("Years"), d->p->how.years);
    draw_field(d, "seed", _("Seed"), (int64_t)d->p->how.seed);
    html_f(b, "<button class=\"btn s\" type=\"submit\">Draw again</button></form>");
    ui_sheet_end(b);
}

static bool actions(struct view *v, void *arg)
{
    struct str q = http_get(&v->req->query, "scope");
    struct str tail = q.n ? arena_printf(v->c->mem, "?scope=" STR_FMT, STR_ARG(q)) : STR("");
    (void)arg;
    ui_button(v->b, arena_printf(v->c->mem, "/risks/money.csv" STR_FMT, STR_ARG(tail)), "download",
              "CSV", false);
    ui_button(v->b, arena_printf(v->c->mem, "/risks/money.json" STR_FMT, STR_ARG(tail)), "download",
              "JSON", false);
    return true;
}

static bool body(struct board *d)
{
    struct ctx *c = d->v.c;
    struct money_curve curve[MONEY_STAGES];
    size_t n;
    if (!portfolio_tornado(c, d->p) ||
        !portfolio_simulate(c, d->p, (uint32_t)d->years, (uint64_t)d->seed))
        return false;
    stages(d, curve, &n);
    breach(d);
    if (d->p->money.moved)
        ui_note(d->v.b, TONE_WARN, "triangle-alert",
                arena_printf(c->mem,
                             _("Worse than estimated, because an existing control failed its test: "
                               "%zu."),
                             d->p->money.moved));
    buf_add_z(
        d->v.b,
        "<div class=\"stack-l\"><div class=\"cols even\"><div class=\"sheet\"><div class=\"in\">");
    money_curves(&d->v, "lec", money_finding(c, d->p->result[MONEY_CURRENT]),
                 arena_printf(c->mem, _("all %zu risks with figures, " STR_FMT),
                              d->p->money.model[MONEY_CURRENT].n,
                              STR_ARG(d->p->scope ? record_title(d->p->scope) : S_("every scope"))),
                 curve, n, &d->p->money.model[MONEY_CURRENT]);
    buf_add_z(d->v.b, "</div></div><div class=\"sheet\"><div class=\"in\">");
    largest_single(d);
    buf_add_z(d->v.b, "</div></div></div>");
    ui_sheet(d->v.b, "figures", S_("Figures"));
    money_results(&d->v, _("Loss of a year, exact"), curve, n);
    ui_sheet_end(d->v.b);
    contributions(d);
    tornado(d);
    second_opinion(d);
    if (!money_left_out(&d->v, &d->p->money))
        return false;
    buf_add_z(d->v.b, "</div>");
    return true;
}

static bool whole(struct board *d, const char *name, int64_t low, int64_t high, int64_t *ret)
{
    struct str s = http_get(&d->v.req->query, name);
    int64_t n;
    if (!s.n)
        return true;
    if (!num_parse_int(s, &n) || n < low || n > high)
        return problem_add(d->v.c, name, "range", s,
                           "This must be a whole number from %" PRId64 " to %" PRId64 ".", low,
                           high);
    *ret = n;
    return true;
}

bool page_money(struct ctx *c, struct request *req, struct response *res)
{
    struct board d = { .seed = 1 };
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    struct record *scope = NULL;
    struct str wanted = http_get(&req->query, "scope");
    view_init(&d.v, c, req, res, "risk");
    if (wanted.n && !store_find(c, c->permit, &entity_scope_type, wanted, &scope))
        return false;
    if (!whole(&d, "years", 100, PORTFOLIO_YEARS, &d.years) ||
        !whole(&d, "seed", 0, INT64_MAX, &d.seed)) {
        d.problems = c->problems;
        ctx_clear(c);
        res->status = 422;
    }
    bool none = false;
    if (!portfolio_take(c, server_portfolios(req->server), c->permit, scope, &p)) {
        none = c->err.code == ERR_NOT_FOUND;
        if (!none)
            return false;
        ctx_clear(c);
    }
    d.p = p;
    struct view_head h = { .title = S_("Risks in money"),
                           .crumb = { { _("Risks"), STR("/risks") } },
                           .lead = S_("What a year may cost, all risks together."),
                           .actions = none ? NULL : actions };
    if (!view_begin(&d.v, &h))
        return false;
    money_tabs(&d.v, MONEY_PORTFOLIO);
    if (!scopes(&d))
        return false;
    if (none) {
        ui_empty(d.v.b, "scale", "No risk has figures in money yet",
                 "Choose a risk and say how often it happens in a year, and what nine of ten "
                 "events cost: a low and a high end. Two or three risks are enough to see a curve.",
                 STR("/risks"), "Open the register");
        return view_end(&d.v);
    }
    return body(&d) && view_end(&d.v);
}
