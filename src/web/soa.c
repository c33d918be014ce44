#include "base/text.h"
#include "isms/soa.h"
#include "records/records.h"
#include "web/chart.h"
#include "store/query.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/scope.h"

/* The Statement of Applicability: every row by theme, filtered by what stands in the address. */

struct soa_page {
    struct view v;
    struct soa s;
    struct str theme, status, owner, words, attribute; /* filters */
    struct str *matches;                               /* references that bear the attribute */
    size_t nmatches, shown;
};

static const enum tone tone_of[] = { TONE_QUIET, TONE_QUIET, TONE_WARN, TONE_INFO, TONE_GOOD };
static const char *const icon_of[] = { ICON("circle-slash"), ICON("circle-dashed"),
                                       ICON("circle-dashed"), ICON("circle-dot"),
                                       ICON("circle-check") };

static const char *state_key(const struct soa_row *r)
{
    if (str_eq_z(r->applicable, "no"))
        return "excluded";
    if (!str_eq_z(r->applicable, "yes"))
        return "undecided";
    return soa_status_key[r->status] ? soa_status_key[r->status] : "not_started";
}

void soa_badge(struct buf *b, const struct soa_row *r)
{
    const char *key = state_key(r);
    if (strcmp(key, "excluded") == 0)
        ui_badge(b, TONE_QUIET, "circle-slash", S_("Left out"));
    else if (strcmp(key, "undecided") == 0)
        ui_badge(b, TONE_WARN, "circle-help", S_("Undecided"));
    else
        ui_badge(b, tone_of[r->status], icon_of[r->status],
                 str_z(lang_text(soa_status_label[r->status])));
}

/* --- filters --- */

static bool by_attribute(struct soa_page *p)
{
    struct ctx *c = p->v.c;
    struct query q;
    struct page found;
    static const char *const columns[] = { "control_types", "information_security_properties",
                                           "cybersecurity_concepts", "operational_capabilities",
                                           "security_domains" };
    if (!p->attribute.n)
        return true;
    p->matches = arena_new(c->mem, struct str, 200 * ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        query_init(&q, &entity_requirement);
        q.limit = QUERY_LIMIT_MAX;
        q.unlimited_work = true;
        q.where[q.n++] = (struct condition){ entity_field(&entity_requirement, STR("standard")),
                                             OP_EQ,
                                             { .tag = V_TEXT, .s = STR("27001:2022") } };
        q.where[q.n++] = (struct condition){ entity_field(&entity_requirement, str_z(columns[i])),
                                             OP_HAS,
                                             { .tag = V_TEXT, .s = p->attribute } };
        if (!query_list(c, c->permit, &q, &found))
            return false;
        for (size_t k = 0; k < found.n; k++)
            p->matches[p->nmatches++] = record_ref(c, found.items[k]);
    }
    return true;
}

static bool has_words(struct ctx *c, const struct soa_row *r, struct str words)
{
    struct buf a, b;
    buf_init(&a, 64 << 10);
    buf_init(&b, 64 << 10);
    text_fold(&a,
              arena_printf(c->mem, STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(r->number),
                           STR_ARG(r->title), STR_ARG(r->how), STR_ARG(r->justification)));
    text_fold(&b, words);
    bool ok = str_find(buf_str(&a), buf_str(&b)) >= 0;
    buf_done(&a);
    buf_done(&b);
    return ok;
}

static bool fits(struct soa_page *p, const struct soa_row *r)
{
    bool match = !p->attribute.n;
    for (size_t i = 0; i < p->nmatches && !match; i++)
        match = str_eq(p->matches[i], r->requirement);
    return match && (!p->theme.n || str_eq(p->theme, r->theme)) &&
           (!p->status.n || str_eq_z(p->status, state_key(r))) &&
           (!p->words.n || has_words(p->v.c, r, p->words));
}

static void menu(struct soa_page *p, const char *name, const char *label,
                 const struct choice *choices, struct str now)
{
    struct buf *b = p->v.b;
    html_f(b,
           "<details class=\"drop-m\"><summary class=\"chip%s\">%s</summary><ul "
           "class=\"sheet\">",
           now.n ? " on" : "", label);
    for (const struct choice *ch = choices; ch->key; ch++)
        html_f(b, "<li><a href=\"%.*s\">%s</a></li>",
               STR_ARG(url_with(p->v.c, p->v.req, name, str_z(ch->key))), lang_text(ch->label));
    buf_add_z(b, "</ul></details>");
}

/* What a filter was set to, in the words of its menu; without choices as it was typed. */
static void chip(struct soa_page *p, const char *name, const struct choice *choices, struct str now)
{
    struct buf *b = p->v.b;
    struct str words = now;
    if (!now.n)
        return;
    for (const struct choice *ch = choices; ch && ch->key; ch++)
        if (str_eq_z(now, ch->key))
            words = str_z(lang_text(ch->label));
    html_f(b, "<a class=\"chip on\" href=\"%.*s\">%.*s <b>%ld</b>",
           STR_ARG(url_with(p->v.c, p->v.req, name, STR(""))), STR_ARG(words), (long)p->shown);
    ui_icon(b, "x");
    html_f(b, "<span class=\"vh\">remove filter</span></a>");
}

static void filter_bar(struct soa_page *p)
{
    static const struct choice statuses[] = { { "implemented", "Implemented" },
                                              { "partial", "Partial" },
                                              { "planned", "Planned" },
                                              { "not_started", "Not started" },
                                              { "excluded", "Left out" },
                                              { "undecided", "Undecided" },
                                              { NULL, NULL } };
    static const struct choice themes[] = { { "Organizational", "Organizational" },
                                            { "People", "People" },
                                            { "Physical", "Physical" },
                                            { "Technological", "Technological" },
                                            { NULL, NULL } };
    static const struct choice attributes[] = {
        { "Preventive", "Preventive" }, { "Detective", "Detective" },
        { "Corrective", "Corrective" }, { "Confidentiality", "Confidentiality" },
        { "Integrity", "Integrity" },   { "Availability", "Availability" },
        { "Identify", "Identify" },     { "Protect", "Protect" },
        { "Detect", "Detect" },         { "Respond", "Respond" },
        { "Recover", "Recover" },       { "Governance_and_Ecosystem", "Governance and ecosystem" },
        { "Protection", "Protection" }, { "Defence", "Defence" },
        { "Resilience", "Resilience" }, { NULL, NULL }
    };
    struct buf *b = p->v.b;
    html_f(b,
           "<form class=\"bar\" action=\"/soa\"><label class=\"vh\" for=\"filter\">Filter by "
           "words</label><input id=\"filter\" name=\"q\" type=\"search\" placeholder=\"Words\" "
           "value=\"%.*s\"><button class=\"btn s\" type=\"submit\">Filter</button>",
           STR_ARG(p->words));
    menu(p, "status", _("Status"), statuses, p->status);
    menu(p, "theme", _("Theme"), themes, p->theme);
    menu(p, "attribute", _("Attribute"), attributes, p->attribute);
    chip(p, "status", statuses, p->status);
    chip(p, "theme", themes, p->theme);
    chip(p, "attribute", attributes, p->attribute);
    chip(p, "q", NULL, p->words);
    if (p->status.n || p->theme.n || p->attribute.n || p->words.n)
        html_f(b, "<a class=\"tiny\" href=\"/soa\">Clear</a>");
    buf_add_z(b, "</form>");
}

/* --- the table --- */

static void because(struct soa_page *p, const struct soa_row *r)
{
    struct ctx *c = p->v.c;
    struct buf *b = p->v.b;
    struct str rest = r->reasons, one;
    for (size_t i = 0; i < MIN(r->nrisks, (size_t)2); i++)
        html_f(b, "<a class=\"tag\" href=\"%.*s\">risk R-%ld</a> ",
               STR_ARG(url_of(c, &entity_risk, r->risk[i])), (long)r->risk[i]);
    if (r->nrisks > 2)
        html_f(b, "<span class=\"tag\">+%ld</span> ", (long)(r->nrisks - 2));
    for (size_t i = 0; i < r->nobligations; i++)
        html_f(b, "<a class=\"tag\" href=\"%.*s\">%.*s</a> ",
               STR_ARG(url_of(c, &entity_obligation, r->obligation[i])),
               STR_ARG(entity_ref(c, &entity_obligation, r->obligation[i])));
    while (str_cut(&rest, ',', &one)) {
        one = str_trim(one);
        html_f(b, "<span class=\"tag\">%s</span> ",
               str_eq_z(one, "good_practice") ? _("good practice") : arena_z(c->mem, one));
    }
}

static void controls(struct soa_page *p, const struct soa_row *r)
{
    struct buf *b = p->v.b;
    for (size_t i = 0; i < MIN(r->ncontrols, (size_t)3); i++) {
        ui_ref(b, entity_ref(p->v.c, &entity_control, r->control[i].id),
               url_of(p->v.c, &entity_control, r->control[i].id));
        buf_add_char(b, ' ');
    }
    if (r->ncontrols > 3)
        html_f(b, "<span class=\"quiet\">+%ld</span>", (long)(r->ncontrols - 3));
    if (!r->ncontrols && str_eq_z(r->applicable, "yes"))
        html_f(b, "<span class=\"t-warn\">no control yet</span>");
}

static bool owner(struct soa_page *p, const struct soa_row *r)
{
    struct str name;
    if (!r->owner) {
        if (str_eq_z(r->applicable, "yes"))
            html_f(p->v.b, "<span class=\"t-bad\">No owner</span>");
        return true;
    }
    if (!store_title(p->v.c, &entity_person, r->owner, &name))
        return false;
    html_f(p->v.b, "%.*s", STR_ARG(name));
    return true;
}

enum { EVIDENCE_OLD = 365 };

static void evidence(struct soa_page *p, const struct soa_row *r)
{
    int64_t day, age;
    if (!r->evidence) {
        buf_add_z(p->v.b,
                  str_eq_z(r->applicable, "yes") ? _("<span class=\"quiet\">none yet</span>") : "");
        return;
    }
    if (!when_parse_date(r->newest, &day)) {
        html_f(p->v.b, "%ld", (long)r->evidence);
        return;
    }
    age = store_today(p->v.c) - day;
    html_f(p->v.b, "<span class=\"%s\">%ld d</span>", age > EVIDENCE_OLD ? "t-bad" : "", (long)age);
}

static bool row(struct soa_page *p, const struct soa_row *r)
{
    struct buf *b = p->v.b;
    struct str href = arena_printf(p->v.c->mem, "/soa/" STR_FMT, STR_ARG(r->number));
    buf_add_z(b, "<tr><th scope=\"row\">");
    ui_ref(b, r->number, href);
    html_f(b, " <a class=\"t\" href=\"%.*s\">%.*s</a></th><td data-l=\"Status\">", STR_ARG(href),
           STR_ARG(r->title));
    soa_badge(b, r);
    if (str_eq_z(r->applicable, "no")) {
        html_f(b, "</td><td colspan=\"4\" class=\"serif\" data-l=\"Why not\">%.*s</td>",
               STR_ARG(r->justification));
    } else {
        html_f(b, "</td><td data-l=\"Because\">");
        because(p, r);
        html_f(b, "</td><td data-l=\"How\">");
        controls(p, r);
        html_f(b, "</td><td class=\"nowrap\" data-l=\"Owner\">");
        if (!owner(p, r))
            return false;
        html_f(b, "</td><td class=\"num\" data-l=\"Evidence\">");
        evidence(p, r);
        buf_add_z(b, "</td>");
    }
    html_f(b,
           "<td class=\"noprint\" data-l=\"\"><a href=\"%.*s\">Open<span class=\"vh\"> "
           "%.*s</span></a></td></tr>",
           STR_ARG(href), STR_ARG(r->number));
    return true;
}

static void group(struct soa_page *p, struct str theme)
{
    long all = 0, shown = 0;
    for (size_t i = 0; i < p->s.n; i++)
        if (str_eq(p->s.row[i].theme, theme)) {
            all++;
            shown += fits(p, &p->s.row[i]);
        }
    html_f(p->v.b,
           "<tr class=\"grp\"><th colspan=\"7\" scope=\"colgroup\">%.*s <small>%ld "
           "rows, %ld shown</small></th></tr>",
           STR_ARG(theme.n ? theme : S_("Own")), all, shown);
}

static bool table(struct soa_page *p)
{
    struct buf *b = p->v.b;
    struct str theme = STR("-");
    for (size_t i = 0; i < p->s.n; i++)
        p->shown += fits(p, &p->s.row[i]);
    html_f(b, "<section class=\"sheet\" aria-label=\"Rows\">");
    filter_bar(p);
    html_f(b,
           "<div class=\"scroll\"><table class=\"cards stick\"><caption>%ld of %ld rows, by "
           "number</caption><thead><tr><th scope=\"col\">Control</th><th "
           "scope=\"col\">Status</th><th scope=\"col\">Because</th><th scope=\"col\">How</th><th "
           "scope=\"col\">Owner</th><th scope=\"col\" class=\"num\">Evidence age</th><th "
           "class=\"noprint\" scope=\"col\"><span class=\"vh\">Do</span></th></tr></thead><tbody>",
           (long)p->shown, (long)p->s.n);
    for (size_t i = 0; i < p->s.n; i++) {
        const struct soa_row *r = &p->s.row[i];
        if (!fits(p, r))
            continue;
        if (!str_eq(theme, r->theme))
            group(p, r->theme);
        theme = r->theme;
        if (!row(p, r))
            return false;
    }
    buf_add_z(b, "</tbody></table></div></section>");
    return true;
}

/* --- head --- */

static bool actions(struct view *v, void *arg)
{
    struct soa_page *p = arg;
    int64_t frozen = p->s.approved ? p->s.version : p->s.version - 1;
    if (frozen >= 1 && !p->s.approved)
        ui_button(v->b, arena_printf(v->c->mem, "/soa/diff?from=%ld", (long)frozen), "git-compare",
                  arena_printf(v->c->mem, _("Compare with %ld"), (long)frozen).p, false);
    buf_add_z(v->b, "<details class=\"drop-m\"><summary class=\"btn\">");
    ui_icon(v->b, "download");
    html_f(v->b, "Export</summary><ul class=\"sheet\"><li><a href=\"/soa.xlsx\">Excel "
                 "workbook</a></li><li><a href=\"/soa.csv\">CSV</a></li><li><a "
                 "href=\"/soa.html\">Page to print</a></li><li><a "
                 "href=\"/soa.json\">JSON</a></li></ul></details>");
    if (!p->s.approved && view_may(v, ACT_CREATE, &entity_soa_version))
        ui_button(v->b, STR("/soa/approve"), "stamp", "Approve a version", true);
    return true;
}

static bool facts(struct view *v, void *arg)
{
    struct soa_page *p = arg;
    buf_add_z(v->b, "<span>");
    if (p->s.approved)
        ui_badge(v->b, TONE_GOOD, "stamp",
                 arena_printf(v->c->mem, _("Version %ld"), (long)p->s.version));
    else
        ui_badge(v->b, TONE_QUIET, "pencil-line",
                 arena_printf(v->c->mem, _("Draft of version %ld"), (long)p->s.version));
    buf_add_z(v->b, "</span>");
    if (p->s.approved)
        html_f(v->b, "<span>approved %.*s by <b>%.*s</b></span>",
               STR_ARG(day_words(v->c, p->s.approved_on)), STR_ARG(p->s.approved_by));
    html_f(v->b, "<span>Scope <b>%.*s</b></span>", STR_ARG(record_title(p->s.scope)));
    return true;
}

static void summary(struct soa_page *p)
{
    struct bar_part part[] = { { _("Implemented"), "b-good", 0 }, { _("Partial"), "b-part", 0 },
                               { _("Planned"), "b-plan", 0 },     { _("Not started"), "b-none", 0 },
                               { _("Undecided"), "b-bad", 0 },    { _("Left out"), "b-x", 0 } };
    static const char *const keys[] = { "implemented", "partial",   "planned",
                                        "not_started", "undecided", "excluded" };
    for (size_t i = 0; i < p->s.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(keys); k++)
            part[k].n += strcmp(keys[k], state_key(&p->s.row[i])) == 0;
    int64_t in = (int64_t)p->s.n - part[5].n - part[4].n;
    chart_bar(p->v.b,
              arena_printf(p->v.c->mem, _("%ld of %ld apply; %ld of those are implemented"),
                           (long)in, (long)p->s.n, (long)part[0].n),
              S_("the status comes from the controls behind each row"), part, ARRAY_LEN(part));
}

bool page_soa(struct ctx *c, struct request *req, struct response *res)
{
    struct soa_page p = { .theme = http_get(&req->query, "theme"),
                          .status = http_get(&req->query, "status"),
                          .attribute = http_get(&req->query, "attribute"),
                          .words = http_get(&req->query, "q") };
    struct record *scope;
    view_init(&p.v, c, req, res, "soa");
    if (!scope_of_request(c, req, &scope))
        return false;
    if (!scope)
        return scope_missing(&p.v, "Statement of Applicability");
    if (!soa_read(c, c->permit, scope, &p.s) || !by_attribute(&p))
        return false;
    struct view_head h = { .title = S_("Statement of Applicability"),
                           .lead = S_("Which controls we need, why, and whether they are there."),
                           .actions = actions,
                           .facts = facts,
                           .arg = &p };
    if (!view_begin(&p.v, &h))
        return false;
    buf_add_z(p.v.b, "<div class=\"stack-l\">");
    summary(&p);
    if (!table(&p))
        return false;
    buf_add_z(p.v.b, "</div>");
    return view_end(&p.v);
}
