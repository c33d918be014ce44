#include "base/asset.h"
#include "base/jin.h"
#include "exchange/content.h"
#include "store/ledger.h"
#include "store/search.h"
#include "store/store.h"

static const struct asset *bundle(void)
{
    const struct asset *a = asset_find("content.jsonl");
    if (!a)
        BUG("the content is not built in");
    return a;
}

const char *content_digest(void)
{
    return bundle()->hash;
}

static bool empty_table(struct ctx *c, const struct entity *e)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "DELETE FROM ");
    sql_ident(&q, e->name);
    bool ok = db_exec_sql(c, c->store->db, &q);
    sql_done(&q);
    return ok;
}

static bool prepare_insert(struct ctx *c, const struct entity *e, struct stmt **ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "INSERT INTO ");
    sql_ident(&q, e->name);
    sql_add(&q, " (\"id\"");
    for (size_t i = 0; i < e->nfields; i++) {
        sql_add(&q, ", ");
        sql_ident(&q, e->fields[i].name);
    }
    sql_add(&q, ") VALUES (");
    for (size_t i = 0; i <= e->nfields; i++) {
        sql_add_constant(&q, i ? ", " : "");
        sql_param(&q);
    }
    sql_add(&q, ")");
    bool ok = db_prepare_sql(c, c->store->db, &q, ret);
    sql_done(&q);
    return ok;
}

static void bind_member(struct stmt *st, int n, const json_t *v)
{
    if (json_is_string(v))
        stmt_bind_text(st, n, (struct str){ json_string_value(v), json_string_length(v) });
    else if (json_is_integer(v))
        stmt_bind_int(st, n, json_integer_value(v));
    else
        stmt_bind_null(st, n);
}

/* Search words of a content row: its F_SEARCH texts. */
static bool index_row(struct ctx *c, const struct entity *e, int64_t id, const json_t *j)
{
    struct record r = { .type = e, .id = id, .v = arena_new(c->mem, struct value, e->nfields) };
    for (size_t i = 0; i < e->nfields; i++) {
        struct str s = jin_str(j, e->fields[i].name);
        if (s.n && (e->fields[i].flags & F_SEARCH))
            r.v[i] = (struct value){ .tag = V_TEXT, .s = s };
    }
    return search_update(c, c->store->db, NULL, &r);
}

static bool load_line(struct ctx *c, struct str line, int64_t id)
{
    _cleanup_(jin_done) json_t *j = NULL;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!jin_parse(c, line, &j))
        return false;
    const struct entity *e = catalog_find(c->store->catalog, jin_str(j, "table"));
    if (!e || !(e->flags & E_CONTENT))
        return fail(c, ERR_STORAGE, "The built-in content names an unknown table.");
    if (!prepare_insert(c, e, &st))
        return false;
    stmt_bind_int(st, 1, id);
    for (size_t i = 0; i < e->nfields; i++)
        bind_member(st, (int)i + 2, json_object_get(j, e->fields[i].name));
    return stmt_run(c, st) && index_row(c, e, id, j);
}

static bool load_all(struct ctx *c)
{
    const struct asset *a = bundle();
    struct str rest = { (const char *)a->bytes, a->n }, line;
    int64_t id = 0;
    while (str_cut(&rest, '\n', &line)) {
        struct arena_mark mark = arena_mark(c->mem);
        if (line.n && !load_line(c, line, ++id))
            return false;
        arena_rewind(c->mem, mark);
    }
    return true;
}

static bool load(struct ctx *c, bool anyway)
{
    struct str have, ours = str_z(content_digest());
    const struct catalog *k = c->store->catalog;
    if (!store_meta_get(c, "content", &have))
        return false;
    if (str_eq(have, ours) && !anyway)
        return true;
    for (size_t i = 0; i < k->n; i++)
        if ((k->entities[i]->flags & E_CONTENT) && !empty_table(c, k->entities[i]))
            return false;
    if (have.n &&
        !search_rebuild(c, c->store->db, NULL, NULL)) /* rows of the old content leave the index */
        return false;
    struct opened f[] = { { .key = STR("digest"), .tag = 't', .value = ours } };
    struct leaf l = {
        .via = str_z(c->via), .type = STR("database"), .op = STR("content"), .prev = -1
    };
    if (!load_all(c))
        return false;
    return str_eq(have, ours) || (ledger_append(c, &l, f, 1, (struct str){ NULL, 0 }) &&
                                  store_meta_set(c, "content", ours));
}

bool content_load(struct ctx *c)
{
    return load(c, false);
}

bool content_reload(struct ctx *c)
{
    return load(c, true);
}

/* --- verify: are the tables what the program brings? --- */

static bool same_member(const struct stmt *st, int col, const json_t *v)
{
    if (json_is_string(v))
        return str_eq(stmt_text(st, col),
                      (struct str){ json_string_value(v), json_string_length(v) });
    if (json_is_integer(v))
        return !stmt_is_null(st, col) && stmt_int(st, col) == json_integer_value(v);
    return stmt_is_null(st, col);
}

static bool prepare_select(struct ctx *c, const struct entity *e, struct stmt **ret)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT ");
    for (size_t i = 0; i < e->nfields; i++) {
        sql_add_constant(&q, i ? ", " : "");
        sql_ident(&q, e->fields[i].name);
    }
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " WHERE \"id\"=$1");
    bool ok = db_prepare_sql(c, c->store->db, &q, ret);
    sql_done(&q);
    return ok;
}

/* *ret: NULL when the row is as built in, else the name of its table. */
static bool check_line(struct ctx *c, struct str line, int64_t id, const char **ret)
{
    _cleanup_(jin_done) json_t *j = NULL;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!jin_parse(c, line, &j))
        return false;
    const struct entity *e = catalog_find(c->store->catalog, jin_str(j, "table"));
    if (!e || !prepare_select(c, e, &st))
        return false;
    stmt_bind_int(st, 1, id);
    if (!stmt_step(c, st, &row))
        return false;
    bool same = row;
    for (size_t i = 0; same && i < e->nfields; i++)
        same = same_member(st, (int)i, json_object_get(j, e->fields[i].name));
    *ret = same ? NULL : e->name;
    return true;
}

static bool count_rows(struct ctx *c, int64_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < c->store->catalog->n; i++) {
        const struct entity *e = c->store->catalog->entities[i];
        _cleanup_(stmt_done) struct stmt *st = NULL;
        bool row;
        struct sql q;
        if (!(e->flags & E_CONTENT))
            continue;
        sql_init(&q);
        sql_add(&q, "SELECT count(*) FROM ");
        sql_ident(&q, e->name);
        bool ok = db_prepare_sql(c, c->store->db, &q, &st) && stmt_step(c, st, &row);
        sql_done(&q);
        if (!ok)
            return false;
        *ret += row ? stmt_int(st, 0) : 0;
    }
    return true;
}

bool content_check(struct ctx *c, void (*found)(void *, const char *), void *arg,
                   int64_t *ret_findings)
{
    const struct asset *a = bundle();
    struct str have, rest = { (const char *)a->bytes, a->n }, line;
    int64_t id = 0, rows;
    if (!store_meta_get(c, "content", &have) || !str_eq_z(have, content_digest()))
        return c->err.code == ERR_NONE; /* of another version: upgrade brings ours */
    while (str_cut(&rest, '\n', &line)) {
        const char *table = NULL;
        struct arena_mark mark = arena_mark(c->mem);
        if (line.n && !check_line(c, line, ++id, &table))
            return false;
        if (table) {
            found(arg,
                  arena_printf(c->mem,
                               "Table %s, row %" PRId64
                               ": not what the program brings. `muniment rebuild` puts it right.",
                               table, id)
                      .p);
            ++*ret_findings;
        }
        arena_rewind(c->mem, mark);
    }
    if (!count_rows(c, &rows))
        return false;
    if (rows != id) {
        found(arg, "The tables of the standards hold rows that the program does not bring.");
        ++*ret_findings;
    }
    return true;
}
