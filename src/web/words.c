#include "base/text.h"
#include "isms/standard.h"
#include "records/records.h"
#include "store/query.h"
#include "web/generic.h"
#include "web/kinds.h"

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

/* Our words once for a page, each as it is looked for: folded, between blanks, one and many. */
struct word {
    struct str one, many, title, definition, anchor;
};
struct words {
    struct word *at;
    size_t n;
};

static struct word word_of(struct ctx *c, const struct record *r)
{
    struct buf b;
    buf_init(&b, 4096);
    text_tokens(&b, content_text(r, "title"));
    struct word w = { .one = arena_printf(c->mem, " " STR_FMT " ", STR_ARG(buf_str(&b))),
                      .many = arena_printf(c->mem, " " STR_FMT "s ", STR_ARG(buf_str(&b))),
                      .title = content_text(r, "title"),
                      .definition = content_text(r, "definition"),
                      .anchor = url_anchor(c, content_text(r, "ref")) };
    buf_done(&b);
    return w;
}

static bool read_words(struct view *v)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    if (v->words)
        return true;
    query_init(&q, &entity_term);
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    if (!query_list(c, c->permit, &q, &p))
        return false;
    struct words *w = arena_new(c->mem, struct words, 1);
    w->at = arena_new(c->mem, struct word, p.n ? p.n : 1);
    for (size_t i = 0; i < p.n; i++)
        if (content_text(p.items[i], "definition").n)
            w->at[w->n++] = word_of(c, p.items[i]);
    v->words = w;
    return true;
}

static bool uses(struct str text, const struct word *w)
{
    return w->one.n > 2 && (str_find(text, w->one) >= 0 || str_find(text, w->many) >= 0);
}

/* The longest of our words that the label holds: "Residual risk level" is about residual risk. */
bool word_button(struct view *v, const struct field *f)
{
    struct ctx *c = v->c;
    const struct word *best = NULL;
    struct buf b;
    if (!read_words(v))
        return false;
    buf_init(&b, 4096);
    text_tokens(&b, str_z(f->label));
    struct str label = arena_printf(c->mem, " " STR_FMT " ", STR_ARG(buf_str(&b)));
    buf_done(&b);
    for (size_t i = 0; i < v->words->n; i++)
        if (uses(label, &v->words->at[i]) && (!best || v->words->at[i].one.n > best->one.n))
            best = &v->words->at[i];
    v->word = best;
    if (best)
        html_f(v->b,
               " <button class=\"what\" type=\"button\" popovertarget=\"what-%s\">What "
               "&ldquo;%.*s&rdquo; means</button>",
               f->name, STR_ARG(best->title));
    return true;
}

void word_meaning(struct view *v, const struct field *f)
{
    const struct word *w = v->word;
    v->word = NULL;
    if (w)
        html_f(v->b,
               "<div class=\"pop meaning\" id=\"what-%s\" popover><p><b>%.*s</b></p><p>%.*s</p><p "
               "class=\"tiny\"><a href=\"/terms#%.*s\">In the glossary</a></p></div>",
               f->name, STR_ARG(w->title), STR_ARG(w->definition), STR_ARG(w->anchor));
}

static bool words(struct view *v, const struct entity *e)
{
    size_t shown = 0;
    struct str text = form_text(v->c, e);
    if (!read_words(v))
        return false;
    for (size_t i = 0; i < v->words->n && shown < WORDS_SHOWN; i++) {
        const struct word *w = &v->words->at[i];
        if (!uses(text, w))
            continue;
        if (!shown++)
            html_f(v->b, "<details class=\"why words\"><summary>Words used here</summary><dl>");
        html_f(v->b, "<dt><a href=\"/terms#%.*s\">%.*s</a></dt><dd>%.*s</dd>", STR_ARG(w->anchor),
               STR_ARG(w->title), STR_ARG(w->definition));
    }
    if (shown)
        buf_add_z(v->b, "</dl></details>");
    else
        html_f(v->b, "<p class=\"tiny\"><a href=\"/terms\">Words and what they mean</a></p>");
    return true;
}

bool form_aside(struct view *v, const struct entity *e)
{
    struct str title, key = str_z(e->clause);
    buf_add_z(v->b, "<div class=\"stack-l\">");
    if (e->clause) {
        if (!store_content_title(v->c, &entity_requirement, key, &title))
            return false;
        ui_why(v->b, str_z(lang_text(e->help)),
               arena_printf(v->c->mem, STR_FMT " " STR_FMT, STR_ARG(key), STR_ARG(title)),
               url_key(v->c, &entity_requirement, key));
    }
    if (!words(v, e))
        return false;
    buf_add_z(v->b, "</div>");
    return true;
}
