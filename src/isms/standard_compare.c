#include "isms/guide.h"
#include "isms/standard.h"
#include "records/records.h"

static bool find_standard(struct ctx *c, const struct permit *p, struct str typed,
                          struct record **ret)
{
    struct standard_entry e;
    if (!standard_find(c, p, typed, &e))
        return false;
    standard_done(&e);
    if (e.row->type != &entity_standard)
        return fail(c, ERR_USAGE,
                    STR_FMT " is not a standard; compare takes numbers such as 27001.",
                    STR_ARG(typed));
    *ret = record_copy(c, e.row);
    return true;
}

static struct str sentence(struct ctx *c, const struct record *r, const char *column)
{
    struct str s = content_text(r, column);
    return s.n ? s : arena_str(c->mem, STR("not known"));
}

struct kind_count {
    const char *kind, *one, *many;
};

/* What is in it, counted from the requirement rows: nobody has to keep a number true by hand. */
static bool contents(struct ctx *c, const struct permit *p, const struct record *standard,
                     struct str *ret)
{
    static const struct kind_count kinds[] = {
        { "clause", "clause", "clauses" },
        { "item", "lettered item", "lettered items" },
        { "annex_a", "reference control in Annex A", "reference controls in Annex A" },
        { "control", "reference control with guidance", "reference controls with guidance" },
        { "privacy_control", "privacy control", "privacy controls" },
    };
    struct str ref = content_text(standard, "ref");
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct query q;
        int64_t n = 0;
        query_init(&q, &entity_requirement);
        q.unlimited_work = true;
        struct str low = arena_printf(c->mem, STR_FMT ":", STR_ARG(ref)),
                   high = arena_printf(c->mem, STR_FMT ";", STR_ARG(ref));
        const struct field *rf = &entity_requirement.fields[0],
                           *kf = entity_field(&entity_requirement, STR("kind"));
        q.where[q.n++] = (struct condition){ rf, OP_GE, { .tag = V_TEXT, .s = low } };
        q.where[q.n++] = (struct condition){ rf, OP_LT, { .tag = V_TEXT, .s = high } };
        q.where[q.n++] =
            (struct condition){ kf, OP_EQ, { .tag = V_TEXT, .s = str_z(kinds[i].kind) } };
        if (!query_count(c, p, &q, 1000, &n)) {
            buf_done(&b);
            return false;
        }
        if (n)
            buf_addf(&b, "%s%" PRId64 " %s", b.n ? ", " : "", n,
                     n == 1 ? kinds[i].one : kinds[i].many);
    }
    *ret = b.n ? arena_str(c->mem, buf_str(&b)) : STR("no numbered requirements are kept here");
    buf_done(&b);
    return true;
}

/* What a standard says about one reference control, from its own row. */
static bool about_control(struct ctx *c, const struct permit *p, const struct record *standard,
                          struct str number, struct str *ret)
{
    struct standard_entry e;
    struct str ref = content_text(standard, "ref");
    bool is_27001 = str_eq_z(ref, "27001");
    struct str typed = arena_printf(c->mem, STR_FMT ":%s" STR_FMT, STR_ARG(ref),
                                    is_27001 ? "A." : "", STR_ARG(number));
    if (!standard_find(c, p, typed, &e)) {
        if (c->err.code != ERR_NOT_FOUND)
            return false;
        ctx_clear(c);
        *ret = STR("nothing of its own");
        return true;
    }
    struct str title = content_text(e.row, "title");
    const char *control = json_string_value(json_object_get(e.text, "control"));
    size_t steps = json_array_size(json_object_get(e.text, "guidance"));
    if (is_27001)
        *ret = arena_printf(c->mem,
                            "A." STR_FMT " " STR_FMT
                            ": one line in Annex A. Compare your own controls with it and say in "
                            "the Statement of Applicability whether it is in and why (6.1.3 c, d). "
                            "How it is done is left to you.",
                            STR_ARG(number), STR_ARG(title));
    else
        *ret =
            arena_printf(c->mem,
                         STR_FMT " " STR_FMT ": purpose, guidance and five attributes (" STR_FMT
                                 "). %s%s" STR_FMT,
                         STR_ARG(number), STR_ARG(title),
                         STR_ARG(content_text(e.row, "control_types")), control ? control : "",
                         control ? " " : "",
                         STR_ARG(steps ? arena_printf(c->mem, "%zu steps of guidance here.", steps)
                                       : STR("Nothing in it is a must.")));
    standard_done(&e);
    return true;
}

static void add(struct standard_comparison *r, const char *key, const char *label, struct str a,
                struct str b)
{
    if (r->n < STANDARD_LINES)
        r->line[r->n++] = (struct standard_line){ key, label, a, b, { NULL, 0 } };
}

static struct str nature(struct ctx *c, const struct record *r)
{
    return str_eq_z(content_text(r, "kind"), "requirements")
               ? STR("requirements: what it asks for must be met")
               : arena_printf(c->mem, STR_FMT ": helps, and obliges nobody",
                              STR_ARG(content_text(r, "kind")));
}

static struct str certifiable(const struct record *r)
{
    return str_eq_z(content_text(r, "certifiable"), "yes")
               ? STR("yes: an accredited body can certify an organisation against it")
               : STR("no: nobody is certified against it");
}

static struct str edition(struct ctx *c, const struct record *r)
{
    return arena_printf(c->mem, STR_FMT " (" STR_FMT ")", STR_ARG(content_text(r, "edition")),
                        STR_ARG(content_text(r, "date")));
}

static struct str member(struct ctx *c, const json_t *text, const char *key)
{
    return arena_str(c->mem, jin_str(text, key));
}

/* The guide compares 27001 with 27002 point by point, in our words. */
static bool add_points(struct ctx *c, const struct permit *p, struct standard_comparison *ret)
{
    struct str a = content_text(ret->a, "ref"), b = content_text(ret->b, "ref");
    bool straight = str_eq_z(a, "27001") && str_eq_z(b, "27002"),
         crosswise = str_eq_z(a, "27002") && str_eq_z(b, "27001");
    struct page page;
    if (!straight && !crosswise)
        return true;
    if (!guide_kind(c, p, "compare", &page))
        return false;
    for (size_t i = 0; i < page.n && ret->n < STANDARD_LINES; i++) {
        _cleanup_(jin_done) json_t *tree = NULL;
        const json_t *text;
        if (!content_block(c, page.items[i], &tree, &text))
            return false;
        ret->line[ret->n++] =
            (struct standard_line){ arena_z(c->mem, content_text(page.items[i], "ref")),
                                    arena_z(c->mem, content_text(page.items[i], "title")),
                                    member(c, text, straight ? "first" : "second"),
                                    member(c, text, straight ? "second" : "first"),
                                    member(c, text, "so") };
    }
    return true;
}

bool standard_compare(struct ctx *c, const struct permit *p, struct str a, struct str b,
                      struct str control, struct standard_comparison *ret)
{
    struct str x, y, number = control.n ? control : STR("5.15");
    *ret = (struct standard_comparison){ .n = 0 };
    if (number.n > 2 && (str_starts(number, STR("A.")) || str_starts(number, STR("a."))))
        number = str_tail(number, 2);
    ptrdiff_t colon = str_find_char(number, ':');
    if (colon >= 0)
        number = str_tail(number, (size_t)colon + 1);
    if (!find_standard(c, p, a, &ret->a) || !find_standard(c, p, b, &ret->b))
        return false;
    add(ret, "nature", "Nature", nature(c, ret->a), nature(c, ret->b));
    add(ret, "certifiable", "Certifiable", certifiable(ret->a), certifiable(ret->b));
    if (!contents(c, p, ret->a, &x) || !contents(c, p, ret->b, &y))
        return false;
    add(ret, "content", "Content", x, y);
    add(ret, "purpose", "Purpose", sentence(c, ret->a, "purpose"), sentence(c, ret->b, "purpose"));
    add(ret, "edition", "Edition", edition(c, ret->a), edition(c, ret->b));
    if (!about_control(c, p, ret->a, number, &x) || !about_control(c, p, ret->b, number, &y))
        return false;
    add(ret, "control", "On one control", x, y);
    return add_points(c, p, ret);
}
