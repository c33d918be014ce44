#include "base/rng.h"
#include "web/files.h"

const char *file_temporary(struct ctx *c)
{
    const char *dir = getenv("TMPDIR");
    return arena_printf(c->mem, "%s/muniment-%016" PRIx64, dir && *dir ? dir : "/tmp",
                        rng_u64(c->rng))
        .p;
}

bool file_send_temporary(struct ctx *c, struct response *res, const char *path)
{
    char block[64 << 10];
    size_t n;
    FILE *f = fopen(path, "rbe");
    unlink(path);
    if (!f)
        return fail(c, ERR_STORAGE, "The file cannot be read back: %s.", strerror(errno));
    if (!res->body.max)
        buf_init(&res->body, HTTP_PAGE);
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(&res->body, block, n);
    bool ok = !ferror(f) && !res->body.over;
    fclose(f);
    return ok || fail(c, ERR_LIMIT, "The file is too large; export it on the command line.");
}

bool file_write_temporary(struct ctx *c, struct str bytes, const char **ret)
{
    const char *path = file_temporary(c);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n;
    if (fd >= 0)
        close(fd);
    if (!ok)
        unlink(path);
    *ret = path;
    return ok || fail(c, ERR_STORAGE, "There is no room for the upload.");
}

void file_tab_input(struct view *v)
{
    html_f(v->b,
           "<div class=\"field\"><label for=\"f-tab\">Sheet of the workbook</label><p "
           "class=\"help\" id=\"h-tab\">Its name, where there are several. Left empty: the "
           "first.</p><input type=\"text\" id=\"f-tab\" name=\"tab\" maxlength=\"100\" "
           "aria-describedby=\"h-tab\" value=\"%.*s\"></div>",
           STR_ARG(http_get(&v->req->form, "tab")));
}

void file_dates_input(struct view *v, struct str now)
{
    static const struct choice orders[] = { { "", "There are none" },
                                            { "dmy", "Day first: 03/11/2026 is 3 November" },
                                            { "mdy", "Month first: 03/11/2026 is 11 March" },
                                            { NULL, NULL } };
    html_f(v->b, "<fieldset class=\"field\"><legend>Dates with slashes</legend>");
    for (const struct choice *ch = orders; ch->key; ch++)
        html_f(v->b,
               "<label class=\"pick\"><input type=\"radio\" name=\"dates\" "
               "value=\"%s\"%s><span>%s</span></label>",
               ch->key, str_eq_z(now, ch->key) ? " checked" : "", lang_text(ch->label));
    buf_add_z(v->b, "</fieldset>");
}

/* Cells copied from a spreadsheet are parted by tabs: they become a CSV. */
struct str csv_from_tabs(struct ctx *c, struct str text)
{
    struct buf b;
    if (str_find_char(text, '\t') < 0)
        return text;
    buf_init(&b, 2 * text.n + 16);
    struct str rest = text, line, cell;
    while (str_cut(&rest, '\n', &line)) {
        bool first = true;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        while (str_cut(&line, '\t', &cell)) {
            buf_add_z(&b, first ? "\"" : ",\"");
            for (size_t i = 0; i < cell.n; i++) {
                if (cell.p[i] == '"')
                    buf_add_char(&b, '"');
                buf_add_char(&b, cell.p[i]);
            }
            buf_add_char(&b, '"');
            first = false;
        }
        buf_add_char(&b, '\n');
    }
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}
