#include "engine/calc.h"
#include "engine/loss.h"

/* Whose the tail is (Euler contributions: Tasche 1999, Denault 2001) and which input matters. */

struct tail {
    double *above; /* P(T > j h) of the variable that one event is added to; NULL: that of S */
    size_t at;     /* the cell of the level */
};

/* P(T > j h) of the transform (re, im). Cells are whole here: what adds up must add up exactly. */
static void strictly_above(struct loss *l, const double *re, const double *im, double mass,
                           double *ret)
{
    double sum = 0;
    fft_inverse(l->fft, re, im, ret);
    for (size_t j = 0; j < l->n; j++) {
        sum += ret[j] / l->tilt[j];
        ret[j] = mass - sum;
    }
}

/* Sum over y of y f(y) P(T > x - y); losses of more than x are above in any case. */
static double cross(const struct loss *l, const double *f, double mean, const double *above,
                    size_t x, double mass)
{
    double sum = 0, below = 0;
    for (size_t j = 1; j <= x; j++) {
        double y = (double)j * f[j];
        sum += y * above[x - j];
        below += y;
    }
    return l->h * sum + mass * (mean - l->h * below);
}

/* (re, im) := spectrum * slope / whole. */
static void tilt_to(const struct loss *l, const double *sr, const double *si, double *re,
                    double *im)
{
    for (size_t k = 0; k <= l->half; k++) {
        double d = re[k] * re[k] + im[k] * im[k];
        double qr = d > 1e-20 ? (sr[k] * re[k] + si[k] * im[k]) / d : 0;
        double qi = d > 1e-20 ? (si[k] * re[k] - sr[k] * im[k]) / d : 0;
        re[k] = qr * l->spectrum[0][k] - qi * l->spectrum[1][k];
        im[k] = qr * l->spectrum[1][k] + qi * l->spectrum[0][k];
    }
}

/* E[S_i; S > x] of the events of scenario i that are its own and not plain. */
static double own_part(struct loss *l, size_t i, const double *f, size_t x)
{
    const struct scenario *s = l->scenario[i];
    size_t n = l->half + 1;
    double *slope = base_alloc(4 * n * sizeof *slope), *whole = slope + 2 * n, count, spread;
    double *above = loss_work(l, 8);
    loss_count(&s->frequency, &count, &spread);
    if (s->factor != SIZE_MAX) {
        loss_factor(l, s->factor, i, slope, slope + n);
        loss_factor(l, s->factor, SIZE_MAX, whole, whole + n);
    } else {
        double *fr = loss_work(l, 0), *fi = loss_work(l, 1);
        loss_transform(l, i, fr, fi);
        loss_generate(l, &s->frequency, 1, true, fr, fi, slope, slope + n);
        loss_generate(l, &s->frequency, 1, false, fr, fi, whole, whole + n);
    }
    tilt_to(l, slope, slope + n, whole, whole + n);
    strictly_above(l, whole, whole + n, count, above);
    base_free(slope);
    return cross(l, f, l->severity[i].mean, above, x, count);
}

static double cause_part(struct loss *l, const struct cause *c, size_t i, const double *f, size_t x)
{
    size_t n = l->half + 1;
    double *slope = base_alloc(4 * n * sizeof *slope), *whole = slope + 2 * n, count, spread;
    double *above = loss_work(l, 8), p = 0;
    for (size_t k = 0; k < c->nhits; k++)
        p = c->hit[k].scenario == i ? c->hit[k].probability : p;
    loss_count(&c->frequency, &count, &spread);
    loss_cause(l, c, i, slope, slope + n);
    loss_cause(l, c, SIZE_MAX, whole, whole + n);
    tilt_to(l, slope, slope + n, whole, whole + n);
    strictly_above(l, whole, whole + n, count, above);
    base_free(slope);
    return p * cross(l, f, l->severity[i].mean, above, x, count);
}

static bool hit_by(const struct cause *c, size_t i)
{
    for (size_t k = 0; k < c->nhits; k++)
        if (c->hit[k].scenario == i)
            return true;
    return false;
}

/* E[S_i; S > x] a horizon, and E[S_i] by the way. */
static double part_above(struct loss *l, size_t i, const double *above, size_t x, double *ret_mean)
{
    const struct scenario *s = l->scenario[i];
    double *f = loss_work(l, 9), sum = 0, mean = 0, count, spread, v = l->severity[i].mean;
    size_t to;
    grid_density(l->grid, &l->severity[i], f, &to);
    loss_count(&s->frequency, &count, &spread);
    mean += count * v;
    if (loss_plain(s))
        sum += count * cross(l, f, v, above, x, 1);
    else if (s->frequency.kind != FREQUENCY_NONE)
        sum += own_part(l, i, f, x);
    for (size_t k = 0; k < l->m->ncauses; k++) {
        const struct cause *c = &l->m->cause[k];
        if (!hit_by(c, i))
            continue;
        loss_count(&c->frequency, &count, &spread);
        for (size_t q = 0; q < c->nhits; q++)
            mean += c->hit[q].scenario == i ? count * c->hit[q].probability * v : 0;
        sum += cause_part(l, c, i, f, x);
    }
    *ret_mean = mean * l->m->horizon;
    return sum * l->m->horizon;
}

double loss_shares_raw(struct loss *l, size_t x)
{
    double *above = base_alloc(l->n * sizeof *above), sum = 0, mean;
    strictly_above(l, l->spectrum[0], l->spectrum[1], 1, above);
    for (size_t i = 0; i < l->m->n; i++)
        sum += part_above(l, i, above, x, &mean);
    base_free(above);
    return sum;
}

void loss_shares(struct loss *l, const struct loss_result *r, size_t level, struct loss_share *ret)
{
    size_t x = (size_t)calc_round(r->var[level] / l->h);
    double *above = base_alloc(l->n * sizeof *above), sum = 0, all = 0;
    strictly_above(l, l->spectrum[0], l->spectrum[1], 1, above);
    for (size_t i = 0; i < l->m->n; i++) {
        double mean, part = part_above(l, i, above, x, &mean);
        ret[i] = (struct loss_share){ .mean = mean, .tvar = MAX(part, 0) };
        sum += ret[i].tvar;
        all += mean;
    }
    base_free(above);
    for (size_t i = 0; i < l->m->n; i++) {
        ret[i].mean_share = all > 0 ? ret[i].mean / all : 0;
        ret[i].tvar_share = sum > 0 ? ret[i].tvar / sum : 0;
        ret[i].tvar = ret[i].tvar_share * r->tvar[level];
    }
}

/* --- tornado --- */

static void swing(struct loss *l, size_t i, struct scenario *ends, struct loss_swing *w)
{
    struct scenario was = *l->scenario[i];
    for (int e = 0; e < 2; e++) {
        loss_replace(l, i, &ends[e]);
        loss_spectrum(l);
        fft_inverse(l->fft, l->spectrum[0], l->spectrum[1], l->p);
        double sum = 0;
        for (size_t j = 0; j < l->n; j++) {
            double p = MAX(l->p[j] / l->tilt[j], 0);
            l->above[j] = MAX(1 - (sum + 0.5 * p), 0);
            sum += p;
        }
        w->mean[e] = l->mean;
        w->var95[e] = loss_var(l, 0.95);
    }
    loss_replace(l, i, &was);
}

static int by_spread(const void *a, const void *b)
{
    const struct loss_swing *x = a, *y = b;
    double p = fabs(x->var95[1] - x->var95[0]), q = fabs(y->var95[1] - y->var95[0]);
    if (p > q || p < q)
        return p > q ? -1 : 1;
    return x->scenario < y->scenario ? -1 : 1;
}

void loss_tornado(struct loss *l, const size_t *which, size_t nwhich, struct loss_swing *ret,
                  size_t *ret_n)
{
    size_t n = 0;
    for (size_t q = 0; q < (which ? nwhich : l->m->n); q++) {
        size_t i = which ? which[q] : q;
        struct scenario ends[2] = { *l->scenario[i], *l->scenario[i] };
        const struct frequency *f = &l->scenario[i]->frequency;
        const struct amount *a = &l->scenario[i]->loss;
        if (f->kind == FREQUENCY_PERT) {
            struct amount at = amount_pert(f->pert);
            ret[n] = (struct loss_swing){ i,        false,   at.low * f->share, at.high * f->share,
                                          { 0, 0 }, { 0, 0 } };
            for (int e = 0; e < 2; e++)
                ends[e].frequency = (struct frequency){ .kind = FREQUENCY_RATE,
                                                        .rate = e ? ret[n].high : ret[n].low,
                                                        .share = 1 };
            swing(l, i, ends, &ret[n++]);
            ends[0] = ends[1] = *l->scenario[i];
        }
        if (a->kind == AMOUNT_FIXED)
            continue;
        ret[n] = (struct loss_swing){ i, true, a->low, a->high, { 0, 0 }, { 0, 0 } };
        ends[0].loss = amount_fixed(ret[n].low);
        ends[1].loss = amount_fixed(ret[n].high);
        swing(l, i, ends, &ret[n++]);
    }
    qsort(ret, n, sizeof *ret, by_spread);
    *ret_n = n;
}
