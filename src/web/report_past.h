/* Risks by level a year ago, for the report to management. Internal to web/. */
#pragma once
#include "records/records.h"

struct year_ago {
    bool known;                              /* the database is older than a year */
    int64_t day;                             /* that day */
    int64_t open, level[CRITERIA_STEPS + 1]; /* by level; 0: not rated */
};
bool report_year_ago(struct ctx *c, struct year_ago *ret) MUST_CHECK;
