#include <libgen.h>

#include "base/ctx.h"
#include "base/str.h"
#include "db/lock.h"
#include "db/powerloss.h"
#include "db/sqlite_int.h"

enum { BUSY_MS = 5000, STEP_SLICE = 1000 };

static char *path_with(const char *path, const char *suffix)
{
    size_t n = strlen(path) + strlen(suffix) + 1;
    char *p = base_alloc(n);
    snprintf(p, n, "%s%s", path, suffix);
    return p;
}

/* What the system says is clearer than what SQLite says. */
const char *sqlite_cannot_open(const char *path, const char *otherwise)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return "it is a folder";
    if (access(path, R_OK) == 0)
        return otherwise;
    if (errno != ENOENT)
        return strerror(errno);
    char *folder = path_with(path, "");
    int ok = access(dirname(folder), W_OK);
    base_free(folder);
    return ok == 0 ? otherwise : strerror(errno);
}

bool sqlite_fail(struct ctx *c, struct db *db, int rc, const char *doing)
{
    const char *why = db && db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
    const char *path = db && db->path ? db->path : "";
    int extended = db && db->h ? sqlite3_extended_errcode(db->h) : rc;
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return fail(c, ERR_STORAGE,
                    "The disk is full. Nothing was changed; free some space and try again.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(c, ERR_BUSY, "The database is busy. Nothing was changed; try again.");
    case SQLITE_CORRUPT:
        return fail(
            c, ERR_STORAGE,
            "The database %s is damaged (%s). Run `muniment doctor`, then restore the last backup.",
            path, why);
    case SQLITE_NOTADB:
        return fail(c, ERR_STORAGE, "%s is not a Muniment database.", path);
    case SQLITE_CANTOPEN:
        return fail(c, ERR_STORAGE, "The database %s cannot be opened: %s.", path,
                    sqlite_cannot_open(path, why));
    case SQLITE_READONLY:
        return fail(c, ERR_STORAGE,
                    "The database %s can only be read: its file or its folder is protected against "
                    "writing. Copy it to a place where you may write.",
                    path);
    case SQLITE_INTERRUPT:
        return fail(c, ERR_LIMIT,
                    "This would look through too many records. Narrow it: filter by a column that "
                    "has an index "
                    "(`muniment TYPE fields` marks them), or export instead.");
    case SQLITE_CONSTRAINT:
        if (extended == SQLITE_CONSTRAINT_FOREIGNKEY)
            return fail(c, ERR_INVALID, "A record that is referred to does not exist.");
        return fail(c, ERR_CONFLICT, "The change contradicts what is stored (%s).", why);
    case SQLITE_AUTH:
        BUG("the guard refused: %s (%s)", why, doing);
    case SQLITE_IOERR:
        if (db && (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC))
            db->poisoned = true; /* what the disk holds is unknown now: never retry an fsync */
        return fail(c, ERR_STORAGE, "The disk reports an error while %s (%s). Nothing was changed.",
                    doing, why);
    default:
        return fail(c, ERR_STORAGE, "The database reports an error while %s: %s.", doing, why);
    }
}

#ifdef MUNIMENT_TESTING
static int64_t fail_calls, fail_at = -1;

bool db_fail_call(int64_t n)
{
    bool hit = fail_at > 0 && fail_calls >= fail_at;
    fail_calls = 0;
    fail_at = n;
    return hit;
}
#endif

bool sqlite_injected(struct ctx *c)
{
#ifdef MUNIMENT_TESTING
    if (fail_at < 0) {
        const char *env = getenv("MUNIMENT_FAIL_DB_CALL");
        fail_at = env ? strtoll(env, NULL, 10) : 0;
    }
    if (fail_at && ++fail_calls == fail_at) {
        fail(c, ERR_STORAGE,
             "The disk reports an error while testing (injected). Nothing was changed.");
        return true;
    }
#else
    (void)c;
#endif
    return false;
}

/* The guard behind the code: ledger tables and the schema change only where that was lifted. */
static int authorize(void *arg, int action, const char *a, const char *b, const char *dbname,
                     const char *trigger)
{
    struct db *db = arg;
    (void)dbname;
    (void)trigger;
    switch (action) {
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        for (size_t i = 0; i < db->nguarded; i++)
            if (strcmp(a, db->guarded[i]) == 0 && !(db->lift & DB_LIFT_LEDGER))
                return SQLITE_DENY;
        if (strncmp(a, "sqlite_", 7) == 0 && strcmp(a, "sqlite_sequence") != 0 &&
            !(db->lift & DB_LIFT_SCHEMA))
            return SQLITE_DENY;
        return SQLITE_OK;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return SQLITE_DENY;
    case SQLITE_PRAGMA:
        return (db->lift & DB_LIFT_SCHEMA) || (a && strcmp(a, "data_version") == 0) ? SQLITE_OK
                                                                                    : SQLITE_DENY;
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_VIEW:
    case SQLITE_DROP_VTABLE:
    case SQLITE_ALTER_TABLE:
    case SQLITE_REINDEX:
    case SQLITE_ANALYZE:
        return db->lift & DB_LIFT_SCHEMA ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

static bool pragmas(struct ctx *c, struct db *db)
{
    static const char *const temporary =
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; "
        "PRAGMA cache_size=-16000; PRAGMA temp_store=FILE";
    static const char *const reader = "PRAGMA query_only=ON; PRAGMA cache_size=-4000; PRAGMA "
                                      "foreign_keys=ON; PRAGMA trusted_schema=OFF";
    static const char *const writer =
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-8000; PRAGMA trusted_schema=OFF; "
        "PRAGMA cell_size_check=ON; PRAGMA secure_delete=FAST; PRAGMA temp_store=FILE";
    const char *all = db->flags & DB_TEMP ? temporary : db->flags & DB_READONLY ? reader : writer;
    int rc = sqlite3_exec(db->h, all, NULL, NULL, NULL);
    if (rc == SQLITE_OK && (db->flags & DB_CREATE))
        rc = sqlite3_exec(db->h, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    return rc == SQLITE_OK || sqlite_fail(c, db, rc, "opening");
}

static bool has_bytes(const char *path, const char *suffix, bool any)
{
    struct stat st;
    char *name = path_with(path, suffix);
    bool yes = stat(name, &st) == 0 && (any || st.st_size > 0);
    base_free(name);
    return yes;
}

/* A database in WAL mode wants to make files beside itself even to be read. In a folder where that
 * is not possible, and while nobody else has it open, it is read as it lies there. */
static bool lies_still(const char *path)
{
    char *folder = path_with(path, "");
    bool fixed = access(dirname(folder), W_OK) != 0 && access(path, R_OK) == 0 &&
                 !has_bytes(path, "-wal", false) && !has_bytes(path, "-shm", true);
    base_free(folder);
    return fixed;
}

static char *still_name(const char *path)
{
    size_t n = 3 * strlen(path) + sizeof "file:?immutable=1";
    char *uri = base_alloc(n), *p = uri + 5;
    memcpy(uri, "file:", 5);
    for (const char *s = path; *s; s++)
        if (strchr("%?#", *s))
            p += snprintf(p, 4, "%%%02x", (unsigned char)*s);
        else
            *p++ = *s;
    memcpy(p, "?immutable=1", sizeof "?immutable=1");
    return uri;
}

static bool open_handle(struct ctx *c, struct db *db)
{
    int flags = SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    if (db->flags & (DB_CREATE | DB_TEMP))
        flags |= SQLITE_OPEN_CREATE;
    const char *path = db->flags & DB_TEMP ? "" : db->path;
    char *still = NULL;
    powerloss_install();
    if (!(db->flags & (DB_CREATE | DB_TEMP)) && lies_still(path)) {
        path = still = still_name(path);
        flags =
            SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    int rc = sqlite3_open_v2(path, &db->h, flags, NULL);
    base_free(still);
    if (rc != SQLITE_OK)
        return sqlite_fail(c, db, rc, "opening");
    sqlite3_busy_timeout(db->h, BUSY_MS);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
    return pragmas(c, db);
}

bool db_open(struct ctx *c, const char *path, unsigned flags, struct db **ret)
{
    struct stat st;
    if (!(flags & DB_TEMP)) {
        bool there = stat(path, &st) == 0;
        if (there && (flags & DB_CREATE))
            return fail(c, ERR_CONFLICT, "%s exists already.", path);
        if (!there && !(flags & DB_CREATE))
            return fail(c, ERR_NOT_FOUND,
                        "There is no database %s. Make one with `muniment init`, or name another "
                        "with --db FILE.",
                        path);
    }
    struct db *db = base_alloc(sizeof *db);
    *db = (struct db){ .flags = flags,
                       .lock_fd = -1,
                       .server_fd = -1,
                       .path = path_with(flags & DB_TEMP ? "" : path, "") };
    db->lock_path = path_with(path ? path : "", ".lock");
    db->server_path = path_with(path ? path : "", ".server");
    if (!open_handle(c, db)) {
        db_close(&db);
        return false;
    }
    sqlite3_set_authorizer(db->h, authorize, db);
    *ret = db;
    return true;
}

void sqlite_drop_stmt(struct stmt *st)
{
    sqlite3_finalize(st->st);
    base_free(st->text);
    base_free(st);
}

void db_close(struct db **dbp)
{
    struct db *db = *dbp;
    if (!db)
        return;
    db_rollback(db);
    db_read_end(db);
    for (size_t i = 0; i < CACHE_SLOTS; i++)
        if (db->cache[i])
            sqlite_drop_stmt(db->cache[i]);
    if (db->h)
        sqlite3_close_v2(db->h);
    if (db->lock_fd >= 0)
        close(db->lock_fd);
    if (db->server_fd >= 0)
        close(db->server_fd);
    base_free(db->path);
    base_free(db->lock_path);
    base_free(db->server_path);
    base_free(db);
    *dbp = NULL;
}

enum db_engine db_engine(const struct db *db)
{
    (void)db;
    return DB_SQLITE;
}

const char *db_path(const struct db *db)
{
    return db->path;
}

void db_guard_tables(struct db *db, const char *const *names, size_t n)
{
    db->guarded = names;
    db->nguarded = n;
}

unsigned db_lift(struct db *db, unsigned mask)
{
    unsigned old = db->lift;
    db->lift = mask;
    return old;
}

/* --- transactions --- */

static bool simple(struct ctx *c, struct db *db, const char *sql, const char *doing)
{
    if (sqlite_injected(c))
        return false;
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK || sqlite_fail(c, db, rc, doing);
}

/* A copy made by backup is one plain file and stays so until somebody writes into it. */
static bool use_wal(struct ctx *c, struct db *db)
{
    unsigned old = db_lift(db, DB_LIFT_SCHEMA);
    int rc = sqlite3_exec(db->h, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    db_lift(db, old);
    db->wal = rc == SQLITE_OK;
    return db->wal || sqlite_fail(c, db, rc, "starting a change");
}

bool db_begin(struct ctx *c, struct db *db)
{
    if (db->poisoned)
        return fail(c, ERR_STORAGE,
                    "The disk failed to keep an earlier change. Restart the program; it recovers "
                    "by itself.");
    if (db->in_tx || db->in_read)
        BUG("transactions are not nested");
    if (!(db->flags & DB_TEMP) && sqlite3_db_readonly(db->h, "main") == 1)
        return sqlite_fail(c, db, SQLITE_READONLY, "starting a change");
    if (!(db->flags & DB_TEMP) && !lock_take(c, db->lock_path, &db->lock_fd))
        return false;
    if ((!(db->flags & DB_TEMP) && !db->wal && !use_wal(c, db)) ||
        !simple(c, db, "BEGIN IMMEDIATE", "starting a change")) {
        lock_release(&db->lock_fd);
        return false;
    }
    db->in_tx = true;
    return true;
}

bool db_commit(struct ctx *c, struct db *db)
{
    if (!db->in_tx)
        BUG("commit without a transaction");
    if (!simple(c, db, "COMMIT", "keeping a change")) {
        db_rollback(db);
        return false;
    }
    db->in_tx = false;
    lock_release(&db->lock_fd);
    return true;
}

void db_rollback(struct db *db)
{
    if (!db->in_tx)
        return;
    if (!sqlite3_get_autocommit(db->h))
        sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
    db->in_tx = false;
    lock_release(&db->lock_fd);
}

bool db_in_transaction(const struct db *db)
{
    return db->in_tx;
}

bool db_read_begin(struct ctx *c, struct db *db)
{
    if (db->in_tx || db->in_read)
        return true;
    if (!simple(c, db, "BEGIN", "reading"))
        return false;
    db->in_read = true;
    return true;
}

void db_read_end(struct db *db)
{
    if (!db->in_read)
        return;
    sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
    db->in_read = false;
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->h);
}

static int count_down(void *arg)
{
    struct db *db = arg;
    db->steps_left -= STEP_SLICE;
    return db->steps_left <= 0;
}

void db_limit_steps(struct db *db, int64_t steps)
{
    db->steps_left = steps;
    sqlite3_progress_handler(db->h, steps ? STEP_SLICE : 0, steps ? count_down : NULL, db);
}
