#include <pthread.h>
#include <stdatomic.h>

#include "base/ctx.h"
#include "engine/calc.h"
#include "engine/sim.h"

/* Running: chunks of years are shared out among threads; which thread does one does not matter. */

enum { THREADS_MAX = 16 };
static const double EVENTS_MAX = 2e10;

struct work {
    const struct sim *s;
    size_t only; /* one scenario, SIZE_MAX: all */
    int sign;
    atomic_size_t next;
};

/* Some chunks at a time, scenario by scenario: what a scenario needs is made once for them. Factors
 * are kept for one chunk, so there it is the other way round. */
static void *chunks(void *arg)
{
    struct work *w = arg;
    const struct model *m = w->s->m;
    struct sim_room *r = sim_room_new(m);
    size_t step = m->nfactors ? 1 : 4, q;
    size_t from = w->only == SIZE_MAX ? 0 : w->only, to = w->only == SIZE_MAX ? m->n : from + 1;
    while ((q = atomic_fetch_add(&w->next, step)) < w->s->chunks)
        for (size_t i = from; i < to; i++)
            for (size_t k = q; k < q + step && k < w->s->chunks; k++)
                sim_column(w->s, r, i, k, w->sign);
    sim_room_free(r);
    return NULL;
}

static void run(const struct sim *s, size_t only, int sign)
{
    struct work w = { .s = s, .only = only, .sign = sign };
    pthread_t id[THREADS_MAX];
    unsigned n = MAX(1U, MIN(s->o.threads, (unsigned)THREADS_MAX)), started = 0;
    atomic_init(&w.next, 0);
    for (unsigned t = 1; t < n && t < s->chunks; t++)
        if (pthread_create(&id[started], NULL, chunks, &w) == 0)
            started++;
    chunks(&w);
    for (unsigned t = 0; t < started; t++)
        pthread_join(id[t], NULL);
}

static double *table_of(const struct amount *a)
{
    return a->kind == AMOUNT_PERT ? sim_table(&a->pert) : NULL;
}

static struct sim_tables tables(const struct scenario *s)
{
    return (struct sim_tables){
        s->frequency.kind == FREQUENCY_PERT ? sim_table(&s->frequency.pert) : NULL,
        table_of(&s->loss),
        s->secondary_p > 0 ? table_of(&s->secondary) : NULL,
    };
}

static void drop(struct sim_tables *t)
{
    base_free(t->rate);
    base_free(t->loss);
    base_free(t->secondary);
}

static double events(const struct model *m)
{
    double sum = 0, mean, spread;
    for (size_t i = 0; i < m->n; i++) {
        loss_count(&m->scenario[i].frequency, &mean, &spread);
        sum += mean;
    }
    for (size_t k = 0; k < m->ncauses; k++) {
        loss_count(&m->cause[k].frequency, &mean, &spread);
        sum += mean * (double)m->cause[k].nhits;
    }
    return sum * m->horizon;
}

bool sim_run(struct ctx *c, const struct model *m, struct sim_options o, struct sim **ret)
{
    o.years = o.years ? o.years : SIM_YEARS;
    o.years = MIN(o.years, (uint32_t)SIM_YEARS_MAX);
    if (events(m) * o.years > EVENTS_MAX)
        return fail(c, ERR_LIMIT,
                    "%u years with %.0f events each are too much to simulate: at most 2 * 10^10 "
                    "events. Ask for fewer years; the exact curve has no such limit.",
                    o.years, events(m));
    struct sim *s = base_alloc(sizeof *s);
    *s = (struct sim){ .m = m, .k = o.kernel ? o.kernel : kernel_best(), .o = o };
    s->years = o.years;
    s->chunks = (s->years + SIM_CHUNK - 1) / SIM_CHUNK;
    s->total = base_alloc(s->chunks * SIM_CHUNK * sizeof *s->total);
    memset(s->total, 0, s->chunks * SIM_CHUNK * sizeof *s->total);
    s->scenario = base_alloc((m->n + 1) * sizeof *s->scenario);
    memcpy(s->scenario, m->scenario, m->n * sizeof *s->scenario);
    s->table = base_alloc((m->n + m->ncauses + 1) * sizeof *s->table);
    for (size_t i = 0; i < m->n; i++)
        s->table[i] = tables(&m->scenario[i]);
    for (size_t k = 0; k < m->ncauses; k++)
        s->table[m->n + k] = (struct sim_tables){
            .rate = m->cause[k].frequency.kind == FREQUENCY_PERT
                        ? sim_table(&m->cause[k].frequency.pert)
                        : NULL,
        };
    run(s, SIZE_MAX, 1);
    *ret = s;
    return true;
}

void sim_free(struct sim *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->m->n + s->m->ncauses; i++)
        drop(&s->table[i]);
    base_free(s->table);
    base_free(s->scenario);
    base_free(s->total);
    base_free(s);
}

void sim_done(struct sim **s)
{
    sim_free(*s);
    *s = NULL;
}

void sim_replace(struct sim *s, size_t i, const struct scenario *now)
{
    run(s, i, -1);
    drop(&s->table[i]);
    s->scenario[i] = *now;
    s->table[i] = tables(now);
    run(s, i, 1);
}
