#include <math.h>

#include "records/records.h"

/*
 * What contradicts itself in criteria, each flaw at its cell. A worse step never gives a lower
 * level: two risks of which one is worse in every respect would otherwise be ranked the wrong way
 * round. An overall likelihood above one of its factors would say that something succeeds more
 * often than it is tried.
 */

static void flaw(struct ctx *c, struct criteria_flaws *w, size_t field, size_t row, size_t column,
                 const char *fmt, ...) PRINTF(6, 7);
static void flaw(struct ctx *c, struct criteria_flaws *w, size_t field, size_t row, size_t column,
                 const char *fmt, ...)
{
    char text[512];
    va_list args;
    if (w->n == CRITERIA_FLAWS)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    w->at[w->n++] = (struct criteria_flaw){
        .field = field, .row = row, .column = column, .text = arena_str(c->mem, str_z(text))
    };
}

/* Each cell against the one below it and the one before it. `rows` and `columns` name the steps,
 * `gives` what stands in the cells. */
static void monotone(struct ctx *c, struct criteria_flaws *w, size_t field, const char *const *name,
                     size_t high, size_t wide, const int64_t (*cell)[CRITERIA_STEPS])
{
    for (size_t l = 0; l < high; l++)
        for (size_t q = 0; q < wide; q++) {
            if (l && cell[l][q] < cell[l - 1][q])
                flaw(c, w, field, l, q,
                     "The %s is not monotone: at %s %zu, %s %zu gives %s %" PRId64
                     " but the lower %s %zu gives %" PRId64 ".",
                     name[0], name[2], q + 1, name[1], l + 1, name[3], cell[l][q], name[1], l,
                     cell[l - 1][q]);
            if (q && cell[l][q] < cell[l][q - 1])
                flaw(c, w, field, l, q,
                     "The %s is not monotone: at %s %zu, %s %zu gives %s %" PRId64
                     " but the lower %s %zu gives %" PRId64 ".",
                     name[0], name[1], l + 1, name[2], q + 1, name[3], cell[l][q], name[2], q,
                     cell[l][q - 1]);
        }
}

static void not_above(struct ctx *c, const struct criteria *k, struct criteria_flaws *w)
{
    for (size_t a = 0; a < k->n[0]; a++)
        for (size_t s = 0; s < k->n[0]; s++)
            if (k->combined[a][s] > (int64_t)MIN(a, s) + 1)
                flaw(c, w, CRITERIA_COMBINED, a, s,
                     "The overall likelihood is above one of its factors: attempt %zu and success "
                     "%zu give %" PRId64 ", where at most %zu is possible.",
                     a + 1, s + 1, k->combined[a][s], MIN(a, s) + 1);
}

/* A level that no cell gives can never be the answer; it may be meant so, so it hinders nothing. */
static void reachable(struct ctx *c, const struct criteria *k, struct criteria_flaws *w)
{
    bool seen[CRITERIA_STEPS] = { false };
    for (size_t l = 0; l < k->n[0]; l++)
        for (size_t q = 0; q < k->n[1]; q++)
            seen[k->level[l][q] - 1] = true;
    for (size_t i = 0; i < k->n[2]; i++) {
        size_t before = w->n;
        if (!seen[i])
            flaw(c, w, CRITERIA_LEVEL, i, CRITERIA_WHOLE,
                 "No cell of the matrix gives level %zu " STR_FMT ".", i + 1,
                 STR_ARG(k->step[2][i].word));
        if (w->n > before)
            w->at[before].warning = true;
    }
}

static void acceptance(struct ctx *c, const struct criteria *k, struct criteria_flaws *w)
{
    for (size_t class = 0; class < CLASS_N; class ++)
        for (size_t i = 0; i < k->n[2]; i++) {
            const struct acceptance_rule *r = &k->rule[class][i], *below = i ? r - 1 : NULL,
                                         *any = &k->rule[CLASS_ANY][i];
            if (below && below->given && r->given && r->who < below->who)
                flaw(c, w, CRITERIA_ACCEPTANCE, i, class,
                     "Level %zu would be easier to accept than level %zu.", i + 1, i);
            if (class != CLASS_ANY && r->given && r->who < any->who)
                flaw(c, w, CRITERIA_ACCEPTANCE, i, class,
                     "Level %zu of the class %s would be easier to accept than that of other "
                     "risks.",
                     i + 1, criteria_classes[class]);
        }
}

static void rising(struct ctx *c, struct criteria_flaws *w, size_t field, size_t column,
                   const double *n, size_t count, const char *what)
{
    for (size_t i = 1; i < count; i++)
        if (n[i] <= n[i - 1])
            flaw(c, w, field, i, column, "The %s must rise from step to step: step %zu does not.",
                 what, i + 1);
}

static void points(struct ctx *c, const struct criteria *k, struct criteria_flaws *w)
{
    rising(c, w, CRITERIA_WEIGHTS, 0, k->weight[0], k->n[0], "points of likelihood");
    rising(c, w, CRITERIA_WEIGHTS, 1, k->weight[1], k->n[1], "points of consequence");
    rising(c, w, CRITERIA_WEIGHTS, 2, k->level_limit, k->n[2] - 1, "limits of the levels");
    for (size_t l = 0; l < k->n[0]; l++)
        for (size_t q = 0; q < k->n[1]; q++) {
            double product = k->weight[0][l] * k->weight[1][q];
            int64_t want = criteria_step(k->level_limit, k->n[2] - 1, product);
            if (want != k->level[l][q])
                flaw(c, w, CRITERIA_MATRIX, l, q,
                     "Likelihood %zu and consequence %zu have %.6g points, which is level %" PRId64
                     ", but the matrix says %" PRId64 ".",
                     l + 1, q + 1, product, want, k->level[l][q]);
        }
}

void criteria_examine(struct ctx *c, const struct criteria *k, struct criteria_flaws *ret)
{
    static const char *const matrix[] = { "matrix", "likelihood", "consequence", "level" };
    static const char *const table[] = { "table of likelihoods", "attempt", "success",
                                         "likelihood" };
    ret->n = 0;
    monotone(c, ret, CRITERIA_MATRIX, matrix, k->n[0], k->n[1], k->level);
    acceptance(c, k, ret);
    if (k->combines) {
        monotone(c, ret, CRITERIA_COMBINED, table, k->n[0], k->n[0], k->combined);
        not_above(c, k, ret);
    }
    if (k->weighted)
        points(c, k, ret);
    reachable(c, k, ret);
}

struct acceptance_rule criteria_rule(const struct criteria *k, int64_t level, struct str classes)
{
    struct acceptance_rule all = { .given = true, .who = ACCEPTOR_NOBODY };
    struct str one;
    if (level < 1 || level > (int64_t)k->n[2])
        return all;
    all = k->rule[CLASS_ANY][level - 1];
    while (classes.n && str_cut(&classes, ',', &one))
        for (size_t i = 1; i < CLASS_N; i++) {
            const struct acceptance_rule *r = &k->rule[i][level - 1];
            if (!r->given || !str_eq_z(one, criteria_classes[i]))
                continue;
            all.who = MAX(all.who, r->who);
            if (r->months && (!all.months || r->months < all.months))
                all.months = r->months;
        }
    return all;
}

double criteria_band_middle(const double *limit, size_t n, int64_t step)
{
    if (!n || step < 1 || step > (int64_t)n + 1)
        return 0;
    size_t i = (size_t)step - 1;
    double ratio = n > 1 ? (i <= 1   ? limit[1] / limit[0]
                            : i >= n ? limit[n - 1] / limit[n - 2]
                                     : limit[i] / limit[i - 1])
                         : 4; /* one limit alone says nothing about width */
    double low = i ? limit[i - 1] : limit[0] / ratio;
    return low * sqrt(i < n && i ? limit[i] / limit[i - 1] : ratio);
}
