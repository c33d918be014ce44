#include "base/buf.h"
#include "base/num.h"
#include "base/text.h"
#include "exchange/workbook_int.h"

/* The rows of one sheet of an .xlsx. */

struct reader {
    struct buf value; /* of the cell under way */
    size_t column;
    char type[12]; /* s, str, inlineStr, n, b, e, d; empty: n */
    int64_t style;
    bool in_value, in_cell, has_formula;
    int sounds;
};

/* "BC12" is column 54 of row 12. False when it is no address of that row. */
static bool column_of(const char *address, int64_t row, size_t *ret)
{
    int64_t column = 0, n;
    const char *p = address;
    for (; *p >= 'A' && *p <= 'Z' && column < 100000; p++)
        column = column * 26 + (*p - 'A' + 1);
    if (!column || column > 16384 || !num_parse_int(str_z(p), &n) || n != row)
        return false;
    *ret = (size_t)column - 1;
    return true;
}

static void take_row(struct workbook_part *p, const char **attributes)
{
    struct reader *r = p->arg;
    const char *text = workbook_attribute(attributes, "r");
    int64_t row = p->w->sink.at + 1;
    r->column = SIZE_MAX;
    if (text && !num_parse_int(str_z(text), &row))
        row = 0;
    if (!workbook_row(p->w, row))
        workbook_stop(p);
}

static void take_cell(struct workbook_part *p, const char **attributes)
{
    struct reader *r = p->arg;
    const char *address = workbook_attribute(attributes, "r"),
               *type = workbook_attribute(attributes, "t"),
               *style = workbook_attribute(attributes, "s");
    r->column++;
    r->has_formula = false;
    r->in_cell = true;
    snprintf(r->type, sizeof r->type, "%s", type ? type : "n");
    if (!style || !num_parse_int(str_z(style), &r->style))
        r->style = 0;
    buf_reset(&r->value);
    if (!address || column_of(address, p->w->sink.at, &r->column))
        return;
    (void)!fail(p->w->c, ERR_INVALID,
                "Sheet \"" STR_FMT "\" has a cell \"" STR_FMT "\" in row %" PRId64 ".",
                STR_ARG(p->w->sheet), STR_ARG(text_head(str_z(address), 20)), p->w->sink.at);
    workbook_stop(p);
}

static void sheet_start(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct reader *r = p->arg;
    if (strcmp(tag, "row") == 0)
        take_row(p, attributes);
    else if (strcmp(tag, "c") == 0)
        take_cell(p, attributes);
    else if (!r->in_cell)
        return;
    r->has_formula |= strcmp(tag, "f") == 0;
    r->sounds += strcmp(tag, "rPh") == 0;
    r->in_value = !r->sounds && (strcmp(tag, "v") == 0 || strcmp(tag, "t") == 0);
}

static void sheet_text(struct workbook_part *p, const char *s, int n)
{
    struct reader *r = p->arg;
    if (r->in_value)
        buf_add(&r->value, s, (size_t)n);
}

/* Signs that XML cannot hold are written _x000D_; what no text holds is left out. */
static void add_unescaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned code = 0;
        bool mark = s.p[i] == '_' && i + 6 < s.n && s.p[i + 1] == 'x' && s.p[i + 6] == '_';
        for (size_t k = 2; mark && k < 6; k++) {
            const char *at = strchr("0123456789ABCDEF", s.p[i + k]);
            mark = at && *at;
            code = code * 16 + (mark ? (unsigned)(at - "0123456789ABCDEF") : 0);
        }
        if (!mark) {
            buf_add_char(b, s.p[i]);
            continue;
        }
        i += 6;
        if (code == '\t' || code == '\n' || code == '\r' || (code >= ' ' && code < 0x7f))
            buf_add_char(b, (char)code);
    }
}

static bool text_cell(struct workbook *w, const struct reader *r, struct str s)
{
    struct buf b;
    buf_init(&b, WORKBOOK_CELL);
    add_unescaped(&b, s);
    bool ok = !b.over
                  ? workbook_cell(w, r->column, buf_str(&b), false)
                  : workbook_refuse(w, r->column, w->sink.at, _("holds more than 1 MB of text."));
    buf_done(&b);
    return ok;
}

static bool shared_cell(struct workbook *w, const struct reader *r, struct str s)
{
    int64_t n;
    size_t from = 0, to;
    if (!num_parse_int(s, &n) || n < 0 || (size_t)n >= w->ends.n / sizeof to)
        return workbook_refuse(w, r->column, w->sink.at,
                               _("names a text that the workbook does not have."));
    if (n)
        memcpy(&from, w->ends.p + ((size_t)n - 1) * sizeof from, sizeof from);
    memcpy(&to, w->ends.p + (size_t)n * sizeof to, sizeof to);
    return text_cell(w, r, (struct str){ w->strings.p + from, to - from });
}

static bool number_cell(struct workbook *w, const struct reader *r, struct str s)
{
    double n;
    struct buf b;
    enum workbook_shape shape = SHAPE_PLAIN;
    if (!num_parse_real(s, &n))
        return workbook_refuse(w, r->column, w->sink.at, _("is a number that cannot be read."));
    if (r->style >= 0 && (size_t)r->style < w->styles.n)
        shape = (enum workbook_shape)w->styles.p[r->style];
    buf_init(&b, 512);
    bool ok = workbook_number(w, n, shape, &b)
                  ? workbook_cell(w, r->column, buf_str(&b), true)
                  : workbook_refuse(w, r->column, w->sink.at, _("is a day that no calendar has."));
    buf_done(&b);
    return ok;
}

static bool cell(struct workbook *w, const struct reader *r)
{
    struct str s = str_trim(buf_str(&r->value));
    if (r->value.over)
        return workbook_refuse(w, r->column, w->sink.at, _("holds more than 1 MB of text."));
    if (!s.n && r->has_formula && strcmp(r->type, "str") != 0)
        return workbook_refuse(w, r->column, w->sink.at,
                               _("holds a formula without its result: open the workbook in an "
                                 "office program and save it there."));
    if (!s.n)
        return true;
    if (strcmp(r->type, "s") == 0)
        return shared_cell(w, r, s);
    if (strcmp(r->type, "b") == 0)
        return workbook_cell(w, r->column, str_eq_z(s, "0") ? STR("no") : STR("yes"), false);
    if (strcmp(r->type, "e") == 0)
        return workbook_refuse(
            w, r->column, w->sink.at,
            arena_printf(w->c->mem, _("holds the error " STR_FMT ": mend it, or empty the cell."),
                         STR_ARG(text_head(s, 20)))
                .p);
    if (strcmp(r->type, "n") == 0)
        return number_cell(w, r, s);
    if (strcmp(r->type, "d") == 0 && str_ends(s, STR("T00:00:00")))
        s = str_head(s, 10);
    return text_cell(w, r, s);
}

static void sheet_end(struct workbook_part *p, const char *tag)
{
    struct reader *r = p->arg;
    r->in_value = false;
    r->sounds -= r->in_cell && strcmp(tag, "rPh") == 0;
    if (!r->in_cell || strcmp(tag, "c") != 0)
        return;
    r->in_cell = false;
    if (!cell(p->w, r))
        workbook_stop(p);
}

bool workbook_read_xlsx(struct workbook *w)
{
    struct reader r = { .column = SIZE_MAX };
    struct workbook_part p = {
        .name = w->part, .arg = &r, .start = sheet_start, .end = sheet_end, .text = sheet_text
    };
    buf_init(&r.value, WORKBOOK_CELL);
    bool ok = workbook_parse(w, &p) && workbook_rows_end(w);
    buf_done(&r.value);
    return ok;
}
