/* The scope that a page is about: ?scope=, else the last one chosen (cookie), else the first that
 * the person may read. Internal to web/. */
#pragma once
#include "web/view.h"

/* *ret NULL when there is none yet (or none for these eyes). */
bool scope_of_request(struct ctx *c, struct request *req, struct record **ret) MUST_CHECK;
/* The whole page for that case: says what a scope is and offers to make one. */
bool scope_missing(struct view *v, const char *title) MUST_CHECK;
/* Links to the same page in other scopes, when there are several. */
bool scope_switch(struct view *v, const struct record *scope) MUST_CHECK;
