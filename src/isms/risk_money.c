#include "base/num.h"
#include "isms/risk_money_int.h"
#include "records/records.h"

/*
 * Current figures hold with the existing controls as they should work. One that failed its test
 * takes less away than its figures say: the rate is multiplied by (1 - q f) / (1 - f), the loss
 * likewise, with q 1 for effective and for untested, 1/2 for partly, 0 for not effective.
 * Controls of the plan leave 1 - q f of the rate; untested ones count with 4/5 of their effect: a
 * guess of ours, for what is promised is seldom kept whole.
 */

const char *const money_stage_name[MONEY_STAGES] = { "inherent", "current", "target" };
static const double UNTESTED = 0.8;

double money_works(struct str result, bool planned)
{
    return str_eq_z(result, "effective")       ? 1
           : str_eq_z(result, "partly")        ? 0.5
           : str_eq_z(result, "not_effective") ? 0
           : planned                           ? UNTESTED
                                               : 1;
}

double money_units(const struct ctx *c)
{
    return (double)num_units(c->store->currency_digits);
}

/* --- reading the figures --- */

#define FIGURES                                                                                    \
    "t.\"id\", t.\"title\", t.\"inherent_frequency\", t.\"inherent_loss_low\", "                   \
    "t.\"inherent_loss_high\", t.\"current_frequency\", t.\"current_loss_low\", "                  \
    "t.\"current_loss_high\", t.\"target_frequency\", t.\"target_loss_low\", "                     \
    "t.\"target_loss_high\", t.\"frequency_low\", t.\"frequency_high\", "                          \
    "t.\"secondary_share\", t.\"secondary_loss_low\", t.\"secondary_loss_high\", "                 \
    "t.\"retention\", t.\"cover\""
enum { AT_STAGES = 2, AT_RANGE = 11, AT_SECONDARY = 13, AT_COVER = 16 };

static struct money_figures take_figures(const struct stmt *st, double units)
{
    struct money_figures f = {
        .frequency_factor = 1, .loss_factor = 1, .plan_frequency = 1, .plan_loss = 1
    };
    for (int s = 0; s < MONEY_STAGES; s++) {
        int at = AT_STAGES + 3 * s;
        if (stmt_is_null(st, at) || stmt_is_null(st, at + 1) || stmt_is_null(st, at + 2))
            continue;
        f.stage[s] =
            (struct money_estimate){ stmt_real(st, at), (double)stmt_int(st, at + 1) / units,
                                     (double)stmt_int(st, at + 2) / units };
    }
    f.rate_low = stmt_real(st, AT_RANGE);
    f.rate_high = stmt_real(st, AT_RANGE + 1);
    f.secondary_share = stmt_real(st, AT_SECONDARY) / 100;
    f.secondary_low = (double)stmt_int(st, AT_SECONDARY + 1) / units;
    f.secondary_high = (double)stmt_int(st, AT_SECONDARY + 2) / units;
    f.insured = !stmt_is_null(st, AT_COVER) || !stmt_is_null(st, AT_COVER + 1);
    f.retention = (double)stmt_int(st, AT_COVER) / units;
    f.cover =
        stmt_is_null(st, AT_COVER + 1) ? INFINITY : (double)stmt_int(st, AT_COVER + 1) / units;
    return f;
}

static bool gather(struct ctx *c, const struct permit *p, const struct record *scope, int64_t one,
                   struct gather *g)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT " FIGURES " FROM \"risk\" AS t WHERE ");
    if (one) {
        sql_add(&q, "t.\"id\"=");
        sql_param(&q);
    } else {
        sql_add(&q, "t.\"archived\"=0 AND t.\"status\"='open' AND t.\"kind\"<>'opportunity'");
    }
    if (scope) {
        sql_add(&q, " AND t.\"scope\"=");
        sql_param(&q);
    }
    permit_where(p, &entity_risk, &q);
    sql_add(&q, " ORDER BY t.\"id\"");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (ok && (one || scope))
        stmt_bind_int(st, 1, one ? one : scope->id);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        if (g->n == MODEL_SCENARIOS)
            return fail(c, ERR_LIMIT, "More than %d risks are too many at once: name a scope.",
                        MODEL_SCENARIOS);
        if (g->n == g->room) {
            g->room = g->room ? 2 * g->room : 64;
            g->risk = base_realloc(g->risk, g->room * sizeof *g->risk);
        }
        struct gathered *w = &g->risk[g->n++];
        *w = (struct gathered){ .id = stmt_int(st, 0), .place = SIZE_MAX };
        w->figures = take_figures(st, money_units(c));
        if (w->figures.stage[MONEY_CURRENT].rate > 0) {
            w->place = g->placed++;
            w->title = arena_str(c->mem, stmt_text(st, 1));
        }
    }
    return ok;
}

struct gathered *gathered_risk(const struct gather *g, int64_t id)
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

static void gather_done(struct gather *g)
{
    base_free(g->risk);
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
        struct gathered *w = gathered_risk(g, stmt_int(st, 0));
        double f = stmt_real(st, 1) / 100, l = stmt_real(st, 2) / 100;
        double k = money_works(stmt_text(st, 3), false);
        if (!w)
            continue;
        w->figures.frequency_factor *= (1 - k * f) / (1 - f);
        w->figures.loss_factor *= (1 - k * l) / (1 - l);
    }
    return ok;
}

/* --- what the figures mean --- */

bool money_has(const struct money_figures *f, enum money_stage stage)
{
    if (!(f->stage[MONEY_CURRENT].rate > 0))
        return false;
    return f->stage[stage].rate > 0 ||
           (stage == MONEY_TARGET && (f->plan_frequency < 1 || f->plan_loss < 1));
}

/* A range of today's rate spreads the rates of the other stages in the same proportion. */
static struct frequency frequency_of(const struct money_figures *f, double rate)
{
    double now = f->stage[MONEY_CURRENT].rate, by = now > 0 ? rate / now : 1;
    if (!(f->rate_low > 0) || !(f->rate_low < f->rate_high) || f->rate_high * by > MODEL_RATE_MAX)
        return (struct frequency){ FREQUENCY_RATE, MIN(rate, MODEL_RATE_MAX), { 0, 0, 0 }, 1 };
    return (
        struct frequency){ FREQUENCY_PERT,
                           1,
                           { f->rate_low, MIN(MAX(now, f->rate_low), f->rate_high), f->rate_high },
                           by };
}

struct scenario money_scenario(struct ctx *c, int64_t risk, struct str title,
                               const struct money_figures *f, enum money_stage stage)
{
    bool own = f->stage[stage].rate > 0;
    struct money_estimate e = f->stage[own ? stage : MONEY_CURRENT];
    double losses = 1;
    if (!own || stage == MONEY_CURRENT) {
        e.rate *= f->frequency_factor;
        losses = f->loss_factor;
    }
    if (!own && stage == MONEY_TARGET) {
        e.rate *= f->plan_frequency;
        losses *= f->plan_loss;
    }
    struct scenario s = {
        .id = entity_ref(c, &entity_risk, risk),
        .title = title,
        .frequency = frequency_of(f, e.rate),
        .loss = amount_interval(e.low * losses, e.high * losses, INFINITY),
        .secondary_p = f->secondary_share,
        .insured = f->insured,
        .retention = f->insured ? f->retention : 0,
        .limit = f->insured ? f->cover : INFINITY,
        .aggregate = INFINITY,
        .factor = SIZE_MAX,
    };
    if (f->secondary_share > 0)
        s.secondary =
            amount_interval(f->secondary_low * losses, f->secondary_high * losses, INFINITY);
    s.stream = model_stream(s.id);
    return s;
}

struct money_level money_suggest(const struct criteria *k, const struct scenario *s)
{
    const struct frequency *f = &s->frequency;
    double rate = f->kind == FREQUENCY_PERT
                      ? (f->pert.low + 4 * f->pert.mode + f->pert.high) / 6 * f->share
                      : f->rate;
    struct money_level r = { criteria_step(k->frequency_band, k->nfrequency_bands, rate),
                             criteria_step(k->loss_band, k->nloss_bands, s->loss.high), 0 };
    if (r.likelihood && r.consequence)
        r.level = criteria_level(k, r.likelihood, r.consequence);
    return r;
}

static bool take_tolerance(struct ctx *c, const struct record *scope, struct model *m)
{
    const struct criteria *k;
    int64_t id;
    if (!records_on(c, "tolerance"))
        return true;
    if (!criteria_in_force(c, scope ? scope->id : 0, &id) || (id && !criteria_load(c, id, &k)))
        return false;
    if (!id || !k->ntolerance)
        return true;
    m->tolerance = arena_new(c->mem, struct model_point, k->ntolerance);
    for (size_t i = 0; i < k->ntolerance; i++)
        m->tolerance[i] = (struct model_point){ k->tolerance[i].loss, k->tolerance[i].probability };
    m->ntolerance = k->ntolerance;
    return true;
}

/* A stage of which no risk knows anything of its own is today's, and shares its scenarios. */
static void make_stages(struct ctx *c, const struct gather *g, struct risk_money *ret)
{
    static const enum money_stage order[] = { MONEY_CURRENT, MONEY_INHERENT, MONEY_TARGET };
    for (size_t k = 0; k < MONEY_STAGES; k++) {
        enum money_stage s = order[k];
        struct model *m = &ret->model[s];
        m->currency = arena_str(c->mem, str_z(c->store->currency));
        m->horizon = 1;
        m->n = g->placed;
        m->scenario = ret->model[MONEY_CURRENT].scenario;
        if (s != MONEY_CURRENT && !ret->given[s])
            continue;
        m->scenario = arena_new(c->mem, struct scenario, g->placed + 1);
        for (size_t i = 0; i < g->n; i++) {
            const struct gathered *w = &g->risk[i];
            if (w->place != SIZE_MAX)
                m->scenario[w->place] = money_scenario(c, w->id, w->title, &w->figures, s);
        }
    }
}

static void make_models(struct ctx *c, const struct gather *g, struct risk_money *ret)
{
    ret->left_out = arena_new(c->mem, int64_t, g->n + 1);
    ret->risk = arena_new(c->mem, int64_t, g->placed + 1);
    ret->figures = arena_new(c->mem, struct money_figures, g->placed + 1);
    for (size_t i = 0; i < g->n; i++) {
        const struct gathered *w = &g->risk[i];
        const struct money_figures *f = &w->figures;
        if (w->place == SIZE_MAX) {
            ret->left_out[ret->nleft_out++] = w->id;
            continue;
        }
        ret->risk[w->place] = w->id;
        ret->figures[w->place] = *f;
        ret->moved += f->frequency_factor > 1 || f->loss_factor > 1;
        for (size_t s = 0; s < MONEY_STAGES; s++)
            ret->given[s] += money_has(f, (enum money_stage)s);
    }
    make_stages(c, g, ret);
}

size_t risk_money_place(const struct risk_money *r, int64_t risk)
{
    size_t a = 0, b = r->model[MONEY_CURRENT].n;
    while (a < b) {
        size_t mid = (a + b) / 2;
        if (r->risk[mid] < risk)
            a = mid + 1;
        else
            b = mid;
    }
    return a < r->model[MONEY_CURRENT].n && r->risk[a] == risk ? a : SIZE_MAX;
}

bool risk_money_read(struct ctx *c, const struct permit *p, const struct record *scope,
                     struct risk_money *ret)
{
    _cleanup_(gather_done) struct gather g = { .n = 0 };
    struct model *now = &ret->model[MONEY_CURRENT];
    *ret = (struct risk_money){ .nleft_out = 0 };
    if (!gather(c, p, scope, 0, &g))
        return false;
    if (!g.placed)
        return fail(c, ERR_NOT_FOUND,
                    "No open risk here has an estimate in money. Say of one how often it happens "
                    "(current_frequency, such as 0.2) and what one event costs (current_loss_low "
                    "and current_loss_high, such as 10000 and 250000).");
    if (!failed_tests(c, p, &g) || !money_candidates(c, p, &g, now, &ret->control))
        return false;
    make_models(c, &g, ret);
    for (size_t s = 0; s < MONEY_STAGES; s++)
        if (!take_tolerance(c, scope, &ret->model[s]))
            return false;
    return true;
}

bool money_read_one(struct ctx *c, const struct permit *p, const struct record *risk,
                    struct money_figures *ret, struct money_control *ret_control, size_t *ret_n)
{
    _cleanup_(gather_done) struct gather g = { .n = 0 };
    *ret_n = 0;
    if (!gather(c, p, NULL, risk->id, &g) || !money_controls(c, p, risk->id, ret_control, ret_n))
        return false;
    if (!g.n)
        return fail(c, ERR_NOT_FOUND, "There is no such risk.");
    *ret = g.risk[0].figures;
    for (size_t i = 0; i < *ret_n; i++) {
        const struct money_control *k = &ret_control[i];
        if (!k->planned && k->tested) {
            ret->frequency_factor *= (1 - k->reliability * k->frequency) / (1 - k->frequency);
            ret->loss_factor *= (1 - k->reliability * k->loss) / (1 - k->loss);
        } else if (k->planned && k->of_plan) {
            ret->plan_frequency *= 1 - k->reliability * k->frequency;
            ret->plan_loss *= 1 - k->reliability * k->loss;
        }
    }
    return true;
}
