/*
 * A record in memory: a vector of values in the order of the type's fields. Lives in ctx->mem.
 * Threads: as the ctx.
 */
#pragma once
#include "store/entity.h"

struct record {
    const struct entity *type;
    int64_t id;      /* the number in R-12; 0 while new */
    int64_t version; /* 0 while new */
    bool archived;
    int64_t created, changed; /* ledger sequence numbers of its first and its latest leaf */
    struct value *v; /* v[type->nfields]; derived and foreign-side values are filled by loading */
};

/* A new record with its defaults (field.initial, then hook.defaults). */
bool record_new(struct ctx *c, const struct entity *e, struct record **ret) MUST_CHECK;
/* A deep copy in ctx->mem. */
struct record *record_copy(struct ctx *c, const struct record *r);
/* Parses text into a field: empty text makes it null. Adds problems; false when there was one.
 * Refuses derived and F_AUTO fields. */
bool record_parse(struct ctx *c, struct record *r, const struct field *f,
                  struct str text) MUST_CHECK;
/* A problem for every field that is needed and empty, unless it has one already: after parsing what
 * was typed, so that all problems are told at once. */
void record_needed(struct ctx *c, const struct record *r);
/* Typed access by place in the enum of the record file. BUG on another tag; null gives 0, empty, no
 * links. */
int64_t rec_int(const struct record *r, size_t place);
double rec_real(const struct record *r, size_t place);
struct str rec_text(const struct record *r, size_t place);
struct links rec_links(const struct record *r, size_t place);
bool rec_is_null(const struct record *r, size_t place);
/* By name, for code that serves several types; BUG when the type has no such field. */
struct value *rec_value(const struct record *r, const char *field);
/* Setting without parsing; text is not copied. */
void rec_set_int(struct record *r, size_t place, int64_t v);
void rec_set_real(struct record *r, size_t place, double v);
void rec_set_text(struct record *r, size_t place, struct str s);
void rec_set_null(struct record *r, size_t place);
bool value_eq(const struct value *a, const struct value *b);
/* True when old is NULL and now is not null, or when they differ. */
bool rec_changed(const struct record *old, const struct record *now, size_t place);
/* problem_add with the field of a record. Always false. */
bool problem(struct ctx *c, const struct field *f, const char *fmt, ...) PRINTF(3, 4);
#define problem(...) ((void)(problem)(__VA_ARGS__), ctx_false())
/* Code such as R-12; content: its key. In ctx->mem. */
struct str record_ref(struct ctx *c, const struct record *r);
struct str entity_ref(struct ctx *c, const struct entity *e, int64_t id);
/* UUID v5 over (database uuid, type, number): the id that outsiders see. */
bool record_uuid(struct ctx *c, const struct entity *e, int64_t id, char ret[37]) MUST_CHECK;
/* The record as JSON in the shape of product.md. */
bool record_json(struct ctx *c, const struct record *r, struct jout *j) MUST_CHECK;
/* Number of what a code names: "R-12", "r-12"; *ret_entity may be given non-NULL to demand that
 * type. False without an error when it is no code. */
bool ref_parse(const struct catalog *k, struct str ref, const struct entity **ret_entity,
               int64_t *ret_id);
