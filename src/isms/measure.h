/*
 * Measurement constructs (27004) computed from the records: today's value against its target.
 * Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "store/permit.h"
#include "store/store.h"

enum measure_state {
    MEASURE_NO_QUERY,  /* to be entered: the records do not hold the answer */
    MEASURE_NOTHING,   /* nothing is there to measure yet */
    MEASURE_ON_TARGET, /* at the target or better */
    MEASURE_SHORT,     /* between target and warning, the warning included */
    MEASURE_WARNING,   /* beyond the warning: something has to be done */
    MEASURE_N
};
extern const char *const measure_state_key[MEASURE_N], *const measure_state_label[MEASURE_N];

struct measure_value {
    enum measure_state state;
    bool has_whole;
    double part, whole, value; /* percent: 100 * part / whole; money: major units */
};
/* The value of a construct in a scope (0: the whole organisation) as the permit sees it. */
bool measure_compute(struct ctx *c, const struct permit *p, const struct record *construct,
                     int64_t scope, struct measure_value *ret) MUST_CHECK;
/* Value with its unit, for a person: "93 %", "12", "4 days", "1200 EUR". */
struct str measure_text(struct ctx *c, const struct record *construct, double value);
