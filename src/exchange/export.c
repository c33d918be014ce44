#include <math.h>
#include <xlsxwriter.h>

#include "base/csv.h"
#include "base/num.h"
#include "base/out.h"
#include "base/text.h"
#include "exchange/export.h"
#include "store/store.h"

/* Places of the fields that are written, in order. */
struct chosen {
    size_t place[256], n;
};

enum { EXACT = 1000000000 }; /* with any decimals of a currency less than 15 digits */

struct exporter {
    const struct entity *e;
    struct chosen chosen;
    bool narrow; /* not all fields */
    bool demo;   /* the data are a demonstration: a last column says so in every row */
    FILE *f;
    struct buf b;
    struct jout j;
    int64_t n;
    lxw_workbook *wb;
    lxw_worksheet *ws;
    lxw_format *date, *money, *wrap;
    int digits; /* of the currency */
};

static bool drain(struct ctx *c, struct exporter *x)
{
    bool ok = fwrite(x->b.p ? x->b.p : "", 1, x->b.n, x->f) == x->b.n;
    buf_reset(&x->b);
    return ok || fail(c, ERR_STORAGE, "The output cannot be written: %s.", strerror(errno));
}

static bool value_text(struct ctx *c, const struct record *r, size_t i, struct buf *b)
{
    buf_reset(b);
    return rec_is_null(r, i) || r->type->fields[i].kind->text(c, &r->type->fields[i], &r->v[i], b);
}

static bool is_exported(const struct entity *e, size_t i)
{
    return !(e->fields[i].flags & F_RETIRED) && !((e->flags & E_CONTENT) && i == 0);
}

static void choose(struct chosen *k, const struct entity *e, const struct export_columns *columns)
{
    const struct field *title = entity_title(e);
    k->n = 0;
    if (e->nfields > ARRAY_LEN(k->place))
        BUG("%s has too many fields", e->name);
    if (columns && columns->n && title)
        k->place[k->n++] = entity_place(e, title);
    for (size_t i = 0; columns && i < columns->n && k->n < ARRAY_LEN(k->place); i++)
        if (columns->field[i] != title)
            k->place[k->n++] = entity_place(e, columns->field[i]);
    for (size_t i = 0; !(columns && columns->n) && i < e->nfields; i++)
        if (is_exported(e, i))
            k->place[k->n++] = i;
}

static void csv_head(struct ctx *c, const struct entity *e, const struct chosen *k, struct buf *b)
{
    csv_add(b, STR("ref"), true, false);
    for (size_t i = 0; i < k->n; i++)
        csv_add(b, str_z(e->fields[k->place[i]].name), false, false);
    if (c->store->demo)
        csv_add(b, STR(EXPORT_DEMO), false, false);
    csv_end_row(b);
}

void export_csv_head(struct ctx *c, const struct entity *e, struct buf *b)
{
    struct chosen k;
    choose(&k, e, NULL);
    csv_head(c, e, &k, b);
}

static bool csv_record(struct ctx *c, const struct record *r, const struct chosen *k, struct buf *b)
{
    struct buf text;
    bool ok = true;
    buf_init(&text, 8 << 20);
    csv_add(b, record_ref(c, r), true, false);
    for (size_t i = 0; ok && i < k->n; i++) {
        const struct field *f = &r->type->fields[k->place[i]];
        ok = value_text(c, r, k->place[i], &text);
        csv_add(b, buf_str(&text), false, f->kind->tag == V_INT || f->kind->tag == V_REAL);
    }
    buf_done(&text);
    if (c->store->demo)
        csv_add(b, STR("yes"), false, false);
    csv_end_row(b);
    return ok;
}

bool export_csv_row(struct ctx *c, const struct record *r, struct buf *b)
{
    struct chosen k;
    choose(&k, r->type, NULL);
    return csv_record(c, r, &k, b);
}

static bool csv_row(struct ctx *c, void *arg, const struct record *r)
{
    struct exporter *x = arg;
    return csv_record(c, r, &x->chosen, &x->b) && (x->b.n < (256 << 10) || drain(c, x));
}

/* Without what the list does not show. */
static bool json_short(struct ctx *c, const struct record *r, const struct chosen *k,
                       struct jout *j)
{
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, record_ref(c, r));
    for (size_t i = 0; i < k->n; i++) {
        const struct field *f = &r->type->fields[k->place[i]];
        jout_key(j, f->name);
        if (r->v[k->place[i]].tag == V_NULL)
            jout_null(j);
        else if (!f->kind->json(c, f, &r->v[k->place[i]], j))
            return false;
    }
    jout_end(j);
    return true;
}

static bool json_row(struct ctx *c, void *arg, const struct record *r)
{
    struct exporter *x = arg;
    return (x->narrow ? json_short(c, r, &x->chosen, &x->j) : record_json(c, r, &x->j)) &&
           (x->b.n < (256 << 10) || drain(c, x));
}

static void xlsx_head(struct exporter *x)
{
    lxw_format *bold = workbook_add_format(x->wb);
    lxw_col_t col = 0;
    format_set_bold(bold);
    x->date = workbook_add_format(x->wb);
    format_set_num_format(x->date, "yyyy-mm-dd");
    x->money = workbook_add_format(x->wb);
    format_set_num_format(x->money, x->digits == 0   ? "#,##0"
                                    : x->digits == 3 ? "#,##0.000"
                                                     : "#,##0.00");
    worksheet_write_string(x->ws, 0, col++, "ref", bold);
    for (size_t i = 0; i < x->chosen.n; i++)
        worksheet_write_string(x->ws, 0, col++, x->e->fields[x->chosen.place[i]].label, bold);
    if (x->demo)
        worksheet_write_string(x->ws, 0, col, EXPORT_DEMO, bold);
    worksheet_freeze_panes(x->ws, 1, 1);
    worksheet_set_column(x->ws, 1, 1, 40, NULL);
}

static void xlsx_cell(struct ctx *c, struct exporter *x, const struct record *r, size_t i,
                      lxw_col_t col, struct str text)
{
    const struct field *f = &x->e->fields[i];
    lxw_row_t row = (lxw_row_t)x->n;
    int64_t days;
    double amount;
    if (f->kind == &kind_date && when_parse_date(text, &days)) {
        lxw_datetime d = { 0 };
        when_to_ymd(days, &d.year, &d.month, &d.day);
        worksheet_write_datetime(x->ws, row, col, &d, x->date);
    } else if (f->kind == &kind_money && num_parse_real(text, &amount) &&
               fabs(amount) < EXACT) { /* above, a workbook would round it */
        worksheet_write_number(x->ws, row, col, amount, x->money);
    } else if (f->kind == &kind_int || f->kind == &kind_score) {
        worksheet_write_number(x->ws, row, col, (double)r->v[i].i, NULL);
    } else if (f->kind == &kind_real || f->kind == &kind_percent) {
        worksheet_write_number(x->ws, row, col, r->v[i].r, NULL);
    } else {
        worksheet_write_string(x->ws, row, col, arena_z(c->mem, text_head(text, 32000)), NULL);
    }
}

static bool xlsx_row(struct ctx *c, void *arg, const struct record *r)
{
    struct exporter *x = arg;
    struct buf text;
    lxw_col_t col = 1;
    bool ok = true;
    if (++x->n >= 1048575)
        return fail(c, ERR_LIMIT,
                    "A workbook has room for 1,048,575 records: export CSV instead, or filter.");
    buf_init(&text, 8 << 20);
    worksheet_write_string(x->ws, (lxw_row_t)x->n, 0, arena_z(c->mem, record_ref(c, r)), NULL);
    for (size_t i = 0; ok && i < x->chosen.n; i++, col++) {
        size_t place = x->chosen.place[i];
        ok = value_text(c, r, place, &text);
        if (ok && !rec_is_null(r, place))
            xlsx_cell(c, x, r, place, col, buf_str(&text));
    }
    if (x->demo)
        worksheet_write_string(x->ws, (lxw_row_t)x->n, col, "yes", NULL);
    buf_done(&text);
    return ok;
}

static bool to_workbook(struct ctx *c, const struct permit *p, const struct query *q,
                        struct exporter *x, const char *name, const char *path)
{
    lxw_workbook_options o = { .constant_memory = LXW_TRUE };
    x->wb = workbook_new_opt(name, &o);
    x->ws = x->wb ? workbook_add_worksheet(x->wb, x->e->plural) : NULL;
    if (!x->ws)
        return fail(c, ERR_STORAGE, "%s cannot be written.", path);
    xlsx_head(x);
    bool ok = query_each(c, p, q, xlsx_row, x);
    lxw_error e = workbook_close(x->wb);
    if (ok && e != LXW_NO_ERROR)
        return fail(c, ERR_STORAGE, "%s cannot be written: %s", path, lxw_strerror(e));
    return ok;
}

static bool to_text(struct ctx *c, const struct permit *p, const struct query *q,
                    struct exporter *x, bool json)
{
    if (json) {
        jout_begin(&x->j);
        jout_key(&x->j, "demo");
        jout_bool(&x->j, c->store->demo);
        jout_key(&x->j, "items");
        jout_array(&x->j);
    } else {
        csv_head(c, x->e, &x->chosen, &x->b);
    }
    if (!query_each(c, p, q, json ? json_row : csv_row, x))
        return false;
    if (json) {
        jout_array_end(&x->j);
        jout_key(&x->j, "next");
        jout_null(&x->j);
        jout_end(&x->j);
        buf_add_char(&x->b, '\n');
    }
    return drain(c, x) &&
           (fflush(x->f) == 0 ||
            fail(c, ERR_STORAGE, "The output cannot be written: %s.", strerror(errno)));
}

bool export_query(struct ctx *c, const struct permit *p, const struct query *q,
                  enum export_form form, const char *path)
{
    return export_columns(c, p, q, form, NULL, path);
}

bool export_columns(struct ctx *c, const struct permit *p, const struct query *q,
                    enum export_form form, const struct export_columns *columns, const char *path)
{
    struct exporter x = { .e = q->type,
                          .f = stdout,
                          .narrow = columns && columns->n,
                          .demo = c->store->demo,
                          .digits = c->store->currency_digits };
    struct out out = { 0 };
    choose(&x.chosen, q->type, columns);
    if (path)
        out_begin(c, &out, path);
    if (form == EXPORT_XLSX)
        return out_end(c, &out, to_workbook(c, p, q, &x, out.name, path));
    if (path && !(x.f = fopen(out.name, "wbe")))
        return fail(c, ERR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    buf_init(&x.b, 64 << 20);
    jout_init(&x.j, &x.b, true);
    bool ok = to_text(c, p, q, &x, form == EXPORT_JSON);
    buf_done(&x.b);
    if (path && fclose(x.f) != 0 && ok)
        ok = fail(c, ERR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    return path ? out_end(c, &out, ok) : ok;
}
