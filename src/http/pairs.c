#include "base/text.h"
#include "http/http.h"

/* Names and values of queries, forms and cookies. */

struct str http_get(const struct http_pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq_z(p->at[i].name, name))
            return p->at[i].value;
    return (struct str){ NULL, 0 };
}

bool http_has(const struct http_pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq_z(p->at[i].name, name))
            return true;
    return false;
}

static int hex(char ch)
{
    return ch >= '0' && ch <= '9'   ? ch - '0'
           : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10
           : ch >= 'A' && ch <= 'F' ? ch - 'A' + 10
                                    : -1;
}

bool http_decode(struct ctx *c, struct str s, bool plus, struct str *ret)
{
    char *p = arena_alloc(c->mem, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (plus && s.p[i] == '+') {
            p[n++] = ' ';
        } else if (s.p[i] != '%') {
            p[n++] = s.p[i];
        } else {
            int a = i + 2 < s.n ? hex(s.p[i + 1]) : -1, b = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
            if (a < 0 || b < 0)
                return false;
            p[n++] = (char)(a * 16 + b);
            i += 2;
        }
    }
    *ret = (struct str){ p, n };
    return text_is_valid(*ret);
}

bool http_pairs_read(struct ctx *c, struct str text, struct http_pairs *ret)
{
    struct str rest = text, pair, name, value;
    size_t most = 1;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '&';
    if (most > HTTP_PAIRS)
        return fail(c, ERR_LIMIT, "At most %d fields are taken at once.", HTTP_PAIRS);
    struct http_pairs p = { arena_new(c->mem, struct http_pair, most), 0 };
    while (str_cut(&rest, '&', &pair)) {
        if (!pair.n)
            continue;
        ptrdiff_t eq = str_find_char(pair, '=');
        name = eq < 0 ? pair : str_head(pair, (size_t)eq);
        value = eq < 0 ? STR("") : str_tail(pair, (size_t)eq + 1);
        if (!http_decode(c, name, true, &name) || !http_decode(c, value, true, &value))
            return fail(c, ERR_USAGE,
                        "The request is not written as a form is: a broken %%-escape "
                        "or text that is not UTF-8.");
        p.at[p.n++] = (struct http_pair){ name, value };
    }
    *ret = p;
    return true;
}

void http_encode(struct buf *b, struct str s, bool slash)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) { /* in runs, as in html_escape */
        unsigned char ch = (unsigned char)s.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '-' || ch == '.' || ch == '_' || ch == '~' ||
                     (slash && ch == '/');
        if (plain)
            continue;
        buf_add(b, s.p + from, i - from);
        buf_add(b, (char[]){ '%', digits[ch >> 4], digits[ch & 15] }, 3);
        from = i + 1;
    }
    if (s.n > from)
        buf_add(b, s.p + from, s.n - from);
}

struct str http_cookie(struct ctx *c, const struct request *req, const char *name)
{
    struct str rest = http_header(req, "Cookie"), part;
    (void)c;
    while (str_cut(&rest, ';', &part)) {
        part = str_trim(part);
        ptrdiff_t eq = str_find_char(part, '=');
        if (eq > 0 && str_eq_z(str_head(part, (size_t)eq), name))
            return str_tail(part, (size_t)eq + 1);
    }
    return (struct str){ NULL, 0 };
}
