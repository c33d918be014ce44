/*
 * A text as one page that prints well: handouts, templates. Markdown in, a whole HTML document out;
 * nothing is loaded from elsewhere. Threads: any.
 */
#pragma once
#include "base/buf.h"

/* `foot` stands small at the end; may be empty. The text brings its own heading. */
void sheet_html(struct buf *b, struct str title, struct str markdown, struct str foot);
