#include "records/records.h"

/* library, construct, template, guide: what the program knows beside the standards themselves.
 * Facts that lists filter on are columns; the words lie in `body` as JSON, one block per language.
 * Several references in one column are separated by a bar. */

#define PERM_CONTENT                                                                               \
    {                                                                                              \
        .read = ROLE_ALL                                                                           \
    }
enum { BODY_MAX = 200000, REFS_MAX = 1000 };

static const struct choice library_kinds[] = { { "source", "Risk source" },
                                               { "threat", "Threat" },
                                               { "vulnerability", "Vulnerability" },
                                               { "scenario", "Scenario" },
                                               { NULL, NULL } };
static const struct choice origins[] = { { "deliberate", "Deliberate" },
                                         { "accidental", "Accidental" },
                                         { "environmental", "Environmental" },
                                         { NULL, NULL } };
static const struct choice properties[] = { { "confidentiality", "Confidentiality" },
                                            { "integrity", "Integrity" },
                                            { "availability", "Availability" },
                                            { NULL, NULL } };
static const struct choice fits[] = {
    { "everybody", "Everybody" },         { "software", "Software" }, { "office", "Office" },
    { "manufacturing", "Manufacturing" }, { "health", "Health" },     { "retail", "Retail" },
    { "public", "Public bodies" },        { "cloud", "Cloud" },       { NULL, NULL }
};

static const struct field library_fields[] = {
    { "ref", "Key", "For example threat:phishing.", &kind_code, F_REQUIRED | F_SEARCH,
      .maxlen = 80 },
    { "kind", "Kind", "Risk source, threat, vulnerability or scenario.", &kind_choice, F_LIST,
      .choices = library_kinds },
    { "title", "Title", "Short title.", &kind_line, F_LIST | F_SEARCH },
    { "category", "Category", "Which group it belongs to.", &kind_code, F_LIST | F_SEARCH },
    { "origin", "Origin", "Meant, by mistake, or nature.", &kind_choice, F_LIST,
      .choices = origins },
    { "properties", "Properties", "What it takes away.", &kind_choices, F_LIST,
      .choices = properties },
    { "fits", "For", "Organisations it is typical of.", &kind_choices, 0, .choices = fits },
    { "likelihood", "Likelihood", "From 1 to 5 on a yearly view, as a hint.", &kind_int, 0,
      .min = 1, .max = 5 },
    { "source", "Risk source", "Key of who or what causes it.", &kind_code, 0, .maxlen = 80 },
    { "threats", "Threats", "Keys.", &kind_line, 0, .maxlen = REFS_MAX },
    { "vulnerabilities", "Vulnerabilities", "Keys.", &kind_line, 0, .maxlen = REFS_MAX },
    { "controls", "Reference controls", "What helps against it.", &kind_line, 0,
      .maxlen = REFS_MAX },
    { "description", "Description", "In a few sentences.", &kind_prose, F_SEARCH },
    { "body", "Text", "Our text about it, as JSON.", &kind_prose, 0, .maxlen = BODY_MAX },
};
static const struct index library_indexes[] = { { { "ref" } }, { { "kind" } } };
const struct entity entity_library = {
    .name = "library",
    .plural = "libraries",
    .label = "library entry",
    .prefix = "LIB",
    .help = "A typical risk source, threat, vulnerability or scenario, to start from.",
    .clause = "27001:6.1.2",
    .number = 205,
    .flags = E_CONTENT,
    .fields = library_fields,
    .nfields = ARRAY_LEN(library_fields),
    .indexes = library_indexes,
    .nindexes = ARRAY_LEN(library_indexes),
    .perm = PERM_CONTENT,
};

static const struct choice measure_kinds[] = { { "performance", "Performance" },
                                               { "effectiveness", "Effectiveness" },
                                               { NULL, NULL } };
static const struct choice units[] = { { "percent", "Percent" },
                                       { "count", "Count" },
                                       { "days", "Days" },
                                       { "money", "Money" },
                                       { NULL, NULL } };
static const struct choice better[] = { { "higher", "Higher is better" },
                                        { "lower", "Lower is better" },
                                        { NULL, NULL } };
static const struct choice intervals[] = { { "weekly", "Weekly" },
                                           { "monthly", "Monthly" },
                                           { "quarterly", "Quarterly" },
                                           { "yearly", "Yearly" },
                                           { NULL, NULL } };

static const struct field construct_fields[] = {
    { "ref", "Key", "For example measure:restores-in-time.", &kind_code, F_REQUIRED | F_SEARCH,
      .maxlen = 80 },
    { "title", "Title", "Short title.", &kind_line, F_LIST | F_SEARCH },
    { "kind", "Kind", "Does it show that things are done, or that they work?", &kind_choice, F_LIST,
      .choices = measure_kinds },
    { "unit", "Unit", "What is counted.", &kind_choice, F_LIST, .choices = units },
    { "better", "Direction", "Which way is good.", &kind_choice, 0, .choices = better },
    { "target", "Target", "What is aimed at.", &kind_int, F_LIST, .min = 0, .max = 1e12 },
    { "warning", "Warning", "Beyond this something has to be done.", &kind_int, F_LIST, .min = 0,
      .max = 1e12 },
    { "collect", "Collected", "How often.", &kind_choice, F_LIST, .choices = intervals },
    { "report", "Reported", "How often.", &kind_choice, 0, .choices = intervals },
    { "serves", "Serves", "Clauses and controls that it tells something about.", &kind_line, 0,
      .maxlen = REFS_MAX },
    { "need", "Question", "What one wants to know.", &kind_prose, F_SEARCH },
    { "query", "Query", "How it is computed from the records here; empty: enter it.", &kind_prose,
      0, .maxlen = 20000 },
    { "body", "Text", "The ten fields of a construct, as JSON.", &kind_prose, 0,
      .maxlen = BODY_MAX },
};
static const struct index construct_indexes[] = { { { "ref" } } };
const struct entity entity_construct = {
    .name = "construct",
    .plural = "constructs",
    .label = "measurement construct",
    .prefix = "MC",
    .help = "What to measure, how, and against which target; many are computed from the records.",
    .clause = "27001:9.1",
    .number = 206,
    .flags = E_CONTENT,
    .fields = construct_fields,
    .nfields = ARRAY_LEN(construct_fields),
    .indexes = construct_indexes,
    .nindexes = 1,
    .perm = PERM_CONTENT,
};

static const struct choice template_kinds[] = { { "policy", "Policy" },
                                                { "procedure", "Procedure" },
                                                { "record", "Record" },
                                                { "plan", "Plan" },
                                                { NULL, NULL } };
static const struct field template_fields[] = {
    { "ref", "Key", "For example template:access-control.", &kind_code, F_REQUIRED | F_SEARCH,
      .maxlen = 80 },
    { "title", "Title", "Of the document.", &kind_line, F_LIST | F_SEARCH },
    { "kind", "Kind", "Policy, procedure, record or plan.", &kind_choice, F_LIST,
      .choices = template_kinds },
    { "start", "To begin with", "One of the twelve to begin with.", &kind_bool, F_LIST },
    { "review_months", "Review", "Months until it is looked at again.", &kind_int, F_LIST, .min = 1,
      .max = 36 },
    { "serves", "Serves", "Clauses and controls.", &kind_line, 0, .maxlen = REFS_MAX },
    { "body", "Text", "Markdown with placeholders by language, as JSON.", &kind_prose, F_SEARCH,
      .maxlen = BODY_MAX },
};
static const struct index template_indexes[] = { { { "ref" } } };
const struct entity entity_template = {
    .name = "template",
    .plural = "templates",
    .label = "document template",
    .prefix = "TPL",
    .help = "A policy or procedure to start from: document add template=KEY.",
    .clause = "27001:7.5.1",
    .number = 207,
    .flags = E_CONTENT,
    .fields = template_fields,
    .nfields = ARRAY_LEN(template_fields),
    .indexes = template_indexes,
    .nindexes = 1,
    .perm = PERM_CONTENT,
};

static const struct field guide_fields[] = {
    { "ref", "Key", "For example phase:risk-assessment.", &kind_code, F_REQUIRED | F_SEARCH,
      .maxlen = 80 },
    { "kind", "Kind", "What it is about: phase, reader, certification, handout ...", &kind_code,
      F_LIST },
    { "title", "Title", "Short title.", &kind_line, F_LIST | F_SEARCH },
    { "position", "Order", "Place within its kind.", &kind_int },
    { "stage", "Stage", "Of the way to the certificate.", &kind_code },
    { "flag", "Option", "Option of standard advise that it answers.", &kind_code },
    { "role", "For", "Controller, processor or both; for a handout whom it is for.", &kind_line,
      F_LIST },
    { "refs", "References", "Standards, clauses and controls.", &kind_line, 0, .maxlen = REFS_MAX },
    { "body", "Text", "Our text, as JSON.", &kind_prose, F_SEARCH, .maxlen = BODY_MAX },
};
static const struct index guide_indexes[] = { { { "ref" } }, { { "kind", "position" } } };
const struct entity entity_guide = {
    .name = "guide",
    .plural = "guides",
    .label = "guide entry",
    .prefix = "GD",
    .help = "How the standards fit together, the way to the certificate, auditing, handouts.",
    .number = 208,
    .flags = E_CONTENT,
    .fields = guide_fields,
    .nfields = ARRAY_LEN(guide_fields),
    .indexes = guide_indexes,
    .nindexes = ARRAY_LEN(guide_indexes),
    .perm = PERM_CONTENT,
};
