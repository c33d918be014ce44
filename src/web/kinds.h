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
/* The field's value as it stands in an input. In ctx->mem. */
bool input_text(struct ctx *c, const struct record *r, const struct field *f,
                struct str *ret) MUST_CHECK;
/* True when people fill the field in. */
bool field_is_input(const struct field *f);
