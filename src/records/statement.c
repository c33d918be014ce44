#include "records/records.h"
#include "store/permit.h"

/* statement: one row of a scope's Statement of Applicability (27001 6.1.3 b to d). Status and "how"
 * come from its controls: isms/soa.c. */

static bool has_reason(const struct record *r, const char *key)
{
    struct str part, rest = rec_text(r, STATEMENT_REASONS);
    while (str_cut(&rest, ',', &part))
        if (str_eq_z(part, key))
            return true;
    return false;
}

/* Adds the codes of the first column with a prefix to a list. */
static bool add_codes(struct ctx *c, struct buf *b, const char *prefix, struct stmt *st)
{
    bool row, ok;
    while ((ok = stmt_step(c, st, &row)) && row)
        buf_addf(b, "%s%s-%" PRId64, b->n ? ", " : "", prefix, stmt_int(st, 0));
    return ok;
}

bool statement_relied_on(struct ctx *c, const struct record *statement, struct str *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct links l = rec_links(statement, STATEMENT_OBLIGATIONS);
    struct buf b;
    if (!db_prepare(c, c->db,
                    "SELECT DISTINCT r.\"id\" FROM \"control_statement\" AS cs JOIN \"control\" AS "
                    "k ON k.\"id\"=cs.\"from_id\" AND k.\"archived\"=0 "
                    "AND k.\"status\"<>'retired' JOIN \"risk\" AS r ON r.\"archived\"=0 AND "
                    "r.\"status\"<>'closed' AND r.\"kind\"='information_security' AND "
                    "(EXISTS (SELECT 1 FROM \"risk_control\" AS x WHERE x.\"from_id\"=r.\"id\" AND "
                    "x.\"to_id\"=k.\"id\") OR "
                    "EXISTS (SELECT 1 FROM \"treatment\" AS z JOIN \"treatment_control\" AS y ON "
                    "y.\"from_id\"=z.\"id\" WHERE z.\"risk\"=r.\"id\" AND "
                    "y.\"to_id\"=k.\"id\" AND z.\"archived\"=0 AND z.\"status\" NOT IN "
                    "('rejected', 'cancelled'))) WHERE cs.\"to_id\"=$1 AND "
                    "(r.\"scope\" IS NULL OR r.\"scope\"=$2) ORDER BY 1",
                    &st))
        return false;
    stmt_bind_int(st, 1, statement->id);
    stmt_bind_int(st, 2, rec_int(statement, STATEMENT_SCOPE));
    buf_init(&b, 64 << 10);
    bool ok = add_codes(c, &b, "R", st);
    for (size_t i = 0; i < l.n; i++)
        buf_addf(&b, "%sOB-%" PRId64, b.n ? ", " : "", l.row[i].id);
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

/* True when one of the linked obligations is of one of the kinds (NULL-ended). */
static bool has_obligation(struct ctx *c, const struct record *now, const char *const *kinds,
                           bool *ret)
{
    struct links l = rec_links(now, STATEMENT_OBLIGATIONS);
    *ret = false;
    for (size_t i = 0; i < l.n; i++) {
        struct record *o;
        if (!store_peek(c, &entity_obligation, l.row[i].id, &o))
            return false;
        const struct value *v = o ? rec_value(o, "kind") : NULL;
        for (size_t k = 0; v && v->tag == V_TEXT && kinds[k]; k++)
            *ret |= str_eq_z(v->s, kinds[k]);
    }
    return true;
}

static bool check_reasons(struct ctx *c, const struct record *now)
{
    static const char *const law[] = { "law", "regulation", NULL }, *const contract[] = {
        "contract", NULL
    };
    const struct field *f = now->type->fields;
    bool found;
    if (has_reason(now, "law")) {
        if (!has_obligation(c, now, law, &found))
            return false;
        if (!found)
            problem(c, &f[STATEMENT_OBLIGATIONS],
                    "The reason \"law\" needs an obligation of kind law or regulation: link one, "
                    "for example obligations=OB-1.");
    }
    if (has_reason(now, "contract")) {
        if (!has_obligation(c, now, contract, &found))
            return false;
        if (!found)
            problem(c, &f[STATEMENT_OBLIGATIONS],
                    "The reason \"contract\" needs an obligation of kind contract: link one, for "
                    "example obligations=OB-1.");
    }
    if ((has_reason(now, "business") || has_reason(now, "good_practice")) &&
        rec_is_null(now, STATEMENT_JUSTIFICATION))
        problem(c, &f[STATEMENT_JUSTIFICATION],
                "The reasons business and good_practice need a sentence: say what for.");
    return true;
}

static bool check_excluded(struct ctx *c, const struct record *now)
{
    const struct field *f = now->type->fields;
    struct str relied;
    if (rec_is_null(now, STATEMENT_JUSTIFICATION))
        problem(c, &f[STATEMENT_JUSTIFICATION],
                "Leaving a reference control out needs a justification: say why nothing here calls "
                "for it.");
    if (!rec_is_null(now, STATEMENT_REASONS))
        problem(c, &f[STATEMENT_REASONS],
                "A row that is left out has no reasons for inclusion: empty them with reasons=.");
    if (!now->id)
        return true;
    if (!statement_relied_on(c, now, &relied))
        return false;
    if (relied.n)
        problem(c, &f[STATEMENT_APPLICABLE],
                "It cannot be left out while these rely on it: " STR_FMT
                ". Take its controls off the risks and treatments, or the obligation off the row, "
                "first.",
                STR_ARG(relied));
    return true;
}

static bool check_number(struct ctx *c, const struct record *now)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct str number = rec_text(now, STATEMENT_NUMBER);
    bool row;
    if (rec_is_null(now, STATEMENT_REQUIREMENT) && str_ieq(str_head(number, 2), STR("A.")))
        problem(c, &now->type->fields[STATEMENT_NUMBER],
                "Numbers that start with A. belong to the standards: give your own row another "
                "one, such as X.1.");
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"statement\" WHERE \"scope\"=$1 AND \"number\"=$2 AND "
                    "\"id\"<>$3 AND \"archived\"=0 AND "
                    "\"requirement\" IS NOT DISTINCT FROM CAST($4 AS TEXT)",
                    &st))
        return false;
    stmt_bind_int(st, 1, rec_int(now, STATEMENT_SCOPE));
    stmt_bind_text(st, 2, number);
    stmt_bind_int(st, 3, now->id);
    if (rec_is_null(now, STATEMENT_REQUIREMENT))
        stmt_bind_null(st, 4);
    else
        stmt_bind_text(st, 4, rec_text(now, STATEMENT_REQUIREMENT));
    if (!stmt_step(c, st, &row))
        return false;
    if (row)
        problem(c, &now->type->fields[STATEMENT_NUMBER],
                "This scope has a row " STR_FMT " already: S-%" PRId64 ".", STR_ARG(number),
                stmt_int(st, 0));
    return true;
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    if (old && old->archived != now->archived && now->archived &&
        !rec_is_null(now, STATEMENT_REQUIREMENT))
        return fail(c, ERR_FORBIDDEN,
                    "A row of a reference control stays in the Statement of Applicability: leave "
                    "it out with a justification instead.");
    if (!old && !rec_is_null(now, STATEMENT_REQUIREMENT) && c->depth < 2)
        return fail(c, ERR_FORBIDDEN,
                    "Rows of reference controls are made with the scope. Add own rows without a "
                    "requirement.");
    if (!old && rec_is_null(now, STATEMENT_REQUIREMENT) && !check_number(c, now))
        return false;
    if (!check_reasons(c, now))
        return false;
    if (str_eq_z(rec_text(now, STATEMENT_APPLICABLE), "no") && !check_excluded(c, now))
        return false;
    return c->nproblems == 0;
}

enum { OWN_ROWS = 1000000 }; /* own rows follow those of the standards */

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    (void)c;
    if (!old && rec_is_null(now, STATEMENT_POSITION))
        rec_set_int(now, STATEMENT_POSITION, OWN_ROWS);
    return true;
}

/* Which rows of content a standard brings: key prefix of its reference controls. */
static const struct {
    const char *standard, *kind;
} sets[] = {
    { "27001:2022", "annex_a" },
    { "27701-2019", "privacy_control" },
    { "27701-2025", "privacy_control" },
};

static bool make_one(struct ctx *c, const struct record *scope, const struct stmt *st)
{
    struct record *s;
    if (!record_new(c, &entity_statement, &s))
        return false;
    rec_set_text(s, STATEMENT_REQUIREMENT, arena_str(c->mem, stmt_text(st, 0)));
    rec_set_text(s, STATEMENT_NUMBER, arena_str(c->mem, stmt_text(st, 1)));
    rec_set_text(s, STATEMENT_TITLE, arena_str(c->mem, stmt_text(st, 2)));
    rec_set_int(s, STATEMENT_POSITION, stmt_int(st, 3));
    rec_set_int(s, STATEMENT_SCOPE, scope->id);
    return store_save(c, c->permit, s, NULL);
}

bool statement_create_all(struct ctx *c, const struct record *scope)
{
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        struct str rest = rec_text(scope, SCOPE_STANDARDS), part;
        bool wanted = false, row, ok;
        while (str_cut(&rest, ',', &part))
            wanted |= str_eq_z(part, sets[i].standard);
        if (!wanted)
            continue;
        _cleanup_(stmt_done) struct stmt *st = NULL;
        if (!db_prepare(
                c, c->store->db,
                "SELECT q.\"ref\", q.\"number\", q.\"title\", q.\"position\" FROM \"requirement\" "
                "AS q WHERE q.\"standard\"=$1 AND q.\"kind\"=$2 AND NOT EXISTS "
                "(SELECT 1 FROM \"statement\" AS s WHERE s.\"scope\"=$3 AND "
                "s.\"requirement\"=q.\"ref\") ORDER BY q.\"position\"",
                &st))
            return false;
        stmt_bind_text(st, 1, str_z(sets[i].standard));
        stmt_bind_text(st, 2, str_z(sets[i].kind));
        stmt_bind_int(st, 3, scope->id);
        while ((ok = stmt_step(c, st, &row)) && row)
            if (!make_one(c, scope, st))
                return false;
        if (!ok)
            return false;
    }
    return true;
}

static const struct choice applicable[] = {
    { "undecided", "Not decided yet" }, { "yes", "Included" }, { "no", "Left out" }, { NULL, NULL }
};
static const struct choice reasons[] = { { "law", "Law or regulation" },
                                         { "contract", "Contract" },
                                         { "business", "Business need" },
                                         { "good_practice", "Good practice" },
                                         { NULL, NULL } };
/* The same rule as isms/soa_read.c follows when it lists the risks of a row. The plus signs keep
 * SQLite from going through everything that is not archived instead of following the links. */
#define LIVE_RISK                                                                                  \
    "+r.\"archived\"=0 AND r.\"status\"<>'closed' AND r.\"kind\"='information_security' AND "      \
    "(r.\"scope\" IS NULL OR r.\"scope\"=t.\"scope\")"
static const char by_risk[] =
    "CASE WHEN EXISTS (SELECT 1 FROM \"control_statement\" AS l JOIN \"control\" AS k ON "
    "k.\"id\"=l.\"from_id\" WHERE l.\"to_id\"=t.\"id\" AND +k.\"archived\"=0 AND "
    "k.\"status\"<>'retired' AND (EXISTS (SELECT 1 FROM \"risk_control\" AS x JOIN \"risk\" AS r "
    "ON "
    "r.\"id\"=x.\"from_id\" WHERE x.\"to_id\"=k.\"id\" AND " LIVE_RISK
    ") OR EXISTS (SELECT 1 FROM \"treatment_control\" AS y JOIN \"treatment\" AS z ON "
    "z.\"id\"=y.\"from_id\" JOIN \"risk\" AS r ON r.\"id\"=z.\"risk\" WHERE y.\"to_id\"=k.\"id\" "
    "AND +z.\"archived\"=0 AND z.\"status\" NOT IN ('rejected','cancelled') AND " LIVE_RISK
    "))) THEN 1 ELSE 0 END";

static const struct field fields[STATEMENT_N] = {
    [STATEMENT_NUMBER] = { "number", "Number",
                           "A.5.15 for a reference control; your own rows take any mark such as "
                           "X.1.",
                           &kind_code,
                           F_REQUIRED | F_LIST | F_SEARCH | F_FIRST | F_IMMUTABLE | F_NATURAL },
    [STATEMENT_TITLE] = FIELD_TITLE("Short title of the reference control, or of your own row."),
    [STATEMENT_SCOPE] = { "scope", "Scope", "Whose Statement of Applicability it belongs to.",
                          &kind_ref, F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE,
                          .to = &entity_scope_type },
    [STATEMENT_REQUIREMENT] = { "requirement", "Reference control",
                                "The reference control it is about; empty for an own row.",
                                &kind_key, F_LIST | F_IMMUTABLE, .to = &entity_requirement },
    [STATEMENT_APPLICABLE] = { "applicable", "Applicable",
                               "Needed here or not. Nothing is guessed: a new row is undecided.",
                               &kind_choice, F_LIST | F_FIRST, .choices = applicable,
                               .initial = "undecided" },
    [STATEMENT_REASONS] = { "reasons", "Reasons",
                            "Why it is in, beside the risks that rely on it (those are found by "
                            "the program).",
                            &kind_choices, F_LIST | F_FIRST, .choices = reasons },
    [STATEMENT_OBLIGATIONS] = { "obligations", "Obligations", "Laws and contracts that ask for it.",
                                &kind_link, .link = &link_statement_obligation },
    [STATEMENT_JUSTIFICATION] = { "justification", "Justification",
                                  "Why it is left out; or the sentence behind business need and "
                                  "good practice.",
                                  &kind_prose, F_LIST | F_SEARCH },
    [STATEMENT_ADAPTATION] = { "adaptation", "Adaptation",
                               "What is done differently and why the purpose is reached all the "
                               "same.",
                               &kind_prose, F_SEARCH },
    [STATEMENT_OWNER] = FIELD_OWNER("Owner", "Who answers for this row."),
    [STATEMENT_PARTS] = { "parts_confirmed", "Parts cover the whole",
                          "Somebody looked and confirms that the linked controls together cover "
                          "all of it.",
                          &kind_bool },
    [STATEMENT_CONTROLS] = { "controls", "Controls", "What is really done.", &kind_link,
                             .link = &link_control_statement },
    [STATEMENT_EXCEPTIONS] = { "exceptions", "Exceptions", "Dated deviations.", &kind_link,
                               .link = &link_exception_statement },
    [STATEMENT_BY_RISK] = { "by_risk", "A risk relies on it",
                            "An open risk counts on one of its controls, today or through a "
                            "treatment: that is the reason \"risk\".",
                            &kind_bool, .sql = by_risk },
    [STATEMENT_POSITION] = { "position", "Order", "Place in the Statement of Applicability.",
                             &kind_int, F_AUTO },
    [STATEMENT_NOTES] = FIELD_NOTES,
};
static const struct index indexes[] = { { { "scope", "position" } },
                                        { { "scope", "applicable" } },
                                        { { "requirement" } } };
const struct entity entity_statement = {
    .name = "statement",
    .plural = "statements",
    .label = "statement",
    .prefix = "S",
    .clause = "27001:6.1.3.d",
    .number = 20,
    .help = "One row of a scope's Statement of Applicability: is this reference control needed "
            "here, and why.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .check = check, .before_save = before_save },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER,
              .own_edit = ROLE_OWNER },
};
const struct link link_statement_obligation = { .name = "statement_obligation",
                                                .inverse = "statements",
                                                .from = &entity_statement,
                                                .to = &entity_obligation };
