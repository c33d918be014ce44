/*
 * What the engine computes: scenarios with frequency and loss, common causes, frequency factors,
 * controls, tolerance. docs/risk-model.md describes the JSON and gives every formula's source.
 * Amounts are in major units of the model's currency. Memory: the ctx that read it. Threads:
 * constant once read.
 */
#pragma once
#include "base/jin.h"

struct ctx;

#define ENGINE_VERSION "1.1" /* changes whenever the same input may give another figure */

enum {
    MODEL_SCENARIOS = 50000,
    MODEL_CONTROLS = 10000,
    MODEL_CAUSES = 1000,
    MODEL_FACTORS = 100,
    MODEL_TOLERANCE = 50,
    MODEL_HORIZON = 30,
};
#define MODEL_LOSS_MAX 1e12
#define MODEL_RATE_MAX 1e6
#define MODEL_RATIO_MAX 1e9

/* Three-point estimate: beta distribution with shape 4 (alpha = 1 + 4 (mode-low)/(high-low)). */
struct pert {
    double low, mode, high;
};

enum frequency_kind {
    FREQUENCY_NONE,   /* only common causes */
    FREQUENCY_RATE,   /* Poisson, events a year */
    FREQUENCY_PERT,   /* Poisson, the rate drawn anew each year */
    FREQUENCY_YEARLY, /* at most one event a year, with probability `rate` */
};

struct frequency {
    enum frequency_kind kind;
    double rate;      /* RATE, YEARLY: everything multiplied in */
    struct pert pert; /* PERT: before `share` */
    double share; /* PERT: part of the threat events that become losses, and what controls leave */
};

enum amount_kind { AMOUNT_INTERVAL, AMOUNT_PERT, AMOUNT_FIXED };

/* Size of one loss. */
struct amount {
    enum amount_kind kind;
    double mu, sigma; /* INTERVAL: lognormal, of the amount in major units */
    double cap;       /* no loss is larger; INFINITY: none */
    struct pert pert; /* PERT */
    double fixed;     /* FIXED */
    double low, high; /* 5 % and 95 % point, for the tornado */
};

struct scenario {
    struct str id, title;
    uint64_t stream; /* of its random numbers: from the id, so that its place does not matter */
    struct frequency frequency;
    struct amount loss;
    double secondary_p; /* share of events with a second loss; 0: none */
    struct amount secondary;
    bool insured;
    double retention, limit; /* of each event: limit above the retention is borne by others */
    double aggregate;        /* what others bear in a year at most; INFINITY: no limit */
    size_t factor;           /* into model.factor; SIZE_MAX: none */
};

/* A common cause: one event that may hit several scenarios at once. */
struct cause_hit {
    size_t scenario;
    double probability;
};
struct cause {
    struct str id;
    uint64_t stream;
    struct frequency frequency;
    struct cause_hit *hit;
    size_t nhits;
};

/* What makes bad years bad for several scenarios: their rates are multiplied by one gamma variable
 * a year with mean 1. */
struct factor {
    struct str id;
    uint64_t stream;
    double variance;
};

struct control_effect {
    size_t scenario;
    double frequency[2], loss[2]; /* share taken away: low and high end */
};
struct control {
    struct str id, title;
    double cost; /* initial, and yearly times the horizon */
    double reliability;
    struct str group, alternative; /* only the strongest counts; at most one is chosen */
    size_t group_number;           /* 1.. of `group`; 0: none */
    bool in_place, mandatory;
    struct control_effect *effect;
    size_t neffects;
    size_t *excludes, *requires;
    size_t nexcludes, nrequires;
};

struct model_point {
    double loss, probability;
};

struct model {
    struct str currency;
    unsigned horizon; /* years that one result spans */
    struct scenario *scenario;
    size_t n;
    struct cause *cause;
    size_t ncauses;
    struct factor *factor;
    size_t nfactors;
    struct control *control;
    size_t ncontrols, ngroups;
    struct model_point *tolerance; /* losses rise, probabilities fall */
    size_t ntolerance;
};

/* Adds a problem for everything that is wrong, each with the path of the field. */
bool model_read(struct ctx *c, struct str json, struct model *ret) MUST_CHECK;
/* ERR_LIMIT: the sentence `why`, then what a model may hold. */
bool model_too_large(struct ctx *c, const char *why);
/* Stream of an id: FNV-1a, 64 bits. */
uint64_t model_stream(struct str id);
/* 5 % and 95 % points set: for models that were not read from JSON. */
struct amount amount_interval(double low, double high, double cap);
struct amount amount_pert(struct pert p);
struct amount amount_fixed(double x);
/* P(capability > strength) of two three-point estimates, by quadrature. */
double model_success(struct pert capability, struct pert strength);
/* Which end of the ranges of effects. */
enum model_end { MODEL_LOW, MODEL_HIGH, MODEL_MIDDLE };
/* A copy of the model in which the controls for which on[j] holds have done their work and none are
 * left; `on` NULL: those in place. */
struct model model_with(struct ctx *c, const struct model *m, const bool *on, enum model_end end);
