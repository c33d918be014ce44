#include <malloc.h>
#include <microhttpd.h>
#include <netdb.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>

#include "base/when.h"
#include "http/pool.h"
#include "http/router.h"
#include "http/server_int.h"
#include "isms/portfolio.h"

/* --- start and end --- */

static bool resolve(struct ctx *c, const struct serve_options *o, struct sockaddr_storage *ret)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    struct addrinfo *a = NULL;
    char port[16];
    snprintf(port, sizeof port, "%d", o->port);
    int rc = getaddrinfo(arena_z(c->mem, o->host), port, &hints, &a);
    if (rc != 0 || !a)
        return fail(c, ERR_USAGE, "There is no address \"" STR_FMT "\" to listen on: %s.",
                    STR_ARG(o->host), gai_strerror(rc));
    memcpy(ret, a->ai_addr, a->ai_addrlen);
    freeaddrinfo(a);
    return true;
}

static bool is_loopback(const struct sockaddr_storage *a)
{
    if (a->ss_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24) == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

/* Main thread: waits for the end, looks after slow connections every second. */
static void wait_for_end(struct server *s, const sigset_t *set)
{
    int64_t last = 0;
    for (;;) {
        struct timespec second = { .tv_sec = 1 };
        int sig = sigtimedwait(set, NULL, &second);
        if (sig == SIGTERM || sig == SIGINT)
            return;
        watch_slow(s);
        if (when_now(NULL) - last > 60000) {
            last = when_now(NULL);
            server_flush_seen(s);
            pool_checkpoint(s->pool);
            malloc_trim(0); /* what a burst of connections needed goes back */
        }
    }
}

static void announce(const struct server *s)
{
    char url[300];
    const union MHD_DaemonInfo *i = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_BIND_PORT);
    bool colon = str_find_char(s->o.host, ':') >= 0;
    snprintf(url, sizeof url, "%s://%s" STR_FMT "%s:%d", s->o.tls_cert ? "https" : "http",
             colon ? "[" : "", STR_ARG(s->o.host), colon ? "]" : "",
             i && i->port ? i->port : s->o.port);
    if (s->o.ready)
        s->o.ready(s->o.arg, url);
}

static bool serve(struct ctx *c, struct server *s)
{
    struct sockaddr_storage at = { 0 };
    if (!resolve(c, &s->o, &at))
        return false;
    if (!is_loopback(&at) && !s->o.tls_cert && !s->o.proxy)
        return fail(c, ERR_USAGE,
                    "Others could read along: give --tls-cert and --tls-key, or --proxy when a "
                    "proxy before this program speaks TLS, or listen on 127.0.0.1.");
    for (size_t i = 0; i < s->o.nfaces; i++) {
        const char *bad = router_check(s->o.faces[i]);
        if (bad)
            BUG("route table: %s", bad);
    }
    /* a heap for each of up to 256 threads would keep what each of them once needed */
    mallopt(M_ARENA_MAX, 2);
    /* what is large goes back at once: a limit that the C library raises by itself kept 9 MB of
     * what the first curve of 10,000 risks needed */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* threads inherit it */
    if (sodium_init() < 0)
        BUG("libsodium does not start");
    if (!pool_open(c, &s->o, &s->pool) || !server_start(c, s, &at))
        return false;
    announce(s);
    wait_for_end(s, &set);
    MHD_socket listen = MHD_quiesce_daemon(s->mhd);
    if (listen != MHD_INVALID_SOCKET)
        close(listen);
    watch_drain(s);
    return true;
}

bool http_serve(struct ctx *c, const struct serve_options *o)
{
    struct server *s = base_alloc(sizeof *s);
    *s = (struct server){ .o = *o, .started = when_now(NULL), .portfolios = portfolios_new() };
    pthread_mutex_init(&s->lock, NULL);
    bool ok = serve(c, s);
    if (s->mhd)
        MHD_stop_daemon(s->mhd);
    if (ok)
        server_flush_seen(s);
    pool_close(&s->pool);
    portfolios_free(s->portfolios);
    pthread_mutex_destroy(&s->lock);
    base_free(s);
    return ok;
}
