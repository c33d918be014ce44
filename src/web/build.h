/* The scenario builder: what was chosen so far, and what the library has that fits. Internal to
 * web/. */
#pragma once
#include "store/query.h"
#include "web/view.h"

enum { CHOSEN_MOST = 60 };
struct chosen {
    struct str at[CHOSEN_MOST];
    size_t n;
};
struct build {
    struct view v;
    const struct http_pairs *in;      /* the address, or the form that was sent */
    struct chosen assets;             /* codes */
    struct chosen threats, weak;      /* keys of the library */
    struct record *scenario;          /* NULL: none */
    struct page threat_all, weak_all; /* entries of the library */
    bool has_supporting;              /* one of the assets carries others */
};

bool chosen_has(const struct chosen *k, struct str s);
/* Adds what is not there yet. */
void chosen_add(struct chosen *k, struct str s);
/* The parts of a column of references that bars divide. */
void chosen_add_refs(struct chosen *k, struct str refs);
/* Column of an entry of the library. */
struct str entry_text(const struct record *r, const char *name);
/* Reads what was chosen and the library. */
bool build_read(struct build *b) MUST_CHECK;
bool build_fits_weak(const struct build *b, const struct record *entry);
bool build_fits_threat(const struct build *b, const struct record *entry);
/* Reference controls against what was chosen: of the scenario first. */
void build_controls(const struct build *b, struct chosen *ret);
/* The third step: suggested controls and the form of the risk. */
bool build_form(struct build *b, struct record *r, bool sent) MUST_CHECK;
