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

/* The bundle line by line. Lines of one table stand together, so its statement is made once. */
struct reader {
    struct str rest;
    int64_t id;             /* number of the line and of its row */
    const struct entity *e; /* table of the line before */
    struct stmt *st;        /* its statement */
    struct search_batch search;
};

static void reader_init(struct reader *r)
{
    const struct asset *a = bundle();
    *r = (struct reader){ .rest = { (const char *)a->bytes, a->n } };
}

static void reader_done(struct reader *r)
{
    stmt_done(&r->st);
    search_batch_done(&r->search);
}

/* *ret_j NULL at the end. */
static bool next_line(struct ctx *c, struct reader *r,
                      bool (*prepare)(struct ctx *, const struct entity *, struct stmt **),
                      json_t **ret_j)
{
    struct str line;
    if (!str_cut(&r->rest, '\n', &line) || !line.n)
        return true;
    if (!jin_parse(c, line, ret_j))
        return false;
    struct str table = jin_str(*ret_j, "table");
    r->id++;
    if (r->e && str_eq_z(table, r->e->name))
        return true;
    r->e = catalog_find(c->store->catalog, table);
    if (!r->e || !(r->e->flags & E_CONTENT))
        return fail(c, ERR_STORAGE, "The built-in content names an unknown table.");
    stmt_done(&r->st);
    return prepare(c, r->e, &r->st);
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

/* One row and its search words: those of its F_SEARCH texts. */
static bool load_row(struct ctx *c, struct reader *r, const json_t *j)
{
    const struct entity *e = r->e;
    struct record row = { .type = e,
                          .id = r->id,
                          .v = arena_new(c->mem, struct value, e->nfields) };
    stmt_bind_int(r->st, 1, r->id);
    for (size_t i = 0; i < e->nfields; i++) {
        json_t *v = json_object_get(j, e->fields[i].name);
        bind_member(r->st, (int)i + 2, v);
        if (json_is_string(v))
            row.v[i] = (struct value){ .tag = V_TEXT,
                                       .s = { json_string_value(v), json_string_length(v) } };
    }
    return stmt_run(c, r->st) && search_batch_add(c, &r->search, &row);
}

static bool load_all(struct ctx *c)
{
    _cleanup_(reader_done) struct reader r;
    reader_init(&r);
    if (!search_batch_init(c, c->store->db, &r.search))
        return false;
    for (;;) {
        _cleanup_(jin_done) json_t *j = NULL;
        struct arena_mark mark = arena_mark(c->mem);
        if (!next_line(c, &r, prepare_insert, &j) || (j && !load_row(c, &r, j)))
            return false;
        if (!j)
            return true;
        arena_rewind(c->mem, mark);
    }
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

static bool check_row(struct ctx *c, struct reader *r, const json_t *j, bool *ret_same)
{
    bool row;
    stmt_reset(r->st);
    stmt_bind_int(r->st, 1, r->id);
    if (!stmt_step(c, r->st, &row))
        return false;
    *ret_same = row;
    for (size_t i = 0; *ret_same && i < r->e->nfields; i++)
        *ret_same = same_member(r->st, (int)i, json_object_get(j, r->e->fields[i].name));
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
    struct str have;
    int64_t rows;
    if (!store_meta_get(c, "content", &have) || !str_eq_z(have, content_digest()))
        return c->err.code == ERR_NONE; /* of another version: upgrade brings ours */
    _cleanup_(reader_done) struct reader r;
    for (reader_init(&r);;) {
        _cleanup_(jin_done) json_t *j = NULL;
        struct arena_mark mark = arena_mark(c->mem);
        bool same = true;
        if (!next_line(c, &r, prepare_select, &j) || (j && !check_row(c, &r, j, &same)))
            return false;
        if (!j)
            break;
        if (!same) {
            found(arg,
                  arena_printf(c->mem,
                               "Table %s, row %" PRId64
                               ": not what the program brings. `muniment rebuild` puts it right.",
                               r.e->name, r.id)
                      .p);
            ++*ret_findings;
        }
        arena_rewind(c->mem, mark);
    }
    if (!count_rows(c, &rows))
        return false;
    if (rows != r.id) {
        found(arg, "The tables of the standards hold rows that the program does not bring.");
        ++*ret_findings;
    }
    return true;
}
