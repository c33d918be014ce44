#include "base/num.h"
#include "http/http.h"

/* Files with digests: conditional requests and one range (RFC 9110, sections 13 and 14). */

static bool names(struct str list, struct str etag, bool weak_too)
{
    struct str part;
    while (str_cut(&list, ',', &part)) {
        part = str_trim(part);
        if (weak_too && str_starts(part, STR("W/")))
            part = str_tail(part, 2);
        if (str_eq(part, etag) || str_eq_z(part, "*"))
            return true;
    }
    return false;
}

bool http_etag_matches(struct str list, struct str etag)
{
    return names(list, etag, false);
}

bool http_not_modified(struct ctx *c, const struct request *req, struct response *res,
                       struct str etag)
{
    http_add(c, res, "ETag", etag);
    if (!names(http_header(req, "If-None-Match"), etag, true))
        return false;
    res->status = 304;
    return true;
}

/* bytes=A-B, bytes=A-, bytes=-N. What is no such range is ignored, as the standard wants. */
static bool read_range(struct str s, int64_t size, int64_t *from, int64_t *to)
{
    if (!str_starts(s, STR("bytes=")))
        return false;
    s = str_tail(s, 6);
    ptrdiff_t dash = str_find_char(s, '-');
    if (dash < 0 || str_find_char(s, ',') >= 0)
        return false;
    struct str a = str_trim(str_head(s, (size_t)dash)), b = str_trim(str_tail(s, (size_t)dash + 1));
    *to = size - 1;
    if (!a.n) {
        if (!num_parse_int(b, from) || *from < 0)
            return false;
        *from = *from ? MAX(size - *from, (int64_t)0) : size;
        return true;
    }
    if (!num_parse_int(a, from) || *from < 0 || (b.n && !num_parse_int(b, to)) ||
        (b.n && *to < *from))
        return false;
    *to = MIN(*to, size - 1);
    return true;
}

bool http_send_file(struct ctx *c, const struct request *req, struct response *res, struct str path,
                    struct str etag)
{
    struct stat st;
    int64_t from, to;
    struct str range = http_header(req, "Range"), only = http_header(req, "If-Range");
    if (stat(arena_z(c->mem, path), &st) != 0 || !S_ISREG(st.st_mode))
        return fail(c, ERR_NOT_FOUND, "The file is not there.");
    if (http_not_modified(c, req, res, etag))
        return true;
    http_add(c, res, "Accept-Ranges", STR("bytes"));
    res->file = arena_z(c->mem, path);
    if (req->head || !range.n || (only.n && !str_eq(only, etag)) ||
        !read_range(range, st.st_size, &from, &to))
        return true;
    if (from >= st.st_size) {
        http_add(c, res, "Content-Range",
                 arena_printf(c->mem, "bytes */%" PRId64, (int64_t)st.st_size));
        res->status = 416;
        return fail(c, ERR_USAGE, "The file has %" PRId64 " bytes.", (int64_t)st.st_size);
    }
    res->status = 206;
    res->offset = from;
    res->length = to - from + 1;
    http_add(c, res, "Content-Range",
             arena_printf(c->mem, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from, to,
                          (int64_t)st.st_size));
    return true;
}

/* Types that are named; everything else is a download of bytes. Files are always attachments: what
 * somebody uploaded never runs as a page of ours. */
static const char *type_of(struct str name)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        { ".pdf", "application/pdf" },   { ".png", "image/png" },  { ".jpg", "image/jpeg" },
        { ".jpeg", "image/jpeg" },       { ".txt", "text/plain" }, { ".csv", "text/csv" },
        { ".json", "application/json" },
    };
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_ends(name, str_z(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

bool http_send_stored(struct ctx *c, const struct request *req, struct response *res,
                      const struct record *r, struct str field)
{
    const struct field *f = entity_field(r->type, field);
    struct str v = STR(""), rest, hex, size;
    struct buf b;
    if (f && f->kind == &kind_file)
        v = rec_text(r, entity_place(r->type, f));
    rest = v;
    if (!v.n || !str_cut(&rest, ' ', &hex) || !str_cut(&rest, ' ', &size))
        return fail(c, ERR_NOT_FOUND, "There is no file.");
    buf_init(&b, 4096);
    buf_add_z(&b, "attachment; filename*=UTF-8''");
    http_encode(&b, rest, false);
    http_add(c, res, "Content-Disposition", buf_str(&b));
    buf_done(&b);
    res->type = type_of(rest);
    return http_send_file(c, req, res, store_file_path(c, v),
                          arena_printf(c->mem, "\"" STR_FMT "\"", STR_ARG(hex)));
}
