#include <math.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/num.h"
#include "base/when.h"
#include "exchange/workbook_int.h"

/* Cells on their way into the CSV, and numbers as their style shows them. */

static void add_address(struct buf *b, size_t column, int64_t row)
{
    char letters[16];
    size_t n = 0;
    for (size_t rest = column + 1; rest && n < sizeof letters; rest = (rest - 1) / 26)
        letters[n++] = (char)('A' + (rest - 1) % 26);
    while (n)
        buf_add_char(b, letters[--n]);
    buf_addf(b, "%" PRId64, row);
}

bool workbook_refuse(struct workbook *w, size_t column, int64_t row, const char *what)
{
    struct buf b;
    buf_init(&b, 64);
    add_address(&b, column, row);
    (void)!fail(w->c, ERR_INVALID, "Sheet \"" STR_FMT "\", cell " STR_FMT " %s", STR_ARG(w->sheet),
                STR_ARG(buf_str(&b)), what);
    buf_done(&b);
    return false;
}

static bool write_out(struct workbook *w, const char *p, size_t n)
{
    struct workbook_sink *s = &w->sink;
    s->bytes += n;
    if (s->bytes > WORKBOOK_OUT)
        return fail(w->c, ERR_LIMIT,
                    "Sheet \"" STR_FMT
                    "\" holds more than %d MB of text: save it as CSV, in parts.",
                    STR_ARG(w->sheet), WORKBOOK_OUT >> 20);
    return fwrite(p, 1, n, s->out) == n ||
           fail(w->c, ERR_STORAGE, "There is no room to unpack the workbook: %s.", strerror(errno));
}

/* The row under way, after the empty lines of those without text before it. */
static bool finish_row(struct workbook *w)
{
    struct workbook_sink *s = &w->sink;
    if (!s->column)
        return true;
    for (; s->written < s->at - 1; s->written++)
        if (!write_out(w, "\r\n", 2))
            return false;
    csv_end_row(&s->row);
    bool ok = write_out(w, s->row.p, s->row.n);
    s->written = s->at;
    s->column = 0;
    buf_reset(&s->row);
    return ok;
}

bool workbook_row(struct workbook *w, int64_t row)
{
    struct workbook_sink *s = &w->sink;
    if (row <= s->at || row > WORKBOOK_ROWS)
        return fail(w->c, ERR_INVALID,
                    "Sheet \"" STR_FMT "\" names a row %" PRId64 " after row %" PRId64
                    ": rows stand in order, and there are at most %d.",
                    STR_ARG(w->sheet), row, s->at, WORKBOOK_ROWS);
    if (!finish_row(w))
        return false;
    s->at = row;
    return true;
}

bool workbook_cell(struct workbook *w, size_t column, struct str text, bool number)
{
    struct workbook_sink *s = &w->sink;
    if (!text.n)
        return true;
    if (column < s->column)
        return workbook_refuse(w, column, s->at,
                               _("stands twice, or not in the order of columns."));
    if (column >= CSV_COLUMNS_MAX)
        return workbook_refuse(w, column, s->at, _("lies beyond the 512 columns that are read."));
    bool first = s->column == 0;
    for (; s->column < column; s->column++, first = false)
        csv_add(&s->row, STR(""), first, true);
    csv_add(&s->row, text, first, number);
    s->column++;
    return !s->row.over ||
           fail(w->c, ERR_LIMIT, "Sheet \"" STR_FMT "\", row %" PRId64 " is larger than %d MB.",
                STR_ARG(w->sheet), s->at, CSV_ROW_MAX >> 20);
}

bool workbook_rows_end(struct workbook *w)
{
    return finish_row(w) && (fflush(w->sink.out) == 0 ||
                             fail(w->c, ERR_STORAGE, "There is no room to unpack the workbook: %s.",
                                  strerror(errno)));
}

/* Days as a spreadsheet counts them. The one of 1900 has a 29 February that never was: day 60. */
static bool date_of(const struct workbook *w, double serial, int64_t *ret)
{
    double whole = floor(serial);
    if (!(whole >= (w->from_1904 ? 0 : 1)) || whole > 2958465 || (!w->from_1904 && whole == 60))
        return false;
    *ret = (int64_t)whole + (w->from_1904 ? when_from_ymd(1904, 1, 1)
                             : whole < 60 ? when_from_ymd(1899, 12, 31)
                                          : when_from_ymd(1899, 12, 30));
    return true;
}

static void add_plain(struct buf *b, double n)
{
    if (n == floor(n) && fabs(n) < 1e15)
        buf_addf(b, "%.0f", n == 0 ? 0 : n);
    else
        buf_addf(b, "%.15g", n); /* as many digits as offices keep: 0.1 + 0.2 is 0.3 there */
}

bool workbook_number(const struct workbook *w, double n, enum workbook_shape shape, struct buf *b)
{
    char iso[11];
    int64_t day = 0;
    double in_day = n - floor(n);
    int seconds = (int)lround(in_day * 86400);
    if (seconds == 86400) { /* a rounding away from midnight */
        n = floor(n) + 1;
        seconds = 0;
    }
    bool timed = shape == SHAPE_TIME || (shape == SHAPE_STAMP && seconds);
    if (shape == SHAPE_PLAIN) {
        add_plain(b, n);
        return true;
    }
    if (shape == SHAPE_PERCENT) {
        add_plain(b, n * 100);
        buf_add_char(b, '%');
        return true;
    }
    if (shape != SHAPE_TIME || n >= 1) {
        if (!date_of(w, n, &day))
            return false;
        when_date_text(day, iso);
        buf_addf(b, "%s%s", iso, timed ? "T" : "");
    }
    if (timed)
        buf_addf(b, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return true;
}
