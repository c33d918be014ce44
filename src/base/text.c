#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"

static bool is_ascii(struct str s)
{
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t v;
        memcpy(&v, s.p + i, 8);
        if (v & UINT64_C(0x8080808080808080))
            return false;
    }
    for (; i < s.n; i++)
        if (s.p[i] & 0x80)
            return false;
    return true;
}

bool text_is_valid(struct str s)
{
    if (s.n && memchr(s.p, '\0', s.n))
        return false;
    return is_ascii(s) || u8_check((const uint8_t *)s.p, s.n) == NULL;
}

struct str text_head(struct str s, size_t n)
{
    if (n >= s.n)
        return s;
    while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_head(s, n);
}

void text_repair(struct buf *b, struct str s)
{
    ucs4_t point;
    for (size_t i = 0; i < s.n;) {
        int n = s.p[i] ? u8_mbtoucr(&point, (const uint8_t *)s.p + i, s.n - i) : -1;
        if (n > 0)
            buf_add(b, s.p + i, (size_t)n);
        else
            buf_add_z(b, "\xef\xbf\xbd"); /* U+FFFD */
        i += n > 0 ? (size_t)n : 1;
    }
}

/* Code points folded for comparison: compatibility decomposition without marks, case folded. Heap
 * memory; base_free. */
static uint32_t *fold_points(struct str s, size_t *ret_n)
{
    size_t n = 0, len = 0;
    uint8_t *folded = u8_casefold((const uint8_t *)s.p, s.n, NULL, UNINORM_NFKD, NULL, &n);
    uint32_t *points = folded ? u8_to_u32(folded, n, NULL, &len) : NULL;
    free(folded);
    if (!points) { /* not valid UTF-8, or no memory: callers checked the former */
        *ret_n = 0;
        return NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < len; i++)
        if (!uc_is_general_category_withtable(points[i], UC_CATEGORY_MASK_Mn))
            points[kept++] = points[i];
    *ret_n = kept;
    return points;
}

static void add_point(struct buf *b, uint32_t c)
{
    uint8_t out[6];
    int n = u8_uctomb(out, c, sizeof out);
    if (n > 0)
        buf_add(b, out, (size_t)n);
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static bool ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void text_fold(struct buf *b, struct str s)
{
    size_t start = b->n, n = 0;
    bool gap = false;
    if (is_ascii(s)) {
        for (size_t i = 0; i < s.n; i++) {
            if (ascii_space(s.p[i])) {
                gap = b->n > start;
                continue;
            }
            if (gap)
                buf_add_char(b, ' ');
            gap = false;
            buf_add_char(b, ascii_lower(s.p[i]));
        }
        return;
    }
    uint32_t *points = fold_points(s, &n);
    for (size_t i = 0; i < n; i++) {
        if (uc_is_property_white_space(points[i])) {
            gap = b->n > start;
            continue;
        }
        if (gap)
            buf_add_char(b, ' ');
        gap = false;
        add_point(b, points[i]);
    }
    free(points);
}

struct str text_folded(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, 64 << 10);
    text_fold(&b, s);
    struct str out = arena_str(a, buf_str(&b));
    buf_done(&b);
    return out;
}

/* Scripts written without blanks between words. */
static bool is_cjk(uint32_t c)
{
    return (c >= 0x2e80 && c <= 0x9fff && !(c >= 0x3000 && c <= 0x3004)) ||
           (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_word(uint32_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static void tokens_ascii(struct buf *b, struct str s)
{
    bool in = false, first = b->n == 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = ascii_lower(s.p[i]);
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word && !in && !first)
            buf_add_char(b, ' ');
        if (word) {
            buf_add_char(b, c);
            first = false;
        }
        in = word;
    }
}

void text_tokens(struct buf *b, struct str s)
{
    size_t n = 0;
    if (is_ascii(s)) {
        tokens_ascii(b, s);
        return;
    }
    uint32_t *p = fold_points(s, &n);
    bool in = false;
    for (size_t i = 0; i < n; i++) {
        if (!is_word(p[i])) {
            in = false;
            continue;
        }
        bool cjk = is_cjk(p[i]), pair = cjk && i + 1 < n && is_cjk(p[i + 1]);
        bool tail = cjk && !pair && i && is_cjk(p[i - 1]); /* already the second half of a pair */
        if (tail) {
            in = false;
            continue;
        }
        if ((!in || cjk) && b->n)
            buf_add_char(b, ' ');
        add_point(b, p[i]);
        if (pair)
            add_point(b, p[i + 1]);
        in = !cjk;
    }
    free(p);
}

size_t text_width(struct str s)
{
    if (is_ascii(s))
        return s.n;
    int w = u8_width((const uint8_t *)s.p, s.n, "UTF-8");
    return w > 0 ? (size_t)w : 0;
}

struct str text_cut(struct str s, size_t width)
{
    size_t i = 0, used = 0;
    while (i < s.n) {
        ucs4_t c;
        int n = u8_mbtouc(&c, (const uint8_t *)s.p + i, s.n - i);
        int w = uc_width(c, "UTF-8");
        used += w > 0 ? (size_t)w : 0;
        if (used > width || n < 1)
            break;
        i += (size_t)n;
    }
    return str_head(s, i);
}

size_t text_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((uint8_t)s.p[i] & 0xc0) != 0x80;
    return n;
}

void text_from_cp1252(struct buf *b, struct str s)
{
    /* 0x80 to 0x9f; the five bytes that Windows-1252 leaves undefined become U+FFFD */
    static const uint16_t upper[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    };
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        if (c < 0x80)
            buf_add_char(b, (char)c);
        else
            add_point(b, c < 0xa0 ? upper[c - 0x80] : c);
    }
}
