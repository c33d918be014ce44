/* A change to many records: chosen, looked at and made in bulk.c; undone in undo.c. Internal to
 * web/. */
#pragma once
#include "http/aside.h"
#include "web/list.h"

enum { BULK_MOST = 1000 };
#define UNDO_MS (INT64_C(30) * 60 * 1000)

enum how { HOW_SET, HOW_ADD, HOW_REMOVE, HOW_ARCHIVE, HOW_BACK };

struct target {
    int64_t id, version; /* version 0: whichever stands there */
};
struct bulk {
    struct view v;
    const struct entity *type;
    const struct field *field; /* NULL: archive or bring back */
    enum how how;
    struct str value;
    struct target *t;
    size_t n;
    struct buf rows, hidden; /* table rows; what the next form sends */
    int64_t changing, same, refused;
    struct http_pair *undo;
    size_t nundo;
    const struct problem *problem;
    struct str failed; /* why nothing was changed; empty: not tried yet */
};

/* The draft that says how to undo it. */
struct str undo_form(struct ctx *c, const struct entity *e);
/* Notes what stood in a record, and keeps the notes, inside the transaction of the change. */
bool undo_note(struct bulk *b, const struct record *old, const struct record *now) MUST_CHECK;
bool undo_keep(struct bulk *b) MUST_CHECK;
/* Puts back what stood there, record by record: the page that says so. */
bool undo_run(struct bulk *b) MUST_CHECK;
/* ctx's error in one sentence. */
struct str bulk_why_not(struct ctx *c);
