/*
 * Reads JSON with jansson under limits: size, depth, number of objects and lists
 * (each takes some 200 bytes, whatever it is in the text), no duplicate keys, valid UTF-8, no NUL.
 * The tree is jansson's; free it with json_decref (or _cleanup_(jin_done)). Threads: any.
 */
#pragma once
#include <jansson.h>

struct ctx;

enum { JIN_MAX = 16 << 20, JIN_DEPTH = 64, JIN_PARTS = 1 << 20 };

/* Sets ERR_INVALID with line and column on bad input, ERR_LIMIT on what is too large. */
bool jin_parse(struct ctx *c, struct str text, json_t **ret) MUST_CHECK;
void jin_done(json_t **j);
/* Member as text; empty when absent or not a string. Valid while the tree lives. */
struct str jin_str(const json_t *object, const char *key);
