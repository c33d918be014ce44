#include "cli/cmd.h"
#include "cli/cmd_text.h"
#include "exchange/sheet.h"
#include "isms/guide.h"
#include "isms/measure.h"
#include "isms/soa.h"
#include "isms/standard.h"
#include "records/records.h"

/* construct show, template show, standard handout: content whose show is more than its fields. */

static bool find(struct cli *x, const struct entity *e, struct str typed, struct record **ret)
{
    return store_find(x->c, x->permit, e, typed, ret);
}

/* --- construct show --- */

/* The scope that is asked for, or the only one; the whole organisation when there are none or
 * several. */
static bool find_scope(struct cli *x, int64_t *ret)
{
    struct record *scope;
    struct query q;
    struct page page;
    struct str typed = cli_value(x, "scope");
    *ret = 0;
    if (typed.n) {
        if (!store_find(x->c, x->permit, &entity_scope_type, typed, &scope))
            return false;
        *ret = scope->id;
        return true;
    }
    query_init(&q, &entity_scope_type);
    q.limit = 2;
    if (!query_list(x->c, x->permit, &q, &page))
        return false;
    if (page.n == 1)
        *ret = page.items[0]->id;
    return true;
}

static void number(struct jout *j, const char *key, bool there, double v)
{
    jout_key(j, key);
    if (there)
        jout_real(j, v);
    else
        jout_null(j);
}

static void construct_json(struct cli *x, const struct record *r, const struct measure_value *v,
                           const json_t *text)
{
    static const char *const columns[] = { "kind", "unit", "better", "collect", "report" };
    struct jout *j = &x->j;
    bool measured = v->state >= MEASURE_ON_TARGET;
    jout_begin(j);
    jout_member(j, "key", content_text(r, "ref"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        jout_member(j, columns[i], content_text(r, columns[i]));
    jout_key(j, "target");
    jout_int(j, rec_value(r, "target")->i);
    jout_key(j, "warning");
    jout_int(j, rec_value(r, "warning")->i);
    standard_split_json(j, "serves", content_text(r, "serves"));
    standard_block_json(j, text);
    jout_key(j, "computed");
    jout_bool(j, v->state != MEASURE_NO_QUERY);
    jout_key(j, "state");
    jout_z(j, measure_state_key[v->state]);
    number(j, "value", measured, v->value);
    number(j, "part", measured, v->part);
    number(j, "whole", measured && v->has_whole, v->whole);
    jout_member(j, "on", store_today_text(x->c));
    jout_end(j);
}

static void construct_value(struct cli *x, const struct record *r, const struct measure_value *v)
{
    struct ctx *c = x->c;
    struct str target = measure_text(c, r, (double)rec_value(r, "target")->i),
               warning = measure_text(c, r, (double)rec_value(r, "warning")->i);
    bool higher = str_eq_z(content_text(r, "better"), "higher");
    text_fact(x, "Target",
              arena_printf(c->mem, STR_FMT " or %s", STR_ARG(target), higher ? "more" : "less"));
    text_fact(x, "Warning",
              arena_printf(c->mem, "%s than " STR_FMT, higher ? "less" : "more", STR_ARG(warning)));
    if (v->state < MEASURE_ON_TARGET)
        text_fact(x, "Today", str_z(measure_state_label[v->state]));
    else if (v->has_whole)
        text_fact(x, "Today",
                  arena_printf(c->mem, STR_FMT " (%.0f of %.0f), %s",
                               STR_ARG(measure_text(c, r, v->value)), v->part, v->whole,
                               measure_state_label[v->state]));
    else
        text_fact(x, "Today",
                  arena_printf(c->mem, STR_FMT ", %s", STR_ARG(measure_text(c, r, v->value)),
                               measure_state_label[v->state]));
}

int cmd_construct_show(struct cli *x)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    struct record *r;
    struct measure_value v;
    int64_t scope;
    if (!find(x, &entity_construct, x->args[0], &r) || !content_block(x->c, r, &tree, &text) ||
        !find_scope(x, &scope) || !measure_compute(x->c, x->permit, r, scope, &v))
        return cli_fail(x);
    if (x->json) {
        construct_json(x, r, &v, text);
        return cli_done(x);
    }
    buf_addf(&x->out, STR_FMT "  " STR_FMT "\n", STR_ARG(content_text(r, "ref")),
             STR_ARG(content_text(r, "title")));
    construct_value(x, r, &v);
    text_fact(x, "Shows", content_text(r, "kind"));
    text_fact(x, "Collected", content_text(r, "collect"));
    text_fact(x, "Reported", content_text(r, "report"));
    text_fact(x, "Serves", text_commas(x, content_text(r, "serves")));
    text_block(x, text);
    return cli_done(x);
}

/* --- template show, standard handout: Markdown as it stands, or a page --- */

static int print_sheet(struct cli *x, const struct record *r, struct str foot)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    static const char *const columns[] = { "ref", "kind", "role" };
    if (!content_block(x->c, r, &tree, &text))
        return cli_fail(x);
    if (cli_has(x, "html")) {
        sheet_html(&x->out, jin_str(text, "title"), jin_str(text, "text"), foot);
    } else if (x->json) {
        jout_begin(&x->j);
        for (size_t i = 0; i < ARRAY_LEN(columns); i++)
            if (content_text(r, columns[i]).n)
                jout_member(&x->j, i ? columns[i] : "key", content_text(r, columns[i]));
        if (r->type == &entity_template) {
            jout_key(&x->j, "start");
            jout_bool(&x->j, rec_value(r, "start")->i);
            jout_key(&x->j, "review_months");
            jout_int(&x->j, rec_value(r, "review_months")->i);
            standard_split_json(&x->j, "serves", content_text(r, "serves"));
        }
        standard_block_json(&x->j, text);
        jout_end(&x->j);
    } else {
        buf_add_str(&x->out, jin_str(text, "text"));
    }
    return cli_done(x);
}

int cmd_template_show(struct cli *x)
{
    struct record *r;
    if (!find(x, &entity_template, x->args[0], &r))
        return cli_fail(x);
    return print_sheet(x, r, (struct str){ NULL, 0 });
}

static int list_handouts(struct cli *x)
{
    struct page page;
    if (!guide_kind(x->c, x->permit, "handout", &page))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "items");
        jout_array(&x->j);
    }
    for (size_t i = 0; i < page.n; i++) {
        struct str name = str_tail(content_text(page.items[i], "ref"), strlen("handout:")),
                   title = content_text(page.items[i], "title");
        if (!x->json) {
            buf_addf(&x->out, "%-16.*s" STR_FMT "\n", STR_ARG(name), STR_ARG(title));
            continue;
        }
        jout_begin(&x->j);
        jout_member(&x->j, "handout", name);
        jout_member(&x->j, "title", title);
        jout_member(&x->j, "role", content_text(page.items[i], "role"));
        jout_end(&x->j);
    }
    if (x->json) {
        jout_array_end(&x->j);
        jout_end(&x->j);
    }
    return cli_done(x);
}

int cmd_standard_handout(struct cli *x)
{
    struct record *r;
    struct str name;
    if (!x->nargs)
        return list_handouts(x);
    if (!content_find(x->c, x->permit, &entity_guide,
                      arena_printf(x->c->mem, "handout:" STR_FMT, STR_ARG(x->args[0])), &r) ||
        !store_title(x->c, &entity_organization, 1, &name))
        return cli_fail(x);
    if (!r) {
        fail(x->c, ERR_NOT_FOUND,
             "There is no handout \"" STR_FMT "\". `standard handout` lists them.",
             STR_ARG(x->args[0]));
        return cli_fail(x);
    }
    return print_sheet(x, r, name);
}
