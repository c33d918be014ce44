#include "base/text.h"
#include "exchange/export.h"
#include "exchange/import_map.h"

/* --- headings --- */

struct str import_folded(struct ctx *c, struct str s)
{
    struct buf b;
    buf_init(&b, 4096);
    text_fold(&b, s);
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] == '_' || b.p[i] == '-')
            b.p[i] = ' ';
    struct str out = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return out;
}

struct mapper {
    struct ctx *c;
    struct table *t;
    const struct entity *e;
    const struct import_options *o;
    struct import_column *column;
};

static bool is_name(struct ctx *c, const struct field *f, struct str want)
{
    return !(f->flags & F_RETIRED) && (str_eq(want, import_folded(c, str_z(f->name))) ||
                                       str_eq(want, import_folded(c, str_z(f->label))));
}

static const struct field *field_named(const struct mapper *m, struct str name)
{
    struct str want = import_folded(m->c, name);
    for (size_t i = 0; i < m->e->nfields; i++) {
        const struct field *f = &m->e->fields[i];
        if (is_name(m->c, f, want))
            return f;
    }
    return NULL;
}

static bool is_also(const struct field *f, struct str want)
{
    struct str rest = str_z(f->also ? f->also : ""), one;
    while (rest.n && str_cut(&rest, '|', &one))
        if (str_eq(want, one))
            return true;
    return false;
}

bool import_heading_fits(struct ctx *c, const struct field *f, struct str folded)
{
    return folded.n && !(f->flags & F_RETIRED) && (is_name(c, f, folded) || is_also(f, folded));
}

/* "Impact" is words in one register and a rating in the next: a column without long cells is a
 * rating. A look at the beginning of the file decides. */
enum { LOOK_ROWS = 200, SHORT_CELL = 24 };

static bool has_short_cells(const struct mapper *m, size_t column, bool *ret)
{
    bool more = true, null, any = false;
    *ret = true;
    if (m->t->is_json) {
        *ret = false;
        return true;
    }
    if (!table_rewind(m->c, m->t))
        return false;
    for (int i = 0; i < LOOK_ROWS && more && *ret; i++) {
        if (!table_next(m->c, m->t, &more))
            return false;
        struct str s = more ? table_cell(m->c, m->t, column, &null) : STR("");
        any |= s.n > 0;
        *ret = s.n <= SHORT_CELL;
    }
    *ret = *ret && any;
    return table_rewind(m->c, m->t);
}

/* An earlier column holds it, or another one is called exactly so. */
static bool is_taken(const struct mapper *m, const struct field *f, size_t column)
{
    for (size_t k = 0; k < m->t->ncolumns; k++)
        if ((k < column && m->column[k].field == f) ||
            (k != column && m->t->heading[k].n && field_named(m, m->t->heading[k]) == f))
            return true;
    return false;
}

/* The field that calls itself so beside its name; first the rating, when `f` is prose. */
static bool field_also(const struct mapper *m, struct str name, size_t column,
                       const struct field **f)
{
    struct str want = import_folded(m->c, name);
    for (size_t i = 0; want.n && i < m->e->nfields; i++) {
        const struct field *x = &m->e->fields[i];
        bool rating = false;
        if ((x->flags & F_RETIRED) || !is_also(x, want) || is_taken(m, x, column))
            continue;
        if (*f && (*f)->kind == &kind_prose && x->kind == &kind_score &&
            !has_short_cells(m, column, &rating))
            return false;
        if (!*f || rating)
            *f = x;
    }
    return true;
}

static const struct str *mapped(const struct mapper *m, struct str heading)
{
    for (size_t i = 0; i < m->o->nmap; i++)
        if (str_eq(m->o->map[i].column, heading))
            return &m->o->map[i].field;
    return NULL;
}

static bool map_column(const struct mapper *m, size_t i)
{
    static const char *const code_names[] = { "ref", "code", "id", "reference code" };
    struct str heading = m->t->heading[i];
    const struct str *to = mapped(m, heading);
    struct str name = to ? *to : heading;
    const struct field *f = name.n ? field_named(m, name) : NULL;
    if (!to && !field_also(m, name, i, &f))
        return false;
    for (size_t k = 0; k < ARRAY_LEN(code_names) && !f; k++)
        m->column[i].is_ref |= str_eq_z(import_folded(m->c, name), code_names[k]);
    const struct field *known = f;
    if (f && f->also && field_is_derived(f) && m->o->notice && !field_named(m, name))
        m->o->notice(m->o->arg, arena_printf(m->c->mem,
                                             _("Column \"" STR_FMT "\" is left out: %s is worked "
                                               "out from other fields."),
                                             STR_ARG(heading), lang_text(f->label)));
    if (f && field_is_derived(f))
        m->column[i].worked_out = f;
    if (m->column[i].worked_out)
        f = NULL; /* what the program derives comes back from an export; it is not read */
    else if (!f && to && to->n && !m->column[i].is_ref)
        return problem_add(m->c, "map", "unknown", name, "A %s has no field \"" STR_FMT "\".",
                           lang_text(m->e->label), STR_ARG(name));
    else if (!f && !m->column[i].is_ref && heading.n && !(to && !to->n) && m->o->unused &&
             !str_eq_z(heading, EXPORT_DEMO))
        m->o->unused(m->o->arg, heading);
    for (size_t k = 0; f && k < i; k++)
        if (m->column[k].field == f)
            return problem_add(m->c, f->name, "twice", heading,
                               "The columns \"" STR_FMT "\" and \"" STR_FMT
                               "\" both mean %s: rename one in the file, or leave it out with "
                               "--map \"Column=\".",
                               STR_ARG(m->t->heading[k]), STR_ARG(heading), f->name);
    m->column[i].field = f;
    if (m->o->column && heading.n)
        m->o->column(m->o->arg, heading, known, m->column[i].is_ref);
    return true;
}

/* Without a code or a name no row can be told from another. */
static bool has_name(const struct mapper *m)
{
    bool any = entity_title(m->e) == NULL || field_is_derived(entity_title(m->e));
    for (size_t i = 0; i < m->t->ncolumns; i++) {
        const struct field *f = m->column[i].field;
        any |= m->column[i].is_ref || (f && (f == entity_title(m->e) || (f->flags & F_NATURAL) ||
                                             strcmp(f->name, "email") == 0));
    }
    return any;
}

bool import_map_columns(struct ctx *c, struct table *t, const struct entity *e,
                        const struct import_options *o, struct import_column *columns)
{
    const struct mapper map = { c, t, e, o, columns }, *m = &map;
    bool any = false;
    for (size_t i = 0; i < m->t->ncolumns; i++) {
        if (!map_column(m, i) && m->c->err.code != ERR_INVALID)
            return false;
        any |= m->column[i].field || m->column[i].is_ref;
    }
    for (size_t i = 0; i < m->o->nmap; i++) {
        bool found = false;
        for (size_t k = 0; k < m->t->ncolumns; k++)
            found |= str_eq(m->t->heading[k], m->o->map[i].column);
        if (!found)
            problem_add(m->c, "map", "unknown", m->o->map[i].column,
                        "The file has no column \"" STR_FMT "\".", STR_ARG(m->o->map[i].column));
    }
    if (any && !m->c->nproblems && !has_name(m))
        return fail(c, ERR_INVALID,
                    "No column of the file holds the %s, and none the code of the %s. Name one "
                    "with --map \"Column=%s\".",
                    entity_title(e)->label, lang_text(e->label), entity_title(e)->name);
    if (!any && !m->c->nproblems)
        fail(m->c, ERR_INVALID,
             "No heading of the file is a field of %s. Name them with --map \"Column=field\"; "
             "`muniment %s fields` lists the fields.",
             m->e->plural, m->e->name);
    return m->c->err.code == ERR_NONE;
}

/* --- dates: a column with slashes must allow one reading --- */

struct reading {
    bool slashes, dmy, mdy;
    int64_t dmy_only, mdy_only; /* first rows that allow only this reading */
    struct str value;
};

static void look_at(struct reading *r, struct ctx *c, struct str s, int64_t row)
{
    int64_t day;
    if (when_parse_date(s, &day) || str_find_char(s, '.') >= 0)
        return;
    bool dmy = when_parse_office(s, WHEN_DMY, &day) == WHEN_OK,
         mdy = when_parse_office(s, WHEN_MDY, &day) == WHEN_OK;
    if (!dmy && !mdy)
        return;
    if (!r->slashes)
        r->value = arena_str(c->mem, s);
    if (!mdy && !r->dmy_only)
        r->dmy_only = row;
    if (!dmy && !r->mdy_only)
        r->mdy_only = row;
    r->dmy = (!r->slashes || r->dmy) && dmy;
    r->mdy = (!r->slashes || r->mdy) && mdy;
    r->slashes = true;
}

static void judge(struct ctx *c, const struct table *t, size_t i, const struct field *f,
                  const struct reading *r)
{
    struct str heading = t->heading[i];
    if (r->dmy && r->mdy)
        problem_add(c, f->name, "two_readings", r->value,
                    "The dates of column \"" STR_FMT
                    "\" can be read as day/month and as month/day: say which with --dates dmy "
                    "or --dates mdy.",
                    STR_ARG(heading));
    else if (!r->dmy && !r->mdy)
        problem_add(c, f->name, "no_reading", r->value,
                    "The dates of column \"" STR_FMT "\" have no one reading: row %" PRId64
                    " can only be day/month, row %" PRId64
                    " only month/day. Write them as 2026-11-03.",
                    STR_ARG(heading), r->dmy_only, r->mdy_only);
}

bool import_read_dates(struct ctx *c, struct table *t, const struct import_options *o,
                       struct import_column *columns)
{
    struct reading *r = arena_new(c->mem, struct reading, t->ncolumns ? t->ncolumns : 1);
    bool any = false, more, null;
    for (size_t i = 0; i < t->ncolumns; i++)
        any |= columns[i].field && columns[i].field->kind == &kind_date;
    if (!any || t->is_json)
        return true;
    if (!table_rewind(c, t))
        return false;
    for (;;) {
        if (!table_next(c, t, &more))
            return false;
        if (!more)
            break;
        for (size_t i = 0; i < t->ncolumns; i++)
            if (columns[i].field && columns[i].field->kind == &kind_date)
                look_at(&r[i], c, table_cell(c, t, i, &null), t->row);
    }
    for (size_t i = 0; i < t->ncolumns; i++) {
        columns[i].order = o->dates ? o->dates : r[i].dmy ? WHEN_DMY : WHEN_MDY;
        if (columns[i].field && !o->dates && r[i].slashes)
            judge(c, t, i, columns[i].field, &r[i]);
    }
    return c->err.code == ERR_NONE;
}
