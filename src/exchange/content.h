/*
 * What the program knows, from the built-in rows into the content tables: derived data, outside the
 * ledger's replay.
 */
#pragma once

struct ctx;
/* Fills standard, requirement, term and mapping anew, with their search rows, inside the
 * transaction under way, and puts one leaf with the digest on the ledger when it differs from the
 * stored one. Does nothing when the database has this content already. */
bool content_load(struct ctx *c) MUST_CHECK;
/* The same even when the digest fits: what `rebuild` does. */
bool content_reload(struct ctx *c) MUST_CHECK;
/* Compares the content tables with the built-in rows, when they say they are of this version; calls
 * `found` with a sentence for each difference and adds to *ret_findings. */
bool content_check(struct ctx *c, void (*found)(void *, const char *), void *arg,
                   int64_t *ret_findings) MUST_CHECK;
/* SHA-256 of the built-in rows, hexadecimal. */
const char *content_digest(void);
