/*
 * One request or one command: its memory, its error, its problems, its clock and random source, and
 * the handles of the higher floors. Passed first everywhere. Threads: one thread owns it at a time.
 */
#pragma once
#include "base/arena.h"
#include "base/lang.h"
#include "base/rng.h"

struct db;
struct store;
struct permit;
struct entity;

/* What went wrong; each has one exit code (cli) and one HTTP status (web, api). */
enum err_code {
    ERR_NONE,
    ERR_USAGE,     /* wrong call: exit 2, 400 */
    ERR_NOT_FOUND, /* or not for the caller's eyes: exit 3, 404 */
    ERR_CONFLICT,  /* changed meanwhile: exit 4, 409/412 */
    ERR_FORBIDDEN, /* exit 5, 403 */
    ERR_INVALID,   /* the problems say what: exit 6, 422 */
    ERR_STORAGE,   /* disk, database, version of the file: exit 7, 500/503/507 */
    ERR_BUSY,      /* somebody else writes for longer than we wait: exit 7, 503 */
    ERR_LIMIT,     /* larger than the limits allow: exit 6, 413 */
    ERR_N
};

/* One thing that is wrong with what was typed. Strings live in ctx->mem or are constant. */
struct problem {
    const char *field; /* field name as in the record type; NULL: the record as a whole */
    const char *code;  /* stable mark such as "required", "range", "choice", "unknown", "format" */
    const char *message; /* whole sentence: what is wrong and what is allowed */
    struct str value;    /* what was typed; empty when nothing was */
    struct str column;   /* import: heading of the column; empty otherwise */
    int64_t row;         /* import: row number in the file, 1 is the heading; 0 otherwise */
    struct problem *next;
};

struct err {
    enum err_code code;
    const char *message; /* whole sentence for a person, in ctx->mem or constant */
};

enum { CTX_PROBLEMS_MAX = 1000 }; /* kept; further ones are only counted */

struct ctx {
    struct arena *mem;
    struct err err;
    struct problem *problems, **problems_tail; /* in the order found */
    int64_t nproblems;                         /* all that were found, kept or not */
    struct rng *rng;
    int64_t (*clock)(void *); /* milliseconds since 1970 UTC */
    void *clock_arg;
    struct db *db;               /* connection in use; its floor knows more */
    struct store *store;         /* open database with its record types */
    const struct permit *permit; /* what the acting person may do */
    const char *via;             /* "cli", "web", "api", "demo": goes into the ledger */
    struct str reason; /* reason given for the changes made under this ctx; may be empty */
    int depth;         /* store_save inside hooks */
    /* Asked when a name that is typed as a reference is unknown; gives a number (import: rows still
     * to come, --create-missing) or 0. NULL: unknown stays unknown. */
    bool (*missing)(struct ctx *, void *, const struct entity *, struct str name, int64_t *ret_id);
    void *missing_arg;
};

void ctx_init(struct ctx *c, struct arena *mem, struct rng *rng);
int64_t ctx_now(const struct ctx *c);
/* Records the first error (a later one does not replace it); always false, so `return fail(...)`.
 */
bool fail(struct ctx *c, enum err_code code, const char *fmt, ...) PRINTF(3, 4);
static inline bool ctx_false(void)
{
    return false;
}
/* The value is a constant for the compiler and the analyzers: they see that nothing after a failure
 * is reached. */
#define fail(...) ((void)(fail)(__VA_ARGS__), ctx_false())
/* Adds a problem and sets ERR_INVALID; always false. `value` is copied. */
bool problem_add(struct ctx *c, const char *field, const char *code, struct str value,
                 const char *fmt, ...) PRINTF(5, 6);
#define problem_add(...) ((void)(problem_add)(__VA_ARGS__), ctx_false())
/* The first one of that field in a list of them; NULL: none. */
const struct problem *problem_find(const struct problem *list, const char *field);
/* Forgets error and problems: for callers that handled them. */
void ctx_clear(struct ctx *c);
const char *err_code_name(enum err_code code);
