/*
 * CSV as offices write it (RFC 4180 and its relatives), read in constant memory and written safely.
 * Reader: comma, semicolon or tab (found from the heading), UTF-8 with or without BOM or else
 * Windows-1252, CRLF or LF, quoted line breaks. Threads: each struct one at a time.
 */
#pragma once
#include "base/buf.h"

struct ctx;

enum { CSV_COLUMNS_MAX = 512, CSV_ROW_MAX = 4 << 20 };

struct csv_reader {
    FILE *f; /* not owned */
    char delimiter;
    bool cp1252;       /* the file is not valid UTF-8 */
    int64_t line;      /* line in the file where the current row starts, from 1 */
    int64_t next_line; /* line where the next row starts */
    int64_t row;       /* rows read so far, empty ones too; 1 is the heading */
    struct buf data;   /* the current row's text */
    struct {
        size_t from, to;
    } cell[CSV_COLUMNS_MAX];
    size_t n; /* cells of the current row */
    struct buf scratch;
};

/* Looks through the whole file once for its encoding and at its first row for the delimiter, then
 * goes back to the start. The file must be seekable. */
bool csv_open(struct ctx *c, struct csv_reader *r, FILE *f) MUST_CHECK;
void csv_close(struct csv_reader *r);
/* Next row; *ret_more false at the end. Rows whose cells are all empty are skipped. An unclosed
 * quote, a NUL byte, too many columns or a row over CSV_ROW_MAX fail with ERR_INVALID that names
 * the line. */
bool csv_next(struct ctx *c, struct csv_reader *r, bool *ret_more) MUST_CHECK;
/* Cell i of the current row, as UTF-8, valid until the next csv_next; empty beyond the last cell.
 */
struct str csv_cell(const struct csv_reader *r, size_t i);
/* Goes back to the first row. */
bool csv_rewind(struct ctx *c, struct csv_reader *r) MUST_CHECK;
/* One cell out: quoted where needed, and kept from being read as a formula: text that starts with =
 * + - @ tab or CR gets one apostrophe in front, text that starts with an apostrophe one more.
 * `number` cells are written as they are. */
void csv_add(struct buf *b, struct str s, bool first, bool number);
void csv_end_row(struct buf *b); /* CRLF */
/* Undoes the apostrophe of csv_add. */
struct str csv_unguard(struct str s);
