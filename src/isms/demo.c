#include "base/asset.h"
#include "base/jin.h"
#include "base/num.h"
#include "isms/demo.h"
#include "isms/setup.h"
#include "isms/soa.h"
#include "records/records.h"

/* The story lies in content/demo/: steps with a day, a person and rows. This file only reads it
 * aloud; every row goes through store_save as that person, on that day. */

enum { DAY_MS = 86400000, STEP_MS = 7 * 60000, NINE_MS = 9 * 3600000 };

struct story {
    struct ctx *c;
    int64_t today; /* day on which the story is told */
    int64_t real;  /* the moment */
    size_t step;
};

static int64_t told_time(void *arg)
{
    return *(const int64_t *)arg;
}

static const json_t *first_step(json_t *tree)
{
    return json_array_get(json_object_get(tree, "steps"), 0);
}

static bool read_story(struct ctx *c, json_t **ret)
{
    const struct asset *a = asset_find("demo.json");
    if (!a)
        BUG("the demonstration is not built in");
    return jin_parse(c, (struct str){ (const char *)a->bytes, a->n }, ret);
}

/* Steps of one day come some minutes apart, from nine in the morning; never later than now. */
static void set_clock(struct story *s, int64_t day)
{
    int64_t *at = s->c->clock_arg, ms = (s->today + day) * DAY_MS + NINE_MS;
    ms = ms <= *at ? *at + STEP_MS : ms;
    *at = ms < s->real ? ms : s->real;
}

void demo_clock(struct ctx *c)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    int64_t now = when_now(NULL), *at = arena_new(c->mem, int64_t, 1);
    if (!read_story(c, &tree))
        BUG("the demonstration cannot be read");
    int64_t on = json_integer_value(json_object_get(first_step(tree), "day"));
    *at = now - now % DAY_MS + on * DAY_MS + NINE_MS - STEP_MS;
    c->clock = told_time;
    c->clock_arg = at;
}

/* "-30d" and "+60d" are dates; everything else is meant as it stands. */
static struct str cell(struct story *s, const json_t *v)
{
    struct str text = { json_string_value(v), json_string_length(v) };
    int64_t days;
    bool is_day = text.n > 2 && (text.p[0] == '-' || text.p[0] == '+') &&
                  text.p[text.n - 1] == 'd' &&
                  num_parse_int((struct str){ text.p + 1, text.n - 2 }, &days);
    if (!is_day)
        return text;
    char *date = arena_alloc(s->c->mem, WHEN_DATE_LEN + 1);
    when_date_text(s->today + (text.p[0] == '-' ? -days : days), date);
    return (struct str){ date, WHEN_DATE_LEN };
}

static bool bad_step(struct story *s, const char *what, struct str which)
{
    const struct problem *p = s->c->problems;
    return fail(s->c, ERR_STORAGE, "Demonstration, step %zu, %s " STR_FMT ": %s", s->step, what,
                STR_ARG(which), p ? p->message : s->c->err.message);
}

static bool save_row(struct story *s, const struct permit *p, const struct entity *e,
                     const json_t *columns, const json_t *row, bool adding)
{
    struct ctx *c = s->c;
    struct record *r;
    struct str first = cell(s, json_array_get(row, 0));
    bool ok = adding ? record_new(c, e, &r) : store_find(c, p, e, first, &r);
    for (size_t i = adding ? 0 : 1; ok && i < json_array_size(row); i++) {
        const char *name = json_string_value(json_array_get(columns, i));
        const struct field *f = entity_field(e, str_z(name));
        if (!f)
            BUG("the demonstration uses %s.%s", e->name, name);
        ok = record_parse(c, r, f, cell(s, json_array_get(row, i)));
    }
    if (ok && store_save(c, p, r, NULL))
        return true;
    c->err.code = ERR_NONE;
    return bad_step(s, e->name, first);
}

static bool save_rows(struct story *s, const struct permit *p, const json_t *step)
{
    const json_t *add = json_object_get(step, "add"), *rows = json_object_get(step, "rows"), *row;
    const char *type = json_string_value(add ? add : json_object_get(step, "edit"));
    const struct entity *e = catalog_find(s->c->store->catalog, str_z(type));
    size_t i;
    if (!e)
        BUG("the demonstration uses the type %s", type);
    if (!store_begin(s->c))
        return false;
    json_array_foreach(rows, i, row)
    {
        if (!save_row(s, p, e, json_object_get(step, "columns"), row, add != NULL))
            return false;
    }
    return store_commit(s->c);
}

static bool tell_step(struct story *s, const json_t *step)
{
    struct ctx *c = s->c;
    const struct permit *p;
    struct record *scope;
    const char *as = json_string_value(json_object_get(step, "as"));
    int64_t person = 1, number;
    set_clock(s, json_integer_value(json_object_get(step, "day")));
    if ((as && !store_resolve(c, &entity_person, str_z(as), 0, &person)) ||
        !permit_make(c, person, &p))
        return false;
    if (!json_object_get(step, "approve"))
        return save_rows(s, p, step);
    const char *note = json_string_value(json_object_get(step, "note"));
    if (soa_scope(c, p, (struct str){ NULL, 0 }, &scope) &&
        soa_approve(c, p, scope, str_z(note), &number))
        return true;
    c->err.code = ERR_NONE;
    return bad_step(s, "approval of the", STR("Statement of Applicability"));
}

static bool begin(struct story *s, json_t *tree)
{
    int64_t founder;
    return store_begin(s->c) &&
           setup_organization(s->c, jin_str(tree, "organization"), jin_str(tree, "founder"),
                              jin_str(tree, "email"), &founder) &&
           store_commit(s->c);
}

bool demo_fill(struct ctx *c, void (*progress)(void *, int64_t, int64_t), void *arg)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    struct story s = { .c = c, .real = when_now(NULL) };
    const char *via = c->via;
    s.today = s.real / DAY_MS;
    c->via = "demo";
    bool ok = read_story(c, &tree) && begin(&s, tree);
    const json_t *steps = json_object_get(tree, "steps");
    for (s.step = 0; ok && s.step < json_array_size(steps); s.step++) {
        ok = tell_step(&s, json_array_get(steps, s.step));
        if (progress)
            progress(arg, (int64_t)s.step + 1, (int64_t)json_array_size(steps));
    }
    c->via = via;
    c->clock = when_now;
    c->clock_arg = NULL;
    return ok;
}
