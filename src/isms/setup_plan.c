#include "base/num.h"
#include "isms/setup_starter.h"
#include "records/records.h"
#include "store/permit.h"

/* From answers to a plan: nothing is written here. */

enum { SMALL_MOST = 49, DAYS_MOST = 3660, DAYS_HURRIED = 120 };

static const struct field fields[SETUP_N] = {
    [SETUP_TITLE] = { "title", "Name of the organisation", "As it should stand on the certificate.",
                      &kind_line, F_REQUIRED },
    [SETUP_HEADCOUNT] = { "headcount", "People",
                          "How many people work under its control, contractors included. It "
                          "decides how fine the risk scales are and how much is suggested.",
                          &kind_int, .min = 1, .max = 10000000 },
    [SETUP_SECTOR] = { "sector", "Sector",
                       "What comes closest. It decides which assets, parties and risks are "
                       "suggested.",
                       &kind_choice, .choices = setup_sectors },
    [SETUP_WANTED] = { "wanted", "Day of the certificate",
                       "When you want to hold it. Nine to twelve months from nothing are usual; "
                       "milestones are counted back from that day.",
                       &kind_date },
    [SETUP_SHEET] = { "file", "Spreadsheet",
                      "A list that you have already: assets, risks, people, suppliers' contracts. "
                      "A workbook (.xlsx, .ods) or CSV, whose first row names the columns.",
                      &kind_file },
};

const struct field *setup_field(enum setup_question q)
{
    return q == SETUP_STANDARDS ? &entity_scope_type.fields[SCOPE_STANDARDS] : &fields[q];
}

static bool is_empty(const struct setup_answers *a, enum setup_question q)
{
    return !str_trim(a->text[q]).n;
}

static bool parse(struct ctx *c, const struct setup_answers *a, enum setup_question q,
                  struct value *ret)
{
    *ret = (struct value){ .tag = V_NULL };
    return is_empty(a, q) ||
           setup_field(q)->kind->parse(c, setup_field(q), NULL, str_trim(a->text[q]), ret);
}

static void take_size(struct ctx *c, const struct setup_answers *a, struct setup_plan *plan)
{
    struct value v;
    if (parse(c, a, SETUP_HEADCOUNT, &v) && v.tag == V_INT)
        plan->headcount = v.i;
    /* ratings that come along were made on the scales that most spreadsheets use */
    plan->three_steps =
        plan->headcount && plan->headcount <= SMALL_MOST && a->brought != &entity_risk;
}

static void take_sector(struct ctx *c, const struct setup_answers *a, struct setup_plan *plan)
{
    struct value v;
    if (!parse(c, a, SETUP_SECTOR, &v) || v.tag != V_TEXT)
        return;
    for (const struct choice *ch = setup_sectors; ch->key; ch++)
        if (str_eq_z(v.s, ch->key))
            plan->sector = ch;
}

static void take_day(struct ctx *c, const struct setup_answers *a, struct setup_plan *plan)
{
    const struct field *f = setup_field(SETUP_WANTED);
    struct value v;
    int64_t day, today = store_today(c);
    if (!parse(c, a, SETUP_WANTED, &v) || v.tag != V_TEXT || !when_parse_date(v.s, &day))
        return;
    if (day <= today) {
        problem(c, f, "%s lies in the past: give a day after today.", lang_text(f->label));
        return;
    }
    if (day > today + DAYS_MOST) {
        problem(c, f, "%s lies more than ten years ahead.", lang_text(f->label));
        return;
    }
    for (size_t i = 0; i < SETUP_MILESTONES; i++)
        plan->milestone[i] =
            (struct setup_milestone){ setup_stages[i].title,
                                      today + (day - today) * setup_stages[i].percent / 100 };
    plan->nmilestones = SETUP_MILESTONES;
    plan->hurried = day < today + DAYS_HURRIED;
}

/* Why questions were left out: somebody will ask. */
static struct str skipped_words(struct ctx *c, const struct setup_answers *a)
{
    struct buf b;
    buf_init(&b, 16 << 10);
    for (size_t i = 0; i < SETUP_N; i++)
        if (a->skipped[i].n)
            buf_addf(&b, "%sNot answered in the set-up, %s: " STR_FMT, b.n ? "\n" : "",
                     setup_field((enum setup_question)i)->label, STR_ARG(a->skipped[i]));
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

/* The scope as a first draft: everything the organisation does, to be narrowed by those who know.
 */
static bool plan_scope(struct ctx *c, const struct permit *p, struct setup_plan *plan)
{
    const struct setup_answers *a = plan->answers;
    struct str notes = skipped_words(c, a);
    struct record *s;
    if (!record_new(c, &entity_scope_type, &s))
        return false;
    if (!is_empty(a, SETUP_STANDARDS) &&
        !record_parse(c, s, setup_field(SETUP_STANDARDS), a->text[SETUP_STANDARDS]) &&
        c->err.code != ERR_INVALID)
        return false;
    if (c->nproblems)
        return true;
    rec_set_text(s, SCOPE_TITLE, plan->title);
    rec_set_text(s, SCOPE_STATEMENT,
                 arena_printf(c->mem,
                              "Everything that " STR_FMT
                              " does, with all its people, places and systems.",
                              STR_ARG(plan->title)));
    if (plan->headcount)
        rec_set_int(s, SCOPE_HEADCOUNT, plan->headcount);
    if (notes.n)
        rec_set_text(s, SCOPE_NOTES, notes);
    plan->scope = s;
    if (permit_person(p))
        rec_set_int(s, SCOPE_OWNER, permit_person(p));
    return store_validate(c, p, NULL, s) || c->err.code == ERR_INVALID;
}

static struct str sector_key(const struct setup_plan *plan)
{
    return plan->sector ? str_z(plan->sector->key) : STR("");
}

static bool fits(const char *sector, struct str wanted)
{
    return !sector || str_eq_z(wanted, sector);
}

static void plan_registers(struct setup_plan *plan)
{
    struct str sector = sector_key(plan);
    for (size_t i = 0; i < setup_nassets && plan->answers->brought != &entity_asset; i++)
        if (fits(setup_assets[i].sector, sector))
            plan->asset[plan->nassets++] = &setup_assets[i];
    for (size_t i = 0; i < setup_nparties && plan->answers->brought != &entity_party; i++)
        if (fits(setup_parties[i].sector, sector))
            plan->party[plan->nparties++] = &setup_parties[i];
}

/* --- risks of the library --- */

static struct str column(const struct record *r, const char *name)
{
    return rec_text(r, entity_place(r->type, entity_field(r->type, str_z(name))));
}

static void add_key(struct setup_keys *k, struct str key)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->at[i], key))
            return;
    if (key.n && k->n < SETUP_KEYS_MOST)
        k->at[k->n++] = key;
}

static void add_keys(struct setup_keys *k, struct str refs)
{
    struct str one;
    while (str_cut(&refs, '|', &one))
        add_key(k, str_trim(one));
}

/* 27002:8.13 is what one does about row A.8.13. */
static void add_controls(struct ctx *c, struct setup_keys *k, struct str refs)
{
    struct str one;
    while (str_cut(&refs, '|', &one)) {
        one = str_trim(one);
        if (str_starts(one, STR("27002:")))
            add_key(k, arena_printf(c->mem, "A." STR_FMT, STR_ARG(str_tail(one, 6))));
    }
}

static size_t risks_wanted(int64_t headcount)
{
    return !headcount         ? 12
           : headcount <= 9   ? 8
           : headcount <= 49  ? 12
           : headcount <= 249 ? 18
                              : SETUP_RISKS_MOST;
}

static bool has(struct str choices, struct str one)
{
    struct str part;
    while (str_cut(&choices, ',', &part))
        if (one.n && str_eq(part, one))
            return true;
    return false;
}

/* What is typical of the sector alone comes first, then what everybody shares; within both the more
 * frequent. */
static int weight(const struct record *r, struct str sector)
{
    struct str of = column(r, "fits");
    int often = (int)rec_value(r, "likelihood")->i;
    bool all = has(of, STR("everybody")), mine = has(of, sector);
    return !all && !mine ? 0 : (mine && !all ? 20 : mine ? 10 : 1) + often;
}

static bool by_kind(struct ctx *c, const struct permit *p, const char *kind, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_library);
    q.limit = QUERY_LIMIT_MAX;
    return query_where(c, &q, str_z(kind)) && query_list(c, p, &q, ret);
}

/* A third of them from the sector at most, so that what stops everybody is among them. */
static void choose_risks(struct setup_plan *plan, const struct page *all, struct str sector)
{
    size_t want = risks_wanted(plan->headcount), own = 0;
    bool taken[QUERY_LIMIT_MAX] = { false };
    while (plan->nrisks < want) {
        int best = 0;
        size_t at = 0;
        for (size_t i = 0; i < all->n; i++) {
            int w = taken[i] ? 0 : weight(all->items[i], sector);
            if (w > best && (w <= 20 || own < (want + 2) / 3)) {
                best = w;
                at = i;
            }
        }
        if (!best)
            return;
        own += best > 20;
        taken[at] = true;
        plan->risk[plan->nrisks++] = all->items[at];
    }
}

static void add_of(struct ctx *c, struct setup_plan *plan, const struct page *all,
                   const struct setup_keys *named)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < named->n; k++)
            if (str_eq(column(all->items[i], "ref"), named->at[k]))
                add_controls(c, &plan->controls, column(all->items[i], "controls"));
}

static bool plan_risks(struct ctx *c, const struct permit *p, struct setup_plan *plan)
{
    struct str sector = sector_key(plan);
    struct page scenarios, threats, weak;
    if (!by_kind(c, p, "kind=scenario", &scenarios) || !by_kind(c, p, "kind=threat", &threats) ||
        !by_kind(c, p, "kind=vulnerability", &weak))
        return false;
    choose_risks(plan, &scenarios, sector);
    for (size_t i = 0; i < plan->nrisks; i++) {
        const struct record *r = plan->risk[i];
        add_keys(&plan->threats, column(r, "threats"));
        add_keys(&plan->weak, column(r, "vulnerabilities"));
        add_keys(&plan->sources, column(r, "source"));
        add_controls(c, &plan->controls, column(r, "controls"));
    }
    add_of(c, plan, &threats, &plan->threats);
    add_of(c, plan, &weak, &plan->weak);
    if (plan->answers->brought == &entity_risk) /* they only told which controls matter */
        plan->nrisks = 0;
    return true;
}

bool setup_plan(struct ctx *c, const struct permit *p, const struct setup_answers *a,
                struct setup_plan *ret)
{
    struct value v;
    *ret = (struct setup_plan){ .answers = a };
    if (!setup_may(p))
        return fail(c, ERR_FORBIDDEN,
                    "The set-up is done by a manager of the whole organisation: an administrator "
                    "gives that role.");
    if (is_empty(a, SETUP_TITLE))
        problem(c, &fields[SETUP_TITLE], "%s is needed: everything else is made under it.",
                lang_text(fields[SETUP_TITLE].label));
    else if (parse(c, a, SETUP_TITLE, &v))
        ret->title = v.s;
    take_size(c, a, ret);
    take_sector(c, a, ret);
    take_day(c, a, ret);
    if (!plan_scope(c, p, ret) || c->nproblems)
        return false;
    plan_registers(ret);
    return plan_risks(c, p, ret);
}
