#include "cli/cmd.h"
#include "isms/standard.h"
#include "records/records.h"

/* standard show, compare, search; term. (`standard list` is the verb of the type.) */

enum { INDENT = 2 };

static struct str joined(struct cli *x)
{
    struct buf b;
    buf_init(&b, 4096);
    for (int i = 0; i < x->nargs; i++) {
        if (i)
            buf_add_char(&b, ' ');
        buf_add_str(&b, x->args[i]);
    }
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void members(struct cli *x, const struct record *r, const char *const *columns, size_t n)
{
    jout_begin(&x->j);
    for (size_t i = 0; i < n; i++) {
        jout_member(&x->j, columns[i], content_text(r, columns[i]));
    }
    jout_end(&x->j);
}

static int page_json(struct cli *x, const struct page *page, const char *const *columns, size_t n)
{
    jout_begin(&x->j);
    jout_key(&x->j, "items");
    jout_array(&x->j);
    for (size_t i = 0; i < page->n; i++)
        members(x, page->items[i], columns, n);
    jout_array_end(&x->j);
    jout_key(&x->j, "next");
    jout_null(&x->j);
    jout_end(&x->j);
    return cli_done(x);
}

static int page_table(struct cli *x, const struct page *page, const char *const *columns,
                      const char *const *titles, size_t n, size_t wide)
{
    struct cli_table *t = cli_table_new(x);
    struct str *row = arena_new(x->c->mem, struct str, n);
    for (size_t i = 0; i < n; i++)
        cli_table_column(t, titles[i], i == wide);
    for (size_t i = 0; i < page->n; i++) {
        for (size_t k = 0; k < n; k++)
            row[k] = content_text(page->items[i], columns[k]);
        cli_table_row(t, row);
    }
    cli_table_print(x, t);
    return cli_done(x);
}

/* --- show --- */

static void heading(struct cli *x, const char *text)
{
    buf_addf(&x->out, "\n%s\n", text);
}

static void print_prose(struct cli *x, const struct standard_entry *e)
{
    for (size_t i = 0; i < standard_nsections; i++) {
        const struct standard_section *s = &standard_sections[i];
        const json_t *v = json_object_get(e->text, s->member), *item;
        size_t k;
        if (!v)
            continue;
        heading(x, s->heading);
        if (!s->is_list)
            cli_wrap(x, INDENT, "", str_z(json_string_value(v)));
        json_array_foreach(v, k, item)
            cli_wrap(x, INDENT,
                     s->member[0] == 'g' ? arena_printf(x->c->mem, "%zu. ", k + 1).p : "- ",
                     str_z(json_string_value(item)));
    }
}

static struct str with_commas(struct cli *x, struct str list)
{
    struct buf b;
    struct str part;
    buf_init(&b, 4096);
    while (list.n && str_cut(&list, '|', &part)) {
        if (b.n)
            buf_add_z(&b, ", ");
        for (size_t i = 0; i < part.n; i++)
            buf_add_char(&b, part.p[i] == '_' ? ' ' : part.p[i]);
    }
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void fact(struct cli *x, const char *label, struct str s)
{
    if (s.n)
        cli_wrap(x, INDENT, arena_printf(x->c->mem, "%-32s", label).p, s);
}

static void print_requirement(struct cli *x, const struct standard_entry *e)
{
    fact(x, "Standard", content_text(e->row, "standard"));
    fact(x, "Theme", content_text(e->row, "theme"));
    fact(x, "For", content_text(e->row, "role"));
    if (e->parent)
        fact(x, "Part of",
             arena_printf(x->c->mem, STR_FMT " " STR_FMT,
                          STR_ARG(content_text(e->parent, "number")),
                          STR_ARG(content_text(e->parent, "title"))));
    for (size_t i = 0; i < ARRAY_LEN(standard_attributes); i++)
        fact(x, standard_attributes[i].heading,
             with_commas(x, content_text(e->row, standard_attributes[i].member)));
    fact(x, "Formerly", with_commas(x, content_text(e->row, "formerly")));
    fact(x, "Note", content_text(e->row, "note"));
    if (e->item) {
        heading(x, "This item");
        cli_wrap(x, INDENT, "", str_z(e->item));
    }
    print_prose(x, e);
    if (e->parts.n)
        heading(x, "Its parts");
    for (size_t i = 0; i < e->parts.n; i++)
        cli_wrap(x, INDENT,
                 arena_printf(x->c->mem, "%-12.*s",
                              STR_ARG(content_text(e->parts.items[i], "number")))
                     .p,
                 content_text(e->parts.items[i], "title"));
    if (e->maps.n)
        heading(x, "Elsewhere");
    for (size_t i = 0; i < e->maps.n; i++) {
        const struct record *m = e->maps.items[i];
        bool to = str_eq(content_text(m, "to_ref"), e->ref);
        cli_wrap(x, INDENT, "",
                 arena_printf(x->c->mem, STR_FMT " (" STR_FMT ")",
                              STR_ARG(content_text(m, to ? "from_ref" : "to_ref")),
                              STR_ARG(content_text(m, "source"))));
    }
}

static void print_standard(struct cli *x, const struct standard_entry *e)
{
    static const struct standard_section facts[] = {
        { "name", "Number", false },       { "kind", "Nature", false },
        { "edition", "Edition", false },   { "date", "Published", false },
        { "purpose", "Purpose", false },   { "certifiable", "Certifiable", false },
        { "status_note", "State", false }, { "pages", "Pages, about", false },
    };
    const char *key;
    json_t *v, *block = json_object_get(e->tree, "en");
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        fact(x, facts[i].heading, content_text(e->row, facts[i].member));
    json_object_foreach(block, key, v)
    {
        if (!json_is_string(v))
            continue;
        heading(x, key);
        cli_wrap(x, INDENT, "", str_z(json_string_value(v)));
    }
}

int cmd_standard_show(struct cli *x)
{
    _cleanup_(standard_done) struct standard_entry e;
    if (!standard_find(x->c, x->permit, x->args[0], &e))
        return cli_fail(x);
    if (x->json)
        return standard_json(x->c, &e, &x->j) ? cli_done(x) : cli_fail(x);
    buf_addf(&x->out, STR_FMT "  " STR_FMT "\n", STR_ARG(e.ref),
             STR_ARG(content_text(e.row, "title")));
    if (e.row->type == &entity_standard)
        print_standard(x, &e);
    else
        print_requirement(x, &e);
    return cli_done(x);
}

/* --- compare --- */

int cmd_standard_compare(struct cli *x)
{
    struct standard_comparison r;
    struct str control = x->nargs > 2 ? x->args[2] : (struct str){ NULL, 0 };
    if (!standard_compare(x->c, x->permit, x->args[0], x->args[1], control, &r))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "a");
        jout_str(&x->j, content_text(r.a, "ref"));
        jout_key(&x->j, "b");
        jout_str(&x->j, content_text(r.b, "ref"));
        jout_key(&x->j, "lines");
        jout_array(&x->j);
        for (size_t i = 0; i < r.n; i++) {
            jout_begin(&x->j);
            jout_key(&x->j, "key");
            jout_z(&x->j, r.line[i].key);
            jout_key(&x->j, "label");
            jout_z(&x->j, r.line[i].label);
            jout_key(&x->j, "a");
            jout_str(&x->j, r.line[i].a);
            jout_key(&x->j, "b");
            jout_str(&x->j, r.line[i].b);
            jout_end(&x->j);
        }
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    cli_table_column(t, "", false);
    cli_table_wrapped(t, arena_z(x->c->mem, content_text(r.a, "name")));
    cli_table_wrapped(t, arena_z(x->c->mem, content_text(r.b, "name")));
    for (size_t i = 0; i < r.n; i++)
        cli_table_row(t, (struct str[]){ str_z(r.line[i].label), r.line[i].a, r.line[i].b });
    cli_table_print(x, t);
    return cli_done(x);
}

/* --- search and term --- */

int cmd_standard_search(struct cli *x)
{
    static const char *const columns[] = { "ref", "title", "theme", "control_types" };
    static const char *const titles[] = { "Reference", "Title", "Theme", "Control types" };
    struct page page;
    if (!standard_search(x->c, x->permit, joined(x), &page))
        return cli_fail(x);
    if (x->json)
        return page_json(x, &page, columns, ARRAY_LEN(columns));
    if (!page.n)
        cli_note(x, "Nothing in the standards holds all these words.");
    return page_table(x, &page, columns, titles, ARRAY_LEN(columns), 1);
}

int cmd_term(struct cli *x)
{
    struct record *r;
    struct str see, part;
    if (!standard_term(x->c, x->permit, joined(x), &r))
        return cli_fail(x);
    see = content_text(r, "see");
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "term");
        jout_str(&x->j, content_text(r, "title"));
        static const char *const columns[] = { "label", "also", "definition", "example" };
        for (size_t i = 0; i < ARRAY_LEN(columns); i++)
            jout_member(&x->j, columns[i], content_text(r, columns[i]));
        jout_key(&x->j, "see");
        jout_array(&x->j);
        while (see.n && str_cut(&see, '|', &part))
            jout_str(&x->j, part);
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    buf_addf(&x->out, STR_FMT "\n", STR_ARG(content_text(r, "title")));
    fact(x, "Vocabulary", content_text(r, "label"));
    fact(x, "Also", content_text(r, "also"));
    if (content_text(r, "definition").n)
        cli_wrap(x, INDENT, "", content_text(r, "definition"));
    fact(x, "Example", content_text(r, "example"));
    fact(x, "See", with_commas(x, see));
    return cli_done(x);
}
