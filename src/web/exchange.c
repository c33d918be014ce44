#include "base/text.h"
#include "exchange/export.h"
#include "exchange/import.h"
#include "exchange/workbook.h"
#include "records/records.h"
#include "web/files.h"
#include "web/list.h"
#include "web/pages.h"

/* A list as a file, and a spreadsheet into a register: first what would change, then the change. */

/* --- out: exactly what the list shows, all pages of it --- */

static bool export_as(struct ctx *c, struct request *req, struct response *res,
                      enum export_form form, const char *type, const char *ending)
{
    struct query q;
    const struct field *column[COLUMNS_MOST];
    struct export_columns columns = { column, 0 };
    const char *path = file_temporary(c);
    if (!permit_may_type(c->permit, ACT_READ, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!query_from_request(c, req, req->type, &q))
        return false;
    q.after = STR("");
    q.before = STR("");
    q.unlimited_work = true;
    if (http_get(&req->query, "columns").n)
        list_columns(c, req, req->type, column, &columns.n);
    if (http_get(&req->query, "columns").n && !columns.n && entity_title(req->type))
        column[columns.n++] = entity_title(req->type);
    if (!export_columns(c, c->permit, &q, form, &columns, path)) {
        unlink(path);
        return false;
    }
    res->type = type;
    http_add(c, res, "Content-Disposition",
             arena_printf(c->mem, "attachment; filename=\"%s.%s\"", req->type->plural, ending));
    return file_send_temporary(c, res, path);
}

bool page_export_csv(struct ctx *c, struct request *req, struct response *res)
{
    return export_as(c, req, res, EXPORT_CSV, "text/csv; charset=utf-8", "csv");
}

bool page_export_json(struct ctx *c, struct request *req, struct response *res)
{
    return export_as(c, req, res, EXPORT_JSON, "application/json", "json");
}

bool page_export_xlsx(struct ctx *c, struct request *req, struct response *res)
{
    return export_as(c, req, res, EXPORT_XLSX,
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
}

/* --- in --- */

enum { CHANGES_SHOWN = 200, PROBLEMS_SHOWN = 200, KEPT_MOST = 512 << 10 };

struct import_page {
    struct view v;
    struct buf changes; /* list items of what would change or changed */
    struct buf columns; /* rows: what each column of the file was taken for */
    size_t ncolumns;
    int64_t shown;
};

static void on_change(void *arg, int64_t row, struct str what)
{
    struct import_page *p = arg;
    if (p->shown++ < CHANGES_SHOWN)
        html_f(&p->changes, "<li>row %ld: %.*s</li>", (long)row, STR_ARG(what));
}

static void on_unused(void *arg, struct str column)
{
    struct import_page *p = arg;
    html_f(&p->changes, "<li class=\"t-warn\">Column \"%.*s\" fits no field and is left out.</li>",
           STR_ARG(column));
}

static void on_sheet(void *arg, struct str name, int64_t sheets)
{
    struct import_page *p = arg;
    html_f(&p->changes, "<li>Sheet \"%.*s\" was read, of %ld in the workbook.</li>", STR_ARG(name),
           (long)sheets);
}

static void on_notice(void *arg, struct str sentence)
{
    struct import_page *p = arg;
    html_f(&p->changes, "<li class=\"t-warn\">%.*s</li>", STR_ARG(sentence));
}

/* One line of the table in which the person says what a column is. */
static void on_column(void *arg, struct str heading, const struct field *f, bool is_ref)
{
    struct import_page *p = arg;
    struct buf *b = &p->columns;
    const struct entity *e = p->v.req->type;
    int n = (int)p->ncolumns++;
    html_f(b,
           "<tr><th scope=\"row\"><label for=\"to_%d\">%.*s</label><input type=\"hidden\" "
           "name=\"column_%d\" value=\"%.*s\"></th><td><select class=\"in-t\" id=\"to_%d\" "
           "name=\"to_%d\"><option value=\"-\"%s>Left out</option>",
           n, STR_ARG(heading), n, STR_ARG(heading), n, n,
           !is_ref && (!f || field_is_derived(f)) ? " selected" : "");
    html_f(b, "<option value=\"ref\"%s>Code, such as %s-12</option>", is_ref ? " selected" : "",
           e->prefix);
    for (size_t i = 0; i < e->nfields; i++)
        if (!field_is_derived(&e->fields[i]) && !(e->fields[i].flags & F_RETIRED) &&
            (field_on(p->v.c, &e->fields[i]) || f == &e->fields[i]))
            html_f(b, "<option value=\"%s\"%s>%s</option>", e->fields[i].name,
                   f == &e->fields[i] ? " selected" : "", lang_text(e->fields[i].label));
    buf_add_z(b, "</select></td></tr>");
}

/* What the table says, as --map would. */
static void read_columns(struct import_page *p, struct import_options *o)
{
    const struct http_pairs *form = &p->v.req->form;
    for (int i = 0; i < IMPORT_MAPS; i++) {
        char name[16], to[16];
        snprintf(name, sizeof name, "column_%d", i);
        snprintf(to, sizeof to, "to_%d", i);
        if (!http_has(form, name) || !http_has(form, to))
            return;
        struct str field = http_get(form, to);
        o->map[o->nmap].column = http_get(form, name);
        o->map[o->nmap++].field = str_eq_z(field, "-") ? STR("") : field;
    }
}

static void columns(struct import_page *p)
{
    if (!p->ncolumns)
        return;
    html_f(p->v.b, "<details class=\"more\" open><summary>What each column holds</summary><table "
                   "class=\"grid\"><thead><tr><th scope=\"col\">Column of the file</th><th "
                   "scope=\"col\">Field</th></tr></thead><tbody>");
    buf_add_str(p->v.b, buf_str(&p->columns));
    buf_add_z(p->v.b, "</tbody></table></details>");
}

static void checkbox(struct view *v, const char *name, const char *label, const char *help)
{
    html_f(v->b,
           "<label class=\"pick\"><input type=\"checkbox\" name=\"%s\" "
           "value=\"yes\"%s><span><b>%s</b><span>%s</span></span></label>",
           name, http_has(&v->req->form, name) ? " checked" : "", label, help);
}

static void form(struct import_page *p, struct str text)
{
    struct view *v = &p->v;
    struct buf *b = v->b;
    html_f(b,
           "<form method=\"post\" enctype=\"multipart/form-data\" "
           "action=\"/%s/import\"><div class=\"stack\">",
           v->req->type->plural);
    view_form_token(v);
    html_f(b,
           "<div class=\"field\"><label for=\"f-file\">Spreadsheet</label><p class=\"help\" "
           "id=\"h-file\">A workbook (.xlsx, .ods) or CSV in any of the usual encodings. The "
           "first row names the columns; field names and labels are both understood.</p><input "
           "type=\"file\" id=\"f-file\" name=\"file\" accept=\"%s\" "
           "aria-describedby=\"h-file\"></div>",
           FILE_SHEETS);
    file_tab_input(v);
    html_f(b,
           "<div class=\"field\"><label for=\"f-text\">or paste the cells</label><p "
           "class=\"help\" id=\"h-text\">Copied from a spreadsheet, with the heading "
           "row.</p><textarea id=\"f-text\" name=\"text\" rows=\"6\" "
           "aria-describedby=\"h-text\">%.*s</textarea></div>",
           STR_ARG(text));
    columns(p);
    checkbox(v, "create_missing", _("Make what is named but not there"),
             _("Persons and records that a cell names and nobody entered yet."));
    checkbox(v, "clear", _("Empty cells empty the field"), _("Otherwise they leave it as it is."));
    file_dates_input(v, http_get(&v->req->form, "dates"));
    html_f(b, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\" "
              "name=\"what\" value=\"try\">Show what would change</button><button class=\"btn\" "
              "type=\"submit\" name=\"what\" value=\"do\">Take over</button></div></div></form>");
}

/* Every problem with its row and column: nothing was changed. */
static void problems(struct view *v, const struct ctx *c)
{
    int64_t n = 0;
    ui_errors(v->b, arena_printf(v->c->mem, _("Nothing was taken over: %s"), c->err.message).p);
    for (const struct problem *p = c->problems; p && n < PROBLEMS_SHOWN; p = p->next, n++) {
        if (p->row)
            html_f(v->b, "<li>Row %ld, column \"%.*s\": %s", (long)p->row, STR_ARG(p->column),
                   p->message);
        else
            html_f(v->b, "<li>%s", p->message);
        if (p->value.n)
            html_f(v->b, " <span class=\"quiet\">(\"%.*s\")</span>", STR_ARG(p->value));
        buf_add_z(v->b, "</li>");
    }
    if (c->nproblems > n)
        html_f(v->b, "<li>and %ld more</li>", (long)(c->nproblems - n));
    ui_errors_end(v->b);
}

static bool show(struct import_page *p, const struct import_result *r, bool done, struct str text)
{
    struct view *v = &p->v;
    struct ctx *c = v->c;
    const struct entity *e = v->req->type;
    struct ctx kept = *c; /* the error is shown inside the page, which must be written first */
    struct view_head h = { .title = arena_printf(c->mem, _("Import " STR_FMT),
                                                 STR_ARG(type_heading(c, e))),
                           .crumb = { { arena_z(c->mem, type_heading(c, e)), url_type(c, e) } },
                           .lead = S_("All rows or none. The same file twice changes nothing.") };
    ctx_clear(c);
    if (!view_begin(v, &h))
        return false;
    buf_add_z(v->b, "<div class=\"stack-l\">");
    if (kept.err.code != ERR_NONE) {
        problems(v, &kept);
    } else if (r) {
        ui_note(v->b, TONE_GOOD, "circle-check",
                arena_printf(c->mem, _("%s: %ld new, %ld changed, %ld as they were, of %ld rows."),
                             done ? _("Taken over") : _("This would happen"), (long)r->created,
                             (long)r->changed, (long)r->unchanged, (long)r->rows));
        buf_add_z(v->b, "<section class=\"sheet\"><div class=\"in\"><ul class=\"list\">");
        buf_add_str(v->b, buf_str(&p->changes));
        buf_add_z(v->b, "</ul></div></section>");
    }
    form(p, text);
    buf_add_z(v->b, "</div>");
    return view_end(v);
}

bool page_import(struct ctx *c, struct request *req, struct response *res)
{
    struct import_page p = { .shown = 0 };
    view_init(&p.v, c, req, res, req->type->name);
    if (!view_may(&p.v, ACT_CREATE, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    return show(&p, NULL, false, STR(""));
}

/* The cells of a workbook come back as text, so that its columns can be said without sending it
 * once more. Empty when that does not work: then it is sent once more. */
static struct str cells_of(struct import_page *p, const char *path, struct str sheet)
{
    struct ctx aside = *p->v.c; /* what went wrong was told already */
    struct str text;
    ctx_clear(&aside);
    bool ok = workbook_text(&aside, path, sheet, KEPT_MOST, &text);
    return ok && str_find_char(text, '\t') < 0 ? text : STR("");
}

bool page_import_send(struct ctx *c, struct request *req, struct response *res)
{
    struct import_page p = { .shown = 0 };
    struct import_options o = { .change = on_change,
                                .unused = on_unused,
                                .notice = on_notice,
                                .column = on_column,
                                .from_sheet = on_sheet,
                                .sheet = str_trim(http_get(&req->form, "tab")),
                                .arg = &p };
    struct import_result r = { 0 };
    struct str text = http_get(&req->form, "text");
    const char *path;
    view_init(&p.v, c, req, res, req->type->name);
    if (!view_may(&p.v, ACT_CREATE, req->type))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    o.dry_run = !str_eq_z(http_get(&req->form, "what"), "do");
    o.create_missing = http_has(&req->form, "create_missing");
    o.clear = http_has(&req->form, "clear");
    (void)import_dates(http_get(&req->form, "dates"), &o.dates);
    struct str bytes = req->nuploads ? req->upload[0].data : csv_from_tabs(c, text);
    buf_init(&p.changes, 4 << 20);
    buf_init(&p.columns, 4 << 20);
    read_columns(&p, &o);
    bool ok = bytes.n || problem_add(c, "file", "required", STR(""),
                                     "Choose a file, or paste cells with their heading row.");
    if (ok && (ok = file_write_temporary(c, bytes, &path))) {
        ok = import_file(c, c->permit, req->type, path, &o, &r);
        if (workbook_is(bytes))
            text = cells_of(&p, path, o.sheet);
        unlink(path);
    }
    if (!ok && c->err.code != ERR_INVALID && c->err.code != ERR_LIMIT && c->err.code != ERR_USAGE) {
        buf_done(&p.changes);
        buf_done(&p.columns);
        return false;
    }
    res->status = ok ? 200 : http_status(c->err.code);
    /* a file that is text comes back as text, so that its columns can be said without sending it
     * once more */
    if (req->nuploads && bytes.n <= KEPT_MOST && text_is_valid(bytes) && !workbook_is(bytes) &&
        str_find_char(bytes, '\t') < 0)
        text = bytes;
    bool shown = show(&p, ok ? &r : NULL, !o.dry_run, text);
    buf_done(&p.changes);
    buf_done(&p.columns);
    return shown;
}
