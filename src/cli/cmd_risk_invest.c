#include "base/num.h"
#include "base/str.h"
#include "cli/cmd_risk.h"
#include "isms/portfolio.h"

/* risk invest in words: what to buy, and what it does. */

static const struct control *at(const struct offer *o, size_t k)
{
    return &o->model.control[o->control[k]];
}

static void print(struct cli *x, const struct offer *o)
{
    struct cli_table *t = cli_table_new(x);
    cli_table_column(t, "Buy", true);
    cli_table_column(t, "Cost", false);
    cli_table_column(t, "Saves alone", false);
    cli_table_column(t, "Saves as the last", false);
    for (size_t k = 0; k < o->n; k++) {
        struct str row[] = { cli_safe(x, at(o, k)->title.n ? at(o, k)->title : at(o, k)->id),
                             risk_money(x, o->cost[k]), risk_money(x, o->alone[k]),
                             risk_money(x, o->last[k]) };
        if (o->best.on[k])
            cli_table_row(t, row);
    }
    cli_table_print(x, t);
    buf_addf(&x->out, "\nBudget %s, spent %s " STR_FMT ". Expected loss %s instead of %s.\n",
             risk_money(x, o->budget).p, risk_money(x, o->best.cost).p,
             STR_ARG(cli_safe(x, o->model.currency)), risk_money(x, o->after.mean).p,
             risk_money(x, o->before.mean).p);
    buf_addf(&x->out,
             "A year in twenty costs more than %s instead of %s, on average then %s "
             "instead of %s.\n",
             risk_money(x, o->after.var[1]).p, risk_money(x, o->before.var[1]).p,
             risk_money(x, o->after.tvar[1]).p, risk_money(x, o->before.tvar[1]).p);
    if (o->proof.gap > 0)
        buf_addf(&x->out, "No choice leaves less than %s (proved gap %.2f %%).\n",
                 risk_money(x, o->proof.bound).p, 100 * o->proof.gap);
    else
        buf_add_z(&x->out, "Proved: no choice within the budget leaves less.\n");
}

int cmd_risk_invest(struct cli *x)
{
    struct model raw, m;
    struct offer *o = arena_new(x->c->mem, struct offer, 1);
    struct str budget = cli_value(x, "budget"), effort = cli_value(x, "effort");
    int64_t cents = 0, nodes = OFFER_EFFORT;
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
    if (!offer_make(x->c, &raw, (double)cents / 100, (size_t)nodes, o))
        return cli_fail(x);
    if (x->json)
        offer_json(o, &x->j);
    else
        print(x, o);
    return cli_done(x);
}
