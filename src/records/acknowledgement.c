#include "records/records.h"
#include "store/permit.h"

/* acknowledgement: somebody has read a published version of a document (27001 7.3, A.5.1). Who and
 * when are set by the program: nobody acknowledges for another. */

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    struct record *v;
    struct str title;
    if (old || rec_is_null(now, ACK_VERSION))
        return true;
    if (!store_peek(c, &entity_document_version, rec_int(now, ACK_VERSION), &v) ||
        !store_title(c, &entity_document_version, rec_int(now, ACK_VERSION), &title))
        return false;
    if (v)
        now->v[ACK_SCOPE] = v->v[VERSION_SCOPE];
    rec_set_text(now, ACK_TITLE, title);
    rec_set_text(now, ACK_DAY, store_today_text(c));
    rec_set_null(now, ACK_PERSON);
    if (permit_person(c->permit))
        rec_set_int(now, ACK_PERSON, permit_person(c->permit));
    return true;
}

static bool said_already(struct ctx *c, const struct record *now, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"acknowledgement\" WHERE \"document_version\"=$1 AND "
                    "\"person\"=$2 AND \"id\"<>$3 AND \"archived\"=0",
                    &st))
        return false;
    stmt_bind_int(st, 1, rec_int(now, ACK_VERSION));
    stmt_bind_int(st, 2, rec_int(now, ACK_PERSON));
    stmt_bind_int(st, 3, now->id);
    return stmt_step(c, st, ret);
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    const struct field *f = now->type->fields;
    struct record *v;
    bool twice;
    if (old && old->archived == now->archived)
        return true;
    if (rec_is_null(now, ACK_VERSION) || now->archived)
        return true;
    if (rec_is_null(now, ACK_PERSON))
        return problem(c, &f[ACK_PERSON], "Only a person can say to have read something.");
    if (!store_peek(c, &entity_document_version, rec_int(now, ACK_VERSION), &v) ||
        !said_already(c, now, &twice))
        return false;
    if (!old && (!v || !str_eq_z(rec_text(v, VERSION_STATUS), "published")))
        return problem(c, &f[ACK_VERSION],
                       "Only the published version of a document is read and "
                       "acknowledged.");
    return !twice || problem(c, &f[ACK_VERSION], "You have acknowledged this version already.");
}

static const struct field fields[ACK_N] = {
    [ACK_TITLE] = { "title", "What", "Document and number of the version.", &kind_line,
                    F_AUTO | F_LIST | F_SEARCH, .maxlen = 300 },
    [ACK_VERSION] = { "document_version", "Version", "The published version that was read.",
                      &kind_ref, F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE,
                      .to = &entity_document_version },
    [ACK_PERSON] = { "person", "Who", "Who has read it: whoever says so.", &kind_person,
                     F_AUTO | F_LIST, .to = &entity_person },
    [ACK_DAY] = { "read_on", "Day", "The day on which it was said.", &kind_date, F_AUTO | F_LIST },
    [ACK_SCOPE] = { "scope", "Scope", "That of the document.", &kind_ref, F_AUTO,
                    .to = &entity_scope_type },
};
static const struct index indexes[] = { { { "document_version", "person" } }, { { "person" } } };
const struct entity entity_acknowledgement = {
    .name = "acknowledgement",
    .plural = "acknowledgements",
    .label = "acknowledgement",
    .prefix = "AK",
    .clause = "27001:7.3",
    .number = 29,
    .flags = E_FROZEN,
    .help = "Somebody has read a published version of a document and says so.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .before_save = before_save, .check = check },
    .perm = { .read = ROLE_MANAGER | ROLE_AUDITOR | ROLE_EXTERNAL | ROLE_MANAGEMENT,
              .create = ROLE_ALL,
              .archive = ROLE_MANAGER,
              .own_read = ROLE_ALL,
              .own = "person" },
};
