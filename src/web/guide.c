#include "base/markdown.h"
#include "isms/guide.h"
#include "isms/standard.h"
#include "records/records.h"
#include "web/pages.h"
#include "web/panels.h"
#include "web/prose.h"

/* The guide: how the standards fit together, the way to the certificate, auditing, handouts; and
 * the advice on which standards to get. */

static void topics(struct view *v)
{
    buf_add_z(v->b, "<section class=\"sheet\"><div class=\"in\"><ul class=\"list\">");
    for (const struct guide_topic *t = guide_topics; t->name; t++)
        html_f(v->b, "<li><a class=\"t\" href=\"%s%s\">%s</a><span class=\"quiet\">%s</span></li>",
               strcmp(t->name, "advice") == 0 ? "/" : "/guide/", t->name, lang_text(t->title),
               lang_text(t->help));
    buf_add_z(v->b, "</ul></div></section>");
}

bool page_guide(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "standard");
    struct view_head h = { .title = S_("Guide"),
                           .crumb = { { _("Standards"), STR("/standards") } },
                           .lead = S_("How the standards fit together, what the certification "
                                      "body does, how to audit.") };
    if (!view_begin(&v, &h))
        return false;
    topics(&v);
    return view_end(&v);
}

/* under: level of the heading above the text */
static void block(struct view *v, const struct record *r, const json_t *text, int under)
{
    bool template = strcmp(r->type->name, "template") == 0;
    struct str markdown = jin_str(text, template ? "text" : "markdown");
    if (markdown.n)
        markdown_html(v->b, markdown, under + 1);
    else
        prose_block(v, text);
}

/* Our text of an entry of the libraries, a construct, a template. */
bool content_body(struct view *v, const struct record *r)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text = NULL;
    if (!content_block(v->c, r, &tree, &text))
        return false;
    buf_add_z(v->b, "<section class=\"sheet\"><div class=\"in prose\">");
    block(v, r, text, 1);
    buf_add_z(v->b, "</div></section>");
    return true;
}

static bool entry(struct view *v, const struct record *r)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text = NULL;
    struct str rest = content_text(r, "refs"), one;
    if (!content_block(v->c, r, &tree, &text))
        return false;
    buf_add_z(v->b, "<section class=\"sheet\">");
    if (content_text(r, "title").n)
        html_f(v->b, "<header><h2>%.*s</h2></header>", STR_ARG(content_text(r, "title")));
    buf_add_z(v->b, "<div class=\"in prose\">");
    block(v, r, text, 2);
    if (rest.n)
        buf_add_z(v->b, "<p class=\"tiny\">");
    while (str_cut(&rest, '|', &one))
        html_f(v->b, "<a href=\"%.*s\">%.*s</a> ", STR_ARG(url_key(v->c, &entity_requirement, one)),
               STR_ARG(one));
    buf_add_z(v->b, content_text(r, "refs").n ? "</p></div></section>" : "</div></section>");
    return true;
}

static const struct guide_topic *topic_of(struct str name)
{
    for (const struct guide_topic *t = guide_topics; t->name; t++)
        if (str_eq_z(name, t->name))
            return t;
    return NULL;
}

bool page_guide_topic(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct page p;
    const struct guide_topic *t = topic_of(req->part[0]);
    view_init(&v, c, req, res, "standard");
    if (!guide_find(c, c->permit, req->part[0], &p))
        return false;
    struct view_head h = { .title = t ? str_z(lang_text(t->title)) : record_title(p.items[0]),
                           .crumb = { { _("Standards"), STR("/standards") },
                                      { _("Guide"), STR("/guide") } },
                           .lead = t ? str_z(lang_text(t->help)) : STR("") };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    for (size_t i = 0; i < p.n; i++)
        if (!entry(&v, p.items[i]))
            return false;
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}

/* --- advice --- */

enum { ANSWERS = 16 };

/* yes=certify, yes=privacy:controller: one box for every question. */
static size_t answers(const struct request *req, struct advice_answer *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < req->query.n && n < ANSWERS; i++) {
        struct str rest = req->query.at[i].value, flag;
        if (!str_eq_z(req->query.at[i].name, "yes") || !str_cut(&rest, ':', &flag))
            continue;
        ret[n++] = (struct advice_answer){ flag, rest };
    }
    return n;
}

static bool questions(struct view *v, const struct advice_answer *a, size_t n)
{
    struct page p;
    if (!guide_kind(v->c, v->c->permit, "advice", &p))
        return false;
    html_f(v->b, "<form action=\"/advice\"><fieldset class=\"field\"><legend>Which of these is "
                 "true for you?</legend>");
    for (size_t i = 0; i < p.n; i++) {
        _cleanup_(jin_done) json_t *tree = NULL;
        const json_t *text = NULL;
        struct str flag = content_text(p.items[i], "flag"), role = content_text(p.items[i], "role");
        bool on = false;
        if (!content_block(v->c, p.items[i], &tree, &text))
            return false;
        for (size_t k = 0; k < n; k++)
            on |= str_eq(a[k].flag, flag) && str_eq(a[k].role, role);
        html_f(v->b,
               "<label class=\"pick\"><input type=\"checkbox\" name=\"yes\" "
               "value=\"%.*s%s%.*s\"%s><span>%.*s</span></label>",
               STR_ARG(flag), role.n ? ":" : "", STR_ARG(role), on ? " checked" : "",
               STR_ARG(jin_str(text, "question")));
    }
    html_f(v->b, "</fieldset><button class=\"btn main\" type=\"submit\">Advise</button></form>");
    return true;
}

static void advised(struct view *v, const struct advice *a)
{
    html_f(v->b, "<section class=\"sheet\"><table class=\"cards\"><caption>What to get, first "
                 "things first</caption><thead><tr><th scope=\"col\">Standard</th><th "
                 "scope=\"col\">Verdict</th><th scope=\"col\">Why</th></tr></thead><tbody>");
    for (size_t i = 0; i < a->nstandards; i++) {
        const struct advice_standard *s = &a->standard[i];
        html_f(v->b,
               "<tr><th scope=\"row\"><a class=\"t\" href=\"/standards/%.*s\">%.*s</a> <span "
               "class=\"sub\">%.*s</span></th><td data-l=\"Verdict\">%s</td><td data-l=\"Why\">",
               STR_ARG(s->number), STR_ARG(s->name), STR_ARG(s->title),
               lang_text(advice_label[s->verdict]));
        for (size_t k = 0; k < s->n; k++)
            html_f(v->b, "<p>%.*s</p>", STR_ARG(s->reason[k].why));
        buf_add_z(v->b, "</td></tr>");
    }
    buf_add_z(v->b, "</tbody></table></section>");
}

bool page_advice(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct advice_answer a[ANSWERS];
    struct advice made = { .n = 0 };
    size_t n = answers(req, a);
    view_init(&v, c, req, res, "standard");
    if (n && !advice_make(c, c->permit, a, n, &made))
        return false;
    struct view_head h = { .title = S_("Which standards do I need?"),
                           .crumb = { { _("Standards"), STR("/standards") },
                                      { _("Guide"), STR("/guide") } } };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<div class=\"stack-l\">");
    if (!questions(&v, a, n))
        return false;
    if (n)
        advised(&v, &made);
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}
