#include <arpa/inet.h>
#include <microhttpd.h>

#include <pthread.h>

#include <sys/mman.h>
#include <sys/socket.h>

#include "base/asset.h"
#include "http/account.h"
#include "http/gate.h"
#include "http/harden.h"
#include "http/multipart.h"
#include "http/pool.h"
#include "http/rate.h"
#include "http/router.h"
#include "http/server_int.h"
#include "http/tls.h"

/* The one file that knows the HTTP library: connections in, answers out. */

enum {
    CONNECTIONS = 640, /* below the 1,024 files that a process may have open by default */
    PER_ADDRESS = 128, /* a proxy is one address for everybody: no limit there */
    IDLE_S = 30,
    STACK = 512 << 10,
    CONNECTION_MEMORY = 32 << 10,
    HEADERS_MAX = 100,
};

struct portfolios *server_portfolios(const struct server *s)
{
    return s->portfolios;
}

const struct serve_options *server_options(const struct server *s)
{
    return &s->o;
}

struct str http_header(const struct request *req, const char *name)
{
    return str_z(MHD_lookup_connection_value(req->connection, MHD_HEADER_KIND, name));
}

/* --- the body --- */

struct exchange {
    char *target;        /* raw, from the URI callback */
    struct http_conn *k; /* of the connection; NULL when the table was full */
    bool begun, refused, spool;
    int64_t max, got, started;
    struct buf body;
    int fd; /* spooled body */
    enum http_method method;
    bool head;
    struct arena mem; /* for path, address and match */
    struct str path, address;
    struct router_match match;
    const struct face *face; /* by the raw target, for refusals before the match */
    struct rate rate;
};

static void free_exchange(struct exchange *x)
{
    if (!x)
        return;
    if (x->fd >= 0)
        close(x->fd);
    buf_done(&x->body);
    arena_done(&x->mem);
    base_free(x->target);
    base_free(x);
}

static void *new_exchange(void *arg, const char *uri, struct MHD_Connection *con)
{
    struct exchange *x = base_alloc(sizeof *x);
    *x = (struct exchange){ .fd = -1 };
    size_t n = strlen(uri);
    x->target = base_alloc(n + 1);
    memcpy(x->target, uri, n + 1);
    struct http_conn *k = watch_of(arg, con);
    if (k) { /* the library tells no end of a request that it refuses itself */
        free_exchange(k->pending);
        k->pending = x;
    }
    return x;
}

static void end_exchange(void *arg, struct MHD_Connection *con, void **px,
                         enum MHD_RequestTerminationCode code)
{
    struct exchange *x = *px;
    struct server *s = arg;
    struct http_conn *k = watch_of(s, con);
    (void)code;
    if (!x)
        return;
    if (k && k->pending == x) /* ended by the library before its headers were there */
        k->pending = NULL;
    if (x->k)
        watch_idle(s, x->k);
    free_exchange(x);
    *px = NULL;
}

/* --- plain answers without a context --- */

static void add_number(struct MHD_Response *r, const char *name, int n)
{
    char text[16];
    snprintf(text, sizeof text, "%d", n);
    MHD_add_response_header(r, name, text);
}

static void add_rate(struct MHD_Response *r, const struct rate *rate)
{
    if (!rate->limit)
        return;
    add_number(r, "RateLimit-Limit", rate->limit);
    add_number(r, "RateLimit-Remaining", rate->remaining);
    add_number(r, "RateLimit-Reset", rate->reset);
}

static enum MHD_Result answer_plain(struct MHD_Connection *con, const struct exchange *x,
                                    unsigned status, const char *text, bool close_it)
{
    struct buf b;
    const char *type = "text/plain; charset=utf-8";
    buf_init(&b, 4096);
    if (x->face && x->face->plain)
        type = x->face->plain((int)status, text, &b);
    else
        buf_addf(&b, "%s\n", text);
    struct MHD_Response *r = MHD_create_response_from_buffer(b.n, b.p, MHD_RESPMEM_MUST_COPY);
    buf_done(&b);
    MHD_add_response_header(r, "Content-Type", type);
    if (status == MHD_HTTP_TOO_MANY_REQUESTS || status == MHD_HTTP_SERVICE_UNAVAILABLE)
        add_number(r, "Retry-After", x->rate.wait ? x->rate.wait : 5);
    add_rate(r, &x->rate);
    MHD_add_response_header(r, "Cache-Control", "no-store");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    if (close_it)
        MHD_add_response_header(r, "Connection", "close");
    enum MHD_Result ok = MHD_queue_response(con, status, r);
    MHD_destroy_response(r);
    return ok;
}

/* --- the beginning of a request --- */

struct headers {
    struct gate_header h[HEADERS_MAX];
    size_t n;
    bool over;
};

static enum MHD_Result add_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    struct headers *h = arg;
    (void)kind;
    if (h->n == HEADERS_MAX) {
        h->over = true;
        return MHD_NO;
    }
    h->h[h->n++] = (struct gate_header){ str_z(name), str_z(value) };
    return MHD_YES;
}

static const char *gate(struct MHD_Connection *con, const struct exchange *x, const char *method,
                        const char *version)
{
    struct headers h = { .n = 0 };
    MHD_get_connection_values(con, MHD_HEADER_KIND, add_header, &h);
    if (h.over)
        return "There are too many headers.";
    return gate_refuses(str_z(method), str_z(version), str_z(x->target), h.h, h.n);
}

static bool read_method(const char *method, struct exchange *x)
{
    static const struct {
        const char *name;
        enum http_method method;
    } known[] = { { "GET", HTTP_GET },     { "HEAD", HTTP_GET }, { "POST", HTTP_POST },
                  { "PATCH", HTTP_PATCH }, { "PUT", HTTP_PUT },  { "DELETE", HTTP_DELETE } };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(method, known[i].name) == 0) {
            x->method = known[i].method;
            x->head = strcmp(method, "HEAD") == 0;
            return true;
        }
    return false;
}

static int64_t announced(struct MHD_Connection *con)
{
    const char *n = MHD_lookup_connection_value(con, MHD_HEADER_KIND, "Content-Length");
    int64_t v = 0;
    for (; n && *n >= '0' && *n <= '9' && v < INT64_MAX / 10 - 9; n++)
        v = v * 10 + (*n - '0');
    return v;
}

static bool decode_path(struct exchange *x)
{
    struct ctx c;
    struct rng none;
    struct str raw = str_z(x->target);
    ptrdiff_t q = str_find_char(raw, '?');
    ctx_init(&c, &x->mem, &none);
    return http_decode(&c, q < 0 ? raw : str_head(raw, (size_t)q), false, &x->path);
}

static bool open_spool(struct server *s, struct exchange *x)
{
    const char *slash = strrchr(s->o.db, '/');
    char dir[4096];
    snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - s->o.db + 1) : 1,
             slash ? s->o.db : ".");
    x->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return x->fd >= 0;
}

/* An address as a proxy writes it; anything else is nobody's word. */
static bool is_address(const char *text)
{
    struct in6_addr a;
    return inet_pton(AF_INET, text, &a) == 1 || inet_pton(AF_INET6, text, &a) == 1;
}

static struct str client_address(struct arena *mem, const struct server *s,
                                 struct MHD_Connection *con)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "?";
    const char *forwarded = MHD_lookup_connection_value(con, MHD_HEADER_KIND, "X-Forwarded-For");
    if (s->o.proxy && forwarded) { /* the last entry is the proxy's own word */
        const char *comma = strrchr(forwarded, ',');
        struct str last = str_head(str_trim(str_z(comma ? comma + 1 : forwarded)), 64);
        char *copy = arena_z(mem, last);
        if (is_address(copy))
            return str_z(copy);
    }
    if (i && i->client_addr && i->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)i->client_addr)->sin_addr,
                  text, sizeof text);
    else if (i && i->client_addr && i->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)i->client_addr)->sin6_addr,
                  text, sizeof text);
    return arena_str(mem, str_z(text));
}

/* Known by its token or cookie, and by its address. */
static bool take_rate(struct exchange *x, struct MHD_Connection *con)
{
    const struct route *route = x->match.route;
    struct str credential =
        str_z(MHD_lookup_connection_value(con, MHD_HEADER_KIND, "Authorization"));
    if (!credential.n)
        credential = str_z(MHD_lookup_connection_value(con, MHD_HEADER_KIND, "Cookie"));
    rate_take(x->face && x->face->bearer, route ? route->rate : HTTP_RATE_PAGE, credential,
              x->address, when_now(NULL), &x->rate);
    return x->rate.wait == 0;
}

/* The first call: everything that can be refused before the body is read. 0: go on. */
static unsigned begin(struct server *s, struct exchange *x, struct MHD_Connection *con,
                      const char *method, const char *version, const char **ret_why)
{
    arena_init(&x->mem, 1 << 20);
    x->address = client_address(&x->mem, s, con);
    x->face = router_face(&s->o, str_z(x->target));
    *ret_why = gate(con, x, method, version);
    if (*ret_why)
        return MHD_HTTP_BAD_REQUEST;
    *ret_why = "This method is not served.";
    if (!read_method(method, x))
        return MHD_HTTP_NOT_IMPLEMENTED;
    *ret_why = "The path is not valid UTF-8 text.";
    if (!decode_path(x))
        return MHD_HTTP_BAD_REQUEST;
    router_find(&s->o, x->method, x->path, &x->match);
    x->face = x->match.face;
    *ret_why = "Too many requests. Wait as long as Retry-After says.";
    if (!take_rate(x, con))
        return MHD_HTTP_TOO_MANY_REQUESTS;
    x->max = x->match.route ? x->match.route->body : HTTP_FORM; /* then 404: read and dropped */
    *ret_why = "The body is larger than is taken here.";
    if (announced(con) > x->max)
        return MHD_HTTP_CONTENT_TOO_LARGE;
    x->spool = x->max > HTTP_FORM;
    *ret_why = "There is no room for the upload.";
    if (x->spool && announced(con) > HTTP_FORM && !open_spool(s, x))
        return MHD_HTTP_INSUFFICIENT_STORAGE;
    buf_init(&x->body, (size_t)MIN(x->max, (int64_t)HTTP_FORM) + 1);
    return 0;
}

static bool take(struct server *s, struct exchange *x, const char *p, size_t n)
{
    x->got += (int64_t)n;
    if (x->got > x->max)
        return false;
    if (!x->match.route)
        return true;
    if (x->fd < 0 && x->spool && x->got > HTTP_FORM) { /* chunked, and larger than it seemed */
        if (!open_spool(s, x) || write(x->fd, x->body.p, x->body.n) != (ssize_t)x->body.n)
            return false;
        buf_reset(&x->body);
    }
    if (x->fd >= 0)
        return write(x->fd, p, n) == (ssize_t)n;
    buf_add(&x->body, p, n);
    return !x->body.over;
}

/* --- the answer --- */

static const char csp[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                          "data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                          "frame-ancestors 'none'; manifest-src 'self'; "
                          "require-trusted-types-for 'script'; trusted-types muniment";

static void add_headers(struct MHD_Response *r, const struct request *req,
                        const struct response *res)
{
    MHD_add_response_header(r, "Content-Type", res->type ? res->type : "text/html; charset=utf-8");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "same-origin");
    MHD_add_response_header(r, "Content-Security-Policy", csp);
    MHD_add_response_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    if (req->tls)
        MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
    if (!res->cacheable)
        MHD_add_response_header(r, "Cache-Control", "no-store");
    for (size_t i = 0; i < res->nheaders; i++)
        MHD_add_response_header(r, res->header[i].name.p, res->header[i].value.p);
}

static struct MHD_Response *from_file(struct response *res)
{
    struct stat st;
    int fd = open(res->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    int64_t length = res->length ? res->length : st.st_size - res->offset;
    struct MHD_Response *r =
        MHD_create_response_from_fd_at_offset64((uint64_t)length, fd, (uint64_t)res->offset);
    if (!r)
        close(fd);
    return r;
}

static struct MHD_Response *make_response(const struct request *req, struct response *res)
{
    struct str body = buf_str(&res->body);
    if (res->file)
        return from_file(res);
    if (res->asset)
        return MHD_create_response_from_buffer(res->asset->n, (void *)(uintptr_t)res->asset->bytes,
                                               MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *r = server_compress(req, res);
    if (r)
        return r;
    return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)(body.p ? body.p : ""),
                                           MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result send_response(struct MHD_Connection *con, const struct exchange *x,
                                     const struct request *req, struct response *res)
{
    struct MHD_Response *r = make_response(req, res);
    if (!r)
        return answer_plain(con, x, 404, "The file is not there.", false);
    add_headers(r, req, res);
    add_rate(r, &x->rate);
    enum MHD_Result ok = MHD_queue_response(con, (unsigned)(res->status ? res->status : 200), r);
    MHD_destroy_response(r);
    return ok;
}

/* --- running it --- */

static bool read_body(struct ctx *c, struct request *req, const struct exchange *x, void **ret_map)
{
    struct str type = http_header(req, "Content-Type"), body = buf_str(&x->body);
    if (x->fd >= 0 && x->got) {
        *ret_map = mmap(NULL, (size_t)x->got, PROT_READ, MAP_PRIVATE, x->fd, 0);
        if (*ret_map == MAP_FAILED) {
            *ret_map = NULL;
            return fail(c, ERR_STORAGE, "The upload cannot be read back.");
        }
        body = (struct str){ *ret_map, (size_t)x->got };
    }
    if (x->face && x->face->bearer) {
        req->body = body;
        return true;
    }
    struct str boundary = multipart_boundary(type);
    if (boundary.n)
        return multipart_read(c, body, boundary, req);
    if (str_starts(type, STR("application/x-www-form-urlencoded")))
        return http_pairs_read(c, body, &req->form);
    req->body = body;
    return true;
}

static bool read_request(struct ctx *c, struct request *req, const struct exchange *x, void **map)
{
    struct str target = str_z(x->target);
    ptrdiff_t q = str_find_char(target, '?');
    req->target = target;
    req->path = x->path;
    if (q >= 0 && !http_pairs_read(c, str_tail(target, (size_t)q + 1), &req->query))
        return false;
    return read_body(c, req, x, map);
}

/* Looking at the past: the cookie of the date picker, or ?as_of= for the API. */
static struct str past_of(struct ctx *c, const struct request *req, const struct exchange *x)
{
    struct str when = http_get(&req->query, "as_of");
    if (!when.n && x->match.face && !x->match.face->bearer)
        when = str_head(http_cookie(c, req, "as_of"), 20);
    if (!x->match.route || x->match.route->access == HTTP_PUBLIC)
        return (struct str){ NULL, 0 };
    return arena_str(c->mem, when);
}

static enum pool_kind kind_of(const struct exchange *x, struct str past)
{
    const struct route *r = x->match.route;
    if (r && r->lane == HTTP_ASIDE)
        return POOL_ASIDE;
    if (r && r->lane == HTTP_WRITES)
        return POOL_WRITE;
    return past.n ? POOL_PAST : POOL_READ;
}

static enum MHD_Result run(struct server *s, struct exchange *x, struct MHD_Connection *con)
{
    struct request req = { .method = x->method,
                           .head = x->head,
                           .server = s,
                           .connection = con,
                           .tls = s->o.proxy || s->o.tls_cert };
    struct response res = { 0 };
    struct arena mem;
    struct ctx early;
    struct rng none;
    void *map = NULL;
    arena_init(&mem, 64 << 20);
    ctx_init(&early, &mem, &none);
    req.address = x->address;
    bool ok = read_request(&early, &req, x, &map);
    req.past = ok ? past_of(&early, &req, x) : (struct str){ NULL, 0 };
    enum pool_kind kind = kind_of(x, req.past);
    bool aside = kind == POOL_ASIDE && x->face && x->face->bearer; /* an upload */
    if (kind != POOL_PAST && kind != POOL_WRITE && !aside)
        req.past = (struct str){ NULL, 0 };
    int64_t start = when_now(NULL);
    struct worker *w = pool_take(s->pool, kind, req.past);
    enum MHD_Result sent;
    if (w) {
        req.worker = w;
        res.body = w->page;
        if (!ok)
            fail(&w->c, early.err.code, "%s", early.err.message);
        if (kind != POOL_PAST && req.past.n)
            fail(&w->c, ERR_CONFLICT,
                 "You are looking at the past, where nothing can be changed. Go "
                 "back to today first.");
        req.past = kind == POOL_PAST ? req.past : (struct str){ NULL, 0 };
        if (x->face)
            router_run(&w->c, &req, &x->match, &res);
        server_note(s, &req, &res, when_now(NULL) - start, w->c.err.message);
        sent = send_response(con, x, &req, &res);
        w->page = res.body;
        pool_give(s->pool, w);
    } else {
        server_note(s, &req, &res, when_now(NULL) - start, "No worker was free in time.");
        sent =
            answer_plain(con, x, 503, "Too much is going on. Try again in a few seconds.", false);
    }
    if (map)
        munmap(map, (size_t)x->got);
    arena_done(&mem);
    return sent;
}

static enum MHD_Result handle(void *arg, struct MHD_Connection *con, const char *url,
                              const char *method, const char *version, const char *data, size_t *n,
                              void **px)
{
    struct server *s = arg;
    struct exchange *x = *px;
    (void)url;
    if (!x->begun) {
        const char *why;
        x->begun = true;
        x->k = watch_of(s, con);
        if (x->k)
            x->k->pending = NULL;
        unsigned status = begin(s, x, con, method, version, &why);
        if (status) {
            x->refused = true;
            server_note_refused(s, x->address, (int)status, why);
            return answer_plain(con, x, status, why, true);
        }
        if (x->k)
            watch_body(s, x->k);
        return MHD_YES;
    }
    if (x->refused)
        return MHD_NO;
    if (*n) {
        bool ok = take(s, x, data, *n);
        if (x->k)
            watch_bytes(x->k, (int64_t)*n);
        *n = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    if (x->k)
        watch_work(s, x->k);
    return run(s, x, con);
}

static void connection_changed(void *arg, struct MHD_Connection *con, void **ctx,
                               enum MHD_ConnectionNotificationCode code)
{
    struct server *s = arg;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *ctx = watch_add(s, con);
    else if (*ctx) {
        free_exchange(((struct http_conn *)*ctx)->pending);
        watch_remove(s, *ctx);
    }
}

/* --- start --- */

bool server_start(struct ctx *c, struct server *s, const struct sockaddr_storage *at)
{
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ITC;
    struct tls pem = { NULL, NULL };
    if (s->o.tls_cert) {
        flags |= MHD_USE_TLS;
        if (!tls_read(c, s->o.tls_cert, s->o.tls_key, &pem))
            return false;
    }
    if (at->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)pem.cert },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)pem.key },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES },
        { MHD_OPTION_END, 0, NULL },
    };
    struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
    harden(s->o.db); /* everything outside our folders is read; threads inherit it */
    s->mhd = MHD_start_daemon(flags, (uint16_t)s->o.port, NULL, NULL, handle, s,
                              MHD_OPTION_SOCK_ADDR, at, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
                              MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->o.proxy ? 0U : PER_ADDRESS,
                              MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_THREAD_STACK_SIZE,
                              (size_t)STACK, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                              (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                              MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, MHD_OPTION_URI_LOG_CALLBACK,
                              new_exchange, s, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, s,
                              MHD_OPTION_NOTIFY_CONNECTION, connection_changed, s, MHD_OPTION_ARRAY,
                              s->o.tls_cert ? tls : none, MHD_OPTION_END);
    return s->mhd || fail(c, ERR_USAGE, "Nothing can listen on " STR_FMT ":%d: %s.",
                          STR_ARG(s->o.host), s->o.port, strerror(errno));
}
