/* Lists as their address describes them, the same for pages and programs. */
#pragma once
#include "http/http.h"
#include "store/query.h"

/* where (may be repeated), q, sort, limit, after, before. Adds problems. */
bool http_list_query(struct ctx *c, const struct http_pairs *p, const struct entity *e,
                     struct query *ret) MUST_CHECK;
/* The request's path and query at another place of the list; both empty: its beginning. */
void http_target_at(struct buf *b, const struct request *req, struct str after, struct str before);
