/* The records as JSON for programs: /api/v1, with its own description as OpenAPI 3.1. */
#pragma once
#include "http/http.h"

extern const struct face api_face;
