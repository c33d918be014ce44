#include "isms/risk_money.h"
#include "records/records.h"
#include "store/query.h"

/*
 * Current figures hold with the existing controls as they should work. One that failed its test
 * takes less away than its figures say: the rate is multiplied by (1 - q f) / (1 - f), the loss
 * likewise, with q 1 for effective and for untested, 1/2 for partly, 0 for not effective.
 * Candidates are controls that are not in place, with an effect, of a treatment that is not done;
 * their cost is their own of a year and an even part of what the treatment costs once. Untested
 * ones count with 4/5 of their effect: a guess of ours, for what is promised is seldom kept whole.
 */

const char *const money_stage_name[MONEY_STAGES] = { "inherent", "current", "target" };
static const double UNTESTED = 0.8;

struct raw {
    int64_t id;
    size_t title, title_n;                                            /* in gather.titles */
    double rate[MONEY_STAGES], low[MONEY_STAGES], high[MONEY_STAGES]; /* 0: not given */
    double frequency_factor, loss_factor;                             /* by failed tests */
};
struct gather {
    struct raw *risk;
    size_t n, room;
    struct buf titles;
    double units; /* minor units of one */
};

static void gather_done(struct gather *g)
{
    base_free(g->risk);
    buf_done(&g->titles);
}

static bool gather_one(struct ctx *c, void *arg, const struct record *r)
{
    static const size_t first[MONEY_STAGES] = { RISK_INHERENT_FREQUENCY, RISK_CURRENT_FREQUENCY,
                                                RISK_TARGET_FREQUENCY };
    struct gather *g = arg;
    struct str title = rec_text(r, RISK_TITLE);
    if (str_eq_z(rec_text(r, RISK_KIND), "opportunity"))
        return true;
    if (g->n == MODEL_SCENARIOS)
        return fail(c, ERR_LIMIT, "More than %d risks are too many at once: name a scope.",
                    MODEL_SCENARIOS);
    if (g->n == g->room) {
        g->room = g->room ? 2 * g->room : 64;
        g->risk = base_realloc(g->risk, g->room * sizeof *g->risk);
    }
    struct raw *w = &g->risk[g->n++];
    *w = (struct raw){ .id = r->id,
                       .title = g->titles.n,
                       .title_n = title.n,
                       .frequency_factor = 1,
                       .loss_factor = 1 };
    buf_add_str(&g->titles, title);
    for (size_t s = 0; s < MONEY_STAGES; s++)
        if (!rec_is_null(r, first[s]) && !rec_is_null(r, first[s] + 1) &&
            !rec_is_null(r, first[s] + 2)) {
            w->rate[s] = rec_real(r, first[s]);
            w->low[s] = (double)rec_int(r, first[s] + 1) / g->units;
            w->high[s] = (double)rec_int(r, first[s] + 2) / g->units;
        }
    return true;
}

static struct raw *find(const struct gather *g, int64_t id)
{
    size_t a = 0, b = g->n; /* risks come by number */
    while (a < b) {
        size_t mid = (a + b) / 2;
        if (g->risk[mid].id < id)
            a = mid + 1;
        else
            b = mid;
    }
    return a < g->n && g->risk[a].id == id ? &g->risk[a] : NULL;
}

static double works(struct str result, double untested)
{
    return str_eq_z(result, "effective")       ? 1
           : str_eq_z(result, "partly")        ? 0.5
           : str_eq_z(result, "not_effective") ? 0
                                               : untested;
}

/* Existing controls that do not work as they should. */
static bool failed_tests(struct ctx *c, const struct permit *p, struct gather *g)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT x.\"from_id\", t.\"frequency_effect\", t.\"loss_effect\", "
                "t.\"test_result\" FROM \"risk_control\" AS x JOIN \"control\" AS t ON "
                "t.\"id\"=x.\"to_id\" WHERE t.\"archived\"=0 AND t.\"status\"='implemented' AND "
                "t.\"test_result\" IN ('partly', 'not_effective')");
    permit_where(p, &entity_control, &q);
    sql_add(&q, " ORDER BY x.\"from_id\", t.\"id\"");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        struct raw *w = find(g, stmt_int(st, 0));
        double f = stmt_real(st, 1) / 100, l = stmt_real(st, 2) / 100;
        double k = works(stmt_text(st, 3), 1);
        if (!w)
            continue;
        w->frequency_factor *= (1 - k * f) / (1 - f);
        w->loss_factor *= (1 - k * l) / (1 - l);
    }
    return ok;
}

static struct scenario scenario(struct ctx *c, const struct gather *g, const struct raw *w,
                                size_t stage)
{
    size_t from = w->rate[stage] > 0 ? stage : MONEY_CURRENT;
    double rate = w->rate[from], low = w->low[from], high = w->high[from];
    if (from == MONEY_CURRENT) {
        rate = MIN(rate * w->frequency_factor, MODEL_RATE_MAX);
        low *= w->loss_factor;
        high *= w->loss_factor;
    }
    struct scenario s = {
        .id = entity_ref(c, &entity_risk, w->id),
        .title = arena_str(c->mem, (struct str){ g->titles.p + w->title, w->title_n }),
        .frequency = { FREQUENCY_RATE, rate, { 0, 0, 0 }, 1 },
        .loss = amount_interval(low, high, INFINITY),
        .limit = INFINITY,
        .aggregate = INFINITY,
        .factor = SIZE_MAX,
    };
    s.stream = model_stream(s.id);
    return s;
}

static void make_models(struct ctx *c, const struct gather *g, struct risk_money *ret)
{
    ret->left_out = arena_new(c->mem, int64_t, g->n + 1);
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        struct model *m = &ret->model[s];
        *m = (struct model){ .currency = arena_str(c->mem, str_z(c->store->currency)),
                             .horizon = 1 };
        m->scenario = arena_new(c->mem, struct scenario, g->n + 1);
        for (size_t i = 0; i < g->n; i++) {
            const struct raw *w = &g->risk[i];
            if (!(w->rate[MONEY_CURRENT] > 0)) {
                if (s == MONEY_CURRENT)
                    ret->left_out[ret->nleft_out++] = w->id;
                continue;
            }
            ret->given[s] += w->rate[s] > 0;
            m->scenario[m->n++] = scenario(c, g, w, s);
            ret->moved += s == MONEY_CURRENT && (w->frequency_factor > 1 || w->loss_factor > 1);
        }
    }
}

static size_t place(const struct model *m, struct str id)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->scenario[i].id, id))
            return i;
    return SIZE_MAX;
}

/* A control may stand in several treatments: its effects and costs gather. */
static struct control *candidate(struct ctx *c, struct model *m, int64_t id, const struct stmt *st,
                                 double units)
{
    struct str ref = entity_ref(c, &entity_control, id);
    for (size_t j = 0; j < m->ncontrols; j++)
        if (str_eq(m->control[j].id, ref))
            return &m->control[j];
    if (m->ncontrols == MODEL_CONTROLS)
        return NULL;
    struct control *k = &m->control[m->ncontrols++];
    *k = (struct control){ .id = ref,
                           .title = arena_str(c->mem, stmt_text(st, 1)),
                           .cost = (double)stmt_int(st, 2) / units,
                           .reliability = works(stmt_text(st, 5), UNTESTED) };
    k->effect = arena_new(c->mem, struct control_effect, m->n + 1);
    return k;
}

static void add_effect(struct control *k, size_t scenario, double f, double l)
{
    for (size_t e = 0; e < k->neffects; e++)
        if (k->effect[e].scenario == scenario)
            return;
    k->effect[k->neffects++] = (struct control_effect){ scenario, { f, f }, { l, l } };
}

static bool candidates(struct ctx *c, const struct permit *p, double units, struct model *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row, ok;
    m->control = arena_new(c->mem, struct control, MODEL_CONTROLS);
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\", t.\"title\", coalesce(t.\"cost\", 0), "
                "coalesce(t.\"frequency_effect\", 0), coalesce(t.\"loss_effect\", 0), "
                "t.\"test_result\", z.\"risk\", coalesce(z.\"cost\", 0), (SELECT count(*) FROM "
                "\"treatment_control\" AS o WHERE o.\"from_id\"=z.\"id\") FROM \"treatment\" AS z "
                "JOIN \"treatment_control\" AS y ON y.\"from_id\"=z.\"id\" JOIN \"control\" AS t "
                "ON t.\"id\"=y.\"to_id\" WHERE t.\"archived\"=0 AND z.\"archived\"=0 AND "
                "t.\"status\" IN ('not_started', 'planned', 'partial') AND z.\"status\" IN "
                "('proposed', 'approved', 'in_progress') AND (t.\"frequency_effect\">0 OR "
                "t.\"loss_effect\">0)");
    permit_where(p, &entity_control, &q);
    sql_add(&q, " ORDER BY t.\"id\", z.\"id\"");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        size_t at = place(m, entity_ref(c, &entity_risk, stmt_int(st, 6)));
        if (at == SIZE_MAX)
            continue;
        struct control *k = candidate(c, m, stmt_int(st, 0), st, units);
        if (!k)
            return fail(c, ERR_LIMIT, "More than %d controls are too many to choose from.",
                        MODEL_CONTROLS);
        k->cost += (double)stmt_int(st, 7) / units / (double)MAX(stmt_int(st, 8), 1);
        add_effect(k, at, stmt_real(st, 3) / 100, stmt_real(st, 4) / 100);
    }
    return ok;
}

bool risk_money_read(struct ctx *c, const struct permit *p, const struct record *scope,
                     struct risk_money *ret)
{
    _cleanup_(gather_done) struct gather g = { .units = 1 };
    struct query q;
    *ret = (struct risk_money){ .nleft_out = 0 };
    for (int i = 0; i < c->store->currency_digits; i++)
        g.units *= 10;
    buf_init(&g.titles, (size_t)64 << 20);
    query_init(&q, &entity_risk);
    q.unlimited_work = true;
    if (!query_where(c, &q, STR("status=open")))
        return false;
    if (scope)
        q.where[q.n++] = (struct condition){ entity_field(&entity_risk, STR("scope")),
                                             OP_EQ,
                                             { .tag = V_INT, .i = scope->id } };
    if (!query_each(c, p, &q, gather_one, &g) || !failed_tests(c, p, &g))
        return false;
    make_models(c, &g, ret);
    if (!ret->model[MONEY_CURRENT].n)
        return fail(c, ERR_NOT_FOUND,
                    "No open risk here has an estimate in money. Give one: muniment risk edit REF "
                    "current_frequency=0.2 current_loss_low=10000 current_loss_high=250000.");
    return candidates(c, p, g.units, &ret->model[MONEY_CURRENT]);
}
