/*
 * Views of text: compare, cut, trim. Nothing here allocates or changes the bytes.
 * Threads: any.
 */
#pragma once

#define STR(literal) ((struct str){ "" literal "", sizeof(literal) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* View of a NUL-terminated string; NULL gives empty text. */
struct str str_z(const char *z);
bool str_eq(struct str a, struct str b);
bool str_eq_z(struct str a, const char *z);
/* Equal without regard to ASCII letter case. */
bool str_ieq(struct str a, struct str b);
/* Byte order, like strcmp: below 0, 0, above 0. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* The first n bytes at most; the rest from byte n on (empty when beyond the end). */
struct str str_head(struct str s, size_t n);
struct str str_tail(struct str s, size_t from);
/* Position of the first c, or of the first occurrence of needle; -1 when there is none. */
ptrdiff_t str_find_char(struct str s, char c);
ptrdiff_t str_find(struct str s, struct str needle);
/* Cuts the part before the next separator off *rest into *ret_part. False when *rest was used up:
 * "a,,b" gives a, empty, b; "a," gives a; "" gives nothing. */
bool str_cut(struct str *rest, char separator, struct str *ret_part);
