#include <sys/ioctl.h>

#include "base/out.h"
#include "base/text.h"
#include "cli/cli.h"
#include "http/problem.h"
#include "records/records.h"

/* ctx error to exit code: the table of product.md. */
static const int exit_code[ERR_N] = {
    [ERR_NONE] = 0,     [ERR_USAGE] = 2,     [ERR_NOT_FOUND] = 3,
    [ERR_CONFLICT] = 4, [ERR_FORBIDDEN] = 5, [ERR_INVALID] = 6,
    [ERR_LIMIT] = 6,    [ERR_STORAGE] = 7,   [ERR_BUSY] = 7,
};

enum { MEMORY_MAX = 512 << 20, OUT_MAX = 1 << 30 };

const struct cli_option cli_global_options[] = {
    { "db", "FILE", "The database; else MUNIMENT_DB, else muniment.db here." },
    { "json", NULL, "One JSON value on standard output, messages on standard error." },
    { "as", "REF", "Act as this person; else MUNIMENT_AS, else the person who made the database." },
    { "as-of", "WHEN",
      "Show everything as it was: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ. Nothing can be changed "
      "then." },
    { "reason", "TEXT", "Why; kept in the history of everything this command changes." },
    { "help", NULL, "Help on a command." },
    { NULL, NULL, NULL },
};

struct str cli_value(const struct cli *x, const char *name)
{
    for (int i = 0; i < x->ngiven; i++)
        if (strcmp(x->given[i].option->name, name) == 0)
            return x->given[i].value;
    return (struct str){ NULL, 0 };
}

bool cli_has(const struct cli *x, const char *name)
{
    for (int i = 0; i < x->ngiven; i++)
        if (strcmp(x->given[i].option->name, name) == 0)
            return true;
    return false;
}

void cli_note(const struct cli *x, const char *fmt, ...)
{
    va_list args;
    (void)x;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
}

int cli_usage(struct cli *x, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    ctx_clear(x->c);
    fail(x->c, ERR_USAGE, "%s", text);
    return cli_fail(x);
}

/* RFC 9457. What was typed may be no text at all: made fit to be printed first. */
static void fail_json(struct cli *x)
{
    struct ctx *c = x->c;
    struct buf b;
    struct jout j;
    buf_init(&b, 64 << 20);
    jout_init(&j, &b, true);
    c->err.message = cli_safe(x, str_z(c->err.message)).p;
    for (struct problem *p = c->problems; p; p = p->next) {
        p->field = p->field ? cli_safe(x, str_z(p->field)).p : NULL;
        p->message = cli_safe(x, str_z(p->message)).p;
        p->column = cli_safe(x, p->column);
        p->value = cli_safe(x, p->value);
    }
    problem_json(c, 0, &j);
    fprintf(stderr, "%s\n", b.p);
    buf_done(&b);
}

static void print_problem(struct cli *x, const struct problem *p)
{
    if (p->row)
        fprintf(stderr, "  row %" PRId64 "%s" STR_FMT "%s", p->row,
                p->column.n ? ", column \"" : "", STR_ARG(cli_safe(x, p->column)),
                p->column.n ? "\"" : "");
    else
        fprintf(stderr, "  %s", p->field ? cli_safe(x, str_z(p->field)).p : "record");
    fprintf(stderr, ": %s", cli_safe(x, str_z(p->message)).p);
    if (p->value.n && strcmp(p->code, "conflict") != 0)
        fprintf(stderr, " (given: \"" STR_FMT "\")", STR_ARG(cli_safe(x, p->value)));
    fputc('\n', stderr);
}

/* Saved, but what stands there now could not be read: that is no failure of the change. */
static int saved_unseen(struct cli *x)
{
    fprintf(stderr, "muniment: The change was saved, but it cannot be shown: %s\n",
            cli_safe(x, str_z(x->c->err.message)).p);
    if (x->json)
        puts("{\"saved\": true}");
    return 0;
}

int cli_fail(struct cli *x)
{
    struct ctx *c = x->c;
    if (c->err.code == ERR_NONE)
        BUG("failure without an error");
    if (x->saved)
        return saved_unseen(x);
    if (x->json) {
        fail_json(x);
        return exit_code[c->err.code];
    }
    fprintf(stderr, "muniment: %s\n", cli_safe(x, str_z(c->err.message)).p);
    for (const struct problem *p = c->problems; p; p = p->next)
        print_problem(x, p);
    if (c->nproblems > CTX_PROBLEMS_MAX)
        fprintf(stderr, "  ... and %" PRId64 " more problems\n", c->nproblems - CTX_PROBLEMS_MAX);
    return exit_code[c->err.code];
}

bool cli_flush(struct cli *x)
{
    struct str out = cli_value(x, "out"), s = buf_str(&x->out);
    FILE *f = stdout;
    struct out file;
    if (out.n)
        out_begin(x->c, &file, arena_z(x->c->mem, out));
    if (out.n && !(f = fopen(file.name, "wbe")))
        return fail(x->c, ERR_STORAGE, STR_FMT " cannot be written: %s.", STR_ARG(out),
                    strerror(errno));
    bool ok = fwrite(s.p, 1, s.n, f) == s.n && fflush(f) == 0;
    if (f != stdout)
        ok = fclose(f) == 0 && ok;
    buf_reset(&x->out);
    if (!ok)
        fail(x->c, ERR_STORAGE, "The output cannot be written: %s.", strerror(errno));
    return f == stdout ? ok : out_end(x->c, &file, ok);
}

int cli_done(struct cli *x)
{
    if (x->json && !cli_has(x, "out") && x->out.n && x->out.p[x->out.n - 1] != '\n')
        buf_add_char(&x->out, '\n');
    return cli_flush(x) ? 0 : cli_fail(x);
}

struct str cli_show(struct cli *x, const struct record *r, size_t place)
{
    const struct field *f = &r->type->fields[place];
    struct buf b;
    if (rec_is_null(r, place))
        return STR("");
    buf_init(&b, 8 << 20);
    bool ok = f->kind->show ? f->kind->show(x->c, f, r, &r->v[place], &b)
                            : f->kind->text(x->c, f, &r->v[place], &b);
    struct str s = arena_str(x->c->mem, buf_str(&b));
    buf_done(&b);
    return ok ? cli_safe(x, s) : STR("?");
}

bool cli_assign(struct cli *x, struct record *r, int first)
{
    for (int i = first; i < x->nargs; i++) {
        struct str arg = x->args[i], name;
        ptrdiff_t eq = str_find_char(arg, '=');
        if (eq <= 0) {
            problem_add(x->c, NULL, "format", arg, "Give values as FIELD=VALUE.");
            continue;
        }
        name = str_head(arg, (size_t)eq);
        const struct field *f = entity_field(r->type, name);
        if (!f || (f->flags & F_RETIRED)) {
            problem_add(x->c, arena_z(x->c->mem, name), "unknown", arg,
                        "A %s has no field \"" STR_FMT "\". `muniment %s fields` lists them.",
                        r->type->label, STR_ARG(name), r->type->name);
            continue;
        }
        struct str value = str_tail(arg, (size_t)eq + 1);
        if (!record_parse(x->c, r, f, value) && x->c->err.code != ERR_INVALID)
            return false;
    }
    if (x->c->nproblems)
        record_needed(x->c, r);
    return x->c->nproblems == 0;
}

/* --- parsing --- */

static const struct cli_option *find_option(const struct cli_option *o, struct str name)
{
    for (; o && o->name; o++)
        if (str_eq_z(name, o->name))
            return o;
    return NULL;
}

/* Takes every --option out of argv; what is left are the words. Options may stand anywhere. */
static bool split(struct cli *x, int argc, char **argv)
{
    x->args = arena_new(x->c->mem, struct str, (size_t)argc + 1);
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        struct str a = str_z(argv[i]);
        if (only_words || !str_starts(a, STR("--")) || a.n == 2) {
            if (a.n == 2 && str_eq_z(a, "--") && !only_words)
                only_words = true;
            else
                x->args[x->nargs++] = a;
            continue;
        }
        struct str name = str_tail(a, 2), value = { NULL, 0 };
        ptrdiff_t eq = str_find_char(name, '=');
        if (eq >= 0) {
            value = str_tail(name, (size_t)eq + 1);
            name = str_head(name, (size_t)eq);
        }
        const struct cli_option *o = find_option(cli_global_options, name);
        for (const struct cli_command *k = cli_commands; !o && k->name; k++)
            o = find_option(k->options, name);
        for (const struct cli_command *k = cli_type_commands; !o && k->name; k++)
            o = find_option(k->options, name);
        if (!o)
            return fail(x->c, ERR_USAGE, "There is no option --" STR_FMT ". See `muniment --help`.",
                        STR_ARG(name));
        if (o->arg && eq < 0) {
            if (i + 1 >= argc)
                return fail(x->c, ERR_USAGE, "--%s needs a value: %s.", o->name, o->arg);
            value = str_z(argv[++i]);
        }
        if (x->ngiven == CLI_REPEAT_MAX)
            return fail(x->c, ERR_USAGE, "At most %d options.", CLI_REPEAT_MAX);
        x->given[x->ngiven++] = (struct cli_given){ o, value };
    }
    return true;
}

static const struct cli_command *two_words(const struct cli *x, int *ret_words)
{
    const struct cli_command *one = NULL;
    for (const struct cli_command *k = cli_commands; k->name; k++) {
        struct str rest = str_z(k->name), a, b;
        (void)str_cut(&rest, ' ', &a);
        if (!str_eq(a, x->args[0]))
            continue;
        if (!rest.n) {
            one = k;
        } else if (x->nargs > 1 && str_cut(&rest, ' ', &b) && str_eq(b, x->args[1])) {
            *ret_words = 2;
            return k;
        }
    }
    *ret_words = 1;
    return one;
}

static const struct cli_command *type_verb(struct cli *x)
{
    x->type = catalog_find(x->store_options->catalog, x->args[0]);
    if (!x->type || x->nargs < 2)
        return NULL;
    for (const struct cli_command *k = cli_type_commands; k->name; k++)
        if (str_eq_z(x->args[1], k->name))
            return k;
    return NULL;
}

/* A command of two words wins over a verb of a type, a verb wins over a command of one word: `term
 * list` lists, `term risk` explains. */
static bool choose(struct cli *x)
{
    int words = 1;
    const struct cli_command *k = x->nargs ? two_words(x, &words) : NULL;
    const struct cli_command *verb = words == 1 && x->nargs ? type_verb(x) : NULL;
    if (verb) {
        k = verb;
        words = 2;
    } else if (!k && x->type) {
        return fail(x->c, ERR_USAGE,
                    "\"" STR_FMT "\" is a record type: follow it with list, show, add, edit, "
                    "archive, unarchive, history or fields.",
                    STR_ARG(x->args[0]));
    } else {
        x->type = NULL;
    }
    if (!k)
        return fail(x->c, ERR_USAGE,
                    x->nargs ? "There is no command \"" STR_FMT "\". See `muniment --help`."
                             : "Give a command. See `muniment --help`." STR_FMT,
                    x->nargs ? (int)x->args[0].n : 0, x->nargs ? x->args[0].p : "");
    x->command = k;
    x->args += words;
    x->nargs -= words;
    return true;
}

static bool check_call(struct cli *x)
{
    const struct cli_command *k = x->command;
    for (int i = 0; i < x->ngiven; i++)
        if (!find_option(cli_global_options, str_z(x->given[i].option->name)) &&
            !find_option(k->options, str_z(x->given[i].option->name)))
            return fail(x->c, ERR_USAGE, "`%s` has no option --%s.", k->name,
                        x->given[i].option->name);
    if (x->nargs < k->min_args || (k->max_args >= 0 && x->nargs > k->max_args))
        return fail(x->c, ERR_USAGE, "Usage: muniment %s%s%s %s", x->type ? x->type->name : "",
                    x->type ? " " : "", k->name, k->usage);
    if (x->as_of.n && (k->flags & CLI_WRITES))
        return fail(x->c, ERR_USAGE, "Looking at the past changes nothing: leave out --as-of.");
    return true;
}

static bool acting_person(struct cli *x, int64_t *ret)
{
    const char *env = getenv("MUNIMENT_AS");
    struct str as = x->as.n ? x->as : str_z(env);
    *ret = 1;
    if (!as.n)
        return true;
    if (!store_resolve(x->c, &entity_person, as, 0, ret))
        return false;
    return *ret ||
           fail(x->c, ERR_NOT_FOUND, "There is no person \"" STR_FMT "\" to act as.", STR_ARG(as));
}

bool cli_open(struct cli *x)
{
    struct store_options o = *x->store_options;
    struct store *s;
    int64_t person;
    o.any_version = (x->command->flags & CLI_ANY_VERSION) != 0;
    if (!store_open(x->c, x->db_path, &o, &s))
        return false;
    if (!acting_person(x, &person) || !permit_make(x->c, person, &x->permit))
        return false;
    x->c->permit = x->permit;
    return !x->as_of.n || store_as_of(x->c, x->as_of);
}

static void read_globals(struct cli *x)
{
    const char *env = getenv("MUNIMENT_DB");
    struct str db = cli_value(x, "db");
    struct winsize ws;
    x->db_path = db.n ? arena_z(x->c->mem, db) : env && *env ? env : "muniment.db";
    x->json = cli_has(x, "json");
    x->as = cli_value(x, "as");
    x->as_of = cli_value(x, "as-of");
    x->c->reason = cli_value(x, "reason");
    x->color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    if (isatty(STDOUT_FILENO))
        x->width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col ? ws.ws_col : 80;
}

int cli_help(struct cli *x);

static int run(struct cli *x, int argc, char **argv)
{
    if (!split(x, argc, argv)) {
        x->json = cli_has(x, "json");
        return cli_fail(x);
    }
    read_globals(x);
    if (cli_has(x, "help") || (x->nargs && str_eq_z(x->args[0], "help")) || (!x->nargs && !x->json))
        return cli_help(x);
    if (!choose(x) || !check_call(x))
        return cli_fail(x);
    if (!text_is_valid(x->c->reason))
        return cli_usage(x, "The reason is not valid UTF-8 text.");
    if (!(x->command->flags & (CLI_NO_DB | CLI_OWN_DB)) && !cli_open(x))
        return cli_fail(x);
    return x->command->run(x);
}

int cli_main(int argc, char **argv, const struct store_options *options,
             const struct face *const *faces, size_t nfaces)
{
    struct arena mem;
    struct rng rng;
    struct ctx c;
    struct cli x = { .c = &c, .store_options = options, .faces = faces, .nfaces = nfaces };
    arena_init(&mem, MEMORY_MAX);
    rng_init(&rng);
    ctx_init(&c, &mem, &rng);
    buf_init(&x.out, OUT_MAX);
    jout_init(&x.j, &x.out, true);
    int code = run(&x, argc, argv);
    if (c.store) {
        ctx_clear(&c);
        store_close(&c, &c.store);
    }
    buf_done(&x.out);
    arena_done(&mem);
    return code;
}
