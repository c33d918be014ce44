/* Any text as a filter, a sort, words or a cursor: refused with a problem, or a page of at most the
 * limit. Lines: type number, then one condition a line; "-f" and "f" sort, "?" words, "@" cursor.
 */
#include "fuzz.h"

static void add_line(struct ctx *c, struct query *q, struct str line)
{
    struct str rest = line.n ? str_tail(line, 1) : line;
    bool ok = true;
    if (line.n && line.p[0] == '?')
        q->words = rest;
    else if (line.n && line.p[0] == '@')
        q->after = rest;
    else if (line.n && line.p[0] == '^')
        ok = query_sort(c, q, rest);
    else
        ok = query_where(c, q, line);
    if (!ok && c->err.code == ERR_NONE)
        BUG("a refusal without an error");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    struct query q;
    struct page page;
    struct str rest = { (const char *)data + 1, n ? n - 1 : 0 }, line;
    if (!n)
        return 0;
    query_init(&q, catalog_all.entities[data[0] % catalog_all.n]);
    while (rest.n && str_cut(&rest, '\n', &line))
        add_line(&f->c, &q, line);
    if (f->c.err.code == ERR_NONE) {
        bool ok = query_list(&f->c, f->permit, &q, &page);
        if (ok ? page.n > (size_t)q.limit : f->c.err.code == ERR_STORAGE)
            BUG("query: %s", ok ? "page too long" : f->c.err.message);
    }
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
