/* What the files of risk_money*.c share. Internal to isms/. */
#pragma once
#include "isms/risk_money.h"

struct gathered {
    int64_t id;
    size_t place; /* of its scenario; SIZE_MAX: no current estimate */
    struct str title;
    struct money_figures figures;
};
struct gather {
    struct gathered *risk;
    size_t n, room, placed;
};
struct gathered *gathered_risk(const struct gather *g, int64_t id);
/* How surely a control works by its last test. */
double money_works(struct str result, bool planned);
/* Minor units of one. */
double money_units(const struct ctx *c);
/* Controls to choose from, with effects, costs and constraints, into the model; what the plan
 * leaves, into what was gathered: risk_money_controls.c. */
bool money_candidates(struct ctx *c, const struct permit *p, struct gather *g, struct model *m,
                      int64_t **ret_ids) MUST_CHECK;
bool money_controls(struct ctx *c, const struct permit *p, int64_t risk, struct money_control *ret,
                    size_t *ret_n) MUST_CHECK;
