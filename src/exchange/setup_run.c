#include "exchange/setup_run.h"
#include "exchange/import.h"

enum { NOTES_MOST = 8 << 10 }; /* a list of thousands of rows may differ in each */

struct left_out {
    struct ctx *c;
    struct setup_sheet *sheet;
};

static void on_unused(void *arg, struct str column)
{
    const struct left_out *l = arg;
    struct str now = l->sheet->unused;
    l->sheet->unused = arena_printf(l->c->mem, STR_FMT "%s" STR_FMT, STR_ARG(now),
                                    now.n ? ", " : "", STR_ARG(str_head(column, 100)));
}

static void on_notice(void *arg, struct str sentence)
{
    const struct left_out *l = arg;
    struct str now = l->sheet->notes;
    if (now.n < NOTES_MOST)
        l->sheet->notes = arena_printf(l->c->mem, STR_FMT "%s" STR_FMT, STR_ARG(now),
                                       now.n ? " " : "", STR_ARG(sentence));
}

/* What the list is of, and which columns it names otherwise, into the options. */
static bool find_type(struct ctx *c, const struct permit *p, struct setup_answers *a,
                      struct setup_sheet *s, struct import_options *o)
{
    a->brought = NULL;
    s->unused = s->notes = STR("");
    if (!s->path)
        return true;
    if (!import_guess(c, p, s->path, o, &s->type))
        return false;
    a->brought = s->type;
    return s->type ||
           problem_add(c, setup_field(SETUP_SHEET)->name, "unknown", STR(""),
                       "No heading of the list fits a register here: say what it is a list of, and "
                       "name its columns like the fields (title, owner, kind).");
}

static bool bring(struct ctx *c, const struct permit *p, struct setup_sheet *s,
                  const struct record *scope, struct import_options *o)
{
    struct import_result r;
    o->scope = scope->id;
    if (!s->path)
        return true;
    if (!import_file(c, p, s->type, s->path, o, &r))
        return false;
    s->rows = r.rows;
    return true;
}

bool setup_run(struct ctx *c, const struct permit *p, struct setup_answers *a,
               struct setup_sheet *sheet, bool only_try, bool (*also)(void *), void *arg,
               struct setup_plan *ret_plan)
{
    struct record *scope;
    struct left_out l = { c, sheet };
    struct import_options o = { .create_missing = true,
                                .dates = sheet->dates,
                                .sheet = sheet->tab,
                                .unused = on_unused,
                                .notice = on_notice,
                                .arg = &l };
    if (!find_type(c, p, a, sheet, &o) || !setup_plan(c, p, a, ret_plan) || !store_begin(c))
        return false;
    bool ok = setup_make_basis(c, p, ret_plan, &scope) && bring(c, p, sheet, scope, &o) &&
              (only_try || (setup_make_suggestions(c, p, ret_plan, scope) && (!also || also(arg))));
    if (ok && !only_try)
        return store_commit(c);
    store_rollback(c);
    return ok;
}
