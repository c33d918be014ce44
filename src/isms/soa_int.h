/* Shared by the soa_*.c files. */
#pragma once
#include "isms/soa.h"

/* SHA-256 over what is approved: applicability, reasons, justification, adaptation, status; not
 * evidence, owner or wording of how. */
struct str soa_content_digest(struct ctx *c, const struct soa *s);
/* The rows as a JSON array. */
bool soa_rows_json(struct ctx *c, const struct soa *s, bool plain, struct jout *j) MUST_CHECK;
