#include "records/records.h"

/* Estimates in money: which figures belong together, and in which order they must lie. */

static void together(struct ctx *c, const struct record *now, size_t at, const char *why)
{
    size_t given = 0;
    const struct field *f = &now->type->fields[at];
    for (size_t k = 0; k < 3; k++)
        given += !rec_is_null(now, at + k);
    for (size_t k = 0; k < 3 && given % 3; k++)
        if (rec_is_null(now, at + k))
            problem(c, &f[k], "%s is missing: %s.", lang_text(f[k].label), why);
    if (given < 3)
        return;
    int64_t low = rec_int(now, at + 1), high = rec_int(now, at + 2);
    if (low > high)
        problem(c, &f[1], "%s lies above the high end.", lang_text(f[1].label));
    else if ((double)high > 1e9 * (double)low)
        problem(c, &f[1], "The high end may be at most 10^9 times the low end.");
}

/* Low, likeliest, high: the likeliest is the frequency of today. */
static void range(struct ctx *c, const struct record *now)
{
    const struct field *f = now->type->fields;
    bool low = !rec_is_null(now, RISK_FREQUENCY_LOW), high = !rec_is_null(now, RISK_FREQUENCY_HIGH);
    if (low != high) {
        const struct field *missing = &f[low ? RISK_FREQUENCY_HIGH : RISK_FREQUENCY_LOW];
        problem(c, missing, "%s is missing: a range has two ends.", lang_text(missing->label));
    }
    if (!low || !high)
        return;
    double a = rec_real(now, RISK_FREQUENCY_LOW), b = rec_real(now, RISK_FREQUENCY_HIGH),
           m = rec_real(now, RISK_CURRENT_FREQUENCY);
    if (rec_is_null(now, RISK_CURRENT_FREQUENCY))
        problem(c, &f[RISK_CURRENT_FREQUENCY],
                "%s is missing: it is the likeliest figure between the low and the high one.",
                lang_text(f[RISK_CURRENT_FREQUENCY].label));
    else if (!(a < b))
        problem(c, &f[RISK_FREQUENCY_LOW], "%s must lie below the high one.",
                lang_text(f[RISK_FREQUENCY_LOW].label));
    else if (m < a)
        problem(c, &f[RISK_FREQUENCY_LOW], "%s lies above the likeliest one, %g.",
                lang_text(f[RISK_FREQUENCY_LOW].label), m);
    else if (m > b)
        problem(c, &f[RISK_FREQUENCY_HIGH], "%s lies below the likeliest one, %g.",
                lang_text(f[RISK_FREQUENCY_HIGH].label), m);
}

void risk_check_money(struct ctx *c, const struct record *now)
{
    static const size_t first[] = { RISK_CURRENT_FREQUENCY, RISK_TARGET_FREQUENCY,
                                    RISK_INHERENT_FREQUENCY };
    for (size_t i = 0; i < ARRAY_LEN(first); i++)
        together(c, now, first[i],
                 "an estimate in money is how often, and the low and the high end of what one "
                 "event costs");
    together(c, now, RISK_SECONDARY_SHARE,
             "a second loss is how many events have one, and the low and the high end of what it "
             "costs");
    range(c, now);
}
