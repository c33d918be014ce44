/*
 * The risks in money of a person and a scope, with what was computed from them: kept between
 * requests until the next commit, because the first exact curve costs a walk over all scenarios
 * while a slider step is one subtraction and one addition. A portfolio is taken (and locked), used,
 * given back; what it holds lives as long as it is taken. Threads: any; one at a time has the same
 * portfolio.
 */
#pragma once
#include "engine/invest.h"
#include "engine/sim.h"
#include "isms/risk_money.h"

struct portfolios;
struct slot;
/* Room for a few portfolios. NULL instead of one is fine everywhere: nothing is kept then. */
struct portfolios *portfolios_new(void);
void portfolios_free(struct portfolios *k);

/* What is bought, its proof, the frontier, and what it does to the curve. */
enum { OFFER_EFFORT = 20000 };
struct offer {
    double budget, nothing; /* expected loss with nothing bought */
    struct model model;     /* with the controls that the person rules out left out */
    size_t n;               /* candidates */
    size_t *control;        /* of each candidate: into model.control */
    double *cost;           /* of each candidate */
    struct invest_choice best;
    struct invest_proof proof;
    struct invest_choice frontier[INVEST_FRONTIER + 1];
    size_t nfrontier;
    struct loss_result before, after;
    double *alone, *last; /* what a control saves as the first, and as the last one */
};
/* model: with candidates. effort: nodes of the proof. Memory: c->mem. ERR_INVALID when there is
 * nothing to choose or what must come breaks the budget. */
bool offer_make(struct ctx *c, const struct model *m, double budget, size_t effort,
                struct offer *ret) MUST_CHECK;
void offer_json(const struct offer *o, struct jout *j);

enum { SWINGS_OF = 100 };           /* largest contributors whose inputs the tornado moves */
enum { PORTFOLIO_YEARS = 1000000 }; /* drawn at the most for one request */
struct portfolio {
    struct risk_money money;
    struct record *scope; /* NULL: all */
    bool shown[MONEY_STAGES];
    struct loss_result *result[MONEY_STAGES]; /* NULL until asked for */
    struct loss_share *share;                 /* of today: of ALE, and of TVaR 95 */
    size_t *largest;                          /* scenarios by that share */
    struct loss_swing *swing;                 /* of today */
    size_t nswings;
    struct sim_result *drawn, *room;
    struct sim_options how;
    struct offer *offer; /* the last one, and what was asked for */
    struct str offer_key;
    struct model bare[MONEY_STAGES]; /* without the candidates */
    struct arena *mem, *offer_mem;   /* of what is kept */
    struct loss *live[2];
    size_t moved[2]; /* scenario that stands changed in it; SIZE_MAX: none */
    struct slot *slot;
};
/* ERR_NOT_FOUND when no risk has figures: *ret is then NULL. */
bool portfolio_take(struct ctx *c, struct portfolios *k, const struct permit *p,
                    struct record *scope, struct portfolio **ret) MUST_CHECK;
/* The same by the code or title of a scope; empty: all that p may read. */
bool portfolio_named(struct ctx *c, struct portfolios *k, const struct permit *p, struct str scope,
                     struct portfolio **ret) MUST_CHECK;
void portfolio_give(struct portfolio **p);
/* Each works it out once. */
bool portfolio_curves(struct ctx *c, struct portfolio *p) MUST_CHECK;
bool portfolio_shares(struct ctx *c, struct portfolio *p) MUST_CHECK;
bool portfolio_tornado(struct ctx *c, struct portfolio *p) MUST_CHECK;
/* years 0: as many as take about a tenth of a second. */
bool portfolio_simulate(struct ctx *c, struct portfolio *p, uint32_t years,
                        uint64_t seed) MUST_CHECK;
/* The curve of all risks with one scenario changed; fine: 2^16 cells instead of 2^14. */
bool portfolio_what_if(struct ctx *c, struct portfolio *p, size_t scenario,
                       const struct scenario *now, bool fine, struct loss_result *ret) MUST_CHECK;
/* The same without a change, at the same number of cells. */
bool portfolio_as_is(struct ctx *c, struct portfolio *p, bool fine,
                     struct loss_result *ret) MUST_CHECK;
/* never and must: numbers of controls that the person rules out or wants. */
bool portfolio_invest(struct ctx *c, struct portfolio *p, double budget, size_t effort,
                      const int64_t *must, size_t nmust, const int64_t *never, size_t nnever,
                      const struct offer **ret) MUST_CHECK;

/* Members of an object that the caller opened: one per stage, then scope, left_out and what failed
 * tests made worse. */
struct portfolio_wanted {
    bool contributions, tornado, simulated;
    uint32_t years;
    uint64_t seed;
};
bool portfolio_json(struct ctx *c, struct portfolio *p, const struct portfolio_wanted *w,
                    struct jout *j) MUST_CHECK;
unsigned portfolio_threads(void);
/* Internal to portfolio*.c: work with what is kept as ctx->mem instead of the request's memory;
 * what went wrong is said again in the request's own. */
bool portfolio_within(struct ctx *c, struct arena *mem, bool (*work)(struct ctx *, void *),
                      void *arg) MUST_CHECK;
