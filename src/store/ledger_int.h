/* Shared by the ledger_*.c files. Internal to store/. */
#pragma once
#include "store/ledger.h"

/* The columns that ledger_leaf_row reads, over the alias l. */
#define LEDGER_COLUMNS                                                                             \
    "l.\"seq\", l.\"time\", l.\"actor\", l.\"grant_id\", l.\"via\", l.\"type\", l.\"id\", "        \
    "l.\"version\", l.\"op\", "                                                                    \
    "l.\"prev\", l.\"reason\", l.\"body\", l.\"hash\""

void ledger_leaf_row(struct ctx *c, const struct stmt *st, struct leaf *l);
struct hash ledger_leaf_hash(struct sha256 *s, const struct leaf *l);
/* Views into data; reason->tag is 0 when there is none. False when the bytes are damaged. */
bool ledger_unpack(struct ctx *c, struct str data, struct opened **ret, size_t *ret_n,
                   struct opened *ret_reason) MUST_CHECK;
/* Body hash over the opened fields as they stand. */
struct hash ledger_body(struct ctx *c, int64_t seq, const struct opened *f, size_t n);
/* Sets a field of a record (not a link) from its opened form; false when tag and kind do not fit.
 */
bool ledger_value(const struct opened *f, enum vtag want, struct value *ret) MUST_CHECK;
