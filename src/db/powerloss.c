#include "db/powerloss.h"

#ifdef MUNIMENT_TESTING
#include <sqlite3.h>
#include <unistd.h>

enum { EXIT_POWER_LOSS = 99 };

/* One write (data) or truncation (data NULL) that no sync has made durable. */
struct waiting {
    struct waiting *next;
    sqlite3_int64 at;
    int n;
    char *data;
};

struct shim {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    struct waiting *first, **last;
    struct shim *next_open;
};

static struct {
    sqlite3_vfs vfs, *real;
    struct shim *open;
    long left; /* operations until the power goes */
    unsigned seed;
} power;

static unsigned chance(void)
{
    power.seed = power.seed * 1103515245u + 12345u;
    return power.seed >> 16;
}

static void drop(struct shim *f)
{
    while (f->first) {
        struct waiting *w = f->first;
        f->first = w->next;
        sqlite3_free(w->data);
        sqlite3_free(w);
    }
    f->last = &f->first;
}

static int apply(struct shim *f, const struct waiting *w, int n)
{
    return w->data ? f->real->pMethods->xWrite(f->real, w->data, n, w->at)
                   : f->real->pMethods->xTruncate(f->real, w->at);
}

/* A part of what waits got to the disk before the end, in any order the disk liked. */
static void lose_power(void)
{
    for (struct shim *f = power.open; f; f = f->next_open)
        for (const struct waiting *w = f->first; w; w = w->next) {
            unsigned luck = chance() % 4;
            if (luck < 2)
                (void)apply(f, w, luck || w->n < 512 ? w->n : w->n / 1024 * 512);
        }
    _exit(EXIT_POWER_LOSS);
}

static void tick(void)
{
    if (power.left > 0 && --power.left == 0)
        lose_power();
}

static int wait_for_sync(struct shim *f, const void *data, int n, sqlite3_int64 at)
{
    struct waiting *w = sqlite3_malloc(sizeof *w);
    tick();
    if (!w)
        return SQLITE_NOMEM;
    *w = (struct waiting){ .at = at, .n = n, .data = data ? sqlite3_malloc(n ? n : 1) : NULL };
    if (data)
        memcpy(w->data, data, (size_t)n);
    *f->last = w;
    f->last = &w->next;
    return SQLITE_OK;
}

static int x_close(sqlite3_file *file)
{
    struct shim *f = (struct shim *)file, **at = &power.open;
    drop(f);
    while (*at && *at != f)
        at = &(*at)->next_open;
    if (*at)
        *at = f->next_open;
    return f->real->pMethods->xClose(f->real);
}

static int x_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    struct shim *f = (struct shim *)file;
    int rc = f->real->pMethods->xFileSize(f->real, ret);
    for (const struct waiting *w = f->first; w; w = w->next)
        *ret = !w->data ? w->at : *ret > w->at + w->n ? *ret : w->at + w->n;
    return rc;
}

static int x_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    struct shim *f = (struct shim *)file;
    sqlite3_int64 size;
    int rc = f->real->pMethods->xRead(f->real, to, n, at);
    if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
        return rc;
    for (const struct waiting *w = f->first; w; w = w->next) {
        sqlite3_int64 from = w->at > at ? w->at : at;
        sqlite3_int64 end = w->data && w->at + w->n < at + n ? w->at + w->n : at + n;
        if (from < end && w->data)
            memcpy((char *)to + (from - at), w->data + (from - w->at), (size_t)(end - from));
        else if (from < end)
            memset((char *)to + (from - at), 0, (size_t)(end - from));
    }
    (void)x_size(file, &size);
    return size >= at + n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int x_write(sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
    return wait_for_sync((struct shim *)file, data, n, at);
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return wait_for_sync((struct shim *)file, NULL, 0, size);
}

static int x_sync(sqlite3_file *file, int flags)
{
    struct shim *f = (struct shim *)file;
    tick();
    for (const struct waiting *w = f->first; w; w = w->next) {
        int rc = apply(f, w, w->n);
        if (rc != SQLITE_OK)
            return rc;
    }
    drop(f);
    return f->real->pMethods->xSync(f->real, flags);
}

#define REAL(f) (((struct shim *)(f))->real)
static int x_lock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xLock(REAL(f), level);
}
static int x_unlock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xUnlock(REAL(f), level);
}
static int x_reserved(sqlite3_file *f, int *ret)
{
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), ret);
}
static int x_control(sqlite3_file *f, int op, void *arg)
{
    return op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE
               ? SQLITE_OK
               : REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int x_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int x_device(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)) & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, ret);
}
static int x_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}
static void x_shm_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int x_shm_unmap(sqlite3_file *f, int gone)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), gone);
}

static int x_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = x_close,
        .xRead = x_read,
        .xWrite = x_write,
        .xTruncate = x_truncate,
        .xSync = x_sync,
        .xFileSize = x_size,
        .xLock = x_lock,
        .xUnlock = x_unlock,
        .xCheckReservedLock = x_reserved,
        .xFileControl = x_control,
        .xSectorSize = x_sector,
        .xDeviceCharacteristics = x_device,
        .xShmMap = x_shm_map,
        .xShmLock = x_shm_lock,
        .xShmBarrier = x_shm_barrier,
        .xShmUnmap = x_shm_unmap,
    };
    struct shim *f = (struct shim *)file;
    (void)vfs;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return power.real->xOpen(power.real, name, file, flags, ret_flags);
    *f = (struct shim){ .real = (sqlite3_file *)(f + 1) };
    f->last = &f->first;
    int rc = power.real->xOpen(power.real, name, f->real, flags, ret_flags);
    if (rc != SQLITE_OK)
        return rc;
    f->base.pMethods = &methods;
    f->next_open = power.open;
    power.open = f;
    return SQLITE_OK;
}

void powerloss_install(void)
{
    const char *env = getenv("MUNIMENT_POWER_LOSS");
    char *end;
    if (!env || power.real)
        return;
    power.left = strtol(env, &end, 10);
    power.seed = (unsigned)strtoul(end, NULL, 10);
    power.real = sqlite3_vfs_find(NULL);
    power.vfs = *power.real;
    power.vfs.zName = "powerloss";
    power.vfs.szOsFile = (int)sizeof(struct shim) + power.real->szOsFile;
    power.vfs.xOpen = x_open;
    if (sqlite3_vfs_register(&power.vfs, 1) != SQLITE_OK)
        BUG("the test layer cannot be installed");
}
#else
void powerloss_install(void)
{
}
#endif
