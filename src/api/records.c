#include "api/api_int.h"
#include "http/list.h"
#include "store/permit.h"

/* list, create, show, edit, archive, unarchive and history of every record type. */

static bool load(struct ctx *c, const struct request *req, struct record **ret)
{
    return store_find(c, c->permit, req->type, req->part[0], ret);
}

static struct str etag_of(struct ctx *c, const struct record *r)
{
    return arena_printf(c->mem, "\"v%" PRId64 "\"", r->version);
}

/* The record and its version. The ETag names the version for If-Match; it never answers 304, since
 * what is derived from other records and from today changes without a new version. */
static bool send_record(struct ctx *c, const struct record *r, struct response *res)
{
    struct jout j;
    api_begin(res, &j);
    if (!(r->type->flags & E_CONTENT))
        http_add(c, res, "ETag", etag_of(c, r));
    return record_json(c, r, &j);
}

/* Reads it again: with everything that is derived, as it stands now. */
static bool send_saved(struct ctx *c, const struct entity *e, int64_t id, struct response *res)
{
    struct record *r;
    if (!store_peek(c, e, id, &r))
        return false;
    if (!r)
        BUG("a saved record is gone");
    return send_record(c, r, res);
}

static bool not_content(struct ctx *c, const struct request *req, struct response *res)
{
    if (!(req->type->flags & E_CONTENT))
        return true;
    http_add(c, res, "Allow", STR("GET, HEAD"));
    return api_refuse(c, res, 405, "This is part of the program and is only read.");
}

/* --- reading --- */

static void add_link(struct buf *b, const struct request *req, const char *rel, struct str after,
                     struct str before)
{
    buf_add_z(b, b->n ? ", <" : "<");
    http_target_at(b, req, after, before);
    buf_addf(b, ">; rel=\"%s\"", rel);
}

/* RFC 8288: where the list goes on, and where it came from. */
static void add_links(struct ctx *c, const struct request *req, const struct page *p,
                      struct response *res)
{
    struct buf b;
    buf_init(&b, 4 * HTTP_TARGET);
    if (p->next.n)
        add_link(&b, req, "next", p->next, STR(""));
    if (p->prev.n)
        add_link(&b, req, "prev", STR(""), p->prev);
    if (p->prev.n || http_get(&req->query, "after").n)
        add_link(&b, req, "first", STR(""), STR(""));
    if (b.n)
        http_add(c, res, "Link", buf_str(&b));
    buf_done(&b);
}

bool api_list(struct ctx *c, struct request *req, struct response *res)
{
    struct query q;
    struct page p;
    struct jout j;
    if (!permit_may_type(c->permit, ACT_READ, req->type))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to read any %s.", req->type->label);
    if (!api_query(c, req, res, "where q sort limit after before") ||
        !http_list_query(c, &req->query, req->type, &q)) {
        res->status = c->err.code == ERR_INVALID ? 400 : 0;
        return false;
    }
    if (!query_list(c, c->permit, &q, &p)) {
        res->status = c->err.code == ERR_INVALID ? 400 : 0;
        return false;
    }
    add_links(c, req, &p, res);
    api_begin(res, &j);
    return page_json(c, &p, &j);
}

bool api_show(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    return api_query(c, req, res, "") && load(c, req, &r) && send_record(c, r, res);
}

bool api_history(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    struct history_entry *h;
    struct jout j;
    size_t n;
    if (!api_query(c, req, res, "") || !load(c, req, &r))
        return false;
    if (req->type->flags & E_CONTENT)
        return fail(c, ERR_NOT_FOUND, "What the program brings has no history.");
    if (!ledger_history(c, c->permit, req->type, r->id, &h, &n))
        return false;
    api_begin(res, &j);
    history_json(c, h, n, &j);
    return true;
}

/* --- changing --- */

/* Beside what cannot be read, what is missing: all of it at once. */
static bool missing_too(struct ctx *c, const struct record *r, const json_t *body)
{
    for (size_t i = 0; i < r->type->nfields && c->err.code == ERR_INVALID; i++) {
        const struct field *f = &r->type->fields[i];
        if ((f->flags & F_REQUIRED) && !field_is_derived(f) && rec_is_null(r, i) &&
            !json_object_get(body, f->name))
            problem_add(c, f->name, "required", STR(""), "%s is needed.", f->label);
    }
    return false;
}

static bool create(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *body = NULL;
    struct record *r;
    if (!permit_may_type(c->permit, ACT_CREATE, req->type))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to add a %s.", req->type->label);
    if (!api_body(c, req, res, false, &body) || !record_new(c, req->type, &r))
        return false;
    if (!record_from_json(c, r, body))
        return missing_too(c, r, body);
    if (!store_save(c, c->permit, r, NULL))
        return false;
    res->status = 201;
    http_add(c, res, "Location",
             arena_printf(c->mem, API "/%s/" STR_FMT, r->type->plural, STR_ARG(record_ref(c, r))));
    return send_saved(c, r->type, r->id, res);
}

bool api_create(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "") && not_content(c, req, res) &&
           api_change(c, req, res, create);
}

/* A stale version: the store says for each member what was sent and what stands there. */
static bool stale(struct ctx *c, const struct request *req, struct response *res, struct record *r)
{
    struct save_options o = { .expect = INT64_MAX };
    struct str given = http_header(req, "If-Match");
    bool ok = store_save(c, c->permit, r, &o);
    if (ok)
        BUG("a stale change was taken");
    if (c->err.code != ERR_CONFLICT)
        return false;
    struct problem *problems = c->problems, **tail = c->problems_tail;
    int64_t n = c->nproblems;
    ctx_clear(c);
    c->problems = problems;
    c->problems_tail = tail;
    c->nproblems = n;
    res->status = 412;
    return fail(c, ERR_CONFLICT,
                STR_FMT " is at version \"v%" PRId64 "\", not at " STR_FMT
                        ". Read it again, look at both values, and send your change once more.",
                STR_ARG(record_ref(c, r)), r->version, STR_ARG(given));
}

static bool edit(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *body = NULL;
    struct record *r;
    bool fits;
    if (!load(c, req, &r) || !api_if_match(c, req, res, etag_of(c, r), &fits) ||
        !api_body(c, req, res, false, &body) || !record_from_json(c, r, body))
        return false;
    if (!fits)
        return stale(c, req, res, r);
    return store_save(c, c->permit, r, NULL) && send_saved(c, r->type, r->id, res);
}

bool api_edit(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "") && not_content(c, req, res) && api_change(c, req, res, edit);
}

static bool archive(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    bool fits;
    if (!api_reason(c, req, res) || !load(c, req, &r) ||
        !api_if_match(c, req, res, etag_of(c, r), &fits))
        return false;
    if (!fits) {
        res->status = 412;
        return fail(c, ERR_CONFLICT, STR_FMT " is at version \"v%" PRId64 "\". Read it again.",
                    STR_ARG(record_ref(c, r)), r->version);
    }
    return store_archive(c, c->permit, r->type, r->id, true, NULL) &&
           send_saved(c, r->type, r->id, res);
}

bool api_archive(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "") && not_content(c, req, res) &&
           api_change(c, req, res, archive);
}

static bool unarchive(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(jin_done) json_t *body = NULL;
    struct record *r;
    return api_body(c, req, res, true, &body) && api_members(c, body, "") && load(c, req, &r) &&
           store_archive(c, c->permit, r->type, r->id, false, NULL) &&
           send_saved(c, r->type, r->id, res);
}

bool api_unarchive(struct ctx *c, struct request *req, struct response *res)
{
    return api_query(c, req, res, "") && not_content(c, req, res) &&
           api_change(c, req, res, unarchive);
}
