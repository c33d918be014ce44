#include "store/ledger.h"
#include "store/row.h"
#include "store/save_int.h"
#include "store/schema.h"
#include "store/search.h"

/*
 * Migration by the difference of two descriptions: what meta_field says the database has, and what
 * the program has. Safe: new type, new link, new field that may be empty, rename (same key, other
 * name), retired field. Everything else is refused.
 */

bool schema_remember(struct ctx *c)
{
    const struct catalog *k = c->store->catalog;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_exec(c, c->store->db, "DELETE FROM \"meta_field\"") ||
        !db_prepare(c, c->store->db,
                    "INSERT INTO \"meta_field\" (\"entity\", \"key\", \"name\", \"kind\", "
                    "\"flags\", \"target\", \"since\") "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    &st))
        return false;
    for (size_t i = 0; i < k->n + k->nlinks; i++) {
        const struct entity *e = i < k->n ? k->entities[i] : NULL;
        const struct link *l = e ? NULL : k->links[i - k->n];
        const struct field *f = e ? e->fields : l->fields;
        for (size_t j = 0; j < (e ? e->nfields : l->nfields); j++) {
            if (!field_is_column(&f[j]) && !(f[j].flags & F_RETIRED))
                continue;
            stmt_bind_text(st, 1, str_z(e ? e->name : l->name));
            stmt_bind_text(st, 2, str_z(field_key(&f[j])));
            stmt_bind_text(st, 3, str_z(f[j].name));
            stmt_bind_text(st, 4, str_z(f[j].kind->name));
            stmt_bind_int(st, 5, f[j].flags & (F_REQUIRED | F_UNIQUE | F_STORED | F_RETIRED));
            stmt_bind_text(st, 6, str_z(f[j].to ? f[j].to->name : ""));
            stmt_bind_int(st, 7, f[j].since ? f[j].since : 1);
            if (!stmt_run(c, st))
                return false;
        }
    }
    return true;
}

struct stored {
    bool found;
    struct str name, kind;
    int64_t flags;
};

static bool stored_field(struct ctx *c, struct db *db, const char *owner, const char *key,
                         struct stored *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, db,
                    "SELECT \"name\", \"kind\", \"flags\" FROM \"meta_field\" WHERE \"entity\"=$1 "
                    "AND \"key\"=$2",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(owner));
    stmt_bind_text(st, 2, str_z(key));
    if (!stmt_step(c, st, &row))
        return false;
    *ret = (struct stored){ .found = row };
    if (row) {
        ret->name = arena_str(c->mem, stmt_text(st, 0));
        ret->kind = arena_str(c->mem, stmt_text(st, 1));
        ret->flags = stmt_int(st, 2);
    }
    return true;
}

static bool has_table(struct ctx *c, struct db *db, const char *name, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, db, "SELECT 1 FROM sqlite_master WHERE type='table' AND name=$1", &st))
        return false;
    stmt_bind_text(st, 1, str_z(name));
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row;
    return true;
}

struct diff {
    struct schema_step *step;
    size_t n;
};

static void add_step(struct ctx *c, struct diff *d, struct schema_step s)
{
    if (!(d->n & (d->n + 1))) {
        struct schema_step *more = arena_new(c->mem, struct schema_step, 2 * d->n + 1);
        if (d->n)
            memcpy(more, d->step, d->n * sizeof *more);
        d->step = more;
    }
    d->step[d->n++] = s;
}

static bool diff_field(struct ctx *c, struct db *db, const char *owner, const struct field *f,
                       const struct entity *e, const struct link *l, struct diff *d)
{
    struct stored s;
    if (!field_is_column(f) && !(f->flags & F_RETIRED))
        return true;
    if (!stored_field(c, db, owner, field_key(f), &s))
        return false;
    if (!s.found) {
        if (f->flags & F_REQUIRED)
            return problem_add(
                c, f->name, "migration", str_z(owner),
                "%s.%s is new and required: it needs a numbered step in migrations/.", owner,
                f->name);
        if (!(f->flags & F_RETIRED))
            add_step(c, d, (struct schema_step){ "add field", e, f, l, { NULL, 0 } });
        return true;
    }
    if (!str_eq_z(s.kind, f->kind->name))
        return problem_add(
            c, f->name, "migration", s.kind,
            "%s.%s is of kind " STR_FMT
            " in the database and %s in the program: another kind needs another key.",
            owner, f->name, STR_ARG(s.kind), f->kind->name);
    if ((f->flags & F_REQUIRED) && !(s.flags & F_REQUIRED))
        return problem_add(c, f->name, "migration", str_z(owner),
                           "%s.%s may be empty in the database and not in the program.", owner,
                           f->name);
    if ((f->flags & F_RETIRED) && !(s.flags & F_RETIRED))
        add_step(c, d, (struct schema_step){ "retire field", e, f, l, s.name });
    else if (!str_eq_z(s.name, f->name))
        add_step(c, d, (struct schema_step){ "rename field", e, f, l, s.name });
    return true;
}

static bool is_described(const struct catalog *k, struct str owner, struct str key)
{
    for (size_t i = 0; i < k->n + k->nlinks; i++) {
        const struct entity *e = i < k->n ? k->entities[i] : NULL;
        const struct link *l = e ? NULL : k->links[i - k->n];
        if (!str_eq_z(owner, e ? e->name : l->name))
            continue;
        for (size_t j = 0; j < (e ? e->nfields : l->nfields); j++)
            if (str_eq_z(key, field_key(e ? &e->fields[j] : &l->fields[j])))
                return true;
    }
    return false;
}

/* Calls `gone` for fields that the database has and the program does not name. */
static bool each_gone(struct ctx *c, struct db *db, const struct catalog *k,
                      void (*gone)(struct ctx *, void *, struct str owner, struct str key),
                      void *arg)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, db, "SELECT \"entity\", \"key\" FROM \"meta_field\"", &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row)
        if (!is_described(k, stmt_text(st, 0), stmt_text(st, 1)))
            gone(c, arg, stmt_text(st, 0), stmt_text(st, 1));
    return ok;
}

/* A drop, which is never automatic. */
static void refuse_gone(struct ctx *c, void *arg, struct str owner, struct str key)
{
    (void)arg;
    problem_add(c, NULL, "migration", key,
                STR_FMT "." STR_FMT
                        " stands in the database but not in the program: mark it retired instead "
                        "of removing its row.",
                STR_ARG(owner), STR_ARG(key));
}

static void note_gone(struct ctx *c, void *arg, struct str owner, struct str key)
{
    (void)c;
    (void)owner;
    (void)key;
    *(bool *)arg = true;
}

bool schema_is_newer(struct ctx *c, struct db *db, const struct catalog *k, bool *ret)
{
    *ret = false;
    return each_gone(c, db, k, note_gone, ret);
}

bool schema_diff(struct ctx *c, struct db *db, const struct catalog *k,
                 struct schema_step **ret_steps, size_t *ret_n)
{
    struct diff d = { NULL, 0 };
    for (size_t i = 0; i < k->n + k->nlinks; i++) {
        const struct entity *e = i < k->n ? k->entities[i] : NULL;
        const struct link *l = e ? NULL : k->links[i - k->n];
        const char *name = e ? e->name : l->name;
        bool there;
        if (!has_table(c, db, name, &there))
            return false;
        if (!there) {
            add_step(c, &d,
                     (struct schema_step){ e ? "add type" : "add link", e, NULL, l, { NULL, 0 } });
            continue;
        }
        for (size_t j = 0; j < (e ? e->nfields : l->nfields); j++)
            if (!diff_field(c, db, name, e ? &e->fields[j] : &l->fields[j], e, l, &d) &&
                c->err.code != ERR_INVALID)
                return false;
    }
    if (!each_gone(c, db, k, refuse_gone, NULL))
        return false;
    *ret_steps = d.step;
    *ret_n = d.n;
    return c->nproblems == 0;
}

/* New tables come from the ordinary DDL walk: only statements that name a missing table or index
 * are run. */
struct missing {
    struct db *db;
};

static bool create_missing(struct ctx *c, void *arg, const struct sql *q)
{
    struct missing *m = arg;
    struct str text = buf_str(&q->text);
    ptrdiff_t a = str_find_char(text, '"');
    struct str rest = str_tail(text, (size_t)a + 1), name;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!str_cut(&rest, '"', &name) ||
        !db_prepare(c, m->db, "SELECT 1 FROM sqlite_master WHERE name=$1", &st))
        return false;
    stmt_bind_text(st, 1, name);
    if (!stmt_step(c, st, &row))
        return false;
    return row || db_exec_sql(c, m->db, q);
}

/* Indexes follow their description: declared ones are made anew. */
static bool drop_indexes(struct ctx *c, struct db *db)
{
    struct str names[1024];
    size_t n = 0;
    bool row, ok;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, db, "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL",
                    &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row && n < ARRAY_LEN(names))
        names[n++] = arena_str(c->mem, stmt_text(st, 0));
    stmt_done(&st);
    for (size_t i = 0; ok && i < n; i++) {
        struct sql q;
        sql_init(&q);
        sql_add(&q, "DROP INDEX ");
        sql_ident(&q, names[i].p);
        ok = db_exec_sql(c, db, &q);
        sql_done(&q);
    }
    return ok;
}

static bool apply(struct ctx *c, struct db *db, const struct schema_step *s)
{
    struct sql q;
    const struct db_dialect *d = db_dialect(db_engine(db));
    if (!s->field)
        return true; /* whole tables are made by the DDL walk */
    sql_init(&q);
    sql_add(&q, "ALTER TABLE ");
    sql_ident(&q, s->type ? s->type->name : s->link->name);
    if (strcmp(s->what, "add field") == 0) {
        enum vtag t = s->field->kind->tag;
        sql_add(&q, " ADD COLUMN ");
        sql_ident(&q, s->field->name);
        sql_add(&q, " ");
        sql_add_constant(&q, t == V_INT ? d->integer : t == V_REAL ? d->real : d->text);
    } else if (strcmp(s->what, "rename field") == 0) {
        sql_add(&q, " RENAME COLUMN ");
        sql_ident(&q, s->old_name.p);
        sql_add(&q, " TO ");
        sql_ident(&q, s->field->name);
    } else {
        sql_add(&q, " DROP COLUMN ");
        sql_ident(&q, s->old_name.p);
    }
    bool ok = db_exec_sql(c, db, &q);
    sql_done(&q);
    return ok;
}

/* A new derived column is filled at once: what reads it (checks, lists) would take its emptiness
 * for an answer. */
static bool derive_new(struct ctx *c, const struct schema_step *steps, size_t n)
{
    const struct entity *done = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct schema_step *s = &steps[i];
        int64_t id = 0;
        bool row = true;
        if (strcmp(s->what, "add field") != 0 || !s->type || s->type == done ||
            !(s->field->flags & F_STORED))
            continue;
        done = s->type;
        struct sql q;
        _cleanup_(stmt_done) struct stmt *st = NULL;
        sql_init(&q);
        sql_add(&q, "SELECT min(\"id\") FROM ");
        sql_ident(&q, s->type->name);
        sql_add(&q, " WHERE \"id\">$1");
        bool ok = db_prepare_sql(c, c->store->db, &q, &st);
        sql_done(&q);
        while (ok) {
            stmt_bind_int(st, 1, id);
            if (!stmt_step(c, st, &row))
                return false;
            bool end = !row || stmt_is_null(st, 0);
            id = end ? 0 : stmt_int(st, 0);
            stmt_reset(st);
            if (end)
                break;
            ok = save_derive_again(c, s->type, id);
        }
        if (!ok)
            return false;
    }
    return true;
}

static bool upgrade(struct ctx *c, const struct schema_step *steps, size_t n)
{
    struct store *s = c->store;
    struct missing m = { s->db };
    struct str digest = schema_digest(c, s->catalog);
    if (!drop_indexes(c, s->db))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!apply(c, s->db, &steps[i]))
            return false;
    if (!schema_ddl(c, s->catalog, db_engine(s->db), true, create_missing, &m))
        return false;
    struct opened f[] = { { .key = STR("digest"), .tag = 't', .value = digest } };
    struct leaf l = {
        .via = str_z(c->via), .type = STR("database"), .op = STR("schema"), .prev = -1
    };
    return ledger_append(c, &l, f, 1, (struct str){ NULL, 0 }) &&
           store_meta_set(c, "schema", digest) && schema_remember(c) && derive_new(c, steps, n);
}

bool schema_upgrade(struct ctx *c)
{
    struct schema_step *steps;
    size_t n;
    if (!schema_diff(c, c->store->db, c->store->catalog, &steps, &n))
        return false;
    if (!store_begin(c))
        return false;
    unsigned old = db_lift(c->store->db, DB_LIFT_SCHEMA);
    bool ok = upgrade(c, steps, n);
    db_lift(c->store->db, old);
    if (ok)
        return store_commit(c) && search_wake(c, c->store->db);
    store_rollback(c);
    return false;
}
