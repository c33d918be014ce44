/*
 * Readiness checks: what 27001 asks for, clause by clause, against what is recorded in a scope
 * (product.md "Readiness checks"). A check is portable SQL from content/checks/ that gives the
 * records it looks at (its population) and those that fall short (offenders); both are cut to what
 * the reader may see. Memory: ctx->mem; the JSON tree of the checks is parsed once and lives
 * as long as the process. Threads: as the ctx.
 */
#pragma once
#include "base/jin.h"
#include "store/permit.h"
#include "store/store.h"

/* A clause is conforming when its checks pass over real records and a person's judgement that is
 * still valid says so; checks alone give no_gap_found. Only what the clause asks for (basis
 * requirement or documented_information) moves the state; own rules and what auditors expect are
 * listed beside it. */
enum check_state { CHECK_NOTHING_YET, CHECK_GAPS, CHECK_NO_GAP_FOUND, CHECK_CONFORMING, CHECK_N };
extern const char *const check_state_key[CHECK_N];
extern const char *const check_state_label[CHECK_N];

enum { CHECK_RECORDS_MAX = 200 }; /* offenders that are named; all are counted */

struct check_finding {
    const json_t *check; /* the check's own members: id, basis, may_become, message, fix ... */
    const struct entity *type;
    int64_t population, offenders;
    int64_t *record; /* numbers of offenders, at most CHECK_RECORDS_MAX */
    size_t nrecords;
    bool counts;    /* moves the state of its clause */
    bool confirmed; /* nothing there, and a person said that this is right */
};
struct check_requirement {
    struct str ref, number, title, kind, parent;
    size_t clause; /* place of the clause it belongs to; its own for a clause */
    enum check_state state;
    bool later;                   /* nothing in this program looks at the clause yet */
    bool shown;                   /* a clause, or an item with checks of its own */
    size_t nchecks;               /* checks of exactly this requirement */
    size_t nlooked;               /* of these, how many had records to look at */
    struct record *judgement;     /* valid one of the clause; NULL */
    struct check_finding **found; /* checks of exactly this requirement that fall short */
    size_t nfound;
};
struct check_report {
    const struct record *scope;
    struct check_requirement *row; /* clauses and items in the order of the standard */
    size_t n;
    struct check_finding *finding; /* every check that ran */
    size_t nfindings;
    int64_t clauses[CHECK_N]; /* clauses per state */
    bool narrowed;            /* only one requirement was asked for */
};

/* Runs every check, or those of one requirement and what lies below it (only: "27001:6.1.2"; empty:
 * all). scope NULL: nothing is recorded, so nothing is found. ERR_NOT_FOUND for a requirement that
 * is not in 27001. */
bool check_run(struct ctx *c, const struct permit *p, const struct record *scope, struct str only,
               struct check_report *ret) MUST_CHECK;
/* True when every clause that was looked at is conforming or shows no gap. */
bool check_all_fine(const struct check_report *r);
/* In the shape of product.md. */
bool check_json(struct ctx *c, const struct check_report *r, struct jout *j) MUST_CHECK;
/* Has the check of this id run over real records without an offender? For the path. */
bool check_passed(const struct check_report *r, const char *id);
