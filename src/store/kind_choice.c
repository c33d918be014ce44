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

static const struct scale_step *step_named(struct scale s, struct str word)
{
    for (size_t i = 0; i < s.n; i++)
        if (str_ieq(s.step[i].word, word))
            return &s.step[i];
    return NULL;
}

/* A number of the scale, its word, or both as in "4 likely" and "4 - likely". */
static bool parse_score(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                        struct value *ret)
{
    struct scale scale;
    s = str_trim(s);
    if (!scale_of(c, f, r, &scale))
        return false;
    const struct scale_step *st = step_named(scale, s);
    int64_t v = st ? st->value : 0;
    if (!st) {
        size_t n = 0;
        while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
            n++;
        struct str word = str_trim(str_tail(s, n));
        if (word.n && strchr("-:.", word.p[0]))
            word = str_trim(str_tail(word, 1));
        const struct scale_step *named = word.n ? step_named(scale, word) : NULL;
        if (!num_parse_int(str_head(s, n), &v) || (word.n && (!named || named->value != v)))
            v = 0;
    }
    if (v >= 1 && v <= (int64_t)scale.n) {
        *ret = (struct value){ .tag = V_INT, .i = v };
        return true;
    }
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < scale.n; i++)
        buf_addf(&b, "%s%" PRId64 " " STR_FMT, i ? ", " : "", scale.step[i].value,
                 STR_ARG(scale.step[i].word));
    problem_add(c, f->name, "range", s, "%s must be a step of the scale in force: %s.",
                lang_text(f->label), b.n ? b.p : "none");
    buf_done(&b);
    return false;
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
