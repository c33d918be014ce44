#include "http/log.h"
#include "base/jout.h"
#include "base/when.h"
#include "http/account.h"

enum { LINE_MAX_BYTES = 8192 };

static const char *method_name(const struct request *req)
{
    switch (req->method) {
    case HTTP_GET:
        return req->head ? "HEAD" : "GET";
    case HTTP_POST:
        return "POST";
    case HTTP_PATCH:
        return "PATCH";
    case HTTP_PUT:
        return "PUT";
    case HTTP_DELETE:
        return "DELETE";
    }
    return "?";
}

static void begin(struct jout *j, struct buf *b, const char *level)
{
    char at[21];
    when_stamp_text(when_now(NULL), at);
    buf_init(b, LINE_MAX_BYTES);
    jout_init(j, b, false);
    jout_begin(j);
    jout_key(j, "time");
    jout_z(j, at);
    jout_key(j, "level");
    jout_z(j, level);
}

static void end(struct jout *j, struct buf *b)
{
    jout_end(j);
    buf_add_char(b, '\n');
    if (!b->over)
        fwrite(b->p, 1, b->n, stderr);
    buf_done(b);
}

static void number(struct jout *j, const char *key, int64_t v)
{
    jout_key(j, key);
    jout_int(j, v);
}

static void words(struct jout *j, const char *key, const char *z)
{
    jout_key(j, key);
    jout_z(j, z);
}

void log_request(const struct request *req, int status, size_t bytes, int64_t ms,
                 const char *failure)
{
    struct buf b;
    struct jout j;
    begin(&j, &b, status >= 500 ? "error" : "info");
    words(&j, "method", method_name(req));
    words(&j, "route", req->route ? req->route->pattern : NULL);
    number(&j, "status", status);
    number(&j, "bytes", (int64_t)bytes);
    number(&j, "ms", ms);
    number(&j, "person", req->session ? req->session->person : 0);
    jout_member(&j, "address", req->address);
    if (failure && *failure)
        words(&j, "failure", failure);
    end(&j, &b);
}

void log_refused(struct str address, int status, const char *why)
{
    struct buf b;
    struct jout j;
    begin(&j, &b, "info");
    number(&j, "status", status);
    jout_member(&j, "address", address);
    words(&j, "refused", why);
    end(&j, &b);
}

void log_notice(const char *sentence)
{
    struct buf b;
    struct jout j;
    begin(&j, &b, "notice");
    words(&j, "notice", sentence);
    end(&j, &b);
}
