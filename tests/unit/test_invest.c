/* Which controls to buy: against trying every choice, and what must always hold. */
#include "engine.h"
#include "engine/invest.h"

/* A random small case; rules: some of everything. */
static struct model small(uint64_t *seed, size_t n, size_t k, bool rules)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_add_z(&b, "{\"currency\":\"EUR\",\"scenarios\":[");
    for (size_t i = 0; i < n; i++)
        buf_addf(&b,
                 "%s{\"id\":\"s%zu\",\"frequency\":{\"rate\":%.3f},\"loss\":{\"low\":%.0f,\"high\":"
                 "%.0f}}",
                 i ? "," : "", i, 0.1 + 2 * even(seed), 1000 + 9000 * even(seed),
                 20000 + 80000 * even(seed));
    buf_add_z(&b, "],\"controls\":[");
    for (size_t j = 0; j < k; j++) {
        buf_addf(&b, "%s{\"id\":\"c%zu\",\"cost\":%.0f,\"reliability\":%.2f", j ? "," : "", j,
                 500 + 9500 * even(seed), 0.5 + 0.5 * even(seed));
        if (rules && j % 4 == 1)
            buf_addf(&b, ",\"requires\":[\"c%zu\"]", (size_t)(even(seed) * (double)k));
        if (rules && j % 5 == 2)
            buf_addf(&b, ",\"excludes\":[\"c%zu\"]", (j + 3) % k);
        if (rules && j % 6 < 2)
            buf_addf(&b, ",\"group\":\"g%zu\"", j % 3);
        if (rules && j % 7 == 3)
            buf_add_z(&b, ",\"alternative\":\"a\"");
        if (rules && j == 4)
            buf_add_z(&b, ",\"in_place\":true");
        buf_add_z(&b, ",\"effects\":[");
        for (size_t i = 0, m = 0; i < n; i++)
            if (even(seed) < 0.6)
                buf_addf(&b, "%s{\"scenario\":\"s%zu\",\"frequency\":%.2f,\"loss\":%.2f}",
                         m++ ? "," : "", i, 0.7 * even(seed), 0.4 * even(seed));
        buf_add_z(&b, "]}");
    }
    buf_add_z(&b, "]}");
    /* A control without effects is refused as an empty list only when the list is required. */
    struct model m = read_model(buf_str(&b).p);
    buf_done(&b);
    return m;
}

static bool allowed(const struct invest *v, const bool *on, double budget)
{
    const struct model *m = v->m;
    double cost = 0;
    bool *have = arena_new(&engine_mem, bool, m->ncontrols);
    for (size_t j = 0; j < m->ncontrols; j++)
        have[j] = m->control[j].in_place || (v->candidate[j] != SIZE_MAX && on[v->candidate[j]]);
    for (size_t j = 0; j < m->ncontrols; j++) {
        const struct control *k = &m->control[j];
        if (k->mandatory && !have[j])
            return false;
        if (!have[j] || k->in_place)
            continue;
        cost += k->cost;
        for (size_t i = 0; i < k->nrequires; i++)
            if (!have[k->requires[i]])
                return false;
        for (size_t l = 0; l < m->ncontrols; l++) {
            if (l == j || !have[l])
                continue;
            if (k->alternative.n && str_eq(k->alternative, m->control[l].alternative))
                return false;
            for (size_t i = 0; i < k->nexcludes; i++)
                if (k->excludes[i] == l)
                    return false;
            for (size_t i = 0; i < m->control[l].nexcludes; i++)
                if (m->control[l].excludes[i] == j)
                    return false;
        }
    }
    return cost <= budget;
}

static void against_all_choices(bool rules)
{
    uint64_t seed = rules ? 5 : 9;
    for (int round = 0; round < 25; round++) {
        struct model m = small(&seed, 6, 11, rules);
        _cleanup_(invest_done) struct invest *v = invest_new(&m);
        double budget = 5000 + 25000 * even(&seed), best = invest_nothing(v);
        bool on[16] = { false }, chosen[16] = { false };
        for (unsigned set = 0; set < 1U << v->n; set++) {
            for (size_t j = 0; j < v->n; j++)
                on[j] = set >> j & 1;
            struct arena_mark mark = arena_mark(&engine_mem);
            if (allowed(v, on, budget))
                best = fmin(best, invest_loss(v, on));
            arena_rewind(&engine_mem, mark);
        }
        struct invest_choice c = { .on = chosen };
        struct invest_proof proof;
        assert_true(invest_possible(&engine_ctx, v, budget));
        invest_greedy(v, budget, true, &c);
        assert_true(allowed(v, c.on, budget));
        assert_near(invest_loss(v, c.on), c.loss, 1e-9);
        if (c.loss > best * 1.1)
            test_fail("round %d: greedy leaves %g, best is %g\n", round, c.loss, best);
        invest_prove(v, budget, 100000, &c, &proof);
        assert_true(allowed(v, c.on, budget));
        if (!near(c.loss, best, 2e-6) || proof.gap > 0 || proof.bound > best * (1 + 1e-6))
            test_fail("round %d: %g with bound %g after %zu nodes, best is %g\n", round, c.loss,
                      proof.bound, proof.nodes, best);
    }
}

static void plain_cases(void **state)
{
    (void)state;
    against_all_choices(false);
}

static void cases_with_rules(void **state)
{
    (void)state;
    against_all_choices(true);
}

/* The bound holds when the search is cut short, and becomes better with more nodes. */
static void cut_short(void **state)
{
    (void)state;
    uint64_t seed = 77;
    struct model m = small(&seed, 40, 40, false);
    _cleanup_(invest_done) struct invest *v = invest_new(&m);
    bool on[64] = { false };
    struct invest_choice c = { .on = on };
    struct invest_proof p, q;
    invest_greedy(v, 50000, true, &c);
    double first = c.loss;
    invest_prove(v, 50000, 1, &c, &p);
    invest_prove(v, 50000, 3000, &c, &q);
    assert_true(p.bound <= c.loss && q.bound >= p.bound * (1 - 1e-9) && q.gap <= p.gap + 1e-9);
    if (c.loss > first || p.gap > 0.15 || q.gap > 0.02)
        test_fail("gap %g, then %g (%zu nodes); %g, at first %g\n", p.gap, q.gap, q.nodes, c.loss,
                  first);
}

/* What the choice says is what the model with these controls says. */
static void same_as_the_model(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct model m = small(&seed, 8, 12, true);
    _cleanup_(invest_done) struct invest *v = invest_new(&m);
    bool on[16] = { false }, all[16] = { false };
    struct invest_choice c = { .on = on };
    invest_greedy(v, 30000, true, &c);
    for (size_t j = 0; j < m.ncontrols; j++)
        all[j] = m.control[j].in_place || (v->candidate[j] != SIZE_MAX && on[v->candidate[j]]);
    struct model t = model_with(&engine_ctx, &m, all, MODEL_MIDDLE);
    struct loss *l;
    assert_true(loss_build(&engine_ctx, &t, (struct loss_options){ .bits = 12 }, &l));
    assert_near(l->mean, c.loss, 1e-9);
    loss_free(l);
}

static void mandatory(void **state)
{
    (void)state;
    struct model m = read_model(
        "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":{\"rate\":1},\"loss\":{"
        "\"low\":100,\"high\":1000}}],\"controls\":[{\"id\":\"c\",\"cost\":900,\"mandatory\":true},"
        "{\"id\":\"d\",\"cost\":200,\"effects\":[{\"scenario\":\"a\",\"frequency\":0.5}]},"
        "{\"id\":\"e\",\"cost\":100,\"excludes\":[\"c\"],\"effects\":[{\"scenario\":\"a\","
        "\"frequency\":0.9}]}]}");
    _cleanup_(invest_done) struct invest *v = invest_new(&m);
    bool on[4] = { false };
    struct invest_choice c = { .on = on };
    struct invest_proof p;
    ctx_clear(&engine_ctx);
    assert_false(invest_possible(&engine_ctx, v, 800));
    assert_non_null(strstr(engine_ctx.problems->message, "900"));
    ctx_clear(&engine_ctx);
    assert_true(invest_possible(&engine_ctx, v, 1200));
    invest_greedy(v, 1200, true, &c);
    invest_prove(v, 1200, 1000, &c, &p);
    assert_true(on[0] && on[1] && !on[2]);
    assert_near(p.gap + 1, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_cases), cmocka_unit_test(cases_with_rules),
        cmocka_unit_test(cut_short),   cmocka_unit_test(same_as_the_model),
        cmocka_unit_test(mandatory),
    };
    return cmocka_run_group_tests(tests, engine_open, engine_close);
}
