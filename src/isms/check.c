#include <pthread.h>

#include "base/asset.h"
#include "isms/check.h"
#include "isms/check_sql.h"
#include "records/records.h"
#include "store/query.h"

const char *const check_state_key[CHECK_N] = { "nothing_yet", "gaps", "no_gap_found",
                                               N_("conforming") };
const char *const check_state_label[CHECK_N] = { N_("nothing yet"), N_("gaps"), N_("no gap found"),
                                                 N_("conforming") };
enum { REQUIREMENTS_MAX = 512, KEPT_MAX = 256 << 10 };

/* --- what 27001 asks for --- */

static bool read_requirements(struct ctx *c, struct check_report *r)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    r->row = arena_new(c->mem, struct check_requirement, REQUIREMENTS_MAX);
    if (!db_prepare(c, c->db,
                    "SELECT \"ref\", \"number\", \"title\", \"kind\", \"parent\" FROM "
                    "\"requirement\" WHERE \"standard\"='27001:2022' AND \"kind\"<>'annex_a' "
                    "ORDER BY \"position\"",
                    &st))
        return false;
    while ((ok = stmt_step(c, st, &row)) && row && r->n < REQUIREMENTS_MAX) {
        struct check_requirement *q = &r->row[r->n];
        struct str *text[] = { &q->ref, &q->number, &q->title, &q->kind, &q->parent };
        for (int i = 0; i < 5; i++)
            *text[i] = arena_str(c->mem, stmt_text(st, i));
        q->clause = r->n++;
        q->shown = str_eq_z(q->kind, "clause");
    }
    return ok;
}

static struct check_requirement *find(const struct check_report *r, struct str ref)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->row[i].ref, ref))
            return &r->row[i];
    return NULL;
}

/* Rows come in the order of the standard, so the clause above has been seen already. */
static void link_clauses(struct check_report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct check_requirement *up = &r->row[i];
        while (up && !str_eq_z(up->kind, "clause"))
            up = up->parent.n ? find(r, up->parent) : NULL;
        if (up)
            r->row[i].clause = (size_t)(up - r->row);
    }
}

/* --- judgements --- */

static bool read_judgements(struct ctx *c, const struct permit *p, struct check_report *r)
{
    struct query q;
    struct page page = { .n = 0 };
    struct str today = store_today_text(c);
    if (!r->scope)
        return true;
    query_init(&q, &entity_judgement);
    q.limit = QUERY_LIMIT_MAX;
    q.where[q.n++] = (struct condition){ entity_field(&entity_judgement, STR("scope")),
                                         OP_EQ,
                                         { .tag = V_INT, .i = r->scope->id } };
    do {
        q.after = page.next;
        if (!query_list(c, p, &q, &page))
            return false;
        for (size_t i = 0; i < page.n; i++) {
            struct record *j = page.items[i];
            struct check_requirement *at = find(r, rec_text(j, JUDGEMENT_REQUIREMENT));
            struct str until = rec_text(j, JUDGEMENT_VALID_UNTIL);
            if (at && (!until.n || str_cmp(until, today) >= 0))
                at->judgement = j; /* the latest one counts */
        }
    } while (page.next.n);
    return true;
}

static bool judged(const struct check_requirement *clause, const char *answer)
{
    return clause->judgement && str_eq_z(rec_text(clause->judgement, JUDGEMENT_ANSWER), answer);
}

/* --- running --- */

static const char *member(const json_t *check, const char *name)
{
    const char *s = json_string_value(json_object_get(check, name));
    return s ? s : "";
}

static bool run_count(struct ctx *c, const struct permit *p, const struct check_report *r,
                      struct check_finding *f)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!check_sql(c, p, r->scope->id, member(f->check, "population"), true, &f->type, &st) ||
        !stmt_step(c, st, &row))
        return false;
    f->population = row ? stmt_int(st, 0) : 0;
    return true;
}

static bool run_offenders(struct ctx *c, const struct permit *p, const struct check_report *r,
                          struct check_finding *f)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!check_sql(c, p, r->scope->id, member(f->check, "offenders"), false, &f->type, &st))
        return false;
    f->record = arena_new(c->mem, int64_t, CHECK_RECORDS_MAX);
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (f->nrecords < CHECK_RECORDS_MAX)
            f->record[f->nrecords++] = stmt_int(st, 0);
        f->offenders++;
    }
    return ok;
}

static bool is_fine(const struct check_finding *f)
{
    return !f->offenders && (f->population || f->confirmed);
}

/* What a check found, as it is kept: the numbers of its offenders follow. */
struct outcome {
    const struct entity *type;
    int64_t population, offenders;
    size_t nrecords;
};

/* The findings of a run. They follow from what is stored, from who looks, the scope and the day
 * alone, so they are kept with the store until something changes. */
struct run {
    struct str key;
    const char *kept; /* of the next finding; NULL: the checks really run */
    struct buf fresh;
};

static void run_begin(struct ctx *c, const struct permit *p, const struct check_report *r,
                      struct run *run)
{
    run->key = arena_printf(c->mem, "checks %" PRId64 " %" PRId64 " %" PRId64, permit_person(p),
                            r->scope ? r->scope->id : 0, store_today(c));
    run->kept = store_kept(c, run->key);
    buf_init(&run->fresh, KEPT_MAX);
}

static void run_done(struct run *run)
{
    buf_done(&run->fresh);
}

static void take_kept(struct ctx *c, struct run *run, struct check_finding *f)
{
    struct outcome o;
    memcpy(&o, run->kept, sizeof o);
    f->type = o.type;
    f->population = o.population;
    f->offenders = o.offenders;
    f->nrecords = o.nrecords;
    f->record = arena_new(c->mem, int64_t, o.nrecords ? o.nrecords : 1);
    run->kept += sizeof o;
    memcpy(f->record, run->kept, o.nrecords * sizeof *f->record);
    run->kept += o.nrecords * sizeof *f->record;
}

static bool look(struct ctx *c, const struct permit *p, const struct check_report *r,
                 struct run *run, struct check_finding *f)
{
    if (run->kept) {
        take_kept(c, run, f);
        return true;
    }
    if (!run_count(c, p, r, f) || !run_offenders(c, p, r, f))
        return false;
    struct outcome o = { f->type, f->population, f->offenders, f->nrecords };
    buf_add(&run->fresh, &o, sizeof o);
    buf_add(&run->fresh, f->record, f->nrecords * sizeof *f->record);
    return true;
}

static bool run_one(struct ctx *c, const struct permit *p, struct check_report *r,
                    struct check_requirement *q, const json_t *check, struct run *run)
{
    struct check_finding *f = &r->finding[r->nfindings++];
    const char *basis = member(check, "basis");
    *f = (struct check_finding){ .check = check };
    f->counts = strcmp(basis, "requirement") == 0 || strcmp(basis, "documented_information") == 0;
    if (r->scope && !look(c, p, r, run, f))
        return false;
    const struct check_requirement *clause = &r->row[q->clause];
    bool may = strcmp(member(check, "empty_means"), "fine_when_confirmed") == 0;
    f->confirmed = !f->population &&
                   (judged(clause, "nothing_valid") || (may && judged(clause, "conforming")));
    q->nchecks++;
    q->nlooked += f->population || f->confirmed;
    q->shown = true;
    if (!is_fine(f))
        q->found[q->nfound++] = f;
    return true;
}

/* What is built in never changes: parsed once a process, and only read afterwards. */
static json_t *tree;

static void parse_checks(void)
{
    struct ctx c;
    struct arena mem;
    struct rng none;
    const struct asset *a = asset_find("checks.json");
    arena_init(&mem, 1 << 20);
    ctx_init(&c, &mem, &none);
    if (!a || !jin_parse(&c, (struct str){ (const char *)a->bytes, a->n }, &tree))
        BUG("the checks are not built in");
    arena_done(&mem);
}

static const json_t *all_checks(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, parse_checks);
    return tree;
}

static bool run_all(struct ctx *c, const struct permit *p, struct check_report *r)
{
    _cleanup_(run_done) struct run run;
    const json_t *check, *all = all_checks();
    size_t i, total = json_array_size(all);
    run_begin(c, p, r, &run);
    r->finding = arena_new(c->mem, struct check_finding, total ? total : 1);
    for (size_t k = 0; k < r->n; k++)
        r->row[k].found = arena_new(c->mem, struct check_finding *, total ? total : 1);
    json_array_foreach(all, i, check)
    {
        struct check_requirement *q = find(r, str_z(member(check, "requirement")));
        const char *part = member(check, "when"); /* of the method; off: nobody is asked */
        if (*part && !records_on(c, part))
            continue;
        if (!q)
            BUG("a check names %s, which is not in 27001", member(check, "requirement"));
        if (!run_one(c, p, r, q, check, &run))
            return false;
    }
    if (r->scope && !run.kept && !run.fresh.over)
        store_keep(c, run.key, run.fresh.p, run.fresh.n);
    return true;
}

/* --- states --- */

/* State of everything at and below row `at`: a clause takes in its items. */
static enum check_state state_of(const struct check_report *r, size_t at, bool *ret_any)
{
    const struct check_requirement *clause = &r->row[r->row[at].clause];
    bool gap = false, empty = false;
    size_t checks = 0, looked = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (i != at && !(r->row[at].clause == at && r->row[i].clause == at))
            continue;
        checks += r->row[i].nchecks;
        looked += r->row[i].nlooked;
        for (size_t k = 0; k < r->row[i].nfound; k++) {
            const struct check_finding *f = r->row[i].found[k];
            gap |= f->counts && f->offenders;
            empty |= f->counts && !f->population;
        }
    }
    *ret_any = checks > 0;
    if (gap || judged(clause, "not_conforming"))
        return CHECK_GAPS;
    if (empty || !looked)
        return CHECK_NOTHING_YET;
    return judged(clause, "conforming") || judged(clause, "nothing_valid") ? CHECK_CONFORMING
                                                                           : CHECK_NO_GAP_FOUND;
}

static void set_states(struct check_report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        bool any;
        struct check_requirement *q = &r->row[i];
        q->state = state_of(r, i, &any);
        q->later = str_eq_z(q->kind, "clause") && !any;
        if (str_eq_z(q->kind, "clause") && q->shown)
            r->clauses[q->state]++;
    }
}

/* Keeps what was asked for, and what lies below it. */
static bool narrow(struct ctx *c, struct check_report *r, struct str only)
{
    struct str key;
    if (!only.n)
        return true;
    if (!store_content_key(c, &entity_requirement, only, &key))
        return false;
    const struct check_requirement *root = find(r, key.n ? key : only);
    if (!root)
        return fail(c, ERR_NOT_FOUND,
                    "ISO/IEC 27001 has no requirement \"" STR_FMT
                    "\". They look like 27001:6.1.2 or 27001:6.1.2.c.2.",
                    STR_ARG(only));
    r->narrowed = true;
    for (size_t i = 0; i < r->n; i++) {
        struct check_requirement *at = &r->row[i];
        const struct check_requirement *up = at;
        while (up != root) {
            up = up->parent.n ? find(r, up->parent) : NULL;
            if (!up)
                break;
        }
        at->shown = up && (at->shown || at == root);
    }
    return true;
}

bool check_run(struct ctx *c, const struct permit *p, const struct record *scope, struct str only,
               struct check_report *ret)
{
    *ret = (struct check_report){ .scope = scope };
    if (!read_requirements(c, ret))
        return false;
    link_clauses(ret);
    if (!read_judgements(c, p, ret) || !run_all(c, p, ret) || !narrow(c, ret, only))
        return false;
    set_states(ret);
    return true;
}

bool check_all_fine(const struct check_report *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].shown && r->row[i].state < CHECK_NO_GAP_FOUND)
            return false;
    return true;
}

bool check_passed(const struct check_report *r, const char *id)
{
    for (size_t i = 0; i < r->nfindings; i++)
        if (strcmp(member(r->finding[i].check, "id"), id) == 0)
            return is_fine(&r->finding[i]);
    BUG("there is no check %s", id);
}

/* --- as JSON --- */

static bool judgement_json(struct ctx *c, const struct record *judgement, struct jout *j)
{
    jout_key(j, "judgement");
    if (!judgement) {
        jout_null(j);
        return true;
    }
    struct str name;
    if (!store_title(c, &entity_person, rec_int(judgement, JUDGEMENT_BY), &name))
        return false;
    jout_begin(j);
    jout_member(j, "ref", record_ref(c, judgement));
    jout_member(j, "answer", rec_text(judgement, JUDGEMENT_ANSWER));
    jout_member(j, "by", name);
    jout_member(j, "on", rec_text(judgement, JUDGEMENT_ON));
    jout_member(j, "valid_until", rec_text(judgement, JUDGEMENT_VALID_UNTIL));
    jout_member(j, "reason", rec_text(judgement, JUDGEMENT_REASON));
    jout_end(j);
    return true;
}

static void finding_json(struct ctx *c, const struct check_finding *f, struct jout *j)
{
    static const char *const words[] = { "basis", "may_become", "question" };
    jout_begin(j);
    jout_member(j, "check", str_z(member(f->check, "id")));
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        jout_member(j, words[i], str_z(member(f->check, words[i])));
    jout_member(j, "message",
                f->population ? str_z(member(f->check, "message")) : STR("Nothing recorded yet."));
    jout_key(j, "population");
    jout_int(j, f->population);
    jout_key(j, "offenders");
    jout_int(j, f->offenders);
    jout_key(j, "records");
    jout_array(j);
    for (size_t i = 0; i < f->nrecords; i++)
        jout_str(j, entity_ref(c, f->type, f->record[i]));
    jout_array_end(j);
    jout_member(j, "fix", str_z(member(f->check, "fix")));
    jout_member(j, "link", str_z(member(f->check, "link")));
    jout_end(j);
}

static bool requirement_json(struct ctx *c, const struct check_report *r,
                             const struct check_requirement *q, struct jout *j)
{
    jout_begin(j);
    jout_member(j, "ref", q->ref);
    jout_member(j, "title", q->title);
    jout_member(j, "kind", q->kind);
    jout_member(j, "clause", r->row[q->clause].ref);
    jout_member(j, "state", str_z(check_state_key[q->state]));
    jout_key(j, "later");
    jout_bool(j, q->later);
    jout_key(j, "checks");
    jout_int(j, (int64_t)q->nchecks);
    if (!judgement_json(c, r->row[q->clause].judgement, j))
        return false;
    jout_key(j, "findings");
    jout_array(j);
    for (size_t i = 0; i < q->nfound; i++)
        finding_json(c, q->found[i], j);
    jout_array_end(j);
    jout_end(j);
    return true;
}

bool check_json(struct ctx *c, const struct check_report *r, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "scope");
    if (r->scope)
        jout_str(j, record_ref(c, r->scope));
    else
        jout_null(j);
    jout_key(j, "requirements");
    jout_array(j);
    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].shown && !requirement_json(c, r, &r->row[i], j))
            return false;
    jout_array_end(j);
    jout_key(j, "totals");
    jout_begin(j);
    for (int s = 0; s < CHECK_N; s++) {
        jout_key(j, check_state_key[s]);
        jout_int(j, r->clauses[s]);
    }
    jout_end(j);
    jout_end(j);
    return true;
}
