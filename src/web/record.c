#include "base/num.h"
#include "store/ledger.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/setup.h"

/* One record of any type: fields, links both ways, panels of its type, history. */

bool page_load(struct ctx *c, struct request *req, struct record **ret)
{
    return store_find(c, c->permit, req->type, req->part[0], ret);
}

/* One button for every step that the status allows from here. */
static void steps(struct view *v, const struct record *r)
{
    const struct field *f = entity_field(r->type, STR("status"));
    struct str now = f ? rec_text(r, entity_place(r->type, f)) : STR("");
    for (size_t i = 0; f && i < r->type->nflow; i++) {
        const struct transition *t = &r->type->flow[i];
        if (!t->from || !str_eq_z(now, t->from) ||
            (t->roles && !(permit_roles_anywhere(v->c->permit) & t->roles)))
            continue;
        html_f(v->b, "<form method=\"post\" action=\"%.*s/step\">", STR_ARG(url_record(v->c, r)));
        view_form_token(v);
        html_f(v->b,
               "<input type=\"hidden\" name=\"version\" value=\"%ld\"><button class=\"btn\" "
               "type=\"submit\" name=\"status\" value=\"%s\">",
               (long)r->version, t->to);
        char *label = arena_z(v->c->mem, str_z(lang_text(t->label)));
        if (*label >= 'a' && *label <= 'z')
            *label = (char)(*label - 32);
        html_f(v->b, "%s</button></form>", label);
    }
}

static bool actions(struct view *v, void *arg)
{
    const struct record *r = arg;
    struct ctx *c = v->c;
    struct str at = url_record(c, r);
    if (view_may_record(v, ACT_EDIT, r) && !r->archived)
        steps(v, r);
    if (view_may_record(v, ACT_ARCHIVE, r) && !(r->type->flags & E_CONTENT)) {
        html_f(v->b, "<form method=\"post\" action=\"%.*s/archive\">", STR_ARG(at));
        view_form_token(v);
        html_f(v->b,
               "<input type=\"hidden\" name=\"archived\" value=\"%s\"><button class=\"btn\" "
               "type=\"submit\">",
               r->archived ? "no" : "yes");
        ui_icon(v->b, r->archived ? "archive-restore" : "archive");
        html_f(v->b, "%s</button></form>", r->archived ? _("Bring back") : _("Archive"));
    }
    if (view_may_record(v, ACT_EDIT, r) && !(r->type->flags & (E_CONTENT | E_FROZEN)))
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/edit", STR_ARG(at)), "pencil-line", "Edit",
                  true);
    return true;
}

static bool facts(struct view *v, void *arg)
{
    const struct record *r = arg;
    struct ctx *c = v->c;
    int64_t at = 0, by = 0;
    struct str name;
    static const char *const shown[] = { "current_level", "status", "owner", "due", "review_on" };
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        const struct field *f = entity_field(r->type, str_z(shown[i]));
        if (!f || rec_is_null(r, entity_place(r->type, f)))
            continue;
        html_f(v->b, "<span>%s ", strcmp(shown[i], "status") == 0 ? "" : lang_text(f->label));
        if (!ui_value(c, v->b, r, f, true))
            return false;
        buf_add_z(v->b, "</span>");
    }
    if (r->type->flags & E_CONTENT)
        return true;
    const struct entity *person = catalog_find(c->store->catalog, STR("person"));
    if (!ledger_when(c, r->changed, &at, &by) || !store_title(c, person, by, &name))
        return false;
    html_f(v->b, "<span>Version %ld, %.*s by %.*s</span>", (long)r->version,
           STR_ARG(stamp_words(c, at)), STR_ARG(name.n ? name : S_("the program")));
    return true;
}

/* --- fields, one of them as a small form --- */

static bool may_inline(const struct view *v, const struct record *r, const struct field *f)
{
    return field_is_input(f) && !(f->flags & F_IMMUTABLE) && f->kind != &kind_file &&
           !r->archived && !(r->type->flags & (E_CONTENT | E_FROZEN)) &&
           view_may_record(v, ACT_EDIT, r);
}

static void edit_link(struct view *v, const struct record *r, const struct field *f,
                      const char *words)
{
    html_f(v->b,
           " <a class=\"edit\" href=\"%.*s?edit=%s#v-%s\" data-inline=\"%s\">%s<span "
           "class=\"vh\"> %s</span></a>",
           STR_ARG(url_record(v->c, r)), f->name, f->name, f->name, words, lang_text(f->label));
}

static bool inline_problems(struct view *v, const struct record *r, const struct inline_edit *x)
{
    struct str now;
    if (x->problems) {
        ui_errors(v->b, _("This was not saved"));
        for (const struct problem *p = x->problems; p; p = p->next)
            ui_error(v->b, x->field->name, p->message);
        ui_errors_end(v->b);
    }
    if (!x->conflict)
        return true;
    if (!input_text(v->c, r, x->field, &now))
        return false;
    ui_note(v->b, TONE_WARN, "git-compare",
            arena_printf(v->c->mem,
                         _("Somebody else changed this record while you were typing. Now it says: "
                           "\"" STR_FMT "\". You typed: \"" STR_FMT
                           "\". Nothing of yours was saved yet: correct it, and save again."),
                         STR_ARG(now), STR_ARG(x->typed)));
    return true;
}

static bool inline_form(struct view *v, const struct record *r, const struct inline_edit *x)
{
    const struct problem *p = problem_find(x->problems, x->field->name);
    struct str at = url_record(v->c, r);
    if (!inline_problems(v, r, x))
        return false;
    v->draft = arena_printf(v->c->mem, STR_FMT "/edit", STR_ARG(at));
    html_f(v->b,
           "<form class=\"inline\" method=\"post\" action=\"%.*s/edit\" data-draft=\"%.*s\" "
           "novalidate>",
           STR_ARG(at), STR_ARG(v->draft));
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"version\" value=\"%ld\"><input type=\"hidden\" "
           "name=\"inline\" value=\"%s\"><input type=\"hidden\" name=\"draft_of\" "
           "value=\"%.*s\"><button class=\"vh\" type=\"submit\" tabindex=\"-1\" "
           "aria-hidden=\"true\">Save</button>",
           (long)x->version, x->field->name, STR_ARG(v->draft));
    if (!ui_input(v, r, x->field, x->typed, p))
        return false;
    html_f(v->b,
           "<div class=\"btns\"><button class=\"btn s main\" type=\"submit\">Save</button><a "
           "class=\"btn s text\" href=\"%.*s#v-%s\">Cancel</a></div></form>",
           STR_ARG(at), x->field->name);
    return true;
}

static bool is_row(const struct record *r, size_t i)
{
    const struct field *f = &r->type->fields[i];
    return f != entity_title(r->type) && !(f->flags & (F_RETIRED | F_INNER)) &&
           strcmp(f->name, "body") != 0;
}

static bool is_empty(const struct record *r, size_t i)
{
    return r->v[i].tag == V_NULL || (r->v[i].tag == V_LINKS && !r->v[i].l.n);
}

/* Something stands there, and this organisation uses it. */
static bool has_row(struct view *v, const struct record *r, size_t i)
{
    return is_row(r, i) && !is_empty(r, i) && field_on(v->c, &r->type->fields[i]);
}

static bool field_row(struct view *v, const struct record *r, size_t i, const struct inline_edit *x)
{
    const struct field *f = &r->type->fields[i];
    bool edited = x && x->field == f;
    if (!has_row(v, r, i) && !(edited && is_row(r, i) && field_on(v->c, f)))
        return true;
    html_f(v->b, "<dt id=\"v-%s\">%s</dt><dd>", f->name, lang_text(f->label));
    if (!(edited ? inline_form(v, r, x) : ui_value(v->c, v->b, r, f, false)))
        return false;
    if (!edited && may_inline(v, r, f))
        edit_link(v, r, f, _("Edit"));
    buf_add_z(v->b, "</dd>");
    return true;
}

/* What is not filled in yet, each with the way to fill it in. */
static void empty_rows(struct view *v, const struct record *r)
{
    bool any = false;
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if (!is_row(r, i) || !is_empty(r, i) || !may_inline(v, r, f) || !field_on(v->c, f))
            continue;
        buf_add_z(v->b, any ? "<li>"
                            : _("<details class=\"more\"><summary>Not filled in</summary><ul "
                                "class=\"list\"><li>"));
        html_f(v->b, "%s ", lang_text(f->label));
        edit_link(v, r, f, _("Fill in"));
        buf_add_z(v->b, "</li>");
        any = true;
    }
    buf_add_z(v->b, any ? "</ul></details>" : "");
}

/* What a panel shows in its own way: here once more, folded, to be looked up and changed. */
static bool folded_rows(struct view *v, const struct record *r, const struct inline_edit *x)
{
    const char *heading = NULL;
    bool open = x && x->field && panel_fold(r->type, x->field);
    for (size_t i = 0; i < r->type->nfields; i++) {
        const char *fold = panel_fold(r->type, &r->type->fields[i]);
        if (!fold || !(has_row(v, r, i) || (open && x->field == &r->type->fields[i])))
            continue;
        if (!heading) {
            buf_add_z(v->b, open ? "<details class=\"more\" open>" : "<details class=\"more\">");
            html_f(v->b, "<summary>%s</summary><dl class=\"facts\">", fold);
        }
        heading = fold;
        if (!field_row(v, r, i, x))
            return false;
    }
    buf_add_z(v->b, heading ? "</dl></details>" : "");
    return true;
}

static bool field_rows(struct view *v, const struct record *r, const struct inline_edit *x)
{
    ui_sheet(v->b, "fields", S_("What it says"));
    buf_add_z(v->b, "<div class=\"in stack\"><dl class=\"facts\">");
    for (size_t i = 0; i < r->type->nfields; i++)
        if (!panel_fold(r->type, &r->type->fields[i]) && !field_row(v, r, i, x))
            return false;
    buf_add_z(v->b, "</dl>");
    if (!folded_rows(v, r, x))
        return false;
    empty_rows(v, r);
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}

static bool why(struct view *v, const struct record *r)
{
    struct str title = STR("");
    const struct entity *req = catalog_find(v->c->store->catalog, STR("requirement"));
    if (!r->type->clause || !req)
        return true;
    struct str key = str_z(r->type->clause);
    if (!store_content_title(v->c, req, key, &title))
        return false;
    ui_why(v->b, str_z(lang_text(r->type->help)),
           arena_printf(v->c->mem, STR_FMT " " STR_FMT, STR_ARG(key), STR_ARG(title)),
           url_key(v->c, req, key));
    return true;
}

struct str op_words(struct str op)
{
    static const char *const words[][2] = {
        { "create", N_("created this") },
        { "edit", N_("changed this") },
        { "approve", N_("approved this") },
        { "archive", N_("archived this") },
        { "unarchive", N_("brought this back") },
        { "genesis", N_("began the ledger of the") },
        { "schema", N_("laid out the") },
        { "content", N_("loaded the texts into the") },
        { "wording", N_("changed the licensed wording of the") },
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_z(op, words[i][0]))
            return str_z(lang_text(words[i][1]));
    return op;
}

struct str via_words(struct str via)
{
    static const char *const words[][2] = {
        { "web", N_("in the browser") },
        { "cli", N_("on the command line") },
        { "api", N_("through the API") },
        { "demo", N_("in the demonstration") },
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_z(via, words[i][0]))
            return str_z(lang_text(words[i][1]));
    return via;
}

void history_list(struct view *v, const struct history_entry *h, size_t n)
{
    struct ctx *c = v->c;
    struct buf *b = v->b;
    buf_add_z(b, "<ul class=\"log\">");
    for (size_t i = n; i-- > 0;) { /* newest first */
        const struct history_entry *x = &h[i];
        const struct entity *e = catalog_find(c->store->catalog, x->leaf.type);
        html_f(b, "<li class=\"%s\"><b>%.*s</b> %.*s", x->n ? "key" : "", STR_ARG(x->actor_name),
               STR_ARG(op_words(x->leaf.op)));
        if (x->other && e) {
            html_f(b, " through ");
            ui_ref(b, entity_ref(c, e, x->leaf.id), url_of(c, e, x->leaf.id));
        }
        for (size_t k = 0; k < x->n; k++) {
            const struct history_field *f = &x->fields[k];
            if (!k)
                buf_add_z(b, "<div class=\"diff\">");
            html_f(b,
                   "<div>%.*s: ", STR_ARG(f->field ? str_z(lang_text(f->field->label)) : f->key));
            if (f->before.n)
                html_f(b, "<del>%.*s</del> ", STR_ARG(f->before));
            html_f(b, "<ins>%.*s</ins></div>", STR_ARG(f->after.n ? f->after : S_("empty")));
        }
        if (x->n)
            buf_add_z(b, "</div>");
        html_f(b, "<div><time>%.*s</time>, %.*s", STR_ARG(stamp_words(c, x->leaf.time)),
               STR_ARG(via_words(x->leaf.via)));
        if (x->reason.n)
            html_f(b, ", reason: \"%.*s\"", STR_ARG(x->reason));
        html_f(b, " <a class=\"seq\" href=\"/ledger/%ld\">entry %ld</a></div></li>",
               (long)x->leaf.seq, (long)x->leaf.seq);
    }
    buf_add_z(b, "</ul>");
}

static void tabs(struct view *v, const struct record *r, const char *current)
{
    struct str at = url_record(v->c, r);
    static const char *const names[] = { N_("Overview"), N_("History") };
    static const char *const ends[] = { "", "/history" };
    if (r->type->flags & E_CONTENT)
        return;
    ui_tabs(v->b, _("Parts of this record"));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        ui_tab(v->b, arena_printf(v->c->mem, STR_FMT "%s", STR_ARG(at), ends[i]),
               strcmp(current, names[i]) == 0, str_z(lang_text(names[i])));
    ui_tabs_end(v->b);
}

static bool begin(struct view *v, struct record *r)
{
    struct ctx *c = v->c;
    struct str title = record_title(r);
    struct view_head h = { .title = title.n ? title : record_ref(c, r),
                           .crumb = { { arena_z(c->mem, type_heading(c, r->type)),
                                        url_type(c, r->type) } },
                           .ref = record_ref(c, r),
                           .actions = actions,
                           .facts = facts,
                           .arg = r };
    if (!view_begin(v, &h))
        return false;
    if (r->archived)
        ui_note(v->b, TONE_WARN, "archive",
                S_("This record is archived: it is kept, and left out of lists and counts."));
    return (r->type->flags & E_CONTENT) || setup_mark(v, r);
}

bool record_show(struct view *v, struct record *r, const struct inline_edit *x)
{
    if (!begin(v, r))
        return false;
    tabs(v, r, "Overview");
    bool (*panel)(struct view *, const struct record *) = panel_beside(r->type);
    bool (*text)(struct view *, const struct record *) = panel_under(r->type);
    html_f(v->b, "<div class=\"cols%s\"><div class=\"stack-l\">", panel ? " wide" : "");
    if ((text && !text(v, r)) || !field_rows(v, r, x))
        return false;
    buf_add_z(v->b, "</div><div class=\"stack-l\">");
    if ((panel && !panel(v, r)) || !why(v, r))
        return false;
    buf_add_z(v->b, "</div></div>");
    return view_end(v);
}

/* ?edit=FIELD turns that row into a form. */
bool page_record(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *r;
    struct inline_edit x = { .field = entity_field(req->type, http_get(&req->query, "edit")) };
    view_init(&v, c, req, res, req->type->name);
    if (!page_load(c, req, &r))
        return false;
    if (!x.field || !may_inline(&v, r, x.field))
        return record_show(&v, r, NULL);
    x.version = r->version;
    return input_text(c, r, x.field, &x.typed) && record_show(&v, r, &x);
}

bool page_history(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *r;
    struct history_entry *h;
    size_t n;
    view_init(&v, c, req, res, req->type->name);
    if (!page_load(c, req, &r))
        return false;
    if (r->type->flags & E_CONTENT)
        return fail(c, ERR_NOT_FOUND, "What the program knows has no history here.");
    if (!ledger_history(c, c->permit, r->type, r->id, &h, &n) || !begin(&v, r))
        return false;
    tabs(&v, r, "History");
    history_list(&v, h, n);
    return view_end(&v);
}

bool page_file(struct ctx *c, struct request *req, struct response *res)
{
    struct record *r;
    return page_load(c, req, &r) && http_send_stored(c, req, res, r, req->part[1]);
}
