#include "cli/cmd.h"
#include "exchange/import.h"
#include "exchange/setup_run.h"
#include "records/records.h"

/* setup, setup withdraw. */

static bool read_answers(struct cli *x, struct setup_answers *a, struct setup_sheet *s)
{
    struct ctx *c = x->c;
    struct str type = cli_value(x, "type"), dates = cli_value(x, "dates");
    for (int i = 0; i < SETUP_SHEET; i++)
        a->text[i] = cli_value(x, setup_field((enum setup_question)i)->name);
    if (!a->text[SETUP_TITLE].n && !store_title(c, &entity_organization, 1, &a->text[SETUP_TITLE]))
        return false;
    if (cli_has(x, "sheet"))
        s->path = arena_z(c->mem, cli_value(x, "sheet"));
    s->tab = cli_value(x, "tab");
    s->type = catalog_find(c->store->catalog, type);
    if (type.n && !s->type)
        return fail(c, ERR_USAGE, "There is no record type \"" STR_FMT "\".", STR_ARG(type));
    return import_dates(dates, &s->dates) || fail(c, ERR_USAGE, "--dates must be dmy or mdy.");
}

static void count_json(struct cli *x, const char *name, int64_t n)
{
    jout_key(&x->j, name);
    jout_int(&x->j, n);
}

static void report(struct cli *x, const struct setup_plan *p, const struct setup_sheet *s,
                   bool done)
{
    const char *brought = s->type && s->rows ? s->type->plural : "";
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "made");
        jout_bool(&x->j, done);
        count_json(x, "assets", (int64_t)p->nassets);
        count_json(x, "parties", (int64_t)p->nparties);
        count_json(x, "risks", (int64_t)p->nrisks);
        count_json(x, "statements", (int64_t)p->controls.n);
        count_json(x, "milestones", (int64_t)p->nmilestones);
        count_json(x, "rows", s->rows);
        jout_end(&x->j);
        return;
    }
    buf_addf(&x->out, "%s a scope \"" STR_FMT "\" with risk criteria of %s steps.\n",
             done ? "Made" : "This would make", STR_ARG(cli_safe(x, p->title)),
             p->three_steps ? "three" : "five");
    if (s->rows)
        buf_addf(&x->out, "Taken over: %" PRId64 " row%s as %s.\n", s->rows,
                 s->rows == 1 ? "" : "s", brought);
    if (s->unused.n)
        buf_addf(&x->out, "Left out, they fit no field: " STR_FMT ".\n",
                 STR_ARG(cli_safe(x, s->unused)));
    if (s->notes.n)
        buf_addf(&x->out, STR_FMT "\n", STR_ARG(cli_safe(x, s->notes)));
    buf_addf(&x->out,
             "Suggested: %zu assets, %zu interested parties, %zu risks, %zu rows of the Statement "
             "of Applicability, %zu milestones.\n",
             p->nassets, p->nparties, p->nrisks, p->controls.n, p->nmilestones);
    if (done)
        buf_add_z(&x->out, "What nobody changes is taken back with muniment setup withdraw.\n"
                           "Next: muniment path\n");
}

int cmd_setup(struct cli *x)
{
    struct setup_answers a = { .brought = NULL };
    struct setup_sheet s = { .path = NULL };
    struct setup_plan plan;
    bool dry = cli_has(x, "dry-run");
    if (!read_answers(x, &a, &s) || !setup_run(x->c, x->permit, &a, &s, dry, NULL, NULL, &plan))
        return cli_fail(x);
    x->saved = !dry;
    report(x, &plan, &s, !dry);
    return cli_done(x);
}

int cmd_setup_withdraw(struct cli *x)
{
    int64_t gone, kept;
    if (!suggestion_withdraw(x->c, x->permit, &gone, &kept))
        return cli_fail(x);
    x->saved = true;
    if (x->json) {
        jout_begin(&x->j);
        count_json(x, "withdrawn", gone);
        count_json(x, "kept", kept);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out, "%" PRId64 " taken back, %" PRId64 " kept because others rely on them.\n",
                 gone, kept);
    }
    return cli_done(x);
}
