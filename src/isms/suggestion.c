#include "isms/setup.h"
#include "records/records.h"
#include "store/permit.h"

/* A record is a suggestion while its latest leaf is one of the set-up's: the first change that
 * anybody makes takes the mark off, without a field that somebody would have to tick. */

/* In the order in which they are taken back: what refers to others first. */
static const struct {
    const struct entity *type;
    /* Links over which a record that stays holds on to one of these; NULL: none. */
    const struct link *held_by[3];
} kinds[SUGGESTION_TYPES] = {
    { &entity_statement, { NULL } },
    { &entity_risk, { NULL } },
    { &entity_task, { NULL } },
    { &entity_appointment, { NULL } },
    { &entity_party, { NULL } },
    { &entity_asset, { &link_risk_asset, &link_asset_depends } },
    { &entity_threat, { &link_risk_threat } },
    { &entity_vulnerability, { &link_risk_vulnerability } },
    { &entity_risk_source, { &link_risk_origin } },
};

bool suggestion_any(struct ctx *c, bool *ret)
{
    struct str s;
    if (!store_meta_get(c, "setup", &s))
        return false;
    *ret = s.n > 0;
    return true;
}

bool suggestion_find(struct ctx *c, struct record *const *r, size_t n, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool any, ok;
    for (size_t i = 0; i < n; i++)
        ret[i] = false;
    if (!suggestion_any(c, &any) || !any)
        return c->err.code == ERR_NONE;
    ok = db_prepare(c, c->store->db,
                    "SELECT 1 FROM \"ledger\" WHERE \"seq\"=$1 AND \"via\"='setup'", &st);
    for (size_t i = 0; ok && i < n; i++) {
        stmt_bind_int(st, 1, r[i]->changed);
        ok = r[i]->archived || stmt_step(c, st, &ret[i]);
        stmt_reset(st);
    }
    return ok;
}

/* Numbers of those that are left, in a list of `most`; *ret_n counts all. */
static bool left(struct ctx *c, const struct entity *e, int64_t *id, size_t most, size_t *ret_n)
{
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " AS t JOIN \"ledger\" AS l ON l.\"seq\"=t.\"changed\" WHERE t.\"archived\"=0 AND "
                "l.\"via\"='setup' ORDER BY t.\"id\"");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->store->db, &q, &st);
    sql_done(&q);
    *ret_n = 0;
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        if (*ret_n < most)
            id[*ret_n] = stmt_int(st, 0);
        ++*ret_n;
    }
    return ok;
}

bool suggestion_counts(struct ctx *c, struct suggestion_count ret[SUGGESTION_TYPES], size_t *ret_n)
{
    bool some;
    size_t n;
    *ret_n = 0;
    if (!suggestion_any(c, &some) || !some)
        return c->err.code == ERR_NONE;
    for (size_t i = 0; i < SUGGESTION_TYPES; i++) {
        if (!left(c, kinds[i].type, NULL, 0, &n))
            return false;
        if (n)
            ret[(*ret_n)++] = (struct suggestion_count){ kinds[i].type, (int64_t)n };
    }
    return true;
}

/* Does a record that is there link to it? Those that were to go have gone already. */
static bool is_held(struct ctx *c, size_t kind, int64_t id, bool *ret)
{
    *ret = false;
    for (size_t i = 0; i < ARRAY_LEN(kinds[kind].held_by) && kinds[kind].held_by[i] && !*ret; i++) {
        const struct link *l = kinds[kind].held_by[i];
        struct sql q;
        sql_init(&q);
        sql_add(&q, "SELECT 1 FROM ");
        sql_ident(&q, l->name);
        sql_add(&q, " AS x JOIN ");
        sql_ident(&q, l->from->name);
        sql_add(&q, " AS f ON f.\"id\"=x.\"from_id\" WHERE x.\"to_id\"=$1 AND f.\"archived\"=0");
        _cleanup_(stmt_done) struct stmt *st = NULL;
        bool ok = db_prepare_sql(c, c->store->db, &q, &st);
        sql_done(&q);
        if (!ok)
            return false;
        stmt_bind_int(st, 1, id);
        if (!stmt_step(c, st, ret))
            return false;
    }
    return true;
}

static bool undecide(struct ctx *c, const struct permit *p, int64_t id)
{
    struct record *s;
    if (!store_load(c, p, &entity_statement, id, &s))
        return false;
    rec_set_text(s, STATEMENT_APPLICABLE, STR("undecided"));
    rec_set_null(s, STATEMENT_REASONS);
    rec_set_null(s, STATEMENT_JUSTIFICATION);
    return store_save(c, p, s, NULL);
}

static bool withdraw_kind(struct ctx *c, const struct permit *p, size_t kind, int64_t *gone,
                          int64_t *kept)
{
    enum { MOST = 1000 };
    int64_t *id = arena_new(c->mem, int64_t, MOST);
    size_t n;
    bool held;
    if (!left(c, kinds[kind].type, id, MOST, &n))
        return false;
    for (size_t i = 0; i < MIN(n, (size_t)MOST); i++) {
        if (!is_held(c, kind, id[i], &held))
            return false;
        if (held) {
            ++*kept;
            continue;
        }
        if (!(kinds[kind].type == &entity_statement
                  ? undecide(c, p, id[i])
                  : store_archive(c, p, kinds[kind].type, id[i], true, NULL)))
            return false;
        ++*gone;
    }
    return true;
}

bool suggestion_withdraw(struct ctx *c, const struct permit *p, int64_t *ret_gone,
                         int64_t *ret_kept)
{
    bool ok = true;
    *ret_gone = *ret_kept = 0;
    if (!setup_may(p))
        return fail(c, ERR_FORBIDDEN,
                    "The suggestions of the set-up are taken back by a manager of the whole "
                    "organisation.");
    if (!store_begin(c))
        return false;
    for (size_t i = 0; ok && i < SUGGESTION_TYPES; i++)
        ok = withdraw_kind(c, p, i, ret_gone, ret_kept);
    if (ok)
        return store_commit(c);
    store_rollback(c);
    return false;
}
