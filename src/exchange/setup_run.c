#include "exchange/setup_run.h"
#include "exchange/import.h"

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

static bool bring(struct ctx *c, const struct permit *p, struct setup_sheet *s,
                  const struct record *scope)
{
    struct import_result r;
    struct left_out l = { c, s };
    struct import_options o = { .create_missing = true,
                                .scope = scope->id,
                                .dates = s->dates,
                                .sheet = s->tab,
                                .unused = on_unused,
                                .arg = &l };
    s->unused = STR("");
    if (!s->path)
        return true;
    if (!import_guess(c, p, s->path, &o, &s->type) || !import_file(c, p, s->type, s->path, &o, &r))
        return false;
    s->rows = r.rows;
    return true;
}

static bool find_type(struct ctx *c, const struct permit *p, struct setup_answers *a,
                      struct setup_sheet *s)
{
    struct import_options o = { .sheet = s->tab };
    a->brought = NULL;
    if (!s->path)
        return true;
    if (!import_guess(c, p, s->path, &o, &s->type))
        return false;
    a->brought = s->type;
    return s->type ||
           problem_add(c, setup_field(SETUP_SHEET)->name, "unknown", STR(""),
                       "No heading of the list fits a register here: say what it is a list of, and "
                       "name its columns like the fields (title, owner, kind).");
}

bool setup_run(struct ctx *c, const struct permit *p, struct setup_answers *a,
               struct setup_sheet *sheet, bool only_try, bool (*also)(void *), void *arg)
{
    struct setup_plan plan;
    struct record *scope;
    if (!find_type(c, p, a, sheet) || !setup_plan(c, p, a, &plan) || !store_begin(c))
        return false;
    bool ok = setup_make_basis(c, p, &plan, &scope) && bring(c, p, sheet, scope) &&
              (only_try || (setup_make_suggestions(c, p, &plan, scope) && (!also || also(arg))));
    if (ok && !only_try)
        return store_commit(c);
    store_rollback(c);
    return ok;
}
