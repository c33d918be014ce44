/*
 * Risks in money: the engine's model from the records that a person may read. Current, target and
 * inherent estimates become one model each, with the same ids, so that simulations share their
 * random numbers. Amounts are in major units of the organisation's currency. Memory: ctx->mem.
 * Threads: as the ctx.
 */
#pragma once
#include "engine/model.h"
#include "store/permit.h"
#include "store/store.h"

enum money_stage { MONEY_INHERENT, MONEY_CURRENT, MONEY_TARGET, MONEY_STAGES };
extern const char *const money_stage_name[MONEY_STAGES];

struct money_estimate {
    double rate, low, high; /* events a year, 90 % interval of one; rate 0: not given */
};
/* What is known about one risk. */
struct money_figures {
    struct money_estimate stage[MONEY_STAGES];
    double rate_low, rate_high;                            /* of today's rate; 0: no range */
    double secondary_share, secondary_low, secondary_high; /* share of the events; 0: none */
    bool insured;
    double retention, cover;              /* of each event; cover INFINITY: no limit */
    double frequency_factor, loss_factor; /* of today's figures, by failed tests */
    double plan_frequency, plan_loss;     /* what controls of the plan leave */
};
/* A stage without figures of its own: the target is today's with the controls of the plan, the
 * inherent one today's. */
struct scenario money_scenario(struct ctx *c, int64_t risk, struct str title,
                               const struct money_figures *f, enum money_stage stage);
/* False: nothing says that the stage differs from today. */
bool money_has(const struct money_figures *f, enum money_stage stage);
/* Likelihood, consequence and level that the bands of the criteria suggest for a stage; 0: no
 * bands, or no figures. */
struct criteria;
struct money_level {
    int64_t likelihood, consequence, level;
};
struct money_level money_suggest(const struct criteria *k, const struct scenario *s);

/* A control that bears on a risk: what it takes away where it works, and how surely it works. */
struct money_control {
    int64_t id;
    struct str title;
    bool planned;             /* not in place yet */
    bool of_plan;             /* planned, and a treatment brings it */
    bool tested;              /* reliability is from a test, not our guess */
    double frequency, loss;   /* shares, 0 to 0.99 */
    double reliability, cost; /* cost a year, with an even part of what its treatments cost once */
};
enum { MONEY_CONTROLS = 30 };

struct risk_money {
    struct model model[MONEY_STAGES];
    int64_t *risk;                 /* number of the risk of each scenario */
    struct money_figures *figures; /* of each scenario */
    int64_t *control;              /* number of each control of model[MONEY_CURRENT] */
    size_t given[MONEY_STAGES]; /* risks with an estimate of their own, or (target) with a plan */
    int64_t *left_out;          /* risks without a current estimate, by number */
    size_t nleft_out;
    size_t
        moved; /* risks whose rate or loss is worse because an existing control failed its test */
};
/* Open risks (not opportunities) of a scope; NULL: all. ERR_NOT_FOUND when none has an estimate. */
bool risk_money_read(struct ctx *c, const struct permit *p, const struct record *scope,
                     struct risk_money *ret) MUST_CHECK;
/* Place of a risk's scenario; SIZE_MAX: it has none. */
size_t risk_money_place(const struct risk_money *r, int64_t risk);
/* One risk, open or not. *ret_n controls with an effect, existing ones first. */
bool money_read_one(struct ctx *c, const struct permit *p, const struct record *risk,
                    struct money_figures *ret, struct money_control *ret_control,
                    size_t *ret_n) MUST_CHECK;
