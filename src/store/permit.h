/*
 * Who may do what. A permit is made here only, from the grants in the live database, and every
 * store function wants one. It holds the person, the roles on the whole organization, and the roles
 * per scope with its sub-scopes. Memory: ctx->mem. Threads: read-only once made.
 */
#pragma once
#include "store/entity.h"

struct permit;
struct sql;
struct stmt;

/* The permit of a person today: grants that are not archived and whose dates hold. */
bool permit_make(struct ctx *c, int64_t person, const struct permit **ret) MUST_CHECK;
/* For making a database: everything allowed, acting as `person` (0: the program). */
const struct permit *permit_founder(struct ctx *c, int64_t person);
int64_t permit_person(const struct permit *p);
/* Grant that a change in this scope rests on, for the ledger; 0 when none. */
int64_t permit_grant(const struct permit *p, const struct entity *e, int64_t scope);
/* Roles held on the whole organization, and anywhere. */
unsigned permit_roles(const struct permit *p);
unsigned permit_roles_anywhere(const struct permit *p);
/* Roles that count for a record of this scope (0: the whole organization only). */
unsigned permit_roles_in(const struct permit *p, int64_t scope);
/* One record: the rule of product.md "Roles" plus the type's own_* masks. False without an error.
 */
bool permit_may(const struct permit *p, enum action a, const struct record *r);
/* Whether any record of the type could be allowed: for menus and for refusing early. */
bool permit_may_type(const struct permit *p, enum action a, const struct entity *e);
/* Whether every record of the type may be read, whichever it is: saves looking at each. */
bool permit_reads_all(const struct permit *p, const struct entity *e);
/* Adds " AND (...)" that keeps exactly the rows for which permit_may(ACT_READ) holds, over table
 * alias t; nothing when all are allowed. */
void permit_where(const struct permit *p, const struct entity *e, struct sql *q);
