#include <math.h>

#include "isms/residual.h"
#include "web/panels.h"

/* Beside a risk: the residual rating that follows from the controls of its plan, as a suggestion
 * with its sum, and the way to take it over. */

static long percent(double share)
{
    return lround(share * 100);
}

static void per_cent(struct buf *b, double share, const char *words)
{
    if (share > 0)
        html_f(b, "%ld %% %s", percent(share), words);
}

static void controls(struct view *v, const struct residual *s)
{
    struct ctx *c = v->c;
    struct buf *b = v->b;
    buf_add_z(b, "<ul class=\"list\">");
    for (size_t i = 0; i < s->n; i++) {
        buf_add_z(b, "<li>");
        ui_ref(b, entity_ref(c, &entity_control, s->by[i].control),
               url_of(c, &entity_control, s->by[i].control));
        html_f(b, "<span class=\"t\">%.*s</span><span>takes ", STR_ARG(s->by[i].title));
        per_cent(b, s->by[i].frequency, _("of the events"));
        buf_add_z(b, s->by[i].frequency > 0 && s->by[i].loss > 0 ? _(" and ") : "");
        per_cent(b, s->by[i].loss, _("of the loss"));
        html_f(b, ", works to %ld %%</span></li>", percent(s->by[i].reliability));
    }
    buf_add_z(b, "</ul>");
}

bool residual_panel(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    struct residual s;
    const struct criteria *k;
    if (!residual_of(c, c->permit, r, &s))
        return false;
    if (!s.known)
        return true;
    if (!criteria_load(c, rec_int(r, RISK_CRITERIA), &k))
        return false;
    bool same = rec_int(r, RISK_TARGET_LIKELIHOOD) == s.likelihood &&
                rec_int(r, RISK_TARGET_CONSEQUENCE) == s.consequence;
    ui_sheet(v->b, "residual", S_("What the plan would leave"));
    buf_add_z(v->b, "<div class=\"in\"><p>");
    ui_level(v->b, s.level, (int64_t)k->n[2], k->step[2][s.level - 1].word);
    html_f(v->b, " likelihood %ld %.*s, consequence %ld %.*s: a suggestion%s</p>",
           (long)s.likelihood, STR_ARG(k->step[0][s.likelihood - 1].word), (long)s.consequence,
           STR_ARG(k->step[1][s.consequence - 1].word),
           same ? _(", and how it is rated.") : _(". The rating is yours."));
    controls(v, &s);
    html_f(v->b,
           "<p class=\"help\">%ld %% of the events and %ld %% of the loss are left. Likelihood %s, "
           "consequence %s.</p>",
           percent(s.frequency), percent(s.loss),
           s.by_bands[0] ? _("by the bands of the criteria")
                         : _("one step down for each factor of four"),
           s.by_bands[1] ? _("by the bands of the criteria")
                         : _("one step down for each factor of four"));
    if (!same && view_may_record(v, ACT_EDIT, r) && !r->archived) {
        buf_add_z(v->b, "<div class=\"btns\">");
        ui_button(v->b,
                  arena_printf(c->mem, STR_FMT "?rate=target:%" PRId64 ":%" PRId64 "#rate",
                               STR_ARG(url_record(c, r)), s.likelihood, s.consequence),
                  "check", "Rate it so", false);
        buf_add_z(v->b, "</div>");
    }
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}
