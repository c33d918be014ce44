/* Pages about risks in money: what they share. Internal to web/. */
#pragma once
#include "isms/portfolio.h"
#include "records/records.h"
#include "web/chart.h"
#include "web/view.h"

/* --- pieces: money_parts.c --- */
/* Tabs of the register: list, portfolio, investment. */
enum money_tab { MONEY_REGISTER, MONEY_PORTFOLIO, MONEY_INVEST };
void money_tabs(struct view *v, enum money_tab now);
extern const char *const money_stage_words[MONEY_STAGES];
extern const char *const money_stage_css[MONEY_STAGES];
/* Curves of results, with their table. `limit` (may be NULL): the tolerance of that model. */
struct money_curve {
    const struct loss_result *result;
    const char *css, *label;
};
void money_curves(struct view *v, const char *id, struct str finding, struct str basis,
                  const struct money_curve *curve, size_t n, const struct model *limit);
/* The one that ?scope= names, as portfolio_named. */
bool money_portfolio(struct ctx *c, struct request *req, struct portfolio **ret) MUST_CHECK;
/* A table with a row a figure (expected, exceeded in 1 of 10 ...) and a column a result; the
 * caption gets the currency. */
void money_results(struct view *v, const char *caption, const struct money_curve *curve, size_t n);
/* "EUR 139 k a year expected; one year in twenty costs more than EUR 783 k" */
struct str money_finding(struct ctx *c, const struct loss_result *r);
/* A heading and a list of links to the risks. */
bool money_left_out(struct view *v, const struct risk_money *m) MUST_CHECK;
/* The distribution of one risk alone. */
bool money_alone(struct ctx *c, const struct scenario *s, bool fine,
                 struct loss_result *ret) MUST_CHECK;
/* What the bands of the criteria suggest beside the rating; nothing without bands. */
bool money_level_line(struct view *v, const struct record *risk, const struct scenario *s,
                      const char *when) MUST_CHECK;

/* --- what if: money_whatif.c, money_form.c --- */
enum { KNOB_FREQUENCY, KNOB_LOW, KNOB_HIGH, KNOB_FIXED };
enum { LEVER_WORKS, LEVER_FREQUENCY, LEVER_LOSS, LEVER_COST, LEVERS };
enum { KNOBS_MOST = KNOB_FIXED + LEVERS * MONEY_CONTROLS };
struct knob {
    struct str name, label;
    struct str typed;   /* in the number field */
    double value, kept; /* kept 0 with no record of it */
    double low, high;   /* ends of the slider; high 0: no slider */
    bool log;
};
struct whatif {
    struct view *v;
    struct record *risk;
    const struct http_pairs *in;
    bool asked, usable; /* asked: something differs from what is kept; usable: it can be drawn */
    struct money_figures kept, now;
    struct money_control was[MONEY_CONTROLS], control[MONEY_CONTROLS];
    size_t ncontrols;
    struct knob knob[KNOBS_MOST];
    size_t nknobs;
    const struct problem *problems; /* of what was typed */
};
/* Reads figures, controls, and what was typed over them. */
bool whatif_read(struct view *v, struct record *risk, const struct http_pairs *in,
                 struct whatif *ret) MUST_CHECK;
/* What one would have then: frequency, low, high with every control counted. */
struct money_estimate whatif_after(const struct whatif *w);
struct scenario whatif_scenario(const struct whatif *w);
/* Curve, figures and what is carried to the form that keeps them: the part that is redrawn. */
bool whatif_drawn(const struct whatif *w, bool fine) MUST_CHECK;
/* The sliders; bare: without a sheet of their own around them. */
void whatif_form(const struct whatif *w, bool bare);
const struct knob *whatif_lever(const struct whatif *w, size_t control, size_t lever);
