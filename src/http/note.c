#include <libdeflate.h>
#include <microhttpd.h>

#include "base/asset.h"
#include "base/when.h"
#include "http/account.h"
#include "http/log.h"
#include "http/pool.h"
#include "http/server_int.h"

/* Upper ends of the duration buckets in milliseconds. */
static const int bucket_ms[METRIC_BUCKETS] = { 1, 5, 10, 25, 50, 100, 500, 5000 };

static void count_status(struct server *s, int status)
{
    s->count.requests[status / 100 < METRIC_STATUS ? status / 100 : 0]++;
}

static void count(struct server *s, const struct request *req, int status, int64_t ms)
{
    int place = 0;
    while (place < METRIC_BUCKETS - 1 && ms > bucket_ms[place])
        place++;
    pthread_mutex_lock(&s->lock);
    count_status(s, status);
    s->count.bucket[place]++;
    s->count.total_ms += ms;
    bool known = !req->session || req->session->token || s->nseen == SEEN;
    for (size_t i = 0; i < s->nseen && !known; i++)
        known = str_eq_z(req->session->hash, s->seen[i]);
    if (!known)
        snprintf(s->seen[s->nseen++], sizeof s->seen[0], STR_FMT, STR_ARG(req->session->hash));
    pthread_mutex_unlock(&s->lock);
}

void server_note(struct server *s, const struct request *req, const struct response *res,
                 int64_t ms, const char *failure)
{
    int status = req->worker ? (res->status ? res->status : 200) : 503;
    log_request(req, status, res->body.n, ms, status >= 500 ? failure : NULL);
    count(s, req, status, ms);
}

void server_note_refused(struct server *s, struct str address, int status, const char *why)
{
    log_refused(address, status, why);
    pthread_mutex_lock(&s->lock);
    count_status(s, status);
    s->count.refused++;
    pthread_mutex_unlock(&s->lock);
}

void server_flush_seen(struct server *s)
{
    struct worker *w = NULL;
    pthread_mutex_lock(&s->lock);
    bool any = s->nseen > 0;
    pthread_mutex_unlock(&s->lock);
    if (!any || !(w = pool_take(s->pool, POOL_WRITE, (struct str){ NULL, 0 })))
        return;
    struct str *hash = arena_new(&w->mem, struct str, SEEN);
    pthread_mutex_lock(&s->lock);
    size_t n = s->nseen;
    for (size_t i = 0; i < n; i++)
        hash[i] = arena_str(&w->mem, str_z(s->seen[i]));
    s->nseen = 0;
    pthread_mutex_unlock(&s->lock);
    (void)!session_note_seen(&w->c, hash, n, when_now(NULL)); /* next minute again */
    pool_give(s->pool, w);
}

static void metric(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_addf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, int64_t v)
{
    metric(b, name, type, help);
    buf_addf(b, "%s %" PRId64 "\n", name, v);
}

void server_metrics(const struct server *s, struct buf *b)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&s->lock;
    int64_t open = 0, sum = 0;
    pthread_mutex_lock(lock);
    struct counts copy = s->count;
    for (size_t i = 0; i < WATCHED; i++)
        open += s->conn[i].used;
    pthread_mutex_unlock(lock);
    metric(b, "muniment_requests_total", "counter", "Requests by the first digit of the answer.");
    for (int i = 1; i < METRIC_STATUS; i++)
        buf_addf(b, "muniment_requests_total{status=\"%dxx\"} %" PRId64 "\n", i, copy.requests[i]);
    metric(b, "muniment_request_seconds", "histogram", "How long requests took to work out.");
    for (int i = 0; i < METRIC_BUCKETS; i++) {
        sum += copy.bucket[i];
        if (i < METRIC_BUCKETS - 1)
            buf_addf(b, "muniment_request_seconds_bucket{le=\"%g\"} %" PRId64 "\n",
                     bucket_ms[i] / 1000.0, sum);
    }
    buf_addf(b,
             "muniment_request_seconds_bucket{le=\"+Inf\"} %" PRId64
             "\nmuniment_request_seconds_sum %g\nmuniment_request_seconds_count %" PRId64 "\n",
             sum, (double)copy.total_ms / 1000.0, sum);
    one(b, "muniment_refused_total", "counter",
        "Requests refused before they had a route: malformed, too large, too many.", copy.refused);
    one(b, "muniment_connections", "gauge", "Open connections.", open);
    one(b, "muniment_slow_connections_total", "counter", "Connections cut for being slow.",
        copy.cut);
    one(b, "muniment_start_time_seconds", "gauge", "When the server started, in Unix time.",
        s->started / 1000);
}

/* --- compression --- */

enum { WORTH = 600, LEVEL = 1 };

/* libdeflate packs a whole buffer at once: less than a third of zlib's time at its fastest, and a
 * smaller page. The worker keeps the compressor and the room. */
struct MHD_Response *server_compress(const struct request *req, struct response *res)
{
    struct str body = buf_str(&res->body);
    struct str accept = http_header(req, "Accept-Encoding");
    struct worker *w = req->worker;
    if (!w || body.n < WORTH || str_find(accept, STR("gzip")) < 0)
        return NULL;
    if (!w->packer && !(w->packer = libdeflate_alloc_compressor(LEVEL)))
        BUG("out of memory");
    size_t room = libdeflate_gzip_compress_bound(w->packer, body.n);
    w->packed.max = room;
    buf_reset(&w->packed);
    buf_reserve(&w->packed, room);
    size_t n = libdeflate_gzip_compress(w->packer, body.p, body.n, w->packed.p, room);
    if (!n)
        return NULL;
    struct MHD_Response *r = MHD_create_response_from_buffer(n, w->packed.p, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(r, "Content-Encoding", "gzip");
    MHD_add_response_header(r, "Vary", "Accept-Encoding");
    return r;
}
