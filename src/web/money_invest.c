#include <math.h>

#include "base/num.h"
#include "store/query.h"
#include "web/money.h"
#include "web/pages.h"

/* /risks/invest: which controls to buy under a budget, how near that is to the best, and what it
 * does to the curve. The choice is only shown; a button makes treatments of it. */

#define SAME 1e-3 /* as a part of an amount: shown in three digits, it looks the same */

enum { LISTED = 400, QUICK = 300, SLIDER = 1000 };

struct desk {
    struct view v;
    struct portfolio *p;
    const struct offer *o; /* NULL: what was asked for cannot be had */
    int64_t must[LISTED], never[LISTED];
    size_t nmust, nnever;
    double budget, all; /* all: what every candidate costs */
    struct str typed;
    const struct problem *problems;
};

static struct str plain_amount(struct ctx *c, double x)
{
    return arena_printf(c->mem, "%.0f", x);
}

static bool in_list(const int64_t *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

/* c-13=must, c-14=never */
static void read_choices(struct desk *d)
{
    const struct http_pairs *in = &d->v.req->query;
    for (size_t i = 0; i < in->n; i++) {
        struct str name = in->at[i].name;
        int64_t id;
        if (name.n < 3 || memcmp(name.p, "c-", 2) != 0 || !num_parse_int(str_tail(name, 2), &id))
            continue;
        if (!in_list(d->p->money.control, d->p->money.model[MONEY_CURRENT].ncontrols, id))
            continue;
        if (str_eq_z(in->at[i].value, "must") && d->nmust < LISTED)
            d->must[d->nmust++] = id;
        else if (str_eq_z(in->at[i].value, "never") && d->nnever < LISTED)
            d->never[d->nnever++] = id;
    }
}

/* The number, or the slider when that was moved (see money_whatif.c). */
static bool read_budget(struct desk *d)
{
    struct ctx *c = d->v.c;
    const struct http_pairs *in = &d->v.req->query;
    const struct model *m = &d->p->money.model[MONEY_CURRENT];
    int64_t at, was, cents;
    for (size_t j = 0; j < m->ncontrols; j++)
        d->all += m->control[j].cost;
    d->budget = round(d->all / 4);
    d->typed =
        http_has(in, "budget") ? str_trim(http_get(in, "budget")) : plain_amount(c, d->budget);
    struct str shown = http_get(in, "budget_was");
    ptrdiff_t mark = str_find_char(shown, '@');
    if (mark >= 0 && str_eq(str_head(shown, (size_t)mark), d->typed) &&
        num_parse_int(http_get(in, "budget_at"), &at) &&
        num_parse_int(str_tail(shown, (size_t)mark + 1), &was) && at != was && at >= 0 &&
        at <= SLIDER)
        d->typed = plain_amount(c, round(d->all * (double)at / SLIDER));
    if (!num_parse_fixed(d->typed, 2, &cents) || cents < 0 || cents > (int64_t)1e14)
        return problem_add(c, "budget", "range", d->typed,
                           "The budget must be an amount from 0 to 10^12, such as 50000.");
    d->budget = (double)cents / 100;
    return true;
}

static const struct control *at(const struct desk *d, size_t k)
{
    return &d->o->model.control[d->o->control[k]];
}

static bool chosen(const struct desk *d, struct str id)
{
    for (size_t k = 0; d->o && k < d->o->n; k++)
        if (d->o->best.on[k] && str_eq(at(d, k)->id, id))
            return true;
    return false;
}

static void frontier(struct desk *d)
{
    struct ctx *c = d->v.c;
    const struct offer *o = d->o;
    struct model_point *at_cost = arena_new(c->mem, struct model_point, o->nfrontier + 1);
    struct plot *p = arena_new(c->mem, struct plot, 1);
    for (size_t i = 0; i < o->nfrontier; i++)
        at_cost[i] = (struct model_point){ o->frontier[i].cost, o->frontier[i].loss };
    *p = (struct plot){
        .finding = arena_printf(
            c->mem,
            _("For " STR_FMT " the expected loss falls from " STR_FMT " to " STR_FMT " a year"),
            STR_ARG(money_words(c, o->best.cost)), STR_ARG(money_words(c, o->before.mean)),
            STR_ARG(money_words(c, o->after.mean))),
        .basis = S_("the best choice for each of a hundred budgets; the dot is this one"),
        .id = "frontier",
        .desc = S_("The expected loss that is left falls as more is spent, ever more slowly."),
        .amounts_up = true,
        .along = _("Spent"),
        .up = _("Expected loss a year that is left"),
        .line = { { "now", "", at_cost, o->nfrontier } },
        .nlines = 1,
        .marked = true,
        .mark_x = o->best.cost,
        .mark_y = o->best.loss,
        .head = { S_("Spent"), S_("Expected loss left") },
        .columns = 2,
    };
    double last = -1;
    for (size_t i = 0; i < o->nfrontier && p->rows < PLOT_ROWS; i++) {
        bool new = o->frontier[i].cost > last + o->frontier[o->nfrontier - 1].cost / 22;
        if (!new &&i)
            continue;
        last = o->frontier[i].cost;
        p->cell[p->rows][0] = money_words(c, o->frontier[i].cost);
        p->cell[p->rows++][1] = money_words(c, o->frontier[i].loss);
    }
    chart_plot(c, d->v.b, p);
}

static void proof(struct desk *d)
{
    struct ctx *c = d->v.c;
    const struct offer *o = d->o;
    if (o->proof.gap > 0)
        html_f(d->v.b,
               "<p>Proved: no choice within the budget leaves less than %.*s, so this one is at "
               "most %.*s from the best.</p>",
               STR_ARG(money_words(c, o->proof.bound)), STR_ARG(share_words(c, o->proof.gap)));
    else
        html_f(d->v.b, "<p>Proved: no choice within the budget leaves less.</p>");
    if (fabs(o->best.loss - o->after.mean) > SAME * o->after.mean)
        html_f(d->v.b,
               "<p class=\"help\">Choice and curve count caps and insurance as if they shrank with "
               "the loss, which gives %.*s; the figures in words and in the table are exact.</p>",
               STR_ARG(money_words(c, o->best.loss)));
}

/* What follows the slider. */
static void drawn(struct desk *d)
{
    struct buf *b = d->v.b;
    if (!d->o) {
        buf_add_z(b, "<div class=\"note warn\"><ul>");
        for (const struct problem *p = d->problems; p; p = p->next)
            html_f(b, "<li>%s</li>", p->message);
        buf_add_z(b, "</ul></div>");
        return;
    }
    struct money_curve curve[] = { { &d->o->before, "now", _("Today") },
                                   { &d->o->after, "goal", _("With this choice") } };
    frontier(d);
    proof(d);
    money_results(&d->v, _("Loss of a year before and after, exact"), curve, ARRAY_LEN(curve));
    html_f(b, "<h2 class=\"h3\">Chosen</h2><ul class=\"list\">");
    bool any = false;
    for (size_t k = 0; k < d->o->n; k++) {
        if (!d->o->best.on[k])
            continue;
        any = true;
        html_f(b,
               "<li><span class=\"ref\">%.*s</span> %.*s<span class=\"end\">%.*s</span><input "
               "type=\"hidden\" form=\"make\" name=\"control\" value=\"%.*s\"></li>",
               STR_ARG(at(d, k)->id), STR_ARG(at(d, k)->title),
               STR_ARG(money_words(d->v.c, d->o->cost[k])), STR_ARG(at(d, k)->id));
    }
    buf_add_z(b, any ? "</ul>" : _("</ul><p class=\"quiet\">Nothing fits into this budget.</p>"));
}

static void budget_field(struct desk *d)
{
    struct ctx *c = d->v.c;
    const struct problem *p = problem_find(d->problems, "budget");
    int64_t pos = d->all > 0 ? (int64_t)llround(SLIDER * MIN(d->budget / d->all, 1)) : 0;
    html_f(d->v.b, "<div class=\"knob field%s\"><label for=\"k-budget\">Budget, %s a year</label>",
           p ? " wrong" : "", c->store->currency);
    if (p)
        html_f(d->v.b, "<p class=\"err\" id=\"ke-budget\">%s</p>", p->message);
    html_f(d->v.b,
           "<input type=\"text\" inputmode=\"decimal\" id=\"k-budget\" name=\"budget\" "
           "value=\"%.*s\"",
           STR_ARG(d->typed));
    buf_add_z(d->v.b, p ? " aria-invalid=\"true\" aria-describedby=\"ke-budget\">" : ">");
    html_f(d->v.b,
           "<input type=\"range\" min=\"0\" max=\"%d\" name=\"budget_at\" "
           "aria-label=\"Budget, slider\" value=\"%ld\" data-for=\"k-budget\" data-low=\"0\" "
           "data-high=\"%.*s\"><input type=\"hidden\" name=\"budget_was\" value=\"%.*s@%ld\"><span "
           "class=\"tiny\" aria-hidden=\"true\"><span>0</span><span>all: %.*s</span></span></div>",
           (int)SLIDER, (long)pos, STR_ARG(plain_amount(c, d->all)), STR_ARG(d->typed), (long)pos,
           STR_ARG(money_words(c, d->all)));
}

static void select_of(struct desk *d, int64_t id)
{
    static const char *const words[][2] = { { "", N_("Free") },
                                            { "must", N_("Must be among them") },
                                            { "never", N_("Rule out") } };
    const char *now = in_list(d->must, d->nmust, id)     ? "must"
                      : in_list(d->never, d->nnever, id) ? "never"
                                                         : "";
    html_f(d->v.b, "<select class=\"in-t\" name=\"c-%ld\" aria-label=\"Rule for C-%ld\">", (long)id,
           (long)id);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        html_f(d->v.b, "<option value=\"%s\"%s>%s</option>", words[i][0],
               strcmp(words[i][0], now) == 0 ? " selected" : "", lang_text(words[i][1]));
    buf_add_z(d->v.b, "</select>");
}

/* Which others a control needs or rules out, in words. */
static void rules(struct desk *d, const struct control *k)
{
    const struct model *m = &d->p->money.model[MONEY_CURRENT];
    if (k->mandatory)
        html_f(d->v.b, "<br><span class=\"tiny\">must come</span>");
    for (size_t i = 0; i < k->nrequires; i++)
        html_f(d->v.b, "<br><span class=\"tiny\">only with %.*s</span>",
               STR_ARG(m->control[k->requires[i]].id));
    for (size_t i = 0; i < k->nexcludes; i++)
        html_f(d->v.b, "<br><span class=\"tiny\">not beside %.*s</span>",
               STR_ARG(m->control[k->excludes[i]].id));
}

static void row(struct desk *d, size_t j)
{
    struct ctx *c = d->v.c;
    struct buf *b = d->v.b;
    const struct control *k = &d->p->money.model[MONEY_CURRENT].control[j];
    int64_t id = d->p->money.control[j];
    double alone = NAN, last = NAN;
    for (size_t i = 0; d->o && i < d->o->n; i++)
        if (str_eq(at(d, i)->id, k->id)) {
            alone = d->o->alone[i];
            last = d->o->last[i];
        }
    buf_add_z(b, "<tr><th scope=\"row\">");
    ui_ref(b, k->id, url_of(c, &entity_control, id));
    html_f(b, " <a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(url_of(c, &entity_control, id)),
           STR_ARG(k->title));
    rules(d, k);
    html_f(b, "</th><td data-l=\"Choice\">");
    if (chosen(d, k->id))
        ui_badge(b, TONE_INFO, "circle-check", S_("Chosen"));
    else
        ui_badge(b, TONE_QUIET, "circle-dashed", S_("Not chosen"));
    html_f(b,
           "</td><td class=\"num\" data-l=\"Costs a year\">%.*s</td><td class=\"num\" "
           "data-l=\"Saves alone\">%.*s</td><td class=\"num\" data-l=\"Saves as the "
           "last\">%.*s</td><td class=\"num\" data-l=\"Risks\">%ld</td><td data-l=\"Rule\">",
           STR_ARG(money_words(c, k->cost)),
           STR_ARG(isfinite(alone) ? money_words(c, alone) : STR("")),
           STR_ARG(isfinite(last) ? money_words(c, last) : STR("")), (long)k->neffects);
    select_of(d, id);
    buf_add_z(b, "</td></tr>");
}

static void form(struct desk *d)
{
    struct buf *b = d->v.b;
    html_f(b, "<form method=\"get\" action=\"/risks/invest\" data-live=\"drawn\" novalidate>"
              "<section class=\"sheet\" aria-labelledby=\"h-budget\"><header><h2 "
              "id=\"h-budget\">What may be spent</h2></header><div class=\"in\">");
    if (d->p->scope)
        html_f(b, "<input type=\"hidden\" name=\"scope\" value=\"%.*s\">",
               STR_ARG(record_ref(d->v.c, d->p->scope)));
    budget_field(d);
    html_f(b, "<div class=\"btns\"><button class=\"btn main s\" "
              "type=\"submit\">Choose</button></div></div></section><section class=\"sheet\" "
              "aria-labelledby=\"h-controls\"><header><h2 id=\"h-controls\">To choose "
              "from</h2></header><table class=\"cards\"><caption>Controls that are not in "
              "place, have an effect, and belong to a treatment or name a risk they would help "
              "against</caption><thead><tr><th scope=\"col\">Control</th><th "
              "scope=\"col\">Choice</th><th scope=\"col\" class=\"num\">Costs a year</th><th "
              "scope=\"col\" class=\"num\">Saves alone</th><th scope=\"col\" "
              "class=\"num\">Saves as the last</th><th scope=\"col\" class=\"num\">Risks</th>"
              "<th scope=\"col\">Rule</th></tr></thead><tbody>");
    for (size_t j = 0; j < d->p->money.model[MONEY_CURRENT].ncontrols; j++)
        row(d, j);
    buf_add_z(b, "</tbody></table></section></form>");
}

static void make_form(struct desk *d)
{
    if (!d->o || !view_may(&d->v, ACT_CREATE, &entity_treatment))
        return;
    ui_sheet(d->v.b, "make-it", S_("Go on with this choice"));
    buf_add_z(d->v.b, "<form class=\"in stack\" id=\"make\" method=\"post\" "
                      "action=\"/risks/invest\">");
    view_form_token(&d->v);
    html_f(d->v.b, "<p class=\"help\">Each chosen control becomes a proposed treatment of every "
                   "risk that it helps against and that has none with it yet. Owners approve "
                   "them as always.</p><div class=\"btns\"><button class=\"btn\" "
                   "type=\"submit\">Make treatments of these</button></div></form>");
    ui_sheet_end(d->v.b);
}

/* Says what is missing instead of an empty page. */
static bool nothing(struct desk *d, bool figures)
{
    struct view_head h = { .title = S_("What to buy"), .crumb = { { _("Risks"), STR("/risks") } } };
    if (!view_begin(&d->v, &h))
        return false;
    money_tabs(&d->v, MONEY_INVEST);
    ui_empty(d->v.b, "scale",
             figures ? "There is nothing to choose from yet" : "No risk has figures in money yet",
             figures
                 ? "A control is a candidate while it is not in place, when it says what it "
                   "takes away (rarer by, smaller by) and either belongs to a treatment of a "
                   "risk with figures, or names the risks it would help against."
                 : "Say of two or three risks how often they happen in a year, and what nine of "
                   "ten events cost.",
             figures ? STR("/controls") : STR("/risks"),
             figures ? "Open the controls" : "Open the register");
    return view_end(&d->v);
}

static bool page(struct desk *d)
{
    struct view_head h = { .title = S_("What to buy"),
                           .crumb = { { _("Risks"), STR("/risks") } },
                           .lead = S_("Which controls lower the expected loss most for the money. "
                                      "Nothing is saved until you make treatments of it.") };
    if (!view_begin(&d->v, &h))
        return false;
    money_tabs(&d->v, MONEY_INVEST);
    if (d->problems) {
        ui_errors(d->v.b, _("This cannot be had"));
        for (const struct problem *p = d->problems; p; p = p->next)
            html_f(d->v.b, "<li><a href=\"#k-budget\">%s</a></li>", p->message);
        ui_errors_end(d->v.b);
    }
    buf_add_z(d->v.b,
              "<div class=\"stack-l\"><div class=\"sheet\"><div class=\"in stack\" id=\"drawn\">");
    drawn(d);
    buf_add_z(d->v.b, "</div></div>");
    form(d);
    make_form(d);
    buf_add_z(d->v.b, "</div>");
    return view_end(&d->v);
}

bool page_invest(struct ctx *c, struct request *req, struct response *res)
{
    struct desk *d = arena_new(c->mem, struct desk, 1);
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    bool part = http_has(&req->query, "part");
    view_init(&d->v, c, req, res, "risk");
    if (!money_portfolio(c, req, &p)) {
        if (c->err.code != ERR_NOT_FOUND || http_has(&req->query, "scope"))
            return false;
        ctx_clear(c);
        return nothing(d, false);
    }
    d->p = p;
    if (!p->money.model[MONEY_CURRENT].ncontrols)
        return nothing(d, true);
    read_choices(d);
    if (!read_budget(d) ||
        !portfolio_invest(c, p, d->budget, http_has(&req->query, "drag") ? QUICK : OFFER_EFFORT,
                          d->must, d->nmust, d->never, d->nnever, &d->o)) {
        if (c->err.code != ERR_INVALID)
            return false;
        if (!c->problems)
            problem_add(c, "budget", "conflict", STR(""), "%s", c->err.message);
        d->problems = c->problems;
        d->o = NULL;
        ctx_clear(c);
        res->status = 422;
    }
    if (!part)
        return page(d);
    drawn(d);
    return true;
}

/* --- making treatments --- */

static bool has_treatment(struct ctx *c, int64_t risk, int64_t control, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    return db_prepare(c, c->db,
                      "SELECT z.\"id\" FROM \"treatment\" AS z JOIN \"treatment_control\" AS y ON "
                      "y.\"from_id\"=z.\"id\" WHERE z.\"risk\"=$1 AND y.\"to_id\"=$2 AND "
                      "z.\"archived\"=0 AND z.\"status\" IN ('proposed', 'approved', "
                      "'in_progress', 'done') LIMIT 1",
                      &st) &&
           (stmt_bind_int(st, 1, risk), stmt_bind_int(st, 2, control), stmt_step(c, st, ret));
}

static bool make_one(struct ctx *c, const struct record *control, int64_t risk, int64_t *made)
{
    const struct field *f = entity_treatment.fields;
    struct record *r;
    bool there;
    if (!has_treatment(c, risk, control->id, &there) || there)
        return !c->err.code;
    if (!record_new(c, &entity_treatment, &r) ||
        !record_parse(c, r, &f[TREATMENT_TITLE], record_title(control)) ||
        !record_parse(c, r, &f[TREATMENT_RISK], entity_ref(c, &entity_risk, risk)) ||
        !record_parse(c, r, &f[TREATMENT_CONTROLS], record_ref(c, control)))
        return false;
    if (!rec_is_null(control, CONTROL_OWNER))
        rec_set_int(r, TREATMENT_RESPONSIBLE, rec_int(control, CONTROL_OWNER));
    (*made)++;
    return store_save(c, c->permit, r, NULL);
}

static bool make_all(struct ctx *c, const struct request *req, const struct portfolio *p,
                     int64_t *made)
{
    const struct model *m = &p->money.model[MONEY_CURRENT];
    c->reason = STR("Chosen on the page of investments");
    for (size_t i = 0; i < req->form.n; i++) {
        const struct entity *e = &entity_control;
        struct record *control;
        int64_t id;
        if (!str_eq_z(req->form.at[i].name, "control"))
            continue;
        if (!ref_parse(c->store->catalog, req->form.at[i].value, &e, &id) ||
            !store_load(c, c->permit, e, id, &control))
            return c->err.code ? false : fail(c, ERR_NOT_FOUND, "There is no such control.");
        for (size_t j = 0; j < m->ncontrols; j++)
            for (size_t k = 0; p->money.control[j] == id && k < m->control[j].neffects; k++)
                if (!make_one(c, control, p->money.risk[m->control[j].effect[k].scenario], made))
                    return false;
    }
    return true;
}

bool page_invest_make(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    struct view v;
    int64_t made = 0;
    view_init(&v, c, req, res, "risk");
    if (!permit_may_type(c->permit, ACT_CREATE, &entity_treatment))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to add treatments.");
    if (!http_has(&req->form, "control"))
        return fail(c, ERR_INVALID, "No control is chosen: raise the budget, then try again.");
    if (!money_portfolio(c, req, &p) || !store_begin(c))
        return false;
    if (!make_all(c, req, p, &made)) {
        store_rollback(c);
        return false;
    }
    if (!store_commit(c))
        return false;
    view_say(&v, made ? arena_printf(c->mem, _("%" PRId64 " treatments proposed."), made)
                      : S_("Every one of these is in the plan already."));
    http_redirect(c, res, STR("/treatments"));
    return true;
}
