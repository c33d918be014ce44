#include "base/num.h"
#include "records/records.h"
#include "store/ledger.h"
#include "store/query.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/pages.h"

/* The audit trail: entries of the ledger, newest first; one entry with its proof. What a person may
 * not read is left out, entry by entry. */

enum { TRAIL_PAGE = 50, TRAIL_LOOK = 2000 };

static bool may_see(struct ctx *c, const struct leaf *l, const struct entity **ret_type)
{
    const struct entity *e = catalog_find(c->store->catalog, l->type);
    struct record *r = NULL;
    *ret_type = e;
    if (!e)
        return permit_roles(c->permit) & (ROLE_MANAGER | ROLE_ADMIN | ROLE_AUDITOR | ROLE_EXTERNAL);
    return store_peek(c, e, l->id, &r) && r && permit_may(c->permit, ACT_READ, r);
}

static bool entry(struct view *v, const struct leaf *l, const struct entity *e, struct str reason)
{
    struct ctx *c = v->c;
    struct str who = S_("The program"), title = STR("");
    if (l->actor && !store_title(c, &entity_person, l->actor, &who))
        return false;
    struct str what = op_words(l->op);
    if (str_ends(what, STR(" this"))) /* here the record is named */
        what = str_head(what, what.n - 5);
    html_f(v->b, "<li class=\"%s\"><b>%.*s</b> %.*s ", str_eq_z(l->op, "create") ? "" : "key",
           STR_ARG(who), STR_ARG(what));
    if (e) {
        if (!store_title(c, e, l->id, &title))
            return false;
        ui_ref(v->b, entity_ref(c, e, l->id), url_of(c, e, l->id));
        html_f(v->b, " %.*s", STR_ARG(title));
    } else {
        html_f(v->b, "%.*s", STR_ARG(l->type));
    }
    html_f(v->b, "<div><time>%.*s</time>, %.*s", STR_ARG(stamp_words(c, l->time)),
           STR_ARG(via_words(l->via)));
    if (reason.n)
        html_f(v->b, ", reason: \"%.*s\"", STR_ARG(reason));
    html_f(v->b, " <a class=\"seq\" href=\"/ledger/%ld\">entry %ld</a></div></li>", (long)l->seq,
           (long)l->seq);
    return true;
}

/* Entries from `from` downwards; *ret_next: where to go on, -1 at the end. */
static bool entries(struct view *v, int64_t from, size_t most, int64_t *ret_next)
{
    struct ctx *c = v->c;
    size_t shown = 0;
    int64_t seq = from;
    buf_add_z(v->b, "<ul class=\"log\">");
    for (; seq >= 0 && shown < most && from - seq < TRAIL_LOOK; seq--) {
        struct leaf l;
        struct str reason;
        const struct entity *e;
        struct arena_mark mark = arena_mark(c->mem);
        if (!ledger_read(c, seq, &l, NULL, NULL, &reason))
            return false;
        if (may_see(c, &l, &e)) {
            if (!entry(v, &l, e, reason))
                return false;
            shown++;
        }
        if (c->err.code != ERR_NONE)
            return false;
        arena_rewind(c->mem, mark);
    }
    buf_add_z(v->b, "</ul>");
    *ret_next = seq;
    return true;
}

static bool newest(struct ctx *c, int64_t *ret)
{
    struct hash root;
    int64_t leaves;
    if (!ledger_root(c, &leaves, &root))
        return false;
    *ret = leaves - 1;
    return true;
}

bool trail_rows(struct view *v, size_t most)
{
    int64_t from, next;
    if (!newest(v->c, &from))
        return false;
    html_f(v->b, "<section class=\"sheet\" aria-labelledby=\"h-trail\"><header><h2 "
                 "id=\"h-trail\">What changed lately</h2><a href=\"/trail\">Audit "
                 "trail</a></header><div class=\"in\">");
    if (!entries(v, from, most, &next))
        return false;
    buf_add_z(v->b, "</div></section>");
    return true;
}

bool page_trail(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    int64_t from, next, last;
    struct str wanted = http_get(&req->query, "from");
    view_init(&v, c, req, res, "trail");
    if (!newest(c, &last))
        return false;
    from = last;
    if (wanted.n && (!num_parse_int(wanted, &from) || from < 0 || from > last))
        return fail(c, ERR_USAGE, "from must be the number of an entry.");
    struct view_head h = { .title = S_("Audit trail"),
                           .lead = S_("Every change, in the order in which it was written. "
                                      "Nothing can be taken out; `muniment verify` proves it.") };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<section class=\"sheet\"><div class=\"in\">");
    if (!entries(&v, from, TRAIL_PAGE, &next))
        return false;
    buf_add_z(v.b, "</div><div class=\"pager\"><span class=\"btns\">");
    if (from < last)
        ui_button(v.b, STR("/trail"), "arrow-left", "Newest", false);
    if (next >= 0)
        ui_button(v.b, arena_printf(c->mem, "/trail?from=%ld", (long)next), "arrow-right", "Older",
                  false);
    buf_add_z(v.b, "</span></div></section>");
    return view_end(&v);
}

/* --- one entry --- */

static void fact(struct view *v, const char *name, struct str value)
{
    html_f(v->b, "<dt>%s</dt><dd><code>%.*s</code></dd>", name, STR_ARG(value));
}

static struct str hex(struct ctx *c, const struct hash *h)
{
    char text[65];
    hex_encode(h->b, sizeof h->b, text);
    return arena_str(c->mem, str_z(text));
}

static void opened(struct view *v, const struct opened *f, size_t n)
{
    ui_sheet(v->b, "opened", S_("What the entry commits to"));
    html_f(v->b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Field</th><th "
                 "scope=\"col\">Value</th></tr></thead><tbody>");
    for (size_t i = 0; i < n; i++) {
        html_f(v->b, "<tr><th scope=\"row\">%.*s</th><td data-l=\"Value\">", STR_ARG(f[i].key));
        if (f[i].tag == 'x')
            html_f(v->b, "<span class=\"quiet\">erased</span>");
        else
            html_f(v->b, "%.*s", STR_ARG(f[i].value));
        buf_add_z(v->b, "</td></tr>");
    }
    buf_add_z(v->b, "</tbody></table>");
    ui_sheet_end(v->b);
}

bool page_ledger(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct leaf l;
    struct opened *f;
    size_t n;
    struct str reason;
    int64_t seq, last;
    const struct entity *e;
    view_init(&v, c, req, res, "trail");
    if (!newest(c, &last))
        return false;
    if (!num_parse_int(req->part[0], &seq) || seq < 0 || seq > last)
        return fail(c, ERR_NOT_FOUND, "There is no such entry.");
    if (!ledger_read(c, seq, &l, &f, &n, &reason))
        return false;
    if (!may_see(c, &l, &e))
        return c->err.code == ERR_NONE && fail(c, ERR_NOT_FOUND, "There is no such entry.");
    struct view_head h = { .title = arena_printf(c->mem, _("Ledger entry %ld"), (long)seq),
                           .crumb = { { _("Audit trail"), STR("/trail") } } };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\"><section class=\"sheet\"><div class=\"in\"><dl "
                   "class=\"facts\">");
    fact(&v, _("Time"), stamp_words(c, l.time));
    if (e)
        html_f(v.b,
               "<dt>Record</dt><dd><a class=\"ref\" href=\"%.*s\">%.*s</a>, version "
               "%ld</dd>",
               STR_ARG(url_of(c, e, l.id)), STR_ARG(entity_ref(c, e, l.id)), (long)l.version);
    fact(&v, _("Operation"), l.op);
    fact(&v, _("Through"), l.via);
    fact(&v, _("Body"), hex(c, &l.body));
    fact(&v, _("Leaf"), hex(c, &l.hash));
    if (l.prev >= 0)
        html_f(v.b, "<dt>Entry before</dt><dd><a href=\"/ledger/%ld\">%ld</a></dd>", (long)l.prev,
               (long)l.prev);
    buf_add_z(v.b, "</dl></div></section>");
    opened(&v, f, n);
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}
