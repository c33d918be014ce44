/* The format of the ledger, pinned by vectors that were computed apart from this program
 * (trust.md section 1): a change of any byte breaks every proof ever given out. */
#include "unit.h"

#include "base/buf.h"
#include "fixture.h"
#include "store/ledger_int.h"

static struct fixture fx;

static int open_empty(void **state)
{
    (void)state;
    fixture_open(&fx, false);
    return 0;
}

static int close_empty(void **state)
{
    (void)state;
    fixture_close(&fx);
    return 0;
}

static const struct opened fields[] = {
    { .key = { "owner", 5 },
      .tag = 'i',
      .salt = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
      .value = { "3", 1 } },
    { .key = { "title", 5 },
      .tag = 't',
      .salt = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
      .value = { "B\xc3\xbcro", 5 } },
};

static void is_hex(const struct hash *h, const char *want)
{
    char hex[2 * SHA256_LEN + 1];
    hex_encode(h->b, sizeof h->b, hex);
    assert_string_equal(hex, want);
}

static void commitments(void **state)
{
    struct hash a = ledger_commitment(fx.c.store->sha, 7, &fields[0]),
                b = ledger_commitment(fx.c.store->sha, 7, &fields[1]),
                body = ledger_body(&fx.c, 7, fields, 2);
    (void)state;
    is_hex(&a, "fdee1a31170896d7cb1d95aa18fe96df71580f43f9203f171053fd76500ad199");
    is_hex(&b, "8ed462fe47d06f6889deaf4c95a6a062d36ea3f76728e382cdac58cefb94fa65");
    is_hex(&body, "01c5eaefd0cdcf9b111a50344729a52fb2730d8c397844c45f4b16942a19a78a");
}

static void leaf_text_and_hash(void **state)
{
    struct buf b;
    struct leaf l = { .seq = 7,
                      .time = 1700000000123,
                      .actor = 1,
                      .grant = 2,
                      .via = STR("cli"),
                      .type = STR("risk"),
                      .id = 12,
                      .version = 2,
                      .op = STR("edit"),
                      .prev = 5 };
    (void)state;
    memset(l.prev_hash.b, 0x11, sizeof l.prev_hash.b);
    l.body = ledger_body(&fx.c, 7, fields, 2);
    buf_init(&b, 4096);
    ledger_leaf_json(&l, &b);
    assert_string_equal(b.p, "{\"actor\":1,\"body\":"
                             "\"01c5eaefd0cdcf9b111a50344729a52fb2730d8c397844c45f4b16942a19a78a\","
                             "\"grant\":2,\"id\":12,\"op\":\"edit\",\"prev\":{\"hash\":"
                             "\"1111111111111111111111111111111111111111111111111111111111111111\","
                             "\"seq\":5},\"reason\":null,\"seq\":7,\"time\":1700000000123,\"type\":"
                             "\"risk\",\"v\":1,\"version\":2,\"via\":\"cli\"}");
    struct hash h = ledger_leaf_hash(fx.c.store->sha, &l);
    is_hex(&h, "5b6e381997abf79c3151c172827cba8da4732b6179bde61d25161ff228a417a8");
    buf_done(&b);
}

/* A byte changed behind our back, in the ledger or in a table, is found and named. */
static void tampering_is_found(void **state)
{
    static const char *const acts[] = {
        "UPDATE \"person\" SET \"name\"='Eve' WHERE \"id\"=1",
        "UPDATE \"grant\" SET \"role\"='reader' WHERE \"id\"=2",
        "DELETE FROM \"criteria\" WHERE \"id\"=1",
        "INSERT INTO \"counter\" (\"name\", \"value\") VALUES ('risk', 40)",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        struct fixture f;
        struct verify_result r;
        fixture_open(&f, false);
        assert_true(ledger_verify(&f.c, &(struct verify_options){ .hashes_only = false }, &r) &&
                    r.ok);
        struct sql q;
        sql_init(&q);
        sql_add_constant(&q, acts[i]);
        assert_true(store_begin(&f.c));
        assert_true(db_exec_sql(&f.c, f.c.store->db, &q));
        assert_true(db_commit(&f.c, f.c.store->db));
        sql_done(&q);
        assert_true(ledger_verify(&f.c, &(struct verify_options){ .hashes_only = false }, &r));
        if (r.ok)
            test_fail("not found: %s\n", acts[i]);
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitments),
        cmocka_unit_test(leaf_text_and_hash),
        cmocka_unit_test(tampering_is_found),
    };
    return cmocka_run_group_tests(tests, open_empty, close_empty);
}
