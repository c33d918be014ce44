#include <pthread.h>

#include "base/asset.h"
#include "base/lang.h"
#include "base/num.h"
#include "base/str.h"

enum { LANGS = 40, TAG = 20, MO_MAGIC = 0x950412de, PLURALS = 200, HUNDRED = 100 };

/* A GNU message catalogue as msgfmt writes it, in the byte order of the machine. */
struct lang {
    char tag[TAG];
    const char *mo;
    uint32_t n, ids, texts; /* messages; offsets of the two tables of {length, offset} */
    uint32_t slots, hash;   /* hash table: size and offset */
    const char *plural;     /* which form for 0..199, as digits; above by the last two digits */
};

static struct lang langs[LANGS];
static size_t nlangs;
static _Thread_local const struct lang *current;

static uint32_t word(const struct lang *l, size_t at)
{
    uint32_t v;
    memcpy(&v, l->mo + at, sizeof v);
    return v;
}

/* Hash of P. J. Weinberger, as in every .mo file. */
static uint32_t hash(const char *s)
{
    uint32_t h = 0;
    for (; *s; s++) {
        h = (h << 4) + (unsigned char)*s;
        uint32_t g = h & 0xf0000000u;
        h ^= g >> 24 ^ g;
    }
    return h;
}

/* The translation, NULL when there is none; forms of a plural follow each other, each with a NUL.
 */
static const char *look_up(const struct lang *l, const char *text)
{
    uint32_t h = hash(text), at = h % l->slots, step = 1 + h % (l->slots - 2);
    for (;;) {
        uint32_t i = word(l, l->hash + 4 * (size_t)at);
        if (!i || i > l->n)
            return NULL;
        if (strcmp(l->mo + word(l, l->ids + 8 * (size_t)(i - 1) + 4), text) == 0)
            return l->mo + word(l, l->texts + 8 * (size_t)(i - 1) + 4);
        at = at >= l->slots - step ? at - (l->slots - step) : at + step;
    }
}

static bool open_catalogue(struct lang *l, const struct asset *a)
{
    size_t name = strlen(a->name);
    if (strncmp(a->name, "lang/", 5) != 0 || name < 9 || name - 8 >= TAG || a->n < 28)
        return false;
    *l = (struct lang){ .mo = (const char *)a->bytes };
    memcpy(l->tag, a->name + 5, name - 8);
    if (word(l, 0) != MO_MAGIC)
        return false;
    l->n = word(l, 8);
    l->ids = word(l, 12);
    l->texts = word(l, 16);
    l->slots = word(l, 20);
    l->hash = word(l, 24);
    if (l->slots <= 2)
        return false;
    const char *head = look_up(l, ""), *table = head ? strstr(head, "X-Plural-Table: ") : NULL;
    l->plural = table ? table + strlen("X-Plural-Table: ") : NULL;
    return true;
}

static void open_all(void)
{
    for (size_t i = 0; i < asset_count && nlangs < LANGS; i++)
        nlangs += open_catalogue(&langs[nlangs], &asset_table[i]);
}

const struct lang *lang_at(size_t i)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_all);
    return i < nlangs ? &langs[i] : NULL;
}

const struct lang *lang_find(struct str tag)
{
    for (;;) {
        const struct lang *l;
        for (size_t i = 0; (l = lang_at(i)); i++)
            if (str_ieq(tag, str_z(l->tag)))
                return l;
        size_t n = tag.n;
        while (n && tag.p[n - 1] != '-')
            n--;
        if (!n)
            return NULL;
        tag = str_head(tag, n - 1);
    }
}

/* q=0.5 of one range: thousandths. */
static int64_t weight(struct str parameters)
{
    double q;
    ptrdiff_t at = str_find(parameters, STR("q="));
    if (at < 0)
        return 1000;
    return num_parse_real(str_trim(str_tail(parameters, (size_t)at + 2)), &q) && q >= 0 && q <= 1
               ? (int64_t)(q * 1000)
               : 0;
}

const struct lang *lang_accept(struct str header)
{
    const struct lang *best = NULL;
    int64_t most = 0;
    struct str one, tag;
    while (lang_at(0) && str_cut(&header, ',', &one)) {
        struct str rest = one;
        if (!str_cut(&rest, ';', &tag))
            continue;
        tag = str_trim(tag);
        bool english = str_ieq(str_head(tag, 2), STR("en")) && (tag.n == 2 || tag.p[2] == '-');
        const struct lang *l = lang_find(tag);
        int64_t q = weight(rest);
        if ((l || english) && q > most) {
            best = l;
            most = q;
        }
    }
    return best;
}

void lang_use(const struct lang *l)
{
    current = l;
}

const struct lang *lang_now(void)
{
    return current;
}

const char *lang_tag(const struct lang *l)
{
    return l ? l->tag : "en";
}

bool lang_known(struct str tag)
{
    const struct lang *l = lang_find(tag);
    return str_eq_z(tag, "en") || (l && str_eq_z(tag, lang_tag(l)));
}

const char *lang_name(const struct lang *l)
{
    static const struct {
        const char *tag, *name;
    } own[] = {
        { "en", "English" },   { "de", "Deutsch" },    { "de-AT", "Deutsch (Österreich)" },
        { "fr", "Français" },  { "es", "Español" },    { "it", "Italiano" },
        { "pt", "Português" }, { "nl", "Nederlands" }, { "pl", "Polski" },
        { "cs", "Čeština" },   { "sv", "Svenska" },    { "da", "Dansk" },
        { "fi", "Suomi" },     { "nb", "Norsk" },      { "el", "Ελληνικά" },
        { "tr", "Türkçe" },    { "uk", "Українська" }, { "ja", "日本語" },
        { "zh", "中文" },      { "ko", "한국어" },
    };
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (strcmp(own[i].tag, lang_tag(l)) == 0)
            return own[i].name;
    return lang_tag(l);
}

const char *lang_text(const char *text)
{
    if (!current || !text || !*text)
        return text;
    const char *found = look_up(current, text);
    return found ? found : text;
}

struct lang_amount lang_amount_of(const char *sample)
{
    struct lang_amount how = { { ",", 1 }, { ".", 1 }, false };
    const char *one = strchr(sample, '1'), *thousands = one ? strstr(one, "234") : NULL,
               *decimals = thousands ? strstr(thousands, "56") : NULL;
    if (!decimals)
        return how;
    how.group = (struct str){ one + 1, (size_t)(thousands - one) - 1 };
    how.point = (struct str){ thousands + 3, (size_t)(decimals - thousands) - 3 };
    how.currency_last = decimals[2] == ' ' || (decimals[2] & 0x80) != 0;
    return how;
}

struct lang_amount lang_amount(void)
{
    return lang_amount_of(_("EUR 1,234.56"));
}

const char *lang_plural(int64_t n, const char *one, const char *many)
{
    const char *found = current ? look_up(current, one) : NULL;
    if (!found || !current->plural)
        return n == 1 ? one : many;
    uint64_t count = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    size_t at = count < PLURALS ? count : HUNDRED + count % HUNDRED;
    for (int form = current->plural[at] - '0'; form > 0; form--)
        found += strlen(found) + 1;
    return found;
}
