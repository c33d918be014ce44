#include "base/num.h"
#include "store/kind.h"
#include "store/save_int.h"

int64_t save_scope(const struct record *r)
{
    if (r->type->flags & E_SCOPE)
        return r->id;
    const struct field *f = entity_scope(r->type);
    return f ? rec_int(r, entity_place(r->type, f)) : 0;
}

void save_number_text(struct buf *b, const struct value *v)
{
    if (v->tag == V_INT)
        buf_addf(b, "%" PRId64, v->i);
    else
        num_add_real(b, v->r);
}

const struct link_row *save_link_find(struct links l, const struct link_row *row)
{
    size_t low = 0, high = l.n; /* sorted by number, by key for content */
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct link_row *m = &l.row[mid];
        int cmp = m->id != row->id ? (m->id < row->id ? -1 : 1) : str_cmp(m->key, row->key);
        if (!cmp)
            return m;
        if (cmp < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

void save_link_json(struct ctx *c, const struct link *l, const struct link_row *row, bool full,
                    struct jout *j)
{
    (void)c;
    if (!full) {
        if (row->key.n)
            jout_str(j, row->key);
        else
            jout_int(j, row->id);
        return;
    }
    jout_begin(j);
    jout_key(j, "to");
    if (row->key.n)
        jout_str(j, row->key);
    else
        jout_int(j, row->id);
    for (size_t i = 0; i < l->nfields; i++) {
        const struct value *v = &row->v[i];
        if (v->tag == V_NULL)
            continue;
        jout_key(j, field_key(&l->fields[i]));
        if (v->tag == V_INT)
            jout_int(j, v->i);
        else if (v->tag == V_REAL)
            jout_real(j, v->r);
        else
            jout_str(j, v->s);
    }
    jout_end(j);
}

struct links save_links_with(struct ctx *c, struct links l, const struct link_row *row,
                             bool present)
{
    struct links out = { arena_new(c->mem, struct link_row, l.n + 1), 0 };
    for (size_t i = 0; i < l.n; i++)
        if (l.row[i].id != row->id || !str_eq(l.row[i].key, row->key))
            out.row[out.n++] = l.row[i];
    if (present)
        out.row[out.n++] = *row;
    links_sort(&out);
    return out;
}

bool store_next_id(struct ctx *c, const struct entity *e, int64_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db, "SELECT \"value\" FROM \"counter\" WHERE \"name\"=$1", &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) + 1 : 1;
    return true;
}

/* The write lock is held, so reading first is safe; one statement that does both would make SQLite
 * open a savepoint, which flushes the search index on every record. */
bool save_take_number(struct ctx *c, const struct entity *e, int64_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    int64_t next;
    if (!store_next_id(c, e, &next))
        return false;
    bool ok = next == 1 ? db_prepare(c, c->store->db,
                                     "INSERT INTO \"counter\" (\"name\", \"value\") VALUES "
                                     "($1, $2)",
                                     &st)
                        : db_prepare(c, c->store->db,
                                     "UPDATE \"counter\" SET \"value\"=$2 WHERE \"name\"=$1", &st);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, next);
    if (!stmt_run(c, st))
        return false;
    *ret = next;
    return true;
}

bool save_single(struct ctx *c, const struct entity *e)
{
    int64_t next;
    if (!store_next_id(c, e, &next))
        return false;
    return next == 1 || fail(c, ERR_CONFLICT, "There is one %s, %s-1. Edit that one.",
                             lang_text(e->label), e->prefix);
}

bool save_not_found(struct ctx *c, const struct entity *e, int64_t id)
{
    return fail(c, ERR_NOT_FOUND, "There is no %s %s-%" PRId64 ".", lang_text(e->label), e->prefix,
                id);
}
