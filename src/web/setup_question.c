#include "base/text.h"
#include "exchange/import.h"
#include "exchange/workbook.h"
#include "records/records.h"
#include "web/files.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/setup.h"

/* The page of one question, and what it sends. */

static const struct problem *problem_at(const struct guided *g, const char *name)
{
    for (const struct problem *p = g->problems; p; p = p->next)
        if (p->field && strcmp(p->field, name) == 0 && !p->row)
            return p;
    return NULL;
}

/* What the list is a list of, and how it writes dates. */
static void sheet_inputs(struct guided *g)
{
    struct buf *b = g->v.b;
    file_tab_input(&g->v);
    struct str typed = g->sent ? g->typed[1] : g->sheet.type,
               text = http_get(&g->v.req->form, "text");
    html_f(
        b,
        "<div class=\"field\"><label for=\"f-text\">or paste the cells</label><p class=\"help\" "
        "id=\"h-text\">Copied from a spreadsheet, with the heading row.</p><textarea "
        "id=\"f-text\" name=\"text\" rows=\"4\" aria-describedby=\"h-text\">%.*s</textarea></div>",
        STR_ARG(text));
    html_f(b, "<div class=\"field\"><label for=\"f-type\">What it is a list of</label><select "
              "id=\"f-type\" name=\"type\"><option value=\"\">Find out from the headings</option>");
    for (size_t i = 0; i < import_ntypes; i++)
        html_f(b, "<option value=\"%s\"%s>%.*s</option>", import_types[i]->name,
               str_eq_z(typed, import_types[i]->name) ? " selected" : "",
               STR_ARG(type_heading(g->v.c, import_types[i])));
    buf_add_z(b, "</select></div>");
    file_dates_input(&g->v, http_has(&g->v.req->form, "dates") ? http_get(&g->v.req->form, "dates")
                                                               : g->sheet.dates);
    if (g->sheet.text.n)
        html_f(
            b,
            "<p class=\"help\">Kept: %.*s, %.*s rows. A new file takes its place. <button "
            "class=\"btn s\" type=\"submit\" name=\"go\" value=\"none\">Take it out</button></p>",
            STR_ARG(g->sheet.name), STR_ARG(g->sheet.rows));
}

static void buttons(struct guided *g, enum setup_question q)
{
    struct buf *b = g->v.b;
    const struct problem *p = problem_at(g, "reason");
    html_f(b, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\" name=\"go\" "
              "value=\"next\">Continue</button>");
    if (q > 0)
        html_f(b, "<button class=\"btn\" type=\"submit\" name=\"go\" value=\"back\">Back</button>");
    html_f(b, "<button class=\"btn text\" type=\"submit\" name=\"go\" value=\"later\">Go on "
              "later</button></div>");
    if (q == SETUP_TITLE || q == SETUP_SHEET)
        return;
    html_f(b,
           "<details class=\"more\"%s><summary>Skip this question</summary><div class=\"field%s\">"
           "<label for=\"f-reason\">Why</label><p class=\"help\" id=\"help-reason\">One sentence; "
           "it is kept with the scope, so that the question is not lost.</p>",
           p || g->a.skipped[q].n ? " open" : "", p ? " wrong" : "");
    if (p)
        html_f(b,
               "<p class=\"err\" id=\"e-reason\"><span><span class=\"vh\">Error: </span>%s</span>"
               "</p>",
               p->message);
    html_f(b,
           "<input type=\"text\" id=\"f-reason\" name=\"reason\" maxlength=\"500\" "
           "aria-describedby=\"help-reason%s\" value=\"%.*s\"></div><button class=\"btn\" "
           "type=\"submit\" name=\"go\" value=\"skip\">Skip</button></details>",
           p ? " e-reason" : "", STR_ARG(g->sent ? g->reason : g->a.skipped[q]));
}

static bool show(struct guided *g, enum setup_question q)
{
    struct ctx *c = g->v.c;
    struct buf *b;
    struct field f = *setup_field(q);
    struct view_head h = { .title = str_z(guided_heading(q)),
                           .crumb = { { _("Set-up"), STR("/setup") } },
                           .lead = arena_printf(c->mem, _("Question %d of %d. %s"), q + 1, SETUP_N,
                                                guided_makes(q)) };
    if (q != SETUP_SHEET)
        f.flags |= F_REQUIRED;
    if (!view_begin(&g->v, &h))
        return false;
    b = g->v.b;
    guided_summary(g, false);
    html_f(
        b,
        "<div class=\"cols\"><form class=\"stack\" method=\"post\" action=\"/setup/%d\" novalidate",
        q + 1);
    buf_add_z(b, q == SETUP_SHEET ? " enctype=\"multipart/form-data\">" : ">");
    view_form_token(&g->v);
    html_f(b, "<button class=\"vh\" type=\"submit\" name=\"go\" value=\"next\" tabindex=\"-1\" "
              "aria-hidden=\"true\">Continue</button>");
    struct str typed = q == SETUP_SHEET ? STR("") : g->sent ? g->typed[0] : g->a.text[q];
    if (q == SETUP_STANDARDS && !typed.n && !g->sent)
        typed = STR("27001:2022");
    if (!ui_input(&g->v, NULL, &f, typed, problem_at(g, f.name)))
        return false;
    if (q == SETUP_SHEET)
        sheet_inputs(g);
    buttons(g, q);
    buf_add_z(b, "</form>");
    guided_aside(g, (int)q);
    buf_add_z(b, "</div>");
    return view_end(&g->v);
}

/* --- addresses --- */

static bool question_of(struct ctx *c, const struct request *req, enum setup_question *ret)
{
    struct str s = req->part[0];
    if (s.n != 1 || s.p[0] < '1' || s.p[0] >= '1' + SETUP_N)
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    *ret = (enum setup_question)(s.p[0] - '1');
    return true;
}

/* Where one left off. */
bool page_setup(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = false };
    int q = 0;
    if (!guided_begin(&g, c, req, res))
        return false;
    while (q < SETUP_N && g.answered[q])
        q++;
    http_redirect(c, res, guided_page(c, q));
    return true;
}

bool page_setup_question(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = false };
    enum setup_question q;
    return question_of(c, req, &q) && guided_begin(&g, c, req, res) && show(&g, q);
}

/* This answer alone, beside a name that is good: its problems and no others. */
static bool check_alone(struct guided *g, enum setup_question q)
{
    struct ctx *c = g->v.c;
    struct setup_answers one = { .brought = NULL };
    struct setup_plan plan;
    if (!str_trim(g->typed[0]).n)
        return problem_add(c, setup_field(q)->name, "required", STR(""), "%s",
                           q == SETUP_TITLE
                               ? _("Give the name: everything is made under it.")
                               : _("Give an answer, or skip the question and say why."));
    one.text[SETUP_TITLE] = STR("-");
    one.text[q] = g->typed[0];
    return setup_plan(c, c->permit, &one, &plan);
}

static bool too_large(struct ctx *c)
{
    ctx_clear(c);
    return problem_add(
        c, "file", "size", STR(""),
        "The list is larger than fits into the set-up (%d KB). Continue without it, "
        "and import it afterwards on the page of its register: there it may have any "
        "size.",
        DRAFT_BYTES >> 10);
}

static bool keep_sheet(struct guided *g)
{
    struct ctx *c = g->v.c;
    struct http_pair p[] = { { STR("name"), g->sheet.name },     { STR("type"), g->sheet.type },
                             { STR("dates"), g->sheet.dates },   { STR("rows"), g->sheet.rows },
                             { STR("unused"), g->sheet.unused }, { STR("notes"), g->sheet.notes },
                             { STR("text"), g->sheet.text } };
    struct http_pairs pairs = { p, ARRAY_LEN(p) };
    if (draft_keep(c, permit_person(c->permit), STR(SETUP_SHEET_DRAFT), &pairs))
        return true;
    return c->err.code == ERR_LIMIT && too_large(c);
}

/* Drafts keep text: what an office wrote in its old encoding becomes UTF-8. */
static struct str as_text(struct ctx *c, struct str bytes)
{
    struct buf b;
    if (text_is_valid(bytes))
        return bytes;
    buf_init(&b, 4 * bytes.n + 16);
    text_from_cp1252(&b, bytes);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

/* Of a workbook the cells of one sheet are kept, as CSV. */
static bool unpack(struct guided *g, struct str *bytes)
{
    struct ctx *c = g->v.c;
    const char *path;
    if (!workbook_is(*bytes))
        return true;
    if (!file_write_temporary(c, *bytes, &path))
        return false;
    bool ok =
        workbook_text(c, path, str_trim(http_get(&g->v.req->form, "tab")), DRAFT_BYTES, bytes);
    unlink(path);
    if (!ok)
        return c->err.code == ERR_LIMIT && too_large(c);
    return bytes->n || problem_add(c, "file", "empty", STR(""),
                                   "The sheet is empty: name another one of the workbook.");
}

/* The file that came, told from its headings and tried for real. */
static bool take_sheet(struct guided *g)
{
    struct ctx *c = g->v.c;
    const struct request *req = g->v.req;
    struct str bytes = req->nuploads ? req->upload[0].data : http_get(&req->form, "text");
    if (!bytes.n)
        return g->sheet.text.n || !req->nuploads
                   ? true
                   : problem_add(c, "file", "empty", STR(""), "The file is empty.");
    if (!unpack(g, &bytes))
        return false;
    if (memchr(bytes.p, 0, bytes.n))
        return problem_add(c, "file", "format", STR(""),
                           "This is neither a workbook nor CSV: it holds bytes that no text has.");
    if (bytes.n > DRAFT_BYTES)
        return too_large(c);
    bytes = req->nuploads ? as_text(c, bytes) : csv_from_tabs(c, bytes);
    g->sheet = (struct guided_sheet){ .name = req->nuploads ? text_head(req->upload[0].name, 200)
                                                            : S_("Pasted cells"),
                                      .text = bytes,
                                      .type = g->typed[1],
                                      .dates = http_get(&req->form, "dates") };
    return guided_make(g, true) && keep_sheet(g);
}

static bool next(struct guided *g, enum setup_question q)
{
    struct ctx *c = g->v.c;
    if (q == SETUP_SHEET ? !take_sheet(g) : !check_alone(g, q))
        return false;
    return guided_keep(g, q, q == SETUP_SHEET ? STR("") : str_trim(g->typed[0]), NULL) &&
           c->err.code == ERR_NONE;
}

static bool skip(struct guided *g, enum setup_question q)
{
    struct str why = str_trim(g->reason);
    if (q == SETUP_TITLE || q == SETUP_SHEET)
        return fail(g->v.c, ERR_USAGE, "This question is not skipped.");
    if (!why.n || why.n > SETUP_TEXT)
        return problem_add(g->v.c, "reason", "required", STR(""),
                           "Say in one sentence why the question is left out.");
    return guided_keep(g, q, STR(""), &why);
}

/* One step: where to go on to, or false with problems to show. */
static bool step(struct guided *g, enum setup_question q, struct str *ret_to)
{
    struct ctx *c = g->v.c;
    struct str go = http_get(&g->v.req->form, "go");
    if (str_eq_z(go, "back") || str_eq_z(go, "later")) {
        *ret_to = str_eq_z(go, "later") ? STR("/") : guided_page(c, MAX((int)q - 1, 0));
        struct str none = STR("");
        return q == SETUP_SHEET || g->answered[q] || g->typed[0].n > SETUP_TEXT ||
               guided_keep(g, q, g->typed[0], &none); /* kept as typed, not answered yet */
    }
    *ret_to = guided_page(c, (int)q + 1);
    if (str_eq_z(go, "skip"))
        return skip(g, q);
    if (str_eq_z(go, "none"))
        return draft_drop(c, permit_person(c->permit), STR(SETUP_SHEET_DRAFT)) &&
               guided_keep(g, q, STR(""), NULL);
    return next(g, q);
}

bool page_setup_answer(struct ctx *c, struct request *req, struct response *res)
{
    struct guided g = { .sent = true };
    enum setup_question q;
    struct str to;
    if (!question_of(c, req, &q) || !guided_begin(&g, c, req, res))
        return false;
    g.typed[0] = form_typed(c, req, setup_field(q));
    g.typed[1] = http_get(&req->form, "type");
    g.reason = http_get(&req->form, "reason");
    if (step(&g, q, &to)) {
        http_redirect(c, res, to);
        return true;
    }
    if (c->err.code != ERR_INVALID && c->err.code != ERR_LIMIT && c->err.code != ERR_USAGE)
        return false;
    guided_take_problems(&g);
    return guided_read_sheet(&g) && show(&g, q);
}
