/* Values of a record in memory, and what a person is told when a name or the database is not what
 * it should be. */
#include "unit.h"

#include "base/buf.h"
#include "db/sqlite_int.h"
#include "fixture.h"
#include "store/kind.h"

static const struct field numbers[] = {
    { .name = "title", .label = "Title", .kind = &kind_line },
    { .name = "share", .label = "Share", .kind = &kind_real },
    { .name = "part", .label = "Part", .kind = &kind_percent, .min = 10, .max = 20 },
    { .name = "near", .label = "Near", .kind = &kind_real, .min = -1, .max = 1 },
};
static const struct entity thing = { .name = "thing",
                                     .label = "thing",
                                     .prefix = "TH",
                                     .fields = numbers,
                                     .nfields = ARRAY_LEN(numbers) };

static void real_values(void **state)
{
    struct record *a, *b;
    (void)state;
    assert_true(record_new(&fx.c, &thing, &a));
    assert_true(rec_real(a, 1) == 0 && rec_is_null(a, 1));
    assert_true(record_parse(&fx.c, a, &numbers[1], STR("0.25")));
    assert_true(rec_real(a, 1) == 0.25);
    b = record_copy(&fx.c, a);
    assert_true(value_eq(&a->v[1], &b->v[1]) && !rec_changed(a, b, 1));
    rec_set_real(b, 1, 0.5);
    assert_true(rec_real(b, 1) == 0.5 && rec_real(a, 1) == 0.25);
    assert_true(rec_changed(a, b, 1));
    rec_set_null(b, 1);
    assert_true(rec_is_null(b, 1) && rec_changed(a, b, 1) && !value_eq(&a->v[1], &b->v[1]));
    assert_true(record_parse(&fx.c, b, &numbers[3], STR("-0")));
    assert_false(signbit(rec_real(b, 3))); /* one zero: two would have two hashes */
    assert_false(record_parse(&fx.c, b, &numbers[3], STR("1.5")));
    assert_string_equal(fx.c.problems->code, "range");
    assert_non_null(strstr(fx.c.problems->message, "from -1 to 1"));
    ctx_clear(&fx.c);
    assert_false(record_parse(&fx.c, b, &numbers[2], STR("21 %")));
    assert_non_null(strstr(fx.c.problems->message, "from 10 to 20"));
    ctx_clear(&fx.c);
    assert_false(record_parse(&fx.c, b, &numbers[0], STR("\xff")));
    assert_non_null(strstr(fx.c.problems->message, "UTF-8"));
    ctx_clear(&fx.c);
}

static struct record *asset(const char *title)
{
    struct record *r;
    assert_true(record_new(&fx.c, &entity_asset, &r));
    assert_true(record_parse(&fx.c, r, entity_title(&entity_asset), str_z(title)));
    return r;
}

/* Links are equal when their ends are; taking the last away leaves none, not nothing. */
static void links_are_compared(void **state)
{
    (void)state;
    const struct field *f = entity_field(&entity_asset, STR("depends_on"));
    size_t place = entity_place(&entity_asset, f);
    struct record *a = asset("One"), *b;
    assert_true(store_save(&fx.c, fx.permit, a, NULL));
    assert_true(store_save(&fx.c, fx.permit, asset("Two"), NULL));
    struct record *r = asset("Three");
    assert_true(record_parse(&fx.c, r, f, STR("A-1; A-2")));
    b = record_copy(&fx.c, r);
    assert_true(value_eq(&r->v[place], &b->v[place]));
    assert_true(record_parse(&fx.c, b, f, STR("A-1")));
    assert_false(value_eq(&r->v[place], &b->v[place]));
    assert_true(record_parse(&fx.c, r, f, STR("A-2")));
    assert_false(value_eq(&r->v[place], &b->v[place]));
    assert_true(rec_changed(r, b, place));
    rec_set_null(b, place);
    assert_int_equal(b->v[place].tag, V_LINKS);
    assert_true(rec_is_null(b, place) && rec_links(b, place).n == 0);
}

/* A name that two bear is refused, in a reference and in a link, beside what else is wrong. */
static void ambiguous_names(void **state)
{
    (void)state;
    const struct field *f = entity_field(&entity_asset, STR("depends_on"));
    assert_true(store_save(&fx.c, fx.permit, asset("Twin"), NULL));
    assert_true(store_save(&fx.c, fx.permit, asset("Twin"), NULL));
    for (int both = 0; both < 2; both++) {
        struct record *r = asset("Other");
        if (both)
            assert_false(record_parse(&fx.c, r, f, STR("Nobody's")));
        assert_false(record_parse(&fx.c, r, f, STR("Twin")));
        assert_int_equal(fx.c.err.code, ERR_INVALID);
        const struct problem *last = fx.c.problems;
        while (last->next)
            last = last->next;
        assert_int_equal(fx.c.nproblems, both + 1);
        assert_string_equal(last->code, "ambiguous");
        assert_string_equal(last->field, "depends_on");
        assert_true(str_eq_z(last->value, "Twin"));
        ctx_clear(&fx.c);
    }
}

/* The currency of the organisation may stand before or behind an amount, another one may not. */
static void money_with_its_currency(void **state)
{
    static const struct field f = { .name = "f", .label = "F", .kind = &kind_money };
    static const char *const same[] = { "EUR 1200", "1200 eur", " 1200.00EUR" };
    struct value v;
    struct jout j;
    struct buf b;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        assert_true(kind_money.parse(&fx.c, &f, NULL, str_z(same[i]), &v));
        assert_int_equal(v.i, 120000);
    }
    buf_init(&b, 200);
    jout_init(&j, &b, false);
    assert_true(kind_money.json(&fx.c, &f, &v, &j));
    assert_string_equal(b.p, "{\"amount\":\"1200.00\",\"currency\":\"EUR\"}");
    buf_done(&b);
    assert_false(kind_money.parse(&fx.c, &f, NULL, STR("USD 1200"), &v));
    assert_non_null(strstr(fx.c.problems->message, "amount in EUR"));
    ctx_clear(&fx.c);
}

/* What the database's errors are called: the class for a program, the words for a person. */
static void errors_in_words(void **state)
{
    static const struct {
        int rc;
        enum err_code code;
        const char *words;
    } cases[] = {
        { SQLITE_FULL, ERR_STORAGE, "The disk is full" },
        { SQLITE_BUSY, ERR_BUSY, "try again" },
        { SQLITE_LOCKED, ERR_BUSY, "try again" },
        { SQLITE_CORRUPT, ERR_STORAGE, "muniment doctor" },
        { SQLITE_NOTADB, ERR_STORAGE, "not a Muniment database" },
        { SQLITE_CANTOPEN, ERR_STORAGE, "cannot be opened" },
        { SQLITE_READONLY, ERR_STORAGE, "protected against" },
        { SQLITE_INTERRUPT, ERR_LIMIT, "Narrow it" },
        { SQLITE_CONSTRAINT, ERR_CONFLICT, "contradicts" },
        { SQLITE_IOERR, ERR_STORAGE, "while looking" },
        { SQLITE_MISUSE, ERR_STORAGE, "while looking" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ctx_clear(&fx.c);
        assert_false(sqlite_fail(&fx.c, NULL, cases[i].rc, "looking"));
        assert_int_equal(fx.c.err.code, cases[i].code);
        if (!strstr(fx.c.err.message, cases[i].words))
            test_fail("%d: \"%s\"\n", cases[i].rc, fx.c.err.message);
    }
    ctx_clear(&fx.c);
}

/* A statement of the program that the database refuses is an error with words, and the
 * transaction can be given up. */
static void refused_statements(void **state)
{
    struct stmt *st;
    (void)state;
    assert_false(db_prepare(&fx.c, fx.c.store->db, "SELECT nothing FROM nowhere", &st));
    assert_int_equal(fx.c.err.code, ERR_STORAGE);
    assert_non_null(strstr(fx.c.err.message, "nowhere"));
    ctx_clear(&fx.c);
    assert_true(store_begin(&fx.c));
    assert_false(db_exec(&fx.c, fx.c.store->db,
                         "INSERT INTO \"meta\" SELECT \"key\", \"value\" FROM \"meta\""));
    assert_int_equal(fx.c.err.code, ERR_CONFLICT);
    store_rollback(&fx.c);
    ctx_clear(&fx.c);
    assert_false(db_in_transaction(fx.c.store->db));
}

/* A failed fsync is never tried again: until the program starts anew nothing goes any more. */
static void a_poisoned_handle_refuses(void **state)
{
    struct db *db = fx.c.store->db;
    struct stmt *st;
    (void)state;
    db->poisoned = true;
    assert_false(db_begin(&fx.c, db));
    assert_int_equal(fx.c.err.code, ERR_STORAGE);
    assert_non_null(strstr(fx.c.err.message, "Restart"));
    ctx_clear(&fx.c);
    assert_false(db_prepare(&fx.c, db, "SELECT 1", &st));
    assert_non_null(strstr(fx.c.err.message, "Restart"));
    ctx_clear(&fx.c);
    db->poisoned = false;
    assert_true(db_begin(&fx.c, db));
    db_rollback(db);
}

/* One server at a time, and a second handle sees that the first one wrote. */
static void two_handles(void **state)
{
    char path[96];
    struct db *other;
    int64_t was, now;
    (void)state;
    snprintf(path, sizeof path, "%s/t.db", fx.folder);
    assert_true(db_open(&fx.c, path, DB_READONLY, &other));
    assert_true(db_data_version(&fx.c, other, &was));
    assert_true(store_save(&fx.c, fx.permit, asset("Seen"), NULL));
    assert_true(db_data_version(&fx.c, other, &now));
    assert_int_not_equal(was, now);
    assert_true(db_hold_server(&fx.c, fx.c.store->db));
    assert_false(db_hold_server(&fx.c, other));
    assert_int_equal(fx.c.err.code, ERR_BUSY);
    assert_non_null(strstr(fx.c.err.message, "Another server"));
    ctx_clear(&fx.c);
    db_close(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_values),
        cmocka_unit_test(links_are_compared),
        cmocka_unit_test(ambiguous_names),
        cmocka_unit_test(money_with_its_currency),
        cmocka_unit_test(errors_in_words),
        cmocka_unit_test(refused_statements),
        cmocka_unit_test(a_poisoned_handle_refuses),
        cmocka_unit_test(two_handles),
    };
    return cmocka_run_group_tests(tests, fixture_empty, fixture_end);
}
