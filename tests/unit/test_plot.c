#include "unit.h"

#include "engine/model.h"
#include "store/store.h"
#include "web/chart.h"

/* Pictures: numbers in words, and that nothing which is no number gets into one. */

static struct ctx c;
static struct arena mem;
static struct store store = { .currency = "EUR" };

static int begin(void **state)
{
    (void)state;
    arena_init(&mem, 1 << 22);
    ctx_init(&c, &mem, NULL);
    c.store = &store;
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_done(&mem);
    return 0;
}

static void words(void **state)
{
    static const struct {
        double x;
        const char *amount;
    } cases[] = { { 0, "none" },        { 0.001, "none" },        { 0.5, "0.5" },
                  { 12.34, "12.3" },    { 999.4, "999" },         { 999.9, "1 k" },
                  { 1000, "1 k" },      { 1234, "1.23 k" },       { 12345, "12.3 k" },
                  { 139000, "139 k" },  { 999600, "1 M" },        { 1.5e6, "1.5 M" },
                  { 2e9, "2 bn" },      { 7e12, "7 tn" },         { -4500, "-4.5 k" },
                  { NAN, "not known" }, { INFINITY, "not known" } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_string_equal(amount_words(&c, cases[i].x).p, cases[i].amount);
    assert_string_equal(money_words(&c, 1234).p, "EUR 1.23 k");
    assert_string_equal(money_words(&c, NAN).p, "not known");
    assert_string_equal(share_words(&c, 0.34).p, "34 %");
    assert_string_equal(share_words(&c, 0.034).p, "3.4 %");
    assert_string_equal(share_words(&c, 1e-9).p, "below 0.01 %");
    assert_string_equal(share_words(&c, NAN).p, "not known");
}

static struct buf drawn(const struct model_point *at, size_t n, bool amounts)
{
    struct buf b;
    struct plot *p = arena_new(c.mem, struct plot, 1);
    *p = (struct plot){ .finding = STR("A <finding>"),
                        .basis = STR("basis"),
                        .id = "x",
                        .desc = STR("said"),
                        .amounts_up = amounts,
                        .along = "along",
                        .up = "up",
                        .line = { { "now", "Today", at, n } },
                        .nlines = 1,
                        .head = { STR("Loss"), STR("Years") },
                        .cell = { { STR("EUR 1 k"), STR("<b>") } },
                        .columns = 2,
                        .rows = 1 };
    buf_init(&b, 1 << 20);
    chart_plot(&c, &b, p);
    return b;
}

static size_t count(const struct buf *b, const char *what)
{
    size_t n = 0;
    for (const char *at = b->p; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void curve(void **state)
{
    const struct model_point at[] = {
        { 0, 0.5 }, { 1000, 0.48 }, { 10000, 0.3 }, { 100000, 0.01 }, { 1000000, 0.001 }
    };
    struct buf b = drawn(at, ARRAY_LEN(at), false);
    (void)state;
    assert_int_equal(count(&b, "<svg class=\"lec\""), 1);
    assert_int_equal(count(&b, "<title id=\"x-t\">A &lt;finding&gt;</title><desc"), 1);
    assert_int_equal(count(&b, "<path class=\"s now\" d=\"M"), 1);
    assert_int_equal(count(&b, ">10 k</text>"), 1);
    assert_int_equal(count(&b, ">50 %</text>"), 1); /* the axis ends above the curve */
    assert_int_equal(count(&b, "&lt;b&gt;"), 1);
    assert_int_equal(count(&b, "style="), 0);
    buf_done(&b);
}

static void nothing_to_draw(void **state)
{
    const struct model_point bad[] = { { NAN, 0.5 }, { 1000, NAN }, { INFINITY, 0.1 } };
    const struct model_point none[] = { { 0, 0 }, { 1000, 0 } };
    const struct model_point some[] = { { 0, 0.4 }, { NAN, 0.3 }, { 1000, 0.2 }, { 50000, 0.01 } };
    (void)state;
    for (int even = 0; even < 2; even++) {
        struct buf a = drawn(bad, ARRAY_LEN(bad), even), b = drawn(none, ARRAY_LEN(none), even),
                   d = drawn(some, ARRAY_LEN(some), even), e = drawn(NULL, 0, even);
        assert_int_equal(count(&a, "There is no loss to draw."), 1);
        assert_int_equal(count(&b, "There is no loss to draw."), 1);
        assert_int_equal(count(&e, "There is no loss to draw."), 1);
        assert_int_equal(count(&d, "<path class=\"s now\""), 1);
        assert_int_equal(count(&d, "nan"), 0);
        buf_done(&a);
        buf_done(&b);
        buf_done(&d);
        buf_done(&e);
    }
}

static void strips(void **state)
{
    static const double wild[][2] = { { 0, 0.5 }, { NAN, 1 }, { 0.9, 0.1 }, { -5, INFINITY } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wild); i++) {
        struct buf b;
        buf_init(&b, 4096);
        chart_strip(&b, "bar-now", wild[i][0], wild[i][1], NAN);
        assert_int_equal(count(&b, "nan") + count(&b, "inf") + count(&b, "width=\"-"), 0);
        buf_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words, begin, end),
        cmocka_unit_test_setup_teardown(curve, begin, end),
        cmocka_unit_test_setup_teardown(nothing_to_draw, begin, end),
        cmocka_unit_test_setup_teardown(strips, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
