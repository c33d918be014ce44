/*
 * The Statement of Applicability of a scope (27001 6.1.3 d): reading it from statements, controls,
 * risks and exceptions; deciding on a row; freezing a version; what changed between two. No HTML,
 * no argv: faces and exchange/ print it. Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "base/jin.h"
#include "store/permit.h"
#include "store/store.h"

enum soa_status { SOA_NONE, SOA_NOT_STARTED, SOA_PLANNED, SOA_PARTIAL, SOA_IMPLEMENTED };
extern const char *const soa_status_key[]; /* NULL for SOA_NONE */
extern const char *const soa_status_label[];

struct soa_control {
    int64_t id;
    struct str title, how, status;
    int64_t owner;
    bool whole;
};

struct soa_row {
    int64_t statement;
    struct str number, title, requirement, standard, theme;
    struct str applicable; /* undecided, yes, no */
    struct str reasons;    /* given ones, comma-separated; "risk" is told by nrisks */
    struct str justification, adaptation;
    int64_t owner; /* of the row, else of its only control; 0 */
    bool parts_confirmed, exception;
    struct soa_control *control;
    size_t ncontrols;
    int64_t *risk;
    size_t nrisks;
    int64_t *obligation; /* laws and contracts that ask for it */
    size_t nobligations;
    int64_t evidence;
    struct str newest; /* day on which the latest piece was collected; empty: none says */
    enum soa_status status;
    struct str how; /* from the controls */
};

struct soa {
    struct record *scope;
    int64_t version; /* last approved one when nothing changed since, else the next */
    bool approved;
    struct str approved_by, approved_on;
    struct soa_row *row;
    size_t n;
};

/* The scope by REF, or the only one when ref is empty (else ERR_USAGE). */
bool soa_scope(struct ctx *c, const struct permit *p, struct str ref,
               struct record **ret) MUST_CHECK;
/* The same, but *ret NULL while the database has no scope: a finding and no error. */
bool soa_scope_if_any(struct ctx *c, const struct permit *p, struct str ref,
                      struct record **ret) MUST_CHECK;
bool soa_read(struct ctx *c, const struct permit *p, const struct record *scope,
              struct soa *ret) MUST_CHECK;
/* The whole as JSON in the shape of product.md; plain: without how, owner and evidence. */
bool soa_json(struct ctx *c, const struct soa *s, bool plain, struct jout *j) MUST_CHECK;
/* Cuts the statement to one row by its number ("A.5.15", "5.15"). ERR_NOT_FOUND without one. */
bool soa_only(struct ctx *c, struct soa *s, struct str number) MUST_CHECK;
/* Digest over the row as it is shown, 16 hexadecimal digits: changes with everything in it. */
bool soa_row_mark(struct ctx *c, const struct soa *s, struct str *ret) MUST_CHECK;
/* {"changes":[{"requirement","message"}...]} between two versions, as soa_diff counts them. */
bool soa_changes_json(struct ctx *c, const struct permit *p, const struct record *scope, int64_t v1,
                      int64_t v2, struct jout *j) MUST_CHECK;
/* {"version":n} */
void soa_version_json(int64_t number, struct jout *j);
/* Reasons of a row, "risk" first, comma-separated keys. */
struct str soa_reasons(struct ctx *c, const struct soa_row *r);
/* "soa set NUMBER FIELD=VALUE": one change, all or nothing, in a transaction of its own unless one
 * is open. */
bool soa_set(struct ctx *c, const struct permit *p, const struct record *scope, struct str number,
             const struct str *args, int nargs) MUST_CHECK;
/* Freezes a version; refused with a problem per row that is undecided, included without reason or
 * left out without justification. Transaction as above. */
bool soa_approve(struct ctx *c, const struct permit *p, const struct record *scope, struct str note,
                 int64_t *ret_number) MUST_CHECK;
/* Calls `each` with a sentence per difference between two frozen versions (0: the state of today).
 */
bool soa_diff(struct ctx *c, const struct permit *p, const struct record *scope, int64_t v1,
              int64_t v2, void (*each)(void *, struct str ref, struct str sentence),
              void *arg) MUST_CHECK;
