/* The web application: pages for people over the same records as the command line and the API. */
#pragma once
#include "http/http.h"

extern const struct face web_face;
