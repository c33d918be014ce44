#include "http/list.h"
#include "isms/setup.h"
#include "web/kinds.h"
#include "web/list.h"

/* The list of any type: everything about it stands in its address, so that a view can be shared,
 * kept and exported as it is seen. */

static bool can_stand(const struct entity *e, const struct field *f)
{
    return f && f != entity_title(e) && !(f->flags & F_RETIRED);
}

/* columns=owner,status: in the order given; unknown names are left out. */
void list_columns(struct ctx *c, const struct request *req, const struct entity *e,
                  const struct field **ret, size_t *ret_n)
{
    struct str rest = http_get(&req->query, "columns"), name;
    size_t n = 0;
    bool usual = !rest.n && !e->columns;
    if (!rest.n)
        rest = str_z(e->columns);
    for (size_t i = 0; usual && i < e->nfields && n < COLUMNS_SHOWN; i++)
        if ((e->fields[i].flags & F_LIST) && can_stand(e, &e->fields[i]) &&
            field_on(c, &e->fields[i]) &&
            &e->fields[i] != entity_scope(e)) /* nearly always the same in every row */
            ret[n++] = &e->fields[i];
    while (str_cut(&rest, ',', &name) && n < COLUMNS_MOST) {
        const struct field *f = entity_field(e, name);
        bool twice = false;
        for (size_t i = 0; i < n; i++)
            twice |= ret[i] == f;
        if (!twice && can_stand(e, f) && field_on(c, f))
            ret[n++] = f;
    }
    *ret_n = n;
}

bool query_from_request(struct ctx *c, const struct request *req, const struct entity *e,
                        struct query *ret)
{
    return http_list_query(c, &req->query, e, ret);
}

/* --- parts --- */

/* What stands behind the question mark for a file: with the columns that are seen, or with every
 * field. */
static struct str file_query(struct list *l, bool all)
{
    struct ctx *c = l->v.c;
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < l->ncolumns; i++)
        buf_addf(&b, "%s%s", i ? "," : "", l->column[i]->name);
    struct str columns = all ? STR("") : b.n ? arena_str(c->mem, buf_str(&b)) : STR("ref");
    buf_done(&b);
    struct str url = url_with(c, l->v.req, "columns", columns);
    ptrdiff_t at = str_find_char(url, '?');
    return at < 0 ? STR("") : str_tail(url, (size_t)at);
}

static void export_menu(struct list *l)
{
    static const char *const forms[] = { "xlsx", "csv", "json" };
    static const char *const names[] = { N_("Excel workbook"), "CSV", "JSON" };
    struct buf *b = l->v.b;
    buf_add_z(b, "<details class=\"drop-m\"><summary class=\"btn\">");
    ui_icon(b, "download");
    html_f(b, "Export</summary><ul class=\"sheet\">");
    for (int all = 0; all < 2; all++) {
        struct str query = file_query(l, all == 1);
        for (size_t i = 0; i < ARRAY_LEN(forms); i++)
            html_f(b, "<li><a href=\"/%s/export.%s%.*s\">%s</a></li>", l->type->plural, forms[i],
                   STR_ARG(query),
                   arena_printf(l->v.c->mem, all ? _("%s, every field") : _("%s, as seen here"),
                                lang_text(names[i]))
                       .p);
    }
    buf_add_z(b, "</ul></details>");
}

static bool actions(struct view *v, void *arg)
{
    struct list *l = arg;
    struct ctx *c = v->c;
    struct str base = url_type(c, l->type);
    export_menu(l);
    if (view_may(v, ACT_CREATE, l->type))
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/import", STR_ARG(base)), "upload", "Import",
                  false);
    if (view_may(v, ACT_CREATE, l->type))
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/new", STR_ARG(base)), "plus", "New", true);
    return true;
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

/* "Residual level" of "Residual level, expected after the plan": a column is narrow. Not where
 * another field begins with the same words. */
static const char *column_label(const struct list *l, const struct field *f)
{
    const char *label = lang_text(f->label), *comma = strchr(label, ',');
    size_t n = comma ? (size_t)(comma - label) : 0;
    for (size_t i = 0; n && i < l->type->nfields; i++)
        if (&l->type->fields[i] != f && strncmp(lang_text(l->type->fields[i].label), label, n) == 0)
            n = 0;
    return n ? arena_z(l->v.c->mem, (struct str){ label, n }) : label;
}

static bool row(struct list *l, size_t i)
{
    const struct record *r = l->rows.items[i];
    struct buf *b = l->v.b;
    struct ctx *c = l->v.c;
    struct str href = url_record(c, r), ref = record_ref(c, r), title = record_title(r);
    buf_add_z(b, "<tr>");
    if (l->bulk)
        html_f(b,
               "<td class=\"sel\"><input type=\"checkbox\" name=\"id\" value=\"%.*s\" "
               "form=\"bulk\" aria-label=\"Choose %.*s\"></td>",
               STR_ARG(ref), STR_ARG(ref));
    buf_add_z(b, "<th scope=\"row\">");
    ui_ref(b, ref, href);
    if (title.n && !str_eq(title, ref))
        html_f(b, " <a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(href), STR_ARG(title));
    if (r->archived)
        html_f(b, " <span class=\"tag\">archived</span>");
    if (l->suggested && l->suggested[i])
        html_f(b, " <span class=\"tag\">suggested</span>");
    buf_add_z(b, "</th>");
    for (size_t k = 0; k < l->ncolumns; k++) {
        html_f(b, "<td data-l=\"%s\">", l->label[k]);
        if (!ui_value(c, b, r, l->column[k], true))
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
        html_f(b, "<caption>%ld of more than 1,000 %s", (long)l->rows.n,
               type_words(l->v.c, l->type));
    else
        html_f(b, "<caption>%ld of %ld %s", (long)l->rows.n, (long)l->count,
               type_words(l->v.c, l->type));
    if (l->q.sort)
        html_f(b, ", by %s%s", lang_text(l->q.sort->label),
               l->q.descending ? _(", highest first") : "");
    buf_add_z(b, "</caption>");
}

static bool table(struct list *l)
{
    struct buf *b = l->v.b;
    const struct field *title = entity_title(l->type);
    /* what cannot fit scrolls sideways, its names staying in sight */
    html_f(b, "<div class=\"scroll%s\"><table class=\"cards stick\">",
           l->ncolumns > COLUMNS_FIT ? " wide" : "");
    caption(l);
    buf_add_z(b, "<thead><tr>");
    if (l->bulk)
        html_f(b, "<th class=\"sel\" scope=\"col\"><span class=\"vh\">Chosen</span></th>");
    head_cell(l, title, lang_text(l->type->label));
    for (size_t i = 0; i < l->ncolumns; i++)
        l->label[i] = column_label(l, l->column[i]);
    for (size_t i = 0; i < l->ncolumns; i++)
        head_cell(l, l->column[i], l->label[i]);
    buf_add_z(b, "</tr></thead><tbody>");
    for (size_t i = 0; i < l->rows.n; i++)
        if (!row(l, i))
            return false;
    buf_add_z(b, "</tbody></table></div>");
    return true;
}

static void sizes(struct list *l)
{
    static const int size[] = { 50, 100, 200 };
    struct buf *b = l->v.b;
    html_f(b, "<span>Show ");
    for (size_t i = 0; i < ARRAY_LEN(size); i++) {
        struct str n = arena_printf(l->v.c->mem, "%d", size[i]);
        if (l->q.limit == size[i])
            html_f(b, "<b aria-current=\"true\">%.*s</b> ", STR_ARG(n));
        else
            html_f(b, "<a href=\"%.*s\">%.*s</a> ", STR_ARG(url_with(l->v.c, l->v.req, "limit", n)),
                   STR_ARG(n));
    }
    buf_add_z(b, "</span>");
}

static void pager(struct list *l)
{
    struct buf *b = l->v.b;
    struct ctx *c = l->v.c;
    bool inside = l->q.after.n || l->q.before.n;
    if (!l->rows.next.n && !inside && l->count <= QUERY_LIMIT)
        return;
    buf_add_z(b, "<div class=\"pager\">");
    sizes(l);
    buf_add_z(b, "<span class=\"btns\">");
    if (inside && l->rows.prev.n) {
        ui_button(b, url_with(c, l->v.req, "after", STR("")), "arrow-left-to-line", "First page",
                  false);
        ui_button(b, url_with(c, l->v.req, "before", l->rows.prev), "arrow-left", "Previous page",
                  false);
    } else if (inside && !l->rows.n) {
        ui_button(b, url_with(c, l->v.req, "after", STR("")), "arrow-left", "First page", false);
    }
    if (l->rows.next.n)
        ui_button(b, url_with(c, l->v.req, "after", l->rows.next), "arrow-right", "Next page",
                  false);
    buf_add_z(b, "</span></div>");
}

static bool body(struct list *l)
{
    struct ctx *c = l->v.c;
    bool filtered = l->q.n || l->q.words.n || l->q.with_archived || l->q.only_archived;
    if (!l->rows.n && !filtered && !l->q.after.n && !l->q.before.n && !l->problem)
        return list_empty(l);
    if (!bulk_notice(l))
        return false;
    html_f(l->v.b, "<section class=\"sheet\" aria-label=\"%s\">", type_words(c, l->type));
    if (!filter_bar(l))
        return false;
    if (!l->rows.n)
        list_no_match(l);
    else if (!table(l))
        return false;
    if (l->bulk && l->rows.n)
        bulk_bar(l);
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

/* col=owner&col=status, as boxes send it, is columns=owner,status. */
static struct str joined_columns(struct ctx *c, const struct request *req)
{
    struct buf b;
    buf_init(&b, 8 << 10);
    for (size_t i = 0; i < req->query.n; i++)
        if (str_eq_z(req->query.at[i].name, "col") && !str_eq_z(req->query.at[i].value, "ref"))
            buf_addf(&b, "%s" STR_FMT, b.n ? "," : "", STR_ARG(req->query.at[i].value));
    struct str s = b.n ? arena_str(c->mem, buf_str(&b)) : STR("ref");
    buf_done(&b);
    return s;
}

struct str list_canonical(struct ctx *c, const struct request *req, const struct entity *e)
{
    static const char *const passing[] = { "f", "op", "v", "col" };
    struct str where = filter_built(c, req);
    struct request r = *req;
    struct query q;
    bool columns = http_has(&req->query, "col");
    if (!where.n && !columns)
        return STR("");
    query_init(&q, e);
    if (where.n && !query_where(c, &q, where))
        return STR("");
    r.query.at = arena_new(c->mem, struct http_pair, req->query.n);
    r.query.n = 0;
    for (size_t i = 0; i < req->query.n; i++) {
        bool skip = !req->query.at[i].value.n;
        for (size_t k = 0; k < ARRAY_LEN(passing); k++)
            skip |= str_eq_z(req->query.at[i].name, passing[k]);
        if (!skip)
            r.query.at[r.query.n++] = req->query.at[i];
    }
    if (!columns)
        return url_also(c, &r, "where", where);
    return url_with(c, &r, "columns", joined_columns(c, req));
}

/* Opened without an address of its own, the list is the view that the person begins with. */
static struct str standard_view(struct list *l)
{
    if (l->v.req->query.n)
        return STR("");
    for (size_t i = 0; i < l->nsaved; i++)
        if (l->saved[i].standard && l->saved[i].query.n)
            return arena_printf(l->v.c->mem, "/%s?" STR_FMT, l->type->plural,
                                STR_ARG(l->saved[i].query));
    return STR("");
}

/* A condition that cannot be: said at the builder, the list as it was. */
static void take_problem(struct list *l)
{
    struct ctx *c = l->v.c;
    if (!c->problems)
        return;
    l->problem = c->problems;
    l->v.res->status = 422;
    ctx_clear(c);
}

static bool read_list(struct list *l)
{
    struct ctx *c = l->v.c;
    list_columns(c, l->v.req, l->type, l->column, &l->ncolumns);
    if (!query_from_request(c, l->v.req, l->type, &l->q))
        return false;
    query_want(c, &l->q, l->column, l->ncolumns);
    return query_list(c, c->permit, &l->q, &l->rows) && count(l);
}

bool page_list(struct ctx *c, struct request *req, struct response *res)
{
    struct list l = { .type = req->type };
    view_init(&l.v, c, req, res, req->type->name);
    if (!permit_may_type(c->permit, ACT_READ, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    struct str to = list_canonical(c, req, req->type);
    take_problem(&l);
    if (!saved_view_list(c, permit_person(c->permit), req->type, &l.saved, &l.nsaved))
        return false;
    if (!to.n)
        to = standard_view(&l);
    if (to.n) {
        http_redirect(c, res, to);
        return true;
    }
    if (!read_list(&l))
        return false;
    l.suggested = arena_new(c->mem, bool, l.rows.n + 1);
    if (!(req->type->flags & E_CONTENT) && !suggestion_find(c, l.rows.items, l.rows.n, l.suggested))
        return false;
    l.bulk = view_may(&l.v, ACT_EDIT, req->type);
    struct view_head h = { .title = type_heading(c, req->type),
                           .lead = str_z(lang_text(req->type->help)),
                           .actions = actions,
                           .arg = &l };
    bool (*above)(struct view *) = panel_above(req->type);
    return view_begin(&l.v, &h) && (!above || above(&l.v)) && body(&l) && view_end(&l.v);
}
