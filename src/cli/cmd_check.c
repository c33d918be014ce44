#include "cli/cmd.h"
#include "isms/path.h"
#include "isms/soa.h"
#include "records/records.h"

/* check, path. */

static const char *const colors[CHECK_N] = { "33", "31", "32", "32;1" };

static void records(struct cli *x, const struct check_finding *f, struct buf *b)
{
    enum { SHOWN = 8 };
    for (size_t i = 0; i < f->nrecords && i < SHOWN; i++)
        buf_addf(b, "%s" STR_FMT, i ? ", " : "", STR_ARG(entity_ref(x->c, f->type, f->record[i])));
    if (f->offenders > SHOWN)
        buf_addf(b, " and %" PRId64 " more", f->offenders - SHOWN);
}

static const char *text(const struct check_finding *f, const char *name)
{
    const char *s = json_string_value(json_object_get(f->check, name));
    return s ? s : "";
}

static void finding(struct cli *x, const struct check_finding *f)
{
    struct buf b;
    buf_init(&b, 64 << 10);
    if (f->offenders) {
        buf_addf(&b, "%s ", text(f, "message"));
        records(x, f, &b);
        buf_addf(&b, " (of %" PRId64 "). ", f->population);
    } else {
        buf_add_z(&b, "Nothing recorded yet. ");
    }
    buf_add_z(&b, text(f, "fix"));
    const char *mark = !f->counts                                      ? "  advice: "
                       : strcmp(text(f, "may_become"), "likely_major") ? "  minor:  "
                                                                       : "  major:  ";
    cli_wrap(x, 9, mark, buf_str(&b));
    buf_done(&b);
}

static void print_state(struct cli *x, const struct check_requirement *q)
{
    const char *label = q->later ? "not looked at by this version" : check_state_label[q->state];
    buf_addf(&x->out, "%-10.*s %s%s%s  " STR_FMT "\n", STR_ARG(q->number),
             x->color ? arena_printf(x->c->mem, "\033[%sm", colors[q->state]).p : "", label,
             x->color ? "\033[0m" : "", STR_ARG(q->title));
}

static void print_report(struct cli *x, const struct check_report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct check_requirement *q = &r->row[i];
        if (!q->shown || (q->clause != i && !q->nfound && !r->narrowed))
            continue;
        print_state(x, q);
        for (size_t k = 0; k < q->nfound; k++)
            finding(x, q->found[k]);
    }
    if (r->narrowed)
        return;
    buf_addf(&x->out,
             "\n%" PRId64 " clauses conforming, %" PRId64 " without a gap found, %" PRId64
             " with gaps, %" PRId64 " with nothing yet.\n",
             r->clauses[CHECK_CONFORMING], r->clauses[CHECK_NO_GAP_FOUND], r->clauses[CHECK_GAPS],
             r->clauses[CHECK_NOTHING_YET]);
    if (!r->scope)
        buf_add_z(&x->out, "There is no scope yet: begin with muniment scope add title=\"...\" "
                           "statement=\"...\"\n");
    buf_add_z(&x->out, "A gap is what an auditor may find; whether it is a nonconformity, and of "
                       "which grade, is for people to judge.\n");
}

int cmd_check(struct cli *x)
{
    struct record *scope;
    struct check_report r = { .n = 0 };
    if (!soa_scope_if_any(x->c, x->permit, cli_value(x, "scope"), &scope) ||
        !check_run(x->c, x->permit, scope, cli_value(x, "requirement"), &r))
        return cli_fail(x);
    if (!x->json)
        print_report(x, &r);
    else if (!check_json(x->c, &r, &x->j))
        return cli_fail(x);
    int code = cli_done(x);
    return code ? code : !check_all_fine(&r);
}

int cmd_path(struct cli *x)
{
    static const char *const marks[] = { "[ ]", "[x]", " - " };
    struct record *scope;
    struct path path;
    if (!soa_scope_if_any(x->c, x->permit, cli_value(x, "scope"), &scope) ||
        !path_read(x->c, x->permit, scope, &path))
        return cli_fail(x);
    if (x->json) {
        path_json(&path, &x->j);
        return cli_done(x);
    }
    for (size_t s = 0; s < path.n; s++) {
        buf_addf(&x->out, "%s%s\n", s ? "\n" : "", path.stage[s].name);
        for (size_t i = 0; i < path.stage[s].n; i++) {
            const struct path_step *step = &path.stage[s].step[i];
            buf_addf(&x->out, "  %s %-42s %-12s", marks[step->state], step->name,
                     step->requirement + strlen("27001:"));
            if (step->state == PATH_LATER)
                buf_add_z(&x->out, " not part of this version yet");
            if (step->put_off)
                buf_addf(&x->out, " put off by TK-%" PRId64, step->put_off);
            for (size_t k = 0; k < step->nblocked; k++)
                buf_addf(&x->out, "%s%s", k ? ", " : " after: ", step->blocked_by[k]);
            buf_add_char(&x->out, '\n');
        }
    }
    if (path.next)
        buf_addf(&x->out, "\nNext: %s. %s See muniment check --requirement %s\n", path.next->name,
                 path.next->why, path.next->requirement);
    return cli_done(x);
}
