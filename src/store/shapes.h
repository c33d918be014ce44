/*
 * JSON as every face gives and takes it (product.md "JSON shapes"): pages, histories and hits going
 * out, members of a record coming in. Memory: ctx->mem. Threads: as the ctx.
 */
#pragma once
#include "base/jin.h"
#include "store/ledger.h"
#include "store/query.h"
#include "store/search.h"

/* {"items":[record...],"next":cursor or null} */
bool page_json(struct ctx *c, const struct page *p, struct jout *j) MUST_CHECK;
/* {"items":[entry...]}, oldest first */
void history_json(struct ctx *c, const struct history_entry *h, size_t n, struct jout *j);
/* {"items":[{"ref","type","title"}...],"next":null} */
void search_json(const struct search_hit *hit, size_t n, struct jout *j);

/* A member's value as the text that the field's kind parses: what record_json writes comes back,
 * and texts are taken as on the command line. Adds a problem and returns false for a value that
 * cannot be meant. */
bool json_value_text(struct ctx *c, const struct field *f, const json_t *v,
                     struct str *ret) MUST_CHECK;
/* Sets the fields of r from the members of an object; null empties. Members that start with "_" are
 * the face's own and skipped. Adds problems: unknown members are named, members that the program
 * fills in are refused. */
bool record_from_json(struct ctx *c, struct record *r, const json_t *object) MUST_CHECK;
