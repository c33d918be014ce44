/*
 * The family as it is looked up: a standard, a clause or reference control with our guidance, the
 * comparison of two standards, the search, words of the vocabulary. Facts are content records; the
 * prose lies in their `body` as JSON, one block per language. Memory: ctx->mem; the JSON trees
 * belong to the entry. Threads: as the ctx.
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
    struct page measures;        /* constructs that tell something about it */
    struct page templates;       /* document templates that serve it */
    struct str wording;          /* licensed wording kept in this database; empty: none */
    struct str *part_wording;    /* [parts.n] likewise */
};

/* Fills *ret for what was typed ("27001:6.1.3", "A.5.15", "27002:5.15", "27001"). ERR_NOT_FOUND
 * when there is nothing of that name. Free with standard_done. */
bool standard_find(struct ctx *c, const struct permit *p, struct str typed,
                   struct standard_entry *ret) MUST_CHECK;
void standard_done(struct standard_entry *e);
/* The entry in the shape of product.md. */
bool standard_json(struct ctx *c, const struct standard_entry *e, struct jout *j) MUST_CHECK;
/* Does the reference stand in the entry's column of references (separated by bars)? */
bool standard_names(const struct record *r, const char *column, struct str ref);

/* A section of the prose: its JSON member and the heading that a person reads. */
struct standard_section {
    const char *member, *heading;
};
/* Heading of a member of any body; the member itself when it has none. */
const char *standard_heading(const char *member);
/* The five attributes of a reference control: column and heading. */
extern const struct standard_section standard_attributes[5];
/* JSON of a language block, member by member, without opening or closing the object. */
void standard_block_json(struct jout *j, const json_t *block);
void standard_strings_json(struct jout *j, const json_t *list);
/* key and the parts of a text that bars separate, as an array. */
void standard_split_json(struct jout *j, const char *key, struct str list);

/* One line of a comparison: what is compared, what each side says, what follows from it (or
 * empty). */
struct standard_line {
    const char *key, *label;
    struct str a, b, so;
};
enum { STANDARD_LINES = 40 };
struct standard_comparison {
    struct record *a, *b;
    struct standard_line line[STANDARD_LINES];
    size_t n;
};
/* Two members of the family side by side, and what each says about one control (empty: access
 * control, 5.15, as the example). */
bool standard_compare(struct ctx *c, const struct permit *p, struct str a, struct str b,
                      struct str control, struct standard_comparison *ret) MUST_CHECK;

/* Clauses and controls for words, a number, an old number, attribute values or a plain question,
 * best first, at most STANDARD_HITS. A control of 27002 stands for its line in Annex A too. */
enum { STANDARD_HITS = 25 };
bool standard_search(struct ctx *c, const struct permit *p, struct str words,
                     struct page *ret) MUST_CHECK;
/* "27001:A.5.15" for a control of 27002, else empty. */
struct str standard_annex(struct ctx *c, const struct record *r);
/* The stem that search compares; writes into b. Exposed for its test. */
void standard_stem(struct buf *b, struct str word);

/* A word of the vocabulary by the term or its other form, letter case aside; ERR_NOT_FOUND names
 * near ones. */
bool standard_term(struct ctx *c, const struct permit *p, struct str word,
                   struct record **ret) MUST_CHECK;
/* JSON of a comparison, of a search's page, of a word. */
void standard_compare_json(const struct standard_comparison *r, struct jout *j);
void standard_search_json(struct ctx *c, const struct page *page, struct jout *j);
void standard_term_json(const struct record *r, struct jout *j);
/* Text of a content record's column by name; empty when there is none. */
struct str content_text(const struct record *r, const char *column);
/* The content record with that key; *ret NULL when there is none. */
bool content_find(struct ctx *c, const struct permit *p, const struct entity *e, struct str key,
                  struct record **ret) MUST_CHECK;
/* The language block of a content record's body; *ret_tree is to be freed by jin_done, *ret_text
 * NULL when the body is empty. */
bool content_block(struct ctx *c, const struct record *r, json_t **ret_tree,
                   const json_t **ret_text) MUST_CHECK;
