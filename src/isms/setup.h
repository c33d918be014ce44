/*
 * The first records of a new database: what `init` makes, and the guided set-up that turns six
 * answers into a scope, criteria, starter registers and a first Statement of Applicability.
 * Faces ask the questions; here they are checked, planned and made. Memory: ctx->mem. Threads: as
 * the ctx.
 */
#pragma once
#include "store/query.h"
#include "store/store.h"

/* Organization, founder with admin and manager on everything, default criteria in force. The
 * founder's name and e-mail may be empty. *ret_founder is the person's number. Inside the
 * transaction under way. */
bool setup_organization(struct ctx *c, struct str name, struct str founder, struct str email,
                        int64_t *ret_founder) MUST_CHECK;

/* --- the six questions --- */
enum setup_question {
    SETUP_TITLE,
    SETUP_HEADCOUNT,
    SETUP_SECTOR,
    SETUP_STANDARDS,
    SETUP_WANTED,
    SETUP_SHEET, /* a spreadsheet to take over: faces read it, exchange/ takes it in */
    SETUP_N
};
/* Name, label and help of each, as fields of forms and options. */
const struct field *setup_field(enum setup_question q);

struct setup_answers {
    struct str text[SETUP_N];     /* as typed; empty: not said. SETUP_SHEET stays empty */
    struct str skipped[SETUP_N];  /* why a question was left out; kept in the scope's notes */
    const struct entity *brought; /* type of the spreadsheet: nothing is suggested of it; NULL */
};

/* --- what will be made --- */
enum { SETUP_RISKS_MOST = 24, SETUP_KEYS_MOST = 120, SETUP_MILESTONES = 6 };
struct setup_keys {
    struct str at[SETUP_KEYS_MOST];
    size_t n;
};
/* A typical asset or party: kind is the key of its choice. `sector` NULL: everybody. */
struct setup_starter {
    const char *sector, *kind, *title, *more;
};
struct setup_milestone {
    const char *title;
    int64_t day;
};
struct setup_plan {
    const struct setup_answers *answers;
    struct str title;            /* name of the organisation */
    const struct choice *sector; /* NULL: not said */
    int64_t headcount;           /* 0: not said */
    bool three_steps;            /* the preset of small organisations: scales of three steps */
    struct record *scope;        /* as it will be saved */
    const struct setup_starter *asset[40], *party[20];
    size_t nassets, nparties;
    struct record *risk[SETUP_RISKS_MOST]; /* entries of the library */
    size_t nrisks;
    struct setup_keys threats, weak, sources; /* keys of the library that the risks name */
    struct setup_keys controls;               /* "A.8.13": rows of the first draft */
    struct setup_milestone milestone[SETUP_MILESTONES];
    size_t nmilestones;
    bool hurried; /* less than four months to the day that is wanted */
};
/* Checks the answers (problems by the names of setup_field) and plans. Changes nothing. */
bool setup_plan(struct ctx *c, const struct permit *p, const struct setup_answers *a,
                struct setup_plan *ret) MUST_CHECK;

/* --- making it --- */
/* May the person: the manager of the whole organisation. */
bool setup_may(const struct permit *p);
/* True while the database has no scope: then it can be set up. */
bool setup_is_open(struct ctx *c, bool *ret) MUST_CHECK;
/* Both inside the transaction under way, so that a spreadsheet can be taken in between them.
 * ERR_CONFLICT when somebody was faster, ERR_FORBIDDEN. */
bool setup_make_basis(struct ctx *c, const struct permit *p, const struct setup_plan *plan,
                      struct record **ret_scope) MUST_CHECK;
/* Everything that is only a suggestion; its leaves are marked as made by the set-up. */
bool setup_make_suggestions(struct ctx *c, const struct permit *p, const struct setup_plan *plan,
                            const struct record *scope) MUST_CHECK;

/* --- suggestions: what the set-up made and nobody has changed since (suggestion.c) --- */
#define SETUP_VIA "setup"
/* Has the set-up ever suggested anything here? */
bool suggestion_any(struct ctx *c, bool *ret) MUST_CHECK;
/* Which of these records are some? ret[n]; all false at once in a database without any. */
bool suggestion_find(struct ctx *c, struct record *const *r, size_t n, bool *ret) MUST_CHECK;
struct suggestion_count {
    const struct entity *type;
    int64_t n;
};
enum { SUGGESTION_TYPES = 9 };
/* How many of each type are left; zero counts are left out. */
bool suggestion_counts(struct ctx *c, struct suggestion_count ret[SUGGESTION_TYPES],
                       size_t *ret_n) MUST_CHECK;
/* Takes all of them back in one transaction: records are archived, rows of the Statement of
 * Applicability undecided again. What a record that somebody made their own relies on stays. */
bool suggestion_withdraw(struct ctx *c, const struct permit *p, int64_t *ret_gone,
                         int64_t *ret_kept) MUST_CHECK;
