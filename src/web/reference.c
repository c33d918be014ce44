#include "base/jin.h"
#include "web/pages.h"
#include "web/view.h"

/* The reference of the API for reading, made from the same description that programs get: what
 * spans record types first, then one type at a time (/api?type=risk), since all have the same
 * operations. */

struct reference {
    struct view v;
    json_t *doc;
    struct str type; /* empty: the overview */
};

static const char *text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

/* What a {"$ref":"#/components/KIND/NAME"} leads to; the object itself without one. */
static const json_t *follow(const struct reference *r, const json_t *x)
{
    struct str rest = str_z(text(x, "$ref")), part;
    const json_t *at = r->doc;
    if (!str_cut(&rest, '/', &part))
        return x;
    while (str_cut(&rest, '/', &part))
        at = json_object_getn(at, part.p, part.n);
    return at;
}

static const char *name_of_ref(const json_t *x)
{
    const char *slash = strrchr(text(x, "$ref"), '/');
    return slash ? slash + 1 : "";
}

/* --- a value's type in a few words --- */

static void add_type(const struct reference *r, struct buf *b, const json_t *schema);

static void add_list(struct buf *b, const json_t *list, const char *between)
{
    size_t i;
    json_t *v;
    json_array_foreach(list, i, v)
    {
        buf_add_z(b, i ? between : "");
        buf_add_z(b, json_is_string(v)  ? json_string_value(v)
                     : json_is_true(v)  ? "true"
                     : json_is_false(v) ? "false"
                                        : "null");
    }
}

static void add_type(const struct reference *r, struct buf *b, const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type"),
                 *choices = json_object_get(schema, "enum");
    const json_t *any = json_object_get(schema, "anyOf"), *items = json_object_get(schema, "items");
    size_t i;
    json_t *v;
    if (*text(schema, "$ref")) {
        buf_add_z(b, name_of_ref(schema));
    } else if (choices) {
        add_list(b, choices, " | ");
    } else if (any) {
        json_array_foreach(any, i, v)
        {
            buf_add_z(b, i ? " | " : "");
            add_type(r, b, v);
        }
    } else if (items) {
        html_f(b, "list of ");
        add_type(r, b, items);
    } else if (json_is_array(type)) {
        add_list(b, type, " | ");
    } else {
        buf_add_z(b, json_is_string(type) ? json_string_value(type) : "any");
    }
    if (*text(schema, "format"))
        buf_addf(b, " (%s)", text(schema, "format"));
}

static void type_cell(const struct reference *r, const json_t *schema)
{
    struct buf t;
    buf_init(&t, 16 << 10);
    add_type(r, &t, schema);
    html_f(r->v.b, "<td><code>%.*s</code></td>", STR_ARG(buf_str(&t)));
    buf_done(&t);
}

/* --- members --- */

static void members(const struct reference *r, const char *name, const char *heading)
{
    struct buf *b = r->v.b;
    const json_t *schema =
        json_object_get(json_object_get(json_object_get(r->doc, "components"), "schemas"), name);
    const json_t *all = json_object_get(schema, "properties");
    const char *key;
    json_t *v;
    if (!all)
        return;
    html_f(b,
           "<section class=\"sheet\" id=\"%s\"><header><h2>%s</h2></header><div class=\"scroll\" "
           "tabindex=\"0\" role=\"group\" aria-label=\"%s\">",
           name, heading, heading);
    html_f(b, "<table class=\"stick\"><thead><tr><th scope=\"col\">Member</th><th "
              "scope=\"col\">Type</th><th scope=\"col\">What it is</th></tr></thead><tbody>");
    json_object_foreach((json_t *)(uintptr_t)all, key, v)
    {
        html_f(b, "<tr><th scope=\"row\"><code>%s</code></th>", key);
        type_cell(r, v);
        html_f(b, "<td>%s%s</td></tr>", text(v, "description"),
               json_is_true(json_object_get(v, "readOnly")) ? " Filled in by the program." : "");
    }
    buf_add_z(b, "</tbody></table></div></section>");
}

/* --- operations --- */

static void parameters(const struct reference *r, const json_t *op)
{
    struct buf *b = r->v.b;
    size_t i;
    json_t *v;
    json_array_foreach(json_object_get(op, "parameters"), i, v)
    {
        const json_t *p = follow(r, v);
        html_f(b, "%s<code>%s</code>", i ? ", " : "", text(p, "name"));
    }
}

static const char *schema_name(const json_t *content)
{
    const json_t *schema = json_object_get(json_object_get(content, "application/json"), "schema");
    const json_t *first = json_array_get(json_object_get(schema, "allOf"), 0);
    return name_of_ref(first ? first : schema);
}

static void operation(const struct reference *r, const char *path, const char *method,
                      const json_t *op)
{
    struct buf *b = r->v.b;
    char verb[8] = "";
    for (size_t i = 0; method[i] && i + 1 < sizeof verb; i++)
        verb[i] = (char)(method[i] - 32);
    html_f(b, "<tr><th scope=\"row\" class=\"nowrap\"><code>%s</code></th><td><code>%s</code></td>",
           verb, path);
    html_f(b, "<td>%s</td><td>", text(op, "summary"));
    parameters(r, op);
    html_f(b, "</td><td><code>%s</code></td></tr>",
           schema_name(json_object_get(json_object_get(op, "requestBody"), "content")));
}

static bool belongs(const struct reference *r, const json_t *op)
{
    const char *tag = json_string_value(json_array_get(json_object_get(op, "tags"), 0));
    return tag && (r->type.n ? str_eq_z(r->type, tag) : strcmp(tag, "views") == 0);
}

static void operations(const struct reference *r, const char *heading)
{
    struct buf *b = r->v.b;
    const char *path, *method;
    json_t *item, *op;
    ui_sheet(b, "calls", str_z(heading));
    html_f(b, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
              "aria-label=\"Calls\"><table><thead><tr><th scope=\"col\">Method</th><th "
              "scope=\"col\">Path</th><th scope=\"col\">Does</th><th scope=\"col\">Parameters "
              "and headers</th><th scope=\"col\">Body</th></tr></thead><tbody>");
    json_object_foreach(json_object_get(r->doc, "paths"), path, item)
    {
        json_object_foreach(item, method, op)
        {
            if (belongs(r, op))
                operation(r, path, method, op);
        }
    }
    buf_add_z(b, "</tbody></table></div>");
    ui_sheet_end(b);
}

/* --- the page --- */

static void types(const struct reference *r)
{
    const struct catalog *k = r->v.c->store->catalog;
    ui_sheet(r->v.b, "types", S_("Record types"));
    buf_add_z(r->v.b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < k->n; i++)
        html_f(r->v.b, "<li><a href=\"/api?type=%s\"><code>/api/v1/%s</code></a> %s</li>",
               k->entities[i]->name, k->entities[i]->plural, k->entities[i]->help);
    buf_add_z(r->v.b, "</ul></div>");
    ui_sheet_end(r->v.b);
}

static void common_parameters(const struct reference *r)
{
    struct buf *b = r->v.b;
    const char *key;
    json_t *v;
    ui_sheet(b, "parameters", S_("Parameters and headers"));
    buf_add_z(b, "<div class=\"in\"><dl class=\"facts\">");
    json_object_foreach(json_object_get(json_object_get(r->doc, "components"), "parameters"), key,
                        v)
        html_f(b, "<dt><code>%s</code></dt><dd>%s</dd>", key, text(v, "description"));
    buf_add_z(b, "</dl></div>");
    ui_sheet_end(b);
}

static void overview(const struct reference *r)
{
    const char *key;
    json_t *v;
    html_f(r->v.b, "<p>Programs send <code>Authorization: Bearer TOKEN</code>; tokens are made "
                   "in the settings or with <code>muniment token create</code>. The same for "
                   "programs: <a href=\"/api/v1/openapi.json\">openapi.json</a>.</p>");
    types(r);
    operations(r, "What spans record types");
    common_parameters(r);
    json_object_foreach(json_object_get(json_object_get(r->doc, "components"), "schemas"), key, v)
    {
        if (key[0] >= 'A' && key[0] <= 'Z')
            members(r, key, key);
    }
}

static void one_type(const struct reference *r)
{
    struct ctx *c = r->v.c;
    operations(r, "Calls");
    members(r, arena_z(c->mem, r->type), "What comes out");
    members(r, arena_printf(c->mem, STR_FMT "_input", STR_ARG(r->type)).p, "What goes in");
}

static bool read_description(struct ctx *c, const struct request *req, json_t **ret)
{
    const struct serve_options *o = server_options(req->server);
    struct buf b;
    bool ok = false;
    buf_init(&b, 16 << 20);
    for (size_t i = 0; i < o->nfaces && !ok; i++)
        if (o->faces[i]->describe) {
            o->faces[i]->describe(c->store->catalog, &b);
            ok = jin_parse(c, buf_str(&b), ret);
            break;
        }
    buf_done(&b);
    return ok || (c->err.code == ERR_NONE && fail(c, ERR_NOT_FOUND, "There is no API here."));
}

bool page_reference(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *doc = NULL;
    struct reference r = { .type = http_get(&req->query, "type") };
    const struct entity *e = r.type.n ? catalog_find(c->store->catalog, r.type) : NULL;
    view_init(&r.v, c, req, res, NULL);
    if (r.type.n && !e)
        return fail(c, ERR_NOT_FOUND, "There is no such record type.");
    if (!read_description(c, req, &doc))
        return false;
    r.doc = doc;
    r.type = e ? str_z(e->name) : STR("");
    struct view_head h = { .title = e ? type_heading(c, e) : STR("API"),
                           .lead = e ? str_z(e->help)
                                     : S_("Everything that the pages show and change, for "
                                          "programs.") };
    if (e)
        h.crumb[0] = (struct crumb){ "API", STR("/api") };
    if (!view_begin(&r.v, &h))
        return false;
    if (e)
        one_type(&r);
    else
        overview(&r);
    return view_end(&r.v);
}
