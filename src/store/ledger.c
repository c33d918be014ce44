#include "store/ledger_int.h"
#include "base/num.h"

/*
 * Appending and reading leaves. The format is fixed by trust.md section 1 and pinned by golden
 * vectors in tests/unit/test_ledger.c: a change of any byte here breaks every proof ever given out.
 *
 * An opening is, per field in key order: key length (1 byte), key, tag (1 byte), salt (16), length
 * (4, big endian), value; an erased field has the tag 'x', no salt, and its 32-byte commitment as
 * value. The reason, when there is one, is the field with the empty key and stands first; it is not
 * part of the body.
 */

static void put_u32(struct buf *b, size_t n)
{
    uint8_t p[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
    buf_add(b, p, sizeof p);
}

static void add_u64(struct sha256 *s, uint64_t n)
{
    uint8_t p[8];
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)(n >> (56 - 8 * i));
    sha256_add(s, p, sizeof p);
}

/* SHA-256("muniment-field-1" | seq (8) | key length (1) | key | salt | tag | value) */
struct hash ledger_commitment(struct sha256 *s, int64_t seq, const struct opened *f)
{
    struct hash h;
    if (f->tag == 'x') {
        memcpy(h.b, f->value.p, sizeof h.b);
        return h;
    }
    uint8_t len = (uint8_t)f->key.n;
    sha256_begin(s);
    sha256_add(s, "muniment-field-1", 16);
    add_u64(s, (uint64_t)seq);
    sha256_add(s, &len, 1);
    sha256_add(s, f->key.p, f->key.n);
    sha256_add(s, f->salt, LEDGER_SALT);
    sha256_add(s, &f->tag, 1);
    sha256_add(s, f->value.p, f->value.n);
    return sha256_end(s);
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct opened *)a)->key, ((const struct opened *)b)->key);
}

/* SHA-256("muniment-body-1" | for each field: key length (1) | key | commitment). The commitments
 * come first: one running hash. */
struct hash ledger_body(struct ctx *c, int64_t seq, const struct opened *f, size_t n)
{
    struct sha256 *s = c->store->sha;
    struct hash *h = arena_new(c->mem, struct hash, n ? n : 1);
    for (size_t i = 0; i < n; i++)
        h[i] = ledger_commitment(s, seq, &f[i]);
    sha256_begin(s);
    sha256_add(s, "muniment-body-1", 15);
    for (size_t i = 0; i < n; i++) {
        uint8_t len = (uint8_t)f[i].key.n;
        sha256_add(s, &len, 1);
        sha256_add(s, f[i].key.p, f[i].key.n);
        sha256_add(s, h[i].b, sizeof h[i].b);
    }
    return sha256_end(s);
}

static void add_hex(struct buf *b, const struct hash *h)
{
    char hex[2 * SHA256_LEN + 1];
    hex_encode(h->b, sizeof h->b, hex);
    buf_addf(b, "\"%s\"", hex);
}

/* Members in the order of their names, no blanks: RFC 8785. */
void ledger_leaf_json(const struct leaf *l, struct buf *b)
{
    buf_addf(b, "{\"actor\":%" PRId64 ",\"body\":", l->actor);
    add_hex(b, &l->body);
    buf_addf(b,
             ",\"grant\":%" PRId64 ",\"id\":%" PRId64 ",\"op\":\"" STR_FMT "\",\"prev\":", l->grant,
             l->id, STR_ARG(l->op));
    if (l->prev >= 0) {
        buf_add_z(b, "{\"hash\":");
        add_hex(b, &l->prev_hash);
        buf_addf(b, ",\"seq\":%" PRId64 "}", l->prev);
    } else {
        buf_add_z(b, "null");
    }
    buf_add_z(b, ",\"reason\":");
    if (l->has_reason)
        add_hex(b, &l->reason);
    else
        buf_add_z(b, "null");
    buf_addf(b,
             ",\"seq\":%" PRId64 ",\"time\":%" PRId64 ",\"type\":\"" STR_FMT
             "\",\"v\":%d,\"version\":%" PRId64 ",\"via\":\"" STR_FMT "\"}",
             l->seq, l->time, STR_ARG(l->type), LEDGER_V, l->version, STR_ARG(l->via));
}

struct hash ledger_leaf_hash(struct sha256 *s, const struct leaf *l)
{
    struct buf b;
    buf_init(&b, 4096);
    ledger_leaf_json(l, &b);
    struct hash h = merkle_leaf(s, b.p, b.n);
    buf_done(&b);
    return h;
}

static void pack_field(struct buf *b, const struct opened *f)
{
    buf_add_char(b, (char)f->key.n);
    buf_add_str(b, f->key);
    buf_add_char(b, f->tag);
    if (f->tag != 'x')
        buf_add(b, f->salt, LEDGER_SALT);
    put_u32(b, f->value.n);
    buf_add_str(b, f->value);
}

static bool read_hash(struct ctx *c, struct db *db, int64_t seq, struct hash *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, db, "SELECT \"hash\" FROM \"ledger\" WHERE \"seq\"=$1", &st))
        return false;
    stmt_bind_int(st, 1, seq);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row || stmt_blob(st, 0).n != SHA256_LEN)
        return fail(c, ERR_STORAGE, "The ledger has no leaf %" PRId64 ". Run `muniment verify`.",
                    seq);
    memcpy(ret->b, stmt_blob(st, 0).p, SHA256_LEN);
    return true;
}

static bool insert_leaf(struct ctx *c, const struct leaf *l)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"ledger\" (\"seq\", \"time\", \"actor\", \"grant_id\", \"via\", "
                    "\"type\", \"id\", "
                    "\"version\", \"op\", \"prev\", \"reason\", \"body\", \"hash\") "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                    &st))
        return false;
    stmt_bind_int(st, 1, l->seq);
    stmt_bind_int(st, 2, l->time);
    stmt_bind_int(st, 3, l->actor);
    stmt_bind_int(st, 4, l->grant);
    stmt_bind_text(st, 5, l->via);
    stmt_bind_text(st, 6, l->type);
    stmt_bind_int(st, 7, l->id);
    stmt_bind_int(st, 8, l->version);
    stmt_bind_text(st, 9, l->op);
    if (l->prev >= 0)
        stmt_bind_int(st, 10, l->prev);
    else
        stmt_bind_null(st, 10);
    if (l->has_reason)
        stmt_bind_blob(st, 11, l->reason.b, SHA256_LEN);
    else
        stmt_bind_null(st, 11);
    stmt_bind_blob(st, 12, l->body.b, SHA256_LEN);
    stmt_bind_blob(st, 13, l->hash.b, SHA256_LEN);
    return stmt_run(c, st);
}

static bool insert_opening(struct ctx *c, int64_t seq, const struct buf *data)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db, "INSERT INTO \"opening\" (\"seq\", \"data\") VALUES ($1, $2)",
                    &st))
        return false;
    stmt_bind_int(st, 1, seq);
    stmt_bind_blob(st, 2, data->p ? data->p : "", data->n);
    return stmt_run(c, st);
}

bool ledger_touch(struct ctx *c, struct str type, int64_t id, int64_t seq)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    unsigned old = db_lift(c->store->db, DB_LIFT_LEDGER);
    bool ok = db_prepare(c, c->store->db,
                         "INSERT INTO \"touched\" (\"type\", \"id\", \"seq\") VALUES ($1, $2, $3) "
                         "ON CONFLICT (\"type\", \"id\", \"seq\") DO NOTHING",
                         &st);
    if (ok) {
        stmt_bind_text(st, 1, type);
        stmt_bind_int(st, 2, id);
        stmt_bind_int(st, 3, seq);
        ok = stmt_run(c, st);
    }
    db_lift(c->store->db, old);
    return ok;
}

static bool insert_node(struct ctx *c, struct db *db, unsigned level, int64_t idx,
                        const struct hash *h)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, db,
                    "INSERT INTO \"node\" (\"level\", \"idx\", \"hash\") VALUES ($1, $2, $3)", &st))
        return false;
    stmt_bind_int(st, 1, level);
    stmt_bind_int(st, 2, idx);
    stmt_bind_blob(st, 3, h->b, SHA256_LEN);
    return stmt_run(c, st);
}

/* The hashes that a node of the next kept level is made of: 256 leaves, or 256 nodes of the level
 * below. */
static bool fold_256(struct ctx *c, struct db *db, unsigned level, int64_t idx, struct hash *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct merkle m;
    bool row, ok;
    int64_t from = idx * 256;
    merkle_init(&m);
    if (level == 8 ? !db_prepare(c, db,
                                 "SELECT \"hash\" FROM \"ledger\" WHERE \"seq\" BETWEEN $1 AND $2 "
                                 "ORDER BY \"seq\"",
                                 &st)
                   : !db_prepare(c, db,
                                 "SELECT \"hash\" FROM \"node\" WHERE \"idx\" BETWEEN $1 AND $2 "
                                 "AND \"level\"=$3 ORDER BY \"idx\"",
                                 &st))
        return false;
    stmt_bind_int(st, 1, from);
    stmt_bind_int(st, 2, from + 255);
    if (level > 8)
        stmt_bind_int(st, 3, level - 8);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct hash h;
        memcpy(h.b, stmt_blob(st, 0).p, SHA256_LEN);
        merkle_add(&m, c->store->sha, &h, NULL, NULL);
    }
    *ret = merkle_root(&m, c->store->sha);
    return ok;
}

/* After leaf `seq`: the complete subtrees of 256, 65,536 and 16,777,216 leaves that it closes. */
static bool close_nodes(struct ctx *c, struct db *db, int64_t seq)
{
    int64_t n = seq + 1;
    for (unsigned level = 8; level <= 24 && n % (INT64_C(1) << level) == 0; level += 8) {
        struct hash h;
        int64_t idx = (n >> level) - 1;
        if (!fold_256(c, db, level, idx, &h) || !insert_node(c, db, level, idx, &h))
            return false;
    }
    return true;
}

/* Gives every field its salt, packs the opening and computes body and reason. */
static void seal(struct ctx *c, struct leaf *l, struct opened *f, size_t n, struct str reason,
                 struct buf *data)
{
    l->has_reason = reason.n > 0;
    if (l->has_reason) {
        struct opened r = { .key = { "", 0 }, .tag = 't', .value = reason };
        rng_bytes(c->rng, r.salt, sizeof r.salt);
        l->reason = ledger_commitment(c->store->sha, l->seq, &r);
        pack_field(data, &r);
    }
    if (n > 1)
        qsort(f, n, sizeof *f, by_key);
    for (size_t i = 0; i < n; i++) {
        if (f[i].key.n == 0 || f[i].key.n > 255)
            BUG("a ledger key has 1 to 255 bytes");
        rng_bytes(c->rng, f[i].salt, sizeof f[i].salt);
        pack_field(data, &f[i]);
    }
    l->body = ledger_body(c, l->seq, f, n);
}

bool ledger_append(struct ctx *c, struct leaf *l, struct opened *fields, size_t n,
                   struct str reason)
{
    struct store *s = c->store;
    if (!db_in_transaction(s->db))
        BUG("a leaf outside a transaction");
    l->seq = s->tail + 1;
    l->time = s->tx_time;
    if (l->prev >= 0 && !read_hash(c, s->db, l->prev, &l->prev_hash))
        return false;
    struct buf data;
    buf_init(&data, 32 << 20);
    seal(c, l, fields, n, reason, &data);
    l->hash = ledger_leaf_hash(s->sha, l);
    unsigned old = db_lift(s->db, DB_LIFT_LEDGER);
    bool ok = !data.over ||
              fail(c, ERR_LIMIT, "The change is too large for one entry of the ledger (32 MB).");
    ok = ok && insert_leaf(c, l) && insert_opening(c, l->seq, &data) &&
         ledger_touch(c, l->type, l->id, l->seq) && close_nodes(c, s->db, l->seq);
    db_lift(s->db, old);
    buf_done(&data);
    if (ok)
        s->tail = l->seq;
    return ok;
}

bool ledger_when(struct ctx *c, int64_t seq, int64_t *ret_time, int64_t *ret_actor)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db, "SELECT \"time\", \"actor\" FROM \"ledger\" WHERE \"seq\"=$1",
                    &st))
        return false;
    stmt_bind_int(st, 1, seq);
    if (!stmt_step(c, st, &row))
        return false;
    *ret_time = row ? stmt_int(st, 0) : 0;
    *ret_actor = row ? stmt_int(st, 1) : 0;
    return true;
}
