/*
 * A file that is written whole or not at all: under another name first, then renamed over the old
 * one, so that a full disk leaves what was there. Devices and pipes are written straight.
 * Threads: each struct one at a time.
 */
#pragma once

struct ctx;

struct out {
    const char *path; /* the name that was asked for */
    const char *name; /* the name to write to */
};

/* Names only; memory of c. */
void out_begin(struct ctx *c, struct out *o, const char *path);
/* ok: what was written takes the name that was asked for; else it goes away. Returns ok, or fails
 * when it cannot be renamed. The file must be closed. */
bool out_end(struct ctx *c, struct out *o, bool ok) MUST_CHECK;
