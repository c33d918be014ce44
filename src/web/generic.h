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
/* What was typed into a field: several boxes of one name are joined by commas. */
struct str form_typed(struct ctx *c, const struct request *req, const struct field *f);
/* Beside a form: why the standard asks, and the words of the field it uses. */
bool form_aside(struct view *v, const struct entity *e) MUST_CHECK;
/* Ledger entries as a list, newest first. */
struct history_entry;
void history_list(struct view *v, const struct history_entry *h, size_t n);
/* What an operation of the ledger did, in words: "changed this". */
struct str op_words(struct str op);
/* Panels that a type shows beside its fields; NULL: none (panels.c). */
bool (*panel_beside(const struct entity *e))(struct view *, const struct record *);
bool (*panel_under(const struct entity *e))(struct view *, const struct record *);
/* What stands above the list of a type; NULL: nothing. */
bool (*panel_above(const struct entity *e))(struct view *);
