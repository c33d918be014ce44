#include "base/num.h"
#include "web/money.h"
#include "web/pages.h"

/*
 * What if: the figures of one risk moved, beside those that are kept. Everything stands in the
 * address, so that the form works by being sent; nothing is saved until a person says so with a
 * reason. Where a number and its slider say different things, the one that was moved counts.
 */

static double rounded(double x)
{
    if (!(x > 0) || !isfinite(x))
        return x;
    double p = pow(10, floor(log10(x)) - 2);
    return round(x / p) * p;
}

/* "0.2", "15000", as the fields of the record take them. */
static struct str number_text(struct ctx *c, double x, bool money)
{
    struct buf b;
    buf_init(&b, 64);
    if (money) {
        int digits = c->store->currency_digits;
        num_add_fixed(&b, (int64_t)llround(x * (double)num_units(digits)), digits);
    } else {
        num_add_real(&b, x);
    }
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static double slider_value(const struct knob *k, int64_t at)
{
    double t = (double)at / 1000;
    return rounded(k->log ? k->low * pow(k->high / k->low, t) : k->low + t * (k->high - k->low));
}

/* The text of a number, or of its slider when that was moved. */
static struct str typed_text(const struct whatif *w, const struct knob *k, struct str kept,
                             bool money)
{
    struct ctx *c = w->v->c;
    char at[80], was[80];
    int64_t now, before;
    struct str s = http_has(w->in, arena_z(c->mem, k->name))
                       ? str_trim(http_get(w->in, arena_z(c->mem, k->name)))
                       : kept;
    snprintf(at, sizeof at, STR_FMT "_at", STR_ARG(k->name));
    snprintf(was, sizeof was, STR_FMT "_was", STR_ARG(k->name));
    /* "TEXT@POSITION": what the page showed */
    struct str shown = http_get(w->in, was);
    ptrdiff_t mark = str_find_char(shown, '@');
    if (!(k->high > 0) || mark < 0 || !str_eq(str_head(shown, (size_t)mark), s) ||
        !num_parse_int(http_get(w->in, at), &now) ||
        !num_parse_int(str_tail(shown, (size_t)mark + 1), &before) || now == before || now < 0 ||
        now > 1000)
        return s;
    return number_text(c, slider_value(k, now), money);
}

struct allowed {
    double low, high;
    bool open; /* low itself is not allowed */
    const char *words;
};

static void add_knob(struct whatif *w, struct knob k, struct str kept, bool money,
                     struct allowed may)
{
    struct ctx *c = w->v->c;
    double x = 0;
    int64_t units = 0;
    k.typed = typed_text(w, &k, kept, money);
    bool ok = money ? num_parse_fixed(k.typed, c->store->currency_digits, &units)
                    : num_parse_real(k.typed, &x);
    if (money && ok)
        x = (double)units / (double)num_units(c->store->currency_digits);
    w->asked |= !str_eq(k.typed, kept);
    if (ok && x >= may.low && x <= may.high && !(may.open && x <= may.low))
        k.value = x;
    else if (k.typed.n || w->asked)
        problem_add(c, arena_z(c->mem, k.name), k.typed.n ? "range" : "required", k.typed,
                    _(STR_FMT " must be %s."), STR_ARG(k.label), may.words);
    w->knob[w->nknobs++] = k;
}

static void decades(struct knob *k, double low, double high)
{
    double x = k->kept > 0 ? k->kept : sqrt(low * high);
    k->log = true;
    k->low = k->kept > 0 ? pow(10, floor(log10(x) - 0.7)) : low;
    k->high = k->kept > 0 ? pow(10, ceil(log10(x) + 0.7)) : high;
}

static void fixed_knobs(struct whatif *w)
{
    static const char *const name[] = { "frequency", "low", "high" };
    static const char *const label[] = { N_("Events a year"), N_("One event costs, low end"),
                                         N_("One event costs, high end") };
    const struct money_estimate *e = &w->kept.stage[MONEY_CURRENT];
    const double kept[] = { e->rate, e->low, e->high };
    for (size_t i = 0; i < KNOB_FIXED; i++) {
        struct knob k = { .name = str_z(name[i]),
                          .label = str_z(lang_text(label[i])),
                          .kept = kept[i] };
        bool money = i != KNOB_FREQUENCY;
        decades(&k, money ? 1e2 : 0.01, money ? 1e8 : 100);
        add_knob(w, k, kept[i] > 0 ? number_text(w->v->c, kept[i], money) : STR(""), money,
                 money ? (struct allowed){ 0, 1e12, true,
                                           _("an amount above 0, at most 10^12, such as 15000") }
                       : (struct allowed){ 1e-6, 1e6, false,
                                           _("a number from 0.000001 to 1,000,000, such as 0.2 for "
                                             "once in five years") });
    }
}

static void lever(struct whatif *w, size_t i, size_t which)
{
    static const char *const mark[LEVERS] = { "q", "f", "l", "cost" };
    static const char *const label[LEVERS] = { N_("Works to"), N_("Fewer events, per cent"),
                                               N_("Smaller losses, per cent"), N_("Cost a year") };
    struct ctx *c = w->v->c;
    struct money_control *k = &w->control[i];
    double *value[LEVERS] = { &k->reliability, &k->frequency, &k->loss, &k->cost };
    bool money = which == LEVER_COST;
    double most = which == LEVER_WORKS ? 100 : 99, kept = *value[which];
    if (!money)
        kept = round(kept * 1e7) / 1e5;
    struct knob n = { .name = arena_printf(c->mem, "%s-%" PRId64, mark[which], k->id),
                      .label = arena_printf(c->mem, "%s (C-%" PRId64 ")", lang_text(label[which]),
                                            k->id),
                      .kept = kept };
    if (which == LEVER_WORKS)
        n.high = 100;
    add_knob(w, n, number_text(c, kept, money), money,
             money
                 ? (struct allowed){ 0, 1e12, false, _("an amount from 0 to 10^12, such as 9000") }
             : most > 99 ? (struct allowed){ 0, 100, false, _("a number from 0 to 100") }
                         : (struct allowed){ 0, 99, false, _("a number from 0 to 99") });
    *value[which] = money ? w->knob[w->nknobs - 1].value : w->knob[w->nknobs - 1].value / 100;
}

const struct knob *whatif_lever(const struct whatif *w, size_t control, size_t which)
{
    return &w->knob[KNOB_FIXED + LEVERS * control + which];
}

static void order(struct whatif *w)
{
    const struct knob *low = &w->knob[KNOB_LOW], *high = &w->knob[KNOB_HIGH];
    struct ctx *c = w->v->c;
    if (c->nproblems || !(low->value > 0) || !(high->value > 0))
        return;
    if (low->value > high->value)
        problem_add(c, "low", "order", low->typed,
                    "The low end lies above the high end: nine of ten events cost between them.");
    else if (high->value > 1e9 * low->value)
        problem_add(c, "high", "range", high->typed,
                    "The high end may be at most 10^9 times the low end.");
}

/* A control that is planned takes nothing away yet: its slider begins at 0. */
bool whatif_read(struct view *v, struct record *risk, const struct http_pairs *in,
                 struct whatif *ret)
{
    struct ctx *c = v->c;
    *ret = (struct whatif){ .v = v, .risk = risk, .in = in };
    if (!money_read_one(c, c->permit, risk, &ret->kept, ret->control, &ret->ncontrols))
        return false;
    for (size_t i = 0; i < ret->ncontrols; i++) {
        if (ret->control[i].planned)
            ret->control[i].reliability = 0;
        ret->was[i] = ret->control[i];
    }
    fixed_knobs(ret);
    for (size_t i = 0; i < ret->ncontrols; i++)
        for (size_t k = 0; k < LEVERS; k++)
            lever(ret, i, k);
    order(ret);
    ret->problems = c->problems;
    ret->usable = !c->nproblems && ret->knob[KNOB_FREQUENCY].value > 0 &&
                  ret->knob[KNOB_LOW].value > 0 && ret->knob[KNOB_HIGH].value > 0;
    ctx_clear(c);
    return true;
}

/* What controls leave when they work as the sliders say; the estimate was made with the existing
 * ones at work. */
static void leave(const struct whatif *w, double *frequency, double *loss)
{
    *frequency = *loss = 1;
    for (size_t i = 0; i < w->ncontrols; i++) {
        const struct money_control *k = &w->control[i], *was = &w->was[i];
        *frequency *= (1 - k->reliability * k->frequency) / (k->planned ? 1 : 1 - was->frequency);
        *loss *= (1 - k->reliability * k->loss) / (k->planned ? 1 : 1 - was->loss);
    }
}

struct money_estimate whatif_after(const struct whatif *w)
{
    double frequency, loss;
    leave(w, &frequency, &loss);
    return (struct money_estimate){ w->knob[KNOB_FREQUENCY].value * frequency,
                                    w->knob[KNOB_LOW].value * loss,
                                    w->knob[KNOB_HIGH].value * loss };
}

struct scenario whatif_scenario(const struct whatif *w)
{
    struct money_figures f = w->kept;
    f.stage[MONEY_CURRENT] =
        (struct money_estimate){ w->knob[KNOB_FREQUENCY].value, w->knob[KNOB_LOW].value,
                                 w->knob[KNOB_HIGH].value };
    leave(w, &f.frequency_factor, &f.loss_factor);
    if (f.rate_low > 0 && w->kept.stage[MONEY_CURRENT].rate > 0) { /* the range moves along */
        double by = f.stage[MONEY_CURRENT].rate / w->kept.stage[MONEY_CURRENT].rate;
        f.rate_low *= by;
        f.rate_high *= by;
    }
    return money_scenario(w->v->c, w->risk->id, STR(""), &f, MONEY_CURRENT);
}

/* --- pages --- */

static bool find(struct ctx *c, struct request *req, struct record **ret)
{
    const struct entity *e = &entity_risk;
    int64_t id;
    return ref_parse(c->store->catalog, req->part[0], &e, &id)
               ? store_load(c, c->permit, e, id, ret)
               : fail(c, ERR_NOT_FOUND, "There is no such risk.");
}

static void summary(struct whatif *w)
{
    struct buf *b = w->v->b;
    if (!w->problems)
        return;
    ui_errors(b, !w->problems->next ? _("One thing has to be put right")
                                    : _("A few things have to be put right"));
    for (const struct problem *p = w->problems; p; p = p->next) {
        bool here = false;
        for (size_t i = 0; p->field && i < w->nknobs; i++)
            here |= str_eq_z(w->knob[i].name, p->field);
        if (here || (p->field && strcmp(p->field, "reason") == 0))
            html_f(b, "<li><a href=\"#k-%s\">%s</a></li>", p->field, p->message);
        else
            ui_error(b, NULL, p->message);
    }
    ui_errors_end(b);
}

static void keep_form(struct whatif *w)
{
    struct view *v = w->v;
    bool target = str_eq_z(http_get(w->in, "as"), "target");
    if (!view_may_record(v, ACT_EDIT, w->risk))
        return;
    ui_sheet(v->b, "keep", S_("Keep these figures"));
    html_f(v->b,
           "<form class=\"in stack\" id=\"keep-figures\" method=\"post\" "
           "action=\"%.*s/money\" novalidate>",
           STR_ARG(url_record(v->c, w->risk)));
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"version\" value=\"%ld\"><fieldset "
           "class=\"radios\"><legend>As</legend>"
           "<label><input type=\"radio\" name=\"as\" value=\"target\"%s> what is "
           "expected after the plan: the result, with the controls as they stand above</label>"
           "<label><input type=\"radio\" name=\"as\" value=\"current\"%s> what "
           "holds today: the three figures as typed</label></fieldset>",
           (long)w->risk->version, target || !http_has(w->in, "as") ? " checked" : "",
           target || !http_has(w->in, "as") ? "" : " checked");
    const struct problem *p = problem_find(w->problems, "reason");
    html_f(v->b,
           "<div class=\"field%s\"><label for=\"k-reason\">Why</label><p class=\"help\" "
           "id=\"h-reason\">What they rest on; kept in the history of the risk.</p>",
           p ? " wrong" : "");
    if (p)
        html_f(v->b, "<p class=\"err\" id=\"e-reason\">%s</p>", p->message);
    html_f(v->b,
           "<input type=\"text\" id=\"k-reason\" name=\"reason\" aria-describedby=\"h-reason\" "
           "value=\"%.*s\"></div><div class=\"btns\"><button class=\"btn\" type=\"submit\">Keep "
           "these figures</button></div></form>",
           STR_ARG(http_get(w->in, "reason")));
    ui_sheet_end(v->b);
}

static bool page(struct whatif *w)
{
    struct view *v = w->v;
    struct ctx *c = v->c;
    struct view_head h = {
        .title = arena_printf(c->mem, _("What if? " STR_FMT), STR_ARG(record_title(w->risk))),
        .crumb = { { _("Risks"), STR("/risks") },
                   { arena_z(c->mem, record_ref(c, w->risk)), url_record(c, w->risk) } },
        .lead = S_("Move a figure and see what it does. Nothing is saved until you keep it with a "
                   "reason.")
    };
    if (!view_begin(v, &h))
        return false;
    summary(w);
    buf_add_z(v->b, "<div class=\"cols wide\"><div class=\"stack-l\"><div class=\"sheet\"><div "
                    "class=\"in stack\" "
                    "id=\"drawn\">");
    if (!whatif_drawn(w, true))
        return false;
    buf_add_z(v->b, "</div></div></div><div class=\"stack-l\">");
    whatif_form(w, false);
    keep_form(w);
    buf_add_z(v->b, "</div></div>");
    return view_end(v);
}

bool page_what_if(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *r;
    struct whatif *w = arena_new(c->mem, struct whatif, 1);
    view_init(&v, c, req, res, "risk");
    if (!find(c, req, &r) || !whatif_read(&v, r, &req->query, w))
        return false;
    bool part = http_has(&req->query, "part");
    if (w->problems)
        res->status = 422;
    return part ? whatif_drawn(w, !http_has(&req->query, "drag")) : page(w);
}

/* --- keeping --- */

static bool set(struct whatif *w, size_t place, double x, bool money)
{
    struct ctx *c = w->v->c;
    const struct field *f = &entity_risk.fields[place];
    return record_parse(c, w->risk, f, number_text(c, money ? x : rounded(x), money)) ||
           c->err.code == ERR_INVALID;
}

static bool keep(struct whatif *w)
{
    struct ctx *c = w->v->c;
    const struct request *req = w->v->req;
    struct save_options o = { .expect = 0 };
    bool target = str_eq_z(http_get(&req->form, "as"), "target");
    size_t at = target ? RISK_TARGET_FREQUENCY : RISK_CURRENT_FREQUENCY;
    struct money_estimate e =
        target ? whatif_after(w)
               : (struct money_estimate){ w->knob[KNOB_FREQUENCY].value, w->knob[KNOB_LOW].value,
                                          w->knob[KNOB_HIGH].value };
    c->reason = str_trim(http_get(&req->form, "reason"));
    if (!c->reason.n)
        return problem_add(c, "reason", "required", STR(""),
                           "Say why, so that one can follow later what the figures rest on.");
    if (!num_parse_int(http_get(&req->form, "version"), &o.expect))
        return problem_add(c, NULL, "format", STR(""), "The form came without its version.");
    return set(w, at, e.rate, false) && set(w, at + 1, e.low, true) &&
           set(w, at + 2, e.high, true) && c->nproblems == 0 &&
           store_save(c, c->permit, w->risk, &o);
}

bool page_what_if_keep(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *r;
    struct whatif *w = arena_new(c->mem, struct whatif, 1);
    view_init(&v, c, req, res, "risk");
    if (!find(c, req, &r) || !whatif_read(&v, r, &req->form, w))
        return false;
    if (!permit_may(c->permit, ACT_EDIT, r))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to change this record.");
    bool ready = w->usable && !w->problems;
    if (ready && keep(w)) {
        view_say(&v, arena_printf(c->mem, _("Saved " STR_FMT "."), STR_ARG(record_ref(c, r))));
        http_redirect(c, res, url_record(c, r));
        return true;
    }
    if (ready && c->err.code != ERR_INVALID && c->err.code != ERR_CONFLICT)
        return false;
    res->status = c->err.code == ERR_CONFLICT ? 409 : 422;
    if (ready && c->err.code == ERR_CONFLICT) {
        ctx_clear(c);
        problem_add(c, NULL, "conflict", STR(""),
                    "Somebody else changed this risk meanwhile. Nothing of yours was saved: look "
                    "at the figures again, then keep them.");
    }
    if (ready) {
        w->problems = c->problems;
        ctx_clear(c);
    } else if (!w->problems) {
        problem_add(c, "frequency", "required", STR(""),
                    "Give how often it happens, and the low and the high end of what it costs.");
        w->problems = c->problems;
        ctx_clear(c);
    }
    return find(c, req, &w->risk) && page(w);
}
