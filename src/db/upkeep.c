#include <libgen.h>

#include "base/ctx.h"
#include "base/str.h"
#include "db/lock.h"
#include "db/sqlite_int.h"

static int64_t file_size(const char *path, const char *suffix)
{
    char name[4096];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    return stat(name, &st) == 0 ? st.st_size : 0;
}

static bool checkpoint(struct ctx *c, struct db *db)
{
    int rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
        return true; /* a reader is still in the old part: next time */
    return sqlite_fail(c, db, rc, "moving changes into the database file");
}

bool db_hold_server(struct ctx *c, struct db *db)
{
    bool taken;
    if (!lock_try(c, db->server_path, &db->server_fd, &taken))
        return false;
    return taken || fail(c, ERR_BUSY, "Another server has %s open already.", db->path);
}

bool db_data_version(struct ctx *c, struct db *db, int64_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, db, "PRAGMA data_version", &st) || !stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    return true;
}

bool db_checkpoint(struct ctx *c, struct db *db, int pages)
{
    if ((db->flags & (DB_TEMP | DB_READONLY)) ||
        file_size(db->path, "-wal") <= (int64_t)pages * 4096 ||
        (db->server_fd < 0 && lock_is_held(db->server_path)))
        return true;
    bool taken;
    if (db->poisoned || !lock_try(c, db->lock_path, &db->lock_fd, &taken))
        return false;
    if (!taken)
        return true; /* who writes now does it when he is done */
    bool ok = checkpoint(c, db);
    lock_release(&db->lock_fd);
    return ok;
}

static bool sync_path(struct ctx *c, const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        fail(c, ERR_STORAGE, "%s cannot be written to the disk: %s.", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool copy_pages(struct ctx *c, struct db *db, sqlite3 *to,
                       void (*progress)(void *, int64_t, int64_t), void *arg)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", db->h, "main");
    int rc = SQLITE_OK;
    if (!b)
        return fail(c, ERR_STORAGE, "The backup cannot start: %s.", sqlite3_errmsg(to));
    do {
        rc = sqlite3_backup_step(b, 1024);
        int total = sqlite3_backup_pagecount(b);
        if (progress)
            progress(arg, total - sqlite3_backup_remaining(b), total);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            sqlite3_sleep(20);
    } while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
    sqlite3_backup_finish(b);
    return rc == SQLITE_DONE || sqlite_fail(c, NULL, rc, "copying the database");
}

bool db_backup(struct ctx *c, struct db *db, const char *to,
               void (*progress)(void *, int64_t done, int64_t total), void *arg)
{
    sqlite3 *h = NULL;
    struct stat st;
    if (stat(to, &st) == 0)
        return fail(c, ERR_CONFLICT, "%s exists already. Name a new file.", to);
    int rc =
        sqlite3_open_v2(to, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
                        NULL);
    bool ok = rc == SQLITE_OK || fail(c, ERR_STORAGE, "%s cannot be made: %s.", to,
                                      sqlite_cannot_open(to, h ? sqlite3_errmsg(h) : "no memory"));
    bool made = ok;
    ok = ok && copy_pages(c, db, h, progress, arg);
    if (ok) /* the copy is one file: without this it would still ask for its own WAL */
        ok = sqlite3_exec(h, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK ||
             fail(c, ERR_STORAGE, "%s cannot be finished: %s.", to, sqlite3_errmsg(h));
    if (h)
        sqlite3_close(h);
    char *folder = arena_z(c->mem, str_z(to));
    ok = ok && sync_path(c, to, O_RDONLY) && sync_path(c, dirname(folder), O_RDONLY | O_DIRECTORY);
    if (made && !ok) { /* half a copy is good for nothing and would be in the way of the next */
        unlink(to);
        unlink(arena_printf(c->mem, "%s-journal", to).p);
    }
    return ok;
}

static bool complaints(struct ctx *c, struct db *db, const char *sql,
                       void (*found)(void *, struct str), void *arg, int *n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare_constant(c, db, sql, &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct str text = stmt_text(st, 0);
        if (str_eq_z(text, "ok"))
            continue;
        ++*n;
        if (found)
            found(arg, text);
    }
    return ok;
}

bool db_integrity(struct ctx *c, struct db *db, void (*found)(void *, struct str complaint),
                  void *arg, int *ret_n)
{
    int n = 0;
    unsigned old = db_lift(db, DB_LIFT_SCHEMA);
    bool ok = complaints(c, db, "PRAGMA integrity_check(100)", found, arg, &n) &&
              complaints(c, db, "PRAGMA foreign_key_check", found, arg, &n);
    db_lift(db, old);
    *ret_n = n;
    return ok;
}

static bool pragma_int(struct ctx *c, struct db *db, const char *sql, int64_t *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare_constant(c, db, sql, &st) || !stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    return true;
}

bool db_info(struct ctx *c, struct db *db, struct db_info *ret)
{
    struct db_info i = { .file_bytes = file_size(db->path, ""),
                         .wal_bytes = file_size(db->path, "-wal"),
                         .engine_version = sqlite3_libversion() };
    unsigned old = db_lift(db, DB_LIFT_SCHEMA);
    bool ok = pragma_int(c, db, "PRAGMA freelist_count", &i.free_pages) &&
              pragma_int(c, db, "PRAGMA page_size", &i.page_size);
    db_lift(db, old);
    if (ok)
        *ret = i;
    return ok;
}
