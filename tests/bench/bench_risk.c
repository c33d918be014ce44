/* The engine's side of the risk benchmarks: one case a call, one JSON line with seconds of CPU and
 * of the clock, best and median of some runs. risk.py calls it beside the peers.
 *
 * Workload P1 (design, section 2.1): rates 0.02 to 2 a year, 90 % intervals of ratio 5 to 60. */
#include "base/ctx.h"
#include "base/str.h"
#include "engine/calc.h"
#include "engine/invest.h"
#include "engine/sim.h"

static struct arena mem;
static struct rng rng;
static struct ctx ctx;

static double even(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

static struct model p1(size_t n, bool general)
{
    struct model m = { .currency = STR("EUR"), .horizon = 1, .n = n };
    uint64_t seed = 42;
    m.scenario = arena_new(&mem, struct scenario, n);
    for (size_t i = 0; i < n; i++) {
        struct scenario *s = &m.scenario[i];
        double rate = 0.02 * pow(100, even(&seed)), low = 2000 * pow(50, even(&seed));
        double ratio = 5 * pow(12, even(&seed));
        s->id = arena_printf(&mem, "s%zu", i);
        s->stream = model_stream(s->id);
        s->frequency = (struct frequency){ FREQUENCY_RATE, rate, { 0, 0, 0 }, 1 };
        s->loss = amount_interval(low, low * ratio, INFINITY);
        s->factor = SIZE_MAX;
        s->limit = s->aggregate = INFINITY;
        if (!general)
            continue;
        s->frequency = (struct frequency){ FREQUENCY_PERT, 0, { rate / 3, rate, rate * 5 / 3 }, 1 };
        s->secondary_p = 0.2;
        s->secondary = amount_interval(low, low * ratio, INFINITY);
    }
    return m;
}

/* n controls that reach one scenario in ten each, or `dense`: all. */
static void add_controls(struct model *m, size_t n)
{
    uint64_t seed = 7;
    m->ncontrols = n;
    m->control = arena_new(&mem, struct control, n);
    for (size_t j = 0; j < n; j++) {
        struct control *k = &m->control[j];
        k->id = arena_printf(&mem, "c%zu", j);
        k->reliability = 0.6 + 0.4 * even(&seed);
        k->cost = 2000 * pow(50, even(&seed));
        k->effect = arena_new(&mem, struct control_effect, m->n);
        for (size_t i = 0; i < m->n; i++) {
            double f = 0.6 * even(&seed), g = 0.4 * even(&seed);
            if (even(&seed) < 0.1)
                k->effect[k->neffects++] = (struct control_effect){ i, { f, f }, { g, g } };
        }
    }
}

static double now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct timing {
    double cpu[4000], wall[4000], c, w;
    size_t n;
};

static void begin(struct timing *t)
{
    t->c = now(CLOCK_PROCESS_CPUTIME_ID);
    t->w = now(CLOCK_MONOTONIC);
}

static void end(struct timing *t)
{
    t->cpu[t->n] = now(CLOCK_PROCESS_CPUTIME_ID) - t->c;
    t->wall[t->n++] = now(CLOCK_MONOTONIC) - t->w;
}

static void tell(const char *what, size_t n, struct timing *t, const char *more)
{
    qsort(t->cpu, t->n, sizeof *t->cpu, by_value);
    qsort(t->wall, t->n, sizeof *t->wall, by_value);
    printf("{\"case\":\"%s\",\"n\":%zu,\"runs\":%zu,\"cpu_best\":%.9f,\"cpu_median\":%.9f,"
           "\"cpu_p99\":%.9f,\"wall_median\":%.9f%s}\n",
           what, n, t->n, t->cpu[0], t->cpu[t->n / 2], t->cpu[t->n * 99 / 100], t->wall[t->n / 2],
           more);
}

static const struct kernel *kernel_named(const char *name)
{
    for (size_t k = 0; k < kernel_count(); k++)
        if (strcmp(kernel_at(k)->name, name) == 0)
            return kernel_at(k);
    return kernel_best();
}

static bool simulate(size_t n, uint32_t years, const char *kernel, bool general)
{
    static struct timing t;
    struct model m = p1(n, general);
    double events = 0, mean, spread;
    char more[200];
    uint64_t h = 0xcbf29ce484222325ULL;
    for (size_t i = 0; i < n; i++) {
        loss_count(&m.scenario[i].frequency, &mean, &spread);
        events += mean * years;
    }
    for (int run = 0; run < 3; run++) {
        struct sim *s;
        struct sim_result r;
        begin(&t);
        if (!sim_run(&ctx, &m,
                     (struct sim_options){ .years = years, .kernel = kernel_named(kernel) }, &s))
            return false;
        sim_summary(s, &r);
        end(&t);
        h = 0xcbf29ce484222325ULL;
        for (size_t y = 0; y < s->years; y++)
            h = (h ^ (uint64_t)s->total[y]) * 0x100000001b3ULL;
        sim_free(s);
    }
    snprintf(more, sizeof more,
             ",\"years\":%u,\"events\":%.0f,\"kernel\":\"%s\",\"hash\":\"%016" PRIx64 "\"", years,
             events, kernel_named(kernel)->name, h);
    tell(general ? "general" : "simulate", n, &t, more);
    return true;
}

static bool slider(size_t n)
{
    static struct timing t;
    struct model m = p1(n, false);
    struct loss *l;
    static struct loss_result r;
    if (!loss_build(&ctx, &m, (struct loss_options){ .bits = LOSS_FAST }, &l))
        return false;
    for (int k = 0; k < 500; k++) {
        struct scenario s = m.scenario[(size_t)k / 50 % n];
        s.frequency.rate *= 1 + 0.01 * (k % 50);
        begin(&t);
        loss_replace(l, (size_t)k / 50 % n, &s);
        loss_curve(l, &r);
        end(&t);
    }
    loss_free(l);
    tell("slider", n, &t, "");
    return true;
}

/* How far the coarse grid is from the fine one, with one scenario in two `smaller` than in P1. */
static bool accuracy(size_t n, double smaller)
{
    struct model m = p1(n, false);
    static struct loss_result r[2];
    double mean[2] = { 0, 0 }, tail = 0, var = 0;
    for (size_t i = 1; i < n; i += 2) {
        const struct amount *a = &m.scenario[i].loss;
        m.scenario[i].loss = amount_interval(a->low * smaller, a->high * smaller, INFINITY);
    }
    for (int fine = 0; fine < 2; fine++) {
        struct loss *l;
        struct loss_options o = { .bits = fine ? LOSS_FINE : LOSS_FAST };
        if (!loss_build(&ctx, &m, o, &l))
            return false;
        loss_curve(l, &r[fine]);
        for (size_t j = 0; j < l->n; j++)
            mean[fine] += (double)j * l->h * l->p[j];
        mean[fine] /= l->mean;
        loss_free(l);
    }
    for (size_t i = 0; i < 3; i++) { /* 90, 95, 99 % */
        var = MAX(var, fabs(r[0].var[i] / r[1].var[i] - 1));
        tail = MAX(tail, fabs(r[0].tvar[i] / r[1].tvar[i] - 1));
    }
    printf("{\"case\":\"accuracy\",\"n\":%zu,\"smaller\":%g,\"mean_fast\":%.3e,\"mean_fine\":%.3e,"
           "\"var\":%.3e,\"tvar\":%.3e,\"beyond\":%.3e}\n",
           n, smaller, fabs(mean[0] - 1), fabs(mean[1] - 1), var, tail, r[0].beyond);
    return true;
}

static bool build(size_t n, unsigned threads)
{
    static struct timing t;
    struct model m = p1(n, false);
    static struct loss_result r;
    for (int k = 0; k < 5; k++) {
        struct loss *l;
        begin(&t);
        struct loss_options o = { .bits = LOSS_FAST, .threads = threads };
        if (!loss_build(&ctx, &m, o, &l))
            return false;
        loss_curve(l, &r);
        end(&t);
        loss_free(l);
    }
    tell("build", n, &t, "");
    return true;
}

static bool who(size_t n)
{
    static struct timing t, u;
    struct model m = p1(n, false);
    struct loss *l;
    static struct loss_result r;
    size_t swings;
    struct loss_share *share = arena_new(&mem, struct loss_share, n);
    struct loss_swing *w = arena_new(&mem, struct loss_swing, 2 * n);
    if (!loss_build(&ctx, &m, (struct loss_options){ .bits = LOSS_FAST }, &l))
        return false;
    loss_curve(l, &r);
    begin(&t);
    loss_shares(l, &r, 1, share);
    end(&t);
    loss_free(l);
    begin(&u);
    if (!loss_build(&ctx, &m, (struct loss_options){ .bits = 13 }, &l))
        return false;
    loss_tornado(l, NULL, 0, w, &swings);
    end(&u);
    loss_free(l);
    tell("contributions", n, &t, "");
    tell("tornado", n, &u, "");
    return true;
}

static bool invest(size_t controls, size_t n, size_t nodes)
{
    static struct timing t, u;
    struct model m = p1(n, false);
    add_controls(&m, controls);
    struct invest *v = invest_new(&m);
    struct invest_choice f[INVEST_FRONTIER + 1];
    bool *on = arena_new(&mem, bool, controls + 1);
    struct invest_choice c = { .on = on };
    struct invest_proof p;
    size_t points;
    double all = 0;
    char more[200];
    for (size_t j = 0; j < controls; j++)
        all += m.control[j].cost;
    for (int k = 0; k < 5; k++) {
        begin(&t);
        invest_frontier(v, f, &points);
        end(&t);
    }
    tell("frontier", n, &t, "");
    invest_greedy(v, all / 4, false, &c);
    double greedy = c.loss;
    begin(&u);
    invest_greedy(v, all / 4, true, &c);
    invest_prove(v, all / 4, nodes, &c, &p);
    end(&u);
    snprintf(more, sizeof more,
             ",\"controls\":%zu,\"gap\":%.6f,\"nodes\":%zu,\"greedy_above_bound\":%.6f", controls,
             p.gap, p.nodes, greedy / p.bound - 1);
    tell("prove", n, &u, more);
    invest_free(v);
    return true;
}

static size_t number(char **argv, int argc, int i, size_t otherwise)
{
    return i < argc ? (size_t)strtoull(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    size_t n = number(argv, argc, 2, 100);
    bool ok = false;
    arena_init(&mem, (size_t)4 << 30);
    rng_init_seed(&rng, 1);
    ctx_init(&ctx, &mem, &rng);
    if (strcmp(what, "simulate") == 0 || strcmp(what, "general") == 0)
        ok = simulate(n, (uint32_t)number(argv, argc, 3, 100000), argc > 4 ? argv[4] : "best",
                      what[0] == 'g');
    else if (strcmp(what, "slider") == 0)
        ok = slider(n);
    else if (strcmp(what, "accuracy") == 0)
        ok = accuracy(n, argc > 3 ? strtod(argv[3], NULL) : 1);
    else if (strcmp(what, "build") == 0)
        ok = build(n, (unsigned)number(argv, argc, 3, 1));
    else if (strcmp(what, "who") == 0)
        ok = who(n);
    else if (strcmp(what, "invest") == 0)
        ok = invest(number(argv, argc, 3, 93), n, number(argv, argc, 4, 20000));
    else if (strcmp(what, "workload") == 0) {
        struct model m = p1(n, false);
        for (size_t i = 0; i < n; i++)
            printf("%.17g,%.17g,%.17g\n", m.scenario[i].frequency.rate, m.scenario[i].loss.mu,
                   m.scenario[i].loss.sigma);
        ok = true;
    }
    if (!ok)
        fprintf(stderr, "%s\n", ctx.err.message ? ctx.err.message : "unknown case");
    arena_done(&mem);
    return !ok;
}
