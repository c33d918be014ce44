/* Pages that every record type has: list, record, history, forms. Internal to web/. */
#pragma once
#include "store/query.h"
#include "web/view.h"

/* /:type */
bool page_list(struct ctx *c, struct request *req, struct response *res);
/* /:type/:ref */
bool page_record(struct ctx *c, struct request *req, struct response *res);
/* /:type/:ref/history */
bool page_history(struct ctx *c, struct request *req, struct response *res);
/* /:type/:ref/file/:field */
bool page_file(struct ctx *c, struct request *req, struct response *res);
/* /:type/new: the form, and what it sends. */
bool page_new(struct ctx *c, struct request *req, struct response *res);
bool page_create(struct ctx *c, struct request *req, struct response *res);
/* /:type/:ref/edit */
bool page_edit(struct ctx *c, struct request *req, struct response *res);
bool page_save(struct ctx *c, struct request *req, struct response *res);
/* /:type/:ref/archive: archives, or brings back what is archived. */
bool page_archive(struct ctx *c, struct request *req, struct response *res);
/* The record that the address names, for a handler. */
bool page_load(struct ctx *c, struct request *req, struct record **ret) MUST_CHECK;
/* Filter, order and place of a list as its address says: where (repeated), q, sort, limit, after.
 */
bool query_from_request(struct ctx *c, const struct request *req, const struct entity *e,
                        struct query *ret) MUST_CHECK;
/* Drafts of v->draft, the form's own path: offered; put in place of what was sent when the address
 * asks for it; listed; where it is shown. */
bool draft_offer(struct view *v) MUST_CHECK;
bool draft_take(struct view *v, bool *ret_taken) MUST_CHECK;
bool draft_sheet(struct view *v) MUST_CHECK;
struct str draft_url(struct ctx *c, struct str form);
/* A form that came without a session: a door that keeps it; false when there is nothing to keep. */
bool resume_door(struct view *v);
/* After signing in there: back to the form, as it was left. */
bool resume_after(struct view *v, int64_t person) MUST_CHECK;
/* Name, password and button, or the persons of the demonstration, inside a form to /sign-in. */
void sign_in_fields(struct view *v);
/* One field of a record's page as a small form. */
struct inline_edit {
    const struct field *field;
    struct str typed;
    int64_t version;
    bool conflict; /* somebody else was faster: both values are shown */
    const struct problem *problems;
};
/* The page of a record; x NULL: nothing is edited. */
bool record_show(struct view *v, struct record *r, const struct inline_edit *x) MUST_CHECK;
/* What was typed into a field: several boxes of one name are joined by commas. */
struct str form_typed(struct ctx *c, const struct request *req, const struct field *f);
/* Beside a form: why the standard asks, and the words of the field it uses. */
bool form_aside(struct view *v, const struct entity *e) MUST_CHECK;
/* Ledger entries as a list, newest first. */
struct history_entry;
void history_list(struct view *v, const struct history_entry *h, size_t n);
/* What an operation of the ledger did, in words: "changed this". */
struct str op_words(struct str op);
/* By which door it came: "in the browser". */
struct str via_words(struct str via);
/* Panels that a type shows beside its fields; NULL: none (panels.c). */
bool (*panel_beside(const struct entity *e))(struct view *, const struct record *);
bool (*panel_under(const struct entity *e))(struct view *, const struct record *);
/* Heading of the fold under the facts in which a field stands, because a panel shows it in its own
 * way; NULL: among the facts. */
const char *panel_fold(const struct entity *e, const struct field *f);
/* What stands above the list of a type; NULL: nothing. */
bool (*panel_above(const struct entity *e))(struct view *);
