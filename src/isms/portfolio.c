#include <pthread.h>

#include "isms/portfolio.h"
#include "records/records.h"

/* The few portfolios that are kept, and what is computed from one. */

enum { SLOTS = 3, SLOT_MEMORY = 128 << 20, EVENTS_A_PAGE = 20000000 };
#define LOST_MOST 1e-3 /* of the years, beyond the grid */

struct slot {
    pthread_mutex_t lock; /* held while taken */
    struct portfolio p;
    struct arena mem, offer;
    char key[96]; /* empty: nothing usable */
    int refs;
    uint64_t used;
    bool alone; /* of nobody's table: freed when given back */
    struct portfolios *of;
};
struct portfolios {
    pthread_mutex_t lock;
    struct slot at[SLOTS];
    uint64_t clock;
};

static void slot_init(struct slot *s)
{
    pthread_mutex_init(&s->lock, NULL);
    arena_init(&s->mem, SLOT_MEMORY);
    arena_init(&s->offer, SLOT_MEMORY);
}

static void drop_live(struct portfolio *p, int which)
{
    loss_free(p->live[which]);
    p->live[which] = NULL;
    p->moved[which] = SIZE_MAX;
}

static void slot_empty(struct slot *s)
{
    drop_live(&s->p, 0);
    drop_live(&s->p, 1);
    arena_done(&s->mem);
    arena_init(&s->mem, SLOT_MEMORY);
    arena_done(&s->offer);
    arena_init(&s->offer, SLOT_MEMORY);
    s->p = (struct portfolio){
        .mem = &s->mem, .offer_mem = &s->offer, .moved = { SIZE_MAX, SIZE_MAX }, .slot = s
    };
}

static void slot_done(struct slot *s)
{
    slot_empty(s);
    arena_done(&s->mem);
    arena_done(&s->offer);
    pthread_mutex_destroy(&s->lock);
}

struct portfolios *portfolios_new(void)
{
    struct portfolios *k = base_alloc(sizeof *k);
    *k = (struct portfolios){ .clock = 0 };
    pthread_mutex_init(&k->lock, NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        slot_init(&k->at[i]);
        k->at[i].of = k;
    }
    return k;
}

void portfolios_free(struct portfolios *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        slot_done(&k->at[i]);
    pthread_mutex_destroy(&k->lock);
    base_free(k);
}

unsigned portfolio_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 1 ? (unsigned)MIN(n, 16) : 1;
}

/* What a portfolio depends on: the state of the ledger (or the day that is looked at), whose eyes,
 * the scope, and the day, because grants begin and end. */
static bool key_of(struct ctx *c, const struct permit *p, const struct record *scope, char *ret,
                   size_t n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, past = c->store->asof && c->db == c->store->asof;
    int64_t seq = -1;
    if (!db_prepare(c, c->store->db, "SELECT coalesce(max(\"seq\"), -1) FROM \"ledger\"", &st) ||
        !stmt_step(c, st, &row))
        return false;
    if (row)
        seq = stmt_int(st, 0);
    snprintf(ret, n, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, seq,
             past ? c->store->asof_ms : 0, permit_person(p), scope ? scope->id : 0, store_today(c));
    return true;
}

/* A slot with that key, else the one that lay longest; NULL when all are in use. */
static struct slot *pick(struct portfolios *k, const char *key)
{
    struct slot *best = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *s = &k->at[i];
        if (strcmp(s->key, key) == 0)
            return s;
        if (!s->refs && (!best || s->used < best->used))
            best = s;
    }
    return best;
}

static struct slot *slot_take(struct portfolios *k, const char *key)
{
    struct slot *s = NULL;
    if (k) {
        pthread_mutex_lock(&k->lock);
        s = pick(k, key);
        if (s) {
            s->refs++;
            s->used = ++k->clock;
            if (strcmp(s->key, key) != 0) { /* nobody else has it: refs were 0 */
                slot_empty(s);
                snprintf(s->key, sizeof s->key, "%s", key);
            }
        }
        pthread_mutex_unlock(&k->lock);
    }
    if (!s) {
        s = base_alloc(sizeof *s);
        *s = (struct slot){ .alone = true };
        slot_init(s);
        slot_empty(s);
    }
    pthread_mutex_lock(&s->lock);
    return s;
}

static bool own_words(struct ctx *c)
{
    struct err e = c->err;
    const struct problem *old = c->problems;
    ctx_clear(c);
    for (const struct problem *p = old; p; p = p->next)
        problem_add(c, p->field, p->code, p->value, "%s", p->message);
    return old ? false : fail(c, e.code, "%s", e.message);
}

bool portfolio_within(struct ctx *c, struct arena *mem, bool (*work)(struct ctx *, void *),
                      void *arg)
{
    struct arena *own = c->mem;
    c->mem = mem;
    bool ok = work(c, arg);
    c->mem = own;
    return ok || own_words(c);
}

static bool within(struct ctx *c, struct portfolio *p, bool (*work)(struct ctx *, void *),
                   void *arg)
{
    return portfolio_within(c, p->mem, work, arg);
}

struct reading {
    struct portfolio *p;
    const struct permit *permit;
    struct record *scope;
};

static bool read_all(struct ctx *c, void *arg)
{
    struct reading *r = arg;
    struct portfolio *p = r->p;
    if (!risk_money_read(c, r->permit, r->scope, &p->money))
        return false;
    p->scope = r->scope ? record_copy(c, r->scope) : NULL;
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        p->shown[s] = p->money.given[s] > 0;
        p->bare[s] = p->money.model[s];
        p->bare[s].ncontrols = 0;
    }
    return true;
}

static void slot_give(struct slot *s)
{
    pthread_mutex_unlock(&s->lock);
    if (s->alone) {
        slot_done(s);
        base_free(s);
        return;
    }
    pthread_mutex_lock(&s->of->lock);
    s->refs--;
    pthread_mutex_unlock(&s->of->lock);
}

bool portfolio_take(struct ctx *c, struct portfolios *k, const struct permit *p,
                    struct record *scope, struct portfolio **ret)
{
    char key[sizeof(struct slot){ 0 }.key];
    *ret = NULL;
    if (!key_of(c, p, scope, key, sizeof key))
        return false;
    struct slot *s = slot_take(k, key);
    struct reading r = { &s->p, p, scope };
    if (!s->p.money.model[MONEY_CURRENT].n && !within(c, &s->p, read_all, &r)) {
        slot_empty(s); /* whoever comes next tries again, and fails alike */
        slot_give(s);
        return false;
    }
    *ret = &s->p;
    return true;
}

bool portfolio_named(struct ctx *c, struct portfolios *k, const struct permit *p, struct str scope,
                     struct portfolio **ret)
{
    struct record *r = NULL;
    return (!scope.n || store_find(c, p, &entity_scope_type, scope, &r)) &&
           portfolio_take(c, k, p, r, ret);
}

void portfolio_give(struct portfolio **p)
{
    if (*p)
        slot_give((*p)->slot);
    *p = NULL;
}

/* --- what is computed --- */

static bool curve(struct ctx *c, void *arg)
{
    struct portfolio *p = arg;
    struct loss_options o = { .bits = LOSS_FINE, .threads = portfolio_threads() };
    for (size_t s = 0; s < MONEY_STAGES; s++) {
        _cleanup_(loss_done) struct loss *l = NULL;
        if (!p->shown[s] || p->result[s])
            continue;
        if (!loss_build(c, &p->bare[s], o, &l))
            return false;
        struct loss_result *r = arena_new(p->mem, struct loss_result, 1);
        loss_curve(l, r);
        p->result[s] = r;
    }
    return true;
}

bool portfolio_curves(struct ctx *c, struct portfolio *p)
{
    return within(c, p, curve, p);
}

static bool build(struct ctx *c, const struct model *m, unsigned bits, struct loss **ret,
                  struct loss_result *ret_curve)
{
    struct loss_options o = { .bits = bits, .threads = portfolio_threads() };
    if (!loss_build(c, m, o, ret))
        return false;
    loss_curve(*ret, ret_curve);
    return true;
}

/* The largest first, equal ones by number. */
static int by_share(const void *a, const void *b, void *shares)
{
    const struct loss_share *share = shares;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    double dx = share[x].tvar, dy = share[y].tvar;
    return dx != dy ? (dx > dy ? -1 : 1) : (x > y) - (x < y);
}

static void rank(struct portfolio *p)
{
    size_t n = p->money.model[MONEY_CURRENT].n;
    p->largest = arena_new(p->mem, size_t, n + 1);
    for (size_t i = 0; i < n; i++)
        p->largest[i] = i;
    qsort_r(p->largest, n, sizeof *p->largest, by_share, p->share);
}

/* At 2^14 cells: the walk over the scenarios costs what the grid is long, and shares are ratios. */
static bool shares(struct ctx *c, void *arg)
{
    struct portfolio *p = arg;
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_result r;
    if (!build(c, &p->bare[MONEY_CURRENT], LOSS_FAST, &l, &r))
        return false;
    p->share = arena_new(p->mem, struct loss_share, p->money.model[MONEY_CURRENT].n + 1);
    loss_shares(l, &r, 1, p->share);
    for (size_t i = 0; i < p->money.model[MONEY_CURRENT].n; i++) /* of the exact figure */
        p->share[i].tvar = p->share[i].tvar_share * p->result[MONEY_CURRENT]->tvar[1];
    rank(p);
    return true;
}

bool portfolio_shares(struct ctx *c, struct portfolio *p)
{
    return p->share || (portfolio_curves(c, p) && within(c, p, shares, p));
}

static bool tornado(struct ctx *c, void *arg)
{
    struct portfolio *p = arg;
    _cleanup_(loss_done) struct loss *l = NULL;
    struct loss_result r;
    size_t n = MIN(p->money.model[MONEY_CURRENT].n, (size_t)SWINGS_OF);
    if (!build(c, &p->bare[MONEY_CURRENT], 13, &l, &r))
        return false;
    p->swing = arena_new(p->mem, struct loss_swing, 2 * n + 1);
    loss_tornado(l, p->largest, n, p->swing, &p->nswings);
    return true;
}

bool portfolio_tornado(struct ctx *c, struct portfolio *p)
{
    return p->swing || (portfolio_shares(c, p) && within(c, p, tornado, p));
}

static bool draw(struct ctx *c, void *arg)
{
    struct portfolio *p = arg;
    _cleanup_(sim_done) struct sim *s = NULL;
    if (!sim_run(c, &p->bare[MONEY_CURRENT], p->how, &s))
        return false;
    sim_summary(s, p->room);
    p->drawn = p->room;
    return true;
}

/* Events and scenarios both cost: years so that neither is too many. */
static uint32_t enough_years(const struct portfolio *p)
{
    const struct model *m = &p->money.model[MONEY_CURRENT];
    double events = (double)m->n;
    for (size_t i = 0; i < m->n; i++)
        events += p->money.figures[i].stage[MONEY_CURRENT].rate;
    double years = EVENTS_A_PAGE / events;
    return years >= SIM_YEARS ? SIM_YEARS : years <= 1000 ? 1000 : (uint32_t)years;
}

bool portfolio_simulate(struct ctx *c, struct portfolio *p, uint32_t years, uint64_t seed)
{
    years = years ? years : enough_years(p);
    if (p->drawn && p->how.years == years && p->how.seed == seed)
        return true;
    if (!p->room)
        p->room = arena_new(p->mem, struct sim_result, 1);
    p->drawn = NULL;
    p->how = (struct sim_options){ .years = years, .seed = seed, .threads = portfolio_threads() };
    return within(c, p, draw, p);
}

/* --- one scenario moved --- */

struct moving {
    struct portfolio *p;
    bool fine;
};

static bool make_live(struct ctx *c, void *arg)
{
    struct moving *w = arg;
    struct loss_result r;
    return build(c, &w->p->bare[MONEY_CURRENT], w->fine ? LOSS_FINE : LOSS_FAST,
                 &w->p->live[w->fine], &r);
}

/* A fine grid takes six megabytes: only one portfolio that lies about keeps one. */
static void only_fine(struct portfolio *p)
{
    struct slot *mine = p->slot;
    if (!mine->of)
        return;
    pthread_mutex_lock(&mine->of->lock);
    for (size_t i = 0; i < SLOTS; i++)
        if (&mine->of->at[i] != mine && !mine->of->at[i].refs)
            drop_live(&mine->of->at[i].p, 1);
    pthread_mutex_unlock(&mine->of->lock);
}

static bool live(struct ctx *c, struct portfolio *p, bool fine, struct loss **ret)
{
    struct moving w = { p, fine };
    if (!p->live[fine]) {
        if (fine)
            only_fine(p);
        if (!within(c, p, make_live, &w))
            return false;
    }
    *ret = p->live[fine];
    return true;
}

static void put_back(struct portfolio *p, bool fine)
{
    size_t i = p->moved[fine];
    if (i != SIZE_MAX)
        loss_replace(p->live[fine], i, &p->money.model[MONEY_CURRENT].scenario[i]);
    p->moved[fine] = SIZE_MAX;
}

bool portfolio_as_is(struct ctx *c, struct portfolio *p, bool fine, struct loss_result *ret)
{
    struct loss *l;
    if (fine) {
        if (!portfolio_curves(c, p))
            return false;
        *ret = *p->result[MONEY_CURRENT];
        return true;
    }
    if (!live(c, p, fine, &l))
        return false;
    put_back(p, fine);
    loss_curve(l, ret);
    return true;
}

/* Far beyond what the grid was made for, a grid of its own is made for the question. */
static bool apart(struct ctx *c, struct portfolio *p, size_t scenario, const struct scenario *now,
                  bool fine, struct loss_result *ret)
{
    _cleanup_(loss_done) struct loss *l = NULL;
    struct model m = p->money.model[MONEY_CURRENT];
    m.ncontrols = 0;
    m.scenario = arena_new(c->mem, struct scenario, m.n);
    memcpy(m.scenario, p->money.model[MONEY_CURRENT].scenario, m.n * sizeof *m.scenario);
    m.scenario[scenario] = *now;
    return build(c, &m, fine ? LOSS_FINE : LOSS_FAST, &l, ret);
}

/* Whole numbers count the intensities: a rate far above what they were made for must not overflow
 * them. */
static bool fits(const struct loss *l, const struct scenario *now)
{
    return now->frequency.kind != FREQUENCY_RATE || now->frequency.rate / l->unit < 0x1p49;
}

bool portfolio_what_if(struct ctx *c, struct portfolio *p, size_t scenario,
                       const struct scenario *now, bool fine, struct loss_result *ret)
{
    struct loss *l;
    if (!live(c, p, fine, &l))
        return false;
    if (!fits(l, now))
        return apart(c, p, scenario, now, fine, ret);
    if (p->moved[fine] != scenario)
        put_back(p, fine);
    loss_replace(l, scenario, now);
    p->moved[fine] = scenario;
    if (!isfinite(l->mean) || !isfinite(l->variance) || l->variance > 1e36)
        return fail(c, ERR_LIMIT, "The losses spread too far to be computed: narrow the interval.");
    loss_curve(l, ret);
    return ret->beyond <= LOST_MOST || apart(c, p, scenario, now, fine, ret);
}
