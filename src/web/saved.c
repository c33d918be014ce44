#include "base/num.h"
#include "web/list.h"
#include "web/pages.h"

/* Kept views of a list: what stands in its address under a name, for oneself or for the team, one
 * of them the view that the list opens with. */

static bool is_view_part(struct str name)
{
    static const char *const parts[] = { "q", "where", "sort", "limit", "columns" };
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (str_eq_z(name, parts[i]))
            return true;
    return false;
}

static struct str encode(struct ctx *c, const struct http_pairs *q)
{
    struct buf b;
    buf_init(&b, 3 * HTTP_TARGET);
    for (size_t i = 0; i < q->n; i++) {
        if (!is_view_part(q->at[i].name) || !q->at[i].value.n)
            continue;
        if (b.n)
            buf_add_char(&b, '&');
        http_encode(&b, q->at[i].name, false);
        buf_add_char(&b, '=');
        http_encode(&b, q->at[i].value, false);
    }
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

struct str saved_query(struct ctx *c, const struct request *req)
{
    return encode(c, &req->query);
}

static struct str address(struct ctx *c, const struct entity *e, struct str query)
{
    return arena_printf(c->mem, "/%s?" STR_FMT, e->plural,
                        STR_ARG(query.n ? query : STR("view=all")));
}

/* --- the menu --- */

static void hidden(struct list *l, const char *what, int64_t id)
{
    view_form_token(&l->v);
    html_f(l->v.b,
           "<input type=\"hidden\" name=\"type\" value=\"%s\"><input type=\"hidden\" "
           "name=\"what\" value=\"%s\"><input type=\"hidden\" name=\"id\" value=\"%ld\"><input "
           "type=\"hidden\" name=\"back\" value=\"%.*s\">",
           l->type->plural, what, (long)id, STR_ARG(l->v.req->target));
}

/* The person's own, and of the team's those that may be tidied up by whoever leads the register. */
static bool may_drop(const struct list *l, const struct saved_view *s)
{
    return s->person == permit_person(l->v.c->permit) ||
           (permit_roles_anywhere(l->v.c->permit) & ROLE_MANAGER);
}

static void entry(struct list *l, const struct saved_view *s, struct str now)
{
    struct buf *b = l->v.b;
    html_f(b, "<li><a href=\"%.*s\"", STR_ARG(address(l->v.c, l->type, s->query)));
    buf_add_z(b, str_eq(now, s->query) ? " aria-current=\"true\">" : ">");
    html_f(b, "%.*s</a>", STR_ARG(s->title));
    if (s->team)
        html_f(b, " <span class=\"tag\">team</span>");
    if (s->standard)
        html_f(b, " <span class=\"tag\">opens first</span>");
    buf_add_z(b, "<form method=\"post\" action=\"/views\">");
    hidden(l, s->standard ? "usual" : "standard", s->id);
    html_f(b,
           "<button class=\"btn s text\" type=\"submit\">%s<span class=\"vh\"> "
           "%.*s</span></button></form>",
           s->standard ? _("Do not open with it") : _("Open with it"), STR_ARG(s->title));
    if (may_drop(l, s)) {
        buf_add_z(b, "<form method=\"post\" action=\"/views\">");
        hidden(l, "drop", s->id);
        html_f(b,
               "<button class=\"btn s text\" type=\"submit\">Remove<span class=\"vh\"> "
               "%.*s</span></button></form>",
               STR_ARG(s->title));
    }
    buf_add_z(b, "</li>");
}

bool saved_menu(struct list *l)
{
    struct buf *b = l->v.b;
    struct str now = saved_query(l->v.c, l->v.req);
    buf_add_z(b, "<details class=\"drop-m\" data-views><summary class=\"btn s\">");
    ui_icon(b, "bookmark");
    html_f(b, "Views</summary><div class=\"sheet in stack\">");
    if (l->nsaved)
        buf_add_z(b, "<ul class=\"list\">");
    for (size_t i = 0; i < l->nsaved; i++)
        entry(l, &l->saved[i], now);
    if (l->nsaved)
        buf_add_z(b, "</ul>");
    if (l->v.req->past.n) {
        buf_add_z(b, "</div></details>");
        return true;
    }
    buf_add_z(b, "<form method=\"post\" action=\"/views\">");
    hidden(l, "keep", 0);
    html_f(b,
           "<input type=\"hidden\" name=\"query\" value=\"%.*s\"><div class=\"field\"><label "
           "for=\"view-title\">Keep this view as</label><input id=\"view-title\" name=\"title\" "
           "type=\"text\" maxlength=\"%d\" required></div><label class=\"pick\"><input "
           "type=\"checkbox\" name=\"team\" value=\"yes\"><span>For the whole team</span></label>"
           "<label class=\"pick\"><input type=\"checkbox\" name=\"standard\" "
           "value=\"yes\"><span>My list opens with it</span></label><button class=\"btn s\" "
           "type=\"submit\">Keep</button></form></div></details>",
           STR_ARG(now), VIEW_TITLE);
    return true;
}

/* --- what it sends --- */

static bool keep(struct ctx *c, struct request *req, const struct entity *e, struct str *ret_to)
{
    struct http_pairs parts;
    struct query q;
    if (!http_pairs_read(c, http_get(&req->form, "query"), &parts))
        return false;
    query_init(&q, e);
    for (size_t i = 0; i < parts.n; i++) /* only what a list can show is kept */
        if (str_eq_z(parts.at[i].name, "where") && !query_where(c, &q, parts.at[i].value))
            return false;
    struct saved_view v = { .person = permit_person(c->permit),
                            .team = http_has(&req->form, "team"),
                            .title = http_get(&req->form, "title"),
                            .query = encode(c, &parts) };
    if (!saved_view_keep(c, e, &v))
        return false;
    *ret_to = address(c, e, v.query);
    return !http_has(&req->form, "standard") || saved_view_set_standard(c, v.person, e, v.id);
}

static bool change(struct ctx *c, struct request *req, const struct entity *e, struct str what)
{
    struct saved_view v;
    int64_t id, me = permit_person(c->permit);
    if (str_eq_z(what, "usual"))
        return saved_view_set_standard(c, me, e, 0);
    if (!num_parse_int(http_get(&req->form, "id"), &id))
        return fail(c, ERR_NOT_FOUND, "There is no such view.");
    if (!saved_view_find(c, me, id, e, &v))
        return false;
    if (str_eq_z(what, "standard"))
        return saved_view_set_standard(c, me, e, id);
    if (v.person != me && !(permit_roles_anywhere(c->permit) & ROLE_MANAGER))
        return fail(c, ERR_FORBIDDEN, "This view is somebody else's: ask them to remove it.");
    return saved_view_drop(c, &v);
}

bool page_views_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    const struct entity *e = catalog_find(c->store->catalog, http_get(&req->form, "type"));
    struct str what = http_get(&req->form, "what");
    struct str to = http_own_path(http_get(&req->form, "back"));
    view_init(&v, c, req, res, NULL);
    if (!e || !permit_may_type(c->permit, ACT_READ, e))
        return fail(c, ERR_NOT_FOUND, "There is no such list.");
    bool made = str_eq_z(what, "keep");
    if (!(made ? keep(c, req, e, &to) : change(c, req, e, what)))
        return false;
    view_say(&v, made ? S_("Kept: the view is under Views.") : S_("Done."));
    http_redirect(c, res, to);
    return true;
}
