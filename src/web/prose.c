#include "records/records.h"
#include "web/prose.h"

static void list(struct view *v, const json_t *items, bool numbered)
{
    size_t i;
    json_t *one;
    buf_add_z(v->b, numbered ? "<ol>" : "<ul class=\"dots\">");
    json_array_foreach(items, i, one) html_f(v->b, "<li>%s</li>", json_string_value(one));
    buf_add_z(v->b, numbered ? "</ol>" : "</ul>");
}

static void section(struct view *v, const char *member, const json_t *x)
{
    if ((!json_is_string(x) && !json_is_array(x)) || (json_is_array(x) && !json_array_size(x)))
        return;
    const char *heading = lang_text(standard_heading(member));
    if (*heading)
        html_f(v->b, "<h2>%s</h2>", heading);
    if (json_is_string(x))
        html_f(v->b, "<p>%s</p>", json_string_value(x));
    else
        list(v, x, strcmp(member, "guidance") == 0);
}

static void attributes(struct view *v, const struct standard_entry *e)
{
    if (!content_text(e->row, "control_types").n)
        return;
    buf_add_z(v->b, "<dl class=\"facts\">");
    for (size_t i = 0; i < 5; i++) {
        struct str rest = content_text(e->row, standard_attributes[i].member), one;
        html_f(v->b, "<dt>%s</dt><dd>", lang_text(standard_attributes[i].heading));
        while (str_cut(&rest, '|', &one)) {
            char *words = arena_z(v->c->mem, one);
            for (char *p = words; *p; p++)
                *p = *p == '_' ? ' ' : *p;
            html_f(v->b, "<span class=\"tag\">%s</span> ", words);
        }
        buf_add_z(v->b, "</dd>");
    }
    buf_add_z(v->b, "</dl>");
}

static void mappings(struct view *v, const struct standard_entry *e)
{
    if (!e->maps.n)
        return;
    html_f(v->b, "<details class=\"more\"><summary>Mapped requirements</summary><ul "
                 "class=\"list\">");
    for (size_t i = 0; i < e->maps.n; i++) {
        struct str from = content_text(e->maps.items[i], "from_ref"),
                   to = content_text(e->maps.items[i], "to_ref");
        struct str other = str_eq(from, e->ref) ? to : from;
        html_f(v->b, "<li>%.*s <span class=\"quiet\">%.*s, %.*s</span></li>", STR_ARG(other),
               STR_ARG(content_text(e->maps.items[i], "relation")),
               STR_ARG(content_text(e->maps.items[i], "source")));
    }
    buf_add_z(v->b, "</ul></details>");
}

void prose_block(struct view *v, const json_t *text)
{
    const char *member;
    json_t *x;
    json_object_foreach((json_t *)(uintptr_t)text, member, x)
    {
        if (strcmp(member, "title") != 0) /* stands above already */
            section(v, member, x);
    }
}

static void keyed(struct view *v, const char *id, const char *heading, const struct entity *e,
                  const struct page *p)
{
    if (!p->n)
        return;
    ui_sheet(v->b, id, str_z(heading));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p->n; i++)
        html_f(v->b, "<li><a class=\"t\" href=\"%.*s\">%.*s</a></li>",
               STR_ARG(url_key(v->c, e, record_ref(v->c, p->items[i]))),
               STR_ARG(content_text(p->items[i], "title")));
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
}

bool prose_aside(struct view *v, const struct standard_entry *e)
{
    if (e->wording.n) {
        ui_sheet(v->b, "wording", S_("Wording of your licensed copy"));
        html_f(v->b, "<div class=\"in prose\"><p>%.*s</p></div>", STR_ARG(e->wording));
        ui_sheet_end(v->b);
    }
    keyed(v, "measures", _("What to measure"), catalog_find(v->c->store->catalog, STR("construct")),
          &e->measures);
    keyed(v, "templates", _("Document templates"),
          catalog_find(v->c->store->catalog, STR("template")), &e->templates);
    return true;
}

bool prose_write(struct view *v, const struct standard_entry *e)
{
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-asks\"><header><h2 "
           "id=\"h-asks\">What it asks, in our words</h2><a href=\"%.*s\">%.*s</a></header>"
           "<div class=\"in prose\">",
           STR_ARG(url_key(v->c, &entity_requirement, e->ref)), STR_ARG(e->ref));
    if (e->item)
        html_f(v->b, "<p><b>%s</b></p>", e->item);
    if (!e->text)
        html_f(v->b, "<p class=\"quiet\">No text of ours yet.</p>");
    prose_block(v, e->text);
    buf_add_z(v->b, "</div></section>");
    attributes(v, e);
    mappings(v, e);
    return true;
}
