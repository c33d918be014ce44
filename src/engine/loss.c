#include <pthread.h>

#include "base/ctx.h"
#include "engine/calc.h"
#include "engine/loss.h"

/* Building the grid and the sum of the intensities; changing one scenario. */

const double loss_level[LOSS_LEVELS] = { 0.90, 0.95, 0.99, 0.999 };
const char *const loss_level_name[LOSS_LEVELS] = { "90", "95", "99", "99.9" };

enum { THREADS_MAX = 16 };
static const double TILT = 10; /* theta times the number of cells */

bool loss_plain(const struct scenario *s)
{
    return s->frequency.kind == FREQUENCY_RATE && s->factor == SIZE_MAX;
}

static double *reals(size_t n)
{
    double *p = base_alloc(n * sizeof *p);
    memset(p, 0, n * sizeof *p);
    return p;
}

/* Expected events a year that hit a scenario: its own and those of common causes. */
static void all_rates(const struct model *m, double *ret)
{
    double mean, variance;
    for (size_t i = 0; i < m->n; i++)
        loss_count(&m->scenario[i].frequency, &ret[i], &variance);
    for (size_t k = 0; k < m->ncauses; k++) {
        loss_count(&m->cause[k].frequency, &mean, &variance);
        for (size_t i = 0; i < m->cause[k].nhits; i++)
            ret[m->cause[k].hit[i].scenario] += mean * m->cause[k].hit[i].probability;
    }
}

/*
 * Where the grid ends: no single loss is larger than q but once in 100,000 horizons, and the sum of
 * those below q stays under its mean and eight standard deviations. What lies beyond the end is
 * left out of the intensities, which leaves the distribution below the end exact; for its mean and
 * the tail we use closed forms.
 */
static double choose_end(const struct loss *l)
{
    const struct model *m = l->m;
    double *rate = reals(m->n), low = -30, high = 45, mean = 0, second = 0, sum = 0;
    all_rates(m, rate);
    for (size_t i = 0; i < m->n; i++)
        sum += rate[i];
    double target = MIN(1e-5, 1e-3 * sum) / m->horizon;
    for (int step = 0; step < 50; step++) {
        double mid = 0.5 * (low + high), y = calc_exp(mid), tail = 0;
        for (size_t i = 0; i < m->n && tail <= target; i++)
            tail += rate[i] * severity_tail(&l->severity[i], y);
        if (tail > target)
            low = mid;
        else
            high = mid;
    }
    double q = calc_exp(high);
    for (size_t i = 0; i < m->n; i++) {
        mean += rate[i] * m->horizon * l->severity[i].mean;
        second += rate[i] * m->horizon * severity_square_below(&l->severity[i], q);
    }
    base_free(rate);
    second += MAX(l->variance - second, 0) * 0.1; /* factors and causes spread wider */
    double wide = l->mean + 30 * sqrt(l->variance), end = q + mean + 8 * sqrt(second);
    /* Of rare events the standard deviation says little: thirty of them may lie below one loss. */
    return MAX(sum * m->horizon < 0.1 ? end : MIN(end, wide), 1e-6);
}

static void set_grid(struct loss *l, double end)
{
    double rates = 0;
    for (size_t i = 0; i < l->m->n; i++)
        if (loss_plain(l->scenario[i]))
            rates += l->scenario[i]->frequency.rate;
    l->end = end;
    l->h = end / (double)(l->n - 1);
    l->grid = grid_new(l->n, l->h, l->k);
    /* Sixteen times the room that is needed, within the 51 bits that kernel `split` takes. */
    l->unit = 0x1p-50;
    while (l->unit * 0x1p46 < rates + 1)
        l->unit *= 2;
    for (size_t j = 0; j < l->n; j++)
        l->tilt[j] = calc_exp(-TILT * (double)j / (double)l->n);
}

/* Whole units of a plain scenario. The rounding is carried on from cell to cell, so that sums over
 * cells are never off by more than half a unit. */
static void to_units(const struct loss *l, double rate, const double *f, size_t to, int64_t *ret)
{
    double sum = 0, scale = rate / l->unit;
    int64_t before = 0;
    for (size_t j = 0; j < to; j++) {
        sum += f[j];
        int64_t now = calc_round(sum * scale);
        ret[j] = now - before;
        before = now;
    }
}

struct part {
    const struct loss *l;
    size_t from, to;
    int64_t *nu, total;
};

static void *add_part(void *arg)
{
    struct part *w = arg;
    const struct loss *l = w->l;
    struct grid *g = grid_new(l->n, l->h, l->k);
    double *f = reals(l->n);
    int64_t *cells = base_alloc(l->n * sizeof *cells);
    for (size_t i = w->from; i < w->to; i++) {
        const struct scenario *s = l->scenario[i];
        size_t to;
        if (!loss_plain(s))
            continue;
        grid_density(g, &l->severity[i], f, &to);
        to_units(l, s->frequency.rate, f, to, cells);
        for (size_t j = 0; j < to; j++)
            w->nu[j] += cells[j];
        w->total += calc_round(s->frequency.rate / l->unit);
    }
    grid_free(g);
    base_free(f);
    base_free(cells);
    return NULL;
}

static void add_all(struct loss *l, unsigned threads)
{
    struct part part[THREADS_MAX];
    pthread_t id[THREADS_MAX];
    bool started[THREADS_MAX];
    size_t n = MAX(1U, MIN(threads, (unsigned)THREADS_MAX)), each = (l->m->n + n - 1) / n;
    if (l->m->n < 64)
        n = 1;
    for (size_t t = 0; t < n; t++) {
        size_t from = n == 1 ? 0 : MIN(t * each, l->m->n), to = n == 1 ? l->m->n : from + each;
        part[t] = (struct part){ .l = l, .from = from, .to = MIN(to, l->m->n) };
        part[t].nu = t ? base_alloc(l->n * sizeof(int64_t)) : l->nu;
        memset(part[t].nu, 0, l->n * sizeof(int64_t));
        started[t] = t && pthread_create(&id[t], NULL, add_part, &part[t]) == 0;
    }
    for (size_t t = 0; t < n; t++)
        if (!started[t])
            add_part(&part[t]);
    l->total = part[0].total;
    for (size_t t = 1; t < n; t++) {
        if (started[t])
            pthread_join(id[t], NULL);
        for (size_t j = 0; j < l->n; j++)
            l->nu[j] += part[t].nu[j];
        l->total += part[t].total;
        base_free(part[t].nu);
    }
}

/* Most models need one of them. */
double *loss_work(struct loss *l, size_t i)
{
    if (!l->work[i])
        l->work[i] = reals(l->n + 2);
    return l->work[i];
}

static struct loss *start(const struct model *m, struct loss_options o)
{
    struct loss *l = base_alloc(sizeof *l);
    *l = (struct loss){ .m = m, .k = o.kernel ? o.kernel : kernel_best(), .held = SIZE_MAX };
    l->n = (size_t)1 << (o.bits ? o.bits : LOSS_FINE);
    l->half = l->n / 2;
    l->fft = fft_new(l->n, l->k);
    l->given = m->scenario;
    l->scenario = base_alloc((m->n + 1) * sizeof *l->scenario);
    l->severity = base_alloc((m->n + 1) * sizeof *l->severity);
    l->own = base_alloc((m->n + 1) * sizeof *l->own);
    for (size_t i = 0; i < m->n; i++) {
        l->scenario[i] = &m->scenario[i];
        severity_init(&l->severity[i], l->scenario[i]);
        loss_own(l, i);
    }
    l->nu = base_alloc(l->n * sizeof *l->nu);
    l->held_cells = base_alloc(l->n * sizeof *l->held_cells);
    memset(l->held_cells, 0, l->n * sizeof *l->held_cells);
    l->tilt = reals(l->n);
    l->p = reals(l->n);
    l->above = reals(l->n);
    for (int i = 0; i < 2; i++)
        l->spectrum[i] = reals(l->half + 1);
    return l;
}

bool loss_build(struct ctx *c, const struct model *m, struct loss_options o, struct loss **ret)
{
    if (o.bits && (o.bits < 10 || o.bits > 20))
        BUG("a grid of 2^%u cells", o.bits);
    struct loss *l = start(m, o);
    loss_moments(l);
    if (!isfinite(l->mean) || !isfinite(l->variance) || l->variance > 1e36) {
        loss_free(l);
        return fail(c, ERR_LIMIT,
                    "The losses spread too far to be computed: narrow the "
                    "intervals, or give a cap.");
    }
    set_grid(l, o.end > 0 ? o.end : choose_end(l));
    add_all(l, o.threads);
    loss_rest(l, SIZE_MAX);
    *ret = l;
    return true;
}

void loss_free(struct loss *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->m->n; i++) {
        severity_done(&l->severity[i]);
        if (l->scenario[i] != &l->given[i])
            base_free(l->scenario[i]);
    }
    base_free(l->severity);
    base_free(l->own);
    base_free(l->scenario);
    fft_free(l->fft);
    grid_free(l->grid);
    base_free(l->nu);
    base_free(l->held_cells);
    base_free(l->tilt);
    base_free(l->p);
    base_free(l->above);
    for (int i = 0; i < 2; i++) {
        base_free(l->rest[i]);
        base_free(l->spectrum[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(l->work); i++)
        base_free(l->work[i]);
    base_free(l);
}

void loss_done(struct loss **l)
{
    loss_free(*l);
    *l = NULL;
}

/* The held scenario's cells, new. */
static void hold(struct loss *l)
{
    const struct scenario *s = l->scenario[l->held];
    size_t to = 0;
    if (loss_plain(s)) {
        grid_density(l->grid, &l->severity[l->held], loss_work(l, 0), &to);
        to_units(l, s->frequency.rate, loss_work(l, 0), to, l->held_cells);
    }
    memset(l->held_cells + to, 0, (l->n - to) * sizeof *l->held_cells);
    l->held_total = loss_plain(s) ? calc_round(s->frequency.rate / l->unit) : 0;
}

static void add_held(struct loss *l, int sign)
{
    for (size_t j = 0; j < l->n; j++)
        l->nu[j] += sign * l->held_cells[j];
    l->total += sign * l->held_total;
}

void loss_replace(struct loss *l, size_t i, const struct scenario *now)
{
    if (l->held != i) {
        bool mixed = loss_touches(l, l->held) || loss_touches(l, i);
        l->held = i;
        hold(l);
        if (mixed)
            loss_rest(l, i);
    }
    add_held(l, -1);
    severity_done(&l->severity[i]);
    if (l->scenario[i] == &l->given[i])
        l->scenario[i] = base_alloc(sizeof *l->scenario[i]);
    *l->scenario[i] = *now;
    severity_init(&l->severity[i], l->scenario[i]);
    loss_own(l, i);
    l->has_rest |= loss_touches(l, i);
    hold(l);
    add_held(l, 1);
    loss_moments(l);
}
