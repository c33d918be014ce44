#include "store/permit.h"
#include "store/store.h"

/* Roles held in one scope, sub-scopes already spread out. */
struct held {
    int64_t scope; /* 0: the whole organization */
    unsigned roles;
    int64_t grant; /* the grant it rests on, for the ledger */
};

struct permit {
    int64_t person;
    bool founder; /* making a database: everything */
    struct held *held;
    size_t n;
    unsigned anywhere; /* union of all roles */
};

enum { PERMIT_SCOPES = 4096 }; /* scopes one person may hold roles in */

static void add(struct ctx *c, struct permit *p, int64_t scope, unsigned roles, int64_t grant)
{
    p->anywhere |= roles;
    for (size_t i = 0; i < p->n; i++)
        if (p->held[i].scope == scope) {
            p->held[i].roles |= roles;
            return;
        }
    if (!(p->n & (p->n + 1))) { /* room for 1, 3, 7, 15 ... */
        struct held *more = arena_new(c->mem, struct held, 2 * p->n + 1);
        if (p->n)
            memcpy(more, p->held, p->n * sizeof *more);
        p->held = more;
    }
    p->held[p->n++] = (struct held){ scope, roles, grant };
}

static unsigned role_bit(struct str key)
{
    for (unsigned i = 0; role_choices[i].key; i++)
        if (str_eq_z(key, role_choices[i].key))
            return 1u << i;
    return 0;
}

/* A grant reaches the scopes below its own; the recursion ends at the depth that scopes can have.
 */
static bool read_grants(struct ctx *c, struct permit *p)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(
            c, c->store->db,
            "WITH RECURSIVE reach(\"grant_id\", \"role\", \"scope\", \"depth\") AS ("
            "SELECT g.\"id\", g.\"role\", coalesce(g.\"scope\", 0), 0 FROM \"grant\" AS g "
            "WHERE g.\"person\"=$1 AND g.\"archived\"=0 AND (g.\"valid_from\" IS NULL OR "
            "g.\"valid_from\"<=$2) "
            "AND (g.\"valid_until\" IS NULL OR g.\"valid_until\">=$2) "
            "UNION ALL SELECT r.\"grant_id\", r.\"role\", s.\"id\", r.\"depth\"+1 FROM reach AS r "
            "JOIN \"scope\" AS s ON s.\"parent\"=r.\"scope\" WHERE r.\"scope\"<>0 AND "
            "r.\"depth\"<32) "
            "SELECT \"grant_id\", \"role\", \"scope\" FROM reach ORDER BY \"depth\", \"grant_id\"",
            &st))
        return false;
    stmt_bind_int(st, 1, p->person);
    stmt_bind_text(st, 2, store_today_text(c));
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (p->n >= PERMIT_SCOPES)
            return fail(c, ERR_LIMIT, "This person holds roles in more than %d scopes.",
                        PERMIT_SCOPES);
        add(c, p, stmt_int(st, 2), role_bit(stmt_text(st, 1)), stmt_int(st, 0));
    }
    return ok;
}

bool permit_make(struct ctx *c, int64_t person, const struct permit **ret)
{
    struct permit *p = arena_new(c->mem, struct permit, 1);
    p->person = person;
    if (!read_grants(c, p))
        return false;
    *ret = p;
    return true;
}

const struct permit *permit_founder(struct ctx *c, int64_t person)
{
    struct permit *p = arena_new(c->mem, struct permit, 1);
    p->person = person;
    p->founder = true;
    p->anywhere = ROLE_ALL;
    return p;
}

int64_t permit_person(const struct permit *p)
{
    return p->person;
}

unsigned permit_roles_in(const struct permit *p, int64_t scope)
{
    unsigned roles = p->founder ? ROLE_ALL : 0;
    for (size_t i = 0; i < p->n; i++)
        if (!p->held[i].scope || p->held[i].scope == scope)
            roles |= p->held[i].roles;
    return roles;
}

unsigned permit_roles(const struct permit *p)
{
    return permit_roles_in(p, 0);
}

unsigned permit_roles_anywhere(const struct permit *p)
{
    return p->anywhere;
}

int64_t permit_grant(const struct permit *p, const struct entity *e, int64_t scope)
{
    for (size_t i = 0; i < p->n; i++)
        if ((!p->held[i].scope || p->held[i].scope == scope) &&
            (p->held[i].roles &
             (e->perm.create | e->perm.edit | e->perm.archive | e->perm.own_edit)))
            return p->held[i].grant;
    return 0;
}

static unsigned mask_of(const struct entity *e, enum action a)
{
    switch (a) {
    case ACT_READ:
        return e->perm.read;
    case ACT_CREATE:
        return e->perm.create;
    case ACT_EDIT:
        return e->perm.edit;
    case ACT_ARCHIVE:
        return e->perm.archive;
    case ACT_N:
        break;
    }
    BUG("unknown action");
}

/* Cuts the next name off perm.own; "owner" stands in where the type has such a field. */
static const struct field *next_own(const struct entity *e, struct str *rest, bool *first)
{
    struct str name;
    if (!e->perm.own) {
        const struct field *f = *first ? entity_field(e, STR("owner")) : NULL;
        *first = false;
        return f && f->kind == &kind_person ? f : NULL;
    }
    return str_cut(rest, ' ', &name) ? entity_field(e, name) : NULL;
}

static bool is_own(const struct permit *p, const struct record *r)
{
    struct str rest = str_z(r->type->perm.own);
    bool first = true;
    const struct field *f;
    while ((f = next_own(r->type, &rest, &first)))
        if (p->person && rec_int(r, entity_place(r->type, f)) == p->person)
            return true;
    return false;
}

/* The scope that decides: a scope is its own, a new one belongs to its parent. */
static int64_t scope_of(const struct record *r)
{
    if (r->type->flags & E_SCOPE)
        return r->id ? r->id : rec_value(r, "parent")->tag == V_INT ? rec_value(r, "parent")->i : 0;
    const struct field *f = entity_scope(r->type);
    return f ? rec_int(r, entity_place(r->type, f)) : 0;
}

bool permit_may(const struct permit *p, enum action a, const struct record *r)
{
    const struct entity *e = r->type;
    if (e->flags & E_CONTENT)
        return a == ACT_READ && (p->anywhere & (e->perm.read | ROLE_ADMIN));
    if (p->founder)
        return true;
    int64_t scope = scope_of(r);
    unsigned roles = scope           ? permit_roles_in(p, scope)
                     : a == ACT_READ ? p->anywhere
                                     : permit_roles(p);
    if (roles & mask_of(e, a))
        return true;
    unsigned own = a == ACT_READ   ? e->perm.own_read | e->perm.own_edit
                   : a == ACT_EDIT ? e->perm.own_edit
                                   : 0;
    if ((p->anywhere & own) && is_own(p, r))
        return true;
    return a == ACT_READ && e->hook.is_public && p->anywhere && e->hook.is_public(r);
}

bool permit_may_type(const struct permit *p, enum action a, const struct entity *e)
{
    unsigned own = a == ACT_READ   ? e->perm.own_read | e->perm.own_edit
                   : a == ACT_EDIT ? e->perm.own_edit
                                   : 0;
    if (e->flags & E_CONTENT)
        return a == ACT_READ && (p->anywhere & (e->perm.read | ROLE_ADMIN));
    return p->founder || (p->anywhere & (mask_of(e, a) | own)) ||
           (a == ACT_READ && e->perm.public_when && p->anywhere);
}

bool permit_reads_all(const struct permit *p, const struct entity *e)
{
    if (e->flags & E_CONTENT)
        return permit_may_type(p, ACT_READ, e);
    bool scoped = entity_scope(e) || (e->flags & E_SCOPE);
    return p->founder || ((scoped ? permit_roles(p) : p->anywhere) & e->perm.read);
}

/* OR between conditions, opening the bracket before the first. */
static void or_condition(struct sql *q, bool *open)
{
    sql_add_constant(q, *open ? " OR " : " AND (");
    *open = true;
}

/* Scopes in which the reading roles are held, and the scopeless rest. */
static void where_scopes(const struct permit *p, const struct entity *e, struct sql *q, bool *open)
{
    const struct field *f = entity_scope(e);
    bool self = e->flags & E_SCOPE, some = false;
    if (!f && !self) {
        if (p->anywhere & e->perm.read) {
            or_condition(q, open);
            sql_add(q, "1=1");
        }
        return;
    }
    for (size_t i = 0; i < p->n; i++) {
        if (!(p->held[i].roles & e->perm.read) || !p->held[i].scope)
            continue;
        if (!some) {
            or_condition(q, open);
            sql_column(q, "t", self ? "id" : f->name);
            sql_add(q, " IN (");
        }
        sql_add_constant(q, some ? ", " : "");
        sql_int(q, p->held[i].scope);
        some = true;
    }
    if (some)
        sql_add(q, ")");
    if ((p->anywhere & e->perm.read) && !self) {
        or_condition(q, open);
        sql_column(q, "t", f->name);
        sql_add(q, " IS NULL");
    }
}

void permit_where(const struct permit *p, const struct entity *e, struct sql *q)
{
    bool open = false, first = true;
    const struct field *f;
    if (e->flags & E_CONTENT) {
        sql_add_constant(q, permit_may_type(p, ACT_READ, e) ? "" : " AND 1=0");
        return;
    }
    if (permit_reads_all(p, e))
        return;
    where_scopes(p, e, q, &open);
    if ((p->anywhere & (e->perm.own_read | e->perm.own_edit)) && p->person) {
        struct str rest = str_z(e->perm.own);
        while ((f = next_own(e, &rest, &first))) {
            or_condition(q, &open);
            sql_column(q, "t", f->name);
            sql_add(q, "=");
            sql_int(q, p->person);
        }
    }
    if (e->perm.public_when && p->anywhere) {
        or_condition(q, &open);
        sql_add_constant(q, e->perm.public_when);
    }
    sql_add_constant(q, open ? ")" : " AND 1=0");
}
