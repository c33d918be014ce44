#include "base/out.h"
#include "base/ctx.h"
#include "base/str.h"

void out_begin(struct ctx *c, struct out *o, const char *path)
{
    struct stat st;
    *o = (struct out){ .path = path, .name = path };
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return;
    const char *part = arena_printf(c->mem, "%s.part", path).p;
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return; /* no room beside it: whoever writes says why */
    close(fd);
    o->name = part;
}

bool out_end(struct ctx *c, struct out *o, bool ok)
{
    if (o->name == o->path)
        return ok;
    if (ok && rename(o->name, o->path) == 0)
        return true;
    if (ok)
        fail(c, ERR_STORAGE, "%s cannot be written: %s.", o->path, strerror(errno));
    unlink(o->name);
    return false;
}
