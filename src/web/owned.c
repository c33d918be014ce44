#include "records/records.h"
#include "store/query.h"
#include "web/kinds.h"
#include "web/pages.h"

/* What a person owns, type by type; the list of all registers. */

enum { OWNED_SHOWN = 20 };

static bool owned(struct view *v, const struct entity *e, const struct field *owner)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    query_init(&q, e);
    q.limit = OWNED_SHOWN;
    q.where[q.n++] =
        (struct condition){ owner, OP_EQ, { .tag = V_INT, .i = permit_person(c->permit) } };
    if (!query_list(c, c->permit, &q, &p))
        return false;
    if (!p.n)
        return true;
    ui_sheet(v->b, e->name, arena_printf(c->mem, _("My %s"), type_words(c, e)));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        const struct field *status = entity_field(e, STR("status"));
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(c, p.items[i]), url_record(c, p.items[i]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a><span class=\"end\">",
               STR_ARG(url_record(c, p.items[i])), STR_ARG(record_title(p.items[i])));
        if (status && !ui_value(c, v->b, p.items[i], status, true))
            return false;
        buf_add_z(v->b, "</span></li>");
    }
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

bool owned_lists(struct view *v)
{
    const struct catalog *k = v->c->store->catalog;
    for (size_t i = 0; i < k->n; i++) {
        const struct entity *e = k->entities[i];
        const struct field *f = entity_field(e, STR("owner"));
        if (f && f->kind == &kind_person && e != &entity_task && !(e->flags & E_CONTENT) &&
            permit_may_type(v->c->permit, ACT_READ, e) && !owned(v, e, f))
            return false;
    }
    return true;
}

bool page_registers(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    const struct catalog *k = c->store->catalog;
    view_init(&v, c, req, res, "registers");
    struct view_head h = { .title = S_("All registers"),
                           .lead = S_("Everything that is kept, type by type.") };
    if (!view_begin(&v, &h))
        return false;
    html_f(v.b, "<section class=\"sheet\"><table class=\"cards\"><thead><tr><th "
                "scope=\"col\">Register</th><th scope=\"col\">What it holds</th><th "
                "scope=\"col\">Asked for by</th></tr></thead><tbody>");
    for (size_t i = 0; i < k->n; i++) {
        const struct entity *e = k->entities[i];
        if (!permit_may_type(c->permit, ACT_READ, e) || !entity_on(c, e))
            continue;
        html_f(v.b,
               "<tr><th scope=\"row\"><a class=\"t\" href=\"/%s\">%.*s</a></th><td "
               "data-l=\"Holds\">%s</td><td data-l=\"Asked for by\">%s</td></tr>",
               e->plural, STR_ARG(type_heading(c, e)), lang_text(e->help),
               e->clause ? e->clause : "");
    }
    buf_add_z(v.b, "</tbody></table></section>");
    return view_end(&v);
}
