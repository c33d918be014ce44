#include <microhttpd.h>
#include <sys/socket.h>

#include "base/when.h"
#include "http/server_int.h"

enum {
    HEADERS_MS = 10000,
    BODY_GRACE_MS = 5000,
    BODY_RATE = 500,
    KEEP_MS = 40000,
    DRAIN_MS = 10000
};

static int socket_of(struct MHD_Connection *con)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD);
    return i ? i->connect_fd : -1;
}

static void enter(struct server *s, struct http_conn *k, enum watch_phase phase)
{
    pthread_mutex_lock(&s->lock);
    k->phase = phase;
    k->since = when_now(NULL);
    k->bytes = 0;
    pthread_mutex_unlock(&s->lock);
}

struct http_conn *watch_add(struct server *s, struct MHD_Connection *con)
{
    struct http_conn *k = NULL;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < WATCHED && !k; i++)
        if (!s->conn[i].used)
            k = &s->conn[i];
    if (k)
        *k = (struct http_conn){
            .used = true, .fd = socket_of(con), .phase = WATCH_HEADERS, .since = when_now(NULL)
        };
    pthread_mutex_unlock(&s->lock);
    return k;
}

struct http_conn *watch_of(struct server *s, struct MHD_Connection *con)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    (void)s;
    return i ? i->socket_context : NULL;
}

void watch_remove(struct server *s, struct http_conn *k)
{
    pthread_mutex_lock(&s->lock);
    k->used = false;
    pthread_mutex_unlock(&s->lock);
}

void watch_body(struct server *s, struct http_conn *k)
{
    enter(s, k, WATCH_BODY);
}

void watch_bytes(struct http_conn *k, int64_t n)
{
    __atomic_add_fetch(&k->bytes, n, __ATOMIC_RELAXED);
}

void watch_work(struct server *s, struct http_conn *k)
{
    enter(s, k, WATCH_WORK);
}

void watch_idle(struct server *s, struct http_conn *k)
{
    enter(s, k, WATCH_IDLE);
}

/* The library ends connections on which nothing comes for 30 s; these are the ones on which just
 * enough comes. */
static bool too_slow(const struct http_conn *k, int64_t now)
{
    int64_t ms = now - k->since;
    switch (k->phase) {
    case WATCH_HEADERS:
        return ms > HEADERS_MS;
    case WATCH_BODY:
        return ms > BODY_GRACE_MS && __atomic_load_n(&k->bytes, __ATOMIC_RELAXED) <
                                         (ms - BODY_GRACE_MS) / 1000 * BODY_RATE;
    case WATCH_IDLE:
        return ms > KEEP_MS;
    case WATCH_WORK:
        break;
    }
    return false;
}

void watch_slow(struct server *s)
{
    int64_t now = when_now(NULL);
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < WATCHED; i++)
        if (s->conn[i].used && s->conn[i].fd >= 0 && too_slow(&s->conn[i], now)) {
            shutdown(s->conn[i].fd, SHUT_RDWR); /* the connection's own thread closes it */
            s->count.cut++;
        }
    pthread_mutex_unlock(&s->lock);
}

void watch_drain(struct server *s)
{
    for (int64_t start = when_now(NULL); when_now(NULL) - start < DRAIN_MS;) {
        bool busy = false;
        struct timespec ts = { .tv_nsec = 20000000 };
        pthread_mutex_lock(&s->lock);
        for (size_t i = 0; i < WATCHED; i++)
            busy |= s->conn[i].used &&
                    (s->conn[i].phase == WATCH_WORK || s->conn[i].phase == WATCH_BODY);
        pthread_mutex_unlock(&s->lock);
        if (!busy)
            return;
        nanosleep(&ts, NULL);
    }
}
