/*
 * What the columns of a file mean: which field each holds, and how its dates are written.
 * Threads: as the ctx.
 */
#pragma once
#include "exchange/import.h"
#include "exchange/table.h"

/* One column of the file. */
struct import_column {
    const struct field *field;      /* NULL: not used */
    const struct field *worked_out; /* not read, only compared: what the program derives */
    bool is_ref;                    /* holds the code */
    enum when_order order;          /* dates: as the whole column can be read */
};

/* Finds the field of every heading by name, label or --map; fills columns[t->ncolumns]. Headings
 * that fit nothing are told to o->unused. All problems are collected. */
bool import_map_columns(struct ctx *c, struct table *t, const struct entity *e,
                        const struct import_options *o, struct import_column *columns) MUST_CHECK;
/* Reads the file once for its date columns: a column with slashes must allow one reading. */
bool import_read_dates(struct ctx *c, struct table *t, const struct import_options *o,
                       struct import_column *columns) MUST_CHECK;
/* A heading as headings are compared: case folded, _ and - as blanks. In c->mem. */
struct str import_folded(struct ctx *c, struct str s);
/* Is the field called so: by its name, its label, or what it is called in other files? */
bool import_heading_fits(struct ctx *c, const struct field *f, struct str folded);
