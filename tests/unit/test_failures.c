/* Every database call of an operation fails once, inside one process: the caller is told, no
 * transaction stays open, nothing of the change is there, and what failed goes through afterwards.
 * The same through the whole program is tests/torture/fail_calls.py. */
#include "unit.h"

#include "base/buf.h"
#include "fixture.h"
#include "store/ledger.h"
#include "store/schema.h"
#include "store/search.h"

#ifdef MUNIMENT_TESTING

static bool set(struct record *r, const char *field, const char *text)
{
    return record_parse(&fx.c, r, entity_field(r->type, str_z(field)), str_z(text));
}

static bool add(const char *title, const char *depends_on, const char *needed_by)
{
    struct record *r;
    return record_new(&fx.c, &entity_asset, &r) && set(r, "title", title) &&
           set(r, "notes", "A server in the cellar") && set(r, "owner", "Ada Keller") &&
           set(r, "depends_on", depends_on) && set(r, "needed_by", needed_by) &&
           store_save(&fx.c, fx.permit, r, NULL);
}

static int open_with_assets(void **state)
{
    fixture_empty(state);
    return add("First", "", "") && add("Second", "A-1", "") ? 0 : 1;
}

static bool add_linked(void)
{
    return add("Third", "A-1", "A-2");
}

static bool edit_links(void)
{
    struct record *r;
    return store_load(&fx.c, fx.permit, &entity_asset, 2, &r) && set(r, "title", "Second one") &&
           set(r, "depends_on", "") && set(r, "needed_by", "A-1") &&
           store_save(&fx.c, fx.permit, r, NULL);
}

static bool archive(void)
{
    return store_archive(&fx.c, fx.permit, &entity_asset, 2, true, NULL);
}

static bool unarchive(void)
{
    return store_archive(&fx.c, fx.permit, &entity_asset, 2, false, NULL);
}

static bool money_of_another_country(void)
{
    struct record *r;
    return store_load(&fx.c, fx.permit, &entity_organization, 1, &r) && set(r, "currency", "JPY") &&
           store_save(&fx.c, fx.permit, r, NULL);
}

static bool remember(void)
{
    bool ok = store_begin(&fx.c) && store_meta_set(&fx.c, "note", STR("x")) && store_commit(&fx.c);
    if (!ok)
        store_rollback(&fx.c);
    return ok;
}

static bool rebuild(void)
{
    bool ok = store_begin(&fx.c) && search_rebuild(&fx.c, fx.c.store->db, NULL, NULL) &&
              store_commit(&fx.c);
    if (!ok)
        store_rollback(&fx.c);
    return ok;
}

static bool history(void)
{
    struct history_entry *h;
    size_t n;
    return ledger_history(&fx.c, fx.permit, &entity_asset, 1, &h, &n);
}

static bool proof(void)
{
    struct verify_result r;
    return ledger_verify(&fx.c, &(struct verify_options){ .hashes_only = true }, &r);
}

static bool root(void)
{
    struct hash h;
    int64_t leaves;
    return ledger_root(&fx.c, &leaves, &h);
}

static bool last_leaf(void)
{
    struct leaf l;
    return ledger_read(&fx.c, 5, &l, NULL, NULL, NULL);
}

static bool person_seen(struct ctx *c, void *arg, int64_t person)
{
    (void)c;
    (void)arg;
    (void)person;
    return true;
}

static bool actors(void)
{
    return ledger_actors(&fx.c, &entity_asset, 1, 0, person_seen, NULL);
}

static bool json(void)
{
    struct record *r;
    struct jout j;
    struct buf b;
    buf_init(&b, 1 << 20);
    jout_init(&j, &b, false);
    bool ok = store_load(&fx.c, fx.permit, &entity_asset, 2, &r) && record_json(&fx.c, r, &j);
    buf_done(&b);
    return ok;
}

static bool list(void)
{
    struct query q;
    struct page page;
    int64_t n;
    query_init(&q, &entity_asset);
    q.words = STR("cellar");
    return query_where(&fx.c, &q, STR("owner=P-1")) && query_sort(&fx.c, &q, STR("-title")) &&
           query_list(&fx.c, fx.permit, &q, &page) && query_count(&fx.c, fx.permit, &q, 100, &n);
}

static bool search_everywhere(void)
{
    struct search_hit *hit;
    size_t n;
    return search_all(&fx.c, fx.permit, STR("cellar"), 20, &hit, &n);
}

static bool by_name(void)
{
    struct record *r;
    int64_t id;
    return store_find(&fx.c, fx.permit, &entity_asset, STR("First"), &r) &&
           store_resolve(&fx.c, &entity_person, STR("ada@example.org"), 0, &id);
}

/* A reference to content: as typed, for a person, for a program. */
static bool content_key(void)
{
    static const struct field key = {
        .name = "f", .label = "F", .kind = &kind_key, .to = &entity_requirement
    };
    struct value v;
    struct jout j;
    struct buf b;
    buf_init(&b, 4096);
    jout_init(&j, &b, false);
    bool ok = kind_key.parse(&fx.c, &key, NULL, STR("A.5.15"), &v) &&
              kind_key.show(&fx.c, &key, NULL, &v, &b) && kind_key.json(&fx.c, &key, &v, &j);
    buf_done(&b);
    return ok;
}

static bool permit(void)
{
    const struct permit *p;
    return permit_make(&fx.c, 1, &p);
}

static bool next_number(void)
{
    int64_t id;
    bool ok = store_begin(&fx.c) && store_next_id(&fx.c, &entity_asset, &id);
    store_rollback(&fx.c);
    return ok;
}

static bool upkeep(void)
{
    struct db_info info;
    int64_t version;
    int n;
    return db_info(&fx.c, fx.c.store->db, &info) &&
           db_data_version(&fx.c, fx.c.store->db, &version) &&
           db_integrity(&fx.c, fx.c.store->db, NULL, NULL, &n);
}

static bool age(void)
{
    bool newer;
    return schema_is_newer(&fx.c, fx.c.store->db, fx.c.store->catalog, &newer);
}

static const struct {
    const char *name;
    bool (*run)(void);
    bool writes;
} ops[] = {
    { "history", history, false },
    { "hashes", proof, false },
    { "root", root, false },
    { "leaf", last_leaf, false },
    { "actors", actors, false },
    { "json", json, false },
    { "list", list, false },
    { "search", search_everywhere, false },
    { "by name", by_name, false },
    { "content key", content_key, false },
    { "permit", permit, false },
    { "next number", next_number, false },
    { "upkeep", upkeep, false },
    { "age of the schema", age, false },
    { "add with both sides of a link", add_linked, true },
    { "edit of both sides", edit_links, true },
    { "archive", archive, true },
    { "unarchive", unarchive, true },
    { "another currency", money_of_another_country, true },
    { "small fact", remember, false },
    { "search index", rebuild, false },
};

static int64_t leaves(void)
{
    struct hash h;
    int64_t n;
    ctx_clear(&fx.c);
    assert_true(ledger_root(&fx.c, &n, &h));
    return n;
}

static void proves_itself(const char *name)
{
    struct verify_result r;
    ctx_clear(&fx.c);
    assert_true(ledger_verify(&fx.c, &(struct verify_options){ .hashes_only = false }, &r));
    if (!r.ok)
        test_fail("%s: the ledger does not prove the tables\n", name);
}

static void every_call_fails_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        int64_t before = leaves();
        /* Long ones do the same over and over. */
        for (int64_t n = 1;; n += n < 100 ? 1 : n / 10) {
            struct arena_mark mark = arena_mark(fx.c.mem);
            ctx_clear(&fx.c);
            (void)db_fail_call(n);
            bool ok = ops[i].run(), hit = db_fail_call(0);
            if (!hit) {
                if (!ok)
                    test_fail("%s fails by itself: %s\n", ops[i].name,
                              fx.c.err.message ? fx.c.err.message : "?");
                break;
            }
            if (ok)
                test_fail("%s: the failure of call %d was swallowed\n", ops[i].name, (int)n);
            if (fx.c.err.code != ERR_STORAGE || !strstr(fx.c.err.message, "injected"))
                test_fail("%s, call %d: told is \"%s\"\n", ops[i].name, (int)n, fx.c.err.message);
            if (db_in_transaction(fx.c.store->db))
                test_fail("%s, call %d: a transaction stays open\n", ops[i].name, (int)n);
            assert_int_equal(leaves(), before);
            arena_rewind(fx.c.mem, mark);
        }
        assert_int_equal(leaves() > before, ops[i].writes);
        proves_itself(ops[i].name);
    }
}

/* Looking at the past builds a copy: when that fails, today is still there. */
static void the_past_fails(void **state)
{
    (void)state;
    int64_t (*clock)(void *) = fx.c.clock;
    void *arg = fx.c.clock_arg;
    for (int64_t n = 1;; n = n + 1 + n / 40) {
        struct arena_mark mark = arena_mark(fx.c.mem);
        struct record *r;
        ctx_clear(&fx.c);
        (void)db_fail_call(n);
        bool ok = store_as_of(&fx.c, STR("2999-01-01")), hit = db_fail_call(0);
        assert_int_equal(ok, !hit);
        if (hit)
            assert_int_equal(fx.c.err.code, ERR_STORAGE);
        ctx_clear(&fx.c);
        db_close(&fx.c.store->asof);
        fx.c.db = fx.c.store->db;
        fx.c.clock = clock;
        fx.c.clock_arg = arg;
        assert_true(store_load(&fx.c, fx.permit, &entity_asset, 1, &r));
        arena_rewind(fx.c.mem, mark);
        if (!hit)
            break;
    }
}

/* A proof that cannot be finished is no proof: neither "fits" nor a finding. */
static void the_proof_fails(void **state)
{
    (void)state;
    for (int64_t n = 1;; n = n + 1 + n / 40) {
        struct arena_mark mark = arena_mark(fx.c.mem);
        struct verify_result r = { .leaves = -7 };
        ctx_clear(&fx.c);
        (void)db_fail_call(n);
        bool ok = ledger_verify(&fx.c, &(struct verify_options){ .hashes_only = false }, &r);
        bool hit = db_fail_call(0);
        assert_int_equal(ok, !hit);
        if (hit) {
            assert_int_equal(fx.c.err.code, ERR_STORAGE);
            assert_int_equal(r.leaves, -7);
        }
        arena_rewind(fx.c.mem, mark);
        if (!hit) {
            assert_true(r.ok);
            break;
        }
    }
}

/* A database that cannot be read to the end is not opened, and is as it was. */
static void opening_fails(void **state)
{
    static const struct store_options options = { .catalog = &catalog_all, .scale = records_scale };
    char path[96];
    (void)state;
    snprintf(path, sizeof path, "%s/t.db", fx.folder);
    ctx_clear(&fx.c);
    store_close(&fx.c, &fx.c.store);
    for (int64_t n = 1;; n++) {
        struct store *s;
        ctx_clear(&fx.c);
        (void)db_fail_call(n);
        bool ok = store_open(&fx.c, path, &options, &s), hit = db_fail_call(0);
        assert_int_equal(ok, !hit);
        if (!hit)
            break;
        assert_int_equal(fx.c.err.code, ERR_STORAGE);
        assert_null(fx.c.store);
    }
    (void)fixture_permit(&fx, 1);
    proves_itself("open");
}

#endif

int main(void)
{
#ifdef MUNIMENT_TESTING
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_fails_once),
        cmocka_unit_test(the_past_fails),
        cmocka_unit_test(the_proof_fails),
        cmocka_unit_test(opening_fails),
    };
    return cmocka_run_group_tests(tests, open_with_assets, fixture_end);
#else
    puts("1..0 # SKIP needs -Dtesting=true");
    return 0;
#endif
}
