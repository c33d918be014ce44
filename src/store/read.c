#include "base/text.h"
#include "store/permit.h"
#include "store/row.h"
#include "store/save_int.h"

/* Reading single records, and names into numbers. */

bool store_peek(struct ctx *c, const struct entity *e, int64_t id, struct record **ret)
{
    return row_load(c, c->db, e, id, false, ret);
}

/* Whether the acting person may know of a record: what they may not read has no name for them and
 * cannot be referred to. */
static bool may_name(struct ctx *c, const struct entity *e, int64_t id, bool *ret)
{
    struct record *r;
    *ret = true;
    if (!c->permit || permit_reads_all(c->permit, e))
        return true;
    if (!row_load(c, c->db, e, id, true, &r))
        return false;
    *ret = r && permit_may(c->permit, ACT_READ, r);
    return true;
}

bool store_load(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                struct record **ret)
{
    struct record *r;
    if (!row_load(c, c->db, e, id, false, &r))
        return false;
    if (!r || !permit_may(p, ACT_READ, r))
        return save_not_found(c, e, id);
    *ret = r;
    return true;
}

static bool content_id(struct ctx *c, const struct entity *e, struct str key, int64_t *ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT \"id\" FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " WHERE ");
    sql_ident(&q, e->fields[0].name);
    sql_add(&q, "=$1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, key);
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    return true;
}

/* "A.5.15" means 27001, "5.15" alone does too when no clause of that number exists. */
bool store_content_key(struct ctx *c, const struct entity *e, struct str typed, struct str *ret_key)
{
    struct str tries[3];
    size_t n = 0;
    int64_t id = 0;
    tries[n++] = typed;
    if (str_find_char(typed, ':') < 0) {
        tries[n++] = arena_printf(c->mem, "27001:" STR_FMT, STR_ARG(typed));
        if (typed.n && typed.p[0] == 'a')
            tries[n++] = arena_printf(c->mem, "27001:A" STR_FMT, STR_ARG(str_tail(typed, 1)));
    }
    for (size_t i = 0; i < n; i++) {
        if (!content_id(c, e, tries[i], &id))
            return false;
        if (id) {
            *ret_key = arena_str(c->mem, tries[i]);
            return true;
        }
    }
    *ret_key = (struct str){ NULL, 0 };
    return true;
}

/* Title by number or key; both kinds of record have theirs. */
static bool title_of(struct ctx *c, const struct entity *e, const char *by, int64_t id,
                     struct str key, struct str *ret)
{
    const struct field *f = entity_title(e);
    struct sql q;
    *ret = (struct str){ NULL, 0 };
    if (!f)
        return true;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    sql_ident(&q, f->name);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " WHERE ");
    sql_ident(&q, by);
    sql_add(&q, "=$1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    if (key.n)
        stmt_bind_text(st, 1, key);
    else
        stmt_bind_int(st, 1, id);
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        *ret = arena_str(c->mem, stmt_text(st, 0));
    return true;
}

bool store_content_title(struct ctx *c, const struct entity *e, struct str key, struct str *ret)
{
    return title_of(c, e, e->fields[0].name, 0, key, ret);
}

bool store_title(struct ctx *c, const struct entity *e, int64_t id, struct str *ret)
{
    bool may;
    if (!may_name(c, e, id, &may))
        return false;
    if (!may) {
        *ret = STR("");
        return true;
    }
    return title_of(c, e, "id", id, (struct str){ NULL, 0 }, ret);
}

/* Numbers of records whose `column` equals the text, at most two; archived ones only when no other
 * bears the name. */
static bool find_named(struct ctx *c, const struct entity *e, const char *column, struct str text,
                       int64_t scope, int64_t hit[2], int *n)
{
    const struct field *sf = entity_scope(e);
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t WHERE ");
    sql_add_constant(&q, strcmp(column, "natural") == 0 ? "" : "lower(");
    sql_column(&q, "t", column);
    sql_add_constant(&q, strcmp(column, "natural") == 0 ? "=$1" : ")=$1");
    sql_add(&q, " AND t.\"archived\"=0");
    q.params = 1;
    if (scope && sf) { /* the plus: the name is looked up, and the scope of what is found compared;
                        * an index that begins with the scope would be walked for every look-up */
        sql_add(&q, " AND +t.\"scope\"=$2");
        q.params = 2;
    }
    if (c->permit)
        permit_where(c->permit, e, &q);
    sql_add(&q, " LIMIT 2");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, text);
    if (scope && sf)
        stmt_bind_int(st, 2, scope);
    for (*n = 0; (ok = stmt_step(c, st, &row)) && row;)
        hit[(*n)++] = stmt_int(st, 0);
    return ok;
}

bool store_find_natural(struct ctx *c, const struct entity *e, struct str text, int64_t scope,
                        int64_t hit[2], int *ret_n)
{
    struct buf b;
    bool ok = true;
    *ret_n = 0;
    buf_init(&b, 64 << 10);
    text_fold(&b, text);
    if (b.n && entity_field(e, STR("email")) && str_find_char(text, '@') > 0)
        ok = find_named(c, e, "email", buf_str(&b), 0, hit, ret_n);
    if (ok && b.n && !*ret_n && entity_natural(e))
        ok = find_named(c, e, "natural", buf_str(&b), scope, hit, ret_n);
    buf_done(&b);
    return ok;
}

/* Whether there is such a record that the acting person may refer to. */
static bool there(struct ctx *c, const struct entity *e, int64_t id, bool *ret)
{
    struct record *r;
    if (!row_load(c, c->db, e, id, true, &r))
        return false;
    *ret = r != NULL;
    return !r || may_name(c, e, id, ret);
}

bool store_resolve(struct ctx *c, const struct entity *e, struct str ref, int64_t scope,
                   int64_t *ret_id)
{
    const struct entity *named = e;
    int64_t id, hit[2];
    int n = 0;
    bool found;
    *ret_id = 0;
    if (e->flags & E_CONTENT) {
        struct str key;
        if (!store_content_key(c, e, ref, &key))
            return false;
        return !key.n || content_id(c, e, key, ret_id);
    }
    if (ref_parse(c->store->catalog, ref, &named, &id)) {
        if (!there(c, e, id, &found))
            return false;
        if (found) {
            *ret_id = id;
            return true;
        }
    }
    if (scope && entity_scope(e) && !store_find_natural(c, e, ref, scope, hit, &n))
        return false;
    if (!n && !store_find_natural(c, e, ref, 0, hit, &n))
        return false;
    if (n > 1)
        return fail(c, ERR_INVALID,
                    "More than one %s is called \"" STR_FMT "\", among them %s-%" PRId64
                    " and %s-%" PRId64 ". Give the code.",
                    lang_text(e->label), STR_ARG(ref), e->prefix, hit[0], e->prefix, hit[1]);
    *ret_id = n ? hit[0] : 0;
    return true;
}

bool store_find(struct ctx *c, const struct permit *p, const struct entity *e, struct str ref,
                struct record **ret)
{
    int64_t id;
    struct str s = str_trim(ref);
    if (!store_resolve(c, e, s, 0, &id))
        return false;
    struct record *r = NULL;
    if (id && !row_load(c, c->db, e, id, false, &r))
        return false;
    if (!r || !permit_may(p, ACT_READ, r))
        return fail(c, ERR_NOT_FOUND, "There is no %s \"" STR_FMT "\".", lang_text(e->label),
                    STR_ARG(s));
    *ret = r;
    return true;
}
