/* Answers that a library can only write into a file (XLSX). Internal to web/. */
#pragma once
#include "web/view.h"

/* A name for a temporary file beside the database, in c->mem. */
const char *file_temporary(struct ctx *c);
/* Reads it into the answer and removes it. */
bool file_send_temporary(struct ctx *c, struct response *res, const char *path) MUST_CHECK;
