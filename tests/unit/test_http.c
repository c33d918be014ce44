#include "unit.h"

#include "api/api.h"
#include "fixture.h"
#include "http/account_int.h"
#include "http/gate.h"
#include "http/multipart.h"
#include "http/rate.h"
#include "http/router.h"
#include "http/throttle.h"
#include "web/web.h"

/* The parts of the server that need no connection. */

static struct str z(const char *s)
{
    return str_z(s);
}

/* --- gate --- */

static void test_gate_targets(void **state)
{
    static const struct {
        const char *target;
        bool good;
    } rows[] = {
        { "/", true },          { "/a/b?c=d%2Fe", true }, { "/a%20b", true },   { "/a..b", true },
        { "/...", true },       { "/a/.well", true },     { "", false },        { "a", false },
        { "*", false },         { "http://a/", false },   { "//", false },      { "/a//b", false },
        { "/.", false },        { "/..", false },         { "/a/../b", false }, { "/%2e", false },
        { "/%2E%2e/a", false }, { "/.%2e", false },       { "/a%2fb", false },  { "/a%2Fb", false },
        { "/a%5cb", false },    { "/a\\b", false },       { "/a b", false },    { "/a\tb", false },
        { "/a#b", false },      { "/%00", false },        { "/?a=%00", false }, { "/a\x7f", false },
    };
    struct gate_header host = { STR("Host"), STR("a") };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *why = gate_refuses(STR("GET"), STR("HTTP/1.1"), z(rows[i].target), &host, 1);
        if (!why != rows[i].good)
            test_fail("\"%s\" is %s", rows[i].target, why ? why : "taken");
    }
}

static void test_gate_headers(void **state)
{
    static const struct {
        const char *method, *version;
        struct gate_header h[3];
        bool good;
    } rows[] = {
        { "GET", "HTTP/1.1", { { STR("Host"), STR("a") } }, true },
        { "GET", "HTTP/1.0", { { STR("X"), STR("a") } }, true },
        { "GET", "HTTP/1.1", { { STR("X"), STR("a") } }, false },
        { "GET", "HTTP/2.0", { { STR("Host"), STR("a") } }, false },
        { "get", "HTTP/1.1", { { STR("Host"), STR("a") } }, false },
        { "TRACE", "HTTP/1.1", { { STR("Host"), STR("a") } }, false },
        { "GET", "HTTP/1.1", { { STR("Host"), STR("a") }, { STR("host"), STR("a") } }, false },
        { "GET", "HTTP/1.1", { { STR("Host"), STR("a") }, { STR("X A"), STR("a") } }, false },
        { "GET", "HTTP/1.1", { { STR("Host"), STR("a") }, { STR("X"), STR("a\rb") } }, false },
        { "GET", "HTTP/1.1", { { STR("Host"), STR("a") }, { STR("X"), STR("a\tb") } }, true },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") }, { STR("Content-Length"), STR("2") } },
          true },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") }, { STR("Content-Length"), STR("+2") } },
          false },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") }, { STR("Content-Length"), STR("") } },
          false },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") },
            { STR("Content-Length"), STR("2") },
            { STR("Content-Length"), STR("2") } },
          false },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") },
            { STR("Content-Length"), STR("2") },
            { STR("Transfer-Encoding"), STR("chunked") } },
          false },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") }, { STR("Transfer-Encoding"), STR("gzip") } },
          false },
        { "POST",
          "HTTP/1.1",
          { { STR("Host"), STR("a") }, { STR("Transfer-Encoding"), STR("Chunked") } },
          true },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t n = 0;
        while (n < 3 && rows[i].h[n].name.n)
            n++;
        const char *why =
            gate_refuses(z(rows[i].method), z(rows[i].version), STR("/"), rows[i].h, n);
        if (!why != rows[i].good)
            test_fail("row %zu is %s", i, why ? why : "taken");
    }
}

/* --- forms --- */

static void test_boundary(void **state)
{
    static const char *const rows[][2] = {
        { "multipart/form-data; boundary=abc", "abc" },
        { "Multipart/Form-Data;charset=x; BOUNDARY=\"a b\"", "a b" },
        { "multipart/form-data", "" },
        { "multipart/form-data; boundary=", "" },
        { "multipart/mixed; boundary=abc", "" },
        { "multipart/form-data; boundary="
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_true(str_eq_z(multipart_boundary(z(rows[i][0])), rows[i][1]));
}

static void test_multipart(void **state)
{
    static const struct {
        const char *body;
        size_t fields, files;
        bool good;
    } rows[] = {
        { "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--", 1, 0, true },
        { "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b--\r\n", 1, 0, true },
        { "--b\r\ncontent-disposition: form-data; name=\"f\"; filename=\"C:\\\\x\\\\y.txt\"\r\n"
          "Content-Type: text/plain\r\n\r\nx--b is inside\r\n--b--",
          0, 1, true },
        { "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--b--", 0, 0,
          true },
        { "--b--", 0, 0, true },
        { "", 0, 0, false },
        { "--b", 0, 0, false },
        { "--b\r\n", 0, 0, false },
        { "x--b--", 0, 0, false },
        { "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", 0, 0, false },
        { "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--", 0, 0, false },
        { "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--b--", 0, 0, false },
        { "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--", 0, 0, false },
    };
    struct arena mem;
    struct ctx c;
    struct rng none;
    (void)state;
    arena_init(&mem, 16 << 20);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct request req = { .head = false };
        ctx_init(&c, &mem, &none);
        bool ok = multipart_read(&c, z(rows[i].body), STR("b"), &req);
        if (ok != rows[i].good ||
            (ok && (req.form.n != rows[i].fields || req.nuploads != rows[i].files)))
            test_fail("row %zu: %d, %zu fields, %zu files", i, ok, req.form.n, req.nuploads);
        if (!ok)
            assert_int_not_equal(c.err.code, ERR_NONE);
        if (req.nuploads)
            assert_true(str_eq_z(req.upload[0].name, "y.txt"));
        arena_reset(&mem);
    }
    arena_done(&mem);
}

static void test_pairs(void **state)
{
    struct arena mem;
    struct ctx c;
    struct rng none;
    struct http_pairs p;
    (void)state;
    arena_init(&mem, 16 << 20);
    ctx_init(&c, &mem, &none);
    assert_true(http_pairs_read(&c, STR("a=1&b=x+y%26z&&c&a=2&%C3%A4=%e2%82%ac&d="), &p));
    assert_int_equal(p.n, 6);
    assert_true(str_eq_z(http_get(&p, "a"), "1"));
    assert_true(str_eq_z(http_get(&p, "b"), "x y&z"));
    assert_true(http_has(&p, "c") && !http_get(&p, "c").n && !http_has(&p, "e"));
    assert_true(str_eq_z(http_get(&p, "\xc3\xa4"), "\xe2\x82\xac"));
    static const char *const bad[] = { "a=%", "a=%1", "a=%zz", "%ff=1", "a=%ed%a0%80", "a=%00" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ctx_clear(&c);
        assert_false(http_pairs_read(&c, z(bad[i]), &p));
        assert_int_equal(c.err.code, ERR_USAGE);
    }
    arena_done(&mem);
}

/* What is encoded reads back; nothing but unreserved characters stays as it is. */
static void test_encode(void **state)
{
    struct arena mem;
    struct ctx c;
    struct rng none;
    struct buf b;
    struct str back;
    char all[255];
    (void)state;
    arena_init(&mem, 1 << 20);
    ctx_init(&c, &mem, &none);
    for (int i = 0; i < 127; i++)
        all[i] = (char)(i + 1);
    buf_init(&b, 4096);
    http_encode(&b, (struct str){ all, 127 }, false);
    assert_true(http_decode(&c, buf_str(&b), false, &back));
    assert_true(str_eq(back, (struct str){ all, 127 }));
    buf_done(&b);
    arena_done(&mem);
}

/* --- routes --- */

static void test_routes(void **state)
{
    static const struct face *const faces[] = { &api_face, &web_face };
    static const struct store_options so = { .catalog = &catalog_all };
    struct serve_options o = { .store = &so, .faces = faces, .nfaces = 2 };
    struct router_match m;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faces); i++)
        assert_null(router_check(faces[i]));
    static const struct {
        enum http_method method;
        const char *path;
        const char *pattern; /* NULL: none */
    } rows[] = {
        { HTTP_GET, "/api/v1/risks", "/api/v1/:type" },
        { HTTP_GET, "/api/v1/risk/R-1", "/api/v1/:type/:ref" },
        { HTTP_GET, "/api/v1/soa", "/api/v1/soa" },
        { HTTP_GET, "/api/v1/soa/diff", "/api/v1/soa/diff" },
        { HTTP_GET, "/api/v1/soa/A.5.1", "/api/v1/soa/:number" },
        { HTTP_PUT, "/api/v1/risks", NULL },
        { HTTP_GET, "/api/v1/nothing", NULL },
        { HTTP_GET, "/api/v1/risks/", "/api/v1/:type" },
        { HTTP_GET, "/api/v1", NULL },
        { HTTP_GET, "/risks", "/:type" },
        { HTTP_GET, "/", "/" },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        router_find(&o, rows[i].method, z(rows[i].path), &m);
        if (!m.route != !rows[i].pattern ||
            (m.route && strcmp(m.route->pattern, rows[i].pattern) != 0))
            test_fail("%s: %s", rows[i].path, m.route ? m.route->pattern : "none");
    }
    router_find(&o, HTTP_PUT, STR("/api/v1/risks/R-1"), &m);
    assert_int_equal(m.others, HTTP_GET | HTTP_PATCH | HTTP_DELETE);
}

static bool nothing(struct ctx *c, struct request *req, struct response *res)
{
    (void)c;
    (void)req;
    (void)res;
    return true;
}

/* Tables that contradict themselves or open too much are refused. */
static void test_router_check(void **state)
{
    static const struct route open[] = { ROUTE(HTTP_GET, "/a", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE,
                                               HTTP_READS, nothing) };
    static const struct route twice[] = {
        ROUTE(HTTP_GET, "/a", HTTP_SIGNED_IN, 0, 0, HTTP_RATE_PAGE, HTTP_READS, nothing),
        ROUTE(HTTP_GET, "/a", HTTP_SIGNED_IN, 0, 0, HTTP_RATE_PAGE, HTTP_READS, nothing),
    };
    static const struct route lane[] = { ROUTE(HTTP_POST, "/a", HTTP_SIGNED_IN, 0, 0,
                                               HTTP_RATE_PAGE, HTTP_READS, nothing) };
    static const struct route none[] = { ROUTE(HTTP_GET, "/a", HTTP_SIGNED_IN, 0, 0, HTTP_RATE_PAGE,
                                               HTTP_READS, NULL) };
    static const struct {
        const struct route *r;
        size_t n;
    } rows[] = { { open, 1 }, { twice, 2 }, { lane, 1 }, { none, 1 } };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct face f = { .prefix = "/", .routes = rows[i].r, .nroutes = rows[i].n };
        assert_non_null(router_check(&f));
    }
}

/* --- limits --- */

static void test_throttle(void **state)
{
    struct arena mem;
    struct ctx c;
    struct rng none;
    int64_t now = when_now(NULL);
    (void)state;
    arena_init(&mem, 1 << 20);
    ctx_init(&c, &mem, &none);
    for (int i = 0; i < 4; i++)
        throttle_note(STR("ann"), STR("192.0.2.1"), false, now);
    assert_true(throttle_ask(&c, STR("ann"), STR("192.0.2.1")));
    for (int i = 0; i < 6; i++)
        throttle_note(STR("ann"), STR("192.0.2.1"), false, now);
    assert_false(throttle_ask(&c, STR("ann"), STR("192.0.2.9")));
    assert_int_equal(c.err.code, ERR_BUSY);
    ctx_clear(&c);
    assert_true(throttle_ask(&c, STR("ben"), STR("192.0.2.1")));
    throttle_note(STR("ann"), STR("192.0.2.1"), true, now);
    assert_true(throttle_ask(&c, STR("ann"), STR("192.0.2.9")));
    for (int i = 0; i < 30; i++) /* one address, many names */
        throttle_note(arena_printf(&mem, "n%d", i), STR("192.0.2.7"), false, now);
    assert_false(throttle_ask(&c, STR("somebody"), STR("192.0.2.7")));
    arena_done(&mem);
}

static void test_rate(void **state)
{
    struct rate r;
    int64_t now = 1000000;
    (void)state;
    rate_take(false, HTTP_RATE_PAGE, STR("a"), STR("1"), now, &r);
    assert_int_equal(r.limit, 0);
    for (int i = 0; i < 60; i++) {
        rate_take(true, HTTP_RATE_WORK, STR("a"), STR("1"), now, &r);
        assert_int_equal(r.wait, 0);
        assert_int_equal(r.remaining, 59 - i);
    }
    rate_take(true, HTTP_RATE_WORK, STR("a"), STR("1"), now, &r);
    assert_in_range(r.wait, 1, 2);
    rate_take(true, HTTP_RATE_WORK, STR("b"), STR("1"), now, &r);
    assert_int_equal(r.wait, 0); /* another token */
    rate_take(true, HTTP_RATE_WORK, STR("a"), STR("1"), now + 2000, &r);
    assert_int_equal(r.wait, 0); /* a call a second comes back */
    int taken = 0;
    for (int i = 0; i < 1000; i++) { /* made-up tokens of one address */
        char token[24];
        snprintf(token, sizeof token, "t%d", i);
        rate_take(true, HTTP_RATE_WORK, z(token), STR("2"), now, &r);
        taken += r.wait == 0;
    }
    assert_int_equal(taken, 240);
}

/* --- second factor --- */

/* RFC 6238, appendix B, SHA-1, the last six of its eight digits. */
static void test_totp(void **state)
{
    static const struct {
        int64_t time;
        const char *code;
    } rows[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                 { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    struct str secret = STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t step = rows[i].time / 30, t = rows[i].time;
        assert_int_equal(totp_step(secret, 0, z(rows[i].code), t), step);
        assert_int_equal(totp_step(secret, 0, z(rows[i].code), t + 30), step);
        assert_int_equal(totp_step(secret, 0, z(rows[i].code), t + 60), 0);
        assert_int_equal(totp_step(secret, step, z(rows[i].code), t), 0); /* each once */
    }
    assert_int_equal(totp_step(secret, 0, STR("287 082"), 59), 1);
    static const char *const bad[] = { "", "28708", "2870821", "28708a", "-87082", "287083" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(totp_step(secret, 0, z(bad[i]), 59), 0);
    assert_int_equal(totp_step(STR("not base32!"), 0, STR("287082"), 59), 0);
}

/* --- tokens and accounts --- */

static void test_tokens(void **state)
{
    static struct fixture f;
    struct session *s;
    struct str text;
    int64_t soon = when_now(NULL) + WHEN_DAY_MS;
    (void)state;
    fixture_open(&f, false);
    struct ctx *c = &f.c;
    assert_true(token_create(c, 1, STR("ci"), STR("read"), soon, &text));
    assert_int_equal(text.n, 68);
    assert_true(token_find(c, text, &s) && s && s->person == 1 && s->read_only);
    assert_true(token_find(c, str_head(text, 67), &s) && !s);
    assert_true(token_find(c, arena_printf(c->mem, "mun_%064d", 0), &s) && !s);
    assert_false(token_create(c, 1, STR("ci"), STR("all"), soon, &text));
    ctx_clear(c);
    assert_false(token_create(c, 1, STR("ci"), STR("read"), 1, &text));
    ctx_clear(c);
    assert_false(token_create(c, 99, STR("ci"), STR("read"), soon, &text));
    ctx_clear(c);
    struct session *list;
    size_t n;
    assert_true(token_list(c, 1, &list, &n) && n == 1);
    assert_false(token_end(c, 2, list[0].token));
    ctx_clear(c);
    assert_true(token_end(c, 1, list[0].token));
    assert_true(token_list(c, 0, &list, &n) && n == 0);
    fixture_close(&f);
}

static void test_accounts(void **state)
{
    static struct fixture f;
    struct account a;
    struct str code;
    bool none;
    (void)state;
    fixture_open(&f, false);
    struct ctx *c = &f.c;
    assert_true(account_none(c, &none) && none);
    assert_true(account_invite(c, 1, &code) && account_invited(c, code, &a) && a.person == 1);
    struct str first = code;
    assert_true(account_invite(c, 1, &code)); /* a new link ends the old one */
    assert_false(account_invited(c, first, &a));
    ctx_clear(c);
    static const char *const weak[] = { "short", "aaaaaaaaaaaaaaaa" };
    for (size_t i = 0; i < ARRAY_LEN(weak); i++) {
        assert_false(account_password_fits(c, &a, z(weak[i])));
        ctx_clear(c);
    }
    assert_true(account_set_password(c, 1, STR("correct horse battery")));
    assert_false(account_invited(c, code, &a)); /* used up */
    ctx_clear(c);
    assert_true(account_none(c, &none) && !none);
    assert_true(account_set_disabled(c, 1, true));
    assert_true(account_find(c, 1, &a) && a.disabled && a.password);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gate_targets), cmocka_unit_test(test_gate_headers),
        cmocka_unit_test(test_boundary),     cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_pairs),        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_routes),       cmocka_unit_test(test_router_check),
        cmocka_unit_test(test_throttle),     cmocka_unit_test(test_rate),
        cmocka_unit_test(test_totp),         cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
