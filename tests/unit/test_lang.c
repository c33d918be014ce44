/* Languages: which one is chosen, look-up, plurals, arguments by place. Testing builds hold the
 * catalogue en-x-pseudo; tests/texts.py tries how catalogues are made. */
#include "unit.h"

#include "base/buf.h"
#include "base/html.h"
#include "base/lang.h"
#include "base/num.h"
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

/* Amounts as a language writes them: told by a sample, tried on numbers of every length. */
static void amounts(void **state)
{
    static const struct {
        const char *sample;
        int64_t units;
        int digits;
        const char *want;
        bool last;
    } cases[] = {
        { "EUR 1,234.56", 123456789, 2, "1,234,567.89", false },
        { "EUR 1,234.56", 0, 2, "0.00", false },
        { "EUR 1,234.56", -1, 2, "-0.01", false },
        { "EUR 1,234.56", -99999, 2, "-999.99", false },
        { "EUR 1,234.56", 100000, 2, "1,000.00", false },
        { "EUR 1,234.56", 1000, 0, "1,000", false },
        { "EUR 1,234.56", 999, 0, "999", false },
        { "EUR 1,234.56", 1234567, 3, "1,234.567", false },
        { "EUR 1,234.56", INT64_MIN, 2, "-92,233,720,368,547,758.08", false },
        { "EUR 1,234.56", INT64_MAX, 0, "9,223,372,036,854,775,807", false },
        { "1.234,56 EUR", 123456789, 2, "1.234.567,89", true },
        { "1\u202f234,56\u00a0EUR", 123456789, 2, "1\u202f234\u202f567,89", true },
        { "EUR 1’234.56", 123456789, 2, "1’234’567.89", false },
        { "1234,56 EUR", 123456789, 2, "1234567,89", true },
        { "[ËÜR 1,234.56]", 123456789, 2, "1,234,567.89", false },
        { "money", 123456789, 2, "1,234,567.89", false },
        { "56 234 1", 123456789, 2, "1,234,567.89", false },
        { "", 123456789, 2, "1,234,567.89", false },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf b;
        struct lang_amount how = lang_amount_of(cases[i].sample);
        buf_init(&b, 200);
        num_add_grouped(&b, cases[i].units, cases[i].digits, how.group, how.point);
        buf_add_char(&b, 0);
        assert_string_equal(b.p, cases[i].want);
        assert_int_equal(how.currency_last, cases[i].last);
        buf_done(&b);
    }
    lang_use(lang_find(STR(PSEUDO)));
    assert_true(str_eq_z(lang_amount().group, ","));
    assert_true(lang_amount_of(_("EUR 1,234.56")).point.p != NULL &&
                strchr(_("EUR 1,234.56"), '['));
    lang_use(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chosen),
        cmocka_unit_test(looked_up),
        cmocka_unit_test(in_markup),
        cmocka_unit_test(amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
