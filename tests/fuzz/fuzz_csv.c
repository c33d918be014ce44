/* A file of any bytes goes through the whole first pass and, when it is good, the second one of an
 * import, without a change that the ledger does not know. */
#include <unistd.h>

#include "exchange/import.h"
#include "fuzz.h"
#include "store/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct entity *const types[] = { &entity_asset, &entity_risk, &entity_person };
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    struct import_options o = { .create_missing = true, .dry_run = true };
    struct import_result r;
    char path[96];
    if (!n)
        return 0;
    o.clear = data[0] & 4;
    o.dates = data[0] & 8 ? WHEN_DMY : WHEN_ANY;
    snprintf(path, sizeof path, "%s/in.csv", f->folder);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(data + 1, 1, n - 1, out) != n - 1 || fclose(out) != 0)
        BUG("cannot write the input");
    int64_t before, after;
    struct hash root;
    if (!ledger_root(&f->c, &before, &root))
        BUG("the ledger cannot be read");
    if (!import_file(&f->c, f->permit, types[(data[0] & 3) % 3], path, &o, &r) &&
        f->c.err.code == ERR_NONE)
        BUG("a failure without an error");
    ctx_clear(&f->c);
    if (!ledger_root(&f->c, &after, &root) || after != before)
        BUG("a dry run changed something");
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
