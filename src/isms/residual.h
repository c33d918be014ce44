/*
 * What the plan of a risk would leave: a suggestion beside the rating, never in its place. Threads:
 * as the ctx.
 */
#pragma once
#include "records/records.h"

enum { RESIDUAL_MOST = 12 };
struct residual {
    bool known; /* the risk is rated and at least one control of the plan says what it takes away */
    int64_t likelihood, consequence, level;
    double frequency, loss; /* what is left of each: product of (1 - reliability x effect) */
    bool by_bands[2]; /* likelihood, consequence: from the bands of the criteria, else by factors */
    size_t n;
    struct {
        int64_t control;
        struct str title;
        double reliability, frequency, loss;
    } by[RESIDUAL_MOST];
};
enum { RESIDUAL_FACTOR = 4 }; /* without bands a step stands for so much */

/* Steps of a scale that are left of `step` when `left` of it remains: by the bands when there are
 * some and the figure is known (amount above 0) or taken as the middle of its step; else one step
 * down for each whole factor. Pure. */
int64_t residual_step(const double *band, size_t nbands, double amount, int64_t step, double left);
/* From the controls that treatments bring (those of the current rating have done their work). Only
 * what the permit shows counts. */
bool residual_of(struct ctx *c, const struct permit *p, const struct record *risk,
                 struct residual *ret) MUST_CHECK;
