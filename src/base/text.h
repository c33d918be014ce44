/*
 * Unicode text: valid or not, folded for comparison and search, its width on a terminal.
 * libunistring does the work; ASCII takes a short way. Threads: any.
 */
#pragma once

struct arena;
struct buf;

/* UTF-8 without NUL bytes, surrogates or code points beyond U+10FFFF. */
bool text_is_valid(struct str s);
/* The text with U+FFFD for every byte that is no UTF-8: only for saying it back, never for keeping.
 */
void text_repair(struct buf *b, struct str s);
/* For equality: NFKD, without combining marks, case folded, white space collapsed to one blank,
 * trimmed. */
void text_fold(struct buf *b, struct str s);
/* The same as a text of its own, in `a`; empty when it is longer than 64 KB. */
struct str text_folded(struct arena *a, struct str s);
/* For search: the folded words, one blank between them; runs of CJK become overlapping pairs.
 * The same tokens go into every engine's index. */
void text_tokens(struct buf *b, struct str s);
/* Columns on a terminal. */
size_t text_width(struct str s);
/* The longest start that is at most `width` columns wide, cut between characters. */
struct str text_cut(struct str s, size_t width);
/* The longest start of at most n bytes, cut between code points. */
struct str text_head(struct str s, size_t n);
/* Number of code points. */
size_t text_length(struct str s);
/* Windows-1252 to UTF-8, byte by byte; undefined bytes become U+FFFD. */
void text_from_cp1252(struct buf *b, struct str s);
