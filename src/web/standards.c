#include "isms/standard.h"
#include "records/records.h"
#include "store/query.h"
#include "web/pages.h"
#include "web/prose.h"
#include "web/scope.h"

/* The browser of the standards: the family, the clauses of 27001, the reference controls by theme;
 * one entry; two side by side; the vocabulary. */

static bool entries(struct ctx *c, const char *standard, const char *kind, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_requirement);
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    q.sort = entity_field(&entity_requirement, STR("position"));
    q.where[q.n++] = (struct condition){ entity_field(&entity_requirement, STR("standard")),
                                         OP_EQ,
                                         { .tag = V_TEXT, .s = str_z(standard) } };
    q.where[q.n++] = (struct condition){ entity_field(&entity_requirement, STR("kind")),
                                         OP_EQ,
                                         { .tag = V_TEXT, .s = str_z(kind) } };
    return query_list(c, c->permit, &q, ret);
}

static void entry_link(struct view *v, const struct record *r)
{
    struct str href = url_record(v->c, r);
    buf_add_z(v->b, "<li>");
    ui_ref(v->b, content_text(r, "number"), href);
    html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a></li>", STR_ARG(href),
           STR_ARG(content_text(r, "title")));
}

static bool family(struct view *v)
{
    struct query q;
    struct page p;
    query_init(&q, &entity_standard);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_list(v->c, v->c->permit, &q, &p))
        return false;
    ui_sheet(v->b, "family", S_("The family"));
    html_f(v->b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Standard</th><th "
                 "scope=\"col\">What it is for</th><th scope=\"col\">Edition</th><th "
                 "scope=\"col\">Certifiable</th></tr></thead><tbody>");
    for (size_t i = 0; i < p.n; i++) {
        const struct record *r = p.items[i];
        html_f(v->b,
               "<tr><th scope=\"row\"><a class=\"t\" href=\"%.*s\">%.*s</a></th><td "
               "data-l=\"For\">%.*s</td><td data-l=\"Edition\">%.*s</td><td "
               "data-l=\"Certifiable\">%.*s</td></tr>",
               STR_ARG(url_record(v->c, r)), STR_ARG(content_text(r, "name")),
               STR_ARG(content_text(r, "title")), STR_ARG(content_text(r, "year")),
               STR_ARG(content_text(r, "certifiable")));
    }
    buf_add_z(v->b, "</tbody></table>");
    ui_sheet_end(v->b);
    return true;
}

static bool clauses(struct view *v)
{
    struct page p;
    if (!entries(v->c, "27001:2022", "clause", &p))
        return false;
    ui_sheet(v->b, "clauses", S_("27001, clauses 4 to 10"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++)
        entry_link(v, p.items[i]);
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

static bool controls(struct view *v)
{
    struct page p;
    struct str theme = STR("-");
    if (!entries(v->c, "27001:2022", "annex_a", &p))
        return false;
    ui_sheet(v->b, "annex", S_("27001, Annex A with the guidance of 27002"));
    buf_add_z(v->b, "<div class=\"in\">");
    for (size_t i = 0; i < p.n; i++) {
        struct str now = content_text(p.items[i], "theme");
        if (!str_eq(now, theme))
            html_f(v->b, "%s<h3>%.*s</h3><ul class=\"list\">", "", STR_ARG(now));
        entry_link(v, p.items[i]);
        bool last = i + 1 == p.n || !str_eq(content_text(p.items[i + 1], "theme"), now);
        buf_add_z(v->b, last ? "</ul>" : "");
        theme = now;
    }
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}

static void search_form(struct view *v, struct str words)
{
    html_f(v->b,
           "<form class=\"bar sheet\" action=\"/standards\"><label for=\"sw\">Ask or "
           "search</label><input id=\"sw\" name=\"q\" type=\"search\" placeholder=\"how do I "
           "handle leavers\" value=\"%.*s\"><button class=\"btn s\" "
           "type=\"submit\">Search</button><span class=\"end\"><a class=\"btn s\" "
           "href=\"/standards/compare\">Compare two</a><a class=\"btn s\" "
           "href=\"/guide\">Guide</a></span></form>",
           STR_ARG(words));
}

static bool found(struct view *v, struct str words)
{
    struct page p;
    if (!standard_search(v->c, v->c->permit, words, &p))
        return false;
    ui_sheet(v->b, "found", S_("Found"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(v->c, p.items[i]), url_record(v->c, p.items[i]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a></li>",
               STR_ARG(url_record(v->c, p.items[i])), STR_ARG(content_text(p.items[i], "title")));
    }
    if (!p.n)
        html_f(v->b, "<li>Nothing holds these words. Try fewer or others.</li>");
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

bool page_standards(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str words = http_get(&req->query, "q");
    view_init(&v, c, req, res, "standard");
    struct view_head h = { .title = S_("Standards"),
                           .lead = S_("What each standard asks and how it is done, in our own "
                                      "words. ISO's text is under copyright and not in here.") };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    search_form(&v, words);
    if (words.n) {
        if (!found(&v, words))
            return false;
    } else if (!family(&v)) {
        return false;
    } else {
        buf_add_z(v.b, "<div class=\"cols even\">");
        if (!clauses(&v) || !controls(&v))
            return false;
        buf_add_z(v.b, "</div>");
    }
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}

/* --- one entry --- */

static bool parts(struct view *v, const struct standard_entry *e)
{
    if (!e->parts.n)
        return true;
    ui_sheet(v->b, "parts", S_("Its parts"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < e->parts.n; i++)
        entry_link(v, e->parts.items[i]);
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

/* Where the organisation stands with it: its row in the SoA, the readiness of the clause. */
static bool ours(struct view *v, const struct standard_entry *e)
{
    struct str number = content_text(e->row, "number");
    bool control = str_starts(e->ref, STR("27002:"));
    bool annex = str_starts(e->ref, STR("27001:A."));
    if (!permit_may_type(v->c->permit, ACT_READ, &entity_statement))
        return true;
    if (annex || control)
        html_f(v->b,
               "<p class=\"btns\"><a class=\"btn main\" href=\"/soa/%s%.*s\">Our row in the "
               "Statement of Applicability</a></p>",
               control ? "A." : "", STR_ARG(number));
    else if (str_starts(e->ref, STR("27001:")))
        html_f(v->b,
               "<p class=\"btns\"><a class=\"btn main\" "
               "href=\"/readiness?requirement=%.*s\">Where we stand</a></p>",
               STR_ARG(e->ref));
    return true;
}

bool page_standard(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    _cleanup_(standard_done) struct standard_entry e = { .row = NULL };
    view_init(&v, c, req, res, "standard");
    if (!standard_find(c, c->permit, req->part[0], &e))
        return false;
    struct str title = content_text(e.row, "title");
    struct view_head h = { .title = title,
                           .crumb = { { _("Standards"), STR("/standards") } },
                           .ref = e.ref };
    if (e.parent)
        h.crumb[1] = (struct crumb){ arena_z(c->mem, content_text(e.parent, "title")),
                                     url_record(c, e.parent) };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"cols wide\"><div class=\"stack-l\">");
    if (!prose_write(&v, &e))
        return false;
    buf_add_z(v.b, "</div><div class=\"stack-l\">");
    if (!ours(&v, &e) || !parts(&v, &e) || !prose_aside(&v, &e))
        return false;
    buf_add_z(v.b, "</div></div>");
    return view_end(&v);
}

/* --- side by side --- */

static void pick(struct view *v, const char *name, const char *label, struct str now)
{
    html_f(v->b,
           "<label for=\"c-%s\">%s</label><input class=\"in-t\" id=\"c-%s\" name=\"%s\" "
           "value=\"%.*s\">",
           name, label, name, name, STR_ARG(now));
}

bool page_compare(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct standard_comparison k;
    struct str a = http_get(&req->query, "a"), b = http_get(&req->query, "b");
    view_init(&v, c, req, res, "standard");
    a = a.n ? a : STR("27001");
    b = b.n ? b : STR("27002");
    if (!standard_compare(c, c->permit, a, b, http_get(&req->query, "control"), &k))
        return false;
    struct view_head h = { .title = arena_printf(c->mem, _(STR_FMT " and " STR_FMT " side by side"),
                                                 STR_ARG(content_text(k.a, "name")),
                                                 STR_ARG(content_text(k.b, "name"))),
                           .crumb = { { _("Standards"), STR("/standards") } } };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b,
              "<div class=\"stack-l\"><form class=\"bar sheet\" action=\"/standards/compare\">");
    pick(&v, "a", _("First"), a);
    pick(&v, "b", _("Second"), b);
    pick(&v, "control", _("About control"), http_get(&req->query, "control"));
    html_f(v.b, "<button class=\"btn s\" type=\"submit\">Compare</button></form><section "
                "class=\"sheet\"><table class=\"cards\"><thead><tr><th scope=\"col\">What</th>");
    html_f(v.b, "<th scope=\"col\">%.*s</th><th scope=\"col\">%.*s</th></tr></thead><tbody>",
           STR_ARG(content_text(k.a, "name")), STR_ARG(content_text(k.b, "name")));
    for (size_t i = 0; i < k.n; i++)
        html_f(v.b,
               "<tr><th scope=\"row\"><b>%s</b></th><td data-l=\"%.*s\">%.*s</td><td "
               "data-l=\"%.*s\">%.*s</td></tr>",
               lang_text(k.line[i].label), STR_ARG(a), STR_ARG(k.line[i].a), STR_ARG(b),
               STR_ARG(k.line[i].b));
    buf_add_z(v.b, "</tbody></table></section></div>");
    return view_end(&v);
}

/* --- vocabulary --- */

static void term(struct view *v, const struct record *r)
{
    struct str rest = content_text(r, "see"), one;
    html_f(v->b, "<dt id=\"%.*s\">%.*s", STR_ARG(url_anchor(v->c, content_text(r, "ref"))),
           STR_ARG(content_text(r, "title")));
    if (content_text(r, "label").n)
        html_f(v->b, " <small>%.*s</small>", STR_ARG(content_text(r, "label")));
    html_f(v->b, "</dt><dd><p>%.*s</p>", STR_ARG(content_text(r, "definition")));
    if (content_text(r, "example").n)
        html_f(v->b, "<p class=\"quiet\">%.*s</p>", STR_ARG(content_text(r, "example")));
    if (rest.n)
        html_f(v->b, "<p class=\"tiny\">See ");
    for (bool first = true; str_cut(&rest, '|', &one); first = false)
        html_f(v->b, "%s<a href=\"#%.*s\">%.*s</a>", first ? "" : ", ",
               STR_ARG(url_anchor(v->c, one)), STR_ARG(one));
    buf_add_z(v->b, content_text(r, "see").n ? "</p></dd>" : "</dd>");
}

bool page_terms(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct query q;
    struct page p;
    view_init(&v, c, req, res, "terms");
    query_init(&q, &entity_term);
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    q.words = http_get(&req->query, "q");
    q.sort = entity_field(&entity_term, STR("ref"));
    if (!query_list(c, c->permit, &q, &p))
        return false;
    struct view_head h = { .title = S_("Help and glossary"),
                           .lead = S_("The words of the field, each with an example. Numbers are "
                                      "entries of the 2018 vocabulary.") };
    if (!view_begin(&v, &h))
        return false;
    html_f(v.b,
           "<div class=\"stack-l\"><form class=\"bar sheet\" action=\"/terms\"><label "
           "for=\"tw\">Search</label><input id=\"tw\" name=\"q\" type=\"search\" "
           "value=\"%.*s\"><button class=\"btn s\" type=\"submit\">Search</button></form>"
           "<section class=\"sheet\"><div class=\"in\"><dl class=\"terms\">",
           STR_ARG(q.words));
    for (size_t i = 0; i < p.n; i++)
        term(&v, p.items[i]);
    buf_add_z(v.b, p.n ? "</dl></div></section></div>"
                       : _("</dl><p>No word fits.</p></div></section></div>"));
    return view_end(&v);
}
