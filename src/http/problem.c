#include "http/problem.h"
#include "http/http.h"

static void one(struct jout *j, const struct problem *p)
{
    jout_begin(j);
    jout_key(j, "field");
    jout_z(j, p->field);
    jout_key(j, "code");
    jout_z(j, p->code);
    jout_key(j, "message");
    jout_z(j, p->message);
    if (p->row) {
        jout_key(j, "row");
        jout_int(j, p->row);
        jout_key(j, "column");
        jout_str(j, p->column);
    }
    if (p->value.n) {
        jout_key(j, "value");
        jout_str(j, p->value);
    }
    jout_end(j);
}

static void head(struct jout *j, const char *title, int status, const char *detail)
{
    jout_begin(j);
    jout_key(j, "type");
    jout_z(j, "about:blank");
    jout_key(j, "title");
    jout_z(j, title);
    jout_key(j, "status");
    jout_int(j, status);
    jout_key(j, "detail");
    jout_z(j, detail);
    jout_key(j, "errors");
    jout_array(j);
}

void problem_json(const struct ctx *c, int status, struct jout *j)
{
    int own = http_status(c->err.code);
    const char *title =
        status && status != own ? problem_title(status) : err_code_name(c->err.code);
    head(j, title, status ? status : own, c->err.message);
    for (const struct problem *p = c->problems; p; p = p->next)
        one(j, p);
    jout_array_end(j);
    if (c->nproblems > CTX_PROBLEMS_MAX) {
        jout_key(j, "errors_total");
        jout_int(j, c->nproblems);
    }
    jout_end(j);
}

void problem_plain(int status, const char *detail, struct jout *j)
{
    head(j, problem_title(status), status, detail);
    jout_array_end(j);
    jout_end(j);
}

const char *problem_title(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        { 400, "bad request" },
        { 401, "sign in first" },
        { 403, "not permitted" },
        { 404, "not found" },
        { 405, "method not allowed" },
        { 409, "conflict" },
        { 412, "changed meanwhile" },
        { 413, "too large" },
        { 415, "unsupported media type" },
        { 416, "range not satisfiable" },
        { 422, "invalid" },
        { 428, "precondition required" },
        { 429, "too many requests" },
        { 501, "not implemented" },
        { 503, "busy" },
        { 507, "no room" },
    };
    for (size_t i = 0; i < ARRAY_LEN(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status >= 500 ? "storage failure" : "refused";
}
