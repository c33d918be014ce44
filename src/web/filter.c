#include "records/records.h"
#include "web/kinds.h"
#include "web/list.h"

/* The bar above a list: words, one chip for every condition in force, a builder for conditions that
 * needs no script (field first, then how and what), columns, order, views. */

/* --- conditions in words --- */

static bool is_date(const struct field *f)
{
    return f->kind == &kind_date || f->kind == &kind_stamp;
}

static const char *empty_words(const struct field *f, bool is_empty)
{
    if (f->kind == &kind_person)
        return is_empty ? _("nobody") : _("somebody");
    if (f->kind == &kind_link || f->kind == &kind_ref)
        return is_empty ? _("none") : _("any");
    return is_empty ? _("empty") : _("filled in");
}

/* What stands between the label and the value. */
static const char *op_between(const struct field *f, enum where_op op)
{
    static const char *const plain[OP_N] = { "",
                                             N_("not "),
                                             N_("less than "),
                                             N_("at most "),
                                             N_("more than "),
                                             N_("at least "),
                                             N_("contains ") };
    static const char *const dates[OP_N] = {
        "", N_("not "), N_("before "), N_("until "), N_("after "), N_("from "), N_("contains ")
    };
    return lang_text(is_date(f) ? dates[op] : plain[op]);
}

static bool value_words(struct ctx *c, const struct entity *e, const struct condition *w,
                        struct str *ret)
{
    struct record probe = { .type = e, .v = arena_new(c->mem, struct value, e->nfields) };
    size_t place = entity_place(e, w->field);
    int64_t days;
    probe.v[place] = w->v;
    if (w->field->kind == &kind_bool) {
        *ret = w->v.i ? S_("yes") : S_("no");
        return true;
    }
    if (w->field->kind == &kind_person)
        return store_title(c, w->field->to, w->v.i, ret);
    *ret = value_text(c, &probe, w->field);
    if (w->field->kind == &kind_date && when_parse_date(w->v.s, &days))
        *ret = date_words(c, days);
    return c->err.code == ERR_NONE;
}

static struct str archived_words(const struct query *q)
{
    return q->with_archived ? S_("Archived: shown too") : S_("Archived: only these");
}

bool filter_words(struct ctx *c, const struct entity *e, struct str where, struct str *ret)
{
    struct query q;
    struct str value;
    query_init(&q, e);
    if (!query_where(c, &q, where))
        return false;
    *ret = archived_words(&q);
    if (!q.n)
        return true;
    const struct condition *w = &q.where[0];
    if (w->v.tag == V_NULL) {
        *ret = arena_printf(c->mem, "%s: %s", lang_text(w->field->label),
                            empty_words(w->field, w->op == OP_EQ));
        return true;
    }
    if (w->op == OP_HAS && w->v.tag == V_TEXT)
        value = arena_printf(c->mem, "\"" STR_FMT "\"", STR_ARG(w->v.s));
    else if (!value_words(c, e, w, &value))
        return false;
    *ret = arena_printf(c->mem, "%s: %s" STR_FMT, lang_text(w->field->label),
                        op_between(w->field, w->op), STR_ARG(value));
    return true;
}

/* --- building one --- */

static const struct op_word {
    const char *sign; /* "" and "!": empty, filled in */
    const char *words;
} ops_text[] = { { "~", N_("contains") }, { "=", N_("is") }, { "!=", N_("is not") } },
  ops_choice[] = { { "=", N_("is") }, { "!=", N_("is not") } },
  ops_number[] = { { "=", N_("is") },           { "!=", N_("is not") },
                   { ">=", N_("is at least") }, { "<=", N_("is at most") },
                   { ">", N_("is more than") }, { "<", N_("is less than") } },
  ops_date[] = { { "<=", N_("is on or before") },
                 { ">=", N_("is on or after") },
                 { "=", "is" },
                 { "!=", N_("is not") } },
  ops_link[] = { { "=", N_("includes") }, { "!=", N_("does not include") } };

struct op_words {
    const struct op_word *at;
    size_t n;
};

static struct op_words ops_of(const struct field *f)
{
    if (f->kind == &kind_link)
        return (struct op_words){ ops_link, ARRAY_LEN(ops_link) };
    if (is_date(f))
        return (struct op_words){ ops_date, ARRAY_LEN(ops_date) };
    if (f->kind == &kind_choice || f->kind == &kind_bool || f->kind == &kind_ref ||
        f->kind == &kind_person || f->kind == &kind_key)
        return (struct op_words){ ops_choice, ARRAY_LEN(ops_choice) };
    if (f->kind->tag == V_INT || f->kind->tag == V_REAL)
        return (struct op_words){ ops_number, ARRAY_LEN(ops_number) };
    return (struct op_words){ ops_text, ARRAY_LEN(ops_text) };
}

static bool can_filter(const struct field *f)
{
    return !(f->flags & F_RETIRED) && !(f->derive && !(f->flags & F_STORED)) &&
           f->kind != &kind_file;
}

struct str filter_built(struct ctx *c, const struct request *req)
{
    struct str f = http_get(&req->query, "f"), op = http_get(&req->query, "op");
    struct str v = str_trim(http_get(&req->query, "v"));
    if (!f.n || !op.n)
        return STR("");
    if (str_eq_z(op, "empty") || str_eq_z(op, "filled"))
        return arena_printf(c->mem, STR_FMT "%s", STR_ARG(f), str_eq_z(op, "empty") ? "=" : "!=");
    if (!v.n) /* nothing was typed: not the same as asking for nothing */
        return STR("");
    return arena_printf(c->mem, STR_FMT STR_FMT STR_FMT, STR_ARG(f), STR_ARG(op), STR_ARG(v));
}

static void option(struct buf *b, struct str key, struct str label, struct str now)
{
    html_f(b, "<option value=\"%.*s\"%s>%.*s</option>", STR_ARG(key),
           str_eq(key, now) ? " selected" : "", STR_ARG(label));
}

/* What else stands in the address goes with the form. */
static void keep_query(struct list *l, const char *const *but, size_t n)
{
    const struct http_pairs *q = &l->v.req->query;
    for (size_t i = 0; i < q->n; i++) {
        bool skip = str_eq_z(q->at[i].name, "after") || str_eq_z(q->at[i].name, "before") ||
                    str_eq_z(q->at[i].name, "f") || str_eq_z(q->at[i].name, "op") ||
                    str_eq_z(q->at[i].name, "v");
        for (size_t k = 0; k < n; k++)
            skip |= str_eq_z(q->at[i].name, but[k]);
        if (!skip)
            html_f(l->v.b, "<input type=\"hidden\" name=\"%.*s\" value=\"%.*s\">",
                   STR_ARG(q->at[i].name), STR_ARG(q->at[i].value));
    }
}

static void field_select(struct list *l, struct str now)
{
    struct buf *b = l->v.b;
    html_f(b, "<div class=\"field\"><label for=\"w-f\">Field</label><select id=\"w-f\" "
              "name=\"f\" data-filter=\"field\">");
    for (size_t i = 0; i < l->type->nfields; i++)
        if (can_filter(&l->type->fields[i]) && field_on(l->v.c, &l->type->fields[i]))
            option(b, str_z(l->type->fields[i].name), str_z(lang_text(l->type->fields[i].label)),
                   now);
    buf_add_z(b, "</select></div>");
}

static void op_select(struct list *l, const struct field *f, struct str now)
{
    struct buf *b = l->v.b;
    struct op_words o = ops_of(f);
    html_f(b, "<div class=\"field\"><label for=\"w-op\">How</label><select id=\"w-op\" "
              "name=\"op\" data-filter=\"op\">");
    for (size_t i = 0; i < o.n; i++)
        option(b, str_z(o.at[i].sign), str_z(o.at[i].words), now);
    option(b, STR("empty"), arena_printf(l->v.c->mem, _("is %s"), empty_words(f, true)), now);
    option(b, STR("filled"), arena_printf(l->v.c->mem, _("is %s"), empty_words(f, false)), now);
    buf_add_z(b, "</select></div>");
}

bool pick_list(struct ctx *c, const struct entity *e, struct page *ret, bool *ret_all)
{
    struct query q;
    query_init(&q, e);
    q.limit = PICK_MOST;
    q.sort = entity_title(e);
    *ret = (struct page){ .n = 0 };
    *ret_all = false;
    if (!permit_may_type(c->permit, ACT_READ, e))
        return true;
    if (!query_list(c, c->permit, &q, ret))
        return false;
    *ret_all = !ret->next.n;
    return true;
}

static bool record_options(struct list *l, const struct field *f, struct str now, bool *ret_done)
{
    struct ctx *c = l->v.c;
    struct page p;
    const struct entity *to = f->to;
    if (f->kind == &kind_link)
        to = f->link->from == l->type ? f->link->to : f->link->from;
    *ret_done = false;
    if (!to || (to->flags & E_CONTENT))
        return true;
    if (!pick_list(c, to, &p, ret_done) || !*ret_done)
        return c->err.code == ERR_NONE;
    buf_add_z(l->v.b, "<select id=\"w-v\" name=\"v\">");
    for (size_t i = 0; i < p.n; i++) {
        struct str ref = record_ref(c, p.items[i]), title = record_title(p.items[i]);
        option(l->v.b, ref,
               f->kind == &kind_person
                   ? title
                   : arena_printf(c->mem, STR_FMT " " STR_FMT, STR_ARG(ref), STR_ARG(title)),
               now);
    }
    buf_add_z(l->v.b, "</select>");
    return true;
}

static bool value_control(struct list *l, const struct field *f, struct str now)
{
    struct buf *b = l->v.b;
    bool done = false;
    html_f(b, "<div class=\"field\"><label for=\"w-v\">What</label>");
    if (l->problem)
        html_f(b, "<p class=\"err\" id=\"e-v\"><span class=\"vh\">Error: </span>%s</p>",
               l->problem->message);
    if (!record_options(l, f, now, &done))
        return false;
    if (!done && (f->kind == &kind_choice || f->kind == &kind_bool)) {
        buf_add_z(b, "<select id=\"w-v\" name=\"v\">");
        for (const struct choice *ch = f->choices; ch && ch->key; ch++)
            option(b, str_z(ch->key), str_z(lang_text(ch->label)), now);
        if (f->kind == &kind_bool) {
            option(b, STR("yes"), S_("yes"), now);
            option(b, STR("no"), S_("no"), now);
        }
        buf_add_z(b, "</select>");
    } else if (!done) {
        html_f(b, "<input id=\"w-v\" name=\"v\" type=\"%s\" value=\"%.*s\"",
               f->kind == &kind_date ? "date" : "text", STR_ARG(now));
        buf_add_z(b, l->problem ? " aria-invalid=\"true\" aria-describedby=\"e-v\">" : ">");
    }
    buf_add_z(b, "</div>");
    return true;
}

static bool builder(struct list *l)
{
    struct buf *b = l->v.b;
    const struct request *req = l->v.req;
    const struct field *f = entity_field(l->type, http_get(&req->query, "f"));
    if (f && !can_filter(f))
        f = NULL;
    html_f(b,
           "<details class=\"drop-m\" data-filter=\"builder\"%s><summary class=\"btn s\">Add a "
           "condition</summary><form class=\"sheet in stack\" action=\"%.*s\">",
           f ? " open" : "", STR_ARG(url_type(l->v.c, l->type)));
    keep_query(l, NULL, 0);
    if (!f) {
        field_select(l, STR(""));
        html_f(b, "<button class=\"btn s\" type=\"submit\">Next</button></form></details>");
        return true;
    }
    html_f(b, "<p><b>%s</b></p><input type=\"hidden\" name=\"f\" value=\"%s\">",
           lang_text(f->label), f->name);
    op_select(l, f, http_get(&req->query, "op"));
    if (!value_control(l, f, http_get(&req->query, "v")))
        return false;
    html_f(b,
           "<div class=\"btns\"><button class=\"btn s main\" type=\"submit\">Add</button><a "
           "class=\"btn s text\" href=\"%.*s\">Another field</a></div></form></details>",
           STR_ARG(url_with(l->v.c, req, "f", STR(""))));
    return true;
}

/* --- chips --- */

static bool chips(struct list *l)
{
    struct buf *b = l->v.b;
    struct ctx *c = l->v.c;
    const struct request *req = l->v.req;
    for (size_t i = 0; i < req->query.n; i++) {
        const struct http_pair *p = &req->query.at[i];
        struct str words;
        if (!str_eq_z(p->name, "where") || !p->value.n)
            continue;
        if (!filter_words(c, l->type, p->value, &words))
            return false;
        html_f(b, "<a class=\"chip on\" href=\"%.*s\">%.*s",
               STR_ARG(url_without(c, req, "where", p->value)), STR_ARG(words));
        ui_icon(b, "x");
        html_f(b, "<span class=\"vh\">remove filter</span></a>");
    }
    if (!l->q.with_archived && !l->q.only_archived && !(l->type->flags & E_CONTENT))
        html_f(b, "<a class=\"chip\" href=\"%.*s\">Show archived</a>",
               STR_ARG(url_also(c, req, "where", STR("archived=all"))));
    if (l->q.words.n || l->q.n || l->q.with_archived || l->q.only_archived)
        html_f(b, "<a class=\"tiny\" href=\"%.*s?view=all\">Clear</a>",
               STR_ARG(url_type(c, l->type)));
    return true;
}

static void choice_menus(struct list *l)
{
    struct buf *b = l->v.b;
    for (size_t i = 0; i < l->type->nfields; i++) {
        const struct field *f = &l->type->fields[i];
        if (!f->choices || f->kind != &kind_choice || !(f->flags & F_LIST) || !field_on(l->v.c, f))
            continue;
        html_f(b,
               "<details class=\"drop-m\"><summary class=\"chip\">%s</summary><ul "
               "class=\"sheet\">",
               lang_text(f->label));
        for (const struct choice *ch = f->choices; ch->key; ch++) {
            struct str cond = arena_printf(l->v.c->mem, "%s=%s", f->name, ch->key);
            html_f(b, "<li><a href=\"%.*s\">%s</a></li>",
                   STR_ARG(url_also(l->v.c, l->v.req, "where", cond)), lang_text(ch->label));
        }
        buf_add_z(b, "</ul></details>");
    }
}

/* --- columns and order --- */

static bool is_column(const struct list *l, const struct field *f)
{
    for (size_t i = 0; i < l->ncolumns; i++)
        if (l->column[i] == f)
            return true;
    return false;
}

static bool can_show(const struct list *l, const struct field *f)
{
    return !(f->flags & (F_RETIRED | F_INNER)) && f != entity_title(l->type) && field_on(l->v.c, f);
}

static void column_box(struct list *l, const struct field *f, bool on)
{
    html_f(l->v.b,
           "<label class=\"pick\"><input type=\"checkbox\" name=\"col\" "
           "value=\"%s\"%s><span>%s</span></label>",
           f->name, on ? " checked" : "", lang_text(f->label));
}

static void sort_select(struct list *l)
{
    struct buf *b = l->v.b;
    struct str now = http_get(&l->v.req->query, "sort");
    html_f(b, "<div class=\"field\"><label for=\"w-sort\">Order</label><select id=\"w-sort\" "
              "name=\"sort\">");
    option(b, STR(""), S_("By number"), now);
    option(b, STR("-id"), S_("By number, newest first"), now);
    for (size_t i = 0; i < l->type->nfields; i++) {
        const struct field *f = &l->type->fields[i];
        if (!field_is_column(f) || !field_on(l->v.c, f))
            continue;
        option(b, str_z(f->name), str_z(lang_text(f->label)), now);
        option(b, arena_printf(l->v.c->mem, "-%s", f->name),
               arena_printf(l->v.c->mem, _("%s, highest first"), lang_text(f->label)), now);
    }
    buf_add_z(b, "</select></div>");
}

/* Those that are shown stand first, in their order; the boxes are read from top to bottom. */
static void column_menu(struct list *l)
{
    static const char *const own[] = { "columns", "col", "sort" };
    struct buf *b = l->v.b;
    buf_add_z(b, "<details class=\"drop-m\" data-columns><summary class=\"btn s\">");
    ui_icon(b, "columns-3");
    html_f(b, "Columns</summary><form class=\"sheet in stack\" action=\"%.*s\">",
           STR_ARG(url_type(l->v.c, l->type)));
    keep_query(l, own, ARRAY_LEN(own));
    html_f(b, "<fieldset class=\"field\"><legend>Columns</legend><input type=\"hidden\" "
              "name=\"col\" value=\"ref\">");
    for (size_t i = 0; i < l->ncolumns; i++)
        column_box(l, l->column[i], true);
    for (size_t i = 0; i < l->type->nfields; i++) {
        const struct field *f = &l->type->fields[i];
        if (can_show(l, f) && !is_column(l, f))
            column_box(l, f, false);
    }
    buf_add_z(b, "</fieldset>");
    sort_select(l);
    html_f(b,
           "<div class=\"btns\"><button class=\"btn s main\" type=\"submit\">Show</button><a "
           "class=\"btn s text\" href=\"%.*s\">Usual columns</a></div></form></details>",
           STR_ARG(url_with(l->v.c, l->v.req, "columns", STR(""))));
}

/* --- the bar --- */

bool filter_bar(struct list *l)
{
    static const char *const own[] = { "q" };
    struct buf *b = l->v.b;
    html_f(b,
           "<div class=\"bar\"><form class=\"bar-find\" action=\"%.*s\"><label class=\"vh\" "
           "for=\"filter\">Filter by words</label><input id=\"filter\" name=\"q\" "
           "type=\"search\" placeholder=\"Words\" value=\"%.*s\" data-key=\"/\">",
           STR_ARG(url_type(l->v.c, l->type)), STR_ARG(l->q.words));
    keep_query(l, own, ARRAY_LEN(own));
    html_f(b, "<button class=\"btn s\" type=\"submit\">Filter</button></form>");
    choice_menus(l);
    if (!builder(l) || !chips(l))
        return false;
    buf_add_z(b, "<div class=\"end btns\">");
    column_menu(l);
    if (!saved_menu(l))
        return false;
    buf_add_z(b, "</div></div>");
    return true;
}
