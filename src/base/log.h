/* Messages for the operator on standard error. Only faces log. Threads: any. */
#pragma once

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_set_level(enum log_level level);
void log_f(enum log_level level, const char *fmt, ...) PRINTF(2, 3);
