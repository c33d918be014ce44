#include "api/api_int.h"
#include "base/num.h"
#include "isms/portfolio.h"
#include "isms/soa.h"
#include "records/records.h"

/* Risks in money: the curve, the simulation, the investment. */

enum { LISTED_MOST = 1000 };
static const int64_t BUDGET_MOST = 100000000000000; /* cents */

static bool whole(struct ctx *c, const struct request *req, const char *name, int64_t low,
                  int64_t high, int64_t *ret)
{
    struct str s = http_get(&req->query, name);
    return !s.n || (num_parse_int(s, ret) && *ret >= low && *ret <= high) ||
           problem_add(c, name, "range", s,
                       "%s must be a whole number from %" PRId64 " to %" PRId64 ".", name, low,
                       high);
}

/* A parameter that cannot be used is the caller's mistake: 400, as elsewhere. */
static bool wrong(struct response *res)
{
    res->status = 400;
    return false;
}

/* Without ?scope= all that the caller may read. */
static bool take(struct ctx *c, struct request *req, struct portfolio **ret)
{
    return portfolio_named(c, server_portfolios(req->server), c->permit,
                           http_get(&req->query, "scope"), ret);
}

static bool answer(struct ctx *c, struct request *req, struct response *res,
                   const struct portfolio_wanted *w)
{
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    struct jout j;
    if (!take(c, req, &p))
        return false;
    api_begin(res, &j);
    jout_begin(&j);
    if (!portfolio_json(c, p, w, &j))
        return false;
    jout_end(&j);
    return true;
}

bool api_risk_curve(struct ctx *c, struct request *req, struct response *res)
{
    struct portfolio_wanted w = { .contributions = false };
    if (!api_query(c, req, res, "scope contributions tornado"))
        return false;
    bool a = api_yes(c, req, res, "contributions", &w.contributions),
         b = api_yes(c, req, res, "tornado", &w.tornado);
    return a && b && answer(c, req, res, &w);
}

bool api_risk_simulate(struct ctx *c, struct request *req, struct response *res)
{
    int64_t years = SIM_YEARS, seed = 1;
    if (!api_query(c, req, res, "scope years seed"))
        return false;
    bool a = whole(c, req, "years", 100, PORTFOLIO_YEARS, &years),
         b = whole(c, req, "seed", 0, INT64_MAX, &seed);
    struct portfolio_wanted w = { .simulated = true,
                                  .years = (uint32_t)years,
                                  .seed = (uint64_t)seed };
    return a && b ? answer(c, req, res, &w) : wrong(res);
}

static bool listed(struct ctx *c, const struct request *req, const char *name, int64_t *ret,
                   size_t *ret_n)
{
    *ret_n = 0;
    for (size_t i = 0; i < req->query.n && *ret_n < LISTED_MOST; i++) {
        const struct http_pair *p = &req->query.at[i];
        if (!str_eq_z(p->name, name))
            continue;
        if (!store_resolve(c, &entity_control, p->value, 0, &ret[*ret_n]))
            return false; /* more than one is called so: the error names them */
        if (!ret[*ret_n])
            return problem_add(c, name, "unknown", p->value,
                               "%s takes the code of a control, such as C-5; there is none "
                               "\"" STR_FMT "\".",
                               name, STR_ARG(str_head(p->value, 60)));
        (*ret_n)++;
    }
    return true;
}

bool api_risk_invest(struct ctx *c, struct request *req, struct response *res)
{
    _cleanup_(portfolio_give) struct portfolio *p = NULL;
    int64_t *must = arena_new(c->mem, int64_t, LISTED_MOST), cents = BUDGET_MOST,
            *never = arena_new(c->mem, int64_t, LISTED_MOST);
    const struct offer *o;
    size_t nmust, nnever;
    struct jout j;
    if (!api_query(c, req, res, "scope budget must never"))
        return false;
    struct str budget = http_get(&req->query, "budget");
    bool ok = !budget.n ||
              (num_parse_fixed(budget, 2, &cents) && cents >= 0 && cents <= BUDGET_MOST) ||
              problem_add(c, "budget", "range", budget,
                          "budget must be an amount from 0 to 10^12, such as 50000.");
    ok = listed(c, req, "must", must, &nmust) && ok;
    ok = listed(c, req, "never", never, &nnever) && ok;
    if (!ok)
        return wrong(res);
    if (!take(c, req, &p) ||
        !portfolio_invest(c, p, (double)cents / 100, OFFER_EFFORT, must, nmust, never, nnever, &o))
        return false;
    api_begin(res, &j);
    offer_json(o, &j);
    return true;
}
