#include "records/records.h"

/* evidence: a file or an address that proves something about a period (27001 7.5, 8.1). */

static const struct choice kinds[] = { { "export", "System export" },
                                       { "report", "Report" },
                                       { "configuration", "Configuration" },
                                       { "screenshot", "Screenshot" },
                                       { "attestation", "Statement of a person" },
                                       { "record", "Record" },
                                       { NULL, NULL } };
static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    const struct value *from = rec_value(now, "period_from"), *to = rec_value(now, "period_to");
    (void)old;
    if (from->tag == V_TEXT && to->tag == V_TEXT && str_cmp(from->s, to->s) > 0)
        problem(c, entity_field(now->type, STR("period_to")), "The period ends before it begins.");
    return c->nproblems == 0;
}
static const struct field fields[] = {
    FIELD_TITLE("What it shows, for example Restore test of the customer database, May 2026."),
    { "kind", "Kind", "Auditors trust an export more than a screenshot.", &kind_choice,
      F_LIST | F_FIRST, .choices = kinds, .initial = "record" },
    { "file", "File", "The file itself; it is copied in and kept by its digest.", &kind_file,
      F_LIST | F_FIRST, .maxlen = 400 },
    { "url", "Address", "Where it can be found, when it is not copied.", &kind_url, F_FIRST },
    { "proves", "What it proves", "One sentence: what a reader can conclude from it.", &kind_prose,
      F_SEARCH | F_FIRST },
    { "controls", "Controls", "Controls it is about.", &kind_link, .link = &link_evidence_control },
    { "requirements", "Requirements", "Clauses it is about.", &kind_link,
      .link = &link_evidence_requirement },
    { "period_from", "Covers from", "First day it says something about.", &kind_date, F_LIST },
    { "period_to", "Covers until", "Last day it says something about.", &kind_date, F_LIST },
    { "collected_on", "Collected on", "When it was taken.", &kind_date, F_LIST },
    { "valid_until", "Valid until", "When it is too old to prove anything.", &kind_date, F_LIST },
    FIELD_OWNER("Collected by", "Who brings it."),
    FIELD_SCOPE,
    { "expired", "Expired", "Its last valid day has passed.", &kind_bool, F_LIST,
      .sql = "CASE WHEN t.\"valid_until\"<$today THEN 1 ELSE 0 END" },
    FIELD_NOTES,
};
static const struct index indexes[] = { { { "valid_until" } }, { { "owner" } } };
const struct entity entity_evidence = {
    .name = "evidence",
    .plural = "evidence_items",
    .label = "piece of evidence",
    .prefix = "E",
    .clause = "27001:7.5.3",
    .number = 25,
    .help = "A file or link that proves something, with the period it covers and the day until "
            "which it counts.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .check = check },
    .perm = PERM_OWNED,
};
const struct link link_evidence_control = { .name = "evidence_control",
                                            .inverse = "evidence",
                                            .from = &entity_evidence,
                                            .to = &entity_control };
const struct link link_evidence_requirement = { .name = "evidence_requirement",
                                                .from = &entity_evidence,
                                                .to = &entity_requirement };
