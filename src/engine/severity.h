/*
 * The size of one loss event of a scenario: closed forms, and its probabilities on a grid of equal
 * cells that keep mass and mean. Memory: base_alloc, severity_done; grid_free. Threads: a grid one
 * at a time, severities any.
 */
#pragma once
#include "engine/fft.h"
#include "engine/model.h"

/* P(X > y), E[(X - y)+], E[((X - y)+)^2] for y >= 0. */
double amount_tail(const struct amount *a, double y);
double amount_excess(const struct amount *a, double y);
double amount_excess2(const struct amount *a, double y);

struct severity {
    const struct scenario *s;
    double mean, second; /* of what stays with us of one event */
    double none;         /* P(nothing stays with us) */
    /* Where a second loss and insurance meet, the sum of both losses on a lattice: E[(X - y)+] at
     * k width, k < cells; NULL elsewhere. */
    double *lattice;
    size_t cells;
    double width;
};

void severity_init(struct severity *v, const struct scenario *s);
void severity_done(struct severity *v);
/* P(what stays with us > y), an upper bound where there is a second loss. */
double severity_tail(const struct severity *v, double y);
/* E[(what stays - y)+]; not for a second loss without insurance. */
double severity_excess(const struct severity *v, double y);
/* E[min(what stays, y)^2]: an upper bound of it where there is a second loss. */
double severity_square_below(const struct severity *v, double y);

struct grid {
    const struct kernel *k;
    size_t n; /* cells, at 0, h, 2h, ... */
    double h;
    double *ln;        /* ln j, j < n */
    double *work[4];   /* 2 n + 2 cells each, when a second loss needs them */
    struct fft *twice; /* 2 n */
};

struct grid *grid_new(size_t n, double h, const struct kernel *k);
void grid_free(struct grid *g);
/* Probabilities of the cells ret[0..n-1]. What lies beyond the last cell is left out: sums of
 * losses below it are not touched by that. ret_to: cells from there on are zero. */
void grid_density(struct grid *g, const struct severity *v, double *ret, size_t *ret_to);
