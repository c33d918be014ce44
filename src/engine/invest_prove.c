#include "engine/calc.h"
#include "engine/invest.h"

/*
 * Branch and bound. Let x_j be the part of control j that is bought, 0 to 1. The loss
 * f(x) = sum A e^(-sum w x) is convex, so at any x the tangent is below it, and the least value of
 * the tangent under the budget (a fractional knapsack) is a bound for every choice. Steps of Frank
 * and Wolfe (1956) move x to where that bound is good. Members of a group are counted in full here,
 * which makes the bound lower, never wrong.
 */

struct search {
    const struct invest *v;
    double budget;
    size_t nodes, most;
    struct invest_choice *best;
    struct invest_state trial;
    double open; /* least bound of what was not looked at */
    double *row, *dir, *slope;
    size_t *order;
    double *rank;
};

static const double ENOUGH = 1e-6; /* a part of the loss: below, a choice counts as the best */

static double rows_at(const struct search *q, const double *x, double *row)
{
    const struct invest *v = q->v;
    double sum = 0;
    memset(row, 0, v->rows * sizeof *row);
    for (size_t j = 0; j < v->n; j++)
        for (size_t i = 0; x[j] > 0 && i < v->control[j].n; i++)
            row[v->control[j].entry[i].row] += v->control[j].entry[i].weight * x[j];
    for (size_t i = 0; i < v->rows; i++) {
        row[i] = v->base[i] > 0 ? v->base[i] * calc_exp(-row[i]) : 0;
        sum += row[i];
    }
    return sum;
}

static void by_rank(const struct search *q, size_t n)
{
    size_t *o = q->order;
    for (size_t gap = n / 2; gap > 0; gap /= 2) /* Shell's sort: n is some hundred */
        for (size_t i = gap; i < n; i++)
            for (size_t k = i; k >= gap && q->rank[o[k - gap]] < q->rank[o[k]]; k -= gap) {
                size_t t = o[k];
                o[k] = o[k - gap];
                o[k - gap] = t;
            }
}

/* The best corner of the tangent at q->slope: fills the budget by slope for money. Returns its
 * value and the price of money at the margin. */
static double knapsack(const struct search *q, const signed char *fixed, double *ret,
                       double *ret_price)
{
    const struct invest *v = q->v;
    double room = q->budget, value = 0;
    size_t n = 0;
    for (size_t j = 0; j < v->n; j++) {
        ret[j] = fixed[j] == 1;
        if (fixed[j] == 1) {
            room -= v->control[j].cost;
            value += q->slope[j];
        } else if (fixed[j] < 0 && q->slope[j] < 0) {
            q->order[n++] = j;
            q->rank[j] = -q->slope[j] / (v->control[j].cost + 1e-9);
        }
    }
    by_rank(q, n);
    *ret_price = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = q->order[i];
        double cost = v->control[j].cost, part = cost <= room ? 1 : room > 0 ? room / cost : 0;
        ret[j] = part;
        room -= part * cost;
        value += part * q->slope[j];
        if (part < 1) {
            *ret_price = q->rank[j];
            break;
        }
    }
    return value;
}

/* Least of f along x + t (s - x), 0 <= t <= 1: f is a sum of exponentials of t. Newton's steps. */
static double step_length(const struct search *q, const double *x, const double *s)
{
    const struct invest *v = q->v;
    double t = 0.5;
    memset(q->dir, 0, v->rows * sizeof *q->dir);
    for (size_t j = 0; j < v->n; j++)
        for (size_t i = 0; (s[j] > x[j] || s[j] < x[j]) && i < v->control[j].n; i++)
            q->dir[v->control[j].entry[i].row] += v->control[j].entry[i].weight * (s[j] - x[j]);
    for (int k = 0; k < 6; k++) {
        double first = 0, second = 1e-300;
        for (size_t i = 0; i < v->rows; i++) {
            if (!(q->dir[i] > 0 || q->dir[i] < 0))
                continue;
            double e = q->row[i] * calc_exp(-t * q->dir[i]);
            first -= q->dir[i] * e;
            second += q->dir[i] * q->dir[i] * e;
        }
        t = MIN(MAX(t - first / second, 0), 1);
    }
    return t;
}

/* A bound for all choices that agree with `fixed`; x is a start and becomes the better point. */
static double bound(struct search *q, const signed char *fixed, double *x, int steps,
                    double *ret_price, double *ret_corner)
{
    const struct invest *v = q->v;
    double best = 0;
    for (size_t j = 0; j < v->n; j++)
        x[j] = fixed[j] >= 0 ? (double)fixed[j] : x[j];
    for (int k = 0; k < steps; k++) {
        double f = rows_at(q, x, q->row), at = 0;
        for (size_t j = 0; j < v->n; j++) {
            q->slope[j] = 0;
            for (size_t i = 0; i < v->control[j].n; i++)
                q->slope[j] -= v->control[j].entry[i].weight * q->row[v->control[j].entry[i].row];
            at += q->slope[j] * x[j];
        }
        double here = f - at + knapsack(q, fixed, ret_corner, ret_price);
        best = MAX(best, here);
        if (best >= q->best->loss * (1 - ENOUGH) || f - here < 1e-7 * f)
            break;
        double t = step_length(q, x, ret_corner);
        for (size_t j = 0; j < v->n; j++)
            x[j] += t * (ret_corner[j] - x[j]);
    }
    return best;
}

/* Follows the rules from what is fixed; false when they cannot be kept. */
static bool follow(const struct invest *v, signed char *fixed, double budget)
{
    for (bool again = true; again;) {
        double cost = 0;
        again = false;
        for (size_t j = 0; j < v->n; j++) {
            const struct control *k = &v->m->control[v->control[j].control];
            cost += fixed[j] == 1 ? v->control[j].cost : 0;
            for (size_t i = 0; i < k->nrequires; i++) {
                size_t need = v->candidate[k->requires[i]];
                if (need == SIZE_MAX)
                    continue;
                if (fixed[j] == 1 && fixed[need] == 0)
                    return false;
                if (fixed[j] == 1 && fixed[need] < 0) {
                    fixed[need] = 1;
                    again = true;
                }
                if (fixed[need] == 0 && fixed[j] < 0) {
                    fixed[j] = 0;
                    again = true;
                }
            }
        }
        if (cost > budget * (1 + 1e-12))
            return false;
        bool *with = base_alloc(v->n + 1), *none = base_alloc(v->n + 1);
        for (size_t j = 0; j < v->n; j++)
            none[j] = fixed[j] == 1;
        for (size_t j = 0; j < v->n; j++) {
            bool plain = fixed[j] >= 0 && fixed[j] != 1;
            if (plain)
                continue;
            none[j] = false;
            double closure = invest_closure(v, none, fixed, j, with);
            none[j] = fixed[j] == 1;
            bool dear = fixed[j] < 0 && cost + v->control[j].cost > budget * (1 + 1e-12);
            if (closure < INFINITY && !dear)
                continue;
            if (fixed[j] == 1) {
                base_free(with);
                base_free(none);
                return false;
            }
            fixed[j] = 0;
            again = true;
        }
        base_free(with);
        base_free(none);
    }
    return true;
}

/* A choice from what is fixed, filled up greedily. */
static void complete(struct search *q, const signed char *fixed)
{
    struct invest_state *s = &q->trial;
    invest_reset(q->v, s);
    for (size_t j = 0; j < q->v->n; j++)
        if (fixed[j] == 1)
            invest_add(q->v, s, j);
    invest_fill(q->v, s, fixed, q->budget);
    if (s->loss < q->best->loss) {
        memcpy(q->best->on, s->on, q->v->n);
        q->best->loss = s->loss;
        q->best->cost = s->cost;
    }
}

/* One node. above: the bound of the node it came from. */
static void look(struct search *q, const signed char *parent, const double *start, double above,
                 int depth)
{
    const struct invest *v = q->v;
    if (above >= q->best->loss * (1 - ENOUGH))
        return;
    if (q->nodes >= q->most) {
        q->open = MIN(q->open, above);
        return;
    }
    q->nodes++;
    signed char *fixed = base_alloc(v->n + 1);
    double *x = base_alloc(2 * (v->n + 1) * sizeof *x), *corner = x + v->n + 1, price;
    memcpy(fixed, parent, v->n);
    memcpy(x, start, v->n * sizeof *x);
    if (follow(v, fixed, q->budget)) {
        double low = bound(q, fixed, x, depth ? 40 : 600, &price, corner);
        size_t pick = SIZE_MAX;
        double nearest = 2;
        low = MAX(low, above);
        complete(q, fixed);
        if (low < q->best->loss * (1 - ENOUGH)) {
            for (size_t j = 0; j < v->n; j++) {
                double off = fabs(x[j] - 0.5) - 1e-6 * (double)v->control[j].n;
                if (fixed[j] < 0 && off < nearest) {
                    nearest = off;
                    pick = j;
                }
            }
        }
        if (pick != SIZE_MAX) {
            int first = x[pick] >= 0.5;
            for (int side = 0; side < 2; side++) {
                fixed[pick] = (signed char)(side ? !first : first);
                look(q, fixed, x, low, depth + 1);
            }
        }
    }
    base_free(fixed);
    base_free(x);
}

void invest_prove(const struct invest *v, double budget, size_t nodes, struct invest_choice *best,
                  struct invest_proof *ret)
{
    struct search q = { .v = v, .budget = budget, .most = nodes, .best = best, .open = INFINITY };
    size_t n = v->n + 1;
    signed char *fixed = base_alloc(n);
    double *x = base_alloc(n * sizeof *x);
    q.row = base_alloc((v->rows + 1) * sizeof *q.row);
    q.dir = base_alloc((v->rows + 1) * sizeof *q.dir);
    q.slope = base_alloc(n * sizeof *q.slope);
    q.rank = base_alloc(n * sizeof *q.rank);
    q.order = base_alloc(n * sizeof *q.order);
    invest_start(v, &q.trial);
    for (size_t j = 0; j < v->n; j++) {
        fixed[j] = v->m->control[v->control[j].control].mandatory ? 1 : -1;
        x[j] = best->on[j];
    }
    look(&q, fixed, x, 0, 0);
    ret->bound = MIN(q.open, best->loss * (1 - ENOUGH));
    ret->gap = best->loss > 0 ? (best->loss - ret->bound) / best->loss : 0;
    if (ret->gap <= ENOUGH * 1.5) {
        ret->gap = 0;
        ret->bound = best->loss;
    }
    ret->nodes = q.nodes;
    invest_stop(&q.trial);
    base_free(fixed);
    base_free(x);
    base_free(q.row);
    base_free(q.dir);
    base_free(q.slope);
    base_free(q.rank);
    base_free(q.order);
}
