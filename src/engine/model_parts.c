#include "base/ctx.h"
#include "base/str.h"
#include "engine/calc.h"
#include "engine/model_int.h"

/* What the members of a model mean: model_read, one function a part. */

static const struct range share = { 0, 1, false, 0.5 }, rates = { 0, MODEL_RATE_MAX, true, 1 },
                          losses = { 0, MODEL_LOSS_MAX, true, 1 },
                          perts = { 0, MODEL_LOSS_MAX, false, 1 },
                          pert_rates = { 0, MODEL_RATE_MAX, false, 1 },
                          effects = { 0, 0.999999, false, 0.5 };

/* Currency of an amount: a foreign one needs the rate that was used and its day. */
static double exchange(struct ctx *c, const struct path *at, const json_t *v, struct str own)
{
    struct str foreign = jin_str(v, "currency"), on = jin_str(v, "on");
    struct path here = { at, "rate", 0 }, day = { at, "on", 0 };
    const json_t *rate = json_object_get(v, "rate");
    bool other = foreign.n && !str_eq(foreign, own);
    (void)model_text(c, at, v, "currency", false);
    if (on.n ? on.n != 10 || on.p[4] != '-' || on.p[7] != '-' : other && rate)
        problem_add(c, model_path(c, &day), on.n ? "format" : "required", on,
                    "The day of the rate is needed as YYYY-MM-DD.");
    if (!other && !rate)
        return 1;
    if (!rate) {
        problem_add(c, model_path(c, &here), "required", foreign,
                    "This currency differs from the model's: give the rate, what one unit of "
                    "it is worth in the model's currency, and its day in \"on\".");
        return 1;
    }
    return model_number(c, &here, rate, (struct range){ 0, 1e6, true, 1 });
}

static struct amount interval(struct ctx *c, const struct path *at, const json_t *v, double rate)
{
    int64_t before = c->nproblems;
    struct path top = { at, "low", 0 };
    double low = model_member(c, at, v, "low", losses);
    double high = model_member(c, at, v, "high", losses), cap = INFINITY;
    if (json_object_get(v, "cap"))
        cap = model_member(c, at, v, "cap", losses);
    if (c->nproblems == before && low > high)
        problem_add(c, model_path(c, &top), "order", model_given(c, json_object_get(v, "low")),
                    "The low end of the interval lies above the high end.");
    else if (c->nproblems == before && high > MODEL_RATIO_MAX * low)
        problem_add(c, model_path(c, &top), "range", model_given(c, json_object_get(v, "low")),
                    "The high end may be at most 10^9 times the low end.");
    if (c->nproblems != before)
        return amount_fixed(1);
    struct amount a = amount_interval(low * rate, high * rate, cap * rate);
    if (a.kind == AMOUNT_FIXED)
        a = amount_fixed(MIN(low, cap) * rate);
    return a;
}

static struct amount amount(struct ctx *c, const struct path *at, const json_t *v, struct str own)
{
    struct pert p;
    if (!model_object(c, at, v, "low high cap pert currency rate on"))
        return amount_fixed(1);
    double rate = exchange(c, at, v, own);
    const json_t *pert = json_object_get(v, "pert");
    if (!pert)
        return interval(c, at, v, rate);
    struct path here = { at, "pert", 0 };
    if (json_object_get(v, "low") || json_object_get(v, "high") || json_object_get(v, "cap"))
        problem_add(c, model_path(c, at), "format", STR(""),
                    "Give either low and high (and perhaps cap), or pert.");
    if (!model_pert(c, &here, pert, perts, &p))
        return amount_fixed(1);
    return amount_pert((struct pert){ p.low * rate, p.mode * rate, p.high * rate });
}

/* The part of the threat events that become losses: a number, or whose skill beats whose. */
static double success(struct ctx *c, const struct path *at, const json_t *v)
{
    struct path here = { at, "success", 0 };
    struct path capability = { &here, "capability", 0 }, strength = { &here, "strength", 0 };
    struct pert a, b;
    if (!v)
        return 1;
    if (!json_is_object(v))
        return model_number(c, &here, v, share);
    model_keys(c, &here, v, "capability strength");
    bool ok = model_pert(c, &capability, json_object_get(v, "capability"), perts, &a);
    ok = model_pert(c, &strength, json_object_get(v, "strength"), perts, &b) && ok;
    return ok ? model_success(a, b) : 1;
}

static struct frequency frequency(struct ctx *c, const struct path *at, const json_t *v)
{
    struct frequency f = { FREQUENCY_RATE, 1, { 0, 0, 0 }, 1 };
    static const char members[] = "rate pert probability events success";
    if (!model_object(c, at, v, members))
        return f;
    const json_t *rate = json_object_get(v, "rate"), *pert = json_object_get(v, "pert");
    const json_t *p = json_object_get(v, "probability"), *events = json_object_get(v, "events");
    struct path here = { at, "pert", 0 }, how = { at, "events", 0 },
                prob = { at, "probability", 0 };
    if (!!rate + !!pert + !!p != 1) {
        problem_add(c, model_path(c, at), "format", STR(""),
                    "Give exactly one of rate, pert and probability.");
        return f;
    }
    f.share = success(c, at, json_object_get(v, "success"));
    bool several = str_eq_z(jin_str(v, "events"), "several");
    if (events && (!p || (!several && !str_eq_z(jin_str(v, "events"), "one"))))
        problem_add(c, model_path(c, &how), "choice", model_given(c, events),
                    "Allowed beside probability are \"one\" (at most one event a year) and "
                    "\"several\".");
    if (rate) {
        f.rate = model_member(c, at, v, "rate", rates) * f.share;
    } else if (pert) {
        f.kind = FREQUENCY_PERT;
        if (!model_pert(c, &here, pert, pert_rates, &f.pert))
            f.kind = FREQUENCY_RATE;
    } else {
        f.rate = model_member(c, at, v, "probability", share);
        if (several && f.rate > 0.999999)
            problem_add(c, model_path(c, &prob), "range", model_given(c, p),
                        "With several events a year the probability must be below 1.");
        else if (several)
            f.rate = -calc_log(1 - f.rate);
        f.kind = several ? FREQUENCY_RATE : FREQUENCY_YEARLY;
        f.rate *= f.share;
    }
    return f;
}

static void insurance(struct ctx *c, const struct path *at, const json_t *v, struct scenario *s)
{
    const struct range amounts = { 0, 1e15, false, 1 };
    s->limit = s->aggregate = INFINITY;
    if (!v || !model_object(c, at, v, "retention limit aggregate"))
        return;
    s->insured = true;
    s->retention = model_member(c, at, v, "retention", amounts);
    if (json_object_get(v, "limit"))
        s->limit = model_member(c, at, v, "limit", amounts);
    if (json_object_get(v, "aggregate"))
        s->aggregate = model_member(c, at, v, "aggregate", amounts);
}

static struct scenario scenario(struct ctx *c, const struct path *at, const json_t *v,
                                struct str currency, const struct names *factors)
{
    struct scenario s = { .factor = SIZE_MAX };
    struct path f = { at, "frequency", 0 }, l = { at, "loss", 0 }, x = { at, "secondary", 0 },
                z = { &x, "loss", 0 }, i = { at, "insurance", 0 }, g = { at, "factor", 0 };
    if (!model_object(c, at, v, "id title frequency loss secondary insurance factor"))
        return s;
    s.id = model_text(c, at, v, "id", true);
    s.title = model_text(c, at, v, "title", false);
    s.stream = model_stream(s.id);
    s.loss = amount(c, &l, json_object_get(v, "loss"), currency);
    if (json_object_get(v, "frequency"))
        s.frequency = frequency(c, &f, json_object_get(v, "frequency"));
    const json_t *second = json_object_get(v, "secondary");
    if (second && model_object(c, &x, second, "probability loss")) {
        s.secondary_p = model_member(c, &x, second, "probability", share);
        s.secondary = amount(c, &z, json_object_get(second, "loss"), currency);
    }
    insurance(c, &i, json_object_get(v, "insurance"), &s);
    const json_t *factor = json_object_get(v, "factor");
    if (factor) {
        s.factor = model_find(c, &g, factors, factor, "factor");
        if (s.frequency.kind == FREQUENCY_YEARLY)
            problem_add(c, model_path(c, &g), "format", model_given(c, factor),
                        "A factor works on rates; a probability of at most one event a year has "
                        "none. Use rate, or \"events\": \"several\".");
    }
    return s;
}

static struct cause cause(struct ctx *c, const struct path *at, const json_t *v,
                          const struct names *scenarios)
{
    struct cause k = { .nhits = 0 };
    struct path f = { at, "frequency", 0 }, hits = { at, "hits", 0 };
    if (!model_object(c, at, v, "id frequency hits"))
        return k;
    k.id = model_text(c, at, v, "id", true);
    k.stream = model_stream(k.id);
    k.frequency = frequency(c, &f, json_object_get(v, "frequency"));
    const json_t *list = model_list(c, at, v, "hits", MODEL_SCENARIOS, true, &k.nhits);
    k.hit = arena_new(c->mem, struct cause_hit, k.nhits ? k.nhits : 1);
    for (size_t i = 0; i < k.nhits; i++) {
        const json_t *h = json_array_get(list, i);
        struct path here = { &hits, NULL, i }, name = { &here, "scenario", 0 };
        if (!model_object(c, &here, h, "scenario probability"))
            continue;
        k.hit[i] = (struct cause_hit){
            model_find(c, &name, scenarios, json_object_get(h, "scenario"), "scenario"),
            model_member(c, &here, h, "probability", share),
        };
        for (size_t l = 0; l < i; l++)
            if (k.hit[l].scenario == k.hit[i].scenario && k.hit[i].scenario != SIZE_MAX)
                problem_add(c, model_path(c, &name), "unique",
                            model_given(c, json_object_get(h, "scenario")),
                            "A cause hits each scenario at most once.");
    }
    return k;
}

static void tolerance(struct ctx *c, const json_t *top, struct model *m)
{
    struct path at = { NULL, "tolerance", 0 };
    const json_t *list =
        model_list(c, NULL, top, "tolerance", MODEL_TOLERANCE, false, &m->ntolerance);
    m->tolerance = arena_new(c->mem, struct model_point, m->ntolerance ? m->ntolerance : 1);
    if (m->ntolerance == 1)
        problem_add(c, "tolerance", "format", STR(""),
                    "At least two points are needed: [[loss, probability], ...].");
    for (size_t i = 0; i < m->ntolerance; i++) {
        struct path here = { &at, NULL, i };
        const json_t *p = json_array_get(list, i);
        if (!json_is_array(p) || json_array_size(p) != 2) {
            problem_add(c, model_path(c, &here), "format", model_given(c, p),
                        "A point is two numbers: [loss, probability].");
            continue;
        }
        struct path x = { &here, NULL, 0 }, y = { &here, NULL, 1 };
        struct model_point *t = &m->tolerance[i];
        t->loss = model_number(c, &x, json_array_get(p, 0), (struct range){ 0, 1e15, true, 1 });
        t->probability = model_number(c, &y, json_array_get(p, 1), (struct range){ 0, 1, true, 1 });
        if (i && !(t->loss > t[-1].loss && t->probability < t[-1].probability))
            problem_add(c, model_path(c, &here), "order", model_given(c, p),
                        "Losses must rise and probabilities fall from point to point.");
    }
}

static struct str scenario_id(const void *m, size_t i)
{
    return ((const struct model *)m)->scenario[i].id;
}

static struct str cause_id(const void *m, size_t i)
{
    return ((const struct model *)m)->cause[i].id;
}

static struct str factor_id(const void *m, size_t i)
{
    return ((const struct model *)m)->factor[i].id;
}

static void read_factors(struct ctx *c, const json_t *top, struct model *m)
{
    struct path at = { NULL, "factors", 0 };
    const json_t *list = model_list(c, NULL, top, "factors", MODEL_FACTORS, false, &m->nfactors);
    m->factor = arena_new(c->mem, struct factor, m->nfactors ? m->nfactors : 1);
    for (size_t i = 0; i < m->nfactors; i++) {
        const json_t *v = json_array_get(list, i);
        struct path here = { &at, NULL, i };
        if (!model_object(c, &here, v, "id variance"))
            continue;
        m->factor[i].id = model_text(c, &here, v, "id", true);
        m->factor[i].stream = model_stream(m->factor[i].id);
        m->factor[i].variance =
            model_member(c, &here, v, "variance", (struct range){ 0.0001, 10, false, 1 });
    }
}

/* What is only seen over all scenarios. */
static void check_whole(struct ctx *c, struct model *m)
{
    double events = 0;
    bool *hit = arena_new(c->mem, bool, m->n ? m->n : 1);
    for (size_t k = 0; k < m->ncauses; k++)
        for (size_t i = 0; i < m->cause[k].nhits; i++)
            if (m->cause[k].hit[i].scenario != SIZE_MAX)
                hit[m->cause[k].hit[i].scenario] = true;
    for (size_t i = 0; i < m->n; i++) {
        const struct frequency *f = &m->scenario[i].frequency;
        struct path list = { NULL, "scenarios", 0 }, entry = { &list, NULL, i },
                    here = { &entry, "frequency", 0 };
        events += f->kind == FREQUENCY_PERT ? f->pert.high * f->share : f->rate;
        if (f->kind == FREQUENCY_NONE && !hit[i])
            problem_add(c, model_path(c, &here), "required", STR(""),
                        "How often it happens is needed, or a cause that hits it.");
    }
    if (events > 10 * MODEL_RATE_MAX)
        problem_add(c, "scenarios", "range", STR(""),
                    "All frequencies together may be at most 10 million events a year.");
}

bool model_too_large(struct ctx *c, const char *why)
{
    ctx_clear(c); /* it was said by who knows nothing of models */
    return fail(c, ERR_LIMIT,
                "%s A model may hold at most %d entries in \"scenarios\" and %d in \"controls\".",
                why, MODEL_SCENARIOS, MODEL_CONTROLS);
}

bool model_read(struct ctx *c, struct str json, struct model *ret)
{
    _cleanup_(jin_done) json_t *top = NULL;
    struct model m = { .horizon = 1 };
    struct path scenarios = { NULL, "scenarios", 0 }, causes = { NULL, "causes", 0 };
    if (!jin_parse(c, json, &top))
        return c->err.code == ERR_LIMIT ? model_too_large(c, c->err.message) : false;
    if (!json_is_object(top))
        return fail(c, ERR_INVALID, "A model is a JSON object; see docs/risk-model.md.");
    model_keys(c, NULL, top, "currency horizon scenarios causes factors controls tolerance");
    m.currency = model_text(c, NULL, top, "currency", true);
    if (json_object_get(top, "horizon")) {
        double years =
            model_member(c, NULL, top, "horizon", (struct range){ 1, MODEL_HORIZON, false, 1 });
        m.horizon = (unsigned)years;
        if ((double)m.horizon < years)
            problem_add(c, "horizon", "format", STR(""), "Whole years are needed.");
    }
    read_factors(c, top, &m);
    struct names factors = model_names(c, "factors", m.nfactors, factor_id, &m);
    const json_t *list = model_list(c, NULL, top, "scenarios", MODEL_SCENARIOS, true, &m.n);
    m.scenario = arena_new(c->mem, struct scenario, m.n ? m.n : 1);
    for (size_t i = 0; i < m.n; i++) {
        struct path here = { &scenarios, NULL, i };
        m.scenario[i] = scenario(c, &here, json_array_get(list, i), m.currency, &factors);
    }
    struct names names = model_names(c, "scenarios", m.n, scenario_id, &m);
    list = model_list(c, NULL, top, "causes", MODEL_CAUSES, false, &m.ncauses);
    m.cause = arena_new(c->mem, struct cause, m.ncauses ? m.ncauses : 1);
    for (size_t i = 0; i < m.ncauses; i++) {
        struct path here = { &causes, NULL, i };
        m.cause[i] = cause(c, &here, json_array_get(list, i), &names);
    }
    (void)model_names(c, "causes", m.ncauses, cause_id, &m);
    model_controls(c, top, &names, effects, &m);
    tolerance(c, top, &m);
    check_whole(c, &m);
    if (c->nproblems)
        return false;
    *ret = m;
    return true;
}
