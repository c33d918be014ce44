#include "records/records.h"
#include "store/query.h"
#include "web/kinds.h"
#include "web/panels.h"

/* What a control shows beside its fields: its evidence with age and the quickest way to add a
 * piece; the tasks that keep it alive. */

enum { SHOWN = 50, EVIDENCE_OLD = 365 };

static bool linked(struct view *v, const struct entity *e, const char *field,
                   const struct record *r, const char *sort, struct page *ret)
{
    struct query q;
    struct link_row row = { .id = r->id };
    query_init(&q, e);
    q.limit = SHOWN;
    q.sort = entity_field(e, str_z(sort));
    q.descending = true;
    q.where[q.n++] = (struct condition){ entity_field(e, str_z(field)),
                                         OP_HAS,
                                         { .tag = V_LINKS, .l = { &row, 1 } } };
    return query_list(v->c, v->c->permit, &q, ret);
}

static void age(struct view *v, const struct record *r)
{
    struct str day = rec_value(r, "collected_on")->s, until = rec_value(r, "valid_until")->s;
    int64_t days;
    if (rec_value(r, "valid_until")->tag == V_TEXT && str_cmp(until, store_today_text(v->c)) < 0) {
        ui_status(v->b, STR("overdue"), S_("expired"));
        return;
    }
    if (rec_value(r, "collected_on")->tag != V_TEXT || !when_parse_date(day, &days))
        return;
    int64_t old = store_today(v->c) - days;
    html_f(v->b, "<span class=\"%s\">%ld days old</span>", old > EVIDENCE_OLD ? "t-bad" : "quiet",
           (long)old);
}

/* A file and one click; its name is the title. */
static void add_evidence(struct view *v, const struct record *r)
{
    if (!view_may(v, ACT_CREATE, &entity_evidence))
        return;
    html_f(v->b,
           "<form class=\"drop\" method=\"post\" enctype=\"multipart/form-data\" "
           "action=\"/%s/new\">",
           entity_evidence.plural);
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"controls\" value=\"%.*s\"><input type=\"hidden\" "
           "name=\"collected_on\" value=\"%.*s\"><input type=\"hidden\" name=\"back\" "
           "value=\"%.*s\"><label for=\"ev\">Add a file as evidence</label><input id=\"ev\" "
           "type=\"file\" name=\"file\" required><button class=\"btn s\" "
           "type=\"submit\">Upload</button>"
           "</form>",
           STR_ARG(record_ref(v->c, r)), STR_ARG(store_today_text(v->c)),
           STR_ARG(url_record(v->c, r)));
}

void evidence_link(struct view *v, const struct record *r)
{
    bool file = rec_value(r, "file")->tag == V_TEXT;
    html_f(v->b, "<a class=\"t\" href=\"%.*s%s\">%.*s</a>", STR_ARG(url_record(v->c, r)),
           file ? "/file/file" : "", STR_ARG(record_title(r)));
}

static bool evidence(struct view *v, const struct record *r)
{
    struct page p;
    if (!permit_may_type(v->c->permit, ACT_READ, &entity_evidence))
        return true;
    if (!linked(v, &entity_evidence, "controls", r, "collected_on", &p))
        return false;
    ui_sheet(v->b, "evidence", S_("Evidence"));
    buf_add_z(v->b, "<div class=\"in\">");
    if (!p.n)
        html_f(v->b, "<p class=\"quiet\">Nothing proves yet that this is done and works.</p>");
    buf_add_z(v->b, "<ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(v->c, p.items[i]), url_record(v->c, p.items[i]));
        evidence_link(v, p.items[i]);
        buf_add_z(v->b, "<span class=\"end\">");
        age(v, p.items[i]);
        buf_add_z(v->b, "</span></li>");
    }
    buf_add_z(v->b, "</ul></div>");
    add_evidence(v, r);
    ui_sheet_end(v->b);
    return true;
}

static bool tasks(struct view *v, const struct record *r)
{
    struct page p;
    if (!permit_may_type(v->c->permit, ACT_READ, &entity_task))
        return true;
    if (!linked(v, &entity_task, "controls", r, "due", &p))
        return false;
    html_f(v->b, "<section class=\"sheet\" aria-labelledby=\"h-tasks\"><header><h2 "
                 "id=\"h-tasks\">Tasks</h2>");
    if (view_may(v, ACT_CREATE, &entity_task))
        html_f(v->b, "<a href=\"/tasks/new?controls=%.*s\">Add a task</a>",
               STR_ARG(record_ref(v->c, r)));
    buf_add_z(v->b, "</header><div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(v->c, p.items[i]), url_record(v->c, p.items[i]));
        html_f(v->b, "%.*s<span class=\"end\">", STR_ARG(record_title(p.items[i])));
        if (!ui_value(v->c, v->b, p.items[i], &entity_task.fields[TASK_DUE], true) ||
            !ui_value(v->c, v->b, p.items[i], &entity_task.fields[TASK_STATUS], true))
            return false;
        buf_add_z(v->b, "</span></li>");
    }
    buf_add_z(v->b, "</ul></div></section>");
    return true;
}

bool control_panel(struct view *v, const struct record *r)
{
    return evidence(v, r) && tasks(v, r);
}
