/*
 * Lists: filter, sort, search, page by page with a cursor, within a permit. Memory: ctx->mem.
 * Threads: as the ctx.
 */
#pragma once
#include "store/record.h"

enum where_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_HAS, OP_N };

/* One condition. A null value with OP_EQ/OP_NE asks for empty/not empty. OP_HAS: the folded text
 * occurs in it (text), or the link contains it. */
struct condition {
    const struct field *field;
    enum where_op op;
    struct value v;
};

enum { QUERY_CONDITIONS = 16, QUERY_LIMIT_MAX = 200, QUERY_LIMIT = 50 };

struct query {
    const struct entity *type;
    struct condition where[QUERY_CONDITIONS];
    size_t n;
    bool with_archived, only_archived;
    struct str words;         /* full-text: every word must occur (as a prefix); empty: no search */
    const struct field *sort; /* NULL: by number */
    bool descending;
    int64_t limit;       /* 1 to QUERY_LIMIT_MAX */
    struct str after;    /* cursor of an earlier page; empty: from the start */
    struct str before;   /* cursor of a later page: what stands just before it; wins over after */
    bool unlimited_work; /* export: no step limit */
    /* By place in the type: which links, values from other records and long texts are read (its
     * other columns always are); what is not wanted is empty. NULL: everything. */
    const bool *wanted;
};

struct page {
    struct record **items;
    size_t n;
    struct str next; /* cursor for `after`, empty on the last page */
    struct str prev; /* cursor for `before`, empty on the first page */
};

void query_init(struct query *q, const struct entity *e);
/* "FIELD=VALUE", "FIELD!=VALUE", "<", "<=", ">", ">=", "FIELD~WORDS"; values as record_parse reads
 * them. Besides the type's fields `archived` is known: yes, no or all. Adds problems. */
bool query_where(struct ctx *c, struct query *q, struct str text) MUST_CHECK;
/* Only these links, values from other records and long texts are read, and fields are worked out
 * only when one that is worked out is among them: a list that shows few of them is much cheaper. */
void query_want(struct ctx *c, struct query *q, const struct field *const *fields, size_t n);
/* "FIELD" or "-FIELD"; id and ref are the number. */
bool query_sort(struct ctx *c, struct query *q, struct str text) MUST_CHECK;
/* One page. A filter or sort without a declared index stops after a bounded amount of work with
 * ERR_LIMIT that asks to narrow it. */
bool query_list(struct ctx *c, const struct permit *p, const struct query *q,
                struct page *ret) MUST_CHECK;
/* Every hit in order; memory of one record is given back after each call. `each` returns false with
 * an error set to stop. */
bool query_each(struct ctx *c, const struct permit *p, const struct query *q,
                bool (*each)(struct ctx *, void *, const struct record *), void *arg) MUST_CHECK;
/* Hits, counted up to `most` + 1. */
bool query_count(struct ctx *c, const struct permit *p, const struct query *q, int64_t most,
                 int64_t *ret) MUST_CHECK;
