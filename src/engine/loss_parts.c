#include "engine/calc.h"
#include "engine/loss.h"

/* What is not a plain Poisson scenario: drawn rates, at most one event a year, frequency factors,
 * common causes. Each has its own factor in the transform: the generating function of its count at
 * the transform of its loss. Mixed rates are evaluated at Gauss nodes. */

void loss_nodes(const struct frequency *f, struct nodes *ret)
{
    *ret = (struct nodes){ .n = 1, .rate = { f->rate }, .weight = { 1 } };
    if (f->kind != FREQUENCY_PERT)
        return;
    const struct pert *p = &f->pert;
    double width = p->high - p->low, a = 1 + 4 * (p->mode - p->low) / width;
    /* Enough of them that neighbouring Poisson counts overlap. */
    double top = p->high * f->share, n = 12 + 1.5 * width * f->share / sqrt(0.2 * top + 1);
    ret->n = (size_t)MIN(n, (double)CALC_NODES);
    calc_beta_nodes(a, 6 - a, ret->n, ret->rate, ret->weight);
    for (size_t k = 0; k < ret->n; k++)
        ret->rate[k] = (p->low + width * ret->rate[k]) * f->share;
}

void loss_count(const struct frequency *f, double *ret_mean, double *ret_variance)
{
    const struct pert *p = &f->pert;
    double mean = f->rate, variance = f->rate;
    if (f->kind == FREQUENCY_NONE)
        mean = variance = 0;
    if (f->kind == FREQUENCY_YEARLY)
        variance = f->rate * (1 - f->rate);
    if (f->kind == FREQUENCY_PERT) {
        double m = (p->low + 4 * p->mode + p->high) / 6;
        mean = m * f->share;
        variance = mean + (m - p->low) * (p->high - m) / 7 * f->share * f->share;
    }
    *ret_mean = mean;
    *ret_variance = variance;
}

void loss_transform(struct loss *l, size_t i, double *re, double *im)
{
    double *f = loss_work(l, 7);
    size_t to;
    grid_density(l->grid, &l->severity[i], f, &to);
    for (size_t j = 0; j < to; j++)
        f[j] *= l->tilt[j];
    fft_forward(l->fft, f, re, im);
}

void loss_generate(struct loss *l, const struct frequency *f, double theta, bool slope,
                   const double *fr, const double *fi, double *re, double *im)
{
    double *tr = loss_work(l, 5), *ti = loss_work(l, 6);
    size_t n = l->half + 1;
    struct nodes nodes;
    if (f->kind == FREQUENCY_YEARLY) {
        double p = f->rate;
        for (size_t k = 0; k < n; k++) {
            re[k] = slope ? p : 1 - p + p * fr[k];
            im[k] = slope ? 0 : p * fi[k];
        }
        return;
    }
    loss_nodes(f, &nodes);
    memset(re, 0, n * sizeof *re);
    memset(im, 0, n * sizeof *im);
    for (size_t q = 0; q < nodes.n; q++) {
        double rate = theta * nodes.rate[q], w = nodes.weight[q] * (slope ? rate : 1);
        for (size_t k = 0; k < n; k++) {
            tr[k] = rate * fr[k];
            ti[k] = rate * fi[k];
        }
        l->k->exponential(tr, ti, n, rate, 1);
        for (size_t k = 0; k < n; k++) {
            re[k] += w * tr[k];
            im[k] += w * ti[k];
        }
    }
}

static void multiply(double *re, double *im, const double *br, const double *bi, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        double r = re[k] * br[k] - im[k] * bi[k];
        im[k] = re[k] * bi[k] + im[k] * br[k];
        re[k] = r;
    }
}

static void constant(double *re, double *im, double x, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        re[k] = x;
        im[k] = 0;
    }
}

/* Scenarios under one factor: at each node of the factor they are independent; the mixture of the
 * products is the transform. With `of` not SIZE_MAX, the slope by that scenario's share of it. */
void loss_factor(struct loss *l, size_t g, size_t of, double *re, double *im)
{
    enum { NODES = 24 };
    double x[NODES], w[NODES];
    size_t n = l->half + 1;
    double *at = base_alloc((2 * NODES + 6) * n * sizeof *at), *nu = at + 2 * NODES * n;
    double *f = nu + 2 * n, *part = f + 2 * n, total = 0;
    calc_gamma_nodes(l->m->factor[g].variance, NODES, x, w);
    constant(nu, nu + n, 0, n);
    for (size_t q = 0; q < NODES; q++)
        constant(at + 2 * q * n, at + (2 * q + 1) * n, 1, n);
    for (size_t i = 0; i < l->m->n; i++) {
        const struct scenario *s = l->scenario[i];
        if (s->factor != g || s->frequency.kind == FREQUENCY_NONE)
            continue;
        bool plain = s->frequency.kind == FREQUENCY_RATE;
        loss_transform(l, i, f, f + n);
        for (size_t k = 0; plain && k < 2 * n; k++)
            nu[k] += s->frequency.rate * f[k];
        total += plain ? s->frequency.rate : 0;
        for (size_t q = 0; q < NODES && !(plain && i != of); q++) {
            constant(part, part + n, plain ? x[q] * s->frequency.rate : 1, n);
            if (!plain)
                loss_generate(l, &s->frequency, x[q], i == of, f, f + n, part, part + n);
            multiply(at + 2 * q * n, at + (2 * q + 1) * n, part, part + n, n);
        }
    }
    constant(re, im, 0, n);
    for (size_t q = 0; q < NODES; q++) {
        for (size_t k = 0; k < 2 * n; k++)
            part[k] = x[q] * nu[k];
        l->k->exponential(part, part + n, n, x[q] * total, 1);
        multiply(part, part + n, at + 2 * q * n, at + (2 * q + 1) * n, n);
        for (size_t k = 0; k < n; k++) {
            re[k] += w[q] * part[k];
            im[k] += w[q] * part[n + k];
        }
    }
    base_free(at);
}

/* One event of a cause hits each of its scenarios with that one's probability: the transform of
 * what it costs is a product. */
static void cause_joint(struct loss *l, const struct cause *c, size_t without, double *re,
                        double *im)
{
    size_t n = l->half + 1;
    double *fr = loss_work(l, 2), *fi = loss_work(l, 3);
    constant(re, im, 1, n);
    for (size_t i = 0; i < c->nhits; i++) {
        double p = c->hit[i].probability;
        if (c->hit[i].scenario == without)
            continue;
        loss_transform(l, c->hit[i].scenario, fr, fi);
        for (size_t k = 0; k < n; k++) {
            fr[k] = 1 - p + p * fr[k];
            fi[k] *= p;
        }
        multiply(re, im, fr, fi, n);
    }
}

void loss_cause(struct loss *l, const struct cause *c, size_t of, double *re, double *im)
{
    double *jr = loss_work(l, 0), *ji = loss_work(l, 1);
    size_t n = l->half + 1;
    cause_joint(l, c, SIZE_MAX, jr, ji);
    loss_generate(l, &c->frequency, 1, of != SIZE_MAX, jr, ji, re, im);
    if (of == SIZE_MAX)
        return;
    cause_joint(l, c, of, jr, ji);
    multiply(re, im, jr, ji, n);
}

static bool hits(const struct cause *c, size_t i)
{
    for (size_t k = 0; k < c->nhits; k++)
        if (c->hit[k].scenario == i)
            return true;
    return false;
}

/* Does scenario i have a part of its own in `rest`? */
bool loss_touches(const struct loss *l, size_t i)
{
    if (i == SIZE_MAX)
        return false;
    bool own = l->scenario[i]->frequency.kind != FREQUENCY_NONE && !loss_plain(l->scenario[i]);
    for (size_t k = 0; k < l->m->ncauses && !own; k++)
        own = hits(&l->m->cause[k], i);
    return own;
}

/* Multiplies (re, im) with the parts that scenario `of` touches, or with all others. */
static void parts(struct loss *l, size_t of, bool touched, double *re, double *im)
{
    double *f[2] = { loss_work(l, 0), loss_work(l, 1) },
           *g[2] = { loss_work(l, 8), loss_work(l, 9) };
    size_t n = l->half + 1;
    for (size_t i = touched ? of : 0; i < (touched ? of + 1 : l->m->n); i++) {
        const struct scenario *s = l->scenario[i];
        if (loss_plain(s) || s->frequency.kind == FREQUENCY_NONE || s->factor != SIZE_MAX ||
            (i == of) != touched)
            continue;
        loss_transform(l, i, f[0], f[1]);
        loss_generate(l, &s->frequency, 1, false, f[0], f[1], g[0], g[1]);
        multiply(re, im, g[0], g[1], n);
    }
    for (size_t k = 0; k < l->m->nfactors; k++) {
        if ((of != SIZE_MAX && l->scenario[of]->factor == k) != touched)
            continue;
        loss_factor(l, k, SIZE_MAX, g[0], g[1]);
        multiply(re, im, g[0], g[1], n);
    }
    for (size_t k = 0; k < l->m->ncauses; k++) {
        if ((of != SIZE_MAX && hits(&l->m->cause[k], of)) != touched)
            continue;
        loss_cause(l, &l->m->cause[k], SIZE_MAX, g[0], g[1]);
        multiply(re, im, g[0], g[1], n);
    }
}

void loss_rest(struct loss *l, size_t without)
{
    size_t n = l->half + 1;
    l->has_rest = l->m->nfactors || l->m->ncauses;
    for (size_t i = 0; i < l->m->n && !l->has_rest; i++)
        l->has_rest = loss_touches(l, i);
    for (int i = 0; i < 2; i++) {
        base_free(l->rest[i]);
        l->rest[i] = l->has_rest ? base_alloc(n * sizeof(double)) : NULL;
    }
    if (!l->has_rest)
        return;
    constant(l->rest[0], l->rest[1], 1, n);
    parts(l, without, false, l->rest[0], l->rest[1]);
}

void loss_spectrum(struct loss *l)
{
    double *re = l->spectrum[0], *im = l->spectrum[1], total = (double)l->total * l->unit;
    size_t n = l->half + 1;
    unsigned years = l->m->horizon;
    bool mixed = l->has_rest || (l->held != SIZE_MAX && loss_touches(l, l->held));
    fft_forward_fixed(l->fft, l->nu, l->tilt, l->unit, re, im);
    l->k->exponential(re, im, n, total, mixed ? 1 : years);
    if (!mixed)
        return;
    if (l->rest[0])
        multiply(re, im, l->rest[0], l->rest[1], n);
    if (l->held != SIZE_MAX)
        parts(l, l->held, true, re, im);
    memcpy(loss_work(l, 0), re, n * sizeof *re);
    memcpy(loss_work(l, 1), im, n * sizeof *im);
    for (unsigned y = 1; y < years; y++)
        multiply(re, im, loss_work(l, 0), loss_work(l, 1), n);
}
