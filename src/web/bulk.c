#include "base/num.h"
#include "web/bulk.h"
#include "web/kinds.h"
#include "web/pages.h"

/* One change to many records: chosen by boxes or by the filter, seen record by record before it is
 * made (each is tried for real and taken back), made in one transaction, undone record by record
 * for half an hour. */

static const struct choice how_words[] = { { "set", "in place of what is there" },
                                           { "add", "add to what is there" },
                                           { "remove", "take away from what is there" },
                                           { NULL, NULL } };

bool bulk_field(const struct field *f)
{
    return field_is_input(f) && !(f->flags & F_IMMUTABLE) && f->kind != &kind_file;
}

/* --- which records --- */

static bool add_ref(struct bulk *b, struct str text)
{
    struct ctx *c = b->v.c;
    struct str ref = text;
    ptrdiff_t colon = str_find_char(text, ':');
    struct target *t = &b->t[b->n];
    const struct entity *e = b->type;
    t->version = 0;
    if (colon >= 0) {
        ref = str_head(text, (size_t)colon);
        if (!num_parse_int(str_tail(text, (size_t)colon + 1), &t->version))
            return fail(c, ERR_USAGE, "The form is broken. Start from the list again.");
    }
    if (!ref_parse(c->store->catalog, ref, &e, &t->id) || e != b->type)
        return fail(c, ERR_USAGE, "\"" STR_FMT "\" is no code of this list.", STR_ARG(ref));
    b->n++;
    return true;
}

/* The filter once more, page by page. */
static bool all_that_match(struct bulk *b)
{
    struct ctx *c = b->v.c;
    struct request req = *b->v.req;
    struct query q;
    struct page p;
    if (!http_pairs_read(c, http_get(&b->v.req->form, "query"), &req.query) ||
        !query_from_request(c, &req, b->type, &q))
        return false;
    q.limit = QUERY_LIMIT_MAX;
    do {
        if (!query_list(c, c->permit, &q, &p))
            return false;
        if (b->n + p.n > BULK_MOST)
            return fail(c, ERR_LIMIT,
                        "At most %d records are changed at once: narrow the filter first.",
                        BULK_MOST);
        for (size_t i = 0; i < p.n; i++)
            b->t[b->n++] = (struct target){ p.items[i]->id, 0 };
        q.after = p.next;
    } while (p.next.n);
    return true;
}

static bool read_targets(struct bulk *b)
{
    struct ctx *c = b->v.c;
    const struct http_pairs *f = &b->v.req->form;
    b->t = arena_new(c->mem, struct target, BULK_MOST);
    b->undo = arena_new(c->mem, struct http_pair, BULK_MOST + 8);
    if (http_has(f, "all"))
        return all_that_match(b);
    for (size_t i = 0; i < f->n; i++) {
        if (!str_eq_z(f->at[i].name, "id"))
            continue;
        if (b->n == BULK_MOST)
            return fail(c, ERR_LIMIT, "At most %d records are changed at once.", BULK_MOST);
        if (!add_ref(b, f->at[i].value))
            return false;
    }
    return true;
}

static bool read_change(struct bulk *b)
{
    struct ctx *c = b->v.c;
    const struct http_pairs *f = &b->v.req->form;
    struct str what = http_get(f, "what"), how = http_get(f, "how");
    struct str act = http_get(f, "act");
    c->reason = http_get(f, "change_reason");
    if (str_eq_z(what, "archive") || str_eq_z(act, "archive"))
        b->how = HOW_ARCHIVE;
    else if (str_eq_z(what, "back") || str_eq_z(act, "back"))
        b->how = HOW_BACK;
    else
        b->how = str_eq_z(how, "add") ? HOW_ADD : str_eq_z(how, "remove") ? HOW_REMOVE : HOW_SET;
    if (b->how >= HOW_ARCHIVE)
        return true;
    b->field = entity_field(b->type, http_get(f, "field"));
    if (!b->field || !bulk_field(b->field))
        return fail(c, ERR_USAGE, "Choose the field to change.");
    b->value = form_typed(c, b->v.req, b->field);
    return true;
}

/* --- one record --- */

static bool same_end(const struct link_row *a, const struct link_row *b)
{
    return a->id == b->id && str_eq(a->key, b->key);
}

/* Links of the record without those named, or with them: the named ones' own fields win. */
static bool change_links(struct bulk *b, struct record *r, size_t place)
{
    struct ctx *c = b->v.c;
    struct links old = rec_links(r, place), named, left;
    struct record *probe = record_copy(c, r);
    if (!record_parse(c, probe, b->field, b->value))
        return false;
    named = rec_links(probe, place);
    left = (struct links){ arena_new(c->mem, struct link_row, old.n + named.n + 1), 0 };
    for (size_t i = 0; i < old.n; i++) {
        bool hit = false;
        for (size_t k = 0; k < named.n; k++)
            hit |= same_end(&old.row[i], &named.row[k]);
        if (!hit)
            left.row[left.n++] = old.row[i];
    }
    for (size_t k = 0; b->how == HOW_ADD && k < named.n; k++)
        left.row[left.n++] = named.row[k];
    r->v[place] = (struct value){ .tag = V_LINKS, .l = left };
    struct str text; /* through its text: sorted as every other value */
    return input_text(c, r, b->field, &text) && record_parse(c, r, b->field, text);
}

static bool apply(struct bulk *b, struct record *r)
{
    if (b->how == HOW_ARCHIVE || b->how == HOW_BACK) {
        r->archived = b->how == HOW_ARCHIVE;
        return true;
    }
    size_t place = entity_place(b->type, b->field);
    if (b->field->kind == &kind_link && b->how != HOW_SET)
        return change_links(b, r, place);
    return record_parse(b->v.c, r, b->field, b->value);
}

static bool differs(const struct bulk *b, const struct record *old, const struct record *now)
{
    return b->field ? rec_changed(old, now, entity_place(b->type, b->field))
                    : old->archived != now->archived;
}

/* Changes and saves one record inside the transaction under way. */
static bool save_one(struct bulk *b, struct target *t, struct record **ret_old,
                     struct record **ret_now)
{
    struct ctx *c = b->v.c;
    if (!store_load(c, c->permit, b->type, t->id, ret_old))
        return false;
    *ret_now = record_copy(c, *ret_old);
    struct save_options o = { .expect = t->version };
    t->version = (*ret_old)->version;
    if (!apply(b, *ret_now))
        return false;
    return !differs(b, *ret_old, *ret_now) || store_save(c, c->permit, *ret_now, &o);
}

/* --- looking first --- */

struct str bulk_why_not(struct ctx *c)
{
    struct buf b;
    if (c->err.code != ERR_INVALID || !c->problems)
        return arena_str(c->mem, str_z(c->err.message));
    buf_init(&b, 4096);
    for (const struct problem *p = c->problems; p; p = p->next)
        buf_addf(&b, "%s%s", b.n ? " " : "", p->message);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static struct str shown(struct bulk *b, const struct record *r)
{
    if (!r)
        return STR("");
    if (!b->field)
        return r->archived ? STR("archived") : S_("in use");
    struct str s = value_text(b->v.c, r, b->field);
    return s.n ? s : STR("empty");
}

static void preview_row(struct bulk *b, const struct target *t, const struct record *old,
                        const struct record *now, struct str refusal)
{
    struct ctx *c = b->v.c;
    struct buf *o = &b->rows;
    html_f(o, "<tr class=\"%s\"><th scope=\"row\">", refusal.n ? "late" : "");
    ui_ref(o, entity_ref(c, b->type, t->id), old ? url_of(c, b->type, t->id) : STR(""));
    html_f(o, " %.*s</th><td data-l=\"Now\">%.*s</td>", STR_ARG(old ? record_title(old) : STR("")),
           STR_ARG(shown(b, old)));
    if (refusal.n)
        html_f(o, "<td data-l=\"Then\"><span class=\"t-bad\">Stays: %.*s</span></td></tr>",
               STR_ARG(refusal));
    else
        html_f(o, "<td data-l=\"Then\">%.*s</td></tr>", STR_ARG(shown(b, now)));
}

/* Each record is changed for real, and that is taken back: what is refused is refused by the same
 * rules as later. */
static bool look_at(struct bulk *b, struct target *t)
{
    struct ctx *c = b->v.c;
    struct record *old = NULL, *now = NULL;
    struct arena_mark mark = arena_mark(c->mem);
    if (!store_begin(c))
        return false;
    bool ok = save_one(b, t, &old, &now);
    struct str refusal = ok ? STR("") : bulk_why_not(c);
    if (!ok && (c->err.code == ERR_STORAGE || c->err.code == ERR_BUSY)) {
        store_rollback(c);
        return false;
    }
    ctx_clear(c);
    store_rollback(c);
    if (ok && !differs(b, old, now)) {
        b->same++;
    } else {
        preview_row(b, t, old, now, refusal);
        *(ok ? &b->changing : &b->refused) += 1;
        if (ok)
            html_f(&b->hidden, "<input type=\"hidden\" name=\"id\" value=\"%.*s:%ld\">",
                   STR_ARG(entity_ref(c, b->type, t->id)), (long)t->version);
    }
    ctx_clear(c);
    arena_rewind(c->mem, mark);
    return true;
}

static void hidden(struct buf *o, const char *name, struct str value)
{
    html_f(o, "<input type=\"hidden\" name=\"%s\" value=\"%.*s\">", name, STR_ARG(value));
}

static struct str list_url(struct bulk *b)
{
    struct str q = http_get(&b->v.req->form, "query");
    return arena_printf(b->v.c->mem, "/%s%s" STR_FMT, b->type->plural, q.n ? "?" : "", STR_ARG(q));
}

static void form_begin(struct bulk *b)
{
    html_f(b->v.b, "<form class=\"stack\" method=\"post\" action=\"/%s/bulk\" novalidate>",
           b->type->plural);
    view_form_token(&b->v);
    hidden(b->v.b, "query", http_get(&b->v.req->form, "query"));
    if (b->field)
        hidden(b->v.b, "field", str_z(b->field->name));
    else
        hidden(b->v.b, "act", b->how == HOW_ARCHIVE ? STR("archive") : STR("back"));
}

static struct str heading(struct bulk *b)
{
    struct ctx *c = b->v.c;
    if (b->how == HOW_ARCHIVE)
        return arena_printf(c->mem, _("Archive %s"), type_words(c, b->type));
    if (b->how == HOW_BACK)
        return arena_printf(c->mem, _("Bring back %s"), type_words(c, b->type));
    return arena_printf(c->mem, _("Change \"%s\" of %s"), lang_text(b->field->label),
                        type_words(c, b->type));
}

static bool begin(struct bulk *b)
{
    struct ctx *c = b->v.c;
    struct view_head h = {
        .title = heading(b), .crumb = { { arena_z(c->mem, type_heading(c, b->type)), list_url(b) } }
    };
    if (!view_begin(&b->v, &h))
        return false;
    buf_add_z(b->v.b, "<div class=\"stack-l\">");
    return true;
}

static void reason_field(struct bulk *b)
{
    html_f(b->v.b,
           "<div class=\"field\"><label for=\"f-change_reason\">Why "
           "<small>(optional)</small></label><p class=\"help\" id=\"h-change_reason\">Kept in the "
           "history of every record.</p><input type=\"text\" id=\"f-change_reason\" "
           "name=\"change_reason\" aria-describedby=\"h-change_reason\" "
           "value=\"%.*s\"></div><div class=\"btns\">",
           STR_ARG(b->v.c->reason));
}

static void preview_form(struct bulk *b)
{
    struct buf *o = b->v.b;
    static const char *const hows[] = { "set", "add", "remove", "", "" };
    form_begin(b);
    if (b->field) {
        hidden(o, b->field->name, b->value);
        hidden(o, "how", str_z(hows[b->how]));
    }
    buf_add_str(o, buf_str(&b->hidden));
    reason_field(b);
    if (b->changing)
        html_f(
            o,
            "<button class=\"btn main\" type=\"submit\" name=\"what\" value=\"do\">%.*s</button>",
            STR_ARG(arena_printf(
                b->v.c->mem, lang_plural(b->changing, "Change %ld record", "Change %ld records"),
                (long)b->changing)));
    html_f(o, "<a class=\"btn text\" href=\"%.*s\">Cancel</a></div></form>", STR_ARG(list_url(b)));
}

static bool preview(struct bulk *b)
{
    struct buf *o = b->v.b;
    for (size_t i = 0; i < b->n; i++)
        if (!look_at(b, &b->t[i]))
            return false;
    if (!begin(b))
        return false;
    if (b->failed.n)
        ui_note(o, TONE_BAD, "octagon-alert", b->failed);
    ui_note(o, b->refused ? TONE_WARN : TONE_INFO, "info",
            arena_printf(b->v.c->mem,
                         _("%ld will change, %ld are like that already, %ld cannot be changed. "
                           "Nothing is changed yet."),
                         (long)b->changing, (long)b->same, (long)b->refused));
    preview_form(b);
    if (b->rows.n) {
        html_f(o, "<section class=\"sheet\" aria-label=\"What changes\"><div "
                  "class=\"scroll\"><table class=\"cards\"><thead><tr><th "
                  "scope=\"col\">Record</th><th scope=\"col\">Now</th><th "
                  "scope=\"col\">Then</th></tr></thead><tbody>");
        buf_add_str(o, buf_str(&b->rows));
        buf_add_z(o, "</tbody></table></div></section>");
    }
    buf_add_z(o, "</div>");
    return view_end(&b->v);
}

/* --- the value --- */

static bool ask(struct bulk *b)
{
    struct ctx *c = b->v.c;
    struct buf *o = b->v.b;
    struct record *r;
    if (!record_new(c, b->type, &r) || !begin(b))
        return false;
    html_f(o, "<p>%ld chosen.</p>", (long)b->n);
    form_begin(b);
    for (size_t i = 0; i < b->n; i++)
        hidden(o, "id", entity_ref(c, b->type, b->t[i].id));
    if (b->field->kind == &kind_link) {
        html_f(o, "<fieldset class=\"field\"><legend>How</legend>");
        for (const struct choice *ch = how_words; ch->key; ch++)
            html_f(o,
                   "<label class=\"pick\"><input type=\"radio\" name=\"how\" "
                   "value=\"%s\"%s><span>%s</span></label>",
                   ch->key, strcmp(ch->key, "add") == 0 ? " checked" : "", lang_text(ch->label));
        buf_add_z(o, "</fieldset>");
    }
    if (!ui_input(&b->v, r, b->field, b->value, b->problem))
        return false;
    reason_field(b);
    html_f(o,
           "<button class=\"btn main\" type=\"submit\" name=\"what\" value=\"preview\">Show what "
           "would change</button><button class=\"btn\" type=\"submit\" name=\"what\" "
           "value=\"do\">Change all %ld now</button><a class=\"btn text\" "
           "href=\"%.*s\">Cancel</a></div></form></div>",
           (long)b->n, STR_ARG(list_url(b)));
    return view_end(&b->v);
}

/* A value that no record could take is asked for again at once. */
static bool value_fits(struct bulk *b)
{
    struct ctx *c = b->v.c;
    struct record *r;
    if (!b->field)
        return true;
    if (!record_new(c, b->type, &r) || record_parse(c, r, b->field, b->value))
        return c->err.code == ERR_NONE;
    b->problem = c->problems;
    if (c->err.code == ERR_INVALID)
        ctx_clear(c);
    return false;
}

/* --- doing it --- */

static bool change_all(struct bulk *b)
{
    struct ctx *c = b->v.c;
    if (!store_begin(c))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        struct record *old, *now;
        if (!save_one(b, &b->t[i], &old, &now)) {
            b->failed =
                arena_printf(c->mem, _("Nothing was changed. " STR_FMT ": " STR_FMT),
                             STR_ARG(entity_ref(c, b->type, b->t[i].id)), STR_ARG(bulk_why_not(c)));
            store_rollback(c);
            return false;
        }
        if (differs(b, old, now) && !undo_note(b, old, now))
            return false;
    }
    return undo_keep(b) && store_commit(c);
}

static bool do_it(struct bulk *b)
{
    struct ctx *c = b->v.c;
    if (change_all(b)) {
        view_say(&b->v, arena_printf(c->mem, _("Changed %ld of %ld."), (long)b->nundo, (long)b->n));
        http_redirect(c, b->v.res, list_url(b));
        return true;
    }
    if (!b->failed.n || c->err.code == ERR_STORAGE || c->err.code == ERR_BUSY)
        return false;
    b->v.res->status = http_status(c->err.code);
    ctx_clear(c);
    for (size_t i = 0; i < b->n; i++)
        b->t[i].version = 0;
    return preview(b);
}

/* --- the bar under a list --- */

void bulk_bar(struct list *l)
{
    struct buf *b = l->v.b;
    bool frozen = l->type->flags & E_FROZEN;
    html_f(b,
           "<form class=\"bulk bar in\" id=\"bulk\" method=\"post\" action=\"/%s/bulk\" "
           "data-bulk>",
           l->type->plural);
    view_form_token(&l->v);
    hidden(b, "query", saved_query(l->v.c, l->v.req));
    html_f(b, "<span data-bulk-count>With those chosen</span>");
    if (l->count <= BULK_MOST && l->count > 1)
        html_f(b,
               "<label class=\"pick\"><input type=\"checkbox\" name=\"all\" "
               "value=\"yes\"><span>all %ld that match</span></label>",
               (long)l->count);
    if (!frozen) {
        html_f(b, "<label class=\"vh\" for=\"bulk-field\">Field to change</label><select "
                  "id=\"bulk-field\" name=\"field\">");
        for (size_t i = 0; i < l->type->nfields; i++)
            if (bulk_field(&l->type->fields[i]) && field_on(l->v.c, &l->type->fields[i]))
                html_f(b, "<option value=\"%s\">%s</option>", l->type->fields[i].name,
                       lang_text(l->type->fields[i].label));
        html_f(b, "</select><button class=\"btn s\" type=\"submit\" name=\"what\" "
                  "value=\"choose\">Change</button>");
    }
    if (!l->q.only_archived)
        html_f(b, "<button class=\"btn s\" type=\"submit\" name=\"what\" "
                  "value=\"archive\">Archive</button>");
    if (l->q.only_archived || l->q.with_archived)
        html_f(b, "<button class=\"btn s\" type=\"submit\" name=\"what\" value=\"back\">Bring "
                  "back</button>");
    buf_add_z(b, "</form>");
}

static bool run(struct bulk *b, struct str what)
{
    struct ctx *c = b->v.c;
    if (str_eq_z(what, "undo"))
        return undo_run(b);
    if (!read_targets(b) || !read_change(b))
        return false;
    if (!b->n)
        return problem_add(c, "id", "required", STR(""),
                           "Choose at least one record in the list, then what to change.");
    if (str_eq_z(what, "choose"))
        return ask(b);
    if (!value_fits(b)) {
        b->v.res->status = 422;
        return c->err.code == ERR_NONE && b->problem && ask(b);
    }
    return str_eq_z(what, "do") ? do_it(b) : preview(b);
}

bool page_bulk(struct ctx *c, struct request *req, struct response *res)
{
    struct bulk b = { .type = req->type };
    view_init(&b.v, c, req, res, req->type->name);
    if (!view_may(&b.v, ACT_EDIT, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    buf_init(&b.rows, 16 << 20);
    buf_init(&b.hidden, 1 << 20);
    bool ok = run(&b, http_get(&req->form, "what"));
    buf_done(&b.rows);
    buf_done(&b.hidden);
    return ok;
}
