/*
 * Import of a register: two passes, all rows or none. The first pass finds every problem without
 * the lock; the second saves, in one transaction. Memory stays flat: what is known of the file's
 * keys lies in a temporary database. Threads: as the ctx.
 */
#pragma once
#include "base/when.h"
#include "store/permit.h"
#include "store/store.h"

enum { IMPORT_MAPS = 64, IMPORT_ROWS = 2000000 };

struct import_options {
    struct {
        struct str column, field;
    } map[IMPORT_MAPS]; /* --map; an empty field leaves the column out */
    size_t nmap;
    enum when_order dates;
    bool create_missing, clear, dry_run;
    struct str sheet; /* of a workbook; empty: its first */
    int64_t scope;    /* of rows that name none; 0: none */
    void (*progress)(void *, int64_t done, int64_t total);
    void (*change)(void *, int64_t row,
                   struct str what);           /* a sentence per row that is new or changed */
    void (*unused)(void *, struct str column); /* a column that fits no field */
    /* A whole sentence about what is not taken over as it stands: a column that holds what the
     * program works out by itself, and rows that say something else than it does. */
    void (*notice)(void *, struct str sentence);
    /* Each column with what it was taken for; field NULL: the code, or nothing (left out). */
    void (*column)(void *, struct str heading, const struct field *f, bool is_ref);
    /* Which sheet of a workbook of several was read. */
    void (*from_sheet)(void *, struct str name, int64_t sheets);
    void *arg;
};
/* "dmy" and "mdy" of options and forms; empty: neither. False: anything else. */
bool import_dates(struct str name, enum when_order *ret);
struct import_result {
    int64_t rows, created, changed, unchanged, made_missing;
};

/* ERR_LIMIT for more than IMPORT_ROWS rows, before anything is looked at: all rows are one change,
 * which has to fit beside the database. In a transaction of its own, unless one is under way: then
 * the caller ends it, and dry_run is not looked at. */
bool import_file(struct ctx *c, const struct permit *p, const struct entity *e, const char *path,
                 const struct import_options *o, struct import_result *ret) MUST_CHECK;
/* Types that a list is told for by its headings. */
extern const struct entity *const import_types[];
extern const size_t import_ntypes;
/* With *ret NULL: the type that most headings of the file fit, among those that the person may
 * create; it stays NULL when none fits. Either way headings that only mean a title ("Name",
 * "Asset") are put into o->map where the file has no better one. */
bool import_guess(struct ctx *c, const struct permit *p, const char *path, struct import_options *o,
                  const struct entity **ret) MUST_CHECK;
