#include "base/num.h"
#include "base/text.h"
#include "store/kind.h"
#include "store/shapes.h"

/* Values of JSON turned into the text that kinds parse, so that there is one reading of values. */

static bool refuse(struct ctx *c, const struct field *f, const char *want)
{
    return problem_add(c, f->name, "format", STR(""), "%s: give %s.", lang_text(f->label), want);
}

static struct str string_of(const json_t *v)
{
    return (struct str){ json_string_value(v), json_string_length(v) };
}

/* "x" or {"ref":"x",...} */
static struct str name_of(const json_t *v)
{
    return json_is_object(v)   ? jin_str(v, "ref")
           : json_is_string(v) ? string_of(v)
                               : (struct str){ NULL, 0 };
}

static bool number_text(struct ctx *c, const json_t *v, struct str *ret)
{
    struct buf b;
    buf_init(&b, 64);
    if (json_is_integer(v))
        buf_addf(&b, "%" PRId64, (int64_t)json_integer_value(v));
    else
        num_add_real(&b, json_real_value(v));
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return true;
}

static bool plain_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    if (json_is_boolean(v) && f->kind != &kind_bool)
        return refuse(c, f, f->kind->hint);
    if (json_is_boolean(v))
        *ret = json_is_true(v) ? STR("yes") : STR("no");
    else if (json_is_number(v))
        return number_text(c, v, ret);
    else if (json_is_string(v))
        *ret = string_of(v);
    else
        return refuse(c, f, f->kind->hint ? f->kind->hint : "a text");
    return true;
}

static bool money_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    struct str amount = jin_str(v, "amount"), currency = jin_str(v, "currency");
    if (!json_is_object(v))
        return plain_text(c, f, v, ret);
    if (!amount.n)
        return refuse(c, f, "{\"amount\":\"1200.00\",\"currency\":\"EUR\"}");
    *ret = arena_printf(c->mem, STR_FMT "%s" STR_FMT, STR_ARG(amount), currency.n ? " " : "",
                        STR_ARG(currency));
    return true;
}

static bool file_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    struct str name = jin_str(v, "name"), hex = jin_str(v, "sha256");
    const json_t *size = json_object_get(v, "size");
    if (json_is_string(v)) {
        *ret = string_of(v);
        return true;
    }
    if (!name.n || !hex.n || !json_is_integer(size))
        return refuse(c, f, "what the upload answered: {\"name\",\"size\",\"sha256\"}");
    *ret = arena_printf(c->mem, STR_FMT " %" PRId64 " " STR_FMT, STR_ARG(hex),
                        (int64_t)json_integer_value(size), STR_ARG(name));
    return true;
}

static bool reference_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    *ret = name_of(v);
    return ret->n || refuse(c, f, f->kind->hint);
}

static bool choices_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    struct buf b;
    size_t i;
    json_t *one;
    if (json_is_string(v)) {
        *ret = string_of(v);
        return true;
    }
    if (!json_is_array(v))
        return refuse(c, f, "an array of choices");
    buf_init(&b, 16 << 10);
    json_array_foreach(v, i, one)
    {
        buf_add_z(&b, i ? "," : "");
        buf_add_str(&b, json_is_string(one) ? string_of(one) : STR("?"));
    }
    *ret = arena_str(c->mem, buf_str(&b));
    bool over = b.over;
    buf_done(&b);
    return !over || refuse(c, f, "fewer choices");
}

/* Own fields of a link end: {coverage=part,part=laptops}; "ref" and "title" tell the end. */
static bool own_text(struct ctx *c, const struct field *f, const json_t *v, struct buf *b)
{
    const char *key;
    json_t *x;
    bool first = true;
    json_object_foreach((json_t *)(uintptr_t)v, key, x)
    {
        const struct field *own = NULL;
        struct str text;
        if (strcmp(key, "ref") == 0 || strcmp(key, "title") == 0 || json_is_null(x))
            continue;
        for (size_t k = 0; k < f->link->nfields; k++)
            if (strcmp(f->link->fields[k].name, key) == 0)
                own = &f->link->fields[k];
        if (!own)
            return problem_add(c, f->name, "unknown", str_z(key),
                               "%s: a link has no member \"%s\".", lang_text(f->label), key);
        if (!json_value_text(c, own, x, &text))
            return false;
        buf_addf(b, "%s%s=", first ? "{" : ",", key);
        for (size_t i = 0; i < text.n; i++) {
            if (strchr(",{}\\", text.p[i]))
                buf_add_char(b, '\\');
            buf_add_char(b, text.p[i]);
        }
        first = false;
    }
    if (!first)
        buf_add_char(b, '}');
    return true;
}

static bool links_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    struct buf b;
    size_t i;
    json_t *one;
    bool ok = true;
    if (json_is_string(v)) {
        *ret = string_of(v);
        return true;
    }
    if (!json_is_array(v))
        return refuse(c, f, "an array of codes or of {\"ref\":...}");
    buf_init(&b, 1 << 20);
    json_array_foreach(v, i, one)
    {
        struct str name = name_of(one);
        bool plain = name.n > 0;
        for (size_t k = 0; k < name.n; k++)
            plain = plain && !strchr(";{}\n", name.p[k]);
        if (!plain) {
            ok = refuse(c, f, "codes such as C-3, or objects with a member \"ref\"");
            break;
        }
        buf_add_z(&b, i ? "; " : "");
        buf_add_str(&b, name);
        if (json_is_object(one) && !(ok = own_text(c, f, one, &b)))
            break;
    }
    if (ok && b.over)
        ok = refuse(c, f, "fewer links");
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

bool json_value_text(struct ctx *c, const struct field *f, const json_t *v, struct str *ret)
{
    static const struct {
        const struct kind *kind;
        bool (*text)(struct ctx *, const struct field *, const json_t *, struct str *);
    } own[] = { { &kind_money, money_text },    { &kind_file, file_text },
                { &kind_ref, reference_text },  { &kind_person, reference_text },
                { &kind_key, reference_text },  { &kind_link, links_text },
                { &kind_choices, choices_text } };
    if (json_is_null(v)) {
        *ret = STR("");
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (own[i].kind == f->kind)
            return own[i].text(c, f, v, ret);
    return plain_text(c, f, v, ret);
}

static bool is_head(const char *key)
{
    static const char *const head[] = { "ref",      "id",      "type",   "version",
                                        "archived", "created", "changed" };
    for (size_t i = 0; i < ARRAY_LEN(head); i++)
        if (strcmp(head[i], key) == 0)
            return true;
    return false;
}

bool record_from_json(struct ctx *c, struct record *r, const json_t *object)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)object, key, v)
    {
        struct str text;
        const struct field *f = entity_field(r->type, str_z(key));
        if (key[0] == '_')
            continue;
        if (!f && is_head(key))
            problem_add(c, arena_z(c->mem, str_z(key)), "derived", STR(""),
                        "%s is filled in by the program and cannot be given.", key);
        else if (!f || (f->flags & F_RETIRED))
            problem_add(c, arena_z(c->mem, str_z(key)), "unknown", STR(""),
                        "A %s has no member \"%s\".", lang_text(r->type->label), key);
        else if (json_value_text(c, f, v, &text) && !record_parse(c, r, f, text) &&
                 c->err.code != ERR_INVALID)
            return false;
    }
    return c->nproblems == 0 && c->err.code == ERR_NONE;
}
