/* Every kind of field: what it takes, what it refuses, its canonical text, and what a person sees.
 */
#include "unit.h"

#include "base/buf.h"
#include "fixture.h"

static const struct choice colors[] = { { "red", "Bright red" },
                                        { "blue", "Blue" },
                                        { NULL, NULL } };
static const struct field
    line = { .name = "f", .label = "F", .kind = &kind_line },
    code = { .name = "f", .label = "F", .kind = &kind_code },
    prose = { .name = "f", .label = "F", .kind = &kind_prose },
    url = { .name = "f", .label = "F", .kind = &kind_url },
    whole = { .name = "f", .label = "F", .kind = &kind_int, .min = 1, .max = 60 },
    real = { .name = "f", .label = "F", .kind = &kind_real },
    money = { .name = "f", .label = "F", .kind = &kind_money },
    percent = { .name = "f", .label = "F", .kind = &kind_percent },
    yes = { .name = "f", .label = "F", .kind = &kind_bool },
    date = { .name = "f", .label = "F", .kind = &kind_date },
    stamp = { .name = "f", .label = "F", .kind = &kind_stamp },
    choice = { .name = "f", .label = "F", .kind = &kind_choice, .choices = colors },
    choices = { .name = "f", .label = "F", .kind = &kind_choices, .choices = colors },
    score = { .name = "f", .label = "F", .kind = &kind_score, .scale = "need" },
    person = { .name = "f", .label = "F", .kind = &kind_person, .to = &entity_person },
    key = { .name = "f", .label = "F", .kind = &kind_key, .to = &entity_requirement };

static const struct {
    const struct field *f;
    const char *in, *text, *show; /* text NULL: refused; show NULL: as the text */
} cases[] = {
    { &line, "One line", "One line", NULL },
    { &line, "two\nlines", NULL, NULL },
    { &line, "tab\x01", NULL, NULL },
    { &code, "X.1", "X.1", NULL },
    { &code, "no blanks please", NULL, NULL },
    { &prose, "# Head\n\ntext", "# Head\n\ntext", NULL },
    { &url, "https://example.org/a?b=c", "https://example.org/a?b=c", NULL },
    { &url, "javascript:alert(1)", NULL, NULL },
    { &url, "example.org", NULL, NULL },
    { &whole, "12", "12", NULL },
    { &whole, "61", NULL, NULL },
    { &whole, "1.5", NULL, NULL },
    { &real, "0.25", "0.25", NULL },
    { &real, "nan", NULL, NULL },
    { &real, "1e999", NULL, NULL },
    { &money, "1200", "1200.00", "EUR 1,200.00" },
    { &money, "12.345", NULL, NULL },
    { &percent, "12.5", "12.5", "12.5 %" },
    { &percent, "12.5 %", "12.5", "12.5 %" },
    { &percent, "much", NULL, NULL },
    { &yes, "yes", "yes", NULL },
    { &yes, "FALSE", "no", NULL },
    { &yes, "perhaps", NULL, NULL },
    { &date, "2026-11-03", "2026-11-03", NULL },
    { &date, "2026-02-30", NULL, NULL },
    { &date, "soon", NULL, NULL },
    { &stamp, "2026-11-03T10:00:00Z", "2026-11-03T10:00:00Z", NULL },
    { &stamp, "2026-11-03 10:00", NULL, NULL },
    { &choice, "red", "red", "Bright red" },
    { &choice, "bright RED", "red", "Bright red" },
    { &choice, "green", NULL, NULL },
    { &choices, "blue, red", "red,blue", "Bright red, Blue" },
    { &choices, "red, green", NULL, NULL },
    { &score, "3", "3", "3 High" },
    { &score, "very high", "4", "4 Very high" },
    { &score, "9", NULL, NULL },
    { &person, "Ada Keller", "P-1", "P-1 Ada Keller" },
    { &person, "ADA@example.org", "P-1", "P-1 Ada Keller" },
    { &person, "Nobody", NULL, NULL },
    { &key, "a.5.15", "27001:A.5.15", NULL },
    { &key, "27001:99", NULL, NULL },
};

static void kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct field *f = cases[i].f;
        struct value v;
        struct buf text, show;
        ctx_clear(&fx.c);
        bool ok = f->kind->parse(&fx.c, f, NULL, str_z(cases[i].in), &v);
        if (ok != (cases[i].text != NULL))
            test_fail("%s \"%s\": %s\n", f->kind->name, cases[i].in,
                      fx.c.problems ? fx.c.problems->message : "accepted");
        if (!ok) {
            assert_non_null(fx.c.problems);
            continue;
        }
        buf_init(&text, 1000);
        buf_init(&show, 1000);
        assert_true(f->kind->text(&fx.c, f, &v, &text));
        if (!str_eq_z(buf_str(&text), cases[i].text))
            test_fail("%s \"%s\": text is \"%s\"\n", f->kind->name, cases[i].in, text.p);
        if (cases[i].show) {
            assert_true(f->kind->show(&fx.c, f, NULL, &v, &show));
            if (!str_eq_z(buf_str(&show), cases[i].show))
                test_fail("%s \"%s\": shown as \"%s\"\n", f->kind->name, cases[i].in, show.p);
        }
        buf_done(&text);
        buf_done(&show);
    }
}

/* A description that does not hold together is refused at start, with the reason. */
static void bad_descriptions_are_refused(void **state)
{
    static const struct choice none[] = { { NULL, NULL } };
    static const struct {
        struct field f;
        const char *why;
    } bad[] = {
        { { .name = "title", .label = "T", .kind = &kind_line }, "twice" },
        { { .name = "Bad Name", .label = "T", .kind = &kind_line }, "name" },
        { { .name = "select", .label = "T", .kind = &kind_line }, "reserved" },
        { { .name = "x", .kind = &kind_line }, "label" },
        { { .name = "x", .label = "T" }, "kind" },
        { { .name = "x", .label = "T", .kind = &kind_ref }, "" },
        { { .name = "x", .label = "T", .kind = &kind_choice }, "" },
        { { .name = "x", .label = "T", .kind = &kind_choice, .choices = none }, "" },
        { { .name = "x", .label = "T", .kind = &kind_score }, "" },
        { { .name = "x", .label = "T", .kind = &kind_line, .flags = F_STORED }, "F_STORED" },
        { { .name = "id", .label = "T", .kind = &kind_int }, "" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct field fields[2] = { { .name = "title", .label = "Title", .kind = &kind_line } };
        struct entity e = { .name = "thing",
                            .plural = "things",
                            .label = "thing",
                            .prefix = "TH",
                            .help = "h",
                            .number = 200,
                            .fields = fields,
                            .nfields = 2,
                            .perm = { ROLE_ALL, ROLE_ALL, ROLE_ALL, ROLE_ALL } };
        const struct entity *list[] = { &e };
        struct catalog k = { list, 1, NULL, 0 };
        struct buf why;
        buf_init(&why, 1000);
        memcpy(&fields[1], &bad[i].f, sizeof fields[1]);
        const char *said = catalog_check(&k, &why);
        if (!said || !strstr(said, bad[i].why))
            test_fail("description %zu: %s\n", i, said ? said : "accepted");
        buf_done(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),
        cmocka_unit_test(bad_descriptions_are_refused),
    };
    return cmocka_run_group_tests(tests, fixture_empty, fixture_end);
}
