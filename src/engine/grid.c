#include "engine/calc.h"
#include "engine/severity.h"

/*
 * Probabilities on a grid that keep mass and mean (local moment matching: Gerber 1982; Klugman,
 * Panjer, Willmot, section 9.6.5.2). With e(y) = E[(X - y)+] the mass of cell j is
 * (e(y - h) - 2 e(y) + e(y + h)) / h, which is the density weighted with a triangle around y.
 * Where a cell is far narrower than the density is curved, the triangle is worked out from the
 * density and its second derivative instead, and mass and mean of that part are set right after.
 */

struct grid *grid_new(size_t n, double h, const struct kernel *k)
{
    struct grid *g = base_alloc(sizeof *g);
    *g = (struct grid){ .k = k, .n = n, .h = h };
    g->ln = base_alloc(n * sizeof(double));
    g->ln[0] = 0;
    for (size_t j = 1; j < n; j++)
        g->ln[j] = calc_log((double)j);
    return g;
}

void grid_free(struct grid *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < ARRAY_LEN(g->work); i++)
        base_free(g->work[i]);
    fft_free(g->twice);
    base_free(g->ln);
    base_free(g);
}

static double excess_of_amount(const void *a, double y)
{
    return amount_excess(a, y);
}

static double excess_of_severity(const void *v, double y)
{
    return severity_excess(v, y);
}

/* Cells from..to-1 by second differences. */
static void by_excess(double h, size_t from, size_t to, double (*excess)(const void *, double),
                      const void *arg, double *ret)
{
    if (from >= to)
        return;
    double zero = excess(arg, 0);
    double before = from ? excess(arg, (double)(from - 1) * h) : zero + h;
    double here = from ? excess(arg, (double)from * h) : zero;
    for (size_t j = from; j < to; j++) {
        double next = excess(arg, (double)(j + 1) * h), p = (before - 2 * here + next) / h;
        ret[j] = p > 0 ? p : 0;
        before = here;
        here = next;
    }
}

/* Sets mass and mean of cells from..to-1 to what the excess function says, by a factor that is a
 * straight line over the cells and next to 1. */
static void settle(const struct amount *a, double h, size_t from, size_t to, double *f)
{
    double J = (double)from, K = (double)to, sum = 0, first = 0, second = 0;
    double e0 = amount_excess(a, (J - 1) * h) / h, e1 = amount_excess(a, J * h) / h;
    double e2 = amount_excess(a, (K - 1) * h) / h, e3 = amount_excess(a, K * h) / h;
    double mass = (e0 - e1) - (e2 - e3);
    double moment = J * e0 - (J - 1) * e1 - K * e2 + (K - 1) * e3 - J * mass;
    for (size_t j = from; j < to; j++) {
        double x = (double)(j - from);
        sum += f[j];
        first += x * f[j];
        second += x * x * f[j];
    }
    double det = sum * second - first * first;
    if (!(det > 0) || !(sum > 1e-12))
        return;
    double a0 = ((mass - sum) * second - (moment - first) * first) / det;
    double a1 = (sum * (moment - first) - first * (mass - sum)) / det;
    if (!(fabs(a0) + fabs(a1) * (K - J) < 0.01))
        return;
    for (size_t j = from; j < to; j++)
        f[j] *= 1 + a0 + a1 * (double)(j - from);
}

/* Cells of the part that matters: |z| below 8.3 leaves out 5e-17 on each side. */
static size_t cell_of(double ln_y, double ln_h, size_t n)
{
    double x = ln_y - ln_h;
    return x < 0 ? 0 : x > 20 ? n : MIN(n, (size_t)calc_exp(x) + 2);
}

static size_t lognormal(struct grid *g, const struct amount *a, double *ret)
{
    double ln_h = calc_log(g->h);
    size_t from = cell_of(a->mu - 8.3 * a->sigma, ln_h, g->n);
    /* A loss that is small beside a cell still has its mass in the first two. */
    size_t to = MAX(cell_of(a->mu + 8.3 * a->sigma, ln_h, g->n), (size_t)2), smooth = to;
    from = from > 3 ? from - 3 : 0;
    if (isfinite(a->cap)) { /* the mass at the cap is a step: by second differences */
        double edge = a->cap / g->h;
        smooth = edge < 3 ? 0 : edge < (double)to + 3 ? (size_t)edge - 2 : to;
        to = edge + 2 < (double)to ? (size_t)edge + 2 : to;
    }
    size_t start = MAX(from, (size_t)MIN(24 / a->sigma + 1, (double)g->n));
    memset(ret, 0, to * sizeof *ret);
    if (start + 16 >= smooth) {
        by_excess(g->h, from, to, excess_of_amount, a, ret);
        return to;
    }
    by_excess(g->h, from, start, excess_of_amount, a, ret);
    g->k->lognormal(g->ln, start, smooth, ln_h, a->mu, a->sigma, ret);
    settle(a, g->h, start, smooth, ret);
    by_excess(g->h, smooth, to, excess_of_amount, a, ret);
    return to;
}

/* Mass and first moment of the three-point estimate over one cell's width: four Gauss points; next
 * to the ends, where the density may have a corner, second differences. */
static size_t pert(struct grid *g, const struct amount *a, double *ret)
{
    static const double x[2] = { 0.339981043584856265, 0.861136311594052575 },
                        w[2] = { 0.652145154862546143 / 2, 0.347854845137453857 / 2 };
    const struct pert *p = &a->pert;
    double width = p->high - p->low, alpha = 1 + 4 * (p->mode - p->low) / width, beta = 6 - alpha;
    double front = calc_log_gamma(6) - calc_log_gamma(alpha) - calc_log_gamma(beta);
    size_t from = (size_t)MIN(p->low / g->h, (double)g->n);
    size_t to = (size_t)MIN(p->high / g->h + 2, (double)g->n), edge = 8;
    memset(ret, 0, to * sizeof *ret);
    if (to < from + 2 * edge + 4) {
        by_excess(g->h, from, to, excess_of_amount, a, ret);
        return to;
    }
    size_t start = from + edge, end = (double)to * g->h < p->high ? to : to - edge;
    by_excess(g->h, from, start, excess_of_amount, a, ret);
    for (size_t j = start; j < end; j++) {
        double sum = 0; /* the triangle: two cells, weight falling from the middle */
        for (int side = -1; side <= 1; side += 2)
            for (int k = 0; k < 4; k++) {
                double u = 0.5 * (1 + (k & 1 ? -x[k / 2] : x[k / 2]));
                double t = (((double)j + side * u) * g->h - p->low) / width;
                sum += w[k / 2] * (1 - u) *
                       calc_exp(front + (alpha - 1) * calc_log(t) + (beta - 1) * calc_log(1 - t));
            }
        ret[j] = sum * g->h / width;
    }
    by_excess(g->h, end, to, excess_of_amount, a, ret);
    return to;
}

static size_t one(struct grid *g, const struct amount *a, double *ret)
{
    if (a->kind == AMOUNT_INTERVAL)
        return lognormal(g, a, ret);
    if (a->kind == AMOUNT_PERT)
        return pert(g, a, ret);
    double at = MIN(a->fixed, a->cap) / g->h;
    size_t j = (size_t)MIN(at, (double)g->n), to = MIN(j + 2, g->n);
    memset(ret, 0, to * sizeof *ret);
    if (j < g->n)
        ret[j] = 1 - (at - (double)j);
    if (j + 1 < g->n)
        ret[j + 1] = at - (double)j;
    return to;
}

/* The sum of both losses: f_P (1 - p + p f_S) in the transform, padded against wrapping round. */
static void both(struct grid *g, const struct scenario *s, double *ret)
{
    size_t n = g->n, to;
    if (!g->twice) {
        g->twice = fft_new(2 * n, g->k);
        for (size_t i = 0; i < ARRAY_LEN(g->work); i++)
            g->work[i] = base_alloc((2 * n + 2) * sizeof(double));
    }
    double *x = g->work[0], *re = g->work[1], *im = g->work[2], *ze = g->work[3], *zi = ze + n + 1;
    for (int second = 0; second < 2; second++) {
        to = one(g, second ? &s->secondary : &s->loss, x);
        memset(x + to, 0, (2 * n - to) * sizeof *x);
        fft_forward(g->twice, x, second ? ze : re, second ? zi : im);
    }
    double p = s->secondary_p;
    for (size_t k = 0; k <= n; k++) {
        double a = 1 - p + p * ze[k], b = p * zi[k], r = re[k] * a - im[k] * b;
        im[k] = re[k] * b + im[k] * a;
        re[k] = r;
    }
    fft_inverse(g->twice, re, im, x);
    for (size_t j = 0; j < n; j++)
        ret[j] = x[j] > 1e-18 ? x[j] : 0;
}

void grid_density(struct grid *g, const struct severity *v, double *ret, size_t *ret_to)
{
    const struct scenario *s = v->s;
    *ret_to = g->n;
    if (s->insured)
        by_excess(g->h, 0, g->n, excess_of_severity, v, ret);
    else if (s->secondary_p > 0)
        both(g, s, ret);
    else
        *ret_to = one(g, &s->loss, ret);
    memset(ret + *ret_to, 0, (g->n - *ret_to) * sizeof *ret);
}
