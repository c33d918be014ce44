#include "api/api_int.h"

/* The one list of addresses. The first that fits is taken: special views stand before those of
 * every type. openapi.c describes each; a route without a description is a BUG at the start. */

#define ALL ROLE_ALL
#define BODY HTTP_FORM
#define V API
static const struct route routes[] = {
    ROUTE(HTTP_GET, V "/openapi.json", HTTP_PUBLIC, 0, 0, HTTP_RATE_WORK, HTTP_READS, api_openapi),
    ROUTE(HTTP_GET, V "/me", HTTP_SIGNED_IN, 0, 0, HTTP_RATE_PAGE, HTTP_READS, api_me),
    ROUTE(HTTP_GET, V "/soa", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, api_soa),
    ROUTE(HTTP_POST, V "/soa/approve", HTTP_SIGNED_IN, ALL, BODY, HTTP_RATE_PAGE, HTTP_WRITES,
          api_soa_approve),
    ROUTE(HTTP_GET, V "/soa/diff", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_soa_diff),
    ROUTE(HTTP_GET, V "/soa/:number", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_soa_row),
    ROUTE(HTTP_PATCH, V "/soa/:number", HTTP_SIGNED_IN, ALL, BODY, HTTP_RATE_PAGE, HTTP_WRITES,
          api_soa_set),
    ROUTE(HTTP_GET, V "/check", HTTP_SIGNED_IN, ROLE_WORK, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_check),
    ROUTE(HTTP_GET, V "/path", HTTP_SIGNED_IN, ROLE_WORK, 0, HTTP_RATE_PAGE, HTTP_READS, api_path),
    ROUTE(HTTP_GET, V "/search", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, api_search),
    ROUTE(HTTP_GET, V "/verify", HTTP_SIGNED_IN, ROLE_WORK | ROLE_ADMIN, 0, HTTP_RATE_WORK,
          HTTP_READS, api_verify),
    ROUTE(HTTP_GET, V "/standards/search", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_standard_search),
    ROUTE(HTTP_GET, V "/standards/compare", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_standard_compare),
    ROUTE(HTTP_GET, V "/standards/:ref", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_standard),
    ROUTE(HTTP_GET, V "/terms/:word", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, api_term),
    ROUTE(HTTP_POST, V "/files", HTTP_SIGNED_IN, ALL, HTTP_UPLOAD, HTTP_RATE_WORK, HTTP_ASIDE,
          api_upload),
    ROUTE(HTTP_GET, V "/:type", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, api_list),
    ROUTE(HTTP_POST, V "/:type", HTTP_SIGNED_IN, ALL, BODY, HTTP_RATE_PAGE, HTTP_WRITES,
          api_create),
    ROUTE(HTTP_GET, V "/:type/:ref", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, api_show),
    ROUTE(HTTP_PATCH, V "/:type/:ref", HTTP_SIGNED_IN, ALL, BODY, HTTP_RATE_PAGE, HTTP_WRITES,
          api_edit),
    ROUTE(HTTP_DELETE, V "/:type/:ref", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_WRITES,
          api_archive),
    ROUTE(HTTP_POST, V "/:type/:ref/unarchive", HTTP_SIGNED_IN, ALL, BODY, HTTP_RATE_PAGE,
          HTTP_WRITES, api_unarchive),
    ROUTE(HTTP_GET, V "/:type/:ref/history", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          api_history),
    ROUTE(HTTP_GET, V "/:type/:ref/file/:field", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS,
          api_file),
};

const struct face api_face = { .name = "api",
                               .prefix = "/api/",
                               .routes = routes,
                               .nroutes = ARRAY_LEN(routes),
                               .bearer = true,
                               .refuse = api_refusal,
                               .plain = api_plain,
                               .describe = api_describe };
