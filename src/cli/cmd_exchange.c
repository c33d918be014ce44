#include "cli/cmd.h"
#include "exchange/export.h"
#include "exchange/import.h"
#include "records/records.h"

/* import and export. */

enum { SHOWN = 200 }; /* rows that a dry run names */

struct import_view {
    struct cli *x;
    int64_t shown, more;
};

static void on_change(void *arg, int64_t row, struct str what)
{
    struct import_view *v = arg;
    struct cli *x = v->x;
    if (v->shown++ >= SHOWN) {
        v->more++;
        return;
    }
    if (!x->json) {
        buf_addf(&x->out, "  row %" PRId64 ": " STR_FMT "\n", row, STR_ARG(cli_safe(x, what)));
        return;
    }
    jout_begin(&x->j);
    jout_key(&x->j, "row");
    jout_int(&x->j, row);
    jout_key(&x->j, "change");
    jout_str(&x->j, what);
    jout_end(&x->j);
}

static void on_unused(void *arg, struct str column)
{
    struct import_view *v = arg;
    cli_note(v->x,
             "Column \"" STR_FMT
             "\" fits no field and is left out (--map \"Column=field\" names one).",
             STR_ARG(cli_safe(v->x, column)));
}

static void on_sheet(void *arg, struct str name, int64_t sheets)
{
    struct import_view *v = arg;
    cli_note(v->x,
             "Sheet \"" STR_FMT "\" is read, of %" PRId64 " in the workbook (--tab names another).",
             STR_ARG(cli_safe(v->x, name)), sheets);
}

static void on_notice(void *arg, struct str sentence)
{
    struct import_view *v = arg;
    cli_note(v->x, STR_FMT, STR_ARG(cli_safe(v->x, sentence)));
}

static void on_progress(void *arg, int64_t done, int64_t total)
{
    struct import_view *v = arg;
    cli_progress(v->x, done, total);
}

static bool read_maps(struct cli *x, struct import_options *o)
{
    for (int i = 0; i < x->ngiven; i++) {
        struct str v = x->given[i].value;
        if (strcmp(x->given[i].option->name, "map") != 0)
            continue;
        ptrdiff_t eq = (ptrdiff_t)v.n - 1;
        while (eq > 0 && v.p[eq] != '=')
            eq--;
        if (eq <= 0)
            return fail(x->c, ERR_USAGE, "--map needs \"Column=field\".");
        o->map[o->nmap].column = str_trim(str_head(v, (size_t)eq));
        o->map[o->nmap++].field = str_trim(str_tail(v, (size_t)eq + 1));
    }
    return true;
}

static bool read_options(struct cli *x, struct import_options *o)
{
    struct str dates = cli_value(x, "dates"), scope = cli_value(x, "scope");
    o->create_missing = cli_has(x, "create-missing");
    o->clear = cli_has(x, "clear");
    o->dry_run = cli_has(x, "dry-run");
    o->sheet = cli_value(x, "tab");
    if (!import_dates(dates, &o->dates))
        return fail(x->c, ERR_USAGE, "--dates must be dmy or mdy.");
    if (scope.n) {
        struct record *r;
        if (!store_find(x->c, x->permit, &entity_scope_type, scope, &r))
            return false;
        o->scope = r->id;
    }
    return read_maps(x, o);
}

static void import_totals(struct cli *x, const struct import_result *r, bool dry)
{
    struct jout *j = &x->j;
    if (!x->json) {
        buf_addf(&x->out,
                 "%s%" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " as before",
                 dry ? "Nothing was changed. It would be " : "", r->rows, r->created, r->changed,
                 r->unchanged);
        if (r->made_missing)
            buf_addf(&x->out, "; %" PRId64 " that were only named were made", r->made_missing);
        buf_add_z(&x->out, ".\n");
        return;
    }
    jout_array_end(j);
    jout_key(j, "dry_run");
    jout_bool(j, dry);
    jout_key(j, "rows");
    jout_int(j, r->rows);
    jout_key(j, "created");
    jout_int(j, r->created);
    jout_key(j, "changed");
    jout_int(j, r->changed);
    jout_key(j, "unchanged");
    jout_int(j, r->unchanged);
    jout_key(j, "made_missing");
    jout_int(j, r->made_missing);
    jout_end(j);
}

/* Nothing was imported: how much is wrong, and what helps where names are not there. */
static void import_refused(const struct cli *x, const struct import_options *o)
{
    const struct ctx *c = x->c;
    bool named = false;
    if (c->err.code != ERR_INVALID || !c->nproblems || x->json)
        return;
    for (const struct problem *p = c->problems; p; p = p->next)
        named |= p->row && strcmp(p->code, "unknown") == 0 && p->column.n;
    cli_note(x, "Nothing was imported: %" PRId64 " problem%s in " STR_FMT ".%s", c->nproblems,
             c->nproblems == 1 ? "" : "s", STR_ARG(x->args[1]),
             named && !o->create_missing
                 ? " Names that are not there yet are made with --create-missing."
                 : "");
}

int cmd_import(struct cli *x)
{
    struct import_view v = { .x = x };
    struct import_options o = { .progress = on_progress,
                                .unused = on_unused,
                                .from_sheet = on_sheet,
                                .notice = on_notice,
                                .arg = &v };
    struct import_result r;
    const struct entity *e = catalog_find(x->store_options->catalog, x->args[0]);
    if (!e)
        return cli_usage(x, "There is no record type \"" STR_FMT "\".", STR_ARG(x->args[0]));
    if (!read_options(x, &o))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "changes");
        jout_array(&x->j);
    }
    if (o.dry_run)
        o.change = on_change;
    if (!import_file(x->c, x->permit, e, arena_z(x->c->mem, x->args[1]), &o, &r)) {
        import_refused(x, &o);
        return cli_fail(x);
    }
    if (v.more && !x->json)
        buf_addf(&x->out, "  ... and %" PRId64 " more rows\n", v.more);
    import_totals(x, &r, o.dry_run);
    return cli_done(x);
}

int cmd_export(struct cli *x)
{
    struct str out = cli_value(x, "out");
    struct query q;
    const struct entity *e = catalog_find(x->store_options->catalog, x->args[0]);
    enum export_form form = x->json ? EXPORT_JSON : cli_has(x, "xlsx") ? EXPORT_XLSX : EXPORT_CSV;
    if (!e)
        return cli_usage(x, "There is no record type \"" STR_FMT "\".", STR_ARG(x->args[0]));
    if (form == EXPORT_XLSX && !out.n)
        return cli_usage(x, "A workbook needs a file: --out %s.xlsx.", e->plural);
    query_init(&q, e);
    for (int i = 0; i < x->ngiven; i++)
        if (strcmp(x->given[i].option->name, "where") == 0 &&
            !query_where(x->c, &q, x->given[i].value) && x->c->err.code != ERR_INVALID)
            return cli_fail(x);
    if (x->c->nproblems ||
        !export_query(x->c, x->permit, &q, form, out.n ? arena_z(x->c->mem, out) : NULL))
        return cli_fail(x);
    return 0;
}
