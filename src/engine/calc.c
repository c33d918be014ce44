#include "engine/calc.h"

/* Special functions. They run some thousand times a model at most, so they are plain code. */

/* e^(z^2/2) P(Z > z) = t C(t), t = 1/(1 + z/3.75): Chebyshev coefficients of C on 0..1, computed in
 * 40 digits; the first one left out is below 10^-16 of the value. */
static double mills(double z)
{
    static const double c[] = {
        0.501138847145512211,      0.186883467275717095,     0.0515851595130597213,
        0.00995932588489380463,    0.00106523512080367905,   -0.0000335206270926656861,
        -0.0000281951777900841018, -1.65538696355944086e-6,  7.02088162192605675e-7,
        8.17497465809889986e-8,    -2.19023854603928982e-8,  -3.04608889542318742e-9,
        8.78435284680025591e-10,   9.83430484654904478e-11,  -4.14796888098173138e-11,
        -2.02232259934329742e-12,  2.05461269356257613e-12,  -6.97850710868300564e-14,
        -9.54728777161224597e-14,  1.34357169174838992e-14,  3.51709716507451937e-15,
        -1.1636828067241163e-15,   -4.20229141328082596e-17,
    };
    double t = 1 / (1 + z / 3.75), u = 4 * t - 2, d = 0, dd = 0;
    for (size_t i = ARRAY_LEN(c) - 1; i > 0; i--) {
        double keep = d;
        d = u * d - dd + c[i];
        dd = keep;
    }
    return t * (0.5 * (u * d + c[0]) - dd);
}

double calc_normal_tail(double z)
{
    double a = z < 0 ? -z : z;
    double tail = a > 37 ? 0 : mills(a) * calc_exp(-0.5 * a * a);
    return z < 0 ? 1 - tail : tail;
}

/* Newton on ln P(Z > z), which is concave: it converges from z = 0 on, at most some twenty steps.
 */
double calc_normal_point(double p)
{
    if (p > 0.5)
        return -calc_normal_point(1 - p);
    double z = 0, target = calc_log(p < 1e-300 ? 1e-300 : p);
    for (int i = 0; i < 60; i++) {
        double g = mills(z), step = (calc_log(g) - 0.5 * z * z - target) * g / 0.39894228040143268;
        z += step;
        if (fabs(step) < 1e-15 * (1 + z))
            break;
    }
    return z;
}

/* Stirling's series from 12 on, the recurrence below. */
double calc_log_gamma(double x)
{
    double shift = 1;
    while (x < 12)
        shift *= x++;
    double r = 1 / (x * x);
    double s =
        ((((-691.0 / 360360 * r + 1.0 / 1188) * r - 1.0 / 1680) * r + 1.0 / 1260) * r - 1.0 / 360) *
            r +
        1.0 / 12;
    return (x - 0.5) * calc_log(x) - x + 0.91893853320467274178 + s / x - calc_log(shift);
}

/* Continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), evaluated by
 * Lentz's rule. */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int m = 1; m < 500; m++) {
        for (int odd = 0; odd < 2; odd++) {
            double k = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                           : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + k * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + k / c;
            c = fabs(c) < tiny ? tiny : c;
            f *= d * c;
        }
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return f;
}

double calc_beta(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x > 0;
    double front = calc_exp(calc_log_gamma(a + b) - calc_log_gamma(a) - calc_log_gamma(b) +
                            a * calc_log(x) + b * calc_log(1 - x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double calc_beta_point(double a, double b, double p)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double mid = 0.5 * (low + high);
        if (calc_beta(a, b, mid) < p)
            low = mid;
        else
            high = mid;
    }
    return 0.5 * (low + high);
}

/* Eigenvalues of a symmetric tridiagonal matrix (diagonal d, below it e) and the squares of the
 * first components of its eigenvectors, by implicit QL steps. */
static void ql(size_t n, double *d, double *e, double *z)
{
    for (size_t i = 0; i < n; i++)
        z[i] = i == 0;
    e[n - 1] = 0;
    for (size_t l = 0; l < n; l++) {
        for (int round = 0; round < 200; round++) {
            size_t m = l;
            while (m + 1 < n && fabs(e[m]) > 1e-17 * (fabs(d[m]) + fabs(d[m + 1])))
                m++;
            if (m == l)
                break;
            double g = (d[l + 1] - d[l]) / (2 * e[l]), r = sqrt(g * g + 1);
            g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
            double s = 1, c = 1, p = 0;
            for (size_t i = m; i-- > l;) {
                double f = s * e[i], b = c * e[i];
                r = sqrt(f * f + g * g);
                e[i + 1] = r;
                s = r > 0 ? f / r : 0;
                c = r > 0 ? g / r : 1;
                g = d[i + 1] - p;
                r = (d[i] - g) * s + 2 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                f = z[i + 1];
                z[i + 1] = s * z[i] + c * f;
                z[i] = c * z[i] - s * f;
            }
            d[l] -= p;
            e[l] = g;
            e[m] = 0;
        }
    }
}

static void nodes(size_t n, double *d, double *e, double *ret_x, double *ret_w)
{
    double z[CALC_NODES];
    ql(n, d, e, z);
    for (size_t i = 0; i < n; i++) {
        ret_x[i] = d[i];
        ret_w[i] = z[i] * z[i];
    }
}

/* Recurrence of the Jacobi polynomials moved to 0..1. */
void calc_beta_nodes(double a, double b, size_t n, double *ret_x, double *ret_w)
{
    double d[CALC_NODES], e[CALC_NODES], p = b - 1, q = a - 1; /* weight (1-x)^p x^q */
    for (size_t i = 0; i < n; i++) {
        double k = (double)i, s = 2 * k + p + q, k1 = k + 1, s1 = s + 2;
        double centre = i ? (q * q - p * p) / (s * (s + 2)) : (q - p) / (p + q + 2);
        double off = i ? 4 * k1 * (k1 + p) * (k1 + q) * (k1 + p + q) / (s1 * s1 * (s1 * s1 - 1))
                       : 4 * (1 + p) * (1 + q) / ((2 + p + q) * (2 + p + q) * (3 + p + q));
        d[i] = 0.5 * (1 + centre);
        e[i] = 0.5 * sqrt(off);
    }
    nodes(n, d, e, ret_x, ret_w);
}

/* Recurrence of the Laguerre polynomials of the weight x^(k-1) e^-x, k = 1/phi. */
void calc_gamma_nodes(double phi, size_t n, double *ret_x, double *ret_w)
{
    double d[CALC_NODES], e[CALC_NODES], shape = 1 / phi;
    for (size_t i = 0; i < n; i++) {
        double k = (double)i;
        d[i] = (2 * k + shape) * phi;
        e[i] = sqrt((k + 1) * (k + shape)) * phi;
    }
    nodes(n, d, e, ret_x, ret_w);
}
