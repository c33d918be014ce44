#include "base/ctx.h"
#include "base/str.h"
#include "base/when.h"

void ctx_init(struct ctx *c, struct arena *mem, struct rng *rng)
{
    *c = (struct ctx){ .mem = mem, .rng = rng, .clock = when_now, .via = "cli" };
    c->problems_tail = &c->problems;
}

int64_t ctx_now(const struct ctx *c)
{
    return c->clock(c->clock_arg);
}

static const char *format(struct ctx *c, const char *fmt, va_list args) PRINTF(2, 0);
static const char *format(struct ctx *c, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    char *p = arena_alloc(c->mem, (size_t)MAX(n, 0) + 1);
    vsnprintf(p, (size_t)MAX(n, 0) + 1, fmt, again);
    va_end(again);
    return p;
}

bool(fail)(struct ctx *c, enum err_code code, const char *fmt, ...)
{
    if (c->err.code != ERR_NONE)
        return false;
    va_list args;
    va_start(args, fmt);
    c->err = (struct err){ code, format(c, lang_text(fmt), args) };
    va_end(args);
    return false;
}

const struct problem *problem_find(const struct problem *list, const char *field)
{
    for (const struct problem *p = list; p; p = p->next)
        if (p->field && strcmp(p->field, field) == 0)
            return p;
    return NULL;
}

bool(problem_add)(struct ctx *c, const char *field, const char *code, struct str value,
                  const char *fmt, ...)
{
    c->nproblems++;
    if (c->err.code == ERR_NONE)
        c->err = (struct err){ ERR_INVALID, _("Some of what was given cannot be used.") };
    if (c->nproblems > CTX_PROBLEMS_MAX)
        return false;
    va_list args;
    va_start(args, fmt);
    struct problem *p = arena_new(c->mem, struct problem, 1);
    *p = (struct problem){ .field = field,
                           .code = code,
                           .message = format(c, lang_text(fmt), args),
                           .value = arena_str(c->mem, value) };
    va_end(args);
    *c->problems_tail = p;
    c->problems_tail = &p->next;
    return false;
}

void ctx_clear(struct ctx *c)
{
    c->err = (struct err){ ERR_NONE, NULL };
    c->problems = NULL;
    c->problems_tail = &c->problems;
    c->nproblems = 0;
}

const char *err_code_name(enum err_code code)
{
    static const char *const names[ERR_N] = {
        [ERR_NONE] = "none",         [ERR_USAGE] = "usage",         [ERR_NOT_FOUND] = "not_found",
        [ERR_CONFLICT] = "conflict", [ERR_FORBIDDEN] = "forbidden", [ERR_INVALID] = "invalid",
        [ERR_STORAGE] = "storage",   [ERR_BUSY] = "busy",           [ERR_LIMIT] = "limit",
    };
    return code < ERR_N ? names[code] : "unknown";
}
