#include "base/num.h"
#include "cli/cmd.h"
#include "exchange/soa_out.h"
#include "isms/soa.h"
#include "records/records.h"

/* soa, soa set, soa approve, soa diff. */

static bool read_soa(struct cli *x, struct soa *s)
{
    struct record *scope;
    return soa_scope(x->c, x->permit, cli_value(x, "scope"), &scope) &&
           soa_read(x->c, x->permit, scope, s);
}

static struct str paint(struct cli *x, struct str s, const char *code)
{
    return x->color && s.n ? arena_printf(x->c->mem, "\033[%sm" STR_FMT "\033[0m", code, STR_ARG(s))
                           : s;
}

static struct str first_line(struct str s)
{
    ptrdiff_t nl = str_find_char(s, '\n');
    return nl < 0 ? s : str_head(s, (size_t)nl);
}

static bool table(struct cli *x, const struct soa *s, bool plain)
{
    static const char *const colors[] = { "0", "31", "33", "33", "32" };
    struct cli_table *t = cli_table_new(x);
    static const char *const titles[] = { "No.",    "Title",          "In",    "Reasons",
                                          "Status", "How or why not", "Owner", "Ev." };
    for (size_t i = 0; i < ARRAY_LEN(titles) - (plain ? 2 : 0); i++)
        cli_table_column(t, titles[i], i == 1 || i == 5);
    buf_addf(&x->out,
             "Statement of Applicability of " STR_FMT " " STR_FMT ", version %" PRId64 "%s" STR_FMT
             "%s" STR_FMT "%s\n\n",
             STR_ARG(record_ref(x->c, s->scope)),
             STR_ARG(cli_safe(x, rec_text(s->scope, SCOPE_TITLE))), s->version,
             s->approved ? ", approved by " : " (draft)", STR_ARG(s->approved_by),
             s->approved ? " on " : "", STR_ARG(s->approved_on),
             x->c->store->demo ? " - demonstration data" : "");
    for (size_t i = 0; i < s->n; i++) {
        const struct soa_row *r = &s->row[i];
        bool no = str_eq_z(r->applicable, "no"), open = str_eq_z(r->applicable, "undecided");
        struct str owner = { NULL, 0 }, status = str_z(soa_status_label[r->status]);
        if (r->owner && !store_title(x->c, &entity_person, r->owner, &owner))
            return false;
        struct str why = plain || no ? r->justification : r->how;
        struct str row[] = {
            r->number,
            cli_safe(x, r->title),
            open ? paint(x, STR("?"), "31")
            : no ? STR("no")
                 : STR("yes"),
            soa_reasons(x->c, r),
            paint(x,
                  r->exception ? arena_printf(x->c->mem, STR_FMT " (!)", STR_ARG(status)) : status,
                  colors[r->status]),
            cli_safe(x, first_line(why)),
            cli_safe(x, owner),
            r->evidence ? arena_printf(x->c->mem, "%" PRId64, r->evidence) : STR("")
        };
        cli_table_row(t, row);
    }
    cli_table_print(x, t);
    return true;
}

static void summary(struct cli *x, const struct soa *s)
{
    size_t n[5] = { 0 }, out = 0, open = 0;
    for (size_t i = 0; i < s->n; i++) {
        n[s->row[i].status]++;
        out += str_eq_z(s->row[i].applicable, "no");
        open += str_eq_z(s->row[i].applicable, "undecided");
    }
    buf_addf(&x->out,
             "\n%zu rows: %zu included, %zu left out, %zu undecided. %zu implemented, %zu partly, "
             "%zu planned, %zu not started.\n",
             s->n, s->n - out - open, out, open, n[SOA_IMPLEMENTED], n[SOA_PARTIAL], n[SOA_PLANNED],
             n[SOA_NOT_STARTED]);
}

static int to_xlsx(struct cli *x, const struct soa *s, bool plain)
{
    struct str out = cli_value(x, "out");
    if (!out.n)
        return cli_usage(x, "A workbook needs a file: --out soa.xlsx.");
    if (!soa_xlsx(x->c, s, plain, arena_z(x->c->mem, out)))
        return cli_fail(x);
    return 0;
}

int cmd_soa(struct cli *x)
{
    struct soa s;
    bool ok = true, plain = cli_has(x, "public");
    if (!read_soa(x, &s))
        return cli_fail(x);
    if (cli_has(x, "xlsx"))
        return to_xlsx(x, &s, plain);
    if (x->json)
        ok = soa_json(x->c, &s, plain, &x->j);
    else if (cli_has(x, "csv"))
        ok = soa_csv(x->c, &s, plain, &x->out);
    else if (cli_has(x, "html"))
        ok = soa_html(x->c, &s, plain, &x->out);
    else if ((ok = table(x, &s, plain)))
        summary(x, &s);
    return ok ? cli_done(x) : cli_fail(x);
}

/* The row as it stands after a change. */
static int print_row(struct cli *x, const struct record *scope, struct str number)
{
    struct soa s;
    if (!soa_read(x->c, x->permit, scope, &s) || !soa_only(x->c, &s, number))
        return cli_fail(x);
    if (x->json)
        return soa_json(x->c, &s, false, &x->j) ? cli_done(x) : cli_fail(x);
    const struct soa_row *r = s.row;
    buf_addf(&x->out, STR_FMT " " STR_FMT ": " STR_FMT "%s%s" STR_FMT "\n", STR_ARG(r->number),
             STR_ARG(cli_safe(x, r->title)), STR_ARG(r->applicable), r->status ? ", " : "",
             soa_status_label[r->status],
             STR_ARG(r->nrisks || r->reasons.n ? arena_printf(x->c->mem, ", reasons " STR_FMT,
                                                              STR_ARG(soa_reasons(x->c, r)))
                                               : STR("")));
    return cli_done(x);
}

int cmd_soa_set(struct cli *x)
{
    struct record *scope;
    if (!soa_scope(x->c, x->permit, cli_value(x, "scope"), &scope) ||
        !soa_set(x->c, x->permit, scope, x->args[0], x->args + 1, x->nargs - 1))
        return cli_fail(x);
    x->saved = true;
    return print_row(x, scope, x->args[0]);
}

int cmd_soa_approve(struct cli *x)
{
    struct record *scope;
    int64_t number;
    if (!soa_scope(x->c, x->permit, cli_value(x, "scope"), &scope) ||
        !soa_approve(x->c, x->permit, scope, x->c->reason, &number))
        return cli_fail(x);
    if (x->json) {
        soa_version_json(number, &x->j);
    } else {
        buf_addf(&x->out,
                 "Version %" PRId64 " of the Statement of Applicability is approved and frozen.\n",
                 number);
    }
    return cli_done(x);
}

static void told(void *arg, struct str ref, struct str sentence)
{
    struct cli *x = arg;
    buf_addf(&x->out, STR_FMT ": " STR_FMT "\n", STR_ARG(ref), STR_ARG(cli_safe(x, sentence)));
}

int cmd_soa_diff(struct cli *x)
{
    struct record *scope;
    int64_t v[2];
    for (int i = 0; i < 2; i++)
        if (str_eq_z(x->args[i], "now"))
            v[i] = 0;
        else if (!num_parse_int(x->args[i], &v[i]) || v[i] < 1)
            return cli_usage(x, "Versions are numbers from 1, or \"now\".");
    if (!soa_scope(x->c, x->permit, cli_value(x, "scope"), &scope))
        return cli_fail(x);
    if (x->json)
        return soa_changes_json(x->c, x->permit, scope, v[0], v[1], &x->j) ? cli_done(x)
                                                                           : cli_fail(x);
    if (!soa_diff(x->c, x->permit, scope, v[0], v[1], told, x))
        return cli_fail(x);
    if (!x->out.n)
        buf_add_z(&x->out, "No difference.\n");
    return cli_done(x);
}
