/*
 * A file of rows as import reads it, whatever its form: CSV as offices write it, a sheet of a
 * workbook, or JSON as we export it. Columns have headings; cells are text. Threads: one at a time.
 */
#pragma once
#include "base/csv.h"
#include "base/jin.h"
#include "exchange/workbook.h"

struct table {
    FILE *f;
    bool is_json;
    struct csv_reader csv;
    struct workbook_sheet sheet; /* of a workbook; sheets 0: it is none */
    json_t *json;                /* array of objects */
    size_t at;                   /* JSON: next object */
    struct str *heading;         /* in ctx->mem of the opener */
    size_t ncolumns;
    int64_t row; /* number of the current row in the file; the heading of a CSV is 1 */
};

/* `sheet` names the one of a workbook; empty: its first. */
bool table_open(struct ctx *c, struct table *t, const char *path, struct str sheet) MUST_CHECK;
void table_close(struct table *t);
bool table_rewind(struct ctx *c, struct table *t) MUST_CHECK;
bool table_next(struct ctx *c, struct table *t, bool *ret_more) MUST_CHECK;
/* The current row of a CSV has more cells with text than the heading has columns. */
bool table_extra(const struct table *t);
/* Text of a cell of the current row, in ctx->mem or until the next row; *ret_null: JSON null or
 * absent. */
struct str table_cell(struct ctx *c, struct table *t, size_t column, bool *ret_null);
