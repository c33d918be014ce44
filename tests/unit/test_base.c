/* num, when, text, hash, html: tables of input and result. */
#include "unit.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/html.h"
#include "base/num.h"
#include "base/str.h"
#include "base/text.h"
#include "base/when.h"

static void numbers(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } ints[] = { { "0", true, 0 },
                 { "-7", true, -7 },
                 { "9223372036854775807", true, INT64_MAX },
                 { "-9223372036854775808", true, INT64_MIN },
                 { "9223372036854775808", false, 0 },
                 { "1e3", false, 0 },
                 { "", false, 0 },
                 { "-", false, 0 },
                 { "12 ", false, 0 },
                 { "0x10", false, 0 } };
    static const struct {
        const char *text;
        int digits;
        bool ok;
        int64_t want;
    } fixed[] = { { "1200.00", 2, true, 120000 },
                  { "1200", 2, true, 120000 },
                  { "-0.5", 2, true, -50 },
                  { "0.005", 2, false, 0 },
                  { "1,5", 2, true, 150 },
                  { "7", 0, true, 7 },
                  { "99999999999999999999", 2, false, 0 } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ints); i++) {
        int64_t n = 0;
        if (num_parse_int(str_z(ints[i].text), &n) != ints[i].ok ||
            (ints[i].ok && n != ints[i].want))
            test_fail("integer \"%s\"\n", ints[i].text);
    }
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        int64_t n = 0;
        if (num_parse_fixed(str_z(fixed[i].text), fixed[i].digits, &n) != fixed[i].ok ||
            (fixed[i].ok && n != fixed[i].want))
            test_fail("amount \"%s\"\n", fixed[i].text);
    }
}

static void integers_come_back(void **state)
{
    static const int64_t values[] = { 0, 7, -7, 10, 2026, -1000000, INT64_MAX, INT64_MIN };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        char text[NUM_INT_MAX], *end = text + sizeof text, *p = num_digits(end, values[i]),
                                want[32];
        int64_t back = 1;
        snprintf(want, sizeof want, "%" PRId64, values[i]);
        struct str s = { p, (size_t)(end - p) };
        if (p < text || !str_eq_z(s, want) || !num_parse_int(s, &back) || back != values[i])
            test_fail("%s came out as \"" STR_FMT "\"\n", want, STR_ARG(s));
    }
}

static void reals_come_back(void **state)
{
    static const double values[] = { 0.1, 1.0 / 3, 1e300, -2.5, 123456789.125, 5e-324 };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        struct buf b;
        double back = 0;
        buf_init(&b, 100);
        num_add_real(&b, values[i]);
        assert_true(num_parse_real(buf_str(&b), &back));
        assert_true(back >= values[i] && back <= values[i]);
        buf_done(&b);
    }
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        bool ok;
    } days[] = { { "2026-11-03", true },  { "2024-02-29", true }, { "2023-02-29", false },
                 { "2026-13-01", false }, { "2026-1-1", false },  { "03.11.2026", false },
                 { "0000-01-01", false }, { "9999-12-31", true } };
    static const struct {
        const char *text;
        enum when_order order;
        enum when_office result;
        const char *want;
    } office[] = { { "2026-11-03", WHEN_ANY, WHEN_OK, "2026-11-03" },
                   { "3.11.2026", WHEN_ANY, WHEN_OK, "2026-11-03" },
                   { "25/06/2026", WHEN_ANY, WHEN_OK, "2026-06-25" },
                   { "06/25/2026", WHEN_ANY, WHEN_OK, "2026-06-25" },
                   { "05/06/2026", WHEN_ANY, WHEN_TWO_READINGS, NULL },
                   { "05/06/2026", WHEN_DMY, WHEN_OK, "2026-06-05" },
                   { "05/06/2026", WHEN_MDY, WHEN_OK, "2026-05-06" },
                   { "25/06/2026", WHEN_MDY, WHEN_BAD, NULL },
                   { "05-06-2026", WHEN_ANY, WHEN_TWO_READINGS, NULL },
                   { "05-06-2026", WHEN_DMY, WHEN_OK, "2026-06-05" },
                   { "25-06-2026", WHEN_ANY, WHEN_OK, "2026-06-25" },
                   { "03.11.26", WHEN_ANY, WHEN_BAD, NULL },
                   { "31.02.2026", WHEN_ANY, WHEN_BAD, NULL } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        int64_t n;
        char back[11];
        bool ok = when_parse_date(str_z(days[i].text), &n);
        if (ok != days[i].ok)
            test_fail("date \"%s\"\n", days[i].text);
        if (ok) {
            when_date_text(n, back);
            assert_string_equal(back, days[i].text);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(office); i++) {
        int64_t n = 0;
        char back[11];
        if (when_parse_office(str_z(office[i].text), office[i].order, &n) != office[i].result)
            test_fail("office date \"%s\"\n", office[i].text);
        if (office[i].want) {
            when_date_text(n, back);
            assert_string_equal(back, office[i].want);
        }
    }
}

static void months_keep_within_the_month(void **state)
{
    char text[11];
    (void)state;
    when_date_text(when_add_months(when_from_ymd(2026, 1, 31), 1), text);
    assert_string_equal(text, "2026-02-28");
    when_date_text(when_add_months(when_from_ymd(2024, 2, 29), 12), text);
    assert_string_equal(text, "2025-02-28");
}

static void zones(void **state)
{
    struct when_zone z;
    (void)state;
    assert_true(when_zone_load(&z, STR("Europe/Amsterdam")));
    int64_t summer = 0, winter = 0;
    assert_true(when_parse_stamp(STR("2026-07-01T22:30:00Z"), &summer));
    assert_true(when_parse_stamp(STR("2026-12-31T22:30:00Z"), &winter));
    assert_int_equal(when_zone_offset(&z, summer), 7200);
    assert_int_equal(when_zone_offset(&z, winter), 3600);
    assert_int_equal(when_zone_date(&z, summer), when_from_ymd(2026, 7, 2));
    assert_int_equal(when_zone_date(&z, winter), when_from_ymd(2026, 12, 31));
    assert_false(when_zone_load(&z, STR("../../etc/passwd")));
    assert_false(when_zone_load(&z, STR("Mars/Base")));
}

static void texts(void **state)
{
    static const struct {
        const char *bytes;
        bool ok;
    } valid[] = { { "plain", true },
                  { "B\xc3\xbcro", true },
                  { "\xc3", false },
                  { "\xc0\xaf", false },
                  { "\xed\xa0\x80", false },
                  { "\xf4\x90\x80\x80", false },
                  { "\xf0\x9f\x94\x92", true },
                  { "\xff", false } };
    static const char *const folds[][2] = { { "  Laptop   FLEET ", "laptop fleet" },
                                            { "STRASSE", "stra\xc3\x9f"
                                                         "e" },
                                            { "\xc3\x84pfel", "a\xcc\x88pfel" } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(valid); i++)
        if (text_is_valid(str_z(valid[i].bytes)) != valid[i].ok)
            test_fail("text %zu\n", i);
    for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
        struct buf a, b;
        buf_init(&a, 100);
        buf_init(&b, 100);
        text_fold(&a, str_z(folds[i][0]));
        text_fold(&b, str_z(folds[i][1]));
        if (!str_eq(buf_str(&a), buf_str(&b)))
            test_fail("\"%s\" and \"%s\" fold to \"%s\" and \"%s\"\n", folds[i][0], folds[i][1],
                      a.p, b.p);
        buf_done(&a);
        buf_done(&b);
    }
}

static void hashes(void **state)
{
    char hex[2 * SHA256_LEN + 1];
    struct hash h = sha256("abc", 3), back;
    (void)state;
    hex_encode(h.b, sizeof h.b, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(hex_decode(str_z(hex), back.b, sizeof back.b));
    assert_true(hash_eq(&h, &back));
    assert_false(hex_decode(STR("zz"), back.b, 1));
}

static void html_escapes(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 200);
    html_format(&b, "<td class=\"%s\">%d</td>", "a\"><script>'&", 7);
    assert_string_equal(b.p, "<td class=\"a&quot;&gt;&lt;script&gt;&#39;&amp;\">7</td>");
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(integers_come_back),
        cmocka_unit_test(reals_come_back),
        cmocka_unit_test(dates),
        cmocka_unit_test(months_keep_within_the_month),
        cmocka_unit_test(zones),
        cmocka_unit_test(texts),
        cmocka_unit_test(hashes),
        cmocka_unit_test(html_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
