/*
 * The log of a running server: one JSON object a line on standard error, which a service manager
 * keeps. Nothing that a client sent gets into it but its address: paths may hold one-time codes,
 * so a line names the pattern of the route. Threads: any; a line is one write.
 */
#pragma once
#include "http/http.h"

/* A request that was answered. failure: what went wrong on our side, for 500 and above; else NULL.
 */
void log_request(const struct request *req, int status, size_t bytes, int64_t ms,
                 const char *failure);
/* One that was refused before it had a route: malformed, too large, too many. */
void log_refused(struct str address, int status, const char *why);
/* What the kernel lacks, and the like. */
void log_notice(const char *sentence);
