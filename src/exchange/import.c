#include <sys/stat.h>

#include "base/text.h"
#include "exchange/import.h"
#include "exchange/import_keys.h"
#include "exchange/import_level.h"
#include "exchange/import_map.h"

enum { ROWS_PROGRESS = 1000 };

struct importer {
    struct ctx *c;
    const struct permit *p;
    const struct entity *e;
    const struct import_options *o;
    struct table t;
    struct import_column column[CSV_COLUMNS_MAX];
    struct import_levels levels;
    struct db *keys; /* temporary: natural keys of the file and names still wanted */
    struct import_result r;
    bool saving;          /* second pass */
    int64_t first_new;    /* number of the first record that the file creates */
    int64_t new_rows;     /* rows that create, counted in file order */
    size_t now;           /* column under way, for problems and wanted names */
    struct str row_scope; /* of the row under way, as part of its key; empty: none */
};

/* --- keys of the file --- */

/* --- names that are not there (yet) --- */

static bool make_missing(struct importer *m, const struct entity *e, struct str name,
                         int64_t *ret_id)
{
    struct ctx *c = m->c;
    struct record *r;
    const struct field *t = entity_title(e);
    bool (*hook)(struct ctx *, void *, const struct entity *, struct str, int64_t *) = c->missing;
    if (!t)
        return true;
    c->missing = NULL;
    bool mail = entity_field(e, STR("email")) && str_find_char(name, '@') > 0;
    bool ok = record_new(c, e, &r) && record_parse(c, r, t, name);
    if (ok && mail)
        ok = record_parse(c, r, entity_field(e, STR("email")), name);
    ok = ok && store_save(c, m->p, r, NULL);
    c->missing = hook;
    if (ok) {
        *ret_id = r->id;
        m->r.made_missing++;
    }
    return ok;
}

enum { PROVISIONAL = 1 << 30 }; /* stands for a record that the second pass will know */

/* The key of a name within the scope of the row under way. */
static struct str scoped_key(const struct importer *m, struct str folded)
{
    return m->row_scope.n ? arena_printf(m->c->mem, "\x1f" STR_FMT "\x1f" STR_FMT,
                                         STR_ARG(m->row_scope), STR_ARG(folded))
                          : folded;
}

static bool missing(struct ctx *c, void *arg, const struct entity *e, struct str name,
                    int64_t *ret_id)
{
    struct importer *m = arg;
    struct import_hit hit;
    struct import_want w = { .text = name, .name = text_folded(c->mem, name) };
    w.scoped = scoped_key(m, w.name);
    w.row = m->t.row;
    w.column = (int64_t)m->now;
    if (!m->saving) {
        if (e == m->e && !import_want_add(c, m->keys, &w))
            return false;
        *ret_id = e == m->e || m->o->create_missing ? PROVISIONAL : 0;
        return true;
    }
    if (e == m->e) {
        if (!import_key_find(c, m->keys, w.scoped, w.name, &hit))
            return false;
        if (hit.row && hit.fresh >= 0) {
            *ret_id = m->first_new + hit.fresh;
            return true;
        }
    }
    return !m->o->create_missing || make_missing(m, e, name, ret_id);
}

/* A name of the file's own type that no row brings: a problem, or made when that is wished. */
static bool settle_one(void *arg, const struct import_want *w, bool several)
{
    struct importer *m = arg;
    const struct import_column *col = &m->column[w->column];
    int64_t id = 0, hit[2];
    int n;
    if (m->o->create_missing && !several)
        return !m->saving || (store_find_natural(m->c, m->e, w->text, 0, hit, &n) &&
                              (n || make_missing(m, m->e, w->text, &id)));
    struct problem **tail = m->c->problems_tail;
    if (several)
        problem_add(m->c, col->field->name, "ambiguous", w->text,
                    "%s: several rows of this file bear this name.", lang_text(col->field->label));
    else
        problem_add(m->c, col->field->name, "unknown", w->text,
                    "%s: there is no %s \"" STR_FMT "\", neither stored nor in this file.",
                    lang_text(col->field->label), lang_text(m->e->label), STR_ARG(w->text));
    if (*tail) {
        (*tail)->row = w->row;
        (*tail)->column = m->t.heading[w->column];
    }
    return true;
}

static bool settle_wanted(struct importer *m)
{
    return import_want_each(m->c, m->keys, settle_one, m);
}

/* --- one row --- */

/* Offices break lines inside cells; where a field is one line, the break is a blank. */
static struct str one_line(struct ctx *c, struct str s)
{
    char *p = arena_z(c->mem, s);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool blank = p[i] == '\n' || p[i] == '\r' || p[i] == '\t' || p[i] == ' ';
        if (!blank || (n && p[n - 1] != ' '))
            p[n++] = blank ? ' ' : p[i];
    }
    return (struct str){ p, n };
}

static struct str cell_of(struct importer *m, const struct field *f, bool *ret_null)
{
    *ret_null = true;
    for (size_t i = 0; i < m->t.ncolumns; i++)
        if (f ? m->column[i].field == f : m->column[i].is_ref) {
            struct str s = table_cell(m->c, &m->t, i, ret_null);
            return str_find_char(s, '\n') >= 0 ? one_line(m->c, s) : s;
        }
    return (struct str){ NULL, 0 };
}

/* The scope of the row, for looking up its natural key. */
static bool row_scope(struct importer *m, int64_t *ret)
{
    bool null;
    const struct field *f = entity_scope(m->e);
    *ret = m->o->scope;
    if (!f)
        return true;
    struct str s = cell_of(m, f, &null);
    return !s.n || store_resolve(m->c, f->to, s, 0, ret);
}

/* The record that the row means: by code, else by natural key (persons: e-mail, then name). *ret 0:
 * a new one. */
static bool match(struct importer *m, int64_t *ret)
{
    struct ctx *c = m->c;
    bool null;
    int64_t scope, hit[2];
    int n = 0;
    struct str code = cell_of(m, NULL, &null);
    *ret = 0;
    if (code.n) {
        const struct entity *e = m->e;
        if (!ref_parse(c->store->catalog, code, &e, ret))
            return problem_add(c, "ref", "format", code,
                               "A code of %s looks like %s-12. Leave a column of other numbers out "
                               "with --map \"Column=\", or name a field for it.",
                               m->e->plural, m->e->prefix);
        return true;
    }
    const struct field *mail = entity_field(m->e, STR("email"));
    if (!row_scope(m, &scope))
        return false;
    struct str key = mail ? cell_of(m, mail, &null) : (struct str){ NULL, 0 };
    if (key.n && !store_find_natural(c, m->e, key, 0, hit, &n))
        return false;
    for (size_t i = 0; !n && i < m->e->nfields; i++) {
        const struct field *f = &m->e->fields[i];
        bool natural = (f->flags & F_NATURAL) || f == entity_title(m->e);
        if (natural && (key = cell_of(m, f, &null)).n &&
            !store_find_natural(c, m->e, key, scope, hit, &n))
            return false;
    }
    if (n > 1)
        return problem_add(c, NULL, "ambiguous", key,
                           "%s-%" PRId64 " and %s-%" PRId64
                           " both bear this name: give the code in a column \"ref\".",
                           m->e->prefix, hit[0], m->e->prefix, hit[1]);
    *ret = n ? hit[0] : 0;
    return true;
}

static bool set_cell(struct importer *m, struct record *r, size_t i)
{
    bool null;
    int64_t day;
    char iso[11];
    const struct field *f = m->column[i].field;
    struct str s = table_cell(m->c, &m->t, i, &null);
    if (!s.n)
        return !m->o->clear || (f->flags & F_REQUIRED) || record_parse(m->c, r, f, s);
    if (f->kind == &kind_line && (str_find_char(s, '\n') >= 0 || str_find_char(s, '\r') >= 0))
        s = one_line(m->c, s);
    if (f->kind == &kind_date) {
        enum when_order order = m->column[i].order;
        if (when_parse_office(s, order, &day) == WHEN_OK) {
            when_date_text(day, iso);
            s = str_z(iso);
        } else if (!m->t.is_json && when_parse_office(s, WHEN_ANY, &day) != WHEN_BAD) {
            return problem_add(m->c, f->name, "format", s,
                               "%s is read as %s here, and this is no such date.",
                               lang_text(f->label),
                               order == WHEN_DMY ? "day/month/year" : "month/day/year");
        }
    }
    if ((f->flags & F_IMMUTABLE) &&
        r->id) { /* an export brings it back unchanged; a change is told by the save */
        struct record *probe = record_copy(m->c, r);
        return record_parse(m->c, probe, f, s) &&
               (value_eq(&probe->v[entity_place(m->e, f)], &r->v[entity_place(m->e, f)]) ||
                problem_add(m->c, f->name, "fixed", s, "%s is set at creation and cannot change.",
                            lang_text(f->label)));
    }
    return record_parse(m->c, r, f, s);
}

/* The scope as part of a key: its number, or its name while it has none. */
static struct str scope_mark(struct importer *m, const struct record *r, const struct field *scope)
{
    bool null;
    int64_t id = rec_int(r, entity_place(m->e, scope));
    if (id == PROVISIONAL)
        return text_folded(m->c->mem, cell_of(m, scope, &null));
    return id ? arena_printf(m->c->mem, "%" PRId64, id) : (struct str){ NULL, 0 };
}

/* Fills the record from the row; the scope first, because scales and names depend on it. */
static bool fill(struct importer *m, struct record *r)
{
    const struct field *scope = entity_scope(m->e);
    m->row_scope = (struct str){ NULL, 0 };
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < m->t.ncolumns; i++) {
            if (!m->column[i].field || (m->column[i].field == scope) != (pass == 0))
                continue;
            m->now = i;
            struct problem **tail = m->c->problems_tail;
            bool ok = set_cell(m, r, i);
            for (struct problem *p = *tail; p; p = p->next)
                p->column = m->t.heading[i];
            if (!ok && m->c->err.code != ERR_INVALID)
                return false;
        }
        if (!scope || pass)
            continue;
        if (m->o->scope && !r->id && rec_is_null(r, entity_place(m->e, scope)))
            rec_set_int(r, entity_place(m->e, scope), m->o->scope);
        m->row_scope = scope_mark(m, r, scope);
    }
    return true;
}

static bool load_or_new(struct importer *m, int64_t id, struct record **ret)
{
    if (!id)
        return record_new(m->c, m->e, ret);
    if (store_load(m->c, m->p, m->e, id, ret))
        return true;
    if (m->c->err.code == ERR_NOT_FOUND) {
        const char *message = m->c->err.message;
        m->c->err.code = m->c->nproblems ? ERR_INVALID : ERR_NONE;
        return problem_add(m->c, "ref", "unknown", (struct str){ NULL, 0 }, "%s", message);
    }
    return false;
}

static bool told_twice(struct importer *m, int64_t row)
{
    return problem_add(m->c, NULL, "twice", (struct str){ NULL, 0 },
                       "This is the same %s as in row %" PRId64
                       ": a file names each one once. Two of one name need another title, or "
                       "their code in a column \"ref\".",
                       lang_text(m->e->label), row);
}

static struct str folded_field(struct importer *m, const struct record *r, const struct field *f)
{
    return f ? text_folded(m->c->mem, rec_text(r, entity_place(m->e, f))) : (struct str){ NULL, 0 };
}

/* The key of a row that is in the file for the first time: its code, its natural key within the
 * scope, for persons the e-mail. Others may refer to it by its name alone. */
static bool add_keys(struct importer *m, int64_t id, const struct record *r)
{
    struct ctx *c = m->c;
    const struct field *t = entity_title(m->e), *mail = entity_field(m->e, STR("email"));
    int64_t row, fresh = id ? -1 : m->new_rows;
    struct import_hit hit;
    for (size_t i = 0; i < m->e->nfields; i++)
        if (m->e->fields[i].flags & F_NATURAL)
            t = &m->e->fields[i];
    struct str name = folded_field(m, r, t), address = folded_field(m, r, mail);
    struct str key = id          ? arena_printf(c->mem, "#%" PRId64, id)
                     : address.n ? address
                                 : scoped_key(m, name);
    if (!key.n)
        return true;
    if (!import_key_row(c, m->keys, key, &row))
        return false;
    if (!row && mail && !id) { /* a person with an address and one without, of one name */
        if (!import_key_find(c, m->keys, name, name, &hit))
            return false;
        row = hit.row && (!address.n || hit.exact) ? hit.row : 0;
    }
    if (row)
        return told_twice(m, row);
    return import_key_add(c, m->keys, key, m->t.row, fresh) &&
           (id || !name.n || str_eq(key, name) ||
            import_alias_add(c, m->keys, name, m->t.row, fresh));
}

static bool check_row(struct importer *m)
{
    struct record *r, *old = NULL;
    int64_t id;
    if (!match(m, &id) || !load_or_new(m, id, &r)) /* its cells are looked at all the same */
        return m->c->err.code == ERR_INVALID && record_new(m->c, m->e, &r) && fill(m, r);
    if (id)
        old = record_copy(m->c, r);
    int64_t before = m->c->nproblems;
    if (!fill(m, r))
        return false;
    if (!add_keys(m, id, r) && m->c->err.code != ERR_INVALID)
        return false;
    if (id && !permit_may(m->p, ACT_EDIT, old))
        return fail(m->c, ERR_FORBIDDEN, "Your roles do not allow to change %s-%" PRId64 ".",
                    m->e->prefix, id);
    m->new_rows += !id;
    if (m->c->nproblems == before && !store_validate(m->c, m->p, old, r) &&
        m->c->err.code != ERR_INVALID)
        return false;
    return true;
}

static void say_change(struct importer *m, const struct record *old, const struct record *now)
{
    struct buf b;
    const struct field *t = entity_title(m->e);
    if (!m->o->change)
        return;
    buf_init(&b, 1 << 20);
    if (!old) {
        buf_addf(&b, "new %s " STR_FMT, m->e->label,
                 STR_ARG(t ? rec_text(now, entity_place(m->e, t)) : STR("")));
    } else {
        buf_addf(&b, "%s-%" PRId64 ":", m->e->prefix, now->id);
        for (size_t i = 0; i < m->e->nfields; i++)
            if (!field_is_derived(&m->e->fields[i]) && rec_changed(old, now, i))
                buf_addf(&b, " %s", m->e->fields[i].name);
    }
    m->o->change(m->o->arg, m->t.row, buf_str(&b));
    buf_done(&b);
}

static bool save_row(struct importer *m, bool creating)
{
    struct record *r, *old = NULL;
    int64_t id, expect = m->first_new + m->r.created;
    if (!match(m, &id))
        return false;
    if (id && id >= m->first_new)
        id = 0; /* made by an earlier row of this file: cannot happen, its key would stand twice */
    if (!id != creating)
        return true;
    if (!load_or_new(m, id, &r))
        return false;
    if (id)
        old = record_copy(m->c, r);
    if (!fill(m, r) || m->c->err.code || !store_save(m->c, m->p, r, NULL) ||
        !import_levels_row(m->c, &m->levels, &m->t, r))
        return false;
    if (!id && r->id != expect)
        return fail(m->c, ERR_STORAGE,
                    "The new records did not get the numbers that were kept for them. Nothing was "
                    "changed; try again.");
    if (!id)
        m->r.created++;
    else if (r->version != old->version)
        m->r.changed++;
    else
        m->r.unchanged++;
    if (!id || r->version != old->version)
        say_change(m, old, r);
    return true;
}

/* Every row of the file once. Memory of a row is given back unless it holds problems that are kept.
 */
static bool each_row(struct importer *m, bool (*row)(struct importer *, bool), bool creating)
{
    bool more;
    int64_t done = 0;
    if (!table_rewind(m->c, &m->t))
        return false;
    for (;;) {
        struct arena_mark mark = arena_mark(m->c->mem);
        struct problem **tail = m->c->problems_tail;
        int64_t before = m->c->nproblems;
        if (!table_next(m->c, &m->t, &more))
            return false;
        if (!more)
            return true;
        bool ok = row(m, creating);
        for (struct problem *p = *tail; p; p = p->next)
            p->row = m->t.row;
        if (!ok)
            return false;
        if (m->c->nproblems == before || before >= CTX_PROBLEMS_MAX)
            arena_rewind(m->c->mem, mark);
        if (++done % ROWS_PROGRESS == 0 && m->o->progress)
            m->o->progress(m->o->arg, m->saving ? m->r.rows + done : done,
                           2 * MAX(m->r.rows, done));
    }
}

static bool first_pass(struct importer *m, bool creating)
{
    (void)creating;
    m->r.rows++;
    if (table_extra(&m->t))
        problem_add(m->c, NULL, "cells", (struct str){ NULL, 0 },
                    "The row has more cells than the heading: a text that holds the separator "
                    "must stand in quotes.");
    return check_row(m);
}

static bool second_pass(struct importer *m)
{
    m->saving = true;
    if (m->o->create_missing && !settle_wanted(m))
        return false;
    if (!store_next_id(m->c, m->e, &m->first_new))
        return false;
    int64_t old_rows = m->r.rows - m->new_rows;
    import_levels_init(&m->levels, m->column, m->t.ncolumns);
    if (!each_row(m, save_row, true) || (old_rows && !each_row(m, save_row, false)))
        return false;
    import_levels_say(m->c, &m->levels, &m->t, m->o);
    return true;
}

/* A file that is large enough for too many rows is counted first: told after seconds, not after
 * the hour that their checks would take. */
static bool not_too_many(struct importer *m)
{
    struct stat st;
    bool more = true;
    int64_t n = 0;
    if (m->t.is_json || fstat(fileno(m->t.f), &st) != 0 || st.st_size < 2 * (off_t)IMPORT_ROWS)
        return true;
    while (n <= IMPORT_ROWS && more) {
        struct arena_mark mark = arena_mark(m->c->mem);
        if (!table_next(m->c, &m->t, &more))
            return false;
        n += more;
        arena_rewind(m->c->mem, mark);
    }
    if (n <= IMPORT_ROWS)
        return table_rewind(m->c, &m->t);
    problem_add(m->c, "file", "limit", (struct str){ NULL, 0 },
                "The file has more than %d rows. All rows of a file are one change: divide it, and "
                "import the parts one after the other.",
                IMPORT_ROWS);
    m->c->err.code = ERR_LIMIT;
    return false;
}

static bool run(struct importer *m, const char *path)
{
    struct ctx *c = m->c;
    if (!table_open(c, &m->t, path, m->o->sheet) || !not_too_many(m) ||
        !import_map_columns(c, &m->t, m->e, m->o, m->column) ||
        !import_read_dates(c, &m->t, m->o, m->column) || !import_keys_open(c, &m->keys))
        return false;
    if (m->t.sheet.sheets > 1 && m->o->from_sheet)
        m->o->from_sheet(m->o->arg, m->t.sheet.name, (int64_t)m->t.sheet.sheets);
    if (!each_row(m, first_pass, false) || !settle_wanted(m) || c->err.code)
        return false;
    if (db_in_transaction(c->store->db)) /* part of a larger change, whose maker ends it */
        return second_pass(m);
    if (!store_begin(c))
        return false;
    bool ok = second_pass(m);
    if (ok && !m->o->dry_run)
        return store_commit(c);
    store_rollback(c);
    return ok;
}

bool import_dates(struct str name, enum when_order *ret)
{
    *ret = str_eq_z(name, "dmy") ? WHEN_DMY : str_eq_z(name, "mdy") ? WHEN_MDY : WHEN_ANY;
    return !name.n || *ret != WHEN_ANY;
}

bool import_file(struct ctx *c, const struct permit *p, const struct entity *e, const char *path,
                 const struct import_options *o, struct import_result *ret)
{
    struct importer *m = arena_new(c->mem, struct importer, 1);
    *m = (struct importer){ .c = c, .p = p, .e = e, .o = o };
    if (e->flags & E_CONTENT)
        return fail(c, ERR_FORBIDDEN, "%s records are part of the program and cannot be imported.",
                    lang_text(e->label));
    if (!permit_may_type(p, ACT_CREATE, e) && !permit_may_type(p, ACT_EDIT, e))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to import %s.", e->plural);
    const struct permit *outer = c->permit;
    c->permit = p;
    c->missing = missing;
    c->missing_arg = m;
    bool ok = run(m, path);
    c->missing = NULL;
    c->permit = outer;
    import_levels_done(&m->levels);
    table_close(&m->t);
    db_close(&m->keys);
    *ret = m->r;
    return ok;
}
