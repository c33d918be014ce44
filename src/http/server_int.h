/* What the files around server.c share. Internal to http/. */
#pragma once
#include <pthread.h>

#include "http/http.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;
struct pool;

enum { WATCHED = 768, SEEN = 1024, METRIC_STATUS = 6, METRIC_BUCKETS = 8 };

enum watch_phase { WATCH_HEADERS, WATCH_BODY, WATCH_WORK, WATCH_IDLE };
/* One open connection. */
struct http_conn {
    bool used;
    int fd;
    enum watch_phase phase;
    int64_t since; /* ms of the phase */
    int64_t bytes; /* of the body so far */
    void *pending; /* exchange of a request line whose headers are not there yet */
};

/* What /metrics tells. */
struct counts {
    int64_t requests[METRIC_STATUS]; /* by the first digit of the status */
    int64_t bucket[METRIC_BUCKETS];  /* answers by duration */
    int64_t total_ms, cut, refused;  /* cut: connections ended for being slow */
};

struct server {
    struct serve_options o;
    struct pool *pool;
    struct portfolios *portfolios; /* risks in money, kept between requests */
    struct MHD_Daemon *mhd;
    int64_t started;
    pthread_mutex_t lock; /* for everything below */
    struct http_conn conn[WATCHED];
    char seen[SEEN][65]; /* sessions used since the last flush */
    size_t nseen;
    struct counts count;
};

struct sockaddr_storage;
/* Begins to answer on that address: server.c. */
bool server_start(struct ctx *c, struct server *s, const struct sockaddr_storage *at) MUST_CHECK;

/* --- slow connections: watch.c --- */
struct http_conn *watch_add(struct server *s, struct MHD_Connection *con);
struct http_conn *watch_of(struct server *s, struct MHD_Connection *con);
void watch_remove(struct server *s, struct http_conn *k);
void watch_body(struct server *s, struct http_conn *k);
void watch_bytes(struct http_conn *k, int64_t n);
void watch_work(struct server *s, struct http_conn *k);
void watch_idle(struct server *s, struct http_conn *k);
/* Ends connections whose headers take longer than 10 s or whose body comes slower than 500 bytes a
 * second. */
void watch_slow(struct server *s);
/* Waits up to 10 s until no request is under way. */
void watch_drain(struct server *s);

/* --- bookkeeping: note.c --- */
/* One line of log, counters, and that the session was used. failure: for the log when it is ours.
 */
void server_note(struct server *s, const struct request *req, const struct response *res,
                 int64_t ms, const char *failure);
/* The same for one that was refused before it had a context. */
void server_note_refused(struct server *s, struct str address, int status, const char *why);
void server_flush_seen(struct server *s);
/* Counters in the Prometheus text form. */
void server_metrics(const struct server *s, struct buf *b);
/* The body gzipped when the client takes that and it is worth it; NULL: as it is. */
struct MHD_Response *server_compress(const struct request *req, struct response *res);
