#include "web/generic.h"
#include "web/pages.h"
#include "web/web.h"

/* The one list of addresses. The first that fits is taken: pages of their own stand before those of
 * every type. */

#define ALL ROLE_ALL
#define FORM HTTP_FORM
static const struct route routes[] = {
    /* open to everybody */
    ROUTE(HTTP_GET, "/sign-in", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_sign_in),
    ROUTE(HTTP_POST, "/sign-in", HTTP_PUBLIC, 0, 8192, HTTP_RATE_SIGN_IN, HTTP_ASIDE,
          page_sign_in_send),
    ROUTE(HTTP_POST, "/demo", HTTP_PUBLIC, 0, 8192, HTTP_RATE_SIGN_IN, HTTP_ASIDE, page_demo_send),
    ROUTE(HTTP_GET, "/welcome/:code", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_welcome),
    ROUTE(HTTP_POST, "/welcome/:code", HTTP_PUBLIC, 0, 8192, HTTP_RATE_SIGN_IN, HTTP_ASIDE,
          page_welcome_send),
    ROUTE(HTTP_GET, "/health", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_health),
    ROUTE(HTTP_GET, "/metrics", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_metrics),
    ROUTE(HTTP_GET, "/assets/:name", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_asset),
    ROUTE(HTTP_GET, "/icon.svg", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_icon),
    ROUTE(HTTP_GET, "/robots.txt", HTTP_PUBLIC, 0, 0, HTTP_RATE_PAGE, HTTP_READS, page_robots),
    /* the person's own */
    ROUTE(HTTP_POST, "/sign-out", HTTP_SIGNED_IN, 0, 8192, HTTP_RATE_PAGE, HTTP_ASIDE,
          page_sign_out),
    ROUTE(HTTP_POST, "/as-of", HTTP_SIGNED_IN, ALL, 16384, HTTP_RATE_PAGE, HTTP_ASIDE, page_as_of),
    /* pages of their own */
    ROUTE(HTTP_GET, "/", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_home),
    ROUTE(HTTP_GET, "/work", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_work),
    ROUTE(HTTP_GET, "/registers", HTTP_SIGNED_IN, ROLE_WORK, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_registers),
    ROUTE(HTTP_GET, "/trail", HTTP_SIGNED_IN, ROLE_WORK | ROLE_ADMIN, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_trail),
    ROUTE(HTTP_GET, "/ledger/:seq", HTTP_SIGNED_IN, ROLE_WORK | ROLE_ADMIN, 0, HTTP_RATE_PAGE,
          HTTP_READS, page_ledger),
    ROUTE(HTTP_GET, "/path", HTTP_SIGNED_IN, ROLE_WORK, 0, HTTP_RATE_PAGE, HTTP_READS, page_path),
    ROUTE(HTTP_GET, "/readiness", HTTP_SIGNED_IN, ROLE_WORK, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_readiness),
    ROUTE(HTTP_GET, "/calendar", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_calendar),
    ROUTE(HTTP_GET, "/search", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_search),
    ROUTE(HTTP_GET, "/standards", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_standards),
    ROUTE(HTTP_GET, "/standards/compare", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_compare),
    ROUTE(HTTP_GET, "/standards/:ref", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_standard),
    ROUTE(HTTP_GET, "/terms", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_terms),
    ROUTE(HTTP_GET, "/soa", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_soa),
    ROUTE(HTTP_GET, "/soa.csv", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS, page_soa_file),
    ROUTE(HTTP_GET, "/soa.json", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS, page_soa_file),
    ROUTE(HTTP_GET, "/soa.xlsx", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS, page_soa_file),
    ROUTE(HTTP_GET, "/soa.html", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS, page_soa_file),
    ROUTE(HTTP_GET, "/soa/approve", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_soa_approve),
    ROUTE(HTTP_POST, "/soa/approve", HTTP_SIGNED_IN, ALL, FORM, HTTP_RATE_PAGE, HTTP_WRITES,
          page_soa_approve),
    ROUTE(HTTP_GET, "/soa/diff", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_soa_diff),
    ROUTE(HTTP_GET, "/soa/:number", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_soa_row),
    ROUTE(HTTP_POST, "/soa/:number", HTTP_SIGNED_IN, ALL, FORM, HTTP_RATE_PAGE, HTTP_WRITES,
          page_soa_set),
    /* every record type */
    ROUTE(HTTP_GET, "/:type", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_list),
    ROUTE(HTTP_GET, "/:type/new", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_new),
    ROUTE(HTTP_POST, "/:type/new", HTTP_SIGNED_IN, ALL, HTTP_UPLOAD, HTTP_RATE_PAGE, HTTP_WRITES,
          page_create),
    ROUTE(HTTP_GET, "/:type/:ref", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS, page_record),
    ROUTE(HTTP_GET, "/:type/:ref/history", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_history),
    ROUTE(HTTP_GET, "/:type/:ref/file/:field", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_WORK, HTTP_READS,
          page_file),
    ROUTE(HTTP_GET, "/:type/:ref/edit", HTTP_SIGNED_IN, ALL, 0, HTTP_RATE_PAGE, HTTP_READS,
          page_edit),
    ROUTE(HTTP_POST, "/:type/:ref/edit", HTTP_SIGNED_IN, ALL, HTTP_UPLOAD, HTTP_RATE_PAGE,
          HTTP_WRITES, page_save),
    ROUTE(HTTP_POST, "/:type/:ref/archive", HTTP_SIGNED_IN, ALL, FORM, HTTP_RATE_PAGE, HTTP_WRITES,
          page_archive),
};

const struct face web_face = { .name = "web",
                               .prefix = "/",
                               .routes = routes,
                               .nroutes = ARRAY_LEN(routes),
                               .refuse = page_refuse };
