/*
 * Pieces of pages. All of them write into a buffer and escape what they are given; their look is
 * assets/app.css. Pages are made of these, with html_f for what is special. Nothing here knows a
 * record type. Threads: any.
 */
#pragma once
#include "base/buf.h"
#include "base/ctx.h"
#include "base/html.h"
#include "base/str.h"
#include "store/record.h"

/* Meaning of a badge; its icon and colour follow. */
enum tone { TONE_QUIET, TONE_GOOD, TONE_INFO, TONE_WARN, TONE_BAD };

/* Marks an icon's name that stands in a table, so that tools/icons.py finds it. */
#define ICON(name) name
/* An icon of the sprite, for the eye only: say the same in words beside it. */
void ui_icon(struct buf *b, const char *name);
void ui_badge(struct buf *b, enum tone tone, const char *icon, struct str text);
/* The code of a record, as a link to it when href is not empty. */
void ui_ref(struct buf *b, struct str ref, struct str href);
/* Which of the five colours (k1, c1 ...) a level of a scale of `of` steps has. */
int ui_shade(int64_t level, int64_t of);
/* A level of risk: bars, word, number; `of` is the number of steps. */
void ui_level(struct buf *b, int64_t level, int64_t of, struct str word);
/* A link that looks like a button; main: the one of the page. */
void ui_button(struct buf *b, struct str href, const char *icon, const char *text, bool main);
/* Opens and closes a quiet sheet with a heading. `end` (may be NULL) stands at the right and is a
 * literal. */
void ui_sheet(struct buf *b, const char *id, struct str heading);
void ui_sheet_end(struct buf *b);
/* What is there when nothing is there: icon, heading, sentences, one button (href empty: none). */
void ui_empty(struct buf *b, const char *icon, const char *heading, const char *text,
              struct str href, const char *button);
/* A notice: tone, icon, text. */
void ui_note(struct buf *b, enum tone tone, const char *icon, struct str text);
/* What has to be put right, at the top of a page: a heading, then a line for each problem with a
 * link to its control, whose id is "f-" and the name; name NULL: no link. */
void ui_errors(struct buf *b, const char *heading);
void ui_error(struct buf *b, const char *name, const char *message);
void ui_errors_end(struct buf *b);
/* All of them at once, under their fields' names; other: the name for those of no field. Without
 * problems the error itself. Nothing when there is no error. */
void ui_problems(struct buf *b, const char *heading, const struct err *e,
                 const struct problem *list, const char *other);
/* Links between parts of one thing. */
void ui_tabs(struct buf *b, const char *label);
void ui_tab(struct buf *b, struct str href, bool current, struct str label);
void ui_tabs_end(struct buf *b);
/* The marginal note "Why the standard asks this". */
void ui_why(struct buf *b, struct str text, struct str clause, struct str href);

/* --- addresses --- */
/* /risks/R-12, for content /standards/27001:A.5.15 and so on; in c->mem. */
struct str url_record(struct ctx *c, const struct record *r);
struct str url_of(struct ctx *c, const struct entity *e, int64_t id);
struct str url_key(struct ctx *c, const struct entity *e, struct str key);
/* The id of what a key names on a page of many: ids hold no spaces. */
struct str url_anchor(struct ctx *c, struct str key);
/* /risks */
struct str url_type(struct ctx *c, const struct entity *e);
/* The path and query of a request with one parameter set, or removed when value is empty. */
struct request;
struct str url_with(struct ctx *c, const struct request *req, const char *name, struct str value);
/* Without the pair of that name and value; with one more pair. */
struct str url_without(struct ctx *c, const struct request *req, const char *name,
                       struct str value);
struct str url_also(struct ctx *c, const struct request *req, const char *name, struct str value);
/* The plural of a type inside a sentence: "risk assessments"; and as a heading. */
const char *type_words(struct ctx *c, const struct entity *e);
struct str type_heading(struct ctx *c, const struct entity *e);

/* --- values --- */
/* A value for reading: choices as badges, references as links, dates with their age when that
 * matters, links as lists. Nothing for an empty one. */
bool ui_value(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
              bool in_table) MUST_CHECK;
/* The same as plain text, in c->mem. */
struct str value_text(struct ctx *c, const struct record *r, const struct field *f);
/* Title (name) of a record that is loaded; empty when the type has none. */
struct str record_title(const struct record *r);
/* Done, closed, cancelled, withdrawn: nothing of it is late any more. */
bool record_is_finished(const struct record *r);
/* "Nov" for 11 */
const char *month_word(int month);
/* "3 Nov 2026" */
struct str date_words(struct ctx *c, int64_t days);
/* The same of a date that is kept as text; a moment gives its day, anything else stays as it is. */
struct str day_words(struct ctx *c, struct str text);
/* "Tue 3 Nov 2026, 10:42" in the organisation's zone. */
struct str stamp_words(struct ctx *c, int64_t ms);
/* "5 days late", "in 3 days", "today". */
struct str days_words(struct ctx *c, int64_t days);
