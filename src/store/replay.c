#include "base/jin.h"
#include "base/num.h"
#include "store/kind.h"
#include "store/ledger_int.h"
#include "store/replay.h"
#include "store/row.h"
#include "store/save_int.h"
#include "store/schema.h"

/*
 * From leaves back to tables, through the same row_* functions that saving uses. Links: the leaf
 * says what was added and removed; columns: the leaf says the new value; derived values were
 * committed and are taken, not computed again.
 */

bool ledger_value(const struct opened *f, enum vtag want, struct value *ret)
{
    *ret = (struct value){ .tag = V_NULL };
    if (f->tag == 'n' || f->tag == 'x')
        return true;
    ret->tag = want;
    if (want == V_INT)
        return f->tag == 'i' && num_parse_int(f->value, &ret->i);
    if (want == V_REAL)
        return f->tag == 'r' && num_parse_real(f->value, &ret->r);
    ret->s = f->value;
    return f->tag == 't' && want == V_TEXT;
}

static const struct field *field_of_key(const struct entity *e, struct str key)
{
    for (size_t i = 0; i < e->nfields; i++)
        if (str_eq_z(key, field_key(&e->fields[i])))
            return &e->fields[i];
    return NULL;
}

/* Not ERR_STORAGE: what the ledger says is one thing, a disk that fails another. */
static bool damaged(struct ctx *c, const struct leaf *l)
{
    return fail(c, ERR_INVALID,
                "The ledger's entry %" PRId64 " cannot be replayed. Run `muniment verify`.",
                l->seq);
}

static bool json_end(const json_t *j, struct link_row *row)
{
    if (json_is_integer(j)) {
        row->id = json_integer_value(j);
        return true;
    }
    row->key = json_is_string(j) ? (struct str){ json_string_value(j), json_string_length(j) }
                                 : (struct str){ NULL, 0 };
    return row->key.n > 0;
}

static bool json_row(const struct link *l, const json_t *j, struct link_row *row)
{
    if (!json_is_object(j) || !json_end(json_object_get(j, "to"), row))
        return false;
    for (size_t i = 0; i < l->nfields; i++) {
        const json_t *v = json_object_get(j, field_key(&l->fields[i]));
        row->v[i] = (struct value){ .tag = V_NULL };
        if (json_is_integer(v))
            row->v[i] = (struct value){ .tag = V_INT, .i = json_integer_value(v) };
        else if (json_is_real(v))
            row->v[i] = (struct value){ .tag = V_REAL, .r = json_real_value(v) };
        else if (json_is_string(v))
            row->v[i] = (struct value){ .tag = V_TEXT,
                                        .s = { json_string_value(v), json_string_length(v) } };
    }
    return true;
}

static bool replay_link(struct ctx *c, struct db *db, const struct leaf *l, const struct field *f,
                        struct str text)
{
    _cleanup_(jin_done) json_t *j = NULL;
    struct link_row row = { .v = arena_new(c->mem, struct value,
                                           f->link->nfields ? f->link->nfields : 1) };
    size_t i;
    json_t *one;
    if (!jin_parse(c, text, &j))
        return false;
    json_array_foreach(json_object_get(j, "add"), i, one)
    {
        row.id = 0;
        row.key = (struct str){ NULL, 0 };
        if (!json_row(f->link, one, &row))
            return damaged(c, l);
        if (!row_link_put(c, db, f->link, l->id, &row))
            return false;
    }
    json_array_foreach(json_object_get(j, "remove"), i, one)
    {
        row.id = 0;
        row.key = (struct str){ NULL, 0 };
        if (!json_end(one, &row))
            return damaged(c, l);
        if (!row_link_remove(c, db, f->link, l->id, &row))
            return false;
    }
    return true;
}

/* The record as it stood, own columns only. */
static bool old_row(struct ctx *c, struct db *db, const struct entity *e, const struct leaf *l,
                    struct record **ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    (void)row_columns(c, &q, e, true);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t WHERE t.\"id\"=$1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, l->id);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return damaged(c, l);
    *ret = row_read(c, st, e, true);
    return true;
}

static struct record *empty_row(struct ctx *c, const struct entity *e, const struct leaf *l)
{
    struct record *r = arena_new(c->mem, struct record, 1);
    *r = (struct record){
        .type = e, .id = l->id, .created = l->seq, .v = arena_new(c->mem, struct value, e->nfields)
    };
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].kind == &kind_link)
            r->v[i].tag = V_LINKS;
    return r;
}

bool replay_leaf(struct ctx *c, struct db *db, const struct leaf *l, const struct opened *f,
                 size_t n)
{
    const struct entity *e = catalog_find(c->store->catalog, l->type);
    if (str_eq_z(l->type, "database"))
        return true; /* genesis, schema, content: no rows of their own */
    if (!e)
        return damaged(c, l);
    struct record *old = NULL, *now;
    bool fresh = l->prev < 0;
    if (!fresh && !old_row(c, db, e, l, &old))
        return false;
    now = arena_new(c->mem, struct record, 1);
    *now = fresh ? *empty_row(c, e, l) : *old;
    now->v = arena_new(c->mem, struct value, e->nfields);
    memcpy(now->v, fresh ? empty_row(c, e, l)->v : old->v, e->nfields * sizeof *now->v);
    now->version = l->version;
    now->changed = l->seq;
    now->archived = str_eq_z(l->op, "archive") || (now->archived && !str_eq_z(l->op, "unarchive"));
    for (size_t i = 0; i < n; i++) {
        const struct field *field = field_of_key(e, f[i].key);
        if (!field || (field->kind == &kind_link) != (f[i].tag == 'l'))
            return damaged(c, l);
        if (f[i].tag != 'l' && field_is_column(field) &&
            !ledger_value(&f[i], field->kind->tag, &now->v[entity_place(e, field)]))
            return damaged(c, l);
    }
    if (!(fresh ? row_insert(c, db, now) : row_update(c, db, old, now)))
        return false;
    for (size_t i = 0; i < n; i++)
        if (f[i].tag == 'l' && !replay_link(c, db, l, field_of_key(e, f[i].key), f[i].value))
            return false;
    return true;
}

bool ledger_replay(struct ctx *c, struct db *target, int64_t from, int64_t until, int64_t *ret_seq)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    *ret_seq = from - 1;
    if (!db_prepare(
            c, c->store->db,
            "SELECT " LEDGER_COLUMNS ", o.\"data\" FROM \"ledger\" AS l JOIN \"opening\" AS o "
            "ON o.\"seq\"=l.\"seq\" WHERE l.\"seq\">=$1 AND l.\"time\"<=$2 ORDER BY l.\"seq\"",
            &st))
        return false;
    stmt_bind_int(st, 1, from);
    stmt_bind_int(st, 2, until);
    if (!db_begin(c, target))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct arena_mark mark = arena_mark(c->mem);
        struct leaf l;
        struct opened *f, reason;
        size_t n;
        ledger_leaf_row(c, st, &l);
        ok = ledger_unpack(c, stmt_blob(st, 13), &f, &n, &reason) || damaged(c, &l);
        ok = ok && replay_leaf(c, target, &l, f, n);
        if (!ok)
            break;
        *ret_seq = l.seq;
        arena_rewind(c->mem, mark);
    }
    if (ok)
        return db_commit(c, target);
    if (c->err.code != ERR_BUSY)
        c->err.code = ERR_STORAGE; /* who only wanted to look is told to verify */
    db_rollback(target);
    return false;
}
