#include "base/num.h"
#include "http/http.h"
#include "web/criteria.h"

/* Between the texts of criteria, the fields of the form and the tables on the page. */

const size_t design_text[DESIGN_TEXTS] = { CRITERIA_INTERVAL, CRITERIA_STRATEGIC, CRITERIA_TRIGGERS,
                                           CRITERIA_TOLERANCE, CRITERIA_NOTES };
const size_t design_scale[DESIGN_SCALES] = { CRITERIA_LIKELIHOOD, CRITERIA_CONSEQUENCE,
                                             CRITERIA_LEVEL, CRITERIA_NEED };
static const char *const need_name[3] = { "confidentiality", "integrity", "availability" };

/* --- from a record --- */

static struct str number(struct ctx *c, double r)
{
    struct buf b;
    buf_init(&b, 64);
    num_add_real(&b, r);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void from_criteria(struct ctx *c, const struct criteria *k, struct design *d)
{
    for (size_t s = 0; s < DESIGN_SCALES; s++) {
        d->n[s] = (int64_t)k->n[s];
        for (size_t i = 0; i < k->n[s]; i++) {
            d->word[s][i] = k->step[s][i].word;
            d->help[s][i] = k->step[s][i].help;
        }
    }
    for (size_t i = 0; i < k->nfrequency_bands; i++)
        d->band[0][i] = number(c, k->frequency_band[i]);
    for (size_t i = 0; i < k->nloss_bands; i++)
        d->band[1][i] = number(c, k->loss_band[i]);
    for (size_t i = 0; k->weighted && i < CRITERIA_STEPS; i++) {
        d->points[0][i] = i < k->n[0] ? number(c, k->weight[0][i]) : STR("");
        d->points[1][i] = i < k->n[1] ? number(c, k->weight[1][i]) : STR("");
        d->points[2][i] = i + 1 < k->n[2] ? number(c, k->level_limit[i]) : STR("");
    }
    memcpy(d->level, k->level, sizeof d->level);
    memcpy(d->combined, k->combined, sizeof d->combined);
    memcpy(d->sum, k->sum, sizeof d->sum);
    d->combines = k->combines;
    for (size_t class = 0; class < CLASS_N; class ++)
        for (size_t i = 0; i < k->n[2]; i++) {
            const struct acceptance_rule *rule = &k->rule[class][i];
            d->who[class][i] = rule->given ? (int64_t)rule->who : -1;
            d->months[class][i] =
                rule->months ? arena_printf(c->mem, "%" PRId64, rule->months) : STR("");
        }
}

/* Without a table of its own the overall likelihood is the lower of both factors. */
static void lower_of_both(struct design *d)
{
    for (int64_t a = 0; a < d->n[0]; a++)
        for (int64_t s = 0; s < d->n[0]; s++)
            d->combined[a][s] = MIN(a, s) + 1;
}

bool design_from_record(struct ctx *c, const struct record *r, struct design *ret)
{
    struct criteria k;
    *ret = (struct design){ .title = rec_text(r, CRITERIA_TITLE) };
    if (!criteria_read(c, r, &k))
        return false;
    from_criteria(c, &k, ret);
    if (!ret->combines)
        lower_of_both(ret);
    for (size_t i = 0; i < DESIGN_TEXTS; i++) {
        const struct value *v = &r->v[design_text[i]];
        ret->text[i] = v->tag == V_INT    ? arena_printf(c->mem, "%" PRId64, v->i)
                       : v->tag == V_TEXT ? v->s
                                          : STR("");
    }
    return true;
}

/* --- from a form --- */

struct reader {
    struct ctx *c;
    const struct http_pairs *form;
};

static bool sent(const struct reader *f, const char *name, size_t a, size_t b, struct str *ret)
{
    char full[32];
    snprintf(full, sizeof full, "%s_%zu_%zu", name, a, b);
    if (!http_has(f->form, full))
        return false;
    *ret = str_trim(http_get(f->form, full));
    return true;
}

static void take_number(const struct reader *f, const char *name, size_t a, size_t b, int64_t least,
                        int64_t most, int64_t *ret)
{
    struct str s;
    int64_t n;
    if (sent(f, name, a, b, &s) && num_parse_int(s, &n) && n >= least && n <= most)
        *ret = n;
}

/* One line, and no colon in a word: the colon divides word and meaning in the text. */
static struct str one_line(struct ctx *c, struct str s, bool colon)
{
    char *copy = arena_z(c->mem, s);
    for (size_t i = 0; i < s.n; i++)
        if (copy[i] == '\n' || copy[i] == '\r' || (!colon && copy[i] == ':'))
            copy[i] = ' ';
    return str_trim((struct str){ copy, s.n });
}

static void take_scales(const struct reader *f, struct design *d)
{
    for (size_t s = 0; s < DESIGN_SCALES; s++)
        for (size_t i = 0; i < (size_t)d->n[s]; i++) {
            struct str text;
            if (sent(f, "word", s, i, &text))
                d->word[s][i] = one_line(f->c, text, false);
            if (sent(f, "help", s, i, &text))
                d->help[s][i] = one_line(f->c, text, true);
            if (s < 2 && sent(f, "band", s, i, &text))
                d->band[s][i] = one_line(f->c, text, true);
            if (s < 3 && sent(f, "points", s, i, &text))
                d->points[s][i] = one_line(f->c, text, true);
        }
}

static void take_rules(const struct reader *f, struct design *d)
{
    for (size_t class = 0; class < CLASS_N; class ++)
        for (size_t i = 0; i < (size_t)d->n[2]; i++) {
            struct str text;
            take_number(f, "who", class, i, class ? -1 : 0, ACCEPTOR_NOBODY, &d->who[class][i]);
            if (sent(f, "months", class, i, &text))
                d->months[class][i] = one_line(f->c, text, true);
        }
}

void design_from_form(struct ctx *c, const struct http_pairs *form, struct design *ret)
{
    struct reader f = { c, form };
    struct str s;
    for (size_t i = 0; i < DESIGN_SCALES; i++)
        take_number(&f, "had", i, 0, DESIGN_LEAST, CRITERIA_STEPS, &ret->n[i]);
    if (http_has(form, "title"))
        ret->title = one_line(c, http_get(form, "title"), true);
    take_scales(&f, ret);
    for (size_t l = 0; l < (size_t)ret->n[0]; l++)
        for (size_t q = 0; q < CRITERIA_STEPS; q++) {
            take_number(&f, "cell", l, q, 1, ret->n[2], &ret->level[l][q]);
            take_number(&f, "both", l, q, 1, ret->n[0], &ret->combined[l][q]);
        }
    take_rules(&f, ret);
    ret->combines = http_has(form, "combines");
    for (size_t i = 0; i < 3; i++)
        if (sent(&f, "sum", i, 0, &s))
            ret->sum[i] = str_eq_z(s, "1");
    for (size_t i = 0; i < DESIGN_TEXTS; i++)
        if (http_has(form, entity_criteria.fields[design_text[i]].name))
            ret->text[i] = http_get(form, entity_criteria.fields[design_text[i]].name);
}

/* --- other sizes --- */

bool design_sizes(struct ctx *c, const struct http_pairs *form, const struct design *d,
                  int64_t *ret)
{
    struct reader f = { c, form };
    memcpy(ret, d->n, sizeof d->n);
    for (size_t i = 0; i < DESIGN_SCALES; i++)
        take_number(&f, "steps", i, 0, DESIGN_LEAST, MAX((int64_t)DESIGN_MOST, d->n[i]), &ret[i]);
    return memcmp(ret, d->n, sizeof d->n) != 0;
}

void design_resize(struct design *d, const int64_t *n)
{
    struct design was = *d;
    memcpy(d->n, n, sizeof d->n);
    for (int64_t l = 0; l < n[0]; l++)
        for (int64_t q = 0; q < n[1]; q++)
            d->level[l][q] = MIN(was.level[MIN(l, was.n[0] - 1)][MIN(q, was.n[1] - 1)], n[2]);
    for (int64_t i = was.n[2]; i < n[2]; i++)
        for (size_t class = 0; class < CLASS_N; class ++)
            d->who[class][i] = class ? -1 : was.who[0][was.n[2] - 1];
    if (n[0] != was.n[0])
        lower_of_both(d);
    for (size_t s = 0; s < DESIGN_SCALES; s++)
        for (int64_t i = was.n[s]; i < n[s]; i++)
            d->word[s][i] = d->help[s][i] = STR("");
}

static void flaw(struct criteria_flaws *w, size_t field, size_t row, size_t column, struct str text)
{
    if (w->n < CRITERIA_FLAWS)
        w->at[w->n++] = (struct criteria_flaw){ field, row, column, false, text };
}

/* A number above 0 at its cell; 0 with a flaw. */
static double positive(struct criteria_flaws *w, size_t field, size_t row, size_t column,
                       struct str s)
{
    double r;
    if (num_parse_real(s, &r) && r > 0 && r <= 1e15)
        return r;
    flaw(w, field, row, column,
         s.n ? S_("This must be a number above 0, such as 0.2 or 5000.")
             : S_("A number above 0 is missing here: all steps have one, or none has."));
    return 0;
}

bool design_fill(struct design *d, struct criteria_flaws *w)
{
    double p[3][CRITERIA_STEPS] = { { 0 } };
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < (size_t)d->n[s] - (s == 2); i++)
            p[s][i] = positive(w, CRITERIA_WEIGHTS, i, s, d->points[s][i]);
    if (w->n)
        return false;
    for (size_t l = 0; l < (size_t)d->n[0]; l++)
        for (size_t q = 0; q < (size_t)d->n[1]; q++)
            d->level[l][q] = criteria_step(p[2], (size_t)d->n[2] - 1, p[0][l] * p[1][q]);
    return true;
}

/* --- into texts --- */

static void put(struct ctx *c, struct record *r, size_t field, struct buf *b)
{
    struct str s = str_trim(buf_str(b));
    if (s.n)
        rec_set_text(r, field, arena_str(c->mem, s));
    else
        rec_set_null(r, field);
    buf_done(b);
}

static void put_scales(struct ctx *c, const struct design *d, struct record *r,
                       struct criteria_flaws *w)
{
    for (size_t s = 0; s < DESIGN_SCALES; s++) {
        struct buf b;
        buf_init(&b, 64 << 10);
        for (size_t i = 0; i < (size_t)d->n[s]; i++) {
            if (!d->word[s][i].n)
                flaw(w, design_scale[s], i, 0, S_("This step needs a word."));
            buf_addf(&b, "%zu " STR_FMT "%s" STR_FMT "\n", i + 1, STR_ARG(d->word[s][i]),
                     d->help[s][i].n ? ": " : "", STR_ARG(d->help[s][i]));
        }
        put(c, r, design_scale[s], &b);
    }
}

static bool any(const struct str *s, int64_t n)
{
    bool found = false;
    for (int64_t i = 0; i < n; i++)
        found |= s[i].n > 0;
    return found;
}

static void put_bands(struct ctx *c, const struct design *d, struct record *r,
                      struct criteria_flaws *w)
{
    static const size_t field[2] = { CRITERIA_FREQUENCY_BANDS, CRITERIA_LOSS_BANDS };
    for (size_t s = 0; s < 2; s++) {
        struct buf b;
        size_t n = any(d->band[s], d->n[s] - 1) ? (size_t)d->n[s] - 1 : 0;
        buf_init(&b, 4096);
        for (size_t i = 0; i < n; i++) {
            (void)positive(w, field[s], i, 0, d->band[s][i]);
            buf_addf(&b, "%zu up to " STR_FMT "\n", i + 1, STR_ARG(d->band[s][i]));
        }
        put(c, r, field[s], &b);
    }
}

static void put_points(struct ctx *c, const struct design *d, struct record *r,
                       struct criteria_flaws *w)
{
    static const char *const name[3] = { "likelihood", "consequence", "level" };
    struct buf b;
    bool wanted = false;
    for (size_t s = 0; s < 3; s++)
        wanted |= any(d->points[s], d->n[s] - (s == 2));
    buf_init(&b, 4096);
    for (size_t s = 0; wanted && s < 3; s++) {
        buf_add_z(&b, name[s]);
        for (size_t i = 0; i < (size_t)d->n[s] - (s == 2); i++) {
            (void)positive(w, CRITERIA_WEIGHTS, i, s, d->points[s][i]);
            buf_addf(&b, " " STR_FMT, STR_ARG(d->points[s][i]));
        }
        buf_add_z(&b, "\n");
    }
    put(c, r, CRITERIA_WEIGHTS, &b);
}

static void put_grid(struct ctx *c, struct record *r, size_t field, int64_t high, int64_t wide,
                     const int64_t (*cell)[CRITERIA_STEPS])
{
    struct buf b;
    buf_init(&b, 4096);
    for (int64_t l = 0; l < high; l++)
        for (int64_t q = 0; q < wide; q++)
            buf_addf(&b, "%" PRId64 "%s", cell[l][q], q + 1 < wide ? " " : "\n");
    put(c, r, field, &b);
}

static void put_rules(struct ctx *c, const struct design *d, struct record *r,
                      struct criteria_flaws *w)
{
    struct buf b;
    buf_init(&b, 8192);
    for (size_t class = 0; class < CLASS_N; class ++)
        for (size_t i = 0; i < (size_t)d->n[2]; i++) {
            int64_t months;
            struct str m = d->months[class][i];
            if (d->who[class][i] < 0)
                continue;
            bool number = num_parse_int(m, &months) && months >= 1 && months <= 120;
            if (m.n && d->who[class][i] == ACCEPTOR_NOBODY)
                flaw(w, CRITERIA_ACCEPTANCE, i, class,
                     S_("Nobody accepts this level, so it has no time: leave the months empty."));
            else if (m.n && !number)
                flaw(w, CRITERIA_ACCEPTANCE, i, class,
                     S_("Months are a whole number from 1 to 120, or empty: without end."));
            buf_addf(&b, "%zu %s%s%s", i + 1, class ? criteria_classes[class] : "",
                     class ? " " : "", criteria_acceptors[d->who[class][i]]);
            if (m.n)
                buf_addf(&b, " " STR_FMT " months", STR_ARG(m));
            buf_add_z(&b, "\n");
        }
    put(c, r, CRITERIA_ACCEPTANCE, &b);
}

/* Numbers and plain texts go through the kinds, which say what is wrong with them. */
static bool put_texts(struct ctx *c, const struct design *d, struct record *r)
{
    for (size_t i = 0; i < DESIGN_TEXTS; i++)
        if (!record_parse(c, r, &r->type->fields[design_text[i]], d->text[i]) &&
            c->err.code != ERR_INVALID)
            return false;
    return record_parse(c, r, &r->type->fields[CRITERIA_TITLE], d->title) ||
           c->err.code == ERR_INVALID;
}

bool design_into(struct ctx *c, const struct design *d, struct record *r, struct criteria_flaws *w)
{
    struct buf b;
    put_scales(c, d, r, w);
    put_bands(c, d, r, w);
    put_points(c, d, r, w);
    put_grid(c, r, CRITERIA_MATRIX, d->n[0], d->n[1], d->level);
    put_rules(c, d, r, w);
    if (d->combines)
        put_grid(c, r, CRITERIA_COMBINED, d->n[0], d->n[0], d->combined);
    else
        rec_set_null(r, CRITERIA_COMBINED);
    buf_init(&b, 4096);
    for (size_t i = 0; i < 3; i++)
        buf_addf(&b, "%s %s\n", need_name[i], d->sum[i] ? "sum" : "maximum");
    put(c, r, CRITERIA_INHERITANCE, &b);
    return put_texts(c, d, r);
}
