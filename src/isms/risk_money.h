/*
 * Risks in money: the engine's model from the records that a person may read. Current, target and
 * inherent estimates become one model each, with the same ids, so that simulations share their
 * random numbers. Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "engine/model.h"
#include "store/permit.h"
#include "store/store.h"

enum money_stage { MONEY_INHERENT, MONEY_CURRENT, MONEY_TARGET, MONEY_STAGES };
extern const char *const money_stage_name[MONEY_STAGES];

struct risk_money {
    struct model model[MONEY_STAGES];
    size_t given[MONEY_STAGES]; /* risks with an estimate of their own; else the current one is
                                   taken */
    int64_t *left_out;          /* risks without a current estimate, by number */
    size_t nleft_out;
    size_t
        moved; /* risks whose rate or loss is worse because an existing control failed its test */
};
/* Open risks (not opportunities) of a scope; NULL: all. ERR_NOT_FOUND when none has an estimate. */
bool risk_money_read(struct ctx *c, const struct permit *p, const struct record *scope,
                     struct risk_money *ret) MUST_CHECK;
