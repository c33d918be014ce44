/*
 * Columns of a file that hold what the program works out by itself, a level of risk: they are not
 * read, but compared, so that a register that says another level is neither believed nor silently
 * overruled. Memory: bounded, however long the file. Threads: as the ctx.
 */
#pragma once
#include "exchange/import_map.h"

enum { LEVEL_COLUMNS = 8 };

struct import_levels {
    struct import_level {
        size_t column;         /* of the file */
        const struct field *f; /* derived score */
        struct buf other;      /* `row 2 "Low", here 3 High; ...` */
        struct buf product;    /* rows that hold likelihood times consequence */
        int64_t nother, nproduct;
    } at[LEVEL_COLUMNS];
    size_t n;
};

void import_levels_init(struct import_levels *l, const struct import_column *columns, size_t n);
void import_levels_done(struct import_levels *l);
/* Looks at the row under way, whose record is saved: its levels are worked out. */
bool import_levels_row(struct ctx *c, struct import_levels *l, struct table *t,
                       const struct record *r) MUST_CHECK;
/* One sentence a column and reason, with the rows it is about. */
void import_levels_say(struct ctx *c, const struct import_levels *l, const struct table *t,
                       const struct import_options *o);
