#include "web/decide.h"
#include "isms/check_sql.h"
#include "records/records.h"

#define OPEN                                                                                       \
    "SELECT 'risk' AS \"type\", r.\"id\" FROM \"risk\" AS r WHERE r.\"archived\"=0 AND "           \
    "r.\"kind\"='information_security' AND r.\"status\"='open' "
#define HOLDS                                                                                      \
    "(SELECT 1 FROM \"acceptance\" AS t WHERE t.\"risk\"=r.\"id\" AND t.\"archived\"=0 AND "       \
    "@acceptance.stale IS NULL AND t.\"kind\" IN "

static const char residual[] = OPEN "AND NOT EXISTS " HOLDS "('residual_acceptance', 'both'))";
static const char plan[] =
    OPEN "AND EXISTS (SELECT 1 FROM \"treatment\" AS a WHERE a.\"risk\"=r.\"id\" AND "
         "a.\"archived\"=0 AND a.\"status\" NOT IN ('rejected', 'cancelled')) AND NOT "
         "EXISTS " HOLDS "('plan_approval', 'both'))";
static const char second[] =
    "SELECT 'acceptance' AS \"type\", t.\"id\" FROM \"acceptance\" AS t JOIN \"risk\" AS r ON "
    "r.\"id\"=t.\"risk\" WHERE t.\"archived\"=0 AND r.\"archived\"=0 AND r.\"status\"='open' AND "
    "t.\"second_of\" IS NULL AND @acceptance.stale IS NULL AND @acceptance.signed=0";

bool ids_has(const struct ids *s, int64_t id)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->id[mid] == id)
            return true;
        if (s->id[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool read_ids(struct ctx *c, const char *text, struct ids *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    const struct entity *e;
    size_t room = 64;
    bool row, ok;
    *ret = (struct ids){ arena_new(c->mem, int64_t, room), 0 };
    if (!check_sql(c, c->permit, 0, text, false, &e, &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (ret->n == room) {
            int64_t *more = arena_new(c->mem, int64_t, 2 * room);
            memcpy(more, ret->id, room * sizeof *more);
            ret->id = more;
            room *= 2;
        }
        ret->id[ret->n++] = stmt_int(st, 0);
    }
    return ok;
}

bool decide_waiting(struct ctx *c, struct waiting *ret)
{
    return read_ids(c, residual, &ret->residual) && read_ids(c, plan, &ret->plan) &&
           read_ids(c, second, &ret->second);
}

static struct condition of_risk(const struct field *f, const struct record *risk)
{
    return (struct condition){ f, OP_EQ, { .tag = V_INT, .i = risk->id } };
}

bool decide_last(struct ctx *c, const struct record *risk, struct record **ret)
{
    struct query q;
    struct page p;
    query_init(&q, &entity_acceptance);
    q.where[q.n++] = of_risk(&entity_acceptance.fields[ACCEPTANCE_RISK], risk);
    q.where[q.n++] = (struct condition){ &entity_acceptance.fields[ACCEPTANCE_SECOND_OF],
                                         OP_EQ,
                                         { .tag = V_NULL } };
    q.descending = true;
    q.limit = 1;
    if (!query_list(c, c->permit, &q, &p))
        return false;
    *ret = p.n ? p.items[0] : NULL;
    return true;
}

bool decide_plan(struct ctx *c, const struct record *risk, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_treatment);
    q.where[q.n++] = of_risk(&entity_treatment.fields[TREATMENT_RISK], risk);
    q.limit = QUERY_LIMIT_MAX;
    return query_where(c, &q, STR("status!=rejected")) &&
           query_where(c, &q, STR("status!=cancelled")) && query_sort(c, &q, STR("due")) &&
           query_list(c, c->permit, &q, ret);
}
