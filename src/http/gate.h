/*
 * What the HTTP library lets through and we do not (trust.md 3): checked before anything else looks
 * at a request. Pure: tested alone with the list of malformed requests.
 */
#pragma once
#include "http/http.h"

struct gate_header {
    struct str name, value;
};
/* Why the request is refused with 400, or NULL. target is raw, as it came on the wire. */
const char *gate_refuses(struct str method, struct str version, struct str target,
                         const struct gate_header *h, size_t n);
