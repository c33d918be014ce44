/*
 * Random bytes: from the kernel in blocks, or repeatable from a seed for tests and the demo.
 * Threads: one at a time.
 */
#pragma once

struct rng {
    uint8_t block[4096];
    size_t left; /* unused bytes at the end of the block */
    bool seeded;
    uint64_t seed, count; /* seeded: block k is SHA-256 in counter mode over seed and count */
};

void rng_init(struct rng *r);                     /* from the kernel */
void rng_init_seed(struct rng *r, uint64_t seed); /* repeatable; never for real salts */
void rng_bytes(struct rng *r, void *p, size_t n);
uint64_t rng_u64(struct rng *r);
