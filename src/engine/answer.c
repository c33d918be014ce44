#include "engine/answer.h"
#include "base/str.h"
#include "engine/sim.h"

static double cents(double x)
{
    double r = round(x * 100) / 100;
    return r > 0 || r < 0 ? r : 0; /* no negative zero */
}

void answer_money(struct jout *j, const char *key, double x)
{
    jout_key(j, key);
    jout_real(j, cents(x));
}

static void real(struct jout *j, const char *key, double x)
{
    jout_key(j, key);
    jout_real(j, x);
}

void answer_points(struct jout *j, const char *key, const struct model_point *p, size_t n)
{
    jout_key(j, key);
    jout_array(j);
    for (size_t i = 0; i < n; i++) {
        jout_array(j);
        jout_real(j, cents(p[i].loss));
        jout_real(j, (float)p[i].probability > 0 ? round(p[i].probability * 1e9) / 1e9 : 0);
        jout_array_end(j);
    }
    jout_array_end(j);
}

static void levels(struct jout *j, const char *key, const double *x)
{
    jout_key(j, key);
    jout_begin(j);
    for (size_t i = 0; i < LOSS_LEVELS; i++)
        answer_money(j, loss_level_name[i], x[i]);
    jout_end(j);
}

static void shares(struct jout *j, const struct model *m, const struct loss_share *s)
{
    jout_key(j, "contributions");
    jout_array(j);
    for (size_t i = 0; i < m->n; i++) {
        jout_begin(j);
        jout_member(j, "scenario", m->scenario[i].id);
        answer_money(j, "mean", s[i].mean);
        real(j, "mean_share", s[i].mean_share);
        answer_money(j, "tvar95", s[i].tvar);
        real(j, "tvar95_share", s[i].tvar_share);
        jout_end(j);
    }
    jout_array_end(j);
}

static void tornado(struct jout *j, const struct model *m, const struct answer_shares *s)
{
    jout_key(j, "tornado");
    jout_array(j);
    for (size_t i = 0; i < s->nswings; i++) {
        const struct loss_swing *w = &s->swing[i];
        jout_begin(j);
        jout_member(j, "scenario", m->scenario[w->scenario].id);
        jout_key(j, "input");
        jout_z(j, w->size ? "loss" : "frequency");
        real(j, "low", w->low);
        real(j, "high", w->high);
        answer_money(j, "mean_low", w->mean[0]);
        answer_money(j, "mean_high", w->mean[1]);
        answer_money(j, "var95_low", w->var95[0]);
        answer_money(j, "var95_high", w->var95[1]);
        jout_end(j);
    }
    jout_array_end(j);
}

static void tolerance(struct jout *j, const struct model *m, const struct loss_result *r)
{
    jout_key(j, "tolerance");
    jout_begin(j);
    answer_points(j, "points", m->tolerance, m->ntolerance);
    jout_key(j, "exceeded");
    jout_bool(j, r->breach > 1);
    real(j, "largest_ratio", r->breach);
    answer_money(j, "loss", r->breach_loss);
    real(j, "probability", r->breach_probability);
    real(j, "allowed", r->breach_allowed);
    jout_end(j);
}

void answer_curve(struct jout *j, const struct model *m, const struct loss_result *r,
                  const struct answer_shares *s)
{
    jout_member(j, "currency", m->currency);
    jout_key(j, "horizon");
    jout_int(j, m->horizon);
    answer_money(j, "mean", r->mean);
    answer_money(j, "sd", r->sd);
    levels(j, "var", r->var);
    levels(j, "tvar", r->tvar);
    real(j, "no_loss", r->no_loss);
    answer_points(j, "points", r->point, r->npoints);
    answer_points(j, "occurrence", r->occurrence, r->npoints);
    if (r->tolerance)
        tolerance(j, m, r);
    if (s && s->share)
        shares(j, m, s->share);
    if (s && s->swing)
        tornado(j, m, s);
    jout_key(j, "engine");
    jout_begin(j);
    jout_key(j, "version");
    jout_z(j, ENGINE_VERSION);
    jout_key(j, "method");
    jout_z(j, "exact");
    jout_key(j, "cells");
    jout_int(j, (int64_t)r->cells);
    answer_money(j, "grid_end", r->end);
    real(j, "beyond_grid", r->beyond);
    jout_end(j);
    jout_key(j, "notes");
    jout_array(j);
    if (r->aggregate_ignored)
        jout_z(j, "The yearly limit of an insurance is left out here; `risk simulate` counts it.");
    jout_array_end(j);
}

static void ends(struct jout *j, const char *key, const double *low, const double *high)
{
    jout_key(j, key);
    jout_begin(j);
    for (size_t i = 0; i < LOSS_LEVELS; i++) {
        jout_key(j, loss_level_name[i]);
        jout_array(j);
        jout_real(j, cents(low[i]));
        jout_real(j, cents(high[i]));
        jout_array_end(j);
    }
    jout_end(j);
}

void answer_sim(struct jout *j, const struct model *m, const struct sim_options *o,
                const struct sim_result *r)
{
    jout_member(j, "currency", m->currency);
    jout_key(j, "horizon");
    jout_int(j, m->horizon);
    answer_money(j, "mean", r->mean);
    answer_money(j, "mean_standard_error", r->mean_error);
    answer_money(j, "sd", r->sd);
    levels(j, "var", r->var);
    ends(j, "var_interval95", r->var_low, r->var_high);
    levels(j, "tvar", r->tvar);
    levels(j, "tvar_standard_error", r->tvar_error);
    real(j, "no_loss", r->no_loss);
    answer_points(j, "points", r->point, r->npoints);
    jout_key(j, "engine");
    jout_begin(j);
    jout_key(j, "version");
    jout_z(j, ENGINE_VERSION);
    jout_key(j, "method");
    jout_z(j, "simulation");
    jout_key(j, "years");
    jout_int(j, o->years);
    jout_key(j, "seed");
    jout_int(j, (int64_t)o->seed);
    jout_end(j);
}
