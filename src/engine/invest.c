#include "engine/invest.h"
#include "base/ctx.h"
#include "base/str.h"
#include "engine/calc.h"
#include "engine/loss.h"

/* The candidates' effects as factors on rows, and the greedy choice. */

/* Rows: what scenario i costs by its own events (n) and by common causes (another n), whose
 * frequency no control of the scenario changes. */
static void base_losses(const struct model *m, double *base)
{
    double count, spread;
    for (size_t i = 0; i < m->n; i++) {
        struct severity v;
        severity_init(&v, &m->scenario[i]);
        loss_count(&m->scenario[i].frequency, &count, &spread);
        base[i] = count * v.mean * m->horizon;
        for (size_t k = 0; k < m->ncauses; k++)
            for (size_t h = 0; h < m->cause[k].nhits; h++) {
                if (m->cause[k].hit[h].scenario != i)
                    continue;
                loss_count(&m->cause[k].frequency, &count, &spread);
                base[m->n + i] += count * m->cause[k].hit[h].probability * v.mean * m->horizon;
            }
        severity_done(&v);
    }
}

static double left(const struct control *k, const double range[2])
{
    return 1 - k->reliability * 0.5 * (range[0] + range[1]);
}

static size_t slot_of(const struct model *m, const struct control *k, size_t row)
{
    return k->group_number ? (k->group_number - 1) * 2 * m->n + row : SIZE_MAX;
}

static void fill_control(struct invest *v, size_t j, struct invest_control *ret,
                         struct invest_entry *e)
{
    const struct control *k = &v->m->control[j];
    *ret = (struct invest_control){ .control = j, .cost = k->cost, .entry = e };
    for (size_t f = 0; f < k->neffects; f++)
        for (int cause = 0; cause < 2; cause++) {
            size_t row = k->effect[f].scenario + (cause ? v->m->n : 0);
            double a = cause ? 1 : left(k, k->effect[f].frequency);
            double b = left(k, k->effect[f].loss);
            if (v->base[row] > 0 && a * b < 1)
                e[ret->n++] = (struct invest_entry){ row, slot_of(v->m, k, row), a * b, a,
                                                     b,   -calc_log(a * b) };
        }
}

struct invest *invest_new(const struct model *m)
{
    struct invest *v = base_alloc(sizeof *v);
    size_t all = 0, at = 0;
    *v = (struct invest){ .m = m, .rows = 2 * m->n, .nslots = m->ngroups * 2 * m->n };
    v->base = base_alloc((v->rows + 1) * sizeof *v->base);
    memset(v->base, 0, (v->rows + 1) * sizeof *v->base);
    v->slot = base_alloc((v->nslots + 1) * sizeof *v->slot);
    for (size_t k = 0; k < v->nslots; k++)
        v->slot[k][0] = v->slot[k][1] = 1;
    for (size_t j = 0; j < m->ncontrols; j++)
        all += 2 * m->control[j].neffects;
    v->entries = base_alloc((all + 1) * sizeof *v->entries);
    v->control = base_alloc((m->ncontrols + 1) * sizeof *v->control);
    v->candidate = base_alloc((m->ncontrols + 1) * sizeof *v->candidate);
    base_losses(m, v->base);
    struct invest_state s;
    invest_start(v, &s);
    for (size_t j = 0; j < m->ncontrols; j++) { /* in place: they have done their work */
        struct invest_control k;
        v->candidate[j] = SIZE_MAX;
        if (!m->control[j].in_place)
            continue;
        fill_control(v, j, &k, v->entries);
        v->control[0] = k;
        invest_add(v, &s, 0);
    }
    memcpy(v->base, s.row, v->rows * sizeof *v->base);
    memcpy(v->slot, s.slot, v->nslots * sizeof *v->slot);
    invest_stop(&s);
    for (size_t j = 0; j < m->ncontrols; j++) {
        if (m->control[j].in_place)
            continue;
        v->candidate[j] = v->n;
        fill_control(v, j, &v->control[v->n], v->entries + at);
        at += v->control[v->n++].n;
    }
    return v;
}

void invest_free(struct invest *v)
{
    if (!v)
        return;
    base_free(v->base);
    base_free(v->slot);
    base_free(v->entries);
    base_free(v->control);
    base_free(v->candidate);
    base_free(v);
}

void invest_done(struct invest **v)
{
    invest_free(*v);
    *v = NULL;
}

void invest_start(const struct invest *v, struct invest_state *s)
{
    s->row = base_alloc((v->rows + 1) * sizeof *s->row);
    s->slot = base_alloc((v->nslots + 1) * sizeof *s->slot);
    s->on = base_alloc(v->m->ncontrols + 1);
    invest_reset(v, s);
}

void invest_stop(struct invest_state *s)
{
    base_free(s->row);
    base_free(s->slot);
    base_free(s->on);
}

void invest_reset(const struct invest *v, struct invest_state *s)
{
    memcpy(s->row, v->base, v->rows * sizeof *s->row);
    memcpy(s->slot, v->slot, v->nslots * sizeof *s->slot);
    memset(s->on, 0, v->m->ncontrols + 1);
    s->cost = 0;
    s->loss = invest_nothing(v);
}

double invest_nothing(const struct invest *v)
{
    double sum = 0;
    for (size_t i = 0; i < v->rows; i++)
        sum += v->base[i];
    return sum;
}

/* What is left of a row when e joins: in a group only what goes beyond the strongest so far. */
static double factor(const struct invest_entry *e, const double (*slot)[2])
{
    if (e->slot == SIZE_MAX)
        return e->keep;
    const double *best = slot[e->slot];
    return MIN(e->keep_frequency / best[0], 1) * MIN(e->keep_loss / best[1], 1);
}

double invest_gain(const struct invest *v, const struct invest_state *s, size_t j)
{
    const struct invest_control *k = &v->control[j];
    double gain = 0;
    for (size_t i = 0; i < k->n; i++)
        gain += s->row[k->entry[i].row] *
                (1 - factor(&k->entry[i], (const double(*)[2])(uintptr_t)s->slot));
    return gain;
}

void invest_add(const struct invest *v, struct invest_state *s, size_t j)
{
    const struct invest_control *k = &v->control[j];
    for (size_t i = 0; i < k->n; i++) {
        const struct invest_entry *e = &k->entry[i];
        double was = s->row[e->row];
        s->row[e->row] = was * factor(e, (const double(*)[2])(uintptr_t)s->slot);
        s->loss -= was - s->row[e->row];
        if (e->slot != SIZE_MAX) {
            s->slot[e->slot][0] = MIN(s->slot[e->slot][0], e->keep_frequency);
            s->slot[e->slot][1] = MIN(s->slot[e->slot][1], e->keep_loss);
        }
    }
    s->on[j] = true;
    s->cost += k->cost;
}

double invest_loss(const struct invest *v, const bool *on)
{
    struct invest_state s;
    double sum = 0;
    invest_start(v, &s);
    for (size_t j = 0; j < v->n; j++)
        if (on[j])
            invest_add(v, &s, j);
    for (size_t i = 0; i < v->rows; i++)
        sum += s.row[i];
    invest_stop(&s);
    return sum;
}

static bool clash(const struct invest *v, size_t a, size_t b)
{
    const struct control *x = &v->m->control[v->control[a].control];
    const struct control *y = &v->m->control[v->control[b].control];
    if (a == b)
        return false;
    if (x->alternative.n && str_eq(x->alternative, y->alternative))
        return true;
    for (size_t i = 0; i < x->nexcludes; i++)
        if (x->excludes[i] == v->control[b].control)
            return true;
    for (size_t i = 0; i < y->nexcludes; i++)
        if (y->excludes[i] == v->control[a].control)
            return true;
    return false;
}

/* Does something in place forbid it? */
static bool forbidden(const struct invest *v, size_t j)
{
    const struct control *x = &v->m->control[v->control[j].control];
    for (size_t l = 0; l < v->m->ncontrols; l++) {
        const struct control *y = &v->m->control[l];
        if (!y->in_place)
            continue;
        if (x->alternative.n && str_eq(x->alternative, y->alternative))
            return true;
        for (size_t i = 0; i < x->nexcludes; i++)
            if (x->excludes[i] == l)
                return true;
        for (size_t i = 0; i < y->nexcludes; i++)
            if (y->excludes[i] == v->control[j].control)
                return true;
    }
    return false;
}

double invest_closure(const struct invest *v, const bool *on, const signed char *fixed, size_t j,
                      bool *ret_with)
{
    size_t *todo = base_alloc((v->n + 1) * sizeof *todo), n = 0, at = 0;
    double cost = 0;
    memset(ret_with, 0, v->n);
    todo[n++] = j;
    ret_with[j] = true;
    while (at < n && cost < INFINITY) {
        size_t k = todo[at++];
        const struct control *x = &v->m->control[v->control[k].control];
        cost += v->control[k].cost;
        if ((fixed && fixed[k] == 0) || forbidden(v, k))
            cost = INFINITY;
        for (size_t l = 0; l < v->n && cost < INFINITY; l++)
            if ((on[l] || ret_with[l]) && clash(v, k, l))
                cost = INFINITY;
        for (size_t i = 0; i < x->nrequires; i++) {
            size_t need = v->candidate[x->requires[i]];
            if (need == SIZE_MAX || on[need] || ret_with[need])
                continue;
            ret_with[need] = true;
            todo[n++] = need;
        }
    }
    base_free(todo);
    return cost;
}

bool invest_possible(struct ctx *c, const struct invest *v, double budget)
{
    struct invest_state s;
    bool *with = base_alloc(v->n + 1), ok = true;
    invest_start(v, &s);
    for (size_t j = 0; j < v->n && ok; j++) {
        const struct control *k = &v->m->control[v->control[j].control];
        if (!k->mandatory || s.on[j])
            continue;
        if (!(invest_closure(v, s.on, NULL, j, with) < INFINITY))
            ok = problem_add(c, "controls", "conflict", k->id,
                             "This control is mandatory, but another one that is mandatory, in "
                             "place or required excludes it.");
        for (size_t l = 0; l < v->n && ok; l++)
            if (with[l])
                invest_add(v, &s, l);
    }
    if (ok && s.cost > budget)
        ok = problem_add(c, "budget", "range", STR(""),
                         "The mandatory controls alone cost %.2f: a budget of at least that is "
                         "needed.",
                         s.cost);
    invest_stop(&s);
    base_free(with);
    return ok;
}
