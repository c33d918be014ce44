#include "engine/model.h"
#include "base/ctx.h"
#include "base/str.h"
#include "engine/calc.h"

uint64_t model_stream(struct str id)
{
    uint64_t h = 0xcbf29ce484222325ULL;
    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 0x100000001b3ULL;
    return h;
}

static double pert_alpha(struct pert p)
{
    return 1 + 4 * (p.mode - p.low) / (p.high - p.low);
}

struct amount amount_interval(double low, double high, double cap)
{
    double a = calc_log(low), b = calc_log(high);
    if (!(low < high))
        return amount_fixed(low);
    return (struct amount){ .kind = AMOUNT_INTERVAL,
                            .mu = (a + b) / 2,
                            .sigma = (b - a) / (2 * CALC_Z95),
                            .cap = cap,
                            .low = MIN(low, cap),
                            .high = MIN(high, cap) };
}

struct amount amount_pert(struct pert p)
{
    double a = pert_alpha(p), width = p.high - p.low;
    return (struct amount){ .kind = AMOUNT_PERT,
                            .pert = p,
                            .cap = INFINITY,
                            .low = p.low + width * calc_beta_point(a, 6 - a, 0.05),
                            .high = p.low + width * calc_beta_point(a, 6 - a, 0.95) };
}

struct amount amount_fixed(double x)
{
    return (
        struct amount){ .kind = AMOUNT_FIXED, .fixed = x, .cap = INFINITY, .low = x, .high = x };
}

double model_success(struct pert capability, struct pert strength)
{
    double x[CALC_NODES], w[CALC_NODES], p = 0;
    double a = pert_alpha(strength), b = pert_alpha(capability);
    calc_beta_nodes(a, 6 - a, CALC_NODES, x, w);
    for (size_t i = 0; i < CALC_NODES; i++) {
        double s = strength.low + x[i] * (strength.high - strength.low);
        double t = (s - capability.low) / (capability.high - capability.low);
        p += w[i] * (1 - calc_beta(b, 6 - b, MIN(MAX(t, 0), 1)));
    }
    return MIN(MAX(p, 0), 1);
}

/* What controls leave of a scenario's frequency and loss. Effects of one kind multiply; of controls
 * in one group only the strongest counts, for frequency and loss apart. */
struct left {
    double frequency, loss;
};

static double pick(const double range[2], enum model_end end)
{
    return end == MODEL_MIDDLE ? 0.5 * (range[0] + range[1]) : range[end];
}

static void join(const struct control *k, enum model_end end, bool alone, struct left *left)
{
    for (size_t e = 0; e < k->neffects; e++) {
        const struct control_effect *f = &k->effect[e];
        struct left *l = &left[f->scenario];
        double frequency = 1 - k->reliability * pick(f->frequency, end);
        double loss = 1 - k->reliability * pick(f->loss, end);
        l->frequency = alone ? l->frequency * frequency : MIN(l->frequency, frequency);
        l->loss = alone ? l->loss * loss : MIN(l->loss, loss);
    }
}

static void blank(struct left *left, size_t n)
{
    for (size_t i = 0; i < n; i++)
        left[i] = (struct left){ 1, 1 };
}

static void shrink(struct amount *a, double by)
{
    a->mu += calc_log(by);
    a->pert = (struct pert){ a->pert.low * by, a->pert.mode * by, a->pert.high * by };
    a->fixed *= by;
    a->low *= by;
    a->high *= by;
}

struct model model_with(struct ctx *c, const struct model *m, const bool *on, enum model_end end)
{
    struct model r = *m;
    if (!m->ncontrols)
        return r;
    struct left *all = arena_new(c->mem, struct left, m->n);
    struct left *group = arena_new(c->mem, struct left, m->n);
    blank(all, m->n);
    for (size_t j = 0; j < m->ncontrols; j++)
        if (!m->control[j].group_number && (on ? on[j] : m->control[j].in_place))
            join(&m->control[j], end, true, all);
    for (size_t g = 1; g <= m->ngroups; g++) {
        blank(group, m->n);
        for (size_t j = 0; j < m->ncontrols; j++)
            if (m->control[j].group_number == g && (on ? on[j] : m->control[j].in_place))
                join(&m->control[j], end, false, group);
        for (size_t i = 0; i < m->n; i++) {
            all[i].frequency *= group[i].frequency;
            all[i].loss *= group[i].loss;
        }
    }
    r.scenario = arena_new(c->mem, struct scenario, m->n);
    for (size_t i = 0; i < m->n; i++) {
        struct scenario *s = &r.scenario[i];
        *s = m->scenario[i];
        s->frequency.rate *= all[i].frequency;
        s->frequency.share *= all[i].frequency;
        shrink(&s->loss, all[i].loss);
        shrink(&s->secondary, all[i].loss);
    }
    r.ncontrols = 0;
    return r;
}
