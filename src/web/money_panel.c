#include "web/money.h"
#include "web/panels.h"

/* What a risk shows about money on its own page: the curves of its stages, the figures, the
 * controls with what their tests make of them, and the way to what-if. */

enum { WAYS = MONEY_STAGES };
struct kept_curves {
    struct loss_result result[MONEY_STAGES];
    bool has[MONEY_STAGES];
};

/* Kept until something changes; which stages there are does not depend on who looks, but what
 * controls one may read does. */
static bool curves(struct view *v, const struct record *r, const struct money_figures *f,
                   struct kept_curves *ret)
{
    struct ctx *c = v->c;
    struct str key =
        arena_printf(c->mem, "money %" PRId64 " %" PRId64, r->id, permit_person(c->permit));
    const struct kept_curves *kept = store_kept(c, key);
    if (kept) {
        *ret = *kept;
        return true;
    }
    *ret = (struct kept_curves){ .has = { false } };
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        struct scenario one = money_scenario(c, r->id, STR(""), f, (enum money_stage)s);
        ret->has[s] =
            money_has(f, (enum money_stage)s) && (s != MONEY_INHERENT || records_on(c, "inherent"));
        if (ret->has[s] && !money_alone(c, &one, false, &ret->result[s]))
            return false;
    }
    store_keep(c, key, ret, sizeof *ret);
    return true;
}

static struct str interval(struct ctx *c, double rate, double low, double high)
{
    return arena_printf(c->mem, _("%.3g a year; nine of ten cost " STR_FMT " to " STR_FMT), rate,
                        STR_ARG(money_words(c, low)), STR_ARG(money_words(c, high)));
}

static void figures(struct view *v, const struct money_figures *f)
{
    struct ctx *c = v->c;
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        const struct money_estimate *e = &f->stage[s];
        if (e->rate > 0 && (s != MONEY_INHERENT || records_on(c, "inherent")))
            html_f(v->b, "<dt>%s</dt><dd>%.*s</dd>", lang_text(money_stage_words[s]),
                   STR_ARG(interval(c, e->rate, e->low, e->high)));
    }
    if (f->rate_low > 0)
        html_f(v->b, "<dt>Frequency</dt><dd>between %.*s and %.*s a year</dd>",
               STR_ARG(arena_printf(c->mem, "%.3g", f->rate_low)),
               STR_ARG(arena_printf(c->mem, "%.3g", f->rate_high)));
    if (f->secondary_share > 0)
        html_f(v->b, "<dt>Second loss</dt><dd>in %.*s of the events, %.*s to %.*s</dd>",
               STR_ARG(share_words(c, f->secondary_share)),
               STR_ARG(money_words(c, f->secondary_low)),
               STR_ARG(money_words(c, f->secondary_high)));
    if (f->insured)
        html_f(v->b, "<dt>Others pay</dt><dd>of each event above %.*s%s%.*s</dd>",
               STR_ARG(money_words(c, f->retention)), isfinite(f->cover) ? _(", at most ") : "",
               STR_ARG(isfinite(f->cover) ? money_words(c, f->cover) : STR("")));
    if (f->frequency_factor > 1 || f->loss_factor > 1)
        html_f(v->b,
               "<dt>Failed tests</dt><dd>A control that counts here did not pass its test: events "
               "come %.*s times as often, losses are %.*s times as large as estimated.</dd>",
               STR_ARG(arena_printf(c->mem, "%.3g", f->frequency_factor)),
               STR_ARG(arena_printf(c->mem, "%.3g", f->loss_factor)));
}

static void controls(struct view *v, const struct money_control *k, size_t n)
{
    struct ctx *c = v->c;
    if (!n)
        return;
    html_f(v->b, "<table class=\"cards\"><caption>Controls: effect where they work, times how "
                 "surely they do</caption><thead><tr><th scope=\"col\">Control</th><th "
                 "scope=\"col\" class=\"num\">Fewer events</th><th scope=\"col\" "
                 "class=\"num\">Smaller losses</th><th scope=\"col\">Works to</th><th "
                 "scope=\"col\" class=\"num\">Cost a year</th></tr></thead><tbody>");
    for (size_t i = 0; i < n; i++) {
        buf_add_z(v->b, "<tr><th scope=\"row\">");
        ui_ref(v->b, entity_ref(c, &entity_control, k[i].id), url_of(c, &entity_control, k[i].id));
        html_f(v->b,
               " %.*s</th><td class=\"num\" data-l=\"Fewer events\">%.*s</td><td class=\"num\" "
               "data-l=\"Smaller losses\">%.*s</td><td data-l=\"Works to\">%.*s, %s</td><td "
               "class=\"num\" data-l=\"Cost a year\">%.*s</td></tr>",
               STR_ARG(k[i].title), STR_ARG(share_words(c, k[i].frequency)),
               STR_ARG(share_words(c, k[i].loss)), STR_ARG(share_words(c, k[i].reliability)),
               k[i].planned  ? (k[i].of_plan ? _("in the plan") : _("would help"))
               : k[i].tested ? _("by its test")
                             : _("not tested"),
               STR_ARG(money_words(c, k[i].cost)));
    }
    buf_add_z(v->b, "</tbody></table>");
}

/* The same sliders as on the page of what-if: with a script the curve above follows them, without
 * one they lead there. */
static bool sliders(struct view *v, const struct record *r)
{
    struct whatif *w = arena_new(v->c->mem, struct whatif, 1);
    const struct http_pairs nothing = { NULL, 0 };
    if (!v->req->past.n && !whatif_read(v, record_copy(v->c, r), &nothing, w))
        return false;
    if (!v->req->past.n) {
        html_f(v->b, "<details class=\"more\"><summary>What if?</summary>");
        whatif_form(w, true);
        buf_add_z(v->b, "</details>");
    }
    buf_add_z(v->b, "</div></section>");
    return true;
}

bool money_panel(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    struct money_figures f;
    struct money_control k[MONEY_CONTROLS];
    struct kept_curves *kept = arena_new(c->mem, struct kept_curves, 1);
    struct money_curve curve[WAYS];
    size_t n, ways = 0;
    if (rec_is_null(r, RISK_CURRENT_FREQUENCY) || rec_is_null(r, RISK_CURRENT_LOW) ||
        rec_is_null(r, RISK_CURRENT_HIGH))
        return true;
    if (!money_read_one(c, c->permit, r, &f, k, &n) || !curves(v, r, &f, kept))
        return false;
    for (size_t s = 0; s < MONEY_STAGES; s++)
        if (kept->has[s])
            curve[ways++] = (struct money_curve){ &kept->result[s], money_stage_css[s],
                                                  lang_text(money_stage_words[s]) };
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-money\"><header><h2 id=\"h-money\">In "
           "money</h2><a href=\"%.*s/money\">What if?</a></header><div class=\"in stack\"><div "
           "class=\"stack\" id=\"drawn\">",
           STR_ARG(url_record(c, r)));
    money_curves(v, "lec", money_finding(c, &kept->result[MONEY_CURRENT]),
                 S_("loss exceedance: how many years cost more than a loss"), curve, ways, NULL);
    buf_add_z(v->b, "<dl class=\"facts\">");
    figures(v, &f);
    struct scenario now = money_scenario(c, r->id, STR(""), &f, MONEY_CURRENT);
    if (!money_level_line(v, r, &now, "today"))
        return false;
    html_f(v->b, "</dl></div><details class=\"more\"><summary>All figures, and what the controls "
                 "take</summary><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                 "aria-label=\"Figures\">");
    money_results(v, _("Loss of a year"), curve, ways);
    controls(v, k, n);
    buf_add_z(v->b, "</div></details>");
    return sliders(v, r);
}
