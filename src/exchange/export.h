/* All records of a type as CSV, JSON or XLSX, streamed in flat memory. What CSV and JSON write,
 * import reads back. */
#pragma once
#include "store/query.h"
#include "store/permit.h"

/* Heading of the column that marks every row of a demonstration; import passes over it. */
#define EXPORT_DEMO "demonstration"

enum export_form { EXPORT_CSV, EXPORT_JSON, EXPORT_XLSX };
/* To a file, or to standard output when path is NULL (not XLSX). */
bool export_query(struct ctx *c, const struct permit *p, const struct query *q,
                  enum export_form form, const char *path) MUST_CHECK;
/* Only code, title and these fields, in their order, as a list shows them. n 0: every field. */
struct export_columns {
    const struct field *const *field;
    size_t n;
};
bool export_columns(struct ctx *c, const struct permit *p, const struct query *q,
                    enum export_form form, const struct export_columns *columns,
                    const char *path) MUST_CHECK;
/* The heading and one record as CSV, as the whole export writes them. */
void export_csv_head(struct ctx *c, const struct entity *e, struct buf *b);
bool export_csv_row(struct ctx *c, const struct record *r, struct buf *b) MUST_CHECK;
