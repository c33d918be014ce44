#include "base/num.h"
#include "base/text.h"
#include "store/kind.h"
#include "store/store.h"

/* choice (one of several), choices (a set of them), score (a step of a scale of the criteria in
 * force). */

void kind_choice_list(const struct choice *choices, struct buf *b)
{
    for (const struct choice *ch = choices; ch->key; ch++) {
        if (ch != choices)
            buf_add_z(b, ch[1].key ? ", " : _(" or "));
        buf_add_z(b, ch->key);
    }
}

/* By key or label; case, blanks, dashes and underscores do not matter. */
static bool same_word(struct str typed, const char *word)
{
    size_t i = 0;
    for (; i < typed.n && word[i]; i++) {
        char a = typed.p[i], b = word[i];
        if (a >= 'A' && a <= 'Z')
            a = (char)(a | 32);
        if (b >= 'A' && b <= 'Z')
            b = (char)(b | 32);
        if (a == ' ' || a == '-')
            a = '_';
        if (b == ' ' || b == '-')
            b = '_';
        if (a != b)
            return false;
    }
    return i == typed.n && !word[i];
}

static const struct choice *find(const struct choice *choices, struct str s)
{
    for (const struct choice *ch = choices; ch->key; ch++)
        if (same_word(s, ch->key) || same_word(s, ch->label) || same_word(s, lang_text(ch->label)))
            return ch;
    return NULL;
}

static bool unknown(struct ctx *c, const struct field *f, struct str s)
{
    struct buf b;
    buf_init(&b, 4096);
    kind_choice_list(f->choices, &b);
    problem_add(c, f->name, "choice", s, "%s must be %s.", lang_text(f->label), b.p);
    buf_done(&b);
    return false;
}

static bool parse_choice(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                         struct value *ret)
{
    (void)r;
    const struct choice *ch = find(f->choices, str_trim(s));
    if (!ch)
        return unknown(c, f, s);
    *ret = (struct value){ .tag = V_TEXT, .s = str_z(ch->key) };
    return true;
}

static bool show_choice(struct ctx *c, const struct field *f, const struct record *r,
                        const struct value *v, struct buf *b)
{
    (void)c;
    (void)r;
    const struct choice *ch = find(f->choices, v->s);
    buf_add_str(b, ch ? str_z(lang_text(ch->label)) : v->s);
    return true;
}

/* Keys in the order of the table, joined with a comma, so that equal sets are equal texts. */
static bool parse_choices(struct ctx *c, const struct field *f, const struct record *r,
                          struct str s, struct value *ret)
{
    (void)r;
    uint64_t set = 0;
    struct str part;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ';' || s.p[i] == '|' ||
            s.p[i] == '\n') { /* all separators that offices use become one */
            char *p = arena_z(c->mem, s);
            for (size_t j = i; j < s.n; j++)
                if (p[j] == ';' || p[j] == '|' || p[j] == '\n')
                    p[j] = ',';
            s.p = p;
        }
    for (struct str rest = s; str_cut(&rest, ',', &part);) {
        part = str_trim(part);
        if (!part.n)
            continue;
        const struct choice *ch = find(f->choices, part);
        if (!ch)
            return unknown(c, f, part);
        set |= UINT64_C(1) << (ch - f->choices);
    }
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; f->choices[i].key; i++)
        if (set >> i & 1) {
            if (b.n)
                buf_add_char(&b, ',');
            buf_add_z(&b, f->choices[i].key);
        }
    *ret = (struct value){ .tag = b.n ? V_TEXT : V_NULL, .s = arena_str(c->mem, buf_str(&b)) };
    buf_done(&b);
    return true;
}

static bool show_choices(struct ctx *c, const struct field *f, const struct record *r,
                         const struct value *v, struct buf *b)
{
    (void)r;
    (void)c;
    struct str part;
    bool first = true;
    for (struct str rest = v->s; str_cut(&rest, ',', &part); first = false) {
        const struct choice *ch = find(f->choices, part);
        buf_add_z(b, first ? "" : ", ");
        buf_add_str(b, ch ? str_z(lang_text(ch->label)) : part);
    }
    return true;
}

static bool json_choices(struct ctx *c, const struct field *f, const struct value *v,
                         struct jout *j)
{
    (void)c;
    (void)f;
    struct str part;
    jout_array(j);
    for (struct str rest = v->s; str_cut(&rest, ',', &part);)
        jout_str(j, part);
    jout_array_end(j);
    return true;
}

static const char *sane_choices(const struct field *f)
{
    size_t n = 0;
    while (f->choices[n].key)
        n++;
    if (!n)
        return "a choice needs at least one key";
    return n > 64 ? "a set has at most 64 choices" : NULL;
}

static bool scale_of(struct ctx *c, const struct field *f, const struct record *r,
                     struct scale *ret)
{
    if (!c->store || !c->store->options.scale)
        return fail(c, ERR_STORAGE, "There are no criteria to rate by.");
    return c->store->options.scale(c, r ? r->type : NULL, r, f->scale, ret);
}

/* The step that bears the word, whatever its case and accents; 0: none. */
static int64_t step_named(struct ctx *c, struct scale s, struct str word)
{
    int64_t found = 0;
    for (size_t i = 0; i < s.n; i++)
        if (str_ieq(s.step[i].word, word))
            found = found ? SCORE_SEVERAL : s.step[i].value;
    if (found || !word.n)
        return found;
    struct str want = text_folded(c->mem, word);
    for (size_t i = 0; i < s.n; i++)
        if (str_eq(text_folded(c->mem, s.step[i].word), want))
            found = found ? SCORE_SEVERAL : s.step[i].value;
    return found;
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

/* What stands between number and word: blanks, - : . = / and the dashes that offices put. */
static struct str without_divider(struct str s)
{
    static const char *const dashes[] = { "\xe2\x80\x93", "\xe2\x80\x94" };
    s = str_trim(s);
    for (size_t i = 0; i < ARRAY_LEN(dashes); i++) {
        struct str d = str_z(dashes[i]);
        if (s.n > d.n && str_eq(str_head(s, d.n), d))
            return str_trim(str_tail(s, d.n));
        if (s.n > d.n && str_eq(str_tail(s, s.n - d.n), d))
            return str_trim(str_head(s, s.n - d.n));
    }
    if (s.n && strchr("-:.=/", s.p[0]))
        return str_trim(str_tail(s, 1));
    return s.n && strchr("-:=/", s.p[s.n - 1]) ? str_trim(str_head(s, s.n - 1)) : s;
}

/* "4 Likely", "(4) Likely": the digits in front, and the rest. */
static bool number_first(struct str s, int64_t *ret, struct str *ret_word)
{
    size_t at = s.n && s.p[0] == '(', n = at;
    while (n < s.n && is_digit(s.p[n]))
        n++;
    if (n == at || (at && (n == s.n || s.p[n] != ')')) ||
        !num_parse_int(str_head(str_tail(s, at), n - at), ret))
        return false;
    *ret_word = without_divider(str_tail(s, n + at));
    return true;
}

/* "Likely (4)", "Likely - 4": the same from behind. */
static bool number_last(struct str s, int64_t *ret, struct str *ret_word)
{
    size_t end = s.n - (s.n && s.p[s.n - 1] == ')'), n = end;
    while (n && is_digit(s.p[n - 1]))
        n--;
    if (n == end || !n || (end < s.n && s.p[n - 1] != '('))
        return false;
    if (!num_parse_int(str_head(str_tail(s, n), end - n), ret))
        return false;
    *ret_word = without_divider(str_head(s, n - (end < s.n)));
    return ret_word->n > 0;
}

int64_t score_read(struct ctx *c, struct scale scale, struct str s)
{
    int64_t v = 0, named;
    struct str word = { NULL, 0 };
    s = str_trim(s);
    bool any = number_first(s, &v, &word) || number_last(s, &v, &word);
    any = any && v >= 1 && v <= (int64_t)scale.n;
    if (any && !word.n) /* digits are the number, also where a step should be called "4" */
        return v;
    named = step_named(c, scale, s);
    if (any) { /* both have to say the same; the number tells steps of one word apart */
        struct str of = scale.step[v - 1].word;
        any = str_ieq(of, word) || str_eq(text_folded(c->mem, of), text_folded(c->mem, word));
    }
    if (named && any && named != v)
        return SCORE_SEVERAL;
    return named ? named : any ? v : 0;
}

static void refuse_score(struct ctx *c, const struct field *f, struct scale scale, struct str s)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < scale.n; i++)
        buf_addf(&b, "%s%" PRId64 " " STR_FMT, i ? ", " : "", scale.step[i].value,
                 STR_ARG(scale.step[i].word));
    problem_add(c, f->name, "range", s, "%s must be a step of the scale in force: %s.",
                lang_text(f->label), b.n ? b.p : "none");
    buf_done(&b);
}

/* A number of the scale, its word, or both as in "4 likely", "4 - likely" and "likely (4)". Where
 * the criteria in force are others than those of the rating that is stored, a word has to mean the
 * same by both, or be known to one. */
static bool parse_score(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                        struct value *ret)
{
    struct scale own, now;
    s = str_trim(s);
    if (!scale_of(c, f, r, &own))
        return false;
    int64_t v = score_read(c, own, s), v_now = v;
    now = own;
    if (r && r->id) {
        struct record fresh = *r;
        fresh.id = 0; /* its own criteria come from the record; a new one takes those in force */
        if (!scale_of(c, f, &fresh, &now))
            return false;
        v_now = now.step == own.step ? v : score_read(c, now, s);
    }
    if (v == SCORE_SEVERAL || v_now == SCORE_SEVERAL)
        return problem_add(c, f->name, "ambiguous", s,
                           "%s: this may mean several steps of the scale: write the number.",
                           lang_text(f->label));
    if (v && v_now && v != v_now)
        return problem_add(c, f->name, "ambiguous", s,
                           "%s: this is step %" PRId64 " of the criteria it was rated with, and "
                           "step %" PRId64 " of those in force: write the number.",
                           lang_text(f->label), v, v_now);
    if (!v && !v_now) {
        refuse_score(c, f, now, s);
        return false;
    }
    *ret = (struct value){ .tag = V_INT, .i = v_now ? v_now : v };
    return true;
}

static bool text_score(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    buf_addf(b, "%" PRId64, v->i);
    return true;
}

static bool show_score(struct ctx *c, const struct field *f, const struct record *r,
                       const struct value *v, struct buf *b)
{
    struct scale scale;
    buf_addf(b, "%" PRId64, v->i);
    if (!scale_of(c, f, r, &scale))
        return false;
    for (size_t i = 0; i < scale.n; i++)
        if (scale.step[i].value == v->i)
            buf_addf(b, " " STR_FMT, STR_ARG(scale.step[i].word));
    return true;
}

static bool json_score(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)c;
    (void)f;
    jout_int(j, v->i);
    return true;
}

const struct kind kind_choice = { .name = "choice",
                                  .tag = V_TEXT,
                                  .json_type = "string",
                                  .hint = "one of the choices",
                                  .parse = parse_choice,
                                  .text = kind_text_text,
                                  .show = show_choice,
                                  .json = kind_text_json,
                                  .sane = sane_choices };
const struct kind kind_choices = { .name = "choices",
                                   .tag = V_TEXT,
                                   .json_type = "array",
                                   .hint = "some of the choices, separated by commas",
                                   .parse = parse_choices,
                                   .text = kind_text_text,
                                   .show = show_choices,
                                   .json = json_choices,
                                   .sane = sane_choices };
const struct kind kind_score = { .name = "score",
                                 .tag = V_INT,
                                 .json_type = "integer",
                                 .hint = "a step of the scale in force",
                                 .parse = parse_score,
                                 .text = text_score,
                                 .show = show_score,
                                 .json = json_score };
