#include "records/records.h"

/* organization, site, process, issue: who we are and what bears on us (27001 4.1, 4.3, 4.4). */

static bool check_organization(struct ctx *c, const struct record *old, const struct record *now)
{
    struct when_zone z;
    struct str cur = rec_text(now, ORG_CURRENCY);
    bool ok = cur.n == 3;
    (void)old;
    for (size_t i = 0; i < cur.n; i++)
        ok = ok && cur.p[i] >= 'A' && cur.p[i] <= 'Z';
    if (!ok)
        problem(c, &now->type->fields[ORG_CURRENCY],
                "Currency must be a code of three capital letters such as EUR.");
    if (!when_zone_load(&z, rec_text(now, ORG_ZONE)))
        problem(c, &now->type->fields[ORG_ZONE],
                "Time zone must be a name such as Europe/Berlin or UTC.");
    struct str language = rec_text(now, ORG_LANGUAGE);
    if (language.n && !lang_known(language))
        problem(c, &now->type->fields[ORG_LANGUAGE],
                "Language must be one that the program has, such as en.");
    return c->nproblems == 0;
}

static const struct choice method[] = { { "tolerance", "Tolerance for the losses of a year" },
                                        { "cycles", "Strategic and operational reviews apart" },
                                        { "sources", "Risk sources with what they want" },
                                        { NULL, NULL } };
static const struct field organization_fields[ORG_N] = {
    [ORG_TITLE] = { "title", "Name",
                    "The name of the organisation as it stands on the certificate.", &kind_line,
                    F_REQUIRED | F_LIST | F_SEARCH | F_FIRST },
    [ORG_CURRENCY] = { "currency", "Currency", "Code of three letters; all amounts are kept in it.",
                       &kind_line, F_REQUIRED | F_FIRST, .maxlen = 3, .initial = "EUR" },
    [ORG_ZONE] = { "time_zone", "Time zone",
                   "Decides when a day ends, for due dates and views of the past.", &kind_line,
                   F_REQUIRED | F_FIRST, .maxlen = 60, .initial = "UTC" },
    [ORG_SECTOR] = { "sector", "Sector",
                     "What the organisation does, for example software, health care, logistics.",
                     &kind_line, F_FIRST },
    [ORG_HEADCOUNT] = { "headcount", "People",
                        "How many people work under its control, contractors included.", &kind_int,
                        F_FIRST, .min = 1, .max = 10000000 },
    [ORG_INHERENT] = { "show_inherent", "Rate inherent risk too",
                       "Adds a rating without any controls to every risk. Most do not need it.",
                       &kind_bool, .initial = "no" },
    [ORG_METHOD] = { "method", "Beyond the basic risk method",
                     "Parts that most do not need at first: limits on the loss of a year, reviews "
                     "in two rhythms, who is behind a risk.",
                     &kind_choices, .choices = method },
    [ORG_LANGUAGE] = { "language", "Language",
                       "Of the pages, for everybody who chose none; empty: as each browser says.",
                       &kind_line, .maxlen = 20, .when = "languages" },
    [ORG_NOTES] = FIELD_NOTES,
};
const struct entity entity_organization = {
    .name = "organization",
    .plural = "organizations",
    .label = "organization",
    .prefix = "ORG",
    .help = "The organisation whose ISMS this is. There is one per database.",
    .number = 1,
    .flags = E_SINGLE,
    .fields = organization_fields,
    .nfields = ARRAY_LEN(organization_fields),
    .hook = { .check = check_organization },
    .perm = { .read = ROLE_ALL,
              .create = ROLE_MANAGER | ROLE_ADMIN,
              .edit = ROLE_MANAGER | ROLE_ADMIN,
              .archive = ROLE_ADMIN },
};

static const struct field site_fields[] = {
    FIELD_TITLE("Name of the place, for example Head office Leipzig."),
    { "address", "Address", "Where it is.", &kind_line, F_LIST | F_SEARCH | F_FIRST },
    FIELD_SCOPE,
    { "headcount", "People", "How many people usually work there.", &kind_int, F_LIST | F_FIRST,
      .max = 10000000 },
    FIELD_OWNER("Responsible", "Who answers for the place."),
    { "activities", "Activities", "What is done there; matters for sampling sites in audits.",
      &kind_prose, F_SEARCH },
    FIELD_NOTES,
};
const struct entity entity_site = {
    .name = "site",
    .plural = "sites",
    .label = "site",
    .prefix = "SITE",
    .clause = "27001:4.3",
    .number = 3,
    .help = "A place where work in scope is done. Boundaries of the scope and audit sampling need "
            "them.",
    .fields = site_fields,
    .nfields = ARRAY_LEN(site_fields),
    .perm = PERM_OWNED,
};

static const struct choice process_kinds[] = { { "isms", "ISMS process" },
                                               { "core", "Core business process" },
                                               { "support", "Supporting process" },
                                               { "outsourced", "Outsourced process" },
                                               { NULL, NULL } };
static const struct field process_fields[] = {
    FIELD_TITLE("Name of the process, for example Software delivery."),
    { "kind", "Kind", "Whether it runs the ISMS or the business.", &kind_choice, F_LIST | F_FIRST,
      .choices = process_kinds, .initial = "core" },
    FIELD_OWNER("Process owner", "Who answers for the process and its results."),
    FIELD_SCOPE,
    { "criteria", "Criteria", "How one sees that it runs as planned.", &kind_prose },
    { "interactions", "Interactions", "What it takes from other processes and gives to them.",
      &kind_prose, F_SEARCH },
    { "records", "Records", "What it leaves behind as proof.", &kind_prose },
    FIELD_REVIEW,
    FIELD_NOTES,
};
const struct entity entity_process = {
    .name = "process",
    .plural = "processes",
    .label = "process",
    .prefix = "PR",
    .clause = "27001:4.4",
    .number = 4,
    .help = "A process of the ISMS or one in its scope, with owner, criteria and records.",
    .fields = process_fields,
    .nfields = ARRAY_LEN(process_fields),
    .perm = PERM_OWNED,
};

static const struct choice issue_kinds[] = { { "internal", "Internal" },
                                             { "external", "External" },
                                             { NULL, NULL } };
static const struct field issue_fields[] = {
    FIELD_TITLE("What bears on the ISMS, for example Two administrators hold all the knowledge."),
    { "kind", "Kind", "Does it come from inside the organisation or from outside?", &kind_choice,
      F_REQUIRED | F_LIST | F_FIRST, .choices = issue_kinds },
    FIELD_OWNER("Owner", "Who keeps an eye on it."),
    FIELD_SCOPE,
    { "effect", "Effect", "What it means for the results the ISMS should reach.", &kind_prose,
      F_SEARCH },
    { "response", "Response", "What is done about it, or why nothing is.", &kind_prose, F_SEARCH },
    FIELD_REVIEW,
    FIELD_NOTES,
};
static const struct index by_scope_kind[] = { { { "kind", "title" } }, { { "scope", "kind" } } };
const struct entity entity_issue = {
    .name = "issue",
    .plural = "issues",
    .label = "issue",
    .prefix = "I",
    .clause = "27001:4.1",
    .number = 5,
    .help = "Something inside or outside the organisation that helps or hinders the ISMS.",
    .fields = issue_fields,
    .nfields = ARRAY_LEN(issue_fields),
    .indexes = by_scope_kind,
    .nindexes = ARRAY_LEN(by_scope_kind),
    .perm = PERM_OWNED,
};
