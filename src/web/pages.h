/* Pages with an address of their own, named in the route table (routes.c). Internal to web/. */
#pragma once
#include "web/view.h"

#define PAGE(name) bool name(struct ctx *c, struct request *req, struct response *res)
PAGE(page_sign_in);
PAGE(page_sign_in_send);
PAGE(page_demo_send);
PAGE(page_welcome);
PAGE(page_welcome_send);
PAGE(page_sign_out);
PAGE(page_as_of);
PAGE(page_asset);
PAGE(page_icon);
PAGE(page_robots);
PAGE(page_health);
PAGE(page_metrics);
PAGE(page_home);
PAGE(page_work);
PAGE(page_guide);
PAGE(page_guide_topic);
PAGE(page_advice);
PAGE(page_asset_picture);
PAGE(page_settings);
PAGE(page_me);
PAGE(page_me_send);
PAGE(page_look);
PAGE(page_look_send);
PAGE(page_users);
PAGE(page_users_send);
PAGE(page_tokens);
PAGE(page_tokens_send);
PAGE(page_views_send);
PAGE(page_bulk);
PAGE(page_drafts_send);
PAGE(page_export_csv);
PAGE(page_export_json);
PAGE(page_export_xlsx);
PAGE(page_import);
PAGE(page_import_send);
PAGE(page_step);
PAGE(page_standards);
PAGE(page_standard);
PAGE(page_compare);
PAGE(page_terms);
PAGE(page_reference);
PAGE(page_search);
PAGE(page_calendar);
PAGE(page_registers);
PAGE(page_trail);
PAGE(page_ledger);
PAGE(page_path);
PAGE(page_path_later);
PAGE(page_setup);
PAGE(page_setup_question);
PAGE(page_setup_answer);
PAGE(page_setup_review);
PAGE(page_setup_make);
PAGE(page_setup_leave);
PAGE(page_suggestions);
PAGE(page_suggestions_send);
PAGE(page_readiness);
PAGE(page_room);
PAGE(page_assessment_changes);
PAGE(page_build);
PAGE(page_criteria_design);
PAGE(page_criteria_design_send);
PAGE(page_build_send);
PAGE(page_risk_report);
PAGE(page_money);
PAGE(page_money_csv);
PAGE(page_money_json);
PAGE(page_invest);
PAGE(page_invest_make);
PAGE(page_what_if);
PAGE(page_what_if_keep);
PAGE(page_soa);
PAGE(page_soa_row);
PAGE(page_soa_set);
PAGE(page_soa_approve);
PAGE(page_soa_diff);
PAGE(page_soa_file);
struct soa_row;
struct path;
struct check_report;
/* --- pieces that several pages show --- */
void path_next(struct view *v, const struct path *p);
void readiness_bar(struct view *v, const struct check_report *r);
/* The newest entries of the ledger in a sheet. */
bool trail_rows(struct view *v, size_t most) MUST_CHECK;
/* A sheet for every type of which the person owns something. */
bool owned_lists(struct view *v) MUST_CHECK;
/* The state of a row of the Statement of Applicability. */
void soa_badge(struct buf *b, const struct soa_row *r);
/* Shows what went wrong: the face's `refuse`. */
void page_refuse(struct ctx *c, struct request *req, struct response *res);
