/* The guided set-up from the first record to the last, a spreadsheet between them: one transaction.
 * Shared by the faces. Memory: ctx->mem. Threads: as the ctx. */
#pragma once
#include "base/when.h"
#include "isms/setup.h"

/* A list of one's own; path NULL: none. `type` is found out from the headings where it is NULL. */
struct setup_sheet {
    const char *path;
    const struct entity *type;
    enum when_order dates;
    struct str tab;    /* sheet of a workbook; empty: its first */
    int64_t rows;      /* filled in, like all below */
    struct str unused; /* headings that fit no field, "Remarks, Colour"; empty: none */
    struct str notes;  /* whole sentences on what is not taken over as it stands; empty: none */
};
/* Plans and makes everything. A try does the same up to the spreadsheet, for real, and takes it
 * back. `also` (may be NULL) goes with the transaction: false takes everything back. Problems by
 * the names of setup_field; those of the sheet bear rows. ERR_CONFLICT, ERR_FORBIDDEN. */
bool setup_run(struct ctx *c, const struct permit *p, struct setup_answers *a,
               struct setup_sheet *sheet, bool only_try, bool (*also)(void *), void *arg,
               struct setup_plan *ret_plan) MUST_CHECK;
