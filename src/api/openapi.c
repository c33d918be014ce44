#include "api/openapi.h"
#include "base/asset.h"

/* The description of the API, made from the route table, the operations and the record types. */

struct writer {
    const struct catalog *k;
    struct jout *j;
    struct ctx *c; /* for memory */
};

static void words(struct jout *j, const char *key, const char *text)
{
    jout_key(j, key);
    jout_z(j, text);
}

/* --- parameters --- */

static const struct {
    const char *name, *in, *schema, *help;
} parameters[] = {
    { "scope", "query", "{\"type\":\"string\"}",
      "Which scope, such as SC-1; not needed when there is one." },
    { "public", "query", "{\"enum\":[\"yes\",\"no\"]}", "yes: without how, owner and evidence." },
    { "from", "query", "{\"type\":\"string\"}", "A version's number, or now." },
    { "to", "query", "{\"type\":\"string\"}", "A version's number, or now." },
    { "requirement", "query", "{\"type\":\"string\"}",
      "Only this clause or item, such as 27001:6.1.2." },
    { "q", "query", "{\"type\":\"string\"}",
      "Words that must all occur; the last may be a beginning." },
    { "limit", "query", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200}",
      "Records on a page." },
    { "a", "query", "{\"type\":\"string\"}", "A standard, such as 27001." },
    { "b", "query", "{\"type\":\"string\"}", "A standard, such as 27002." },
    { "control", "query", "{\"type\":\"string\"}", "The control to compare by, such as 5.15." },
    { "name", "query", "{\"type\":\"string\"}", "How the file is called, where no form says it." },
    { "contributions", "query", "{\"enum\":[\"yes\",\"no\"]}",
      "yes: whose the expected loss and the bad years are." },
    { "tornado", "query", "{\"enum\":[\"yes\",\"no\"]}",
      "yes: which input moves the bad years most." },
    { "years", "query", "{\"type\":\"integer\",\"minimum\":100,\"maximum\":1000000}",
      "How many years are drawn; 100,000 when left out." },
    { "seed", "query", "{\"type\":\"integer\",\"minimum\":0}",
      "Another seed draws other years; 1 when left out." },
    { "budget", "query", "{\"type\":\"string\"}",
      "What may be spent, such as 50000; left out: whatever they cost." },
    { "must", "query", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
      "A control that has to be among them. May be repeated." },
    { "never", "query", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
      "A control that is ruled out. May be repeated." },
    { "where", "query", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
      "FIELD=VALUE; != < <= > >= ~ work too. May be repeated." },
    { "sort", "query", "{\"type\":\"string\"}", "FIELD, or -FIELD for descending." },
    { "after", "query", "{\"type\":\"string\"}", "The cursor of the page before (its next)." },
    { "before", "query", "{\"type\":\"string\"}",
      "A cursor that the Link header gave: the page before." },
    { "as_of", "query", "{\"type\":\"string\"}",
      "Everything as it was: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ." },
    { "If-Match", "header", "{\"type\":\"string\"}", "The ETag of the version that is changed." },
    { "Idempotency-Key", "header", "{\"type\":\"string\",\"maxLength\":255}",
      "Makes a repeated request answer as the first one did, for 24 hours." },
    { "Change-Reason", "header", "{\"type\":\"string\",\"maxLength\":2000}",
      "Why; kept in the history." },
};

static void component_parameters(struct jout *j)
{
    jout_key(j, "parameters");
    jout_begin(j);
    for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
        jout_key(j, parameters[i].name);
        jout_begin(j);
        words(j, "name", parameters[i].name);
        words(j, "in", parameters[i].in);
        words(j, "description", parameters[i].help);
        jout_key(j, "schema");
        jout_raw(j, str_z(parameters[i].schema));
        jout_end(j);
    }
    jout_end(j);
}

static void parameter(struct writer *w, const char *name)
{
    schema_ref(w->j, arena_printf(w->c->mem, "#/components/parameters/%s", name).p);
}

static void path_parameters(struct writer *w, const char *pattern)
{
    struct str rest = str_z(pattern), part;
    while (str_cut(&rest, '/', &part)) {
        if (!part.n || part.p[0] != ':' || str_eq_z(part, ":type"))
            continue;
        jout_begin(w->j);
        jout_key(w->j, "name");
        jout_str(w->j, str_tail(part, 1));
        words(w->j, "in", "path");
        jout_key(w->j, "required");
        jout_bool(w->j, true);
        jout_key(w->j, "schema");
        jout_raw(w->j, STR("{\"type\":\"string\"}"));
        jout_end(w->j);
    }
}

static void operation_parameters(struct writer *w, const struct operation *o)
{
    struct str rest = str_z(o->query), name;
    jout_key(w->j, "parameters");
    jout_array(w->j);
    path_parameters(w, o->pattern);
    while (str_cut(&rest, ' ', &name))
        parameter(w, arena_z(w->c->mem, name));
    if (o->method == HTTP_GET && strcmp(o->id, "describe") != 0)
        parameter(w, "as_of");
    if (o->method == HTTP_PATCH || o->method == HTTP_DELETE)
        parameter(w, "If-Match");
    if (o->method == HTTP_POST)
        parameter(w, "Idempotency-Key");
    if (o->method != HTTP_GET && strcmp(o->id, "upload") != 0)
        parameter(w, "Change-Reason");
    jout_array_end(w->j);
}

/* --- bodies and answers --- */

static void media(struct writer *w, const char *type)
{
    jout_key(w->j, "content");
    jout_begin(w->j);
    jout_key(w->j, type);
    jout_begin(w->j);
    jout_key(w->j, "schema");
}

static void media_end(struct writer *w)
{
    jout_end(w->j);
    jout_end(w->j);
}

/* The type of an operation whose shape or path depends on one. */
static const struct entity *typed(const struct entity *e)
{
    if (!e)
        BUG("an operation needs a type");
    return e;
}

static const char *input_shape(struct writer *w, const struct entity *e)
{
    return arena_printf(w->c->mem, "#/components/schemas/%s_input", typed(e)->name).p;
}

static void create_schema(struct writer *w, const struct entity *e)
{
    jout_begin(w->j);
    jout_key(w->j, "allOf");
    jout_array(w->j);
    schema_ref(w->j, input_shape(w, e));
    jout_begin(w->j);
    jout_key(w->j, "required");
    jout_array(w->j);
    for (size_t i = 0; i < e->nfields; i++)
        if (schema_is_required(&e->fields[i]))
            jout_z(w->j, e->fields[i].name);
    jout_array_end(w->j);
    jout_end(w->j);
    jout_array_end(w->j);
    jout_end(w->j);
}

static void request_body(struct writer *w, const struct operation *o, const struct entity *e)
{
    if (!o->body)
        return;
    bool file = strcmp(o->body, "@file") == 0;
    jout_key(w->j, "requestBody");
    jout_begin(w->j);
    jout_key(w->j, "required");
    jout_bool(w->j, strcmp(o->body, "ReasonOnly") != 0);
    media(w, file ? "application/octet-stream" : "application/json");
    if (file)
        jout_raw(w->j, STR("{}"));
    else if (strcmp(o->body, "@create") == 0)
        create_schema(w, typed(e));
    else if (strcmp(o->body, "@input") == 0)
        schema_ref(w->j, input_shape(w, e));
    else
        schema_ref(w->j, arena_printf(w->c->mem, "#/components/schemas/%s", o->body).p);
    media_end(w);
    jout_end(w->j);
}

static void answer_schema(struct writer *w, const struct operation *o, const struct entity *e)
{
    const char *name = strcmp(o->answer, "@record") == 0 && e ? e->name : o->answer;
    if (strcmp(o->answer, "@list") != 0) {
        schema_ref(w->j, arena_printf(w->c->mem, "#/components/schemas/%s", name).p);
        return;
    }
    jout_begin(w->j);
    schema_type(w->j, "object", false);
    jout_key(w->j, "required");
    jout_raw(w->j, STR("[\"items\",\"next\"]"));
    jout_key(w->j, "properties");
    jout_begin(w->j);
    jout_key(w->j, "items");
    jout_begin(w->j);
    schema_type(w->j, "array", false);
    jout_key(w->j, "items");
    schema_ref(w->j, arena_printf(w->c->mem, "#/components/schemas/%s", typed(e)->name).p);
    jout_end(w->j);
    jout_key(w->j, "next");
    jout_raw(w->j, STR("{\"type\":[\"string\",\"null\"]}"));
    jout_end(w->j);
    jout_end(w->j);
}

static void responses(struct writer *w, const struct operation *o, const struct entity *e)
{
    jout_key(w->j, "responses");
    jout_begin(w->j);
    outcome_begin(w->c, w->j, o, e);
    if (strcmp(o->answer, "@bytes") == 0)
        jout_raw(w->j, STR("{}"));
    else
        answer_schema(w, o, e);
    outcome_rest(w->c, w->j, o);
    jout_end(w->j);
}

/* --- paths --- */

static const char *method_key(enum http_method m)
{
    return m == HTTP_GET ? "get" : m == HTTP_POST ? "post" : m == HTTP_PATCH ? "patch" : "delete";
}

static void operation(struct writer *w, const struct operation *o, const struct entity *e)
{
    jout_key(w->j, method_key(o->method));
    jout_begin(w->j);
    jout_key(w->j, "operationId");
    jout_str(w->j, e ? arena_printf(w->c->mem, "%s_%s", o->id, e->name) : str_z(o->id));
    words(w->j, "summary", o->summary);
    jout_key(w->j, "tags");
    jout_array(w->j);
    jout_z(w->j, e ? e->name : "views");
    jout_array_end(w->j);
    if (strcmp(o->id, "describe") == 0) {
        jout_key(w->j, "security");
        jout_raw(w->j, STR("[]"));
    }
    operation_parameters(w, o);
    request_body(w, o, e);
    responses(w, o, e);
    jout_end(w->j);
}

/* /:type/:ref becomes /api/v1/risks/{ref}. */
static struct str path_text(struct writer *w, const char *pattern, const struct entity *e)
{
    struct str rest = str_z(pattern + 1), part, out = STR(API);
    while (str_cut(&rest, '/', &part)) {
        bool type = str_eq_z(part, ":type"), variable = part.p[0] == ':';
        out = arena_printf(w->c->mem, STR_FMT "/%s" STR_FMT "%s", STR_ARG(out),
                           variable && !type ? "{" : "",
                           STR_ARG(type ? str_z(typed(e)->plural) : str_tail(part, variable)),
                           variable && !type ? "}" : "");
    }
    return out;
}

static bool has_files(const struct entity *e)
{
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].kind == &kind_file)
            return true;
    return false;
}

/* Content is only read, and has no history; some patterns are told by a page of their own. */
static bool fits(const struct operation *o, const struct entity *e)
{
    bool shadowed = strcmp(o->pattern, "/:type/:ref") == 0 &&
                    (strcmp(e->name, "standard") == 0 || strcmp(e->name, "term") == 0);
    if (e->flags & E_CONTENT)
        return o->method == HTTP_GET && strcmp(o->id, "history") != 0 &&
               strcmp(o->id, "file") != 0 && !shadowed;
    if ((e->flags & E_FROZEN) && o->method == HTTP_PATCH)
        return false;
    return strcmp(o->id, "file") != 0 || has_files(e);
}

static void path_item(struct writer *w, size_t first, const struct entity *e)
{
    const char *pattern = api_operations[first].pattern;
    bool any = false;
    for (size_t i = first; i < api_noperations; i++)
        any |=
            strcmp(api_operations[i].pattern, pattern) == 0 && (!e || fits(&api_operations[i], e));
    if (!any)
        return;
    jout_key(w->j, path_text(w, pattern, e).p);
    jout_begin(w->j);
    for (size_t i = first; i < api_noperations; i++)
        if (strcmp(api_operations[i].pattern, pattern) == 0 && (!e || fits(&api_operations[i], e)))
            operation(w, &api_operations[i], e);
    jout_end(w->j);
}

static bool seen_before(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(api_operations[i].pattern, api_operations[at].pattern) == 0)
            return true;
    return false;
}

static void paths(struct writer *w)
{
    jout_key(w->j, "paths");
    jout_begin(w->j);
    for (size_t i = 0; i < api_noperations; i++)
        if (!seen_before(i) && !str_starts(str_z(api_operations[i].pattern), STR("/:type")))
            path_item(w, i, NULL);
    for (size_t t = 0; t < w->k->n; t++)
        for (size_t i = 0; i < api_noperations; i++)
            if (!seen_before(i) && str_starts(str_z(api_operations[i].pattern), STR("/:type")))
                path_item(w, i, w->k->entities[t]);
    jout_end(w->j);
}

/* --- components --- */

/* Shapes that no record type describes stand in components.json: its members, behind a comma. */
static void fixed_components(struct buf *b)
{
    const struct asset *a = asset_find("api.json");
    if (!a)
        BUG("components.json is not built in");
    struct str s = str_trim((struct str){ (const char *)a->bytes, a->n });
    buf_add_char(b, ',');
    buf_add(b, s.p + 1, s.n - 2);
}

static void components(struct writer *w)
{
    jout_key(w->j, "components");
    jout_begin(w->j);
    jout_key(w->j, "securitySchemes");
    jout_raw(w->j, STR("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
    component_parameters(w->j);
    outcome_components(w->j);
    outcome_responses(w->c, w->j);
    jout_key(w->j, "schemas");
    jout_begin(w->j);
    for (size_t t = 0; t < w->k->n; t++) {
        schema_record(w->j, w->k->entities[t]);
        if (!(w->k->entities[t]->flags & E_CONTENT))
            schema_input(w->c, w->j, w->k->entities[t]);
    }
    fixed_components(w->j->b);
    jout_end(w->j);
    jout_end(w->j);
}

/* One group for each type, in the order of the catalogue, and one for the rest. */
static void tags(struct writer *w)
{
    jout_array(w->j);
    for (size_t t = 0; t <= w->k->n; t++) {
        const struct entity *e = t < w->k->n ? w->k->entities[t] : NULL;
        jout_begin(w->j);
        words(w->j, "name", e ? e->name : "views");
        words(w->j, "description", e ? e->help : "What spans record types.");
        jout_end(w->j);
    }
    jout_array_end(w->j);
}

void api_describe(const struct catalog *k, struct buf *b)
{
    struct arena mem;
    struct ctx c;
    struct rng none;
    struct jout j;
    struct writer w = { k, &j, &c };
    arena_init(&mem, 16 << 20);
    ctx_init(&c, &mem, &none);
    jout_init(&j, b, false);
    jout_begin(&j);
    words(&j, "openapi", "3.1.0");
    jout_key(&j, "info");
    jout_begin(&j);
    words(&j, "title", "Muniment");
    words(&j, "version", MUNIMENT_VERSION);
    words(&j, "description",
          "The records of an information security management system. Every record type has the "
          "same operations; what spans types has views of its own.");
    jout_key(&j, "license");
    jout_raw(&j, STR("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
    jout_end(&j);
    jout_key(&j, "servers");
    jout_raw(&j, STR("[{\"url\":\"/\",\"description\":\"Where this document comes from.\"}]"));
    jout_key(&j, "tags");
    tags(&w);
    jout_key(&j, "security");
    jout_raw(&j, STR("[{\"token\":[]}]"));
    paths(&w);
    components(&w);
    jout_end(&j);
    arena_done(&mem);
}
