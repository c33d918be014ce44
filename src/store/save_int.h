/* Parts of a save that are not worth reading first. Internal to store/. */
#pragma once
#include "store/store.h"

/* Number of the record's scope, 0 without one. */
int64_t save_scope(const struct record *r);
/* Decimal text of an integer or real value: canonical in the ledger. */
void save_number_text(struct buf *b, const struct value *v);
/* The end of `l` that names the same record as `row`; NULL when there is none. */
const struct link_row *save_link_find(struct links l, const struct link_row *row);
/* One end as the ledger keeps it: {"part":"...","to":12}; full false: only the end. */
void save_link_json(struct ctx *c, const struct link *l, const struct link_row *row, bool full,
                    struct jout *j);
/* A copy of `l` with the end put in (or taken out). */
struct links save_links_with(struct ctx *c, struct links l, const struct link_row *row,
                             bool present);
/* Takes the next number of a type from table counter. */
/* Works out the stored derived fields of a record again, by a program that has more of them; one
 * leaf when something differs. Inside a transaction. */
bool save_derive_again(struct ctx *c, const struct entity *e, int64_t id) MUST_CHECK;
bool save_take_number(struct ctx *c, const struct entity *e, int64_t *ret) MUST_CHECK;
/* Refuses a second record of a type that has one. */
bool save_single(struct ctx *c, const struct entity *e) MUST_CHECK;
bool save_not_found(struct ctx *c, const struct entity *e, int64_t id);
