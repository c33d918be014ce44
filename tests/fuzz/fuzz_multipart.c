/* Any body with any boundary is refused with a word or read into views that lie inside the body. */
#include "fuzz.h"
#include "http/multipart.h"

static bool inside(struct str part, struct str whole)
{
    return !part.n || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    struct request req = { .head = false };
    struct str all = { (const char *)data, n }, type, body = all;
    if (!str_cut(&body, '\n', &type))
        return 0;
    struct str boundary = multipart_boundary(type);
    if (!boundary.n)
        boundary = STR("b");
    if (multipart_read(&f->c, body, boundary, &req)) {
        for (size_t i = 0; i < req.form.n; i++)
            if (!inside(req.form.at[i].value, body))
                BUG("a field lies outside the body");
        for (size_t i = 0; i < req.nuploads; i++)
            if (!inside(req.upload[i].data, body) || str_find_char(req.upload[i].name, '/') >= 0)
                BUG("a file lies outside the body or names a folder");
    } else if (f->c.err.code != ERR_USAGE && f->c.err.code != ERR_LIMIT) {
        BUG("a form was refused without a word");
    }
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
