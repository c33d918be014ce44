/*
 * Tables from descriptions: DDL for both engines, the stored description, and migration by its
 * difference.
 */
#pragma once
#include "store/store.h"

/* Calls `each` with every CREATE statement in order (tables, indexes, triggers). indexes false: for
 * a replay target. */
bool schema_ddl(struct ctx *c, const struct catalog *k, enum db_engine engine, bool indexes,
                bool (*each)(struct ctx *, void *, const struct sql *), void *arg) MUST_CHECK;
/* Creates everything in a database. */
bool schema_create(struct ctx *c, struct db *db, const struct catalog *k, bool indexes) MUST_CHECK;
/* SHA-256 over the whole description, hexadecimal in ctx->mem: equal digests need no look at the
 * fields. */
struct str schema_digest(struct ctx *c, const struct catalog *k);
/* Writes our description into meta_field, replacing what stands there. Inside a transaction. */
bool schema_remember(struct ctx *c) MUST_CHECK;
/* The database holds fields that this program does not know: a newer program made it. */
bool schema_is_newer(struct ctx *c, struct db *db, const struct catalog *k, bool *ret) MUST_CHECK;
/* Compares the stored description with ours: *ret_steps the changes that are safe, problems for
 * those that are refused. */
struct schema_step {
    const char *what;
    const struct entity *type;
    const struct field *field;
    const struct link *link;
    struct str old_name;
};
bool schema_diff(struct ctx *c, struct db *db, const struct catalog *k,
                 struct schema_step **ret_steps, size_t *ret_n) MUST_CHECK;
/* Applies the difference inside one transaction with its leaf. The caller has made a backup. */
bool schema_upgrade(struct ctx *c) MUST_CHECK;
/* Names of tables outside the ledger's replay (search, counter, meta ...). */
extern const char *const schema_outside[];
extern const size_t schema_outside_count;
