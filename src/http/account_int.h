/* What the files of account.h share. Internal to http/. */
#pragma once
#include "base/hash.h"
#include "http/account.h"

/* 256 random bits as text; the SHA-256 of such a text, as it is stored. In ctx->mem. */
struct str secret_new(struct ctx *c);
struct str secret_hash(struct ctx *c, struct str secret);
/* Commits when ok, else rolls back: for tables outside the ledger. */
bool outside_end(struct ctx *c, bool ok);
/* True when the code fits and its time step was not used before; the step is written down.
 * ERR_FORBIDDEN otherwise. */
bool totp_use(struct ctx *c, int64_t person, struct str secret, int64_t last_step,
              struct str code) MUST_CHECK;
/* The time step that a code belongs to at `now` (seconds since 1970), one step to either side; 0
 * when it fits none after last_step. */
int64_t totp_step(struct str secret, int64_t last_step, struct str code, int64_t now);
