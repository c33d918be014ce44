#include "records/records.h"

/* asset, threat, vulnerability: what there is to lose and how (27001 A.5.9, 27005). */

static bool rated(const struct record *r)
{
    return !rec_is_null(r, ASSET_CONFIDENTIALITY) || !rec_is_null(r, ASSET_INTEGRITY) ||
           !rec_is_null(r, ASSET_AVAILABILITY);
}

/* What the risks about an asset rest on. */
static const size_t basis[] = { ASSET_KIND,           ASSET_CONFIDENTIALITY, ASSET_INTEGRITY,
                                ASSET_AVAILABILITY,   ASSET_DEPENDS_ON,      ASSET_LOCATION,
                                ASSET_CLASSIFICATION, ASSET_CATEGORY };

/* The criteria that gave the needs their meaning. */
static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    for (size_t i = 0; old && i < ARRAY_LEN(basis); i++)
        if (rec_changed(old, now, basis[i]))
            rec_set_text(now, ASSET_CHANGED_ON, store_today_text(c));
    bool changed = rec_changed(old, now, ASSET_CONFIDENTIALITY) ||
                   rec_changed(old, now, ASSET_INTEGRITY) ||
                   rec_changed(old, now, ASSET_AVAILABILITY);
    int64_t id;
    if (!changed || !rated(now))
        return true;
    if (!criteria_in_force(c, rec_int(now, ASSET_SCOPE), &id))
        return false;
    if (id)
        rec_set_int(now, ASSET_CRITERIA, id);
    return true;
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    if (!now->id || !rec_changed(old, now, ASSET_DEPENDS_ON))
        return true;
    struct links l = rec_links(now, ASSET_DEPENDS_ON);
    for (size_t i = 0; i < l.n; i++) {
        bool loop = l.row[i].id == now->id;
        if (!loop &&
            !rules_reaches(c, "asset_depends", "from_id", "to_id", l.row[i].id, now->id, &loop))
            return false;
        struct str cycle = STR("");
        if (loop && l.row[i].id != now->id &&
            !rules_cycle(c, now->type, "asset_depends", "from_id", "to_id", l.row[i].id, now->id,
                         &cycle))
            return false;
        if (loop)
            problem(c, &now->type->fields[ASSET_DEPENDS_ON],
                    "A-%" PRId64 " depends on this asset already, directly or through others: a "
                    "cycle is not possible%s" STR_FMT ".",
                    l.row[i].id, cycle.n ? " (" : "",
                    STR_ARG(cycle.n ? arena_printf(c->mem, STR_FMT ")", STR_ARG(cycle)) : cycle));
    }
    return c->nproblems == 0;
}

static const struct choice kinds[] = { { "business", "Business (information, process)" },
                                       { "supporting",
                                         "Supporting (system, service, place, people)" },
                                       { NULL, NULL } };
static const struct choice classes[] = { { "public", "Public" },
                                         { "internal", "Internal" },
                                         { "confidential", "Confidential" },
                                         { "secret", "Strictly confidential" },
                                         { NULL, NULL } };
/* What an asset takes over from everything that depends on it, directly or through others: the
 * highest need, or their sum up to the end of the scale, as the criteria say. Each counts once. */
// clang-format off
#define INHERITED(need) \
    "(WITH RECURSIVE up(\"id\") AS (SELECT l.\"from_id\" FROM \"asset_depends\" AS l WHERE " \
    "l.\"to_id\"=t.\"id\" UNION SELECT l.\"from_id\" FROM \"asset_depends\" AS l JOIN up ON " \
    "l.\"to_id\"=up.\"id\") SELECT CASE WHEN s.\"limit_of\" IS NULL THEN s.\"most\" WHEN " \
    "s.\"total\">s.\"limit_of\" THEN s.\"limit_of\" ELSE s.\"total\" END FROM (SELECT " \
    "max(a.\"" need "\") AS \"most\", sum(a.\"" need "\") AS \"total\", (SELECT " \
    "k.\"sum_" need "\" FROM \"criteria\" AS k WHERE k.\"id\"=coalesce(t.\"criteria\", " \
    "(SELECT max(f.\"id\") FROM \"criteria\" AS f WHERE f.\"archived\"=0 AND " \
    "f.\"status\"='in_force'))) AS \"limit_of\" FROM up JOIN \"asset\" AS a ON " \
    "a.\"id\"=up.\"id\" WHERE a.\"archived\"=0) AS s)"
#define FIELD_INHERITED(need, label_text) \
    { "inherited_" need, label_text, "Taken over from what depends on it, by the rule of the " \
      "criteria; the higher of both counts.", &kind_score, F_LIST, .scale = "need", \
      .sql = INHERITED(need) }
// clang-format on

static const struct field fields[ASSET_N] = {
    [ASSET_TITLE] = FIELD_TITLE("What it is, for example Customer database."),
    [ASSET_KIND] = { "kind", "Kind",
                     "Business assets are what we protect; supporting assets carry them.",
                     &kind_choice, F_LIST | F_FIRST, .choices = kinds },
    [ASSET_OWNER] = FIELD_OWNER("Owner", "Who answers for it and decides on its protection."),
    [ASSET_SCOPE] = FIELD_SCOPE,
    [ASSET_CATEGORY] = { "category", "Category",
                         "For example data, application, server, provider, office.", &kind_line,
                         F_LIST | F_SEARCH | F_FIRST },
    [ASSET_CONFIDENTIALITY] = { "confidentiality", "Confidentiality",
                                "How bad it is when the wrong people see it.", &kind_score, F_LIST,
                                .scale = "need" },
    [ASSET_INTEGRITY] = { "integrity", "Integrity", "How bad it is when it is wrong.", &kind_score,
                          F_LIST, .scale = "need" },
    [ASSET_AVAILABILITY] = { "availability", "Availability", "How bad it is when it is not there.",
                             &kind_score, F_LIST, .scale = "need" },
    [ASSET_INHERITED_CONFIDENTIALITY] =
        FIELD_INHERITED("confidentiality", "Confidentiality, inherited"),
    [ASSET_INHERITED_INTEGRITY] = FIELD_INHERITED("integrity", "Integrity, inherited"),
    [ASSET_INHERITED_AVAILABILITY] = FIELD_INHERITED("availability", "Availability, inherited"),
    [ASSET_DEPENDS_ON] = { "depends_on", "Depends on", "Assets without which it does not work.",
                           &kind_link, .link = &link_asset_depends },
    [ASSET_NEEDED_BY] = { "needed_by", "Needed by", "Assets that do not work without it.",
                          &kind_link, .link = &link_asset_depends },
    [ASSET_LOCATION] = { "location", "Location", "Room, region, provider.", &kind_line,
                         F_LIST | F_SEARCH },
    [ASSET_CLASSIFICATION] = { "classification", "Classification",
                               "How information in it is handled.", &kind_choice, F_LIST,
                               .choices = classes },
    [ASSET_CUSTODIAN] = { "custodian", "Custodian", "Who looks after it day by day.", &kind_person,
                          .to = &entity_person },
    [ASSET_VALUE] = { "value", "Value", "What replacing it would cost.", &kind_money, .min = 0,
                      .max = 1e15 },
    [ASSET_REVIEW] = FIELD_REVIEW,
    [ASSET_CRITERIA] = { "criteria", "Rated by",
                         "The criteria that were in force when the needs were rated.", &kind_ref,
                         F_AUTO, .to = &entity_criteria },
    [ASSET_CHANGED_ON] = { "basis_changed_on", "Changed on",
                           "When its kind, needs, place, class or dependencies changed last; risks "
                           "about it are looked at again.",
                           &kind_date, F_AUTO },
    [ASSET_DESCRIPTION] = { "description", "Description", "What a newcomer must know about it.",
                            &kind_prose, F_SEARCH },
    [ASSET_NOTES] = FIELD_NOTES,
};
static const struct index indexes[] = { { { "kind", "title" } }, { { "owner" } } };
const struct entity entity_asset = {
    .name = "asset",
    .plural = "assets",
    .label = "asset",
    .prefix = "A",
    .clause = "27001:A.5.9",
    .number = 14,
    .help = "Something of value: information and processes, and what carries them. Risks are about "
            "assets.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .check = check, .before_save = before_save },
    .perm = PERM_OWNED,
};
const struct link link_asset_depends = {
    .name = "asset_depends", .inverse = "needed_by", .from = &entity_asset, .to = &entity_asset
};

static const struct choice origins[] = { { "deliberate", "Deliberate" },
                                         { "accidental", "Accidental" },
                                         { "environmental", "Environmental" },
                                         { NULL, NULL } };
static const struct choice threat_categories[] = { { "physical", "Physical" },
                                                   { "natural", "Natural" },
                                                   { "infrastructure", "Infrastructure failure" },
                                                   { "technical", "Technical failure" },
                                                   { "human", "Human action" },
                                                   { "compromise",
                                                     "Compromise of functions or services" },
                                                   { "organizational", "Organizational" },
                                                   { NULL, NULL } };
static const struct choice properties[] = { { "confidentiality", "Confidentiality" },
                                            { "integrity", "Integrity" },
                                            { "availability", "Availability" },
                                            { NULL, NULL } };
/* What somebody noted about a threat or vulnerability changed: the risks that name it are looked at
 * again. */
static bool note_change(struct ctx *c, const struct record *old, struct record *now)
{
    size_t day = entity_place(now->type, entity_field(now->type, STR("basis_changed_on")));
    for (size_t i = 0; old && i < now->type->nfields; i++)
        if (i != day && rec_changed(old, now, i))
            rec_set_text(now, day, store_today_text(c));
    return true;
}
#define FIELD_BASIS_CHANGED                                                                        \
    {                                                                                              \
        "basis_changed_on", "Changed on", "When it was described anew.", &kind_date, F_AUTO        \
    }

static const struct field threat_fields[] = {
    FIELD_TITLE("What can happen, for example Theft of a laptop."),
    { "category", "Category", "Where it comes from.", &kind_choice, F_LIST | F_FIRST,
      .choices = threat_categories },
    { "origin", "Origin", "Meant, by mistake, or by nature.", &kind_choice, F_LIST | F_FIRST,
      .choices = origins },
    { "properties", "Properties", "What it can harm.", &kind_choices, F_LIST | F_FIRST,
      .choices = properties },
    { "description", "Description", "How it shows.", &kind_prose, F_SEARCH | F_FIRST },
    FIELD_LIBRARY,
    FIELD_BASIS_CHANGED,
};
static bool threat_complete(struct ctx *c, const struct record *old, struct record *now)
{
    return library_complete(c, old, now, "threat");
}
static const struct index library_index[] = { { { "library" } } };
const struct entity entity_threat = {
    .name = "threat",
    .plural = "threats",
    .label = "threat",
    .prefix = "T",
    .clause = "27001:6.1.2.c.1",
    .number = 15,
    .help = "Something that can cause an unwanted incident.",
    .fields = threat_fields,
    .nfields = ARRAY_LEN(threat_fields),
    .indexes = library_index,
    .nindexes = 1,
    .hook = { .complete = threat_complete, .before_save = note_change },
    .perm = PERM_REGISTER,
};

static const struct choice weak_categories[] = { { "hardware", "Hardware" },
                                                 { "software", "Software" },
                                                 { "network", "Network" },
                                                 { "personnel", "People" },
                                                 { "site", "Site" },
                                                 { "organization", "Organization" },
                                                 { NULL, NULL } };
static const struct field vulnerability_fields[] = {
    FIELD_TITLE("The weakness, for example Leavers keep access to SaaS tools."),
    { "category", "Category", "Where it sits.", &kind_choice, F_LIST | F_FIRST,
      .choices = weak_categories },
    { "properties", "Properties", "What it exposes.", &kind_choices, F_LIST | F_FIRST,
      .choices = properties },
    { "description", "Description", "How one finds it.", &kind_prose, F_SEARCH | F_FIRST },
    FIELD_LIBRARY,
    FIELD_BASIS_CHANGED,
};
static bool vulnerability_complete(struct ctx *c, const struct record *old, struct record *now)
{
    return library_complete(c, old, now, "vulnerability");
}
const struct entity entity_vulnerability = {
    .name = "vulnerability",
    .plural = "vulnerabilities",
    .label = "vulnerability",
    .prefix = "V",
    .clause = "27001:6.1.2.c.1",
    .number = 16,
    .help = "A weakness that a threat can use.",
    .fields = vulnerability_fields,
    .nfields = ARRAY_LEN(vulnerability_fields),
    .indexes = library_index,
    .nindexes = 1,
    .hook = { .complete = vulnerability_complete, .before_save = note_change },
    .perm = PERM_REGISTER,
};
