#include "records/records.h"
#include "store/query.h"
#include "web/scope.h"

enum { SCOPES_SHOWN = 20 };

static bool list(struct ctx *c, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_scope_type);
    q.limit = SCOPES_SHOWN;
    return query_list(c, c->permit, &q, ret);
}

bool scope_of_request(struct ctx *c, struct request *req, struct record **ret)
{
    struct str wanted = http_get(&req->query, "scope");
    struct page p;
    *ret = NULL;
    if (!wanted.n)
        wanted = http_get(&req->form, "scope");
    if (wanted.n)
        return store_find(c, c->permit, &entity_scope_type, wanted, ret);
    if (!permit_may_type(c->permit, ACT_READ, &entity_scope_type))
        return true;
    if (!list(c, &p))
        return false;
    struct str last = http_cookie(c, req, "scope");
    for (size_t i = 0; i < p.n; i++)
        if (!*ret || str_eq(last, record_ref(c, p.items[i])))
            *ret = p.items[i];
    return true;
}

bool scope_missing(struct view *v, const char *title)
{
    struct view_head h = { .title = str_z(title) };
    if (!view_begin(v, &h))
        return false;
    ui_empty(v->b, "milestone", "First there is a scope",
             "The scope says what the management system covers: which services, places and people. "
             "With it come the 93 rows of the Statement of Applicability and the checks of every "
             "clause (27001 4.3).",
             view_may(v, ACT_CREATE, &entity_scope_type) ? STR("/scopes/new") : STR(""),
             "Describe the scope");
    return view_end(v);
}

bool scope_switch(struct view *v, const struct record *scope)
{
    struct page p;
    if (!list(v->c, &p))
        return false;
    if (p.n < 2)
        return true;
    ui_tabs(v->b, _("Scope"));
    for (size_t i = 0; i < p.n; i++)
        ui_tab(v->b, url_with(v->c, v->req, "scope", record_ref(v->c, p.items[i])),
               p.items[i]->id == scope->id, record_title(p.items[i]));
    ui_tabs_end(v->b);
    return true;
}
