#include "base/jin.h"
#include "records/records.h"
#include "store/ledger.h"
#include "store/permit.h"

/* document and its versions: draft, review, approval by another person, publication (27001 7.5).
 * The approved version stays in force while the next one is written. */

static const struct choice kinds[] = {
    { "policy", "Policy" }, { "procedure", "Procedure" },        { "record", "Record" },
    { "plan", "Plan" },     { "external", "External document" }, { "other", "Other" },
    { NULL, NULL }
};
static const struct choice status[] = {
    { "draft", "Draft" }, { "in_force", "In force" }, { "withdrawn", "Withdrawn" }, { NULL, NULL }
};
static const struct choice classes[] = { { "public", "Public" },
                                         { "internal", "Internal" },
                                         { "confidential", "Confidential" },
                                         { NULL, NULL } };
static bool document_public(const struct record *r)
{
    return str_eq_z(rec_text(r, DOCUMENT_STATUS), "in_force") &&
           !str_eq_z(rec_text(r, DOCUMENT_CLASSIFICATION), "confidential");
}
static const struct field document_fields[DOCUMENT_N] = {
    [DOCUMENT_TITLE] = FIELD_TITLE("For example Information security policy."),
    [DOCUMENT_KIND] = { "kind", "Kind", "What sort of document.", &kind_choice, F_LIST | F_FIRST,
                        .choices = kinds, .initial = "policy" },
    [DOCUMENT_OWNER] = FIELD_OWNER("Owner", "Who keeps it right."),
    [DOCUMENT_SCOPE] = FIELD_SCOPE,
    [DOCUMENT_STATUS] = { "status", "Status", "In force once a version is published.", &kind_choice,
                          F_LIST, .choices = status, .initial = "draft" },
    [DOCUMENT_CLASSIFICATION] = { "classification", "Classification", "Who may read it.",
                                  &kind_choice, F_LIST, .choices = classes, .initial = "internal" },
    [DOCUMENT_AUDIENCE] = { "audience", "For whom", "Who has to know it.", &kind_line, F_SEARCH },
    [DOCUMENT_REQUIREMENTS] = { "requirements", "Requirements",
                                "Clauses and reference controls it serves.", &kind_link,
                                .link = &link_document_requirement },
    [DOCUMENT_CONTROLS] = { "controls", "Controls", "Controls it describes.", &kind_link,
                            .link = &link_document_control },
    [DOCUMENT_REVIEW] = FIELD_REVIEW,
    [DOCUMENT_NOTES] = FIELD_NOTES,
    [DOCUMENT_TEMPLATE] = { "template", "From the template",
                            "Key of the template that its first draft is made from (template "
                            "list).",
                            &kind_key, F_IMMUTABLE, .to = &entity_template },
};

static struct str column(const struct record *r, const char *name)
{
    const struct value *v = rec_value(r, name);
    return v->tag == V_TEXT ? v->s : (struct str){ NULL, 0 };
}

/* The requirements that the template serves, as links; sorted by key. */
static void link_served(struct ctx *c, struct record *now, struct str serves)
{
    struct links *l = &now->v[DOCUMENT_REQUIREMENTS].l;
    struct str key;
    if (l->n || !serves.n)
        return;
    l->row = arena_new(c->mem, struct link_row, serves.n / 2 + 1);
    while (serves.n && str_cut(&serves, '|', &key)) {
        size_t at = l->n++;
        for (; at > 0 && str_cmp(l->row[at - 1].key, key) > 0; at--)
            l->row[at] = l->row[at - 1];
        l->row[at] = (struct link_row){ .key = arena_str(c->mem, key) };
    }
}

/* A new document takes title, kind, next review and requirements from its template. */
static bool template_complete(struct ctx *c, const struct record *old, struct record *now)
{
    struct record *t;
    char date[WHEN_DATE_LEN + 1];
    if (old || rec_is_null(now, DOCUMENT_TEMPLATE))
        return true;
    if (!content_peek(c, &entity_template, rec_text(now, DOCUMENT_TEMPLATE), &t))
        return false;
    if (!t)
        return true;
    if (str_eq_z(rec_text(now, DOCUMENT_KIND), "policy")) /* the default, or nothing else given */
        rec_set_text(now, DOCUMENT_KIND, arena_str(c->mem, column(t, "kind")));
    if (rec_is_null(now, DOCUMENT_TITLE))
        rec_set_text(now, DOCUMENT_TITLE, arena_str(c->mem, column(t, "title")));
    if (rec_is_null(now, DOCUMENT_REVIEW)) {
        when_date_text(store_today(c) + rec_value(t, "review_months")->i * 365 / 12, date);
        rec_set_text(now, DOCUMENT_REVIEW, arena_str(c->mem, str_z(date)));
    }
    link_served(c, now, arena_str(c->mem, column(t, "serves")));
    return true;
}

/* Its first draft, placeholders filled. */
static bool template_draft(struct ctx *c, const struct record *old, const struct record *now)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    struct record *t, *v;
    struct buf b;
    int64_t gaps;
    if (old || rec_is_null(now, DOCUMENT_TEMPLATE))
        return true;
    if (!content_peek(c, &entity_template, rec_text(now, DOCUMENT_TEMPLATE), &t))
        return false;
    if (!t)
        return true;
    if (!jin_parse(c, column(t, "body"), &tree) || !record_new(c, &entity_document_version, &v))
        return false;
    buf_init(&b, 200000);
    bool ok = template_render(c, now, jin_str(json_object_get(tree, "en"), "text"), &b, &gaps);
    if (ok) {
        rec_set_int(v, VERSION_DOCUMENT, now->id);
        rec_set_text(v, VERSION_BODY, arena_str(c->mem, buf_str(&b)));
        rec_set_text(v, VERSION_CHANGES,
                     arena_printf(c->mem, "First draft from the template, %" PRId64 " gap%s left.",
                                  gaps, gaps == 1 ? "" : "s"));
        ok = store_save(c, c->permit, v, NULL);
    }
    buf_done(&b);
    return ok;
}
static const struct index document_indexes[] = { { { "status" } }, { { "review_on" } } };
const struct entity entity_document = {
    .name = "document",
    .plural = "documents",
    .label = "document",
    .prefix = "D",
    .clause = "27001:7.5",
    .number = 26,
    .help = "A policy, procedure, plan or record that the ISMS needs, with its versions.",
    .fields = document_fields,
    .nfields = ARRAY_LEN(document_fields),
    .indexes = document_indexes,
    .nindexes = ARRAY_LEN(document_indexes),
    .hook = { .complete = template_complete,
              .after_save = template_draft,
              .is_public = document_public },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER | ROLE_OWNER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER,
              .own_edit = ROLE_OWNER | ROLE_CONTRIBUTOR,
              .public_when = "(t.\"status\"='in_force' AND coalesce(t.\"classification\", "
                             "'internal')<>'confidential')" },
};
const struct link link_document_requirement = { .name = "document_requirement",
                                                .from = &entity_document,
                                                .to = &entity_requirement };
const struct link link_document_control = { .name = "document_control",
                                            .from = &entity_document,
                                            .to = &entity_control };

/* --- versions --- */

struct found {
    int64_t person;
    bool hit;
};
static bool see(struct ctx *c, void *arg, int64_t person)
{
    struct found *f = arg;
    (void)c;
    f->hit |= person == f->person;
    return true;
}

/* Whoever wrote or edited this version does not approve it, unless the scope has a recorded
 * exception. */
static bool other_person(struct ctx *c, const struct record *old, const struct record *now)
{
    int64_t person = permit_person(c->permit), exception;
    struct found f = { person, rec_int(now, VERSION_AUTHOR) == person };
    if (!old || !ledger_actors(c, &entity_document_version, old->id, -1, see, &f))
        return c->err.code ? false
                           : fail(c, ERR_FORBIDDEN,
                                  "A version is approved after it was written, by another person.");
    if (!f.hit)
        return true;
    if (!rules_duty_exception(c, rec_int(now, VERSION_SCOPE), &exception))
        return false;
    if (!exception || rec_int(now, VERSION_EXCEPTION) != exception)
        return fail(c, ERR_FORBIDDEN,
                    "You wrote or edited this version: another person approves it. A very small "
                    "organisation records an exception of kind separation_of_duties first.");
    return true;
}

static bool approved(struct str status_key)
{
    return str_eq_z(status_key, "approved") || str_eq_z(status_key, "published") ||
           str_eq_z(status_key, "superseded");
}

static bool number_versions(struct ctx *c, struct record *now)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct str title;
    bool row;
    if (!db_prepare(
            c, c->db,
            "SELECT coalesce(max(\"number\"), 0)+1 FROM \"document_version\" WHERE \"document\"=$1",
            &st))
        return false;
    stmt_bind_int(st, 1, rec_int(now, VERSION_DOCUMENT));
    if (!stmt_step(c, st, &row) ||
        !store_title(c, &entity_document, rec_int(now, VERSION_DOCUMENT), &title))
        return false;
    rec_set_int(now, VERSION_NUMBER, row ? stmt_int(st, 0) : 1);
    rec_set_text(now, VERSION_TITLE,
                 arena_printf(c->mem, STR_FMT ", version %" PRId64, STR_ARG(str_head(title, 180)),
                              rec_int(now, VERSION_NUMBER)));
    return true;
}

static bool version_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    struct record *d;
    int64_t exception;
    struct str to = rec_text(now, VERSION_STATUS);
    if (rec_is_null(now, VERSION_DOCUMENT))
        return true;
    if (!store_peek(c, &entity_document, rec_int(now, VERSION_DOCUMENT), &d))
        return false;
    now->v[VERSION_SCOPE] = d ? d->v[DOCUMENT_SCOPE] : now->v[VERSION_SCOPE];
    if (!old && (!number_versions(c, now)))
        return false;
    if (!old && rec_is_null(now, VERSION_AUTHOR) && permit_person(c->permit))
        rec_set_int(now, VERSION_AUTHOR, permit_person(c->permit));
    if (rec_changed(old, now, VERSION_STATUS) && str_eq_z(to, "approved")) {
        if (permit_person(c->permit))
            rec_set_int(now, VERSION_APPROVED_BY, permit_person(c->permit));
        rec_set_text(now, VERSION_APPROVED_ON, store_today_text(c));
        struct found f = { permit_person(c->permit),
                           rec_int(now, VERSION_AUTHOR) == permit_person(c->permit) };
        if (old && !ledger_actors(c, &entity_document_version, old->id, -1, see, &f))
            return false;
        if (!rules_duty_exception(c, rec_int(now, VERSION_SCOPE), &exception))
            return false;
        if (f.hit && exception)
            rec_set_int(now, VERSION_EXCEPTION, exception);
    }
    if (rec_changed(old, now, VERSION_STATUS) && str_eq_z(to, "published") &&
        rec_is_null(now, VERSION_PUBLISHED_ON))
        rec_set_text(now, VERSION_PUBLISHED_ON, store_today_text(c));
    return true;
}

static bool version_check(struct ctx *c, const struct record *old, const struct record *now)
{
    static const size_t fixed[] = { VERSION_BODY, VERSION_FILE, VERSION_CHANGES, VERSION_AUTHOR,
                                    VERSION_DOCUMENT };
    for (size_t i = 0; old && approved(rec_text(old, VERSION_STATUS)) && i < ARRAY_LEN(fixed); i++)
        if (rec_changed(old, now, fixed[i]))
            problem(c, &now->type->fields[fixed[i]],
                    "An approved version does not change any more: write the next one.");
    return c->nproblems == 0;
}

/* Publishing puts the document in force and supersedes the version before. */
static bool version_after_save(struct ctx *c, const struct record *old, const struct record *now)
{
    struct record *r;
    if (!rec_changed(old, now, VERSION_STATUS) ||
        !str_eq_z(rec_text(now, VERSION_STATUS), "published"))
        return true;
    const struct permit *program = permit_founder(c, permit_person(c->permit));
    if (!store_peek(c, &entity_document, rec_int(now, VERSION_DOCUMENT), &r))
        return false;
    if (r && !str_eq_z(rec_text(r, DOCUMENT_STATUS), "in_force")) {
        rec_set_text(r, DOCUMENT_STATUS, STR("in_force"));
        if (!store_save(c, program, r, NULL))
            return false;
    }
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"document_version\" WHERE \"document\"=$1 AND "
                    "\"status\"='published' AND \"id\"<>$2",
                    &st))
        return false;
    stmt_bind_int(st, 1, rec_int(now, VERSION_DOCUMENT));
    stmt_bind_int(st, 2, now->id);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return true;
    int64_t before = stmt_int(st, 0);
    stmt_done(&st);
    if (!store_peek(c, &entity_document_version, before, &r))
        return false;
    rec_set_text(r, VERSION_STATUS, STR("superseded"));
    return store_save(c, program, r, NULL);
}

static const struct choice version_status[] = {
    { "draft", "Draft" },         { "review", "In review" },      { "approved", "Approved" },
    { "published", "Published" }, { "superseded", "Superseded" }, { NULL, NULL }
};
static bool version_public(const struct record *r)
{
    return str_eq_z(rec_text(r, VERSION_STATUS), "published");
}
static const struct field version_fields[VERSION_N] = {
    [VERSION_TITLE] = { "title", "Title", "Document and number.", &kind_line,
                        F_AUTO | F_LIST | F_SEARCH, .maxlen = 300 },
    [VERSION_DOCUMENT] = { "document", "Document", "Which document it is a version of.", &kind_ref,
                           F_REQUIRED | F_LIST | F_FIRST | F_IMMUTABLE, .to = &entity_document },
    [VERSION_NUMBER] = { "number", "Number", "Counts from 1 in each document.", &kind_int,
                         F_AUTO | F_LIST },
    [VERSION_STATUS] = { "status", "Status", "Draft, review, approved, published, superseded.",
                         &kind_choice, F_LIST, .choices = version_status, .initial = "draft" },
    [VERSION_BODY] = { "body", "Text", "The text in Markdown.", &kind_prose, F_SEARCH | F_FIRST,
                       .maxlen = 200000 },
    [VERSION_FILE] = { "file", "File", "When the text is kept as a file.", &kind_file, F_FIRST,
                       .maxlen = 400 },
    [VERSION_CHANGES] = { "change_summary", "What changed", "Against the version before.",
                          &kind_prose, F_FIRST },
    [VERSION_AUTHOR] = { "author", "Author", "Who wrote it.", &kind_person, F_LIST,
                         .to = &entity_person },
    [VERSION_APPROVED_BY] = { "approved_by", "Approved by", "Another person than the author.",
                              &kind_person, F_AUTO | F_LIST, .to = &entity_person },
    [VERSION_APPROVED_ON] = { "approved_on", "Approved on", "The day.", &kind_date,
                              F_AUTO | F_LIST },
    [VERSION_PUBLISHED_ON] = { "published_on", "Published on", "The day.", &kind_date,
                               F_AUTO | F_LIST },
    [VERSION_EXCEPTION] = { "exception", "Exception",
                            "The recorded exception that let the author approve.", &kind_ref,
                            F_AUTO, .to = &entity_exception },
    [VERSION_SCOPE] = { "scope", "Scope", "That of the document.", &kind_ref, F_AUTO,
                        .to = &entity_scope_type },
};
static const struct transition version_flow[] = {
    { NULL, "draft", "start a draft", 0, NULL },
    { "draft", "review", "hand in for review", 0, NULL },
    { "review", "draft", "send back", 0, NULL },
    { "review", "approved", "approve", ROLE_MANAGER | ROLE_OWNER | ROLE_MANAGEMENT, other_person },
    { "draft", "approved", "approve", ROLE_MANAGER | ROLE_OWNER | ROLE_MANAGEMENT, other_person },
    { "approved", "published", "publish", 0, NULL },
    { "published", "superseded", "supersede", 0, NULL },
};
static const struct index version_indexes[] = { { { "document", "number" } }, { { "status" } } };
const struct entity entity_document_version = {
    .name = "document_version",
    .plural = "document_versions",
    .label = "document version",
    .prefix = "DV",
    .clause = "27001:7.5.2",
    .number = 27,
    .help =
        "One version of a document: written by one person, approved by another, then published.",
    .fields = version_fields,
    .nfields = ARRAY_LEN(version_fields),
    .indexes = version_indexes,
    .nindexes = ARRAY_LEN(version_indexes),
    .flow = version_flow,
    .nflow = ARRAY_LEN(version_flow),
    .hook = { .before_save = version_before_save,
              .check = version_check,
              .after_save = version_after_save,
              .is_public = version_public },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER | ROLE_OWNER | ROLE_CONTRIBUTOR,
              .edit = ROLE_MANAGER | ROLE_MANAGEMENT,
              .archive = ROLE_MANAGER,
              .own_edit = ROLE_OWNER | ROLE_CONTRIBUTOR,
              .own = "author",
              .public_when = "t.\"status\"='published'" },
};
