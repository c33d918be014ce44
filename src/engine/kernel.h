/*
 * The loops that take the time, compiled once for each vector width the machine may have (SSE2,
 * AVX2, AVX-512) from the same source: the results are the same bits, only the speed differs.
 * Internal to engine/. Threads: any; the arrays belong to the caller.
 */
#pragma once

/* Randomness of one scenario in one chunk of years: see sim_events in kernel_sim.c. */
struct kernel_draw {
    uint32_t key[2];    /* seed */
    uint32_t stream[2]; /* whose numbers */
    uint32_t lane;      /* chunk and kind of draw */
};

struct kernel {
    const char *name;
    /* One pass of a complex Fourier transform, radix 4 or 2: from x to y (fft.c). */
    void (*pass4)(const double *xr, const double *xi, double *yr, double *yi, size_t m, size_t s,
                  const double *twiddle);
    void (*pass2)(const double *xr, const double *xi, double *yr, double *yi, size_t s);
    /* Between n/2 complex numbers and the spectrum of n real ones; w: cosines, then sines. */
    void (*unpack)(const double *zr, const double *zi, size_t half, const double *w, double *xr,
                   double *xi);
    void (*pack)(const double *xr, const double *xi, size_t half, const double *w, double *zr,
                 double *zi);
    /* Fixed point density to even and odd reals, each cell times tilt[j]. */
    void (*split)(const int64_t *v, const double *tilt, double unit, size_t half, double *even,
                  double *odd);
    /* (re, im) := e^(years * (re - total + i im)). */
    void (*exponential)(double *re, double *im, size_t n, double total, double years);
    /* Density of a lognormal distribution times the cell width at y = j h, for cells from..to-1:
     * triangle rule with the second derivative (grid.c). */
    void (*lognormal)(const double *ln, size_t from, size_t to, double ln_h, double mu,
                      double sigma, double *ret);
    /* n (a multiple of 16) pairs of standard normals and words from blocks first, first + 1, ...:
     * two events a block. z[2k], z[2k+1] and w[2k], w[2k+1] belong to block first + k. */
    void (*draw)(const struct kernel_draw *d, uint32_t first, size_t n, float *ret_z,
                 uint32_t *ret_w);
    /* Cents: scale * e^(sigma z), at most cap, rounded to whole ones. */
    void (*sizes)(const float *z, size_t n, float sigma, double scale, double cap,
                  int64_t *ret_cents);
    /* 4 n words from blocks first, first + 1, ... : n a multiple of 16. */
    void (*words)(const struct kernel_draw *d, uint32_t first, size_t n, uint32_t *ret);
};

/* Those this machine can run, widest last; best is the last. */
size_t kernel_count(void);
const struct kernel *kernel_at(size_t i);
const struct kernel *kernel_best(void);
