#include "base/num.h"
#include "cli/cmd.h"
#include "http/account.h"

/* serve: the web application and the API over one database. */

static bool read_listen(struct cli *x, struct serve_options *o)
{
    struct str listen = cli_value(x, "listen");
    int64_t port = 27001;
    o->host = STR("127.0.0.1");
    if (listen.n) {
        ptrdiff_t colon = -1;
        for (size_t i = 0; i < listen.n; i++)
            if (listen.p[i] == ':')
                colon = (ptrdiff_t)i;
        if (colon < 0 || !num_parse_int(str_tail(listen, (size_t)colon + 1), &port) || port < 0 ||
            port > 65535)
            return fail(x->c, ERR_USAGE,
                        "--listen needs an address and a port from 0 to 65535, such as "
                        "127.0.0.1:27001.");
        if (colon > 0)
            o->host = str_head(listen, (size_t)colon);
        if (o->host.n > 2 && o->host.p[0] == '[')
            o->host = (struct str){ o->host.p + 1, o->host.n - 2 };
    }
    o->port = (int)port;
    return true;
}

struct hello {
    struct cli *x;
    struct str code; /* of the first sign-in; empty: somebody can sign in already */
};

static void ready(void *arg, const char *url)
{
    const struct hello *h = arg;
    printf("Muniment answers on %s\n", url);
    if (h->code.n)
        printf("Nobody can sign in yet. This link does it once, for a week:\n%s/welcome/" STR_FMT
               "\n",
               url, STR_ARG(h->code));
    fflush(stdout);
}

/* An older database is brought up to date first, after a backup, unless a server runs on it. The
 * person who made the database is invited when nobody can sign in; a demonstration needs no
 * password. */
static bool first_link(struct cli *x, struct hello *h)
{
    bool none;
    if (!cli_open(x) || !db_hold_server(x->c, x->c->store->db) || !cli_upgrade(x) ||
        !account_none(x->c, &none))
        return false;
    bool ok = !none || x->c->store->demo || account_invite(x->c, 1, &h->code);
    store_close(x->c, &x->c->store);
    return ok;
}

int cmd_serve(struct cli *x)
{
    struct hello h = { .x = x };
    struct serve_options o = { .db = x->db_path,
                               .store = x->store_options,
                               .faces = x->faces,
                               .nfaces = x->nfaces,
                               .proxy = cli_has(x, "proxy"),
                               .ready = ready,
                               .arg = &h };
    struct str cert = cli_value(x, "tls-cert"), key = cli_value(x, "tls-key");
    if (cert.n != 0 && key.n == 0)
        return cli_usage(x, "--tls-cert needs --tls-key.");
    o.tls_cert = cert.n ? arena_z(x->c->mem, cert) : NULL;
    o.tls_key = cert.n ? arena_z(x->c->mem, key) : NULL;
    if (!read_listen(x, &o) || !first_link(x, &h) || !http_serve(x->c, &o))
        return cli_fail(x);
    return cli_done(x);
}
