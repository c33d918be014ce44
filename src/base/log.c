#include "base/log.h"

static enum log_level level = LOG_WARN;

void log_set_level(enum log_level l)
{
    level = l;
}

void log_f(enum log_level l, const char *fmt, ...)
{
    static const char *const names[] = { "error", "warning", "info", "debug" };
    va_list args;
    if (l > level)
        return;
    va_start(args, fmt);
    fprintf(stderr, "muniment: %s: ", names[l]);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
}
