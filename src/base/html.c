#include "base/html.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/str.h"

static const char entity[256][8] = {
    ['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;", ['\''] = "&#39;",
};

/* In runs: most text holds nothing to escape. */
void html_escape(struct buf *b, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *instead = entity[(unsigned char)s.p[i]];
        if (!*instead)
            continue;
        buf_add(b, s.p + from, i - from);
        buf_add_z(b, instead);
        from = i + 1;
    }
    if (s.n > from)
        buf_add(b, s.p + from, s.n - from);
}

/* printf is most of the time of a page that is full of small numbers. */
static void add_number(struct buf *b, long n)
{
    char digits[NUM_INT_MAX], *p = num_digits(digits + sizeof digits, n);
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

/* Knows %s, %.*s, %d, %ld (int64_t by PRId64), %.1f and %%: what pages need. Anything else is a
 * BUG. */
static void in_order(struct buf *b, const char *fmt, va_list args)
{
    for (const char *p = fmt; *p; p++) {
        if (*p != '%') {
            size_t run = (size_t)(strchrnul(p, '%') - p);
            buf_add(b, p, run);
            p += run - 1;
        } else if (p[1] == '.' && p[2] == '*' && p[3] == 's') {
            int n = va_arg(args, int);
            const char *s = va_arg(args, const char *);
            html_escape(b, (struct str){ s, n > 0 ? (size_t)n : 0 });
            p += 3;
        } else if (p[1] == 's') {
            html_escape(b, str_z(va_arg(args, const char *)));
            p++;
        } else if (p[1] == 'd') {
            add_number(b, va_arg(args, int));
            p++;
        } else if (p[1] == 'l' && p[2] == 'd') {
            add_number(b, va_arg(args, long));
            p += 2;
        } else if (strncmp(p, "%.1f", 4) == 0) {
            buf_addf(b, "%.1f", va_arg(args, double));
            p += 3;
        } else if (p[1] == '%') {
            buf_add_char(b, '%');
            p++;
        } else {
            BUG("html_f does not know this format: %s", p);
        }
    }
}

/* --- a translation that says the same in another order --- */

enum { ARGS_MOST = 32 };

union arg {
    const char *s;
    long n;
};

/* In the order of the English text, which is what the caller gave. */
static void take_args(const char *fmt, va_list args, union arg *a)
{
    size_t n = 0;
    for (const char *p = fmt; (p = strchr(p, '%')); p++) {
        if (*++p == '%')
            continue;
        if (n + 2 > ARGS_MOST)
            BUG("html_f takes at most %d arguments: %s", ARGS_MOST, fmt);
        if (*p == '.')
            a[n++].n = va_arg(args, int);
        if (*p == '.' || *p == 's')
            a[n++].s = va_arg(args, const char *);
        else
            a[n++].n = *p == 'd' ? va_arg(args, int) : va_arg(args, long);
    }
}

/* The number before a dollar; *p moves behind it. */
static const union arg *placed(const char **p, const union arg *a)
{
    size_t n = 0;
    while (**p >= '0' && **p <= '9')
        n = n * 10 + (size_t)(*(*p)++ - '0');
    if (!n || n > ARGS_MOST || *(*p)++ != '$')
        BUG("a translation names an argument that is not there: %s", *p);
    return &a[n - 1];
}

/* Every directive names its argument: %2$s, %2$.*1$s, %1$ld. tools/texts.py writes nothing else. */
static void by_place(struct buf *b, const char *fmt, const union arg *a)
{
    for (const char *p = fmt; *p;) {
        size_t run = strcspn(p, "%");
        buf_add(b, p, run);
        p += run;
        if (!*p)
            return;
        if (*++p == '%') {
            buf_add_char(b, *p++);
            continue;
        }
        const union arg *value = placed(&p, a);
        if (*p == '.') {
            p += 2;
            const union arg *length = placed(&p, a);
            html_escape(b, (struct str){ value->s, length->n > 0 ? (size_t)length->n : 0 });
        } else if (*p == 's') {
            html_escape(b, str_z(value->s));
        } else {
            add_number(b, value->n);
            p += *p == 'l';
        }
        p++;
    }
}

void html_format(struct buf *b, const char *fmt, ...)
{
    va_list args;
    const char *text = lang_text(fmt);
    va_start(args, fmt);
    if (text != fmt && strchr(text, '$')) {
        union arg a[ARGS_MOST] = { { NULL } };
        take_args(fmt, args, a);
        by_place(b, text, a);
    } else {
        in_order(b, text, args);
    }
    va_end(args);
}
