/*
 * The guide: how the standards fit together, the way to the certificate, auditing, which standards
 * to buy, handouts. Entries are content records of type guide; their words lie in `body`. Memory:
 * ctx->mem; JSON trees belong to the entry. Threads: as the ctx.
 */
#pragma once
#include "base/jin.h"
#include "store/permit.h"
#include "store/query.h"

/* What a person asks for by name, and the kinds of entry that answer. */
struct guide_topic {
    const char *name, *title, *help;
    const char *kinds[5]; /* ends with NULL */
};
extern const struct guide_topic guide_topics[]; /* ends with a NULL name */

/* The entries of a topic in their order, or the one of a key such as phase:risk-assessment.
 * ERR_NOT_FOUND lists the topics. */
bool guide_find(struct ctx *c, const struct permit *p, struct str topic,
                struct page *ret) MUST_CHECK;
/* All entries of one kind in their order. */
bool guide_kind(struct ctx *c, const struct permit *p, const char *kind,
                struct page *ret) MUST_CHECK;
/* {"key","kind","title","refs", ... the members of its language block}. */
bool guide_json(struct ctx *c, const struct record *r, struct jout *j) MUST_CHECK;

/* --- which standards to buy --- */

/* From strongest to weakest; when several questions were answered the strongest counts. */
enum { ADVICE_FIRST, ADVICE_NEEDED, ADVICE_USEFUL, ADVICE_OPTIONAL, ADVICE_LATER, ADVICE_N };
extern const char *const advice_key[ADVICE_N], *const advice_label[ADVICE_N];

struct advice_reason {
    const struct record *entry; /* whose answer it is */
    struct str why;
};
struct advice_standard {
    struct str number, name, title;
    int verdict;
    struct advice_reason reason[8];
    size_t n;
};
struct advice {
    struct record **entry; /* what was answered, in the order of the guide */
    size_t n;
    struct advice_standard *standard; /* first ones first, in the order of the answers */
    size_t nstandards;
};
/* What was answered on the command line or in a form: flag (certify, implement, risk, measure,
 * audit, privacy) and for privacy the role. */
struct advice_answer {
    struct str flag, role;
};
/* ERR_USAGE when a role is not known. */
bool advice_make(struct ctx *c, const struct permit *p, const struct advice_answer *a, size_t n,
                 struct advice *ret) MUST_CHECK;
