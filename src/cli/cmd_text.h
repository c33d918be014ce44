/*
 * How the command line prints what the program knows: facts, headings, blocks of prose. Internal to
 * cli/.
 */
#pragma once
#include "base/jin.h"
#include "cli/cli.h"

enum { TEXT_INDENT = 2 };

/* All arguments as one text. */
struct str text_words(struct cli *x);
/* A blank line and a heading. */
void text_heading(struct cli *x, const char *text);
/* Label and value on a line; nothing when the value is empty. */
void text_fact(struct cli *x, const char *label, struct str s);
/* "a|b_c" as "a, b c"; a JSON list as "a, b". */
struct str text_commas(struct cli *x, struct str list);
struct str text_joined(struct cli *x, const json_t *list);
/* Every member of a language block with its heading, but title and items. */
void text_block(struct cli *x, const json_t *block);
