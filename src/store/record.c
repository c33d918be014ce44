#include "store/kind.h"
#include "base/num.h"
#include "base/text.h"
#include "store/ledger.h"
#include "store/store.h"

static struct record *blank(struct ctx *c, const struct entity *e)
{
    struct record *r = arena_new(c->mem, struct record, 1);
    r->type = e;
    r->created = r->changed = -1;
    r->v = arena_new(c->mem, struct value, e->nfields);
    for (size_t i = 0; i < e->nfields; i++)
        if (e->fields[i].kind == &kind_link)
            r->v[i].tag = V_LINKS;
    return r;
}

bool record_new(struct ctx *c, const struct entity *e, struct record **ret)
{
    struct record *r = blank(c, e);
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *f = &e->fields[i];
        if (f->initial && !f->kind->parse(c, f, r, str_z(f->initial), &r->v[i]))
            return false;
    }
    if (e->hook.defaults && !e->hook.defaults(c, r))
        return false;
    *ret = r;
    return true;
}

static struct value value_copy(struct ctx *c, const struct link *l, const struct value *v)
{
    struct value out = *v;
    if (v->tag == V_TEXT)
        out.s = arena_str(c->mem, v->s);
    if (v->tag != V_LINKS || !v->l.n || !l)
        return out;
    out.l.row = arena_new(c->mem, struct link_row, v->l.n);
    for (size_t i = 0; i < v->l.n; i++) {
        struct link_row *row = &out.l.row[i];
        *row = v->l.row[i];
        row->key = row->key.n ? arena_str(c->mem, row->key) : row->key;
        row->v = arena_new(c->mem, struct value, l->nfields ? l->nfields : 1);
        for (size_t k = 0; k < l->nfields; k++)
            row->v[k] = value_copy(c, NULL, &v->l.row[i].v[k]);
    }
    return out;
}

void record_needed(struct ctx *c, const struct record *r)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if ((f->flags & F_REQUIRED) && !f->derive && !f->sql && rec_is_null(r, i) &&
            !problem_find(c->problems, f->name))
            problem_add(c, f->name, "required", (struct str){ NULL, 0 }, "%s is needed: %s.",
                        lang_text(f->label), lang_text(f->kind->hint));
    }
}

struct record *record_copy(struct ctx *c, const struct record *r)
{
    struct record *out = blank(c, r->type);
    struct value *v = out->v;
    *out = *r;
    out->v = v;
    for (size_t i = 0; i < r->type->nfields; i++)
        v[i] = value_copy(c, r->type->fields[i].link, &r->v[i]);
    return out;
}

bool record_parse(struct ctx *c, struct record *r, const struct field *f, struct str text)
{
    struct value *v = &r->v[entity_place(r->type, f)];
    if (field_is_derived(f) || (f->flags & F_RETIRED))
        return problem_add(c, f->name, "derived", text,
                           "%s is filled in by the program and cannot be typed.",
                           lang_text(f->label));
    if (!text_is_valid(text))
        return problem_add(c, f->name, "format", (struct str){ NULL, 0 },
                           "%s is not valid UTF-8 text.", lang_text(f->label));
    if (!str_trim(text).n) {
        *v = (struct value){ .tag = f->kind == &kind_link ? V_LINKS : V_NULL };
        return true;
    }
    return f->kind->parse(c, f, r, arena_str(c->mem, text), v);
}

static const struct value *at(const struct record *r, size_t place, enum vtag tag)
{
    if (place >= r->type->nfields)
        BUG("%s has no field %zu", r->type->name, place);
    if (r->v[place].tag != tag && r->v[place].tag != V_NULL)
        BUG("%s.%s is not of the kind asked for", r->type->name, r->type->fields[place].name);
    return &r->v[place];
}

int64_t rec_int(const struct record *r, size_t place)
{
    const struct value *v = at(r, place, V_INT);
    return v->tag == V_INT ? v->i : 0;
}

double rec_real(const struct record *r, size_t place)
{
    const struct value *v = at(r, place, V_REAL);
    return v->tag == V_REAL ? v->r : 0;
}

struct str rec_text(const struct record *r, size_t place)
{
    const struct value *v = at(r, place, V_TEXT);
    return v->tag == V_TEXT ? v->s : (struct str){ NULL, 0 };
}

struct links rec_links(const struct record *r, size_t place)
{
    const struct value *v = at(r, place, V_LINKS);
    return v->tag == V_LINKS ? v->l : (struct links){ NULL, 0 };
}

bool rec_is_null(const struct record *r, size_t place)
{
    if (place >= r->type->nfields)
        BUG("%s has no field %zu", r->type->name, place);
    return r->v[place].tag == V_NULL || (r->v[place].tag == V_LINKS && !r->v[place].l.n);
}

struct value *rec_value(const struct record *r, const char *field)
{
    const struct field *f = entity_field(r->type, str_z(field));
    if (!f)
        BUG("%s has no field %s", r->type->name, field);
    return &r->v[entity_place(r->type, f)];
}

void rec_set_int(struct record *r, size_t place, int64_t v)
{
    (void)at(r, place, V_INT);
    r->v[place] = (struct value){ .tag = V_INT, .i = v };
}

void rec_set_real(struct record *r, size_t place, double v)
{
    (void)at(r, place, V_REAL);
    r->v[place] = (struct value){ .tag = V_REAL, .r = v };
}

void rec_set_text(struct record *r, size_t place, struct str s)
{
    (void)at(r, place, V_TEXT);
    r->v[place] = (struct value){ .tag = s.n ? V_TEXT : V_NULL, .s = s };
}

void rec_set_null(struct record *r, size_t place)
{
    if (place >= r->type->nfields)
        BUG("%s has no field %zu", r->type->name, place);
    r->v[place] =
        (struct value){ .tag = r->type->fields[place].kind == &kind_link ? V_LINKS : V_NULL };
}

static bool rows_eq(const struct link_row *a, const struct link_row *b, size_t nfields);

bool value_eq(const struct value *a, const struct value *b)
{
    if (a->tag != b->tag)
        return false;
    switch (a->tag) {
    case V_NULL:
        return true;
    case V_INT:
        return a->i == b->i;
    case V_REAL:
        return a->r == b->r;
    case V_TEXT:
        return str_eq(a->s, b->s);
    case V_LINKS:
        break;
    }
    if (a->l.n != b->l.n)
        return false;
    for (size_t i = 0; i < a->l.n; i++)
        if (!rows_eq(&a->l.row[i], &b->l.row[i], SIZE_MAX))
            return false;
    return true;
}

/* SIZE_MAX: only the ends are compared; value_eq does not know the link. */
static bool rows_eq(const struct link_row *a, const struct link_row *b, size_t nfields)
{
    if (a->id != b->id || !str_eq(a->key, b->key))
        return false;
    for (size_t k = 0; nfields != SIZE_MAX && k < nfields; k++)
        if (!value_eq(&a->v[k], &b->v[k]))
            return false;
    return true;
}

bool link_rows_eq(const struct link *l, const struct link_row *a, const struct link_row *b)
{
    return rows_eq(a, b, l->nfields);
}

bool rec_changed(const struct record *old, const struct record *now, size_t place)
{
    static const struct value null;
    const struct field *f = &now->type->fields[place];
    if (!old)
        return !rec_is_null(now, place);
    if (f->kind != &kind_link)
        return !value_eq(old->v[place].tag ? &old->v[place] : &null, &now->v[place]);
    struct links a = rec_links(old, place), b = rec_links(now, place);
    if (a.n != b.n)
        return true;
    for (size_t i = 0; i < a.n; i++)
        if (!rows_eq(&a.row[i], &b.row[i], f->link->nfields))
            return true;
    return false;
}

bool(problem)(struct ctx *c, const struct field *f, const char *fmt, ...)
{
    va_list args;
    struct buf b;
    buf_init(&b, 4096);
    va_start(args, fmt);
    buf_addv(&b, lang_text(fmt), args);
    va_end(args);
    problem_add(c, f ? f->name : NULL, "rule", (struct str){ NULL, 0 }, "%s", b.p ? b.p : "");
    buf_done(&b);
    return false;
}

bool problem_take(struct ctx *c, const struct field *f, struct str typed)
{
    if (c->err.code != ERR_INVALID || c->nproblems)
        return c->nproblems ? problem_add(c, f->name, "ambiguous", typed, "%s: %s",
                                          lang_text(f->label), c->err.message)
                            : false;
    const char *message = c->err.message;
    ctx_clear(c);
    return problem_add(c, f->name, "ambiguous", typed, "%s: %s", lang_text(f->label), message);
}

struct str entity_ref(struct ctx *c, const struct entity *e, int64_t id)
{
    char text[40], *p = text + sizeof text; /* printf is slow, and a list has hundreds of them */
    size_t n = strlen(e->prefix);
    p = num_digits(p, id);
    *--p = '-';
    if (n > (size_t)(p - text))
        BUG("prefix %s is too long", e->prefix);
    p -= n;
    memcpy(p, e->prefix, n);
    return arena_str(c->mem, (struct str){ p, (size_t)(text + sizeof text - p) });
}

struct str record_ref(struct ctx *c, const struct record *r)
{
    if (r->type->flags & E_CONTENT)
        return rec_text(r, 0);
    return entity_ref(c, r->type, r->id);
}

bool ref_parse(const struct catalog *k, struct str ref, const struct entity **ret_entity,
               int64_t *ret_id)
{
    ptrdiff_t dash = str_find_char(ref, '-');
    int64_t id;
    if (dash <= 0 || ref.p[dash + 1 < (ptrdiff_t)ref.n ? dash + 1 : dash] < '0' ||
        !num_parse_int(str_tail(ref, (size_t)dash + 1), &id) || id < 1)
        return false;
    const struct entity *e = catalog_by_prefix(k, str_head(ref, (size_t)dash));
    if (!e || (*ret_entity && *ret_entity != e))
        return false;
    *ret_entity = e;
    *ret_id = id;
    return true;
}

bool record_uuid(struct ctx *c, const struct entity *e, int64_t id, char ret[37])
{
    struct str name = arena_printf(c->mem, "%s:%" PRId64, e->name, id);
    uuid_v5(c->store->uuid, name, ret);
    return true;
}

/* {"at": time, "by": person} of one leaf. */
static bool json_leaf(struct ctx *c, struct jout *j, const char *key, int64_t seq)
{
    jout_key(j, key);
    if (seq < 0) {
        jout_null(j);
        return true;
    }
    int64_t time, actor;
    struct str name;
    char at_text[21];
    if (!ledger_when(c, seq, &time, &actor))
        return false;
    when_stamp_text(time, at_text);
    jout_begin(j);
    jout_key(j, "at");
    jout_z(j, at_text);
    jout_key(j, "by");
    const struct entity *person = catalog_find(c->store->catalog, STR("person"));
    if (!actor || !person) {
        jout_null(j);
    } else {
        if (!store_title(c, person, actor, &name))
            return false;
        jout_begin(j);
        jout_key(j, "ref");
        jout_str(j, entity_ref(c, person, actor));
        jout_key(j, "title");
        jout_str(j, name);
        jout_end(j);
    }
    jout_end(j);
    return true;
}

static bool json_head(struct ctx *c, const struct record *r, struct jout *j)
{
    char uuid[37];
    jout_key(j, "ref");
    jout_str(j, record_ref(c, r));
    jout_key(j, "type");
    jout_z(j, r->type->name);
    if (r->type->flags & E_CONTENT)
        return true;
    if (!record_uuid(c, r->type, r->id, uuid))
        return false;
    jout_key(j, "id");
    jout_z(j, uuid);
    jout_key(j, "version");
    jout_int(j, r->version);
    jout_key(j, "archived");
    jout_bool(j, r->archived);
    return json_leaf(c, j, "created", r->created) && json_leaf(c, j, "changed", r->changed);
}

bool record_json(struct ctx *c, const struct record *r, struct jout *j)
{
    jout_begin(j);
    if (!json_head(c, r, j))
        return false;
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if ((f->flags & F_RETIRED) || (i == 0 && (r->type->flags & E_CONTENT)))
            continue;
        jout_key(j, f->name);
        if (r->v[i].tag == V_NULL)
            jout_null(j);
        else if (!f->kind->json(c, f, &r->v[i], j))
            return false;
    }
    jout_end(j);
    return true;
}
