#include "engine/calc.h"
#include "web/kinds.h"
#include "web/money.h"

/* Pieces of the pages about risks in money. */

const char *const money_stage_words[MONEY_STAGES] = { N_("Without controls"), N_("Today"),
                                                      N_("After the plan") };
const char *const money_stage_css[MONEY_STAGES] = { "before", "now", "goal" };

bool money_portfolio(struct ctx *c, struct request *req, struct portfolio **ret)
{
    return portfolio_named(c, server_portfolios(req->server), c->permit,
                           http_get(&req->query, "scope"), ret);
}

void money_tabs(struct view *v, enum money_tab now)
{
    static const char *const tab[][2] = { { "/risks", N_("Register") },
                                          { "/risks/money", N_("In money") },
                                          { "/risks/invest", N_("What to buy") } };
    ui_tabs(v->b, _("Risk register"));
    for (size_t i = 0; i < ARRAY_LEN(tab); i++)
        ui_tab(v->b, str_z(tab[i][0]), i == (size_t)now, str_z(lang_text(tab[i][1])));
    ui_tabs_end(v->b);
}

struct str money_finding(struct ctx *c, const struct loss_result *r)
{
    return arena_printf(c->mem,
                        _(STR_FMT " a year expected; one year in twenty costs more than " STR_FMT),
                        STR_ARG(money_words(c, r->mean)), STR_ARG(money_words(c, r->var[1])));
}

/* The curve between its points. */
static double chance(const struct loss_result *r, double loss)
{
    for (size_t i = 1; i < r->npoints; i++) {
        struct model_point a = r->point[i - 1], b = r->point[i];
        if (loss > b.loss)
            continue;
        double f = b.loss > a.loss ? (loss - a.loss) / (b.loss - a.loss) : 1;
        return a.probability + MIN(MAX(f, 0), 1) * (b.probability - a.probability);
    }
    return r->npoints ? MIN(r->point[r->npoints - 1].probability, 1e-4) : 0;
}

static double allowed(const struct model *m, double loss)
{
    const struct model_point *t = m->tolerance;
    size_t i = 1;
    if (loss < t[0].loss || loss > t[m->ntolerance - 1].loss)
        return NAN;
    while (i + 1 < m->ntolerance && loss > t[i].loss)
        i++;
    double f = log(loss / t[i - 1].loss) / log(t[i].loss / t[i - 1].loss);
    return t[i - 1].probability * pow(t[i].probability / t[i - 1].probability, f);
}

static void curve_table(struct ctx *c, struct plot *p, const struct money_curve *curve, size_t n,
                        const struct model *limit)
{
    double from = INFINITY, to = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 1; k < curve[i].result->npoints; k++) {
            struct model_point at = curve[i].result->point[k];
            if (at.probability < 0.97 * curve[i].result->point[0].probability)
                from = MIN(from, at.loss);
            if (at.probability > 0.004)
                to = MAX(to, at.loss);
        }
    p->head[p->columns++] = S_("Loss above");
    for (size_t i = 0; i < n; i++)
        p->head[p->columns++] = str_z(curve[i].label);
    if (limit)
        p->head[p->columns++] = S_("Tolerated");
    if (!(from > 0) || !(to > from))
        return;
    for (int e = (int)floor(log10(from)); e < 15 && p->rows < PLOT_ROWS; e++)
        for (int step = 1; step <= 5 && p->rows < PLOT_ROWS; step = step == 1 ? 2 : step + 3) {
            double loss = step * pow(10, e);
            if (loss < from || loss > to)
                continue;
            struct str *row = p->cell[p->rows++];
            *row++ = money_words(c, loss);
            for (size_t i = 0; i < n; i++)
                *row++ = share_words(c, chance(curve[i].result, loss));
            if (limit)
                *row =
                    isfinite(allowed(limit, loss)) ? share_words(c, allowed(limit, loss)) : STR("");
        }
}

void money_curves(struct view *v, const char *id, struct str finding, struct str basis,
                  const struct money_curve *curve, size_t n, const struct model *limit)
{
    struct ctx *c = v->c;
    struct plot *p = arena_new(c->mem, struct plot, 1);
    struct str said = STR("");
    *p = (struct plot){ .finding = finding,
                        .basis = basis,
                        .id = id,
                        .along = _("Loss in a year, logarithmic"),
                        .up = _("Years that cost more") };
    limit = limit && limit->ntolerance ? limit : NULL;
    for (size_t i = 0; i < n && i + 1 < PLOT_LINES; i++) {
        p->line[p->nlines++] =
            (struct plot_line){ curve[i].css, curve[i].label, curve[i].result->point,
                                curve[i].result->npoints };
        said = arena_printf(c->mem, STR_FMT "%s: " STR_FMT ". ", STR_ARG(said), curve[i].label,
                            STR_ARG(money_finding(c, curve[i].result)));
    }
    if (limit)
        p->line[p->nlines++] =
            (struct plot_line){ "limit", _("Tolerated"), limit->tolerance, limit->ntolerance };
    p->desc = said;
    curve_table(c, p, curve, n, limit);
    chart_plot(c, v->b, p);
}

static void cell(struct view *v, const struct money_curve *k, struct str words)
{
    html_f(v->b, "<td class=\"num\" data-l=\"%s\">%.*s</td>", lang_text(k->label), STR_ARG(words));
}

void money_results(struct view *v, const char *caption, const struct money_curve *curve, size_t n)
{
    struct ctx *c = v->c;
    static const char *const rows[] = { N_("Expected a year"),
                                        N_("1 year in 10 costs more than"),
                                        N_("1 year in 20 costs more than"),
                                        N_("on average then"),
                                        N_("1 year in 100 costs more than"),
                                        N_("on average then"),
                                        N_("Years without loss") };
    html_f(v->b, "<table class=\"cards figures\"><caption>%s, in %s</caption><thead><tr><td></td>",
           caption, c->store->currency);
    for (size_t i = 0; i < n; i++)
        html_f(v->b, "<th scope=\"col\" class=\"num\">%s</th>", curve[i].label);
    buf_add_z(v->b, "</tr></thead><tbody>");
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        html_f(v->b, "<tr><th scope=\"row\">%s</th>", lang_text(rows[k]));
        for (size_t i = 0; i < n; i++) {
            const struct loss_result *r = curve[i].result;
            const double figure[] = { r->mean,    r->var[0], r->var[1],
                                      r->tvar[1], r->var[2], r->tvar[2] };
            cell(v, &curve[i],
                 k < ARRAY_LEN(figure) ? amount_words(c, figure[k]) : share_words(c, r->no_loss));
        }
        buf_add_z(v->b, "</tr>");
    }
    buf_add_z(v->b, "</tbody></table>");
}

bool money_left_out(struct view *v, const struct risk_money *m)
{
    enum { NAMED = 50 };
    struct ctx *c = v->c;
    if (!m->nleft_out)
        return true;
    html_f(v->b,
           "<details class=\"more\" id=\"left-out\"><summary>Left out: %ld without figures in "
           "money</summary><p class=\"help\">An estimate is how often it happens in a year, and "
           "the low and the high end of what one event costs. These have none, so the curves say "
           "nothing about them.</p><ul class=\"list\">",
           (long)m->nleft_out);
    for (size_t i = 0; i < m->nleft_out && i < NAMED; i++) {
        struct str title;
        struct str href = arena_printf(c->mem, STR_FMT "/money",
                                       STR_ARG(url_of(c, &entity_risk, m->left_out[i])));
        if (!store_title(c, &entity_risk, m->left_out[i], &title))
            return false;
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, entity_ref(c, &entity_risk, m->left_out[i]),
               url_of(c, &entity_risk, m->left_out[i]));
        html_f(v->b, " <a class=\"t\" href=\"%.*s\">%.*s</a></li>", STR_ARG(href), STR_ARG(title));
    }
    if (m->nleft_out > NAMED)
        html_f(v->b, "<li>and %ld more</li>", (long)(m->nleft_out - NAMED));
    buf_add_z(v->b, "</ul></details>");
    return true;
}

bool money_alone(struct ctx *c, const struct scenario *s, bool fine, struct loss_result *ret)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct model *m = arena_new(c->mem, struct model, 1);
    *m = (struct model){ .currency = str_z(c->store->currency),
                         .horizon = 1,
                         .scenario = arena_new(c->mem, struct scenario, 1),
                         .n = 1 };
    m->scenario[0] = *s;
    if (!loss_build(c, m, (struct loss_options){ .bits = fine ? LOSS_FINE : LOSS_FAST }, &l))
        return false;
    loss_curve(l, ret);
    return true;
}

bool money_level_line(struct view *v, const struct record *risk, const struct scenario *s,
                      const char *when)
{
    struct ctx *c = v->c;
    const struct criteria *k;
    int64_t id = rec_int(risk, RISK_CRITERIA);
    if (!id && !criteria_in_force(c, rec_int(risk, RISK_SCOPE), &id))
        return false;
    if (!id)
        return true;
    if (!criteria_load(c, id, &k))
        return false;
    struct money_level at = money_suggest(k, s);
    if (!at.level || at.level > (int64_t)k->n[2])
        return true;
    html_f(v->b, "<dt>Level that the money suggests, %s</dt><dd>", when);
    ui_level(v->b, at.level, (int64_t)k->n[2], k->step[2][at.level - 1].word);
    html_f(v->b, " <span class=\"quiet\">likelihood %ld, consequence %ld by the bands of ",
           (long)at.likelihood, (long)at.consequence);
    ui_ref(v->b, entity_ref(c, &entity_criteria, id), url_of(c, &entity_criteria, id));
    int64_t rated = rec_int(risk, RISK_CURRENT_LEVEL);
    if (!rated || rated > (int64_t)k->n[2])
        html_f(v->b, "; not rated yet");
    else if (rated == at.level)
        html_f(v->b, "; rated the same");
    else
        html_f(v->b, "; rated %.*s, which stays until somebody rates it anew",
               STR_ARG(k->step[2][rated - 1].word));
    buf_add_z(v->b, "</span></dd>");
    return true;
}
