/* Any bytes are either refused or become a tree that writes back to the same tree. */
#include "fuzz.h"
#include "base/jin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    json_t *tree = NULL, *again = NULL;
    if (jin_parse(&f->c, (struct str){ (const char *)data, n }, &tree)) {
        char *text = json_dumps(tree, JSON_ENCODE_ANY);
        if (!text || !jin_parse(&f->c, str_z(text), &again) || !json_equal(tree, again))
            BUG("JSON does not come back");
        free(text);
    } else if (f->c.err.code != ERR_INVALID && f->c.err.code != ERR_LIMIT) {
        BUG("a parse error of another kind");
    }
    json_decref(tree);
    json_decref(again);
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
