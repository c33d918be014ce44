#include "store/kind.h"
#include "store/ledger.h"
#include "store/permit.h"
#include "store/row.h"
#include "store/save_int.h"
#include "store/search.h"

enum { SAVE_DEPTH = 4 }; /* a save, and three deep from hooks */

/* Everything that can be said about the record without the database's lock. */
static bool check_fields(struct ctx *c, const struct record *old, const struct record *now)
{
    record_needed(c, now);
    for (size_t i = 0; i < now->type->nfields; i++) {
        const struct field *f = &now->type->fields[i];
        if (f->derive || f->sql)
            continue;
        if (old && (f->flags & F_IMMUTABLE) && rec_changed(old, now, i))
            problem_add(c, f->name, "fixed", (struct str){ NULL, 0 },
                        "%s is set at creation and cannot change.", lang_text(f->label));
        unsigned roles = f->change ? permit_roles_in(c->permit, save_scope(now)) : 0;
        if (f->change && !(roles & f->change) && rec_changed(old, now, i))
            problem_add(c, f->name, "forbidden", (struct str){ NULL, 0 },
                        "Your roles do not allow to change %s.", lang_text(f->label));
    }
    return c->nproblems == 0;
}

static bool same_key(const struct record *r, size_t status, const char *key)
{
    return key ? r && str_eq_z(rec_text(r, status), key) : !r;
}

static void list_next(const struct record *old, size_t status, struct buf *b)
{
    const struct entity *e = old->type;
    for (size_t i = 0; i < e->nflow; i++)
        if (same_key(old, status, e->flow[i].from))
            buf_addf(b, "%s%s", b->n ? ", " : "", e->flow[i].to);
}

/* A change of status must be one of the type's transitions, by somebody who may make it. */
static bool check_flow(struct ctx *c, const struct record *old, const struct record *now)
{
    const struct entity *e = now->type;
    if (!e->nflow)
        return true;
    const struct field *f = entity_field(e, STR("status"));
    size_t status = entity_place(e, f);
    if (!rec_changed(old, now, status))
        return true;
    bool created = false;
    for (size_t i = 0; i < e->nflow; i++) {
        const struct transition *t = &e->flow[i];
        created |= !t->from;
        if (!same_key(old, status, t->from) || !str_eq_z(rec_text(now, status), t->to))
            continue;
        if (t->roles && !(permit_roles_in(c->permit, save_scope(now)) & t->roles))
            return fail(c, ERR_FORBIDDEN, "Your roles do not allow the step \"%s\" of this %s.",
                        lang_text(t->label), lang_text(e->label));
        return !t->guard || t->guard(c, old, now);
    }
    if (!old && !created) /* no row starts from nothing: any first status will do */
        return true;
    struct buf b;
    buf_init(&b, 1024);
    if (old)
        list_next(old, status, &b);
    problem_add(c, "status", "flow", rec_text(now, status),
                "From \"" STR_FMT "\" the status can change to: %s.",
                STR_ARG(old ? rec_text(old, status) : STR("nothing")), b.n ? b.p : "nothing");
    buf_done(&b);
    return false;
}

static bool check_unique(struct ctx *c, const struct record *now, size_t place)
{
    const struct field *f = &now->type->fields[place];
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT \"id\" FROM ");
    sql_ident(&q, now->type->name);
    sql_add(&q, " WHERE lower(");
    sql_ident(&q, f->name);
    sql_add(&q, ")=lower($1) AND \"id\"<>$2 AND \"archived\"=0");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->store->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, rec_text(now, place));
    stmt_bind_int(st, 2, now->id);
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        return problem_add(c, f->name, "taken", rec_text(now, place),
                           "%s belongs to %s-%" PRId64 " already.", lang_text(f->label),
                           now->type->prefix, stmt_int(st, 0));
    return true;
}

static bool derive(struct ctx *c, struct record *now)
{
    const struct entity *e = now->type;
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].derive && (e->fields[i].flags & F_STORED)) {
            struct value v = { .tag = V_NULL };
            if (!e->fields[i].derive(c, now, &v))
                return false;
            now->v[i] = v;
        }
    return true;
}

/* Own fields of derivation first, then the type's rules over everything. */
static bool prepare(struct ctx *c, const struct record *old, struct record *now)
{
    const struct entity *e = now->type;
    if (e->hook.before_save && !e->hook.before_save(c, old, now))
        return false;
    if (!derive(c, now))
        return false;
    for (size_t i = 0; i < e->nfields; i++)
        if ((e->fields[i].flags & F_UNIQUE) && !now->archived && !rec_is_null(now, i) &&
            (!old || old->archived || rec_changed(old, now, i)) && !check_unique(c, now, i) &&
            !c->nproblems)
            return false;
    if (!check_flow(c, old, now) || (e->hook.check && !e->hook.check(c, old, now)))
        return false;
    return c->nproblems == 0;
}

/* Puts what was typed beside what stands there now, field by field. */
static bool conflict(struct ctx *c, const struct record *mine, const struct record *stored)
{
    for (size_t i = 0; i < mine->type->nfields; i++) {
        const struct field *f = &mine->type->fields[i];
        struct buf a, b;
        if (field_is_derived(f) || !rec_changed(stored, mine, i))
            continue;
        buf_init(&a, 1 << 20);
        buf_init(&b, 1 << 20);
        bool ok = (rec_is_null(mine, i) || f->kind->text(c, f, &mine->v[i], &a)) &&
                  (rec_is_null(stored, i) || f->kind->text(c, f, &stored->v[i], &b));
        if (ok)
            problem_add(c, f->name, "conflict", buf_str(&a),
                        "%s: you have \"%s\", stored is \"%s\".", lang_text(f->label),
                        a.n ? a.p : "", b.n ? b.p : "");
        buf_done(&a);
        buf_done(&b);
    }
    c->err.code = ERR_NONE; /* the conflict is the error, the problems its details */
    return fail(c, ERR_CONFLICT,
                "%s-%" PRId64 " was changed meanwhile: you edited version %" PRId64
                ", stored is version %" PRId64 ". Look at both values and save again.",
                mine->type->prefix, mine->id, mine->version, stored->version);
}

/* --- the leaf --- */

static bool canonical(struct ctx *c, const struct field *f, const struct value *v, struct opened *o)
{
    struct buf b;
    o->key = str_z(field_key(f));
    if (v->tag == V_NULL) {
        o->tag = 'n';
        return true;
    }
    o->tag = v->tag == V_INT ? 'i' : v->tag == V_REAL ? 'r' : 't';
    if (v->tag == V_TEXT) {
        o->value = v->s;
        return true;
    }
    buf_init(&b, 64);
    save_number_text(&b, v);
    o->value = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return true;
}

/* Writes the differences of one link and notes them as {"add":[...],"remove":[...]}. */
static bool save_link(struct ctx *c, const struct record *old, const struct record *now,
                      size_t place, struct opened *o)
{
    const struct field *f = &now->type->fields[place];
    struct links before = old ? rec_links(old, place) : (struct links){ NULL, 0 };
    struct links after = rec_links(now, place);
    struct buf b;
    struct jout j;
    bool ok = true;
    buf_init(&b, 1 << 20);
    jout_init(&j, &b, false);
    jout_begin(&j);
    jout_key(&j, "add");
    jout_array(&j);
    for (size_t i = 0; i < after.n && ok; i++) {
        const struct link_row *was = save_link_find(before, &after.row[i]);
        if (was && link_rows_eq(f->link, was, &after.row[i]))
            continue;
        save_link_json(c, f->link, &after.row[i], true, &j);
        ok = row_link_put(c, c->store->db, f->link, now->id, &after.row[i]);
    }
    jout_array_end(&j);
    jout_key(&j, "remove");
    jout_array(&j);
    for (size_t i = 0; i < before.n && ok; i++)
        if (!save_link_find(after, &before.row[i])) {
            save_link_json(c, f->link, &before.row[i], false, &j);
            ok = row_link_remove(c, c->store->db, f->link, now->id, &before.row[i]);
        }
    jout_array_end(&j);
    jout_end(&j);
    *o = (struct opened){ .key = str_z(field_key(f)),
                          .tag = 'l',
                          .value = arena_str(c->mem, buf_str(&b)) };
    buf_done(&b);
    return ok;
}

/* Both ends of a changed link are touched. */
static bool touch_ends(struct ctx *c, const struct record *old, const struct record *now,
                       size_t place)
{
    const struct link *l = now->type->fields[place].link;
    struct links before = old ? rec_links(old, place) : (struct links){ NULL, 0 },
                 after = rec_links(now, place);
    if (l->to->flags & E_CONTENT)
        return true;
    for (size_t i = 0; i < after.n; i++) {
        const struct link_row *was = save_link_find(before, &after.row[i]);
        if (!(was && link_rows_eq(l, was, &after.row[i])) &&
            !ledger_touch(c, str_z(l->to->name), after.row[i].id, now->changed))
            return false;
    }
    for (size_t i = 0; i < before.n; i++)
        if (!save_link_find(after, &before.row[i]) &&
            !ledger_touch(c, str_z(l->to->name), before.row[i].id, now->changed))
            return false;
    return true;
}

static bool own_link(const struct entity *e, size_t place)
{
    return e->fields[place].kind == &kind_link && !link_is_inverse(e, &e->fields[place]);
}

static bool write_leaf(struct ctx *c, const struct permit *p, const struct record *old,
                       const struct record *now, const struct save_options *o)
{
    const struct entity *e = now->type;
    struct opened *f = arena_new(c->mem, struct opened, e->nfields);
    size_t n = 0;
    for (size_t i = 0; i < e->nfields; i++) {
        if (field_is_column(&e->fields[i]) && rec_changed(old, now, i) &&
            !canonical(c, &e->fields[i], &now->v[i], &f[n++]))
            return false;
        if (own_link(e, i) && rec_changed(old, now, i) && !save_link(c, old, now, i, &f[n++]))
            return false;
    }
    const char *op = o && o->op                       ? o->op
                     : !old                           ? "create"
                     : old->archived != now->archived ? (now->archived ? "archive" : "unarchive")
                                                      : "edit";
    struct leaf l = { .actor = permit_person(p),
                      .grant = permit_grant(p, e, save_scope(now)),
                      .via = str_z(c->via),
                      .type = str_z(e->name),
                      .id = now->id,
                      .version = now->version,
                      .op = str_z(op),
                      .prev = old ? old->changed : -1 };
    if (!ledger_append(c, &l, f, n, o && o->reason.n ? o->reason : c->reason))
        return false;
    for (size_t i = 0; i < e->nfields; i++)
        if (own_link(e, i) && rec_changed(old, now, i) && !touch_ends(c, old, now, i))
            return false;
    return true;
}

/* --- editing a link from its far end saves the records it belongs to --- */
static bool save_far_end(struct ctx *c, const struct permit *p, const struct record *now,
                         const struct field *f, const struct link_row *row, bool present)
{
    const struct entity *from = f->link->from;
    struct record *r;
    size_t place = 0;
    while (place < from->nfields && !(from->fields[place].link == f->link && own_link(from, place)))
        place++;
    if (place == from->nfields)
        return fail(c, ERR_USAGE, "%s is changed from the other side.", lang_text(f->label));
    if (!store_load(c, p, from, row->id, &r))
        return false;
    struct link_row mine = *row;
    mine.id = now->id;
    struct links l = save_links_with(c, rec_links(r, place), &mine, present);
    r->v[place] = (struct value){ .tag = V_LINKS, .l = l };
    return store_save(c, p, r, NULL);
}

static bool save_inverse(struct ctx *c, const struct permit *p, const struct record *old,
                         const struct record *now)
{
    for (size_t i = 0; i < now->type->nfields; i++) {
        const struct field *f = &now->type->fields[i];
        if (f->kind != &kind_link || own_link(now->type, i) || !rec_changed(old, now, i))
            continue;
        struct links before = old ? rec_links(old, i) : (struct links){ NULL, 0 },
                     after = rec_links(now, i);
        for (size_t k = 0; k < after.n; k++) {
            const struct link_row *was = save_link_find(before, &after.row[k]);
            if (!(was && link_rows_eq(f->link, was, &after.row[k])) &&
                !save_far_end(c, p, now, f, &after.row[k], true))
                return false;
        }
        for (size_t k = 0; k < before.n; k++)
            if (!save_link_find(after, &before.row[k]) &&
                !save_far_end(c, p, now, f, &before.row[k], false))
                return false;
    }
    return true;
}

static bool inverse_changed(const struct record *old, const struct record *now)
{
    for (size_t i = 0; i < now->type->nfields; i++)
        if (now->type->fields[i].kind == &kind_link && !own_link(now->type, i) &&
            rec_changed(old, now, i))
            return true;
    return false;
}

static bool own_changed(const struct record *old, const struct record *now)
{
    if (!old || old->archived != now->archived)
        return true;
    for (size_t i = 0; i < now->type->nfields; i++)
        if ((field_is_column(&now->type->fields[i]) || own_link(now->type, i)) &&
            rec_changed(old, now, i))
            return true;
    return false;
}

/* Rows, leaf, search; the record's own part of the change. */
static bool write_own(struct ctx *c, const struct permit *p, const struct record *old,
                      struct record *now, const struct save_options *o)
{
    struct store *s = c->store;
    if (!old && !save_take_number(c, now->type, &now->id))
        return false;
    now->version = old ? old->version + 1 : 1;
    now->changed = s->tail + 1;
    now->created = old ? old->created : now->changed;
    if (!(old ? row_update(c, s->db, old, now) : row_insert(c, s->db, now)))
        return false;
    return write_leaf(c, p, old, now, o) && search_update(c, s->db, old, now);
}

static bool save_inside(struct ctx *c, const struct permit *p, const struct record *old,
                        struct record *now, const struct save_options *o)
{
    const struct entity *e = now->type;
    if (!prepare(c, old, now))
        return false;
    if (!permit_may(p, old ? ACT_EDIT : ACT_CREATE, now) &&
        (old ? old->archived == now->archived : true))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to %s a %s there.",
                    old ? "change" : "add", lang_text(e->label));
    bool own = own_changed(old, now), inverse = inverse_changed(old, now);
    if (old && !own && !inverse) {
        now->version = old->version;
        now->changed = old->changed;
        return true;
    }
    if (own && !write_own(c, p, old, now, o))
        return false;
    if (inverse && !save_inverse(c, p, old, now))
        return false;
    return !e->hook.after_save || e->hook.after_save(c, old, now);
}

static bool may_not(struct ctx *c, enum action a, const struct entity *e, int64_t id)
{
    return fail(c, ERR_FORBIDDEN, "Your roles do not allow to %s %s-%" PRId64 ".",
                a == ACT_EDIT ? "change" : "archive or unarchive", e->prefix, id);
}

static bool load_old(struct ctx *c, const struct permit *p, const struct record *r,
                     const struct save_options *o, struct record **ret)
{
    const struct entity *e = r->type;
    if (!row_load(c, c->store->db, e, r->id, false, ret))
        return false;
    if (!*ret || !permit_may(p, ACT_READ, *ret))
        return save_not_found(c, e, r->id);
    enum action a = (*ret)->archived != r->archived ? ACT_ARCHIVE : ACT_EDIT;
    if (!permit_may(p, a, *ret))
        return may_not(c, a, e, r->id);
    int64_t expect = o && o->expect ? o->expect : r->version;
    if ((*ret)->version != expect) {
        struct record mine = *r;
        mine.version = expect;
        return conflict(c, &mine, *ret);
    }
    if ((*ret)->archived && r->archived)
        return fail(c, ERR_CONFLICT, "%s-%" PRId64 " is archived. Unarchive it first.", e->prefix,
                    r->id);
    if ((e->flags & E_FROZEN) && a == ACT_EDIT && own_changed(*ret, r))
        return fail(c, ERR_FORBIDDEN, "A %s is never changed once it is made. Make a new one.",
                    lang_text(e->label));
    return true;
}

static bool save(struct ctx *c, const struct permit *p, struct record *r,
                 const struct save_options *o)
{
    const struct entity *e = r->type;
    struct record *old = NULL, *now = record_copy(c, r);
    if (r->id) {
        if (!load_old(c, p, r, o, &old))
            return false;
    } else if (!permit_may_type(p, ACT_CREATE, e)) {
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to add a %s.", lang_text(e->label));
    } else if ((e->flags & E_SINGLE) && !save_single(c, e)) {
        return false;
    }
    enum action a = old && old->archived != now->archived ? ACT_ARCHIVE
                    : old                                 ? ACT_EDIT
                                                          : ACT_CREATE;
    if ((e->hook.complete && !e->hook.complete(c, old, now)) || !check_fields(c, old, now) ||
        (e->hook.may && !e->hook.may(c, a, old ? old : now)))
        return false;
    if (!save_inside(c, p, old, now, o))
        return false;
    *r = *now;
    c->store->organization_changed |= strcmp(e->name, "organization") == 0;
    return true;
}

bool store_save(struct ctx *c, const struct permit *p, struct record *r,
                const struct save_options *o)
{
    if (r->type->flags & E_CONTENT)
        return fail(c, ERR_FORBIDDEN, "%s is part of the program and cannot be changed.",
                    lang_text(r->type->label));
    if (c->store->asof)
        return fail(c, ERR_USAGE, "Looking at the past changes nothing: leave out --as-of.");
    if (c->nproblems || c->err.code)
        return false;
    if (c->depth >= SAVE_DEPTH)
        BUG("saves are nested too deep");
    bool mine = !db_in_transaction(c->store->db);
    if (mine && !store_begin(c))
        return false;
    const struct permit *outer = c->permit;
    c->permit = p;
    c->depth++;
    bool ok = save(c, p, r, o);
    c->depth--;
    c->permit = outer;
    if (mine && ok)
        return store_commit(c);
    if (mine)
        store_rollback(c);
    return ok;
}

bool save_derive_again(struct ctx *c, const struct entity *e, int64_t id)
{
    struct record *old, *now;
    struct save_options o = { .reason = STR("Worked out anew after an upgrade") };
    if (!row_load(c, c->store->db, e, id, false, &old) || !old)
        return c->err.code == ERR_NONE;
    now = record_copy(c, old);
    return derive(c, now) &&
           (!own_changed(old, now) || write_own(c, permit_founder(c, 0), old, now, &o));
}

bool store_validate(struct ctx *c, const struct permit *p, const struct record *old,
                    const struct record *r)
{
    const struct permit *outer = c->permit;
    struct record *now = record_copy(c, r);
    c->permit = p;
    c->depth++;
    bool ok = (!now->type->hook.complete || now->type->hook.complete(c, old, now)) &&
              check_fields(c, old, now) && prepare(c, old, now);
    c->depth--;
    c->permit = outer;
    return ok;
}

bool store_archive(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                   bool archived, const struct save_options *o)
{
    struct record *r;
    if (!store_load(c, p, e, id, &r))
        return false;
    if (r->archived == archived)
        return permit_may(p, ACT_ARCHIVE, r) || may_not(c, ACT_ARCHIVE, e, id);
    r->archived = archived;
    return store_save(c, p, r, o);
}
