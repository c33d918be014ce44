#include "base/html.h"
#include "base/buf.h"
#include "base/str.h"

static const char *entity_of(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* In runs: most text holds nothing to escape. */
void html_escape(struct buf *b, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *entity = entity_of(s.p[i]);
        if (!entity)
            continue;
        buf_add(b, s.p + from, i - from);
        buf_add_z(b, entity);
        from = i + 1;
    }
    if (s.n > from)
        buf_add(b, s.p + from, s.n - from);
}

/* Knows %s, %.*s, %d, %ld (int64_t by PRId64) and %%: what pages need. Anything else is a BUG. */
/* printf is most of the time of a page that is full of small numbers. */
static void whole(struct buf *b, long n)
{
    char text[24], *p = text + sizeof text;
    unsigned long left = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;
    do
        *--p = (char)('0' + left % 10);
    while (left /= 10);
    if (n < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(text + sizeof text - p));
}

void html_format(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    for (const char *p = fmt; *p; p++) {
        size_t run = (size_t)(strchrnul(p, '%') - p);
        if (run) {
            buf_add(b, p, run);
            p += run - 1;
        } else if (strncmp(p, "%.*s", 4) == 0) {
            int n = va_arg(args, int);
            const char *s = va_arg(args, const char *);
            html_escape(b, (struct str){ s, n > 0 ? (size_t)n : 0 });
            p += 3;
        } else if (p[1] == 's') {
            html_escape(b, str_z(va_arg(args, const char *)));
            p++;
        } else if (p[1] == 'd') {
            whole(b, va_arg(args, int));
            p++;
        } else if (p[1] == 'l' && p[2] == 'd') {
            whole(b, va_arg(args, long));
            p += 2;
        } else if (p[1] == '%') {
            buf_add_char(b, '%');
            p++;
        } else {
            BUG("html_f does not know this format: %s", p);
        }
    }
    va_end(args);
}
