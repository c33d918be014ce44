#include "engine/fft.h"
#include "engine/calc.h"

/* Why our own: libkissfft, the one free library at hand, keeps real and imaginary parts interleaved
 * and is compiled for the smallest machine; tests/bench measures both. */

static void angle(size_t k, size_t n, double *ret_sin, double *ret_cos)
{
    calc_sincos(2 * CALC_PI * (double)k / (double)n, ret_sin, ret_cos);
}

static void make_twiddles(struct fft *f)
{
    double *w = f->twiddle;
    for (size_t n = f->half; n >= 4; n /= 4) {
        size_t m = n / 4;
        for (size_t p = 0; p < m; p++)
            for (size_t k = 1; k <= 3; k++) {
                double s, c;
                angle(k * p, n, &s, &c);
                w[(2 * k - 2) * m + p] = c;
                w[(2 * k - 1) * m + p] = -s;
            }
        w += 6 * m;
    }
    for (size_t k = 0; k <= f->half; k++)
        angle(k, f->n, &f->turn[f->half + 1 + k], &f->turn[k]);
}

struct fft *fft_new(size_t n, const struct kernel *k)
{
    if (n < 16 || n > (size_t)1 << 22 || (n & (n - 1)))
        BUG("a transform of %zu numbers", n);
    struct fft *f = base_alloc(sizeof *f);
    *f = (struct fft){ .k = k, .n = n, .half = n / 2 };
    f->twiddle = base_alloc(n * sizeof(double));
    f->turn = base_alloc(2 * (f->half + 1) * sizeof(double));
    for (int i = 0; i < 2; i++) {
        f->re[i] = base_alloc(f->half * sizeof(double));
        f->im[i] = base_alloc(f->half * sizeof(double));
    }
    make_twiddles(f);
    return f;
}

void fft_free(struct fft *f)
{
    if (!f)
        return;
    base_free(f->twiddle);
    base_free(f->turn);
    for (int i = 0; i < 2; i++) {
        base_free(f->re[i]);
        base_free(f->im[i]);
    }
    base_free(f);
}

void fft_done(struct fft **f)
{
    fft_free(*f);
    *f = NULL;
}

/* Transforms re[0], im[0]; says in which pair the result lies. With real and imaginary parts
 * exchanged it is the inverse. */
static int run(struct fft *f, bool back)
{
    double **re = back ? f->im : f->re, **im = back ? f->re : f->im;
    const double *w = f->twiddle;
    size_t n = f->half, s = 1;
    int at = 0;
    for (; n >= 4; n /= 4, s *= 4, at = !at) {
        f->k->pass4(re[at], im[at], re[!at], im[!at], n / 4, s, w);
        w += 6 * (n / 4);
    }
    if (n == 2) {
        f->k->pass2(re[at], im[at], re[!at], im[!at], s);
        at = !at;
    }
    return at;
}

static void finish(struct fft *f, double *ret_re, double *ret_im)
{
    int at = run(f, false);
    f->k->unpack(f->re[at], f->im[at], f->half, f->turn, ret_re, ret_im);
}

void fft_forward(struct fft *f, const double *x, double *ret_re, double *ret_im)
{
    for (size_t j = 0; j < f->half; j++) {
        f->re[0][j] = x[2 * j];
        f->im[0][j] = x[2 * j + 1];
    }
    finish(f, ret_re, ret_im);
}

void fft_forward_fixed(struct fft *f, const int64_t *v, const double *tilt, double unit,
                       double *ret_re, double *ret_im)
{
    f->k->split(v, tilt, unit, f->half, f->re[0], f->im[0]);
    finish(f, ret_re, ret_im);
}

void fft_inverse(struct fft *f, const double *re, const double *im, double *ret)
{
    f->k->pack(re, im, f->half, f->turn, f->re[0], f->im[0]);
    int at = run(f, true);
    double scale = 1 / (double)f->half;
    for (size_t j = 0; j < f->half; j++) {
        ret[2 * j] = f->re[at][j] * scale;
        ret[2 * j + 1] = f->im[at][j] * scale;
    }
}
