/*
 * The command line: one table of commands, from which parsing, help, completion and the man page
 * are made. One command per file (cmd_*.c); each gets a struct cli with everything parsed and
 * prints through it. One thread.
 */
#pragma once
#include "base/jout.h"
#include "http/http.h"
#include "store/permit.h"
#include "store/store.h"

enum { CLI_REPEAT_MAX = 64 };

/* An option of a command; `arg` NULL: a switch. */
struct cli_option {
    const char *name; /* without the dashes */
    const char *arg;  /* what follows, for help: "FILE" */
    const char *help;
};

struct cli_given {
    const struct cli_option *option;
    struct str value;
};

enum cli_flag {
    CLI_NO_DB = 1,       /* needs no database */
    CLI_WRITES = 2,      /* changes records: refused with --as-of */
    CLI_ANY_VERSION = 4, /* opens a database of another schema: upgrade, doctor */
    CLI_OWN_DB = 8,      /* opens the database itself */
};

struct cli;
struct cli_command {
    const char *name;  /* one or two words: "soa approve" */
    const char *usage; /* what follows the name */
    const char *help;  /* one or two sentences */
    unsigned flags;
    const struct cli_option *options; /* ends with {NULL} */
    int min_args, max_args;           /* of what is no option; max -1: any */
    int (*run)(struct cli *);
};

struct cli {
    struct ctx *c;
    const struct store_options *store_options;
    const struct cli_command *command;
    const struct entity *type; /* TYPE verbs: the record type */
    struct str *args;          /* what was no option */
    int nargs;
    struct cli_given given[CLI_REPEAT_MAX];
    int ngiven;
    const char *db_path;
    struct str as, as_of;
    bool json;
    bool color;
    int width;                       /* of the terminal; 0: not a terminal, no limit */
    const struct face *const *faces; /* what `serve` answers with */
    size_t nfaces;
    const struct permit *permit;
    bool saved; /* the change is durable: what fails from here on is only the showing of it */
    struct buf out;
    struct jout j;
};

/* 0 to 7 as product.md says. argv as main got it. */
int cli_main(int argc, char **argv, const struct store_options *options,
             const struct face *const *faces, size_t nfaces);
extern const struct cli_command cli_commands[];      /* ends with {NULL} */
extern const struct cli_command cli_type_commands[]; /* verbs of every record type */
extern const struct cli_option cli_global_options[];

/* --- for commands --- */
/* Value of an option, empty when not given; presence of a switch. */
struct str cli_value(const struct cli *x, const char *name);
bool cli_has(const struct cli *x, const char *name);
/* Opens the database and makes the permit; for CLI_OWN_DB commands that need it after all. */
bool cli_open(struct cli *x) MUST_CHECK;
/* Prints ctx's error (and problems) on standard error, as a problem document with --json; returns
 * the exit code. */
int cli_fail(struct cli *x);
/* Wrong usage: message and exit 2. */
int cli_usage(struct cli *x, const char *fmt, ...) PRINTF(2, 3);
/* Writes what x->out holds to standard output (or the file of --out) and empties it; false when
 * that fails. */
bool cli_flush(struct cli *x) MUST_CHECK;
/* Output of a finished command: flush and 0, or the storage error. */
int cli_done(struct cli *x);
/* A message on standard error, not part of the result. */
void cli_note(const struct cli *x, const char *fmt, ...) PRINTF(2, 3);
/* Sets fields from FIELD=VALUE arguments from args[first] on; adds problems. */
bool cli_assign(struct cli *x, struct record *r, int first) MUST_CHECK;
/* Prints a person, a date, anything of a record as a person reads it, in ctx->mem. */
struct str cli_show(struct cli *x, const struct record *r, size_t place);
/* Text with terminal control characters replaced: what was typed must not command the reader's
 * terminal. */
struct str cli_safe(struct cli *x, struct str s);

/* Tables for a terminal (libsmartcols): columns, rows, print. Titles are constants. */
struct cli_table;
struct cli_table *cli_table_new(struct cli *x);
void cli_table_column(struct cli_table *t, const char *title, bool wide);
/* A column whose text is wrapped instead of cut. */
void cli_table_wrapped(struct cli_table *t, const char *title);
void cli_table_row(struct cli_table *t, const struct str *cells);
void cli_table_print(struct cli *x, struct cli_table *t); /* and frees */

/* A paragraph wrapped at the terminal's width (100 columns when it is none), its first line led by
 * `bullet`, the others hanging below. */
void cli_wrap(struct cli *x, size_t indent, const char *bullet, struct str text);

/* Progress of long work on standard error, at most ten times a second, only on a terminal. arg is
 * the struct cli. */
void cli_progress(void *arg, int64_t done, int64_t total);
