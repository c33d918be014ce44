#include "base/num.h"
#include "http/aside.h"
#include "records/records.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/pages.h"

/* Creating and changing a record of any type. Bad input comes back with everything that was typed,
 * a summary that links to each field, and the same words at the field; two people editing the same
 * record see both versions. */

struct form {
    struct view v;
    struct record *r;         /* new or as stored, with what was typed where it could be read */
    bool creating, sent;      /* sent: show what was typed */
    const struct field *only; /* edited in its place on the record's page; NULL: the whole form */
    int64_t version;          /* that the person began from */
    /* What was wrong with what was sent. Kept apart from ctx's error while the page is written:
     * what reads records stops at an error. */
    struct err err;
    const struct problem *problems;
};

static const struct problem *problem_of(const struct form *form, const struct field *f)
{
    return problem_find(form->problems, f->name);
}

/* What was typed into a field: several boxes of one name are joined by commas. */
struct str form_typed(struct ctx *c, const struct request *req, const struct field *f)
{
    struct str all = STR("");
    if (link_table_typed(c, req, f, &all))
        return all;
    for (size_t i = 0; i < req->form.n; i++) {
        if (!str_eq_z(req->form.at[i].name, f->name))
            continue;
        struct str one = req->form.at[i].value;
        if (f->kind != &kind_choices && f->kind != &kind_link)
            return one;
        if (all.n)
            one = arena_printf(c->mem, STR_FMT "%s" STR_FMT, STR_ARG(all),
                               f->kind == &kind_link ? "; " : ",", STR_ARG(one));
        all = one;
    }
    return all;
}

/* No box ticked sends nothing: then the form itself says that it asked. */
static bool has_typed(const struct request *req, const struct field *f)
{
    bool boxes = f->kind == &kind_choices || f->kind == &kind_link;
    return http_has(&req->form, f->name) ||
           (boxes && (http_has(&req->form, "form_fields") ||
                      str_eq_z(http_get(&req->form, "inline"), f->name)));
}

/* Problems about the record as a whole, or about fields that the form does not show. */
static bool is_shown(const struct form *f, const struct field *field)
{
    return field && field_is_input(field) && field_on(f->v.c, field) &&
           !(f->r->type->flags & E_CONTENT);
}

static void summary(struct form *f)
{
    struct buf *b = f->v.b;
    if (!f->problems)
        return;
    ui_errors(b, !f->problems->next ? _("One thing has to be put right")
                                    : _("A few things have to be put right"));
    for (const struct problem *p = f->problems; p; p = p->next) {
        const struct field *field = p->field ? entity_field(f->r->type, str_z(p->field)) : NULL;
        ui_error(b, is_shown(f, field) ? field->name : NULL, p->message);
    }
    ui_errors_end(b);
}

/* set=FIELD:CODE in the address: what was just made for this field on a form of its own. */
static void with_made(const struct form *f, const struct field *field, struct str *text)
{
    struct str ref = http_get(&f->v.req->query, "set"), name;
    if (!ref.n || !str_cut(&ref, ':', &name) || !str_eq_z(name, field->name))
        return;
    *text = field->kind == &kind_link && text->n
                ? arena_printf(f->v.c->mem, STR_FMT "; " STR_FMT, STR_ARG(*text), STR_ARG(ref))
                : ref;
}

static bool input(struct form *f, const struct field *field)
{
    struct ctx *c = f->v.c;
    struct str text;
    if (f->sent && has_typed(f->v.req, field))
        text = form_typed(c, f->v.req, field);
    else if (!f->sent && f->creating && http_has(&f->v.req->query, field->name))
        text = http_get(&f->v.req->query, field->name); /* /tasks/new?risk=R-3 */
    else if (!input_text(c, f->r, field, &text))
        return false;
    with_made(f, field, &text);
    return ui_input(&f->v, f->r, field, text, problem_of(f, field));
}

/* First what gives the record its meaning, the rest behind a summary; open when something in there
 * is wrong. */
static bool inputs(struct form *f)
{
    const struct entity *e = f->r->type;
    bool rest = false, wrong = false, any_first = false;
    for (size_t i = 0; i < e->nfields; i++)
        any_first |= (e->fields[i].flags & F_FIRST) != 0;
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *x = &e->fields[i];
        if (!field_is_input(x) || ((x->flags & F_IMMUTABLE) && !f->creating) ||
            !field_on(f->v.c, x))
            continue;
        if (!f->creating || !any_first || (x->flags & (F_FIRST | F_REQUIRED))) {
            if (!input(f, x))
                return false;
        } else {
            rest = true;
            wrong |= problem_of(f, x) != NULL;
        }
    }
    if (!rest)
        return true;
    html_f(f->v.b, "<details class=\"more\"%s><summary>More about it</summary>",
           wrong ? " open" : "");
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *x = &e->fields[i];
        if (field_is_input(x) && !(x->flags & (F_FIRST | F_REQUIRED)) && field_on(f->v.c, x) &&
            !input(f, x))
            return false;
    }
    buf_add_z(f->v.b, "</details>");
    return true;
}

static bool reason_field(struct form *f)
{
    html_f(f->v.b,
           "<div class=\"field\"><label for=\"f-change_reason\">Why "
           "<small>(optional)</small></label><p "
           "class=\"help\" id=\"h-change_reason\">Kept in the history of the record.</p><input "
           "type=\"text\" id=\"f-change_reason\" name=\"change_reason\" "
           "aria-describedby=\"h-change_reason\" "
           "value=\"%.*s\"></div>",
           STR_ARG(http_get(&f->v.req->form, "change_reason")));
    return true;
}

static bool has_file(const struct entity *e)
{
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].kind == &kind_file && field_is_input(&e->fields[i]))
            return true;
    return false;
}

static bool conflict(struct form *f);

/* Where the person goes on to once this is saved: a form that waits as a draft. */
static void way_back(struct form *f)
{
    static const char *const names[] = { "back", "back_field" };
    const struct request *req = f->v.req;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str s =
            http_get(http_has(&req->form, names[i]) ? &req->form : &req->query, names[i]);
        if (s.n)
            html_f(f->v.b, "<input type=\"hidden\" name=\"%s\" value=\"%.*s\">", names[i],
                   STR_ARG(s));
    }
}

static bool show(struct form *f)
{
    struct ctx *c = f->v.c;
    const struct entity *e = f->r->type;
    struct str back = f->creating ? url_type(c, e) : url_record(c, f->r);
    struct str at = f->creating ? arena_printf(c->mem, STR_FMT "/new", STR_ARG(back))
                                : arena_printf(c->mem, STR_FMT "/edit", STR_ARG(back));
    f->v.draft = at;
    struct view_head h = { .title = f->creating
                                        ? arena_printf(c->mem, _("New: %s"), lang_text(e->label))
                                        : arena_printf(c->mem, _("Edit " STR_FMT),
                                                       STR_ARG(record_title(f->r))),
                           .crumb = { { arena_z(c->mem, type_heading(c, e)), url_type(c, e) } },
                           .ref = f->creating ? STR("") : record_ref(c, f->r),
                           .lead = f->creating ? str_z(lang_text(e->help)) : STR("") };
    if (!view_begin(&f->v, &h))
        return false;
    if (f->err.code == ERR_CONFLICT && !conflict(f))
        return false;
    if (!f->sent && !draft_offer(&f->v))
        return false;
    buf_add_z(f->v.b, "<div class=\"cols\">");
    html_f(f->v.b, "<form method=\"post\" action=\"%.*s\" data-draft=\"%.*s\" novalidate",
           STR_ARG(at), STR_ARG(at));
    buf_add_z(f->v.b, has_file(e) ? " enctype=\"multipart/form-data\">" : ">");
    view_form_token(&f->v);
    html_f(f->v.b,
           "<input type=\"hidden\" name=\"form_fields\" value=\"1\"><input type=\"hidden\" "
           "name=\"version\" value=\"%ld\"><input type=\"hidden\" name=\"draft_of\" "
           "value=\"%.*s\"><button class=\"vh\" type=\"submit\" tabindex=\"-1\" "
           "aria-hidden=\"true\">%s</button>",
           (long)f->version, STR_ARG(at), f->creating ? _("Add") : _("Save"));
    way_back(f);
    if (f->err.code == ERR_INVALID)
        summary(f);
    if (!inputs(f) || !reason_field(f))
        return false;
    html_f(f->v.b,
           "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">%s</button><a "
           "class=\"btn text\" href=\"%.*s\">Cancel</a><button class=\"btn text\" "
           "type=\"submit\" formaction=\"/drafts\" "
           "formenctype=\"application/x-www-form-urlencoded\" data-draft-keep>Keep as a "
           "draft</button><span class=\"tiny\" role=\"status\" data-draft-state></span></div>"
           "</form>",
           f->creating ? _("Add") : _("Save"), STR_ARG(back));
    if (!form_aside(&f->v, e))
        return false;
    buf_add_z(f->v.b, "</div>");
    return view_end(&f->v);
}

/* Keys and codes are shown as people read them; texts as they were typed. */
static bool is_text(const struct field *f)
{
    return f->kind == &kind_line || f->kind == &kind_prose || f->kind == &kind_code ||
           f->kind == &kind_url;
}

static bool conflict_cell(struct form *f, const struct record *r, const struct field *x,
                          struct str text)
{
    if (!is_text(x) && r)
        return ui_value(f->v.c, f->v.b, r, x, false);
    html_f(f->v.b, "%.*s", STR_ARG(text));
    return true;
}

/* Nothing where both say the same in other letters. What cannot be read is shown as it was typed.
 */
static bool conflict_row(struct form *f, const struct field *x, struct str now, struct str mine)
{
    struct ctx *c = f->v.c;
    size_t place = entity_place(f->r->type, x);
    struct record *typed = record_copy(c, f->r);
    if (!record_parse(c, typed, x, mine)) {
        if (c->err.code != ERR_INVALID)
            return false;
        ctx_clear(c);
        typed = NULL;
    }
    if (typed && value_eq(&typed->v[place], &f->r->v[place]))
        return true;
    html_f(f->v.b, "<tr><th scope=\"row\">%s</th><td data-l=\"Stands there now\">",
           lang_text(x->label));
    if (!conflict_cell(f, f->r, x, now))
        return false;
    html_f(f->v.b, "</td><td data-l=\"You typed\">");
    if (!conflict_cell(f, typed, x, mine))
        return false;
    buf_add_z(f->v.b, "</td></tr>");
    return true;
}

/* Both versions, field by field: what stands there now and what was typed. */
static bool conflict(struct form *f)
{
    struct ctx *c = f->v.c;
    struct buf *b = f->v.b;
    ui_note(b, TONE_WARN, "git-compare",
            S_("Somebody else changed this record while you were typing. Nothing of yours was "
               "saved yet, nothing of it is lost: compare, correct below, and save again."));
    html_f(b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Field</th><th "
              "scope=\"col\">Stands there now</th><th scope=\"col\">You typed</th></tr></thead>"
              "<tbody>");
    for (size_t i = 0; i < f->r->type->nfields; i++) {
        const struct field *x = &f->r->type->fields[i];
        struct str now;
        if (!field_is_input(x) || !has_typed(f->v.req, x) || x->kind == &kind_file)
            continue;
        if (!input_text(c, f->r, x, &now))
            return false;
        struct str mine = form_typed(c, f->v.req, x);
        if (str_eq(now, mine))
            continue;
        if (!conflict_row(f, x, now, mine))
            return false;
    }
    buf_add_z(b, "</tbody></table>");
    return true;
}

static const struct http_upload *upload_of(const struct request *req, const struct field *f)
{
    for (size_t i = 0; i < req->nuploads; i++)
        if (str_eq_z(req->upload[i].field, f->name))
            return &req->upload[i];
    return NULL;
}

/* A new record that came with a file and without a title is called like the file. */
static void take_title(struct form *f)
{
    const struct field *t = entity_title(f->r->type);
    if (f->creating && t && f->v.req->nuploads && rec_is_null(f->r, entity_place(f->r->type, t)))
        rec_set_text(f->r, entity_place(f->r->type, t),
                     str_head(f->v.req->upload[0].name, field_maxlen(t)));
}

/* Takes the form into the record; every problem is collected. */
static bool take(struct form *f)
{
    struct ctx *c = f->v.c;
    const struct request *req = f->v.req;
    for (size_t i = 0; i < f->r->type->nfields; i++) {
        const struct field *x = &f->r->type->fields[i];
        const struct http_upload *u = x->kind == &kind_file ? upload_of(req, x) : NULL;
        struct str text;
        if (!field_is_input(x) || ((x->flags & F_IMMUTABLE) && !f->creating) ||
            (f->only && f->only != x))
            continue;
        if (u) {
            if (!store_file_put_bytes(c, u->name, u->data, &text))
                return false;
        } else if (x->kind == &kind_file || !has_typed(req, x)) {
            continue;
        } else {
            text = form_typed(c, req, x);
        }
        if (!record_parse(c, f->r, x, text) && c->err.code != ERR_INVALID)
            return false;
    }
    take_title(f);
    if (c->nproblems)
        record_needed(c, f->r);
    return c->nproblems == 0;
}

static void read_form(struct form *f)
{
    f->v.c->reason = http_get(&f->v.req->form, "change_reason");
    f->sent = true;
    f->only = entity_field(f->r->type, http_get(&f->v.req->form, "inline"));
    if (!num_parse_int(http_get(&f->v.req->form, "version"), &f->version) || f->version < 1)
        f->version = -1; /* no version of any record: a change without one is a conflict */
}

/* The record's page, with the small form as it was sent. */
static bool inline_again(struct form *f)
{
    struct ctx *c = f->v.c;
    struct inline_edit x = { .field = f->only,
                             .typed = form_typed(c, f->v.req, f->only),
                             .version = f->version,
                             .conflict = f->err.code == ERR_CONFLICT,
                             .problems = f->err.code == ERR_INVALID ? f->problems : NULL };
    return store_find(c, c->permit, f->r->type, record_ref(c, f->r), &f->r) &&
           record_show(&f->v, f->r, &x);
}

/* After a failed save: 422 or 409 with the form again; anything else is the error page's. */
static bool again(struct form *f)
{
    struct ctx *c = f->v.c;
    if (c->err.code != ERR_INVALID && c->err.code != ERR_CONFLICT)
        return false;
    f->v.res->status = http_status(c->err.code);
    f->err = c->err;
    f->problems = c->problems;
    ctx_clear(c);
    if (f->err.code == ERR_CONFLICT) {
        if (!store_find(c, c->permit, f->r->type, record_ref(c, f->r), &f->r))
            return false;
        f->version = f->r->version;
    }
    return f->only ? inline_again(f) : show(f);
}

bool page_new(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { .creating = true };
    view_init(&f.v, c, req, res, req->type->name);
    if (!view_may(&f.v, ACT_CREATE, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    f.v.draft = arena_printf(c->mem, "/%s/new", req->type->plural);
    return record_new(c, req->type, &f.r) && draft_take(&f.v, &f.sent) && show(&f);
}

static bool saved(struct form *f, const char *what)
{
    struct ctx *c = f->v.c;
    view_say(&f->v, arena_printf(c->mem, "%s " STR_FMT ".", what, STR_ARG(record_ref(c, f->r))));
    struct str back = http_get(&f->v.req->form, "back");
    struct str of = http_get(&f->v.req->form, "back_field");
    struct str form = http_get(&f->v.req->form, "draft_of");
    if (form.n && !draft_drop(c, permit_person(c->permit), form))
        ctx_clear(c); /* it is saved: a draft too many does no harm */
    if (back.n && of.n)
        back = arena_printf(c->mem, STR_FMT "%sset=" STR_FMT ":" STR_FMT, STR_ARG(back),
                            str_find_char(back, '?') < 0 ? "?" : "&", STR_ARG(of),
                            STR_ARG(record_ref(c, f->r)));
    http_redirect(c, f->v.res, back.n ? http_own_path(back) : url_record(c, f->r));
    return true;
}

bool page_create(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { .creating = true };
    view_init(&f.v, c, req, res, req->type->name);
    if (!permit_may_type(c->permit, ACT_CREATE, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!record_new(c, req->type, &f.r))
        return false;
    read_form(&f);
    if (!take(&f) || !store_save(c, c->permit, f.r, NULL))
        return again(&f);
    return saved(&f, _("Added"));
}

bool page_edit(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { 0 };
    view_init(&f.v, c, req, res, req->type->name);
    if (!page_load(c, req, &f.r))
        return false;
    if (!view_may_record(&f.v, ACT_EDIT, f.r))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to change this record.");
    f.version = f.r->version;
    f.v.draft = arena_printf(c->mem, STR_FMT "/edit", STR_ARG(url_record(c, f.r)));
    if (!draft_take(&f.v, &f.sent))
        return false;
    if (f.sent) /* it was begun from that version: what happened since is a conflict to be seen */
        (void)!num_parse_int(http_get(&req->form, "version"), &f.version);
    return show(&f);
}

bool page_save(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { 0 };
    view_init(&f.v, c, req, res, req->type->name);
    if (!page_load(c, req, &f.r))
        return false;
    read_form(&f);
    struct save_options o = { .expect = f.version };
    if (!take(&f) || !store_save(c, c->permit, f.r, &o))
        return again(&f);
    return saved(&f, _("Saved"));
}

bool page_archive(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { 0 };
    bool archived = str_eq_z(http_get(&req->form, "archived"), "yes");
    view_init(&f.v, c, req, res, req->type->name);
    if (!page_load(c, req, &f.r) ||
        !store_archive(c, c->permit, req->type, f.r->id, archived, NULL))
        return false;
    return saved(&f, archived ? _("Archived") : _("Brought back"));
}

/* The next status, by a button of the record's page. */
bool page_step(struct ctx *c, struct request *req, struct response *res)
{
    struct form f = { 0 };
    const struct field *status = entity_field(req->type, STR("status"));
    view_init(&f.v, c, req, res, req->type->name);
    if (!page_load(c, req, &f.r))
        return false;
    if (!status)
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    read_form(&f);
    struct save_options o = { .expect = f.version,
                              .op = str_eq_z(http_get(&req->form, "status"), "approved") ? "approve"
                                                                                         : NULL };
    return record_parse(c, f.r, status, http_get(&req->form, "status")) &&
           store_save(c, c->permit, f.r, &o) && saved(&f, _("Saved"));
}
