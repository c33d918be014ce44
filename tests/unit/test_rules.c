/* criteria: scales, matrix and acceptance rules as text, right and wrong; the query grammar. */
#include "unit.h"

#include "fixture.h"
#include "isms/residual.h"

static struct record *defaults(void)
{
    struct record *r;
    assert_true(record_new(&fx.c, &entity_criteria, &r));
    for (size_t i = 0; i < CRITERIA_N; i++)
        if (criteria_defaults[i])
            assert_true(
                record_parse(&fx.c, r, &entity_criteria.fields[i], str_z(criteria_defaults[i])));
    return r;
}

static void bad_criteria_are_refused(void **state)
{
    static const struct {
        size_t place;
        const char *text, *why;
    } cases[] = {
        { CRITERIA_MATRIX, "1 1 1 2 3\n1 1 2 3 3\n1 2 2 3 4\n1 2 3 4 4\n2 2 3 4 3",
          "not monotone" },
        { CRITERIA_MATRIX, "1 1 1 2 3\n1 1 2 3 3\n1 2 2 3 4\n1 2 3 4 4", "needs 5 lines" },
        { CRITERIA_MATRIX, "1 1 1 2 3\n1 1 2 3 3\n1 2 2 3 4\n1 2 3 4 4\n2 2 3 4 9", "matrix" },
        { CRITERIA_LIKELIHOOD, "1 Rare\n3 Often", "numbered from 1" },
        { CRITERIA_LEVEL, "1 Low", "at least 2" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n4 nobody", "Level 3 has no acceptance rule" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n2 management\n3-4 nobody", "two acceptance rules" },
        { CRITERIA_INHERITANCE, "safety sum", "rule of inheritance" },
        { CRITERIA_INHERITANCE, "integrity average", "rule of inheritance" },
        { CRITERIA_ACCEPTANCE, "1 nobody\n2-4 owner", "easier to accept" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n3 board\n4 nobody", "no acceptance rule" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n3 management 12 weeks\n4 nobody", "no acceptance rule" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n3 management\n4 nobody 3 months", "no acceptance rule" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n3-5 management\n4 nobody", "no acceptance rule" },
        { CRITERIA_ACCEPTANCE, "1-2 owner\n3-4 management\n4 weather nobody", "no acceptance" },
        { CRITERIA_ACCEPTANCE, "1-3 management\n4 nobody\n2 safety owner", "of the class safety" },
        { CRITERIA_WEIGHTS, "likelihood 1 2 3 4 5\nconsequence 1 2 3 4 5", "three lines" },
        { CRITERIA_WEIGHTS, "likelihood 1 2 3 4 5\nconsequence 1 2 3 4 5\nlevel 4 9 15",
          "points, which is level" },
        { CRITERIA_WEIGHTS, "likelihood 1 2 2 4 5\nconsequence 1 2 3 4 5\nlevel 4 9 15",
          "points of likelihood must rise" },
        { CRITERIA_COMBINED, "1 1 1 1 1\n1 2 2 2 2\n1 2 3 3 3\n1 2 3 4 4\n1 2 3 4",
          "not like that" },
        { CRITERIA_COMBINED, "1 1 1 1 1\n1 2 2 2 3\n1 2 3 3 3\n1 2 3 4 4\n1 2 3 4 5",
          "above one of its factors" },
        { CRITERIA_COMBINED, "1 1 1 1 1\n1 2 2 2 2\n1 2 3 3 2\n1 2 3 4 4\n1 2 3 4 5",
          "not monotone" },
    };
    struct criteria k;
    (void)state;
    assert_true(criteria_parse(&fx.c, defaults(), &k));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct record *r = defaults();
        ctx_clear(&fx.c);
        rec_set_text(r, cases[i].place, str_z(cases[i].text));
        if (criteria_parse(&fx.c, r, &k) || !fx.c.problems ||
            !strcasestr(fx.c.problems->message, cases[i].why))
            test_fail("case %zu: \"%s\" lacks \"%s\"\n", i,
                      fx.c.problems ? fx.c.problems->message : "accepted", cases[i].why);
        ctx_clear(&fx.c);
    }
}

/* The validator against the definition: worse in one respect and not better in the other never
 * gives less. Every matrix of 2 x 3 with three levels. */
static void monotone_by_definition(void **state)
{
    struct criteria_flaws w;
    size_t right = 0;
    (void)state;
    for (int code = 0; code < 729; code++) {
        struct criteria k = { .n = { 2, 3, 3, 2 } };
        bool fits = true;
        for (int i = 0, rest = code; i < 6; i++, rest /= 3)
            k.level[i / 3][i % 3] = rest % 3 + 1;
        for (int a = 0; a < 6; a++)
            for (int b = 0; b < 6; b++)
                fits &= !(a / 3 <= b / 3 && a % 3 <= b % 3) ||
                        k.level[a / 3][a % 3] <= k.level[b / 3][b % 3];
        size_t flaws = 0;
        criteria_examine(&fx.c, &k, &w);
        for (size_t i = 0; i < w.n; i++)
            flaws += w.at[i].field == CRITERIA_MATRIX;
        if (fits != !flaws)
            test_fail("matrix %d: %zu flaws\n", code, flaws);
        right += fits;
    }
    assert_int_equal(right, 50); /* plane partitions in a box of 2 x 3 x 2: MacMahon's formula */
}

/* The same for the table of likelihoods: every 2 x 2 of two steps. */
static void not_above_its_factors(void **state)
{
    struct criteria_flaws w;
    (void)state;
    for (int code = 0; code < 16; code++) {
        struct criteria k = { .n = { 2, 2, 2, 2 },
                              .combines = true,
                              .level = { { 1, 2 }, { 1, 2 } } };
        for (int i = 0; i < 4; i++)
            k.combined[i / 2][i % 2] = (code >> i & 1) + 1;
        /* only both at 2 may give 2 */
        bool fits = code == 0 || code == 8;
        criteria_examine(&fx.c, &k, &w);
        size_t flaws = 0;
        for (size_t i = 0; i < w.n; i++)
            flaws += w.at[i].field == CRITERIA_COMBINED;
        if (fits != !flaws)
            test_fail("table %d: %zu flaws\n", code, flaws);
    }
}

static void unreached_level_is_named(void **state)
{
    struct criteria k;
    struct criteria_flaws w;
    (void)state;
    struct record *r = defaults();
    rec_set_text(r, CRITERIA_MATRIX, STR("1 1 1 1 3\n1 1 1 3 3\n1 1 1 3 4\n1 1 3 4 4\n1 1 3 4 4"));
    assert_true(criteria_parse(&fx.c, r, &k));
    criteria_examine(&fx.c, &k, &w);
    assert_int_equal(w.n, 1);
    assert_true(w.at[0].warning && w.at[0].row == 1);
    assert_non_null(strstr(w.at[0].text.p, "level 2 Medium"));
}

/* The strictest rule counts, the shortest time with it. */
static void rules_by_class_and_time(void **state)
{
    struct criteria k;
    (void)state;
    struct record *r = defaults();
    rec_set_text(r, CRITERIA_ACCEPTANCE,
                 STR("1-2 owner 24 months\n3 management 12 months\n4 nobody\n2-3 safety nobody\n"
                     "2 legal management 6 months"));
    assert_true(criteria_parse(&fx.c, r, &k));
    static const struct {
        int64_t level;
        const char *classes;
        enum acceptor who;
        int64_t months;
    } cases[] = { { 1, "", ACCEPTOR_OWNER, 24 },          { 2, "", ACCEPTOR_OWNER, 24 },
                  { 3, "", ACCEPTOR_MANAGEMENT, 12 },     { 4, "", ACCEPTOR_NOBODY, 0 },
                  { 1, "safety", ACCEPTOR_OWNER, 24 },    { 2, "safety", ACCEPTOR_NOBODY, 24 },
                  { 2, "legal", ACCEPTOR_MANAGEMENT, 6 }, { 2, "legal,safety", ACCEPTOR_NOBODY, 6 },
                  { 2, "privacy", ACCEPTOR_OWNER, 24 },   { 9, "", ACCEPTOR_NOBODY, 0 } };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct acceptance_rule got = criteria_rule(&k, cases[i].level, str_z(cases[i].classes));
        if (got.who != cases[i].who || got.months != cases[i].months)
            test_fail("case %zu: %d for %ld months\n", i, (int)got.who, (long)got.months);
    }
}

static void bands(void **state)
{
    static const double limit[] = { 0.05, 0.2, 1 };
    (void)state;
    assert_int_equal(criteria_step(limit, 3, 0.01), 1);
    assert_int_equal(criteria_step(limit, 3, 0.05), 1);
    assert_int_equal(criteria_step(limit, 3, 0.0500001), 2);
    assert_int_equal(criteria_step(limit, 3, 1), 3);
    assert_int_equal(criteria_step(limit, 3, 7), 4);
    assert_int_equal(criteria_step(limit, 0, 7), 0);
    for (int64_t step = 1; step <= 4; step++)
        assert_int_equal(criteria_step(limit, 3, criteria_band_middle(limit, 3, step)), step);
}

/* Golden values by hand: bands 0.05, 0.2, 1 events a year; a step is the geometric middle of its
 * band (0.1 for the second, 0.447 for the third) where no figure is known. */
static void what_a_plan_leaves(void **state)
{
    static const double band[] = { 0.05, 0.2, 1 };
    static const struct {
        size_t bands;
        double amount;
        int64_t step;
        double left;
        int64_t want;
    } cases[] = {
        { 3, 0, 3, 1, 3 },      { 3, 0, 3, 0.5, 3 }, /* 0.224 */
        { 3, 0, 3, 0.4, 2 },                         /* 0.179 */
        { 3, 0, 3, 0.1, 1 },                         /* 0.045 */
        { 3, 0.9, 3, 0.25, 3 }, /* 0.225: the figure that is known counts, not the middle */
        { 3, 0.7, 3, 0.25, 2 }, /* 0.175 */
        { 3, 5, 2, 0.9, 2 },    /* never above the rating */
        { 0, 0, 4, 1, 4 },      { 0, 0, 4, 0.26, 4 },  { 0, 0, 4, 0.25, 3 },
        { 0, 0, 4, 0.0625, 2 }, { 0, 0, 4, 0.001, 1 }, { 0, 0, 4, 0, 1 },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t got =
            residual_step(band, cases[i].bands, cases[i].amount, cases[i].step, cases[i].left);
        if (got != cases[i].want)
            test_fail("case %zu: %ld\n", i, (long)got);
    }
}

/* A worse step never gives a lower level, and every corner is what the text says. */
static void default_levels(void **state)
{
    struct criteria k;
    (void)state;
    assert_true(criteria_parse(&fx.c, defaults(), &k));
    for (int64_t l = 1; l <= 5; l++)
        for (int64_t q = 1; q <= 5; q++) {
            assert_true(l == 1 || criteria_level(&k, l, q) >= criteria_level(&k, l - 1, q));
            assert_true(q == 1 || criteria_level(&k, l, q) >= criteria_level(&k, l, q - 1));
        }
    assert_int_equal(criteria_level(&k, 1, 1), 1);
    assert_int_equal(criteria_level(&k, 5, 5), 4);
    assert_int_equal(criteria_level(&k, 3, 0), 0);
    assert_int_equal(criteria_level(&k, 6, 1), 0);
}

static void filters(void **state)
{
    static const struct {
        const char *text;
        bool ok;
    } cases[] = { { "kind=business", true },
                  { "kind!=business", true },
                  { "confidentiality>=2", true },
                  { "title~data base", true },
                  { "archived=all", true },
                  { "archived=perhaps", false },
                  { "kind=", true },
                  { "kind", false },
                  { "=business", false },
                  { "nothing=1", false },
                  { "kind=nonsense", false },
                  { "confidentiality>=x", false },
                  { "review_on<2026-13-01", false } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct query q;
        query_init(&q, &entity_asset);
        ctx_clear(&fx.c);
        if (query_where(&fx.c, &q, str_z(cases[i].text)) != cases[i].ok)
            test_fail("filter \"%s\" %s\n", cases[i].text,
                      fx.c.problems ? fx.c.problems->message : "");
        ctx_clear(&fx.c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_criteria_are_refused),
        cmocka_unit_test(monotone_by_definition),
        cmocka_unit_test(not_above_its_factors),
        cmocka_unit_test(unreached_level_is_named),
        cmocka_unit_test(rules_by_class_and_time),
        cmocka_unit_test(bands),
        cmocka_unit_test(what_a_plan_leaves),
        cmocka_unit_test(default_levels),
        cmocka_unit_test(filters),
    };
    return cmocka_run_group_tests(tests, fixture_empty, fixture_end);
}
