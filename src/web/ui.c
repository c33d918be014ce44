#include "base/asset.h"
#include "web/ui.h"

void ui_icon(struct buf *b, const char *name)
{
    static const struct asset *sprite;
    if (!sprite)
        sprite = asset_find("icons.svg");
    html_f(b,
           "<svg class=\"i\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><use "
           "href=\"/static/icons-%.*s.svg#i-%s\"/></svg>",
           16, sprite ? sprite->hash : "", name);
}

static const char *const tone_class[] = { "", "good", "info", "warn", "bad" };

void ui_badge(struct buf *b, enum tone tone, const char *icon, struct str text)
{
    html_f(b, "<span class=\"badge %s\">", tone_class[tone]);
    ui_icon(b, icon);
    /* a label begins with a capital, wherever its word comes from */
    if (text.n && text.p[0] >= 'a' && text.p[0] <= 'z') {
        buf_add_char(b, (char)(text.p[0] - 'a' + 'A'));
        text = str_tail(text, 1);
    }
    html_f(b, "%.*s</span>", STR_ARG(text));
}

void ui_ref(struct buf *b, struct str ref, struct str href)
{
    if (href.n)
        html_f(b, "<a class=\"ref\" href=\"%.*s\">%.*s</a>", STR_ARG(href), STR_ARG(ref));
    else
        html_f(b, "<code class=\"ref\">%.*s</code>", STR_ARG(ref));
}

int ui_shade(int64_t level, int64_t of)
{
    return of > 0 ? (int)((level * 5 + of - 1) / of) : 0;
}

/* Five bars whatever the scale: the level's share of it, rounded up. The style draws them: a
 * register shows hundreds. */
void ui_level(struct buf *b, int64_t level, int64_t of, struct str word)
{
    html_f(b, "<span class=\"lvl l%d\"><span><b>%.*s</b> %ld</span></span>",
           MAX(MIN(ui_shade(level, of), 5), 1), STR_ARG(word), (long)level);
}

void ui_button(struct buf *b, struct str href, const char *icon, const char *text, bool main)
{
    html_f(b, "<a class=\"btn%s\" href=\"%.*s\">", main ? " main" : "", STR_ARG(href));
    ui_icon(b, icon);
    html_f(b, "%s</a>", lang_text(text));
}

void ui_sheet(struct buf *b, const char *id, struct str heading)
{
    html_f(b,
           "<section class=\"sheet\" aria-labelledby=\"h-%s\"><header><h2 id=\"h-%s\">%.*s</h2>"
           "</header>",
           id, id, STR_ARG(heading));
}

void ui_sheet_end(struct buf *b)
{
    buf_add_z(b, "</section>");
}

void ui_empty(struct buf *b, const char *icon, const char *heading, const char *text,
              struct str href, const char *button)
{
    buf_add_z(b, "<div class=\"empty\">");
    ui_icon(b, icon);
    html_f(b, "<h2>%s</h2><p>%s</p>", lang_text(heading), lang_text(text));
    if (href.n) {
        buf_add_z(b, "<div class=\"btns\">");
        ui_button(b, href, "arrow-right", button, true);
        buf_add_z(b, "</div>");
    }
    buf_add_z(b, "</div>");
}

void ui_note(struct buf *b, enum tone tone, const char *icon, struct str text)
{
    html_f(b, "<div class=\"note %s\">", tone_class[tone]);
    ui_icon(b, icon);
    html_f(b, "<div><p>%.*s</p></div></div>", STR_ARG(text));
}

void ui_errors(struct buf *b, const char *heading)
{
    html_f(b,
           "<div class=\"errors\" role=\"alert\" tabindex=\"-1\" aria-labelledby=\"es\"><h2 "
           "id=\"es\">%s</h2><ul>",
           heading);
}

void ui_error(struct buf *b, const char *name, const char *message)
{
    if (name)
        html_f(b, "<li><a href=\"#f-%s\">%s</a></li>", name, message);
    else
        html_f(b, "<li>%s</li>", message);
}

void ui_errors_end(struct buf *b)
{
    buf_add_z(b, "</ul></div>");
}

void ui_problems(struct buf *b, const char *heading, const struct err *e,
                 const struct problem *list, const char *other)
{
    if (e->code == ERR_NONE && !list)
        return;
    ui_errors(b, heading);
    if (!list)
        ui_error(b, NULL, e->message);
    for (const struct problem *p = list; p; p = p->next)
        ui_error(b, p->field ? p->field : other, p->message);
    ui_errors_end(b);
}

void ui_tabs(struct buf *b, const char *label)
{
    html_f(b, "<nav class=\"tabs\" aria-label=\"%s\"><ul>", label);
}

void ui_tab(struct buf *b, struct str href, bool current, struct str label)
{
    html_f(b, "<li><a href=\"%.*s\"", STR_ARG(href));
    buf_add_z(b, current ? " aria-current=\"page\">" : ">");
    html_f(b, "%.*s</a></li>", STR_ARG(label));
}

void ui_tabs_end(struct buf *b)
{
    buf_add_z(b, "</ul></nav>");
}

void ui_why(struct buf *b, struct str text, struct str clause, struct str href)
{
    html_f(b,
           "<details class=\"why\"><summary>Why the standard asks this</summary><div "
           "class=\"prose\"><p>%.*s</p></div>",
           STR_ARG(text));
    if (clause.n)
        html_f(b, "<p class=\"tiny\"><a href=\"%.*s\">%.*s</a></p>", STR_ARG(href),
               STR_ARG(clause));
    buf_add_z(b, "</details>");
}
