#include "base/rng.h"
#include "web/files.h"

const char *file_temporary(struct ctx *c)
{
    const char *dir = getenv("TMPDIR");
    return arena_printf(c->mem, "%s/muniment-%016" PRIx64, dir && *dir ? dir : "/tmp",
                        rng_u64(c->rng))
        .p;
}

bool file_send_temporary(struct ctx *c, struct response *res, const char *path)
{
    char block[64 << 10];
    size_t n;
    FILE *f = fopen(path, "rbe");
    unlink(path);
    if (!f)
        return fail(c, ERR_STORAGE, "The file cannot be read back: %s.", strerror(errno));
    if (!res->body.max)
        buf_init(&res->body, HTTP_PAGE);
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(&res->body, block, n);
    bool ok = !ferror(f) && !res->body.over;
    fclose(f);
    return ok || fail(c, ERR_LIMIT, "The file is too large; export it on the command line.");
}
