#include "base/num.h"
#include "web/bulk.h"
#include "web/kinds.h"

/* What was changed in many records at once is put back for half an hour: every record that nobody
 * touched since, as a new version of its own. The old values lie beside the drafts. */

struct str undo_form(struct ctx *c, const struct entity *e)
{
    return arena_printf(c->mem, "undo:%s", e->plural);
}

bool undo_note(struct bulk *b, const struct record *old, const struct record *now)
{
    struct ctx *c = b->v.c;
    struct http_pair *p = &b->undo[b->nundo++];
    p->name = arena_printf(c->mem, "%" PRId64 ":%" PRId64, now->id, now->version);
    p->value = STR("");
    return !b->field || input_text(c, old, b->field, &p->value);
}

/* What is too much for a draft cannot be undone in one go; that does not stop the change. */
bool undo_keep(struct bulk *b)
{
    struct ctx *c = b->v.c;
    if (!b->nundo) /* sent twice: what can be undone is the first time */
        return true;
    struct http_pair *all = arena_new(c->mem, struct http_pair, b->nundo + 1);
    all[0] = (struct http_pair){ STR("field"), b->field                ? str_z(b->field->name)
                                               : b->how == HOW_ARCHIVE ? STR(":archive")
                                                                       : STR(":back") };
    memcpy(all + 1, b->undo, b->nundo * sizeof *all);
    struct http_pairs pairs = { all, b->nundo + 1 };
    struct str form = undo_form(c, b->type);
    if (draft_keep(c, permit_person(c->permit), form, &pairs))
        return true;
    if (c->err.code != ERR_LIMIT)
        return false;
    ctx_clear(c);
    return draft_drop(c, permit_person(c->permit), form);
}

/* --- undoing it --- */

static bool undo_one(struct bulk *b, const struct http_pair *p)
{
    struct ctx *c = b->v.c;
    struct record *r;
    struct str rest = p->name, id;
    struct target t;
    if (!str_cut(&rest, ':', &id) || !num_parse_int(id, &t.id) || !num_parse_int(rest, &t.version))
        return fail(c, ERR_USAGE, "This cannot be undone any more.");
    if (!store_load(c, c->permit, b->type, t.id, &r))
        return false;
    if (r->version != t.version)
        return fail(c, ERR_CONFLICT, "was changed meanwhile and stays as it is.");
    if (!b->field)
        r->archived = b->how == HOW_BACK; /* the other way round */
    else if (!record_parse(c, r, b->field, p->value))
        return false;
    return store_save(c, c->permit, r, NULL);
}

static bool undo_page(struct bulk *b, int64_t done, const struct buf *left)
{
    struct ctx *c = b->v.c;
    struct view_head h = { .title = S_("Undone"),
                           .crumb = { { arena_z(c->mem, type_heading(c, b->type)),
                                        url_type(c, b->type) } } };
    if (!view_begin(&b->v, &h))
        return false;
    html_f(b->v.b, "<div class=\"stack-l\"><p>%ld as before.</p>", (long)done);
    if (left->n) {
        ui_note(b->v.b, TONE_WARN, "info", S_("These were left as they are:"));
        buf_add_z(b->v.b, "<ul class=\"list\">");
        buf_add_str(b->v.b, buf_str(left));
        buf_add_z(b->v.b, "</ul>");
    }
    html_f(b->v.b, "<p><a class=\"btn\" href=\"%.*s\">Back to the list</a></p></div>",
           STR_ARG(url_type(c, b->type)));
    return view_end(&b->v);
}

static bool undo_all(struct bulk *b, const struct http_pairs *all, struct buf *left)
{
    struct ctx *c = b->v.c;
    int64_t done = 0;
    c->reason = STR("undone: a change to several records");
    for (size_t i = 1; i < all->n; i++) {
        struct arena_mark mark = arena_mark(c->mem);
        if (undo_one(b, &all->at[i])) {
            done++;
        } else if (c->err.code == ERR_STORAGE || c->err.code == ERR_BUSY) {
            return false;
        } else {
            struct str rest = all->at[i].name, id;
            int64_t n = 0;
            if (str_cut(&rest, ':', &id) && num_parse_int(id, &n))
                html_f(left, "<li>%.*s: %.*s</li>", STR_ARG(entity_ref(c, b->type, n)),
                       STR_ARG(bulk_why_not(c)));
            ctx_clear(c);
        }
        arena_rewind(c->mem, mark);
    }
    return draft_drop(c, permit_person(c->permit), undo_form(c, b->type)) &&
           undo_page(b, done, left);
}

bool undo_run(struct bulk *b)
{
    struct ctx *c = b->v.c;
    struct draft *d;
    struct http_pairs all;
    struct buf left;
    if (!draft_find(c, permit_person(c->permit), undo_form(c, b->type), &d))
        return false;
    if (!d || d->saved < ctx_now(c) - UNDO_MS)
        return fail(c, ERR_CONFLICT, "This can be undone for 30 minutes only.");
    if (!http_pairs_read(c, d->body, &all) || !all.n)
        return fail(c, ERR_STORAGE, "This cannot be undone any more.");
    struct str name = all.at[0].value;
    if (str_eq_z(name, ":archive") || str_eq_z(name, ":back"))
        b->how = str_eq_z(name, ":archive") ? HOW_ARCHIVE : HOW_BACK;
    else if (!(b->field = entity_field(b->type, name)))
        return fail(c, ERR_STORAGE, "This cannot be undone any more.");
    buf_init(&left, 1 << 20);
    bool ok = undo_all(b, &all, &left);
    buf_done(&left);
    return ok;
}

bool bulk_notice(struct list *l)
{
    struct ctx *c = l->v.c;
    struct draft *d;
    if (!l->bulk)
        return true;
    if (!draft_find(c, permit_person(c->permit), undo_form(c, l->type), &d))
        return false;
    if (!d || d->saved < ctx_now(c) - UNDO_MS)
        return true;
    html_f(l->v.b, "<div class=\"note info\" data-undo><form method=\"post\" action=\"/%s/bulk\">",
           l->type->plural);
    view_form_token(&l->v);
    html_f(l->v.b,
           "<p>You changed several %s on %.*s. <button class=\"btn s\" type=\"submit\" "
           "name=\"what\" value=\"undo\">Undo</button></p></form></div>",
           type_words(c, l->type), STR_ARG(stamp_words(c, d->saved)));
    return true;
}
