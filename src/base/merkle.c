#include "base/merkle.h"

struct hash merkle_leaf(struct sha256 *s, const void *p, size_t n)
{
    sha256_begin(s);
    sha256_add(s, "\x00", 1);
    sha256_add(s, p, n);
    return sha256_end(s);
}

struct hash merkle_node(struct sha256 *s, const struct hash *left, const struct hash *right)
{
    sha256_begin(s);
    sha256_add(s, "\x01", 1);
    sha256_add(s, left->b, SHA256_LEN);
    sha256_add(s, right->b, SHA256_LEN);
    return sha256_end(s);
}

void merkle_init(struct merkle *m)
{
    m->n = 0;
    m->leaves = 0;
}

void merkle_add(struct merkle *m, struct sha256 *s, const struct hash *leaf,
                void (*on_node)(void *, unsigned level, uint64_t idx, const struct hash *),
                void *arg)
{
    struct hash h = *leaf;
    uint64_t count = m->leaves++;
    unsigned level = 0;
    for (; count & 1;
         count >>= 1) { /* each set bit is a complete subtree that now gets its right half */
        h = merkle_node(s, &m->stack[--m->n], &h);
        level++;
        if (on_node)
            on_node(arg, level, (m->leaves >> level) - 1, &h);
    }
    m->stack[m->n++] = h;
}

void merkle_add_node(struct merkle *m, struct sha256 *s, unsigned level, const struct hash *node)
{
    struct hash h = *node;
    uint64_t count = m->leaves >> level;
    if (m->leaves & ((UINT64_C(1) << level) - 1))
        BUG("a subtree of level %u does not fit behind %" PRIu64 " leaves", level, m->leaves);
    m->leaves += UINT64_C(1) << level;
    for (; count & 1; count >>= 1)
        h = merkle_node(s, &m->stack[--m->n], &h);
    m->stack[m->n++] = h;
}

struct hash merkle_root(const struct merkle *m, struct sha256 *s)
{
    if (!m->n)
        return sha256("", 0);
    struct hash h = m->stack[m->n - 1];
    for (unsigned i = m->n - 1; i > 0; i--)
        h = merkle_node(s, &m->stack[i - 1], &h);
    return h;
}

/* Root over the leaves from..from+n. */
static struct hash subtree(const struct merkle_source *src, struct sha256 *s, uint64_t from,
                           uint64_t n)
{
    struct merkle m;
    merkle_init(&m);
    for (uint64_t i = 0; i < n; i++) {
        struct hash h = src->leaf(src->arg, from + i);
        merkle_add(&m, s, &h, NULL, NULL);
    }
    return merkle_root(&m, s);
}

/* Largest power of two below n (n >= 2). */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

unsigned merkle_inclusion(const struct merkle_source *src, struct sha256 *s, uint64_t leaf,
                          uint64_t size, struct hash ret[64])
{
    struct hash down[64]; /* from the root towards the leaf; the proof is in the other direction */
    unsigned n = 0;
    uint64_t from = 0;
    if (leaf >= size)
        BUG("leaf %" PRIu64 " of a tree of %" PRIu64, leaf, size);
    while (size > 1) {
        uint64_t k = split(size);
        if (leaf - from < k) {
            down[n++] = subtree(src, s, from + k, size - k);
            size = k;
        } else {
            down[n++] = subtree(src, s, from, k);
            from += k;
            size -= k;
        }
    }
    for (unsigned i = 0; i < n; i++)
        ret[i] = down[n - 1 - i];
    return n;
}

unsigned merkle_consistency(const struct merkle_source *src, struct sha256 *s, uint64_t old_size,
                            uint64_t size, struct hash ret[64])
{
    struct hash down[64];
    unsigned n = 0;
    uint64_t from = 0, m = old_size;
    bool whole =
        true; /* the old tree is a complete subtree here: its root is known to the verifier */
    if (!old_size || old_size > size)
        BUG("consistency of %" PRIu64 " with %" PRIu64, old_size, size);
    while (m < size) {
        uint64_t k = split(size);
        if (m <= k) {
            down[n++] = subtree(src, s, from + k, size - k);
            size = k;
        } else {
            down[n++] = subtree(src, s, from, k);
            from += k;
            m -= k;
            size -= k;
            whole = false;
        }
    }
    if (!whole)
        down[n++] = subtree(src, s, from, m);
    for (unsigned i = 0; i < n; i++)
        ret[i] = down[n - 1 - i];
    return n;
}
