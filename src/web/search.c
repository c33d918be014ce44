#include "records/records.h"
#include "store/query.h"
#include "store/search.h"
#include "web/pages.h"

/* Search over everything the person may read; a code such as R-12 leads straight to its record. The
 * same page answers the palette of the script. */

enum { HITS = 50 };

static bool straight(struct ctx *c, struct str words, struct response *res, bool *ret)
{
    const struct entity *e = NULL;
    struct record *r;
    int64_t id;
    *ret = false;
    if (ref_parse(c->store->catalog, str_trim(words), &e, &id)) {
        if (store_load(c, c->permit, e, id, &r)) {
            http_redirect(c, res, url_record(c, r));
            *ret = true;
            return true;
        }
        if (c->err.code != ERR_NOT_FOUND)
            return false;
        ctx_clear(c);
    }
    struct str key;
    if (words.n < 20 && store_content_key(c, &entity_requirement, str_trim(words), &key) && key.n) {
        http_redirect(c, res, url_key(c, &entity_requirement, key));
        *ret = true;
    }
    return c->err.code == ERR_NONE;
}

bool page_search(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct search_hit *hit = NULL;
    size_t n = 0;
    bool gone = false;
    struct str words = http_get(&req->query, "q");
    view_init(&v, c, req, res, "search");
    if (words.n && !straight(c, words, res, &gone))
        return false;
    if (gone)
        return true;
    if (words.n && !search_all(c, c->permit, words, HITS, &hit, &n))
        return false;
    struct view_head h = { .title = S_("Search") };
    if (!view_begin(&v, &h))
        return false;
    html_f(
        v.b,
        "<div class=\"stack-l\"><form class=\"bar sheet\" role=\"search\" aria-label=\"This page\" "
        "action=\"/search\"><label for=\"sq\">Words, or a code such as R-12</label><input "
        "id=\"sq\" name=\"q\" type=\"search\" value=\"%.*s\"><button class=\"btn s\" "
        "type=\"submit\">Search</button></form>",
        STR_ARG(words));
    if (words.n) {
        buf_add_z(v.b, "<section class=\"sheet\"><div class=\"in\"><ul class=\"list hits\">");
        for (size_t i = 0; i < n; i++) {
            struct str at = (hit[i].type->flags & E_CONTENT) ? url_key(c, hit[i].type, hit[i].ref)
                                                             : url_of(c, hit[i].type, hit[i].id);
            buf_add_z(v.b, "<li>");
            ui_ref(v.b, hit[i].ref, at);
            html_f(v.b, "<a class=\"t\" href=\"%.*s\">%.*s</a><span class=\"end\">%s</span></li>",
                   STR_ARG(at), STR_ARG(hit[i].title), lang_text(hit[i].type->label));
        }
        if (!n)
            html_f(v.b, "<li>Nothing holds all these words.</li>");
        buf_add_z(v.b, "</ul></div></section>");
    }
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}
