/* What the content asks of the program: every query of a measure runs for everybody, every template
 * names fields that exist, every question of the index is quick. */
#include "unit.h"

#include "fixture.h"
#include "isms/guide.h"
#include "isms/measure.h"
#include "isms/standard.h"

static void all_of(const struct entity *e, struct page *ret)
{
    struct query q;
    query_init(&q, e);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_list(&fx.c, fx.permit, &q, ret) || !ret->n)
        test_fail("%s: %s\n", e->name, fx.c.err.message ? fx.c.err.message : "none");
}

/* Everybody in the demonstration, and a stranger who may see nothing. */
static void queries_run_for_everybody(void **state)
{
    struct page page, people;
    size_t computed = 0, less = 0;
    (void)state;
    all_of(&entity_construct, &page);
    all_of(&entity_person, &people);
    for (size_t i = 0; i < page.n; i++) {
        struct measure_value full, v;
        if (!measure_compute(&fx.c, fx.permit, page.items[i], 1, &full))
            test_fail(STR_FMT ": %s\n", STR_ARG(content_text(page.items[i], "ref")),
                      fx.c.err.message);
        computed += full.state != MEASURE_NO_QUERY;
        if (full.has_whole && (full.part > full.whole || full.part < 0))
            test_fail(STR_FMT ": %g of %g\n", STR_ARG(content_text(page.items[i], "ref")),
                      full.part, full.whole);
        for (size_t k = 0; k <= people.n; k++) { /* the last is a stranger without a grant */
            int64_t person = k < people.n ? people.items[k]->id : 99999;
            const struct permit *p = fixture_permit(&fx, person);
            if (!measure_compute(&fx.c, p, page.items[i], 1, &v))
                test_fail(STR_FMT ": %s\n", STR_ARG(content_text(page.items[i], "ref")),
                          fx.c.err.message);
            if (v.has_whole && v.whole > full.whole)
                test_fail(STR_FMT ": P-%" PRId64 " sees more than everything\n",
                          STR_ARG(content_text(page.items[i], "ref")), person);
            less += v.has_whole && v.whole < full.whole;
        }
    }
    assert_true(computed >= 35);
    assert_true(less > 0);
}

/* {{table:TYPE a,b}}: when the type exists, so do its fields. */
static void check_hole(struct str ref, struct str inside)
{
    struct str kind, type, name;
    if (!str_cut(&inside, ':', &kind) || !inside.n ||
        !(str_eq_z(kind, "table") || str_eq_z(kind, "list")))
        return;
    (void)str_cut(&inside, ' ', &type);
    const struct entity *e = catalog_find(&catalog_all, type);
    while (e && inside.n && str_cut(&inside, ',', &name))
        if (!entity_field(e, str_trim(name)))
            test_fail(STR_FMT ": %s has no field " STR_FMT "\n", STR_ARG(ref), e->name,
                      STR_ARG(name));
}

static void templates_name_fields(void **state)
{
    struct page page;
    (void)state;
    all_of(&entity_template, &page);
    for (size_t i = 0; i < page.n; i++) {
        struct str rest = content_text(page.items[i], "body"),
                   ref = content_text(page.items[i], "ref");
        ptrdiff_t at;
        while ((at = str_find(rest, STR("{{"))) >= 0) {
            rest = str_tail(rest, (size_t)at + 2);
            ptrdiff_t end = str_find(rest, STR("}}"));
            assert_true(end >= 0);
            check_hole(ref, str_head(rest, (size_t)end));
        }
    }
}

/* Ten milliseconds, also on a busy machine and under a sanitizer: the best of some. */
static void questions_are_quick(void **state)
{
    static const char *const asked[] = { "how do I handle leavers", "who may read the logs",
                                         "what if a laptop is stolen", "A.9.1.1", "Detective" };
    int64_t best = INT64_MAX;
    (void)state;
    for (size_t i = 0; i < 50; i++) {
        struct page page;
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        if (!standard_search(&fx.c, fx.permit, str_z(asked[i % ARRAY_LEN(asked)]), &page))
            test_fail("%s\n", fx.c.err.message);
        clock_gettime(CLOCK_MONOTONIC, &b);
        assert_true(page.n > 0);
        best = MIN(best, (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000);
    }
    if (best > 10000)
        test_fail("%" PRId64 " microseconds for a question\n", best);
}

/* Every topic of the guide has entries, and advice for every option. */
static void guide_is_complete(void **state)
{
    static const char *const flags[] = { "certify", "implement", "risk", "measure", "audit" };
    static const char *const roles[] = { "controller", "processor", "both" };
    struct advice a;
    (void)state;
    for (const struct guide_topic *t = guide_topics; t->name; t++) {
        struct page page;
        if (!guide_find(&fx.c, fx.permit, str_z(t->name), &page) || !page.n)
            test_fail("%s: empty\n", t->name);
    }
    for (size_t i = 0; i < ARRAY_LEN(flags) + ARRAY_LEN(roles); i++) {
        struct advice_answer answer =
            i < ARRAY_LEN(flags)
                ? (struct advice_answer){ .flag = str_z(flags[i]) }
                : (struct advice_answer){ STR("privacy"), str_z(roles[i - ARRAY_LEN(flags)]) };
        if (!advice_make(&fx.c, fx.permit, &answer, 1, &a) || a.n != 1 || !a.nstandards ||
            a.standard[0].verdict != ADVICE_FIRST)
            test_fail(STR_FMT ": no advice on what to buy first\n", STR_ARG(answer.flag));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(queries_run_for_everybody),
                                        cmocka_unit_test(templates_name_fields),
                                        cmocka_unit_test(questions_are_quick),
                                        cmocka_unit_test(guide_is_complete) };
    return cmocka_run_group_tests(tests, fixture_demo, fixture_end);
}
