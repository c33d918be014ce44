#include "base/buf.h"
#include "base/csv.h"
#include "base/num.h"
#include "exchange/workbook_int.h"

/* The rows of one table of an .ods (OpenDocument 1.3, part 3, chapter 9). Values stand in
 * attributes as ISO dates and plain numbers; cells and rows may say how often they are repeated. */

struct ods {
    struct str wanted; /* name of the table; empty: the first */
    bool found, inside, in_row, in_cell;
    int skipped;    /* inside a comment, or the table of a cell */
    int paragraphs; /* of the cell so far */
    bool in_paragraph;
    struct buf text;
    struct str value; /* of the cell, instead of its text; in value_room */
    bool is_number;
    char value_room[64];
    size_t column, repeat;
    int64_t row_repeat;
    size_t texts; /* cells with text in the row */
};

static int64_t count_of(const char **attributes, const char *name, int64_t most)
{
    const char *text = workbook_attribute(attributes, name);
    int64_t n;
    return text && num_parse_int(str_z(text), &n) && n > 0 ? MIN(n, most) : 1;
}

static void take_table(struct workbook_part *p, const char **attributes)
{
    struct ods *o = p->arg;
    const char *name = workbook_attribute(attributes, "name");
    p->w->sheets++;
    if (o->found || (o->wanted.n && !str_eq_z(o->wanted, name ? name : "")))
        return;
    o->found = o->inside = true;
    p->w->sheet = arena_str(p->w->c->mem, str_z(name ? name : ""));
}

static void set_value(struct ods *o, struct str text, bool number)
{
    o->value = (struct str){ o->value_room, MIN(text.n, sizeof o->value_room) };
    memcpy(o->value_room, text.p, o->value.n);
    o->is_number = number;
}

/* A number as text; percentages as they are shown. */
static bool take_number(struct workbook_part *p, const char *text, bool percent)
{
    struct ods *o = p->arg;
    struct buf b;
    double n;
    if (!num_parse_real(str_z(text), &n))
        return workbook_refuse(p->w, o->column, p->w->sink.at,
                               _("is a number that cannot be read."));
    buf_init(&b, sizeof o->value_room);
    bool ok = workbook_number(p->w, n, percent ? SHAPE_PERCENT : SHAPE_PLAIN, &b);
    if (ok)
        set_value(o, buf_str(&b), true);
    buf_done(&b);
    return ok;
}

static bool take_cell(struct workbook_part *p, const char **attributes)
{
    struct ods *o = p->arg;
    const char *type = workbook_attribute(attributes, "value-type"),
               *number = workbook_attribute(attributes, "value"),
               *date = workbook_attribute(attributes, "date-value"),
               *yes = workbook_attribute(attributes, "boolean-value");
    o->in_cell = true;
    o->paragraphs = 0;
    o->value.n = 0;
    o->repeat = (size_t)count_of(attributes, "number-columns-repeated", 1 << 20);
    buf_reset(&o->text);
    if (!type)
        return true;
    if (number && (strcmp(type, "float") == 0 || strcmp(type, "percentage") == 0 ||
                   strcmp(type, "currency") == 0))
        return take_number(p, number, *type == 'p');
    if (strcmp(type, "date") == 0 && date)
        set_value(o, str_z(date), true);
    if (strcmp(type, "boolean") == 0 && yes)
        set_value(o, strcmp(yes, "true") == 0 ? STR("yes") : STR("no"), false);
    if (str_ends(o->value, STR("T00:00:00")))
        o->value.n = 10;
    return true;
}

static void take_text(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct ods *o = p->arg;
    if (strcmp(tag, "p") == 0 && o->paragraphs++)
        buf_add_char(&o->text, '\n');
    if (strcmp(tag, "p") == 0)
        o->in_paragraph = true;
    else if (strcmp(tag, "line-break") == 0)
        buf_add_char(&o->text, '\n');
    else if (strcmp(tag, "tab") == 0)
        buf_add_char(&o->text, '\t');
    else if (strcmp(tag, "s") == 0)
        for (int64_t n = count_of(attributes, "c", 1000); n; n--)
            buf_add_char(&o->text, ' ');
}

static void ods_start(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct ods *o = p->arg;
    bool ok = true;
    if (o->skipped || (o->in_cell && (strcmp(tag, "annotation") == 0 || strcmp(tag, "table") == 0)))
        o->skipped++;
    else if (strcmp(tag, "table") == 0)
        take_table(p, attributes);
    else if (!o->inside)
        return;
    else if (strcmp(tag, "table-row") == 0) {
        o->row_repeat = count_of(attributes, "number-rows-repeated", 2 * WORKBOOK_ROWS);
        o->column = 0;
        o->texts = 0;
        o->in_row = true;
        ok = workbook_row(p->w, p->w->sink.at + 1);
    } else if (o->in_row && !o->in_cell &&
               (strcmp(tag, "table-cell") == 0 || strcmp(tag, "covered-table-cell") == 0)) {
        ok = take_cell(p, attributes);
    } else if (o->in_cell) {
        take_text(p, tag, attributes);
    }
    if (!ok)
        workbook_stop(p);
}

static void ods_text(struct workbook_part *p, const char *s, int n)
{
    struct ods *o = p->arg;
    if (o->in_paragraph && !o->skipped)
        buf_add(&o->text, s, (size_t)n);
}

static bool end_cell(struct workbook *w, struct ods *o)
{
    struct str s = o->value.n ? o->value : str_trim(buf_str(&o->text));
    bool ok = !o->text.over ||
              workbook_refuse(w, o->column, w->sink.at, _("holds more than 1 MB of text."));
    o->in_cell = o->in_paragraph = false;
    o->texts += s.n > 0;
    if (!s.n)
        o->column += o->repeat;
    for (size_t i = 0; ok && s.n && i < o->repeat; i++)
        ok = workbook_cell(w, o->column++, s, o->value.n && o->is_number);
    return ok;
}

/* A row that is repeated: with text it would stand there twice, which no list means. */
static bool end_row(struct workbook *w, struct ods *o)
{
    o->in_row = false;
    if (o->row_repeat == 1)
        return true;
    if (o->texts)
        return fail(w->c, ERR_INVALID,
                    "Sheet \"" STR_FMT "\", row %" PRId64 " stands there %" PRId64
                    " times: name each thing once.",
                    STR_ARG(w->sheet), w->sink.at, o->row_repeat);
    w->sink.at += MIN(o->row_repeat - 1, WORKBOOK_ROWS - w->sink.at);
    return true;
}

static void ods_end(struct workbook_part *p, const char *tag)
{
    struct ods *o = p->arg;
    bool ok = true;
    if (o->skipped) {
        o->skipped--;
        return;
    }
    if (strcmp(tag, "p") == 0)
        o->in_paragraph = false;
    else if (o->in_cell &&
             (strcmp(tag, "table-cell") == 0 || strcmp(tag, "covered-table-cell") == 0))
        ok = end_cell(p->w, o);
    else if (o->in_row && strcmp(tag, "table-row") == 0)
        ok = end_row(p->w, o);
    else if (strcmp(tag, "table") == 0)
        o->inside = false;
    if (!ok)
        workbook_stop(p);
}

bool workbook_read_ods(struct workbook *w, struct str wanted)
{
    struct ods o = { .wanted = wanted };
    struct workbook_part p = {
        .name = "content.xml", .arg = &o, .start = ods_start, .end = ods_end, .text = ods_text
    };
    buf_init(&o.text, WORKBOOK_CELL);
    bool ok = workbook_parse(w, &p);
    buf_done(&o.text);
    if (!ok)
        return false;
    return o.found ? workbook_rows_end(w)
                   : fail(w->c, ERR_INVALID, "The workbook has no sheet \"" STR_FMT "\".",
                          STR_ARG(wanted));
}
