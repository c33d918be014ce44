#include "api/openapi.h"

/* JSON Schema of values: one row a kind, for what is sent out (given) and what is taken (taken). */

void schema_type(struct jout *j, const char *type, bool null)
{
    jout_key(j, "type");
    if (!null) {
        jout_z(j, type);
        return;
    }
    jout_array(j);
    jout_z(j, type);
    jout_z(j, "null");
    jout_array_end(j);
}

void schema_ref(struct jout *j, const char *name)
{
    jout_begin(j);
    jout_key(j, "$ref");
    jout_str(j, str_z(name));
    jout_end(j);
}

static void or_null(struct jout *j, const char *ref)
{
    jout_key(j, "anyOf");
    jout_array(j);
    schema_ref(j, ref);
    jout_begin(j);
    schema_type(j, "null", false);
    jout_end(j);
    jout_array_end(j);
}

static void choices_of(struct jout *j, const struct field *f, bool null)
{
    jout_key(j, "enum");
    jout_array(j);
    for (const struct choice *ch = f->choices; ch->key; ch++)
        jout_z(j, ch->key);
    if (null)
        jout_null(j);
    jout_array_end(j);
}

static void plain(struct jout *j, const struct field *f, bool taken)
{
    (void)taken;
    schema_type(j, f->kind->json_type, true);
    if (f->kind->json_format && strcmp(f->kind->json_format, "markdown") != 0) {
        jout_key(j, "format");
        jout_z(j, f->kind->json_format);
    }
    if (taken && f->kind->tag == V_TEXT && field_maxlen(f)) {
        jout_key(j, "maxLength");
        jout_int(j, (int64_t)field_maxlen(f));
    }
    if (f->min < f->max && f->kind->tag != V_TEXT) {
        jout_key(j, "minimum");
        jout_real(j, f->min);
        jout_key(j, "maximum");
        jout_real(j, f->max);
    }
}

static void choice(struct jout *j, const struct field *f, bool taken)
{
    (void)taken;
    schema_type(j, "string", true);
    choices_of(j, f, true);
}

static void choices(struct jout *j, const struct field *f, bool taken)
{
    (void)taken;
    schema_type(j, "array", true);
    jout_key(j, "items");
    jout_begin(j);
    schema_type(j, "string", false);
    choices_of(j, f, false);
    jout_end(j);
}

/* A code or the exact title goes in; {"ref","title"} comes out and is taken back. */
static void reference(struct jout *j, const struct field *f, bool taken)
{
    (void)f;
    if (!taken) {
        or_null(j, "#/components/schemas/Reference");
        return;
    }
    or_null(j, "#/components/schemas/ReferenceInput");
}

static void money(struct jout *j, const struct field *f, bool taken)
{
    (void)f;
    or_null(j, taken ? "#/components/schemas/MoneyInput" : "#/components/schemas/Money");
}

static void file(struct jout *j, const struct field *f, bool taken)
{
    (void)f;
    (void)taken;
    or_null(j, "#/components/schemas/File");
}

static void links(struct jout *j, const struct field *f, bool taken)
{
    schema_type(j, "array", taken);
    jout_key(j, "items");
    if (taken && !f->link->nfields) {
        schema_ref(j, "#/components/schemas/ReferenceInput");
        return;
    }
    if (!f->link->nfields) {
        schema_ref(j, "#/components/schemas/Reference");
        return;
    }
    jout_begin(j);
    jout_key(j, taken ? "anyOf" : "allOf");
    jout_array(j);
    schema_ref(j, taken ? "#/components/schemas/ReferenceInput" : "#/components/schemas/Reference");
    jout_begin(j);
    schema_type(j, "object", false);
    jout_key(j, "properties");
    jout_begin(j);
    if (taken) {
        jout_key(j, "ref");
        jout_begin(j);
        schema_type(j, "string", false);
        jout_end(j);
        jout_key(j, "title");
        jout_begin(j);
        schema_type(j, "string", false);
        jout_end(j);
    }
    for (size_t i = 0; i < f->link->nfields; i++)
        schema_field(j, &f->link->fields[i], taken);
    jout_end(j);
    if (taken) {
        jout_key(j, "required");
        jout_array(j);
        jout_z(j, "ref");
        jout_array_end(j);
        jout_key(j, "additionalProperties");
        jout_bool(j, false);
    }
    jout_end(j);
    jout_array_end(j);
    jout_end(j);
}

void schema_field(struct jout *j, const struct field *f, bool taken)
{
    static const struct {
        const struct kind *kind;
        void (*write)(struct jout *, const struct field *, bool);
    } rows[] = { { &kind_choice, choice },    { &kind_choices, choices }, { &kind_ref, reference },
                 { &kind_person, reference }, { &kind_key, reference },   { &kind_money, money },
                 { &kind_file, file },        { &kind_link, links } };
    void (*write)(struct jout *, const struct field *, bool) = plain;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].kind == f->kind)
            write = rows[i].write;
    jout_key(j, f->name);
    jout_begin(j);
    jout_key(j, "title");
    jout_z(j, f->label);
    jout_key(j, "description");
    jout_z(j, f->help ? f->help : f->label);
    if (field_is_derived(f) && !taken) {
        jout_key(j, "readOnly");
        jout_bool(j, true);
    }
    write(j, f, taken);
    jout_end(j);
}

/* --- a record type --- */

static void properties(struct jout *j, const struct entity *e, bool taken)
{
    for (size_t i = 0; i < e->nfields; i++) {
        const struct field *f = &e->fields[i];
        if ((f->flags & F_RETIRED) || (taken && field_is_derived(f)) ||
            (i == 0 && (e->flags & E_CONTENT)))
            continue;
        schema_field(j, f, taken);
    }
}

static void required_out(struct jout *j, const struct entity *e)
{
    static const char *const head[] = { "id", "version", "archived", "created", "changed" };
    jout_key(j, "required");
    jout_array(j);
    jout_z(j, "ref");
    jout_z(j, "type");
    for (size_t i = 0; i < ARRAY_LEN(head) && !(e->flags & E_CONTENT); i++)
        jout_z(j, head[i]);
    for (size_t i = 0; i < e->nfields; i++)
        if (!(e->fields[i].flags & F_RETIRED) && !(i == 0 && (e->flags & E_CONTENT)))
            jout_z(j, e->fields[i].name);
    jout_array_end(j);
}

void schema_record(struct jout *j, const struct entity *e)
{
    jout_key(j, e->name);
    jout_begin(j);
    schema_type(j, "object", false);
    jout_key(j, "title");
    jout_z(j, e->label);
    jout_key(j, "description");
    jout_z(j, e->help);
    required_out(j, e);
    jout_key(j, "properties");
    jout_begin(j);
    jout_key(j, "ref");
    jout_raw(j, STR("{\"type\":\"string\"}"));
    jout_key(j, "type");
    jout_begin(j);
    jout_key(j, "const");
    jout_z(j, e->name);
    jout_end(j);
    if (!(e->flags & E_CONTENT)) {
        jout_key(j, "id");
        jout_raw(j, STR("{\"type\":\"string\",\"format\":\"uuid\"}"));
        jout_key(j, "version");
        jout_raw(j, STR("{\"type\":\"integer\",\"minimum\":1}"));
        jout_key(j, "archived");
        jout_raw(j, STR("{\"type\":\"boolean\"}"));
        jout_key(j, "created");
        schema_ref(j, "#/components/schemas/Moment");
        jout_key(j, "changed");
        schema_ref(j, "#/components/schemas/Moment");
    }
    properties(j, e, false);
    jout_end(j);
    jout_end(j);
}

void schema_input(struct ctx *c, struct jout *j, const struct entity *e)
{
    jout_key(j, arena_printf(c->mem, "%s_input", e->name).p);
    jout_begin(j);
    schema_type(j, "object", false);
    jout_key(j, "properties");
    jout_begin(j);
    properties(j, e, true);
    jout_key(j, "_reason");
    jout_raw(j, STR("{\"type\":\"string\",\"maxLength\":2000,\"description\":\"Why; kept in the "
                    "history. The header Change-Reason says the same.\"}"));
    jout_end(j);
    jout_key(j, "additionalProperties");
    jout_bool(j, false);
    jout_end(j);
}

bool schema_is_required(const struct field *f)
{
    return (f->flags & F_REQUIRED) && !f->initial && !field_is_derived(f) &&
           !(f->flags & F_RETIRED);
}
