#include "base/text.h"
#include "isms/standard.h"
#include "records/records.h"
#include "store/query.h"
#include "web/generic.h"

/* The vocabulary in place: beside a form stand the words of the field that its labels and helps
 * use, each with its meaning, and why the standard asks for the record. */

enum { WORDS_SHOWN = 8 };

/* Labels and helps of the form as folded text with blanks around, to be searched for whole words.
 */
static struct str form_text(struct ctx *c, const struct entity *e)
{
    struct buf raw, folded;
    buf_init(&raw, 256 << 10);
    buf_init(&folded, 1 << 20);
    buf_addf(&raw, "%s %s", e->label, e->help);
    for (size_t i = 0; i < e->nfields; i++)
        if (field_on(c, &e->fields[i]))
            buf_addf(&raw, " %s. %s", e->fields[i].label,
                     e->fields[i].help ? e->fields[i].help : "");
    text_tokens(&folded, buf_str(&raw));
    struct str s = arena_printf(c->mem, " " STR_FMT " ", STR_ARG(buf_str(&folded)));
    buf_done(&raw);
    buf_done(&folded);
    return s;
}

static bool uses(struct ctx *c, struct str text, struct str term)
{
    struct buf b;
    buf_init(&b, 4096);
    text_tokens(&b, term);
    struct str one = arena_printf(c->mem, " " STR_FMT " ", STR_ARG(buf_str(&b)));
    struct str many = arena_printf(c->mem, " " STR_FMT "s ", STR_ARG(buf_str(&b)));
    buf_done(&b);
    return one.n > 2 && (str_find(text, one) >= 0 || str_find(text, many) >= 0);
}

static bool words(struct view *v, const struct entity *e)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    size_t shown = 0;
    struct str text = form_text(c, e);
    query_init(&q, &entity_term);
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    if (!query_list(c, c->permit, &q, &p))
        return false;
    for (size_t i = 0; i < p.n && shown < WORDS_SHOWN; i++) {
        const struct record *r = p.items[i];
        if (!content_text(r, "definition").n || !uses(c, text, content_text(r, "title")))
            continue;
        if (!shown++)
            html_f(v->b, "<details class=\"why words\"><summary>Words used here</summary><dl>");
        html_f(v->b, "<dt><a href=\"/terms#%.*s\">%.*s</a></dt><dd>%.*s</dd>",
               STR_ARG(url_anchor(c, content_text(r, "ref"))), STR_ARG(content_text(r, "title")),
               STR_ARG(content_text(r, "definition")));
    }
    buf_add_z(v->b, shown ? "</dl></details>" : "");
    return true;
}

bool form_aside(struct view *v, const struct entity *e)
{
    struct str title, key = str_z(e->clause);
    buf_add_z(v->b, "<div class=\"stack-l\">");
    if (e->clause) {
        if (!store_content_title(v->c, &entity_requirement, key, &title))
            return false;
        ui_why(v->b, str_z(e->help),
               arena_printf(v->c->mem, STR_FMT " " STR_FMT, STR_ARG(key), STR_ARG(title)),
               url_key(v->c, &entity_requirement, key));
    }
    if (!words(v, e))
        return false;
    buf_add_z(v->b, "</div>");
    return true;
}
