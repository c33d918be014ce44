/*
 * The record types. One file per type (small neighbours share one); catalog.c holds the ordered
 * list. The enums below are the places of fields in a record's value vector, declared here where
 * other floors need them. Threads: constants.
 */
#pragma once
#include "records/types.h"
#include "store/store.h"

extern const struct catalog catalog_all;

#define DECLARE_TYPE(name) extern const struct entity entity_##name;
#define DECLARE_LINK(name) extern const struct link link_##name;
RECORD_TYPES(DECLARE_TYPE)
RECORD_LINKS(DECLARE_LINK)
#undef DECLARE_TYPE
#undef DECLARE_LINK

/* Rows that most types share, with the same names everywhere. */
#define FIELD_TITLE(help_text)                                                                     \
    {                                                                                              \
        "title", "Title", help_text, &kind_line, F_REQUIRED | F_LIST | F_SEARCH | F_FIRST          \
    }
#define FIELD_SCOPE                                                                                \
    {                                                                                              \
        "scope", "Scope", "The ISMS scope it belongs to; empty for the whole organisation.",       \
            &kind_ref, F_LIST, .to = &entity_scope_type                                            \
    }
#define FIELD_OWNER(label_text, help_text)                                                         \
    {                                                                                              \
        "owner", label_text, help_text, &kind_person, F_LIST | F_FIRST, .to = &entity_person       \
    }
#define FIELD_NOTES                                                                                \
    {                                                                                              \
        "notes", "Notes", "Anything else worth knowing.", &kind_prose, F_SEARCH                    \
    }
#define FIELD_REVIEW                                                                               \
    {                                                                                              \
        "review_on", "Next review", "The day on which somebody looks at it again.", &kind_date,    \
            F_LIST                                                                                 \
    }

#define FIELD_LIBRARY                                                                              \
    {                                                                                              \
        "library", "From the library",                                                             \
            "Key of the entry it started from (library list); fills what is empty.", &kind_key, 0, \
            .to = &entity_library                                                                  \
    }

/* Usual permissions: the registers' readers read, the manager writes; owners edit their own where
 * own_edit says so. */
#define PERM_REGISTER                                                                              \
    {                                                                                              \
        .read = ROLE_WORK, .create = ROLE_MANAGER, .edit = ROLE_MANAGER, .archive = ROLE_MANAGER   \
    }
#define PERM_OWNED                                                                                 \
    {                                                                                              \
        .read = ROLE_WORK, .create = ROLE_MANAGER | ROLE_OWNER, .edit = ROLE_MANAGER,              \
        .archive = ROLE_MANAGER, .own_edit = ROLE_OWNER | ROLE_CONTRIBUTOR                         \
    }

enum {
    ORG_TITLE,
    ORG_CURRENCY,
    ORG_ZONE,
    ORG_SECTOR,
    ORG_HEADCOUNT,
    ORG_INHERENT,
    ORG_METHOD,
    ORG_LANGUAGE,
    ORG_NOTES,
    ORG_N
};
enum {
    SCOPE_TITLE,
    SCOPE_STATEMENT,
    SCOPE_STANDARDS,
    SCOPE_BOUNDARIES,
    SCOPE_INTERFACES,
    SCOPE_EXCLUSIONS,
    SCOPE_HEADCOUNT,
    SCOPE_PARENT,
    SCOPE_CRITERIA,
    SCOPE_OWNER,
    SCOPE_CLIMATE,
    SCOPE_CLIMATE_REASON,
    SCOPE_CLIMATE_BY,
    SCOPE_CLIMATE_ON,
    SCOPE_NOTES,
    SCOPE_N
};
enum {
    PERSON_NAME,
    PERSON_EMAIL,
    PERSON_JOB,
    PERSON_DEPARTMENT,
    PERSON_MANAGER,
    PERSON_NOTES,
    PERSON_N
};
enum {
    GRANT_TITLE,
    GRANT_PERSON,
    GRANT_ROLE,
    GRANT_SCOPE,
    GRANT_FROM,
    GRANT_UNTIL,
    GRANT_BY,
    GRANT_NOTES,
    GRANT_N
};
enum {
    APPOINTMENT_TITLE,
    APPOINTMENT_PERSON,
    APPOINTMENT_KIND,
    APPOINTMENT_SCOPE,
    APPOINTMENT_DUTY,
    APPOINTMENT_AUTHORITY,
    APPOINTMENT_FROM,
    APPOINTMENT_UNTIL,
    APPOINTMENT_BY,
    APPOINTMENT_ACCEPTED,
    APPOINTMENT_N
};
enum {
    CRITERIA_TITLE,
    CRITERIA_STATUS,
    CRITERIA_REPLACES,
    CRITERIA_LIKELIHOOD,
    CRITERIA_CONSEQUENCE,
    CRITERIA_LEVEL,
    CRITERIA_NEED,
    CRITERIA_MATRIX,
    CRITERIA_ACCEPTANCE,
    CRITERIA_INHERITANCE,
    CRITERIA_INTERVAL,
    CRITERIA_TRIGGERS,
    CRITERIA_APPROVED_BY,
    CRITERIA_IN_FORCE_FROM,
    CRITERIA_LIKELIHOOD_STEPS,
    CRITERIA_CONSEQUENCE_STEPS,
    CRITERIA_SUM_CONFIDENTIALITY,
    CRITERIA_SUM_INTEGRITY,
    CRITERIA_SUM_AVAILABILITY,
    CRITERIA_NOTES,
    CRITERIA_FREQUENCY_BANDS,
    CRITERIA_LOSS_BANDS,
    CRITERIA_TOLERANCE,
    CRITERIA_WEIGHTS,
    CRITERIA_COMBINED,
    CRITERIA_STRATEGIC,
    CRITERIA_N
};
enum {
    ASSET_TITLE,
    ASSET_KIND,
    ASSET_OWNER,
    ASSET_SCOPE,
    ASSET_CATEGORY,
    ASSET_CONFIDENTIALITY,
    ASSET_INTEGRITY,
    ASSET_AVAILABILITY,
    ASSET_INHERITED_CONFIDENTIALITY,
    ASSET_INHERITED_INTEGRITY,
    ASSET_INHERITED_AVAILABILITY,
    ASSET_DEPENDS_ON,
    ASSET_NEEDED_BY,
    ASSET_LOCATION,
    ASSET_CLASSIFICATION,
    ASSET_CUSTODIAN,
    ASSET_VALUE,
    ASSET_REVIEW,
    ASSET_CRITERIA,
    ASSET_CHANGED_ON,
    ASSET_DESCRIPTION,
    ASSET_NOTES,
    ASSET_N
};
enum {
    RISK_TITLE,
    RISK_KIND,
    RISK_OWNER,
    RISK_SCOPE,
    RISK_STATUS,
    RISK_APPROACH,
    RISK_CAUSE,
    RISK_EVENT,
    RISK_IMPACT,
    RISK_PROPERTIES,
    RISK_ASSETS,
    RISK_THREATS,
    RISK_VULNERABILITIES,
    RISK_CONTROLS,
    RISK_CURRENT_LIKELIHOOD,
    RISK_CURRENT_CONSEQUENCE,
    RISK_CURRENT_LEVEL,
    RISK_TARGET_LIKELIHOOD,
    RISK_TARGET_CONSEQUENCE,
    RISK_TARGET_LEVEL,
    RISK_INHERENT_LIKELIHOOD,
    RISK_INHERENT_CONSEQUENCE,
    RISK_INHERENT_LEVEL,
    RISK_RATING_REASON,
    RISK_CONFIDENCE,
    RISK_CRITERIA,
    RISK_ASSESSMENT,
    RISK_ASSESSED_ON,
    RISK_REVIEW,
    RISK_NEEDS_TREATMENT,
    RISK_BASIS_CHANGED,
    RISK_RATING_CHANGED,
    RISK_STALE,
    RISK_DIGEST,
    RISK_NOTES,
    RISK_SOURCES,
    RISK_LIBRARY,
    RISK_CURRENT_FREQUENCY,
    RISK_CURRENT_LOW,
    RISK_CURRENT_HIGH,
    RISK_TARGET_FREQUENCY,
    RISK_TARGET_LOW,
    RISK_TARGET_HIGH,
    RISK_INHERENT_FREQUENCY,
    RISK_INHERENT_LOW,
    RISK_INHERENT_HIGH,
    RISK_FREQUENCY_LOW,
    RISK_FREQUENCY_HIGH,
    RISK_SECONDARY_SHARE,
    RISK_SECONDARY_LOW,
    RISK_SECONDARY_HIGH,
    RISK_RETENTION,
    RISK_COVER,
    RISK_CLASSES,
    RISK_INITIATION,
    RISK_SUCCESS,
    RISK_END_STATE,
    RISK_TARGET_CONFIDENCE,
    RISK_MONEY_CONFIDENCE,
    RISK_INHERENT_CONFIDENCE,
    RISK_HAPPENED,
    RISK_HAPPENED_NOTE,
    RISK_HAPPENED_UNRATED,
    RISK_SCORE,
    RISK_MONEY_LIKELIHOOD,
    RISK_MONEY_CONSEQUENCE,
    RISK_MONEY_LEVEL,
    RISK_EVALUATION,
    RISK_N
};
enum {
    TREATMENT_TITLE,
    TREATMENT_RISK,
    TREATMENT_OPTION,
    TREATMENT_STATUS,
    TREATMENT_RESPONSIBLE,
    TREATMENT_DUE,
    TREATMENT_DONE_ON,
    TREATMENT_CONTROLS,
    TREATMENT_RESOURCES,
    TREATMENT_COST,
    TREATMENT_SUCCESS,
    TREATMENT_SCOPE,
    TREATMENT_OVERDUE,
    TREATMENT_NOTES,
    TREATMENT_N
};
enum {
    ACCEPTANCE_TITLE,
    ACCEPTANCE_RISK,
    ACCEPTANCE_KIND,
    ACCEPTANCE_STATEMENT,
    ACCEPTANCE_VALID_UNTIL,
    ACCEPTANCE_BY,
    ACCEPTANCE_ON,
    ACCEPTANCE_SECOND_OF,
    ACCEPTANCE_CRITERIA,
    ACCEPTANCE_BOUND_OWNER,
    ACCEPTANCE_BOUND_LIKELIHOOD,
    ACCEPTANCE_BOUND_CONSEQUENCE,
    ACCEPTANCE_BOUND_LEVEL,
    ACCEPTANCE_BOUND_DIGEST,
    ACCEPTANCE_BOUND_CONTROLS,
    ACCEPTANCE_BOUND_TREATMENTS,
    ACCEPTANCE_BOUND,
    ACCEPTANCE_NEEDS_SECOND,
    ACCEPTANCE_STALE,
    ACCEPTANCE_EFFECTIVE,
    ACCEPTANCE_SCOPE,
    ACCEPTANCE_N
};
enum {
    STATEMENT_NUMBER,
    STATEMENT_TITLE,
    STATEMENT_SCOPE,
    STATEMENT_REQUIREMENT,
    STATEMENT_APPLICABLE,
    STATEMENT_REASONS,
    STATEMENT_OBLIGATIONS,
    STATEMENT_JUSTIFICATION,
    STATEMENT_ADAPTATION,
    STATEMENT_OWNER,
    STATEMENT_PARTS,
    STATEMENT_CONTROLS,
    STATEMENT_EXCEPTIONS,
    STATEMENT_BY_RISK,
    STATEMENT_POSITION,
    STATEMENT_NOTES,
    STATEMENT_N
};
enum {
    CONTROL_TITLE,
    CONTROL_HOW,
    CONTROL_OWNER,
    CONTROL_STATUS,
    CONTROL_SCOPE,
    CONTROL_STATEMENTS,
    CONTROL_KIND,
    CONTROL_FREQUENCY,
    CONTROL_COST,
    CONTROL_TESTED_ON,
    CONTROL_TESTED_BY,
    CONTROL_RESULT,
    CONTROL_EFFECT,
    CONTROL_DUE,
    CONTROL_REVIEW,
    CONTROL_RISKS,
    CONTROL_EVIDENCE,
    CONTROL_NOTES,
    CONTROL_FREQUENCY_EFFECT,
    CONTROL_LOSS_EFFECT,
    CONTROL_HELPS,
    CONTROL_MANDATORY,
    CONTROL_REQUIRES,
    CONTROL_EXCLUDES,
    CONTROL_N
};
enum {
    COVERAGE,
    COVERAGE_PART,
    COVERAGE_STATUS,
    COVERAGE_N
}; /* own fields of link_control_statement */
enum {
    SOA_TITLE,
    SOA_SCOPE,
    SOA_NUMBER,
    SOA_APPROVED_BY,
    SOA_APPROVED_ON,
    SOA_DIGEST,
    SOA_ROWS,
    SOA_CONTENT,
    SOA_EXCEPTION,
    SOA_NOTES,
    SOA_N
};
enum {
    JUDGEMENT_REQUIREMENT,
    JUDGEMENT_SCOPE,
    JUDGEMENT_ANSWER,
    JUDGEMENT_BY,
    JUDGEMENT_ON,
    JUDGEMENT_VALID_UNTIL,
    JUDGEMENT_REASON,
    JUDGEMENT_N
};
enum {
    EXCEPTION_TITLE,
    EXCEPTION_KIND,
    EXCEPTION_SCOPE,
    EXCEPTION_STATEMENTS,
    EXCEPTION_CONTROLS,
    EXCEPTION_REASON,
    EXCEPTION_COMPENSATING,
    EXCEPTION_APPROVED_BY,
    EXCEPTION_FROM,
    EXCEPTION_UNTIL,
    EXCEPTION_STATUS,
    EXCEPTION_N
};
enum {
    DOCUMENT_TITLE,
    DOCUMENT_KIND,
    DOCUMENT_OWNER,
    DOCUMENT_SCOPE,
    DOCUMENT_STATUS,
    DOCUMENT_CLASSIFICATION,
    DOCUMENT_AUDIENCE,
    DOCUMENT_REQUIREMENTS,
    DOCUMENT_CONTROLS,
    DOCUMENT_REVIEW,
    DOCUMENT_NOTES,
    DOCUMENT_TEMPLATE,
    DOCUMENT_N
};
enum {
    VERSION_TITLE,
    VERSION_DOCUMENT,
    VERSION_NUMBER,
    VERSION_STATUS,
    VERSION_BODY,
    VERSION_FILE,
    VERSION_CHANGES,
    VERSION_AUTHOR,
    VERSION_APPROVED_BY,
    VERSION_APPROVED_ON,
    VERSION_PUBLISHED_ON,
    VERSION_EXCEPTION,
    VERSION_SCOPE,
    VERSION_N
};
enum { ACK_TITLE, ACK_VERSION, ACK_PERSON, ACK_DAY, ACK_SCOPE, ACK_N };
enum {
    TASK_TITLE,
    TASK_OWNER,
    TASK_DUE,
    TASK_STATUS,
    TASK_DONE_ON,
    TASK_RECURRENCE,
    TASK_SCOPE,
    TASK_CONTROLS,
    TASK_RISK,
    TASK_DOCUMENT,
    TASK_OVERDUE,
    TASK_NOTES,
    TASK_STEP,
    TASK_N
};

/* --- criteria: criteria.c, criteria_parse.c, criteria_rules.c --- */

/* Who may accept a level of risk. */
enum acceptor { ACCEPTOR_OWNER, ACCEPTOR_MANAGEMENT, ACCEPTOR_NOBODY };
/* Classes of risk that may have rules of their own; the first row is every risk. */
enum { CLASS_ANY, CLASS_SAFETY, CLASS_LEGAL, CLASS_PRIVACY, CLASS_N };
enum { CRITERIA_STEPS = 10, CRITERIA_POINTS = 10 };
extern const char *const criteria_acceptors[3]; /* owner, management, nobody */
extern const char *const criteria_classes[CLASS_N];
struct acceptance_rule {
    bool given;
    enum acceptor who;
    int64_t months; /* an acceptance holds at most so long; 0: without end */
};
/* A criteria record read into numbers. Scales count from 1. Memory: the ctx that loaded it. */
struct criteria {
    int64_t id;
    struct scale_step step[4][CRITERIA_STEPS]; /* likelihood, consequence, level, need */
    size_t n[4];
    int64_t level[CRITERIA_STEPS][CRITERIA_STEPS];        /* [likelihood - 1][consequence - 1] */
    enum acceptor acceptor[CRITERIA_STEPS];               /* [level - 1], of every risk */
    struct acceptance_rule rule[CLASS_N][CRITERIA_STEPS]; /* [class][level - 1] */
    bool sum[3]; /* needs that add up along dependencies: confidentiality, integrity, availability;
                    else the highest counts */
    /* Risks in money: where each step of a scale ends (the last one has no end), and what all
     * risks together may cost. None: not switched on. */
    double frequency_band[CRITERIA_STEPS], loss_band[CRITERIA_STEPS]; /* a year; major units */
    size_t nfrequency_bands, nloss_bands, ntolerance;
    struct {
        double loss, probability; /* of a year that costs more; losses rise, probabilities fall */
    } tolerance[CRITERIA_POINTS];
    /* Semi-quantitative: points of each step; their product up to level_limit[k - 1] gives level k.
     * weighted false: no points. */
    bool weighted;
    double weight[2][CRITERIA_STEPS], level_limit[CRITERIA_STEPS];
    /* Overall likelihood from that of an attempt and that of its success; combines false: none. */
    bool combines;
    int64_t combined[CRITERIA_STEPS][CRITERIA_STEPS]; /* [attempt - 1][success - 1] */
};
/* One thing that is wrong, at its cell; a warning hinders nothing. */
struct criteria_flaw {
    size_t field;       /* CRITERIA_MATRIX ... */
    size_t row, column; /* from 0; CRITERIA_WHOLE: the field as a whole */
    bool warning;
    struct str text;
};
enum { CRITERIA_FLAWS = 64, CRITERIA_WHOLE = 1000 };
struct criteria_flaws {
    struct criteria_flaw at[CRITERIA_FLAWS];
    size_t n;
};
/* The validator: matrix monotone in both directions, overall likelihood monotone and not above
 * either factor, every level reached, acceptance never easier for a higher level or a class, bands
 * rising, points agreeing with the matrix. Pure; texts in ctx->mem. */
void criteria_examine(struct ctx *c, const struct criteria *k, struct criteria_flaws *ret);
/* The texts into numbers, without the validator; a problem for everything that cannot be read. */
bool criteria_read(struct ctx *c, const struct record *r, struct criteria *ret) MUST_CHECK;
/* Reads the texts; adds a problem for everything that is wrong (steps not numbered from 1, matrix
 * of the wrong shape or not monotone, levels without an acceptance rule). Needs no database. */
bool criteria_parse(struct ctx *c, const struct record *r, struct criteria *ret) MUST_CHECK;
bool criteria_load(struct ctx *c, int64_t id, const struct criteria **ret) MUST_CHECK;
/* The criteria in force for a scope (0: the organization): the scope's own, else the newest in
 * force. *ret 0 when there is none. */
bool criteria_in_force(struct ctx *c, int64_t scope, int64_t *ret) MUST_CHECK;
/* Level of a rating; 0 when either is missing or off the scale. */
int64_t criteria_level(const struct criteria *k, int64_t likelihood, int64_t consequence);
/* The three texts about money; the scales were read: criteria_money.c. */
bool criteria_parse_money(struct ctx *c, const struct record *r, struct criteria *k) MUST_CHECK;
/* The step of a scale that an amount or a frequency falls into; 0: no bands. */
int64_t criteria_step(const double *band, size_t n, double x);
/* Who may accept a risk of these classes ("safety,legal"; may be empty) at a level, and for how
 * long: the strictest rule that applies. */
struct acceptance_rule criteria_rule(const struct criteria *k, int64_t level, struct str classes);
/* Middle of a band on a logarithmic scale, for what is known by its step alone; the open ends are
 * taken as wide as their neighbour. 0: no bands. */
double criteria_band_middle(const double *limit, size_t n, int64_t step);
/* Callback of struct store_options: parts of the method that are off until switched on, by the
 * organisation (inherent, tolerance, cycles, sources) or by what the criteria in force hold
 * (classes, combined, bands, points). "languages": there is more than one to choose from. */
bool records_on(struct ctx *c, const char *name);
/* The organisation's language for who chose none: a tag; empty: as each browser says. */
struct str records_language(struct ctx *c);
/* A place in the cache of criteria for what is worked out from them (switches.c). */
void **criteria_kept(struct ctx *c);
/* Callback of struct store_options. */
bool records_scale(struct ctx *c, const struct entity *e, const struct record *r, const char *name,
                   struct scale *ret);
/* Texts of the default criteria that `init` makes: our own grid. */
extern const char *const criteria_defaults[CRITERIA_N];

/* --- results of an assessment: risk_assessment.c --- */

/* One line of results: ratings as likelihood, consequence, level (0: not rated). */
struct assessed {
    int64_t risk, now[3], then[3], criteria, owner;
    struct str title;
};
/* The open risks of a scope (0: those without one) as they stand, one a line. Whoever may read the
 * assessment may read them: no risk of another scope is among them. */
bool assessment_results(struct ctx *c, int64_t scope, struct buf *b) MUST_CHECK;
/* Takes the next line off; false at the end. Views into the text. */
bool assessment_row(struct str *rest, struct assessed *ret);

/* --- monitoring: risk_stale.c --- */

/* Why the assessment of a risk does not hold any more: an SQL expression over alias t, empty while
 * it holds. */
extern const char risk_stale[];

/* --- estimates in money: estimate.c --- */

/* Adds a problem for every figure that is missing or does not fit the others. */
void risk_check_money(struct ctx *c, const struct record *now);

/* --- acceptance.c --- */

/* May the person sign second, for top management? */
bool acceptance_by_management(struct ctx *c, int64_t person, int64_t scope, bool *ret) MUST_CHECK;

/* --- rules that several types share: rules.c --- */

/* True when following the reference or link from `id` leads back to `start`: a cycle. table and
 * columns are constants. */
bool rules_reaches(struct ctx *c, const char *table, const char *from, const char *to, int64_t id,
                   int64_t start, bool *ret) MUST_CHECK;
/* That cycle in words, "A-1, A-3, A-2, A-1"; empty when there is none. */
bool rules_cycle(struct ctx *c, const struct entity *e, const char *table, const char *from,
                 const char *to, int64_t id, int64_t start, struct str *ret) MUST_CHECK;
/* A valid exception to separation of duties for the scope today; *ret 0 when there is none. */
bool rules_duty_exception(struct ctx *c, int64_t scope, int64_t *ret) MUST_CHECK;
/* The scope of a record that belongs to a risk is the risk's: the same people see both. */
bool risk_take_scope(struct ctx *c, struct record *now, size_t risk, size_t scope) MUST_CHECK;
/* Makes the statements of a scope for the reference controls of its standards that it does not have
 * yet. */
bool statement_create_all(struct ctx *c, const struct record *scope) MUST_CHECK;
/* Codes of what relies on a statement, "R-3, OB-2", in ctx->mem; empty when nothing does. */
bool statement_relied_on(struct ctx *c, const struct record *statement, struct str *ret) MUST_CHECK;

/* --- what starts from the content --- */
/* A content record by key without a permit, for hooks; *ret NULL when there is none. */
bool content_peek(struct ctx *c, const struct entity *e, struct str key,
                  struct record **ret) MUST_CHECK;
/* For hook.complete of types with FIELD_LIBRARY: fills what is empty from the entry of that kind.
 */
bool library_complete(struct ctx *c, const struct record *old, struct record *now,
                      const char *kind) MUST_CHECK;
/* Markdown of a template for this document, placeholders filled from the records that c->permit
 * shows; what is empty becomes a gap that names what to fill in. Also *ret_gaps, their number. */
bool template_render(struct ctx *c, const struct record *document, struct str text, struct buf *b,
                     int64_t *ret_gaps) MUST_CHECK;
