/* Files on the way in and out: what a library can only read from or write into a file. Internal to
 * web/. */
#pragma once
#include "web/view.h"

/* A name for a temporary file beside the database, in c->mem. */
const char *file_temporary(struct ctx *c);
/* Reads it into the answer and removes it. */
bool file_send_temporary(struct ctx *c, struct response *res, const char *path) MUST_CHECK;
/* The bytes in a new temporary file, which is the caller's to remove. */
bool file_write_temporary(struct ctx *c, struct str bytes, const char **ret) MUST_CHECK;
/* What a form for a list accepts, and the input beside it that names the sheet of a workbook. */
#define FILE_SHEETS ".xlsx,.ods,.csv,.json,text/csv"
void file_tab_input(struct view *v);
/* How its dates with slashes are meant; now: what was chosen, as import_dates reads it. */
void file_dates_input(struct view *v, struct str now);
/* Cells copied from a spreadsheet are parted by tabs: they become a CSV, in c->mem. */
struct str csv_from_tabs(struct ctx *c, struct str text);
