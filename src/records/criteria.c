#include "base/num.h"
#include "records/records.h"

/*
 * criteria: scales with words, the matrix, who may accept what (27001 6.1.2 a). Kept as plain lines
 * of text, so that a person can read, edit and compare them (criteria_parse.c reads them into
 * numbers, criteria_rules.c says what contradicts itself). A record in force never changes: a new
 * version is a new record.
 */

static const char *const scale_name[4] = { "likelihood", "consequence", "level", "need" };

const char *const criteria_defaults[CRITERIA_N] = {
    [CRITERIA_TITLE] = "Default criteria",
    [CRITERIA_STATUS] = "in_force",
    [CRITERIA_LIKELIHOOD] =
        "1 Rare: not known in our line of business; less than once in 20 years\n"
        "2 Unusual: happened to others like us; about once in 5 to 20 years\n"
        "3 Possible: could well happen here; about once in 1 to 5 years\n"
        "4 Likely: expect it about once a year\n"
        "5 Frequent: happens several times a year",
    [CRITERIA_CONSEQUENCE] =
        "1 Slight: dealt with in a day, nobody outside notices\n"
        "2 Limited: some days of work, single customers ask, small cost\n"
        "3 Considerable: a service stops for a day, a contract or a duty to report is touched\n"
        "4 Severe: main service down for days, many people's data, a large customer lost\n"
        "5 Existential: the organisation may not survive it, or people come to harm",
    [CRITERIA_LEVEL] = "1 Low: live with it, look again at the next assessment\n"
                       "2 Medium: treat where it is cheap, otherwise the owner accepts it\n"
                       "3 High: treat; top management accepts what cannot be treated in time\n"
                       "4 Critical: treat now; nobody accepts it",
    [CRITERIA_NEED] = "1 Basic: loss would be a nuisance\n"
                      "2 Normal: loss would cost time and money\n"
                      "3 High: loss would hurt customers or break a duty\n"
                      "4 Very high: loss could end the business or harm people",
    [CRITERIA_MATRIX] = "1 1 1 2 3\n1 1 2 3 3\n1 2 2 3 4\n1 2 3 4 4\n2 2 3 4 4",
    [CRITERIA_ACCEPTANCE] = "1-2 owner\n3 management\n4 nobody",
    [CRITERIA_INHERITANCE] = "confidentiality maximum\nintegrity maximum\navailability maximum",
    [CRITERIA_INTERVAL] = "12",
    [CRITERIA_TRIGGERS] = "New or retired main system, new customer group, move to another "
                          "provider, incident with damage, "
                          "failed control test, change of law that bears on us.",
};

int64_t criteria_level(const struct criteria *k, int64_t likelihood, int64_t consequence)
{
    if (likelihood < 1 || consequence < 1 || likelihood > (int64_t)k->n[0] ||
        consequence > (int64_t)k->n[1])
        return 0;
    return k->level[likelihood - 1][consequence - 1];
}

/* --- look-up, cached until the next commit --- */

enum { CACHE_MAX = 32 };
struct cache {
    struct criteria *loaded[CACHE_MAX];
    size_t nloaded;
    struct {
        int64_t scope, criteria;
    } force[CACHE_MAX];
    size_t nforce;
    void *kept; /* see criteria_kept */
};

static struct cache *cache(struct ctx *c)
{
    if (!c->store->cached)
        c->store->cached = arena_new(&c->store->cache, struct cache, 1);
    return c->store->cached;
}

void **criteria_kept(struct ctx *c)
{
    return &cache(c)->kept;
}

bool criteria_load(struct ctx *c, int64_t id, const struct criteria **ret)
{
    struct cache *k = cache(c);
    for (size_t i = 0; i < k->nloaded; i++)
        if (k->loaded[i]->id == id) {
            *ret = k->loaded[i];
            return true;
        }
    struct record *r;
    struct arena *mem = c->mem;
    c->mem = &c->store->cache; /* texts of the steps live as long as the cache */
    struct criteria *made = arena_new(c->mem, struct criteria, 1);
    bool ok = store_peek(c, &entity_criteria, id, &r) && r && criteria_parse(c, r, made);
    c->mem = mem;
    if (!ok && c->err.code) /* the words of the error must outlive the cache */
        c->err.message = arena_str(mem, str_z(c->err.message)).p;
    if (!ok)
        return c->err.code ? false
                           : fail(c, ERR_STORAGE, "The criteria CR-%" PRId64 " are missing.", id);
    if (k->nloaded < CACHE_MAX)
        k->loaded[k->nloaded++] = made;
    *ret = made;
    return true;
}

bool criteria_in_force(struct ctx *c, int64_t scope, int64_t *ret)
{
    struct cache *k = cache(c);
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    for (size_t i = 0; i < k->nforce; i++)
        if (k->force[i].scope == scope) {
            *ret = k->force[i].criteria;
            return true;
        }
    if (!db_prepare(c, c->db,
                    "SELECT coalesce((SELECT s.\"criteria\" FROM \"scope\" AS s JOIN \"criteria\" "
                    "AS k ON k.\"id\"=s.\"criteria\" "
                    "WHERE s.\"id\"=$1 AND k.\"status\"<>'draft'), (SELECT max(k.\"id\") FROM "
                    "\"criteria\" AS k WHERE k.\"status\"='in_force' "
                    "AND k.\"archived\"=0 AND NOT EXISTS (SELECT 1 FROM \"scope\" AS s WHERE "
                    "s.\"criteria\"=k.\"id\" AND s.\"archived\"=0)), "
                    "(SELECT max(k.\"id\") FROM \"criteria\" AS k WHERE k.\"status\"='in_force' "
                    "AND k.\"archived\"=0), 0)",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    if (k->nforce < CACHE_MAX) {
        k->force[k->nforce].scope = scope;
        k->force[k->nforce++].criteria = *ret;
    }
    return true;
}

bool records_scale(struct ctx *c, const struct entity *e, const struct record *r, const char *name,
                   struct scale *ret)
{
    const struct field *sf = e ? entity_scope(e) : NULL,
                       *cf = e ? entity_field(e, STR("criteria")) : NULL;
    const struct criteria *k;
    int64_t id = 0, scope = sf && r ? rec_int(r, entity_place(e, sf)) : 0;
    if (cf && r && r->id)
        id = rec_int(r, entity_place(e, cf));
    if (!id && !criteria_in_force(c, scope, &id))
        return false;
    if (!id)
        return fail(
            c, ERR_INVALID,
            "There are no risk criteria in force yet: make some with `muniment criteria add`.");
    if (!criteria_load(c, id, &k))
        return false;
    for (int i = 0; i < 4; i++)
        if (strcmp(scale_name[i], name) == 0) {
            *ret = (struct scale){ k->step[i], k->n[i] };
            return true;
        }
    BUG("no scale %s", name);
}

/* --- the record type --- */

static const struct choice status[] = {
    { "draft", "Draft" }, { "in_force", "In force" }, { "superseded", "Superseded" }, { NULL, NULL }
};

/* The default criteria leave these open: who approves them may fill them in. */
static bool is_money(size_t i)
{
    return i == CRITERIA_FREQUENCY_BANDS || i == CRITERIA_LOSS_BANDS || i == CRITERIA_TOLERANCE;
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    struct criteria k;
    if (!criteria_parse(c, now, &k))
        return false;
    bool fixed = old && !str_eq_z(rec_text(old, CRITERIA_STATUS), "draft");
    /* The default criteria are in force from the first day; who approves them comes later. */
    bool unsigned_yet = old && rec_is_null(old, CRITERIA_APPROVED_BY);
    for (size_t i = 0; fixed && i < CRITERIA_N; i++)
        if (!field_is_derived(&now->type->fields[i]) && i != CRITERIA_STATUS &&
            i != CRITERIA_NOTES && !(i == CRITERIA_APPROVED_BY && unsigned_yet) &&
            !(unsigned_yet && is_money(i) && rec_is_null(old, i)) && rec_changed(old, now, i))
            problem(c, &now->type->fields[i],
                    "These criteria are in force and cannot change, because assessments rest on "
                    "them. Add a new version instead.");
    return c->nproblems == 0;
}

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    if (rec_changed(old, now, CRITERIA_STATUS) &&
        str_eq_z(rec_text(now, CRITERIA_STATUS), "in_force") &&
        rec_is_null(now, CRITERIA_IN_FORCE_FROM))
        rec_set_text(now, CRITERIA_IN_FORCE_FROM, store_today_text(c));
    return true;
}

/* What comes into force takes the place of what it replaces, and of what that replaced. */
static bool supersede(struct ctx *c, const struct record *now)
{
    struct record *was;
    if (rec_is_null(now, CRITERIA_REPLACES))
        return true;
    if (!store_load(c, c->permit, &entity_criteria, rec_int(now, CRITERIA_REPLACES), &was))
        return false;
    if (was->archived || !str_eq_z(rec_text(was, CRITERIA_STATUS), "in_force"))
        return true;
    rec_set_text(was, CRITERIA_STATUS, STR("superseded"));
    struct save_options o = { .reason = arena_printf(c->mem, "Replaced by CR-%" PRId64, now->id) };
    return store_save(c, c->permit, was, &o);
}

/* Scopes that named the old version name the new one. */
static bool move_scopes(struct ctx *c, const struct record *now)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    int64_t ids[256];
    size_t n = 0;
    bool row, ok = db_prepare(c, c->db,
                              "SELECT \"id\" FROM \"scope\" WHERE \"criteria\"=$1 AND "
                              "\"archived\"=0 ORDER BY \"id\"",
                              &st);
    if (ok)
        stmt_bind_int(st, 1, rec_int(now, CRITERIA_REPLACES));
    while (ok && (ok = stmt_step(c, st, &row)) && row && n < ARRAY_LEN(ids))
        ids[n++] = stmt_int(st, 0);
    stmt_done(&st);
    for (size_t i = 0; ok && i < n; i++) {
        struct record *scope;
        ok = store_load(c, c->permit, &entity_scope_type, ids[i], &scope);
        if (ok)
            rec_set_int(scope, SCOPE_CRITERIA, now->id);
        struct save_options o = { .reason = arena_printf(c->mem, "CR-%" PRId64 " came into force",
                                                         now->id) };
        ok = ok && store_save(c, c->permit, scope, &o);
    }
    return ok;
}

static bool after_save(struct ctx *c, const struct record *old, const struct record *now)
{
    bool comes = rec_changed(old, now, CRITERIA_STATUS) &&
                 str_eq_z(rec_text(now, CRITERIA_STATUS), "in_force");
    store_cache_drop(c);
    if (!comes || rec_is_null(now, CRITERIA_REPLACES))
        return true;
    bool ok = supersede(c, now) && move_scopes(c, now);
    store_cache_drop(c);
    return ok;
}

/* How far a scale reaches, so that a check can find a rating beyond it. */
static int64_t steps(const struct record *r, size_t place)
{
    struct str line, rest = rec_text(r, place);
    int64_t n = 0;
    while (str_cut(&rest, '\n', &line))
        n += str_trim(line).n > 0;
    return n;
}
static bool likelihood_steps(struct ctx *c, const struct record *r, struct value *ret)
{
    (void)c;
    *ret = (struct value){ .tag = V_INT, .i = steps(r, CRITERIA_LIKELIHOOD) };
    return true;
}
static bool consequence_steps(struct ctx *c, const struct record *r, struct value *ret)
{
    (void)c;
    *ret = (struct value){ .tag = V_INT, .i = steps(r, CRITERIA_CONSEQUENCE) };
    return true;
}

/* How far a sum of needs may reach; empty where the maximum counts. The texts were checked or will
 * be: what cannot be read has no rule. */
static bool sum_limit(const struct record *r, struct str name, struct value *ret)
{
    struct str line, rest = rec_text(r, CRITERIA_INHERITANCE);
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.n > name.n && str_ieq(str_head(line, name.n), name) &&
            str_ieq(str_trim(str_tail(line, name.n)), STR("sum")))
            *ret = (struct value){ .tag = V_INT, .i = steps(r, CRITERIA_NEED) };
    }
    return true;
}
static bool sum_confidentiality(struct ctx *c, const struct record *r, struct value *ret)
{
    (void)c;
    return sum_limit(r, STR("confidentiality"), ret);
}
static bool sum_integrity(struct ctx *c, const struct record *r, struct value *ret)
{
    (void)c;
    return sum_limit(r, STR("integrity"), ret);
}
static bool sum_availability(struct ctx *c, const struct record *r, struct value *ret)
{
    (void)c;
    return sum_limit(r, STR("availability"), ret);
}

static const struct field fields[CRITERIA_N] = {
    [CRITERIA_TITLE] = FIELD_TITLE("Name and version, for example Risk criteria 2026."),
    [CRITERIA_STATUS] = { "status", "Status", "Draft until they are put in force.", &kind_choice,
                          F_LIST, .choices = status, .initial = "draft" },
    [CRITERIA_REPLACES] = { "replaces", "Replaces", "The version before.", &kind_ref, F_LIST,
                            .to = &entity_criteria },
    [CRITERIA_LIKELIHOOD] = { "likelihood_scale", "Likelihood scale",
                              "One line per step: \"1 Rare: less than once in 20 years\".",
                              &kind_prose, F_REQUIRED },
    [CRITERIA_CONSEQUENCE] = { "consequence_scale", "Consequence scale",
                               "One line per step: \"1 Slight: dealt with in a day\".", &kind_prose,
                               F_REQUIRED },
    [CRITERIA_LEVEL] = { "level_scale", "Level scale",
                         "One line per level of risk: \"1 Low: live with it\".", &kind_prose,
                         F_REQUIRED },
    [CRITERIA_NEED] = { "need_scale", "Scale of protection needs",
                        "One line per step, for confidentiality, integrity and availability of "
                        "assets.",
                        &kind_prose, F_REQUIRED },
    [CRITERIA_MATRIX] = { "matrix", "Matrix",
                          "One line per step of likelihood, lowest first; in it the level for each "
                          "step of consequence.",
                          &kind_prose, F_REQUIRED },
    [CRITERIA_ACCEPTANCE] = { "acceptance", "Acceptance",
                              "Who may accept which level, perhaps of a class and for how long: "
                              "\"1-2 owner\", \"3 management 12 months\", \"2-4 safety "
                              "nobody\".",
                              &kind_prose, F_REQUIRED },
    [CRITERIA_INHERITANCE] = { "inheritance", "Inheritance of needs",
                               "How an asset takes over the needs of what depends on it, one line "
                               "per property: \"confidentiality maximum\" (the highest counts), "
                               "\"availability sum\" (they add up, to the end of the scale).",
                               &kind_prose },
    [CRITERIA_INTERVAL] = { "interval_months", "Assess again after (months)",
                            "The planned interval of risk assessments.", &kind_int, F_LIST,
                            .min = 1, .max = 60 },
    [CRITERIA_TRIGGERS] = { "triggers", "Assess again when",
                            "Changes that call for an assessment out of turn.", &kind_prose },
    [CRITERIA_APPROVED_BY] = { "approved_by", "Approved by",
                               "Who in top management decided on them.", &kind_person, F_LIST,
                               .to = &entity_person },
    [CRITERIA_IN_FORCE_FROM] = { "in_force_from", "In force from", "First day.", &kind_date,
                                 F_LIST },
    [CRITERIA_LIKELIHOOD_STEPS] = { "likelihood_steps", "Steps of likelihood",
                                    "Counted from the scale.", &kind_int, F_STORED,
                                    .derive = likelihood_steps },
    [CRITERIA_CONSEQUENCE_STEPS] = { "consequence_steps", "Steps of consequence",
                                     "Counted from the scale.", &kind_int, F_STORED,
                                     .derive = consequence_steps },
    [CRITERIA_SUM_CONFIDENTIALITY] = { "sum_confidentiality", "Sum of confidentiality up to",
                                       "From the rules of inheritance.", &kind_int, F_STORED,
                                       .derive = sum_confidentiality },
    [CRITERIA_SUM_INTEGRITY] = { "sum_integrity", "Sum of integrity up to",
                                 "From the rules of inheritance.", &kind_int, F_STORED,
                                 .derive = sum_integrity },
    [CRITERIA_SUM_AVAILABILITY] = { "sum_availability", "Sum of availability up to",
                                    "From the rules of inheritance.", &kind_int, F_STORED,
                                    .derive = sum_availability },
    [CRITERIA_WEIGHTS] = { "weights", "Points",
                           "For a semi-quantitative method: three lines, \"likelihood 1 2 4 8 "
                           "16\", \"consequence 1 3 9 27 81\" and \"level 4 30 200\"; the product "
                           "of both gives the level, and the matrix must agree.",
                           &kind_prose },
    [CRITERIA_COMBINED] = { "combined_likelihood", "Table of likelihoods",
                            "Where likelihood is found from that of an attempt (lines) and that of "
                            "its success (columns): never above either.",
                            &kind_prose },
    [CRITERIA_STRATEGIC] = { "strategic_months", "Strategic review after (months)",
                             "How often scenarios, sources and criteria themselves are looked at "
                             "anew; the interval above is then that of the operational review.",
                             &kind_int, .min = 1, .max = 120, .when = "cycles" },
    [CRITERIA_NOTES] = FIELD_NOTES,
    [CRITERIA_FREQUENCY_BANDS] = { "frequency_bands", "Likelihood from events a year",
                                   "Where each step of likelihood ends, one line per step but the "
                                   "last: \"1 up to 0.05\". Only for risks in money: a level is "
                                   "then suggested, never set.",
                                   &kind_prose },
    [CRITERIA_LOSS_BANDS] = { "loss_bands", "Consequence from money",
                              "Where each step of consequence ends, one line per step but the "
                              "last: \"1 up to 5000\". Compared with the high end of one event.",
                              &kind_prose },
    [CRITERIA_TOLERANCE] = { "tolerance", "What all risks together may cost",
                             "At least two lines, each a loss and the per cent of years that may "
                             "cost more: \"100000 in 20 %\", \"1000000 in 2 %\". Empty: not "
                             "looked at.",
                             &kind_prose, .when = "tolerance" },
};
/* Criteria are a decision of top management: who took it is written down before they count. */
static bool is_approved(struct ctx *c, const struct record *old, const struct record *now)
{
    (void)old;
    return !rec_is_null(now, CRITERIA_APPROVED_BY) ||
           problem(
               c, &now->type->fields[CRITERIA_APPROVED_BY],
               "Name who in top management approved these criteria before they come into force.");
}

static const struct transition flow[] = {
    { NULL, "draft", "start a draft", 0, NULL },
    { NULL, "in_force", "put in force at once", 0, NULL },
    { "draft", "in_force", "put in force", 0, is_approved },
    { "in_force", "superseded", "replace by a newer version", 0, NULL },
};
const struct entity entity_criteria = {
    .name = "criteria",
    .plural = "criteria_versions",
    .label = "set of criteria",
    .prefix = "CR",
    .clause = "27001:6.1.2.a",
    .number = 12,
    .help = "Scales, matrix and acceptance rules by which risks are rated. In force they never "
            "change; assessments keep the version they used.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .flow = flow,
    .nflow = ARRAY_LEN(flow),
    .hook = { .check = check, .before_save = before_save, .after_save = after_save },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER },
};
