#include "cli/cli.h"

/* --help, the manual page and shell completion, all from the command table. */

int cli_help(struct cli *x);

static void options(struct buf *b, const struct cli_option *o)
{
    for (; o && o->name; o++) {
        char left[80];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
        buf_addf(b, "  %-26s %s\n", left, o->help);
    }
}

static void one_command(struct buf *b, const struct cli_command *k, const char *type)
{
    buf_addf(b, "muniment %s%s%s %s\n\n%s\n", type, *type ? " " : "", k->name, k->usage, k->help);
    if (k->options && k->options->name) {
        buf_add_z(b, "\nOptions:\n");
        options(b, k->options);
    }
}

static void overview(struct cli *x)
{
    struct buf *b = &x->out;
    const struct catalog *k = x->store_options->catalog;
    buf_add_z(b, "muniment [--db FILE] [--json] [--as REF] [--as-of WHEN] COMMAND\n\nCommands:\n");
    for (const struct cli_command *c = cli_commands; c->name; c++) {
        char left[120];
        snprintf(left, sizeof left, "%s %s", c->name, c->usage);
        buf_addf(b, "  %-44s %s\n", left, c->help);
    }
    buf_add_z(b, "\nFor every record type (TYPE):\n");
    for (const struct cli_command *c = cli_type_commands; c->name; c++) {
        char left[120];
        snprintf(left, sizeof left, "TYPE %s %s", c->name, c->usage);
        buf_addf(b, "  %-44s %s\n", left, c->help);
    }
    buf_add_z(b, "\nTypes:");
    for (size_t i = 0; i < k->n; i++)
        buf_addf(b, "%s%s", i % 8 ? " " : "\n  ", k->entities[i]->name);
    buf_add_z(b, "\n\nEverywhere:\n");
    options(b, cli_global_options);
    buf_add_z(b, "\nExit codes: 0 done, 1 done but something falls short, 2 wrong usage, 3 not "
                 "found, 4 conflict,\n"
                 "5 not permitted, 6 invalid input, 7 storage failure.\n");
}

int cli_help(struct cli *x)
{
    int first = x->nargs && str_eq_z(x->args[0], "help");
    struct str a = x->nargs > first ? x->args[first] : STR(""),
               b = x->nargs > first + 1 ? x->args[first + 1] : STR("");
    bool found = false;
    const struct entity *e = catalog_find(x->store_options->catalog, a);
    for (const struct cli_command *k = cli_type_commands; e && k->name; k++)
        if (!b.n || str_eq_z(b, k->name)) {
            buf_add_z(&x->out, found ? "\n" : "");
            one_command(&x->out, k, e->name);
            found = true;
        }
    for (const struct cli_command *k = cli_commands; !found && a.n && k->name; k++) {
        struct str name = str_z(k->name);
        struct str both = arena_printf(x->c->mem, STR_FMT " " STR_FMT, STR_ARG(a), STR_ARG(b));
        if (!str_eq(name, a) && !str_eq(name, both) &&
            !(str_starts(name, a) && name.p[a.n] == ' ' && !b.n))
            continue;
        buf_add_z(&x->out, x->out.n ? "\n" : "");
        one_command(&x->out, k, "");
    }
    if (!x->out.n && a.n)
        return cli_usage(x, "There is no command \"" STR_FMT "\".", STR_ARG(a));
    if (!x->out.n)
        overview(x);
    return cli_done(x);
}

int cmd_manual(struct cli *x);
int cmd_completion(struct cli *x);

/* roff: a dash and a backslash need care, a line must not begin with a dot. */
static void roff(struct buf *b, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            buf_add_z(b, "\\e");
        else if (*p == '-')
            buf_add_z(b, "\\-");
        else if (*p == '.' && (p == text || p[-1] == '\n'))
            buf_add_z(b, "\\&.");
        else
            buf_add_char(b, *p);
    }
}

static void roff_command(struct buf *b, const struct cli_command *k, const char *before)
{
    buf_add_z(b, ".TP\n.B ");
    roff(b, before);
    roff(b, k->name);
    buf_add_z(b, " ");
    roff(b, k->usage);
    buf_add_z(b, "\n");
    roff(b, k->help);
    buf_add_z(b, "\n");
    for (const struct cli_option *o = k->options; o && o->name; o++) {
        buf_add_z(b, ".RS\n.TP\n.B \\-\\-");
        roff(b, o->name);
        buf_addf(b, " %s\n", o->arg ? o->arg : "");
        roff(b, o->help);
        buf_add_z(b, "\n.RE\n");
    }
}

int cmd_manual(struct cli *x)
{
    struct buf *b = &x->out;
    buf_add_z(b, ".TH MUNIMENT 1\n.SH NAME\nmuniment \\- an information security management system "
                 "in one program\n.SH SYNOPSIS\n"
                 "muniment [\\-\\-db FILE] [\\-\\-json] [\\-\\-as REF] [\\-\\-as\\-of WHEN] "
                 "COMMAND\n.SH COMMANDS\n");
    for (const struct cli_command *k = cli_commands; k->name; k++)
        roff_command(b, k, "");
    buf_add_z(b, ".SH RECORD TYPES\n");
    for (const struct cli_command *k = cli_type_commands; k->name; k++)
        roff_command(b, k, "TYPE ");
    buf_add_z(b, ".SH OPTIONS\n");
    for (const struct cli_option *o = cli_global_options; o->name; o++) {
        buf_add_z(b, ".TP\n.B \\-\\-");
        roff(b, o->name);
        buf_addf(b, " %s\n", o->arg ? o->arg : "");
        roff(b, o->help);
        buf_add_z(b, "\n");
    }
    buf_add_z(b, ".SH EXIT STATUS\n0 done; 1 done, and something checked falls short; 2 wrong "
                 "usage; 3 not found; 4 conflict; 5 not permitted; "
                 "6 invalid input; 7 storage failure.\n");
    return cli_done(x);
}

int cmd_completion(struct cli *x)
{
    struct buf *b = &x->out;
    const struct catalog *k = x->store_options->catalog;
    buf_add_z(b, "# bash completion for muniment: source this file, or put it into "
                 "/etc/bash_completion.d/\n_muniment() {\n"
                 "  local cur=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]}\n  case \"$cur\" "
                 "in\n    --*) COMPREPLY=($(compgen -W \"");
    for (const struct cli_option *o = cli_global_options; o->name; o++)
        buf_addf(b, "--%s ", o->name);
    for (const struct cli_command *c = cli_commands; c->name; c++)
        for (const struct cli_option *o = c->options; o && o->name; o++)
            buf_addf(b, "--%s ", o->name);
    buf_add_z(b, "\" -- \"$cur\")); return;;\n  esac\n  if [ \"$COMP_CWORD\" = 1 ]; then\n    "
                 "COMPREPLY=($(compgen -W \"");
    for (const struct cli_command *c = cli_commands; c->name; c++)
        if (!strchr(c->name, ' '))
            buf_addf(b, "%s ", c->name);
    for (size_t i = 0; i < k->n; i++)
        buf_addf(b, "%s ", k->entities[i]->name);
    buf_add_z(b, "\" -- \"$cur\"))\n    return\n  fi\n  if [ \"$COMP_CWORD\" = 2 ]; then\n    case "
                 "\"$first\" in\n");
    for (const struct cli_command *c = cli_commands; c->name; c++)
        if (strchr(c->name, ' ')) {
            struct str rest = str_z(c->name), a;
            (void)str_cut(&rest, ' ', &a);
            buf_addf(b,
                     "      " STR_FMT ") COMPREPLY+=($(compgen -W \"" STR_FMT
                     "\" -- \"$cur\"));;&\n",
                     STR_ARG(a), STR_ARG(rest));
        }
    buf_add_z(b, "      *) case \" ");
    for (size_t i = 0; i < k->n; i++)
        buf_addf(b, "%s ", k->entities[i]->name);
    buf_add_z(b, "\" in *\" $first \"*) COMPREPLY+=($(compgen -W \"");
    for (const struct cli_command *c = cli_type_commands; c->name; c++)
        buf_addf(b, "%s ", c->name);
    buf_add_z(b, "\" -- \"$cur\"));; esac;;\n    esac\n  fi\n}\ncomplete -o default -F _muniment "
                 "muniment\n");
    return cli_done(x);
}
