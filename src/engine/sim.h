/*
 * Simulation of many years: a second opinion on the exact curve, and what only a simulation can do
 * (yearly limits of insurance). Losses are whole cents, summed as integers; every draw is a
 * function of seed, scenario id, year and kind: the totals are the same bits for any number of
 * threads, any order of scenarios and any machine, and one scenario can be taken out again exactly.
 * Fewer events are the first of more events, so what controls take away is seen without noise.
 * Memory: base_alloc, sim_free. Threads: one at a time.
 */
#pragma once
#include "engine/kernel.h"
#include "engine/loss.h"

enum { SIM_CHUNK = 8192, SIM_YEARS_MAX = 10000000, SIM_YEARS = 100000 };

struct sim_options {
    uint32_t years; /* results drawn, each of the model's horizon; 0: SIM_YEARS */
    uint64_t seed;
    unsigned threads; /* 0: one */
    const struct kernel *kernel;
};

/* Quantiles of a three-point estimate: 1,024 steps, straight in between; NULL: none. */
enum { SIM_TABLE = 1024 };
struct sim_tables {
    double *rate, *loss, *secondary;
};

struct sim {
    const struct model *m;
    struct scenario *scenario; /* own copy */
    struct sim_tables *table;  /* of the scenarios, then of the causes */
    const struct kernel *k;
    struct sim_options o;
    size_t years, chunks;
    int64_t *total; /* cents of each result */
};

struct sim_result {
    double mean, sd, mean_error; /* error: one standard error */
    double var[LOSS_LEVELS], var_low[LOSS_LEVELS], var_high[LOSS_LEVELS]; /* 95 % interval */
    double tvar[LOSS_LEVELS], tvar_error[LOSS_LEVELS];
    double no_loss;
    size_t npoints;
    struct model_point point[LOSS_POINTS];
};

/* ERR_LIMIT when the run would take more than some minutes. */
bool sim_run(struct ctx *c, const struct model *m, struct sim_options o,
             struct sim **ret) MUST_CHECK;
void sim_free(struct sim *s);
void sim_done(struct sim **s);
/* Scenario i becomes `now`: its old losses are drawn again and subtracted, the new ones added. */
void sim_replace(struct sim *s, size_t i, const struct scenario *now);
void sim_summary(const struct sim *s, struct sim_result *ret);

/* --- internal to sim*.c --- */

double *sim_table(const struct pert *p);

/* What one thread needs: the events of one scenario in one chunk of years. */
struct sim_room {
    float z[1024];
    uint32_t word[1024], word2[1024];
    int64_t cents[1024], second[1024];
    uint32_t one[SIM_CHUNK];        /* words of the years */
    uint16_t *listed;               /* years of events that happen at most once a year */
    uint32_t weight[SIM_CHUNK + 1]; /* running sum of the rates of the years */
    uint16_t guide[SIM_CHUNK + 1], year[1024];
    int64_t ceded[SIM_CHUNK];
    double *theta;      /* of each factor, year of the horizon and year: factor of the rates */
    size_t theta_chunk; /* which they are of, counted from 1 */
    double *cdf;        /* of the number of events in a chunk */
    size_t cdf_room, cdf_low, cdf_n;
    double cdf_mean;
};
/* Adds (sign 1) or takes away (-1) scenario i in chunk q. */
void sim_column(const struct sim *s, struct sim_room *r, size_t i, size_t q, int sign);
struct sim_room *sim_room_new(const struct model *m);
void sim_room_free(struct sim_room *r);
