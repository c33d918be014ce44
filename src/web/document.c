#include "base/markdown.h"
#include "records/records.h"
#include "store/query.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/panels.h"

/* A document shows the text in force and its versions; a version shows its text and what changed
 * against the one before, line by line. */

static bool versions_of(struct view *v, int64_t document, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_document_version);
    q.limit = QUERY_LIMIT_MAX;
    q.sort = &entity_document_version.fields[VERSION_NUMBER];
    q.descending = true;
    q.where[q.n++] = (struct condition){ &entity_document_version.fields[VERSION_DOCUMENT],
                                         OP_EQ,
                                         { .tag = V_INT, .i = document } };
    return query_list(v->c, v->c->permit, &q, ret);
}

static void text(struct view *v, const struct record *r, const char *heading)
{
    if (!rec_text(r, VERSION_BODY).n)
        return;
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-text\"><header><h2 "
           "id=\"h-text\">%s</h2><a href=\"%.*s\">%.*s</a></header><div class=\"in prose\">",
           heading, STR_ARG(url_record(v->c, r)), STR_ARG(record_ref(v->c, r)));
    markdown_html(v->b, rec_text(r, VERSION_BODY), 3);
    buf_add_z(v->b, "</div></section>");
}

static struct record *in_force(const struct page *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq_z(rec_text(p->items[i], VERSION_STATUS), "published"))
            return p->items[i];
    return NULL;
}

static void classify(struct view *v, const struct record *document)
{
    v->class = value_text(v->c, document, &entity_document.fields[DOCUMENT_CLASSIFICATION]);
}

bool document_text(struct view *v, const struct record *r)
{
    struct page p;
    classify(v, r);
    if (!versions_of(v, r->id, &p))
        return false;
    struct record *now = in_force(&p);
    if (now)
        text(v, now, _("The text in force"));
    else if (p.n)
        text(v, p.items[0], _("The draft; nothing is in force yet"));
    return true;
}

bool document_panel(struct view *v, const struct record *r)
{
    struct page p;
    if (!versions_of(v, r->id, &p))
        return false;
    ui_sheet(v->b, "versions", S_("Versions"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        const struct record *x = p.items[i];
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(v->c, x), url_record(v->c, x));
        html_f(v->b, "version %ld ", (long)rec_int(x, VERSION_NUMBER));
        if (!ui_value(v->c, v->b, x, &entity_document_version.fields[VERSION_STATUS], true))
            return false;
        html_f(v->b, "<span class=\"end\">%.*s</span></li>",
               STR_ARG(day_words(v->c, rec_text(x, VERSION_APPROVED_ON))));
    }
    buf_add_z(v->b, "</ul>");
    if (view_may(v, ACT_CREATE, &entity_document_version))
        html_f(v->b,
               "<p class=\"btns\"><a class=\"btn\" "
               "href=\"/document_versions/new?document=%.*s\">Write the next version</a></p>",
               STR_ARG(record_ref(v->c, r)));
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    struct record *now = in_force(&p);
    return !now || read_panel(v, now, url_record(v->c, r));
}

bool version_text(struct view *v, const struct record *r)
{
    struct record *document;
    if (!store_peek(v->c, &entity_document, rec_int(r, VERSION_DOCUMENT), &document))
        return false;
    if (document)
        classify(v, document);
    text(v, r, _("The text"));
    return true;
}

/* --- what changed against the version before --- */

enum { LINES_MOST = 2000 };

static size_t split(struct str text, struct str *line)
{
    size_t n = 0;
    struct str rest = text;
    while (n < LINES_MOST && str_cut(&rest, '\n', &line[n]))
        n++;
    return n;
}

/* Longest common run of lines by the table of Wagner and Fischer, within bounds: policies have
 * hundreds of lines. */
static void diff(struct view *v, const struct str *a, size_t na, const struct str *b, size_t nb)
{
    size_t w = nb + 1;
    uint16_t *t = arena_new(v->c->mem, uint16_t, (na + 1) * w);
    for (size_t i = na; i-- > 0;)
        for (size_t j = nb; j-- > 0;)
            t[i * w + j] = str_eq(a[i], b[j]) ? (uint16_t)(t[(i + 1) * w + j + 1] + 1)
                                              : MAX(t[(i + 1) * w + j], t[i * w + j + 1]);
    size_t i = 0, j = 0;
    while (i < na || j < nb) {
        if (i < na && j < nb && str_eq(a[i], b[j])) {
            i++;
            j++;
        } else if (j < nb && (i == na || t[i * w + j + 1] >= t[(i + 1) * w + j])) {
            if (b[j].n)
                html_f(v->b, "<div><ins>%.*s</ins></div>", STR_ARG(b[j]));
            j++;
        } else {
            if (a[i].n)
                html_f(v->b, "<div><del>%.*s</del></div>", STR_ARG(a[i]));
            i++;
        }
    }
}

static bool changes(struct view *v, const struct record *old, const struct record *now)
{
    struct str *a = arena_new(v->c->mem, struct str, LINES_MOST),
               *b = arena_new(v->c->mem, struct str, LINES_MOST);
    size_t na = split(rec_text(old, VERSION_BODY), a), nb = split(rec_text(now, VERSION_BODY), b);
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-diff\"><header><h2 "
           "id=\"h-diff\">What changed since version %ld</h2></header><div class=\"in\"><div "
           "class=\"diff\">",
           (long)rec_int(old, VERSION_NUMBER));
    size_t before = v->b->n;
    diff(v, a, na, b, nb);
    if (v->b->n == before)
        html_f(v->b, "The text is the same.");
    buf_add_z(v->b, "</div></div></section>");
    return true;
}

bool version_panel(struct view *v, const struct record *r)
{
    struct page p;
    const struct record *old = NULL;
    if (!versions_of(v, rec_int(r, VERSION_DOCUMENT), &p))
        return false;
    for (size_t i = 0; i < p.n && !old; i++) /* newest first: the next lower number */
        if (rec_int(p.items[i], VERSION_NUMBER) < rec_int(r, VERSION_NUMBER))
            old = p.items[i];
    return read_panel(v, r, url_record(v->c, r)) && (!old || changes(v, old, r));
}
