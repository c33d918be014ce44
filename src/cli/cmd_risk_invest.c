#include "base/num.h"
#include "base/str.h"
#include "cli/cmd_risk.h"
#include "engine/invest.h"

/* risk invest: the choice, its proof, the frontier, and what the choice does to the curve. */

struct offer {
    struct model *m;
    struct invest *v;
    double budget, nothing;
    struct invest_choice best;
    struct invest_proof proof;
    struct invest_choice *frontier;
    size_t nfrontier;
    struct loss_result *before, *after;
    double *alone, *last; /* what a control saves as the first, and as the last one */
};

static bool curve(struct cli *x, const struct offer *o, const bool *chosen, struct loss_result *ret)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_options options = { .bits = LOSS_FINE, .threads = risk_cores() };
    bool *on = arena_new(x->c->mem, bool, o->m->ncontrols + 1);
    for (size_t j = 0; j < o->m->ncontrols; j++)
        on[j] = o->m->control[j].in_place ||
                (chosen && o->v->candidate[j] != SIZE_MAX && chosen[o->v->candidate[j]]);
    struct model *t = arena_new(x->c->mem, struct model, 1);
    *t = model_with(x->c, o->m, on, MODEL_MIDDLE);
    if (!loss_build(x->c, t, options, &l))
        return false;
    loss_curve(l, ret);
    return true;
}

static void values(struct cli *x, struct offer *o)
{
    bool *one = arena_new(x->c->mem, bool, o->v->n + 1);
    o->alone = arena_new(x->c->mem, double, o->v->n + 1);
    o->last = arena_new(x->c->mem, double, o->v->n + 1);
    for (size_t j = 0; j < o->v->n; j++) {
        one[j] = true;
        o->alone[j] = o->nothing - invest_loss(o->v, one);
        one[j] = false;
        bool was = o->best.on[j];
        o->best.on[j] = false;
        double without = invest_loss(o->v, o->best.on);
        o->best.on[j] = true;
        o->last[j] = without - invest_loss(o->v, o->best.on);
        o->best.on[j] = was;
    }
}

static bool work(struct cli *x, struct offer *o, int64_t effort)
{
    if (!o->v->n)
        return fail(x->c, ERR_INVALID,
                    "There is nothing to choose from: no control that is not in place yet.");
    if (!invest_possible(x->c, o->v, o->budget))
        return false;
    o->best.on = arena_new(x->c->mem, bool, o->v->n + 1);
    o->frontier = arena_new(x->c->mem, struct invest_choice, INVEST_FRONTIER + 1);
    o->before = arena_new(x->c->mem, struct loss_result, 1);
    o->after = arena_new(x->c->mem, struct loss_result, 1);
    o->nothing = invest_nothing(o->v);
    invest_greedy(o->v, o->budget, true, &o->best);
    invest_prove(o->v, o->budget, (size_t)effort, &o->best, &o->proof);
    invest_frontier(o->v, o->frontier, &o->nfrontier);
    values(x, o);
    return curve(x, o, NULL, o->before) && curve(x, o, o->best.on, o->after);
}

static const struct control *at(const struct offer *o, size_t j)
{
    return &o->m->control[o->v->control[j].control];
}

static void json_controls(struct cli *x, const struct offer *o)
{
    struct jout *j = &x->j;
    jout_key(j, "controls");
    jout_array(j);
    for (size_t k = 0; k < o->v->n; k++) {
        jout_begin(j);
        jout_member(j, "control", at(o, k)->id);
        jout_member(j, "title", at(o, k)->title);
        jout_key(j, "chosen");
        jout_bool(j, o->best.on[k]);
        answer_money(j, "cost", o->v->control[k].cost);
        answer_money(j, "saves_alone", o->alone[k]);
        answer_money(j, "saves_last", o->last[k]);
        jout_end(j);
    }
    jout_array_end(j);
}

static void json(struct cli *x, const struct offer *o)
{
    struct jout *j = &x->j;
    jout_begin(j);
    jout_member(j, "currency", o->m->currency);
    answer_money(j, "budget", o->budget);
    answer_money(j, "cost", o->best.cost);
    answer_money(j, "mean_before", o->nothing);
    answer_money(j, "mean_after", o->best.loss);
    answer_money(j, "bound", o->proof.bound);
    jout_key(j, "gap");
    jout_real(j, o->proof.gap);
    jout_key(j, "optimal");
    jout_bool(j, !(o->proof.gap > 0));
    jout_key(j, "chosen");
    jout_array(j);
    for (size_t k = 0; k < o->v->n; k++)
        if (o->best.on[k])
            jout_str(j, at(o, k)->id);
    jout_array_end(j);
    json_controls(x, o);
    jout_key(j, "frontier");
    jout_array(j);
    for (size_t k = 0; k < o->nfrontier; k++) {
        jout_begin(j);
        answer_money(j, "cost", o->frontier[k].cost);
        answer_money(j, "mean", o->frontier[k].loss);
        jout_end(j);
    }
    jout_array_end(j);
    for (int after = 0; after < 2; after++) {
        jout_key(j, after ? "after" : "before");
        jout_begin(j);
        answer_curve(j, o->m, after ? o->after : o->before, NULL);
        jout_end(j);
    }
    jout_end(j);
}

static void print(struct cli *x, const struct offer *o)
{
    struct cli_table *t = cli_table_new(x);
    cli_table_column(t, "Buy", true);
    cli_table_column(t, "Cost", false);
    cli_table_column(t, "Saves alone", false);
    cli_table_column(t, "Saves as the last", false);
    for (size_t k = 0; k < o->v->n; k++) {
        struct str row[] = { cli_safe(x, at(o, k)->title.n ? at(o, k)->title : at(o, k)->id),
                             risk_money(x, o->v->control[k].cost), risk_money(x, o->alone[k]),
                             risk_money(x, o->last[k]) };
        if (o->best.on[k])
            cli_table_row(t, row);
    }
    cli_table_print(x, t);
    buf_addf(&x->out, "\nBudget %s, spent %s " STR_FMT ". Expected loss %s instead of %s.\n",
             risk_money(x, o->budget).p, risk_money(x, o->best.cost).p,
             STR_ARG(cli_safe(x, o->m->currency)), risk_money(x, o->after->mean).p,
             risk_money(x, o->before->mean).p);
    buf_addf(&x->out,
             "A year in twenty costs more than %s instead of %s, on average then %s "
             "instead of %s.\n",
             risk_money(x, o->after->var[1]).p, risk_money(x, o->before->var[1]).p,
             risk_money(x, o->after->tvar[1]).p, risk_money(x, o->before->tvar[1]).p);
    if (o->proof.gap > 0)
        buf_addf(&x->out, "No choice leaves less than %s (proved gap %.2f %%).\n",
                 risk_money(x, o->proof.bound).p, 100 * o->proof.gap);
    else
        buf_add_z(&x->out, "Proved: no choice within the budget leaves less.\n");
}

int cmd_risk_invest(struct cli *x)
{
    struct model raw, m;
    struct offer o = { .m = &raw };
    struct str budget = cli_value(x, "budget"), effort = cli_value(x, "effort");
    int64_t cents = 0, nodes = 20000;
    if (!num_parse_fixed(budget, 2, &cents) || cents < 0)
        return cli_usage(x, "--budget takes an amount from 0, such as 50000.");
    if (effort.n && (!num_parse_int(effort, &nodes) || nodes < 1 || nodes > 100000000))
        return cli_usage(x, "--effort takes a whole number from 1.");
    struct record *scope;
    struct risk_money records;
    if (cli_value(x, "model").n ? !risk_model_file(x, &raw, &m)
                                : !risk_from_records(x, &scope, &records))
        return cli_fail(x);
    if (!cli_value(x, "model").n)
        raw = records.model[MONEY_CURRENT];
    _cleanup_(invest_done) struct invest *v = invest_new(&raw);
    o.v = v;
    o.budget = (double)cents / 100;
    if (!work(x, &o, nodes))
        return cli_fail(x);
    if (x->json)
        json(x, &o);
    else
        print(x, &o);
    return cli_done(x);
}
