#include "cli/cmd.h"
#include "cli/cmd_risk.h"
#include "engine/sim.h"
#include "base/num.h"
#include "base/str.h"

/* risk curve, risk simulate, risk invest: from a model file, or from the records. */

static bool read_file(struct cli *x, const char *path, struct str *ret)
{
    FILE *f = fopen(path, "rbe");
    struct buf b;
    char part[65536];
    size_t n;
    if (!f)
        return fail(x->c, ERR_NOT_FOUND, "%s cannot be read: %s.", path, strerror(errno));
    buf_init(&b, JIN_MAX);
    while ((n = fread(part, 1, sizeof part, f)) > 0 && !b.over)
        buf_add(&b, part, n);
    bool bad = ferror(f) != 0, over = b.over;
    fclose(f);
    *ret = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    if (bad)
        return fail(x->c, ERR_STORAGE, "%s cannot be read.", path);
    return !over ||
           model_too_large(
               x->c, arena_printf(x->c->mem, "%s is larger than %d MB.", path, JIN_MAX >> 20).p);
}

/* The model file with its controls at work as --controls says. */
bool risk_model_file(struct cli *x, struct model *ret_raw, struct model *ret)
{
    struct str text, which = cli_value(x, "controls");
    if (!read_file(x, arena_z(x->c->mem, cli_value(x, "model")), &text) ||
        !model_read(x->c, text, ret_raw))
        return false;
    bool *on = arena_new(x->c->mem, bool, ret_raw->ncontrols + 1);
    if (which.n && !str_eq_z(which, "none") && !str_eq_z(which, "all") &&
        !str_eq_z(which, "in_place"))
        return fail(x->c, ERR_USAGE, "--controls takes none, in_place or all.");
    for (size_t j = 0; j < ret_raw->ncontrols; j++)
        on[j] =
            str_eq_z(which, "all") || (!str_eq_z(which, "none") && ret_raw->control[j].in_place);
    *ret = model_with(x->c, ret_raw, on, MODEL_MIDDLE);
    return true;
}

unsigned risk_cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 1 ? (unsigned)MIN(n, 16) : 1;
}

/* 1,234,567: whole units are enough for people. */
struct str risk_money(struct cli *x, double amount)
{
    char digits[40];
    struct buf b;
    buf_init(&b, 80);
    snprintf(digits, sizeof digits, "%.0f", amount);
    size_t n = strlen(digits);
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_add_char(&b, ',');
        buf_add_char(&b, digits[i]);
    }
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void line(struct cli *x, const char *label, double amount, const char *more)
{
    buf_addf(&x->out,
             "  %-34s "
             "%16s%s\n",
             label, risk_money(x, amount).p, more);
}

static double chance(const struct loss_result *r, double loss)
{
    size_t i = 0;
    while (i + 1 < r->npoints && r->point[i].loss < loss)
        i++;
    return r->point[i].probability;
}

/* Lines of the curve end below it: no sum of a permitted model comes near. */
static const int64_t loss_most = INT64_C(1000000000000000000);

static void print_curve(struct cli *x, const struct model *m, const struct loss_result *r)
{
    buf_addf(&x->out, "Loss in %u year%s, %zu scenarios, " STR_FMT "\n\n", m->horizon,
             m->horizon > 1 ? "s" : "", m->n, STR_ARG(cli_safe(x, m->currency)));
    line(x, "expected", r->mean, "");
    line(x, "standard deviation", r->sd, "");
    buf_addf(&x->out, "  %-34s %15.1f %%\n", "no loss at all", 100 * r->no_loss);
    for (size_t i = 0; i < 3; i++) {
        line(x, arena_printf(x->c->mem, "exceeded in 1 of %.0f", 1 / (1 - loss_level[i])).p,
             r->var[i],
             arena_printf(x->c->mem, "   on average then %s", risk_money(x, r->tvar[i]).p).p);
    }
    buf_add_z(&x->out, "\n  more than              probability\n");
    for (int64_t ten = 1000; (double)ten < r->end && ten < loss_most; ten *= 10)
        for (int step = 1; step < 10; step += step == 1 ? 1 : 3) {
            double loss = (double)ten * step, p = chance(r, loss);
            if (p < 0.999 * (1 - r->no_loss) && p > 0.0005 && loss < r->end)
                buf_addf(&x->out, "  %-20s %10.2f %%\n", risk_money(x, loss).p, 100 * p);
        }
    if (r->tolerance && r->breach > 1)
        buf_addf(&x->out,
                 "\nAbove what is tolerated: more than %s is lost with %.2f %% instead of %.2f "
                 "%%.\n",
                 risk_money(x, r->breach_loss).p, 100 * r->breach_probability,
                 100 * r->breach_allowed);
    else if (r->tolerance)
        buf_add_z(&x->out, "\nWithin what is tolerated.\n");
    if (r->aggregate_ignored)
        buf_add_z(&x->out, "\nThe yearly limit of an insurance is left out here; risk simulate "
                           "counts it.\n");
}

static void print_shares(struct cli *x, const struct model *m, const struct loss_share *s)
{
    struct cli_table *t = cli_table_new(x);
    size_t *order = arena_new(x->c->mem, size_t, m->n);
    cli_table_column(t, "Scenario", true);
    cli_table_column(t, "Expected", false);
    cli_table_column(t, "Of a bad year (1 of 20)", false);
    for (size_t i = 0; i < m->n; i++) { /* insertion: the largest first, at most 20 are shown */
        size_t k = i;
        for (; k > 0 && s[order[k - 1]].tvar < s[i].tvar; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    buf_add_char(&x->out, '\n');
    for (size_t k = 0; k < m->n && k < 20; k++) {
        const struct scenario *a = &m->scenario[order[k]];
        struct str row[] = { cli_safe(x, a->title.n ? a->title : a->id),
                             risk_money(x, s[order[k]].mean),
                             arena_printf(x->c->mem, "%s (%.1f %%)",
                                          risk_money(x, s[order[k]].tvar).p,
                                          100 * s[order[k]].tvar_share) };
        cli_table_row(t, row);
    }
    cli_table_print(x, t);
}

static bool tornado(struct cli *x, const struct model *m, struct loss_options o,
                    struct answer_shares *ret)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_swing *w = arena_new(x->c->mem, struct loss_swing, 2 * m->n + 1);
    o.bits = 13;
    if (!loss_build(x->c, m, o, &l))
        return false;
    loss_tornado(l, NULL, 0, w, &ret->nswings);
    ret->swing = w;
    return true;
}

static bool curve_of(struct cli *x, const struct model *m)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_options o = { .bits = cli_has(x, "fast") ? LOSS_FAST : LOSS_FINE,
                              .threads = risk_cores() };
    struct loss_result *r = arena_new(x->c->mem, struct loss_result, 1);
    struct loss_share *share = arena_new(x->c->mem, struct loss_share, m->n + 1);
    struct answer_shares more = { .share = NULL };
    if (!loss_build(x->c, m, o, &l))
        return false;
    loss_curve(l, r);
    if (cli_has(x, "contributions")) {
        loss_shares(l, r, 1, share);
        more.share = share;
    }
    if (cli_has(x, "tornado") && !tornado(x, m, o, &more))
        return false;
    if (x->json) {
        answer_curve(&x->j, m, r, &more);
        return true;
    }
    print_curve(x, m, r);
    if (more.share)
        print_shares(x, m, share);
    for (size_t i = 0; i < more.nswings && i < 20; i++) {
        const struct loss_swing *w = &more.swing[i];
        buf_addf(&x->out, "%s  " STR_FMT ", %s: 1 of 20 from %s to %s\n", i ? "" : "\n",
                 STR_ARG(cli_safe(x, m->scenario[w->scenario].id)), w->size ? "loss" : "frequency",
                 risk_money(x, w->var95[0]).p, risk_money(x, w->var95[1]).p);
    }
    return true;
}

static bool whole_number(struct cli *x, const char *name, int64_t low, int64_t high, int64_t *ret)
{
    struct str s = cli_value(x, name);
    if (!s.n)
        return true;
    return (num_parse_int(s, ret) && *ret >= low && *ret <= high) ||
           fail(x->c, ERR_USAGE, "--%s takes a whole number from %" PRId64 " to %" PRId64 ".", name,
                low, high);
}

static bool simulate(struct cli *x, const struct model *m)
{
    _cleanup_(sim_done) struct sim *s = NULL;
    int64_t years = SIM_YEARS, seed = 1;
    struct sim_result *r = arena_new(x->c->mem, struct sim_result, 1);
    if (!whole_number(x, "years", 100, SIM_YEARS_MAX, &years) ||
        !whole_number(x, "seed", 0, INT64_MAX, &seed))
        return false;
    struct sim_options o = { .years = (uint32_t)years,
                             .seed = (uint64_t)seed,
                             .threads = risk_cores() };
    if (!sim_run(x->c, m, o, &s))
        return false;
    sim_summary(s, r);
    if (x->json) {
        answer_sim(&x->j, m, &o, r);
        return true;
    }
    buf_addf(&x->out, "%" PRId64 " results drawn, seed %" PRId64 ", " STR_FMT "\n\n", years, seed,
             STR_ARG(cli_safe(x, m->currency)));
    line(x, "expected", r->mean,
         arena_printf(x->c->mem, "   standard error %s", risk_money(x, r->mean_error).p).p);
    line(x, "standard deviation", r->sd, "");
    buf_addf(&x->out, "  %-34s %15.1f %%\n", "no loss at all", 100 * r->no_loss);
    for (size_t i = 0; i < 3; i++)
        line(x, arena_printf(x->c->mem, "exceeded in 1 of %.0f", 1 / (1 - loss_level[i])).p,
             r->var[i],
             arena_printf(x->c->mem, "   %s to %s; on average then %s",
                          risk_money(x, r->var_low[i]).p, risk_money(x, r->var_high[i]).p,
                          risk_money(x, r->tvar[i]).p)
                 .p);
    return true;
}

static int from_file(struct cli *x, bool (*show)(struct cli *, const struct model *))
{
    struct model raw, m;
    if (!risk_model_file(x, &raw, &m))
        return cli_fail(x);
    if (x->json)
        jout_begin(&x->j);
    if (!show(x, &m))
        return cli_fail(x);
    if (x->json)
        jout_end(&x->j);
    return cli_done(x);
}

bool risk_from_records(struct cli *x, struct record **ret_scope, struct risk_money *ret)
{
    *ret_scope = NULL;
    return cli_open(x) &&
           (!cli_value(x, "scope").n ||
            store_find(x->c, x->permit, &entity_scope_type, cli_value(x, "scope"), ret_scope)) &&
           risk_money_read(x->c, x->permit, *ret_scope, ret);
}

static void left_out(struct cli *x, const struct risk_money *r)
{
    if (r->nleft_out)
        buf_addf(&x->out, "Without an estimate in money and so left out: %zu.\n", r->nleft_out);
    if (r->moved)
        buf_addf(&x->out,
                 "Worse than estimated, because an existing control failed its test: %zu.\n",
                 r->moved);
}

static int records_json(struct cli *x, bool simulated)
{
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    int64_t years = SIM_YEARS, seed = 1;
    if (!cli_open(x) || !whole_number(x, "years", 100, SIM_YEARS_MAX, &years) ||
        !whole_number(x, "seed", 0, INT64_MAX, &seed) ||
        !portfolio_named(x->c, NULL, x->permit, cli_value(x, "scope"), &p))
        return cli_fail(x);
    struct portfolio_wanted w = { .contributions = !simulated && cli_has(x, "contributions"),
                                  .tornado = !simulated && cli_has(x, "tornado"),
                                  .simulated = simulated,
                                  .years = (uint32_t)years,
                                  .seed = (uint64_t)seed };
    jout_begin(&x->j);
    if (!portfolio_json(x->c, p, &w, &x->j))
        return cli_fail(x);
    jout_end(&x->j);
    return cli_done(x);
}

/* Every stage for which at least one risk has figures of its own. */
static int from_records(struct cli *x, bool (*show)(struct cli *, const struct model *))
{
    static const char *const headings[MONEY_STAGES] = { "Without controls", "Today",
                                                        "After the plan" };
    struct record *scope;
    struct risk_money r;
    if (!risk_from_records(x, &scope, &r))
        return cli_fail(x);
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        struct model m = r.model[s];
        m.ncontrols = 0; /* candidates: only for risk invest */
        if (!r.given[s])
            continue;
        buf_addf(&x->out, "%s%s: ", x->out.n ? "\n" : "", headings[s]);
        if (!show(x, &m))
            return cli_fail(x);
    }
    buf_add_char(&x->out, '\n');
    left_out(x, &r);
    return cli_done(x);
}

int cmd_risk_curve(struct cli *x)
{
    if (cli_value(x, "model").n)
        return from_file(x, curve_of);
    return x->json ? records_json(x, false) : from_records(x, curve_of);
}

int cmd_risk_simulate(struct cli *x)
{
    if (cli_value(x, "model").n)
        return from_file(x, simulate);
    return x->json ? records_json(x, true) : from_records(x, simulate);
}
