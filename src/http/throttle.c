#include <pthread.h>

#include "http/throttle.h"

enum { SLOTS = 4096, WAYS = 4, FREE_TRIES = 5, ADDRESS_TRIES = 20, LONGEST_S = 900 };

/* A slot stands for a hash of the key: two keys that share one only wait for each other. */
struct slot {
    uint64_t key;
    int failures;
    int64_t until, last; /* ms */
};
static struct slot slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t hash(char kind, struct str s)
{
    uint64_t h = 1469598103934665603u ^ (unsigned char)kind; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h ? h : 1;
}

/* Its own slot, or the one of its set that was used longest ago. */
static struct slot *find(uint64_t key, bool make)
{
    struct slot *set = &slots[(key >> 20) % (SLOTS / WAYS) * WAYS], *old = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].last < old->last)
            old = &set[i];
    }
    if (!make)
        return NULL;
    *old = (struct slot){ .key = key };
    return old;
}

static int64_t wait_ms(uint64_t key, int64_t now)
{
    const struct slot *s = find(key, false);
    return s && s->until > now ? s->until - now : 0;
}

bool throttle_ask(struct ctx *c, struct str account, struct str address)
{
    int64_t now = ctx_now(c);
    pthread_mutex_lock(&lock);
    int64_t a = wait_ms(hash('a', account), now), b = wait_ms(hash('b', address), now);
    pthread_mutex_unlock(&lock);
    if (!a && !b)
        return true;
    return fail(c, ERR_BUSY, "Too many attempts. Wait %" PRId64 " seconds and try again.",
                (MAX(a, b) + 999) / 1000);
}

static void note(uint64_t key, bool good, int free_tries, int64_t now)
{
    struct slot *s = find(key, !good);
    if (!s)
        return;
    if (good) {
        *s = (struct slot){ 0 };
        return;
    }
    s->failures++;
    s->last = now;
    int over = s->failures - free_tries;
    if (over >= 0)
        s->until = now + MIN((int64_t)1 << MIN(over, 20), (int64_t)LONGEST_S) * 1000;
}

void throttle_note(struct str account, struct str address, bool good, int64_t now)
{
    pthread_mutex_lock(&lock);
    note(hash('a', account), good, FREE_TRIES, now);
    if (!good) /* one good sign-in does not clear an address that guesses at many */
        note(hash('b', address), good, ADDRESS_TRIES, now);
    pthread_mutex_unlock(&lock);
}
