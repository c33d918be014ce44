/* All records of a type as CSV, JSON or XLSX, streamed in flat memory. What CSV and JSON write,
 * import reads back. */
#pragma once
#include "store/query.h"
#include "store/permit.h"

enum export_form { EXPORT_CSV, EXPORT_JSON, EXPORT_XLSX };
/* To a file, or to standard output when path is NULL (not XLSX). */
bool export_query(struct ctx *c, const struct permit *p, const struct query *q,
                  enum export_form form, const char *path) MUST_CHECK;
