#include "isms/guide.h"
#include "isms/standard.h"
#include "records/records.h"

const struct guide_topic guide_topics[] = {
    { "comparison",
      "27001 and 27002, point by point",
      "What differs, and what follows from it.",
      { "compare" } },
    { "phases",
      "Both together, in six phases",
      "What 27001 asks, where 27002 and the others help, what comes out.",
      { "phase" } },
    { "readers", "Who needs which standard", "With the order to read them in.", { "reader" } },
    { "reasons",
      "Why certify, and who asks for it",
      "Reasons of customers and laws.",
      { "reason" } },
    { "errors",
      "What one often reads, put right",
      "Common mistakes about the family.",
      { "error" } },
    { "certification",
      "The way to the certificate",
      "Stage by stage: what you do, what the body does, what is asked.",
      { "certification" } },
    { "findings",
      "Grades of findings",
      "What each means and what happens then.",
      { "finding_grade" } },
    { "body",
      "What a certification body may not do",
      "And what to do when it happens.",
      { "body_rule" } },
    { "audit",
      "Internal audit",
      "Methods, sampling, risks of the programme, competence of auditors.",
      { "audit_method", "audit_sampling", "programme_risk", "auditor_competence" } },
    { "advice", "Which standard to buy", "The answers behind standard advise.", { "advice" } },
    { "handouts", "Handouts", "One page per role: standard handout.", { "handout" } },
    { .name = NULL },
};

bool guide_kind(struct ctx *c, const struct permit *p, const char *kind, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_guide);
    q.where[q.n++] = (struct condition){ entity_field(&entity_guide, STR("kind")),
                                         OP_EQ,
                                         { .tag = V_TEXT, .s = str_z(kind) } };
    q.sort = entity_field(&entity_guide, STR("position"));
    q.limit = QUERY_LIMIT_MAX;
    q.unlimited_work = true;
    return query_list(c, p, &q, ret);
}

static const struct guide_topic *topic_named(struct str name)
{
    for (const struct guide_topic *t = guide_topics; t->name; t++)
        if (str_ieq(name, str_z(t->name)))
            return t;
    return NULL;
}

static bool no_topic(struct ctx *c, struct str typed)
{
    struct buf b;
    buf_init(&b, 4096);
    for (const struct guide_topic *t = guide_topics; t->name; t++)
        buf_addf(&b, "%s%s", t == guide_topics ? "" : ", ", t->name);
    fail(c, ERR_NOT_FOUND, "The guide has nothing called \"" STR_FMT "\". Topics: " STR_FMT ".",
         STR_ARG(typed), STR_ARG(buf_str(&b)));
    buf_done(&b);
    return false;
}

bool guide_find(struct ctx *c, const struct permit *p, struct str topic, struct page *ret)
{
    const struct guide_topic *t = topic_named(topic);
    struct record *r = NULL;
    *ret = (struct page){ .items = arena_new(c->mem, struct record *, 4 * QUERY_LIMIT_MAX) };
    if (!t) {
        if (!content_find(c, p, &entity_guide, topic, &r))
            return false;
        if (!r)
            return no_topic(c, topic);
        ret->items[ret->n++] = r;
        return true;
    }
    for (size_t k = 0; k < ARRAY_LEN(t->kinds) && t->kinds[k]; k++) {
        struct page page;
        if (!guide_kind(c, p, t->kinds[k], &page))
            return false;
        for (size_t i = 0; i < page.n && ret->n < 4 * QUERY_LIMIT_MAX; i++)
            ret->items[ret->n++] = page.items[i];
    }
    return true;
}

bool guide_json(struct ctx *c, const struct record *r, struct jout *j)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    static const char *const columns[] = { "kind", "stage", "flag", "role" };
    if (!content_block(c, r, &tree, &text))
        return false;
    jout_begin(j);
    jout_member(j, "key", content_text(r, "ref"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (i == 0 || content_text(r, columns[i]).n)
            jout_member(j, columns[i], content_text(r, columns[i]));
    standard_split_json(j, "refs", content_text(r, "refs"));
    standard_block_json(j, text);
    jout_end(j);
    return true;
}

/* --- advice --- */

const char *const advice_key[ADVICE_N] = { "first", "needed", "useful", "optional", "later" };
const char *const advice_label[ADVICE_N] = { N_("Buy first"), N_("Needed as well"), N_("Useful"),
                                             N_("Optional"), N_("Later") };
enum { STANDARDS_MAX = 32 };

static int verdict_of(struct str s)
{
    for (int i = 0; i < ADVICE_N; i++)
        if (str_eq_z(s, advice_key[i]))
            return i;
    return ADVICE_LATER;
}

static struct advice_standard *standard_of(struct advice *a, struct str number)
{
    for (size_t i = 0; i < a->nstandards; i++)
        if (str_eq(a->standard[i].number, number))
            return &a->standard[i];
    if (a->nstandards == STANDARDS_MAX)
        BUG("more standards than the family has");
    a->standard[a->nstandards] = (struct advice_standard){ .number = number, .verdict = ADVICE_N };
    return &a->standard[a->nstandards++];
}

static bool add_verdict(struct ctx *c, const struct permit *p, struct advice *a,
                        const struct record *entry, const json_t *v)
{
    struct advice_standard *s = standard_of(a, arena_str(c->mem, jin_str(v, "standard")));
    struct record *r = NULL;
    int verdict = verdict_of(jin_str(v, "verdict"));
    if (!s->name.n) {
        if (!content_find(c, p, &entity_standard, s->number, &r))
            return false;
        s->name = r ? content_text(r, "name") : s->number;
        s->title = r ? content_text(r, "title") : (struct str){ NULL, 0 };
    }
    s->verdict = MIN(s->verdict, verdict);
    if (s->n < ARRAY_LEN(s->reason))
        s->reason[s->n++] =
            (struct advice_reason){ entry,
                                    arena_str(c->mem, jin_str(json_object_get(v, "why"), "en")) };
    return true;
}

static bool add_entry(struct ctx *c, const struct permit *p, struct advice *a, struct record *r)
{
    _cleanup_(jin_done) json_t *tree = NULL;
    const json_t *text;
    json_t *v;
    size_t i;
    if (!content_block(c, r, &tree, &text))
        return false;
    a->entry[a->n++] = r;
    json_array_foreach(json_object_get(tree, "verdicts"), i, v)
    {
        if (!add_verdict(c, p, a, r, v))
            return false;
    }
    return true;
}

static bool answers(const struct record *r, const struct advice_answer *a)
{
    struct str role = content_text(r, "role");
    return str_eq(content_text(r, "flag"), a->flag) && (!role.n || str_ieq(role, a->role));
}

/* Strongest first; among equals the order of the answers stays. */
static void sort(struct advice *a)
{
    for (size_t i = 1; i < a->nstandards; i++)
        for (size_t k = i; k > 0 && a->standard[k].verdict < a->standard[k - 1].verdict; k--) {
            struct advice_standard s = a->standard[k];
            a->standard[k] = a->standard[k - 1];
            a->standard[k - 1] = s;
        }
}

bool advice_make(struct ctx *c, const struct permit *p, const struct advice_answer *a, size_t n,
                 struct advice *ret)
{
    struct page page;
    *ret = (struct advice){ .standard = arena_new(c->mem, struct advice_standard, STANDARDS_MAX) };
    if (!guide_kind(c, p, "advice", &page))
        return false;
    ret->entry = arena_new(c->mem, struct record *, page.n + 1);
    for (size_t k = 0; k < n; k++) {
        static const char *const roles[] = { "controller", "processor", "both" };
        bool known = !str_eq_z(a[k].flag, "privacy");
        for (size_t i = 0; i < ARRAY_LEN(roles); i++)
            known |= str_ieq(a[k].role, str_z(roles[i]));
        if (!known)
            return fail(c, ERR_USAGE,
                        "--privacy takes controller, processor or both: who decides why and how "
                        "personal data is used is the controller, who works on behalf of another "
                        "is a processor.");
    }
    for (size_t i = 0; i < page.n; i++)
        for (size_t k = 0; k < n; k++)
            if (answers(page.items[i], &a[k]) && !add_entry(c, p, ret, page.items[i]))
                return false;
    sort(ret);
    return true;
}
