#include "http/http.h"
#include "records/records.h"
#include "web/ui.h"

static struct str finish(struct ctx *c, struct buf *b)
{
    struct str s = arena_str(c->mem, buf_str(b));
    buf_done(b);
    return s;
}

struct str url_type(struct ctx *c, const struct entity *e)
{
    return arena_printf(c->mem, "/%s", e->plural);
}

struct str url_key(struct ctx *c, const struct entity *e, struct str key)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_reserve(&b, 60);
    buf_add_char(&b, '/');
    /* clauses and controls are read in the browser of the standards */
    buf_add_z(&b, e == &entity_requirement ? "standards" : e->plural);
    buf_add_char(&b, '/');
    http_encode(&b, key, false);
    return finish(c, &b);
}

struct str url_anchor(struct ctx *c, struct str key)
{
    char *id = arena_z(c->mem, key);
    for (char *p = id; *p; p++)
        *p = *p == ' ' ? '-' : *p;
    return str_z(id);
}

struct str url_of(struct ctx *c, const struct entity *e, int64_t id)
{
    return url_key(c, e, entity_ref(c, e, id));
}

struct str url_record(struct ctx *c, const struct record *r)
{
    return url_key(c, r->type, record_ref(c, r));
}

/* Writes the query anew: without pairs named `name` (only those with that value when drop is not
 * NULL), and without the place in the list: another order or filter begins at the first page. */
static struct str rewrite(struct ctx *c, const struct request *req, const char *name,
                          const struct str *drop, bool keep, struct str value)
{
    struct buf b;
    bool first = true;
    buf_init(&b, 16 << 10);
    http_encode(&b, req->path, true);
    for (size_t i = 0; i < req->query.n; i++) {
        const struct http_pair *p = &req->query.at[i];
        bool same = str_eq_z(p->name, name) && (!drop || str_eq(p->value, *drop));
        if ((same && !keep) || str_eq_z(p->name, "after") || str_eq_z(p->name, "before"))
            continue;
        buf_add_char(&b, first ? '?' : '&');
        http_encode(&b, p->name, false);
        buf_add_char(&b, '=');
        http_encode(&b, p->value, false);
        first = false;
    }
    if (value.n) {
        buf_add_char(&b, first ? '?' : '&');
        buf_add_z(&b, name);
        buf_add_char(&b, '=');
        http_encode(&b, value, false);
    }
    return finish(c, &b);
}

struct str url_with(struct ctx *c, const struct request *req, const char *name, struct str value)
{
    return rewrite(c, req, name, NULL, false, value);
}

struct str url_without(struct ctx *c, const struct request *req, const char *name, struct str value)
{
    return rewrite(c, req, name, &value, false, STR(""));
}

struct str url_also(struct ctx *c, const struct request *req, const char *name, struct str value)
{
    return rewrite(c, req, name, NULL, true, value);
}

/* "document versions" from document_versions. */
static char *plural_words(struct ctx *c, const struct entity *e)
{
    char *z = arena_z(c->mem, str_z(e->plural));
    for (char *p = z; *p; p++)
        if (*p == '_')
            *p = ' ';
    return z;
}

const char *type_words(struct ctx *c, const struct entity *e)
{
    return lang_text(plural_words(c, e));
}

/* Two texts, not one that is capitalised: languages differ in that. */
struct str type_heading(struct ctx *c, const struct entity *e)
{
    char *z = plural_words(c, e);
    if (*z >= 'a' && *z <= 'z')
        *z = (char)(*z - 32);
    return str_z(lang_text(z));
}
