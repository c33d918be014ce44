/* One leaf into tables. Internal to store/. */
#pragma once
#include "store/ledger.h"

bool replay_leaf(struct ctx *c, struct db *db, const struct leaf *l, const struct opened *f,
                 size_t n) MUST_CHECK;
/* Compares every table of records and links of both databases, row by row, in both directions.
 * Calls found with a sentence per difference. */
bool replay_compare(struct ctx *c, struct db *a, struct db *b, void (*found)(void *, const char *),
                    void *arg) MUST_CHECK;
