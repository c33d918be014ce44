#include "web/setup.h"
#include "records/records.h"

/* One question a page; answers are kept while somebody goes back and forth, for 30 days. */

static const struct {
    const char *heading, *makes;
} words[SETUP_N] = {
    [SETUP_TITLE] = { N_("What is the organisation called?"),
                      N_("The scope is drafted under this name.") },
    [SETUP_HEADCOUNT] = { N_("How many people work there?"),
                          N_("Up to 49: risk scales of three steps. From 50: five steps. The "
                             "number "
                             "also decides how long an audit takes.") },
    [SETUP_SECTOR] = { N_("What does it do?"), N_("Typical assets, parties and risks are "
                                                  "suggested; all of them can be taken "
                                                  "back in one step.") },
    [SETUP_STANDARDS] = { N_("Which standards do you want to conform to?"),
                          N_("Each brings its rows of the Statement of Applicability. Unsure: keep "
                             "27001.") },
    [SETUP_WANTED] = { N_("When do you want the certificate?"),
                       N_("Milestones are counted back from that day and stand in the calendar.") },
    [SETUP_SHEET] = { N_("Do you have a list already?"),
                      N_("It takes the place of what would be suggested. It is tried at once; "
                         "nothing "
                         "is taken over before the last step.") },
};

const char *guided_heading(enum setup_question q)
{
    return lang_text(words[q].heading);
}

const char *guided_makes(enum setup_question q)
{
    return lang_text(words[q].makes);
}

static const char *field_name(enum setup_question q)
{
    return setup_field(q)->name;
}

struct str guided_page(struct ctx *c, int q)
{
    return q < SETUP_N ? arena_printf(c->mem, "/setup/%d", q + 1) : STR("/setup/review");
}

/* --- what was answered so far --- */

static struct str kept(const struct guided *g, const char *what, enum setup_question q)
{
    return http_get(&g->kept, arena_printf(g->v.c->mem, "%s%s", what, field_name(q)).p);
}

bool guided_read_sheet(struct guided *g)
{
    struct ctx *c = g->v.c;
    struct draft *d;
    struct http_pairs p;
    g->sheet = (struct guided_sheet){ .name = STR("") };
    if (!draft_find(c, permit_person(c->permit), STR(SETUP_SHEET_DRAFT), &d))
        return false;
    if (!d)
        return true;
    if (!http_pairs_read(c, d->body, &p))
        return false;
    g->sheet = (struct guided_sheet){ .name = http_get(&p, "name"),
                                      .text = http_get(&p, "text"),
                                      .type = http_get(&p, "type"),
                                      .dates = http_get(&p, "dates"),
                                      .rows = http_get(&p, "rows"),
                                      .unused = http_get(&p, "unused"),
                                      .notes = http_get(&p, "notes") };
    if (g->sheet.text.n)
        g->a.brought = catalog_find(c->store->catalog, g->sheet.type);
    return true;
}

static bool read_answers(struct guided *g)
{
    struct ctx *c = g->v.c;
    struct draft *d;
    if (!draft_find(c, permit_person(c->permit), STR(SETUP_DRAFT), &d) ||
        (d && !http_pairs_read(c, d->body, &g->kept)))
        return false;
    for (int i = 0; i < SETUP_N; i++) {
        enum setup_question q = (enum setup_question)i;
        g->a.text[q] = kept(g, "", q);
        g->a.skipped[q] = kept(g, "skip.", q);
        g->answered[q] = kept(g, "done.", q).n || g->a.skipped[q].n;
        if (g->a.skipped[q].n)
            g->a.text[q] = STR("");
    }
    if (!g->answered[SETUP_TITLE] && !g->a.text[SETUP_TITLE].n)
        return store_title(c, &entity_organization, 1, &g->a.text[SETUP_TITLE]);
    return true;
}

bool guided_begin(struct guided *g, struct ctx *c, struct request *req, struct response *res)
{
    bool open;
    view_init(&g->v, c, req, res, "path");
    if (req->past.n)
        return fail(c, ERR_CONFLICT, "The set-up belongs to today: leave the past first.");
    if (!setup_may(c->permit))
        return fail(c, ERR_FORBIDDEN,
                    "The set-up is done by a manager of the whole organisation: an administrator "
                    "gives that role under Settings.");
    if (!setup_is_open(c, &open))
        return false;
    if (!open)
        return fail(c, ERR_CONFLICT,
                    "There is a scope already: the set-up is for a database that has none. The "
                    "path says what is next.");
    return read_answers(g) && guided_read_sheet(g);
}

bool guided_keep(struct guided *g, enum setup_question q, struct str text, const struct str *reason)
{
    struct ctx *c = g->v.c;
    const char *name = field_name(q);
    struct http_pair *all = arena_new(c->mem, struct http_pair, g->kept.n + 3);
    const char *mine[] = { name, arena_printf(c->mem, "done.%s", name).p,
                           arena_printf(c->mem, "skip.%s", name).p };
    struct http_pairs p = { all, 0 };
    for (size_t i = 0; i < g->kept.n; i++) {
        bool old = false;
        for (size_t k = 0; k < ARRAY_LEN(mine); k++)
            old |= str_eq_z(g->kept.at[i].name, mine[k]);
        if (!old)
            all[p.n++] = g->kept.at[i];
    }
    all[p.n++] = (struct http_pair){ str_z(name), text };
    if (reason && reason->n)
        all[p.n++] = (struct http_pair){ str_z(mine[2]), *reason };
    else if (!reason)
        all[p.n++] = (struct http_pair){ str_z(mine[1]), STR("1") };
    g->kept = p;
    return draft_keep(c, permit_person(c->permit), STR(SETUP_DRAFT), &p);
}

bool guided_forget(struct guided *g)
{
    struct ctx *c = g->v.c;
    int64_t me = permit_person(c->permit);
    return draft_drop(c, me, STR(SETUP_SHEET_DRAFT)) && draft_drop(c, me, STR(SETUP_DRAFT));
}

void guided_take_problems(struct guided *g)
{
    struct ctx *c = g->v.c;
    if (!c->problems) /* an error of another kind, told as one about the form */
        (void)!problem_add(c, "file", "format", STR(""), "%s", c->err.message);
    g->problems = c->problems;
    g->v.res->status = 422;
    ctx_clear(c);
}

/* --- pieces of the pages --- */

void guided_summary(struct guided *g, bool to_pages)
{
    struct buf *b = g->v.b;
    if (!g->problems)
        return;
    ui_errors(b, to_pages ? _("Nothing was made") : _("This was not kept"));
    for (const struct problem *p = g->problems; p; p = p->next) {
        int q = SETUP_SHEET;
        for (int i = 0; i < SETUP_N && p->field; i++)
            if (strcmp(field_name((enum setup_question)i), p->field) == 0)
                q = i;
        if (to_pages)
            html_f(b, "<li><a href=\"/setup/%d\">", q + 1);
        else
            html_f(b, "<li><a href=\"#f-%s\">", p->row || !p->field ? "file" : p->field);
        if (p->row)
            html_f(b, "Row %ld, column \"%.*s\": ", (long)p->row, STR_ARG(p->column));
        html_f(b, "%s</a></li>", p->message);
    }
    ui_errors_end(b);
}

/* Keys of choices as people read them. */
struct str guided_shown(const struct guided *g, enum setup_question q)
{
    const struct choice *ch = setup_field(q)->choices;
    struct str rest = g->a.text[q], part, all = STR("");
    if (!ch)
        return rest;
    while (str_cut(&rest, ',', &part))
        for (const struct choice *one = ch; one->key; one++)
            if (str_eq_z(part, one->key))
                all = arena_printf(g->v.c->mem, STR_FMT "%s%s", STR_ARG(all), all.n ? ", " : "",
                                   lang_text(one->label));
    return all;
}

static void state(struct guided *g, int q, int now)
{
    struct buf *b = g->v.b;
    bool skipped = g->a.skipped[q].n > 0, done = g->answered[q];
    html_f(b, "<li class=\"step%s\">", done ? " done" : "");
    ui_icon(b, skipped ? ICON("circle-slash")
               : done  ? ICON("circle-check")
                       : ICON("circle-dashed"));
    html_f(b, "<a class=\"t\" href=\"/setup/%d\"", q + 1);
    buf_add_z(b, q == now ? " aria-current=\"step\">" : ">");
    html_f(b, "%s</a><p>", lang_text(words[q].heading));
    if (skipped)
        html_f(b, "Skipped: %.*s", STR_ARG(g->a.skipped[q]));
    else if (q == SETUP_SHEET && done)
        html_f(b, "%.*s", STR_ARG(g->sheet.text.n ? g->sheet.name : S_("None")));
    else
        html_f(b, "%.*s", STR_ARG(done ? guided_shown(g, (enum setup_question)q) : S_("Open")));
    buf_add_z(b, "</p></li>");
}

void guided_aside(struct guided *g, int now)
{
    struct buf *b = g->v.b;
    html_f(b, "<aside class=\"stack-l\" aria-label=\"Set-up\">");
    ui_sheet(b, "answers", S_("Your answers"));
    buf_add_z(b, "<ul class=\"steps\">");
    for (int i = 0; i < SETUP_N; i++)
        state(g, i, now);
    html_f(b, "</ul><div class=\"in stack\"><p class=\"tiny\">They are kept for 30 days: go on "
              "whenever you like. Nothing here stands in the way of working without it.</p>");
    buf_add_z(b, "<form method=\"post\" action=\"/setup/leave\">");
    view_form_token(&g->v);
    html_f(b, "<details class=\"more\"><summary>Do without the set-up</summary><div "
              "class=\"field\"><label for=\"f-never\">Why</label><input type=\"text\" "
              "id=\"f-never\" name=\"reason\" maxlength=\"500\"></div><button class=\"btn s\" "
              "type=\"submit\" name=\"what\" value=\"never\">Do not offer it any more</button>"
              "</details><button class=\"btn s text\" type=\"submit\" name=\"what\" "
              "value=\"forget\">Throw the answers away</button></form></div>");
    ui_sheet_end(b);
    buf_add_z(b, "</aside>");
}
