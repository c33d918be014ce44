#include "records/records.h"

/* treatment: the actions of the risk treatment plan (27001 6.1.3, 8.3). */

bool risk_take_scope(struct ctx *c, struct record *now, size_t risk, size_t scope)
{
    struct record *r;
    if (rec_is_null(now, risk))
        return true;
    if (!store_peek(c, &entity_risk, rec_int(now, risk), &r))
        return false;
    if (r && !rec_is_null(r, RISK_SCOPE))
        rec_set_int(now, scope, rec_int(r, RISK_SCOPE));
    else
        rec_set_null(now, scope);
    return true;
}

static bool treatment_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    if (rec_changed(old, now, TREATMENT_STATUS) &&
        str_eq_z(rec_text(now, TREATMENT_STATUS), "done") && rec_is_null(now, TREATMENT_DONE_ON))
        rec_set_text(now, TREATMENT_DONE_ON, store_today_text(c));
    return risk_take_scope(c, now, TREATMENT_RISK, TREATMENT_SCOPE);
}

/* A plan needs somebody who answers for the risk. */
static bool has_owner(struct ctx *c, const struct record *old, const struct record *now)
{
    struct record *r = NULL;
    (void)old;
    if (!rec_is_null(now, TREATMENT_RISK) &&
        !store_peek(c, &entity_risk, rec_int(now, TREATMENT_RISK), &r))
        return false;
    if (!r)
        return problem(c, &now->type->fields[TREATMENT_RISK],
                       "Name the risk before the treatment is approved.");
    if (rec_is_null(r, RISK_OWNER))
        return problem(c, &now->type->fields[TREATMENT_STATUS],
                       "R-%" PRId64 " has no owner: a plan is approved by the risk's owner.",
                       r->id);
    return true;
}

static const struct choice options[] = { { "modify", "Modify: controls" },
                                         { "avoid", "Avoid: stop the activity" },
                                         { "share", "Share: insurance, contract" },
                                         { "retain", "Retain: live with it knowingly" },
                                         { NULL, NULL } };
static const struct choice status[] = { { "proposed", "Proposed" },
                                        { "approved", "Approved" },
                                        { "in_progress", "In progress" },
                                        { "done", "Done" },
                                        { "rejected", "Rejected" },
                                        { "cancelled", "Cancelled" },
                                        { NULL, NULL } };
static const struct field fields[TREATMENT_N] = {
    [TREATMENT_TITLE] =
        FIELD_TITLE("What will be done, for example Introduce MFA for all administrators."),
    [TREATMENT_RISK] = { "risk", "Risk", "The risk it works against.", &kind_ref, F_LIST | F_FIRST,
                         .to = &entity_risk },
    [TREATMENT_OPTION] = { "option", "Option", "Avoid, modify, retain or share.", &kind_choice,
                           F_LIST | F_FIRST, .choices = options, .initial = "modify" },
    [TREATMENT_STATUS] = { "status", "Status", "Where the action stands.", &kind_choice, F_LIST,
                           .choices = status, .initial = "proposed" },
    [TREATMENT_RESPONSIBLE] = { "responsible", "Responsible", "Who does it.", &kind_person,
                                F_LIST | F_FIRST, .to = &entity_person },
    [TREATMENT_DUE] = { "due", "Due", "When it is to be done.", &kind_date, F_LIST | F_FIRST },
    [TREATMENT_DONE_ON] = { "done_on", "Done on", "When it was done.", &kind_date, F_LIST },
    [TREATMENT_CONTROLS] = { "controls", "Controls", "The controls it brings or improves.",
                             &kind_link, .link = &link_treatment_control },
    [TREATMENT_RESOURCES] = { "resources", "Resources", "People, time, tools it needs.",
                              &kind_prose },
    [TREATMENT_COST] = { "cost", "Cost", "What it costs once.", &kind_money, F_LIST, .min = 0,
                         .max = 1e15 },
    [TREATMENT_SUCCESS] = { "success_measure", "How we know it worked", "A number or a test.",
                            &kind_prose },
    [TREATMENT_SCOPE] = FIELD_SCOPE,
    [TREATMENT_OVERDUE] = { "overdue", "Overdue", "Its day has passed and it is not done.",
                            &kind_bool, F_LIST,
                            .sql = "CASE WHEN t.\"due\"<$today AND t.\"status\" IN "
                                   "('proposed','approved','in_progress') THEN 1 ELSE 0 END" },
    [TREATMENT_NOTES] = FIELD_NOTES,
};
static const struct transition flow[] = {
    { "proposed", "approved", "approve", 0, has_owner },
    { "proposed", "rejected", "reject", 0, NULL },
    { "proposed", "in_progress", "start", 0, has_owner },
    { "approved", "in_progress", "start", 0, NULL },
    { "approved", "done", "finish", 0, NULL },
    { "approved", "cancelled", "cancel", 0, NULL },
    { "in_progress", "done", "finish", 0, NULL },
    { "in_progress", "cancelled", "cancel", 0, NULL },
    { "done", "in_progress", "open again", 0, NULL },
    { "rejected", "proposed", "propose again", 0, NULL },
    { "cancelled", "proposed", "propose again", 0, NULL },
};
static const struct index indexes[] = {
    { { "risk" } }, { { "status", "due" } }, { { "responsible" } }, { { "due" } }
};
const struct entity entity_treatment = {
    .name = "treatment",
    .plural = "treatments",
    .label = "treatment",
    .prefix = "TR",
    .clause = "27001:6.1.3",
    .number = 18,
    .help = "One action of the risk treatment plan: option, controls, who, until when.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .flow = flow,
    .nflow = ARRAY_LEN(flow),
    .hook = { .before_save = treatment_before_save },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER | ROLE_OWNER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER,
              .own_edit = ROLE_OWNER | ROLE_CONTRIBUTOR,
              .own = "responsible" },
};
const struct link link_treatment_control = { .name = "treatment_control",
                                             .from = &entity_treatment,
                                             .to = &entity_control };
