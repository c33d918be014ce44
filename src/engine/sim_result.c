#include "engine/calc.h"
#include "engine/sim.h"

/* Reading the totals without sorting them: a histogram over the upper bits of the number finds the
 * bin of a rank, and only what lies in that bin is looked at. One sample serves every figure. */

enum { BINS = 1 << 16 };

/* Numbers below 2^10 have bins of their own, above each power of two has 1,024. */
static size_t bin_of(int64_t cents)
{
    uint64_t x = cents > 0 ? (uint64_t)cents : 0;
    if (x < 1024)
        return (size_t)x;
    int top = 63 - __builtin_clzll(x);
    return (size_t)(top - 9) * 1024 + (size_t)((x >> (top - 10)) & 1023);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The total of a rank, 0 the smallest. */
static int64_t ranked(const struct sim *s, const uint32_t *bin, size_t rank)
{
    size_t b = 0, before = 0, n = 0;
    while (b + 1 < BINS && before + bin[b] <= rank)
        before += bin[b++];
    int64_t *in = base_alloc((bin[b] + 1) * sizeof *in);
    for (size_t y = 0; y < s->years && n < bin[b]; y++)
        if (bin_of(s->total[y]) == b)
            in[n++] = s->total[y];
    qsort(in, n, sizeof *in, by_size);
    int64_t x = n ? in[MIN(rank - before, n - 1)] : 0;
    base_free(in);
    return x;
}

static size_t rank_of(const struct sim *s, double at)
{
    return at <= 0 ? 0 : MIN((size_t)at, s->years - 1);
}

static void level(const struct sim *s, const uint32_t *bin, size_t i, struct sim_result *r)
{
    double n = (double)s->years, p = loss_level[i], sum = 0, square = 0;
    double wide = 1.96 * sqrt(n * p * (1 - p));
    int64_t var = ranked(s, bin, rank_of(s, ceil(n * p - 1e-9) - 1));
    for (size_t y = 0; y < s->years; y++) {
        double over = s->total[y] > var ? (double)(s->total[y] - var) : 0;
        sum += over;
        square += over * over;
    }
    double mean = sum / n, spread = MAX(square / n - mean * mean, 0);
    r->var[i] = (double)var / 100;
    r->var_low[i] = (double)ranked(s, bin, rank_of(s, n * p - wide)) / 100;
    r->var_high[i] = (double)ranked(s, bin, rank_of(s, n * p + wide)) / 100;
    r->tvar[i] = ((double)var + mean / (1 - p)) / 100;
    r->tvar_error[i] = sqrt(spread / n) / (1 - p) / 100;
}

/* The curve at the upper ends of bins, about evenly on a logarithmic scale. */
static void points(const struct sim *s, const uint32_t *bin, struct sim_result *r)
{
    double n = (double)s->years, last = r->var[LOSS_LEVELS - 1] * 2 + 1, first = last * 1e-4;
    double step = calc_log(last / first) / (LOSS_POINTS - 2);
    size_t b = 0, before = bin[0];
    r->point[0] = (struct model_point){ 0, 1 - (double)bin[0] / n };
    for (size_t i = 1; i < LOSS_POINTS; i++) {
        double want = first * calc_exp(step * (double)(i - 1)) * 100;
        size_t upto = bin_of((int64_t)want);
        while (b < upto)
            before += bin[++b];
        /* Where the bin ends: what lies in it is at most that. */
        int64_t end = (int64_t)b;
        if (b >= 1024) {
            size_t top = b / 1024 + 9;
            end = (int64_t)((((uint64_t)1024 + b % 1024 + 1) << (top - 10)) - 1);
        }
        r->point[i] = (struct model_point){ (double)end / 100, 1 - (double)before / n };
    }
    r->npoints = LOSS_POINTS;
}

void sim_summary(const struct sim *s, struct sim_result *ret)
{
    struct sim_result r = { .no_loss = 0 };
    uint32_t *bin = base_alloc(BINS * sizeof *bin);
    double n = (double)s->years, square = 0;
    __int128 sum = 0;
    memset(bin, 0, BINS * sizeof *bin);
    for (size_t y = 0; y < s->years; y++) {
        sum += s->total[y];
        bin[bin_of(s->total[y])]++;
    }
    double mean = (double)sum / n;
    for (size_t y = 0; y < s->years; y++) {
        double d = (double)s->total[y] - mean;
        square += d * d;
    }
    r.mean = mean / 100;
    r.sd = sqrt(square / MAX(n - 1, 1)) / 100;
    r.mean_error = r.sd / sqrt(n);
    r.no_loss = (double)bin[0] / n;
    for (size_t i = 0; i < LOSS_LEVELS; i++)
        level(s, bin, i, &r);
    points(s, bin, &r);
    base_free(bin);
    *ret = r;
}
