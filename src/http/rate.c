#include <pthread.h>

#include "http/rate.h"

enum { SLOTS = 8192, WAYS = 4, ADDRESS_TIMES = 4 };

/* burst: calls at once; refill: calls a minute afterwards. The first row is for pages, which
 * people call and the limits on connections bound; the second for programs. */
static const struct limit {
    int burst, refill;
} limits[2][HTTP_RATE_N] = {
    { [HTTP_RATE_PAGE] = { 0, 0 },
      [HTTP_RATE_SIGN_IN] = { 120, 120 },
      [HTTP_RATE_WORK] = { 0, 0 } },
    { [HTTP_RATE_PAGE] = { 1000, 3000 },
      [HTTP_RATE_SIGN_IN] = { 60, 60 },
      [HTTP_RATE_WORK] = { 60, 60 } },
};

struct bucket {
    uint64_t key;
    double left;
    int64_t at; /* ms of the last call */
};
static struct bucket buckets[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t hash(char kind, bool bearer, enum http_rate class, struct str s)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    const unsigned char head[] = { (unsigned char)kind, bearer, (unsigned char)class };
    for (size_t i = 0; i < sizeof head; i++)
        h = (h ^ head[i]) * 1099511628211u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h ? h : 1;
}

/* The key's bucket as full as it is now; a new one, full, in the place of the oldest of its set. */
static struct bucket *find(uint64_t key, struct limit l, int64_t now)
{
    struct bucket *set = &buckets[(key >> 20) % (SLOTS / WAYS) * WAYS], *b = NULL, *old = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            b = &set[i];
        if (set[i].at < old->at)
            old = &set[i];
    }
    if (!b) {
        *old = (struct bucket){ .key = key, .left = l.burst, .at = now };
        return old;
    }
    double more = (double)MAX(now - b->at, (int64_t)0) * l.refill / 60000.0;
    b->left = MIN(b->left + more, (double)l.burst);
    b->at = MAX(now, b->at);
    return b;
}

static int seconds(double calls, int refill)
{
    return calls <= 0 ? 0 : (int)(calls * 60.0 / refill) + 1;
}

static bool switched_off(void)
{
#ifdef MUNIMENT_TESTING
    return getenv("MUNIMENT_RATE_OFF") != NULL;
#else
    return false;
#endif
}

void rate_take(bool bearer, enum http_rate class, struct str credential, struct str address,
               int64_t now, struct rate *ret)
{
    struct limit l = limits[bearer][class],
                 wide = { l.burst * ADDRESS_TIMES, l.refill * ADDRESS_TIMES };
    *ret = (struct rate){ .limit = l.burst };
    if (!l.burst)
        return;
    pthread_mutex_lock(&lock);
    struct bucket *a = find(hash('a', bearer, class, address), wide, now);
    struct bucket *b = credential.n ? find(hash('c', bearer, class, credential), l, now) : a;
    if (b == a)
        ret->limit = wide.burst;
    struct limit own = b == a ? wide : l;
    double short_of = MAX(1 - b->left, 0.0), address_short = MAX(1 - a->left, 0.0);
    if (short_of > 0 || address_short > 0) {
        ret->wait = MAX(seconds(short_of, own.refill), seconds(address_short, wide.refill));
    } else {
        a->left -= 1;
        if (b != a)
            b->left -= 1;
    }
    ret->remaining = (int)b->left;
    ret->reset = seconds(own.burst - b->left, own.refill);
    pthread_mutex_unlock(&lock);
    if (switched_off())
        ret->wait = 0;
}
