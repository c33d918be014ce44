/*
 * What the web application and the API share: requests, responses, the route table, and the one
 * order in which every request passes (docs/ARCHITECTURE.md, "The server"): gate, route, rate,
 * session, context, permit, handler, answer.
 *
 * A face (web, api) brings a table of routes and a function that shows an error; it never sees the
 * HTTP library. Memory of a request comes from ctx->mem. Threads: a request belongs to one thread.
 */
#pragma once
#include "base/buf.h"
#include "base/ctx.h"
#include "base/str.h"
#include "store/entity.h"
#include "store/permit.h"
#include "store/store.h"

enum http_method {
    HTTP_GET = 1 << 0, /* HEAD is answered as GET without its body */
    HTTP_POST = 1 << 1,
    HTTP_PATCH = 1 << 2,
    HTTP_PUT = 1 << 3,
    HTTP_DELETE = 1 << 4,
};

/* Limits on everything that grows. */
enum {
    HTTP_PAIRS = 4000,      /* fields of a form or a query */
    HTTP_TARGET = 8 << 10,  /* bytes of a request target */
    HTTP_FORM = 1 << 20,    /* bytes of a form or JSON body, where the route says nothing else */
    HTTP_UPLOAD = 64 << 20, /* bytes of an upload */
    HTTP_UPLOADS = 8,       /* files in one form */
    HTTP_PARTS = 4,         /* :names in a pattern */
    HTTP_HEADERS = 24,      /* headers of an answer */
    HTTP_PAGE = 32 << 20,   /* bytes of an answer that is made in memory */
};

struct http_pair {
    struct str name, value;
};
struct http_pairs {
    struct http_pair *at;
    size_t n;
};
/* A file that came with a form. The bytes are a view of the received body (memory or a mapped
 * temporary file), valid while the request lives. */
struct http_upload {
    struct str field, name; /* form field, file name as the browser said it */
    struct str data;
};

struct route;
struct session;
struct server;
struct worker;

struct request {
    enum http_method method;
    bool head;               /* HEAD: headers only */
    struct str target;       /* raw target with its query */
    struct str path;         /* decoded, without query */
    struct http_pairs query; /* decoded, in order */
    struct http_pairs form;  /* urlencoded or multipart */
    struct str body;         /* anything else, as it came */
    struct http_upload *upload;
    size_t nuploads;
    struct str part[HTTP_PARTS]; /* what stood for the :names of the pattern */
    const struct entity *type;   /* of :type in the pattern; NULL without one */
    const struct route *route;
    const struct session *session; /* NULL: nobody is signed in */
    struct str address;            /* of the client, as text */
    bool tls;                      /* the client speaks TLS, to us or to the proxy before us */
    struct str past;               /* the moment that is looked at; empty: today */
    struct worker *worker;
    struct server *server;
    void *connection; /* the HTTP library's; headers come through http_header */
};

struct response {
    int status;       /* 200 unless set */
    const char *type; /* media type; text/html unless set */
    struct buf body;
    struct http_pair header[HTTP_HEADERS];
    size_t nheaders;
    const char *file; /* streamed instead of the body when set, in ctx->mem */
    int64_t offset, length;
    const struct asset *asset; /* built-in file instead of the body */
    bool cacheable;            /* without this every answer says no-store */
};

/* Who may call a route at all. What a record allows is the store's business, asked by its permit.
 */
enum http_access {
    HTTP_PUBLIC,   /* everybody: sign-in, health, assets (a short list; a test holds it) */
    HTTP_SIGNED_IN /* a session or, for the API, a token */
};
enum http_rate { HTTP_RATE_PAGE, HTTP_RATE_SIGN_IN, HTTP_RATE_WORK, HTTP_RATE_N };
/* Which connection it runs on. */
enum http_lane {
    HTTP_READS,  /* one of the readers, or the past */
    HTTP_WRITES, /* the one that writes records; refused while looking at the past */
    HTTP_ASIDE,  /* writes beside the ledger only: sign-in, drafts, views, settings of a person */
};

struct route {
    unsigned methods;
    const char *pattern; /* "/risks/:ref"; :type stands for the plural of a record type */
    enum http_access access;
    unsigned roles; /* one of them must be held anywhere; ROLE_ALL: any grant; 0: none needed */
    int64_t body;   /* most bytes of a body; 0: none is taken */
    enum http_rate rate;
    enum http_lane lane; /* all but HTTP_READS are checked against forged forms */
    /* False with ctx's error set: the face shows it. */
    bool (*run)(struct ctx *, struct request *, struct response *);
};
/* Every column is there or it does not compile. */
#define ROUTE(methods, pattern, access, roles, body, rate, lane, run)                              \
    {                                                                                              \
        (methods), "" pattern "", (access), (roles), (body), (rate), (lane), (run)                 \
    }

struct face {
    const char *name;   /* "web", "api": goes into the ledger as via */
    const char *prefix; /* paths it serves: "/api/" or "/" */
    const struct route *routes;
    size_t nroutes;
    bool bearer; /* takes tokens and If-Match instead of cookies and form tokens; bodies raw */
    /* Shows ctx's error (code, message, problems) on an empty response. */
    void (*refuse)(struct ctx *, struct request *, struct response *);
    /* Writes a refusal that comes before a request has a context (gate, size, rate, no worker) and
     * returns its media type. NULL: the sentence as plain text. */
    const char *(*plain)(int status, const char *detail, struct buf *b);
    /* Writes a description of the face for programs (OpenAPI); NULL: none. */
    void (*describe)(const struct catalog *k, struct buf *b);
};

/* --- what handlers use --- */
/* First value of a name, empty when absent; http_has tells the two apart. */
struct str http_get(const struct http_pairs *p, const char *name);
bool http_has(const struct http_pairs *p, const char *name);
/* Header of the request by name; empty when absent. Valid while the request lives. */
struct str http_header(const struct request *req, const char *name);
struct str http_cookie(struct ctx *c, const struct request *req, const char *name);
/* Adds a header; control bytes in the value are a BUG: values come from us. */
void http_add(struct ctx *c, struct response *res, const char *name, struct str value);
/* 303 to a path of ours. */
void http_redirect(struct ctx *c, struct response *res, struct str path);
/* The path when it is one of ours, else "/": nobody is led to another site. */
struct str http_own_path(struct str path);
/* Sets or, with an empty value, removes a cookie; lasts for seconds, 0: until the browser ends. */
void http_set_cookie(struct ctx *c, const struct request *req, struct response *res,
                     const char *name, struct str value, int64_t seconds, bool script);
/* Is the entity tag (with its quotes) in the list of an If-Match? Compared strongly; "*" fits. */
bool http_etag_matches(struct str list, struct str etag);
/* Adds the ETag; true and status 304 when the client has this form already. */
bool http_not_modified(struct ctx *c, const struct request *req, struct response *res,
                       struct str etag) MUST_CHECK;
/* Streams a file with ETag, conditions and one range; type and disposition are the caller's. */
bool http_send_file(struct ctx *c, const struct request *req, struct response *res, struct str path,
                    struct str etag) MUST_CHECK;
/* The file that a field of the record names, as a download; ERR_NOT_FOUND when it names none. */
bool http_send_stored(struct ctx *c, const struct request *req, struct response *res,
                      const struct record *r, struct str field) MUST_CHECK;
/* Name of the session's cookie: with the __Host- prefix wherever TLS is spoken. */
const char *session_cookie(const struct request *req);
/* Percent-encodes everything but unreserved characters (and '/' when slash). */
void http_encode(struct buf *b, struct str s, bool slash);
/* Reads name=value&... with + and %XX; false with ERR_INVALID when there are too many or an escape
 * is broken. */
/* One piece; plus: a plus sign means a blank. False for a broken escape or what is no text. */
bool http_decode(struct ctx *c, struct str s, bool plus, struct str *ret) MUST_CHECK;
bool http_pairs_read(struct ctx *c, struct str text, struct http_pairs *ret) MUST_CHECK;
/* The HTTP status of an error. */
int http_status(enum err_code code);
/* Token for forms of this session, new bytes in every answer (so that compression tells nothing);
 * check accepts any of them. In ctx->mem. */
struct str http_form_token(struct ctx *c, const struct request *req);
/* False when the browser says that a form came from another site. */
bool http_same_site(const struct request *req);
bool http_form_token_fits(struct ctx *c, const struct request *req, struct str token);

/* --- running --- */
struct serve_options {
    const char *db;
    struct str host;
    int port;
    const struct store_options *store;
    const struct face *const *faces; /* longest prefix first */
    size_t nfaces;
    const char *tls_cert, *tls_key;         /* files; NULL: plain HTTP */
    bool proxy;                             /* a proxy before us speaks TLS and tells the address */
    void (*ready)(void *, const char *url); /* called once, when requests are answered */
    void *arg;
};
/* Serves until SIGTERM or SIGINT, then lets requests under way end. Takes NAME.server. */
bool http_serve(struct ctx *c, const struct serve_options *o) MUST_CHECK;
/* The catalogue of the open database; options of the running server. */
const struct serve_options *server_options(const struct server *s);
/* What is kept of risks in money between requests (isms/portfolio.h). */
struct portfolios *server_portfolios(const struct server *s);
