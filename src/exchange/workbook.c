#include <fcntl.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/text.h"
#include "exchange/workbook_int.h"

/* Opens a workbook, finds its parts and the sheet that is wanted. */

enum { PARTS_MOST = 20000, NAME_MOST = 400, OFFICE = 4 };

static bool is_old(struct str head)
{
    return str_starts(head, STR("\xd0\xcf\x11\xe0"));
}

bool workbook_is(struct str head)
{
    return str_starts(head, STR("PK\x03\x04")) || is_old(head);
}

FILE *workbook_scratch(struct ctx *c)
{
    const char *dir = getenv("TMPDIR");
    dir = dir && *dir ? dir : "/tmp";
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* a file system that has none without a name */
        char *path = arena_z(c->mem, arena_printf(c->mem, "%s/muniment-XXXXXX", dir));
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
    }
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w+b");
    if (!f) {
        (void)!fail(c, ERR_STORAGE, "There is no room to unpack the workbook: %s.",
                    strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    return f;
}

/* --- relations: which part belongs to which --- */

struct relations {
    const char *type, *id; /* end of the type, or the id, that is wanted */
    const char *target;    /* found, as it stands there */
};

static void relation(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct relations *r = p->arg;
    const char *type = workbook_attribute(attributes, "Type"),
               *id = workbook_attribute(attributes, "Id"),
               *target = workbook_attribute(attributes, "Target");
    if (strcmp(tag, "Relationship") != 0 || !type || !target || r->target)
        return;
    if (r->type ? str_ends(str_z(type), str_z(r->type)) : id && strcmp(id, r->id) == 0)
        r->target = arena_z(p->w->c->mem, str_head(str_z(target), NAME_MOST));
}

static struct str folder_of(struct str part)
{
    while (part.n && part.p[part.n - 1] != '/')
        part.n--;
    return part;
}

/* The part that a relation of `from` leads to; *ret NULL: there is none. */
static bool related(struct workbook *w, const char *from, struct relations *r, const char **ret)
{
    struct ctx *c = w->c;
    struct str whole = str_z(from), folder = folder_of(whole);
    struct str file = str_tail(whole, folder.n);
    const char *part =
        arena_printf(c->mem, STR_FMT "_rels/" STR_FMT ".rels", STR_ARG(folder), STR_ARG(file)).p;
    struct workbook_part p = { .name = part, .arg = r, .start = relation };
    *ret = NULL;
    r->target = NULL;
    if (!workbook_has(w, part))
        return true;
    if (!workbook_parse(w, &p))
        return false;
    struct str to = r->target ? str_z(r->target) : STR("");
    while (str_starts(to, STR("../"))) {
        to = str_tail(to, 3);
        folder = folder_of(str_head(folder, folder.n ? folder.n - 1 : 0));
    }
    if (to.n)
        *ret = to.p[0] == '/'
                   ? arena_z(c->mem, str_tail(to, 1))
                   : arena_printf(c->mem, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(to)).p;
    return true;
}

static bool related_by_type(struct workbook *w, const char *from, const char *type,
                            const char **ret)
{
    struct relations r = { .type = type };
    return related(w, from, &r, ret);
}

/* --- sheets --- */

struct list {
    struct str wanted;
    const char *id; /* of the sheet that is wanted */
};

static void sheet(struct workbook_part *p, const char *tag, const char **attributes)
{
    struct list *l = p->arg;
    struct workbook *w = p->w;
    const char *name = workbook_attribute(attributes, "name"),
               *id = workbook_attribute(attributes, "id"),
               *state = workbook_attribute(attributes, "state"),
               *old = workbook_attribute(attributes, "date1904");
    if (strcmp(tag, "workbookPr") == 0)
        w->from_1904 = old && (strcmp(old, "1") == 0 || strcmp(old, "true") == 0);
    if (strcmp(tag, "sheet") != 0 || !name || !id)
        return;
    w->sheets++;
    if (l->id || (l->wanted.n ? !str_eq_z(l->wanted, name) : state && *state != 'v'))
        return;
    l->id = arena_z(w->c->mem, str_head(str_z(id), NAME_MOST));
    w->sheet = arena_str(w->c->mem, text_head(str_z(name), NAME_MOST));
}

static bool find_sheet(struct workbook *w, const char *book, struct str wanted)
{
    struct list l = { .wanted = wanted };
    struct workbook_part p = { .name = book, .arg = &l, .start = sheet };
    if (!workbook_parse(w, &p))
        return false;
    if (!l.id && wanted.n)
        return fail(w->c, ERR_INVALID, "The workbook has no sheet \"" STR_FMT "\".",
                    STR_ARG(wanted));
    struct relations r = { .id = l.id ? l.id : "" };
    return related(w, book, &r, &w->part) &&
           (w->part || fail(w->c, ERR_INVALID, "The workbook has no sheet that can be read."));
}

static bool read_xlsx(struct workbook *w, struct str wanted)
{
    const char *book, *styles, *strings;
    if (!related_by_type(w, "", "/officeDocument", &book))
        return false;
    if (!book || !str_ends(str_z(book), STR(".xml")))
        return fail(w->c, ERR_INVALID,
                    "This is no workbook that can be read: save it as .xlsx or as CSV.");
    return find_sheet(w, book, wanted) && related_by_type(w, book, "/styles", &styles) &&
           related_by_type(w, book, "/sharedStrings", &strings) &&
           (!styles || workbook_read_styles(w, styles)) &&
           (!strings || workbook_read_strings(w, strings)) && workbook_read_xlsx(w);
}

static bool open_zip(struct workbook *w, const char *path)
{
    char head[OFFICE] = { 0 };
    int why;
    FILE *f = fopen(path, "rbe");
    size_t n = f ? fread(head, 1, sizeof head, f) : 0;
    if (f)
        fclose(f);
    if (is_old((struct str){ head, n }))
        return fail(w->c, ERR_INVALID,
                    "This is a workbook of the old kind (.xls) or one with a password: save it as "
                    ".xlsx without a password, or as CSV.");
    w->z = zip_open(path, ZIP_RDONLY, &why);
    if (!w->z)
        return fail(w->c, ERR_INVALID,
                    "The workbook is damaged and cannot be unpacked: it may not have arrived "
                    "whole.");
    zip_int64_t parts = zip_get_num_entries(w->z, 0);
    return (parts >= 0 && parts <= PARTS_MOST) ||
           fail(w->c, ERR_LIMIT, "The workbook has more than %d parts.", PARTS_MOST);
}

static void free_workbook(struct workbook *w)
{
    buf_done(&w->strings);
    buf_done(&w->ends);
    buf_done(&w->styles);
    buf_done(&w->sink.row);
    if (w->z)
        zip_discard(w->z);
}

bool workbook_csv(struct ctx *c, const char *path, struct str sheet_name, FILE *out,
                  struct workbook_sheet *ret)
{
    struct workbook w = { .c = c, .sink.out = out };
    buf_init(&w.strings, WORKBOOK_TEXT);
    buf_init(&w.ends, WORKBOOK_TEXT);
    buf_init(&w.styles, 64 << 10);
    buf_init(&w.sink.row, CSV_ROW_MAX);
    bool ok = open_zip(&w, path);
    w.is_ods = ok && workbook_has(&w, "content.xml");
    ok = ok && (w.is_ods ? workbook_read_ods(&w, sheet_name) : read_xlsx(&w, sheet_name));
    free_workbook(&w);
    *ret = (struct workbook_sheet){ .name = w.sheet, .sheets = w.sheets };
    return ok;
}

bool workbook_text(struct ctx *c, const char *path, struct str sheet_name, size_t most,
                   struct str *ret)
{
    struct workbook_sheet s;
    struct buf b;
    char piece[16 << 10];
    size_t n;
    FILE *f = workbook_scratch(c);
    if (!f)
        return false;
    buf_init(&b, most);
    bool ok = workbook_csv(c, path, sheet_name, f, &s);
    rewind(f);
    while (ok && (n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, piece, n);
    fclose(f);
    if (ok && b.over)
        ok = fail(c, ERR_LIMIT, "Sheet \"" STR_FMT "\" is larger than %zu KB.", STR_ARG(s.name),
                  most >> 10);
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}
