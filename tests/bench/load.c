/*
 * Asks a running server for one page again and again over some connections that stay open, and
 * prints one line of JSON: requests, seconds, latencies in milliseconds (p50, p95, p99, worst),
 * answers that were not 200. Only loopback; requests and time are bounded.
 *
 * Usage: load PORT PATH COOKIE CONNECTIONS REQUESTS
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include "base/num.h"
#include "base/str.h"

enum { MOST = 2000000, BUFFER = 1 << 20 };

static struct {
    int port;
    const char *path, *cookie;
    int64_t each;
} job;
struct client {
    pthread_t thread;
    double *ms;
    int64_t done, bad;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int dial(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)job.port) };
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Reads one whole answer; its status, or 0 when the connection ended. */
static int answer(int fd, char *buf)
{
    size_t n = 0, want = 0;
    while (!want || n < want) {
        ssize_t k = read(fd, buf + n, BUFFER - 1 - n);
        if (k <= 0)
            return 0;
        n += (size_t)k;
        buf[n] = 0;
        char *end = want ? NULL : strstr(buf, "\r\n\r\n");
        if (end) {
            char *len = strcasestr(buf, "\r\nContent-Length:");
            int64_t body = 0;
            for (len = len ? len + 17 : NULL; len && *len == ' ';)
                len++;
            for (; len && *len >= '0' && *len <= '9'; len++)
                body = body * 10 + (*len - '0');
            want = (size_t)(end + 4 - buf) + (size_t)body;
            if (want >= BUFFER)
                return 0;
        }
    }
    return (buf[9] - '0') * 100 + (buf[10] - '0') * 10 + (buf[11] - '0');
}

static void *work(void *arg)
{
    struct client *k = arg;
    char request[4096], *buf = base_alloc(BUFFER);
    int n = snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept-Encoding: gzip\r\nCookie: "
                     "%s\r\n\r\n",
                     job.path, job.port, job.cookie);
    int fd = dial();
    for (int64_t i = 0; i < job.each && fd >= 0; i++) {
        double start = now_ms();
        int status = write(fd, request, (size_t)n) == n ? answer(fd, buf) : 0;
        k->ms[k->done++] = now_ms() - start;
        k->bad += status != 200;
        if (!status) {
            close(fd);
            fd = dial();
        }
    }
    if (fd >= 0)
        close(fd);
    else
        k->bad++;
    base_free(buf);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    int64_t port, clients, requests, n = 0, bad = 0;
    if (argc != 6 || !num_parse_int(str_z(argv[1]), &port) ||
        !num_parse_int(str_z(argv[4]), &clients) || !num_parse_int(str_z(argv[5]), &requests) ||
        clients < 1 || clients > 256 || requests < clients || requests > MOST)
        return 2;
    job.port = (int)port;
    job.path = argv[2];
    job.cookie = argv[3];
    job.each = requests / clients;
    struct client *k = base_alloc(sizeof *k * (size_t)clients);
    double *all = base_alloc(sizeof *all * (size_t)(job.each * clients)), start = now_ms();
    for (int64_t i = 0; i < clients; i++) {
        k[i] = (struct client){ .ms = all + i * job.each };
        pthread_create(&k[i].thread, NULL, work, &k[i]);
    }
    for (int64_t i = 0; i < clients; i++) {
        pthread_join(k[i].thread, NULL);
        bad += k[i].bad;
        memmove(all + n, k[i].ms, sizeof *all * (size_t)k[i].done);
        n += k[i].done;
    }
    double seconds = (now_ms() - start) / 1e3;
    if (!n)
        return 1;
    qsort(all, (size_t)n, sizeof *all, by_size);
    printf("{\"requests\":%" PRId64 ",\"seconds\":%.3f,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,"
           "\"worst\":%.3f,\"bad\":%" PRId64 "}\n",
           n, seconds, all[n / 2], all[n * 95 / 100], all[n * 99 / 100], all[n - 1], bad);
    base_free(all);
    base_free(k);
    return bad != 0;
}
