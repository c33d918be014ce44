/* Figures from inside the process, without the cost of starting it. Usage:
 *   bench_inside list DB       CPU microseconds of a page of 50 risks, filtered and sorted by an
 * index bench_inside soa DB        CPU and wall microseconds of reading and writing out the SoA
 *   bench_inside question DB   CPU and wall microseconds of one plain question to standard search
 *   bench_inside save DB       CPU and wall microseconds of one durable save
 * Each prints numbers only: CPU, wall. */
#include <stdio.h>
#include <time.h>

#include "isms/soa.h"
#include "isms/standard.h"
#include "records/records.h"
#include "store/query.h"

static double now(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static bool list_once(struct ctx *c, int i)
{
    struct query q;
    struct page page;
    (void)i;
    query_init(&q, &entity_risk);
    q.limit = 50;
    return query_where(c, &q, STR("status=open")) && query_sort(c, &q, STR("-current_level")) &&
           query_list(c, c->permit, &q, &page) && page.n == 50;
}

static bool soa_once(struct ctx *c, int i)
{
    struct record *scope;
    struct soa s;
    struct buf b;
    struct jout j;
    (void)i;
    buf_init(&b, 16 << 20);
    jout_init(&j, &b, true);
    bool ok = soa_scope(c, c->permit, (struct str){ NULL, 0 }, &scope) &&
              soa_read(c, c->permit, scope, &s) && soa_json(c, &s, false, &j);
    buf_done(&b);
    return ok;
}

static bool save_once(struct ctx *c, int i)
{
    struct record *r;
    return record_new(c, &entity_asset, &r) &&
           record_parse(c, r, &entity_asset.fields[0], arena_printf(c->mem, "Bench %d", i)) &&
           store_save(c, c->permit, r, NULL);
}

static bool question_once(struct ctx *c, int i)
{
    static const char *const asked[] = { "how do I handle leavers", "who may read the logs",
                                         "what if a laptop is stolen", "A.9.1.1", "Detective" };
    struct page page;
    return standard_search(c, c->permit, str_z(asked[(size_t)i % ARRAY_LEN(asked)]), &page) &&
           page.n > 0;
}

static bool run(struct ctx *c, const char *what)
{
    static const struct {
        const char *what;
        bool (*once)(struct ctx *, int);
    } jobs[] = { { "list", list_once }, { "soa", soa_once }, { "question", question_once } };
    bool (*once)(struct ctx *, int) = save_once;
    for (size_t i = 0; i < ARRAY_LEN(jobs); i++)
        if (strcmp(what, jobs[i].what) == 0)
            once = jobs[i].once;
    enum { WARM = 20, ROUNDS = 300 };
    double cpu = 0, wall = 0;
    for (int i = 0; i < WARM + ROUNDS; i++) {
        struct arena_mark mark = arena_mark(c->mem);
        if (i == WARM) {
            cpu = now(CLOCK_PROCESS_CPUTIME_ID);
            wall = now(CLOCK_MONOTONIC);
        }
        if (!once(c, i))
            return false;
        arena_rewind(c->mem, mark);
    }
    printf("%.1f %.1f\n", (now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / ROUNDS,
           (now(CLOCK_MONOTONIC) - wall) / ROUNDS);
    return true;
}

int main(int argc, char **argv)
{
    static const struct store_options options = { .catalog = &catalog_all, .scale = records_scale };
    struct arena mem;
    struct rng rng;
    struct ctx c;
    struct store *s;
    if (argc != 3)
        return 2;
    arena_init(&mem, (size_t)1 << 30);
    rng_init(&rng);
    ctx_init(&c, &mem, &rng);
    bool ok =
        store_open(&c, argv[2], &options, &s) && permit_make(&c, 1, &c.permit) && run(&c, argv[1]);
    if (!ok)
        fprintf(stderr, "%s %s\n", c.err.message ? c.err.message : "failed",
                c.problems ? c.problems->message : "");
    ctx_clear(&c);
    store_close(&c, &c.store);
    arena_done(&mem);
    return !ok;
}
