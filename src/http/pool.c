#include <libdeflate.h>
#include <pthread.h>

#include "http/pool.h"
#include "store/ledger.h"
#include "store/search.h"

enum {
    WAIT_S = 5,
    MEMORY_MAX = 256 << 20,
    READERS_MAX = 64,
    CHECKPOINT_PAGES = 1000,
    PAGE_USUAL = 60 << 10,
    PAGE_KEPT = 256 << 10, /* most that a worker keeps for the next page */
};
static const int count_of[POOL_KINDS] = { 0, 1, 2, 3 }; /* readers by the number of cores */

/* One that waits, on its own stack. Who comes first is served first: woken all at once, some of
 * sixteen connections waited ten times as long as others. */
struct waiter {
    enum pool_kind kind;
    struct worker *worker; /* NULL until it is handed one */
    pthread_cond_t given;
    struct waiter *next;
};

struct pool {
    pthread_mutex_t lock;
    struct waiter *first;
    const struct serve_options *o;
    struct worker *at;
    size_t n;
};

/* The past and readers open read-only; opening uses memory that lasts as long as the worker. */
static bool open_store(struct worker *w, const struct serve_options *o)
{
    struct store_options so = *o->store;
    if (w->kind == POOL_READ || w->kind == POOL_PAST)
        so.db_flags |= DB_READONLY;
    ctx_init(&w->c, &w->store_mem, &w->rng);
    return store_open(&w->c, o->db, &so, &w->store);
}

static bool open_worker(struct ctx *c, struct worker *w, enum pool_kind kind,
                        const struct serve_options *o)
{
    *w = (struct worker){ .kind = kind };
    arena_init(&w->mem, MEMORY_MAX);
    arena_init(&w->store_mem, MEMORY_MAX);
    rng_init(&w->rng);
    return open_store(w, o) || fail(c, w->c.err.code, "%s", w->c.err.message);
}

bool pool_open(struct ctx *c, const struct serve_options *o, struct pool **ret)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int readers = (int)MIN(MAX(2 * cores, 2), (long)READERS_MAX);
    struct pool *p = base_alloc(sizeof *p);
    *p = (struct pool){ .o = o };
    pthread_mutex_init(&p->lock, NULL);
    p->at = base_alloc(sizeof *p->at * (size_t)(readers + 6));
    *ret = p;
    for (int kind = 0; kind < POOL_KINDS; kind++) {
        int n = kind == POOL_READ ? readers : count_of[kind];
        for (int i = 0; i < n; i++)
            if (!open_worker(c, &p->at[p->n++], (enum pool_kind)kind, o))
                return false;
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].kind == POOL_WRITE && !db_hold_server(c, p->at[i].store->db))
            return false;
    return true;
}

void pool_close(struct pool **pp)
{
    struct pool *p = *pp;
    if (!p)
        return;
    for (size_t i = p->n; i-- > 0;) { /* readers last: the writer's checkpoint wants them gone */
        struct worker *w = &p->at[i];
        if (w->kind != POOL_WRITE && w->store) {
            ctx_clear(&w->c);
            store_close(&w->c, &w->store);
        }
    }
    for (size_t i = 0; i < p->n; i++) {
        struct worker *w = &p->at[i];
        if (w->store) {
            ctx_clear(&w->c);
            store_close(&w->c, &w->store);
        }
        arena_done(&w->mem);
        arena_done(&w->store_mem);
        buf_done(&w->page);
        buf_done(&w->packed);
        libdeflate_free_compressor(w->packer);
    }
    pthread_mutex_destroy(&p->lock);
    base_free(p->at);
    base_free(p);
    *pp = NULL;
}

/* A free worker of the kind; for the past the one that shows the moment, else the one that lay
 * longest. The caller holds the lock. */
static struct worker *find(struct pool *p, enum pool_kind kind, struct str past)
{
    struct worker *best = NULL;
    for (size_t i = 0; i < p->n; i++) {
        struct worker *w = &p->at[i];
        if (w->kind != kind || w->busy)
            continue;
        if (kind != POOL_PAST || str_eq_z(past, w->past))
            return w;
        if (!best || w->used < best->used)
            best = w;
    }
    return best;
}

/* The caller holds the lock. */
static void leave_queue(struct pool *p, const struct waiter *me)
{
    struct waiter **at = &p->first;
    while (*at != me)
        at = &(*at)->next;
    *at = me->next;
}

static struct worker *wait_in_queue(struct pool *p, enum pool_kind kind)
{
    struct waiter me = { .kind = kind }, **end = &p->first;
    pthread_condattr_t monotonic;
    struct timespec until;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&me.given, &monotonic);
    pthread_condattr_destroy(&monotonic);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    while (*end)
        end = &(*end)->next;
    *end = &me;
    int rc = 0;
    while (!me.worker && rc == 0)
        rc = pthread_cond_timedwait(&me.given, &p->lock, &until);
    if (!me.worker)
        leave_queue(p, &me);
    pthread_cond_destroy(&me.given);
    return me.worker;
}

static struct worker *wait_for(struct pool *p, enum pool_kind kind, struct str past)
{
    pthread_mutex_lock(&p->lock);
    struct worker *w = find(p, kind, past);
    if (w)
        w->busy = true;
    else
        w = wait_in_queue(p, kind);
    pthread_mutex_unlock(&p->lock);
    return w;
}

/* To the one that waits longest for this kind, who then wakes alone; else it is free. The caller
 * holds the lock. */
static void hand_on(struct pool *p, struct worker *w)
{
    for (struct waiter **at = &p->first; *at; at = &(*at)->next)
        if ((*at)->kind == w->kind) {
            struct waiter *next = *at;
            *at = next->next;
            next->worker = w;
            pthread_cond_signal(&next->given);
            return;
        }
    w->busy = false;
}

/* What other connections committed may have changed what this one keeps in memory: if it is a leaf,
 * and not only that a session was used, which is noted every minute. */
static bool refresh(struct worker *w)
{
    struct hash tail;
    int64_t version;
    /* One view of the database for the whole request, and one lock instead of one a statement. */
    if (w->kind == POOL_READ && !db_read_begin(&w->c, w->store->db))
        return false;
    if (!db_data_version(&w->c, w->store->db, &version))
        return false;
    if (version == w->data_version)
        return true;
    if (!ledger_tail(&w->c, &tail))
        return false;
    if (memcmp(tail.b, w->tail.b, sizeof tail.b) != 0) {
        store_cache_drop(&w->c);
        if (!store_read_organization(&w->c))
            return false;
    }
    w->data_version = version;
    w->tail = tail;
    return true;
}

static int64_t fixed(void *arg)
{
    return *(const int64_t *)arg;
}

bool pool_show_past(struct worker *w, struct str past)
{
    struct ctx *c = &w->c;
    if (!str_eq_z(past, w->past)) {
        w->past[0] = 0;
        store_cache_drop(c);
        if (!store_as_of(c, past))
            return false;
        snprintf(w->past, sizeof w->past, STR_FMT, STR_ARG(past));
    }
    c->db = w->store->asof;
    c->clock = fixed;
    c->clock_arg = &w->store->asof_ms;
    return true;
}

struct worker *pool_take(struct pool *p, enum pool_kind kind, struct str past)
{
    struct worker *w = wait_for(p, kind, past);
    if (!w)
        return NULL;
    arena_reset(&w->mem);
    w->page.max = HTTP_PAGE;
    buf_reset(&w->page);
    buf_reserve(&w->page, PAGE_USUAL);
    ctx_init(&w->c, &w->mem, &w->rng);
    w->c.store = w->store;
    w->c.db = w->store->db;
    (void)!refresh(w);
    return w;
}

static void keep_small(struct buf *b)
{
    if (b->cap > PAGE_KEPT)
        buf_done(b);
}

void pool_give(struct pool *p, struct worker *w)
{
    keep_small(&w->page);
    keep_small(&w->packed);
    db_rollback(w->store->db);
    db_read_end(w->store->db);
    arena_reset(&w->mem);
    pthread_mutex_lock(&p->lock);
    w->used = when_now(NULL);
    hand_on(p, w);
    pthread_mutex_unlock(&p->lock);
}

void pool_checkpoint(struct pool *p)
{
    struct worker *w = NULL;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].kind == POOL_WRITE && !p->at[i].busy)
            w = &p->at[i];
    if (w)
        w->busy = true;
    pthread_mutex_unlock(&p->lock);
    if (!w)
        return;
    ctx_init(&w->c, &w->mem, &w->rng);
    w->c.store = w->store;
    w->c.db = w->store->db;
    (void)!db_checkpoint(&w->c, w->store->db, CHECKPOINT_PAGES);
    pool_give(p, w);
}
