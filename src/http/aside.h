/*
 * What a person is in the middle of, kept outside the ledger: drafts of forms and saved views of
 * lists. Writing functions open a transaction of their own on the live database. Memory: ctx->mem.
 * Threads: as the ctx.
 */
#pragma once
#include "http/http.h"

enum {
    DRAFTS_MOST = 100,       /* of one person; the oldest makes room */
    DRAFT_BYTES = 200 << 10, /* of one draft */
    VIEWS_MOST = 100,        /* of one person */
    VIEW_TITLE = 80,         /* bytes */
    VIEW_QUERY = 4000,
};
#define DRAFT_MS (INT64_C(30) * WHEN_DAY_MS)

/* --- drafts --- */
struct draft {
    struct str form; /* path of the form, with what it is about: "/risks/R-3/edit" */
    struct str body; /* name=value&... as a browser sends it */
    int64_t saved;
};
/* Keeps the fields of a form but those that belong to the moment (form_token).
 * ERR_LIMIT when they are too large. */
bool draft_keep(struct ctx *c, int64_t person, struct str form,
                const struct http_pairs *fields) MUST_CHECK;
/* *ret NULL when there is none, or it is too old. */
bool draft_find(struct ctx *c, int64_t person, struct str form, struct draft **ret) MUST_CHECK;
/* The newest first, without their bodies. */
bool draft_list(struct ctx *c, int64_t person, struct draft **ret, size_t *ret_n) MUST_CHECK;
bool draft_drop(struct ctx *c, int64_t person, struct str form) MUST_CHECK;

/* --- saved views --- */
struct saved_view {
    int64_t id, person;
    bool team;     /* everybody who reads the type sees it */
    bool standard; /* the person asking opens the list with it */
    struct str title, query;
};
/* The person's own views of a type and those of the team. */
bool saved_view_list(struct ctx *c, int64_t person, const struct entity *e,
                     struct saved_view **ret, size_t *ret_n) MUST_CHECK;
/* One that the person sees; ERR_NOT_FOUND otherwise. */
bool saved_view_find(struct ctx *c, int64_t person, int64_t id, const struct entity *e,
                     struct saved_view *ret) MUST_CHECK;
/* Makes one; the same title of the same person is put in its place. Problems: field "title". */
bool saved_view_keep(struct ctx *c, const struct entity *e, struct saved_view *v) MUST_CHECK;
bool saved_view_drop(struct ctx *c, const struct saved_view *v) MUST_CHECK;
/* The view that a person's list of a type opens with; id 0: none. */
bool saved_view_set_standard(struct ctx *c, int64_t person, const struct entity *e,
                             int64_t id) MUST_CHECK;
