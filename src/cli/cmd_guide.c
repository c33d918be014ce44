#include "cli/cmd.h"
#include "cli/cmd_text.h"
#include "exchange/wording.h"
#include "isms/guide.h"
#include "isms/standard.h"

/* standard guide, advise, load-text. */

/* --- guide --- */

static int list_topics(struct cli *x)
{
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "topics");
        jout_array(&x->j);
    }
    for (const struct guide_topic *t = guide_topics; t->name; t++) {
        struct page page;
        if (!guide_find(x->c, x->permit, str_z(t->name), &page))
            return cli_fail(x);
        if (!x->json) {
            cli_wrap(x, 0, arena_printf(x->c->mem, "%-15s", t->name).p,
                     arena_printf(x->c->mem, "%s. %s (%zu)", t->title, t->help, page.n));
            continue;
        }
        jout_begin(&x->j);
        jout_key(&x->j, "topic");
        jout_z(&x->j, t->name);
        jout_key(&x->j, "title");
        jout_z(&x->j, t->title);
        jout_key(&x->j, "entries");
        jout_int(&x->j, (int64_t)page.n);
        jout_end(&x->j);
    }
    if (x->json) {
        jout_array_end(&x->j);
        jout_end(&x->j);
    } else {
        buf_add_z(&x->out, "\nmuniment standard guide TOPIC shows one.\n");
    }
    return cli_done(x);
}

static bool print_entry(struct cli *x, const struct record *r, bool first)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    if (!content_block(x->c, r, &tree, &text))
        return false;
    buf_addf(&x->out, "%s" STR_FMT "\n", first ? "" : "\n\n", STR_ARG(content_text(r, "title")));
    text_fact(x, "Stage", text_commas(x, content_text(r, "stage")));
    text_fact(x, "For", content_text(r, "role"));
    text_fact(x, "See", text_commas(x, content_text(r, "refs")));
    text_block(x, text);
    return true;
}

int cmd_standard_guide(struct cli *x)
{
    struct page page;
    if (!x->nargs)
        return list_topics(x);
    if (!guide_find(x->c, x->permit, x->args[0], &page))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "items");
        jout_array(&x->j);
    }
    for (size_t i = 0; i < page.n; i++)
        if (x->json ? !guide_json(x->c, page.items[i], &x->j)
                    : !print_entry(x, page.items[i], i == 0))
            return cli_fail(x);
    if (x->json) {
        jout_array_end(&x->j);
        jout_key(&x->j, "next");
        jout_null(&x->j);
        jout_end(&x->j);
    }
    return cli_done(x);
}

/* --- advise --- */

static struct str block_text(struct cli *x, const struct record *r, const char *member)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text = NULL;
    if (!content_block(x->c, r, &tree, &text))
        return (struct str){ NULL, 0 };
    return arena_str(x->c->mem, jin_str(text, member));
}

static struct str option_of(struct cli *x, const struct record *r)
{
    struct str role = content_text(r, "role");
    return arena_printf(x->c->mem, "--" STR_FMT "%s" STR_FMT, STR_ARG(content_text(r, "flag")),
                        role.n ? " " : "", STR_ARG(role));
}

static void advice_entry_json(struct cli *x, const struct record *r)
{
    jout_begin(&x->j);
    jout_member(&x->j, "flag", content_text(r, "flag"));
    jout_member(&x->j, "role", content_text(r, "role"));
    jout_member(&x->j, "option", option_of(x, r));
    jout_member(&x->j, "title", content_text(r, "title"));
    jout_member(&x->j, "question", block_text(x, r, "question"));
    jout_member(&x->j, "summary", block_text(x, r, "summary"));
    jout_end(&x->j);
}

/* Nothing was answered: the questions, and the options that answer them. */
static int ask(struct cli *x)
{
    struct page page;
    if (!guide_kind(x->c, x->permit, "advice", &page))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "questions");
        jout_array(&x->j);
        for (size_t i = 0; i < page.n; i++)
            advice_entry_json(x, page.items[i]);
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    buf_add_z(&x->out, "Which of these is true for you? Give the options of all that are, for "
                       "example\nmuniment standard advise --certify --implement\n\n");
    for (size_t i = 0; i < page.n; i++)
        cli_wrap(x, TEXT_INDENT,
                 arena_printf(x->c->mem, "%-24.*s", STR_ARG(option_of(x, page.items[i]))).p,
                 block_text(x, page.items[i], "question"));
    return cli_done(x);
}

static void advice_json(struct cli *x, const struct advice *a)
{
    struct jout *j = &x->j;
    jout_begin(j);
    jout_key(j, "answers");
    jout_array(j);
    for (size_t i = 0; i < a->n; i++)
        advice_entry_json(x, a->entry[i]);
    jout_array_end(j);
    jout_key(j, "standards");
    jout_array(j);
    for (size_t i = 0; i < a->nstandards; i++) {
        const struct advice_standard *s = &a->standard[i];
        jout_begin(j);
        jout_member(j, "standard", s->number);
        jout_member(j, "name", s->name);
        jout_member(j, "title", s->title);
        jout_key(j, "verdict");
        jout_z(j, advice_key[s->verdict]);
        jout_key(j, "reasons");
        jout_array(j);
        for (size_t k = 0; k < s->n; k++) {
            jout_begin(j);
            jout_member(j, "flag", content_text(s->reason[k].entry, "flag"));
            jout_member(j, "why", s->reason[k].why);
            jout_end(j);
        }
        jout_array_end(j);
        jout_end(j);
    }
    jout_array_end(j);
    jout_end(j);
}

static void advice_text(struct cli *x, const struct advice *a)
{
    for (size_t i = 0; i < a->n; i++) {
        buf_addf(&x->out, "%s" STR_FMT "\n", i ? "\n" : "",
                 STR_ARG(content_text(a->entry[i], "title")));
        cli_wrap(x, TEXT_INDENT, "", block_text(x, a->entry[i], "summary"));
    }
    for (size_t i = 0; i < a->nstandards; i++) {
        const struct advice_standard *s = &a->standard[i];
        if (i == 0 || s->verdict != a->standard[i - 1].verdict)
            text_heading(x, advice_label[s->verdict]);
        buf_addf(&x->out, "  " STR_FMT " " STR_FMT "\n", STR_ARG(s->name), STR_ARG(s->title));
        for (size_t k = 0; k < s->n; k++)
            cli_wrap(x, 2 * TEXT_INDENT, "", s->reason[k].why);
    }
}

int cmd_standard_advise(struct cli *x)
{
    static const char *const flags[] = { "certify", "implement", "risk",
                                         "measure", "audit",     "privacy" };
    struct advice_answer answer[ARRAY_LEN(flags)];
    struct advice a;
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (cli_has(x, flags[i]))
            answer[n++] = (struct advice_answer){ str_z(flags[i]), cli_value(x, flags[i]) };
    if (!n)
        return ask(x);
    if (!advice_make(x->c, x->permit, answer, n, &a))
        return cli_fail(x);
    if (x->json)
        advice_json(x, &a);
    else
        advice_text(x, &a);
    return cli_done(x);
}

/* --- load-text --- */

int cmd_standard_load_text(struct cli *x)
{
    struct wording_result r;
    const char *path = arena_z(x->c->mem, x->args[0]);
    if (!wording_load(x->c, x->permit, path, cli_has(x, "clear"), &r)) {
        if (x->c->err.code == ERR_INVALID && x->c->nproblems && !x->json)
            cli_note(x, "Nothing was loaded: %" PRId64 " problem%s in %s.", x->c->nproblems,
                     x->c->nproblems == 1 ? "" : "s", path);
        return cli_fail(x);
    }
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "loaded");
        jout_int(&x->j, r.kept);
        jout_key(&x->j, "removed");
        jout_int(&x->j, r.removed);
        jout_end(&x->j);
        return cli_done(x);
    }
    buf_addf(&x->out,
             "%" PRId64 " texts loaded, %" PRId64 " taken out. They stay in this database, are "
             "shown by standard show, and are never exported.\n",
             r.kept, r.removed);
    return cli_done(x);
}
