/* The simulation: known answers, identical bits, agreement with the exact curve. */
#include "engine.h"
#include "engine/philox.h"
#include "engine/sim.h"

static struct sim *simulate(const struct model *m, struct sim_options o)
{
    struct sim *s;
    ctx_clear(&engine_ctx);
    assert_true(sim_run(&engine_ctx, m, o, &s));
    return s;
}

static void philox_answers(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } cases[] = {
        { { 0 }, { 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { ~0U, ~0U, ~0U, ~0U },
          { ~0U, ~0U },
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          { 0xa4093822, 0x299f31d0 },
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t x[4];
        memcpy(x, cases[i].counter, sizeof x);
        philox(x, cases[i].key[0], cases[i].key[1]);
        assert_memory_equal(x, cases[i].answer, sizeof x);
    }
}

/* One of everything. */
static const char all_kinds[] =
    "{\"currency\":\"EUR\",\"scenarios\":["
    "{\"id\":\"a\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":50000}},"
    "{\"id\":\"b\",\"frequency\":{\"pert\":[0.1,0.5,3]},\"loss\":{\"low\":1000,\"high\":50000,"
    "\"cap\":70000}},"
    "{\"id\":\"c\",\"frequency\":{\"probability\":0.3},\"loss\":{\"pert\":[1000,2000,30000]}},"
    "{\"id\":\"d\",\"frequency\":{\"rate\":0.4},\"loss\":{\"low\":2000,\"high\":20000},"
    "\"secondary\":{\"probability\":0.2,\"loss\":{\"low\":5000,\"high\":100000}}},"
    "{\"id\":\"e\",\"factor\":\"f\",\"frequency\":{\"rate\":1.2},\"loss\":{\"low\":500,\"high\":"
    "9000}},{\"id\":\"g\",\"factor\":\"f\",\"frequency\":{\"pert\":[0.1,0.5,3]},\"loss\":{"
    "\"low\":700,\"high\":9000}},"
    "{\"id\":\"h\",\"loss\":{\"low\":1000,\"high\":20000},\"insurance\":{\"retention\":4000,"
    "\"limit\":10000}}],"
    "\"factors\":[{\"id\":\"f\",\"variance\":0.5}],"
    "\"causes\":[{\"id\":\"k\",\"frequency\":{\"rate\":0.4},\"hits\":[{\"scenario\":\"a\","
    "\"probability\":0.8},{\"scenario\":\"h\",\"probability\":0.5}]}]}";

static void same_bits(void **state)
{
    (void)state;
    struct model m = read_model(all_kinds);
    struct sim *first = NULL;
    for (size_t k = 0; k < kernel_count(); k++)
        for (unsigned t = 1; t <= 4; t *= 2) {
            struct sim *s =
                simulate(&m, (struct sim_options){
                                 .years = 50000, .seed = 7, .threads = t, .kernel = kernel_at(k) });
            if (!first) {
                first = s;
                continue;
            }
            assert_memory_equal(first->total, s->total, s->years * sizeof *s->total);
            sim_free(s);
        }
    /* Pinned: another compiler or machine must say the same. */
    uint64_t h = 0xcbf29ce484222325ULL;
    for (size_t y = 0; y < first->years; y++)
        h = (h ^ (uint64_t)first->total[y]) * 0x100000001b3ULL;
    if (h != 0xcbc4bf55f3e48917ULL)
        test_fail("the totals hash to %#" PRIx64 "\n", h);
    sim_free(first);
}

static void agree(const struct model *m, uint32_t years, double slack)
{
    struct sim *s = simulate(m, (struct sim_options){ .years = years, .seed = 3, .threads = 2 });
    struct loss *l;
    struct loss_options o = { .bits = 16, .threads = 2 };
    struct loss_result exact;
    struct sim_result drawn;
    assert_true(loss_build(&engine_ctx, m, o, &l));
    loss_curve(l, &exact);
    sim_summary(s, &drawn);
    if (fabs(drawn.mean - exact.mean) > 4 * drawn.mean_error)
        test_fail("mean %g, exact %g, error %g\n", drawn.mean, exact.mean, drawn.mean_error);
    double most = sqrt(log(2 / 1e-6) / (2.0 * years)) + slack, worst = 0;
    for (size_t i = 0; i < drawn.npoints; i++)
        worst = fmax(worst,
                     fabs(drawn.point[i].probability - loss_above(l, drawn.point[i].loss + 0.005)));
    if (worst > most)
        test_fail("the curves differ by %g, at most %g\n", worst, most);
    for (size_t i = 0; i < 3; i++) {
        assert_true(drawn.var_low[i] <= drawn.var[i] && drawn.var[i] <= drawn.var_high[i]);
        assert_near(drawn.var[i], exact.var[i], 0.02);
        assert_near(drawn.tvar[i], exact.tvar[i], 0.04);
    }
    assert_true(fabs(drawn.no_loss - exact.no_loss) < most);
    loss_free(l);
    sim_free(s);
}

static void against_the_exact_curve(void **state)
{
    (void)state;
    struct model m = p1(100), k = read_model(all_kinds);
    agree(&m, 1000000, 0);
    agree(&k, 1000000, 0);
}

static void taken_out_again(void **state)
{
    (void)state;
    struct model m = read_model(all_kinds);
    struct sim *s = simulate(&m, (struct sim_options){ .years = 30000, .threads = 2 });
    int64_t *before = arena_new(&engine_mem, int64_t, s->years);
    memcpy(before, s->total, s->years * sizeof *before);
    for (size_t i = 0; i < m.n; i++) {
        struct scenario x = m.scenario[i];
        x.loss = amount_interval(100, 200000, INFINITY);
        x.frequency.rate *= 1.5;
        sim_replace(s, i, &x);
        assert_memory_not_equal(before, s->total, s->years * sizeof *before);
        sim_replace(s, i, &m.scenario[i]);
        assert_memory_equal(before, s->total, s->years * sizeof *before);
    }
    sim_free(s);
}

/* Controls only take away: no year is worse with them (peers: three different seeds). And the
 * place of a scenario in the list does not matter. */
static void common_numbers(void **state)
{
    (void)state;
    struct model m = p1(40), n = p1(40);
    for (size_t i = 0; i < n.n; i++) {
        n.scenario[i] = m.scenario[n.n - 1 - i];
        n.scenario[i].frequency.rate *= 0.7;
        n.scenario[i].loss =
            amount_interval(n.scenario[i].loss.low * 0.9, n.scenario[i].loss.high * 0.9, INFINITY);
    }
    struct sim *a = simulate(&m, (struct sim_options){ .years = 30000 });
    struct sim *b = simulate(&n, (struct sim_options){ .years = 30000 });
    for (size_t y = 0; y < a->years; y++)
        assert_true(b->total[y] <= a->total[y]);
    sim_free(a);
    sim_free(b);
}

/* Two scenarios with the same figures are independent (peers: one seed for all), also where they
 * happen once a year or not at all (peers: 0.41). */
static void scenarios_are_independent(void **state)
{
    (void)state;
    enum { YEARS = 200000 };
    static const struct frequency often[] = { { FREQUENCY_RATE, 0.5, { 0, 0, 0 }, 1 },
                                              { FREQUENCY_YEARLY, 0.3, { 0, 0, 0 }, 1 } };
    for (size_t k = 0; k < ARRAY_LEN(often); k++) {
        struct model m = p1(2);
        m.scenario[1].frequency = m.scenario[0].frequency = often[k];
        m.scenario[1].loss = m.scenario[0].loss = amount_interval(1000, 5000, INFINITY);
        struct model other = m;
        other.scenario = &m.scenario[1];
        other.n = m.n = 1;
        struct sim *a = simulate(&m, (struct sim_options){ .years = YEARS });
        struct sim *b = simulate(&other, (struct sim_options){ .years = YEARS });
        struct sim_result x, y;
        sim_summary(a, &x);
        sim_summary(b, &y);
        double sum = 0;
        for (size_t i = 0; i < YEARS; i++)
            sum += ((double)a->total[i] / 100 - x.mean) * ((double)b->total[i] / 100 - y.mean);
        assert_true(fabs(sum / YEARS / (x.sd * y.sd)) < 0.015);
        sim_free(a);
        sim_free(b);
    }
}

static int by_loss(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Every figure comes from the same years (peers: each percentile from years of its own). */
static void one_sample(void **state)
{
    (void)state;
    struct model m = p1(100);
    struct sim *s = simulate(&m, (struct sim_options){ .years = 100000, .threads = 2 });
    struct sim_result r;
    sim_summary(s, &r);
    double sum = 0;
    for (size_t y = 0; y < s->years; y++)
        sum += (double)s->total[y] / 100;
    assert_near(r.mean, sum / (double)s->years, 1e-12);
    qsort(s->total, s->years, sizeof *s->total, by_loss);
    for (size_t i = 0; i < LOSS_LEVELS; i++) {
        size_t rank = (size_t)ceil(loss_level[i] * (double)s->years - 1e-6),
               above = s->years - rank;
        double tail = 0;
        for (size_t y = rank; y < s->years; y++)
            tail += (double)s->total[y] / 100 / (double)above;
        assert_near(r.var[i], (double)s->total[rank - 1] / 100, 1e-3); /* the width of a bin */
        assert_near(r.tvar[i], tail, 1e-3);
    }
    sim_free(s);
}

/* A year without events exists, and events of one year differ in size (peers: rate times loss). */
static void years_without_events(void **state)
{
    (void)state;
    struct model m = read_model("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":"
                                "{\"rate\":0.1},\"loss\":{\"low\":10,\"high\":1000}}]}");
    struct sim *s = simulate(&m, (struct sim_options){ .years = 100000 });
    struct sim_result r;
    sim_summary(s, &r);
    assert_near(r.no_loss, exp(-0.1), 0.005);
    assert_true(r.var[0] < r.var[1] && r.var[1] < r.var[2] && r.var[2] <= r.tvar[2]);
    sim_free(s);
}

static void yearly_limit(void **state)
{
    static const char json[] =
        "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":{\"rate\":3},\"loss\":{"
        "\"low\":100,\"high\":100},\"insurance\":{\"retention\":10,\"aggregate\":%s}}]}";
    (void)state;
    struct model m = read_model(arena_printf(&engine_mem, json, "90").p);
    struct sim *s = simulate(&m, (struct sim_options){ .years = 20000 });
    for (size_t y = 0; y < s->years; y++) { /* the first event costs us 10, each further one 100 */
        int64_t x = s->total[y];
        assert_true(x == 0 || (x - 1000) % 10000 == 0);
    }
    sim_free(s);
}

static void too_much(void **state)
{
    (void)state;
    struct sim *s;
    struct model m = read_model("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":"
                                "{\"rate\":1000000},\"loss\":{\"low\":10,\"high\":1000}}]}");
    assert_false(sim_run(&engine_ctx, &m, (struct sim_options){ .years = 1000000 }, &s));
    assert_int_equal(engine_ctx.err.code, ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_answers),
        cmocka_unit_test(same_bits),
        cmocka_unit_test(against_the_exact_curve),
        cmocka_unit_test(taken_out_again),
        cmocka_unit_test(common_numbers),
        cmocka_unit_test(scenarios_are_independent),
        cmocka_unit_test(one_sample),
        cmocka_unit_test(years_without_events),
        cmocka_unit_test(yearly_limit),
        cmocka_unit_test(too_much),
    };
    return cmocka_run_group_tests(tests, engine_open, engine_close);
}
