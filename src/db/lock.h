/* The lock files beside the database: NAME.lock for writing, NAME.server while a server runs.
 * Internal to db/. */
#pragma once

struct ctx;
/* Takes an exclusive lock on path, made when missing; waits up to 5 s, then ERR_BUSY. *ret_fd is
 * closed to release it. */
bool lock_take(struct ctx *c, const char *path, int *ret_fd) MUST_CHECK;
/* The same without waiting: *ret_taken false when somebody else holds it. */
bool lock_try(struct ctx *c, const char *path, int *ret_fd, bool *ret_taken) MUST_CHECK;
void lock_release(int *fd);
/* True when some process holds a lock on path. */
bool lock_is_held(const char *path);
