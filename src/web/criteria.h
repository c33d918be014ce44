/*
 * The editor of criteria: what the form holds between the texts of a record and the tables on the
 * page. Text as typed, so that bad input comes back as it was. Memory: the request. Internal to
 * web/.
 */
#pragma once
#include "http/http.h"
#include "records/records.h"
#include "web/view.h"

enum { DESIGN_SCALES = 4, DESIGN_LEAST = 2, DESIGN_MOST = 7, DESIGN_TEXTS = 5 };

struct design {
    struct str title;
    int64_t n[DESIGN_SCALES];                         /* steps of each scale */
    struct str word[DESIGN_SCALES][CRITERIA_STEPS];   /* likelihood, consequence, ... */
    struct str help[DESIGN_SCALES][CRITERIA_STEPS];   /* what the step means */
    struct str band[2][CRITERIA_STEPS];               /* events a year; loss: its end */
    struct str points[3][CRITERIA_STEPS];             /* likelihood, consequence, level */
    int64_t level[CRITERIA_STEPS][CRITERIA_STEPS];    /* [likelihood][consequence] */
    bool combines;                                    /* the second table is wanted */
    int64_t combined[CRITERIA_STEPS][CRITERIA_STEPS]; /* [attempt][success] */
    int64_t who[CLASS_N][CRITERIA_STEPS];             /* acceptor; -1: as other risks */
    struct str months[CLASS_N][CRITERIA_STEPS];       /* empty: without end */
    bool sum[3];                                      /* needs that add up */
    struct str text[DESIGN_TEXTS];                    /* see design_text */
};
/* Fields of the record that the form takes as they stand. */
extern const size_t design_text[DESIGN_TEXTS];
/* The field of each scale: likelihood, consequence, levels, needs. */
extern const size_t design_scale[DESIGN_SCALES];

/* From a record; false when its texts cannot be read. */
bool design_from_record(struct ctx *c, const struct record *r, struct design *ret) MUST_CHECK;
/* From a form that was sent, in the sizes it was shown with; what was not sent is as in *ret. */
void design_from_form(struct ctx *c, const struct http_pairs *form, struct design *ret);
/* Other numbers of steps: what is there stays, new cells take the value of their neighbour, so that
 * a matrix that was monotone stays so. */
void design_resize(struct design *d, const int64_t *n);
/* The sizes that the form asks for; true when they differ from those it was shown with. */
bool design_sizes(struct ctx *c, const struct http_pairs *form, const struct design *d,
                  int64_t *ret);
/* The matrix from the points; false with a flaw where a number is missing. */
bool design_fill(struct design *d, struct criteria_flaws *w) MUST_CHECK;
/* Into the texts of a record; what has no text yet is a flaw at its cell. */
bool design_into(struct ctx *c, const struct design *d, struct record *r,
                 struct criteria_flaws *w) MUST_CHECK;

/* The tables of the form, with the flaws at their cells. */
void design_tables(struct view *v, const struct design *d, const struct criteria_flaws *w);
/* Id of the control that a flaw is about, for links to it. */
struct str design_anchor(struct ctx *c, const struct criteria_flaw *x);

/* How many open risks would change their level under `next`, compared with their own: a sheet. */
bool criteria_effect(struct view *v, const struct criteria *next, int64_t replaces) MUST_CHECK;
/* Above the fields of a set of criteria: matrix and rules as tables, for a draft what it changes.
 */
bool criteria_panel(struct view *v, const struct record *r) MUST_CHECK;
