/* Forms with files (RFC 7578), read from a body that lies in memory or in a mapped file. Pure:
 * fuzzed and tested alone. */
#pragma once
#include "http/http.h"

/* Boundary of a Content-Type; empty when it is no multipart/form-data or not a sane one. */
struct str multipart_boundary(struct str content_type);
/* Fills form and upload with views into body. ERR_USAGE when the body is not written as it should
 * be, ERR_LIMIT for too many parts. */
bool multipart_read(struct ctx *c, struct str body, struct str boundary,
                    struct request *req) MUST_CHECK;
