#include "store/shapes.h"

bool page_json(struct ctx *c, const struct page *p, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "items");
    jout_array(j);
    for (size_t i = 0; i < p->n; i++)
        if (!record_json(c, p->items[i], j))
            return false;
    jout_array_end(j);
    jout_member(j, "next", p->next);
    jout_end(j);
    return true;
}

static void entry_json(struct ctx *c, const struct history_entry *h, struct jout *j)
{
    char at[21];
    when_stamp_text(h->leaf.time, at);
    jout_begin(j);
    jout_key(j, "seq");
    jout_int(j, h->leaf.seq);
    jout_key(j, "at");
    jout_z(j, at);
    jout_key(j, "by");
    jout_str(j, h->actor_name);
    jout_key(j, "via");
    jout_str(j, h->leaf.via);
    jout_key(j, "op");
    jout_str(j, h->leaf.op);
    jout_key(j, "version");
    jout_int(j, h->leaf.version);
    jout_key(j, "on");
    const struct entity *e = catalog_find(c->store->catalog, h->leaf.type);
    jout_str(j, e ? entity_ref(c, e, h->leaf.id) : h->leaf.type);
    jout_member(j, "reason", h->reason);
    jout_key(j, "fields");
    jout_array(j);
    for (size_t i = 0; i < h->n; i++) {
        const struct history_field *f = &h->fields[i];
        jout_begin(j);
        jout_key(j, "field");
        jout_str(j, f->field ? str_z(f->field->name) : f->key);
        jout_key(j, "before");
        jout_str(j, f->before);
        jout_key(j, "after");
        jout_str(j, f->after);
        jout_end(j);
    }
    jout_array_end(j);
    jout_end(j);
}

void history_json(struct ctx *c, const struct history_entry *h, size_t n, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "items");
    jout_array(j);
    for (size_t i = 0; i < n; i++)
        entry_json(c, &h[i], j);
    jout_array_end(j);
    jout_end(j);
}

void search_json(const struct search_hit *hit, size_t n, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "items");
    jout_array(j);
    for (size_t i = 0; i < n; i++) {
        jout_begin(j);
        jout_key(j, "ref");
        jout_str(j, hit[i].ref);
        jout_key(j, "type");
        jout_z(j, hit[i].type->name);
        jout_key(j, "title");
        jout_str(j, hit[i].title);
        jout_end(j);
    }
    jout_array_end(j);
    jout_key(j, "next");
    jout_null(j);
    jout_end(j);
}
