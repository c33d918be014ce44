#include "engine/calc.h"
#include "engine/kernel_int.h"

/* Stockham's self-sorting transform: no bit reversal, every inner loop runs over neighbouring
 * cells. Real and imaginary parts lie apart. */

/* One butterfly of radix 4 from x[at + {0,1,2,3} step] to y[to + {0,1,2,3} gap]. */
#define BUTTERFLY(at, step, to, gap)                                                               \
    do {                                                                                           \
        double ar = xr[(at)], ai = xi[(at)];                                                       \
        double br = xr[(at) + (step)], bi = xi[(at) + (step)];                                     \
        double cr = xr[(at) + 2 * (step)], ci = xi[(at) + 2 * (step)];                             \
        double dr = xr[(at) + 3 * (step)], di = xi[(at) + 3 * (step)];                             \
        double acr = ar + cr, aci = ai + ci, sr = ar - cr, si = ai - ci;                           \
        double bdr = br + dr, bdi = bi + di, tr = br - dr, ti = bi - di;                           \
        double e1r = sr + ti, e1i = si - tr, e2r = acr - bdr, e2i = aci - bdi;                     \
        double e3r = sr - ti, e3i = si + tr;                                                       \
        yr[(to)] = acr + bdr;                                                                      \
        yi[(to)] = aci + bdi;                                                                      \
        yr[(to) + (gap)] = e1r * w1r - e1i * w1i;                                                  \
        yi[(to) + (gap)] = e1r * w1i + e1i * w1r;                                                  \
        yr[(to) + 2 * (gap)] = e2r * w2r - e2i * w2i;                                              \
        yi[(to) + 2 * (gap)] = e2r * w2i + e2i * w2r;                                              \
        yr[(to) + 3 * (gap)] = e3r * w3r - e3i * w3i;                                              \
        yi[(to) + 3 * (gap)] = e3r * w3i + e3i * w3r;                                              \
    } while (0)

#define TWIDDLES(p)                                                                                \
    double w1r = tw[(p)], w1i = tw[m + (p)], w2r = tw[2 * m + (p)], w2i = tw[3 * m + (p)],         \
           w3r = tw[4 * m + (p)], w3i = tw[5 * m + (p)]

static inline __attribute__((always_inline)) void
wide(const double *restrict xr, const double *restrict xi, double *restrict yr, double *restrict yi,
     size_t m, size_t s, const double *restrict tw)
{
    for (size_t p = 0; p < m; p++) {
        TWIDDLES(p);
        for (size_t q = 0; q < s; q++)
            BUTTERFLY(q + s * p, s * m, q + 4 * s * p, s);
    }
}

static void pass4(const double *restrict xr, const double *restrict xi, double *restrict yr,
                  double *restrict yi, size_t m, size_t s, const double *restrict tw)
{
    if (s == 1) {
        for (size_t p = 0; p < m; p++) {
            TWIDDLES(p);
            BUTTERFLY(p, m, 4 * p, 1);
        }
    } else if (s == 4) {
        wide(xr, xi, yr, yi, m, 4, tw);
    } else {
        wide(xr, xi, yr, yi, m, s & ~(size_t)15, tw);
    }
}

static void pass2(const double *restrict xr, const double *restrict xi, double *restrict yr,
                  double *restrict yi, size_t s)
{
    for (size_t q = 0; q < s; q++) {
        double ar = xr[q], ai = xi[q], br = xr[q + s], bi = xi[q + s];
        yr[q] = ar + br;
        yi[q] = ai + bi;
        yr[q + s] = ar - br;
        yi[q + s] = ai - bi;
    }
}

/* X_k = E_k + W^k O_k where E and O are the transforms of the even and odd cells, which lie in Z_k
 * and the conjugate of Z_(half-k). */
static void unpack(const double *restrict zr, const double *restrict zi, size_t half,
                   const double *restrict w, double *restrict xr, double *restrict xi)
{
    const double *wc = w, *ws = w + half + 1;
    for (size_t k = 1; k < half; k++) {
        size_t l = half - k;
        double er = 0.5 * (zr[k] + zr[l]), ei = 0.5 * (zi[k] - zi[l]);
        double or = 0.5 * (zi[k] + zi[l]), oi = -0.5 * (zr[k] - zr[l]);
        xr[k] = er + or *wc[k] + oi * ws[k];
        xi[k] = ei + oi * wc[k] - or *ws[k];
    }
    xr[0] = zr[0] + zi[0];
    xi[0] = 0;
    xr[half] = zr[0] - zi[0];
    xi[half] = 0;
}

static void pack(const double *restrict xr, const double *restrict xi, size_t half,
                 const double *restrict w, double *restrict zr, double *restrict zi)
{
    const double *wc = w, *ws = w + half + 1;
    for (size_t k = 0; k < half; k++) {
        size_t l = half - k;
        double er = 0.5 * (xr[k] + xr[l]), ei = 0.5 * (xi[k] - xi[l]);
        double dr = 0.5 * (xr[k] - xr[l]), di = 0.5 * (xi[k] + xi[l]);
        double or = dr * wc[k] - di * ws[k], oi = di * wc[k] + dr * ws[k];
        zr[k] = er - oi;
        zi[k] = ei + or ;
    }
}

static void split(const int64_t *restrict v, const double *restrict tilt, double unit, size_t half,
                  double *restrict even, double *restrict odd)
{
    /* Counts below 2^51 become doubles by way of the low bits of a large one. */
    for (size_t j = 0; j < half; j++) {
        double a = calc_from_bits((uint64_t)v[2 * j] + calc_bits(CALC_MAGIC)) - CALC_MAGIC;
        double b = calc_from_bits((uint64_t)v[2 * j + 1] + calc_bits(CALC_MAGIC)) - CALC_MAGIC;
        even[j] = a * unit * tilt[2 * j];
        odd[j] = b * unit * tilt[2 * j + 1];
    }
}

static void exponential(double *restrict re, double *restrict im, size_t n, double total,
                        double years)
{
    for (size_t k = 0; k < n; k++) {
        double s, c, e = calc_exp((re[k] - total) * years);
        calc_sincos(im[k] * years, &s, &c);
        re[k] = e * c;
        im[k] = e * s;
    }
}

/* Mean of the density over the triangle of half width h around y: p + h^2 p''/12 + ..., with p'' of
 * a lognormal density in closed form. */
static void lognormal(const double *restrict ln, size_t from, size_t to, double ln_h, double mu,
                      double sigma, double *restrict ret)
{
    double inv = 1 / sigma, top = 0.39894228040143268 * inv;
    for (size_t j = from; j < to; j++) {
        double z = (ln[j] + ln_h - mu) * inv, x = (double)(int32_t)j, g = 1 / x;
        double p = top * g * calc_exp(-0.5 * z * z);
        double bend = (z * z - 1) * inv * inv + 3 * z * inv + 2;
        ret[j] = p * (1 + bend * g * g * (1.0 / 12));
    }
}

const struct kernel KERNEL_NAME = {
    .name = KERNEL_TEXT,
    .pass4 = pass4,
    .pass2 = pass2,
    .unpack = unpack,
    .pack = pack,
    .split = split,
    .exponential = exponential,
    .lognormal = lognormal,
    .draw = KERNEL_SIM(draw),
    .sizes = KERNEL_SIM(sizes),
    .words = KERNEL_SIM(words),
};
