#include "base/num.h"
#include "base/text.h"
#include "http/account_int.h"
#include "http/aside.h"
#include "store/store.h"

/* --- drafts --- */

/* What belongs to one showing of a form and not to what was typed. */
static bool is_passing(struct str name)
{
    static const char *const names[] = { "form_token", "draft_of", "then", "what" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq_z(name, names[i]))
            return true;
    return false;
}

static struct str encode(struct ctx *c, const struct http_pairs *fields)
{
    struct buf b;
    buf_init(&b, DRAFT_BYTES + 1);
    for (size_t i = 0; i < fields->n; i++) {
        if (is_passing(fields->at[i].name))
            continue;
        if (b.n)
            buf_add_char(&b, '&');
        http_encode(&b, fields->at[i].name, false);
        buf_add_char(&b, '=');
        http_encode(&b, fields->at[i].value, false);
    }
    struct str s = arena_str(c->mem, buf_str(&b));
    if (b.over || s.n > DRAFT_BYTES)
        (void)!fail(c, ERR_LIMIT, "A draft has room for %d KB.", DRAFT_BYTES >> 10);
    buf_done(&b);
    return s;
}

/* Too old ones go, and the oldest beyond the number that one person may have. */
static bool make_room(struct ctx *c, int64_t person)
{
    _cleanup_(stmt_done) struct stmt *old = NULL, *many = NULL;
    if (!db_prepare(c, c->store->db, "DELETE FROM \"draft\" WHERE \"saved\"<$1", &old) ||
        !db_prepare(c, c->store->db,
                    "DELETE FROM \"draft\" WHERE \"person\"=$1 AND \"form\" IN (SELECT \"form\" "
                    "FROM \"draft\" WHERE \"person\"=$1 ORDER BY \"saved\" DESC, \"form\" LIMIT "
                    "10000 OFFSET 100)",
                    &many))
        return false;
    stmt_bind_int(old, 1, ctx_now(c) - DRAFT_MS);
    stmt_bind_int(many, 1, person);
    return stmt_run(c, old) && stmt_run(c, many);
}

static bool put(struct ctx *c, int64_t person, struct str form, struct str body)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"draft\" (\"person\", \"form\", \"saved\", \"body\") VALUES "
                    "($1, $2, $3, $4) ON CONFLICT (\"person\", \"form\") DO UPDATE SET "
                    "\"saved\"=excluded.\"saved\", \"body\"=excluded.\"body\"",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, form);
    stmt_bind_int(st, 3, ctx_now(c));
    stmt_bind_text(st, 4, body);
    return stmt_run(c, st) && make_room(c, person);
}

bool draft_keep(struct ctx *c, int64_t person, struct str form, const struct http_pairs *fields)
{
    struct str body = encode(c, fields);
    if (c->err.code != ERR_NONE)
        return false;
    if (!form.n || form.n > 500)
        return fail(c, ERR_USAGE, "A draft says which form it belongs to.");
    if (db_in_transaction(c->store->db)) /* goes with the change under way, or stays with it */
        return put(c, person, form, body);
    return db_begin(c, c->store->db) && outside_end(c, put(c, person, form, body));
}

bool draft_find(struct ctx *c, int64_t person, struct str form, struct draft **ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"saved\", \"body\" FROM \"draft\" WHERE \"person\"=$1 AND "
                    "\"form\"=$2 AND \"saved\">=$3",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, form);
    stmt_bind_int(st, 3, ctx_now(c) - DRAFT_MS);
    if (!stmt_step(c, st, &row))
        return false;
    *ret = NULL;
    if (!row)
        return true;
    *ret = arena_new(c->mem, struct draft, 1);
    **ret = (struct draft){ form, arena_str(c->mem, stmt_text(st, 1)), stmt_int(st, 0) };
    return true;
}

bool draft_list(struct ctx *c, int64_t person, struct draft **ret, size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->store->db,
                    "SELECT \"form\", \"saved\" FROM \"draft\" WHERE \"person\"=$1 AND "
                    "\"saved\">=$2 ORDER BY \"saved\" DESC, \"form\" LIMIT 100",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_int(st, 2, ctx_now(c) - DRAFT_MS);
    *ret = arena_new(c->mem, struct draft, DRAFTS_MOST);
    *ret_n = 0;
    while ((ok = stmt_step(c, st, &row)) && row && *ret_n < DRAFTS_MOST)
        (*ret)[(*ret_n)++] =
            (struct draft){ .form = arena_str(c->mem, stmt_text(st, 0)), .saved = stmt_int(st, 1) };
    return ok;
}

/* Inside a transaction that is under way (a save) the draft goes with it, or stays with it. */
bool draft_drop(struct ctx *c, int64_t person, struct str form)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool mine = !db_in_transaction(c->store->db);
    struct draft *d;
    if (!draft_find(c, person, form, &d))
        return false;
    if (!d)
        return true;
    if (!db_prepare(c, c->store->db, "DELETE FROM \"draft\" WHERE \"person\"=$1 AND \"form\"=$2",
                    &st) ||
        (mine && !db_begin(c, c->store->db)))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, form);
    return mine ? outside_end(c, stmt_run(c, st)) : stmt_run(c, st);
}

/* --- saved views: a row without a title says which view the person begins with --- */

static struct saved_view read_view(struct ctx *c, const struct stmt *st)
{
    return (struct saved_view){ .id = stmt_int(st, 0),
                                .person = stmt_int(st, 1),
                                .team = stmt_int(st, 2) != 0,
                                .title = arena_str(c->mem, stmt_text(st, 3)),
                                .query = arena_str(c->mem, stmt_text(st, 4)) };
}

bool saved_view_list(struct ctx *c, int64_t person, const struct entity *e, struct saved_view **ret,
                     size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    int64_t standard = 0;
    size_t cap = 16, n = 0;
    struct saved_view *all = arena_new(c->mem, struct saved_view, cap);
    if (!db_prepare(c, c->store->db,
                    "SELECT \"id\", \"person\", \"team\", \"title\", \"query\" FROM "
                    "\"saved_view\" WHERE \"type\"=$1 AND (\"person\"=$2 OR \"team\"=1) ORDER BY "
                    "lower(\"title\"), \"id\" LIMIT 500",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, person);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct saved_view v = read_view(c, st);
        if (!v.title.n) {
            (void)!num_parse_int(v.query, &standard);
            continue;
        }
        if (n == cap) {
            struct saved_view *more = arena_new(c->mem, struct saved_view, cap * 2);
            memcpy(more, all, n * sizeof *all);
            all = more;
            cap *= 2;
        }
        all[n++] = v;
    }
    for (size_t i = 0; i < n; i++)
        all[i].standard = all[i].id == standard;
    *ret = all;
    *ret_n = n;
    return ok;
}

bool saved_view_find(struct ctx *c, int64_t person, int64_t id, const struct entity *e,
                     struct saved_view *ret)
{
    struct saved_view *v;
    size_t n;
    if (!saved_view_list(c, person, e, &v, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        if (v[i].id == id) {
            *ret = v[i];
            return true;
        }
    return fail(c, ERR_NOT_FOUND, "There is no such view.");
}

static bool insert_view(struct ctx *c, const struct entity *e, struct saved_view *v)
{
    _cleanup_(stmt_done) struct stmt *next = NULL, *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db, "SELECT coalesce(max(\"id\"), 0)+1 FROM \"saved_view\"",
                    &next) ||
        !stmt_step(c, next, &row))
        return false;
    v->id = stmt_int(next, 0);
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"saved_view\" (\"id\", \"person\", \"team\", \"type\", "
                    "\"title\", \"query\") VALUES ($1, $2, $3, $4, $5, $6)",
                    &st))
        return false;
    stmt_bind_int(st, 1, v->id);
    stmt_bind_int(st, 2, v->person);
    stmt_bind_int(st, 3, v->team);
    stmt_bind_text(st, 4, str_z(e->name));
    stmt_bind_text(st, 5, v->title);
    stmt_bind_text(st, 6, v->query);
    return stmt_run(c, st);
}

static bool delete_titled(struct ctx *c, const struct entity *e, int64_t person, struct str title)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "DELETE FROM \"saved_view\" WHERE \"person\"=$1 AND \"type\"=$2 AND "
                    "\"title\"=$3",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, str_z(e->name));
    stmt_bind_text(st, 3, title);
    return stmt_run(c, st);
}

bool saved_view_keep(struct ctx *c, const struct entity *e, struct saved_view *v)
{
    struct saved_view *all;
    size_t n, own = 0;
    v->title = str_trim(v->title);
    if (!v->title.n || v->title.n > VIEW_TITLE || !text_is_valid(v->title))
        return problem_add(c, "title", "required", v->title,
                           "Give the view a name of at most %d characters.", VIEW_TITLE);
    if (v->query.n > VIEW_QUERY)
        return problem_add(c, "title", "limit", STR(""), "The filter is too long to be kept.");
    if (!saved_view_list(c, v->person, e, &all, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        own += all[i].person == v->person && !str_eq(all[i].title, v->title);
    if (own >= VIEWS_MOST)
        return problem_add(c, "title", "limit", v->title,
                           "You keep %d views of this list already: remove one first.", VIEWS_MOST);
    return db_begin(c, c->store->db) &&
           outside_end(c, delete_titled(c, e, v->person, v->title) && insert_view(c, e, v));
}

bool saved_view_drop(struct ctx *c, const struct saved_view *v)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "DELETE FROM \"saved_view\" WHERE \"id\"=$1 OR (\"title\"='' AND "
                    "\"query\"=$2)",
                    &st) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_int(st, 1, v->id);
    stmt_bind_text(st, 2, arena_printf(c->mem, "%" PRId64, v->id));
    return outside_end(c, stmt_run(c, st));
}

bool saved_view_set_standard(struct ctx *c, int64_t person, const struct entity *e, int64_t id)
{
    struct saved_view v = { .person = person,
                            .query = arena_printf(c->mem, "%" PRId64, id),
                            .title = STR("") };
    return db_begin(c, c->store->db) &&
           outside_end(c, delete_titled(c, e, person, STR("")) && (!id || insert_view(c, e, &v)));
}
