/* What the kind_*.c files share. Internal to store/. */
#pragma once
#include "store/record.h"

/* text and json of every kind whose value is its text. */
bool kind_text_text(struct ctx *c, const struct field *f, const struct value *v, struct buf *b);
bool kind_text_json(struct ctx *c, const struct field *f, const struct value *v, struct jout *j);
/* Adds the keys and labels of a choice, "low, medium or high", for messages. */
void kind_choice_list(const struct choice *choices, struct buf *b);
/* Turns an ERR_INVALID that is not yet a problem (a name that several records bear) into a problem
 * of this field; other errors stay. Always false. */
bool problem_take(struct ctx *c, const struct field *f, struct str typed);
/* True when the field shows a link from its target's side. */
bool link_is_inverse(const struct entity *e, const struct field *f);
/* The number of link ends and own fields as canonical text of one end:
 * C-5{coverage=part,part=laptops}. */
bool link_row_text(struct ctx *c, const struct link *l, bool inverse, const struct link_row *row,
                   struct buf *b);
/* Sorts by number, or key for content. */
void links_sort(struct links *l);
/* Cuts "HEX SIZE NAME"; false when it is not of that form. */
bool file_value_cut(struct str v, struct str *ret_hex, int64_t *ret_size, struct str *ret_name);
/* Equal ends with equal own fields. */
bool link_rows_eq(const struct link *l, const struct link_row *a, const struct link_row *b);
