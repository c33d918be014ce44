/* The Statement of Applicability as files: CSV, a page that prints well, and the workbook auditors
 * ask for. Memory: ctx->mem. */
#pragma once
#include "isms/soa.h"

/* plain: without how, owner and evidence (soa --public). */
bool soa_csv(struct ctx *c, const struct soa *s, bool plain, struct buf *b) MUST_CHECK;
bool soa_html(struct ctx *c, const struct soa *s, bool plain, struct buf *b) MUST_CHECK;
/* Writes the file itself. */
bool soa_xlsx(struct ctx *c, const struct soa *s, bool plain, const char *path) MUST_CHECK;
