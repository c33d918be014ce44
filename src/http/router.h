/* From a parsed request to its answer, in the one fixed order. Internal to http/. */
#pragma once
#include "http/http.h"

struct router_match {
    const struct face *face;
    const struct route *route; /* NULL: nothing of that path */
    unsigned others; /* methods that the path takes, when it is not this one; 0: no such path */
    struct str part[HTTP_PARTS];
    const struct entity *type;
};
/* Finds the route; path is decoded. Parts are views into path. */
void router_find(const struct serve_options *o, enum http_method method, struct str path,
                 struct router_match *ret);
/* The face that serves a path; NULL when none does. */
const struct face *router_face(const struct serve_options *o, struct str path);
/* Complains about a table that contradicts itself or opens more to the public than the short list;
 * NULL when it is in order. */
const char *router_check(const struct face *f);
/* Runs the request on a borrowed context: session, forgery check, permit, handler. res is filled in
 * any case. */
void router_run(struct ctx *c, struct request *req, const struct router_match *m,
                struct response *res);
