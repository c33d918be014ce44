/* Any text is refused or read into pairs that encode and read back the same. */
#include "base/text.h"
#include "fuzz.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    struct http_pairs p, again;
    struct buf b;
    buf_init(&b, 1 << 20);
    if (http_pairs_read(&f->c, (struct str){ (const char *)data, n }, &p)) {
        for (size_t i = 0; i < p.n; i++) {
            if (!text_is_valid(p.at[i].name) || !text_is_valid(p.at[i].value))
                BUG("a pair is no text");
            buf_add_z(&b, i ? "&" : "");
            http_encode(&b, p.at[i].name, false);
            buf_add_char(&b, '=');
            http_encode(&b, p.at[i].value, false);
        }
        if (!b.over) {
            if (!http_pairs_read(&f->c, buf_str(&b), &again) || again.n != p.n)
                BUG("pairs do not read back");
            for (size_t i = 0; i < p.n; i++)
                if (!str_eq(p.at[i].name, again.at[i].name) ||
                    !str_eq(p.at[i].value, again.at[i].value))
                    BUG("a pair does not read back");
        }
    } else if (f->c.err.code != ERR_USAGE && f->c.err.code != ERR_LIMIT) {
        BUG("pairs were refused without a word");
    }
    buf_done(&b);
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
