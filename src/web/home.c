#include "web/pages.h"

bool page_home(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "home");
    struct view_head h = { .title = STR("Home") };
    return view_begin(&v, &h) && view_end(&v);
}
