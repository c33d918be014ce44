#include "base/text.h"
#include "records/records.h"
#include "store/query.h"
#include "web/pages.h"
#include "web/panels.h"

/* How assets hang on each other: what nothing depends on at the left, what carries everything at
 * the right. Every box is a link; the same stands below as a table. */

enum { ASSETS_MOST = 200, WIDE = 190, HIGH = 34, GAP_X = 70, GAP_Y = 12, MARGIN = 8, NAME = 24 };

struct node {
    const struct record *r;
    int layer, row;
    bool busy; /* on the way that is being followed: a cycle ends here */
};
struct picture {
    struct view v;
    struct node *at;
    size_t n;
    int layers, rows[ASSETS_MOST];
};

static struct node *find(struct picture *p, int64_t id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].r->id == id)
            return &p->at[i];
    return NULL;
}

/* A layer further right than everything that depends on it. */
static void place(struct picture *p, struct node *k, int layer)
{
    struct links l = rec_links(k->r, ASSET_DEPENDS_ON);
    if (k->busy || (k->layer >= layer && layer))
        return;
    k->layer = MAX(k->layer, layer);
    p->layers = MAX(p->layers, k->layer + 1);
    k->busy = true;
    for (size_t i = 0; i < l.n; i++) {
        struct node *next = find(p, l.row[i].id);
        if (next)
            place(p, next, k->layer + 1);
    }
    k->busy = false;
}

static bool is_alone(const struct record *r)
{
    return !rec_links(r, ASSET_DEPENDS_ON).n && !rec_links(r, ASSET_NEEDED_BY).n;
}

static void arrange(struct picture *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!rec_links(p->at[i].r, ASSET_NEEDED_BY).n)
            place(p, &p->at[i], 0);
    for (size_t i = 0; i < p->n; i++)
        p->at[i].row = p->rows[p->at[i].layer]++;
}

static int x_of(const struct node *k)
{
    return MARGIN + k->layer * (WIDE + GAP_X);
}

static int y_of(const struct node *k)
{
    return MARGIN + k->row * (HIGH + GAP_Y);
}

static void lines(struct picture *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct links l = rec_links(p->at[i].r, ASSET_DEPENDS_ON);
        for (size_t k = 0; k < l.n; k++) {
            const struct node *to = find(p, l.row[k].id), *from = &p->at[i];
            if (!to)
                continue;
            int x1 = x_of(from) + WIDE, y1 = y_of(from) + HIGH / 2, x2 = x_of(to),
                y2 = y_of(to) + HIGH / 2;
            html_f(p->v.b, "<path class=\"gr\" d=\"M%d %dC%d %d %d %d %d %d\"/>", x1, y1,
                   x1 + GAP_X / 2, y1, x2 - GAP_X / 2, y2, x2, y2);
        }
    }
}

static void boxes(struct picture *p)
{
    struct ctx *c = p->v.c;
    for (size_t i = 0; i < p->n; i++) {
        const struct node *k = &p->at[i];
        struct str title = record_title(k->r), shown = text_cut(title, NAME);
        html_f(p->v.b,
               "<a class=\"hit\" href=\"%.*s\"><title>%.*s</title><rect class=\"cell %s\" x=\"%d\" "
               "y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/><text class=\"ct b\" x=\"%d\" "
               "y=\"%d\">%.*s%s</text></a>",
               STR_ARG(url_record(c, k->r)), STR_ARG(title),
               str_eq_z(rec_text(k->r, ASSET_KIND), "business") ? "c1" : "b-none", x_of(k), y_of(k),
               WIDE, HIGH, x_of(k) + 8, y_of(k) + HIGH / 2 + 4, STR_ARG(shown),
               shown.n < title.n ? "..." : "");
    }
}

static void table(struct picture *p)
{
    struct ctx *c = p->v.c;
    html_f(p->v.b, "<details><summary>Show as a table</summary><table><thead><tr><th "
                   "scope=\"col\">Asset</th><th scope=\"col\">Depends on</th></tr></thead><tbody>");
    for (size_t i = 0; i < p->n; i++) {
        struct links l = rec_links(p->at[i].r, ASSET_DEPENDS_ON);
        html_f(p->v.b, "<tr><th scope=\"row\">%.*s</th><td>", STR_ARG(record_title(p->at[i].r)));
        for (size_t k = 0; k < l.n; k++) {
            ui_ref(p->v.b, entity_ref(c, &entity_asset, l.row[k].id),
                   url_of(c, &entity_asset, l.row[k].id));
            buf_add_char(p->v.b, ' ');
        }
        buf_add_z(p->v.b, "</td></tr>");
    }
    buf_add_z(p->v.b, "</tbody></table></details>");
}

static bool read_assets(struct picture *p, int64_t *ret_alone, bool *ret_more)
{
    struct query q;
    struct page found;
    query_init(&q, &entity_asset);
    q.limit = ASSETS_MOST;
    if (!query_list(p->v.c, p->v.c->permit, &q, &found))
        return false;
    p->at = arena_new(p->v.c->mem, struct node, found.n ? found.n : 1);
    *ret_alone = 0;
    *ret_more = found.next.n > 0;
    for (size_t i = 0; i < found.n; i++) {
        if (is_alone(found.items[i]))
            ++*ret_alone;
        else
            p->at[p->n++] = (struct node){ .r = found.items[i] };
    }
    return true;
}

bool page_asset_picture(struct ctx *c, struct request *req, struct response *res)
{
    struct picture p = { .layers = 1 };
    int64_t alone;
    bool more;
    int rows = 1;
    view_init(&p.v, c, req, res, "asset");
    if (!permit_may_type(c->permit, ACT_READ, &entity_asset))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!read_assets(&p, &alone, &more))
        return false;
    arrange(&p);
    for (int i = 0; i < p.layers; i++)
        rows = MAX(rows, p.rows[i]);
    struct view_head h = { .title = S_("What depends on what"),
                           .crumb = { { _("Assets"), STR("/assets") } },
                           .lead = S_("From what the business is about, at the left, to what "
                                      "carries it.") };
    if (!view_begin(&p.v, &h))
        return false;
    if (more)
        ui_note(p.v.b, TONE_WARN, "triangle-alert", S_("Only the first 200 assets are drawn."));
    html_f(p.v.b,
           "<figure class=\"chart sheet\"><figcaption>%ld assets hang on each other, %ld "
           "stand alone</figcaption><div class=\"scroll\"><svg class=\"deps\" viewBox=\"0 0 %d "
           "%d\" width=\"%d\" role=\"group\" aria-label=\"Assets and what they depend on\">",
           (long)p.n, (long)alone, 2 * MARGIN + p.layers * (WIDE + GAP_X) - GAP_X,
           2 * MARGIN + rows * (HIGH + GAP_Y), 2 * MARGIN + p.layers * (WIDE + GAP_X) - GAP_X);
    lines(&p);
    boxes(&p);
    buf_add_z(p.v.b, "</svg></div>");
    table(&p);
    buf_add_z(p.v.b, "</figure>");
    return view_end(&p.v);
}

bool asset_above(struct view *v)
{
    buf_add_z(v->b, "<p class=\"btns\">");
    ui_button(v->b, STR("/assets/picture"), "network", "What depends on what", false);
    buf_add_z(v->b, "</p>");
    return true;
}
