/*
 * Pictures of numbers as SVG with classes, each with a table of the same numbers: no script, no
 * inline style. Threads: any.
 */
#pragma once
#include "web/ui.h"

/* Parts of a whole as one flat bar with its legend. */
struct bar_part {
    const char *label, *css; /* b-good, b-part, b-plan, b-none, b-bad, b-x */
    int64_t n;
};
void chart_bar(struct buf *b, struct str finding, struct str basis, const struct bar_part *part,
               size_t n);

/* A risk matrix: cells are links, coloured by level, with their count or mark. */
enum { MATRIX_STEPS = 10 };
struct matrix {
    size_t likelihoods, consequences, levels;
    struct str likelihood[MATRIX_STEPS], consequence[MATRIX_STEPS], level[MATRIX_STEPS]; /* words */
    int64_t at[MATRIX_STEPS][MATRIX_STEPS];    /* level of [likelihood - 1][consequence - 1] */
    int64_t count[MATRIX_STEPS][MATRIX_STEPS]; /* what stands in the cell; 0: nothing */
    struct str href[MATRIX_STEPS][MATRIX_STEPS];
    const char
        *verb;     /* what a cell's link does, "Rate as"; NULL: it opens the risks that lie there */
    int64_t limit; /* first level beyond appetite; 0: no line is drawn */
};
/* Positions of one risk on the matrix instead of counts. */
struct matrix_mark {
    int64_t likelihood, consequence; /* 0: not rated */
    const char *css, *label;         /* "before", "now", "goal"; what a screen reader says */
};
void chart_matrix(struct buf *b, const struct matrix *m, struct str finding, struct str basis,
                  const struct matrix_mark *mark, size_t nmarks);
