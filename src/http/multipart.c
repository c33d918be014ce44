#include "base/text.h"
#include "http/multipart.h"

enum { BOUNDARY_MAX = 70 };

struct str multipart_boundary(struct str type)
{
    struct str rest = type, part;
    if (!str_cut(&rest, ';', &part) || !str_ieq(str_trim(part), STR("multipart/form-data")))
        return (struct str){ NULL, 0 };
    while (str_cut(&rest, ';', &part)) {
        part = str_trim(part);
        if (part.n < 9 || !str_ieq(str_head(part, 9), STR("boundary=")))
            continue;
        struct str b = str_tail(part, 9);
        if (b.n >= 2 && b.p[0] == '"' && b.p[b.n - 1] == '"')
            b = (struct str){ b.p + 1, b.n - 2 };
        return b.n && b.n <= BOUNDARY_MAX ? b : (struct str){ NULL, 0 };
    }
    return (struct str){ NULL, 0 };
}

static struct str find(struct str s, struct str needle)
{
    const char *p = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return p ? (struct str){ p, s.n - (size_t)(p - s.p) } : (struct str){ NULL, 0 };
}

/* name="..." of a Content-Disposition; browsers write a quote as %22 and line ends as %0D %0A. */
static bool parameter(struct ctx *c, struct str line, struct str key, struct str *ret)
{
    struct str at = find(line, key), value;
    if (!at.p)
        return false;
    at = str_tail(at, key.n);
    ptrdiff_t end = str_find_char(at, '"');
    if (end < 0)
        return false;
    struct buf b;
    buf_init(&b, (size_t)end + 1);
    value = str_head(at, (size_t)end);
    for (size_t i = 0; i < value.n; i++) {
        struct str rest = str_tail(value, i);
        char ch = str_starts(rest, STR("%22"))   ? '"'
                  : str_starts(rest, STR("%0D")) ? ' '
                  : str_starts(rest, STR("%0A")) ? ' '
                                                 : 0;
        buf_add_char(&b, ch ? ch : value.p[i]);
        i += ch ? 2 : 0;
    }
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return text_is_valid(*ret);
}

/* The file's own name without folders: some browsers send them. */
static struct str base_name(struct str s)
{
    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '/' || s.p[i] == '\\')
            return str_tail(s, i + 1);
    return s;
}

static bool add_part(struct ctx *c, struct str head, struct str data, struct request *req)
{
    struct str rest = head, line, name = { NULL, 0 }, file = { NULL, 0 };
    bool has_name = false, has_file = false;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.n < 20 || !str_ieq(str_head(line, 20), STR("content-disposition:")))
            continue;
        has_name = parameter(c, line, STR(" name=\""), &name);
        has_file = parameter(c, line, STR("filename=\""), &file);
    }
    if (!has_name)
        return fail(c, ERR_USAGE, "A part of the form has no name.");
    if (has_file) {
        if (!data.n && !file.n)
            return true; /* no file was chosen */
        if (req->nuploads == HTTP_UPLOADS)
            return fail(c, ERR_LIMIT, "At most %d files are taken at once.", HTTP_UPLOADS);
        req->upload[req->nuploads++] = (struct http_upload){ name, base_name(file), data };
        return true;
    }
    if (req->form.n == HTTP_PAIRS)
        return fail(c, ERR_LIMIT, "At most %d fields are taken at once.", HTTP_PAIRS);
    if (!text_is_valid(data))
        return fail(c, ERR_USAGE, "A field of the form is not UTF-8 text.");
    req->form.at[req->form.n++] = (struct http_pair){ name, data };
    return true;
}

bool multipart_read(struct ctx *c, struct str body, struct str boundary, struct request *req)
{
    struct str first = arena_printf(c->mem, "--" STR_FMT, STR_ARG(boundary));
    struct str between = arena_printf(c->mem, "\r\n--" STR_FMT, STR_ARG(boundary));
    struct str at = str_starts(body, first) ? str_tail(body, first.n) : (struct str){ NULL, 0 };
    req->form = (struct http_pairs){ arena_new(c->mem, struct http_pair, HTTP_PAIRS), 0 };
    req->upload = arena_new(c->mem, struct http_upload, HTTP_UPLOADS);
    while (at.p && str_starts(at, STR("\r\n"))) {
        struct str blank = find(at, STR("\r\n\r\n"));
        struct str end = blank.p ? find(str_tail(blank, 2), between) : blank;
        if (!end.p)
            return fail(c, ERR_USAGE, "The form ends in the middle.");
        struct str head = str_head(at, (size_t)(blank.p - at.p));
        const char *data = blank.p + 4;
        size_t n = end.p > data ? (size_t)(end.p - data) : 0;
        if (!add_part(c, head, (struct str){ data, n }, req))
            return false;
        at = str_tail(end, between.n);
    }
    return (at.p && str_starts(at, STR("--"))) ||
           fail(c, ERR_USAGE, "The form ends in the middle.");
}
