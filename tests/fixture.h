/*
 * A database for tests: the demonstration organisation or an empty one, in a temporary folder that
 * is removed at the end. One at a time, one thread.
 */
#pragma once
#include "exchange/content.h"
#include "isms/demo.h"
#include "isms/setup.h"
#include "records/records.h"
#include "store/permit.h"
#include "store/query.h"

struct fixture {
    struct arena mem;
    struct rng rng;
    struct ctx c;
    char folder[64];
    const struct permit *permit; /* of P-1 */
};

/* Leaves the context open on the new database; aborts the program when that fails. */
void fixture_open(struct fixture *f, bool demo);
/* The same, empty, with another catalogue: a database of an older or newer program. */
void fixture_open_with(struct fixture *f, const struct catalog *k);
/* Closes the database and opens it as this program, whatever its version. */
void fixture_reopen(struct fixture *f);
void fixture_close(struct fixture *f);
/* Forgets errors, and the permit of another person from here on. */
const struct permit *fixture_permit(struct fixture *f, int64_t person);

/* The database of a program whose tests share one: set-up and tear-down for cmocka. */
extern struct fixture fx;
int fixture_empty(void **state);
int fixture_demo(void **state);
int fixture_end(void **state);
