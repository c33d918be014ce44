#include "base/num.h"
#include "http/http.h"
#include "web/criteria.h"
#include "web/kinds.h"
#include "web/pages.h"

/*
 * The editor of criteria (27001 6.1.2 a), one form of tables that needs no script. From a draft it
 * changes the draft; from criteria in force it makes a draft that replaces them: what is in force
 * never changes. "Check" says what is wrong and what the draft would change; nothing is saved then.
 */

struct editor {
    struct view v;
    struct record *base; /* the address's record */
    struct record *r;    /* what would be saved */
    struct design d;
    struct criteria_flaws w;
    bool draft;  /* base is one: it is changed */
    bool effect; /* show what changes */
    struct str note;
    const struct problem *problems;
};

static bool load(struct editor *e, struct request *req)
{
    struct ctx *c = e->v.c;
    if (!store_find(c, c->permit, &entity_criteria, req->part[0], &e->base))
        return false;
    e->draft = str_eq_z(rec_text(e->base, CRITERIA_STATUS), "draft");
    if (!(e->draft ? view_may_record(&e->v, ACT_EDIT, e->base)
                   : view_may(&e->v, ACT_CREATE, &entity_criteria)))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!design_from_record(c, e->base, &e->d))
        return false;
    e->r = e->base;
    if (e->draft)
        return true;
    if (!record_new(c, &entity_criteria, &e->r))
        return false;
    rec_set_int(e->r, CRITERIA_REPLACES, e->base->id);
    e->d.title = arena_printf(c->mem, _(STR_FMT ", new version"), STR_ARG(e->d.title));
    return true;
}

/* Problems of the record, and flaws with their cells. */
static void summary(struct editor *e)
{
    struct ctx *c = e->v.c;
    struct buf *b = e->v.b;
    size_t wrong = 0;
    for (size_t i = 0; i < e->w.n; i++)
        wrong += !e->w.at[i].warning;
    if (!wrong && !e->problems)
        return;
    ui_errors(b, _("Nothing was saved: something has to be put right"));
    for (size_t i = 0; i < e->w.n; i++)
        if (!e->w.at[i].warning)
            html_f(b, "<li><a href=\"#%.*s\">%.*s</a></li>", STR_ARG(design_anchor(c, &e->w.at[i])),
                   STR_ARG(e->w.at[i].text));
    for (const struct problem *p = wrong ? NULL : e->problems; p; p = p->next)
        ui_error(b, p->field ? p->field : "title", p->message);
    ui_errors_end(b);
}

static bool field(struct editor *e, size_t place, struct str text)
{
    const struct field *f = &entity_criteria.fields[place];
    return !field_on(e->v.c, f) ||
           ui_input(&e->v, e->r, f, text, problem_find(e->problems, f->name));
}

/* Criteria as they would be, when they can be read. */
static bool effect(struct editor *e)
{
    struct ctx *c = e->v.c;
    struct criteria k;
    if (!e->effect)
        return true;
    if (!criteria_parse(c, e->r, &k)) {
        ctx_clear(c);
        return true;
    }
    return criteria_effect(&e->v, &k, rec_int(e->r, CRITERIA_REPLACES));
}

static void buttons(struct editor *e)
{
    html_f(e->v.b,
           "<div class=\"btns\"><button class=\"btn main\" type=\"submit\" name=\"do\" "
           "value=\"save\">%s</button><button class=\"btn\" type=\"submit\" name=\"do\" "
           "value=\"check\">Check, and show what changes</button><button class=\"btn\" "
           "type=\"submit\" name=\"do\" value=\"size\" data-size>Use these numbers of "
           "steps</button><a class=\"btn text\" href=\"%.*s\">Cancel</a></div>",
           e->draft ? _("Save the draft") : _("Save as a draft"),
           STR_ARG(url_record(e->v.c, e->base)));
}

static bool show(struct editor *e)
{
    struct ctx *c = e->v.c;
    struct str at = arena_printf(c->mem, STR_FMT "/design", STR_ARG(url_record(c, e->base)));
    struct view_head h = {
        .title = e->draft ? S_("Scales and matrix") : S_("New version of the criteria"),
        .crumb = { { _("Method and scales"), url_type(c, &entity_criteria) } },
        .ref = record_ref(c, e->base),
        .lead = e->draft
                    ? S_("A draft does nothing until it is approved and put in force.")
                    : S_("What is in force stays as it is. This makes a draft that replaces it "
                         "once it is approved and put in force.")
    };
    if (!view_begin(&e->v, &h))
        return false;
    html_f(e->v.b,
           "<form method=\"post\" action=\"%.*s\" class=\"stack-l\" data-design novalidate>",
           STR_ARG(at));
    view_form_token(&e->v);
    html_f(e->v.b,
           "<input type=\"hidden\" name=\"version\" value=\"%ld\"><button class=\"vh\" "
           "type=\"submit\" name=\"do\" value=\"check\" tabindex=\"-1\" "
           "aria-hidden=\"true\">Check</button>",
           (long)e->base->version);
    summary(e);
    if (e->note.n)
        ui_note(e->v.b, TONE_INFO, "info", e->note);
    if (!field(e, CRITERIA_TITLE, e->d.title) || !effect(e))
        return false;
    design_tables(&e->v, &e->d, &e->w);
    for (size_t i = 0; i < DESIGN_TEXTS; i++)
        if (!field(e, design_text[i], e->d.text[i]))
            return false;
    buttons(e);
    buf_add_z(e->v.b, "</form>");
    return view_end(&e->v);
}

bool page_criteria_design(struct ctx *c, struct request *req, struct response *res)
{
    struct editor e = { .effect = false };
    view_init(&e.v, c, req, res, "criteria");
    return load(&e, req) && show(&e);
}

/* Into the record, flaws of every kind found; false only when the program cannot go on. */
static bool examine(struct editor *e)
{
    struct ctx *c = e->v.c;
    struct criteria k;
    if (!design_into(c, &e->d, e->r, &e->w))
        return false;
    e->problems = c->problems;
    bool typed = !e->w.n && !c->nproblems;
    ctx_clear(c);
    if (!typed)
        return true;
    if (criteria_read(c, e->r, &k))
        criteria_examine(c, &k, &e->w);
    else if (c->err.code != ERR_INVALID)
        return false;
    e->problems = c->problems;
    ctx_clear(c);
    return true;
}

static bool is_wrong(const struct editor *e)
{
    for (size_t i = 0; i < e->w.n; i++)
        if (!e->w.at[i].warning)
            return true;
    return e->problems != NULL;
}

static bool again(struct editor *e)
{
    if (is_wrong(e))
        e->v.res->status = 422;
    e->effect = true;
    return show(e);
}

/* Somebody else saved the draft meanwhile: nothing typed is lost, and nothing of theirs either
 * until this is sent again. */
static bool overtaken(struct editor *e)
{
    struct ctx *c = e->v.c;
    ctx_clear(c);
    if (!store_find(c, c->permit, &entity_criteria, record_ref(c, e->base), &e->base))
        return false;
    e->v.res->status = 409;
    e->note =
        arena_printf(c->mem,
                     _("Somebody else saved version %" PRId64 " of this draft while you were "
                       "typing. Nothing of yours was saved yet. Look at theirs in its history; "
                       "saving again puts yours in its place."),
                     e->base->version);
    return show(e);
}

static bool save(struct editor *e)
{
    struct ctx *c = e->v.c;
    struct save_options o = { .expect = 0 };
    int64_t version;
    if (e->draft && num_parse_int(http_get(&e->v.req->form, "version"), &version))
        o.expect = version;
    if (is_wrong(e))
        return again(e);
    if (store_save(c, c->permit, e->r, &o)) {
        view_say(&e->v, arena_printf(c->mem, _("Saved " STR_FMT " as a draft."),
                                     STR_ARG(record_ref(c, e->r))));
        http_redirect(c, e->v.res, url_record(c, e->r));
        return true;
    }
    if (c->err.code == ERR_CONFLICT)
        return overtaken(e);
    if (c->err.code != ERR_INVALID)
        return false;
    e->problems = c->problems;
    ctx_clear(c);
    return again(e);
}

bool page_criteria_design_send(struct ctx *c, struct request *req, struct response *res)
{
    struct editor e = { .effect = false };
    struct str act = http_get(&req->form, "do");
    int64_t n[DESIGN_SCALES];
    view_init(&e.v, c, req, res, "criteria");
    if (!load(&e, req))
        return false;
    design_from_form(c, &req->form, &e.d);
    if (design_sizes(c, &req->form, &e.d, n)) {
        design_resize(&e.d, n);
        e.note = S_("The tables have the numbers of steps that you chose. New steps need a word; "
                    "new cells took the level beside them. Nothing is saved yet.");
        return show(&e);
    }
    if (str_eq_z(act, "points") && !design_fill(&e.d, &e.w))
        return again(&e);
    return examine(&e) && (str_eq_z(act, "save") ? save(&e) : again(&e));
}
