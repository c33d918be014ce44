#include "base/ctx.h"
#include "db/lock.h"

enum { WAIT_MS = 5000 };

/* Open-file-description locks: they belong to the descriptor, not to the process, and end with it.
 */
static bool try_lock(int fd)
{
    struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    return fcntl(fd, F_OFD_SETLK, &fl) == 0;
}

static bool open_lock(struct ctx *c, const char *path, int *fd)
{
    if (*fd < 0)
        *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return *fd >= 0 ||
           fail(c, ERR_STORAGE, "The lock file %s cannot be opened: %s.", path, strerror(errno));
}

bool lock_try(struct ctx *c, const char *path, int *ret_fd, bool *ret_taken)
{
    if (!open_lock(c, path, ret_fd))
        return false;
    *ret_taken = try_lock(*ret_fd);
    return *ret_taken || errno == EAGAIN || errno == EACCES || errno == EINTR ||
           fail(c, ERR_STORAGE, "The lock file %s cannot be locked: %s.", path, strerror(errno));
}

bool lock_take(struct ctx *c, const char *path, int *ret_fd)
{
    long step = 1, waited = 0;
    bool taken;
    while (lock_try(c, path, ret_fd, &taken)) {
        if (taken)
            return true;
        if (waited >= WAIT_MS)
            return fail(
                c, ERR_BUSY,
                "Somebody else has been writing for %d seconds. Nothing was changed; try again.",
                WAIT_MS / 1000);
        struct timespec ts = { .tv_nsec = step * 1000000 };
        nanosleep(&ts, NULL);
        waited += step;
        step = MIN(step * 2, 50L);
    }
    return false;
}

void lock_release(int *fd)
{
    struct flock fl = { .l_type = F_UNLCK, .l_whence = SEEK_SET };
    if (*fd >= 0)
        fcntl(*fd, F_OFD_SETLK, &fl);
}

bool lock_is_held(const char *path)
{
    struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool held = fcntl(fd, F_OFD_GETLK, &fl) == 0 && fl.l_type != F_UNLCK;
    close(fd);
    return held;
}
