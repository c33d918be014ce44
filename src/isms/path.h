/*
 * The way to the certificate: stages and their steps, each done or not by derivation from the
 * readiness checks and the records, never by a tick. Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "isms/check.h"

enum path_state {
    PATH_OPEN,
    PATH_DONE,
    PATH_LATER /* its record types are not part of this program yet; never counted as done */
};
struct path_step {
    const char *name;        /* what is to be done */
    const char *requirement; /* "27001:4.3" */
    const char *link;        /* where it is done: a record type or a command */
    const char *why;         /* one sentence */
    enum path_state state;
    const char *const *needs; /* names of earlier steps, ends with NULL; or NULL */
    const char *blocked_by[4];
    size_t nblocked;
    int64_t put_off;  /* number of the task that puts it off; 0: none */
    struct str until; /* the day that task is due; empty: none is said */
};
struct path_stage {
    const char *name;
    struct path_step *step;
    size_t n;
};
struct path {
    struct path_stage stage[8];
    size_t n;
    const struct path_stage *next_stage; /* of the first step that can be done now; NULL: none */
    const struct path_step *next;
};

/* scope NULL: before the first scope was made. */
bool path_read(struct ctx *c, const struct permit *p, const struct record *scope,
               struct path *ret) MUST_CHECK;
/* The same from a report over everything that was made already; the report may go. */
bool path_of(struct ctx *c, const struct check_report *report, struct path *ret) MUST_CHECK;
/* Puts a step off: a task of the person with the reason, due on that day. The path goes past the
 * step until then, and it stays in sight. Problems: "reason", "due", "step". */
bool path_put_off(struct ctx *c, const struct permit *p, const struct record *scope,
                  struct str step, struct str reason, struct str due,
                  struct record **ret) MUST_CHECK;
void path_json(const struct path *path, struct jout *j);
