/* Looks of the kinds of field: cells (value.c) and inputs (input.c). A test refuses a kind without
 * a row in either. */
#pragma once
#include "web/view.h"

/* A status as icon, word and colour. */
void ui_status(struct buf *b, struct str key, struct str label);
/* One field of a form with its label, help, problem and input. typed: what was typed last, or the
 * record's value; problem NULL: none. */
bool ui_input(struct view *p, const struct record *r, const struct field *f, struct str typed,
              const struct problem *problem) MUST_CHECK;
/* After the help of a field: a button for the meaning of the word of ours that its label holds, and
 * that meaning as a popover, which needs no script. */
bool word_button(struct view *v, const struct field *f) MUST_CHECK;
void word_meaning(struct view *v, const struct field *f);
/* The field's value as it stands in an input. In ctx->mem. */
bool input_text(struct ctx *c, const struct record *r, const struct field *f,
                struct str *ret) MUST_CHECK;
/* True when people fill the field in. */
bool field_is_input(const struct field *f);

/* --- links with fields of their own: a table (link_table.c) --- */
struct page;
/* The next piece of a link's text, up to a semicolon outside braces; its code without the braces.
 */
bool link_cut_end(struct str *rest, struct str *ret);
struct str link_end_ref(struct str piece);
/* The table as inputs; ends: what can be chosen, NULL: too many, a code is typed. */
bool link_table_input(struct view *p, const struct record *r, const struct field *f,
                      const struct entity *to, struct str typed,
                      const struct page *ends) MUST_CHECK;
/* What was sent of it, as one text; false when the form had no such table. */
bool link_table_typed(struct ctx *c, const struct request *req, const struct field *f,
                      struct str *ret);
bool link_table_show(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                     const struct value *v) MUST_CHECK;
/* Code and title of one end, as a link. */
bool ui_link_end(struct ctx *c, struct buf *b, const struct entity *to,
                 const struct link_row *row) MUST_CHECK;
