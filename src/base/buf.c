#include "base/buf.h"
#include "base/str.h"

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
    base_free(b->p);
    *b = (struct buf){ .max = b->max };
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->over = false;
    if (b->p)
        b->p[0] = '\0';
}

/* Room for n more bytes and the NUL. */
static bool grow(struct buf *b, size_t n)
{
    if (n > b->max || b->n > b->max - n) {
        b->over = true;
        return false;
    }
    size_t want = b->n + n + 1;
    if (want <= b->cap)
        return true;
    b->cap = MAX(want, b->cap * 2);
    b->cap = MAX(b->cap, (size_t)256);
    b->p = base_realloc(b->p, b->cap);
    return true;
}

static inline bool room(struct buf *b, size_t n)
{
    return (n < b->cap - b->n && b->n + n <= b->max) || grow(b, n);
}

void buf_reserve(struct buf *b, size_t n)
{
    bool over = b->over;
    (void)room(b, n);
    b->over = over;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    if (!room(b, n))
        return;
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_add_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

void buf_add_z(struct buf *b, const char *z)
{
    buf_add(b, z, strlen(z));
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_addv(struct buf *b, const char *fmt, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, fmt, args);
    if (n < 0)
        BUG("format error");
    if ((size_t)n < sizeof small) {
        buf_add(b, small, (size_t)n);
    } else if (room(b, (size_t)n)) { /* long: printed twice */
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    buf_addv(b, fmt, args);
    va_end(args);
}

struct str buf_str(const struct buf *b)
{
    return (struct str){ b->p ? b->p : "", b->n };
}
