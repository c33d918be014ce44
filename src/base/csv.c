#include <unistr.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/str.h"
#include "base/text.h"

/* Walks the file once: valid UTF-8 or not. A code point may lie across two reads. */
static bool find_encoding(struct ctx *c, struct csv_reader *r)
{
    uint8_t block[64 << 10];
    size_t kept = 0, n;
    r->cp1252 = false;
    rewind(r->f);
    while ((n = fread(block + kept, 1, sizeof block - kept, r->f)) > 0) {
        size_t have = kept + n;
        const uint8_t *bad = u8_check(block, have);
        kept = 0;
        if (!bad)
            continue;
        size_t left = have - (size_t)(bad - block);
        ucs4_t point;
        if (left >= 4 || u8_mbtoucr(&point, bad, left) != -2) { /* -2: only cut off */
            r->cp1252 = true;
            return true;
        }
        memmove(block, bad, left);
        kept = left;
    }
    if (ferror(r->f))
        return fail(c, ERR_STORAGE, "The file cannot be read: %s.", strerror(errno));
    r->cp1252 = kept > 0;
    return true;
}

/* The separator that stands most often in the first line outside quotes. */
static char find_delimiter(FILE *f)
{
    int n[3] = { 0, 0, 0 }, c;
    static const char marks[] = ",;\t";
    bool quoted = false;
    rewind(f);
    while ((c = getc(f)) != EOF && (quoted || (c != '\n' && c != '\r'))) {
        const char *at = c ? strchr(marks, c) : NULL;
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && at)
            n[at - marks]++;
    }
    return n[1] > n[0] && n[1] >= n[2] ? ';' : n[2] > n[0] ? '\t' : ',';
}

bool csv_rewind(struct ctx *c, struct csv_reader *r)
{
    rewind(r->f);
    int a = getc(r->f), b = getc(r->f), d = getc(r->f);
    if (!(a == 0xef && b == 0xbb && d == 0xbf))
        rewind(r->f);
    if (ferror(r->f))
        return fail(c, ERR_STORAGE, "The file cannot be read: %s.", strerror(errno));
    r->line = 1;
    r->next_line = 1;
    r->row = 0;
    r->n = 0;
    return true;
}

bool csv_open(struct ctx *c, struct csv_reader *r, FILE *f)
{
    *r = (struct csv_reader){ .f = f };
    buf_init(&r->data, CSV_ROW_MAX);
    buf_init(&r->scratch, CSV_ROW_MAX * 3);
    if (fseek(f, 0, SEEK_SET) != 0)
        return fail(c, ERR_INVALID,
                    "The file cannot be read twice: save it as an ordinary file first.");
    if (!find_encoding(c, r))
        return false;
    r->delimiter = find_delimiter(f);
    return csv_rewind(c, r);
}

void csv_close(struct csv_reader *r)
{
    buf_done(&r->data);
    buf_done(&r->scratch);
}

static bool end_cell(struct ctx *c, struct csv_reader *r, size_t *from)
{
    if (r->n == CSV_COLUMNS_MAX)
        return fail(c, ERR_INVALID, "Line %" PRId64 " has more than %d columns.", r->line,
                    CSV_COLUMNS_MAX);
    r->cell[r->n].from = *from;
    r->cell[r->n++].to = r->data.n;
    *from = r->data.n;
    return true;
}

/* One row as it stands in the file, quotes resolved. *ret_any: there was something before the end
 * of the file. */
static bool read_row(struct ctx *c, struct csv_reader *r, bool *ret_any)
{
    bool quoted = false, was_quoted = false, any = false;
    size_t from = 0;
    int ch;
    buf_reset(&r->data);
    r->n = 0;
    r->line = r->next_line;
    while ((ch = getc_unlocked(r->f)) != EOF) {
        any = true;
        if (ch == '\0')
            return fail(c, ERR_INVALID,
                        "Line %" PRId64 " holds a NUL byte: this is not a CSV file. Save it as CSV "
                        "in UTF-8 (not UTF-16 or as a workbook).",
                        r->next_line);
        if (quoted) {
            if (ch == '"') {
                int next = getc_unlocked(r->f);
                if (next != '"') {
                    quoted = false;
                    if (next != EOF)
                        ungetc(next, r->f);
                    continue;
                }
            }
            r->next_line += ch == '\n';
        } else if (ch == '"' && r->data.n == from && !was_quoted) {
            quoted = was_quoted = true;
            continue;
        } else if (ch == r->delimiter) {
            if (!end_cell(c, r, &from))
                return false;
            was_quoted = false;
            continue;
        } else if (ch == '\n' || ch == '\r') {
            if (ch == '\r') {
                int next = getc_unlocked(r->f);
                if (next != '\n' && next != EOF)
                    ungetc(next, r->f);
            }
            r->next_line++;
            break;
        }
        buf_add_char(&r->data, (char)ch);
        if (r->data.over)
            return fail(c, ERR_INVALID, "The row at line %" PRId64 " is larger than %d MB.",
                        r->line, CSV_ROW_MAX >> 20);
    }
    if (quoted)
        return fail(c, ERR_INVALID,
                    "The quote that opens in the row at line %" PRId64 " is never closed.",
                    r->line);
    if (ferror(r->f))
        return fail(c, ERR_STORAGE, "The file cannot be read: %s.", strerror(errno));
    *ret_any = any;
    return !any || end_cell(c, r, &from);
}

/* Windows-1252 cells to UTF-8, in place of the row. */
static void convert(struct csv_reader *r)
{
    buf_reset(&r->scratch);
    for (size_t i = 0; i < r->n; i++) {
        size_t from = r->scratch.n;
        text_from_cp1252(&r->scratch, (struct str){ r->data.p + r->cell[i].from,
                                                    r->cell[i].to - r->cell[i].from });
        r->cell[i].from = from;
        r->cell[i].to = r->scratch.n;
    }
}

bool csv_next(struct ctx *c, struct csv_reader *r, bool *ret_more)
{
    bool any;
    for (;;) {
        if (!read_row(c, r, &any))
            return false;
        if (!any) {
            *ret_more = false;
            return true;
        }
        r->row++;
        if (r->cp1252)
            convert(r);
        for (size_t i = 0; i < r->n; i++)
            if (str_trim(csv_cell(r, i)).n) {
                *ret_more = true;
                return true;
            }
    }
}

struct str csv_cell(const struct csv_reader *r, size_t i)
{
    if (i >= r->n)
        return (struct str){ NULL, 0 };
    const struct buf *b = r->cp1252 ? &r->scratch : &r->data;
    return (struct str){ b->p ? b->p + r->cell[i].from : "", r->cell[i].to - r->cell[i].from };
}

void csv_add(struct buf *b, struct str s, bool first, bool number)
{
    if (!first)
        buf_add_char(b, ',');
    bool guard = s.n && !number && memchr("=+-@\t\r'", s.p[0], 7);
    bool quote = guard || (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '));
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = memchr(",;\"\r\n\t", s.p[i], 6) != NULL;
    if (!quote) {
        buf_add_str(b, s);
        return;
    }
    buf_add_z(b, guard ? "\"'" : "\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_add_char(b, '"');
        buf_add_char(b, s.p[i]);
    }
    buf_add_char(b, '"');
}

void csv_end_row(struct buf *b)
{
    buf_add_z(b, "\r\n");
}

struct str csv_unguard(struct str s)
{
    bool guarded = s.n > 1 && s.p[0] == '\'' && memchr("=+-@\t\r'", s.p[1], 7);
    return guarded ? str_tail(s, 1) : s;
}
