#include "cli/cmd_text.h"
#include "isms/standard.h"

struct str text_words(struct cli *x)
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

void text_heading(struct cli *x, const char *text)
{
    buf_addf(&x->out, "\n%s\n", text);
}

void text_fact(struct cli *x, const char *label, struct str s)
{
    if (s.n)
        cli_wrap(x, TEXT_INDENT, arena_printf(x->c->mem, "%-32s", label).p, s);
}

struct str text_commas(struct cli *x, struct str list)
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

struct str text_joined(struct cli *x, const json_t *list)
{
    struct buf b;
    size_t i;
    json_t *v;
    buf_init(&b, 4096);
    json_array_foreach(list, i, v)
        buf_addf(&b, "%s%s", i ? ", " : "", json_string_value(v) ? json_string_value(v) : "");
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void member(struct cli *x, const char *key, const json_t *v)
{
    const char *heading = standard_heading(key);
    json_t *item;
    size_t i;
    text_heading(x, heading);
    if (!*heading)
        x->out.n--; /* a text without a heading stands after one blank line */
    if (json_is_string(v))
        cli_wrap(x, TEXT_INDENT, "", str_z(json_string_value(v)));
    json_array_foreach(v, i, item)
        cli_wrap(x, TEXT_INDENT,
                 strcmp(key, "guidance") == 0 ? arena_printf(x->c->mem, "%zu. ", i + 1).p : "- ",
                 str_z(json_string_value(item)));
}

void text_block(struct cli *x, const json_t *block)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)block, key, v)
    {
        if (strcmp(key, "title") != 0 && (json_is_string(v) || json_is_array(v)))
            member(x, key, v);
    }
}
