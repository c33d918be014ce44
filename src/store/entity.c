#include "store/entity.h"

const struct choice role_choices[] = {
    { "admin", "Administrator (technical)" },
    { "manager", "ISMS manager" },
    { "owner", "Risk or control owner" },
    { "contributor", "Contributor" },
    { "auditor", "Internal auditor" },
    { "external", "Certification auditor" },
    { "management", "Top management" },
    { "privacy", "Privacy officer" },
    { "reader", "Reader" },
    { NULL, NULL },
};

const struct entity *catalog_find(const struct catalog *k, struct str name)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq_z(name, k->entities[i]->name) || str_eq_z(name, k->entities[i]->plural))
            return k->entities[i];
    return NULL;
}

const struct entity *catalog_by_prefix(const struct catalog *k, struct str prefix)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_ieq(prefix, str_z(k->entities[i]->prefix)))
            return k->entities[i];
    return NULL;
}

const struct entity *catalog_by_number(const struct catalog *k, unsigned number)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->entities[i]->number == number)
            return k->entities[i];
    return NULL;
}

const struct field *entity_field(const struct entity *e, struct str name)
{
    for (size_t i = 0; name.n && i < e->nfields; i++) {
        const char *z = e->fields[i].name; /* the first byte tells most of them apart */
        if (*z == *name.p && str_eq_z(name, z))
            return &e->fields[i];
    }
    return NULL;
}

size_t entity_place(const struct entity *e, const struct field *f)
{
    if (f < e->fields || f >= e->fields + e->nfields)
        BUG("field %s is not one of %s", f->name, e->name);
    return (size_t)(f - e->fields);
}

const struct field *entity_title(const struct entity *e)
{
    const struct field *f = entity_field(e, STR("title"));
    return f ? f : entity_field(e, STR("name"));
}

const struct field *entity_scope(const struct entity *e)
{
    const struct field *f = entity_field(e, STR("scope"));
    return f && f->kind == &kind_ref ? f : NULL;
}

bool field_is_column(const struct field *f)
{
    if ((f->flags & F_RETIRED) || f->sql || f->kind == &kind_link)
        return false;
    return !f->derive || (f->flags & F_STORED);
}

bool field_is_derived(const struct field *f)
{
    return f->derive || f->sql || (f->flags & F_AUTO);
}

const char *field_key(const struct field *f)
{
    return f->key ? f->key : f->name;
}

size_t field_maxlen(const struct field *f)
{
    if (f->maxlen)
        return f->maxlen;
    return f->kind == &kind_prose  ? 20000
           : f->kind == &kind_url  ? 2000
           : f->kind == &kind_code ? 60
                                   : 200;
}
