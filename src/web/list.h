/*
 * The list of any type, in parts: the page and its table (list.c), the bar above it (filter.c),
 * kept views (saved.c). Everything about a list stands in its address: q, where (repeated), sort,
 * limit, columns, after or before. Internal to web/.
 */
#pragma once
#include "http/aside.h"
#include "web/generic.h"

enum { COLUMNS_MOST = 24, COLUMNS_SHOWN = 6, COLUMNS_FIT = 6, COUNT_MOST = 1000 };

struct list {
    struct view v;
    const struct entity *type;
    struct query q;
    struct page rows;
    int64_t count; /* COUNT_MOST + 1: more */
    const struct field *column[COLUMNS_MOST];
    const char
        *label[COLUMNS_MOST]; /* over the column and, on a narrow screen, before each value */
    size_t ncolumns;
    bool bulk;       /* rows have boxes to choose them */
    bool *suggested; /* of each row: by the set-up */
    struct saved_view *saved;
    size_t nsaved;
    const struct problem *problem; /* of the condition being built; NULL: none */
};

/* The columns that the address asks for, or those of the type. */
void list_columns(struct ctx *c, const struct request *req, const struct entity *e,
                  const struct field **ret, size_t *ret_n);
/* A condition in words: "Status: open", "Owner: nobody". False with problems when it is none. */
bool filter_words(struct ctx *c, const struct entity *e, struct str where,
                  struct str *ret) MUST_CHECK;
/* Name and value of a condition being built (f, op, v) as the condition itself; empty: there is
 * none yet. */
struct str filter_built(struct ctx *c, const struct request *req);
/* Where a list with choices of its forms in the address (f, op, v; col) really is; empty: here. */
struct str list_canonical(struct ctx *c, const struct request *req, const struct entity *e);
/* The bar above the table. */
bool filter_bar(struct list *l) MUST_CHECK;
/* May be changed in many records at once. */
bool bulk_field(const struct field *f);
/* Under the table: what to do with those chosen; above it: what can be undone. */
void bulk_bar(struct list *l);
bool bulk_notice(struct list *l) MUST_CHECK;
bool saved_menu(struct list *l) MUST_CHECK;
/* Only what makes a view of the list, encoded; without the first '?'. */
struct str saved_query(struct ctx *c, const struct request *req);
/* The choice, unless the field's records are too many: *ret_n 0 then. */
enum { PICK_MOST = 200 };
bool pick_list(struct ctx *c, const struct entity *e, struct page *ret, bool *ret_all) MUST_CHECK;
/* In place of rows (empty.c): nothing there at all; nothing that fits the filter. */
bool list_empty(struct list *l) MUST_CHECK;
void list_no_match(struct list *l);
