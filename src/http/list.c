#include "base/num.h"
#include "http/list.h"

bool http_list_query(struct ctx *c, const struct http_pairs *p, const struct entity *e,
                     struct query *ret)
{
    struct str sort = http_get(p, "sort"), limit = http_get(p, "limit");
    query_init(ret, e);
    for (size_t i = 0; i < p->n; i++)
        if (str_eq_z(p->at[i].name, "where") && p->at[i].value.n &&
            !query_where(c, ret, p->at[i].value) && c->err.code != ERR_INVALID)
            return false;
    if (sort.n)
        (void)!query_sort(c, ret, sort);
    ret->words = http_get(p, "q");
    ret->after = http_get(p, "after");
    ret->before = http_get(p, "before");
    if (limit.n &&
        (!num_parse_int(limit, &ret->limit) || ret->limit < 1 || ret->limit > QUERY_LIMIT_MAX))
        problem_add(c, "limit", "range", limit, "limit must be from 1 to %d.", QUERY_LIMIT_MAX);
    return c->nproblems == 0;
}

static void pair(struct buf *b, bool *first, struct str name, struct str value)
{
    buf_add_char(b, *first ? '?' : '&');
    http_encode(b, name, false);
    buf_add_char(b, '=');
    http_encode(b, value, false);
    *first = false;
}

void http_target_at(struct buf *b, const struct request *req, struct str after, struct str before)
{
    bool first = true;
    http_encode(b, req->path, true);
    for (size_t i = 0; i < req->query.n; i++)
        if (!str_eq_z(req->query.at[i].name, "after") && !str_eq_z(req->query.at[i].name, "before"))
            pair(b, &first, req->query.at[i].name, req->query.at[i].value);
    if (after.n)
        pair(b, &first, STR("after"), after);
    if (before.n)
        pair(b, &first, STR("before"), before);
}
