/*
 * Elementary functions of the engine in double precision, written so that loops over them are
 * turned into vector code and every machine gets the same bits: only + - * / and square root, no
 * library call, no contraction (the engine is compiled with -ffp-contract=off). Errors are a few
 * units in the last place. Threads: any.
 */
#pragma once

#define CALC_PI 3.141592653589793238
#define CALC_Z95 1.6448536269514722 /* 95 % point of the standard normal distribution */

static inline uint64_t calc_bits(double x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static inline double calc_from_bits(uint64_t b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* Adding this pushes the fraction out of a double: what is left in the low bits is the integer. */
#define CALC_MAGIC 0x1.8p52

/* Nearest integer of |x| < 2^51, half to even. */
static inline int64_t calc_round(double x)
{
    return (int64_t)(calc_bits(x + CALC_MAGIC) - calc_bits(CALC_MAGIC));
}

/* e^x; below -700 it is that of -700, above 700 that of 700. x = k ln 2 + r, Taylor to r^13. */
static inline double calc_exp(double x)
{
    x = x < -700 ? -700 : x;
    x = x > 700 ? 700 : x;
    double shifted = x * 1.44269504088896340736 + CALC_MAGIC, k = shifted - CALC_MAGIC;
    double r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    uint64_t scale = (calc_bits(shifted) + 1023) << 52;
    return p * calc_from_bits(scale);
}

/* ln x of a normal positive x: x = 2^e m with m in [sqrt(1/2), sqrt(2)), then the series of the
 * inverse hyperbolic tangent in (m - 1) / (m + 1). */
static inline double calc_log(double x)
{
    uint64_t b = calc_bits(x) - 0x3fe6a09e667f3bcdULL;
    int64_t e = (int64_t)b >> 52;
    double m = calc_from_bits(calc_bits(x) - ((uint64_t)e << 52));
    double k = calc_from_bits(calc_bits(CALC_MAGIC) + (uint64_t)e) - CALC_MAGIC;
    double s = (m - 1) / (m + 1), s2 = s * s;
    double p = 1.0 / 23;
    p = p * s2 + 1.0 / 21;
    p = p * s2 + 1.0 / 19;
    p = p * s2 + 1.0 / 17;
    p = p * s2 + 1.0 / 15;
    p = p * s2 + 1.0 / 13;
    p = p * s2 + 1.0 / 11;
    p = p * s2 + 1.0 / 9;
    p = p * s2 + 1.0 / 7;
    p = p * s2 + 1.0 / 5;
    p = p * s2 + 1.0 / 3;
    p = p * s2 * s + s;
    return k * 0x1.62e42feep-1 + (k * 0x1.a39ef35793c76p-33 + 2 * p);
}

/* Sine and cosine of |x| < 10^6: x = k pi / 2 + r in three parts, Taylor on |r| <= pi / 4. */
static inline void calc_sincos(double x, double *ret_sin, double *ret_cos)
{
    double shifted = x * 0.63661977236758134308 + CALC_MAGIC, k = shifted - CALC_MAGIC;
    uint64_t q = calc_bits(shifted);
    double r = x - k * 0x1.921fb544p0;
    r = r - k * 0x1.0b4611a6p-34;
    r = r - k * 0x1.3198a2e037073p-69;
    double r2 = r * r;
    double s = -1.0 / 1307674368000.0;
    s = s * r2 + 1.0 / 6227020800.0;
    s = s * r2 - 1.0 / 39916800.0;
    s = s * r2 + 1.0 / 362880.0;
    s = s * r2 - 1.0 / 5040.0;
    s = s * r2 + 1.0 / 120.0;
    s = s * r2 - 1.0 / 6.0;
    s = s * r2 * r + r;
    double c = 1.0 / 20922789888000.0;
    c = c * r2 - 1.0 / 87178291200.0;
    c = c * r2 + 1.0 / 479001600.0;
    c = c * r2 - 1.0 / 3628800.0;
    c = c * r2 + 1.0 / 40320.0;
    c = c * r2 - 1.0 / 720.0;
    c = c * r2 + 1.0 / 24.0;
    c = c * r2 - 0.5;
    c = c * r2 + 1.0;
    uint64_t swap = (uint64_t)0 - (q & 1); /* all ones in odd quadrants */
    uint64_t sb = calc_bits(s), cb = calc_bits(c);
    uint64_t a = (sb & ~swap) | (cb & swap), b = (cb & ~swap) | (sb & swap);
    *ret_sin = calc_from_bits(a ^ ((q & 2) << 62));
    *ret_cos = calc_from_bits(b ^ (((q + 1) & 2) << 62));
}

/* Upper tail of the standard normal distribution, P(Z > z). */
double calc_normal_tail(double z);
/* The point that is exceeded with probability p, 0 < p < 1. */
double calc_normal_point(double p);
/* ln of the gamma function, x > 0. */
double calc_log_gamma(double x);
/* Distribution function of the beta distribution; 0 <= x <= 1, a and b at least 0.1. */
double calc_beta(double a, double b, double x);
/* The point below which a share p of the beta distribution lies. */
double calc_beta_point(double a, double b, double p);
/* Gauss nodes and weights (sum 1) for the weight function of the beta distribution on 0..1 and of
 * the gamma distribution with mean 1 and variance phi: eigenvalues of the Jacobi matrix (Golub and
 * Welsch 1969). n at most CALC_NODES. */
enum { CALC_NODES = 64 };
void calc_beta_nodes(double a, double b, size_t n, double *ret_x, double *ret_w);
void calc_gamma_nodes(double phi, size_t n, double *ret_x, double *ret_w);
