#include "records/records.h"

/* control: what the organisation really does, once, for as many statements and risks as it serves
 * (27001 6.1.3 b, 8.1). */

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    struct links l = rec_links(now, CONTROL_STATEMENTS);
    (void)old;
    for (size_t i = 0; i < l.n; i++)
        if (str_eq_z(l.row[i].v[COVERAGE].tag == V_TEXT ? l.row[i].v[COVERAGE].s : STR("whole"),
                     "part") &&
            l.row[i].v[COVERAGE_PART].tag == V_NULL)
            problem(c, &now->type->fields[CONTROL_STATEMENTS],
                    "S-%" PRId64 " is covered in part: say which part, for example S-%" PRId64
                    "{coverage=part,part=laptops only}.",
                    l.row[i].id, l.row[i].id);
    if (rec_is_null(now, CONTROL_RESULT) != rec_is_null(now, CONTROL_TESTED_ON))
        problem(c, &now->type->fields[CONTROL_TESTED_ON],
                "A test has a result and a day: give both.");
    return c->nproblems == 0;
}

static const struct choice status[] = {
    { "not_started", "Not started" }, { "planned", "Planned" }, { "partial", "Partly implemented" },
    { "implemented", "Implemented" }, { "retired", "Retired" }, { NULL, NULL }
};
static const struct choice kinds[] = { { "technical", "Technical" },
                                       { "organizational", "Organizational" },
                                       { "people", "People" },
                                       { "physical", "Physical" },
                                       { NULL, NULL } };
static const struct choice results[] = { { "effective", "Effective" },
                                         { "partly", "Partly effective" },
                                         { "not_effective", "Not effective" },
                                         { NULL, NULL } };
static const struct choice coverage[] = { { "whole", "The whole" },
                                          { "part", "A part" },
                                          { NULL, NULL } };
static const struct field fields[CONTROL_N] = {
    [CONTROL_TITLE] = FIELD_TITLE("What is done, for example MFA for every account."),
    [CONTROL_HOW] = { "how", "How", "How it is done here: who, with what, how often.", &kind_prose,
                      F_SEARCH | F_FIRST },
    [CONTROL_OWNER] = FIELD_OWNER("Control owner", "Who answers for its working."),
    [CONTROL_STATUS] = { "status", "Status", "How far it is in place.", &kind_choice,
                         F_LIST | F_FIRST, .choices = status, .initial = "not_started" },
    [CONTROL_SCOPE] = FIELD_SCOPE,
    [CONTROL_STATEMENTS] = { "statements", "Statements",
                             "Rows of the Statement of Applicability it serves.", &kind_link,
                             .link = &link_control_statement },
    [CONTROL_KIND] = { "kind", "Kind", "Technical, organizational, people or physical.",
                       &kind_choice, F_LIST, .choices = kinds },
    [CONTROL_FREQUENCY] = { "frequency", "Frequency",
                            "How often it runs, for example daily or at each leaver.", &kind_line },
    [CONTROL_COST] = { "cost", "Cost a year", "What it costs every year.", &kind_money, .min = 0,
                       .max = 1e15 },
    [CONTROL_TESTED_ON] = { "tested_on", "Tested on", "Last test of its effect.", &kind_date,
                            F_LIST },
    [CONTROL_TESTED_BY] = { "tested_by", "Tested by", "Who tested it.", &kind_person,
                            .to = &entity_person },
    [CONTROL_RESULT] = { "test_result", "Test result", "What the last test showed.", &kind_choice,
                         F_LIST, .choices = results },
    [CONTROL_EFFECT] = { "effect", "What the test showed", "Numbers, samples, what failed.",
                         &kind_prose },
    [CONTROL_DUE] = { "due", "Planned until", "When it will be in place, while it is not.",
                      &kind_date, F_LIST },
    [CONTROL_REVIEW] = FIELD_REVIEW,
    [CONTROL_RISKS] = { "risks", "Risks that count on it",
                        "Risks whose current rating relies on it.", &kind_link,
                        .link = &link_risk_control },
    [CONTROL_EVIDENCE] = { "evidence", "Evidence", "What proves it.", &kind_link,
                           .link = &link_evidence_control },
    [CONTROL_NOTES] = FIELD_NOTES,
    [CONTROL_FREQUENCY_EFFECT] = { "frequency_effect", "Makes events rarer by",
                                   "Per cent of the events that it prevents where it works, for "
                                   "risks in money.",
                                   &kind_percent, .min = 0, .max = 99 },
    [CONTROL_LOSS_EFFECT] = { "loss_effect", "Makes losses smaller by",
                              "Per cent of a loss that it saves where it works, for risks in "
                              "money.",
                              &kind_percent, .min = 0, .max = 99 },
    [CONTROL_HELPS] = { "helps_against", "Would help against",
                        "While it is not in place: risks that it would make smaller. It is then "
                        "one to choose from on the page of investments.",
                        &kind_link, .link = &link_control_helps },
    [CONTROL_MANDATORY] = { "mandatory", "Must come",
                            "Law, contract or a decision asks for it whatever it saves.",
                            &kind_bool },
    [CONTROL_REQUIRES] = { "requires", "Works only with", "Controls without which it does nothing.",
                           &kind_link, .link = &link_control_requires },
    [CONTROL_EXCLUDES] = { "excludes", "Instead of", "Controls that one would not buy beside it.",
                           &kind_link, .link = &link_control_excludes },
};
static const struct index indexes[] = { { { "status" } }, { { "owner" } } };
const struct entity entity_control = {
    .name = "control",
    .plural = "controls",
    .label = "control",
    .prefix = "C",
    .clause = "27001:6.1.3.b",
    .number = 21,
    .help = "Something the organisation really does to keep information safe.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .check = check },
    .perm = PERM_OWNED,
};
static const struct field own[COVERAGE_N] = {
    [COVERAGE] = { "coverage", "Coverage",
                   "Whether it covers the reference control as a whole or a part of it.",
                   &kind_choice, .choices = coverage, .initial = "whole" },
    [COVERAGE_PART] = { "part", "Which part", "What part it covers.", &kind_line },
    [COVERAGE_STATUS] = { "status", "Status here", "Where its state in this scope differs.",
                          &kind_choice, .choices = status },
};
const struct link link_control_statement = { .name = "control_statement",
                                             .inverse = "controls",
                                             .from = &entity_control,
                                             .to = &entity_statement,
                                             .fields = own,
                                             .nfields = COVERAGE_N };
const struct link link_control_helps = { .name = "control_helps",
                                         .from = &entity_control,
                                         .to = &entity_risk };
const struct link link_control_requires = { .name = "control_requires",
                                            .from = &entity_control,
                                            .to = &entity_control };
const struct link link_control_excludes = { .name = "control_excludes",
                                            .from = &entity_control,
                                            .to = &entity_control };
