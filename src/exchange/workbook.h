/*
 * Workbooks as offices save them (.xlsx, .ods): one sheet becomes the CSV that everything else
 * reads. Numbers are plain decimals, dates are ISO dates by the style of the cell, yes and no stand
 * for true and false; of a formula the result that was saved with it is taken. Every size is
 * bounded, documents with a DTD are refused. Threads: any, each call alone.
 */
#pragma once
#include "base/ctx.h"

enum {
    WORKBOOK_PART = 256 << 20, /* bytes of one part, unpacked */
    WORKBOOK_OUT = 256 << 20,  /* bytes of the CSV */
    WORKBOOK_TEXT = 32 << 20,  /* bytes of all texts that cells share */
    WORKBOOK_CELL = 1 << 20,   /* bytes of one cell */
    WORKBOOK_ROWS = 1 << 20,
    WORKBOOK_SHEETS = 1000,
};

/* Is it a workbook by its first bytes? An old one (.xls) or one with a password is, too: reading
 * it says so. */
bool workbook_is(struct str head);
/* Which sheet was read, in ctx->mem, and how many there are to choose from. */
struct workbook_sheet {
    struct str name;
    size_t sheets;
};
/* Writes the sheet of that name, or with an empty one the first that is not hidden, as CSV in UTF-8
 * to `out`, row by row as it stands there (rows without text stay empty lines). ERR_INVALID that
 * names the part, or the sheet and the cell; ERR_LIMIT. */
bool workbook_csv(struct ctx *c, const char *path, struct str sheet, FILE *out,
                  struct workbook_sheet *ret) MUST_CHECK;
/* The same into memory; ERR_LIMIT above `most` bytes. */
bool workbook_text(struct ctx *c, const char *path, struct str sheet, size_t most,
                   struct str *ret) MUST_CHECK;
/* A file without a name in the folder for temporary files; NULL after fail(). */
FILE *workbook_scratch(struct ctx *c) MUST_CHECK;
