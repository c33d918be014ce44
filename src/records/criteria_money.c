#include "base/num.h"
#include "records/records.h"

/*
 * The texts of the criteria about money: where the steps of likelihood and consequence end, for a
 * level that is suggested from figures, and what all risks together may cost (loss and share of
 * years). All may be empty: then nothing of it is shown.
 */

/* "1 up to 0.05", "1 0.05": the number behind the step. */
static bool parse_band(struct str line, int64_t want, bool money, double *ret)
{
    int64_t step, cents;
    ptrdiff_t blank = str_find_char(line, ' ');
    if (blank < 0 || !num_parse_int(str_head(line, (size_t)blank), &step) || step != want)
        return false;
    struct str rest = str_trim(str_tail(line, (size_t)blank));
    if (rest.n > 6 && str_ieq(str_head(rest, 6), STR("up to ")))
        rest = str_trim(str_tail(rest, 6));
    if (!money)
        return num_parse_real(rest, ret) && *ret > 0 && *ret <= 1e6;
    if (!num_parse_fixed(rest, 2, &cents) || cents <= 0 || cents > (int64_t)1e14)
        return false;
    *ret = (double)cents / 100;
    return true;
}

static bool parse_bands(struct ctx *c, const struct record *r, size_t place, size_t steps,
                        double *band, size_t *ret_n)
{
    const struct field *f = &r->type->fields[place];
    bool money = place == CRITERIA_LOSS_BANDS;
    struct str line, rest = rec_text(r, place);
    size_t n = 0;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (n + 1 >= steps || !parse_band(line, (int64_t)n + 1, money, &band[n]))
            return problem(c, f,
                           "%s needs one line for each step but the last (%zu here), such as "
                           "\"%zu up to %s\"; line %zu is not like that.",
                           lang_text(f->label), steps - 1, n + 1, money ? "5000" : "0.05", n + 1);
        if (n && band[n] <= band[n - 1])
            return problem(c, f, "%s: step %zu must end above step %zu.", lang_text(f->label),
                           n + 1, n);
        n++;
    }
    *ret_n = n;
    return !n || n + 1 == steps ||
           problem(c, f, "%s needs %zu lines, one for each step but the last; it has %zu.",
                   lang_text(f->label), steps - 1, n);
}

/* "100000 in 20 %": a loss, and the per cent of years that may cost more. */
static bool parse_point(struct str line, double *ret_loss, double *ret_probability)
{
    static const struct str in = { " in ", 4 };
    int64_t cents;
    size_t at = 0;
    while (at + in.n <= line.n && memcmp(line.p + at, in.p, in.n) != 0)
        at++;
    if (at + in.n > line.n || !num_parse_fixed(str_trim(str_head(line, at)), 2, &cents))
        return false;
    struct str percent = str_trim(str_tail(line, at + in.n));
    if (percent.n && percent.p[percent.n - 1] == '%')
        percent = str_trim(str_head(percent, percent.n - 1));
    if (!num_parse_real(percent, ret_probability) || cents <= 0 || cents > (int64_t)1e14)
        return false;
    *ret_loss = (double)cents / 100;
    *ret_probability /= 100;
    return *ret_probability > 0 && *ret_probability < 1;
}

static bool parse_tolerance(struct ctx *c, const struct record *r, struct criteria *k)
{
    const struct field *f = &r->type->fields[CRITERIA_TOLERANCE];
    struct str line, rest = rec_text(r, CRITERIA_TOLERANCE);
    size_t n = 0;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (n == CRITERIA_POINTS ||
            !parse_point(line, &k->tolerance[n].loss, &k->tolerance[n].probability))
            return problem(c, f,
                           "%s needs lines such as \"100000 in 20 %%\": a loss, and the per cent "
                           "of years, above 0 and below 100, that may cost more; at most %d lines. "
                           "Line %zu is not like that.",
                           lang_text(f->label), CRITERIA_POINTS, n + 1);
        if (n && (k->tolerance[n].loss <= k->tolerance[n - 1].loss ||
                  k->tolerance[n].probability >= k->tolerance[n - 1].probability))
            return problem(c, f,
                           "%s: from line to line the loss must rise and the per cent must fall; "
                           "line %zu does not.",
                           lang_text(f->label), n + 1);
        n++;
    }
    k->ntolerance = n;
    return n != 1 || problem(c, f, "%s needs at least two lines, or none.", lang_text(f->label));
}

bool criteria_parse_money(struct ctx *c, const struct record *r, struct criteria *k)
{
    bool a = parse_bands(c, r, CRITERIA_FREQUENCY_BANDS, k->n[0], k->frequency_band,
                         &k->nfrequency_bands),
         b = parse_bands(c, r, CRITERIA_LOSS_BANDS, k->n[1], k->loss_band, &k->nloss_bands);
    return parse_tolerance(c, r, k) && a && b;
}

int64_t criteria_step(const double *band, size_t n, double x)
{
    size_t i = 0;
    if (!n)
        return 0;
    while (i < n && x > band[i])
        i++;
    return (int64_t)i + 1;
}
