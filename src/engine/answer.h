/* Results of the engine as JSON (product.md, "risk curve"). Threads: any. */
#pragma once
#include "base/jout.h"
#include "engine/loss.h"

struct sim_options;
struct sim_result;

struct answer_shares {
    const struct loss_share *share; /* one a scenario; NULL: not asked for */
    const struct loss_swing *swing;
    size_t nswings;
};
/* Members of an object that the caller opened. */
void answer_curve(struct jout *j, const struct model *m, const struct loss_result *r,
                  const struct answer_shares *s);
void answer_sim(struct jout *j, const struct model *m, const struct sim_options *o,
                const struct sim_result *r);
/* An amount in major units, to the cent. */
void answer_money(struct jout *j, const char *key, double x);
/* [[loss, probability], ...] under a key. */
void answer_points(struct jout *j, const char *key, const struct model_point *p, size_t n);
