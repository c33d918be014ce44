#include "records/records.h"
#include "store/ledger.h"
#include "store/permit.h"

/* soa_version, judgement, exception: decisions that are put on record (27001 6.1.3 d, 9.1). */

/* --- soa_version: made by isms/soa.c, which fills rows and digest; the rules on who may approve
 * are here --- */

struct found {
    int64_t approver;
    bool edited;
};

static bool see_actor(struct ctx *c, void *arg, int64_t person)
{
    struct found *f = arg;
    (void)c;
    f->edited |= person == f->approver;
    return true;
}

/* Did the approver change a row of this SoA since its last version? Leaves of the statements and of
 * their controls' links count. */
static bool edited_since(struct ctx *c, int64_t scope, int64_t since, int64_t person, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    struct found f = { person, false };
    if (!db_prepare(c, c->store->db,
                    "SELECT \"id\" FROM \"statement\" WHERE \"scope\"=$1 AND \"changed\">$2", &st))
        return false;
    stmt_bind_int(st, 1, scope);
    stmt_bind_int(st, 2, since);
    while ((ok = stmt_step(c, st, &row)) && row && !f.edited)
        if (!ledger_actors(c, &entity_statement, stmt_int(st, 0), since, see_actor, &f))
            return false;
    *ret = f.edited;
    return ok;
}

static bool last_version(struct ctx *c, int64_t scope, int64_t *ret_number, int64_t *ret_seq)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT coalesce(max(\"number\"), 0), coalesce(max(\"created\"), -1) FROM "
                    "\"soa_version\" WHERE \"scope\"=$1",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    if (!stmt_step(c, st, &row))
        return false;
    *ret_number = row ? stmt_int(st, 0) : 0;
    *ret_seq = row ? stmt_int(st, 1) : -1;
    return true;
}

/* Top management, by role or appointment, or the delegate it appointed for this. */
static bool may_approve(struct ctx *c, int64_t person, int64_t scope, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    *ret = (permit_roles_in(c->permit, scope) & ROLE_MANAGEMENT) != 0;
    if (*ret)
        return true;
    if (!db_prepare(c, c->store->db,
                    "SELECT 1 FROM \"appointment\" WHERE \"person\"=$1 AND \"kind\" IN "
                    "('top_management', 'soa_delegate') AND \"archived\"=0 AND "
                    "(\"scope\" IS NULL OR \"scope\"=$2) AND (\"valid_from\" IS NULL OR "
                    "\"valid_from\"<=$3) AND "
                    "(\"valid_until\" IS NULL OR \"valid_until\">=$3) LIMIT 1",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_int(st, 2, scope);
    stmt_bind_text(st, 3, store_today_text(c));
    return stmt_step(c, st, ret);
}

static bool soa_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    int64_t number, seq, scope = rec_int(now, SOA_SCOPE), person = permit_person(c->permit),
                         exception;
    bool allowed, edited;
    if (old)
        return true;
    if (rec_is_null(now, SOA_ROWS))
        return fail(
            c, ERR_USAGE,
            "A version of the Statement of Applicability is made by `muniment soa approve`.");
    if (!last_version(c, scope, &number, &seq) || !may_approve(c, person, scope, &allowed))
        return false;
    if (!allowed)
        return fail(c, ERR_FORBIDDEN,
                    "The Statement of Applicability is approved by top management, or by the "
                    "delegate it appointed (appointment kind top_management or soa_delegate). Act "
                    "as that person with --as.");
    if (!edited_since(c, scope, seq, person, &edited) ||
        !rules_duty_exception(c, scope, &exception))
        return false;
    if (edited && !exception)
        return fail(c, ERR_FORBIDDEN,
                    "You edited rows since the last version: another person approves. A very small "
                    "organisation records an exception of kind separation_of_duties first.");
    if (edited)
        rec_set_int(now, SOA_EXCEPTION, exception);
    rec_set_int(now, SOA_NUMBER, number + 1);
    if (person)
        rec_set_int(now, SOA_APPROVED_BY, person);
    rec_set_text(now, SOA_APPROVED_ON, store_today_text(c));
    rec_set_text(now, SOA_TITLE,
                 arena_printf(c->mem, "Statement of Applicability, version %" PRId64, number + 1));
    return true;
}
static const struct field soa_fields[SOA_N] = {
    [SOA_TITLE] = { "title", "Title", "Name with version.", &kind_line,
                    F_AUTO | F_LIST | F_SEARCH },
    [SOA_SCOPE] = { "scope", "Scope", "Whose it is.", &kind_ref, F_REQUIRED | F_LIST | F_FIRST,
                    .to = &entity_scope_type },
    [SOA_NUMBER] = { "number", "Version", "Counts from 1 in each scope.", &kind_int,
                     F_AUTO | F_LIST },
    [SOA_APPROVED_BY] = { "approved_by", "Approved by", "Who approved it.", &kind_person,
                          F_AUTO | F_LIST, .to = &entity_person },
    [SOA_APPROVED_ON] = { "approved_on", "Approved on", "The day.", &kind_date, F_AUTO | F_LIST },
    [SOA_DIGEST] = { "digest", "Digest", "SHA-256 of the frozen rows.", &kind_code, F_AUTO,
                     .maxlen = 80 },
    [SOA_ROWS] = { "rows", "Rows", "The frozen rows as JSON.", &kind_prose, F_AUTO,
                   .maxlen = 4 << 20 },
    [SOA_CONTENT] = { "content_digest", "Digest of the decisions",
                      "Tells whether anything was decided since.", &kind_code, F_AUTO,
                      .maxlen = 80 },
    [SOA_EXCEPTION] = { "exception", "Exception",
                        "The recorded exception that let an editor approve.", &kind_ref,
                        F_AUTO | F_LIST, .to = &entity_exception },
    [SOA_NOTES] = FIELD_NOTES,
};
static const struct index soa_indexes[] = { { { "scope", "number" } } };
const struct entity entity_soa_version = {
    .name = "soa_version",
    .plural = "soa_versions",
    .label = "SoA version",
    .prefix = "SOA",
    .clause = "27001:6.1.3.d",
    .number = 22,
    .flags = E_FROZEN,
    .help = "An approved, frozen Statement of Applicability; the certificate names it.",
    .fields = soa_fields,
    .nfields = ARRAY_LEN(soa_fields),
    .indexes = soa_indexes,
    .nindexes = 1,
    .hook = { .before_save = soa_before_save },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_WORK & ~(unsigned)(ROLE_EXTERNAL | ROLE_AUDITOR),
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER },
};

/* --- judgement --- */

static bool judgement_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    bool again =
        !old || rec_changed(old, now, JUDGEMENT_ANSWER) || rec_changed(old, now, JUDGEMENT_REASON);
    if (!again)
        return true;
    if (permit_person(c->permit))
        rec_set_int(now, JUDGEMENT_BY, permit_person(c->permit));
    rec_set_text(now, JUDGEMENT_ON, store_today_text(c));
    int64_t days;
    if ((!old || !rec_changed(old, now, JUDGEMENT_VALID_UNTIL)) &&
        rec_is_null(now, JUDGEMENT_VALID_UNTIL)) {
        char *until = arena_alloc(c->mem, WHEN_DATE_LEN + 1);
        days = when_add_months(store_today(c), 12);
        when_date_text(days, until);
        rec_set_text(now, JUDGEMENT_VALID_UNTIL, (struct str){ until, WHEN_DATE_LEN });
    }
    return true;
}
static const struct choice answers[] = { { "conforming", "Conforms" },
                                         { "not_conforming", "Does not conform" },
                                         { "nothing_valid",
                                           "Nothing to show here, and that is right" },
                                         { NULL, NULL } };
static const struct field judgement_fields[JUDGEMENT_N] = {
    [JUDGEMENT_REQUIREMENT] = { "requirement", "Requirement",
                                "The clause that is judged, for example 27001:6.1.2.", &kind_key,
                                F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE,
                                .to = &entity_requirement },
    [JUDGEMENT_SCOPE] = { "scope", "Scope", "Where it is judged.", &kind_ref,
                          F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE, .to = &entity_scope_type },
    [JUDGEMENT_ANSWER] = { "answer", "Answer", "Does what is done meet the requirement?",
                           &kind_choice, F_REQUIRED | F_LIST | F_FIRST, .choices = answers },
    [JUDGEMENT_BY] = { "decided_by", "Judged by", "Who judged.", &kind_person, F_AUTO | F_LIST,
                       .to = &entity_person },
    [JUDGEMENT_ON] = { "decided_on", "Judged on", "The day.", &kind_date, F_AUTO | F_LIST },
    [JUDGEMENT_VALID_UNTIL] = { "valid_until", "Valid until",
                                "Judged again by then; 12 months unless said otherwise.",
                                &kind_date, F_LIST },
    [JUDGEMENT_REASON] = { "reason", "Reason", "What it rests on: what was looked at, with whom.",
                           &kind_prose, F_FIRST | F_SEARCH },
};
static const struct index judgement_indexes[] = { { { "scope", "requirement" } } };
const struct entity entity_judgement = {
    .name = "judgement",
    .plural = "judgements",
    .label = "judgement",
    .prefix = "J",
    .clause = "27001:9.1",
    .number = 23,
    .help = "A person's dated answer to whether a clause is met in a scope. Checks find gaps; "
            "conformity is judged by people.",
    .fields = judgement_fields,
    .nfields = ARRAY_LEN(judgement_fields),
    .indexes = judgement_indexes,
    .nindexes = 1,
    .hook = { .before_save = judgement_before_save },
    .perm = PERM_REGISTER,
};

/* --- exception --- */

static bool exception_check(struct ctx *c, const struct record *old, const struct record *now)
{
    const struct field *f = now->type->fields;
    bool duty = str_eq_z(rec_text(now, EXCEPTION_KIND), "separation_of_duties");
    (void)old;
    if (rec_is_null(now, EXCEPTION_UNTIL))
        problem(c, &f[EXCEPTION_UNTIL],
                "An exception ends on a day: give one, for example in a year.");
    if (!rec_is_null(now, EXCEPTION_FROM) && !rec_is_null(now, EXCEPTION_UNTIL) &&
        str_cmp(rec_text(now, EXCEPTION_FROM), rec_text(now, EXCEPTION_UNTIL)) > 0)
        problem(c, &f[EXCEPTION_UNTIL], "The last day must not be before the first.");
    if (rec_is_null(now, EXCEPTION_REASON))
        problem(c, &f[EXCEPTION_REASON], "Say why the rule cannot be kept.");
    if (duty && rec_is_null(now, EXCEPTION_COMPENSATING))
        problem(c, &f[EXCEPTION_COMPENSATING],
                "Name the review that makes up for it: who looks at such approvals from outside, "
                "and how often.");
    return c->nproblems == 0;
}
static const struct choice exception_kinds[] = {
    { "control_deviation", "Deviation from a control" },
    { "separation_of_duties", "Separation of duties cannot be kept" },
    { NULL, NULL }
};
static const struct choice exception_status[] = { { "open", "Open" },
                                                  { "closed", "Closed" },
                                                  { NULL, NULL } };
static const struct field exception_fields[EXCEPTION_N] = {
    [EXCEPTION_TITLE] = FIELD_TITLE("For example Old lab machine without disk encryption."),
    [EXCEPTION_KIND] = { "kind", "Kind",
                         "From a control, or from the separation of duties in this program.",
                         &kind_choice, F_LIST | F_FIRST, .choices = exception_kinds,
                         .initial = "control_deviation" },
    [EXCEPTION_SCOPE] = FIELD_SCOPE,
    [EXCEPTION_STATEMENTS] = { "statements", "Statements",
                               "Rows of the Statement of Applicability it concerns.", &kind_link,
                               .link = &link_exception_statement },
    [EXCEPTION_CONTROLS] = { "controls", "Controls", "Controls it concerns.", &kind_link,
                             .link = &link_exception_control },
    [EXCEPTION_REASON] = { "reason", "Reason", "Why the rule cannot be kept.", &kind_prose,
                           F_SEARCH | F_FIRST },
    [EXCEPTION_COMPENSATING] = { "compensating", "Instead", "What is done to make up for it.",
                                 &kind_prose, F_SEARCH },
    [EXCEPTION_APPROVED_BY] = { "approved_by", "Approved by", "Who agreed.", &kind_person, F_LIST,
                                .to = &entity_person },
    [EXCEPTION_FROM] = { "valid_from", "From", "First day.", &kind_date, F_LIST },
    [EXCEPTION_UNTIL] = { "valid_until", "Until", "Last day; it counts until then.", &kind_date,
                          F_LIST | F_FIRST },
    [EXCEPTION_STATUS] = { "status", "Status", "Closed when it is not needed any more.",
                           &kind_choice, F_LIST, .choices = exception_status, .initial = "open" },
};
static const struct index exception_indexes[] = { { { "status", "valid_until" } } };
const struct entity entity_exception = {
    .name = "exception",
    .plural = "exceptions",
    .label = "exception",
    .prefix = "EX",
    .number = 24,
    .help = "A knowing, dated deviation from a control or from the separation of duties. It shows "
            "until its date.",
    .fields = exception_fields,
    .nfields = ARRAY_LEN(exception_fields),
    .indexes = exception_indexes,
    .nindexes = 1,
    .hook = { .check = exception_check },
    .perm = PERM_REGISTER,
};
const struct link link_exception_statement = { .name = "exception_statement",
                                               .inverse = "exceptions",
                                               .from = &entity_exception,
                                               .to = &entity_statement };
const struct link link_exception_control = { .name = "exception_control",
                                             .from = &entity_exception,
                                             .to = &entity_control };
