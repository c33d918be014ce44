/* Problem documents (RFC 9457), the same for the command line and the API. */
#pragma once
#include "base/ctx.h"
#include "base/jout.h"

/* What went wrong in ctx, its problems as `errors`. status 0: the one of the error. */
void problem_json(const struct ctx *c, int status, struct jout *j);
/* Without a context: before a request has one. */
void problem_plain(int status, const char *detail, struct jout *j);
/* A few words for a status. */
const char *problem_title(int status);
