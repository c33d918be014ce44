/*
 * What an import remembers of its file: the key of every row, other names it can be referred to by,
 * and names that rows refer to. It lies in a temporary database, so that memory stays flat.
 * Threads: as the ctx.
 */
#pragma once
#include "db/db.h"

/* A row as others find it. */
struct import_hit {
    int64_t row;   /* in the file; 0: the file holds no such name */
    int64_t fresh; /* place among the new records, from 0; -1: the record is there already */
    bool exact;    /* found by its key, not by another name */
    bool several;  /* more than one row bears the name */
};

bool import_keys_open(struct ctx *c, struct db **ret) MUST_CHECK;
/* Row of a key; *ret_row 0 when the file does not hold it (yet). */
bool import_key_row(struct ctx *c, struct db *keys, struct str key, int64_t *ret_row) MUST_CHECK;
bool import_key_add(struct ctx *c, struct db *keys, struct str key, int64_t row,
                    int64_t fresh) MUST_CHECK;
/* Another name of a row: rows of other scopes may bear it too. */
bool import_alias_add(struct ctx *c, struct db *keys, struct str name, int64_t row,
                      int64_t fresh) MUST_CHECK;
/* The row that a name means: by key within the scope of who asks, else by any name. */
bool import_key_find(struct ctx *c, struct db *keys, struct str scoped, struct str name,
                     struct import_hit *ret) MUST_CHECK;

/* A name that a cell refers to. */
struct import_want {
    struct str text, scoped, name; /* as written; as a key in the row's scope; folded */
    int64_t row, column;
};
bool import_want_add(struct ctx *c, struct db *keys, const struct import_want *w) MUST_CHECK;
/* Calls `each` for every name that no row brings, and for those that several rows bear. */
bool import_want_each(struct ctx *c, struct db *keys,
                      bool (*each)(void *, const struct import_want *, bool several),
                      void *arg) MUST_CHECK;
