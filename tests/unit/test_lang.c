/* Languages: which one is chosen, look-up, plurals, arguments by place. Testing builds hold the
 * catalogue en-x-pseudo; tests/texts.py tries how catalogues are made. */
#include "unit.h"

#include "base/buf.h"
#include "base/html.h"
#include "base/lang.h"
#include "base/str.h"

#define PSEUDO "en-x-pseudo"

static void chosen(void **state)
{
    static const struct {
        const char *header, *tag;
    } cases[] = {
        { "", "en" },
        { "xx", "en" },
        { PSEUDO, PSEUDO },
        { "EN-X-PSEUDO-more", PSEUDO },
        { "xx, en-x-pseudo;q=0.3", PSEUDO },
        { "en-GB, en-x-pseudo;q=0.9", "en" },
        { "en;q=0.2, en-x-pseudo;q=0.9", PSEUDO },
        { "en-x-pseudo;q=0", "en" },
        { "en-x-pseudo;q=2", "en" },
        { ";;;,,q=,*", "en" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_string_equal(lang_tag(lang_accept(str_z(cases[i].header))), cases[i].tag);
    assert_null(lang_find(STR("de")));
}

static void looked_up(void **state)
{
    (void)state;
    assert_string_equal(_("Settings"), "Settings");
    lang_use(lang_find(STR(PSEUDO)));
    assert_ptr_equal(lang_now(), lang_find(STR(PSEUDO)));
    assert_string_equal(lang_text("Settings"), "[Séttîñgs]");
    assert_string_equal(lang_text("no such text"), "no such text");
    assert_string_equal(lang_text(""), "");
    assert_null(lang_text(NULL));
    const char *one = "%ld day late", *many = "%ld days late";
    for (int64_t n = 0; n < 1000; n++)
        assert_string_equal(lang_plural(n, one, many),
                            n == 1 ? "[%1$ld däÿ läté]" : "[%1$ld däÿs läté]");
    assert_string_equal(lang_plural(INT64_MIN, one, many), "[%1$ld däÿs läté]");
    assert_string_equal(lang_plural(1, "a sheep", "many sheep"), "a sheep");
    lang_use(NULL);
    assert_string_equal(lang_plural(2, one, many), "%ld days late");
}

/* The page's own literals: markup stays, what people read changes, arguments are escaped. */
static void in_markup(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 1000);
    lang_use(lang_find(STR(PSEUDO)));
    html_f(&b, "<span>Version %ld, %.*s by %.*s</span>", 7L, 3, "a<bcd", 1, "&x");
    assert_string_equal(b.p, "<span>[Vérsîöñ 7, a&lt;b bÿ &amp;]</span>");
    buf_reset(&b);
    html_f(&b, "</td><td class=\"nowrap\" data-l=\"Owner\">");
    assert_string_equal(b.p, "</td><td class=\"nowrap\" data-l=\"[Öwñér]\">");
    lang_use(NULL);
    buf_reset(&b);
    html_f(&b, "<b>%ld%% %d</b>", -9223372036854775807L - 1, 0);
    assert_string_equal(b.p, "<b>-9223372036854775808% 0</b>");
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chosen),
        cmocka_unit_test(looked_up),
        cmocka_unit_test(in_markup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
