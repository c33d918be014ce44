#include "records/records.h"
#include "web/list.h"

/* A list without rows says why: nothing there yet (what it is, which clause wants it, an example,
 * one way to begin), nothing that fits the filter, nothing that one's roles show. */

/* What the descriptions do not say: an example, and a better beginning than an empty form. */
static const struct {
    const struct entity *type;
    const char *example;
    const char *href, *button; /* NULL: the form of a new one */
} starts[] = {
    { &entity_person, N_("Ann Lee, ann.lee@example.org, head of operations."), NULL, NULL },
    { &entity_grant, N_("Ben Ode is owner, for the whole organisation, from 1 May."), NULL, NULL },
    { &entity_organization, N_("Example Ltd, EUR, Europe/Berlin."), NULL, NULL },
    { &entity_risk, NULL, "/risks/build", N_("Build the first from the library") },
    { &entity_acceptance, N_("The owner accepts what is left of a risk, for a year."),
      "/acceptances/room", N_("See what waits for a decision") },
    { &entity_statement, N_("A.8.13 is included, because two risks rely on it."), "/scopes/new",
      N_("Describe the scope: its rows come with it") },
    { &entity_soa_version, N_("Version 1, approved by top management before stage 1."), "/soa",
      N_("To the Statement of Applicability") },
    { &entity_judgement, N_("6.1.2 conforms: applied twice, with results that can be compared."),
      "/readiness", N_("Choose the clause") },
    { &entity_document, NULL, "/templates", N_("Choose a template") },
    { &entity_document_version,
      N_("Version 1 of the policy: written, approved by another, published."), "/documents",
      N_("Choose the document") },
    { &entity_acknowledgement, N_("A colleague has read version 2 of the policy."), "/work",
      N_("See what you have to read") },
};

/* "What it is, for example Customer database." gives "Customer database." */
static struct str example_of(const struct entity *e)
{
    const struct field *t = entity_title(e);
    const char *const marks[] = { _("for example"), _("For example") };
    struct str help = str_z(t && t->help ? lang_text(t->help) : "");
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        ptrdiff_t at = str_find(help, str_z(marks[i]));
        if (at >= 0)
            return str_trim(str_tail(help, (size_t)at + strlen(marks[i])));
    }
    return help; /* said in another way: the whole sentence helps too */
}

static bool clause(struct list *l)
{
    struct ctx *c = l->v.c;
    struct str title, key = str_z(l->type->clause);
    if (!l->type->clause) {
        html_f(l->v.b, "<p>No clause asks for it by name.</p>");
        return true;
    }
    if (!store_content_title(c, &entity_requirement, key, &title))
        return false;
    html_f(l->v.b, "<p>Asked for by <a href=\"%.*s\">%.*s %.*s</a>.</p>",
           STR_ARG(url_key(c, &entity_requirement, key)), STR_ARG(key), STR_ARG(title));
    return true;
}

static void begin_with(struct list *l, const char *href, const char *button)
{
    struct ctx *c = l->v.c;
    struct str form = arena_printf(c->mem, "/%s/new", l->type->plural);
    if (!view_may(&l->v, ACT_CREATE, l->type)) {
        if (!(l->type->flags & E_CONTENT) && !l->v.req->past.n)
            html_f(l->v.b, "<p>Your roles let you read it, not add to it.</p>");
        return;
    }
    buf_add_z(l->v.b, "<div class=\"btns\">");
    ui_button(l->v.b, href ? str_z(href) : form, href ? "arrow-right" : "plus",
              href ? lang_text(button) : _("Add the first"), true);
    if (href && !(l->type->flags & E_FROZEN))
        ui_button(l->v.b, form, "plus", _("Add one by hand"), false);
    if (!(l->type->flags & E_FROZEN))
        ui_button(l->v.b, arena_printf(c->mem, "/%s/import", l->type->plural), "upload",
                  _("Import a list"), false);
    buf_add_z(l->v.b, "</div>");
}

/* Somebody with roles for single scopes only is told that there may be more. */
static bool sees_part(const struct list *l)
{
    const struct ctx *c = l->v.c;
    return !(permit_roles(c->permit) & l->type->perm.read);
}

bool list_empty(struct list *l)
{
    struct buf *b = l->v.b;
    const char *href = NULL, *button = NULL;
    struct str example = example_of(l->type);
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        if (starts[i].type == l->type) {
            example = starts[i].example ? str_z(lang_text(starts[i].example)) : example;
            href = starts[i].href;
            button = starts[i].button;
        }
    buf_add_z(b, "<div class=\"empty\">");
    ui_icon(b, "inbox");
    html_f(b, "<h2>%s</h2><p>%s</p>",
           l->v.req->past.n ? _("Nothing was here on that day")
           : sees_part(l)   ? _("Nothing here that your roles show")
                            : _("Nothing here yet"),
           lang_text(l->type->help));
    if (!clause(l))
        return false;
    if (example.n)
        html_f(b, "<p>For example: %.*s</p>", STR_ARG(example));
    begin_with(l, href, button);
    buf_add_z(b, "</div>");
    return true;
}

void list_no_match(struct list *l)
{
    html_f(l->v.b, "<div class=\"in\"><p>%s</p>",
           sees_part(l) ? _("Nothing fits this filter, among what your roles show.")
                        : _("Nothing fits this filter."));
    html_f(l->v.b,
           "<p class=\"btns\"><a class=\"btn s\" href=\"/%s?view=all\">Show all: %s</a></p></div>",
           l->type->plural, type_words(l->v.c, l->type));
}
