/* What the tests of the engine share: a context without a database, models from JSON, workload P1
 * of the design (100 scenarios, rates 0.02 to 2 a year, 90 % intervals of ratio 5 to 60). */
#pragma once
#include "unit.h"

#include "base/ctx.h"
#include "base/str.h"
#include "engine/calc.h"
#include "engine/loss.h"

static struct arena engine_mem;
static struct rng engine_rng;
static struct ctx engine_ctx;

static inline int engine_open(void **state)
{
    (void)state;
    arena_init(&engine_mem, (size_t)1 << 30);
    rng_init_seed(&engine_rng, 1);
    ctx_init(&engine_ctx, &engine_mem, &engine_rng);
    return 0;
}

static inline int engine_close(void **state)
{
    (void)state;
    arena_done(&engine_mem);
    return 0;
}

static inline struct model read_model(const char *json)
{
    struct model m;
    ctx_clear(&engine_ctx);
    if (!model_read(&engine_ctx, str_z(json), &m))
        test_fail("%s: %s %s\n", json, engine_ctx.err.message,
                  engine_ctx.problems ? engine_ctx.problems->message : "");
    return m;
}

/* Numbers evenly in 0..1 from a fixed seed. */
static inline double even(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

static inline struct model p1(size_t n)
{
    struct model m = { .currency = STR("EUR"), .horizon = 1, .n = n };
    uint64_t seed = 42;
    m.scenario = arena_new(&engine_mem, struct scenario, n);
    for (size_t i = 0; i < n; i++) {
        struct scenario *s = &m.scenario[i];
        double rate = 0.02 * pow(100, even(&seed)), low = 2000 * pow(50, even(&seed));
        double ratio = 5 * pow(12, even(&seed));
        s->id = arena_printf(&engine_mem, "s%zu", i);
        s->stream = model_stream(s->id);
        s->frequency = (struct frequency){ .kind = FREQUENCY_RATE, .rate = rate, .share = 1 };
        s->loss = amount_interval(low, low * ratio, INFINITY);
        s->factor = SIZE_MAX;
        s->limit = s->aggregate = INFINITY;
    }
    return m;
}

static inline bool near(double x, double want, double relative)
{
    return fabs(x - want) <= relative * fmax(fabs(want), 1e-300);
}

#define assert_near(x, want, relative)                                                             \
    do {                                                                                           \
        double got_ = (x), want_ = (want);                                                         \
        if (!near(got_, want_, (relative)))                                                        \
            test_fail("line %d: %s is %.12g, not %.12g\n", __LINE__, #x, got_, want_);             \
    } while (0)
