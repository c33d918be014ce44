/*
 * The family as it is looked up: a standard, a clause or reference control with our guidance, the
 * comparison of two standards, words of the vocabulary. Facts are content records; the prose lies
 * in their `body` as JSON, one block per language. Memory: ctx->mem; the JSON trees belong to the
 * entry. Threads: as the ctx.
 */
#pragma once
#include "base/jin.h"
#include "store/permit.h"
#include "store/query.h"

struct standard_entry {
    struct str ref;              /* as shown: 27001:A.5.15 */
    const struct record *row;    /* of type standard or requirement */
    const struct record *parent; /* clause that an item belongs to, or NULL */
    json_t *tree;                /* whole body of the row that holds the prose; NULL: none */
    const json_t *text;          /* its language block, or NULL */
    const char *item;            /* own sentence of a lettered item, or NULL */
    struct page parts;           /* items and clauses below */
    struct page maps;            /* mappings from and to it */
};

/* Fills *ret for what was typed ("27001:6.1.3", "A.5.15", "27002:5.15", "27001"). ERR_NOT_FOUND
 * when there is nothing of that name. Free with standard_done. */
bool standard_find(struct ctx *c, const struct permit *p, struct str typed,
                   struct standard_entry *ret) MUST_CHECK;
void standard_done(struct standard_entry *e);
/* The entry in the shape of product.md. */
bool standard_json(struct ctx *c, const struct standard_entry *e, struct jout *j) MUST_CHECK;

/* A section of the prose: its JSON member and the heading that a person reads. */
struct standard_section {
    const char *member, *heading;
    bool is_list;
};
extern const struct standard_section standard_sections[];
extern const size_t standard_nsections;
/* The five attributes of a reference control: column and heading. */
extern const struct standard_section standard_attributes[5];

/* One line of a comparison: what is compared and what each side says, in words. */
struct standard_line {
    const char *key, *label;
    struct str a, b;
};
enum { STANDARD_LINES = 16 };
struct standard_comparison {
    struct record *a, *b;
    struct standard_line line[STANDARD_LINES];
    size_t n;
};
/* Two members of the family side by side, and what each says about one control (empty: access
 * control, 5.15, as the example). */
bool standard_compare(struct ctx *c, const struct permit *p, struct str a, struct str b,
                      struct str control, struct standard_comparison *ret) MUST_CHECK;
/* Clauses and controls that hold every word; a number, old number or attribute value counts as a
 * word; a number alone finds the rows that bear it. */
bool standard_search(struct ctx *c, const struct permit *p, struct str words,
                     struct page *ret) MUST_CHECK;
/* A word of the vocabulary by the term or its other form, letter case aside; ERR_NOT_FOUND names
 * near ones. */
bool standard_term(struct ctx *c, const struct permit *p, struct str word,
                   struct record **ret) MUST_CHECK;
/* Text of a content record's column by name; empty when there is none. */
struct str content_text(const struct record *r, const char *column);
