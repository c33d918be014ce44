#include "records/records.h"

/* standard, requirement, term, mapping: what the program knows. Filled from content/ by
 * exchange/content.c, read-only, referred to by key. */

#define PERM_CONTENT                                                                               \
    {                                                                                              \
        .read = ROLE_ALL                                                                           \
    }
static const struct choice yes_no[] = { { "yes", "Yes" }, { "no", "No" }, { NULL, NULL } };

static const struct field standard_fields[] = {
    { "ref", "Number", "For example 27001.", &kind_code, F_REQUIRED | F_LIST | F_SEARCH },
    { "title", "Title", "Short title.", &kind_line, F_LIST | F_SEARCH, .maxlen = 400 },
    { "name", "Name", "Full number such as ISO/IEC 27001.", &kind_line, F_LIST | F_SEARCH },
    { "edition", "Edition", "Which edition.", &kind_line, F_LIST },
    { "year", "Year", "Of the edition.", &kind_line, F_LIST },
    { "date", "Date", "Of publication, with amendments.", &kind_line },
    { "purpose", "Purpose", "What it is for.", &kind_line, F_SEARCH, .maxlen = 1000 },
    { "certifiable", "Certifiable", "Can an organisation be certified against it?", &kind_choice,
      F_LIST, .choices = yes_no },
    { "kind", "Nature", "Requirements or guidance.", &kind_line, F_LIST },
    { "status_note", "State", "What is known of its state.", &kind_line, .maxlen = 1000 },
    { "confidence", "Confidence", "How sure the facts are.", &kind_line },
    { "pages", "Pages", "About how many.", &kind_line },
    { "free", "Free of charge", "Whether its text is free.", &kind_line },
    { "body", "Text", "Our text about it, as JSON.", &kind_prose, F_SEARCH, .maxlen = 200000 },
};
const struct entity entity_standard = {
    .name = "standard",
    .plural = "standards",
    .label = "standard",
    .prefix = "STD",
    .help = "A member of the ISO/IEC 27000 family.",
    .number = 201,
    .flags = E_CONTENT,
    .fields = standard_fields,
    .nfields = ARRAY_LEN(standard_fields),
    .perm = PERM_CONTENT,
};

static const struct field requirement_fields[] = {
    { "ref", "Reference", "For example 27001:A.5.15.", &kind_code, F_REQUIRED | F_LIST | F_SEARCH },
    { "standard", "Standard", "With edition, for example 27001:2022.", &kind_code, F_LIST },
    { "number", "Number", "Within the standard.", &kind_code, F_LIST | F_SEARCH },
    { "title", "Title", "Short title or topic.", &kind_line, F_LIST | F_SEARCH, .maxlen = 400 },
    { "kind", "Kind", "Clause, item, reference control.", &kind_code, F_LIST },
    { "parent", "Part of", "The clause it belongs to.", &kind_code, .maxlen = 80 },
    { "theme", "Theme", "Organizational, People, Physical, Technological.", &kind_line,
      F_LIST | F_SEARCH },
    { "control_types", "Control types", "Attribute of 27002.", &kind_line, F_SEARCH },
    { "information_security_properties", "Properties", "Attribute of 27002.", &kind_line,
      F_SEARCH },
    { "cybersecurity_concepts", "Concepts", "Attribute of 27002.", &kind_line, F_SEARCH },
    { "operational_capabilities", "Capabilities", "Attribute of 27002.", &kind_line, F_SEARCH,
      .maxlen = 400 },
    { "security_domains", "Domains", "Attribute of 27002.", &kind_line, F_SEARCH, .maxlen = 400 },
    { "role", "Who", "27701: controller, processor or both.", &kind_line, F_LIST },
    { "has_requirement", "Asks for something", "False for headings and notes.", &kind_bool },
    { "formerly", "Formerly", "Numbers of the 2013 edition.", &kind_line, F_SEARCH, .maxlen = 400 },
    { "position", "Order", "Place in its standard.", &kind_int },
    { "note", "Note", "What else is known.", &kind_line, .maxlen = 1000 },
    { "text_of", "Text of", "Whose text holds here: the control of 27002, the clause above.",
      &kind_code },
    { "body", "Text", "Our text about it, as JSON.", &kind_prose, F_SEARCH, .maxlen = 200000 },
};
static const struct index requirement_indexes[] = { { { "standard", "position" } }, { { "ref" } } };
const struct entity entity_requirement = {
    .name = "requirement",
    .plural = "requirements",
    .label = "requirement",
    .prefix = "REQ",
    .number = 202,
    .flags = E_CONTENT,
    .help = "A clause, item or reference control of a standard.",
    .fields = requirement_fields,
    .nfields = ARRAY_LEN(requirement_fields),
    .indexes = requirement_indexes,
    .nindexes = ARRAY_LEN(requirement_indexes),
    .perm = PERM_CONTENT,
};

static const struct field term_fields[] = {
    { "ref", "Key", "The term in small letters.", &kind_line, F_REQUIRED | F_SEARCH },
    { "title", "Term", "The word.", &kind_line, F_LIST | F_SEARCH },
    { "label", "Label", "Entry of the 2018 vocabulary; empty for everyday words.", &kind_line,
      F_LIST },
    { "also", "Also", "Another form.", &kind_line, F_SEARCH },
    { "see", "See", "Related terms.", &kind_line, .maxlen = 1000 },
    { "definition", "Definition", "In our words.", &kind_prose, F_LIST | F_SEARCH },
    { "example", "Example", "One sentence.", &kind_prose, F_SEARCH },
};
static const struct index term_indexes[] = { { { "ref" } } };
const struct entity entity_term = {
    .name = "term",
    .plural = "terms",
    .label = "term",
    .prefix = "TERM",
    .help = "A word of the vocabulary.",
    .number = 203,
    .flags = E_CONTENT,
    .fields = term_fields,
    .nfields = ARRAY_LEN(term_fields),
    .indexes = term_indexes,
    .nindexes = 1,
    .perm = PERM_CONTENT,
};

static const struct field mapping_fields[] = {
    { "ref", "Key", "Both ends.", &kind_line, F_REQUIRED | F_SEARCH },
    { "from_ref", "From", "Reference on one side.", &kind_line, F_LIST },
    { "to_ref", "To", "Reference on the other side.", &kind_line, F_LIST },
    { "relation", "Relation", "What kind of correspondence.", &kind_line, F_LIST },
    { "source", "Source", "Where the mapping comes from.", &kind_line, F_LIST, .maxlen = 400 },
};
static const struct index mapping_indexes[] = { { { "from_ref" } }, { { "to_ref" } } };
const struct entity entity_mapping = {
    .name = "mapping",
    .plural = "mappings",
    .label = "mapping",
    .prefix = "MAP",
    .help = "A correspondence between two sets of requirements.",
    .number = 204,
    .flags = E_CONTENT,
    .fields = mapping_fields,
    .nfields = ARRAY_LEN(mapping_fields),
    .indexes = mapping_indexes,
    .nindexes = 2,
    .perm = PERM_CONTENT,
};
