/*
 * The Merkle tree of RFC 6962 section 2.1: SHA-256, leaf prefix 00, node prefix 01. Pure functions.
 * Threads: each struct one at a time.
 */
#pragma once
#include "base/hash.h"

/* Root of a growing tree: the hashes of the complete subtrees, largest first. */
struct merkle {
    struct hash stack[64];
    unsigned n;      /* entries of the stack */
    uint64_t leaves; /* leaves added */
};

struct hash merkle_leaf(struct sha256 *s, const void *p, size_t n);
struct hash merkle_node(struct sha256 *s, const struct hash *left, const struct hash *right);
void merkle_init(struct merkle *m);
/* Adds a leaf hash. Calls on_node (may be NULL) for each complete subtree of level >= 1 that this
 * closes: `level` 8 covers 256 leaves, `idx` counts subtrees of that level from the left. */
void merkle_add(struct merkle *m, struct sha256 *s, const struct hash *leaf,
                void (*on_node)(void *, unsigned level, uint64_t idx, const struct hash *),
                void *arg);
/* Adds a complete subtree of 2^level leaves; the number of leaves so far must be a multiple of
 * 2^level. */
void merkle_add_node(struct merkle *m, struct sha256 *s, unsigned level, const struct hash *node);
/* Root so far; of the empty tree SHA-256 of nothing. */
struct hash merkle_root(const struct merkle *m, struct sha256 *s);
/* RFC 6962 2.1.1 and 2.1.2 over leaf hashes given by a callback. Proofs have at most 64 entries;
 * returns their number. */
struct merkle_source {
    struct hash (*leaf)(void *, uint64_t idx);
    void *arg;
};
unsigned merkle_inclusion(const struct merkle_source *src, struct sha256 *s, uint64_t leaf,
                          uint64_t size, struct hash ret[64]);
unsigned merkle_consistency(const struct merkle_source *src, struct sha256 *s, uint64_t old_size,
                            uint64_t size, struct hash ret[64]);
