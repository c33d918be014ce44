#include "isms/measure.h"
#include "isms/check_sql.h"
#include "isms/standard.h"
#include "records/records.h"

const char *const measure_state_key[MEASURE_N] = { "no_query", "nothing_yet", "on_target",
                                                   "below_target", "warning" };
const char *const measure_state_label[MEASURE_N] = { N_("to be entered"),
                                                     N_("nothing to measure yet"), N_("on target"),
                                                     N_("short of the target"),
                                                     N_("beyond the warning") };

static enum measure_state judge(const struct record *construct, double value)
{
    double target = (double)rec_value(construct, "target")->i,
           warning = (double)rec_value(construct, "warning")->i;
    bool higher = str_eq_z(content_text(construct, "better"), "higher");
    if (higher ? value >= target : value <= target)
        return MEASURE_ON_TARGET;
    return (higher ? value >= warning : value <= warning) ? MEASURE_SHORT : MEASURE_WARNING;
}

bool measure_compute(struct ctx *c, const struct permit *p, const struct record *construct,
                     int64_t scope, struct measure_value *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct str query = content_text(construct, "query");
    bool row, percent = str_eq_z(content_text(construct, "unit"), "percent");
    *ret = (struct measure_value){ .state = MEASURE_NO_QUERY };
    if (!query.n)
        return true;
    if (!check_sql_measure(c, p, scope, arena_z(c->mem, query), &st) || !stmt_step(c, st, &row))
        return false;
    ret->state = MEASURE_NOTHING;
    if (!row || stmt_is_null(st, 0))
        return true;
    ret->part = stmt_real(st, 0);
    ret->has_whole = !stmt_is_null(st, 1);
    ret->whole = ret->has_whole ? stmt_real(st, 1) : 0;
    if (percent && ret->whole <= 0)
        return true;
    ret->value = percent ? 100 * ret->part / ret->whole : ret->part;
    ret->state = judge(construct, ret->value);
    return true;
}

struct str measure_text(struct ctx *c, const struct record *construct, double value)
{
    struct str unit = content_text(construct, "unit");
    struct buf b;
    int64_t whole = (int64_t)(value + (value < 0 ? -0.5 : 0.5));
    buf_init(&b, 256);
    if (str_eq_z(unit, "percent"))
        buf_addf(&b, "%.1f %%", value);
    else if (str_eq_z(unit, "money"))
        buf_addf(&b, "%" PRId64 " %s", whole, c->store->currency);
    else if (str_eq_z(unit, "days"))
        buf_addf(&b, "%" PRId64 " day%s", whole, whole == 1 ? "" : "s");
    else
        buf_addf(&b, "%" PRId64, whole);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}
