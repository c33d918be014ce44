#include "api/openapi.h"

/* How an operation may end, and which headers come with it: what a program can rely on. openapi.py
 * of the tests asks each operation for each of these. */

enum {
    NEEDS_TOKEN = 1 << 0,
    CHANGES = 1 << 1,   /* POST, PATCH, DELETE */
    VERSIONED = 1 << 2, /* PATCH, DELETE: If-Match */
    BODY = 1 << 3,
    NAMES = 1 << 4,  /* a part of the path names something */
    BYTES = 1 << 5,  /* a file */
    TAGGED = 1 << 6, /* answers 304 to a tag that is known */
    ROLES = 1 << 7,  /* asks for a role */
    ASKS = 1 << 8,   /* takes parameters whose values can be wrong, beside as_of */
};

static unsigned traits(const struct operation *o)
{
    bool describe = strcmp(o->id, "describe") == 0, me = strcmp(o->id, "me") == 0;
    bool bytes = strcmp(o->answer, "@bytes") == 0;
    return (describe ? TAGGED : NEEDS_TOKEN) | (o->method != HTTP_GET ? CHANGES : 0) |
           (o->method & (HTTP_PATCH | HTTP_DELETE) ? VERSIONED : 0) | (o->body ? BODY : 0) |
           (strchr(o->pattern, ':') ? NAMES : 0) | (bytes ? BYTES | TAGGED : 0) |
           (describe || me ? 0 : ROLES) | (*o->query ? ASKS : 0);
}

static const struct {
    int status;
    unsigned when; /* any of these */
    const char *help, *headers;
} refusals[] = {
    { 400, ~0u, "A parameter, a header or the body cannot be read; `errors` names it.", "" },
    { 401, NEEDS_TOKEN, "No token, or one that is unknown, revoked or has ended.",
      "WWW-Authenticate" },
    { 403, ROLES, "The token only reads, or the person's roles do not allow it.", "" },
    { 404, ROLES, "There is nothing of that name that the person may see.", "" },
    { 409, CHANGES, "Archived, a step that is not allowed from here, or a change of the past.",
      "" },
    { 412, VERSIONED, "Changed meanwhile; `errors` holds your value and the stored one.", "" },
    { 413, BODY, "The body is larger than is taken.", "" },
    { 415, BODY, "The body is of another media type.", "" },
    { 416, BYTES, "The file has no such bytes.", "Content-Range" },
    { 422, CHANGES | ASKS | NAMES, "Values that cannot be taken: each is named in `errors`.", "" },
    { 428, VERSIONED, "Say with If-Match which version is changed.", "" },
    { 429, ~0u, "Too many calls: wait as long as Retry-After says.", "Retry-After" },
};

static const struct {
    const char *name, *type, *help;
} headers[] = {
    { "RateLimit-Limit", "integer", "Calls that may be made at once." },
    { "RateLimit-Remaining", "integer", "Calls that are left of them." },
    { "RateLimit-Reset", "integer", "Seconds until all of them may be made again." },
    { "Retry-After", "integer", "Seconds to wait." },
    { "WWW-Authenticate", "string", "Bearer." },
    { "Content-Range", "string", "Which bytes of how many (RFC 9110)." },
    { "ETag", "string", "Names this version, for If-Match or If-None-Match." },
    { "Location", "string", "Where the new record is." },
    { "Accept-Ranges", "string", "bytes." },
    { "Content-Disposition", "string", "Always an attachment, with its name." },
    { "Link", "string", "next, prev and first page (RFC 8288); absent when there is one page." },
    { "Idempotency-Replayed", "string", "true when this is the answer of an earlier request." },
};

/* Headers that need not be there. */
static bool optional(const char *name)
{
    return strcmp(name, "Link") == 0 || strcmp(name, "Idempotency-Replayed") == 0;
}

void outcome_components(struct jout *j)
{
    jout_key(j, "headers");
    jout_begin(j);
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        jout_key(j, headers[i].name);
        jout_begin(j);
        jout_key(j, "description");
        jout_z(j, headers[i].help);
        jout_key(j, "required");
        jout_bool(j, !optional(headers[i].name));
        jout_key(j, "schema");
        jout_begin(j);
        schema_type(j, headers[i].type, false);
        jout_end(j);
        jout_end(j);
    }
    jout_end(j);
}

static void add_headers(struct ctx *c, struct jout *j, struct str names)
{
    struct str name;
    jout_key(j, "headers");
    jout_begin(j);
    while (str_cut(&names, ' ', &name)) {
        if (!name.n)
            continue;
        jout_key(j, arena_z(c->mem, name));
        schema_ref(j, arena_printf(c->mem, "#/components/headers/" STR_FMT, STR_ARG(name)).p);
    }
    jout_end(j);
}

static void content(struct jout *j, const char *type)
{
    jout_key(j, "content");
    jout_begin(j);
    jout_key(j, type);
    jout_begin(j);
    jout_key(j, "schema");
}

static void problem_content(struct jout *j)
{
    content(j, "application/problem+json");
    schema_ref(j, "#/components/schemas/Problem");
    jout_end(j);
    jout_end(j);
}

/* The refusals, shared by all operations, as components named by their status. */
void outcome_responses(struct ctx *c, struct jout *j)
{
    jout_key(j, "responses");
    jout_begin(j);
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        jout_key(j, arena_printf(c->mem, "%d", refusals[i].status).p);
        jout_begin(j);
        jout_key(j, "description");
        jout_z(j, refusals[i].help);
        if (*refusals[i].headers)
            add_headers(c, j, str_z(refusals[i].headers));
        problem_content(j);
        jout_end(j);
    }
    jout_key(j, "Problem");
    jout_begin(j);
    jout_key(j, "description");
    jout_z(j, "Busy (503), no room (507) or a failure of storage: nothing was changed. The "
              "document says why (RFC 9457).");
    problem_content(j);
    jout_end(j);
    jout_end(j);
}

static const char *success_headers(const struct operation *o, const struct entity *e)
{
    bool record = strcmp(o->answer, "@record") == 0 && !(e->flags & E_CONTENT);
    if (strcmp(o->id, "list") == 0)
        return "Link";
    if (strcmp(o->id, "add") == 0)
        return "ETag Location Idempotency-Replayed";
    if (strcmp(o->answer, "@bytes") == 0)
        return "ETag Accept-Ranges Content-Disposition";
    if (record || strncmp(o->id, "soa_row", 7) == 0 || strcmp(o->id, "soa_set") == 0 ||
        strcmp(o->id, "describe") == 0)
        return o->method == HTTP_POST ? "ETag Idempotency-Replayed" : "ETag";
    return o->method == HTTP_POST ? "Idempotency-Replayed" : "";
}

static void begin(struct ctx *c, struct jout *j, int status, const char *help, const char *more)
{
    jout_key(j, arena_printf(c->mem, "%d", status).p);
    jout_begin(j);
    jout_key(j, "description");
    jout_z(j, help);
    add_headers(
        c, j, arena_printf(c->mem, "RateLimit-Limit RateLimit-Remaining RateLimit-Reset %s", more));
}

void outcome_begin(struct ctx *c, struct jout *j, const struct operation *o, const struct entity *e)
{
    begin(c, j, o->status, "Done.", success_headers(o, e));
    content(j, strcmp(o->answer, "@bytes") == 0 ? "*/*" : "application/json");
}

void outcome_rest(struct ctx *c, struct jout *j, const struct operation *o)
{
    unsigned t = traits(o);
    jout_end(j); /* media type */
    jout_end(j); /* content */
    jout_end(j);
    if (t & BYTES) {
        begin(c, j, 206, "The bytes that Range asked for.",
              "ETag Accept-Ranges Content-Disposition Content-Range");
        content(j, "*/*");
        jout_raw(j, STR("{}"));
        jout_end(j);
        jout_end(j);
        jout_end(j);
    }
    if (t & TAGGED) {
        begin(c, j, 304, "If-None-Match names what is there.", "ETag");
        jout_end(j);
    }
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if (refusals[i].when & t) {
            jout_key(j, arena_printf(c->mem, "%d", refusals[i].status).p);
            schema_ref(j, arena_printf(c->mem, "#/components/responses/%d", refusals[i].status).p);
        }
    jout_key(j, "default");
    schema_ref(j, "#/components/responses/Problem");
}
