#include "store/kind.h"
#include "store/store.h"

/* ref and person (number of another record), key (content by its stable key). */

static int64_t scope_of(const struct record *r)
{
    const struct field *f = r ? entity_scope(r->type) : NULL;
    return f ? rec_int(r, entity_place(r->type, f)) : 0;
}

/* What stands there already may stay, even when the person may not see what it refers to. */
static int64_t kept(struct ctx *c, const struct field *f, const struct record *r, struct str s)
{
    const struct entity *to = f->to;
    int64_t id;
    if (!r || entity_field(r->type, str_z(f->name)) != f ||
        !ref_parse(c->store->catalog, s, &to, &id) || to != f->to ||
        rec_int(r, entity_place(r->type, f)) != id)
        return 0;
    return id;
}

static bool parse_ref(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                      struct value *ret)
{
    int64_t id = 0;
    s = str_trim(s);
    if (!store_resolve(c, f->to, s, scope_of(r), &id))
        return problem_take(c, f, s);
    if (!id)
        id = kept(c, f, r, s);
    if (!id && c->missing && !c->missing(c, c->missing_arg, f->to, s, &id))
        return false;
    if (!id)
        return problem_add(c, f->name, "unknown", s,
                           "%s: there is no %s \"" STR_FMT
                           "\". Give its code such as %s-1 or its exact %s.",
                           lang_text(f->label), lang_text(f->to->label), STR_ARG(s), f->to->prefix,
                           entity_title(f->to) ? entity_title(f->to)->name : "code");
    *ret = (struct value){ .tag = V_INT, .i = id };
    return true;
}

static bool text_ref(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    buf_addf(b, "%s-%" PRId64, f->to->prefix, v->i);
    return true;
}

static bool show_ref(struct ctx *c, const struct field *f, const struct record *r,
                     const struct value *v, struct buf *b)
{
    struct str title;
    (void)r;
    if (!text_ref(c, f, v, b) || !store_title(c, f->to, v->i, &title))
        return false;
    buf_addf(b, " " STR_FMT, STR_ARG(title));
    return true;
}

static bool json_ref(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    struct str title;
    if (!store_title(c, f->to, v->i, &title))
        return false;
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, entity_ref(c, f->to, v->i));
    jout_key(j, "title");
    jout_str(j, title);
    jout_end(j);
    return true;
}

/* The key as it stands in the content; a bare A.5.15 means 27001. */
static bool parse_key(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                      struct value *ret)
{
    struct str key;
    (void)r;
    s = str_trim(s);
    if (!store_content_key(c, f->to, s, &key))
        return false;
    if (!key.n)
        return problem_add(c, f->name, "unknown", s, "%s: there is no %s \"" STR_FMT "\".",
                           lang_text(f->label), lang_text(f->to->label), STR_ARG(s));
    *ret = (struct value){ .tag = V_TEXT, .s = key };
    return true;
}

static bool json_key(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    struct str title;
    if (!store_content_title(c, f->to, v->s, &title))
        return false;
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, v->s);
    jout_key(j, "title");
    jout_str(j, title);
    jout_end(j);
    return true;
}

static bool show_key(struct ctx *c, const struct field *f, const struct record *r,
                     const struct value *v, struct buf *b)
{
    struct str title;
    (void)r;
    if (!store_content_title(c, f->to, v->s, &title))
        return false;
    buf_addf(b, STR_FMT " " STR_FMT, STR_ARG(v->s), STR_ARG(title));
    return true;
}

const struct kind kind_ref = { .name = "ref",
                               .tag = V_INT,
                               .json_type = "object",
                               .hint = "a code such as R-12, or the exact title",
                               .parse = parse_ref,
                               .text = text_ref,
                               .show = show_ref,
                               .json = json_ref };
const struct kind kind_person = { .name = "person",
                                  .tag = V_INT,
                                  .json_type = "object",
                                  .hint = "a person by name, e-mail or code such as P-3",
                                  .parse = parse_ref,
                                  .text = text_ref,
                                  .show = show_ref,
                                  .json = json_ref };
const struct kind kind_key = { .name = "key",
                               .tag = V_TEXT,
                               .json_type = "object",
                               .hint = "a key such as 27001:A.5.15 or threat:phishing",
                               .parse = parse_key,
                               .text = kind_text_text,
                               .show = show_key,
                               .json = json_key };
