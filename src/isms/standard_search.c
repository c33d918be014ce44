#include "base/asset.h"
#include "base/num.h"
#include "base/text.h"
#include "isms/standard.h"
#include "records/records.h"

/*
 * The search over clauses and controls. Its index is made when the program is built
 * (tools/content/lookup.py) and lies in the program as sorted lines, so that neither a new database
 * nor a look-up pays for it:
 *
 *   #0012 TAB 27002:5.13                  document 12
 *   -the TAB                              a stop word
 *   ~003 TAB s  3                         stemming, step 0, rule 3: ending, replacement, letters
 *   wleav TAB 12:340 41:902               documents that hold the stem, and its weight there
 *   @a.9.1.1 TAB 14                       documents that bear the number
 *   ^detective TAB 6 24                   documents with the attribute value or theme
 *   =leaver TAB termin,leav TAB 41        what is meant by a word, and where the answer is
 */

enum { DOCS_MAX = 1024, WORDS_MAX = 24, RULES_MAX = 40, STEPS = 5, PHRASE = 3 };
enum { MEANT = 70, ANSWER = 900 }; /* percent of a synonym's weight; weight of a named answer */

struct rule {
    struct str ending, instead;
    size_t least;
    bool halve; /* a doubled letter before it is halved, and a vowel must be left */
};

struct search {
    struct str text; /* the whole index */
    size_t nrules[STEPS];
    struct rule rule[STEPS][RULES_MAX];
    struct str word[WORDS_MAX]; /* stems of the question without stop words */
    size_t nwords;
    bool used[WORDS_MAX];    /* part of a phrase that has a meaning of its own */
    int64_t score[DOCS_MAX]; /* of the whole question */
    int64_t one[DOCS_MAX];   /* of the word being looked at */
    int64_t hits[DOCS_MAX];  /* words found */
};

/* --- lines --- */

/* The line at or after `at` that starts a line; its key and what follows. */
static struct str line_at(struct str text, size_t at, size_t *ret_start)
{
    while (at > 0 && text.p[at - 1] != '\n')
        at--;
    struct str rest = str_tail(text, at), line = rest;
    ptrdiff_t end = str_find_char(rest, '\n');
    if (end >= 0)
        line = str_head(rest, (size_t)end);
    *ret_start = at;
    return line;
}

/* What stands behind the key; NULL when no line has it. *ret_at the place where it is or would be.
 */
static struct str find_line(struct str text, struct str key, size_t *ret_at)
{
    size_t low = 0, high = text.n;
    while (low < high) {
        size_t start;
        struct str line = line_at(text, low + (high - low) / 2, &start);
        ptrdiff_t tab = str_find_char(line, '\t');
        struct str name = str_head(line, tab < 0 ? line.n : (size_t)tab);
        int order = str_cmp(name, key);
        if (order == 0) {
            *ret_at = start;
            return str_tail(line, (size_t)tab + 1);
        }
        if (order < 0)
            low = start + line.n + 1;
        else
            high = start;
    }
    *ret_at = low;
    return (struct str){ NULL, 0 };
}

static struct str keyed(const struct search *s, struct ctx *c, char sort, struct str key)
{
    size_t at;
    return find_line(s->text, arena_printf(c->mem, "%c" STR_FMT, sort, STR_ARG(key)), &at);
}

static size_t number(struct str s)
{
    int64_t n;
    return num_parse_int(s, &n) && n >= 0 && n < DOCS_MAX ? (size_t)n : 0;
}

/* ASCII letters in small; the other bytes stay. */
static struct str lowered(struct ctx *c, struct str words, bool blanks)
{
    char *z = arena_z(c->mem, words);
    for (char *p = z; *p; p++) {
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + ('a' - 'A')) : *p;
        *p = blanks && (*p == '_' || *p == '#') ? ' ' : *p;
    }
    return str_trim(str_z(z));
}

/* --- words --- */

static void read_rules(struct search *s)
{
    const struct asset *a = asset_find("lookup.txt");
    size_t at, start;
    if (!a)
        BUG("the index of the standards is not built in");
    *s = (struct search){ .text = { (const char *)a->bytes, a->n } };
    (void)find_line(s->text, STR("~"), &at);
    for (; at < s->text.n && s->text.p[at] == '~'; at = start + 1) {
        struct str line = line_at(s->text, at, &start), ending, instead;
        start += line.n;
        size_t step = (size_t)(line.p[1] - '0');
        line = str_tail(line, (size_t)str_find_char(line, '\t') + 1);
        (void)str_cut(&line, ' ', &ending);
        (void)str_cut(&line, ' ', &instead);
        bool halve = str_ends(ending, STR("="));
        if (step >= STEPS || s->nrules[step] == RULES_MAX)
            BUG("the index of the standards has too many rules");
        s->rule[step][s->nrules[step]++] =
            (struct rule){ str_head(ending, ending.n - halve), instead, number(line), halve };
    }
}

static bool has_vowel(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr("aeiouy", s.p[i]))
            return true;
    return false;
}

/* One step: the first rule that fits. The word lies in b. */
static void stem_step(const struct rule *rule, size_t n, struct buf *b)
{
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = &rule[i];
        if (!str_ends(buf_str(b), r->ending) || b->n - r->ending.n < r->least)
            continue;
        struct str head = str_head(buf_str(b), b->n - r->ending.n);
        if (r->halve && !has_vowel(head))
            continue;
        if (r->halve && head.n > 1 && head.p[head.n - 1] == head.p[head.n - 2] &&
            !strchr("ls", head.p[head.n - 1]))
            head.n--;
        b->n = head.n;
        buf_add_str(b, r->instead);
        return;
    }
}

static void stem(const struct search *s, struct buf *b, struct str word)
{
    buf_reset(b);
    buf_add_str(b, word);
    for (size_t i = 0; i < STEPS; i++)
        stem_step(s->rule[i], s->nrules[i], b);
}

void standard_stem(struct buf *b, struct str word)
{
    struct search s;
    read_rules(&s);
    stem(&s, b, word);
}

static void read_words(struct ctx *c, struct search *s, struct str words)
{
    struct buf tokens, b;
    struct str rest, word;
    buf_init(&tokens, 8192);
    buf_init(&b, 256);
    text_tokens(&tokens, words);
    for (rest = buf_str(&tokens); s->nwords < WORDS_MAX && str_cut(&rest, ' ', &word);) {
        bool digit = word.n && word.p[0] >= '0' && word.p[0] <= '9';
        if ((word.n < 2 && !digit) || keyed(s, c, '-', word).p)
            continue;
        stem(s, &b, word);
        s->word[s->nwords++] = arena_str(c->mem, buf_str(&b));
    }
    buf_done(&tokens);
    buf_done(&b);
}

/* --- weights --- */

/* Takes over the weights of one stem: the best counts, not the sum, since a word and its synonyms
 * are one thing. */
static void add_stem(struct search *s, struct str list, int64_t percent)
{
    struct str item, place;
    while (list.n && str_cut(&list, ' ', &item)) {
        int64_t weight = 0;
        if (!str_cut(&item, ':', &place) || !num_parse_int(item, &weight))
            continue;
        size_t d = number(place);
        s->one[d] = MAX(s->one[d], weight * percent / 100);
    }
}

/* Words that begin like this one: for what is typed halfway. */
static void add_beginnings(struct search *s, struct ctx *c, struct str word)
{
    struct str key = arena_printf(c->mem, "w" STR_FMT, STR_ARG(word));
    size_t at, start;
    (void)find_line(s->text, key, &at);
    for (int n = 0; n < 20 && at < s->text.n; n++) {
        struct str line = line_at(s->text, at, &start);
        if (!str_starts(line, key))
            return;
        add_stem(s, str_tail(line, (size_t)str_find_char(line, '\t') + 1), MEANT);
        at = start + line.n + 1;
    }
}

/* What is meant by one to three words; true when the index knows. */
static bool add_meaning(struct search *s, struct ctx *c, struct str say)
{
    struct str line = keyed(s, c, '=', say), means, part;
    if (!line.p)
        return false;
    (void)str_cut(&line, '\t', &means);
    while (means.n && str_cut(&means, ',', &part))
        add_stem(s, keyed(s, c, 'w', part), MEANT);
    while (line.n && str_cut(&line, ' ', &part))
        s->one[number(part)] += ANSWER;
    return true;
}

/* Adds what the word at hand found to the whole, and clears it. */
static void settle(struct search *s, int64_t nwords)
{
    for (size_t d = 0; d < DOCS_MAX; d++)
        if (s->one[d]) {
            s->score[d] += s->one[d];
            s->hits[d] += nwords;
            s->one[d] = 0;
        }
}

static struct str phrase(struct ctx *c, const struct search *s, size_t from, size_t n)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s" STR_FMT, i ? " " : "", STR_ARG(s->word[from + i]));
    struct str out = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return out;
}

static void weigh(struct ctx *c, struct search *s)
{
    for (size_t n = PHRASE; n > 1; n--) /* "last day" before "day" */
        for (size_t i = 0; i + n <= s->nwords; i++)
            if (!s->used[i] && add_meaning(s, c, phrase(c, s, i, n))) {
                for (size_t k = 0; k < n; k++)
                    s->used[i + k] = true;
                settle(s, 0);
            }
    for (size_t i = 0; i < s->nwords; i++) {
        struct str list = keyed(s, c, 'w', s->word[i]);
        add_stem(s, list, 100);
        if (!s->used[i] && !add_meaning(s, c, s->word[i]) && !list.p && s->word[i].n > 3)
            add_beginnings(s, c, s->word[i]);
        settle(s, 1);
    }
    for (size_t d = 0; d < DOCS_MAX; d++) /* who holds all words beats who holds one often */
        if (s->nwords)
            s->score[d] = s->score[d] * (40 + 60 * s->hits[d] / (int64_t)s->nwords) / 100;
}

/* --- numbers and attribute values --- */

static size_t set_all(struct search *s, struct str list)
{
    struct str part;
    size_t n = 0;
    for (; list.n && str_cut(&list, ' ', &part); n++)
        s->hits[number(part)]++;
    return n;
}

/* The longest value that the text begins with. */
static struct str attribute(struct ctx *c, const struct search *s, struct str *rest)
{
    struct str list, try = *rest;
    while (try.n) {
        if ((list = keyed(s, c, '^', try)).p) {
            *rest = str_trim(str_tail(*rest, try.n));
            return list;
        }
        while (try.n && try.p[try.n - 1] != ' ')
            try.n--;
        try = str_trim(try);
    }
    return (struct str){ NULL, 0 };
}

/* "Detective Physical": when everything is an attribute value, the controls that have them all. */
static bool by_attributes(struct ctx *c, struct search *s, struct str words)
{
    struct str rest = lowered(c, words, true), list;
    int64_t n = 0;
    size_t kept = 0;
    for (; rest.n; n++) {
        if (!(list = attribute(c, s, &rest)).p)
            break;
        (void)set_all(s, list);
    }
    for (size_t d = 0; d < DOCS_MAX; d++) {
        s->score[d] = !rest.n && n && s->hits[d] == n;
        kept += s->score[d] != 0;
        s->hits[d] = 0;
    }
    return kept > 0;
}

static bool by_number(struct ctx *c, struct search *s, struct str words)
{
    struct str list = keyed(s, c, '@', lowered(c, words, false));
    if (!list.p)
        return false;
    (void)set_all(s, list);
    for (size_t d = 0; d < DOCS_MAX; d++) {
        s->score[d] = s->hits[d];
        s->hits[d] = 0;
    }
    return true;
}

/* --- the answer --- */

static bool take_best(struct ctx *c, const struct permit *p, struct search *s, int64_t least,
                      size_t most, struct page *ret)
{
    int64_t best = 0;
    ret->items = arena_new(c->mem, struct record *, most);
    while (ret->n < most) {
        size_t at = 0;
        struct record *r = NULL;
        for (size_t d = 1; d < DOCS_MAX; d++)
            if (s->score[d] > s->score[at])
                at = d;
        best = MAX(best, s->score[at]);
        if (s->score[at] <= 0 || s->score[at] * 100 < best * least)
            return true;
        s->score[at] = 0;
        struct str ref = keyed(s, c, '#', arena_printf(c->mem, "%04zu", at));
        if (!content_find(c, p, &entity_requirement, ref, &r))
            return false;
        if (r)
            ret->items[ret->n++] = r;
    }
    return true;
}

bool standard_search(struct ctx *c, const struct permit *p, struct str words, struct page *ret)
{
    struct search *s = arena_new(c->mem, struct search, 1);
    *ret = (struct page){ .n = 0 };
    words = str_trim(words);
    read_rules(s);
    if (by_number(c, s, words) || by_attributes(c, s, words))
        return take_best(c, p, s, 0, 100, ret);
    read_words(c, s, words);
    weigh(c, s);
    return take_best(c, p, s, 20, STANDARD_HITS, ret);
}

struct str standard_annex(struct ctx *c, const struct record *r)
{
    if (r->type != &entity_requirement || !str_eq_z(content_text(r, "kind"), "control"))
        return (struct str){ NULL, 0 };
    return arena_printf(c->mem, "27001:A." STR_FMT, STR_ARG(content_text(r, "number")));
}

/* --- vocabulary --- */

bool standard_term(struct ctx *c, const struct permit *p, struct str word, struct record **ret)
{
    struct query q;
    struct page page;
    struct buf b;
    buf_init(&b, 4096);
    text_fold(&b, word);
    struct str folded = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    static const char *const columns[] = { "ref", "also" };
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        query_init(&q, &entity_term);
        q.where[q.n++] = (struct condition){ entity_field(&entity_term, str_z(columns[i])),
                                             OP_EQ,
                                             { .tag = V_TEXT, .s = folded } };
        q.limit = 1;
        q.unlimited_work = true;
        if (!query_list(c, p, &q, &page))
            return false;
        if (page.n) {
            *ret = page.items[0];
            return true;
        }
    }
    query_init(&q, &entity_term);
    q.words = folded;
    q.limit = 5;
    if (!query_list(c, p, &q, &page))
        return false;
    buf_init(&b, 4096);
    for (size_t i = 0; i < page.n; i++)
        buf_addf(&b, "%s" STR_FMT,
                 i ? ", " : " Perhaps: ", STR_ARG(content_text(page.items[i], "title")));
    fail(c, ERR_NOT_FOUND, "The vocabulary has no word \"" STR_FMT "\"." STR_FMT, STR_ARG(word),
         STR_ARG(buf_str(&b)));
    buf_done(&b);
    return false;
}
