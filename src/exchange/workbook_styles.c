#include <ctype.h>

#include "base/buf.h"
#include "base/num.h"
#include "exchange/workbook_int.h"

/* What the cells of an .xlsx share: styles, of which only the shape of numbers matters, and texts.
 */

enum { STYLES_MOST = 65536, FORMATS_MOST = 4096 };

/* --- styles --- */

struct formats {
    bool in_cells;
    size_t n;
    struct {
        int64_t id;
        enum workbook_shape shape;
    } own[FORMATS_MOST];
};

/* A format as a sample of signs: what is quoted, escaped or in brackets is shown as it stands. The
 * minutes of a time are an m like months are. */
static enum workbook_shape shape_of(const char *code)
{
    bool day = false, month = false, clock = false, percent = false;
    for (const char *p = code; *p && *p != ';'; p++) {
        int ch = tolower((unsigned char)*p);
        if (*p == '"' || *p == '[') {
            const char *end = strchr(p + 1, *p == '"' ? '"' : ']');
            clock |= *p == '[' && strchr("hmsHMS", p[1]) && p[1] && end &&
                     strspn(p + 1, "hmsHMS") == (size_t)(end - p - 1);
            p = end ? end : p + strlen(p) - 1;
        } else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
            p++;
        } else {
            day |= ch == 'd' || ch == 'y';
            month |= ch == 'm';
            clock |= ch == 'h' || ch == 's';
            percent |= ch == '%';
        }
    }
    if (day || (month && !clock))
        return clock ? SHAPE_STAMP : SHAPE_DATE;
    return clock ? SHAPE_TIME : percent ? SHAPE_PERCENT : SHAPE_PLAIN;
}

/* The formats that have a number only (ECMA-376, 18.8.30), those of East Asian dates with them. */
static enum workbook_shape built_in(int64_t id)
{
    if (id == 9 || id == 10)
        return SHAPE_PERCENT;
    if (id == 22)
        return SHAPE_STAMP;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
        id == 56)
        return SHAPE_TIME;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
        return SHAPE_DATE;
    return SHAPE_PLAIN;
}

static int64_t number_of(const char **attributes, const char *name)
{
    const char *text = workbook_attribute(attributes, name);
    int64_t n;
    return text && num_parse_int(str_z(text), &n) ? n : 0;
}

static void add_style(struct workbook_part *p, int64_t id)
{
    const struct formats *f = p->arg;
    uint8_t shape = (uint8_t)built_in(id);
    for (size_t i = 0; i < f->n; i++)
        if (f->own[i].id == id)
            shape = (uint8_t)f->own[i].shape;
    buf_add_char(&p->w->styles, (char)shape);
    if (!p->w->styles.over)
        return;
    (void)!fail(p->w->c, ERR_LIMIT, "The workbook has more than %d styles.", STYLES_MOST);
    workbook_stop(p);
}

static void style_start(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct formats *f = p->arg;
    const char *code = workbook_attribute(attributes, "formatCode");
    if (strcmp(tag, "cellXfs") == 0) {
        f->in_cells = true;
    } else if (strcmp(tag, "numFmt") == 0 && code && f->n < FORMATS_MOST) {
        f->own[f->n].id = number_of(attributes, "numFmtId");
        f->own[f->n++].shape = shape_of(code);
    } else if (strcmp(tag, "xf") == 0 && f->in_cells) {
        add_style(p, number_of(attributes, "numFmtId"));
    }
}

static void style_end(struct workbook_part *p, const char *tag)
{
    struct formats *f = p->arg;
    if (strcmp(tag, "cellXfs") == 0)
        f->in_cells = false;
}

bool workbook_read_styles(struct workbook *w, const char *part)
{
    struct formats *f = arena_new(w->c->mem, struct formats, 1);
    struct workbook_part p = { .name = part, .arg = f, .start = style_start, .end = style_end };
    f->n = 0;
    f->in_cells = false;
    return workbook_parse(w, &p);
}

/* --- shared texts --- */

struct texts {
    bool in_text;
    int sounds; /* inside how a word is pronounced, which is no part of it */
};

static void string_start(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct texts *t = p->arg;
    (void)attributes;
    t->sounds += strcmp(tag, "rPh") == 0;
    t->in_text = strcmp(tag, "t") == 0 && !t->sounds;
}

static void string_text(struct workbook_part *p, const char *s, int n)
{
    const struct texts *t = p->arg;
    if (t->in_text)
        buf_add(&p->w->strings, s, (size_t)n);
}

static void string_end(struct workbook_part *p, const char *tag)
{
    struct texts *t = p->arg;
    struct workbook *w = p->w;
    t->in_text = false;
    t->sounds -= strcmp(tag, "rPh") == 0;
    if (strcmp(tag, "si") == 0)
        buf_add(&w->ends, &w->strings.n, sizeof w->strings.n);
    if (!w->strings.over && !w->ends.over)
        return;
    (void)!fail(w->c, ERR_LIMIT,
                "The texts of the workbook are more than %d MB: save the sheet as CSV.",
                WORKBOOK_TEXT >> 20);
    workbook_stop(p);
}

bool workbook_read_strings(struct workbook *w, const char *part)
{
    struct texts t = { .in_text = false };
    struct workbook_part p = {
        .name = part, .arg = &t, .start = string_start, .end = string_end, .text = string_text
    };
    return workbook_parse(w, &p);
}
