#include <dirent.h>
#include <libgen.h>

#include "store/kind.h"
#include "store/store.h"

/*
 * Evidence files lie in NAME.files/ beside the database under their SHA-256. A file is written and
 * synced, and its folder too, before the transaction that names it, so that a record never points
 * at nothing.
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
    return ok ||
           fail(c, ERR_STORAGE, "%s cannot be written to the disk: %s.", path, strerror(errno));
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

/* Where a file comes from: another file, or bytes that are there. */
struct source {
    int fd; /* -1: the bytes */
    struct str bytes;
};

static ssize_t take(struct source *in, uint8_t *block, size_t n)
{
    if (in->fd >= 0)
        return read(in->fd, block, n);
    n = MIN(n, in->bytes.n);
    if (n)
        memcpy(block, in->bytes.p, n);
    in->bytes = str_tail(in->bytes, n);
    return (ssize_t)n;
}

static bool copy(struct ctx *c, struct source *in, int out, struct hash *ret, int64_t *ret_size)
{
    uint8_t block[64 << 10];
    ssize_t n;
    *ret_size = 0;
    sha256_begin(c->store->sha);
    while ((n = take(in, block, sizeof block)) > 0) {
        sha256_add(c->store->sha, block, (size_t)n);
        *ret_size += n;
        if (*ret_size > (int64_t)FILE_MAX_MB << 20)
            return fail(c, ERR_LIMIT,
                        "The file is larger than %d MB. Keep it elsewhere and give its address.",
                        FILE_MAX_MB);
        if (!write_all(out, block, (size_t)n))
            return fail(c, ERR_STORAGE, "The file cannot be kept: %s.", strerror(errno));
    }
    *ret = sha256_end(c->store->sha);
    if (n < 0)
        return fail(c, ERR_INVALID, "The file cannot be read: %s.", strerror(errno));
    return fsync(out) == 0 ||
           fail(c, ERR_STORAGE, "The file cannot be written to the disk: %s.", strerror(errno));
}

static bool put(struct ctx *c, struct source in, struct str name, struct str *ret_value)
{
    struct str dir = folder(c);
    if (mkdir(dir.p, 0700) != 0 && errno != EEXIST)
        return fail(c, ERR_STORAGE, "The folder %s cannot be made: %s.", dir.p, strerror(errno));
    const char *temp =
        arena_printf(c->mem, STR_FMT "/incoming-%016" PRIx64, STR_ARG(dir), rng_u64(c->rng)).p;
    int out = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct hash h;
    int64_t size = 0;
    char hex[65];
    if (out < 0)
        return fail(c, ERR_STORAGE, "The file cannot be kept in %s: %s.", dir.p, strerror(errno));
    bool ok = copy(c, &in, out, &h, &size);
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
    ok = ok && put(c, (struct source){ .fd = in }, name, ret_value);
    close(in);
    return ok;
}

bool store_file_put_bytes(struct ctx *c, struct str name, struct str bytes, struct str *ret_value)
{
    struct str clean = arena_str(c->mem, name);
    for (size_t i = 0; i < clean.n; i++) { /* the value is one line; a name is no path */
        char *at = (char *)(uintptr_t)&clean.p[i];
        if ((unsigned char)*at < 0x20 || *at == '/' || *at == '\\' || *at == 0x7f)
            *at = '_';
    }
    return put(c, (struct source){ .fd = -1, .bytes = bytes }, clean.n ? clean : STR("file"),
               ret_value);
}

/* --- proof and copies --- */

static bool digest_file(struct ctx *c, const char *path, struct hash *ret, int64_t *ret_size)
{
    uint8_t block[64 << 10];
    ssize_t n = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_size = 0;
    sha256_begin(c->store->sha);
    while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0) {
        sha256_add(c->store->sha, block, (size_t)n);
        *ret_size += n;
    }
    *ret = sha256_end(c->store->sha);
    if (fd >= 0)
        close(fd);
    return fd >= 0 && n == 0;
}

bool store_files_check(struct ctx *c, const struct entity *e, const struct field *f,
                       void (*found)(void *, const char *), void *arg, int64_t *ret_findings)
{
    struct sql q;
    sql_init(&q);
    sql_add(&q, "SELECT \"id\", ");
    sql_ident(&q, f->name);
    sql_add(&q, " FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " WHERE ");
    sql_ident(&q, f->name);
    sql_add(&q, " IS NOT NULL");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->store->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        struct arena_mark mark = arena_mark(c->mem);
        struct str hex, name, value = arena_str(c->mem, stmt_text(st, 1));
        int64_t want = 0, size = 0;
        struct hash h, named;
        bool fits = file_value_cut(value, &hex, &want, &name) &&
                    hex_decode(hex, named.b, sizeof named.b) &&
                    digest_file(c, store_file_path(c, value).p, &h, &size) && size == want &&
                    hash_eq(&h, &named);
        if (!fits) {
            ++*ret_findings;
            found(arg, arena_printf(c->mem, "%s-%" PRId64 ": its file is missing or was altered.",
                                    e->prefix, stmt_int(st, 0))
                           .p);
        }
        arena_rewind(c->mem, mark);
    }
    return ok;
}

static bool copy_one(struct ctx *c, const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC),
        out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    struct hash h;
    int64_t size;
    bool ok = out >= 0 ? copy(c, &(struct source){ .fd = in }, out, &h, &size)
                       : errno == EEXIST || fail(c, ERR_STORAGE, "%s cannot be copied: %s.", from,
                                                 strerror(errno));
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return ok;
}

bool store_files_copy(struct ctx *c, const char *from_db, const char *to_db)
{
    struct str from = arena_printf(c->mem, "%s.files", from_db),
               to = arena_printf(c->mem, "%s.files", to_db);
    DIR *d = opendir(from.p);
    struct dirent *e;
    bool ok = true;
    if (!d)
        return errno == ENOENT ||
               fail(c, ERR_STORAGE, "%s cannot be read: %s.", from.p, strerror(errno));
    if (mkdir(to.p, 0700) != 0 && errno != EEXIST)
        ok = fail(c, ERR_STORAGE, "The folder %s cannot be made: %s.", to.p, strerror(errno));
    while (ok && (e = readdir(d)))
        if (strlen(e->d_name) == 64)
            ok = copy_one(c, arena_printf(c->mem, "%s/%s", from.p, e->d_name).p,
                          arena_printf(c->mem, "%s/%s", to.p, e->d_name).p);
    closedir(d);
    return ok && sync_folder(c, to.p);
}
