/* The parts of reading a model: model_read.c (values), model_parts.c (what they mean). */
#pragma once
#include "engine/model.h"

/* Where we are in the JSON: a chain that lies on the stack. */
struct path {
    const struct path *up;
    const char *key; /* NULL: entry `index` of a list */
    size_t index;
};

/* What a number may be; `open`: low itself is not allowed; safe: what stands in for a bad one. */
struct range {
    double low, high;
    bool open;
    double safe;
};

struct named;
struct names {
    struct named *name;
    size_t n;
};

const char *model_path(struct ctx *c, const struct path *p);
struct str model_given(struct ctx *c, const json_t *v);
/* A problem for each member that is not among the allowed ones (separated by blanks). */
void model_keys(struct ctx *c, const struct path *at, const json_t *object, const char *allowed);
bool model_object(struct ctx *c, const struct path *at, const json_t *v, const char *allowed);
double model_number(struct ctx *c, const struct path *at, const json_t *v, struct range range);
double model_member(struct ctx *c, const struct path *at, const json_t *object, const char *key,
                    struct range range);
bool model_pert(struct ctx *c, const struct path *at, const json_t *v, struct range range,
                struct pert *ret);
struct str model_text(struct ctx *c, const struct path *at, const json_t *object, const char *key,
                      bool required);
bool model_bool(struct ctx *c, const struct path *at, const json_t *object, const char *key);
/* The list under key, its length limited; 0 entries when it is missing or wrong. */
const json_t *model_list(struct ctx *c, const struct path *at, const json_t *object,
                         const char *key, size_t max, bool required, size_t *ret_n);
/* Sorted ids of a list, each only once. */
struct names model_names(struct ctx *c, const char *list, size_t n,
                         struct str (*id)(const void *, size_t), const void *arg);
/* Place of the entry that v names; SIZE_MAX and a problem when there is none. */
size_t model_find(struct ctx *c, const struct path *at, const struct names *names, const json_t *v,
                  const char *what);
/* controls of the model: model_controls.c. */
void model_controls(struct ctx *c, const json_t *top, const struct names *scenarios,
                    struct range effects, struct model *m);
