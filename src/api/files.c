#include "api/api_int.h"
#include "http/multipart.h"
#include "store/permit.h"

/* Files in and out. What comes in is kept by its digest and belongs to nobody until a record names
 * it; what goes out is asked for by the record, whose permit decides. */

static bool may_keep_files(const struct ctx *c)
{
    const struct catalog *k = c->store->catalog;
    for (size_t i = 0; i < k->n; i++)
        for (size_t f = 0; f < k->entities[i]->nfields; f++)
            if (k->entities[i]->fields[f].kind == &kind_file &&
                (permit_may_type(c->permit, ACT_CREATE, k->entities[i]) ||
                 permit_may_type(c->permit, ACT_EDIT, k->entities[i])))
                return true;
    return false;
}

/* The bytes as they came, or the one file of a form. */
static bool read_file(struct ctx *c, struct request *req, struct response *res, struct str *name,
                      struct str *data)
{
    struct str type = http_header(req, "Content-Type"), boundary = multipart_boundary(type);
    *name = http_get(&req->query, "name");
    *data = req->body;
    if (!type.n || str_starts(type, STR("application/x-www-form-urlencoded")))
        return api_refuse(c, res, 415,
                          "Send the file's bytes with its media type, such as "
                          "application/octet-stream, or one file as multipart/form-data.");
    if (boundary.n) {
        if (!multipart_read(c, req->body, boundary, req))
            return false;
        if (req->nuploads != 1 || req->form.n)
            return api_refuse(c, res, 400, "Send one file and nothing else.");
        *name = name->n ? *name : req->upload[0].name;
        *data = req->upload[0].data;
    }
    return true;
}

static bool answer(struct ctx *c, struct request *req, struct response *res)
{
    struct jout j;
    struct value v = { .tag = V_TEXT, .s = req->part[0] };
    res->status = 201;
    api_begin(res, &j);
    return kind_file.json(c, NULL, &v, &j);
}

bool api_upload(struct ctx *c, struct request *req, struct response *res)
{
    struct str name, data;
    if (!api_query(c, req, res, "name"))
        return false;
    if (!may_keep_files(c))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to keep files.");
    if (!read_file(c, req, res, &name, &data))
        return false;
    if (!name.n)
        return problem_add(c, "name", "required", STR(""),
                           "Say in the query how the file is called: ?name=report.pdf.");
    return store_file_put_bytes(c, name, data, &req->part[0]) && api_change(c, req, res, answer);
}

bool api_file(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    return api_query(c, req, res, "") && store_find(c, c->permit, req->type, req->part[0], &r) &&
           http_send_stored(c, req, res, r, req->part[1]);
}
