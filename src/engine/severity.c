#include "engine/severity.h"
#include "engine/calc.h"

/* Moments of a lognormal above a point: Klugman, Panjer, Willmot, "Loss Models", appendix A. Of the
 * beta distribution: its partial moments are beta distributions with a raised first parameter. */

enum { LATTICE = 1 << 13 };

static double lognormal_partial(const struct amount *a, double y, int power)
{
    double k = power, m = calc_exp(k * a->mu + 0.5 * k * k * a->sigma * a->sigma);
    return y > 0 ? m * calc_normal_tail((calc_log(y) - a->mu) / a->sigma - k * a->sigma) : m;
}

/* E[T^power; T > t] of the three-point estimate moved to 0..1. */
static double pert_partial(const struct pert *p, double t, int power)
{
    double a = 1 + 4 * (p->mode - p->low) / (p->high - p->low), b = 6 - a;
    double m = power == 0 ? 1 : power == 1 ? a / 6 : a * (a + 1) / 42;
    return t > 0 ? m * (1 - calc_beta(a + power, b, MIN(t, 1))) : m;
}

/* E[((X - y)+)^power], power 0 to 2, without the cap. */
static double above(const struct amount *a, double y, int power)
{
    double m[3], low = 0, width = 1, x = y;
    if (a->kind == AMOUNT_FIXED) {
        double d = a->fixed - y;
        return d <= 0 ? 0 : power == 0 ? 1 : power == 1 ? d : d * d;
    }
    if (a->kind == AMOUNT_PERT) {
        low = a->pert.low;
        width = a->pert.high - low;
        x = (y - low) / width;
    }
    for (int k = 0; k <= power; k++)
        m[k] = a->kind == AMOUNT_PERT ? pert_partial(&a->pert, x, k) : lognormal_partial(a, y, k);
    if (power == 0)
        return m[0];
    if (power == 1)
        return MAX(width * (m[1] - x * m[0]), 0);
    return MAX(width * width * (m[2] - 2 * x * m[1] + x * x * m[0]), 0);
}

double amount_tail(const struct amount *a, double y)
{
    return y < a->cap ? above(a, y, 0) : 0;
}

double amount_excess(const struct amount *a, double y)
{
    if (!(y < a->cap))
        return 0;
    return isfinite(a->cap) ? MAX(above(a, y, 1) - above(a, a->cap, 1), 0) : above(a, y, 1);
}

/* (min(X,c) - y)^2 = (X-y)^2 - (X-c)^2 - 2 (c-y)(X-c) above c. */
double amount_excess2(const struct amount *a, double y)
{
    if (!(y < a->cap))
        return 0;
    if (!isfinite(a->cap))
        return above(a, y, 2);
    return MAX(above(a, y, 2) - above(a, a->cap, 2) - 2 * (a->cap - y) * above(a, a->cap, 1), 0);
}

/* The point that is exceeded with probability p: bisection on a logarithmic scale. */
static double amount_point(const struct amount *a, double p)
{
    double low = -40, high = 60;
    for (int i = 0; i < 60; i++) {
        double mid = 0.5 * (low + high);
        if (amount_tail(a, calc_exp(mid)) > p)
            low = mid;
        else
            high = mid;
    }
    return calc_exp(high);
}

/* --- the lattice: primary and secondary loss of one event together --- */

static void make_lattice(struct severity *v)
{
    const struct scenario *s = v->s;
    double far = amount_point(&s->loss, 1e-10) + amount_point(&s->secondary, 1e-10);
    struct scenario plain = *s;
    struct severity whole = { .s = &plain };
    size_t to;
    v->cells = LATTICE;
    v->width = far * 1.01 / LATTICE;
    v->lattice = base_alloc(LATTICE * sizeof(double));
    plain.insured = false;
    struct grid *g = grid_new(LATTICE, v->width, kernel_best());
    grid_density(g, &whole, v->lattice, &to);
    grid_free(g);
    double mass = 0, excess = 0; /* from the end: E[(X-y)+] grows by width * P(X > y) a cell */
    for (size_t j = LATTICE; j-- > 0;) {
        double p = v->lattice[j];
        v->lattice[j] = excess + v->width * mass;
        excess = v->lattice[j];
        mass += p;
    }
}

/* E[(X - y)+] before insurance. */
static double ground_excess(const struct severity *v, double y)
{
    if (!v->lattice)
        return amount_excess(&v->s->loss, y);
    double at = y / v->width;
    if (at >= (double)(v->cells - 1))
        return 0;
    size_t j = (size_t)at;
    double f = at - (double)j;
    return v->lattice[j] * (1 - f) + v->lattice[j + 1] * f;
}

/* E[((X - y)+)^2] = 2 times the integral of the excess from y on. */
static double ground_excess2(const struct severity *v, double y)
{
    double sum = 0;
    if (!v->lattice)
        return amount_excess2(&v->s->loss, y);
    for (size_t j = 0; j + 1 < v->cells; j++) {
        double a = MAX((double)j * v->width, y), b = (double)(j + 1) * v->width;
        if (a < b)
            sum += (ground_excess(v, a) + ground_excess(v, b)) * (b - a);
    }
    return sum;
}

/* --- what stays with us: min(X, d) + (X - d - m)+ --- */

double severity_excess(const struct severity *v, double y)
{
    const struct scenario *s = v->s;
    double beyond = s->retention + s->limit;
    if (!s->insured)
        return ground_excess(v, y);
    if (y >= s->retention)
        return isfinite(s->limit) ? ground_excess(v, y + s->limit) : 0;
    double over = isfinite(beyond) ? ground_excess(v, beyond) : 0;
    return MAX(ground_excess(v, y) - ground_excess(v, s->retention) + over, 0);
}

static double ground_tail(const struct severity *v, double y)
{
    const struct scenario *s = v->s;
    if (!(s->secondary_p > 0))
        return amount_tail(&s->loss, y);
    double p =
        amount_tail(&s->loss, 0.5 * y) + s->secondary_p * amount_tail(&s->secondary, 0.5 * y);
    return MIN(p, 1);
}

double severity_tail(const struct severity *v, double y)
{
    const struct scenario *s = v->s;
    if (s->insured && y >= s->retention)
        return isfinite(s->limit) ? ground_tail(v, y + s->limit) : 0;
    return ground_tail(v, y);
}

double severity_square_below(const struct severity *v, double y)
{
    const struct amount *a = &v->s->loss;
    if (v->s->insured || v->s->secondary_p > 0)
        return MIN(v->second, v->mean * y);
    return MAX(v->second - amount_excess2(a, y) - 2 * y * amount_excess(a, y), 0);
}

void severity_init(struct severity *v, const struct scenario *s)
{
    const double p = s->secondary_p;
    *v = (struct severity){ .s = s };
    double m1 = amount_excess(&s->loss, 0), m2 = amount_excess2(&s->loss, 0);
    if (!s->insured) {
        double n1 = p > 0 ? amount_excess(&s->secondary, 0) : 0;
        double n2 = p > 0 ? amount_excess2(&s->secondary, 0) : 0;
        v->mean = m1 + p * n1;
        v->second = m2 + 2 * p * m1 * n1 + p * n2;
        return;
    }
    if (p > 0)
        make_lattice(v);
    double d = s->retention, beyond = d + s->limit;
    double over1 = isfinite(beyond) ? ground_excess(v, beyond) : 0;
    double over2 = isfinite(beyond) ? ground_excess2(v, beyond) : 0;
    double below2 = ground_excess2(v, 0) - ground_excess2(v, d) - 2 * d * ground_excess(v, d);
    v->mean = ground_excess(v, 0) - ground_excess(v, d) + over1;
    v->second = below2 + 2 * d * over1 + over2;
    if (!(d > 0))
        v->none = 1 - (isfinite(s->limit) ? ground_tail(v, s->limit) : 0);
}

void severity_done(struct severity *v)
{
    base_free(v->lattice);
    v->lattice = NULL;
}
