#include "store/kind.h"
#include "store/store.h"

/*
 * Many-to-many links. Text: ends separated by "; " (commas work too), own fields in braces:
 * "S-3; S-4{coverage=part,part=only laptops}". A value inside braces that holds , } { or \ has a
 * backslash before it.
 */

bool link_is_inverse(const struct entity *e, const struct field *f)
{
    const struct link *l = f->link;
    if (l->from != l->to)
        return l->from != e;
    return l->inverse && strcmp(f->name, l->inverse) == 0;
}

static int row_cmp(const void *a, const void *b)
{
    const struct link_row *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return str_cmp(x->key, y->key);
}

void links_sort(struct links *l)
{
    if (l->n > 1)
        qsort(l->row, l->n, sizeof *l->row, row_cmp);
}

static const struct entity *far_end(const struct entity *e, const struct field *f)
{
    return link_is_inverse(e, f) ? f->link->from : f->link->to;
}

/* name=value pairs of one end. */
static bool parse_own(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                      struct link_row *row)
{
    while (s.n) {
        struct buf b;
        size_t i = 0;
        buf_init(&b, 64 << 10);
        for (; i < s.n && s.p[i] != ','; i++) {
            if (s.p[i] == '\\' && i + 1 < s.n)
                i++;
            buf_add_char(&b, s.p[i]);
        }
        struct str pair = arena_str(c->mem, buf_str(&b)), name = pair;
        buf_done(&b);
        s = str_tail(s, i < s.n ? i + 1 : i);
        ptrdiff_t eq = str_find_char(pair, '=');
        const struct field *own = NULL;
        if (eq > 0)
            name = str_trim(str_head(pair, (size_t)eq));
        for (size_t k = 0; k < f->link->nfields; k++)
            if (str_eq_z(name, f->link->fields[k].name))
                own = &f->link->fields[k];
        if (!own || eq < 0)
            return problem_add(c, f->name, "format", pair,
                               "%s: \"" STR_FMT "\" is not a field of this link.",
                               lang_text(f->label), STR_ARG(pair));
        struct str value = str_tail(pair, (size_t)eq + 1);
        if (str_trim(value).n &&
            !own->kind->parse(c, own, r, value, &row->v[own - f->link->fields]))
            return false;
    }
    return true;
}

/* What is linked already may stay, even when the person may not see what it leads to. */
static int64_t kept(struct ctx *c, const struct field *f, const struct entity *to,
                    const struct record *r, struct str name)
{
    const struct entity *named = to;
    int64_t id;
    if (!r || entity_field(r->type, str_z(f->name)) != f ||
        !ref_parse(c->store->catalog, name, &named, &id) || named != to)
        return 0;
    struct links l = rec_links(r, entity_place(r->type, f));
    for (size_t i = 0; i < l.n; i++)
        if (l.row[i].id == id)
            return id;
    return 0;
}

static bool resolve_end(struct ctx *c, const struct field *f, const struct entity *to,
                        const struct record *r, struct str name, struct link_row *row,
                        bool *ret_found)
{
    if (to->flags & E_CONTENT) {
        if (!store_content_key(c, to, name, &row->key))
            return false;
        *ret_found = row->key.n > 0;
        return true;
    }
    const struct field *sf = r ? entity_scope(r->type) : NULL;
    int64_t scope = sf ? rec_int(r, entity_place(r->type, sf)) : 0;
    if (!store_resolve(c, to, name, scope, &row->id))
        return problem_take(c, f, name);
    if (!row->id)
        row->id = kept(c, f, to, r, name);
    *ret_found = row->id != 0;
    return true;
}

static bool add_end(struct ctx *c, const struct field *f, const struct record *r, struct str piece,
                    struct links *out)
{
    const struct entity *to = far_end(r->type, f);
    struct str name = piece, own = { NULL, 0 };
    bool found = false;
    ptrdiff_t brace = str_find_char(piece, '{');
    if (brace >= 0 && piece.p[piece.n - 1] == '}') {
        name = str_trim(str_head(piece, (size_t)brace));
        own = str_tail(str_head(piece, piece.n - 1), (size_t)brace + 1);
    }
    struct link_row row = { .v = arena_new(c->mem, struct value,
                                           f->link->nfields ? f->link->nfields : 1) };
    for (size_t i = 0; i < f->link->nfields; i++) {
        const struct field *of = &f->link->fields[i];
        if (of->initial && !of->kind->parse(c, of, r, str_z(of->initial), &row.v[i]))
            return false;
    }
    if (!resolve_end(c, f, to, r, name, &row, &found))
        return false;
    if (!found && !(to->flags & E_CONTENT) && str_find_char(name, ',') > 0 &&
        !own.n) { /* commas as separators */
        struct str part;
        for (struct str rest = name; str_cut(&rest, ',', &part);)
            if (str_trim(part).n && !add_end(c, f, r, str_trim(part), out))
                return false;
        return true;
    }
    if (!found && !(to->flags & E_CONTENT) && c->missing) {
        if (!c->missing(c, c->missing_arg, to, name, &row.id))
            return false;
        found = row.id != 0;
    }
    if (!found)
        return problem_add(c, f->name, "unknown", name, "%s: there is no %s \"" STR_FMT "\".",
                           lang_text(f->label), lang_text(to->label), STR_ARG(name));
    if (own.n && !parse_own(c, f, r, own, &row))
        return false;
    for (size_t i = 0; i < out->n; i++)
        if (out->row[i].id == row.id && str_eq(out->row[i].key, row.key)) {
            out->row[i] = row; /* named twice: the last one counts */
            return true;
        }
    struct link_row *rows = arena_new(c->mem, struct link_row, out->n + 1);
    if (out->n)
        memcpy(rows, out->row, out->n * sizeof *rows);
    rows[out->n++] = row;
    out->row = rows;
    return true;
}

static bool parse_link(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    struct links out = { 0 };
    size_t from = 0;
    int braces = 0;
    bool content = far_end(r->type, f)->flags & E_CONTENT, ok = true;
    for (size_t i = 0; i <= s.n; i++) {
        char ch = i < s.n ? s.p[i] : ';';
        if (ch == '\\' && braces && i + 1 < s.n) {
            i++;
            continue;
        }
        braces += ch == '{' ? 1 : ch == '}' && braces ? -1 : 0;
        if (braces ? i < s.n : (ch != ';' && ch != '\n' && !(content && ch == ',')))
            continue;
        struct str piece = str_trim(str_head(str_tail(s, from), i - from));
        from = i + 1;
        if (piece.n && !add_end(c, f, r, piece, &out))
            ok = false;
        if (out.n > 1000)
            return problem_add(c, f->name, "limit", str_head(s, 80), "%s: at most 1,000 links.",
                               lang_text(f->label));
    }
    if (!ok)
        return false;
    links_sort(&out);
    *ret = (struct value){ .tag = V_LINKS, .l = out };
    return true;
}

static void add_escaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr(",{}\\", s.p[i]))
            buf_add_char(b, '\\');
        buf_add_char(b, s.p[i]);
    }
}

bool link_row_text(struct ctx *c, const struct link *l, bool inverse, const struct link_row *row,
                   struct buf *b)
{
    const struct entity *to = inverse ? l->from : l->to;
    bool first = true;
    if (row->key.n)
        buf_add_str(b, row->key);
    else
        buf_addf(b, "%s-%" PRId64, to->prefix, row->id);
    for (size_t i = 0; i < l->nfields; i++) {
        if (row->v[i].tag == V_NULL)
            continue;
        struct buf own;
        buf_init(&own, 64 << 10);
        if (!l->fields[i].kind->text(c, &l->fields[i], &row->v[i], &own)) {
            buf_done(&own);
            return false;
        }
        buf_addf(b, "%s%s=", first ? "{" : ",", l->fields[i].name);
        add_escaped(b, buf_str(&own));
        buf_done(&own);
        first = false;
    }
    if (!first)
        buf_add_char(b, '}');
    return true;
}

/* The field alone does not tell its side when a type links to itself; then the name does. */
static bool field_inverse(const struct field *f)
{
    const struct link *l = f->link;
    return l->inverse && strcmp(f->name, l->inverse) == 0;
}

static bool text_link(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    for (size_t i = 0; i < v->l.n; i++) {
        if (i)
            buf_add_z(b, "; ");
        if (!link_row_text(c, f->link, field_inverse(f), &v->l.row[i], b))
            return false;
    }
    return true;
}

static bool end_title(struct ctx *c, const struct field *f, const struct link_row *row,
                      struct str *ret)
{
    const struct entity *to = field_inverse(f) ? f->link->from : f->link->to;
    return row->key.n ? store_content_title(c, to, row->key, ret)
                      : store_title(c, to, row->id, ret);
}

static bool show_link(struct ctx *c, const struct field *f, const struct record *r,
                      const struct value *v, struct buf *b)
{
    (void)r;
    for (size_t i = 0; i < v->l.n; i++) {
        struct str title;
        buf_add_z(b, i ? "\n" : "");
        if (!link_row_text(c, f->link, field_inverse(f), &v->l.row[i], b) ||
            !end_title(c, f, &v->l.row[i], &title))
            return false;
        buf_addf(b, " " STR_FMT, STR_ARG(title));
    }
    return true;
}

static bool json_link(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    const struct entity *to = field_inverse(f) ? f->link->from : f->link->to;
    jout_array(j);
    for (size_t i = 0; i < v->l.n; i++) {
        const struct link_row *row = &v->l.row[i];
        struct str title;
        if (!end_title(c, f, row, &title))
            return false;
        jout_begin(j);
        jout_key(j, "ref");
        jout_str(j, row->key.n ? row->key : entity_ref(c, to, row->id));
        jout_key(j, "title");
        jout_str(j, title);
        for (size_t k = 0; k < f->link->nfields; k++) {
            const struct field *of = &f->link->fields[k];
            jout_key(j, of->name);
            if (row->v[k].tag == V_NULL)
                jout_null(j);
            else if (!of->kind->json(c, of, &row->v[k], j))
                return false;
        }
        jout_end(j);
    }
    jout_array_end(j);
    return true;
}

const struct kind kind_link = { .name = "link",
                                .tag = V_LINKS,
                                .json_type = "array",
                                .hint = "codes or exact titles, separated by semicolons",
                                .parse = parse_link,
                                .text = text_link,
                                .show = show_link,
                                .json = json_link };
