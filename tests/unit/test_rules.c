/* criteria: scales, matrix and acceptance rules as text, right and wrong; the query grammar. */
#include "unit.h"

#include "fixture.h"

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
        cmocka_unit_test(default_levels),
        cmocka_unit_test(filters),
    };
    return cmocka_run_group_tests(tests, fixture_empty, fixture_end);
}
