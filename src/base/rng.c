#include <sys/random.h>

#include "base/hash.h"
#include "base/rng.h"

void rng_init(struct rng *r)
{
    r->left = 0;
    r->seeded = false;
    r->seed = r->count = 0;
}

void rng_init_seed(struct rng *r, uint64_t seed)
{
    r->left = 0;
    r->seeded = true;
    r->seed = seed;
    r->count = 0;
}

static void from_kernel(struct rng *r)
{
    size_t got = 0;
    while (got < sizeof r->block) {
        ssize_t n = getrandom(r->block + got, sizeof r->block - got, 0);
        if (n < 0 && errno != EINTR)
            BUG("the kernel gives no random bytes: %s", strerror(errno));
        got += n > 0 ? (size_t)n : 0;
    }
}

static void from_seed(struct rng *r)
{
    for (size_t i = 0; i < sizeof r->block; i += SHA256_LEN) {
        uint64_t in[2] = { r->seed, r->count++ };
        struct hash h = sha256(in, sizeof in);
        memcpy(r->block + i, h.b, SHA256_LEN);
    }
}

void rng_bytes(struct rng *r, void *p, size_t n)
{
    uint8_t *out = p;
    while (n) {
        if (!r->left) {
            if (r->seeded)
                from_seed(r);
            else
                from_kernel(r);
            r->left = sizeof r->block;
        }
        size_t take = MIN(n, r->left);
        uint8_t *from = r->block + sizeof r->block - r->left;
        memcpy(out, from, take);
        memset(from, 0, take); /* a salt must not be found in memory twice */
        r->left -= take;
        out += take;
        n -= take;
    }
}

uint64_t rng_u64(struct rng *r)
{
    uint64_t v;
    rng_bytes(r, &v, sizeof v);
    return v;
}
