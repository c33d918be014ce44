/*
 * How often a client may call: a token bucket for what it presents (token or cookie) and one, four
 * times as large, for its address, so that made-up tokens gain nothing. Limits stand in one table
 * in rate.c. In memory, bounded: old buckets make room for new ones. Threads: any.
 */
#pragma once
#include "http/http.h"

struct rate {
    int limit;     /* calls at once; 0: this class has no limit */
    int remaining; /* of them */
    int reset;     /* seconds until the bucket is full again */
    int wait;      /* seconds until the next call is taken; 0: this one was */
};

/* Takes one call. credential may be empty. now in milliseconds. */
void rate_take(bool bearer, enum http_rate class, struct str credential, struct str address,
               int64_t now, struct rate *ret);
