#include "records/records.h"

/*
 * risk_assessment: one run (27001 8.2), with the criteria it used, who took part, and what came of
 * it: when it is done, the ratings are written down as they stand, so that two runs can be compared
 * later and a result stays what it was.
 */

static const struct choice run_status[] = {
    { "planned", "Planned" }, { "running", "Under way" }, { "done", "Done" }, { NULL, NULL }
};
static const struct choice cycles[] = { { "operational",
                                          "Operational: threats, vulnerabilities, controls" },
                                        { "strategic", "Strategic: scenarios, sources, criteria" },
                                        { NULL, NULL } };
static const struct field run_fields[] = {
    FIELD_TITLE("For example Yearly risk assessment 2026."),
    { "status", "Status", "Where it stands.", &kind_choice, F_LIST | F_FIRST, .choices = run_status,
      .initial = "planned" },
    FIELD_SCOPE,
    { "criteria", "Criteria", "The version it uses.", &kind_ref, F_LIST, .to = &entity_criteria },
    { "started_on", "Started on", "First day.", &kind_date, F_LIST | F_FIRST },
    { "finished_on", "Finished on", "Last day.", &kind_date, F_LIST },
    FIELD_OWNER("Led by", "Who ran it."),
    { "participants", "Participants", "Who took part and for which area.", &kind_prose },
    { "changes", "What changed since the last",
      "New systems, incidents, failed controls, other threats.", &kind_prose, F_SEARCH },
    { "next_on", "Next planned", "When the next one is due.", &kind_date, F_LIST },
    FIELD_NOTES,
    { "cycle", "Cycle", "Which of the two rhythms it belongs to.", &kind_choice, F_LIST,
      .choices = cycles, .when = "cycles" },
    { "results", "Results", "The ratings as they stood when it was done, one risk a line.",
      &kind_prose, F_AUTO, .maxlen = 4000000 },
    { "results_digest", "Digest of the results", "SHA-256 of them.", &kind_code, F_AUTO },
};
static bool run_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    struct value *v = rec_value(now, "criteria"), *s = rec_value(now, "scope");
    int64_t id;
    if (v->tag != V_NULL || old)
        return true;
    if (!criteria_in_force(c, s->tag == V_INT ? s->i : 0, &id))
        return false;
    if (id)
        *v = (struct value){ .tag = V_INT, .i = id };
    return true;
}
const struct entity entity_risk_assessment = {
    .name = "risk_assessment",
    .plural = "risk_assessments",
    .label = "risk assessment",
    .prefix = "RA",
    .clause = "27001:8.2",
    .number = 13,
    .help =
        "One run of the risk assessment: when, by whom, with which criteria, and what had changed.",
    .fields = run_fields,
    .nfields = ARRAY_LEN(run_fields),
    .hook = { .before_save = run_before_save },
    .perm = PERM_OWNED,
};
