/*
 * The distribution of the loss of a year (or of the model's horizon), exactly: all Poisson
 * scenarios add up in the exponent of one Fourier transform. Changing one scenario is one
 * subtraction and one addition, so a slider can be dragged. docs/risk-model.md says how.
 * Memory: base_alloc, loss_free. Threads: one at a time.
 */
#pragma once
#include "base/jout.h"
#include "engine/calc.h"
#include "engine/severity.h"

enum { LOSS_POINTS = 200, LOSS_LEVELS = 4, LOSS_FAST = 14, LOSS_FINE = 16 };
extern const double loss_level[LOSS_LEVELS]; /* 0.90 0.95 0.99 0.999 */
extern const char *const loss_level_name[LOSS_LEVELS];

struct loss_options {
    unsigned bits;               /* grid of 2^bits cells, 10 to 20; 0: LOSS_FINE */
    unsigned threads;            /* 0: one */
    double end;                  /* where the grid ends; 0: chosen from the model */
    const struct kernel *kernel; /* NULL: best */
};

struct loss_result {
    double mean, sd; /* closed form, whatever the grid */
    double var[LOSS_LEVELS], tvar[LOSS_LEVELS];
    double no_loss;
    double end, beyond; /* end of the grid; P(loss > end) */
    size_t cells;
    size_t npoints;
    struct model_point point[LOSS_POINTS];      /* P(sum of the year > loss) */
    struct model_point occurrence[LOSS_POINTS]; /* P(largest single loss > loss) */
    bool tolerance; /* the model has one: largest ratio of the curve to it, and where */
    double breach, breach_loss, breach_probability, breach_allowed;
    bool aggregate_ignored; /* a yearly limit of insurance is only in the simulation */
};

struct loss {
    const struct model *m;
    struct scenario *given;     /* of the model; ours are those that were replaced */
    struct scenario **scenario; /* the one that counts */
    struct severity *severity;
    struct loss_own {
        double mean, variance, ln_none; /* of a year; ln P(none of its own events costs us) */
    } * own;
    const struct kernel *k;
    struct fft *fft;
    struct grid *grid;
    size_t n, half; /* cells; n / 2 */
    double h, end, unit;
    /* Poisson intensities of the cells in units of `unit`: whole numbers, so that the order of
     * adding does not matter and subtracting restores the bits. */
    int64_t *nu, total;
    double *tilt;    /* e^(-theta j), against wrapping round (Gruebel and Hermesmeier 1999) */
    double *rest[2]; /* transform of all that is not plain Poisson, without the held one; or NULL */
    bool has_rest;
    size_t held; /* scenario being changed; SIZE_MAX: none */
    int64_t *held_cells, held_total;
    double *spectrum[2]; /* of the loss of the horizon */
    double *p, *above;   /* P(S in cell), P(S > j h) */
    double *work[10];    /* n + 2 each, made when asked for: loss_work */
    double mean, variance, none;
};

/* `m` has no controls (model_with) and outlives the result. ERR_LIMIT when no grid fits. */
bool loss_build(struct ctx *c, const struct model *m, struct loss_options o,
                struct loss **ret) MUST_CHECK;
void loss_free(struct loss *l);
void loss_done(struct loss **l);
/* Scenario i becomes `now`; the curve is stale until the next loss_curve. */
void loss_replace(struct loss *l, size_t i, const struct scenario *now);
void loss_curve(struct loss *l, struct loss_result *ret);

struct loss_share {
    double mean, mean_share; /* expected loss and its part of all */
    double tvar, tvar_share; /* Euler contribution to TVaR at the level */
};
/* One entry a scenario, after loss_curve. level: into loss_level. */
void loss_shares(struct loss *l, const struct loss_result *r, size_t level, struct loss_share *ret);

struct loss_swing {
    size_t scenario;
    bool size;                /* the loss, else the frequency */
    double low, high;         /* the input's ends */
    double mean[2], var95[2]; /* with the input at its low and high end, the rest as it is */
};
/* Swings of every uncertain input of some scenarios (which NULL: of all), largest spread of VaR 95
 * first; at most 2 a scenario. */
void loss_tornado(struct loss *l, const size_t *which, size_t nwhich, struct loss_swing *ret,
                  size_t *ret_n);

/* --- internal to loss*.c --- */

double *loss_work(struct loss *l, size_t i);
/* Sum over the scenarios of E[S_i; S > x h]: what the shares are parts of. */
double loss_shares_raw(struct loss *l, size_t x);
/* Nodes of a frequency: the count is a mixture of Poisson counts (or one yes or no). */
struct nodes {
    size_t n;
    double rate[CALC_NODES], weight[CALC_NODES];
};
void loss_nodes(const struct frequency *f, struct nodes *ret);
/* Mean and variance of the number of events in a year. */
void loss_count(const struct frequency *f, double *ret_mean, double *ret_variance);
bool loss_plain(const struct scenario *s);
/* Transform of a scenario's size of one loss, tilted, into re and im; uses work[7]. */
void loss_transform(struct loss *l, size_t i, double *re, double *im);
/* Generating function of the count at (fr, fi), times `theta` rates; slope: its derivative
 * instead. Uses work[5], work[6]. */
void loss_generate(struct loss *l, const struct frequency *f, double theta, bool slope,
                   const double *fr, const double *fi, double *re, double *im);
/* Transform of all scenarios under factor g, of the events of a cause; with `of` not SIZE_MAX, the
 * slope by that scenario's events. */
void loss_factor(struct loss *l, size_t g, size_t of, double *re, double *im);
void loss_cause(struct loss *l, const struct cause *c, size_t of, double *re, double *im);
bool loss_touches(const struct loss *l, size_t i);
void loss_rest(struct loss *l, size_t without);
void loss_spectrum(struct loss *l);
void loss_moments(struct loss *l);
void loss_own(struct loss *l, size_t i);
/* P(S > x) and the integral of it from 0 to x. */
double loss_above(const struct loss *l, double x);
double loss_below(const struct loss *l, double x);
double loss_var(const struct loss *l, double level);
