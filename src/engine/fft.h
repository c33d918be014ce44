/*
 * Fourier transform of real numbers, length a power of two. Heap memory, fft_new / fft_free.
 * Threads: one at a time (it has room for its intermediate results); any number of them beside each
 * other.
 */
#pragma once
#include "engine/kernel.h"

struct fft {
    const struct kernel *k;
    size_t n, half;
    double *twiddle;       /* of all passes of radix 4, one behind the other */
    double *turn;          /* cosines and sines of 2 pi k / n, k = 0..half */
    double *re[2], *im[2]; /* half cells each */
};

/* n a power of two from 16 to 2^22. */
struct fft *fft_new(size_t n, const struct kernel *k);
void fft_free(struct fft *f);
void fft_done(struct fft **f);
/* n reals to half + 1 complex numbers. */
void fft_forward(struct fft *f, const double *x, double *ret_re, double *ret_im);
/* The same of v[j] * unit * tilt[j]. */
void fft_forward_fixed(struct fft *f, const int64_t *v, const double *tilt, double unit,
                       double *ret_re, double *ret_im);
/* Back, divided by n. */
void fft_inverse(struct fft *f, const double *re, const double *im, double *ret);
