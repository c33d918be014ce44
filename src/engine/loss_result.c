#include "engine/calc.h"
#include "engine/loss.h"

/* Moments in closed form, the curve and what is read from it. */

/* Var S of independent parts: E[N] Var X + Var N E[X]^2; under a factor with variance phi also the
 * covariance phi (sum of means)^2; a cause's event costs a sum of independent hits. */
void loss_moments(struct loss *l)
{
    const struct model *m = l->m;
    double mean = 0, variance = 0, count, spread;
    for (size_t i = 0; i < m->n; i++) {
        mean += l->own[i].mean;
        variance += l->own[i].variance;
    }
    for (size_t g = 0; g < m->nfactors; g++) {
        double sum = 0;
        for (size_t i = 0; i < m->n; i++) {
            loss_count(&l->scenario[i]->frequency, &count, &spread);
            sum += l->scenario[i]->factor == g ? count * l->severity[i].mean : 0;
        }
        variance += m->factor[g].variance * sum * sum;
    }
    for (size_t k = 0; k < m->ncauses; k++) {
        double one = 0, wide = 0;
        for (size_t i = 0; i < m->cause[k].nhits; i++) {
            const struct cause_hit *h = &m->cause[k].hit[i];
            const struct severity *v = &l->severity[h->scenario];
            one += h->probability * v->mean;
            wide += h->probability * (v->second - h->probability * v->mean * v->mean);
        }
        loss_count(&m->cause[k].frequency, &count, &spread);
        mean += count * one;
        variance += count * wide + spread * one * one;
    }
    l->mean = mean * m->horizon;
    l->variance = variance * m->horizon;
}

/* Generating function of a count where no event costs anything with probability `free`. */
static double none_of(const struct frequency *f, double theta, double free)
{
    struct nodes nodes;
    double p = 0;
    if (f->kind == FREQUENCY_NONE)
        return 1;
    if (f->kind == FREQUENCY_YEARLY)
        return 1 - f->rate + f->rate * free;
    if (f->kind == FREQUENCY_RATE)
        return calc_exp(theta * f->rate * (free - 1));
    loss_nodes(f, &nodes);
    for (size_t k = 0; k < nodes.n; k++)
        p += nodes.weight[k] * calc_exp(theta * nodes.rate[k] * (free - 1));
    return p;
}

/* What a scenario's own events add; kept, so that a slider costs no walk over all scenarios. */
void loss_own(struct loss *l, size_t i)
{
    const struct scenario *s = l->scenario[i];
    const struct severity *v = &l->severity[i];
    double phi = s->factor != SIZE_MAX ? l->m->factor[s->factor].variance : 0, count, spread;
    double none = s->factor == SIZE_MAX ? none_of(&s->frequency, 1, v->none) : 1;
    loss_count(&s->frequency, &count, &spread);
    l->own[i].mean = count * v->mean;
    l->own[i].variance = count * (v->second - v->mean * v->mean) +
                         (count + (spread - count) * (1 + phi)) * v->mean * v->mean;
    l->own[i].ln_none = none > 1e-300 ? calc_log(none) : -700;
}

static double no_loss(const struct loss *l)
{
    const struct model *m = l->m;
    double p = 0, x[24], w[24];
    for (size_t i = 0; i < m->n; i++)
        p += l->own[i].ln_none;
    p = calc_exp(p);
    for (size_t g = 0; g < m->nfactors; g++) {
        double sum = 0;
        calc_gamma_nodes(m->factor[g].variance, ARRAY_LEN(x), x, w);
        for (size_t q = 0; q < ARRAY_LEN(x); q++) {
            double part = w[q];
            for (size_t i = 0; i < m->n; i++)
                if (l->scenario[i]->factor == g)
                    part *= none_of(&l->scenario[i]->frequency, x[q], l->severity[i].none);
            sum += part;
        }
        p *= sum;
    }
    for (size_t k = 0; k < m->ncauses; k++) {
        double free = 1;
        for (size_t i = 0; i < m->cause[k].nhits; i++) {
            const struct cause_hit *h = &m->cause[k].hit[i];
            free *= 1 - h->probability + h->probability * l->severity[h->scenario].none;
        }
        p *= none_of(&m->cause[k].frequency, 1, free);
    }
    double years = 1;
    for (unsigned y = 0; y < m->horizon; y++)
        years *= p;
    return MIN(MAX(years, 0), 1);
}

/* A cell stands for a triangle around its loss: half of it lies above the cell's loss. */
static void distribution(struct loss *l)
{
    double sum = 0, least = 1 - l->none;
    fft_inverse(l->fft, l->spectrum[0], l->spectrum[1], l->p);
    for (size_t j = 0; j < l->n; j++) {
        double p = l->p[j] / l->tilt[j];
        l->p[j] = p = p > 0 ? p : 0;
        double above = j ? 1 - (sum + 0.5 * p) : 1 - l->none;
        sum += p;
        least = MIN(least, MAX(above, 0)); /* rounding must not make the curve rise */
        l->above[j] = least;
    }
}

double loss_above(const struct loss *l, double x)
{
    double at = x / l->h;
    if (!(at > 0))
        return l->above[0];
    if (at >= (double)(l->n - 1))
        return l->above[l->n - 1];
    size_t j = (size_t)at;
    double f = at - (double)j;
    return l->above[j] * (1 - f) + l->above[j + 1] * f;
}

/* E[min(S, x)]: trapezes, and in the first cell what the grid's mean asks for. */
double loss_below(const struct loss *l, double x)
{
    double at = MIN(x / l->h, (double)(l->n - 1)), sum = 0;
    size_t whole = (size_t)at;
    for (size_t j = 0; j < whole; j++)
        sum += 0.5 * (l->above[j] + l->above[j + 1]);
    double f = at - (double)whole;
    if (f > 0)
        sum += f * 0.5 * (l->above[whole] + loss_above(l, x));
    double first = 0.5 * MAX(l->p[0] - l->none, 0);
    return l->h * (sum - first * MIN(at, 1));
}

double loss_var(const struct loss *l, double level)
{
    double target = 1 - level;
    size_t low = 0, high = l->n - 1;
    if (l->above[0] <= target)
        return 0;
    while (low + 1 < high) { /* above[low] > target */
        size_t mid = (low + high) / 2;
        if (l->above[mid] > target)
            low = mid;
        else
            high = mid;
    }
    double a = l->above[low], b = l->above[high];
    double f = a > b ? (a - target) / (a - b) : 1;
    return ((double)low + MIN(MAX(f, 0), 1)) * l->h;
}

/* P(largest single loss > jh): closed form 1 - G(1 - P(X > jh)) for every source of events. */
static double occurrence(const struct loss *l, double intensity, double x)
{
    const struct model *m = l->m;
    double none = calc_exp(-intensity), g[24], w[24];
    for (size_t i = 0; i < m->n && l->has_rest; i++)
        if (!loss_plain(l->scenario[i]) && l->scenario[i]->factor == SIZE_MAX)
            none *= none_of(&l->scenario[i]->frequency, 1, 1 - severity_tail(&l->severity[i], x));
    for (size_t k = 0; k < m->nfactors; k++) {
        double sum = 0;
        calc_gamma_nodes(m->factor[k].variance, ARRAY_LEN(g), g, w);
        for (size_t q = 0; q < ARRAY_LEN(g); q++) {
            double part = w[q];
            for (size_t i = 0; i < m->n; i++)
                if (l->scenario[i]->factor == k)
                    part *= none_of(&l->scenario[i]->frequency, g[q],
                                    1 - severity_tail(&l->severity[i], x));
            sum += part;
        }
        none *= sum;
    }
    for (size_t k = 0; k < m->ncauses; k++) {
        double below = 1;
        for (size_t i = 0; i < m->cause[k].nhits; i++) {
            const struct cause_hit *h = &m->cause[k].hit[i];
            below *= 1 - h->probability * severity_tail(&l->severity[h->scenario], x);
        }
        none *= none_of(&m->cause[k].frequency, 1, below);
    }
    double years = 1;
    for (unsigned y = 0; y < m->horizon; y++)
        years *= none;
    return MIN(MAX(1 - years, 0), 1);
}

/* 200 losses: zero, then evenly on a logarithmic scale up to the loss of one horizon in 10,000. */
static void points(struct loss *l, struct loss_result *r)
{
    double last = MIN(loss_var(l, 0.9999), l->end), first = MAX(l->h, last * 1e-4);
    double step = last > first ? calc_log(last / first) / (LOSS_POINTS - 2) : 0;
    double sum = 0, total = (double)l->total * l->unit;
    size_t j = 0;
    r->npoints = step > 0 ? LOSS_POINTS : 2;
    for (size_t i = 0; i < r->npoints; i++) {
        double x = i ? first * calc_exp(step * (double)(i - 1)) : 0;
        r->point[i] = (struct model_point){ x, loss_above(l, x) };
        /* Intensity above x, from the middle of the cell before to the middle of the next. */
        double at = x / l->h;
        for (; j < l->n && (double)j <= at; j++)
            sum += (double)l->nu[j] * l->unit;
        double last_cell = j ? (double)l->nu[j - 1] * l->unit : 0;
        double f = at - (double)(j ? j - 1 : 0);
        double next = j < l->n ? (double)l->nu[j] * l->unit : 0;
        double here = i ? sum - 0.5 * last_cell + f * 0.5 * (last_cell + next) : 0;
        r->occurrence[i] = (struct model_point){ x, occurrence(l, MAX(total - here, 0), x) };
        if (i)
            r->occurrence[i].probability =
                MIN(r->occurrence[i].probability, r->occurrence[i - 1].probability);
    }
}

/* Tolerance between its points: straight on logarithmic scales. */
static double allowed(const struct model *m, double loss)
{
    const struct model_point *t = m->tolerance;
    size_t i = 1;
    while (i + 1 < m->ntolerance && loss > t[i].loss)
        i++;
    double x0 = calc_log(t[i - 1].loss), x1 = calc_log(t[i].loss);
    double y0 = calc_log(t[i - 1].probability), y1 = calc_log(t[i].probability);
    return calc_exp(y0 + (y1 - y0) * (calc_log(loss) - x0) / (x1 - x0));
}

static void breach(struct loss *l, struct loss_result *r)
{
    const struct model *m = l->m;
    enum { STEPS = 400 };
    r->tolerance = m->ntolerance > 0;
    if (!r->tolerance)
        return;
    double from = m->tolerance[0].loss, to = m->tolerance[m->ntolerance - 1].loss;
    double step = calc_log(to / from) / STEPS;
    for (int i = 0; i <= STEPS; i++) {
        double x = from * calc_exp(step * i), y = allowed(m, x), p = loss_above(l, x);
        if (x > l->end || p <= r->breach * y)
            continue;
        r->breach = p / y;
        r->breach_loss = x;
        r->breach_probability = p;
        r->breach_allowed = y;
    }
}

void loss_curve(struct loss *l, struct loss_result *ret)
{
    struct loss_result r = { .mean = l->mean, .sd = sqrt(MAX(l->variance, 0)) };
    l->none = no_loss(l);
    loss_spectrum(l);
    distribution(l);
    for (size_t i = 0; i < LOSS_LEVELS; i++) {
        r.var[i] = loss_var(l, loss_level[i]);
        double over = l->mean - loss_below(l, r.var[i]);
        r.tvar[i] = r.var[i] + MAX(over, 0) / (1 - loss_level[i]);
    }
    r.no_loss = l->none;
    r.end = l->end;
    r.beyond = l->above[l->n - 1];
    r.cells = l->n;
    points(l, &r);
    breach(l, &r);
    for (size_t i = 0; i < l->m->n; i++)
        r.aggregate_ignored |= l->scenario[i]->insured && isfinite(l->scenario[i]->aggregate);
    *ret = r;
}
