/* What the files of api/ share. Internal to api/. */
#pragma once
#include "api/api.h"
#include "base/jin.h"
#include "store/shapes.h"

#define API "/api/v1"

/* --- answering: answer.c --- */
/* A writer into the answer's body, whose type becomes application/json. */
void api_begin(struct response *res, struct jout *j);
/* Refuses with a status of its own (412, 415, 428 ...). Always false. */
bool api_refuse(struct ctx *c, struct response *res, int status, const char *sentence);
/* Refuses query parameters that are not named in `known` (separated by blanks; as_of always is). */
bool api_query(struct ctx *c, const struct request *req, struct response *res,
               const char *known) MUST_CHECK;
/* Reads a parameter that is yes or no; left out: no. Anything else is refused with 400. */
bool api_yes(struct ctx *c, const struct request *req, struct response *res, const char *name,
             bool *ret) MUST_CHECK;
/* The JSON object of the body; takes "_reason" or the header Change-Reason into ctx->reason. An
 * empty body counts as {} when `may_be_empty`. Free with jin_done. */
bool api_body(struct ctx *c, const struct request *req, struct response *res, bool may_be_empty,
              json_t **ret) MUST_CHECK;
/* Refuses members that are not named in `known`. */
bool api_members(struct ctx *c, const json_t *body, const char *known) MUST_CHECK;
/* The header Change-Reason alone, for requests without a body. */
bool api_reason(struct ctx *c, const struct request *req, struct response *res) MUST_CHECK;
/* If-Match must be there (428); *ret_fits tells whether it names the tag. */
bool api_if_match(struct ctx *c, const struct request *req, struct response *res, struct str etag,
                  bool *ret_fits) MUST_CHECK;
/* Runs a change and, when a POST brings an Idempotency-Key, keeps its answer for 24 hours, all in
 * one transaction: a repeated request gets the kept answer, the key with another request 422. */
bool api_change(struct ctx *c, struct request *req, struct response *res,
                bool (*change)(struct ctx *, struct request *, struct response *)) MUST_CHECK;

void api_refusal(struct ctx *c, struct request *req, struct response *res);
const char *api_plain(int status, const char *detail, struct buf *b);
/* OpenAPI 3.1 of the whole API: openapi.c. */
void api_describe(const struct catalog *k, struct buf *b);

/* --- every record type: records.c --- */
bool api_list(struct ctx *c, struct request *req, struct response *res);
bool api_create(struct ctx *c, struct request *req, struct response *res);
bool api_show(struct ctx *c, struct request *req, struct response *res);
bool api_edit(struct ctx *c, struct request *req, struct response *res);
bool api_archive(struct ctx *c, struct request *req, struct response *res);
bool api_unarchive(struct ctx *c, struct request *req, struct response *res);
bool api_history(struct ctx *c, struct request *req, struct response *res);
/* --- files.c --- */
bool api_upload(struct ctx *c, struct request *req, struct response *res);
bool api_file(struct ctx *c, struct request *req, struct response *res);
/* --- what spans types: views.c --- */
bool api_check(struct ctx *c, struct request *req, struct response *res);
bool api_path(struct ctx *c, struct request *req, struct response *res);
bool api_search(struct ctx *c, struct request *req, struct response *res);
bool api_standard(struct ctx *c, struct request *req, struct response *res);
bool api_standard_search(struct ctx *c, struct request *req, struct response *res);
bool api_standard_compare(struct ctx *c, struct request *req, struct response *res);
bool api_term(struct ctx *c, struct request *req, struct response *res);
bool api_verify(struct ctx *c, struct request *req, struct response *res);
bool api_me(struct ctx *c, struct request *req, struct response *res);
bool api_openapi(struct ctx *c, struct request *req, struct response *res);
/* --- risks in money: money.c --- */
bool api_risk_curve(struct ctx *c, struct request *req, struct response *res);
bool api_risk_simulate(struct ctx *c, struct request *req, struct response *res);
bool api_risk_invest(struct ctx *c, struct request *req, struct response *res);
/* --- soa.c --- */
bool api_soa(struct ctx *c, struct request *req, struct response *res);
bool api_soa_row(struct ctx *c, struct request *req, struct response *res);
bool api_soa_set(struct ctx *c, struct request *req, struct response *res);
bool api_soa_approve(struct ctx *c, struct request *req, struct response *res);
bool api_soa_diff(struct ctx *c, struct request *req, struct response *res);
