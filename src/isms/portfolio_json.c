#include "engine/answer.h"
#include "isms/portfolio.h"
#include "records/records.h"

/* A portfolio as JSON: the shape of `risk curve` and `risk simulate` from the records. */

static bool exact(struct ctx *c, struct portfolio *p, size_t stage,
                  const struct portfolio_wanted *w, struct jout *j)
{
    struct answer_shares more = { .share = NULL };
    bool now = stage == MONEY_CURRENT;
    if (!portfolio_curves(c, p) || (now && w->contributions && !portfolio_shares(c, p)) ||
        (now && w->tornado && !portfolio_tornado(c, p)))
        return false;
    if (now && w->contributions)
        more.share = p->share;
    if (now && w->tornado) {
        more.swing = p->swing;
        more.nswings = p->nswings;
    }
    answer_curve(j, &p->bare[stage], p->result[stage], &more);
    return true;
}

/* Drawn for each stage with the same seed, so that differences carry no noise. */
static bool simulated(struct ctx *c, const struct portfolio *p, size_t stage,
                      const struct portfolio_wanted *w, struct jout *j)
{
    _cleanup_(sim_done) struct sim *s = NULL;
    struct sim_options o = { .years = w->years ? w->years : SIM_YEARS,
                             .seed = w->seed,
                             .threads = portfolio_threads() };
    struct sim_result *r = arena_new(c->mem, struct sim_result, 1);
    if (!sim_run(c, &p->bare[stage], o, &s))
        return false;
    sim_summary(s, r);
    answer_sim(j, &p->bare[stage], &o, r);
    return true;
}

bool portfolio_json(struct ctx *c, struct portfolio *p, const struct portfolio_wanted *w,
                    struct jout *j)
{
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        if (!p->shown[s])
            continue;
        jout_key(j, money_stage_name[s]);
        jout_begin(j);
        if (!(w->simulated ? simulated(c, p, s, w, j) : exact(c, p, s, w, j)))
            return false;
        jout_end(j);
    }
    jout_key(j, "scope");
    if (p->scope)
        jout_str(j, record_ref(c, p->scope));
    else
        jout_null(j);
    jout_key(j, "left_out");
    jout_array(j);
    for (size_t i = 0; i < p->money.nleft_out; i++)
        jout_str(j, entity_ref(c, &entity_risk, p->money.left_out[i]));
    jout_array_end(j);
    jout_key(j, "worse_by_failed_tests");
    jout_int(j, (int64_t)p->money.moved);
    return true;
}
