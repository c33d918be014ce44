#include "store/ledger.h"
#include "store/permit.h"
#include "web/report_past.h"

/* Risks by level a year before the day that is shown, read from the ledger: what the reader may see
 * of the risks of today, as they were rated then. */

enum { AGO_MONTHS = 12 };
enum { PAST_KIND, PAST_STATUS, PAST_LEVEL, PAST_N };
static const size_t place[PAST_N] = { RISK_KIND, RISK_STATUS, RISK_CURRENT_LEVEL };

struct seen {
    const int64_t *id; /* that the reader may see, rising */
    size_t n, at;
    struct year_ago *ret;
};

static bool visible(struct ctx *c, int64_t **ret, size_t *ret_n)
{
    struct sql q;
    size_t room = 256, n = 0;
    int64_t *id = arena_new(c->mem, int64_t, room);
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM \"risk\" AS t WHERE 1=1");
    permit_where(c->permit, &entity_risk, &q);
    sql_add(&q, " ORDER BY t.\"id\"");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        if (n == room) {
            int64_t *more = arena_new(c->mem, int64_t, 2 * room);
            memcpy(more, id, room * sizeof *more);
            id = more;
            room *= 2;
        }
        id[n++] = stmt_int(st, 0);
    }
    *ret = id;
    *ret_n = n;
    return ok;
}

static bool count(struct ctx *c, void *arg, int64_t id, bool archived, const struct value *v)
{
    struct seen *s = arg;
    (void)c;
    while (s->at < s->n && s->id[s->at] < id)
        s->at++;
    if (s->at == s->n || s->id[s->at] != id || archived || v[PAST_KIND].tag != V_TEXT ||
        v[PAST_STATUS].tag != V_TEXT || !str_eq_z(v[PAST_KIND].s, "information_security") ||
        !str_eq_z(v[PAST_STATUS].s, "open"))
        return true;
    int64_t level = v[PAST_LEVEL].tag == V_INT ? v[PAST_LEVEL].i : 0;
    s->ret->level[level >= 0 && level <= CRITERIA_STEPS ? level : 0]++;
    s->ret->open++;
    return true;
}

bool report_year_ago(struct ctx *c, struct year_ago *ret)
{
    int64_t *id, first, actor;
    size_t n;
    int64_t day = when_add_months(store_today(c), -AGO_MONTHS);
    int64_t until = when_zone_day_end(&c->store->zone, day);
    struct str key =
        arena_printf(c->mem, "year ago %" PRId64 " %" PRId64, permit_person(c->permit), day);
    const struct year_ago *kept = store_kept(c, key);
    if (kept) {
        *ret = *kept;
        return true;
    }
    *ret = (struct year_ago){ .day = day };
    if (!ledger_when(c, 0, &first, &actor))
        return false;
    ret->known = first <= until;
    if (ret->known) {
        if (!visible(c, &id, &n))
            return false;
        struct seen s = { id, n, 0, ret };
        if (!ledger_past(c, &entity_risk, place, PAST_N, until, count, &s))
            return false;
    }
    store_keep(c, key, ret, sizeof *ret);
    return true;
}
