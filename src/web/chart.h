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

/*
 * Lines over two axes: loss exceedance curves (losses on a logarithmic axis, probabilities in per
 * cent), the efficient frontier. What is not a finite number is left out of the picture.
 */
struct model_point;
struct plot_line {
    const char *css; /* before, now, goal, limit, what */
    const char *label;
    const struct model_point *point; /* loss: along, probability: up */
    size_t n;
};
enum { PLOT_LINES = 8, PLOT_COLUMNS = 8, PLOT_ROWS = 24 };
struct plot {
    struct str finding, basis; /* the caption */
    const char *id;            /* of the figure, for links and the script */
    struct str desc;           /* what a screen reader hears */
    bool amounts_up;           /* the upper axis has amounts and both are even; else per cent */
    const char *along, *up;    /* what the axes say */
    struct plot_line line[PLOT_LINES];
    size_t nlines;
    bool marked; /* a point of the plan */
    double mark_x, mark_y;
    /* the numbers of the picture as a table */
    struct str head[PLOT_COLUMNS], cell[PLOT_ROWS][PLOT_COLUMNS];
    size_t columns, rows;
};
void chart_plot(struct ctx *c, struct buf *b, const struct plot *p);
/* A bar from `from` to `to` of a scale, in a cell of a table that says the numbers in words; css as
 * above. middle: where a line stands; below 0: none. */
void chart_strip(struct buf *b, const char *css, double from, double to, double middle);
/* "139 k", "1.2 M": an amount short enough for an axis; "none" for nothing. */
struct str amount_words(struct ctx *c, double x);
/* "EUR 139 k" */
struct str money_words(struct ctx *c, double x);
/* "3.4 %", "below 0.01 %" */
struct str share_words(struct ctx *c, double p);
