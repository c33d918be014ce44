#include "base/text.h"
#include "store/kind.h"
#include "store/row.h"

bool entity_is_ledgered(const struct entity *e)
{
    return !(e->flags & E_CONTENT);
}

const struct field *entity_natural(const struct entity *e)
{
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].flags & F_NATURAL)
            return &e->fields[i];
    return entity_title(e);
}

struct str row_natural(struct ctx *c, const struct record *r)
{
    const struct field *f = entity_natural(r->type);
    if (!f || r->v[entity_place(r->type, f)].tag != V_TEXT)
        return (struct str){ NULL, 0 };
    return text_folded(c->mem, r->v[entity_place(r->type, f)].s);
}

void row_sort_expression(struct sql *q, const char *alias, const struct entity *e,
                         const struct field *f)
{
    bool lower = f->kind == &kind_line || f->kind == &kind_url;
    if (entity_is_ledgered(e) && f == entity_natural(e)) {
        sql_column(q, alias, "natural");
        return;
    }
    sql_add_constant(q, lower ? "lower(" : "");
    if (*alias)
        sql_column(q, alias, f->name);
    else
        sql_ident(q, f->name);
    sql_add_constant(q, lower ? ")" : "");
}

void row_expression(struct ctx *c, struct sql *q, const char *text, int *today)
{
    const char *at;
    while ((at = strstr(text, "$today"))) {
        sql_add_constant(q, arena_z(c->mem, (struct str){ text, (size_t)(at - text) }));
        if (!*today)
            *today = sql_param(q);
        else
            sql_param_again(q, *today);
        text = at + strlen("$today");
    }
    sql_add_constant(q, text);
}

static bool is_worked_out(const struct field *f)
{
    return f->derive && !(f->flags & F_STORED);
}

/* One that is worked out may stand on others: all of them, or none when none is wanted. */
static bool wants_worked_out(const struct entity *e, const bool *wanted)
{
    bool any = !wanted;
    for (size_t i = 0; !any && i < e->nfields; i++)
        any = wanted[i] && is_worked_out(&e->fields[i]);
    return any;
}

/* Long texts are left where they are: fifty rows of a list may hold hundreds of megabytes. Not what
 * a record is known by. */
static bool may_stay(const struct field *f)
{
    return field_is_column(f) && f->kind == &kind_prose && !(f->flags & (F_REQUIRED | F_NATURAL));
}

static int columns(struct ctx *c, struct sql *q, const struct entity *e, bool bare,
                   const bool *wanted)
{
    int today = 0;
    bool long_too = wants_worked_out(e, wanted); /* which may read them */
    sql_add(q, "t.\"id\"");
    if (entity_is_ledgered(e))
        sql_add(q, ", t.\"version\", t.\"archived\", t.\"created\", t.\"changed\"");
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *f = &e->fields[i];
        bool left_out = wanted && !wanted[i];
        if (left_out && ((f->sql && !bare) || (!long_too && may_stay(f)))) {
            sql_add(q, ", NULL");
        } else if (f->sql && !bare) {
            sql_add(q, ", (");
            row_expression(c, q, f->sql, &today);
            sql_add(q, ")");
        } else if (field_is_column(f)) {
            sql_add(q, ", ");
            sql_column(q, "t", f->name);
        }
    }
    return today;
}

int row_columns(struct ctx *c, struct sql *q, const struct entity *e, bool bare)
{
    return columns(c, q, e, bare, NULL);
}

int row_columns_wanted(struct ctx *c, struct sql *q, const struct entity *e, const bool *wanted)
{
    return columns(c, q, e, false, wanted);
}

void row_bind_today(struct ctx *c, struct stmt *st, int param)
{
    if (param)
        stmt_bind_text(st, param, store_today_text(c));
}

static struct value column_value(struct ctx *c, struct stmt *st, int col, enum vtag tag)
{
    struct value v = { .tag = V_NULL };
    if (tag == V_TEXT) { /* the text itself says whether it is one */
        struct str s = stmt_text(st, col);
        if (s.p)
            v = (struct value){ .tag = V_TEXT, .s = arena_str(c->mem, s) };
        return v;
    }
    if (stmt_is_null(st, col))
        return v;
    v.tag = tag;
    if (tag == V_INT)
        v.i = stmt_int(st, col);
    else
        v.r = stmt_real(st, col);
    return v;
}

struct record *row_read(struct ctx *c, struct stmt *st, const struct entity *e, bool bare)
{
    struct record *r = arena_new(c->mem, struct record, 1);
    int col = 0;
    r->type = e;
    r->v = arena_new(c->mem, struct value, e->nfields);
    r->id = stmt_int(st, col++);
    r->version = 1;
    r->created = r->changed = -1;
    if (entity_is_ledgered(e)) {
        r->version = stmt_int(st, col++);
        r->archived = stmt_int(st, col++) != 0;
        r->created = stmt_int(st, col++);
        r->changed = stmt_int(st, col++);
    }
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *f = &e->fields[i];
        if (f->kind == &kind_link)
            r->v[i].tag = V_LINKS;
        else if ((f->sql && !bare) || field_is_column(f))
            r->v[i] = column_value(c, st, col++, f->kind->tag);
    }
    return r;
}

static bool read_links(struct ctx *c, struct db *db, struct record *r, size_t place)
{
    const struct field *f = &r->type->fields[place];
    const struct link *l = f->link;
    bool inverse = link_is_inverse(r->type, f), content = !inverse && (l->to->flags & E_CONTENT);
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    sql_add_constant(&q, inverse ? "\"from_id\"" : content ? "\"to_key\"" : "\"to_id\"");
    for (size_t i = 0; i < l->nfields; i++) {
        sql_add(&q, ", ");
        sql_ident(&q, l->fields[i].name);
    }
    sql_add(&q, " FROM ");
    sql_ident(&q, l->name);
    sql_add_constant(&q, inverse ? " WHERE \"to_id\"=$1" : " WHERE \"from_id\"=$1");
    sql_add(&q, " ORDER BY 1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, r->id);
    struct links out = { 0 };
    size_t cap = 0;
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (out.n == cap) {
            cap = cap ? cap * 2 : 4;
            struct link_row *rows = arena_new(c->mem, struct link_row, cap);
            if (out.n)
                memcpy(rows, out.row, out.n * sizeof *rows);
            out.row = rows;
        }
        struct link_row *lr = &out.row[out.n++];
        *lr =
            (struct link_row){ .v = arena_new(c->mem, struct value, l->nfields ? l->nfields : 1) };
        if (content)
            lr->key = arena_str(c->mem, stmt_text(st, 0));
        else
            lr->id = stmt_int(st, 0);
        for (size_t i = 0; i < l->nfields; i++)
            lr->v[i] = column_value(c, st, (int)i + 1, l->fields[i].kind->tag);
    }
    r->v[place] = (struct value){ .tag = V_LINKS, .l = out };
    return ok;
}

static bool finish(struct ctx *c, struct db *db, struct record *r, bool bare, const bool *wanted)
{
    bool derived = !bare && wants_worked_out(r->type, wanted);
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if (f->kind == &kind_link && !(bare && link_is_inverse(r->type, f))) {
            if ((!wanted || wanted[i]) && !read_links(c, db, r, i))
                return false;
        } else if (derived && is_worked_out(f)) {
            if (!f->derive(c, r, &r->v[i]))
                return false;
        }
    }
    return true;
}

bool row_finish(struct ctx *c, struct db *db, struct record *r, const bool *wanted)
{
    return finish(c, db, r, false, wanted);
}

bool row_load(struct ctx *c, struct db *db, const struct entity *e, int64_t id, bool bare,
              struct record **ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    int today = row_columns(c, &q, e, bare);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t WHERE t.\"id\"=");
    int p = sql_param(&q);
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    row_bind_today(c, st, today);
    stmt_bind_int(st, p, id);
    if (!stmt_step(c, st, &row))
        return false;
    struct record *r = row ? row_read(c, st, e, bare) : NULL;
    if (r && !finish(c, db, r, bare, NULL))
        return false;
    *ret = r;
    return true;
}

static void bind_value(struct stmt *st, int n, const struct value *v)
{
    switch (v->tag) {
    case V_INT:
        stmt_bind_int(st, n, v->i);
        break;
    case V_REAL:
        stmt_bind_real(st, n, v->r);
        break;
    case V_TEXT:
        stmt_bind_text(st, n, v->s);
        break;
    case V_NULL:
        stmt_bind_null(st, n);
        break;
    case V_LINKS:
        BUG("links have no column");
    }
}

static void bind_natural(struct stmt *st, int n, struct str natural)
{
    if (natural.n)
        stmt_bind_text(st, n, natural);
    else
        stmt_bind_null(st, n);
}

bool row_insert(struct ctx *c, struct db *db, const struct record *r)
{
    struct sql q;
    const struct entity *e = r->type;
    sql_init(&q);
    sql_add(&q, "INSERT INTO ");
    sql_ident(&q, e->name);
    sql_add(&q, " (\"id\", \"version\", \"archived\", \"created\", \"changed\", \"natural\"");
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i])) {
            sql_add(&q, ", ");
            sql_ident(&q, e->fields[i].name);
        }
    sql_add(&q, ") VALUES (");
    for (int n = 0; n < 6; n++) {
        sql_add_constant(&q, n ? ", " : "");
        sql_param(&q);
    }
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i])) {
            sql_add(&q, ", ");
            sql_param(&q);
        }
    sql_add(&q, ")");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, r->id);
    stmt_bind_int(st, 2, r->version);
    stmt_bind_int(st, 3, r->archived);
    stmt_bind_int(st, 4, r->created);
    stmt_bind_int(st, 5, r->changed);
    bind_natural(st, 6, row_natural(c, r));
    int n = 7;
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i]))
            bind_value(st, n++, &r->v[i]);
    return stmt_run(c, st);
}

bool row_update(struct ctx *c, struct db *db, const struct record *old, const struct record *now)
{
    struct sql q;
    const struct entity *e = now->type;
    const struct field *nf = entity_natural(e);
    bool natural = nf && rec_changed(old, now, entity_place(e, nf));
    sql_init(&q);
    sql_add(&q, "UPDATE ");
    sql_ident(&q, e->name);
    sql_add(&q, " SET \"version\"=$1, \"archived\"=$2, \"changed\"=$3");
    q.params = 4;
    if (natural) {
        sql_add(&q, ", \"natural\"=");
        sql_param(&q);
    }
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i]) && rec_changed(old, now, i)) {
            sql_add(&q, ", ");
            sql_ident(&q, e->fields[i].name);
            sql_add(&q, "=");
            sql_param(&q);
        }
    sql_add(&q, " WHERE \"id\"=$4");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    int n = 5;
    stmt_bind_int(st, 1, now->version);
    stmt_bind_int(st, 2, now->archived);
    stmt_bind_int(st, 3, now->changed);
    stmt_bind_int(st, 4, now->id);
    if (natural)
        bind_natural(st, n++, row_natural(c, now));
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i]) && rec_changed(old, now, i))
            bind_value(st, n++, &now->v[i]);
    return stmt_run(c, st);
}

/* Name of the column that holds the far end. */
static const char *to_column(const struct link *l)
{
    return (l->to->flags & E_CONTENT) ? "to_key" : "to_id";
}

bool row_link_put(struct ctx *c, struct db *db, const struct link *l, int64_t from,
                  const struct link_row *row)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "INSERT INTO ");
    sql_ident(&q, l->name);
    sql_add(&q, " (\"from_id\", ");
    sql_ident(&q, to_column(l));
    for (size_t i = 0; i < l->nfields; i++) {
        sql_add(&q, ", ");
        sql_ident(&q, l->fields[i].name);
    }
    sql_add(&q, ") VALUES ($1, $2");
    q.params = 2;
    for (size_t i = 0; i < l->nfields; i++) {
        sql_add(&q, ", ");
        sql_param(&q);
    }
    sql_add(&q, ") ON CONFLICT (\"from_id\", ");
    sql_ident(&q, to_column(l));
    sql_add_constant(&q, l->nfields ? ") DO UPDATE SET " : ") DO NOTHING");
    for (size_t i = 0; i < l->nfields; i++) {
        sql_add_constant(&q, i ? ", " : "");
        sql_ident(&q, l->fields[i].name);
        sql_add(&q, "=excluded.");
        sql_ident(&q, l->fields[i].name);
    }
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, from);
    if (row->key.n)
        stmt_bind_text(st, 2, row->key);
    else
        stmt_bind_int(st, 2, row->id);
    for (size_t i = 0; i < l->nfields; i++)
        bind_value(st, (int)i + 3, &row->v[i]);
    return stmt_run(c, st);
}

bool row_link_remove(struct ctx *c, struct db *db, const struct link *l, int64_t from,
                     const struct link_row *row)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "DELETE FROM ");
    sql_ident(&q, l->name);
    sql_add(&q, " WHERE \"from_id\"=$1 AND ");
    sql_ident(&q, to_column(l));
    sql_add(&q, "=$2");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, from);
    if (row->key.n)
        stmt_bind_text(st, 2, row->key);
    else
        stmt_bind_int(st, 2, row->id);
    return stmt_run(c, st);
}
