/*
 * A growing run of bytes with a maximum that it is born with. Going over the maximum is a normal
 * error: the buffer keeps what it had, drops the rest and remembers it in `over`.
 * Heap memory, freed by buf_done; a zeroed struct is valid and empty with no room. Threads: one at
 * a time.
 */
#pragma once

struct buf {
    char *p;    /* always NUL-terminated when not NULL */
    size_t n;   /* bytes in use, without the NUL */
    size_t cap; /* bytes allocated */
    size_t max; /* most bytes it may hold */
    bool over;  /* something did not fit */
};

void buf_init(struct buf *b, size_t max);
void buf_done(struct buf *b);
void buf_reset(struct buf *b);
/* Room for n more bytes at once, where the size is known roughly. */
void buf_reserve(struct buf *b, size_t n);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_add_str(struct buf *b, struct str s);
void buf_add_z(struct buf *b, const char *z);
void buf_add_char(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_addv(struct buf *b, const char *fmt, va_list args) PRINTF(2, 0);
/* View of what is there; valid until the next call that changes the buffer. */
struct str buf_str(const struct buf *b);
