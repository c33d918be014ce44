#include "base/ctx.h"
#include "base/str.h"
#include "engine/model_int.h"

/* Controls of a model: cost, reliability, what they take away, how they exclude and need each
 * other. */

static double cost(struct ctx *c, const struct path *at, const json_t *v, unsigned horizon)
{
    const struct range amounts = { 0, 1e12, false, 0 };
    struct path here = { at, "cost", 0 };
    double sum = 0;
    if (!v)
        return 0;
    if (!json_is_object(v))
        return model_number(c, &here, v, amounts);
    model_keys(c, &here, v, "initial yearly");
    if (json_object_get(v, "initial"))
        sum += model_member(c, &here, v, "initial", amounts);
    if (json_object_get(v, "yearly"))
        sum += model_member(c, &here, v, "yearly", amounts) * horizon;
    return sum;
}

/* A share, or a range of shares. */
static void effect_range(struct ctx *c, const struct path *at, const json_t *object,
                         const char *key, struct range range, double ret[2])
{
    const json_t *v = json_object_get(object, key);
    struct path here = { at, key, 0 }, low = { &here, NULL, 0 }, high = { &here, NULL, 1 };
    ret[0] = ret[1] = 0;
    if (!v)
        return;
    if (!json_is_array(v) || json_array_size(v) != 2) {
        ret[0] = ret[1] = model_number(c, &here, v, range);
        return;
    }
    ret[0] = model_number(c, &low, json_array_get(v, 0), range);
    ret[1] = model_number(c, &high, json_array_get(v, 1), range);
    if (ret[0] > ret[1])
        problem_add(c, model_path(c, &here), "order", model_given(c, v),
                    "The low end of the range lies above the high end.");
}

static void read_effects(struct ctx *c, const struct path *at, const json_t *v,
                         const struct names *scenarios, struct range range, struct control *k)
{
    struct path list = { at, "effects", 0 };
    const json_t *a = model_list(c, at, v, "effects", MODEL_SCENARIOS, false, &k->neffects);
    k->effect = arena_new(c->mem, struct control_effect, k->neffects ? k->neffects : 1);
    for (size_t i = 0; i < k->neffects; i++) {
        const json_t *e = json_array_get(a, i);
        struct path here = { &list, NULL, i }, name = { &here, "scenario", 0 };
        if (!model_object(c, &here, e, "scenario frequency loss"))
            continue;
        k->effect[i].scenario =
            model_find(c, &name, scenarios, json_object_get(e, "scenario"), "scenario");
        effect_range(c, &here, e, "frequency", range, k->effect[i].frequency);
        effect_range(c, &here, e, "loss", range, k->effect[i].loss);
    }
}

static void read_one(struct ctx *c, const struct path *at, const json_t *v,
                     const struct names *scenarios, struct range range, struct model *m,
                     struct control *k)
{
    k->reliability = 1;
    if (!model_object(c, at, v,
                      "id title cost reliability group alternative in_place mandatory excludes "
                      "requires effects"))
        return;
    k->id = model_text(c, at, v, "id", true);
    k->title = model_text(c, at, v, "title", false);
    k->cost = cost(c, at, json_object_get(v, "cost"), m->horizon);
    if (json_object_get(v, "reliability"))
        k->reliability = model_member(c, at, v, "reliability", (struct range){ 0, 1, false, 1 });
    k->group = model_text(c, at, v, "group", false);
    k->alternative = model_text(c, at, v, "alternative", false);
    k->in_place = model_bool(c, at, v, "in_place");
    k->mandatory = model_bool(c, at, v, "mandatory");
    read_effects(c, at, v, scenarios, range, k);
}

static size_t *others(struct ctx *c, const struct path *at, const json_t *v, const char *key,
                      const struct names *names, size_t *ret_n)
{
    struct path list = { at, key, 0 };
    const json_t *a = model_list(c, at, v, key, MODEL_CONTROLS, false, ret_n);
    size_t *r = arena_new(c->mem, size_t, *ret_n ? *ret_n : 1);
    for (size_t i = 0; i < *ret_n; i++) {
        struct path here = { &list, NULL, i };
        r[i] = model_find(c, &here, names, json_array_get(a, i), "control");
    }
    return r;
}

static struct str control_id(const void *m, size_t i)
{
    return ((const struct model *)m)->control[i].id;
}

static void number_groups(struct model *m)
{
    for (size_t j = 0; j < m->ncontrols; j++) {
        struct control *k = &m->control[j];
        for (size_t l = 0; k->group.n && l < j && !k->group_number; l++)
            if (str_eq(m->control[l].group, k->group))
                k->group_number = m->control[l].group_number;
        if (k->group.n && !k->group_number)
            k->group_number = ++m->ngroups;
    }
}

void model_controls(struct ctx *c, const json_t *top, const struct names *scenarios,
                    struct range effects, struct model *m)
{
    struct path at = { NULL, "controls", 0 };
    const json_t *list = model_list(c, NULL, top, "controls", MODEL_CONTROLS, false, &m->ncontrols);
    m->control = arena_new(c->mem, struct control, m->ncontrols ? m->ncontrols : 1);
    for (size_t i = 0; i < m->ncontrols; i++) {
        struct path here = { &at, NULL, i };
        read_one(c, &here, json_array_get(list, i), scenarios, effects, m, &m->control[i]);
    }
    struct names names = model_names(c, "controls", m->ncontrols, control_id, m);
    for (size_t i = 0; i < m->ncontrols; i++) {
        struct path here = { &at, NULL, i };
        struct control *k = &m->control[i];
        const json_t *v = json_array_get(list, i);
        if (!json_is_object(v))
            continue;
        k->excludes = others(c, &here, v, "excludes", &names, &k->nexcludes);
        k->requires = others(c, &here, v, "requires", &names, &k->nrequires);
    }
    number_groups(m);
}
