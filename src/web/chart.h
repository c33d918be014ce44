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
