/*
 * HTML text that escapes by default: in html_f every %s and %.*s is escaped for text and quoted
 * attributes, numbers pass. The format must be a literal; its texts are shown in the language of
 * the thread (base/lang.h). Markup goes in as literals only. Threads: any.
 */
#pragma once

struct buf;
#define html_f(b, fmt, ...) html_format((b), "" fmt "", ##__VA_ARGS__)
void html_format(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void html_escape(struct buf *b, struct str s);
