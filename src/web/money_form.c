#include "base/num.h"
#include "web/money.h"

/* The sliders of what-if, and the part of the page that follows them. */

static const struct problem *problem_of(const struct whatif *w, const struct knob *k)
{
    return problem_find(w->problems, arena_z(w->v->c->mem, k->name));
}

static int64_t position(const struct knob *k)
{
    double x = k->value, t;
    if (k->log)
        t = x > 0 ? log(x / k->low) / log(k->high / k->low) : 0;
    else
        t = (x - k->low) / (k->high - k->low);
    return (int64_t)llround(1000 * MIN(MAX(isfinite(t) ? t : 0, 0), 1));
}

static void slider(const struct whatif *w, const struct knob *k)
{
    struct buf *b = w->v->b;
    struct ctx *c = w->v->c;
    char low[40], high[40];
    int64_t at = position(k);
    snprintf(low, sizeof low, "%.6g", k->low);
    snprintf(high, sizeof high, "%.6g", k->high);
    html_f(b,
           "<input type=\"range\" min=\"0\" max=\"1000\" step=\"1\" name=\"%.*s_at\" "
           "aria-label=\"%.*s, slider\" value=\"%ld\" data-for=\"k-%.*s\" data-low=\"%s\" "
           "data-high=\"%s\"%s>",
           STR_ARG(k->name), STR_ARG(k->label), (long)at, STR_ARG(k->name), low, high,
           k->log ? " data-log" : "");
    html_f(b,
           "<input type=\"hidden\" name=\"%.*s_was\" value=\"%.*s@%ld\"><span class=\"tiny\" "
           "aria-hidden=\"true\"><span>%.*s</span><span>%.*s</span></span>",
           STR_ARG(k->name), STR_ARG(k->typed), (long)at,
           STR_ARG(k->low > 0 ? amount_words(c, k->low) : STR("0")),
           STR_ARG(amount_words(c, k->high)));
}

static void knob(const struct whatif *w, const struct knob *k, const char *help)
{
    struct buf *b = w->v->b;
    const struct problem *p = problem_of(w, k);
    html_f(b, "<div class=\"knob field%s\"><label for=\"k-%.*s\">%.*s</label>", p ? " wrong" : "",
           STR_ARG(k->name), STR_ARG(k->label));
    if (help)
        html_f(b, "<p class=\"help\" id=\"kh-%.*s\">%s</p>", STR_ARG(k->name), help);
    if (p)
        html_f(b, "<p class=\"err\" id=\"ke-%.*s\">%s</p>", STR_ARG(k->name), p->message);
    html_f(b,
           "<input type=\"text\" inputmode=\"decimal\" id=\"k-%.*s\" name=\"%.*s\" "
           "value=\"%.*s\"",
           STR_ARG(k->name), STR_ARG(k->name), STR_ARG(k->typed));
    if (p)
        html_f(b, " aria-invalid=\"true\" aria-describedby=\"ke-%.*s\"", STR_ARG(k->name));
    else if (help)
        html_f(b, " aria-describedby=\"kh-%.*s\"", STR_ARG(k->name));
    buf_add_z(b, ">");
    if (k->high > 0)
        slider(w, k);
    buf_add_z(b, "</div>");
}

static void control(const struct whatif *w, size_t i)
{
    struct buf *b = w->v->b;
    struct ctx *c = w->v->c;
    const struct money_control *k = &w->was[i];
    bool wrong = false;
    html_f(b, "<fieldset class=\"lever\"><legend>");
    ui_ref(b, entity_ref(c, &entity_control, k->id), url_of(c, &entity_control, k->id));
    html_f(b, " %.*s <span class=\"quiet\">%s</span></legend>", STR_ARG(k->title),
           !k->planned  ? (k->tested ? _("in place, tested") : _("in place, not tested"))
           : k->of_plan ? _("in the plan")
                        : _("would help"));
    knob(w, whatif_lever(w, i, LEVER_WORKS),
         k->planned ? _("Per cent of its effect; 0 while it is not there.")
                    : _("Per cent of its effect."));
    for (size_t n = LEVER_FREQUENCY; n < LEVERS; n++)
        wrong |= problem_of(w, whatif_lever(w, i, n)) != NULL;
    html_f(b, "<details class=\"more\"%s><summary>Effect and cost</summary>", wrong ? " open" : "");
    for (size_t n = LEVER_FREQUENCY; n < LEVERS; n++)
        knob(w, whatif_lever(w, i, n), NULL);
    buf_add_z(b, "</details></fieldset>");
}

void whatif_form(const struct whatif *w, bool bare)
{
    struct buf *b = w->v->b;
    struct ctx *c = w->v->c;
    if (!bare)
        ui_sheet(b, "what-if", S_("What if?"));
    html_f(b,
           "<form class=\"in stack\" method=\"get\" action=\"%.*s/money\" data-live=\"drawn\" "
           "novalidate>",
           STR_ARG(url_record(c, w->risk)));
    knob(w, &w->knob[KNOB_FREQUENCY], _("0.2 is once in five years."));
    knob(w, &w->knob[KNOB_LOW], _("Nine of ten events cost between the two ends."));
    knob(w, &w->knob[KNOB_HIGH], NULL);
    for (size_t i = 0; i < w->ncontrols; i++)
        control(w, i);
    html_f(b,
           "<div class=\"btns\"><button class=\"btn main s\" type=\"submit\">Redraw</button><a "
           "class=\"btn s text\" href=\"%.*s/money\">Back to what is kept</a></div><p "
           "class=\"tiny\">Nothing is saved by this.</p></form>",
           STR_ARG(url_record(c, w->risk)));
    if (!bare)
        ui_sheet_end(b);
}

/* --- what follows the sliders --- */

/* What was typed goes along to the form that keeps it. */
static void carried(const struct whatif *w)
{
    if (!view_may_record(w->v, ACT_EDIT, w->risk))
        return;
    for (size_t i = 0; i < w->nknobs; i++)
        html_f(w->v->b,
               "<input type=\"hidden\" form=\"keep-figures\" name=\"%.*s\" value=\"%.*s\">",
               STR_ARG(w->knob[i].name), STR_ARG(w->knob[i].typed));
}

static void plain_problems(const struct whatif *w)
{
    buf_add_z(w->v->b, "<div class=\"note warn\"><ul>");
    for (const struct problem *p = w->problems; p; p = p->next)
        html_f(w->v->b, "<li>%s</li>", p->message);
    buf_add_z(w->v->b, "</ul></div>");
}

/* What the moved controls cost, and what is left of the saving. */
static void costs(const struct whatif *w, const struct loss_result *kept,
                  const struct loss_result *now)
{
    struct ctx *c = w->v->c;
    double cost = 0;
    for (size_t i = 0; i < w->ncontrols; i++) {
        if (w->control[i].planned)
            cost += w->control[i].reliability > 0 ? w->control[i].cost : 0;
        else
            cost += w->control[i].cost - w->was[i].cost;
    }
    double saved = kept->mean - now->mean;
    html_f(w->v->b, "<dt>Expected loss</dt><dd>%.*s a year %s</dd>",
           STR_ARG(money_words(c, fabs(saved))), saved < 0 ? "more" : "less");
    if (cost > 0.005 || cost < -0.005)
        html_f(w->v->b,
               "<dt>Controls cost</dt><dd>%.*s a year %s; that leaves %.*s a year to the %s</dd>",
               STR_ARG(money_words(c, fabs(cost))), cost > 0 ? "more" : "less",
               STR_ARG(money_words(c, fabs(saved - cost))), saved >= cost ? "good" : "bad");
}

/* All risks together, with this one moved; *ret false: this one does not count there. */
static bool together(const struct whatif *w, const struct scenario *now, bool fine,
                     struct loss_result *before, struct loss_result *after, bool *ret)
{
    struct ctx *c = w->v->c;
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    *ret = false;
    if (!portfolio_take(c, server_portfolios(w->v->req->server), c->permit, NULL, &p)) {
        bool none = c->err.code == ERR_NOT_FOUND;
        if (none)
            ctx_clear(c);
        return none;
    }
    size_t at = risk_money_place(&p->money, w->risk->id);
    if (at == SIZE_MAX)
        return true;
    *ret = true;
    return portfolio_as_is(c, p, fine, before) && portfolio_what_if(c, p, at, now, fine, after);
}

static bool drawn(const struct whatif *w, bool fine, const struct scenario *now)
{
    struct ctx *c = w->v->c;
    struct loss_result *r = arena_new(c->mem, struct loss_result, 4);
    bool kept = w->kept.stage[MONEY_CURRENT].rate > 0, all = false;
    if (!money_alone(c, now, fine, &r[1]))
        return false;
    if (kept) {
        struct scenario was = money_scenario(c, w->risk->id, STR(""), &w->kept, MONEY_CURRENT);
        if (!money_alone(c, &was, fine, &r[0]) || !together(w, now, fine, &r[2], &r[3], &all))
            return false;
    }
    struct money_curve curve[4] = { { &r[0], "now", _("Kept") },
                                    { &r[1], "goal", _("What if") },
                                    { &r[2], "now", _("All, kept") },
                                    { &r[3], "goal", _("All, what if") } };
    size_t first = !kept;
    money_curves(w->v, "lec", money_finding(c, &r[w->asked || !kept]),
                 w->asked ? S_("this risk alone, with the figures as moved")
                          : S_("this risk alone, with the figures as kept"),
                 curve + first, kept && !w->asked ? 1 : 2 - first, NULL);
    buf_add_z(w->v->b, "<dl class=\"facts\">");
    if (kept && w->asked)
        costs(w, &r[0], &r[1]);
    if (!money_level_line(w->v, w->risk, now, w->asked ? _("as moved") : "today"))
        return false;
    buf_add_z(w->v->b, "</dl>");
    html_f(w->v->b, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Figures\">");
    money_results(w->v, _("Figures"), curve + first, all ? 4 : 2 - first);
    buf_add_z(w->v->b, "</div>");
    return true;
}

bool whatif_drawn(const struct whatif *w, bool fine)
{
    struct ctx *c = w->v->c;
    carried(w);
    if (w->problems && http_has(w->in, "part")) {
        plain_problems(w);
        return true;
    }
    if (!w->usable) {
        ui_empty(w->v->b, "scale", "No figures to draw",
                 w->problems ? "Put right what is marked; then the curve follows."
                             : "Say how often it happens in a year and what nine of ten events "
                               "cost, low and high end: the curve follows.",
                 STR(""), "");
        return true;
    }
    struct scenario now = whatif_scenario(w);
    if (drawn(w, fine, &now))
        return true;
    if (c->err.code != ERR_LIMIT)
        return false;
    html_f(w->v->b, "<p class=\"note warn\">%s</p>", c->err.message);
    ctx_clear(c);
    return true;
}
