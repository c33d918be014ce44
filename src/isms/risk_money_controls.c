#include "isms/risk_money_int.h"
#include "records/records.h"

/*
 * Controls in money. Candidates are not in place, have an effect, and either belong to a treatment
 * that is not done or say that they would help against a risk. Their cost is their own of a year
 * and an even part of what each of their treatments costs once. Rows come by control, treatments
 * before what would help.
 */

#define NOT_IN_PLACE                                                                               \
    "t.\"archived\"=0 AND t.\"status\" IN ('not_started', 'planned', 'partial') AND "              \
    "(t.\"frequency_effect\">0 OR t.\"loss_effect\">0)"
#define OF_CONTROL                                                                                 \
    "t.\"id\" AS \"c\", t.\"title\", coalesce(t.\"cost\", 0), coalesce(t.\"frequency_effect\", "   \
    "0), "                                                                                         \
    "coalesce(t.\"loss_effect\", 0), t.\"test_result\", coalesce(t.\"mandatory\", 0), "
enum {
    AT_ID,
    AT_TITLE,
    AT_COST,
    AT_FREQUENCY,
    AT_LOSS,
    AT_RESULT,
    AT_MANDATORY,
    AT_RISK,
    AT_ONCE,
    AT_SHARE,
    AT_IDEA
};

/* risk: only what bears on that one; 0: all. */
static bool select_planned(struct ctx *c, const struct permit *p, int64_t risk, struct stmt **ret)
{
    struct sql q;
    int n = 0;
    sql_init(&q);
    sql_add(&q, "SELECT " OF_CONTROL "z.\"risk\", coalesce(z.\"cost\", 0), (SELECT count(*) FROM "
                "\"treatment_control\" AS o WHERE o.\"from_id\"=z.\"id\"), 0 AS \"idea\" FROM "
                "\"treatment\" AS z JOIN \"treatment_control\" AS y ON y.\"from_id\"=z.\"id\" JOIN "
                "\"control\" AS t ON t.\"id\"=y.\"to_id\" WHERE " NOT_IN_PLACE
                " AND z.\"archived\"=0 AND z.\"status\" IN ('proposed', 'approved', "
                "'in_progress')");
    if (risk) {
        sql_add(&q, " AND z.\"risk\"=");
        n = sql_param(&q);
    }
    permit_where(p, &entity_control, &q);
    sql_add(&q, " UNION ALL SELECT " OF_CONTROL "y.\"to_id\", 0, 1, 1 FROM \"control_helps\" AS y "
                "JOIN \"control\" AS t ON t.\"id\"=y.\"from_id\" WHERE " NOT_IN_PLACE);
    if (risk) {
        sql_add(&q, " AND y.\"to_id\"=");
        sql_param_again(&q, n);
    }
    permit_where(p, &entity_control, &q);
    sql_add(&q, " ORDER BY 1, 11, 8");
    bool ok = db_prepare_sql(c, c->db, &q, ret);
    sql_done(&q);
    if (ok && risk)
        stmt_bind_int(*ret, 1, risk);
    return ok;
}

struct choosing {
    struct model *m;
    int64_t *id;
    size_t room, effects; /* room of the control under way */
    size_t *seen;         /* 1 + control that counted last for a scenario */
};

static void grow(struct ctx *c, struct choosing *g)
{
    struct model *m = g->m;
    if (m->ncontrols < g->room)
        return;
    g->room = MIN(g->room ? 4 * g->room : 16, (size_t)MODEL_CONTROLS);
    struct control *more = arena_new(c->mem, struct control, g->room);
    int64_t *ids = arena_new(c->mem, int64_t, g->room);
    if (g->id && m->ncontrols) {
        memcpy(more, m->control, m->ncontrols * sizeof *more);
        memcpy(ids, g->id, m->ncontrols * sizeof *ids);
    }
    m->control = more;
    g->id = ids;
}

static struct control *candidate(struct ctx *c, struct choosing *g, const struct stmt *st)
{
    struct model *m = g->m;
    int64_t id = stmt_int(st, AT_ID);
    if (g->id && m->ncontrols && g->id[m->ncontrols - 1] == id)
        return &m->control[m->ncontrols - 1];
    if (m->ncontrols == MODEL_CONTROLS)
        return NULL;
    grow(c, g);
    g->effects = 0;
    g->id[m->ncontrols] = id;
    struct control *k = &m->control[m->ncontrols++];
    *k = (struct control){ .id = entity_ref(c, &entity_control, id),
                           .title = arena_str(c->mem, stmt_text(st, AT_TITLE)),
                           .cost = (double)stmt_int(st, AT_COST) / money_units(c),
                           .mandatory = stmt_int(st, AT_MANDATORY) != 0,
                           .reliability = money_works(stmt_text(st, AT_RESULT), true) };
    return k;
}

static void add_effect(struct ctx *c, struct choosing *g, struct control *k, size_t scenario,
                       double f, double l)
{
    if (k->neffects == g->effects) {
        g->effects = g->effects ? 4 * g->effects : 8;
        struct control_effect *more = arena_new(c->mem, struct control_effect, g->effects);
        if (k->neffects)
            memcpy(more, k->effect, k->neffects * sizeof *more);
        k->effect = more;
    }
    k->effect[k->neffects++] = (struct control_effect){ scenario, { f, f }, { l, l } };
}

static size_t place_of(const struct choosing *g, int64_t id)
{
    size_t n = g->id ? g->m->ncontrols : 0, a = 0, b = n;
    while (a < b) {
        size_t mid = (a + b) / 2;
        if (g->id[mid] < id)
            a = mid + 1;
        else
            b = mid;
    }
    return a < n && g->id[a] == id ? a : SIZE_MAX;
}

static void add_pair(struct ctx *c, size_t **list, size_t *n, size_t what)
{
    size_t *more = arena_new(c->mem, size_t, *n + 1);
    if (*n)
        memcpy(more, *list, *n * sizeof *more);
    more[(*n)++] = what;
    *list = more;
}

/* A control that another needs and that is no candidate is in place, or never will be: either way
 * it is no part of this choice. */
static bool constraints(struct ctx *c, struct choosing *g)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->db,
                    "SELECT \"from_id\", \"to_id\", 0 AS \"not\" FROM \"control_requires\" UNION "
                    "ALL SELECT \"from_id\", \"to_id\", 1 FROM \"control_excludes\" ORDER BY 1, 2, "
                    "3",
                    &st))
        return false;
    while (stmt_step(c, st, &row)) {
        if (!row)
            return true;
        size_t a = place_of(g, stmt_int(st, 0)), b = place_of(g, stmt_int(st, 1));
        if (a == SIZE_MAX || b == SIZE_MAX || a == b)
            continue;
        struct control *k = &g->m->control[a];
        if (stmt_int(st, 2))
            add_pair(c, &k->excludes, &k->nexcludes, b);
        else
            add_pair(c, &k->requires, &k->nrequires, b);
    }
    return false;
}

bool money_candidates(struct ctx *c, const struct permit *p, struct gather *g, struct model *m,
                      int64_t **ret_ids)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct choosing k = { .m = m, .seen = arena_new(c->mem, size_t, g->placed + 1) };
    bool row;
    if (!select_planned(c, p, 0, &st))
        return false;
    while (stmt_step(c, st, &row)) {
        if (!row) {
            *ret_ids = k.id;
            return !m->ncontrols || constraints(c, &k);
        }
        struct gathered *w = gathered_risk(g, stmt_int(st, AT_RISK));
        if (!w || w->place == SIZE_MAX)
            continue;
        struct control *one = candidate(c, &k, st);
        if (!one)
            return fail(c, ERR_LIMIT, "More than %d controls are too many to choose from.",
                        MODEL_CONTROLS);
        one->cost +=
            (double)stmt_int(st, AT_ONCE) / money_units(c) / (double)MAX(stmt_int(st, AT_SHARE), 1);
        if (k.seen[w->place] == m->ncontrols)
            continue;
        k.seen[w->place] = m->ncontrols;
        double f = stmt_real(st, AT_FREQUENCY) / 100, l = stmt_real(st, AT_LOSS) / 100;
        add_effect(c, &k, one, w->place, f, l);
        if (!stmt_int(st, AT_IDEA)) {
            w->figures.plan_frequency *= 1 - one->reliability * f;
            w->figures.plan_loss *= 1 - one->reliability * l;
        }
    }
    return false;
}

/* --- of one risk --- */

static bool existing(struct ctx *c, const struct permit *p, int64_t risk, struct money_control *ret,
                     size_t *n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT " OF_CONTROL "0 FROM \"risk_control\" AS x JOIN \"control\" AS t ON "
                "t.\"id\"=x.\"to_id\" WHERE t.\"archived\"=0 AND t.\"status\"='implemented' AND "
                "(t.\"frequency_effect\">0 OR t.\"loss_effect\">0) AND x.\"from_id\"=");
    sql_param(&q);
    permit_where(p, &entity_control, &q);
    sql_add(&q, " ORDER BY 1");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (ok)
        stmt_bind_int(st, 1, risk);
    while (ok && *n < MONEY_CONTROLS && (ok = stmt_step(c, st, &row)) && row)
        ret[(*n)++] = (struct money_control){
            .id = stmt_int(st, AT_ID),
            .title = arena_str(c->mem, stmt_text(st, AT_TITLE)),
            .tested = stmt_text(st, AT_RESULT).n > 0,
            .frequency = stmt_real(st, AT_FREQUENCY) / 100,
            .loss = stmt_real(st, AT_LOSS) / 100,
            .reliability = money_works(stmt_text(st, AT_RESULT), false),
            .cost = (double)stmt_int(st, AT_COST) / money_units(c),
        };
    return ok;
}

bool money_controls(struct ctx *c, const struct permit *p, int64_t risk, struct money_control *ret,
                    size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!existing(c, p, risk, ret, ret_n) || !select_planned(c, p, risk, &st))
        return false;
    while (*ret_n < MONEY_CONTROLS && stmt_step(c, st, &row)) {
        if (!row)
            return true;
        size_t n = *ret_n;
        double once =
            (double)stmt_int(st, AT_ONCE) / money_units(c) / (double)MAX(stmt_int(st, AT_SHARE), 1);
        if (!n || !ret[n - 1].planned || ret[n - 1].id != stmt_int(st, AT_ID)) {
            ret[n++] = (struct money_control){
                .id = stmt_int(st, AT_ID),
                .title = arena_str(c->mem, stmt_text(st, AT_TITLE)),
                .planned = true,
                .of_plan = !stmt_int(st, AT_IDEA),
                .tested = stmt_text(st, AT_RESULT).n > 0,
                .frequency = stmt_real(st, AT_FREQUENCY) / 100,
                .loss = stmt_real(st, AT_LOSS) / 100,
                .reliability = money_works(stmt_text(st, AT_RESULT), true),
                .cost = (double)stmt_int(st, AT_COST) / money_units(c),
            };
        }
        ret[n - 1].cost += once;
        *ret_n = n;
    }
    return *ret_n == MONEY_CONTROLS;
}
