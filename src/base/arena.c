#include "base/arena.h"
#include "base/str.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { BLOCK = 64 << 10, ALIGN = 16 };

struct arena_block {
    struct arena_block *next; /* older */
    size_t pos, cap;
    _Alignas(ALIGN) char data[];
};

void arena_init(struct arena *a, size_t max)
{
    *a = (struct arena){ .max = max };
}

static struct arena_block *add_block(struct arena *a, size_t size)
{
    size_t cap = MAX((size_t)BLOCK, size);
    struct arena_block *b = base_alloc(sizeof *b + cap);
    *b = (struct arena_block){ .next = a->head, .cap = cap };
    ASAN_POISON_MEMORY_REGION(b->data, cap);
    a->head = b;
    return b;
}

static void drop_block(struct arena *a)
{
    struct arena_block *b = a->head;
    a->head = b->next;
    ASAN_UNPOISON_MEMORY_REGION(b->data, b->cap);
    base_free(b);
}

void arena_done(struct arena *a)
{
    while (a->head)
        drop_block(a);
    a->used = 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct arena_block *b = a->head;
    a->used += size;
    if (a->used > a->max)
        BUG("a request used more than %zu bytes", a->max);
    if (!b || b->cap - b->pos < size)
        b = add_block(a, size);
    void *p = b->data + b->pos;
    b->pos += size;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    memset(p, 0, size);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        BUG("an array of %zu elements is too large", n);
    return arena_alloc(a, total);
}

char *arena_z(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    return (struct str){ arena_z(a, s), s.n };
}

/* Most texts are short: only a longer one is printed twice. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    char small[256];
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (n < 0)
        BUG("format error");
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof small)
        memcpy(p, small, (size_t)n);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){ p, (size_t)n };
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->head, a->head ? a->head->pos : 0, a->used };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    while (a->head != mark.block) {
        if (a->head && a->head->next == mark.block &&
            !mark.block) { /* keep one block for the next round */
            ASAN_POISON_MEMORY_REGION(a->head->data, a->head->cap);
            a->head->pos = 0;
            break;
        }
        drop_block(a);
    }
    if (mark.block) {
        a->head->pos = mark.pos;
        ASAN_POISON_MEMORY_REGION(a->head->data + mark.pos, a->head->cap - mark.pos);
    }
    a->used = mark.used;
}

void arena_reset(struct arena *a)
{
    arena_rewind(a, (struct arena_mark){ NULL, 0, 0 });
}
