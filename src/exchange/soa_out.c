#include <xlsxwriter.h>

#include "base/csv.h"
#include "base/html.h"
#include "base/out.h"
#include "base/text.h"
#include "base/num.h"
#include "exchange/export.h"
#include "exchange/soa_out.h"
#include "records/records.h"

/* One row as texts in the order of the columns; every form prints the same. */
enum {
    COL_NUMBER,
    COL_TITLE,
    COL_APPLICABLE,
    COL_REASONS,
    COL_RISKS,
    COL_OBLIGATIONS,
    COL_JUSTIFICATION,
    COL_IMPLEMENTED,
    COL_STATUS,
    COL_ADAPTATION,
    COL_HOW,
    COL_CONTROLS,
    COL_OWNER,
    COL_EVIDENCE,
    COL_N
};
static const struct {
    const char *title;
    double width;
    bool internal;
} columns[COL_N] = {
    [COL_NUMBER] = { "Number", 8, false },
    [COL_TITLE] = { "Title", 28, false },
    [COL_APPLICABLE] = { "Applicable", 10, false },
    [COL_REASONS] = { "Reasons", 16, false },
    [COL_RISKS] = { "Risks", 10, false },
    [COL_OBLIGATIONS] = { "Laws and contracts", 22, false },
    [COL_JUSTIFICATION] = { "Justification", 34, false },
    [COL_IMPLEMENTED] = { "Implemented", 11, false },
    [COL_STATUS] = { "Status", 12, false },
    [COL_ADAPTATION] = { "Adaptation", 20, false },
    [COL_HOW] = { "How", 44, true },
    [COL_CONTROLS] = { "Controls", 10, true },
    [COL_OWNER] = { "Owner", 16, true },
    [COL_EVIDENCE] = { "Evidence", 8, true },
};

static struct str codes(struct ctx *c, const struct entity *e, const int64_t *id, size_t n)
{
    struct buf b;
    buf_init(&b, 64 << 10);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s%s-%" PRId64, i ? ", " : "", e->prefix, id[i]);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

/* "OB-1 Data protection law, OB-4 Framework contract" */
static bool named(struct ctx *c, const struct entity *e, const int64_t *id, size_t n,
                  struct str *ret)
{
    struct buf b;
    struct str title;
    bool ok = true;
    buf_init(&b, 64 << 10);
    for (size_t i = 0; ok && i < n; i++) {
        ok = store_title(c, e, id[i], &title);
        if (ok)
            buf_addf(&b, "%s%s-%" PRId64 " " STR_FMT, i ? ", " : "", e->prefix, id[i],
                     STR_ARG(title));
    }
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

static struct str words(struct ctx *c, struct str keys)
{
    static const struct {
        const char *key, *word;
    } names[] = { { "risk", "risk" },
                  { "law", "law" },
                  { "contract", "contract" },
                  { "business", "business need" },
                  { "good_practice", "good practice" } };
    struct buf b;
    struct str part;
    buf_init(&b, 4096);
    while (str_cut(&keys, ',', &part))
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            if (str_eq_z(part, names[i].key))
                buf_addf(&b, "%s%s", b.n ? ", " : "", names[i].word);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static bool cells(struct ctx *c, const struct soa_row *r, struct str out[COL_N])
{
    bool decided = !str_eq_z(r->applicable, "undecided"), in = str_eq_z(r->applicable, "yes");
    int64_t *ids = arena_new(c->mem, int64_t, r->ncontrols ? r->ncontrols : 1);
    for (size_t i = 0; i < r->ncontrols; i++)
        ids[i] = r->control[i].id;
    out[COL_NUMBER] = r->number;
    out[COL_TITLE] = r->title;
    out[COL_APPLICABLE] = !decided ? STR("undecided") : in ? STR("yes") : STR("no");
    out[COL_REASONS] = words(c, soa_reasons(c, r));
    out[COL_RISKS] = codes(c, &entity_risk, r->risk, r->nrisks);
    out[COL_JUSTIFICATION] = r->justification;
    out[COL_IMPLEMENTED] = r->status == SOA_NONE          ? STR("")
                           : r->status == SOA_IMPLEMENTED ? STR("yes")
                                                          : STR("no");
    out[COL_STATUS] = r->exception
                          ? arena_printf(c->mem, "%s, exception open", soa_status_label[r->status])
                          : str_z(soa_status_label[r->status]);
    out[COL_ADAPTATION] = r->adaptation;
    out[COL_HOW] = r->how;
    out[COL_CONTROLS] = codes(c, &entity_control, ids, r->ncontrols);
    out[COL_EVIDENCE] = arena_printf(c->mem, "%" PRId64, r->evidence);
    out[COL_OWNER] = STR("");
    if (!named(c, &entity_obligation, r->obligation, r->nobligations, &out[COL_OBLIGATIONS]))
        return false;
    return !r->owner || store_title(c, &entity_person, r->owner, &out[COL_OWNER]);
}

bool soa_csv(struct ctx *c, const struct soa *s, bool plain, struct buf *b)
{
    struct str text[COL_N];
    for (size_t k = 0; k < COL_N; k++)
        if (!plain || !columns[k].internal)
            csv_add(b, str_z(columns[k].title), k == 0, false);
    if (c->store->demo)
        csv_add(b, STR(EXPORT_DEMO), false, false);
    csv_end_row(b);
    for (size_t i = 0; i < s->n; i++) {
        if (!cells(c, &s->row[i], text))
            return false;
        for (size_t k = 0; k < COL_N; k++)
            if (!plain || !columns[k].internal)
                csv_add(b, text[k], k == 0, k == COL_EVIDENCE);
        if (c->store->demo)
            csv_add(b, STR("yes"), false, false);
        csv_end_row(b);
    }
    return true;
}

/* Organisation, scope, version, date and approver: what stands above every form. */
struct head {
    struct str organization, scope, version, date, approver;
};

static bool read_head(struct ctx *c, const struct soa *s, struct head *h)
{
    if (!store_title(c, &entity_organization, 1, &h->organization))
        return false;
    h->scope = rec_text(s->scope, SCOPE_TITLE);
    h->version = arena_printf(c->mem, "%" PRId64 "%s%s", s->version,
                              s->approved ? "" : " (draft, not approved)",
                              c->store->demo ? ", demonstration data" : "");
    h->date = s->approved ? s->approved_on : store_today_text(c);
    h->approver = s->approved ? s->approved_by : STR("");
    return true;
}

static const char style[] =
    "body{font:14px/1.4 "
    "system-ui,sans-serif;margin:2rem;color:#1a1a1a}h1{font-size:1.5rem}table{border-collapse:"
    "collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.3rem .45rem;text-align:left;vertical-align:top}thead "
    "th{background:#eef1f4;position:sticky;top:0}"
    "tr.no td{color:#595959;background:#fafafa}dl{display:grid;grid-template-columns:max-content "
    "1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}"
    "@media print{@page{size:A4 "
    "landscape;margin:12mm}body{font-size:9px;margin:0}thead{display:table-header-group}tr{break-"
    "inside:avoid}thead th{position:static}}";

static void html_head(struct buf *b, const struct head *h)
{
    html_f(b,
           "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta "
           "name=\"viewport\" content=\"width=device-width\">"
           "<title>Statement of Applicability - %s</title>\n<style>",
           h->organization.p ? h->organization.p : "");
    buf_add_z(b, style);
    html_f(b,
           "</style></head>\n<body>\n<h1>Statement of "
           "Applicability</h1>\n<dl><dt>Organisation</dt><dd>" STR_FMT
           "</dd><dt>Scope</dt><dd>" STR_FMT "</dd><dt>Version</dt><dd>" STR_FMT
           "</dd><dt>Date</dt><dd>" STR_FMT "</dd>",
           STR_ARG(h->organization), STR_ARG(h->scope), STR_ARG(h->version), STR_ARG(h->date));
    if (h->approver.n)
        html_f(b, "<dt>Approved by</dt><dd>" STR_FMT "</dd>", STR_ARG(h->approver));
    html_f(b, "</dl>\n<table>\n");
}

/* Which columns stand in the page: not the internal ones of a public version, and none that is
 * empty in every row. */
static void shown(const struct str (*text)[COL_N], size_t rows, bool plain, bool ret[COL_N])
{
    for (size_t k = 0; k < COL_N; k++) {
        ret[k] = false;
        for (size_t i = 0; i < rows && !ret[k]; i++)
            ret[k] = text[i][k].n > 0 && !(plain && columns[k].internal);
    }
}

static void html_columns(struct buf *b, const bool show[COL_N])
{
    double total = 0;
    for (size_t k = 0; k < COL_N; k++)
        total += show[k] ? columns[k].width : 0;
    html_f(b, "<colgroup>");
    for (size_t k = 0; k < COL_N; k++)
        if (show[k])
            html_f(b, "<col style=\"width:%d%%\">", (int)(columns[k].width * 100 / total));
    html_f(b, "</colgroup>\n<thead><tr>");
    for (size_t k = 0; k < COL_N; k++)
        if (show[k])
            html_f(b, "<th scope=\"col\">%s</th>", columns[k].title);
    html_f(b, "</tr></thead>\n<tbody>\n");
}

bool soa_html(struct ctx *c, const struct soa *s, bool plain, struct buf *b)
{
    struct head h;
    bool show[COL_N];
    struct str(*text)[COL_N] = arena_alloc(c->mem, (s->n ? s->n : 1) * sizeof *text);
    if (!read_head(c, s, &h))
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (!cells(c, &s->row[i], text[i]))
            return false;
    shown((const struct str(*)[COL_N])text, s->n, plain, show);
    html_head(b, &h);
    html_columns(b, show);
    for (size_t i = 0; i < s->n; i++) {
        html_f(b, "<tr class=\"%s\">", str_eq_z(s->row[i].applicable, "no") ? "no" : "in");
        for (size_t k = 0; k < COL_N; k++)
            if (show[k])
                html_f(b, "<td>" STR_FMT "</td>", STR_ARG(text[i][k]));
        html_f(b, "</tr>\n");
    }
    html_f(b, "</tbody></table>\n</body></html>\n");
    return true;
}

/* --- XLSX --- */

enum {
    HEAD_ROWS = 6
}; /* title, organisation, scope, version, date, approver; then an empty row and the heading */

static lxw_datetime to_date(struct str text, bool *ret_ok)
{
    lxw_datetime d = { 0 };
    int64_t days;
    *ret_ok = when_parse_date(text, &days);
    if (*ret_ok)
        when_to_ymd(days, &d.year, &d.month, &d.day);
    return d;
}

static void sheet_head(struct ctx *c, lxw_workbook *wb, lxw_worksheet *ws, const struct head *h)
{
    static const char *const labels[] = { "Organisation", "Scope", "Version", "Date",
                                          "Approved by" };
    const struct str values[] = { h->organization, h->scope, h->version, h->date, h->approver };
    lxw_format *big = workbook_add_format(wb), *bold = workbook_add_format(wb),
               *date = workbook_add_format(wb);
    bool is_date;
    lxw_datetime d = to_date(h->date, &is_date);
    format_set_bold(big);
    format_set_font_size(big, 16);
    format_set_bold(bold);
    format_set_num_format(date, "yyyy-mm-dd");
    format_set_align(date, LXW_ALIGN_LEFT);
    worksheet_write_string(ws, 0, 0, "Statement of Applicability", big);
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        lxw_row_t row = (lxw_row_t)(i + 1);
        worksheet_write_string(ws, row, 0, labels[i], bold);
        if (i == 3 && is_date)
            worksheet_write_datetime(ws, row, 1, &d, date);
        else
            worksheet_write_string(ws, row, 1, arena_z(c->mem, values[i]), NULL);
    }
}

static bool sheet_rows(struct ctx *c, lxw_workbook *wb, lxw_worksheet *ws, const struct soa *s,
                       bool plain, lxw_col_t *ret_columns)
{
    lxw_format *heading = workbook_add_format(wb), *cell = workbook_add_format(wb);
    struct str text[COL_N];
    lxw_col_t col = 0;
    format_set_bold(heading);
    format_set_bg_color(heading, 0xDDE3EA);
    format_set_border(heading, LXW_BORDER_THIN);
    format_set_text_wrap(cell);
    format_set_align(cell, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(cell, LXW_BORDER_HAIR);
    for (size_t k = 0; k < COL_N; k++)
        if (!plain || !columns[k].internal) {
            worksheet_set_column(ws, col, col, columns[k].width, NULL);
            worksheet_write_string(ws, HEAD_ROWS + 1, col++, columns[k].title, heading);
        }
    *ret_columns = col;
    for (size_t i = 0; i < s->n; i++) {
        lxw_row_t row = (lxw_row_t)(HEAD_ROWS + 2 + i);
        if (!cells(c, &s->row[i], text))
            return false;
        col = 0;
        for (size_t k = 0; k < COL_N; k++) {
            if (plain && columns[k].internal)
                continue;
            if (k == COL_EVIDENCE)
                worksheet_write_number(ws, row, col++, (double)s->row[i].evidence, cell);
            else
                worksheet_write_string(ws, row, col++, arena_z(c->mem, text_head(text[k], 32000)),
                                       cell);
        }
    }
    return true;
}

bool soa_xlsx(struct ctx *c, const struct soa *s, bool plain, const char *path)
{
    struct head h;
    lxw_col_t n;
    if (!read_head(c, s, &h))
        return false;
    struct out out;
    out_begin(c, &out, path);
    lxw_workbook *wb = workbook_new(out.name);
    lxw_worksheet *ws = wb ? workbook_add_worksheet(wb, "SoA") : NULL;
    if (!ws)
        return out_end(c, &out, fail(c, ERR_STORAGE, "%s cannot be written.", path));
    sheet_head(c, wb, ws, &h);
    bool ok = sheet_rows(c, wb, ws, s, plain, &n);
    lxw_row_t last = (lxw_row_t)(HEAD_ROWS + 1 + s->n);
    worksheet_freeze_panes(ws, HEAD_ROWS + 2, 2);
    worksheet_autofilter(ws, HEAD_ROWS + 1, 0, last, (lxw_col_t)(n - 1));
    worksheet_repeat_rows(ws, HEAD_ROWS + 1, HEAD_ROWS + 1);
    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, 9); /* A4 */
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_set_footer(ws, "&LStatement of Applicability&RPage &P of &N");
    worksheet_print_area(ws, 0, 0, last, (lxw_col_t)(n - 1));
    lxw_error e = workbook_close(wb);
    if (ok && e != LXW_NO_ERROR)
        ok = fail(c, ERR_STORAGE, "%s cannot be written: %s", path, lxw_strerror(e));
    return out_end(c, &out, ok);
}
