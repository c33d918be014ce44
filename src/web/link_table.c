#include "http/http.h"
#include "store/query.h"
#include "web/kinds.h"

/* A link that says something about itself (how much of a row a control covers) is a table: a line
 * for each end, a column for each of its own fields. In a form every cell is an input named
 * FIELD.LINE.COLUMN; what is sent becomes the one text that the kind reads. */

enum { BLANK_LINES = 2, LINES_MOST = 400 };

bool link_cut_end(struct str *rest, struct str *ret)
{
    size_t i = 0;
    int braces = 0;
    *rest = str_trim(*rest);
    for (; i < rest->n && (braces || (rest->p[i] != ';' && rest->p[i] != '\n')); i++) {
        if (rest->p[i] == '\\' && braces && i + 1 < rest->n)
            i++;
        else
            braces += rest->p[i] == '{' ? 1 : rest->p[i] == '}' && braces ? -1 : 0;
    }
    i = MIN(i, rest->n);
    *ret = str_trim(str_head(*rest, i));
    bool more = rest->n > 0;
    *rest = str_tail(*rest, i + (i < rest->n));
    return more;
}

struct str link_end_ref(struct str piece)
{
    ptrdiff_t brace = str_find_char(piece, '{');
    return brace < 0 ? piece : str_trim(str_head(piece, (size_t)brace));
}

/* The value of one own field inside the braces, without its backslashes; empty when there is none.
 */
static struct str own_of(struct ctx *c, struct str piece, const char *name)
{
    ptrdiff_t brace = str_find_char(piece, '{');
    struct str s = str_tail(piece, brace < 0 ? piece.n : (size_t)brace + 1), found = STR("");
    struct buf b;
    if (s.n && s.p[s.n - 1] == '}')
        s.n--;
    buf_init(&b, s.n + 16);
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != ',') {
            if (s.p[i] == '\\' && i + 1 < s.n)
                i++;
            buf_add_char(&b, s.p[i]);
            continue;
        }
        struct str pair = buf_str(&b);
        ptrdiff_t eq = str_find_char(pair, '=');
        if (eq > 0 && str_eq_z(str_trim(str_head(pair, (size_t)eq)), name))
            found = arena_str(c->mem, str_tail(pair, (size_t)eq + 1));
        b.n = 0;
    }
    buf_done(&b);
    return found;
}

/* --- what is sent --- */

static const char *cell_name(struct ctx *c, const struct field *f, int line, const char *column)
{
    return arena_printf(c->mem, "%s.%d.%s", f->name, line, column).p;
}

static void add_escaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr(",{}\\", s.p[i]))
            buf_add_char(b, '\\');
        buf_add_char(b, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
    }
}

static void add_line(struct ctx *c, const struct request *req, const struct field *f, int line,
                     struct buf *b)
{
    struct str end = str_trim(http_get(&req->form, cell_name(c, f, line, "end")));
    bool any = false;
    if (!end.n || http_has(&req->form, cell_name(c, f, line, "off")))
        return;
    buf_addf(b, "%s" STR_FMT, b->n ? "; " : "", STR_ARG(end));
    for (size_t i = 0; i < f->link->nfields; i++) {
        const char *own = f->link->fields[i].name;
        struct str v = str_trim(http_get(&req->form, cell_name(c, f, line, own)));
        if (!v.n)
            continue;
        buf_addf(b, "%s%s=", any ? "," : "{", own);
        add_escaped(b, v);
        any = true;
    }
    buf_add_z(b, any ? "}" : "");
}

bool link_table_typed(struct ctx *c, const struct request *req, const struct field *f,
                      struct str *ret)
{
    struct buf b;
    if (f->kind != &kind_link || !f->link->nfields ||
        !http_has(&req->form, cell_name(c, f, 0, "end")))
        return false;
    buf_init(&b, 4 << 20);
    for (int i = 0; i < LINES_MOST; i++)
        add_line(c, req, f, i, &b);
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return true;
}

/* --- the form --- */

struct table {
    struct view *v;
    const struct record *r;
    const struct field *f;
    const struct entity *to;
    const struct page *ends; /* what can be chosen; NULL: it is typed */
    int line;
};

static void own_input(const struct table *t, const struct field *own, struct str typed,
                      struct str end)
{
    struct buf *b = t->v->b;
    const char *name = cell_name(t->v->c, t->f, t->line, own->name);
    html_f(b, "<td data-l=\"%s\">", lang_text(own->label));
    if (own->kind != &kind_choice) {
        html_f(b, "<input type=\"%s\" name=\"%s\" aria-label=\"%s, %.*s\" value=\"%.*s\"></td>",
               own->kind == &kind_date ? "date" : "text", name, lang_text(own->label), STR_ARG(end),
               STR_ARG(typed));
        return;
    }
    bool known = !typed.n;
    html_f(b, "<select name=\"%s\" aria-label=\"%s, %.*s\"><option value=\"\"></option>", name,
           lang_text(own->label), STR_ARG(end));
    for (const struct choice *ch = own->choices; ch->key; ch++) {
        known |= str_eq_z(typed, ch->key);
        html_f(b, "<option value=\"%s\"%s>%s</option>", ch->key,
               str_eq_z(typed, ch->key) ? " selected" : "", lang_text(ch->label));
    }
    if (!known) /* what was typed comes back, also when it is none of them */
        html_f(b, "<option value=\"%.*s\" selected>%.*s</option>", STR_ARG(typed), STR_ARG(typed));
    buf_add_z(b, "</select></td>");
}

static bool known_end(const struct table *t, struct str ref, struct str *ret_title)
{
    struct ctx *c = t->v->c;
    const struct entity *e = t->to;
    int64_t id;
    *ret_title = STR("");
    if (t->to->flags & E_CONTENT)
        return store_content_title(c, t->to, ref, ret_title);
    return !ref_parse(c->store->catalog, ref, &e, &id) || e != t->to ||
           store_title(c, t->to, id, ret_title);
}

static bool line(struct table *t, struct str piece)
{
    struct ctx *c = t->v->c;
    struct buf *b = t->v->b;
    struct str ref = link_end_ref(piece), title;
    if (!known_end(t, ref, &title))
        return false;
    buf_add_z(b, "<tr><th scope=\"row\">");
    if (title.n)
        html_f(b,
               "<input type=\"hidden\" name=\"%s\" value=\"%.*s\"><code class=\"ref\">%.*s</code> "
               "%.*s</th>",
               cell_name(c, t->f, t->line, "end"), STR_ARG(ref), STR_ARG(ref), STR_ARG(title));
    else /* not found: it can be put right */
        html_f(b, "<input type=\"text\" name=\"%s\" aria-label=\"%s\" value=\"%.*s\"></th>",
               cell_name(c, t->f, t->line, "end"), lang_text(t->to->label), STR_ARG(ref));
    for (size_t i = 0; i < t->f->link->nfields; i++)
        own_input(t, &t->f->link->fields[i], own_of(c, piece, t->f->link->fields[i].name), ref);
    html_f(b,
           "<td data-l=\"Remove\"><input type=\"checkbox\" name=\"%s\" value=\"yes\" "
           "aria-label=\"Remove %.*s\"></td></tr>",
           cell_name(c, t->f, t->line, "off"), STR_ARG(ref));
    t->line++;
    return true;
}

/* A line for another end; its own fields begin as the link says. */
static void blank(struct table *t)
{
    struct ctx *c = t->v->c;
    struct buf *b = t->v->b;
    const char *name = cell_name(c, t->f, t->line, "end");
    html_f(b, "<tr><th scope=\"row\">");
    if (t->ends) {
        html_f(b, "<select name=\"%s\" aria-label=\"Another %s\"><option value=\"\"></option>",
               name, lang_text(t->to->label));
        for (size_t i = 0; i < t->ends->n; i++) {
            struct str ref = record_ref(c, t->ends->items[i]);
            html_f(b, "<option value=\"%.*s\">%.*s %.*s</option>", STR_ARG(ref), STR_ARG(ref),
                   STR_ARG(record_title(t->ends->items[i])));
        }
        buf_add_z(b, "</select></th>");
    } else {
        html_f(b,
               "<input type=\"text\" name=\"%s\" aria-label=\"Another %s\" placeholder=\"Code or "
               "exact name\"></th>",
               name, lang_text(t->to->label));
    }
    for (size_t i = 0; i < t->f->link->nfields; i++) {
        const struct field *own = &t->f->link->fields[i];
        own_input(t, own, str_z(own->initial ? own->initial : ""), S_("the new one"));
    }
    html_f(b, "<td data-l=\"Remove\"></td></tr>");
    t->line++;
}

static void head(struct buf *b, const struct field *f, const struct entity *to, bool form)
{
    html_f(b,
           "<div class=\"scroll lines\"><table class=\"cards\"><caption "
           "class=\"vh\">%s</caption><thead>"
           "<tr><th scope=\"col\">%s</th>",
           lang_text(f->label), lang_text(to->label));
    for (size_t i = 0; i < f->link->nfields; i++)
        html_f(b, "<th scope=\"col\" title=\"%s\">%s</th>", lang_text(f->link->fields[i].help),
               lang_text(f->link->fields[i].label));
    buf_add_z(b, form ? _("<th scope=\"col\">Remove</th></tr></thead><tbody>")
                      : "</tr></thead><tbody>");
}

bool link_table_input(struct view *p, const struct record *r, const struct field *f,
                      const struct entity *to, struct str typed, const struct page *ends)
{
    struct table t = { p, r, f, to, ends, 0 };
    struct str rest = typed, piece;
    head(p->b, f, to, true);
    while (t.line < LINES_MOST - BLANK_LINES && link_cut_end(&rest, &piece))
        if (piece.n && !line(&t, piece))
            return false;
    for (int i = 0; i < BLANK_LINES; i++)
        blank(&t);
    buf_add_z(p->b, "</tbody></table></div>");
    return true;
}

/* --- reading --- */

bool link_table_show(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                     const struct value *v)
{
    const struct entity *to = f->link->from == r->type ? f->link->to : f->link->from;
    head(b, f, to, false);
    for (size_t i = 0; i < v->l.n; i++) {
        const struct link_row *row = &v->l.row[i];
        buf_add_z(b, "<tr><th scope=\"row\">");
        if (!ui_link_end(c, b, to, row))
            return false;
        buf_add_z(b, "</th>");
        for (size_t k = 0; k < f->link->nfields; k++) {
            const struct field *own = &f->link->fields[k];
            struct buf text;
            buf_init(&text, 64 << 10);
            bool ok = row->v[k].tag == V_NULL ||
                      (own->kind->show ? own->kind->show(c, own, r, &row->v[k], &text)
                                       : own->kind->text(c, own, &row->v[k], &text));
            if (ok)
                html_f(b, "<td data-l=\"%s\">%.*s</td>", lang_text(own->label),
                       STR_ARG(buf_str(&text)));
            buf_done(&text);
            if (!ok)
                return false;
        }
        buf_add_z(b, "</tr>");
    }
    buf_add_z(b, "</tbody></table></div>");
    return true;
}
