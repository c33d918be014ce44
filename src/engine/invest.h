/*
 * Which controls to buy under a budget so that the expected loss becomes least. Effects multiply,
 * so the loss of a scenario is A e^(-sum w x): greedy choice and exchanges (Nemhauser, Wolsey,
 * Fisher 1978; Sviridenko 2004) give a good answer at once, branch and bound with tangents of the
 * convex loss proves how good it is. Memory: base_alloc, invest_free. Threads: one at a time. No
 * clock: the work is bounded by a number of nodes.
 */
#pragma once
#include "engine/model.h"

struct invest_entry {
    size_t row;
    size_t slot; /* where the strongest of a group is kept; SIZE_MAX: alone */
    double keep, keep_frequency, keep_loss; /* factors on the row; keep is their product */
    double weight;                          /* -ln keep */
};
struct invest_control {
    size_t control; /* into model.control */
    double cost;
    struct invest_entry *entry;
    size_t n;
};
struct invest {
    const struct model *m;
    double *base; /* expected loss of each row: scenario i's own events, then those of causes */
    size_t rows;
    struct invest_control *control; /* candidates: not in place */
    size_t n;
    size_t *candidate; /* of model.control; SIZE_MAX: none */
    double (*slot)[2]; /* what the strongest in place leaves */
    size_t nslots;
    struct invest_entry *entries;
};

struct invest_choice {
    bool *on; /* of the candidates; the caller's */
    double cost, loss;
};

struct invest_proof {
    double bound; /* no choice leaves less */
    double gap;   /* (loss - bound) / loss */
    size_t nodes;
};

struct invest *invest_new(const struct model *m);
void invest_free(struct invest *v);
void invest_done(struct invest **v);
/* The expected loss with nothing bought. */
double invest_nothing(const struct invest *v);
double invest_loss(const struct invest *v, const bool *on);
/* False with a problem when mandatory controls alone break the budget or each other. */
bool invest_possible(struct ctx *c, const struct invest *v, double budget) MUST_CHECK;
/* Greedy and exchanges; ret->on has room for v->n. thorough: exchanges until none helps. */
void invest_greedy(const struct invest *v, double budget, bool thorough, struct invest_choice *ret);
/* Improves a choice and proves how far it is from the best. nodes: most that are looked at. */
void invest_prove(const struct invest *v, double budget, size_t nodes, struct invest_choice *best,
                  struct invest_proof *ret);

enum { INVEST_FRONTIER = 100 };
/* The efficient frontier: budgets in equal steps up to what everything costs, greedily; `on` may be
 * NULL. ret has room for INVEST_FRONTIER + 1 points; cost and loss of each. */
void invest_frontier(const struct invest *v, struct invest_choice *ret, size_t *ret_n);

/* --- internal to invest*.c --- */

/* A choice while it is being made. */
struct invest_state {
    double *row;       /* expected loss of each row */
    double (*slot)[2]; /* strongest in each group so far */
    double loss, cost;
    bool *on;
};
void invest_start(const struct invest *v, struct invest_state *s);
void invest_stop(struct invest_state *s);
void invest_reset(const struct invest *v, struct invest_state *s);
double invest_gain(const struct invest *v, const struct invest_state *s, size_t j);
void invest_add(const struct invest *v, struct invest_state *s, size_t j);
/* Cost of j with all it requires and has not got yet; INFINITY: something excludes it. */
double invest_closure(const struct invest *v, const bool *on, const signed char *fixed, size_t j,
                      bool *ret_with);
/* Fills up greedily what `s` holds; fixed[j] 0 forbids. */
void invest_fill(const struct invest *v, struct invest_state *s, const signed char *fixed,
                 double budget);
