/*
 * Between a record and its rows: the table of its type and its link tables. The store saves and the
 * ledger replays through the same functions, so that a replay cannot differ by construction.
 * Internal to store/.
 */
#pragma once
#include "store/store.h"

/* Adds the text of a cross-record expression (field.sql); $today becomes a parameter whose number
 * is kept in *today (0: none yet) for row_bind_today. */
void row_expression(struct ctx *c, struct sql *q, const char *text, int *today);
/* Adds `t."id", t."version", ...` for everything row_read wants, cross-record expressions included.
 * Returns the number of the parameter that row_bind_today wants, 0 when no expression asks for it.
 * bare: own columns only. */
int row_columns(struct ctx *c, struct sql *q, const struct entity *e, bool bare);
/* The same with those cross-record expressions and long texts only that are wanted, by place (NULL:
 * all): what is not wanted reads as empty. Long texts are there where a field that is worked out
 * is wanted, which may read them. */
int row_columns_wanted(struct ctx *c, struct sql *q, const struct entity *e, const bool *wanted);
/* Binds today's date when param is not 0. */
void row_bind_today(struct ctx *c, struct stmt *st, int param);
/* Reads the current row into a new record in ctx->mem (links not yet). */
struct record *row_read(struct ctx *c, struct stmt *st, const struct entity *e, bool bare);
/* Fills the link fields that are wanted (NULL: all) and the derived fields that are not stored. */
bool row_finish(struct ctx *c, struct db *db, struct record *r, const bool *wanted) MUST_CHECK;
/* Whole record by number from `db`; *ret NULL when there is none. bare: own columns and links only,
 * nothing computed (replay). */
bool row_load(struct ctx *c, struct db *db, const struct entity *e, int64_t id, bool bare,
              struct record **ret) MUST_CHECK;
bool row_insert(struct ctx *c, struct db *db, const struct record *r) MUST_CHECK;
/* Writes the columns that differ from old, and version, archived, changed. */
bool row_update(struct ctx *c, struct db *db, const struct record *old,
                const struct record *now) MUST_CHECK;
/* Writes one end of a link (insert or replace), removes one. */
bool row_link_put(struct ctx *c, struct db *db, const struct link *l, int64_t from,
                  const struct link_row *row) MUST_CHECK;
bool row_link_remove(struct ctx *c, struct db *db, const struct link *l, int64_t from,
                     const struct link_row *row) MUST_CHECK;
/* The folded natural key; empty when the type has none or it is empty. In ctx->mem. */
struct str row_natural(struct ctx *c, const struct record *r);
/* The SQL expression a column is sorted and compared by: "natural" for titles, lower(...) for
 * lines, else the column. */
void row_sort_expression(struct sql *q, const char *alias, const struct entity *e,
                         const struct field *f);
/* The field that the natural key is made of; NULL: none. */
const struct field *entity_natural(const struct entity *e);
bool entity_is_ledgered(const struct entity *e);
