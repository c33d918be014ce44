/* The demonstration organisation: real records by the ordinary road, under a clock that starts two
 * years ago and ends now. */
#pragma once

struct ctx;
/* Sets the clock of a context to the beginning of the story. Only `init --demo` calls it. */
void demo_clock(struct ctx *c);
/* Tells the whole story; the database was made with demo on and has its content. Leaves the real
 * clock set. */
bool demo_fill(struct ctx *c, void (*progress)(void *, int64_t, int64_t), void *arg) MUST_CHECK;
