#include "store/ledger_int.h"
#include "store/replay.h"
#include "store/schema.h"

/*
 * The proof, in one walk over the ledger: sequence, times, hashes, chains, openings, nodes,
 * approvals; then the replay against today's tables. Memory stays flat: hashes of earlier leaves
 * are read back by number, the replay lies in a temporary file.
 */

enum { FINDINGS_MAX = 1000 };

struct verify {
    struct ctx *c;
    const struct verify_options *o;
    struct verify_result *r;
    struct merkle tree;
    struct db *target; /* NULL: hashes only */
    struct stmt *prev; /* reads an earlier leaf's hash */
    struct stmt *node; /* walks the kept nodes of one level */
    int64_t last_time;
    bool replay_broken; /* one finding is enough */
};

static void find(struct verify *v, const char *fmt, ...) PRINTF(2, 3);
static void find(struct verify *v, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    v->r->ok = false;
    if (v->r->findings++ < FINDINGS_MAX && v->o->finding)
        v->o->finding(v->o->arg, text);
}

static void find_text(void *arg, const char *text)
{
    find(arg, "%s", text);
}

static bool check_prev(struct verify *v, struct leaf *l)
{
    bool row;
    if (l->prev < 0)
        return true;
    if (l->prev >= l->seq) {
        find(v, "Leaf %" PRId64 " names a later leaf as its predecessor.", l->seq);
        return true;
    }
    stmt_reset(v->prev);
    stmt_bind_int(v->prev, 1, l->prev);
    if (!stmt_step(v->c, v->prev, &row))
        return false;
    if (!row || stmt_blob(v->prev, 0).n != SHA256_LEN || stmt_int(v->prev, 2) != l->id ||
        !str_eq(stmt_text(v->prev, 1), l->type)) {
        find(v, "Leaf %" PRId64 " does not continue the chain of its record.", l->seq);
        return true;
    }
    memcpy(l->prev_hash.b, stmt_blob(v->prev, 0).p, SHA256_LEN);
    if (l->version != stmt_int(v->prev, 3) + 1)
        find(v, "Leaf %" PRId64 " skips a version of its record.", l->seq);
    return true;
}

static void check_hash(struct verify *v, const struct leaf *l)
{
    struct hash h = ledger_leaf_hash(v->c->store->sha, l);
    if (!hash_eq(&h, &l->hash))
        find(v, "Leaf %" PRId64 " was altered: its hash does not fit what it says.", l->seq);
}

static void check_opening(struct verify *v, const struct leaf *l, const struct opened *f, size_t n,
                          const struct opened *reason)
{
    struct hash body = ledger_body(v->c, l->seq, f, n);
    if (!hash_eq(&body, &l->body))
        find(v, "Leaf %" PRId64 ": the values kept beside it are not those it was made with.",
             l->seq);
    if ((reason->tag != 0) != l->has_reason) {
        find(v, "Leaf %" PRId64 ": its reason is missing or was added later.", l->seq);
    } else if (l->has_reason) {
        struct hash h = ledger_commitment(v->c->store->sha, l->seq, reason);
        if (!hash_eq(&h, &l->reason))
            find(v, "Leaf %" PRId64 ": its reason was altered.", l->seq);
    }
}

/* Kept nodes against what the leaves give, as they close. */
static void on_node(void *arg, unsigned level, uint64_t idx, const struct hash *h)
{
    struct verify *v = arg;
    bool row;
    if (level != 8 && level != 16 && level != 24)
        return;
    stmt_reset(v->node);
    stmt_bind_int(v->node, 1, level);
    stmt_bind_int(v->node, 2, (int64_t)idx);
    if (!stmt_step(v->c, v->node, &row))
        return;
    if (!row || stmt_blob(v->node, 0).n != SHA256_LEN ||
        memcmp(stmt_blob(v->node, 0).p, h->b, SHA256_LEN) != 0)
        find(v, "Node %u/%" PRIu64 " of the tree does not fit its leaves.", level, idx);
}

/* Who approved must not be among those who made the record's leaves since its last approval, unless
 * the leaf names an exception. */
static bool check_approval(struct verify *v, const struct leaf *l, const struct opened *f, size_t n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!str_eq_z(l->op, "approve") || l->prev < 0)
        return true;
    for (size_t i = 0; i < n; i++)
        if (str_eq_z(f[i].key, "exception") && f[i].tag != 'n')
            return true;
    if (!db_prepare(v->c, v->c->store->db,
                    "SELECT count(*) FROM \"touched\" AS t JOIN \"ledger\" AS l ON "
                    "l.\"seq\"=t.\"seq\" WHERE t.\"type\"=$1 AND "
                    "t.\"id\"=$2 AND t.\"seq\"<$3 AND t.\"seq\">coalesce((SELECT max(a.\"seq\") "
                    "FROM \"touched\" AS u JOIN \"ledger\" AS a "
                    "ON a.\"seq\"=u.\"seq\" WHERE u.\"type\"=$1 AND u.\"id\"=$2 AND u.\"seq\"<$3 "
                    "AND a.\"op\"='approve' AND a.\"type\"=$1 "
                    "AND a.\"id\"=$2), -1) AND l.\"type\"=$1 AND l.\"id\"=$2 AND l.\"actor\"=$4",
                    &st))
        return false;
    stmt_bind_text(st, 1, l->type);
    stmt_bind_int(st, 2, l->id);
    stmt_bind_int(st, 3, l->seq);
    stmt_bind_int(st, 4, l->actor);
    if (!stmt_step(v->c, st, &row))
        return false;
    if (row && stmt_int(st, 0) > 0)
        find(v, "Leaf %" PRId64 " approves a record that the approver edited.", l->seq);
    return true;
}

static bool check_leaf(struct verify *v, const struct stmt *st)
{
    struct ctx *c = v->c;
    struct leaf l;
    struct opened *f = NULL, reason = { 0 };
    size_t n = 0;
    ledger_leaf_row(c, st, &l);
    if (l.seq != v->r->leaves)
        find(v, "Leaf %" PRId64 " is missing: the ledger has a gap.", v->r->leaves);
    if (l.time < v->last_time)
        find(v, "Leaf %" PRId64 " is older than the one before it.", l.seq);
    v->last_time = l.time;
    v->r->leaves = l.seq + 1;
    if (!check_prev(v, &l))
        return false;
    check_hash(v, &l);
    merkle_add(&v->tree, c->store->sha, &l.hash, on_node, v);
    if (c->err.code || v->o->hashes_only)
        return c->err.code == ERR_NONE;
    if (stmt_is_null(st, 13) || !ledger_unpack(c, stmt_blob(st, 13), &f, &n, &reason)) {
        find(v, "Leaf %" PRId64 ": the values kept beside it are missing or damaged.", l.seq);
        v->replay_broken = true;
        return true;
    }
    check_opening(v, &l, f, n, &reason);
    if (!check_approval(v, &l, f, n))
        return false;
    if (v->replay_broken || replay_leaf(c, v->target, &l, f, n))
        return true;
    if (c->err.code == ERR_STORAGE || c->err.code == ERR_BUSY)
        return false; /* the disk fails: that says nothing about the ledger */
    find(v, "Leaf %" PRId64 " cannot be replayed: %s", l.seq, c->err.message);
    ctx_clear(c);
    v->replay_broken = true;
    return true;
}

static bool walk(struct verify *v)
{
    struct ctx *c = v->c;
    struct db *db = c->store->db;
    _cleanup_(stmt_done) struct stmt *st = NULL, *count = NULL;
    bool row, ok;
    if (!db_prepare(c, db, "SELECT count(*) FROM \"ledger\"", &count) || !stmt_step(c, count, &row))
        return false;
    int64_t total = row ? stmt_int(count, 0) : 0, done = 0;
    if (v->o->hashes_only
            ? !db_prepare(c, db,
                          "SELECT " LEDGER_COLUMNS " FROM \"ledger\" AS l ORDER BY l.\"seq\"", &st)
            : !db_prepare(c, db,
                          "SELECT " LEDGER_COLUMNS
                          ", o.\"data\" FROM \"ledger\" AS l LEFT JOIN \"opening\" AS o ON "
                          "o.\"seq\"=l.\"seq\" ORDER BY l.\"seq\"",
                          &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct arena_mark mark = arena_mark(c->mem);
        if (!check_leaf(v, st))
            return false;
        arena_rewind(c->mem, mark);
        if (++done % 10000 == 0 && v->o->progress)
            v->o->progress(v->o->arg, done, total);
    }
    return ok;
}

static bool replayed(struct verify *v)
{
    struct ctx *c = v->c;
    if (!db_commit(c, v->target))
        return false;
    if (v->replay_broken)
        return true;
    return replay_compare(c, c->store->db, v->target, find_text, v);
}

static bool run(struct verify *v)
{
    struct ctx *c = v->c;
    _cleanup_(stmt_done) struct stmt *prev = NULL, *node = NULL;
    if (!db_prepare(
            c, c->store->db,
            "SELECT \"hash\", \"type\", \"id\", \"version\" FROM \"ledger\" WHERE \"seq\"=$1",
            &prev) ||
        !db_prepare(c, c->store->db,
                    "SELECT \"hash\" FROM \"node\" WHERE \"level\"=$1 AND \"idx\"=$2", &node))
        return false;
    v->prev = prev;
    v->node = node;
    if (v->target && !db_begin(c, v->target))
        return false;
    if (!walk(v) || (v->target && !replayed(v)))
        return false;
    v->r->root = merkle_root(&v->tree, c->store->sha);
    return true;
}

bool ledger_verify(struct ctx *c, const struct verify_options *o, struct verify_result *ret)
{
    struct verify_result r = { .ok = true };
    struct verify v = { .c = c, .o = o, .r = &r, .last_time = INT64_MIN };
    merkle_init(&v.tree);
    if (!db_read_begin(c, c->store->db))
        return false;
    bool ok = o->hashes_only || (db_open(c, "", DB_TEMP, &v.target) &&
                                 schema_create(c, v.target, c->store->catalog, false));
    ok = ok && run(&v);
    db_close(&v.target);
    db_read_end(c->store->db);
    if (ok)
        *ret = r;
    return ok;
}
