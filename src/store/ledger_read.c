#include "base/num.h"
#include "store/ledger_int.h"

/* Reading leaves and openings back. Bytes of the file are not trusted: every length is checked. */

void ledger_leaf_row(struct ctx *c, const struct stmt *st, struct leaf *l)
{
    *l = (struct leaf){
        .seq = stmt_int(st, 0),
        .time = stmt_int(st, 1),
        .actor = stmt_int(st, 2),
        .grant = stmt_int(st, 3),
        .via = arena_str(c->mem, stmt_text(st, 4)),
        .type = arena_str(c->mem, stmt_text(st, 5)),
        .id = stmt_int(st, 6),
        .version = stmt_int(st, 7),
        .op = arena_str(c->mem, stmt_text(st, 8)),
        .prev = stmt_is_null(st, 9) ? -1 : stmt_int(st, 9),
        .has_reason = !stmt_is_null(st, 10),
    };
    if (l->has_reason && stmt_blob(st, 10).n == SHA256_LEN)
        memcpy(l->reason.b, stmt_blob(st, 10).p, SHA256_LEN);
    if (stmt_blob(st, 11).n == SHA256_LEN)
        memcpy(l->body.b, stmt_blob(st, 11).p, SHA256_LEN);
    if (stmt_blob(st, 12).n == SHA256_LEN)
        memcpy(l->hash.b, stmt_blob(st, 12).p, SHA256_LEN);
}

/* Takes n bytes off the front; false when there are fewer. */
static bool take(struct str *s, size_t n, struct str *ret)
{
    if (s->n < n)
        return false;
    *ret = str_head(*s, n);
    *s = str_tail(*s, n);
    return true;
}

static bool unpack_field(struct str *s, struct opened *f)
{
    struct str one, len;
    if (!take(s, 1, &one) || !take(s, (uint8_t)one.p[0], &f->key) || !take(s, 1, &one))
        return false;
    f->tag = one.p[0];
    if (!memchr("nirtlx", f->tag, 6))
        return false;
    if (f->tag != 'x') {
        if (!take(s, LEDGER_SALT, &one))
            return false;
        memcpy(f->salt, one.p, LEDGER_SALT);
    }
    if (!take(s, 4, &len))
        return false;
    const uint8_t *p = (const uint8_t *)len.p;
    size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    return take(s, n, &f->value) && (f->tag != 'x' || n == SHA256_LEN);
}

bool ledger_unpack(struct ctx *c, struct str data, struct opened **ret, size_t *ret_n,
                   struct opened *ret_reason)
{
    size_t cap = 0, n = 0;
    struct opened *f = NULL;
    *ret_reason = (struct opened){ .tag = 0 };
    while (data.n) {
        struct opened one = { 0 };
        if (!unpack_field(&data, &one))
            return false;
        if (!one.key.n) {
            *ret_reason = one;
            continue;
        }
        if (n == cap) {
            struct opened *more = arena_new(c->mem, struct opened, cap ? cap * 2 : 16);
            if (n)
                memcpy(more, f, n * sizeof *f);
            f = more;
            cap = cap ? cap * 2 : 16;
        }
        f[n++] = one;
    }
    *ret = f;
    *ret_n = n;
    return true;
}

bool ledger_read(struct ctx *c, int64_t seq, struct leaf *ret, struct opened **ret_fields,
                 size_t *ret_n, struct str *ret_reason)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT " LEDGER_COLUMNS
                    ", o.\"data\" FROM \"ledger\" AS l JOIN \"opening\" AS o "
                    "ON o.\"seq\"=l.\"seq\" WHERE l.\"seq\"=$1",
                    &st))
        return false;
    stmt_bind_int(st, 1, seq);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return fail(c, ERR_NOT_FOUND, "The ledger has no leaf %" PRId64 ".", seq);
    ledger_leaf_row(c, st, ret);
    struct opened *f, reason;
    size_t n;
    if (!ledger_unpack(c, arena_str(c->mem, stmt_blob(st, 13)), &f, &n, &reason))
        return fail(c, ERR_STORAGE,
                    "The ledger's entry %" PRId64 " is damaged. Run `muniment verify`.", seq);
    if (ret_fields) {
        *ret_fields = f;
        *ret_n = n;
    }
    if (ret_reason)
        *ret_reason = reason.tag == 't' ? reason.value : (struct str){ NULL, 0 };
    return true;
}

bool ledger_tail(struct ctx *c, struct hash *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"hash\" FROM \"ledger\" ORDER BY \"seq\" DESC LIMIT 1", &st) ||
        !stmt_step(c, st, &row))
        return false;
    *ret = (struct hash){ { 0 } };
    if (row && stmt_blob(st, 0).n == sizeof ret->b)
        memcpy(ret->b, stmt_blob(st, 0).p, sizeof ret->b);
    return true;
}

/* The last, incomplete part of the tree is folded from kept nodes, largest first, then leaves. */
static bool fold_root(struct ctx *c, struct hash *ret)
{
    struct store *s = c->store;
    _cleanup_(stmt_done) struct stmt *node = NULL, *leaf = NULL;
    struct merkle m;
    bool row, ok = true;
    merkle_init(&m);
    if (!db_prepare(
            c, s->db,
            "SELECT \"hash\" FROM \"node\" WHERE \"level\"=$1 AND \"idx\">=$2 ORDER BY \"idx\"",
            &node) ||
        !db_prepare(c, s->db, "SELECT \"hash\" FROM \"ledger\" WHERE \"seq\">=$1 ORDER BY \"seq\"",
                    &leaf))
        return false;
    for (unsigned level = 24; level >= 8 && ok; level -= 8) {
        stmt_reset(node);
        stmt_bind_int(node, 1, level);
        stmt_bind_int(node, 2, (int64_t)(m.leaves >> level));
        while ((ok = stmt_step(c, node, &row)) && row) {
            struct hash h;
            memcpy(h.b, stmt_blob(node, 0).p, SHA256_LEN);
            merkle_add_node(&m, s->sha, level, &h);
        }
    }
    stmt_bind_int(leaf, 1, (int64_t)m.leaves);
    while (ok && (ok = stmt_step(c, leaf, &row)) && row) {
        struct hash h;
        memcpy(h.b, stmt_blob(leaf, 0).p, SHA256_LEN);
        merkle_add(&m, s->sha, &h, NULL, NULL);
    }
    *ret = merkle_root(&m, s->sha);
    return ok;
}

/* Up to 255 leaves are hashed for it, which is more than the rest of a small page: kept for as many
 * leaves as it was made of, until another connection commits or this one does. */
bool ledger_root(struct ctx *c, int64_t *ret_leaves, struct hash *ret_root)
{
    _cleanup_(stmt_done) struct stmt *count = NULL;
    char key[40];
    bool row;
    if (!db_prepare(c, c->store->db, "SELECT coalesce(max(\"seq\"), -1) FROM \"ledger\"", &count) ||
        !stmt_step(c, count, &row))
        return false;
    int64_t n = row ? stmt_int(count, 0) + 1 : 0;
    snprintf(key, sizeof key, "root of %" PRId64, n);
    const struct hash *kept = store_kept(c, str_z(key));
    struct hash root;
    if (!kept) {
        if (!fold_root(c, &root))
            return false;
        store_keep(c, str_z(key), &root, sizeof root);
    }
    *ret_leaves = n;
    *ret_root = kept ? *kept : root;
    return true;
}

bool ledger_actors(struct ctx *c, const struct entity *e, int64_t id, int64_t since,
                   bool (*each)(struct ctx *, void *, int64_t person), void *arg)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->store->db,
                    "SELECT DISTINCT l.\"actor\" FROM \"touched\" AS t JOIN \"ledger\" AS l ON "
                    "l.\"seq\"=t.\"seq\" "
                    "WHERE t.\"type\"=$1 AND t.\"id\"=$2 AND t.\"seq\">$3 AND "
                    "l.\"type\"=t.\"type\" AND l.\"id\"=t.\"id\" "
                    "AND l.\"op\"<>'approve'",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, id);
    stmt_bind_int(st, 3, since);
    while ((ok = stmt_step(c, st, &row)) && row)
        if (!each(c, arg, stmt_int(st, 0)))
            return false;
    return ok;
}
