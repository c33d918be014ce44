#include "records/records.h"

/* scope: what the ISMS covers. It is a scope of permission too, and brings its statements with it
 * (27001 4.3, 6.1.3 d). */

static const struct choice standards[] = { { "27001:2022", "ISO/IEC 27001:2022" },
                                           { "27701-2019", "ISO/IEC 27701:2019" },
                                           { "27701-2025", "ISO/IEC 27701:2025" },
                                           { NULL, NULL } };
static const struct choice climate[] = { { "undecided", "Not decided yet" },
                                         { "yes", "Relevant" },
                                         { "no", "Not relevant" },
                                         { NULL, NULL } };

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    struct str set = rec_text(now, SCOPE_STANDARDS);
    bool loop = false;
    if (str_find(set, STR("27701-2019")) >= 0 && str_find(set, STR("27001:2022")) < 0)
        problem(c, &now->type->fields[SCOPE_STANDARDS],
                "The 2019 edition of 27701 extends 27001: choose 27001:2022 as well, or the 2025 "
                "edition.");
    if (rec_changed(old, now, SCOPE_PARENT) && now->id && !rec_is_null(now, SCOPE_PARENT)) {
        if (!rules_reaches(c, "scope", "id", "parent", rec_int(now, SCOPE_PARENT), now->id, &loop))
            return false;
        if (loop)
            problem(c, &now->type->fields[SCOPE_PARENT],
                    "A scope cannot lie inside itself or one of its parts.");
    }
    if (!str_eq_z(rec_text(now, SCOPE_CLIMATE), "undecided") &&
        rec_changed(old, now, SCOPE_CLIMATE) && rec_is_null(now, SCOPE_CLIMATE_REASON))
        problem(c, &now->type->fields[SCOPE_CLIMATE_REASON],
                "Say in a sentence why climate change is relevant or not: the decision is asked "
                "for with its reason.");
    return c->nproblems == 0;
}

/* Who decided and when, unless it was said. */
static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    if (!rec_changed(old, now, SCOPE_CLIMATE) ||
        str_eq_z(rec_text(now, SCOPE_CLIMATE), "undecided"))
        return true;
    if (rec_is_null(now, SCOPE_CLIMATE_ON))
        rec_set_text(now, SCOPE_CLIMATE_ON, store_today_text(c));
    return true;
}

static bool after_save(struct ctx *c, const struct record *old, const struct record *now)
{
    return !rec_changed(old, now, SCOPE_STANDARDS) || statement_create_all(c, now);
}

static const struct field fields[SCOPE_N] = {
    [SCOPE_TITLE] = FIELD_TITLE("Short name, for example Customer platform and its operation."),
    [SCOPE_STATEMENT] = { "statement", "Scope statement",
                          "The sentence that will stand on the certificate: what is done, for "
                          "whom, where.",
                          &kind_prose, F_REQUIRED | F_SEARCH | F_FIRST },
    [SCOPE_STANDARDS] = { "standards", "Standards", "What this scope is built to conform to.",
                          &kind_choices, F_LIST | F_FIRST, .choices = standards,
                          .initial = "27001:2022" },
    [SCOPE_BOUNDARIES] = { "boundaries", "Boundaries",
                           "What is inside and what is outside: units, places, systems.",
                           &kind_prose, F_SEARCH | F_FIRST },
    [SCOPE_INTERFACES] = { "interfaces", "Interfaces and dependencies",
                           "What others do for the scope, inside and outside the organisation.",
                           &kind_prose, F_SEARCH },
    [SCOPE_EXCLUSIONS] = { "exclusions", "Left out",
                           "What a reader would expect inside and is not, and why.", &kind_prose },
    [SCOPE_HEADCOUNT] = { "headcount", "People",
                          "Persons under the organisation's control in this scope; decides the "
                          "audit time.",
                          &kind_int, .max = 10000000 },
    [SCOPE_PARENT] = { "parent", "Part of", "The scope it lies in, if any; permissions reach down.",
                       &kind_ref, F_LIST, .to = &entity_scope_type },
    [SCOPE_CRITERIA] = { "criteria", "Risk criteria",
                         "The criteria in force here; empty: those of the organisation.", &kind_ref,
                         .to = &entity_criteria },
    [SCOPE_OWNER] = FIELD_OWNER("Owner", "Who answers for the ISMS in this scope."),
    [SCOPE_CLIMATE] = { "climate_relevant", "Climate change",
                        "Is climate change a relevant issue here (27001 4.1, Amendment 1:2024)?",
                        &kind_choice, .choices = climate, .initial = "undecided" },
    [SCOPE_CLIMATE_REASON] = { "climate_reason", "Reason for the climate decision",
                               "One or two sentences.", &kind_prose },
    [SCOPE_CLIMATE_BY] = { "climate_by", "Climate decision by", "Who decided.", &kind_person,
                           .to = &entity_person },
    [SCOPE_CLIMATE_ON] = { "climate_on", "Climate decision on", "When.", &kind_date },
    [SCOPE_NOTES] = FIELD_NOTES,
};
const struct entity entity_scope_type = {
    .name = "scope",
    .plural = "scopes",
    .label = "scope",
    .prefix = "SC",
    .clause = "27001:4.3",
    .number = 2,
    .flags = E_SCOPE,
    .help = "What the ISMS covers: statement, boundaries, interfaces. A scope that pursues 27001 "
            "has its 93 statements from the start.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .hook = { .check = check, .before_save = before_save, .after_save = after_save },
    .perm = { .read = ROLE_ALL,
              .create = ROLE_MANAGER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER },
};
