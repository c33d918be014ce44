#include "base/csv.h"
#include "base/jout.h"
#include "base/num.h"
#include "web/money.h"
#include "web/pages.h"

/* /risks/money.csv and .json: what the page of all risks shows, as a file. */

static void named(struct ctx *c, struct response *res, const char *end)
{
    http_add(c, res, "Content-Disposition",
             arena_printf(c->mem, "attachment; filename=\"risks-in-money.%s\"", end));
}

static struct str amount(struct ctx *c, double x)
{
    return isfinite(x) ? arena_printf(c->mem, "%.2f", x) : STR("");
}

static void row(struct ctx *c, struct portfolio *p, size_t i, struct str *ret)
{
    const struct money_estimate *e = &p->money.figures[i].stage[MONEY_CURRENT];
    ret[0] = entity_ref(c, &entity_risk, p->money.risk[i]);
    ret[1] = p->money.model[MONEY_CURRENT].scenario[i].title;
    ret[2] = arena_printf(c->mem, "%.6g", e->rate);
    ret[3] = amount(c, e->low);
    ret[4] = amount(c, e->high);
    ret[5] = amount(c, p->share[i].mean);
    ret[6] = arena_printf(c->mem, "%.6f", p->share[i].mean_share);
    ret[7] = amount(c, p->share[i].tvar);
    ret[8] = arena_printf(c->mem, "%.6f", p->share[i].tvar_share);
}

static void line(struct buf *b, const struct str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_add(b, cell[i], !i, i > 1);
    csv_end_row(b);
}

bool page_money_csv(struct ctx *c, struct request *req, struct response *res)
{
    enum { COLUMNS = 9 };
    static const struct str head[COLUMNS] = { { "risk", 4 },
                                              { "title", 5 },
                                              { "events_a_year", 13 },
                                              { "loss_low", 8 },
                                              { "loss_high", 9 },
                                              { "expected_a_year", 15 },
                                              { "expected_share", 14 },
                                              { "worst_years", 11 },
                                              { "worst_years_share", 17 } };
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    struct str cell[COLUMNS];
    if (!money_portfolio(c, req, &p) || !portfolio_shares(c, p))
        return false;
    named(c, res, "csv");
    res->type = "text/csv; charset=utf-8";
    line(&res->body, head, COLUMNS);
    for (size_t k = 0; k < p->money.model[MONEY_CURRENT].n; k++) {
        struct arena_mark mark = arena_mark(c->mem);
        row(c, p, p->largest[k], cell);
        line(&res->body, cell, COLUMNS);
        arena_rewind(c->mem, mark);
    }
    return true;
}

bool page_money_json(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    struct portfolio_wanted w = { .contributions = true, .tornado = true };
    struct jout j;
    if (!money_portfolio(c, req, &p))
        return false;
    named(c, res, "json");
    res->type = "application/json";
    jout_init(&j, &res->body, false);
    jout_begin(&j);
    if (!portfolio_json(c, p, &w, &j))
        return false;
    jout_end(&j);
    return true;
}
