#include "base/num.h"
#include "base/buf.h"
#include "base/str.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char *num_digits(char *end, int64_t n)
{
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do
        *--end = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        *--end = '-';
    return end;
}

bool num_parse_int(struct str s, int64_t *ret)
{
    bool negative = s.n && s.p[0] == '-';
    int64_t v = 0;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = str_tail(s, 1);
    if (!s.n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]))
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || (negative ? __builtin_sub_overflow(v, digit, &v)
                                                           : __builtin_add_overflow(v, digit, &v)))
            return false;
    }
    *ret = v;
    return true;
}

/* [sign] digits [. digits] [e [sign] digits], at least one digit before the exponent. */
static bool is_decimal(struct str s)
{
    size_t i = 0, digits = 0;
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
        i++;
    for (; i < s.n && is_digit(s.p[i]); i++)
        digits++;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && is_digit(s.p[i]); i++)
            digits++;
    if (!digits)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
            i++;
        size_t from = i;
        while (i < s.n && is_digit(s.p[i]))
            i++;
        if (i == from)
            return false;
    }
    return i == s.n;
}

bool num_parse_real(struct str s, double *ret)
{
    char z[64];
    if (s.n >= sizeof z || !is_decimal(s))
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    double v = strtod(z, NULL); /* the C locale: setlocale is never called */
    if (!isfinite(v))
        return false;
    *ret = v;
    return true;
}

/* Where the decimal mark is: -1 none, -2 two readings. Thousands marks must stand before groups of
 * three. */
static ptrdiff_t decimal_mark(struct str s, int digits)
{
    ptrdiff_t dot = -1, comma = -1;
    int dots = 0, commas = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') {
            dot = (ptrdiff_t)i;
            dots++;
        } else if (s.p[i] == ',') {
            comma = (ptrdiff_t)i;
            commas++;
        }
    }
    if (dots && commas)
        return MAX(dot, comma);
    if (!dots && !commas)
        return -1;
    if (dots + commas > 1)
        return -1; /* all of them thousands marks */
    ptrdiff_t mark = MAX(dot, comma);
    size_t behind = s.n - (size_t)mark - 1;
    if (behind == 3 && comma >= 0 && digits != 3)
        return -2;
    return mark;
}

bool num_parse_fixed(struct str s, int digits, int64_t *ret)
{
    bool negative = s.n && s.p[0] == '-';
    int64_t v = 0;
    int places = 0;
    size_t group = 0, numerals = 0;
    bool grouped = false;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = str_tail(s, 1);
    ptrdiff_t mark = decimal_mark(s, digits);
    if (mark == -2 || !s.n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((ptrdiff_t)i == mark) {
            if (grouped && group != 3)
                return false;
            grouped = false;
            continue;
        }
        if (!is_digit(c)) { /* a thousands mark */
            if (!strchr(".,' ", c) || (mark >= 0 && (ptrdiff_t)i > mark) || !numerals ||
                (grouped && group != 3) || group > 3)
                return false;
            grouped = true;
            group = 0;
            continue;
        }
        numerals++;
        if (mark >= 0 && (ptrdiff_t)i > mark)
            places++;
        else
            group++;
        if (places > digits || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, c - '0', &v))
            return false;
    }
    if (!numerals || (grouped && group != 3))
        return false;
    for (; places < digits; places++)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    *ret = negative ? -v : v;
    return true;
}

int64_t num_units(int digits)
{
    int64_t units = 1;
    for (int i = 0; i < digits; i++)
        units *= 10;
    return units;
}

void num_add_fixed(struct buf *b, int64_t units, int digits)
{
    uint64_t v = units < 0 ? 0 - (uint64_t)units : (uint64_t)units,
             scale = (uint64_t)num_units(digits);
    buf_addf(b, "%s%" PRIu64, units < 0 ? "-" : "", v / scale);
    if (digits)
        buf_addf(b, ".%0*" PRIu64, digits, v % scale);
}

void num_add_grouped(struct buf *b, int64_t units, int digits, struct str group, struct str point)
{
    char z[48];
    struct buf plain;
    buf_init(&plain, sizeof z);
    num_add_fixed(&plain, units, digits);
    size_t n = plain.n - (digits ? (size_t)digits + 1 : 0), sign = units < 0;
    memcpy(z, plain.p, plain.n);
    buf_add(b, z, sign);
    for (size_t i = sign; i < n; i++) {
        if (i > sign && (n - i) % 3 == 0)
            buf_add_str(b, group);
        buf_add_char(b, z[i]);
    }
    if (digits) {
        buf_add_str(b, point);
        buf_add(b, z + n + 1, (size_t)digits);
    }
    buf_done(&plain);
}

void num_add_real(struct buf *b, double r)
{
    char z[40];
    if (!isfinite(r))
        BUG("a number that is none reached the output");
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(z, sizeof z, "%.*g", precision, r);
        if (strtod(z, NULL) == r)
            break;
    }
    buf_add_z(b, z);
}
