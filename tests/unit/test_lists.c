/* Lists in the browser: conditions in words, pages forth and back. */
#include "unit.h"

#include "fixture.h"
#include "web/list.h"

static int open_permitted(void **state)
{
    fixture_demo(state);
    fx.c.permit = fx.permit;
    return 0;
}

static void conditions_in_words(void **state)
{
    static const struct {
        const struct entity *type;
        const char *where, *words; /* NULL: refused */
    } cases[] = {
        { &entity_task, "status=open", "Status: Open" },
        { &entity_task, "status!=open", "Status: not Open" },
        { &entity_task, "owner=", "Who: nobody" },
        { &entity_task, "owner!=", "Who: somebody" },
        { &entity_task, "due<=2026-01-31", "Due: until 31 Jan 2026" },
        { &entity_task, "due>2026-01-31", "Due: after 31 Jan 2026" },
        { &entity_task, "due=", "Due: empty" },
        { &entity_task, "overdue=yes", "Overdue: yes" },
        { &entity_task, "title~a\"<b>", "Title: contains \"a\"<b>\"" },
        { &entity_task, "archived=all", "Archived: shown too" },
        { &entity_task, "archived=yes", "Archived: only these" },
        { &entity_risk, "assets=", "Assets: none" },
        { &entity_task, "nonsense=1", NULL },
        { &entity_task, "due=never", NULL },
        { &entity_task, "", NULL },
        { &entity_task, "=", NULL },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str words;
        bool ok = filter_words(&fx.c, cases[i].type, str_z(cases[i].where), &words);
        if (ok != (cases[i].words != NULL) || (ok && !str_eq_z(words, cases[i].words)))
            test_fail("%s: \"" STR_FMT "\"\n", cases[i].where,
                      STR_ARG(ok ? words : STR("refused")));
        ctx_clear(&fx.c);
    }
}

/* Every page, forwards, and the same pages from the last to the first. */
static void pages_forth_and_back(void **state)
{
    static const char *const sorts[] = { "id", "-id", "title", "-title", "owner", "-owner", "-status" };
    (void)state;
    for (size_t s = 0; s < ARRAY_LEN(sorts); s++) {
        struct query q;
        struct page page;
        int64_t first[64] = { 0 }, count[64] = { 0 };
        size_t n = 0;
        query_init(&q, &entity_control);
        q.limit = 5;
        q.with_archived = true;
        assert_true(query_sort(&fx.c, &q, str_z(sorts[s])));
        do {
            assert_true(query_list(&fx.c, fx.permit, &q, &page));
            assert_true(n < ARRAY_LEN(first) && page.n > 0);
            assert_int_equal(page.prev.n > 0, n > 0);
            first[n] = page.items[0]->id;
            count[n++] = (int64_t)page.n;
            q.after = page.next;
        } while (page.next.n);
        assert_true(n > 2);
        for (size_t i = n - 1; i-- > 0;) {
            q.after = STR("");
            q.before = page.prev;
            assert_true(query_list(&fx.c, fx.permit, &q, &page));
            if (page.items[0]->id != first[i] || (int64_t)page.n != count[i] || !page.next.n)
                test_fail("%s: page %zu begins with %ld\n", sorts[s], i, (long)page.items[0]->id);
            assert_int_equal(page.prev.n > 0, i > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_in_words),
        cmocka_unit_test(pages_forth_and_back),
    };
    return cmocka_run_group_tests(tests, open_permitted, fixture_end);
}
