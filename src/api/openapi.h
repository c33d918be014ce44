/* Writing OpenAPI 3.1 from the descriptions. Internal to api/. */
#pragma once
#include "api/api_int.h"

/* --- JSON Schema of values and records: shapes.c --- */
void schema_type(struct jout *j, const char *type, bool null);
void schema_ref(struct jout *j, const char *name);
/* "name":{...} of one field. */
void schema_field(struct jout *j, const struct field *f, bool taken);
void schema_record(struct jout *j, const struct entity *e);
void schema_input(struct ctx *c, struct jout *j, const struct entity *e);
/* Creating asks for it. */
bool schema_is_required(const struct field *f);

/* --- operations: operations.c --- */
struct operation {
    enum http_method method;
    const char *pattern; /* of the route, without /api/v1 */
    const char *id;      /* operationId, or its first part for :type */
    const char *query;   /* names of query parameters, separated by blanks; see openapi.c */
    const char *body;    /* component, "@create", "@input", "@file" or NULL */
    const char *answer;  /* component, "@record", "@list", "@bytes" */
    int status;          /* of success */
    const char *summary; /* one sentence */
};
extern const struct operation api_operations[];
extern const size_t api_noperations;

/* --- how an operation may end: outcomes.c --- */
/* "headers":{...} and "responses":{...} of the components. */
void outcome_components(struct jout *j);
void outcome_responses(struct ctx *c, struct jout *j);
/* Into "responses":{...}: success up to its schema, which the caller writes, then all the rest. */
void outcome_begin(struct ctx *c, struct jout *j, const struct operation *o,
                   const struct entity *e);
void outcome_rest(struct ctx *c, struct jout *j, const struct operation *o);
