#include "http/http.h"

/* Building answers. */

int http_status(enum err_code code)
{
    static const int status[ERR_N] = {
        [ERR_NONE] = 200,     [ERR_USAGE] = 400,     [ERR_NOT_FOUND] = 404,
        [ERR_CONFLICT] = 409, [ERR_FORBIDDEN] = 403, [ERR_INVALID] = 422,
        [ERR_LIMIT] = 413,    [ERR_STORAGE] = 500,   [ERR_BUSY] = 503,
    };
    return code < ERR_N ? status[code] : 500;
}

void http_add(struct ctx *c, struct response *res, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            BUG("control byte in header %s", name);
    if (res->nheaders == HTTP_HEADERS)
        BUG("too many headers");
    res->header[res->nheaders++] = (struct http_pair){ str_z(name), arena_str(c->mem, value) };
}

void http_redirect(struct ctx *c, struct response *res, struct str path)
{
    res->status = 303;
    buf_reset(&res->body);
    http_add(c, res, "Location", path);
}

void http_set_cookie(struct ctx *c, const struct request *req, struct response *res,
                     const char *name, struct str value, int64_t seconds, bool script)
{
    struct str age = seconds ? arena_printf(c->mem, "; Max-Age=%" PRId64, seconds) : STR("");
    if (!value.n)
        age = STR("; Max-Age=0");
    http_add(c, res, "Set-Cookie",
             arena_printf(c->mem, "%s=" STR_FMT "; Path=/; SameSite=Lax%s%s" STR_FMT, name,
                          STR_ARG(value), script ? "" : "; HttpOnly", req->tls ? "; Secure" : "",
                          STR_ARG(age)));
}

struct str http_own_path(struct str path)
{
    bool other = path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\');
    if (!path.n || path.p[0] != '/' || other)
        return STR("/");
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= 0x20 || (unsigned char)path.p[i] == 0x7f)
            return STR("/");
    return path;
}
