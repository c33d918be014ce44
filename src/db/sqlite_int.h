/* Shared by the SQLite files. Internal to db/. */
#pragma once
#include <sqlite3.h>

#include "db/db.h"

/* A statement stands in one of CACHE_WAYS slots beside each other. */
enum { CACHE_SLOTS = 256, CACHE_WAYS = 8 };

struct stmt {
    struct db *db;
    sqlite3_stmt *st;
    char *text; /* house form: the key of the cache; NULL when it is not cached */
    uint64_t hash;
    bool busy;
    unsigned used; /* db->tick at the last use */
};

struct db {
    sqlite3 *h;
    char *path;
    char *lock_path, *server_path;
    int lock_fd, server_fd;
    unsigned flags;
    bool in_tx, in_read, poisoned;
    bool wal;                   /* known to keep a write-ahead log */
    unsigned lift;              /* enum db_lift */
    const char *const *guarded; /* names of the ledger's tables */
    size_t nguarded;
    int64_t steps_left; /* for db_limit_steps; 0: no limit */
    unsigned tick;
    struct stmt *cache[CACHE_SLOTS];
};

/* Finalized and freed, its place in the cache being the caller's business. */
void sqlite_drop_stmt(struct stmt *st);
/* Translates a SQLite result into ctx's error; always false. */
bool sqlite_fail(struct ctx *c, struct db *db, int rc, const char *doing);
/* Why a file cannot be opened or made, as the system says it. */
const char *sqlite_cannot_open(const char *path, const char *otherwise);
/* Fails on purpose when a test asks for it; false: go on normally. */
bool sqlite_injected(struct ctx *c);
