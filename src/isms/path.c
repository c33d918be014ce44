#include "isms/path.h"
#include "records/records.h"
#include "store/permit.h"

/* One row a step. `checks`: every one must have passed; `has`: records of that type must exist in
 * the scope. Neither: the step waits for record types that are not here yet. */
struct path_row {
    const char *stage, *name, *requirement, *link, *why;
    const char *checks[4];
    const char *needs[4];
    bool scope_is_enough;
};

static const struct path_row rows[] = {
    { "Build",
      "Write the scope",
      "27001:4.3",
      "scope",
      "Everything else asks: does it belong to the ISMS?",
      { NULL },
      { NULL },
      true },
    { "Build",
      "Draw the boundaries",
      "27001:4.3",
      "scope",
      "A certificate names what is inside; an auditor asks what is outside.",
      { "context.scope_boundaries", "context.scope_interfaces" },
      { "Write the scope" } },
    { "Build",
      "Understand the context",
      "27001:4.1",
      "issue",
      "Risks and objectives follow from what surrounds you.",
      { "context.internal_issues", "context.external_issues", "context.climate" },
      { "Write the scope" } },
    { "Build",
      "Know the interested parties",
      "27001:4.2",
      "party",
      "Customers, authorities and staff set requirements that you cannot choose.",
      { "context.parties", "context.parties_addressed" },
      { "Write the scope" } },
    { "Build",
      "Name the processes of the ISMS",
      "27001:4.4",
      "process",
      "An ISMS is something that runs, not a folder.",
      { "context.processes" },
      { "Write the scope" } },
    { "Build",
      "Publish the policy",
      "27001:5.2",
      "document",
      "Top management says what it wants.",
      { "policy.in_force", "policy.by_top_management" },
      { "Assign the roles" } },
    { "Build",
      "Assign the roles",
      "27001:5.3",
      "appointment",
      "Somebody must make it work, somebody must report.",
      { "roles.conformity", "roles.reporting", "roles.assigned_by_top" },
      { "Write the scope" } },
    { "Build",
      "Set the risk criteria",
      "27001:6.1.2",
      "criteria",
      "Without a common scale two people rate the same risk differently.",
      { "risk.criteria", "risk.criteria_when", "risk.process" },
      { "Write the scope" } },
    { "Build",
      "Assess the risks",
      "27001:6.1.2",
      "risk",
      "The controls follow from the risks, not from a list.",
      { "risk.identified", "risk.owner", "risk.analysed" },
      { "Set the risk criteria" } },
    { "Build",
      "Look after the ISMS itself",
      "27001:6.1.1",
      "risk",
      "What could keep the ISMS from working is a risk too.",
      { "planning.isms_risks", "planning.isms_risks_evaluated" },
      { "Understand the context" } },
    { "Build",
      "Plan the treatment",
      "27001:6.1.3",
      "treatment",
      "For each risk an option, controls, a person and a day.",
      { "treatment.option", "treatment.controls", "treatment.plan", "treatment.process" },
      { "Assess the risks" } },
    { "Build",
      "Decide on the Statement of Applicability",
      "27001:6.1.3",
      "soa",
      "Compare what you do with all of Annex A so that nothing is forgotten.",
      { "soa.decided", "soa.reasons" },
      { "Plan the treatment" } },
    { "Build",
      "Approve the Statement of Applicability",
      "27001:6.1.3",
      "soa",
      "The auditor works from an approved version.",
      { "soa.approved" },
      { "Decide on the Statement of Applicability" } },
    { "Build",
      "Let the risk owners decide",
      "27001:6.1.3",
      "acceptance",
      "Owners approve the plan and accept what remains.",
      { "treatment.accepted", "treatment.plan_approved" },
      { "Plan the treatment" } },
    { "Build",
      "Set objectives",
      "27001:6.2",
      "document",
      "What should be better in a year, and how will you see it?",
      { "objectives.documented" },
      { "Publish the policy" } },
    { "Operate",
      "Carry out the treatment plan",
      "27001:8.3",
      "treatment",
      "A plan that is not carried out is the most frequent finding.",
      { "treatment.carried_out", "treatment.results" },
      { "Let the risk owners decide" } },
    { "Operate",
      "Keep documents under control",
      "27001:7.5",
      "document",
      "Only what is approved and findable counts.",
      { "documents.published", "documents.identified", "documents.approved" },
      { NULL } },
    { "Operate",
      "Repeat the risk assessment",
      "27001:8.2",
      "risk_assessment",
      "Risks change; an assessment ages.",
      { "assessment.results", "assessment.interval" },
      { "Assess the risks" } },
    { "Operate",
      "Run the processes",
      "27001:8.1",
      "process",
      "Criteria show whether a process did what it should.",
      { "operation.criteria" },
      { "Name the processes of the ISMS" } },
    { "Operate",
      "Prove competence and awareness",
      "27001:7.2",
      "",
      "People make most of the difference.",
      { NULL },
      { NULL } },
    { "Operate",
      "Measure",
      "27001:9.1",
      "",
      "What is not measured is believed.",
      { NULL },
      { NULL } },
    { "Stage 1",
      "Plan internal audit and management review",
      "27001:9.2.2",
      "",
      "At stage 1 both must be planned.",
      { NULL },
      { NULL } },
    { "Stage 1",
      "Stage 1 audit",
      "27001:4.4",
      "",
      "The body looks at documents and readiness.",
      { NULL },
      { NULL } },
    { "Stage 2",
      "Internal audit done",
      "27001:9.2.1",
      "",
      "Before the certification decision.",
      { NULL },
      { NULL } },
    { "Stage 2",
      "Management review held",
      "27001:9.3.1",
      "",
      "Before the certification decision.",
      { NULL },
      { NULL } },
    { "Stage 2",
      "Stage 2 audit",
      "27001:10.2",
      "",
      "The body looks at what is really done.",
      { NULL },
      { NULL } },
    { "Certificate",
      "Certificate granted",
      "27001:4.3",
      "",
      "It names scope and version of the Statement of Applicability.",
      { NULL },
      { NULL } },
    { "Surveillance 1",
      "Surveillance audit, first year",
      "27001:9.2.1",
      "",
      "Within twelve months of the decision.",
      { NULL },
      { NULL } },
    { "Surveillance 2",
      "Surveillance audit, second year",
      "27001:9.2.1",
      "",
      "Once in every calendar year.",
      { NULL },
      { NULL } },
    { "Recertification",
      "Recertification audit",
      "27001:10.1",
      "",
      "Before the certificate runs out after three years.",
      { NULL },
      { NULL } },
};

static enum path_state state_of(const struct path_row *r, const struct check_report *k)
{
    if (r->scope_is_enough)
        return k->scope ? PATH_DONE : PATH_OPEN;
    if (!r->checks[0])
        return PATH_LATER;
    for (size_t i = 0; i < ARRAY_LEN(r->checks) && r->checks[i]; i++)
        if (!check_passed(k, r->checks[i]))
            return PATH_OPEN;
    return PATH_DONE;
}

static const struct path_step *step_named(const struct path *path, const char *name)
{
    for (size_t s = 0; s < path->n; s++)
        for (size_t i = 0; i < path->stage[s].n; i++)
            if (strcmp(path->stage[s].step[i].name, name) == 0)
                return &path->stage[s].step[i];
    BUG("the path has no step %s", name);
}

static void add_step(struct ctx *c, struct path *path, const struct path_row *r,
                     const struct check_report *k)
{
    struct path_stage *stage = path->n ? &path->stage[path->n - 1] : NULL;
    if (!stage || strcmp(stage->name, r->stage) != 0) {
        if (path->n == ARRAY_LEN(path->stage))
            BUG("more stages than places");
        stage = &path->stage[path->n++];
        stage->name = r->stage;
        stage->step = arena_new(c->mem, struct path_step, ARRAY_LEN(rows));
    }
    stage->step[stage->n++] = (struct path_step){
        .name = r->name,
        .requirement = r->requirement,
        .link = r->link,
        .why = r->why,
        .state = state_of(r, k),
        .needs = r->needs[0] ? r->needs : NULL,
    };
}

/* Done, or knowingly left for later. */
static bool is_past(const struct path_step *s)
{
    return s->state == PATH_DONE || s->put_off;
}

/* Open tasks that put a step off, of this scope or of the whole organisation. */
static bool read_put_off(struct ctx *c, const struct record *scope, struct path *path)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->db,
                    "SELECT \"step\", \"id\", \"due\" FROM \"task\" WHERE \"step\" IS NOT NULL AND "
                    "\"archived\"=0 AND \"status\"='open' AND (\"due\" IS NULL OR \"due\">=$1) AND "
                    "(\"scope\" IS NULL OR \"scope\"=$2)",
                    &st))
        return false;
    stmt_bind_text(st, 1, store_today_text(c));
    stmt_bind_int(st, 2, scope ? scope->id : 0);
    while ((ok = stmt_step(c, st, &row)) && row)
        for (size_t s = 0; s < path->n; s++)
            for (size_t i = 0; i < path->stage[s].n; i++) {
                struct path_step *step = &path->stage[s].step[i];
                if (step->state != PATH_OPEN || !str_eq_z(stmt_text(st, 0), step->name))
                    continue;
                step->put_off = stmt_int(st, 1);
                step->until = arena_str(c->mem, stmt_text(st, 2));
            }
    return ok;
}

static void find_blocks(struct path *path)
{
    for (size_t s = 0; s < path->n; s++)
        for (size_t i = 0; i < path->stage[s].n; i++) {
            struct path_step *step = &path->stage[s].step[i];
            for (size_t k = 0; step->needs && k < 4 && step->needs[k]; k++)
                if (step->state == PATH_OPEN && !is_past(step_named(path, step->needs[k])))
                    step->blocked_by[step->nblocked++] = step->needs[k];
            if (!path->next && !is_past(step) && step->state == PATH_OPEN && !step->nblocked) {
                path->next = step;
                path->next_stage = &path->stage[s];
            }
        }
}

bool path_read(struct ctx *c, const struct permit *p, const struct record *scope, struct path *ret)
{
    struct check_report k;
    if (!check_run(c, p, scope, (struct str){ NULL, 0 }, &k))
        return false;
    return path_of(c, &k, ret);
}

bool path_of(struct ctx *c, const struct check_report *report, struct path *ret)
{
    *ret = (struct path){ .n = 0 };
    if (report->narrowed)
        BUG("the path wants every check");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        add_step(c, ret, &rows[i], report);
    if (!read_put_off(c, report->scope, ret))
        return false;
    find_blocks(ret);
    return true;
}

enum { REASON_MOST = 2000 };

bool path_put_off(struct ctx *c, const struct permit *p, const struct record *scope,
                  struct str step, struct str reason, struct str due, struct record **ret)
{
    bool known = false;
    struct record *r;
    reason = str_trim(reason);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        known |= str_eq_z(step, rows[i].name) && (rows[i].checks[0] || rows[i].scope_is_enough);
    if (!known)
        return fail(c, ERR_NOT_FOUND, "The path has no such step.");
    if (!reason.n || reason.n > REASON_MOST)
        problem_add(c, "reason", "required", reason,
                    "Say in a sentence why the step has to wait (at most %d characters).",
                    REASON_MOST);
    if (!record_new(c, &entity_task, &r))
        return false;
    rec_set_text(r, TASK_TITLE, step);
    rec_set_text(r, TASK_STEP, step);
    if (scope)
        rec_set_int(r, TASK_SCOPE, scope->id);
    if (permit_person(p))
        rec_set_int(r, TASK_OWNER, permit_person(p));
    if (!record_parse(c, r, &entity_task.fields[TASK_DUE], due) && c->err.code != ERR_INVALID)
        return false;
    if (!rec_is_null(r, TASK_DUE) && str_cmp(rec_text(r, TASK_DUE), store_today_text(c)) <= 0)
        problem_add(c, "due", "range", due, "Due lies in the past: give a day after today.");
    if (c->nproblems)
        return false;
    rec_set_text(r, TASK_NOTES, reason);
    *ret = r;
    return store_save(c, p, r, NULL);
}

static void step_json(const struct path_step *s, struct jout *j)
{
    jout_begin(j);
    jout_member(j, "name", str_z(s->name));
    jout_member(j, "requirement", str_z(s->requirement));
    jout_key(j, "done");
    jout_bool(j, s->state == PATH_DONE);
    jout_key(j, "later");
    jout_bool(j, s->state == PATH_LATER);
    jout_key(j, "blocked_by");
    jout_array(j);
    for (size_t i = 0; i < s->nblocked; i++)
        jout_z(j, s->blocked_by[i]);
    jout_array_end(j);
    if (s->put_off) {
        jout_key(j, "put_off_until");
        if (s->until.n)
            jout_str(j, s->until);
        else
            jout_null(j);
    }
    jout_member(j, "link", str_z(s->link));
    jout_member(j, "why", str_z(s->why));
    jout_end(j);
}

void path_json(const struct path *path, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "stages");
    jout_array(j);
    for (size_t s = 0; s < path->n; s++) {
        jout_begin(j);
        jout_member(j, "name", str_z(path->stage[s].name));
        jout_key(j, "steps");
        jout_array(j);
        for (size_t i = 0; i < path->stage[s].n; i++)
            step_json(&path->stage[s].step[i], j);
        jout_array_end(j);
        jout_end(j);
    }
    jout_array_end(j);
    jout_key(j, "next");
    if (path->next)
        step_json(path->next, j);
    else
        jout_null(j);
    jout_end(j);
}
