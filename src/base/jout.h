/*
 * Writes JSON into a buffer as it goes: commas, escapes and nesting are its work. Pretty or
 * compact. Reading JSON is jansson's job (base/jin.h). Threads: one at a time.
 */
#pragma once
#include "base/buf.h"

enum { JOUT_DEPTH = 32 };

struct jout {
    struct buf *b;
    unsigned depth;
    bool first[JOUT_DEPTH]; /* nothing written yet at this depth */
    bool after_key;
    bool pretty;
};

void jout_init(struct jout *j, struct buf *b, bool pretty);
void jout_begin(struct jout *j);     /* { */
void jout_end(struct jout *j);       /* } */
void jout_array(struct jout *j);     /* [ */
void jout_array_end(struct jout *j); /* ] */
void jout_key(struct jout *j, const char *key);
void jout_str(struct jout *j, struct str s);
void jout_z(struct jout *j, const char *z); /* NULL gives null */
void jout_int(struct jout *j, int64_t v);
void jout_real(struct jout *j, double v);
void jout_bool(struct jout *j, bool v);
void jout_null(struct jout *j);
/* key and text; null when the text is empty. */
void jout_member(struct jout *j, const char *key, struct str s);
void jout_raw(struct jout *j, struct str json); /* already JSON */
/* Only the string with its quotes, as RFC 8785 wants it. */
void jout_quote(struct buf *b, struct str s);
