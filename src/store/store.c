#include "store/ledger.h"
#include "store/permit.h"
#include "store/row.h"
#include "store/schema.h"
#include "store/search.h"

/* A list: some keys between two commits. */
struct kept {
    struct str key;
    const void *bytes;
    struct kept *next;
    int n;
};
enum { KEPT_MOST = 256, KEPT_BYTES = 512 << 10 };

/* Tables that only the ledger's own statements may touch. */
static const char *const ledger_tables[] = { "ledger", "opening", "touched", "node" };

struct money {
    const char *code;
    int digits;
};
/* Currencies whose minor unit is not a hundredth (ISO 4217). */
static const struct money odd_money[] = { { "JPY", 0 }, { "KRW", 0 }, { "ISK", 0 }, { "VND", 0 },
                                          { "CLP", 0 }, { "UGX", 0 }, { "KWD", 3 }, { "BHD", 3 },
                                          { "TND", 3 }, { "JOD", 3 }, { "OMR", 3 } };

static bool meta_get(struct ctx *c, struct db *db, const char *key, struct str *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, db, "SELECT \"value\" FROM \"meta\" WHERE \"key\"=$1", &st))
        return false;
    stmt_bind_text(st, 1, str_z(key));
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? arena_str(c->mem, stmt_text(st, 0)) : (struct str){ NULL, 0 };
    return true;
}

bool store_meta_get(struct ctx *c, const char *key, struct str *ret)
{
    return meta_get(c, c->store->db, key, ret);
}

bool store_meta_set(struct ctx *c, const char *key, struct str value)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"meta\" (\"key\", \"value\") VALUES ($1, $2) ON CONFLICT "
                    "(\"key\") DO UPDATE SET "
                    "\"value\"=excluded.\"value\"",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(key));
    stmt_bind_text(st, 2, value);
    return stmt_run(c, st);
}

/* Time zone and currency of the organization; UTC and EUR until it exists. */
bool store_read_organization(struct ctx *c)
{
    struct store *s = c->store;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    snprintf(s->currency, sizeof s->currency, "EUR");
    s->currency_digits = 2;
    s->zone = (struct when_zone){ 0 };
    if (!catalog_find(s->catalog, STR("organization")))
        return true;
    if (!db_prepare(c, s->db,
                    "SELECT \"time_zone\", \"currency\" FROM \"organization\" WHERE \"id\"=1",
                    &st) ||
        !stmt_step(c, st, &row))
        return false;
    if (!row)
        return true;
    if (stmt_text(st, 0).n && !when_zone_load(&s->zone, stmt_text(st, 0)))
        s->zone = (struct when_zone){ 0 };
    if (stmt_text(st, 1).n == 3)
        snprintf(s->currency, sizeof s->currency, STR_FMT, STR_ARG(stmt_text(st, 1)));
    for (size_t i = 0; i < ARRAY_LEN(odd_money); i++)
        if (strcmp(odd_money[i].code, s->currency) == 0)
            s->currency_digits = odd_money[i].digits;
    return true;
}

/* A description that does not hold together must not reach a database. */
static void check_descriptions(const struct catalog *k)
{
    struct buf why;
    buf_init(&why, 4096);
    if (catalog_check(k, &why))
        BUG("record types: %s", why.p);
    buf_done(&why);
}

static struct store *new_store(struct ctx *c, const struct store_options *o, struct db *db)
{
    check_descriptions(o->catalog);
    struct store *s = base_alloc(sizeof *s);
    *s = (struct store){
        .catalog = o->catalog, .options = *o, .db = db, .sha = sha256_new(), .tail = -1
    };
    arena_init(&s->cache, 64 << 20);
    arena_init(&s->kept_mem, 2 * KEPT_BYTES);
    db_guard_tables(db, ledger_tables, ARRAY_LEN(ledger_tables));
    c->store = s;
    c->db = db;
    return s;
}

bool store_fail_version(struct ctx *c)
{
    bool newer;
    struct store *s = c->store;
    if (!schema_is_newer(c, s->db, s->catalog, &newer))
        return false;
    return newer ? fail(c, ERR_STORAGE,
                        "%s was made by a newer version of this program, and this one would not "
                        "understand all of it. Use the newer one.",
                        db_path(s->db))
                 : fail(c, ERR_STORAGE,
                        "%s was made by an older version of this program. Run `muniment upgrade`: "
                        "it keeps a copy.",
                        db_path(s->db));
}

static bool check_version(struct ctx *c, const struct store_options *o)
{
    struct str stored, ours = schema_digest(c, o->catalog);
    if (!meta_get(c, c->store->db, "schema", &stored))
        return false;
    if (str_eq(stored, ours) || o->any_version)
        return true;
    return store_fail_version(c);
}

static bool is_ours(struct ctx *c, struct db *db)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(
            c, db, "SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'ledger', 'opening')",
            &st) ||
        !stmt_step(c, st, &row))
        return false;
    return (row && stmt_int(st, 0) == 3) ||
           fail(c, ERR_STORAGE, "%s is not a Muniment database.", db_path(db));
}

static bool read_identity(struct ctx *c, struct store *s)
{
    struct str uuid, demo;
    if (!meta_get(c, s->db, "uuid", &uuid) || !meta_get(c, s->db, "demo", &demo))
        return false;
    s->demo = str_eq_z(demo, "1");
    return hex_decode(uuid, s->uuid, sizeof s->uuid) ||
           fail(c, ERR_STORAGE, "The database has lost its identity. Run `muniment doctor`.");
}

bool store_open(struct ctx *c, const char *path, const struct store_options *o, struct store **ret)
{
    struct db *db;
    if (!db_open(c, path, o->db_flags, &db))
        return false;
    struct store *s = new_store(c, o, db);
    if (!is_ours(c, db) || !search_wake(c, db) || !read_identity(c, s) || !check_version(c, o) ||
        !store_read_organization(c)) {
        store_close(c, &s);
        return false;
    }
    *ret = s;
    return true;
}

/* Leaf 0 holds the identity of the database and, for ever, whether it is a demonstration; leaf 1
 * the description. */
static bool first_leaves(struct ctx *c, bool demo)
{
    struct store *s = c->store;
    uint8_t random[16];
    char hex[33];
    rng_bytes(c->rng, random, sizeof random);
    uuid_v4(random, s->uuid);
    hex_encode(s->uuid, sizeof s->uuid, hex);
    struct str uuid = arena_str(c->mem, str_z(hex)), digest = schema_digest(c, s->catalog);
    struct opened zero[] = {
        { .key = STR("uuid"), .tag = 't', .value = uuid },
        { .key = STR("demo"), .tag = 'i', .value = demo ? STR("1") : STR("0") }
    };
    struct leaf l = {
        .via = str_z(c->via), .type = STR("database"), .op = STR("genesis"), .prev = -1
    };
    if (!ledger_append(c, &l, zero, 2, (struct str){ NULL, 0 }))
        return false;
    struct opened one[] = { { .key = STR("digest"), .tag = 't', .value = digest } };
    struct leaf m = {
        .via = str_z(c->via), .type = STR("database"), .op = STR("schema"), .prev = -1
    };
    if (!ledger_append(c, &m, one, 1, (struct str){ NULL, 0 }))
        return false;
    return store_meta_set(c, "uuid", uuid) &&
           store_meta_set(c, "demo", demo ? STR("1") : STR("0")) &&
           store_meta_set(c, "schema", digest) && schema_remember(c);
}

void store_unmake(struct ctx *c, const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        unlink(arena_printf(c->mem, "%s%s", path, ends[i]).p);
}

bool store_create(struct ctx *c, const char *path, const struct store_options *o, bool demo,
                  struct store **ret)
{
    struct db *db;
    if (!db_open(c, path, DB_CREATE, &db))
        return false;
    struct store *s = new_store(c, o, db);
    s->demo = demo;
    s->creating = true;
    if (!store_begin(c) || !schema_create(c, db, o->catalog, true) || !first_leaves(c, demo) ||
        !store_commit(c)) {
        store_rollback(c);
        store_close(c, &s);
        store_unmake(c, path);
        return false;
    }
    s->creating = false;
    *ret = s;
    return true;
}

enum { CHECKPOINT_PAGES = 1000 };

void store_close(struct ctx *c, struct store **sp)
{
    struct store *s = *sp;
    if (!s)
        return;
    db_close(&s->asof);
    /* Who wrote leaves everything in the one file, unless others are at work; who only read clears
     * up what a killed writer left, once it is large. */
    if (s->db && c->err.code == ERR_NONE)
        (void)!db_checkpoint(c, s->db, s->wrote ? 0 : CHECKPOINT_PAGES);
    db_close(&s->db);
    sha256_free(s->sha);
    arena_done(&s->cache);
    arena_done(&s->kept_mem);
    base_free(s);
    c->store = NULL;
    c->db = NULL;
    *sp = NULL;
}

int64_t store_today(const struct ctx *c)
{
    return when_zone_date(&c->store->zone, ctx_now(c));
}

struct str store_today_text(struct ctx *c)
{
    char *text = arena_alloc(c->mem, WHEN_DATE_LEN + 1);
    when_date_text(store_today(c), text);
    return (struct str){ text, WHEN_DATE_LEN };
}

bool store_begin(struct ctx *c)
{
    struct store *s = c->store;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_begin(c, s->db))
        return false;
    s->tx_time = ctx_now(c);
    s->tail = -1;
    if (s->creating)
        return true;
    if (!db_prepare(c, s->db,
                    "SELECT \"seq\", \"time\" FROM \"ledger\" ORDER BY \"seq\" DESC LIMIT 1",
                    &st) ||
        !stmt_step(c, st, &row)) {
        store_rollback(c);
        return false;
    }
    if (row) {
        s->tail = stmt_int(st, 0);
        s->tx_time =
            MAX(s->tx_time, stmt_int(st, 1) + 1); /* as-of never cuts a transaction in two */
    }
    return true;
}

static void forget_kept(struct store *s)
{
    arena_reset(&s->kept_mem);
    s->kept = NULL;
}

void store_cache_drop(struct ctx *c)
{
    arena_reset(&c->store->cache);
    c->store->cached = NULL;
    forget_kept(c->store);
}

bool field_on(struct ctx *c, const struct field *f)
{
    bool (*on)(struct ctx *, const char *) = c->store->options.on;
    return !f->when || !on || on(c, f->when);
}

bool entity_on(struct ctx *c, const struct entity *e)
{
    bool (*on)(struct ctx *, const char *) = c->store->options.on;
    return !e->when || !on || on(c, e->when);
}

const void *store_kept(struct ctx *c, struct str key)
{
    bool changing = db_in_transaction(c->store->db);
    for (const struct kept *k = changing ? NULL : c->store->kept; k; k = k->next)
        if (str_eq(k->key, key))
            return k->bytes;
    return NULL;
}

void store_keep(struct ctx *c, struct str key, const void *bytes, size_t n)
{
    struct store *s = c->store;
    size_t more = n + key.n + sizeof(struct kept) + 64; /* and what is lost to alignment */
    if (more > KEPT_BYTES || db_in_transaction(s->db))
        return;
    if ((s->kept && s->kept->n >= KEPT_MOST) || s->kept_mem.used + more > KEPT_BYTES)
        forget_kept(s);
    struct kept *k = arena_new(&s->kept_mem, struct kept, 1);
    void *copy = arena_alloc(&s->kept_mem, n);
    if (n)
        memcpy(copy, bytes, n);
    *k = (struct kept){ arena_str(&s->kept_mem, key), copy, s->kept, s->kept ? s->kept->n + 1 : 1 };
    s->kept = k;
}

bool store_commit(struct ctx *c)
{
    struct store *s = c->store;
    /* Read before the commit: a failure behind it would deny a change that is there. */
    if ((s->organization_changed && !store_read_organization(c)) || !db_commit(c, s->db)) {
        store_rollback(c);
        return false;
    }
    s->organization_changed = false;
    s->wrote = true;
    store_cache_drop(c);
    return true;
}

void store_rollback(struct ctx *c)
{
    if (!c->store)
        return;
    db_rollback(c->store->db);
    store_cache_drop(c);
    c->store->organization_changed = false;
}
