#include <ftw.h>
#include <unistd.h>

#include "fixture.h"

static void must(struct fixture *f, bool ok, const char *what)
{
    if (!ok)
        BUG("fixture: %s: %s", what,
            f->c.problems      ? f->c.problems->message
            : f->c.err.message ? f->c.err.message
                               : "?");
}

static void make(struct fixture *f, bool demo, const struct catalog *k)
{
    const struct store_options options = { .catalog = k, .scale = records_scale };
    struct store *s;
    int64_t founder;
    char path[96];
    memset(f, 0, sizeof *f);
    arena_init(&f->mem, (size_t)1 << 30);
    rng_init(&f->rng);
    ctx_init(&f->c, &f->mem, &f->rng);
    snprintf(f->folder, sizeof f->folder, "/tmp/muniment-test-XXXXXX");
    must(f, mkdtemp(f->folder) != NULL, "folder");
    snprintf(path, sizeof path, "%s/t.db", f->folder);
    if (demo)
        demo_clock(&f->c);
    must(f, store_create(&f->c, path, &options, demo, &s), "create");
    must(f, store_begin(&f->c) && content_load(&f->c), "content");
    if (demo)
        must(f, store_commit(&f->c) && demo_fill(&f->c, NULL, NULL), "story");
    else
        must(f,
             setup_organization(&f->c, STR("Test Ltd"), STR("Ada Keller"), STR("ada@example.org"),
                                &founder) &&
                 store_commit(&f->c),
             "setup");
    f->permit = fixture_permit(f, 1);
}

void fixture_open(struct fixture *f, bool demo)
{
    make(f, demo, &catalog_all);
}

void fixture_open_with(struct fixture *f, const struct catalog *k)
{
    make(f, false, k);
}

void fixture_reopen(struct fixture *f)
{
    static const struct store_options options = { .catalog = &catalog_all,
                                                  .scale = records_scale,
                                                  .any_version = true };
    struct store *s;
    char path[96];
    ctx_clear(&f->c);
    store_close(&f->c, &f->c.store);
    snprintf(path, sizeof path, "%s/t.db", f->folder);
    must(f, store_open(&f->c, path, &options, &s), "open again");
    f->permit = fixture_permit(f, 1);
}

const struct permit *fixture_permit(struct fixture *f, int64_t person)
{
    const struct permit *p;
    ctx_clear(&f->c);
    must(f, permit_make(&f->c, person, &p), "permit");
    f->c.permit = p;
    return p;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

void fixture_close(struct fixture *f)
{
    ctx_clear(&f->c);
    store_close(&f->c, &f->c.store);
    arena_done(&f->mem);
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct fixture fx;

int fixture_empty(void **state)
{
    (void)state;
    fixture_open(&fx, false);
    return 0;
}

int fixture_demo(void **state)
{
    (void)state;
    fixture_open(&fx, true);
    return 0;
}

int fixture_end(void **state)
{
    (void)state;
    fixture_close(&fx);
    return 0;
}
