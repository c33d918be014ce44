#include "records/records.h"

/* party, party_requirement, obligation: who wants what from us (27001 4.2, A.5.31). */

static const struct choice party_kinds[] = { { "customer", "Customers" },
                                             { "employee", "People working for us" },
                                             { "authority", "Authorities" },
                                             { "supplier", "Suppliers and partners" },
                                             { "shareholder", "Owners and investors" },
                                             { "other", "Other" },
                                             { NULL, NULL } };
static const struct field party_fields[] = {
    FIELD_TITLE("Who they are, for example Hospital customers."),
    { "kind", "Kind", "Which sort of party.", &kind_choice, F_LIST | F_FIRST,
      .choices = party_kinds, .initial = "other" },
    FIELD_OWNER("Contact", "Who here speaks with them."),
    FIELD_SCOPE,
    { "interest", "Interest", "Why they care about our information security.", &kind_prose,
      F_SEARCH | F_FIRST },
    FIELD_REVIEW,
    FIELD_NOTES,
};
const struct entity entity_party = {
    .name = "party",
    .plural = "parties",
    .label = "interested party",
    .prefix = "PA",
    .clause = "27001:4.2",
    .number = 6,
    .help = "Somebody who can affect the ISMS or is affected by it, and expects something of it.",
    .fields = party_fields,
    .nfields = ARRAY_LEN(party_fields),
    .perm = PERM_OWNED,
};

static const struct choice addressed[] = { { "undecided", "Not decided yet" },
                                           { "yes", "The ISMS answers it" },
                                           { "no", "Not through the ISMS" },
                                           { NULL, NULL } };
static const struct field requirement_fields[] = {
    FIELD_TITLE("What they require, for example Report incidents within 24 hours."),
    { "party", "Party", "Who requires it.", &kind_ref, F_LIST | F_FIRST, .to = &entity_party },
    { "addressed", "Answered by the ISMS", "27001 4.2 c asks to decide this for every requirement.",
      &kind_choice, F_LIST | F_FIRST, .choices = addressed, .initial = "undecided" },
    { "how", "How", "What is done to meet it.", &kind_prose, F_SEARCH | F_FIRST },
    FIELD_SCOPE,
    FIELD_OWNER("Owner", "Who sees to it."),
    FIELD_NOTES,
};
static const struct index requirement_indexes[] = { { { "party" } }, { { "addressed" } } };
const struct entity entity_party_requirement = {
    .name = "party_requirement",
    .plural = "party_requirements",
    .label = "requirement of a party",
    .prefix = "PQ",
    .clause = "27001:4.2",
    .help =
        "Something a party expects of our information security, and whether the ISMS answers it.",
    .number = 7,
    .fields = requirement_fields,
    .nfields = ARRAY_LEN(requirement_fields),
    .indexes = requirement_indexes,
    .nindexes = 2,
    .perm = PERM_OWNED,
};

static const struct choice obligation_kinds[] = { { "law", "Law" },
                                                  { "regulation", "Regulation" },
                                                  { "contract", "Contract" },
                                                  { "other", "Other" },
                                                  { NULL, NULL } };
static const struct field obligation_fields[] = {
    FIELD_TITLE("Short name, for example GDPR, or Contract with Nordkliniken, section 9."),
    { "kind", "Kind", "Law, regulation or contract: it decides which SoA reason it can be.",
      &kind_choice, F_LIST | F_FIRST, .choices = obligation_kinds, .initial = "other" },
    { "reference", "Reference", "Where to find it: article, section, file number.", &kind_line,
      F_LIST | F_SEARCH | F_FIRST },
    { "url", "Address", "Where the text can be read.", &kind_url },
    FIELD_OWNER("Owner", "Who follows changes of it."),
    FIELD_SCOPE,
    { "description", "What it asks of us", "In our own words.", &kind_prose, F_SEARCH | F_FIRST },
    { "requirements", "Reference controls and clauses",
      "Which requirements of the standards it bears on.", &kind_link,
      .link = &link_obligation_requirement },
    { "statements", "Statements", "Rows of the Statement of Applicability that rest on it.",
      &kind_link, .link = &link_statement_obligation },
    { "valid_until", "Valid until", "When the contract or law ends.", &kind_date, F_LIST },
    FIELD_REVIEW,
    FIELD_NOTES,
};
static const struct index obligation_indexes[] = { { { "kind" } } };
const struct entity entity_obligation = {
    .name = "obligation",
    .plural = "obligations",
    .label = "obligation",
    .prefix = "OB",
    .clause = "27001:A.5.31",
    .number = 8,
    .help = "A law, regulation or contract clause that asks something of our information security.",
    .fields = obligation_fields,
    .nfields = ARRAY_LEN(obligation_fields),
    .indexes = obligation_indexes,
    .nindexes = 1,
    .perm = PERM_OWNED,
};
const struct link link_obligation_requirement = { .name = "obligation_requirement",
                                                  .from = &entity_obligation,
                                                  .to = &entity_requirement };
