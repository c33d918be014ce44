/*
 * Memory of one request or command: taken piece by piece, given back all at once.
 * Under AddressSanitizer the unused part is poisoned. Threads: one at a time.
 */
#pragma once

struct arena_block;

struct arena {
    struct arena_block *head; /* newest block */
    size_t used;              /* bytes handed out, all blocks */
    size_t max;               /* exceeding it is a BUG: every input is bounded before */
};

/* A point to go back to with arena_rewind. */
struct arena_mark {
    struct arena_block *block;
    size_t pos, used;
};

void arena_init(struct arena *a, size_t max);
void arena_done(struct arena *a);
/* Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t size) MUST_CHECK;
#define arena_new(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))
void *arena_array(struct arena *a, size_t n, size_t size) MUST_CHECK;
/* A copy that ends with a NUL byte behind the last byte of the view. */
struct str arena_str(struct arena *a, struct str s);
char *arena_z(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
/* Everything handed out after the mark becomes invalid: for loops over many rows. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
/* Gives everything back but keeps one block. */
void arena_reset(struct arena *a);
