#include <libsmartcols/libsmartcols.h>

#include "base/text.h"
#include "cli/cli.h"

struct cli_table {
    struct cli *x;
    struct libscols_table *t;
    int columns;
};

struct str cli_safe(struct cli *x, struct str s)
{
    if (!text_is_valid(s)) {
        struct buf b;
        buf_init(&b, 3 * s.n + 1);
        text_repair(&b, s);
        s = arena_str(x->c->mem, buf_str(&b));
        buf_done(&b);
    }
    char *p = arena_z(x->c->mem, s);
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7f)
            p[i] = '?';
    return (struct str){ p, s.n };
}

struct cli_table *cli_table_new(struct cli *x)
{
    struct cli_table *t = arena_new(x->c->mem, struct cli_table, 1);
    t->x = x;
    t->t = scols_new_table();
    if (!t->t)
        BUG("no memory for a table");
    scols_table_enable_colors(t->t, x->color);
    scols_table_set_termforce(t->t, SCOLS_TERMFORCE_ALWAYS);
    scols_table_set_termwidth(t->t, x->width ? (size_t)x->width : 4000);
    return t;
}

void cli_table_column(struct cli_table *t, const char *title, bool wide)
{
    struct libscols_column *c = scols_table_new_column(t->t, title, wide ? 0.4 : 0,
                                                       wide && t->x->width ? SCOLS_FL_TRUNC : 0);
    if (!c)
        BUG("no memory for a column");
    t->columns++;
}

void cli_table_wrapped(struct cli_table *t, const char *title)
{
    if (!scols_table_new_column(t->t, title, 0.4, t->x->width ? SCOLS_FL_WRAP : 0))
        BUG("no memory for a column");
    t->columns++;
}

void cli_table_row(struct cli_table *t, const struct str *cells)
{
    struct libscols_line *l = scols_table_new_line(t->t, NULL);
    for (int i = 0; i < t->columns; i++) {
        char *z = arena_z(t->x->c->mem, cells[i]);
        for (char *p = z; *p; p++)
            if ((unsigned char)*p < 0x20)
                *p = ' ';
        if (!l || scols_line_set_data(l, (size_t)i, z) != 0)
            BUG("no memory for a row");
    }
}

void cli_table_print(struct cli *x, struct cli_table *t)
{
    char *text = NULL;
    if (scols_print_table_to_string(t->t, &text) == 0 && text) {
        struct str rest = str_z(text), line;
        while (str_cut(&rest, '\n', &line)) { /* no blanks at line ends */
            while (line.n && line.p[line.n - 1] == ' ')
                line.n--;
            buf_add_str(&x->out, line);
            buf_add_char(&x->out, '\n');
        }
    }
    free(text);
    scols_unref_table(t->t);
}

/* Length of the longest head of s that fits into `room` columns, cut at a blank. */
static size_t fits(struct str s, size_t room)
{
    size_t last = 0, columns = 0, i = 0;
    for (; i < s.n && columns <= room; i++) {
        if (s.p[i] == ' ')
            last = i;
        columns += ((unsigned char)s.p[i] & 0xc0) != 0x80; /* one per code point */
    }
    return i == s.n && columns <= room ? s.n : last ? last : s.n;
}

void cli_wrap(struct cli *x, size_t indent, const char *bullet, struct str text)
{
    size_t width = x->width > 40 ? (size_t)x->width : 100, hang = indent + strlen(bullet);
    struct str rest = cli_safe(x, text), line;
    bool first = true;
    while (rest.n && str_cut(&rest, '\n', &line))
        do {
            size_t n = fits(line, width > hang + 20 ? width - hang : 20);
            buf_addf(&x->out, "%*s%s" STR_FMT "\n", (int)(first ? indent : hang), "",
                     first ? bullet : "", (int)n, line.p);
            line = str_trim(str_tail(line, n));
            first = false;
        } while (line.n);
}

void cli_progress(void *arg, int64_t done, int64_t total)
{
    static int64_t last;
    const struct cli *x = arg;
    int64_t now = when_now(NULL);
    (void)x;
    if (!isatty(STDERR_FILENO) || (now - last < 100 && done < total))
        return;
    last = now;
    fprintf(stderr, "\r%3d %%", total > 0 ? (int)(done * 100 / total) : 0);
    if (done >= total)
        fputs("\r      \r", stderr);
    fflush(stderr);
}
