#include "base/num.h"
#include "web/generic.h"
#include "web/kinds.h"

/* The list of any type: everything about it stands in its address (q, where, sort, limit, after,
 * columns), so that a view can be shared, kept and exported as it is seen. */

enum { COLUMNS_MOST = 24, COLUMNS_SHOWN = 8, COUNT_MOST = 1000 };

struct list {
    struct view v;
    const struct entity *type;
    struct query q;
    struct page rows;
    int64_t count; /* COUNT_MOST + 1: more */
    const struct field *column[COLUMNS_MOST];
    size_t ncolumns;
};

static void default_columns(struct list *l)
{
    const struct field *title = entity_title(l->type);
    for (size_t i = 0; i < l->type->nfields && l->ncolumns < COLUMNS_SHOWN; i++) {
        const struct field *f = &l->type->fields[i];
        if ((f->flags & F_LIST) && f != title && !(f->flags & F_RETIRED))
            l->column[l->ncolumns++] = f;
    }
}

/* columns=owner,status: in the order given; unknown names are left out. */
static void read_columns(struct list *l)
{
    struct str rest = http_get(&l->v.req->query, "columns"), name;
    if (!rest.n) {
        default_columns(l);
        return;
    }
    while (str_cut(&rest, ',', &name) && l->ncolumns < COLUMNS_MOST) {
        const struct field *f = entity_field(l->type, name);
        if (f && !(f->flags & F_RETIRED) && f != entity_title(l->type))
            l->column[l->ncolumns++] = f;
    }
}

bool query_from_request(struct ctx *c, const struct request *req, const struct entity *e,
                        struct query *ret)
{
    struct str sort = http_get(&req->query, "sort"), limit = http_get(&req->query, "limit");
    query_init(ret, e);
    for (size_t i = 0; i < req->query.n; i++)
        if (str_eq_z(req->query.at[i].name, "where") && req->query.at[i].value.n &&
            !query_where(c, ret, req->query.at[i].value) && c->err.code != ERR_INVALID)
            return false;
    if (sort.n)
        (void)!query_sort(c, ret, sort);
    ret->words = http_get(&req->query, "q");
    ret->after = http_get(&req->query, "after");
    if (limit.n &&
        (!num_parse_int(limit, &ret->limit) || ret->limit < 1 || ret->limit > QUERY_LIMIT_MAX))
        problem_add(c, "limit", "range", limit, "limit must be from 1 to %d.", QUERY_LIMIT_MAX);
    return c->nproblems == 0;
}

/* --- parts --- */

static bool actions(struct view *v, void *arg)
{
    struct list *l = arg;
    struct ctx *c = v->c;
    struct str base = url_type(c, l->type);
    ptrdiff_t at = str_find_char(v->req->target, '?');
    struct str query = at < 0 ? STR("") : str_tail(v->req->target, (size_t)at);
    buf_add_z(v->b, "<details class=\"drop-m\"><summary class=\"btn\">");
    ui_icon(v->b, "download");
    buf_add_z(v->b, "Export</summary><ul class=\"sheet\">");
    static const char *const forms[] = { "xlsx", "csv", "json" };
    static const char *const names[] = { "Excel workbook", "CSV", "JSON" };
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        html_f(v->b, "<li><a href=\"%.*s/export.%s%.*s\">%s</a></li>", STR_ARG(base), forms[i],
               STR_ARG(query), names[i]);
    buf_add_z(v->b, "</ul></details>");
    if (view_may(v, ACT_CREATE, l->type))
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/import", STR_ARG(base)), "upload", "Import",
                  false);
    if (view_may(v, ACT_CREATE, l->type))
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/new", STR_ARG(base)), "plus", "New", true);
    return true;
}

/* The filter bar: words, one chip for every condition in force, choices to filter by. */
static void chips(struct list *l)
{
    struct buf *b = l->v.b;
    struct ctx *c = l->v.c;
    const struct request *req = l->v.req;
    for (size_t i = 0; i < req->query.n; i++) {
        const struct http_pair *p = &req->query.at[i];
        if (!str_eq_z(p->name, "where") || !p->value.n)
            continue;
        html_f(b, "<a class=\"chip on\" href=\"%.*s\">%.*s",
               STR_ARG(url_without(c, req, "where", p->value)), STR_ARG(p->value));
        ui_icon(b, "x");
        buf_add_z(b, "<span class=\"vh\">remove filter</span></a>");
    }
    if (l->q.words.n || l->q.n || l->q.with_archived || l->q.only_archived)
        html_f(b, "<a class=\"tiny\" href=\"%.*s\">Clear</a>", STR_ARG(url_type(c, l->type)));
}

static void choice_menus(struct list *l)
{
    struct buf *b = l->v.b;
    for (size_t i = 0; i < l->type->nfields; i++) {
        const struct field *f = &l->type->fields[i];
        if (!f->choices || f->kind != &kind_choice || !(f->flags & F_LIST))
            continue;
        html_f(b,
               "<details class=\"drop-m\"><summary class=\"chip\">%s</summary><ul "
               "class=\"sheet\">",
               f->label);
        for (const struct choice *ch = f->choices; ch->key; ch++) {
            struct str cond = arena_printf(l->v.c->mem, "%s=%s", f->name, ch->key);
            html_f(b, "<li><a href=\"%.*s\">%s</a></li>",
                   STR_ARG(url_also(l->v.c, l->v.req, "where", cond)), ch->label);
        }
        buf_add_z(b, "</ul></details>");
    }
}

static void filter_bar(struct list *l)
{
    struct buf *b = l->v.b;
    const struct request *req = l->v.req;
    html_f(b,
           "<form class=\"bar\" action=\"%.*s\"><label class=\"vh\" for=\"filter\">Filter "
           "by words</label><input id=\"filter\" name=\"q\" type=\"search\" "
           "placeholder=\"Words\" value=\"%.*s\">",
           STR_ARG(url_type(l->v.c, l->type)), STR_ARG(l->q.words));
    for (size_t i = 0; i < req->query.n; i++)
        if (!str_eq_z(req->query.at[i].name, "q") && !str_eq_z(req->query.at[i].name, "after"))
            html_f(b, "<input type=\"hidden\" name=\"%.*s\" value=\"%.*s\">",
                   STR_ARG(req->query.at[i].name), STR_ARG(req->query.at[i].value));
    buf_add_z(b, "<button class=\"btn s\" type=\"submit\">Filter</button>");
    choice_menus(l);
    chips(l);
    buf_add_z(b, "</form>");
}

static void head_cell(struct list *l, const struct field *f, const char *label)
{
    struct buf *b = l->v.b;
    bool sorted = l->q.sort == f && f;
    const char *state = !sorted ? "" : l->q.descending ? "descending" : "ascending";
    html_f(b, "<th scope=\"col\"");
    if (sorted)
        html_f(b, " aria-sort=\"%s\"", state);
    buf_add_z(b, ">");
    if (!f || !field_is_column(f)) {
        html_f(b, "%s</th>", label);
        return;
    }
    struct str next =
        arena_printf(l->v.c->mem, "%s%s", sorted && !l->q.descending ? "-" : "", f->name);
    html_f(b, "<a href=\"%.*s\">%s", STR_ARG(url_with(l->v.c, l->v.req, "sort", next)), label);
    if (sorted)
        ui_icon(b, l->q.descending ? "arrow-down" : "arrow-up");
    buf_add_z(b, "</a></th>");
}

static bool row(struct list *l, const struct record *r)
{
    struct buf *b = l->v.b;
    struct ctx *c = l->v.c;
    struct str href = url_record(c, r), ref = record_ref(c, r), title = record_title(r);
    buf_add_z(b, "<tr><th scope=\"row\">");
    ui_ref(b, ref, href);
    if (title.n && !str_eq(title, ref))
        html_f(b, " <a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(href), STR_ARG(title));
    if (r->archived)
        buf_add_z(b, " <span class=\"tag\">archived</span>");
    buf_add_z(b, "</th>");
    for (size_t i = 0; i < l->ncolumns; i++) {
        html_f(b, "<td data-l=\"%s\">", l->column[i]->label);
        if (!ui_value(c, b, r, l->column[i], true))
            return false;
        buf_add_z(b, "</td>");
    }
    buf_add_z(b, "</tr>");
    return true;
}

static void caption(struct list *l)
{
    struct buf *b = l->v.b;
    if (l->count > COUNT_MOST)
        html_f(b, "<caption>%ld of more than 1,000 %s", (long)l->rows.n, l->type->plural);
    else
        html_f(b, "<caption>%ld of %ld %s", (long)l->rows.n, (long)l->count, l->type->plural);
    if (l->q.sort)
        html_f(b, ", by %s%s", l->q.sort->label, l->q.descending ? ", highest first" : "");
    buf_add_z(b, "</caption>");
}

static bool table(struct list *l)
{
    struct buf *b = l->v.b;
    const struct field *title = entity_title(l->type);
    buf_add_z(b, "<div class=\"scroll\"><table class=\"cards stick\">");
    caption(l);
    buf_add_z(b, "<thead><tr>");
    head_cell(l, title, l->type->label);
    for (size_t i = 0; i < l->ncolumns; i++)
        head_cell(l, l->column[i], l->column[i]->label);
    buf_add_z(b, "</tr></thead><tbody>");
    for (size_t i = 0; i < l->rows.n; i++)
        if (!row(l, l->rows.items[i]))
            return false;
    buf_add_z(b, "</tbody></table></div>");
    return true;
}

static void pager(struct list *l)
{
    struct buf *b = l->v.b;
    if (!l->rows.next.n && !l->q.after.n)
        return;
    buf_add_z(b, "<div class=\"pager\"><span class=\"btns\">");
    if (l->q.after.n)
        ui_button(b, url_with(l->v.c, l->v.req, "after", STR("")), "arrow-left", "First page",
                  false);
    if (l->rows.next.n)
        ui_button(b, url_with(l->v.c, l->v.req, "after", l->rows.next), "arrow-right", "Next page",
                  false);
    buf_add_z(b, "</span></div>");
}

static bool body(struct list *l)
{
    struct ctx *c = l->v.c;
    bool filtered = l->q.n || l->q.words.n || l->q.with_archived || l->q.only_archived;
    if (!l->rows.n && !filtered && !l->q.after.n) {
        ui_empty(l->v.b, "inbox", "Nothing here yet", l->type->help,
                 view_may(&l->v, ACT_CREATE, l->type)
                     ? arena_printf(c->mem, "/%s/new", l->type->plural)
                     : STR(""),
                 "Add the first");
        return true;
    }
    html_f(l->v.b, "<section class=\"sheet\" aria-label=\"%s\">", l->type->plural);
    filter_bar(l);
    if (!l->rows.n)
        buf_add_z(l->v.b, "<div class=\"in\"><p>Nothing fits this filter.</p></div>");
    else if (!table(l))
        return false;
    pager(l);
    buf_add_z(l->v.b, "</section>");
    return true;
}

/* How many fit, kept until something changes: the pages of one list ask for it again and again. */
static bool count(struct list *l)
{
    struct ctx *c = l->v.c;
    const struct request *req = l->v.req;
    struct buf b;
    buf_init(&b, 64 << 10);
    buf_addf(&b, "count %s %" PRId64 " %" PRId64, l->type->name, permit_person(c->permit),
             store_today(c));
    for (size_t i = 0; i < req->query.n; i++)
        if (str_eq_z(req->query.at[i].name, "where") || str_eq_z(req->query.at[i].name, "q"))
            buf_addf(&b, "&" STR_FMT "=" STR_FMT, STR_ARG(req->query.at[i].name),
                     STR_ARG(req->query.at[i].value));
    struct str key = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    const int64_t *kept = store_kept(c, key);
    if (kept) {
        l->count = *kept;
        return true;
    }
    if (!query_count(c, c->permit, &l->q, COUNT_MOST, &l->count))
        return false;
    store_keep(c, key, &l->count, sizeof l->count);
    return true;
}

bool page_list(struct ctx *c, struct request *req, struct response *res)
{
    struct list l = { .type = req->type };
    view_init(&l.v, c, req, res, req->type->name);
    if (!permit_may_type(c->permit, ACT_READ, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!query_from_request(c, req, req->type, &l.q) || !query_list(c, c->permit, &l.q, &l.rows) ||
        !count(&l))
        return false;
    read_columns(&l);
    struct view_head h = { .title = type_heading(c, req->type),
                           .lead = str_z(req->type->help),
                           .actions = actions,
                           .arg = &l };
    bool (*above)(struct view *) = panel_above(req->type);
    return view_begin(&l.v, &h) && (!above || above(&l.v)) && body(&l) && view_end(&l.v);
}
