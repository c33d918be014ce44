/*
 * The SQL of checks, made from the text in content/checks/. Named parameters: $scope, $today,
 * $today-90d; @here and @TYPE.FIELD are shorthands (see content/checks/context.yaml). Used by
 * isms/check.c and isms/measure.c.
 */
#pragma once
#include "store/permit.h"
#include "store/store.h"

/* Prepares and binds SELECT of the numbers of those records that the check's text names and the
 * permit shows; count: only how many. The text must begin with SELECT 'TYPE' AS "type". */
bool check_sql(struct ctx *c, const struct permit *p, int64_t scope, const char *text, bool count,
               const struct entity **ret_type, struct stmt **ret) MUST_CHECK;
/* Prepares and binds the query of a measurement construct: one row, columns part and whole. It
 * counts only records that the permit shows. */
bool check_sql_measure(struct ctx *c, const struct permit *p, int64_t scope, const char *text,
                       struct stmt **ret) MUST_CHECK;
