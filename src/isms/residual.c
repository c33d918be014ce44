#include "isms/residual.h"

#include <math.h>

#include "isms/risk_money_int.h"
#include "store/permit.h"

/*
 * Residual risk from the plan: each control takes a share of the events or of the loss away, as far
 * as its test says that it works (untested ones: as for investments, docs/risk-model.md). What is
 * left is turned back into steps by the bands of the criteria. Sharing and avoiding have no effect
 * here: who insures or stops says by hand what is left.
 */

int64_t residual_step(const double *band, size_t nbands, double amount, int64_t step, double left)
{
    if (!(left > 0))
        return 1;
    if (nbands) {
        double now = amount > 0 ? amount : criteria_band_middle(band, nbands, step);
        return MIN(step, criteria_step(band, nbands, now * left));
    }
    /* the least above a whole number of factors is rounding */
    double down = floor(log(1 / left) / log(RESIDUAL_FACTOR) + 1e-9);
    return MAX((int64_t)1, step - (int64_t)down);
}

static bool read_controls(struct ctx *c, const struct permit *p, const struct record *risk,
                          struct residual *r)
{
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q, "SELECT DISTINCT t.\"id\", t.\"title\", t.\"test_result\", "
                "coalesce(t.\"frequency_effect\", 0), coalesce(t.\"loss_effect\", 0) FROM "
                "\"control\" AS t JOIN \"treatment_control\" AS l ON l.\"to_id\"=t.\"id\" JOIN "
                "\"treatment\" AS a ON a.\"id\"=l.\"from_id\" WHERE t.\"archived\"=0 AND "
                "t.\"status\"<>'retired' AND a.\"archived\"=0 AND a.\"status\" NOT IN "
                "('rejected', 'cancelled') AND (t.\"frequency_effect\">0 OR t.\"loss_effect\">0) "
                "AND NOT EXISTS (SELECT 1 FROM \"risk_control\" AS x WHERE "
                "x.\"from_id\"=a.\"risk\" AND x.\"to_id\"=t.\"id\") AND a.\"risk\"=");
    int param = sql_param(&q);
    permit_where(p, &entity_control, &q);
    sql_add(&q, " ORDER BY t.\"id\"");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (ok)
        stmt_bind_int(st, param, risk->id);
    while (ok && (ok = stmt_step(c, st, &row)) && row && r->n < RESIDUAL_MOST) {
        double works = money_works(stmt_text(st, 2), true);
        r->by[r->n].control = stmt_int(st, 0);
        r->by[r->n].title = arena_str(c->mem, stmt_text(st, 1));
        r->by[r->n].reliability = works;
        r->by[r->n].frequency = stmt_real(st, 3) / 100;
        r->by[r->n].loss = stmt_real(st, 4) / 100;
        r->frequency *= 1 - works * r->by[r->n].frequency;
        r->loss *= 1 - works * r->by[r->n].loss;
        r->n++;
    }
    return ok;
}

bool residual_of(struct ctx *c, const struct permit *p, const struct record *risk,
                 struct residual *ret)
{
    const struct criteria *k;
    int64_t l = rec_int(risk, RISK_CURRENT_LIKELIHOOD), q = rec_int(risk, RISK_CURRENT_CONSEQUENCE);
    *ret = (struct residual){ .frequency = 1, .loss = 1 };
    if (!l || !q || rec_is_null(risk, RISK_CRITERIA))
        return true;
    if (!criteria_load(c, rec_int(risk, RISK_CRITERIA), &k) || !read_controls(c, p, risk, ret))
        return false;
    /* the frequency and the high end in money, when they are given, are finer than their steps */
    double often = rec_is_null(risk, RISK_CURRENT_FREQUENCY)
                       ? 0
                       : rec_real(risk, RISK_CURRENT_FREQUENCY),
           high = rec_is_null(risk, RISK_CURRENT_HIGH)
                      ? 0
                      : (double)rec_int(risk, RISK_CURRENT_HIGH) / money_units(c);
    ret->by_bands[0] = k->nfrequency_bands > 0;
    ret->by_bands[1] = k->nloss_bands > 0;
    ret->likelihood =
        residual_step(k->frequency_band, k->nfrequency_bands, often, l, ret->frequency);
    ret->consequence = residual_step(k->loss_band, k->nloss_bands, high, q, ret->loss);
    ret->level = criteria_level(k, ret->likelihood, ret->consequence);
    ret->known = ret->n && ret->level;
    return true;
}
