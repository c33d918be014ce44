/*
 * Slows down guessing: after a few failures an account and an address wait, twice as long each
 * time, up to 15 minutes. In memory, bounded. Threads: any.
 */
#pragma once
#include "http/http.h"

/* ERR_BUSY with the seconds to wait when either has to. */
bool throttle_ask(struct ctx *c, struct str account, struct str address) MUST_CHECK;
void throttle_note(struct str account, struct str address, bool good, int64_t now);
