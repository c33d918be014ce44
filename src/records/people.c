#include "records/records.h"
#include "store/permit.h"

/* person, appointment, grant: who is who, who answers for what (27001 5.3), who may do what in this
 * program. */

static bool check_person(struct ctx *c, const struct record *old, const struct record *now)
{
    struct str mail = rec_text(now, PERSON_EMAIL);
    ptrdiff_t at = str_find_char(mail, '@');
    (void)old;
    if (mail.n && (at < 1 || (size_t)at + 1 >= mail.n || str_find_char(mail, ' ') >= 0 ||
                   str_find_char(str_tail(mail, (size_t)at + 1), '@') >= 0))
        problem(c, &now->type->fields[PERSON_EMAIL], "E-mail must look like name@example.org.");
    if (now->id && rec_int(now, PERSON_MANAGER) == now->id)
        problem(c, &now->type->fields[PERSON_MANAGER], "Nobody is their own manager.");
    return c->nproblems == 0;
}

static const struct field person_fields[PERSON_N] = {
    [PERSON_NAME] = { "name", "Name", "First and last name.", &kind_line,
                      F_REQUIRED | F_LIST | F_SEARCH | F_FIRST },
    [PERSON_EMAIL] = { "email", "E-mail", "Work address; finds the person in imports.", &kind_line,
                       F_UNIQUE | F_LIST | F_SEARCH | F_FIRST },
    [PERSON_JOB] = { "job", "Job", "What the person does, for example Head of operations.",
                     &kind_line, F_LIST | F_SEARCH | F_FIRST },
    [PERSON_DEPARTMENT] = { "department", "Department", "Part of the organisation.", &kind_line,
                            F_LIST | F_SEARCH | F_FIRST },
    [PERSON_MANAGER] = { "manager", "Reports to", "The person's manager.", &kind_person,
                         .to = &entity_person },
    [PERSON_NOTES] = FIELD_NOTES,
};
const struct entity entity_person = {
    .name = "person",
    .plural = "people",
    .label = "person",
    .prefix = "P",
    .clause = "27001:5.3",
    .number = 9,
    .help = "Anybody who is named anywhere. A person may do something in this program once a grant "
            "says so.",
    .fields = person_fields,
    .nfields = ARRAY_LEN(person_fields),
    .hook = { .check = check_person },
    .perm = { .read = ROLE_ALL,
              .create = ROLE_MANAGER | ROLE_ADMIN,
              .edit = ROLE_MANAGER | ROLE_ADMIN,
              .archive = ROLE_MANAGER | ROLE_ADMIN },
};

static const struct choice appointment_kinds[] = {
    { "top_management", "Top management" },
    { "isms_manager", "ISMS manager" },
    { "reporting", "Reports ISMS performance to top management" },
    { "soa_delegate", "Approves the SoA for top management" },
    { "internal_auditor", "Internal auditor" },
    { "privacy_officer", "Privacy officer" },
    { "incident_manager", "Incident manager" },
    { "other", "Other" },
    { NULL, NULL },
};
static bool check_dates(struct ctx *c, const struct record *now, size_t from, size_t until)
{
    if (!rec_is_null(now, from) && !rec_is_null(now, until) &&
        str_cmp(rec_text(now, from), rec_text(now, until)) > 0)
        problem(c, &now->type->fields[until], "%s must not be before %s.",
                lang_text(now->type->fields[until].label),
                lang_text(now->type->fields[from].label));
    return c->nproblems == 0;
}
static bool check_appointment(struct ctx *c, const struct record *old, const struct record *now)
{
    (void)old;
    return check_dates(c, now, APPOINTMENT_FROM, APPOINTMENT_UNTIL);
}
static const struct field appointment_fields[APPOINTMENT_N] = {
    [APPOINTMENT_TITLE] = FIELD_TITLE("The role, for example Information security manager."),
    [APPOINTMENT_PERSON] = { "person", "Person", "Who holds it.", &kind_person, F_LIST | F_FIRST,
                             .to = &entity_person },
    [APPOINTMENT_KIND] = { "kind", "Kind",
                           "Which of the roles that 27001 5.3 and this program know it is.",
                           &kind_choice, F_LIST | F_FIRST, .choices = appointment_kinds,
                           .initial = "other" },
    [APPOINTMENT_SCOPE] = FIELD_SCOPE,
    [APPOINTMENT_DUTY] = { "responsibility", "Responsibility", "What the person answers for.",
                           &kind_prose, F_SEARCH | F_FIRST },
    [APPOINTMENT_AUTHORITY] = { "authority", "Authority",
                                "What the person may decide, spend, stop.", &kind_prose, F_SEARCH },
    [APPOINTMENT_FROM] = { "valid_from", "From", "First day.", &kind_date, F_LIST },
    [APPOINTMENT_UNTIL] = { "valid_until", "Until", "Last day; empty while it lasts.", &kind_date,
                            F_LIST },
    [APPOINTMENT_BY] = { "appointed_by", "Appointed by", "Member of top management who decided.",
                         &kind_person, .to = &entity_person },
    [APPOINTMENT_ACCEPTED] = { "accepted_on", "Accepted on", "When the person took it on.",
                               &kind_date },
};
static const struct index appointment_indexes[] = { { { "kind" } }, { { "person" } } };
const struct entity entity_appointment = {
    .name = "appointment",
    .plural = "appointments",
    .label = "appointment",
    .prefix = "AP",
    .clause = "27001:5.3",
    .number = 10,
    .help =
        "An ISMS role given to a person by top management, with its responsibility and authority.",
    .fields = appointment_fields,
    .nfields = ARRAY_LEN(appointment_fields),
    .indexes = appointment_indexes,
    .nindexes = 2,
    .hook = { .check = check_appointment },
    .perm = { .read = ROLE_CONTENT,
              .create = ROLE_MANAGER | ROLE_MANAGEMENT,
              .edit = ROLE_MANAGER | ROLE_MANAGEMENT,
              .archive = ROLE_MANAGER | ROLE_MANAGEMENT },
};

/* The giver is whoever saves; nobody gives a grant to themselves. The founder's first grants are
 * made by the program. */
static bool before_grant(struct ctx *c, const struct record *old, struct record *now)
{
    if (!old && permit_person(c->permit))
        rec_set_int(now, GRANT_BY, permit_person(c->permit));
    if (!old && rec_is_null(now, GRANT_FROM))
        rec_set_text(now, GRANT_FROM, store_today_text(c));
    struct buf b;
    struct str name = { NULL, 0 };
    if (!rec_is_null(now, GRANT_PERSON) &&
        !store_title(c, &entity_person, rec_int(now, GRANT_PERSON), &name))
        return false;
    buf_init(&b, 400);
    buf_addf(&b, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(rec_text(now, GRANT_ROLE)));
    rec_set_text(now, GRANT_TITLE, arena_str(c->mem, buf_str(&b)));
    buf_done(&b);
    return true;
}
static bool check_grant(struct ctx *c, const struct record *old, const struct record *now)
{
    int64_t giver = permit_person(c->permit);
    if (giver && giver == rec_int(now, GRANT_PERSON) && !(old && old->archived != now->archived))
        return fail(c, ERR_FORBIDDEN,
                    "Nobody gives a grant to themselves: ask another administrator or manager.");
    return check_dates(c, now, GRANT_FROM, GRANT_UNTIL);
}
static const struct field grant_fields[GRANT_N] = {
    [GRANT_TITLE] = { "title", "Grant", "Person and role.", &kind_line, F_AUTO | F_LIST,
                      .maxlen = 400 },
    [GRANT_PERSON] = { "person", "Person", "Who gets the role.", &kind_person,
                       F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE, .to = &entity_person },
    [GRANT_ROLE] = { "role", "Role", "What the person may do in this program.", &kind_choice,
                     F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE, .choices = role_choices },
    [GRANT_SCOPE] = { "scope", "Scope",
                      "Where it counts, with everything below; empty: the whole organisation.",
                      &kind_ref, F_LIST | F_FIRST | F_IMMUTABLE, .to = &entity_scope_type },
    [GRANT_FROM] = { "valid_from", "From", "First day.", &kind_date, F_LIST | F_FIRST },
    [GRANT_UNTIL] = { "valid_until", "Until",
                      "Last day; empty while it lasts. Certification auditors get one.", &kind_date,
                      F_LIST | F_FIRST },
    [GRANT_BY] = { "given_by", "Given by", "Who gave it.", &kind_person, F_AUTO,
                   .to = &entity_person },
    [GRANT_NOTES] = FIELD_NOTES,
};
static const struct index grant_indexes[] = { { { "person" } } };
const struct entity entity_grant = {
    .name = "grant",
    .plural = "grants",
    .label = "grant",
    .prefix = "G",
    .number = 11,
    .help = "A permission in this program: a person holds a role in a scope between two dates.",
    .fields = grant_fields,
    .nfields = ARRAY_LEN(grant_fields),
    .indexes = grant_indexes,
    .nindexes = 1,
    .hook = { .check = check_grant, .before_save = before_grant },
    .perm = { .read = ROLE_ADMIN | ROLE_MANAGER | ROLE_AUDITOR | ROLE_EXTERNAL,
              .create = ROLE_ADMIN | ROLE_MANAGER,
              .edit = ROLE_ADMIN | ROLE_MANAGER,
              .archive = ROLE_ADMIN | ROLE_MANAGER },
};
