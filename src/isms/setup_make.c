#include "isms/setup_starter.h"
#include "records/records.h"
#include "store/permit.h"

/* The plan becomes records, all of them through store_save inside one transaction. */

bool setup_may(const struct permit *p)
{
    return (permit_roles(p) & ROLE_MANAGER) != 0;
}

bool setup_is_open(struct ctx *c, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->db, "SELECT 1 FROM \"scope\" LIMIT 1", &st) || !stmt_step(c, st, &row))
        return false;
    *ret = !row;
    return true;
}

static bool make_organization(struct ctx *c, const struct permit *p, const struct setup_plan *plan)
{
    struct record *o;
    if (!store_load(c, p, &entity_organization, 1, &o))
        return false;
    rec_set_text(o, ORG_TITLE, plan->title);
    if (plan->headcount)
        rec_set_int(o, ORG_HEADCOUNT, plan->headcount);
    if (plan->sector)
        rec_set_text(o, ORG_SECTOR, str_z(plan->sector->label));
    return store_save(c, p, o, NULL);
}

/* The default criteria make room for the preset of three steps; nothing has been rated yet. */
static bool make_criteria(struct ctx *c, const struct permit *p, const struct setup_plan *plan)
{
    struct record *old, *r;
    int64_t id;
    if (!plan->three_steps)
        return true;
    if (!criteria_in_force(c, 0, &id) || !record_new(c, &entity_criteria, &r))
        return false;
    for (size_t i = 0; i < CRITERIA_N; i++)
        if (setup_criteria_small[i] &&
            !record_parse(c, r, &entity_criteria.fields[i], str_z(setup_criteria_small[i])))
            return false;
    if (id) {
        rec_set_int(r, CRITERIA_REPLACES, id);
        if (!store_load(c, p, &entity_criteria, id, &old))
            return false;
        rec_set_text(old, CRITERIA_STATUS, STR("superseded"));
        if (!store_save(c, p, old, NULL))
            return false;
    }
    return store_save(c, p, r, NULL);
}

bool setup_make_basis(struct ctx *c, const struct permit *p, const struct setup_plan *plan,
                      struct record **ret_scope)
{
    bool open;
    struct record *scope = record_copy(c, plan->scope);
    if (!setup_is_open(c, &open))
        return false;
    if (!open)
        return fail(c, ERR_CONFLICT,
                    "There is a scope already: the set-up is for a database that has none.");
    if (!make_organization(c, p, plan) || !make_criteria(c, p, plan) ||
        !store_save(c, p, scope, NULL))
        return false;
    *ret_scope = scope;
    return true;
}

/* --- suggestions --- */

struct maker {
    struct ctx *c;
    const struct permit *p;
    const struct setup_plan *plan;
    const struct record *scope;
};

/* A new record of that type with its title and, where it has one, the scope. */
static bool begin(struct maker *m, const struct entity *e, struct str title, struct record **ret)
{
    const struct field *scope = entity_scope(e);
    if (!record_new(m->c, e, ret))
        return false;
    if (title.n)
        rec_set_text(*ret, entity_place(e, entity_title(e)), title);
    if (scope)
        rec_set_int(*ret, entity_place(e, scope), m->scope->id);
    return true;
}

static bool save(struct maker *m, struct record *r)
{
    return store_save(m->c, m->p, r, NULL);
}

static bool make_assets(struct maker *m)
{
    struct record *r;
    for (size_t i = 0; i < m->plan->nassets; i++) {
        const struct setup_starter *s = m->plan->asset[i];
        if (!begin(m, &entity_asset, str_z(s->title), &r))
            return false;
        rec_set_text(r, ASSET_KIND, str_z(s->kind));
        rec_set_text(r, ASSET_CATEGORY, str_z(s->more));
        if (!save(m, r))
            return false;
    }
    return true;
}

static bool make_parties(struct maker *m)
{
    struct record *r;
    for (size_t i = 0; i < m->plan->nparties; i++) {
        const struct setup_starter *s = m->plan->party[i];
        if (!begin(m, &entity_party, str_z(s->title), &r))
            return false;
        *rec_value(r, "kind") = (struct value){ .tag = V_TEXT, .s = str_z(s->kind) };
        *rec_value(r, "interest") = (struct value){ .tag = V_TEXT, .s = str_z(s->more) };
        if (!save(m, r))
            return false;
    }
    return true;
}

/* Records that start from entries of the library; their words come with the key. */
static bool make_of_library(struct maker *m, const struct entity *e, const struct setup_keys *keys)
{
    struct record *r;
    for (size_t i = 0; i < keys->n; i++)
        if (!begin(m, e, STR(""), &r) ||
            !record_parse(m->c, r, entity_field(e, STR("library")), keys->at[i]) || !save(m, r))
            return false;
    return true;
}

static bool make_risks(struct maker *m)
{
    struct setup_keys keys = { .n = 0 };
    const struct field *ref = entity_field(&entity_library, STR("ref"));
    for (size_t i = 0; i < m->plan->nrisks; i++)
        keys.at[keys.n++] = rec_text(m->plan->risk[i], entity_place(&entity_library, ref));
    return make_of_library(m, &entity_threat, &m->plan->threats) &&
           make_of_library(m, &entity_vulnerability, &m->plan->weak) &&
           make_of_library(m, &entity_risk_source, &m->plan->sources) &&
           make_of_library(m, &entity_risk, &keys);
}

/* Whoever sets up runs the ISMS at first; top management has to say so in its own name. */
static bool make_roles(struct maker *m)
{
    struct record *r;
    if (!permit_person(m->p))
        return true;
    if (!begin(m, &entity_appointment, STR("ISMS manager"), &r))
        return false;
    rec_set_int(r, APPOINTMENT_PERSON, permit_person(m->p));
    rec_set_text(r, APPOINTMENT_KIND, STR("isms_manager"));
    rec_set_text(r, APPOINTMENT_DUTY,
                 STR("Builds the ISMS, keeps it running and says how it stands."));
    return save(m, r);
}

static bool make_milestones(struct maker *m)
{
    struct record *r;
    for (size_t i = 0; i < m->plan->nmilestones; i++) {
        char day[11];
        if (!begin(m, &entity_task, str_z(m->plan->milestone[i].title), &r))
            return false;
        when_date_text(m->plan->milestone[i].day, day);
        rec_set_text(r, TASK_DUE, arena_str(m->c->mem, str_z(day)));
        if (permit_person(m->p))
            rec_set_int(r, TASK_OWNER, permit_person(m->p));
        if (!save(m, r))
            return false;
    }
    return true;
}

/* A row is proposed where something suggested calls for it; everything else stays undecided. */
static bool propose(struct maker *m, struct record *s)
{
    rec_set_text(s, STATEMENT_APPLICABLE, STR("yes"));
    rec_set_text(s, STATEMENT_REASONS, STR("good_practice"));
    rec_set_text(s, STATEMENT_JUSTIFICATION,
                 STR("Works against risks that are typical of such an organisation: suggested by "
                     "the set-up, to be confirmed with your own."));
    return save(m, s);
}

static bool make_statements(struct maker *m)
{
    struct record *s;
    int64_t hit[2];
    int n;
    for (size_t i = 0; i < m->plan->controls.n; i++) {
        if (!store_find_natural(m->c, &entity_statement, m->plan->controls.at[i], m->scope->id, hit,
                                &n))
            return false;
        if (!n)
            continue; /* a scope without 27001 has no such row */
        if (!store_load(m->c, m->p, &entity_statement, hit[0], &s))
            return false;
        if (str_eq_z(rec_text(s, STATEMENT_APPLICABLE), "undecided") &&
            str_starts(rec_text(s, STATEMENT_REQUIREMENT), STR("27001:")) && !propose(m, s))
            return false;
    }
    return true;
}

bool setup_make_suggestions(struct ctx *c, const struct permit *p, const struct setup_plan *plan,
                            const struct record *scope)
{
    struct maker m = { c, p, plan, scope };
    const char *via = c->via;
    struct str reason = c->reason;
    c->via = SETUP_VIA;
    c->reason = STR("suggested by the set-up");
    bool ok = make_assets(&m) && make_parties(&m) && make_risks(&m) && make_roles(&m) &&
              make_milestones(&m) && make_statements(&m) && store_meta_set(c, "setup", STR("made"));
    c->via = via;
    c->reason = reason;
    return ok;
}
