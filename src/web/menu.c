#include "records/records.h"
#include "web/menu.h"

/* An entry is a record type (shown to whoever may read it) or a page of its own with the roles that
 * see it. */
struct entry {
    const char *label, *href, *section; /* href NULL: the list of the type */
    const struct entity *type;
    unsigned roles;
};
struct section {
    const char *label, *icon;
    struct entry entry[7];
};

#define ALL ROLE_ALL
static const struct section sections[] = {
    { N_("Home"),
      ICON("house"),
      { { N_("Overview"), "/", "home", NULL, ALL },
        { N_("My work"), "/work", "work", NULL, ALL },
        { N_("Calendar"), "/calendar", "calendar", NULL, ALL } } },
    { N_("Path"),
      ICON("milestone"),
      { { N_("Path to certification"), "/path", "path", NULL, ROLE_WORK },
        { N_("Readiness"), "/readiness", "readiness", NULL, ROLE_WORK } } },
    { N_("Organisation"),
      ICON("building-2"),
      { { N_("Scope"), NULL, "scope", &entity_scope_type, 0 },
        { N_("Context"), NULL, "issue", &entity_issue, 0 },
        { N_("Interested parties"), NULL, "party", &entity_party, 0 },
        { N_("Law and contracts"), NULL, "obligation", &entity_obligation, 0 },
        { N_("People"), NULL, "person", &entity_person, 0 } } },
    { N_("Risk"),
      ICON("scale"),
      { { N_("Assets"), NULL, "asset", &entity_asset, 0 },
        { N_("Risk register"), NULL, "risk", &entity_risk, 0 },
        { N_("Treatment plan"), NULL, "treatment", &entity_treatment, 0 },
        { N_("Acceptances"), NULL, "acceptance", &entity_acceptance, 0 },
        { N_("Method and scales"), NULL, "criteria", &entity_criteria, 0 } } },
    { N_("Controls"),
      ICON("shield-check"),
      { { N_("Statement of Applicability"), "/soa", "soa", &entity_statement, 0 },
        { N_("Controls"), NULL, "control", &entity_control, 0 },
        { N_("Evidence"), NULL, "evidence", &entity_evidence, 0 },
        { N_("Standards"), "/standards", "standard", NULL, ALL },
        { N_("Exceptions"), NULL, "exception", &entity_exception, 0 } } },
    { N_("Documents"),
      ICON("scroll-text"),
      { { N_("Policies and procedures"), NULL, "document", &entity_document, 0 },
        { N_("Drafts and versions"), NULL, "document_version", &entity_document_version, 0 },
        { N_("Acknowledgements"), NULL, "acknowledgement", &entity_acknowledgement, 0 } } },
    { N_("Operate and improve"),
      ICON("refresh-cw"),
      { { N_("Tasks"), NULL, "task", &entity_task, 0 },
        { N_("Judgements"), NULL, "judgement", &entity_judgement, 0 },
        { N_("All registers"), "/registers", "registers", NULL, ROLE_WORK },
        { N_("Audit trail"), "/trail", "trail", NULL, ROLE_WORK } } },
};

const char *const menu_new[] = { "risk",     "asset", "task",  "evidence", "control",
                                 "document", "issue", "party", "person",   NULL };

static bool shown(const struct view *p, const struct entry *e)
{
    const struct permit *permit = p->c->permit;
    return permit && (e->type ? permit_may_type(permit, ACT_READ, e->type)
                              : (permit_roles_anywhere(permit) & e->roles) != 0);
}

static const struct entry *first_shown(const struct view *p, const struct section *s)
{
    for (const struct entry *e = s->entry; e->label; e++)
        if (shown(p, e))
            return e;
    return NULL;
}

static bool holds(const struct view *p, const struct section *s)
{
    for (const struct entry *e = s->entry; e->label; e++)
        if (p->section && strcmp(e->section, p->section) == 0)
            return true;
    return false;
}

static struct str address(struct view *p, const struct entry *e)
{
    return e->href ? str_z(e->href) : url_type(p->c, e->type);
}

static void write_entries(struct view *p, const struct section *s)
{
    buf_add_z(p->b, "<ul>");
    for (const struct entry *e = s->entry; e->label; e++) {
        if (!shown(p, e))
            continue;
        html_f(p->b, "<li><a href=\"%.*s\"", STR_ARG(address(p, e)));
        if (p->section && strcmp(e->section, p->section) == 0)
            buf_add_z(p->b, " aria-current=\"page\"");
        html_f(p->b, ">%s</a></li>", lang_text(e->label));
    }
    buf_add_z(p->b, "</ul>");
}

static void write_section(struct view *p, const struct section *s)
{
    const struct entry *first = first_shown(p, s);
    bool open = holds(p, s);
    if (!first)
        return;
    html_f(p->b, "<li class=\"%s\"><a href=\"%.*s\">", open ? "open" : "shut",
           STR_ARG(address(p, first)));
    ui_icon(p->b, s->icon);
    html_f(p->b, "%s</a>", lang_text(s->label));
    if (open)
        write_entries(p, s);
    buf_add_z(p->b, "</li>");
}

static bool organisation(struct view *p)
{
    struct str title;
    if (!store_title(p->c, &entity_organization, 1, &title))
        return false;
    html_f(p->b, "<a class=\"org\" href=\"%.*s\"><span><b>%.*s</b><span>%s</span></span></a>",
           STR_ARG(url_of(p->c, &entity_organization, 1)),
           STR_ARG(title.n ? title : S_("Not named yet")),
           p->c->store->demo ? _("Demonstration data") : "Organisation");
    return true;
}

void menu_sections(struct view *p)
{
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        write_section(p, &sections[i]);
}

bool menu_write(struct view *p)
{
    html_f(p->b, "<aside class=\"side\" id=\"menu\" popover aria-label=\"Organisation and "
                 "menu\"><a class=\"brand\" href=\"/\">");
    view_mark(p->b);
    html_f(p->b, "Muniment</a>");
    if (!organisation(p))
        return false;
    html_f(p->b, "<nav class=\"nav\" aria-label=\"Main\"><ul>");
    menu_sections(p);
    html_f(p->b, "</ul></nav><nav class=\"nav foot\" aria-label=\"Help and settings\"><ul><li><a "
                 "href=\"/settings\">");
    ui_icon(p->b, "settings");
    html_f(p->b, "Settings</a></li><li><a href=\"/terms\">");
    ui_icon(p->b, "circle-help");
    html_f(p->b, "Help and glossary</a></li></ul></nav></aside>");
    return true;
}
