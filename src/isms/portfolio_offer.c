#include "engine/answer.h"
#include "isms/portfolio.h"
#include "records/records.h"

/* What to buy under a budget: the choice, its proof, what each control is worth, the frontier, and
 * what the choice does to the curve. */

static bool curve(struct ctx *c, const struct offer *o, const struct invest *v, const bool *chosen,
                  struct loss_result *ret)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_options options = { .bits = LOSS_FINE, .threads = portfolio_threads() };
    const struct model *m = &o->model;
    bool *on = arena_new(c->mem, bool, m->ncontrols + 1);
    for (size_t j = 0; j < m->ncontrols; j++)
        on[j] = m->control[j].in_place ||
                (chosen && v->candidate[j] != SIZE_MAX && chosen[v->candidate[j]]);
    struct model t = model_with(c, m, on, MODEL_MIDDLE);
    if (!loss_build(c, &t, options, &l))
        return false;
    loss_curve(l, ret);
    return true;
}

static void values(struct ctx *c, struct offer *o, const struct invest *v)
{
    bool *one = arena_new(c->mem, bool, v->n + 1);
    o->alone = arena_new(c->mem, double, v->n + 1);
    o->last = arena_new(c->mem, double, v->n + 1);
    for (size_t j = 0; j < v->n; j++) {
        one[j] = true;
        o->alone[j] = o->nothing - invest_loss(v, one);
        one[j] = false;
        bool was = o->best.on[j];
        o->best.on[j] = false;
        double without = invest_loss(v, o->best.on);
        o->best.on[j] = true;
        o->last[j] = without - invest_loss(v, o->best.on);
        o->best.on[j] = was;
    }
}

bool offer_make(struct ctx *c, const struct model *m, double budget, size_t effort,
                struct offer *ret)
{
    *ret = (struct offer){ .budget = budget, .model = *m };
    _cleanup_(invest_done) struct invest *v = invest_new(&ret->model);
    if (!v->n)
        return fail(c, ERR_INVALID,
                    "There is nothing to choose from: no control that is not in place yet.");
    if (!invest_possible(c, v, budget))
        return false;
    ret->n = v->n;
    ret->control = arena_new(c->mem, size_t, v->n + 1);
    ret->cost = arena_new(c->mem, double, v->n + 1);
    for (size_t k = 0; k < v->n; k++) {
        ret->control[k] = v->control[k].control;
        ret->cost[k] = v->control[k].cost;
    }
    ret->best.on = arena_new(c->mem, bool, v->n + 1);
    ret->nothing = invest_nothing(v);
    invest_greedy(v, budget, true, &ret->best);
    invest_prove(v, budget, effort, &ret->best, &ret->proof);
    invest_frontier(v, ret->frontier, &ret->nfrontier);
    values(c, ret, v);
    return curve(c, ret, v, NULL, &ret->before) && curve(c, ret, v, ret->best.on, &ret->after);
}

static void json_controls(const struct offer *o, struct jout *j)
{
    jout_key(j, "controls");
    jout_array(j);
    for (size_t k = 0; k < o->n; k++) {
        const struct control *x = &o->model.control[o->control[k]];
        jout_begin(j);
        jout_member(j, "control", x->id);
        jout_member(j, "title", x->title);
        jout_key(j, "chosen");
        jout_bool(j, o->best.on[k]);
        jout_key(j, "mandatory");
        jout_bool(j, x->mandatory);
        answer_money(j, "cost", o->cost[k]);
        answer_money(j, "saves_alone", o->alone[k]);
        answer_money(j, "saves_last", o->last[k]);
        jout_end(j);
    }
    jout_array_end(j);
}

void offer_json(const struct offer *o, struct jout *j)
{
    jout_begin(j);
    jout_member(j, "currency", o->model.currency);
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
    for (size_t k = 0; k < o->n; k++)
        if (o->best.on[k])
            jout_str(j, o->model.control[o->control[k]].id);
    jout_array_end(j);
    json_controls(o, j);
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
        answer_curve(j, &o->model, after ? &o->after : &o->before, NULL);
        jout_end(j);
    }
    jout_end(j);
}

/* --- of a portfolio --- */

static bool has(const int64_t *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

static void remap(size_t *list, size_t *n, const size_t *place)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (place[list[i]] != SIZE_MAX)
            list[kept++] = place[list[i]];
    *n = kept;
}

/* The model without what is ruled out; what is wanted becomes mandatory. */
static struct model narrowed(struct ctx *c, const struct portfolio *p, const int64_t *must,
                             size_t nmust, const int64_t *never, size_t nnever)
{
    struct model m = p->money.model[MONEY_CURRENT];
    size_t *place = arena_new(c->mem, size_t, m.ncontrols + 1), n = 0;
    struct control *list = arena_new(c->mem, struct control, m.ncontrols + 1);
    for (size_t j = 0; j < m.ncontrols; j++) {
        place[j] = SIZE_MAX;
        if (has(never, nnever, p->money.control[j]))
            continue;
        place[j] = n;
        list[n] = m.control[j];
        list[n++].mandatory |= has(must, nmust, p->money.control[j]);
    }
    for (size_t j = 0; j < n; j++) {
        size_t *a = arena_new(c->mem, size_t, list[j].nexcludes + 1),
               *b = arena_new(c->mem, size_t, list[j].nrequires + 1);
        if (list[j].nexcludes)
            memcpy(a, list[j].excludes, list[j].nexcludes * sizeof *a);
        if (list[j].nrequires)
            memcpy(b, list[j].requires, list[j].nrequires * sizeof *b);
        list[j].excludes = a;
        list[j].requires = b;
        remap(a, &list[j].nexcludes, place);
        remap(b, &list[j].nrequires, place);
    }
    m.control = list;
    m.ncontrols = n;
    return m;
}

struct choosing {
    struct portfolio *p;
    double budget;
    size_t effort;
    const int64_t *must, *never;
    size_t nmust, nnever;
    struct offer *made;
};

static bool choose(struct ctx *c, void *arg)
{
    struct choosing *w = arg;
    struct model m = narrowed(c, w->p, w->must, w->nmust, w->never, w->nnever);
    w->made = arena_new(c->mem, struct offer, 1);
    return offer_make(c, &m, w->budget, w->effort, w->made);
}

bool portfolio_invest(struct ctx *c, struct portfolio *p, double budget, size_t effort,
                      const int64_t *must, size_t nmust, const int64_t *never, size_t nnever,
                      const struct offer **ret)
{
    struct str key = arena_printf(c->mem, "%.17g %zu", budget, effort);
    for (size_t i = 0; i < nmust; i++)
        key = arena_printf(c->mem, STR_FMT " +%" PRId64, STR_ARG(key), must[i]);
    for (size_t i = 0; i < nnever; i++)
        key = arena_printf(c->mem, STR_FMT " -%" PRId64, STR_ARG(key), never[i]);
    if (p->offer && str_eq(p->offer_key, key)) {
        *ret = p->offer;
        return true;
    }
    for (size_t i = 0; i < nmust; i++)
        if (!has(p->money.control, p->money.model[MONEY_CURRENT].ncontrols, must[i]))
            return problem_add(c, "must", "unknown", entity_ref(c, &entity_control, must[i]),
                               "C-%" PRId64 " is not among the controls to choose from: it is in "
                               "place, or says nothing of an effect, or of a risk.",
                               must[i]);
    arena_reset(p->offer_mem);
    p->offer = NULL;
    struct choosing w = { p, budget, effort, must, never, nmust, nnever, NULL };
    if (!portfolio_within(c, p->offer_mem, choose, &w))
        return false;
    p->offer_key = arena_str(p->offer_mem, key);
    *ret = p->offer = w.made;
    return true;
}
