#include <libgen.h>

#include "store/kind.h"
#include "store/store.h"

/*
 * Evidence files lie in NAME.files/ beside the database under their SHA-256. A file is written and synced, and its folder
 * too, before the transaction that names it, so that a record never points at nothing.
 */

enum { FILE_MAX_MB = 512 };

static struct str folder(struct ctx *c)
{
    return arena_printf(c->mem, "%s.files", db_path(c->store->db));
}

struct str store_file_path(struct ctx *c, struct str value)
{
    struct str hex = str_head(value, 64);
    return arena_printf(c->mem, STR_FMT "/" STR_FMT, STR_ARG(folder(c)), STR_ARG(hex));
}

static bool sync_folder(struct ctx *c, const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok || fail(c, ERR_STORAGE, "%s cannot be written to the disk: %s.", path, strerror(errno));
}

static bool write_all(int fd, const uint8_t *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static bool copy(struct ctx *c, int in, int out, struct hash *ret, int64_t *ret_size)
{
    uint8_t block[64 << 10];
    ssize_t n;
    *ret_size = 0;
    sha256_begin(c->store->sha);
    while ((n = read(in, block, sizeof block)) > 0) {
        sha256_add(c->store->sha, block, (size_t)n);
        *ret_size += n;
        if (*ret_size > (int64_t)FILE_MAX_MB << 20)
            return fail(c, ERR_LIMIT, "The file is larger than %d MB. Keep it elsewhere and give its address.", FILE_MAX_MB);
        if (!write_all(out, block, (size_t)n))
            return fail(c, ERR_STORAGE, "The file cannot be kept: %s.", strerror(errno));
    }
    *ret = sha256_end(c->store->sha);
    if (n < 0)
        return fail(c, ERR_INVALID, "The file cannot be read: %s.", strerror(errno));
    return fsync(out) == 0 || fail(c, ERR_STORAGE, "The file cannot be written to the disk: %s.", strerror(errno));
}

static bool put(struct ctx *c, int in, struct str name, struct str *ret_value)
{
    struct str dir = folder(c);
    if (mkdir(dir.p, 0700) != 0 && errno != EEXIST)
        return fail(c, ERR_STORAGE, "The folder %s cannot be made: %s.", dir.p, strerror(errno));
    const char *temp = arena_printf(c->mem, STR_FMT "/incoming-%016" PRIx64, STR_ARG(dir), rng_u64(c->rng)).p;
    int out = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct hash h;
    int64_t size = 0;
    char hex[65];
    if (out < 0)
        return fail(c, ERR_STORAGE, "The file cannot be kept in %s: %s.", dir.p, strerror(errno));
    bool ok = copy(c, in, out, &h, &size);
    close(out);
    if (!ok) {
        unlink(temp);
        return false;
    }
    hex_encode(h.b, sizeof h.b, hex);
    struct str value = arena_printf(c->mem, "%s %" PRId64 " " STR_FMT, hex, size, STR_ARG(name));
    if (rename(temp, store_file_path(c, value).p) != 0) {
        unlink(temp);
        return fail(c, ERR_STORAGE, "The file cannot be kept in %s: %s.", dir.p, strerror(errno));
    }
    *ret_value = value;
    return sync_folder(c, dir.p) && sync_folder(c, dirname(arena_z(c->mem, dir)));
}

bool store_file_put(struct ctx *c, struct str path, struct str *ret_value)
{
    struct stat st;
    char *z = arena_z(c->mem, path);
    int in = open(z, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return fail(c, ERR_INVALID, "The file %s cannot be opened: %s.", z, strerror(errno));
    bool ok = fstat(in, &st) == 0 && S_ISREG(st.st_mode);
    if (!ok)
        fail(c, ERR_INVALID, "%s is not an ordinary file.", z);
    struct str name = str_z(basename(arena_z(c->mem, path)));
    ok = ok && put(c, in, name, ret_value);
    close(in);
    return ok;
}
