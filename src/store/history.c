#include "base/jin.h"
#include "base/num.h"
#include "store/kind.h"
#include "store/ledger_int.h"
#include "store/permit.h"

/* What happened to a record, oldest first: its own leaves with values before and after, and those
 * of records that link to it. */

struct seen {
    struct str key, text;
};

struct walk {
    struct ctx *c;
    const struct entity *e;
    struct seen *seen; /* newest text of each key so far */
    size_t nseen;
};

static struct str *newest(struct walk *w, struct str key)
{
    for (size_t i = 0; i < w->nseen; i++)
        if (str_eq(w->seen[i].key, key))
            return &w->seen[i].text;
    w->seen[w->nseen] = (struct seen){ key, { NULL, 0 } };
    return &w->seen[w->nseen++].text;
}

/* Own fields of one end in brackets: "(coverage part)". */
static void add_own(struct buf *b, const struct link *l, const json_t *end)
{
    bool first = true;
    for (size_t i = 0; i < l->nfields; i++) {
        const json_t *v = json_object_get(end, field_key(&l->fields[i]));
        if (!v || json_is_null(v))
            continue;
        buf_addf(b, "%s%s ", first ? " (" : ", ", l->fields[i].name);
        if (json_is_string(v))
            buf_add(b, json_string_value(v), json_string_length(v));
        else if (json_is_integer(v))
            buf_addf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
        else
            num_add_real(b, json_number_value(v));
        first = false;
    }
    buf_add_z(b, first ? "" : ")");
}

static void add_ends(struct ctx *c, struct buf *b, const struct link *l, const json_t *ends,
                     const char *word)
{
    size_t i;
    const json_t *end;
    json_array_foreach(ends, i, end)
    {
        const json_t *to = json_is_object(end) ? json_object_get(end, "to") : end;
        buf_add_z(b, i ? ", " : b->n ? "; " : "");
        buf_add_z(b, i ? "" : word);
        if (json_is_integer(to))
            buf_add_str(b, entity_ref(c, l->to, json_integer_value(to)));
        else
            buf_add(b, json_string_value(to), json_string_length(to));
        add_own(b, l, end);
    }
}

/* {"add":[{"to":12}],"remove":[]} as "added C-12". */
static bool link_change(struct ctx *c, const struct link *l, struct str text, struct str *ret)
{
    _cleanup_(jin_done) json_t *j = NULL;
    struct buf b;
    if (!jin_parse(c, text, &j))
        return false;
    buf_init(&b, 4 << 20);
    add_ends(c, &b, l, json_object_get(j, "add"), "added ");
    add_ends(c, &b, l, json_object_get(j, "remove"), "removed ");
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return true;
}

/* A committed value as the text that record_parse would read. */
static bool readable(struct ctx *c, const struct field *f, const struct opened *o, struct str *ret)
{
    struct value v;
    struct buf b;
    *ret = (struct str){ NULL, 0 };
    if (o->tag == 'l')
        return !f || !f->link || link_change(c, f->link, o->value, ret);
    if (!f || !ledger_value(o, f->kind->tag, &v)) {
        *ret = o->tag == 'x' ? STR("(erased)") : arena_str(c->mem, o->value);
        return true;
    }
    if (v.tag == V_NULL)
        return true;
    buf_init(&b, 4 << 20);
    bool ok = f->kind->text(c, f, &v, &b);
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

static bool fill(struct walk *w, struct history_entry *h, const struct opened *f, size_t n)
{
    h->fields = arena_new(w->c->mem, struct history_field, n ? n : 1);
    for (size_t i = 0; i < n; i++) {
        struct history_field *hf = &h->fields[h->n];
        const struct field *field = NULL;
        for (size_t k = 0; k < w->e->nfields && !h->other; k++)
            if (str_eq_z(f[i].key, field_key(&w->e->fields[k])))
                field = &w->e->fields[k];
        if (h->other)
            continue;
        struct str *before = newest(w, f[i].key);
        *hf = (struct history_field){
            .field = field, .key = f[i].key, .before = *before, .erased = f[i].tag == 'x'
        };
        if (!readable(w->c, field, &f[i], &hf->after))
            return false;
        if (f[i].tag != 'l')
            *before = hf->after;
        h->n++;
    }
    return true;
}

static bool actor_name(struct ctx *c, struct history_entry *h)
{
    const struct entity *person = catalog_find(c->store->catalog, STR("person"));
    h->actor_name = S_("the program");
    return !h->leaf.actor || !person || store_title(c, person, h->leaf.actor, &h->actor_name);
}

static bool count(struct ctx *c, const struct entity *e, int64_t id, size_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->store->db,
                    "SELECT count(*) FROM \"touched\" WHERE \"type\"=$1 AND \"id\"=$2", &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, id);
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? (size_t)stmt_int(st, 0) : 0;
    return true;
}

bool ledger_history(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                    struct history_entry **ret, size_t *ret_n)
{
    struct record *r;
    size_t max, n = 0;
    bool row, ok;
    if (!store_load(c, p, e, id, &r) || !count(c, e, id, &max))
        return false;
    struct walk w = { .c = c, .e = e, .seen = arena_new(c->mem, struct seen, e->nfields + 64) };
    struct history_entry *out = arena_new(c->mem, struct history_entry, max ? max : 1);
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "SELECT " LEDGER_COLUMNS
                    ", o.\"data\" FROM \"touched\" AS t JOIN \"ledger\" AS l ON "
                    "l.\"seq\"=t.\"seq\" JOIN \"opening\" AS o ON o.\"seq\"=l.\"seq\" WHERE "
                    "t.\"type\"=$1 AND t.\"id\"=$2 AND "
                    "l.\"time\"<=$3 ORDER BY t.\"seq\"",
                    &st))
        return false;
    stmt_bind_text(st, 1, str_z(e->name));
    stmt_bind_int(st, 2, id);
    stmt_bind_int(st, 3, c->store->asof ? c->store->asof_ms : INT64_MAX);
    while ((ok = stmt_step(c, st, &row)) && row && n < max) {
        struct history_entry *h = &out[n++];
        struct opened *f, reason;
        size_t nf;
        ledger_leaf_row(c, st, &h->leaf);
        h->other = !str_eq_z(h->leaf.type, e->name) || h->leaf.id != id;
        if (!ledger_unpack(c, arena_str(c->mem, stmt_blob(st, 13)), &f, &nf, &reason))
            return fail(c, ERR_STORAGE,
                        "The ledger's entry %" PRId64 " is damaged. Run `muniment verify`.",
                        h->leaf.seq);
        h->reason = reason.tag == 't' ? reason.value : (struct str){ NULL, 0 };
        if (!actor_name(c, h) || !fill(&w, h, f, nf))
            return false;
    }
    *ret = out;
    *ret_n = n;
    return ok;
}
