/* What waits for a decision about a risk: shared by the acceptance room and the reports. Internal
 * to web/. */
#pragma once
#include "store/query.h"
#include "web/view.h"

/* Numbers of records, ascending; in ctx->mem. */
struct ids {
    int64_t *id;
    size_t n;
};
bool ids_has(const struct ids *s, int64_t id);

struct waiting {
    struct ids residual; /* open risks whose residual risk nobody accepts now */
    struct ids plan;     /* open risks with a treatment plan that its owner has not approved */
    struct ids second;   /* decisions of owners that lack the signature of top management */
};
/* Of what the reader may see. */
bool decide_waiting(struct ctx *c, struct waiting *ret) MUST_CHECK;
/* The owner's last decision about a risk; *ret NULL when there is none. */
bool decide_last(struct ctx *c, const struct record *risk, struct record **ret) MUST_CHECK;
/* Treatments of a risk that count, by their day. */
bool decide_plan(struct ctx *c, const struct record *risk, struct page *ret) MUST_CHECK;
