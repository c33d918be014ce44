#include "base/buf.h"
#include "base/ctx.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/model_int.h"

/* Reads a model. Every function looks at its whole part, so that all problems are found at once;
 * where a value is unusable a harmless one takes its place until the end, when reading fails. */

const char *model_path(struct ctx *c, const struct path *p)
{
    const struct path *chain[16];
    size_t n = 0;
    struct buf b;
    for (; p && n < ARRAY_LEN(chain); p = p->up)
        chain[n++] = p;
    buf_init(&b, 4096);
    while (n-- > 0)
        if (!chain[n]->key)
            buf_addf(&b, "[%zu]", chain[n]->index);
        else
            buf_addf(&b, "%s%s", b.n ? "." : "", chain[n]->key);
    const char *z = arena_z(c->mem, buf_str(&b));
    buf_done(&b);
    return z;
}

/* What was given, short enough to show. */
struct str model_given(struct ctx *c, const json_t *v)
{
    char *text = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    struct str s = arena_str(c->mem, str_head(str_z(text), 60));
    free(text);
    return s;
}

void model_keys(struct ctx *c, const struct path *at, const json_t *object, const char *allowed)
{
    const char *key;
    const json_t *v;
    json_object_foreach((json_t *)(uintptr_t)object, key, v)
    {
        struct str rest = str_z(allowed), one;
        bool found = false;
        while (!found && str_cut(&rest, ' ', &one))
            found = str_eq_z(one, key);
        if (found)
            continue;
        struct path here = { at, key, 0 };
        problem_add(c, model_path(c, &here), "unknown", model_given(c, v),
                    "There is no member \"%s\" here. Allowed are: %s.", key, allowed);
    }
}

bool model_object(struct ctx *c, const struct path *at, const json_t *v, const char *allowed)
{
    if (!json_is_object(v))
        return problem_add(c, model_path(c, at), v ? "format" : "required", model_given(c, v),
                           "An object with some of these members is needed: %s.", allowed);
    model_keys(c, at, v, allowed);
    return true;
}

double model_number(struct ctx *c, const struct path *at, const json_t *v, struct range range)
{
    double x = json_is_number(v) ? json_number_value(v) : 0;
    bool low = range.open ? x > range.low : x >= range.low;
    if (json_is_number(v) && isfinite(x) && low && x <= range.high)
        return x;
    struct buf b;
    buf_init(&b, 256);
    buf_add_z(&b, range.open ? "above " : "from ");
    num_add_real(&b, range.low);
    buf_add_z(&b, range.open ? " and at most " : " to ");
    num_add_real(&b, range.high);
    problem_add(c, model_path(c, at), v ? json_is_number(v) ? "range" : "format" : "required",
                model_given(c, v), "%s %s.",
                v ? "This must be a number" : "A number is missing here: one",
                arena_z(c->mem, buf_str(&b)));
    buf_done(&b);
    return range.safe;
}

double model_member(struct ctx *c, const struct path *at, const json_t *object, const char *key,
                    struct range range)
{
    struct path here = { at, key, 0 };
    return model_number(c, &here, json_object_get(object, key), range);
}

bool model_pert(struct ctx *c, const struct path *at, const json_t *v, struct range range,
                struct pert *ret)
{
    double x[3];
    int64_t before = c->nproblems;
    *ret = (struct pert){ range.safe, range.safe * 1.5, range.safe * 2 };
    if (!json_is_array(v) || json_array_size(v) != 3)
        return problem_add(c, model_path(c, at), "format", model_given(c, v),
                           "Three numbers are needed: [lowest, most likely, highest].");
    for (size_t i = 0; i < 3; i++) {
        struct path here = { at, NULL, i };
        x[i] = model_number(c, &here, json_array_get(v, i), range);
    }
    if (c->nproblems != before)
        return false;
    if (!(x[0] <= x[1] && x[1] <= x[2] && x[0] < x[2]))
        return problem_add(c, model_path(c, at), "order", model_given(c, v),
                           "The three numbers must rise: lowest, most likely, highest, and the "
                           "highest must be above the lowest.");
    *ret = (struct pert){ x[0], x[1], x[2] };
    return true;
}

struct str model_text(struct ctx *c, const struct path *at, const json_t *object, const char *key,
                      bool required)
{
    const json_t *v = json_object_get(object, key);
    struct path here = { at, key, 0 };
    if (!v && !required)
        return STR("");
    if (json_is_string(v) && json_string_length(v) > 0 && json_string_length(v) <= 200)
        return arena_str(c->mem, jin_str(object, key));
    problem_add(c, model_path(c, &here), v ? "format" : "required", model_given(c, v),
                "A text of 1 to 200 bytes is needed.");
    return STR("");
}

bool model_bool(struct ctx *c, const struct path *at, const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    struct path here = { at, key, 0 };
    if (v && !json_is_boolean(v))
        problem_add(c, model_path(c, &here), "format", model_given(c, v),
                    "true or false is needed.");
    return json_is_true(v);
}

const json_t *model_list(struct ctx *c, const struct path *at, const json_t *object,
                         const char *key, size_t max, bool required, size_t *ret_n)
{
    const json_t *v = json_object_get(object, key);
    struct path here = { at, key, 0 };
    *ret_n = json_array_size(v);
    if (json_is_array(v) && *ret_n <= max && (*ret_n || !required))
        return v;
    if (json_is_array(v) && *ret_n > max)
        problem_add(c, model_path(c, &here), "range", STR(""), "These are %zu, at most %zu.",
                    *ret_n, max);
    else if (v || required)
        problem_add(c, model_path(c, &here), v ? "format" : "required", STR(""),
                    "A list with at least one entry is needed.");
    *ret_n = 0;
    return v;
}

/* --- ids --- */

struct named {
    struct str id;
    uint64_t stream;
    size_t at;
};

static int by_id(const void *a, const void *b)
{
    return str_cmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

static int by_stream(const void *a, const void *b)
{
    uint64_t x = ((const struct named *)a)->stream, y = ((const struct named *)b)->stream;
    return (x > y) - (x < y);
}

struct names model_names(struct ctx *c, const char *list, size_t n,
                         struct str (*id)(const void *, size_t), const void *arg)
{
    struct names r = { arena_new(c->mem, struct named, n ? n : 1), n };
    struct path top = { NULL, list, 0 };
    for (size_t i = 0; i < n; i++)
        r.name[i] = (struct named){ id(arg, i), model_stream(id(arg, i)), i };
    qsort(r.name, n, sizeof *r.name, by_stream);
    for (size_t i = 1; i < n; i++)
        if (r.name[i].id.n && r.name[i].stream == r.name[i - 1].stream) {
            struct path entry = { &top, NULL, MAX(r.name[i].at, r.name[i - 1].at) };
            struct path here = { &entry, "id", 0 };
            problem_add(c, model_path(c, &here), "unique", r.name[i].id,
                        "This id is taken; give each a different one.");
        }
    qsort(r.name, n, sizeof *r.name, by_id);
    return r;
}

size_t model_find(struct ctx *c, const struct path *at, const struct names *names, const json_t *v,
                  const char *what)
{
    struct named key = { { json_string_value(v), json_string_length(v) }, 0, 0 };
    const struct named *found =
        key.id.n ? bsearch(&key, names->name, names->n, sizeof key, by_id) : NULL;
    if (found)
        return found->at;
    problem_add(c, model_path(c, at), v ? "unknown" : "required", model_given(c, v),
                "The id of a %s of this model is needed.", what);
    return SIZE_MAX;
}
