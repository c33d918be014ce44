/* The format of the ledger, pinned by vectors that were computed apart from this program
 * (trust.md section 1): a change of any byte breaks every proof ever given out. */
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "fixture.h"
#include "store/ledger_int.h"

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

/* The root from kept nodes is the one that verify folds from all leaves, and a leaf reads back. */
static void root_and_reading(void **state)
{
    struct verify_result r;
    struct hash root;
    struct leaf l;
    struct opened *f;
    struct str reason;
    int64_t leaves;
    size_t n;
    (void)state;
    for (int i = 0; i < 600; i++) { /* beyond two kept nodes */
        struct record *a;
        fx.c.reason = i == 599 ? STR("The last one") : (struct str){ NULL, 0 };
        assert_true(record_new(&fx.c, &entity_asset, &a));
        rec_set_text(a, 0, arena_printf(fx.c.mem, "Asset %d", i));
        assert_true(store_save(&fx.c, fx.permit, a, NULL));
    }
    fx.c.reason = (struct str){ NULL, 0 };
    assert_true(ledger_verify(&fx.c, &(struct verify_options){ .hashes_only = true }, &r) && r.ok);
    assert_true(ledger_root(&fx.c, &leaves, &root));
    assert_int_equal(leaves, r.leaves);
    assert_true(hash_eq(&root, &r.root));
    assert_true(ledger_read(&fx.c, leaves - 1, &l, &f, &n, &reason));
    assert_true(str_eq_z(l.op, "create") && str_eq_z(l.type, "asset") && l.id == 600);
    assert_true(str_eq_z(reason, "The last one"));
    bool title = false;
    for (size_t i = 0; i < n; i++)
        title |= str_eq_z(f[i].key, "title") && str_eq_z(f[i].value, "Asset 599");
    assert_true(title);
    assert_false(ledger_read(&fx.c, leaves, &l, &f, &n, &reason));
    assert_int_equal(fx.c.err.code, ERR_NOT_FOUND);
    ctx_clear(&fx.c);
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

/* The guard behind the code: a statement that reaches for the ledger, the schema or the settings
 * outside their own places stops the program. Each runs in a child, whose end is looked at. */
static void guard_stops_the_program(void **state)
{
    static const char *const acts[] = {
        "DELETE FROM \"ledger\"",
        "UPDATE \"ledger\" SET \"time\"=0",
        "INSERT INTO \"ledger\" SELECT * FROM \"ledger\"",
        "DELETE FROM \"opening\"",
        "UPDATE \"opening\" SET \"data\"=x'00'",
        "DELETE FROM \"node\"",
        "DELETE FROM \"touched\"",
        "DROP TABLE \"risk\"",
        "DROP TRIGGER \"ledger_no_delete\"",
        "PRAGMA foreign_keys=OFF",
        "ATTACH 'other.db' AS other",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            struct sql q;
            if (!freopen("/dev/null", "w", stderr))
                _exit(2);
            sql_init(&q);
            sql_add_constant(&q, acts[i]);
            _exit(db_exec_sql(&fx.c, fx.c.store->db, &q) ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
            test_fail("let through: %s\n", acts[i]);
    }
}

/* What is uploaded is kept by its digest, under a name that is no path. */
static void bytes_are_kept_as_a_file(void **state)
{
    struct fixture f;
    struct str value;
    struct record *r;
    struct verify_result v;
    (void)state;
    fixture_open(&f, false);
    assert_true(store_file_put_bytes(&f.c, STR("../a\nb/proof.txt"), STR("proof"), &value));
    assert_true(str_find_char(value, '/') < 0 && str_find_char(value, '\n') < 0);
    assert_true(record_new(&f.c, &entity_evidence, &r));
    assert_true(record_parse(&f.c, r, entity_title(&entity_evidence), STR("Proof")));
    assert_true(record_parse(&f.c, r, entity_field(&entity_evidence, STR("file")), value));
    assert_true(store_save(&f.c, f.permit, r, NULL));
    assert_true(ledger_verify(&f.c, &(struct verify_options){ .hashes_only = false }, &v) && v.ok);
    fixture_close(&f);
}

/* Separation of duties is proved again from the ledger: who changed a record does not approve it.
 */
static void approval_of_own_work_is_found(void **state)
{
    struct fixture f;
    struct record *r;
    struct verify_result v;
    (void)state;
    fixture_open(&f, false);
    assert_true(record_new(&f.c, &entity_asset, &r));
    assert_true(record_parse(&f.c, r, entity_title(&entity_asset), STR("Laptop")));
    assert_true(store_save(&f.c, f.permit, r, NULL));
    assert_true(record_parse(&f.c, r, entity_title(&entity_asset), STR("Laptops")));
    assert_true(store_save(&f.c, f.permit, r, &(struct save_options){ .op = "approve" }));
    assert_true(ledger_verify(&f.c, &(struct verify_options){ .hashes_only = false }, &v));
    assert_false(v.ok);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitments),
        cmocka_unit_test(leaf_text_and_hash),
        cmocka_unit_test(root_and_reading),
        cmocka_unit_test(tampering_is_found),
        cmocka_unit_test(guard_stops_the_program),
        cmocka_unit_test(bytes_are_kept_as_a_file),
        cmocka_unit_test(approval_of_own_work_is_found),
    };
    return cmocka_run_group_tests(tests, fixture_empty, fixture_end);
}
