/*
 * Licensed wording of standards: who owns a copy may keep its text in the own database, shown
 * beside ours. It lies in table `wording`, outside the ledger (docs/ARCHITECTURE.md says why), is
 * in no search index and in no export. Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "store/permit.h"
#include "store/store.h"

struct wording_result {
    int64_t kept, removed;
};
/* Reads a CSV file with the columns reference and text; rows of other references stay. With
 * `clear` an empty text takes the wording out, else it is a problem. All problems are collected
 * (ERR_INVALID), then nothing is changed. For managers and administrators. */
bool wording_load(struct ctx *c, const struct permit *p, const char *path, bool clear,
                  struct wording_result *ret) MUST_CHECK;
/* verify: the table against the digest in the last leaf that tells of it. */
bool wording_check(struct ctx *c, void (*found)(void *, const char *), void *arg,
                   int64_t *ret_findings) MUST_CHECK;
