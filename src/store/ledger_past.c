#include "store/ledger_int.h"

/* Single values as they were at a moment, for counts beside those of today. A copy of the past
 * (asof.c) has everything, but is made anew from all leaves; this reads the leaves of one type. */

enum { PAST_FIELDS = 8 };

struct past {
    const struct entity *e;
    const size_t *place;
    size_t n;
    int64_t id; /* of the record whose leaves are being read; 0: none yet */
    bool archived;
    struct value v[PAST_FIELDS];
    struct arena_mark mark;
};

static bool take(struct ctx *c, struct past *p, struct str op, struct str data)
{
    struct opened *f, reason;
    size_t n;
    if (!ledger_unpack(c, arena_str(c->mem, data), &f, &n, &reason))
        return fail(c, ERR_STORAGE, "The ledger is damaged. Run `muniment verify`.");
    p->archived = str_eq_z(op, "archive") || (p->archived && !str_eq_z(op, "unarchive"));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < p->n; k++) {
            const struct field *field = &p->e->fields[p->place[k]];
            if (str_eq_z(f[i].key, field_key(field)) &&
                !ledger_value(&f[i], field->kind->tag, &p->v[k]))
                return fail(c, ERR_STORAGE, "The ledger is damaged. Run `muniment verify`.");
        }
    return true;
}

bool ledger_past(
    struct ctx *c, const struct entity *e, const size_t *place, size_t n, int64_t until,
    bool (*each)(struct ctx *, void *, int64_t id, bool archived, const struct value *v), void *arg)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct past p = { .e = e, .place = place, .n = n, .mark = arena_mark(c->mem) };
    bool row, ok;
    if (n > PAST_FIELDS)
        BUG("at most %d fields of the past at once", PAST_FIELDS);
    if (!db_prepare(c, c->store->db,
                    "SELECT t.\"id\", l.\"op\", o.\"data\" FROM \"touched\" AS t JOIN \"ledger\" "
                    "AS l ON l.\"seq\"=t.\"seq\" JOIN \"opening\" AS o ON o.\"seq\"=t.\"seq\" "
                    "WHERE t.\"type\"=$1 AND l.\"type\"=t.\"type\" AND l.\"id\"=t.\"id\" AND "
                    "l.\"time\"<=$2 ORDER BY t.\"id\", t.\"seq\"",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, until);
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (stmt_int(st, 0) != p.id) {
            if (p.id && !each(c, arg, p.id, p.archived, p.v))
                return false;
            arena_rewind(c->mem, p.mark);
            memset(p.v, 0, sizeof p.v);
            p.id = stmt_int(st, 0);
            p.archived = false;
        }
        if (!take(c, &p, stmt_text(st, 1), stmt_blob(st, 2)))
            return false;
    }
    return ok && (!p.id || each(c, arg, p.id, p.archived, p.v));
}
