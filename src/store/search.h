/*
 * The search index over all record types: one row per record with the folded words of its F_SEARCH
 * fields. Derived data: `muniment rebuild` makes it anew. search.c is SQLite's FTS5; the tokens are
 * made by text_tokens on every engine.
 */
#pragma once
#include "store/record.h"

struct db;
struct stmt;
/* Inside the save transaction; old NULL for a new record, now NULL for a removed one. */
bool search_update(struct ctx *c, struct db *db, const struct record *old,
                   const struct record *now) MUST_CHECK;
/* Many new records in one transaction: one statement and one buffer for all of them. */
struct search_batch {
    struct stmt *st;
    struct buf words;
};
bool search_batch_init(struct ctx *c, struct db *db, struct search_batch *ret) MUST_CHECK;
bool search_batch_add(struct ctx *c, struct search_batch *b, const struct record *r) MUST_CHECK;
void search_batch_done(struct search_batch *b);
/* Drops and makes the index of all types from the rows of `db`. */
bool search_rebuild(struct ctx *c, struct db *db, void (*progress)(void *, int64_t, int64_t),
                    void *arg) MUST_CHECK;
/* SQLite builds the search table's module when it is first named, and anew after a change of the
 * schema, by statements of its own that the guard would refuse: name it while they are allowed. */
bool search_wake(struct ctx *c, struct db *db) MUST_CHECK;
/* Before a search: looking at the past, its index is made at the first search; else nothing. */
bool search_ready(struct ctx *c) MUST_CHECK;
/* Adds " AND t.id IN (...)" for the words; every word must occur, the last one as a prefix. Returns
 * the parameter to bind search_expression to. */
int search_where(struct sql *q, const struct entity *e);
struct str search_expression(struct ctx *c, struct str words);
/* Hits over every type that the permit may read, the organisation's own records first, then what
 * the program brings: at most `limit`. */
struct search_hit {
    const struct entity *type;
    int64_t id;
    struct str ref, title;
};
bool search_all(struct ctx *c, const struct permit *p, struct str words, size_t limit,
                struct search_hit **ret, size_t *ret_n) MUST_CHECK;
