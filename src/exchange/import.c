#include "base/text.h"
#include "exchange/import.h"
#include "exchange/import_map.h"

enum { ROWS_PROGRESS = 1000 };

struct importer {
    struct ctx *c;
    const struct permit *p;
    const struct entity *e;
    const struct import_options *o;
    struct table t;
    struct import_column column[CSV_COLUMNS_MAX];
    struct db *keys; /* temporary: natural keys of the file and names still wanted */
    struct import_result r;
    bool saving;       /* second pass */
    int64_t first_new; /* number of the first record that the file creates */
    int64_t new_rows;  /* rows that create, counted in file order */
    size_t now;        /* column under way, for problems and wanted names */
};

/* --- keys of the file --- */

static bool open_keys(struct importer *m)
{
    if (!db_open(m->c, "", DB_TEMP, &m->keys))
        return false;
    unsigned old = db_lift(m->keys, DB_LIFT_SCHEMA);
    bool ok = db_exec(m->c, m->keys,
                      "CREATE TABLE \"k\" (\"key\" TEXT PRIMARY KEY, \"row\" INTEGER NOT NULL, "
                      "\"fresh\" INTEGER NOT NULL) WITHOUT ROWID") &&
              db_exec(m->c, m->keys,
                      "CREATE TABLE \"w\" (\"name\" TEXT NOT NULL, \"key\" TEXT NOT NULL, \"row\" "
                      "INTEGER NOT NULL, \"col\" INTEGER NOT NULL)") &&
              db_begin(m->c, m->keys);
    db_lift(m->keys, old);
    return ok;
}

/* Row and place among the new ones of a key; *ret_row 0 when the file does not hold it. */
static bool key_find(struct importer *m, struct str key, int64_t *ret_row, int64_t *ret_fresh)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(m->c, m->keys, "SELECT \"row\", \"fresh\" FROM \"k\" WHERE \"key\"=$1", &st))
        return false;
    stmt_bind_text(st, 1, key);
    if (!stmt_step(m->c, st, &row))
        return false;
    *ret_row = row ? stmt_int(st, 0) : 0;
    *ret_fresh = row ? stmt_int(st, 1) : -1;
    return true;
}

static bool key_add(struct importer *m, struct str key, int64_t fresh)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    int64_t row, old;
    if (!key_find(m, key, &row, &old))
        return false;
    if (row)
        return problem_add(m->c, NULL, "twice", (struct str){ NULL, 0 },
                           "This is the same %s as in row %" PRId64 ": a file names each one once.",
                           m->e->label, row);
    if (!db_prepare(m->c, m->keys,
                    "INSERT INTO \"k\" (\"key\", \"row\", \"fresh\") VALUES ($1, $2, $3)", &st))
        return false;
    stmt_bind_text(st, 1, key);
    stmt_bind_int(st, 2, m->t.row);
    stmt_bind_int(st, 3, fresh);
    return stmt_run(m->c, st);
}

static bool want_add(struct importer *m, struct str name, struct str key)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(
            m->c, m->keys,
            "INSERT INTO \"w\" (\"name\", \"key\", \"row\", \"col\") VALUES ($1, $2, $3, $4)", &st))
        return false;
    stmt_bind_text(st, 1, name);
    stmt_bind_text(st, 2, key);
    stmt_bind_int(st, 3, m->t.row);
    stmt_bind_int(st, 4, (int64_t)m->now);
    return stmt_run(m->c, st);
}

static struct str natural_key(struct ctx *c, struct str text)
{
    struct buf b;
    buf_init(&b, 64 << 10);
    text_fold(&b, text);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

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

static bool missing(struct ctx *c, void *arg, const struct entity *e, struct str name,
                    int64_t *ret_id)
{
    struct importer *m = arg;
    struct str key = natural_key(c, name);
    int64_t row, fresh;
    if (!m->saving) {
        if (e == m->e && !want_add(m, name, key))
            return false;
        *ret_id = e == m->e || m->o->create_missing ? PROVISIONAL : 0;
        return true;
    }
    if (e == m->e) {
        if (!key_find(m, key, &row, &fresh))
            return false;
        if (row && fresh >= 0) {
            *ret_id = m->first_new + fresh;
            return true;
        }
    }
    return !m->o->create_missing || make_missing(m, e, name, ret_id);
}

/* Names of the file's own type that no row brings: problems, or made when that is wished. */
static bool settle_wanted(struct importer *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(m->c, m->keys,
                    "SELECT w.\"name\", w.\"row\", w.\"col\" FROM \"w\" AS w LEFT JOIN \"k\" AS k "
                    "ON k.\"key\"=w.\"key\" WHERE k.\"key\" IS NULL ORDER BY w.\"row\"",
                    &st))
        return false;
    while ((ok = stmt_step(m->c, st, &row)) && row) {
        struct str name = arena_str(m->c->mem, stmt_text(st, 0));
        const struct import_column *col = &m->column[stmt_int(st, 2)];
        int64_t id = 0, hit[2];
        int n;
        if (m->o->create_missing && m->saving) {
            if (!store_find_natural(m->c, m->e, name, 0, hit, &n) ||
                (!n && !make_missing(m, m->e, name, &id)))
                return false;
        } else if (!m->o->create_missing) {
            struct problem **tail = m->c->problems_tail;
            problem_add(m->c, col->field->name, "unknown", name,
                        "%s: there is no %s \"" STR_FMT "\", neither stored nor in this file.",
                        col->field->label, m->e->label, STR_ARG(name));
            if (*tail) {
                (*tail)->row = stmt_int(st, 1);
                (*tail)->column = m->t.heading[stmt_int(st, 2)];
            }
        }
    }
    return ok;
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
            return problem_add(c, "ref", "format", code, "A code of %s looks like %s-12.",
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
    if (!text_is_valid(s))
        return problem_add(m->c, f->name, "format", STR(""), "%s is not valid text.", f->label);
    if (f->kind == &kind_line && (str_find_char(s, '\n') >= 0 || str_find_char(s, '\r') >= 0))
        s = one_line(m->c, s);
    if (f->kind == &kind_date && when_parse_office(s, m->column[i].order, &day) == WHEN_OK) {
        when_date_text(day, iso);
        s = str_z(iso);
    }
    if ((f->flags & F_IMMUTABLE) &&
        r->id) { /* an export brings it back unchanged; a change is told by the save */
        struct record *probe = record_copy(m->c, r);
        return record_parse(m->c, probe, f, s) &&
               (value_eq(&probe->v[entity_place(m->e, f)], &r->v[entity_place(m->e, f)]) ||
                problem_add(m->c, f->name, "fixed", s, "%s is set at creation and cannot change.",
                            f->label));
    }
    return record_parse(m->c, r, f, s);
}

/* Fills the record from the row; the scope first, because scales and names depend on it. */
static bool fill(struct importer *m, struct record *r)
{
    const struct field *scope = entity_scope(m->e);
    for (int pass = 0; pass < 2; pass++)
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
    if (scope && m->o->scope && !r->id && rec_is_null(r, entity_place(m->e, scope)))
        rec_set_int(r, entity_place(m->e, scope), m->o->scope);
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

static struct str file_key(struct importer *m, int64_t id, const struct record *r)
{
    const struct field *t = entity_title(m->e);
    for (size_t i = 0; i < m->e->nfields; i++)
        if (m->e->fields[i].flags & F_NATURAL)
            t = &m->e->fields[i];
    if (id)
        return arena_printf(m->c->mem, "#%" PRId64, id);
    return t ? natural_key(m->c, rec_text(r, entity_place(m->e, t))) : (struct str){ NULL, 0 };
}

static bool check_row(struct importer *m)
{
    struct record *r, *old = NULL;
    int64_t id;
    if (!match(m, &id) || !load_or_new(m, id, &r))
        return m->c->err.code == ERR_INVALID;
    if (id)
        old = record_copy(m->c, r);
    int64_t before = m->c->nproblems;
    if (!fill(m, r))
        return false;
    struct str key = file_key(m, id, r);
    if (key.n && !key_add(m, key, id ? -1 : m->new_rows) && m->c->err.code != ERR_INVALID)
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
    if (!fill(m, r) || m->c->err.code || !store_save(m->c, m->p, r, NULL))
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
    return each_row(m, save_row, true) && (!old_rows || each_row(m, save_row, false));
}

static bool run(struct importer *m, const char *path)
{
    struct ctx *c = m->c;
    if (!table_open(c, &m->t, path) || !import_map_columns(c, &m->t, m->e, m->o, m->column) ||
        !import_read_dates(c, &m->t, m->o, m->column) || !open_keys(m))
        return false;
    if (!each_row(m, first_pass, false) || !settle_wanted(m) || c->err.code)
        return false;
    if (!store_begin(c))
        return false;
    bool ok = second_pass(m);
    if (ok && !m->o->dry_run)
        return store_commit(c);
    store_rollback(c);
    return ok;
}

bool import_file(struct ctx *c, const struct permit *p, const struct entity *e, const char *path,
                 const struct import_options *o, struct import_result *ret)
{
    struct importer *m = arena_new(c->mem, struct importer, 1);
    *m = (struct importer){ .c = c, .p = p, .e = e, .o = o };
    if (e->flags & E_CONTENT)
        return fail(c, ERR_FORBIDDEN, "%s records are part of the program and cannot be imported.",
                    e->label);
    if (!permit_may_type(p, ACT_CREATE, e) && !permit_may_type(p, ACT_EDIT, e))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to import %s.", e->plural);
    const struct permit *outer = c->permit;
    c->permit = p;
    c->missing = missing;
    c->missing_arg = m;
    bool ok = run(m, path);
    c->missing = NULL;
    c->permit = outer;
    table_close(&m->t);
    db_close(&m->keys);
    *ret = m->r;
    return ok;
}
