#include "engine/calc.h"
#include "engine/philox.h"
#include "engine/sim.h"

/*
 * The losses of one scenario in one chunk of years. Events first: how many in the whole chunk, then
 * a year and a size for each, so that the work follows the events. Kinds of draw have numbers of
 * their own; a cause's events come from the cause's stream, so that every scenario it hits sees the
 * same ones.
 */

enum draw {
    DRAW_SIZE,
    DRAW_COUNT,
    DRAW_SECOND,
    DRAW_RATE,
    DRAW_FACTOR,
    DRAW_YES,
    DRAW_HIT,
    DRAW_SHARE
};

struct sim_room *sim_room_new(const struct model *m)
{
    struct sim_room *r = base_alloc(sizeof *r);
    memset(r, 0, sizeof *r);
    r->theta = base_alloc((m->nfactors * m->horizon * SIM_CHUNK + 1) * sizeof *r->theta);
    r->listed = base_alloc((size_t)SIM_CHUNK * m->horizon * sizeof *r->listed);
    return r;
}

void sim_room_free(struct sim_room *r)
{
    if (!r)
        return;
    base_free(r->theta);
    base_free(r->listed);
    base_free(r->cdf);
    base_free(r);
}

/* The density over fine cells by two Gauss points each, summed up and read backwards. */
double *sim_table(const struct pert *p)
{
    enum { FINE = 4096 };
    double *t = base_alloc((SIM_TABLE + 2) * sizeof *t), *sum = base_alloc((FINE + 1) * sizeof *t);
    double width = p->high - p->low, a = 4 * (p->mode - p->low) / width, b = 4 - a;
    sum[0] = 0;
    for (size_t i = 0; i < FINE; i++) {
        double mass = 0;
        for (int k = 0; k < 2; k++) {
            double x = ((double)i + (k ? 0.788675134594812882 : 0.211324865405187118)) / FINE;
            mass += calc_exp(a * calc_log(x) + b * calc_log(1 - x));
        }
        sum[i + 1] = sum[i] + mass;
    }
    for (size_t k = 0, i = 0; k <= SIM_TABLE; k++) {
        double want = sum[FINE] * (double)k / SIM_TABLE;
        while (i + 1 < FINE && sum[i + 1] < want)
            i++;
        t[k] = p->low + width * ((double)i + (want - sum[i]) / (sum[i + 1] - sum[i])) / FINE;
    }
    t[0] = p->low;
    t[SIM_TABLE] = t[SIM_TABLE + 1] = p->high;
    base_free(sum);
    return t;
}

/* The quantile of a number of `bits` bits. */
static inline double look_up(const double *t, uint32_t x, int bits)
{
    uint32_t at = x >> (bits - 10), rest = x & ((1U << (bits - 10)) - 1);
    double part = ((double)rest + 0.5) / (double)(1U << (bits - 10));
    return t[at] + (t[at + 1] - t[at]) * part;
}

static struct kernel_draw lane(const struct sim *s, uint64_t stream, size_t q, enum draw kind)
{
    return (struct kernel_draw){ { (uint32_t)s->o.seed, (uint32_t)(s->o.seed >> 32) },
                                 { (uint32_t)stream, (uint32_t)(stream >> 32) },
                                 (uint32_t)q << 4 | (uint32_t)kind };
}

/* One number in 0..1 with 53 bits. */
static double uniform(const struct kernel_draw *d, uint32_t block)
{
    uint32_t x[4] = { block, d->lane, d->stream[0], d->stream[1] };
    philox(x, d->key[0], d->key[1]);
    return ((double)(((uint64_t)x[0] << 21) ^ (x[1] >> 11)) + 0.5) * 0x1p-53;
}

/* Distribution function of a Poisson count over ten standard deviations around the mean, its terms
 * from Stirling's formula in the middle outwards. Kept while the mean stays. */
static void poisson_table(struct sim_room *r, double mean)
{
    double spread = 10 * sqrt(mean) + 30;
    size_t low = mean > spread ? (size_t)(mean - spread) : 0, high = (size_t)(mean + spread);
    size_t n = high - low + 1, mode = (size_t)mean - low;
    if (n > r->cdf_room) {
        r->cdf = base_realloc(r->cdf, n * sizeof(double));
        r->cdf_room = n;
    }
    double *p = r->cdf, k = (double)(mode + low), sum = 0;
    p[mode] = calc_exp(k * calc_log(mean) - mean - calc_log_gamma(k + 1));
    for (size_t i = mode; i-- > 0;)
        p[i] = p[i + 1] * (double)(low + i + 1) / mean;
    for (size_t i = mode + 1; i < n; i++)
        p[i] = p[i - 1] * mean / (double)(low + i);
    for (size_t i = 0; i < n; i++)
        p[i] = sum += p[i];
    r->cdf_low = low;
    r->cdf_n = n;
    r->cdf_mean = mean;
}

/* Poisson count as the quantile of u: rising with the mean, so that fewer events are the first of
 * more. */
static uint64_t poisson(struct sim_room *r, double mean, double u)
{
    if (!(mean > 0))
        return 0;
    if (mean > r->cdf_mean || mean < r->cdf_mean)
        poisson_table(r, mean);
    size_t a = 0, b = r->cdf_n - 1;
    while (a < b) {
        size_t mid = (a + b) / 2;
        if (r->cdf[mid] < u)
            a = mid + 1;
        else
            b = mid;
    }
    return r->cdf_low + a;
}

/* --- where in the chunk --- */

/* Events of one source in one chunk: their number, and how the year of one is found. */
struct source {
    uint64_t n;
    enum { YEARS_EVEN, YEARS_WEIGHTED, YEARS_LISTED } how;
};

/* Gamma variables with mean 1 by Marsaglia and Tsang 2000; below shape 1 with a power of a uniform.
 */
static double gamma_one(const struct kernel_draw *d, uint32_t at, double variance)
{
    double shape = 1 / variance, boost = 1;
    if (shape < 1) {
        boost = calc_exp(calc_log(uniform(d, at | 0x80000000U)) / shape);
        shape += 1;
    }
    double a = shape - 1.0 / 3, c = 1 / sqrt(9 * a);
    for (uint32_t try = 0; try < 64; try++) {
        uint32_t block = (at + try * (uint32_t)SIM_CHUNK * MODEL_HORIZON) * 2;
        double x = calc_normal_point(uniform(d, block)), v = 1 + c * x, u = uniform(d, block + 1);
        v = v * v * v;
        if (v > 0 && calc_log(u) < 0.5 * x * x + a - a * v + a * calc_log(v))
            return a * v * boost * variance;
    }
    return 1;
}

/* Rates of the years relative to `top`, summed up; the guide finds the year of a number fast. */
static double weigh(struct sim_room *r, const double *rate, double top)
{
    double scale = (double)(UINT32_MAX / SIM_CHUNK) / top;
    uint32_t sum = 0;
    for (size_t y = 0; y < SIM_CHUNK; y++) {
        r->weight[y] = sum;
        sum += (uint32_t)calc_round(MIN(rate[y], top) * scale);
    }
    r->weight[SIM_CHUNK] = sum;
    size_t y = 0;
    for (size_t g = 0; g <= SIM_CHUNK; g++) {
        uint64_t at = (uint64_t)sum * g / SIM_CHUNK;
        while (y + 1 < SIM_CHUNK && r->weight[y + 1] <= at)
            y++;
        r->guide[g] = (uint16_t)y;
    }
    return (double)sum / scale;
}

static inline uint16_t weighted_year(const struct sim_room *r, uint32_t word)
{
    uint32_t at = (uint32_t)(((uint64_t)word * r->weight[SIM_CHUNK]) >> 32);
    size_t y = r->guide[word >> 19];
    while (r->weight[y + 1] <= at)
        y++;
    return (uint16_t)y;
}

/* The factors of this chunk's years: drawn once for all scenarios under them. */
static void draw_factors(const struct sim *s, struct sim_room *r, size_t q)
{
    const struct model *m = s->m;
    size_t each = (size_t)m->horizon * SIM_CHUNK;
    if (r->theta_chunk == q + 1)
        return;
    for (size_t g = 0; g < m->nfactors; g++) {
        struct kernel_draw d = lane(s, m->factor[g].stream, q, DRAW_FACTOR);
        for (size_t y = 0; y < each; y++)
            r->theta[g * each + y] = gamma_one(&d, (uint32_t)y, m->factor[g].variance);
    }
    r->theta_chunk = q + 1;
}

/* Rate of each year of the chunk: drawn, under a factor, or both. */
static double drawn_rates(const struct sim *s, struct sim_room *r, const struct frequency *f,
                          uint64_t stream, const double *table, size_t factor, size_t q)
{
    double *rate = base_alloc(SIM_CHUNK * sizeof *rate), top = 0;
    struct kernel_draw d = lane(s, stream, q, DRAW_RATE);
    memset(rate, 0, SIM_CHUNK * sizeof *rate);
    if (factor != SIZE_MAX)
        draw_factors(s, r, q);
    for (unsigned t = 0; t < s->m->horizon; t++) {
        const double *theta =
            factor == SIZE_MAX ? NULL : r->theta + (factor * s->m->horizon + t) * SIM_CHUNK;
        if (table)
            s->k->words(&d, t * SIM_CHUNK / 4, SIM_CHUNK / 4, r->one);
        for (size_t y = 0; y < SIM_CHUNK; y++) {
            double x = table ? f->share * look_up(table, r->one[y], 32) : f->rate;
            rate[y] += theta ? x * theta[y] : x;
        }
    }
    for (size_t y = 0; y < SIM_CHUNK; y++)
        top = MAX(top, rate[y]);
    double sum = top > 0 ? weigh(r, rate, top) : 0;
    base_free(rate);
    return sum;
}

static uint64_t list_years(const struct sim *s, struct sim_room *r, double p, uint64_t stream,
                           size_t q)
{
    uint64_t limit = (uint64_t)calc_round(p * 0x1p32), n = 0;
    struct kernel_draw d = lane(s, stream, q, DRAW_YES);
    for (uint32_t t = 0; t < s->m->horizon; t++) {
        s->k->words(&d, t * SIM_CHUNK / 4, SIM_CHUNK / 4, r->one);
        for (uint32_t y = 0; y < SIM_CHUNK; y++) {
            r->listed[n] = (uint16_t)y;
            n += r->one[y] < limit;
        }
    }
    return n;
}

static struct source source(const struct sim *s, struct sim_room *r, const struct frequency *f,
                            uint64_t stream, const double *table, size_t factor, size_t q)
{
    struct source e = { 0, YEARS_EVEN };
    struct kernel_draw d = lane(s, stream, q, DRAW_COUNT);
    double mean = f->rate * SIM_CHUNK * s->m->horizon;
    if (f->kind == FREQUENCY_NONE)
        return e;
    if (f->kind == FREQUENCY_YEARLY)
        return (struct source){ list_years(s, r, f->rate, stream, q), YEARS_LISTED };
    if (f->kind == FREQUENCY_PERT || factor != SIZE_MAX) {
        e.how = YEARS_WEIGHTED;
        mean = drawn_rates(s, r, f, stream, table, factor, q);
    }
    e.n = poisson(r, mean, uniform(&d, 0));
    return e;
}

static void find_years(const struct source *e, struct sim_room *r, uint64_t first, size_t n)
{
    if (e->how == YEARS_EVEN)
        for (size_t k = 0; k < n; k++)
            r->year[k] = (uint16_t)(r->word[k] >> 19);
    else if (e->how == YEARS_WEIGHTED)
        for (size_t k = 0; k < n; k++)
            r->year[k] = weighted_year(r, r->word[k]);
    else
        memcpy(r->year, r->listed + first, n * sizeof *r->year);
}

/* --- how much --- */

/* Three-point amounts take the low 19 bits of the word, which the year does not use. */
static void sizes(const struct sim *s, const struct amount *a, const double *table, const float *z,
                  const uint32_t *word, size_t n, int64_t *ret)
{
    const double most = 0x1p50; /* no sum of a year overflows */
    double cap = a->cap < 1e13 ? a->cap * 100 : most;
    if (a->kind == AMOUNT_INTERVAL) {
        s->k->sizes(z, (n + 15) & ~(size_t)15, (float)a->sigma, calc_exp(a->mu) * 100, cap, ret);
        return;
    }
    for (size_t k = 0; k < n; k++) {
        double x = table ? look_up(table, word[k] & 0x7ffff, 19) : a->fixed;
        ret[k] = calc_round(MIN(x * 100, cap));
    }
}

/* One source's events as they hit scenario i; `hit` below 1: each only with that probability. */
struct flow {
    const struct source *e;
    uint64_t years, own; /* streams of the years and of the sizes */
    double hit;
    bool cause;
};

static void insure(const struct scenario *s, struct sim_room *r, size_t n)
{
    int64_t d = calc_round(MIN(s->retention, 1e13) * 100),
            m = calc_round(MIN(s->limit, 1e13) * 100);
    bool yearly = isfinite(s->aggregate);
    for (size_t k = 0; k < n; k++) {
        int64_t over = r->cents[k] - d, ceded = over < 0 ? 0 : over > m ? m : over;
        r->cents[k] -= ceded;
        if (yearly)
            r->ceded[r->year[k]] += ceded;
    }
}

static void batch(const struct sim *s, struct sim_room *r, size_t i, size_t q, const struct flow *f,
                  uint64_t first, size_t n)
{
    const struct scenario *a = &s->scenario[i];
    size_t blocks = ((n + 1) / 2 + 15) & ~(size_t)15;
    struct kernel_draw d = lane(s, f->years, q, DRAW_SIZE);
    s->k->draw(&d, (uint32_t)(first / 2), blocks, r->z, r->word);
    find_years(f->e, r, first, n);
    if (f->cause) {
        d = lane(s, f->own, q, DRAW_HIT);
        s->k->draw(&d, (uint32_t)(first / 2), blocks, r->z, r->word);
    }
    sizes(s, &a->loss, s->table[i].loss, r->z, r->word, n, r->cents);
    if (a->secondary_p > 0) {
        uint64_t limit = (uint64_t)calc_round(a->secondary_p * 0x1p32);
        d = lane(s, f->own, q, f->cause ? DRAW_SHARE : DRAW_SECOND);
        s->k->draw(&d, (uint32_t)(first / 2), blocks, r->z, r->word2);
        sizes(s, &a->secondary, s->table[i].secondary, r->z, r->word2, n, r->second);
        for (size_t k = 0; k < n; k++)
            r->cents[k] += r->word2[k] < limit ? r->second[k] : 0;
    }
    if (f->cause) {
        uint64_t limit = (uint64_t)calc_round(f->hit * 0x1p32);
        for (size_t k = 0; k < n; k++)
            r->cents[k] = r->word[k] < limit ? r->cents[k] : 0;
    }
    if (a->insured)
        insure(a, r, n);
}

static void flow(const struct sim *s, struct sim_room *r, size_t i, size_t q, const struct flow *f,
                 int sign)
{
    enum { BATCH = 1024 };
    int64_t *total = s->total + q * SIM_CHUNK;
    for (uint64_t first = 0; first < f->e->n; first += BATCH) {
        size_t n = (size_t)MIN(f->e->n - first, (uint64_t)BATCH);
        batch(s, r, i, q, f, first, n);
        if (sign > 0)
            for (size_t k = 0; k < n; k++)
                total[r->year[k]] += r->cents[k];
        else
            for (size_t k = 0; k < n; k++)
                total[r->year[k]] -= r->cents[k];
    }
}

void sim_column(const struct sim *s, struct sim_room *r, size_t i, size_t q, int sign)
{
    const struct scenario *a = &s->scenario[i];
    const struct model *m = s->m;
    bool yearly = a->insured && isfinite(a->aggregate);
    if (yearly)
        memset(r->ceded, 0, sizeof r->ceded);
    struct source e = source(s, r, &a->frequency, a->stream, s->table[i].rate, a->factor, q);
    flow(s, r, i, q, &(struct flow){ &e, a->stream, a->stream, 1, false }, sign);
    for (size_t k = 0; k < m->ncauses; k++)
        for (size_t h = 0; h < m->cause[k].nhits; h++) {
            const struct cause *c = &m->cause[k];
            if (c->hit[h].scenario != i)
                continue;
            uint64_t own = (c->stream ^ a->stream * 0x9e3779b97f4a7c15ULL) + 1;
            e = source(s, r, &c->frequency, c->stream, s->table[m->n + k].rate, SIZE_MAX, q);
            flow(s, r, i, q, &(struct flow){ &e, c->stream, own, c->hit[h].probability, true },
                 sign);
        }
    if (!yearly)
        return;
    int64_t limit = calc_round(MIN(a->aggregate * m->horizon, 1e13) * 100);
    for (size_t y = 0; y < SIM_CHUNK; y++)
        if (r->ceded[y] > limit) /* others are done for this year: the rest is ours again */
            s->total[q * SIM_CHUNK + y] += sign * (r->ceded[y] - limit);
}
