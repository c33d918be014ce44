#include "base/num.h"
#include "records/records.h"

/* Criteria as plain lines of text, read into numbers. What the numbers may be together is the
 * validator's (criteria_rules.c). */

static const size_t scale_field[4] = { CRITERIA_LIKELIHOOD, CRITERIA_CONSEQUENCE, CRITERIA_LEVEL,
                                       CRITERIA_NEED };
static const char *const scale_name[4] = { "likelihood", "consequence", "level", "need" };
const char *const criteria_acceptors[3] = { "owner", "management", "nobody" };
const char *const criteria_classes[CLASS_N] = { "any", "safety", "legal", "privacy" };

static bool bad(struct ctx *c, const struct record *r, size_t place, const char *fmt, ...)
    PRINTF(4, 5);
static bool bad(struct ctx *c, const struct record *r, size_t place, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return problem(c, &r->type->fields[place], "%s", text);
}

/* "1 Rare: less than once in 20 years" */
static bool parse_step(struct str line, int64_t want, struct scale_step *ret)
{
    size_t n = 0;
    while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
        n++;
    struct str rest = str_trim(str_tail(line, n));
    ptrdiff_t colon = str_find_char(rest, ':');
    if (!num_parse_int(str_head(line, n), &ret->value) || ret->value != want || !rest.n ||
        colon == 0)
        return false;
    ret->word = str_trim(colon < 0 ? rest : str_head(rest, (size_t)colon));
    ret->help = colon < 0 ? (struct str){ NULL, 0 } : str_trim(str_tail(rest, (size_t)colon + 1));
    return true;
}

static bool parse_scale(struct ctx *c, const struct record *r, int which, struct criteria *k)
{
    struct str line, rest = rec_text(r, scale_field[which]);
    size_t n = 0;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (n == CRITERIA_STEPS || !parse_step(line, (int64_t)n + 1, &k->step[which][n]))
            return bad(c, r, scale_field[which],
                       "The scale of %s needs one line per step, numbered from 1 without gaps, "
                       "such as \"%zu Word: what it means\"; at most %d steps.",
                       scale_name[which], n + 1, CRITERIA_STEPS);
        n++;
    }
    k->n[which] = n;
    return n >= 2 || bad(c, r, scale_field[which], "The scale of %s needs at least 2 steps.",
                         scale_name[which]);
}

static bool parse_row(struct str line, size_t want, int64_t max, int64_t *cell)
{
    struct str part;
    size_t n = 0;
    while (str_cut(&line, ' ', &part)) {
        if (!part.n)
            continue;
        if (n == want || !num_parse_int(part, &cell[n]) || cell[n] < 1 || cell[n] > max)
            return false;
        n++;
    }
    return n == want;
}

/* One line per step of likelihood, `wide` numbers in each. */
static bool parse_grid(struct ctx *c, const struct record *r, size_t field, const char *name,
                       size_t high, size_t wide, int64_t max, int64_t (*grid)[CRITERIA_STEPS])
{
    struct str line, rest = rec_text(r, field);
    size_t n = 0;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.n)
            continue;
        if (n == high || !parse_row(line, wide, max, grid[n]))
            return bad(c, r, field,
                       "The %s needs one line per step of likelihood, lowest first, each with "
                       "%zu steps from 1 to %" PRId64 "; line %zu is not like that.",
                       name, wide, max, n + 1);
        n++;
    }
    return n == high ||
           bad(c, r, field, "The %s needs %zu lines, one per step of likelihood; it has %zu.", name,
               high, n);
}

/* "3", "1-2" */
static bool parse_range(struct str s, int64_t *from, int64_t *to)
{
    ptrdiff_t dash = str_find_char(s, '-');
    if (!num_parse_int(dash < 0 ? s : str_head(s, (size_t)dash), from))
        return false;
    *to = *from;
    return (dash < 0 || num_parse_int(str_tail(s, (size_t)dash + 1), to)) && *from >= 1 &&
           *from <= *to && *to <= CRITERIA_STEPS;
}

static bool word_of(struct str word, const char *const *words, size_t n, size_t *ret)
{
    for (size_t i = 0; i < n; i++)
        if (str_ieq(word, str_z(words[i]))) {
            *ret = i;
            return true;
        }
    return false;
}

/* The next word of a line; empty at its end. */
static struct str next_word(struct str *line)
{
    *line = str_trim(*line);
    ptrdiff_t blank = str_find_char(*line, ' ');
    struct str word = str_head(*line, blank < 0 ? line->n : (size_t)blank);
    *line = str_tail(*line, word.n);
    return word;
}

/* "1-2 owner", "3 management 12 months", "2-4 safety nobody" */
static bool parse_rule(struct str line, int64_t *from, int64_t *to, size_t *class,
                       struct acceptance_rule *rule)
{
    size_t who = 0;
    *class = CLASS_ANY;
    *rule = (struct acceptance_rule){ .given = true };
    if (!parse_range(next_word(&line), from, to))
        return false;
    struct str word = next_word(&line);
    if (word_of(word, criteria_classes + 1, CLASS_N - 1, class)) {
        ++*class;
        word = next_word(&line);
    }
    if (!word_of(word, criteria_acceptors, 3, &who))
        return false;
    rule->who = (enum acceptor)who;
    word = next_word(&line);
    if (!word.n)
        return true;
    struct str unit = next_word(&line);
    return num_parse_int(word, &rule->months) && rule->months >= 1 && rule->months <= 120 &&
           (str_ieq(unit, STR("months")) || str_ieq(unit, STR("month"))) && !next_word(&line).n &&
           rule->who != ACCEPTOR_NOBODY;
}

static bool parse_acceptance(struct ctx *c, const struct record *r, struct criteria *k)
{
    struct str line, rest = rec_text(r, CRITERIA_ACCEPTANCE);
    while (str_cut(&rest, '\n', &line)) {
        int64_t from, to;
        size_t class;
        struct acceptance_rule rule;
        line = str_trim(line);
        if (!line.n)
            continue;
        if (!parse_rule(line, &from, &to, &class, &rule) || to > (int64_t)k->n[2])
            return bad(c, r, CRITERIA_ACCEPTANCE,
                       "\"" STR_FMT "\" is no acceptance rule. One is a level or range, perhaps a "
                       "class (safety, legal, privacy), who may accept it (owner, management, "
                       "nobody), and perhaps for how long: \"1-2 owner\", \"3 management 12 "
                       "months\", \"2-4 safety nobody\".",
                       STR_ARG(str_head(line, 80)));
        for (int64_t i = from; i <= to; i++) {
            if (k->rule[class][i - 1].given)
                return bad(c, r, CRITERIA_ACCEPTANCE, "Level %" PRId64 " has two acceptance rules.",
                           i);
            k->rule[class][i - 1] = rule;
        }
    }
    for (size_t i = 0; i < k->n[2]; i++) {
        if (!k->rule[CLASS_ANY][i].given)
            return bad(c, r, CRITERIA_ACCEPTANCE, "Level %zu has no acceptance rule.", i + 1);
        k->acceptor[i] = k->rule[CLASS_ANY][i].who;
    }
    return true;
}

/* "availability sum"; a property without a line takes the maximum. */
static bool parse_inheritance(struct ctx *c, const struct record *r, struct criteria *k)
{
    static const char *const names[3] = { "confidentiality", "integrity", "availability" };
    struct str line, rest = rec_text(r, CRITERIA_INHERITANCE);
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        ptrdiff_t blank = str_find_char(line, ' ');
        struct str name = str_head(line, blank < 0 ? line.n : (size_t)blank),
                   rule = str_trim(str_tail(line, name.n));
        size_t i = 0;
        if (!line.n)
            continue;
        while (i < 3 && !str_ieq(name, str_z(names[i])))
            i++;
        if (i == 3 || (!str_ieq(rule, STR("maximum")) && !str_ieq(rule, STR("sum"))))
            return bad(c, r, CRITERIA_INHERITANCE,
                       "A rule of inheritance is a property and \"maximum\" or \"sum\", such as "
                       "\"confidentiality maximum\" or \"availability sum\".");
        k->sum[i] = str_ieq(rule, STR("sum"));
    }
    return true;
}

/* Positive numbers with blanks between them. */
static bool parse_numbers(struct str line, double *ret, size_t max, size_t *ret_n)
{
    struct str word;
    *ret_n = 0;
    while ((word = next_word(&line)).n)
        if (*ret_n == max || !num_parse_real(word, &ret[*ret_n]) || ret[*ret_n] <= 0 ||
            ret[(*ret_n)++] > 1e15)
            return false;
    return true;
}

/* "likelihood 1 2 4 8 16", "consequence 1 3 9 27 81", "level 4 30 200": the last level has no
 * limit. */
static bool parse_weights(struct ctx *c, const struct record *r, struct criteria *k)
{
    struct str line, rest = rec_text(r, CRITERIA_WEIGHTS);
    double *into[3] = { k->weight[0], k->weight[1], k->level_limit };
    bool seen[3] = { false }, ok = true;
    while (ok && str_cut(&rest, '\n', &line)) {
        size_t i, n;
        line = str_trim(line);
        if (!line.n)
            continue;
        ok = word_of(next_word(&line), scale_name, 3, &i) && !seen[i] &&
             parse_numbers(line, into[i], CRITERIA_STEPS, &n) && n == k->n[i] - (i == 2);
        if (ok)
            seen[i] = true;
    }
    k->weighted = seen[0] && seen[1] && seen[2];
    return (ok && (k->weighted || rec_is_null(r, CRITERIA_WEIGHTS))) ||
           bad(c, r, CRITERIA_WEIGHTS,
               "Points are three lines: \"likelihood\" with %zu numbers, \"consequence\" with "
               "%zu, \"level\" with %zu: up to which product each level but the last reaches.",
               k->n[0], k->n[1], k->n[2] - 1);
}

static bool parse_more(struct ctx *c, const struct record *r, struct criteria *k)
{
    bool ok = parse_weights(c, r, k);
    k->combines = !rec_is_null(r, CRITERIA_COMBINED);
    if (k->combines)
        ok = parse_grid(c, r, CRITERIA_COMBINED, "table of likelihoods", k->n[0], k->n[0],
                        (int64_t)k->n[0], k->combined) &&
             ok;
    return ok;
}

bool criteria_read(struct ctx *c, const struct record *r, struct criteria *ret)
{
    bool ok = true;
    *ret = (struct criteria){ .id = r->id };
    for (int i = 0; i < 4; i++)
        ok = parse_scale(c, r, i, ret) && ok;
    if (!ok)
        return false;
    ok = parse_grid(c, r, CRITERIA_MATRIX, "matrix", ret->n[0], ret->n[1], (int64_t)ret->n[2],
                    ret->level);
    ok = parse_acceptance(c, r, ret) && ok;
    ok = parse_inheritance(c, r, ret) && ok;
    ok = criteria_parse_money(c, r, ret) && ok;
    return parse_more(c, r, ret) && ok;
}

bool criteria_parse(struct ctx *c, const struct record *r, struct criteria *ret)
{
    struct criteria_flaws *w = arena_new(c->mem, struct criteria_flaws, 1);
    if (!criteria_read(c, r, ret))
        return false;
    criteria_examine(c, ret, w);
    bool ok = true;
    for (size_t i = 0; i < w->n; i++)
        if (!w->at[i].warning)
            ok = bad(c, r, w->at[i].field, STR_FMT, STR_ARG(w->at[i].text));
    return ok;
}
