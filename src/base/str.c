#include "base/str.h"

struct str str_z(const char *z)
{
    return (struct str){ z, z ? strlen(z) : 0 };
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (!a.n || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_z(struct str a, const char *z)
{
    return str_eq(a, str_z(z));
}

bool str_ieq(struct str a, struct str b)
{
    return a.n == b.n && (!a.n || strncasecmp(a.p, b.p, a.n) == 0);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = MIN(a.n, b.n);
    int cmp = n ? memcmp(a.p, b.p, n) : 0;
    return cmp ? cmp : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_tail(s, s.n - suffix.n), suffix);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_head(struct str s, size_t n)
{
    return (struct str){ s.p, MIN(n, s.n) };
}

struct str str_tail(struct str s, size_t from)
{
    return from >= s.n ? (struct str){ s.p ? s.p + s.n : NULL, 0 }
                       : (struct str){ s.p + from, s.n - from };
}

ptrdiff_t str_find_char(struct str s, char c)
{
    const char *p = s.n ? memchr(s.p, c, s.n) : NULL;
    return p ? p - s.p : -1;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    const char *p = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return p ? p - s.p : needle.n ? -1 : 0;
}

bool str_cut(struct str *rest, char separator, struct str *ret_part)
{
    if (!rest->n)
        return false;
    ptrdiff_t at = str_find_char(*rest, separator);
    if (at < 0) {
        *ret_part = *rest;
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    *ret_part = str_head(*rest, (size_t)at);
    *rest = (struct str){ rest->p + at + 1, rest->n - (size_t)at - 1 };
    return true;
}
