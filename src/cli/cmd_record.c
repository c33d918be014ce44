#include "base/num.h"
#include "cli/cmd.h"
#include "cli/cmd_text.h"
#include "exchange/export.h"
#include "isms/standard.h"
#include "store/shapes.h"

/* The verbs of every record type: list, show, add, edit, archive, unarchive, history, fields. */

static bool load(struct cli *x, struct record **ret)
{
    return store_find(x->c, x->permit, x->type, x->args[0], ret);
}

/* Columns that only repeat the prose, for lists and searches. */
static bool in_body(const struct field *f)
{
    return strcmp(f->name, "body") == 0 || strcmp(f->name, "description") == 0 ||
           strcmp(f->name, "need") == 0;
}

/* The prose of a content record, which lies in its body as JSON. */
static bool print_body(struct cli *x, const struct record *r)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    if (!content_block(x->c, r, &tree, &text))
        return false;
    text_block(x, text);
    return true;
}

static int print_record(struct cli *x, const struct record *r)
{
    if (x->json) {
        if (!record_json(x->c, r, &x->j))
            return cli_fail(x);
        return cli_done(x);
    }
    struct str ref = record_ref(x->c, r);
    if (r->type->flags & E_CONTENT)
        buf_addf(&x->out, STR_FMT "\n", STR_ARG(ref));
    else
        buf_addf(&x->out, STR_FMT ", %s, version %" PRId64 "%s\n", STR_ARG(ref), r->type->label,
                 r->version, r->archived ? ", archived" : "");
    const struct field *body =
        r->type->flags & E_CONTENT ? entity_field(r->type, STR("body")) : NULL;
    for (size_t i = 0; i < r->type->nfields; i++) {
        struct str text = cli_show(x, r, i), line;
        bool first = true;
        if (!text.n || (body && in_body(&r->type->fields[i])))
            continue;
        buf_addf(&x->out, "  %-26s", r->type->fields[i].label);
        while (str_cut(&text, '\n', &line)) {
            buf_addf(&x->out, "%s " STR_FMT "\n", first ? "" : "                            ",
                     STR_ARG(line));
            first = false;
        }
    }
    if (body && !print_body(x, r))
        return cli_fail(x);
    return cli_done(x);
}

int cmd_show(struct cli *x)
{
    struct record *r;
    return load(x, &r) ? print_record(x, r) : cli_fail(x);
}

/* After a save: the record with --json, else one line. */
static int saved(struct cli *x, const char *what, int64_t id)
{
    x->saved = true;
    struct record *r;
    if (!store_peek(x->c, x->type, id, &r) || !r)
        return cli_fail(x);
    if (x->json)
        return print_record(x, r);
    const struct field *t = entity_title(x->type);
    buf_addf(&x->out, "%s " STR_FMT " " STR_FMT "\n", what, STR_ARG(record_ref(x->c, r)),
             STR_ARG(cli_safe(x, t ? rec_text(r, entity_place(x->type, t)) : STR(""))));
    return cli_done(x);
}

int cmd_add(struct cli *x)
{
    struct record *r;
    if (x->type->flags & E_CONTENT)
        return cli_usage(x, "%s records are part of the program and cannot be added.",
                         x->type->label);
    if (!permit_may_type(x->permit, ACT_CREATE, x->type)) {
        fail(x->c, ERR_FORBIDDEN, "Your roles do not allow to add a %s.", x->type->label);
        return cli_fail(x);
    }
    if (!record_new(x->c, x->type, &r) || !cli_assign(x, r, 0) ||
        !store_save(x->c, x->permit, r, NULL))
        return cli_fail(x);
    return saved(x, "Added", r->id);
}

int cmd_edit(struct cli *x)
{
    struct record *r;
    struct save_options o = { .expect = 0 };
    struct str version = cli_value(x, "if-version");
    if (version.n && (!num_parse_int(version, &o.expect) || o.expect < 1))
        return cli_usage(x, "--if-version needs a number from 1.");
    if (!load(x, &r) || !cli_assign(x, r, 1) || !store_save(x->c, x->permit, r, &o))
        return cli_fail(x);
    return saved(x, "Changed", r->id);
}

static int set_archived(struct cli *x, bool archived)
{
    struct record *r;
    if (!load(x, &r) || !store_archive(x->c, x->permit, x->type, r->id, archived, NULL))
        return cli_fail(x);
    return saved(x, archived ? "Archived" : "Brought back", r->id);
}

int cmd_archive(struct cli *x)
{
    return set_archived(x, true);
}

int cmd_unarchive(struct cli *x)
{
    return set_archived(x, false);
}

/* --- list --- */

static bool build_query(struct cli *x, struct query *q)
{
    struct str limit = cli_value(x, "limit"), sort = cli_value(x, "sort");
    query_init(q, x->type);
    for (int i = 0; i < x->ngiven; i++)
        if (strcmp(x->given[i].option->name, "where") == 0 &&
            !query_where(x->c, q, x->given[i].value) && x->c->err.code != ERR_INVALID)
            return false;
    if (sort.n)
        (void)!query_sort(x->c, q, sort);
    q->words = cli_value(x, "search");
    q->after = cli_value(x, "after");
    if (limit.n && (!num_parse_int(limit, &q->limit) || q->limit < 1 || q->limit > QUERY_LIMIT_MAX))
        problem_add(x->c, "limit", "range", limit, "--limit must be from 1 to %d.",
                    QUERY_LIMIT_MAX);
    return x->c->nproblems == 0;
}

static void list_table(struct cli *x, const struct page *p)
{
    struct cli_table *t = cli_table_new(x);
    size_t shown[64], n = 0;
    const struct field *title = entity_title(x->type);
    cli_table_column(t, "Ref", false);
    for (size_t i = 0; i < x->type->nfields && n < ARRAY_LEN(shown) - 1; i++) {
        const struct field *f = &x->type->fields[i];
        if (!(f->flags & F_LIST) || ((x->type->flags & E_CONTENT) && i == 0))
            continue;
        shown[n++] = i;
        cli_table_column(t, f->label, f == title || f->kind == &kind_prose);
    }
    for (size_t r = 0; r < p->n; r++) {
        struct str cells[64] = { record_ref(x->c, p->items[r]) };
        for (size_t i = 0; i < n; i++)
            cells[i + 1] = cli_show(x, p->items[r], shown[i]);
        cli_table_row(t, cells);
    }
    cli_table_print(x, t);
    if (!p->n)
        buf_add_z(&x->out, "None.\n");
    if (p->next.n)
        cli_note(x, "More: --after " STR_FMT, STR_ARG(p->next));
}

static bool list_csv(struct cli *x, const struct page *p)
{
    export_csv_head(x->c, x->type, &x->out);
    for (size_t r = 0; r < p->n; r++)
        if (!export_csv_row(x->c, p->items[r], &x->out))
            return false;
    return true;
}

int cmd_list(struct cli *x)
{
    struct query q;
    struct page p;
    if (!build_query(x, &q) || !query_list(x->c, x->permit, &q, &p))
        return cli_fail(x);
    if (cli_has(x, "csv")) {
        if (!list_csv(x, &p))
            return cli_fail(x);
        return cli_done(x);
    }
    if (!x->json) {
        list_table(x, &p);
        return cli_done(x);
    }
    if (!page_json(x->c, &p, &x->j))
        return cli_fail(x);
    return cli_done(x);
}

/* --- history --- */

static void entry_text(struct cli *x, const struct history_entry *h)
{
    char at[21];
    const struct entity *e = catalog_find(x->store_options->catalog, h->leaf.type);
    when_stamp_text(h->leaf.time, at);
    buf_addf(&x->out, "%s  " STR_FMT "  " STR_FMT " (" STR_FMT ")", at, STR_ARG(h->leaf.op),
             STR_ARG(cli_safe(x, h->actor_name)), STR_ARG(h->leaf.via));
    if (h->other && e)
        buf_addf(&x->out, ", through " STR_FMT, STR_ARG(entity_ref(x->c, e, h->leaf.id)));
    if (h->reason.n)
        buf_addf(&x->out, "  \"" STR_FMT "\"", STR_ARG(cli_safe(x, h->reason)));
    buf_add_char(&x->out, '\n');
    for (size_t i = 0; i < h->n; i++) {
        const struct history_field *f = &h->fields[i];
        struct str name = f->field ? str_z(f->field->label) : f->key;
        buf_addf(&x->out, "    " STR_FMT ": ", STR_ARG(name));
        if (f->before.n)
            buf_addf(&x->out, STR_FMT " -> ", STR_ARG(cli_safe(x, f->before)));
        buf_addf(&x->out, STR_FMT "\n",
                 STR_ARG(f->after.n ? cli_safe(x, f->after) : STR("(empty)")));
    }
}

int cmd_history(struct cli *x)
{
    struct record *r;
    struct history_entry *h;
    size_t n;
    if (x->type->flags & E_CONTENT)
        return cli_usage(x, "%s records are part of the program; they have no history.",
                         x->type->label);
    if (!load(x, &r) || !ledger_history(x->c, x->permit, x->type, r->id, &h, &n))
        return cli_fail(x);
    if (x->json)
        history_json(x->c, h, n, &x->j);
    for (size_t i = 0; i < n && !x->json; i++)
        entry_text(x, &h[i]);
    return cli_done(x);
}

/* --- fields --- */

static bool leads_index(const struct entity *e, const struct field *f)
{
    for (size_t i = 0; i < e->nindexes; i++)
        if (strcmp(e->indexes[i].fields[0], f->name) == 0)
            return true;
    return f == entity_title(e);
}

static void field_json(struct cli *x, const struct field *f)
{
    struct jout *j = &x->j;
    jout_begin(j);
    jout_key(j, "name");
    jout_z(j, f->name);
    jout_key(j, "label");
    jout_z(j, f->label);
    jout_key(j, "kind");
    jout_z(j, f->kind->name);
    jout_key(j, "help");
    jout_z(j, f->help);
    jout_key(j, "required");
    jout_bool(j, f->flags & F_REQUIRED);
    jout_key(j, "derived");
    jout_bool(j, field_is_derived(f));
    jout_key(j, "indexed");
    jout_bool(j, leads_index(x->type, f));
    if (f->choices) {
        jout_key(j, "choices");
        jout_array(j);
        for (const struct choice *ch = f->choices; ch->key; ch++)
            jout_z(j, ch->key);
        jout_array_end(j);
    }
    jout_end(j);
}

static struct str takes(struct cli *x, const struct field *f)
{
    struct buf b;
    if (field_is_derived(f))
        return STR("filled in by the program");
    if (!f->choices)
        return str_z(f->kind->hint);
    buf_init(&b, 4096);
    for (const struct choice *ch = f->choices; ch->key; ch++)
        buf_addf(&b, "%s%s", ch == f->choices ? "" : ", ", ch->key);
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

int cmd_fields(struct cli *x)
{
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "fields");
        jout_array(&x->j);
        for (size_t i = 0; i < x->type->nfields; i++)
            field_json(x, &x->type->fields[i]);
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    buf_addf(&x->out, "%s: %s\n\n", x->type->label, x->type->help);
    cli_table_column(t, "Field", false);
    cli_table_column(t, "Needed", false);
    cli_table_column(t, "Index", false);
    cli_table_column(t, "Takes", true);
    cli_table_column(t, "What it is", true);
    for (size_t i = 0; i < x->type->nfields; i++) {
        const struct field *f = &x->type->fields[i];
        struct str cells[] = { str_z(f->name), f->flags & F_REQUIRED ? STR("yes") : STR(""),
                               leads_index(x->type, f) ? STR("yes") : STR(""), takes(x, f),
                               str_z(f->help) };
        cli_table_row(t, cells);
    }
    cli_table_print(x, t);
    return cli_done(x);
}
