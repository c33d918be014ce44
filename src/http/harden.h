/*
 * What a running server gives up (trust.md 4): new privileges, files outside its own folders,
 * outgoing connections, and system calls that it never needs. For the calling thread and all that
 * it starts afterwards; nothing gives it back. What the kernel lacks is said in a notice and left
 * out.
 */
#pragma once
#include "http/http.h"

/* Writable stay the folder of the database and the folders for temporary files. */
void harden(const char *db);
