/*
 * The ledger: history, proof and time machine (docs/ARCHITECTURE.md, "Ledger"). Format as in
 * trust.md section 1: tables ledger, opening, touched, node. Threads: as the ctx.
 */
#pragma once
#include "base/hash.h"
#include "base/merkle.h"
#include "store/store.h"

enum { LEDGER_V = 1, LEDGER_SALT = 16 };

/* One field of a leaf: its key and canonical value (tag byte and text), or only the commitment when
 * erased. */
struct opened {
    struct str key;
    char tag; /* 'n' null, 'i' integer, 'r' real, 't' text, 'l' link change as JSON, 'x' erased */
    uint8_t salt[LEDGER_SALT];
    struct str value; /* canonical text; 'x': the 32 bytes of the commitment */
};

struct leaf {
    int64_t seq, time;    /* time in milliseconds UTC */
    int64_t actor, grant; /* person and grant numbers; 0: the program itself */
    struct str via, type;
    int64_t id, version;
    struct str op; /* genesis, schema, content, create, edit, approve, archive, unarchive */
    int64_t prev;  /* previous leaf of the record; -1: none */
    bool has_reason;
    struct hash prev_hash, reason, body, hash;
};

/* Appends one leaf with its opening inside the transaction under way; fills seq, time, hashes of
 * *l. Fields come in any order, sorted here by key. `reason` may be empty. */
bool ledger_append(struct ctx *c, struct leaf *l, struct opened *fields, size_t n,
                   struct str reason) MUST_CHECK;
/* Marks that the leaf also concerns another record (the other end of a link). */
bool ledger_touch(struct ctx *c, struct str type, int64_t id, int64_t seq) MUST_CHECK;
/* RFC 8785 text that is hashed. */
void ledger_leaf_json(const struct leaf *l, struct buf *b);
struct hash ledger_commitment(struct sha256 *s, int64_t seq, const struct opened *f);
/* Hash of the last leaf: it tells two states of the database apart, since nothing that is kept in
 * memory changes without a leaf, and each leaf has salts of its own. */
bool ledger_tail(struct ctx *c, struct hash *ret) MUST_CHECK;
/* Leaves so far and root, from nodes and the last leaves. */
bool ledger_root(struct ctx *c, int64_t *ret_leaves, struct hash *ret_root) MUST_CHECK;
/* Reads one leaf and, when wanted (may be NULL/0), its fields, into ctx->mem. */
bool ledger_read(struct ctx *c, int64_t seq, struct leaf *ret, struct opened **ret_fields,
                 size_t *ret_n, struct str *ret_reason) MUST_CHECK;

/* Time and actor of one leaf; time 0 when there is no such leaf. */
bool ledger_when(struct ctx *c, int64_t seq, int64_t *ret_time, int64_t *ret_actor) MUST_CHECK;

/* --- history of a record --- */
struct history_field {
    const struct field *field;
    struct str key;
    struct str before, after;
    bool erased;
};
struct history_entry {
    struct leaf leaf;
    struct str reason, actor_name;
    bool other;                   /* the change was made on another record that links to this one */
    struct history_field *fields; /* canonical texts before and after */
    size_t n;
};
/* Oldest first; entries in ctx->mem. */
bool ledger_history(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                    struct history_entry **ret, size_t *ret_n) MUST_CHECK;
/* Who made leaves of this record after sequence number `since`: calls each distinct actor once. */
bool ledger_actors(struct ctx *c, const struct entity *e, int64_t id, int64_t since,
                   bool (*each)(struct ctx *, void *, int64_t person), void *arg) MUST_CHECK;

/* The values that some fields (columns, by place) of every record of a type had at a moment (ms),
 * as the ledger says, in the order of their numbers; text lives until `each` returns. Not narrowed
 * by a permit: the caller asks only for what its reader may see. */
bool ledger_past(struct ctx *c, const struct entity *e, const size_t *place, size_t n,
                 int64_t until,
                 bool (*each)(struct ctx *, void *, int64_t id, bool archived,
                              const struct value *v),
                 void *arg) MUST_CHECK;

/* --- replay and proof --- */
/* Replays leaves from `from` (0: all) whose time is at most `until` ms into `target`, an empty or
 * earlier replayed database with our schema. *ret_seq: last leaf applied. */
bool ledger_replay(struct ctx *c, struct db *target, int64_t from, int64_t until,
                   int64_t *ret_seq) MUST_CHECK;
struct verify_options {
    bool hashes_only;
    void (*progress)(void *, int64_t done, int64_t total);
    void (*finding)(void *,
                    const char *sentence); /* one per thing that is wrong; the first 1,000 */
    void *arg;
};
struct verify_result {
    bool ok;
    int64_t leaves, findings;
    struct hash root;
};
/* Everything trust.md lists under `verify`. A finding is not an error: true with ret->ok false. */
bool ledger_verify(struct ctx *c, const struct verify_options *o,
                   struct verify_result *ret) MUST_CHECK;
