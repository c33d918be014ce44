#include "engine/invest.h"

/* Greedy by gain for money, lazily: a gain only becomes smaller as more is bought, so an old one is
 * an upper bound and most need not be worked out again (Minoux 1978). Then exchanges. */

/* A gain that was worked out in round `round`; what requires others is judged with them. */
struct offer {
    double ratio;
    size_t j, round;
};

static double gain_with(const struct invest *v, struct invest_state *s, const bool *with, size_t j,
                        bool alone)
{
    if (alone)
        return invest_gain(v, s, j);
    double gain = 0; /* an upper bound is enough to rank: what is bought is bought exactly */
    for (size_t l = 0; l < v->n; l++)
        gain += with[l] ? invest_gain(v, s, l) : 0;
    return gain;
}

static bool free_of_rules(const struct invest *v, size_t j)
{
    const struct model *m = v->m;
    const struct control *k = &m->control[v->control[j].control];
    return !k->nrequires && !k->nexcludes && !k->alternative.n;
}

static void sink(struct offer *o, size_t n, size_t i)
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n &&
            (o[child + 1].ratio > o[child].ratio ||
             (!(o[child + 1].ratio < o[child].ratio) && o[child + 1].j < o[child].j)))
            child++;
        bool above =
            o[i].ratio > o[child].ratio || (!(o[i].ratio < o[child].ratio) && o[i].j < o[child].j);
        if (above)
            return;
        struct offer t = o[i];
        o[i] = o[child];
        o[child] = t;
    }
}

/* Gain for money of j now, with its closure in `with`; below 0: cannot be had. */
static double judge(const struct invest *v, struct invest_state *s, const signed char *fixed,
                    double budget, bool simple, size_t j, bool *with)
{
    bool alone = simple || free_of_rules(v, j);
    double cost = v->control[j].cost;
    if (s->on[j] || (fixed && fixed[j] == 0))
        return -1;
    if (!alone || !simple) {
        cost = invest_closure(v, s->on, fixed, j, with);
        alone = alone && cost <= v->control[j].cost;
    }
    if (s->cost + cost > budget * (1 + 1e-12))
        return -1;
    double gain = gain_with(v, s, with, j, alone);
    return gain > 0 ? gain / (cost + 1e-9) : -1;
}

void invest_fill(const struct invest *v, struct invest_state *s, const signed char *fixed,
                 double budget)
{
    struct offer *o = base_alloc((v->n + 1) * sizeof *o);
    bool *with = base_alloc(v->n + 1), simple = true;
    size_t n = 0, round = 1;
    for (size_t j = 0; j < v->m->ncontrols && simple; j++) {
        const struct control *k = &v->m->control[j];
        simple = !k->nrequires && !k->nexcludes && !k->alternative.n;
    }
    for (size_t j = 0; j < v->n; j++) {
        double ratio = judge(v, s, fixed, budget, simple, j, with);
        if (ratio > 0)
            o[n++] = (struct offer){ ratio, j, round };
    }
    for (size_t i = n / 2; i-- > 0;)
        sink(o, n, i);
    while (n > 0) {
        struct offer *best = &o[0];
        if (best->round != round || !simple) {
            double ratio = judge(v, s, fixed, budget, simple, best->j, with);
            bool same = best->round == round;
            best->ratio = ratio;
            best->round = round;
            if (!(ratio > 0))
                o[0] = o[--n];
            if (!same || !(ratio > 0)) {
                sink(o, n, 0);
                continue;
            }
        }
        if (simple) {
            invest_add(v, s, best->j);
        } else {
            for (size_t l = 0; l < v->n; l++)
                if (with[l] && !s->on[l])
                    invest_add(v, s, l);
        }
        o[0] = o[--n];
        sink(o, n, 0);
        round++;
    }
    base_free(o);
    base_free(with);
}

/* The state of a choice without j (and what requires it). False when j is mandatory. */
static bool without(const struct invest *v, const bool *on, size_t j, bool *keep)
{
    memcpy(keep, on, v->n);
    keep[j] = false;
    for (bool again = true; again;) {
        again = false;
        for (size_t l = 0; l < v->n; l++) {
            const struct control *k = &v->m->control[v->control[l].control];
            if (!keep[l] && on[l] && k->mandatory)
                return false;
            for (size_t i = 0; keep[l] && i < k->nrequires; i++) {
                size_t need = v->candidate[k->requires[i]];
                if (need != SIZE_MAX && !keep[need]) {
                    keep[l] = false;
                    again = true;
                }
            }
        }
    }
    return true;
}

/* Takes one control out and fills up again without it; keeps what is better. */
static bool exchange(const struct invest *v, double budget, struct invest_state *trial,
                     struct invest_choice *best, size_t j)
{
    bool *keep = base_alloc(v->n + 1), better = false;
    signed char *fixed = base_alloc(v->n + 1);
    memset(fixed, -1, v->n + 1);
    fixed[j] = 0;
    if (without(v, best->on, j, keep)) {
        invest_reset(v, trial);
        for (size_t l = 0; l < v->n; l++)
            if (keep[l])
                invest_add(v, trial, l);
        invest_fill(v, trial, fixed, budget);
        fixed[j] = -1;
        invest_fill(v, trial, fixed, budget);
        better = trial->loss < best->loss * (1 - 1e-9);
    }
    if (better) {
        memcpy(best->on, trial->on, v->n);
        best->loss = trial->loss;
        best->cost = trial->cost;
    }
    base_free(keep);
    base_free(fixed);
    return better;
}

void invest_greedy(const struct invest *v, double budget, bool thorough, struct invest_choice *ret)
{
    struct invest_state s;
    bool *with = base_alloc(v->n + 1);
    invest_start(v, &s);
    for (size_t j = 0; j < v->n; j++) { /* mandatory first, with what they require */
        if (!v->m->control[v->control[j].control].mandatory || s.on[j] ||
            !(invest_closure(v, s.on, NULL, j, with) < INFINITY))
            continue;
        for (size_t l = 0; l < v->n; l++)
            if (with[l])
                invest_add(v, &s, l);
    }
    invest_fill(v, &s, NULL, budget);
    memcpy(ret->on, s.on, v->n);
    ret->loss = s.loss;
    ret->cost = s.cost;
    for (bool again = thorough; again;) {
        again = false;
        for (size_t j = 0; j < v->n; j++)
            if (ret->on[j])
                again |= exchange(v, budget, &s, ret, j);
        /* And the other way round: one that was left out comes in first. */
        for (size_t j = 0; j < v->n; j++) {
            if (ret->on[j])
                continue;
            invest_reset(v, &s);
            double cost = invest_closure(v, s.on, NULL, j, with);
            for (size_t l = 0; l < v->n; l++) {
                const struct control *k = &v->m->control[v->control[l].control];
                if (cost < INFINITY && k->mandatory && !with[l])
                    cost = INFINITY; /* rules with mandatory ones: left to the proof */
            }
            if (s.cost + cost > budget)
                continue;
            for (size_t l = 0; l < v->n; l++)
                if (with[l])
                    invest_add(v, &s, l);
            invest_fill(v, &s, NULL, budget);
            if (s.loss < ret->loss * (1 - 1e-9)) {
                memcpy(ret->on, s.on, v->n);
                ret->loss = s.loss;
                ret->cost = s.cost;
                again = true;
            }
        }
    }
    invest_stop(&s);
    base_free(with);
}

void invest_frontier(const struct invest *v, struct invest_choice *ret, size_t *ret_n)
{
    double all = 0;
    bool *on = base_alloc(v->n + 1);
    for (size_t j = 0; j < v->n; j++)
        all += v->control[j].cost;
    *ret_n = 0;
    for (size_t k = 0; k <= INVEST_FRONTIER; k++) {
        struct invest_choice c = { .on = on };
        invest_greedy(v, all * (double)k / INVEST_FRONTIER, false, &c);
        c.on = NULL;
        if (c.cost > all * (double)k / INVEST_FRONTIER * (1 + 1e-12))
            continue; /* less than the mandatory ones cost */
        if (*ret_n && ret[*ret_n - 1].loss < c.loss)
            c = ret[*ret_n - 1]; /* more money never does worse */
        ret[(*ret_n)++] = c;
    }
    base_free(on);
}
