/* The exact distribution: golden values (risk.md 1.7), Panjer's recursion as the oracle, and what
 * must hold for every model. */
#include "engine.h"

static struct loss *build(const struct model *m, unsigned bits, double end)
{
    struct loss *l;
    struct loss_options o = { .bits = bits, .end = end, .threads = 2 };
    ctx_clear(&engine_ctx);
    assert_true(loss_build(&engine_ctx, m, o, &l));
    return l;
}

static void intervals_and_perts(void **state)
{
    (void)state;
    struct amount a = amount_interval(1e4, 1e6, INFINITY);
    assert_near(a.mu, 11.512925464970229, 1e-15);
    assert_near(a.sigma, 1.399872338343926, 1e-15);
    assert_near(amount_excess(&a, 0), 266398.009774, 1e-11);
    double m = amount_excess(&a, 0);
    assert_near(sqrt(amount_excess2(&a, 0) - m * m), 657781.405874, 1e-11);
    struct amount p = amount_pert((struct pert){ 0.1, 0.5, 3 });
    assert_near(1 + 4 * (0.5 - 0.1) / 2.9, 1.5517241379, 1e-10);
    assert_near(amount_excess(&p, 0), 0.85, 1e-12);
    assert_near(amount_excess2(&p, 0) - 0.85 * 0.85, 0.2303571429, 1e-9);
    double count, spread;
    struct frequency f = { FREQUENCY_PERT, 0, { 0.1, 0.5, 3 }, 1 };
    loss_count(&f, &count, &spread);
    assert_near(count, 0.85, 1e-12);
    assert_near(spread - count, 0.2303571429, 1e-9);
    struct nodes n;
    double mean = 0, second = 0;
    loss_nodes(&f, &n);
    for (size_t k = 0; k < n.n; k++) {
        mean += n.weight[k] * n.rate[k];
        second += n.weight[k] * n.rate[k] * n.rate[k];
    }
    assert_near(mean, 0.85, 1e-12);
    assert_near(second - mean * mean, 0.2303571429, 1e-9);
}

/* Compound Poisson, rate 2, exponential losses: closed form. The intensities are set by hand. */
static void exponential_losses(void **state)
{
    (void)state;
    struct model m = read_model("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":"
                                "{\"rate\":2},\"loss\":{\"low\":1,\"high\":1}}]}");
    struct loss *l = build(&m, 16, 60);
    double h = l->h, sum = 0;
    int64_t before = 0;
    for (size_t j = 0; j < l->n; j++) {
        double y = (double)j * h; /* e^-y is E[(X-y)+] */
        sum += j ? (exp(-(y - h)) - 2 * exp(-y) + exp(-(y + h))) / h : (exp(-h) - 1 + h) / h;
        int64_t now = llround(2 * sum / l->unit);
        l->nu[j] = now - before;
        before = now;
    }
    l->total = llround(2 / l->unit);
    struct loss_result r;
    loss_curve(l, &r);
    assert_near(r.no_loss, 0.1353352832, 1e-9);
    assert_near(loss_above(l, 5), 0.08606552240, 1e-6);
    assert_near(loss_above(l, 10), 0.004165086261, 1e-6);
    loss_free(l);
}

/* P(S = j h) by Panjer 1981: p_j = (1/j) sum of k nu_k p_(j-k). */
static void panjer(const struct loss *l, size_t n, double *p)
{
    double total = (double)l->total * l->unit;
    p[0] = exp((double)l->nu[0] * l->unit - total);
    for (size_t j = 1; j < n; j++) {
        double sum = 0;
        for (size_t k = 1; k <= j; k++)
            sum += (double)k * (double)l->nu[k] * l->unit * p[j - k];
        p[j] = sum / (double)j;
    }
}

static void against_panjer(void **state)
{
    (void)state;
    struct model m = p1(30);
    struct loss *l = build(&m, 12, 0);
    struct loss_result r;
    double *p = arena_new(&engine_mem, double, l->n), worst = 0;
    loss_curve(l, &r);
    panjer(l, l->n, p);
    for (size_t j = 0; j < l->n; j++)
        worst = fmax(worst, fabs(p[j] - l->p[j]));
    if (worst > 1e-10)
        test_fail("differs from the recursion by %g\n", worst);
    loss_free(l);
}

static void lognormal_losses(void **state)
{
    (void)state;
    struct model m = read_model("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":"
                                "{\"rate\":2},\"loss\":{\"low\":1,\"high\":2}}]}");
    m.scenario[0].loss.mu = 0;
    m.scenario[0].loss.sigma = 1;
    enum { N = 1 << 14 };
    struct loss *l = build(&m, 14, 200.0 * (N - 1) / N), *fine = build(&m, 18, 200);
    struct loss_result r;
    loss_curve(fine, &r);
    loss_curve(l, &r);
    assert_near(r.mean, 3.2974425414, 1e-10);
    assert_near(r.sd * r.sd, 14.7781121978, 1e-10);
    /* The golden values are those of the cell that holds the loss; ours go on between cells, and
     * agree with a grid sixteen times as fine. */
    static const double golden[][2] = { { 5, .2202789 }, { 10, .0558165 }, { 20, .0061869 } };
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        assert_near(l->above[(size_t)(golden[i][0] / l->h)], golden[i][1], 2e-5);
        assert_near(loss_above(l, golden[i][0]), loss_above(fine, golden[i][0]), 1e-5);
    }
    loss_free(fine);
    assert_near(r.var[0], 7.80, 1.5e-3);
    assert_near(r.var[1], 10.42, 1.5e-3);
    assert_near(r.var[2], 17.52, 1.5e-3);
    assert_near(r.var[3], 31.56, 1.5e-3);
    /* The mean of the grid is right whatever its width. */
    double mean = 0;
    for (size_t j = 0; j < l->n; j++)
        mean += (double)j * l->h * (double)l->nu[j] * l->unit;
    struct amount a = m.scenario[0].loss;
    double cut = amount_excess(&a, l->end) + l->end * amount_tail(&a, l->end);
    assert_near(mean, 2 * (amount_excess(&a, 0) - cut), 1e-6);
    loss_free(l);
}

/* A coarse and a fine grid agree. */
static void grids_agree(void **state)
{
    (void)state;
    struct model m = p1(100);
    struct loss *fast = build(&m, 14, 0), *fine = build(&m, 17, 0);
    struct loss_result a, b;
    loss_curve(fast, &a);
    loss_curve(fine, &b);
    for (size_t i = 0; i < 3; i++) {
        assert_near(a.var[i], b.var[i], 1e-4);
        assert_near(a.tvar[i], b.tvar[i], 1e-4);
    }
    assert_true(b.beyond < 1e-4 && b.beyond > 0);
    for (size_t i = 1; i < b.npoints; i++) {
        assert_true(b.point[i].loss > b.point[i - 1].loss);
        assert_true(b.point[i].probability <= b.point[i - 1].probability);
        assert_true(b.occurrence[i].probability <= b.point[i].probability + 1e-9);
    }
    loss_free(fast);
    loss_free(fine);
}

/* Many losses that are small beside a cell keep their mass and their mean on every grid. */
static void small_beside_a_cell(void **state)
{
    (void)state;
    static const double smaller[] = { 1e-1, 1e-3, 1e-6 };
    for (size_t k = 0; k < ARRAY_LEN(smaller); k++) {
        struct model m = p1(400);
        for (size_t i = 1; i < m.n; i++) {
            const struct amount *a = &m.scenario[i].loss;
            double low = a->low * smaller[k];
            m.scenario[i].loss = amount_interval(low, low * (a->high / a->low), INFINITY);
        }
        struct loss_result fast, fine;
        for (unsigned bits = 12; bits <= 16; bits++) {
            struct loss *l = build(&m, bits, 0);
            double mass = 0, mean = 0;
            loss_curve(l, bits == 14 ? &fast : &fine);
            for (size_t j = 0; j < l->n; j++) {
                mass += l->p[j];
                mean += (double)j * l->h * l->p[j];
            }
            if (!near(mass, 1, 1e-4) || !near(mean, l->mean, 1e-3))
                test_fail("%g smaller, 2^%u cells: mass %g, mean %g not %g\n", smaller[k], bits,
                          mass, mean, l->mean);
            loss_free(l);
        }
        for (size_t i = 0; i < 3; i++) {
            assert_near(fast.var[i], fine.var[i], 3e-4);
            assert_near(fast.tvar[i], fine.tvar[i], 3e-4);
        }
    }
}

/* E[S] of the curve is the closed form for every kind of input. */
static const char *const kinds[] = {
    "{\"id\":\"s\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":50000}}",
    "{\"id\":\"s\",\"frequency\":{\"pert\":[0.1,0.5,3]},\"loss\":{\"low\":1000,\"high\":50000}}",
    "{\"id\":\"s\",\"frequency\":{\"probability\":0.3},\"loss\":{\"low\":1000,\"high\":50000}}",
    "{\"id\":\"s\",\"frequency\":{\"probability\":0.3,\"events\":\"several\"},\"loss\":{\"pert\":"
    "[1000,2000,30000]}}",
    "{\"id\":\"s\",\"frequency\":{\"rate\":12,\"success\":{\"capability\":[1,5,9],\"strength\":"
    "[4,7,10]}},\"loss\":{\"low\":1000,\"high\":50000,\"cap\":60000}}",
    "{\"id\":\"s\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":50000},"
    "\"secondary\":{\"probability\":0.2,\"loss\":{\"low\":5000,\"high\":200000}}}",
    "{\"id\":\"s\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":50000},"
    "\"insurance\":{\"retention\":5000,\"limit\":20000}}",
    "{\"id\":\"s\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":50000},"
    "\"secondary\":{\"probability\":0.2,\"loss\":{\"low\":5000,\"high\":200000}},"
    "\"insurance\":{\"retention\":5000,\"limit\":20000}}",
    "{\"id\":\"s\",\"factor\":\"f\",\"frequency\":{\"rate\":0.7},\"loss\":{\"low\":1000,\"high\":"
    "50000}},{\"id\":\"t\",\"factor\":\"f\",\"frequency\":{\"pert\":[0.1,0.5,3]},\"loss\":{"
    "\"low\":1000,\"high\":50000}}",
    "{\"id\":\"s\",\"loss\":{\"low\":1000,\"high\":50000}},{\"id\":\"t\",\"frequency\":{\"rate\":"
    "0.3},\"loss\":{\"low\":1000,\"high\":50000}}",
};

static struct model kind(size_t i, unsigned horizon)
{
    const char *more = i == 8   ? ",\"factors\":[{\"id\":\"f\",\"variance\":0.5}]"
                       : i == 9 ? ",\"causes\":[{\"id\":\"c\",\"frequency\":{\"rate\":0.4},"
                                  "\"hits\":[{\"scenario\":\"s\",\"probability\":0.8},{"
                                  "\"scenario\":\"t\",\"probability\":0.5}]}]"
                                : "";
    return read_model(arena_printf(&engine_mem,
                                   "{\"currency\":\"EUR\",\"horizon\":%u,\"scenarios\":[%s]%s}",
                                   horizon, kinds[i], more)
                          .p);
}

static void every_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        for (unsigned horizon = 1; horizon <= 3; horizon += 2) {
            struct model m = kind(i, horizon);
            struct loss *l = build(&m, 16, 0);
            struct loss_result r;
            struct loss_share share[2];
            double mean = 0, second = 0, sum = 0, mass = 0;
            loss_curve(l, &r);
            for (size_t j = 0; j < l->n; j++) {
                double y = (double)j * l->h;
                mass += l->p[j];
                mean += y * l->p[j];
                second += y * y * l->p[j];
            }
            if (!near(mass, 1, 1e-4) || !near(mean, r.mean, 0.02) ||
                !near(second - mean * mean, r.sd * r.sd, 0.3))
                test_fail("kind %zu, %u years: mass %g, mean %g not %g, sd %g not %g\n", i, horizon,
                          mass, mean, r.mean, sqrt(second - mean * mean), r.sd);
            assert_true(l->p[0] >= r.no_loss - 1e-9);
            loss_shares(l, &r, 1, share);
            for (size_t k = 0; k < m.n; k++)
                sum += share[k].tvar;
            assert_near(sum, r.tvar[1], 1e-12);
            loss_free(l);
        }
}

/* The parts of the tail of every source add up to the tail of the sum. */
static void euler(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct model m = kind(i, 2);
        struct loss *l = build(&m, 14, 0);
        struct loss_result r;
        struct loss_share share[2];
        loss_curve(l, &r);
        loss_shares(l, &r, 1, share);
        /* Undo the scaling: both scenarios' parts by the raw sums. */
        size_t x = (size_t)llround(r.var[1] / l->h);
        double below = 0;
        for (size_t j = 0; j <= x; j++)
            below += (double)j * l->h * l->p[j];
        double raw = loss_shares_raw(l, x);
        if (!near(raw, r.mean - below, 2e-6))
            test_fail("kind %zu: parts add up to %.9g, the tail is %.9g\n", i, raw, r.mean - below);
        loss_free(l);
    }
}

static void superposition_and_thinning(void **state)
{
    (void)state;
    static const char both[] =
        "{\"currency\":\"EUR\",\"scenarios\":["
        "{\"id\":\"a\",\"frequency\":{\"rate\":0.5},\"loss\":{\"low\":1000,\"high\":50000}},"
        "{\"id\":\"b\",\"frequency\":{\"rate\":6,\"success\":0.25},\"loss\":{\"low\":1000,"
        "\"high\":50000}}]}";
    static const char one[] =
        "{\"currency\":\"EUR\",\"scenarios\":["
        "{\"id\":\"a\",\"frequency\":{\"rate\":2},\"loss\":{\"low\":1000,\"high\":50000}}]}";
    struct model m = read_model(both), n = read_model(one);
    struct loss *a = build(&m, 14, 4e5), *b = build(&n, 14, 4e5);
    struct loss_result r, q;
    loss_curve(a, &r);
    loss_curve(b, &q);
    for (size_t i = 0; i < r.npoints; i++)
        assert_true(fabs(r.point[i].probability - q.point[i].probability) < 1e-11);
    assert_near(r.var[1], q.var[1], 1e-9);
    loss_free(a);
    loss_free(b);
}

static void currency_scaling(void **state)
{
    (void)state;
    struct model m = p1(20), n = p1(20);
    for (size_t i = 0; i < n.n; i++)
        n.scenario[i].loss =
            amount_interval(m.scenario[i].loss.low * 8, m.scenario[i].loss.high * 8, INFINITY);
    struct loss *a = build(&m, 14, 0), *b = build(&n, 14, 0);
    struct loss_result r, q;
    loss_curve(a, &r);
    loss_curve(b, &q);
    for (size_t i = 0; i < LOSS_LEVELS; i++)
        assert_near(q.var[i], 8 * r.var[i], 1e-9);
    loss_free(a);
    loss_free(b);
}

/* A slider: after going away and back every bit is as before; a step gives what a build gives. */
static void slider(void **state)
{
    (void)state;
    struct model m = p1(50);
    struct loss *l = build(&m, 14, 0);
    struct loss_result before, after, there, built;
    int64_t *nu = arena_new(&engine_mem, int64_t, l->n);
    memcpy(nu, l->nu, l->n * sizeof *nu);
    loss_curve(l, &before);
    struct scenario s = m.scenario[7], was = s;
    for (int k = 0; k < 20; k++) {
        s.frequency.rate = was.frequency.rate * (1 + 0.1 * k);
        s.loss = amount_interval(was.loss.low * (1 + k), was.loss.high * (1 + k), INFINITY);
        loss_replace(l, 7, &s);
    }
    loss_curve(l, &there);
    m.scenario[7] = s;
    struct loss *other = build(&m, 14, l->end);
    loss_curve(other, &built);
    assert_memory_equal(&there.point, &built.point, sizeof there.point);
    m.scenario[7] = was;
    loss_replace(l, 3, &m.scenario[3]);
    loss_replace(l, 7, &was);
    assert_memory_equal(nu, l->nu, l->n * sizeof *nu);
    loss_curve(l, &after);
    assert_memory_equal(&before.point, &after.point, sizeof after.point);
    loss_free(other);
    loss_free(l);
}

/* The same for scenarios with factors of their own. */
static void mixed_slider(void **state)
{
    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(kinds); i++) {
        struct model m = kind(i, 1);
        struct loss *l = build(&m, 13, 0);
        struct loss_result a, b, c;
        loss_curve(l, &a);
        struct scenario s = m.scenario[0];
        s.loss = amount_interval(2000, 40000, INFINITY);
        loss_replace(l, 0, &s);
        loss_curve(l, &b);
        m.scenario[0] = s;
        struct loss *other = build(&m, 13, l->end);
        loss_curve(other, &c);
        assert_near(b.var[1], c.var[1], 1e-9);
        assert_near(b.mean, c.mean, 1e-12);
        loss_free(other);
        m = kind(i, 1);
        loss_replace(l, 0, &m.scenario[0]);
        loss_curve(l, &b);
        assert_near(b.var[1], a.var[1], 1e-9);
        loss_free(l);
    }
}

/* A plain scenario that becomes one with a drawn rate, and one of at most one event a year. */
static void kind_changed(void **state)
{
    (void)state;
    for (size_t i = 1; i < 3; i++) {
        struct model m = kind(0, 1), other = kind(i, 1);
        struct loss *l = build(&m, 13, 0), *whole = build(&other, 13, l->end);
        struct loss_result moved, built;
        loss_replace(l, 0, other.scenario);
        loss_curve(l, &moved);
        loss_curve(whole, &built);
        assert_near(moved.var[1], built.var[1], 1e-9);
        assert_near(moved.no_loss, built.no_loss, 1e-12);
        for (size_t j = 0; j < moved.npoints; j++) {
            assert_near(moved.point[j].probability, built.point[j].probability, 1e-9);
            assert_near(moved.occurrence[j].probability, built.occurrence[j].probability, 1e-9);
        }
        loss_free(l);
        loss_free(whole);
    }
}

/* Same bits for any number of threads and every vector width. */
static void threads_and_widths(void **state)
{
    (void)state;
    struct model m = p1(200);
    struct loss_result r[8];
    size_t n = 0;
    for (size_t k = 0; k < kernel_count(); k++)
        for (unsigned t = 1; t <= 4; t *= 4) {
            struct loss *l;
            struct loss_options o = { .bits = 14, .threads = t, .kernel = kernel_at(k) };
            assert_true(loss_build(&engine_ctx, &m, o, &l));
            memset(&r[n], 0, sizeof r[n]);
            loss_curve(l, &r[n++]);
            loss_free(l);
        }
    for (size_t i = 1; i < n; i++) {
        assert_memory_equal(r[0].point, r[i].point, sizeof r[0].point);
        assert_memory_equal(r[0].tvar, r[i].tvar, sizeof r[0].tvar);
    }
}

/* Two lognormal losses that happen for sure once a year: the sum against a quadrature in two
 * dimensions. */
static void two_sums(void **state)
{
    (void)state;
    struct model m = read_model(
        "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":{\"probability\":1},"
        "\"loss\":{\"low\":1000,\"high\":9000}},{\"id\":\"b\",\"frequency\":{\"probability\":1},"
        "\"loss\":{\"low\":2000,\"high\":30000}}]}");
    struct loss *l = build(&m, 16, 0);
    struct loss_result r;
    loss_curve(l, &r);
    struct amount a = m.scenario[0].loss, b = m.scenario[1].loss;
    for (double x = 5000; x < 1e5; x *= 2) {
        double sum = 0;
        enum { N = 20000 };
        for (int i = 0; i < N; i++) { /* midpoints in z of the first */
            double z = -8.5 + 17.0 * (i + 0.5) / N, y = exp(a.mu + a.sigma * z);
            sum += exp(-0.5 * z * z) / sqrt(2 * M_PI) * 17.0 / N *
                   (y < x ? amount_tail(&b, x - y) : 1);
        }
        assert_near(loss_above(l, x), sum, 1e-5);
    }
    assert_near(r.no_loss + 1, 1, 1e-15);
    loss_free(l);
}

static void tolerance_and_breach(void **state)
{
    (void)state;
    struct model m = read_model(
        "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":{\"rate\":0.5},"
        "\"loss\":{\"low\":10000,\"high\":1000000}}],"
        "\"tolerance\":[[10000,0.5],[100000,0.1],[1000000,0.01]]}");
    struct loss *l = build(&m, 16, 0);
    struct loss_result r;
    loss_curve(l, &r);
    assert_true(r.tolerance && r.breach > 1);
    assert_near(r.breach, loss_above(l, r.breach_loss) / r.breach_allowed, 1e-12);
    assert_near(loss_above(l, 1000000) / 0.01 <= r.breach, 1, 0);
    loss_free(l);
}

static void tornado(void **state)
{
    (void)state;
    struct model m = kind(1, 1);
    struct loss *l = build(&m, 13, 0);
    struct loss_swing w[4];
    size_t n;
    loss_tornado(l, NULL, 0, w, &n);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++) {
        assert_true(w[i].low < w[i].high);
        assert_true(w[i].mean[0] < w[i].mean[1] && w[i].var95[0] <= w[i].var95[1]);
        assert_true(w[i].mean[0] < l->mean && l->mean < w[i].mean[1]);
    }
    loss_free(l);
}

/* Rare events cost no more than others and have a curve (peers: a simulation that meets none). */
static void rare_events(void **state)
{
    (void)state;
    struct model m = read_model("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":"
                                "{\"rate\":0.000002},\"loss\":{\"low\":1000,\"high\":50000}}]}");
    struct loss *l = build(&m, 14, 0);
    struct loss_result r;
    loss_curve(l, &r);
    assert_near(1 - r.no_loss, 2e-6, 1e-4);
    assert_near(r.mean, 2e-6 * l->severity[0].mean, 1e-12);
    for (double x = 1000; x < 20000; x *= 2)
        assert_near(loss_above(l, x), -expm1(-2e-6 * severity_tail(&l->severity[0], x)), 1e-3);
    loss_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_and_perts),
        cmocka_unit_test(exponential_losses),
        cmocka_unit_test(against_panjer),
        cmocka_unit_test(lognormal_losses),
        cmocka_unit_test(grids_agree),
        cmocka_unit_test(small_beside_a_cell),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(euler),
        cmocka_unit_test(superposition_and_thinning),
        cmocka_unit_test(currency_scaling),
        cmocka_unit_test(slider),
        cmocka_unit_test(mixed_slider),
        cmocka_unit_test(kind_changed),
        cmocka_unit_test(threads_and_widths),
        cmocka_unit_test(two_sums),
        cmocka_unit_test(tolerance_and_breach),
        cmocka_unit_test(tornado),
        cmocka_unit_test(rare_events),
    };
    return cmocka_run_group_tests(tests, engine_open, engine_close);
}
