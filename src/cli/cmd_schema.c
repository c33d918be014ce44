#include "cli/cmd.h"
#include "store/schema.h"

/* schema: what follows from the descriptions, for people and tests: tables, routes, OpenAPI. */

static bool print_ddl(struct ctx *c, void *arg, const struct sql *q)
{
    struct cli *x = arg;
    (void)c;
    buf_addf(&x->out, STR_FMT ";\n", STR_ARG(buf_str(&q->text)));
    return true;
}

static void methods_json(struct jout *j, unsigned methods)
{
    static const char *const names[] = { "GET", "POST", "PATCH", "PUT", "DELETE" };
    jout_key(j, "methods");
    jout_array(j);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (methods >> i & 1)
            jout_z(j, names[i]);
    jout_array_end(j);
}

static void route_json(struct jout *j, const struct face *f, const struct route *r)
{
    static const char *const lanes[] = { "reads", "writes", "aside" };
    static const char *const rates[] = { "page", "sign_in", "work" };
    jout_begin(j);
    jout_key(j, "face");
    jout_z(j, f->name);
    methods_json(j, r->methods);
    jout_key(j, "pattern");
    jout_z(j, r->pattern);
    jout_key(j, "public");
    jout_bool(j, r->access == HTTP_PUBLIC);
    jout_key(j, "roles");
    jout_array(j);
    for (size_t i = 0; role_choices[i].key; i++)
        if (r->roles >> i & 1)
            jout_z(j, role_choices[i].key);
    jout_array_end(j);
    jout_key(j, "body");
    jout_int(j, r->body);
    jout_key(j, "rate");
    jout_z(j, rates[r->rate]);
    jout_key(j, "lane");
    jout_z(j, lanes[r->lane]);
    jout_end(j);
}

/* Every address of every face, as the server sees it. */
static int routes(struct cli *x)
{
    jout_begin(&x->j);
    jout_key(&x->j, "routes");
    jout_array(&x->j);
    for (size_t i = 0; i < x->nfaces; i++)
        for (size_t k = 0; k < x->faces[i]->nroutes; k++)
            route_json(&x->j, x->faces[i], &x->faces[i]->routes[k]);
    jout_array_end(&x->j);
    jout_key(&x->j, "types");
    jout_array(&x->j);
    for (size_t i = 0; i < x->store_options->catalog->n; i++)
        jout_z(&x->j, x->store_options->catalog->entities[i]->plural);
    jout_array_end(&x->j);
    jout_end(&x->j);
    buf_add_char(&x->out, '\n');
    return cli_done(x);
}

int cmd_schema(struct cli *x)
{
    if (cli_has(x, "routes"))
        return routes(x);
    if (cli_has(x, "openapi")) {
        for (size_t i = 0; i < x->nfaces; i++)
            if (x->faces[i]->describe)
                x->faces[i]->describe(x->store_options->catalog, &x->out);
        buf_add_char(&x->out, '\n');
        return cli_done(x);
    }
    if (!schema_ddl(x->c, x->store_options->catalog, cli_has(x, "postgresql") ? DB_PG : DB_SQLITE,
                    true, print_ddl, x))
        return cli_fail(x);
    return cli_done(x);
}
