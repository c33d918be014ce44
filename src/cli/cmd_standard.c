#include "cli/cmd.h"
#include "cli/cmd_text.h"
#include "isms/standard.h"
#include "records/records.h"

/* standard show, compare, search; term. (`standard list` is the verb of the type; the guide and
 * advice are in cmd_guide.c.) */

/* --- show --- */

/* What serves it: key and title a line. */
static void print_serving(struct cli *x, const char *title, const struct page *page)
{
    if (page->n)
        text_heading(x, title);
    for (size_t i = 0; i < page->n; i++)
        cli_wrap(x, TEXT_INDENT, "",
                 arena_printf(x->c->mem, STR_FMT " (" STR_FMT ")",
                              STR_ARG(content_text(page->items[i], "title")),
                              STR_ARG(content_text(page->items[i], "ref"))));
}

static void print_parts(struct cli *x, const struct standard_entry *e)
{
    const json_t *items = json_object_get(e->text, "items");
    if (e->parts.n)
        text_heading(x, "Its parts");
    for (size_t i = 0; i < e->parts.n; i++) {
        const struct record *r = e->parts.items[i];
        struct str number = content_text(r, "number");
        const char *own = json_string_value(json_object_getn(items, number.p, number.n));
        const char *bullet = arena_printf(x->c->mem, "%-12.*s", STR_ARG(number)).p;
        cli_wrap(x, TEXT_INDENT, bullet,
                 own ? arena_printf(x->c->mem, STR_FMT ". %s", STR_ARG(content_text(r, "title")),
                                    own)
                     : content_text(r, "title"));
        if (e->part_wording[i].n)
            cli_wrap(x, TEXT_INDENT + strlen(bullet), "Licensed: ", e->part_wording[i]);
    }
}

static void print_maps(struct cli *x, const struct standard_entry *e)
{
    if (e->maps.n)
        text_heading(x, "Elsewhere");
    for (size_t i = 0; i < e->maps.n; i++) {
        const struct record *m = e->maps.items[i];
        bool to = str_eq(content_text(m, "to_ref"), e->ref);
        cli_wrap(x, TEXT_INDENT, "",
                 arena_printf(x->c->mem, STR_FMT " (" STR_FMT ")",
                              STR_ARG(content_text(m, to ? "from_ref" : "to_ref")),
                              STR_ARG(content_text(m, "source"))));
    }
}

static void print_wording(struct cli *x, struct str wording)
{
    if (!wording.n)
        return;
    text_heading(x, "Licensed wording, kept in this database only");
    cli_wrap(x, TEXT_INDENT, "", wording);
}

/* The first word of a command, or a verb of the record types. */
static bool is_command(struct str name)
{
    struct str first;
    for (const struct cli_command *k = cli_commands; k->name; k++) {
        struct str words = str_z(k->name);
        if (str_cut(&words, ' ', &first) && str_eq(first, name))
            return true;
    }
    for (const struct cli_command *k = cli_type_commands; k->name; k++)
        if (str_eq_z(name, k->name))
            return true;
    return false;
}

/* Where it is done here: record types that this program has, and commands. */
static void print_here(struct cli *x, const struct standard_entry *e)
{
    struct buf b;
    size_t i;
    json_t *v;
    buf_init(&b, 4096);
    json_array_foreach(json_object_get(e->tree, "records"), i, v)
    {
        struct str name = str_z(json_string_value(v));
        const struct entity *t = catalog_find(x->store_options->catalog, name);
        if (t)
            buf_addf(&b, "%s%s", b.n ? ", " : "", t->plural);
    }
    text_fact(x, "Records here", buf_str(&b));
    buf_done(&b);
    buf_init(&b, 4096);
    json_array_foreach(json_object_get(e->tree, "pages"), i, v)
    {
        struct str name = str_z(json_string_value(v));
        if (catalog_find(x->store_options->catalog, name) || is_command(name))
            buf_addf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(name));
    }
    text_fact(x, "Commands and pages", buf_str(&b));
    buf_done(&b);
}

static const char *who(struct str role)
{
    return str_eq_z(role, "both") ? "controllers and processors"
           : role.n               ? (str_eq_z(role, "controller") ? "controllers" : "processors")
                                  : "";
}

static void print_requirement(struct cli *x, const struct standard_entry *e)
{
    text_fact(x, "Standard", content_text(e->row, "standard"));
    text_fact(x, "Theme", content_text(e->row, "theme"));
    text_fact(x, "Who must do it", str_z(who(content_text(e->row, "role"))));
    if (e->parent)
        text_fact(x, "Part of",
                  arena_printf(x->c->mem, STR_FMT " " STR_FMT,
                               STR_ARG(content_text(e->parent, "number")),
                               STR_ARG(content_text(e->parent, "title"))));
    for (size_t i = 0; i < ARRAY_LEN(standard_attributes); i++)
        text_fact(x, standard_attributes[i].heading,
                  text_commas(x, content_text(e->row, standard_attributes[i].member)));
    text_fact(x, "Formerly", text_commas(x, content_text(e->row, "formerly")));
    text_fact(x, "Helps with articles of the GDPR",
              text_joined(x, json_object_get(e->tree, "gdpr")));
    text_fact(x, "Note", content_text(e->row, "note"));
    print_here(x, e);
    if (e->item) {
        text_heading(x, "This item");
        cli_wrap(x, TEXT_INDENT, "", str_z(e->item));
    }
    print_wording(x, e->wording);
    text_block(x, e->text);
    print_parts(x, e);
    print_serving(x, "What to measure", &e->measures);
    print_serving(x, "Document templates", &e->templates);
    struct str related = text_joined(x, json_object_get(e->tree, "related"));
    if (related.n) {
        text_heading(x, "See also");
        cli_wrap(x, TEXT_INDENT, "", related);
    }
    print_maps(x, e);
}

static void print_standard(struct cli *x, const struct standard_entry *e)
{
    static const struct standard_section facts[] = {
        { "name", "Number" },       { "kind", "Nature" },        { "edition", "Edition" },
        { "date", "Published" },    { "purpose", "Purpose" },    { "certifiable", "Certifiable" },
        { "status_note", "State" }, { "pages", "Pages, about" },
    };
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        text_fact(x, facts[i].heading, content_text(e->row, facts[i].member));
    print_wording(x, e->wording);
    text_block(x, e->text);
}

/* A word of the vocabulary, when nothing else is called so. */
static int show_term(struct cli *x, struct str words)
{
    struct record *r;
    enum err_code code = x->c->err.code;
    const char *message = x->c->err.message;
    if (code != ERR_NOT_FOUND)
        return cli_fail(x);
    ctx_clear(x->c);
    if (standard_term(x->c, x->permit, words, &r))
        return term_print(x, r);
    ctx_clear(x->c);
    fail(x->c, code, "%s", message);
    return cli_fail(x);
}

int cmd_standard_show(struct cli *x)
{
    _cleanup_(standard_done) struct standard_entry e;
    struct str typed = text_words(x);
    if (!standard_find(x->c, x->permit, typed, &e))
        return show_term(x, typed);
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

/* A point of the guide: each side in a paragraph, and what follows. */
static void compare_point(struct cli *x, const struct standard_comparison *r,
                          const struct standard_line *l)
{
    text_heading(x, l->label);
    cli_wrap(x, TEXT_INDENT,
             arena_printf(x->c->mem, "%-8.*s", STR_ARG(content_text(r->a, "ref"))).p, l->a);
    cli_wrap(x, TEXT_INDENT,
             arena_printf(x->c->mem, "%-8.*s", STR_ARG(content_text(r->b, "ref"))).p, l->b);
    cli_wrap(x, TEXT_INDENT, "So:     ", l->so);
}

int cmd_standard_compare(struct cli *x)
{
    struct standard_comparison r;
    struct str control = x->nargs > 2 ? x->args[2] : (struct str){ NULL, 0 };
    if (!standard_compare(x->c, x->permit, x->args[0], x->args[1], control, &r))
        return cli_fail(x);
    if (x->json) {
        standard_compare_json(&r, &x->j);
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    cli_table_column(t, "", false);
    cli_table_wrapped(t, arena_z(x->c->mem, content_text(r.a, "name")));
    cli_table_wrapped(t, arena_z(x->c->mem, content_text(r.b, "name")));
    for (size_t i = 0; i < r.n; i++)
        if (!r.line[i].so.n)
            cli_table_row(t, (struct str[]){ str_z(r.line[i].label), r.line[i].a, r.line[i].b });
    cli_table_print(x, t);
    for (size_t i = 0; i < r.n; i++)
        if (r.line[i].so.n)
            compare_point(x, &r, &r.line[i]);
    return cli_done(x);
}

/* --- search and term --- */

int cmd_standard_search(struct cli *x)
{
    struct page page;
    if (!standard_search(x->c, x->permit, text_words(x), &page))
        return cli_fail(x);
    if (x->json) {
        standard_search_json(x->c, &page, &x->j);
        return cli_done(x);
    }
    if (!page.n) {
        cli_note(x, "Nothing in the standards fits. Try other words; `standard guide` and `term "
                    "list` hold more.");
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    cli_table_column(t, "Reference", false);
    cli_table_column(t, "Annex A", false);
    cli_table_column(t, "Title", true);
    cli_table_column(t, "Theme", false);
    for (size_t i = 0; i < page.n; i++) {
        struct str annex = standard_annex(x->c, page.items[i]);
        cli_table_row(t, (struct str[]){ content_text(page.items[i], "ref"),
                                         str_tail(annex, strlen("27001:")),
                                         content_text(page.items[i], "title"),
                                         content_text(page.items[i], "theme") });
    }
    cli_table_print(x, t);
    return cli_done(x);
}

int term_print(struct cli *x, const struct record *r)
{
    struct str see = content_text(r, "see");
    if (x->json) {
        standard_term_json(r, &x->j);
        return cli_done(x);
    }
    buf_addf(&x->out, STR_FMT "\n", STR_ARG(content_text(r, "title")));
    text_fact(x, "Vocabulary", content_text(r, "label"));
    text_fact(x, "Also", content_text(r, "also"));
    if (content_text(r, "definition").n)
        cli_wrap(x, TEXT_INDENT, "", content_text(r, "definition"));
    text_fact(x, "Example", content_text(r, "example"));
    text_fact(x, "See", text_commas(x, see));
    return cli_done(x);
}

int cmd_term(struct cli *x)
{
    struct record *r;
    if (!standard_term(x->c, x->permit, text_words(x), &r))
        return cli_fail(x);
    return term_print(x, r);
}
