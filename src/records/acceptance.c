#include "records/records.h"
#include "store/permit.h"

/*
 * acceptance: the risk owner's word (27001 6.1.3 f). It is bound to what was decided: scenario,
 * owner, residual rating, controls, actions with their dates, criteria. When one of these changes
 * in the wrong direction the decision is stale by itself; `stale` says why. Above what the owner
 * may accept it counts only with a second signature of top management, which is an acceptance of
 * its own that names the first.
 */

enum { SLIP_DAYS = 30 }; /* a date that moves further than this was not what the owner agreed to */

static bool load_risk(struct ctx *c, const struct record *now, struct record **ret)
{
    if (!store_peek(c, &entity_risk, rec_int(now, ACCEPTANCE_RISK), ret))
        return false;
    return *ret || problem(c, &now->type->fields[ACCEPTANCE_RISK], "There is no such risk.");
}

static bool includes(const struct record *now, const char *act)
{
    return str_eq_z(rec_text(now, ACCEPTANCE_KIND), act) ||
           str_eq_z(rec_text(now, ACCEPTANCE_KIND), "both");
}

/* What will be left: the residual rating, or the current one where no plan says otherwise. */
static void residual(const struct record *r, int64_t *l, int64_t *q, int64_t *level)
{
    bool target = !rec_is_null(r, RISK_TARGET_LEVEL);
    *l = rec_int(r, target ? RISK_TARGET_LIKELIHOOD : RISK_CURRENT_LIKELIHOOD);
    *q = rec_int(r, target ? RISK_TARGET_CONSEQUENCE : RISK_CURRENT_CONSEQUENCE);
    *level = rec_int(r, target ? RISK_TARGET_LEVEL : RISK_CURRENT_LEVEL);
}

/* Adds one link to a link field that the program fills. */
static struct link_row *add_row(struct ctx *c, struct record *now, size_t place, int64_t id,
                                size_t nfields)
{
    struct links l = rec_links(now, place);
    for (size_t i = 0; i < l.n; i++)
        if (l.row[i].id == id)
            return &l.row[i];
    struct link_row *rows = arena_new(c->mem, struct link_row, l.n + 1);
    size_t at = 0;
    while (at < l.n && l.row[at].id < id)
        at++;
    for (size_t i = 0; i < l.n; i++)
        rows[i < at ? i : i + 1] = l.row[i];
    rows[at] =
        (struct link_row){ .id = id, .v = arena_new(c->mem, struct value, nfields ? nfields : 1) };
    now->v[place] = (struct value){ .tag = V_LINKS, .l = { rows, l.n + 1 } };
    return &rows[at];
}

enum { BOUND_OPTION, BOUND_DUE, BOUND_LATEST, BOUND_N };

static bool bind_treatment(struct ctx *c, struct record *now, int64_t id, struct buf *lines)
{
    struct record *t;
    int64_t due;
    if (!store_peek(c, &entity_treatment, id, &t) || !t)
        return c->err.code == ERR_NONE;
    struct link_row *row = add_row(c, now, ACCEPTANCE_BOUND_TREATMENTS, id, BOUND_N);
    row->v[BOUND_OPTION] = t->v[TREATMENT_OPTION];
    row->v[BOUND_DUE] = t->v[TREATMENT_DUE];
    if (when_parse_date(rec_text(t, TREATMENT_DUE), &due)) {
        char *latest = arena_alloc(c->mem, WHEN_DATE_LEN + 1);
        when_date_text(due + SLIP_DAYS, latest);
        row->v[BOUND_LATEST] = (struct value){ .tag = V_TEXT, .s = { latest, WHEN_DATE_LEN } };
    }
    struct links l = rec_links(t, TREATMENT_CONTROLS);
    struct buf b;
    char hex[2 * SHA256_LEN + 1];
    buf_init(&b, 64 << 10);
    buf_addf(&b, STR_FMT " " STR_FMT, STR_ARG(rec_text(t, TREATMENT_OPTION)),
             STR_ARG(rec_text(t, TREATMENT_DUE)));
    for (size_t i = 0; i < l.n; i++) {
        (void)add_row(c, now, ACCEPTANCE_BOUND_CONTROLS, l.row[i].id, 0);
        buf_addf(&b, " C-%" PRId64, l.row[i].id);
    }
    struct hash h = sha256(b.p, b.n);
    hex_encode(h.b, 16, hex);
    buf_addf(lines, "treatment %" PRId64 " %s\n", id, hex);
    buf_done(&b);
    return true;
}

static bool each_treatment(struct ctx *c, int64_t risk, int64_t *ids, size_t max, size_t *ret_n)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    *ret_n = 0;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\" FROM \"treatment\" WHERE \"risk\"=$1 AND \"archived\"=0 AND "
                    "\"status\" NOT IN ('rejected', 'cancelled') ORDER BY \"id\"",
                    &st))
        return false;
    stmt_bind_int(st, 1, risk);
    while ((ok = stmt_step(c, st, &row)) && row && *ret_n < max)
        ids[(*ret_n)++] = stmt_int(st, 0);
    return ok;
}

static void bind_risk(struct ctx *c, struct record *now, const struct record *r, struct buf *lines)
{
    int64_t l, q, level;
    struct links controls = rec_links(r, RISK_CONTROLS);
    residual(r, &l, &q, &level);
    now->v[ACCEPTANCE_BOUND_OWNER] = r->v[RISK_OWNER];
    now->v[ACCEPTANCE_CRITERIA] = r->v[RISK_CRITERIA];
    now->v[ACCEPTANCE_BOUND_DIGEST] = r->v[RISK_DIGEST];
    if (level) {
        rec_set_int(now, ACCEPTANCE_BOUND_LIKELIHOOD, l);
        rec_set_int(now, ACCEPTANCE_BOUND_CONSEQUENCE, q);
        rec_set_int(now, ACCEPTANCE_BOUND_LEVEL, level);
    }
    for (size_t i = 0; i < controls.n; i++)
        (void)add_row(c, now, ACCEPTANCE_BOUND_CONTROLS, controls.row[i].id, 0);
    buf_addf(lines, "risk %" PRId64 " " STR_FMT "\n", r->id, STR_ARG(rec_text(r, RISK_DIGEST)));
}

/* The day so many months from today. */
static struct str months_on(struct ctx *c, int64_t months)
{
    char text[WHEN_DATE_LEN + 1];
    when_date_text(when_add_months(store_today(c), (int)months), text);
    return arena_str(c->mem, str_z(text));
}

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    struct record *r;
    struct buf lines;
    int64_t ids[200];
    size_t n;
    if (old)
        return true;
    if (permit_person(c->permit))
        rec_set_int(now, ACCEPTANCE_BY, permit_person(c->permit));
    rec_set_text(now, ACCEPTANCE_ON, store_today_text(c));
    if (!load_risk(c, now, &r) || !risk_take_scope(c, now, ACCEPTANCE_RISK, ACCEPTANCE_SCOPE) ||
        !each_treatment(c, r->id, ids, ARRAY_LEN(ids), &n))
        return false;
    rec_set_text(now, ACCEPTANCE_TITLE,
                 arena_printf(c->mem, "R-%" PRId64 " " STR_FMT ": " STR_FMT, r->id,
                              STR_ARG(str_head(rec_text(r, RISK_TITLE), 200)),
                              STR_ARG(rec_text(now, ACCEPTANCE_KIND))));
    buf_init(&lines, 64 << 10);
    bind_risk(c, now, r, &lines);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = bind_treatment(c, now, ids[i], &lines);
    rec_set_text(now, ACCEPTANCE_BOUND, arena_str(c->mem, buf_str(&lines)));
    buf_done(&lines);
    const struct criteria *k;
    int64_t level = rec_int(now, ACCEPTANCE_BOUND_LEVEL);
    if (!ok || !level || rec_is_null(now, ACCEPTANCE_CRITERIA))
        return ok;
    if (!criteria_load(c, rec_int(now, ACCEPTANCE_CRITERIA), &k))
        return false;
    struct acceptance_rule rule = criteria_rule(k, level, rec_text(r, RISK_CLASSES));
    bool residual_too = includes(now, "residual_acceptance");
    rec_set_int(now, ACCEPTANCE_NEEDS_SECOND,
                residual_too && rec_is_null(now, ACCEPTANCE_SECOND_OF) &&
                    rule.who == ACCEPTOR_MANAGEMENT);
    if (residual_too && rule.months && rec_is_null(now, ACCEPTANCE_VALID_UNTIL))
        rec_set_text(now, ACCEPTANCE_VALID_UNTIL, months_on(c, rule.months));
    return true;
}

/* By role, or by appointment. */
bool acceptance_by_management(struct ctx *c, int64_t person, int64_t scope, bool *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (permit_roles_in(c->permit, scope) & ROLE_MANAGEMENT) {
        *ret = true;
        return true;
    }
    if (!db_prepare(c, c->db,
                    "SELECT 1 FROM \"appointment\" WHERE \"person\"=$1 AND "
                    "\"kind\"='top_management' AND \"archived\"=0 AND "
                    "(\"valid_from\" IS NULL OR \"valid_from\"<=$2) AND (\"valid_until\" IS NULL "
                    "OR \"valid_until\">=$2) LIMIT 1",
                    &st))
        return false;
    stmt_bind_int(st, 1, person);
    stmt_bind_text(st, 2, store_today_text(c));
    return stmt_step(c, st, ret);
}

static bool check_plan(struct ctx *c, const struct record *now, const struct record *r)
{
    int64_t ids[200];
    size_t n;
    const struct field *f = &now->type->fields[ACCEPTANCE_KIND];
    if (!each_treatment(c, r->id, ids, ARRAY_LEN(ids), &n))
        return false;
    if (!n)
        problem(c, f, "R-%" PRId64 " has no treatment: there is no plan to approve.", r->id);
    for (size_t i = 0; i < n; i++) {
        struct record *t;
        if (!store_peek(c, &entity_treatment, ids[i], &t))
            return false;
        if (t && (rec_is_null(t, TREATMENT_RESPONSIBLE) || rec_is_null(t, TREATMENT_DUE)))
            problem(c, f,
                    "TR-%" PRId64
                    " needs a responsible person and a due date before the plan is approved.",
                    ids[i]);
    }
    return true;
}

static bool check_residual(struct ctx *c, const struct record *now, const struct record *r)
{
    const struct criteria *k;
    int64_t level = rec_int(now, ACCEPTANCE_BOUND_LEVEL);
    const struct field *f = &now->type->fields[ACCEPTANCE_KIND];
    if (!level)
        return problem(c, f, "R-%" PRId64 " is not rated: rate likelihood and consequence first.",
                       r->id);
    if (!criteria_load(c, rec_int(now, ACCEPTANCE_CRITERIA), &k))
        return false;
    struct acceptance_rule rule = criteria_rule(k, level, rec_text(r, RISK_CLASSES));
    if (rule.who == ACCEPTOR_NOBODY)
        problem(c, f,
                "A residual risk of level %" PRId64 " " STR_FMT
                " is accepted by nobody: plan more treatment, or avoid it.",
                level, STR_ARG(k->step[2][level - 1].word));
    if (rule.months &&
        str_cmp(rec_text(now, ACCEPTANCE_VALID_UNTIL), months_on(c, rule.months)) > 0)
        problem(c, &now->type->fields[ACCEPTANCE_VALID_UNTIL],
                "The criteria allow %" PRId64 " months at this level: until " STR_FMT
                " at the latest.",
                rule.months, STR_ARG(months_on(c, rule.months)));
    return true;
}

/* The owner signs; the second signature comes from top management and names the owner's decision.
 */
static bool check_signer(struct ctx *c, const struct record *now, const struct record *r)
{
    int64_t person = permit_person(c->permit);
    struct record *first;
    bool management;
    if (rec_is_null(now, ACCEPTANCE_SECOND_OF)) {
        if (person != rec_int(r, RISK_OWNER))
            return fail(c, ERR_FORBIDDEN,
                        "Only the owner of R-%" PRId64
                        " decides on it. Act as that person with --as.",
                        r->id);
        return true;
    }
    if (!store_peek(c, &entity_acceptance, rec_int(now, ACCEPTANCE_SECOND_OF), &first))
        return false;
    if (!first || rec_int(first, ACCEPTANCE_RISK) != r->id)
        return problem(c, &now->type->fields[ACCEPTANCE_SECOND_OF],
                       "A second signature completes a decision about the same risk.");
    if (!rec_is_null(first, ACCEPTANCE_STALE))
        return problem(c, &now->type->fields[ACCEPTANCE_SECOND_OF],
                       "That decision is stale (" STR_FMT "): the owner decides again first.",
                       STR_ARG(rec_text(first, ACCEPTANCE_STALE)));
    if (!acceptance_by_management(c, person, rec_int(r, RISK_SCOPE), &management))
        return false;
    if (!management || person == rec_int(first, ACCEPTANCE_BY))
        return fail(
            c, ERR_FORBIDDEN,
            "The second signature is that of top management, by another person than the owner.");
    return true;
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    struct record *r;
    if (old)
        return true;
    if (!load_risk(c, now, &r))
        return false;
    if (rec_is_null(r, RISK_OWNER))
        return problem(c, &now->type->fields[ACCEPTANCE_RISK],
                       "R-%" PRId64 " has no owner: name one first.", r->id);
    if (!check_signer(c, now, r))
        return false;
    if (includes(now, "plan_approval") && !check_plan(c, now, r))
        return false;
    if (includes(now, "residual_acceptance") && !check_residual(c, now, r) &&
        c->err.code != ERR_INVALID)
        return false;
    if (!rec_is_null(now, ACCEPTANCE_VALID_UNTIL) &&
        str_cmp(rec_text(now, ACCEPTANCE_VALID_UNTIL), store_today_text(c)) < 0)
        problem(c, &now->type->fields[ACCEPTANCE_VALID_UNTIL],
                "The decision would have run out already.");
    return c->nproblems == 0;
}

/* Every way in which a decision loses its hold, each with its words; empty: it holds. */
static const char stale[] =
    "SELECT nullif("
    "CASE WHEN t.\"valid_until\"<$today THEN 'its time has run out; ' ELSE '' END || "
    "CASE WHEN r.\"owner\" IS DISTINCT FROM t.\"bound_owner\" THEN 'the risk has another owner; ' "
    "ELSE '' END || "
    "CASE WHEN r.\"criteria\" IS DISTINCT FROM t.\"criteria\" THEN 'the risk was rated by other "
    "criteria; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"criteria\" AS k WHERE k.\"id\"=t.\"criteria\" AND "
    "k.\"status\"='superseded') "
    "THEN 'its criteria are no longer in force; ' ELSE '' END || "
    "CASE WHEN r.\"scenario_digest\"<>t.\"bound_digest\" THEN 'the scenario was rewritten; ' ELSE "
    "'' END || "
    "CASE WHEN coalesce(r.\"target_level\", r.\"current_level\", 0)>coalesce(t.\"bound_level\", 0) "
    "OR "
    "(r.\"target_level\" IS NOT NULL AND (r.\"target_likelihood\">t.\"bound_likelihood\" OR "
    "r.\"target_consequence\">t.\"bound_consequence\")) "
    "OR (r.\"target_level\" IS NULL AND (r.\"current_likelihood\">t.\"bound_likelihood\" OR "
    "r.\"current_consequence\">t.\"bound_consequence\")) "
    "THEN 'a rating rose; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"acceptance_control\" AS b WHERE b.\"from_id\"=t.\"id\" AND "
    "NOT EXISTS (SELECT 1 FROM \"risk_control\" AS x "
    "WHERE x.\"from_id\"=t.\"risk\" AND x.\"to_id\"=b.\"to_id\") AND NOT EXISTS (SELECT 1 FROM "
    "\"treatment_control\" AS y JOIN \"treatment\" AS z "
    "ON z.\"id\"=y.\"from_id\" WHERE z.\"risk\"=t.\"risk\" AND z.\"archived\"=0 AND z.\"status\" "
    "NOT IN ('rejected', 'cancelled') AND y.\"to_id\"=b.\"to_id\")) "
    "THEN 'a control was removed; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"acceptance_control\" AS b JOIN \"control\" AS k ON "
    "k.\"id\"=b.\"to_id\" WHERE b.\"from_id\"=t.\"id\" AND "
    "(k.\"test_result\"='not_effective' AND k.\"tested_on\">=t.\"decided_on\")) THEN 'a control "
    "failed its test; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"acceptance_control\" AS b JOIN \"control\" AS k ON "
    "k.\"id\"=b.\"to_id\" WHERE b.\"from_id\"=t.\"id\" AND "
    "(k.\"status\"='retired' OR k.\"archived\"=1)) THEN 'a control was retired; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"acceptance_treatment\" AS b JOIN \"treatment\" AS z ON "
    "z.\"id\"=b.\"to_id\" WHERE b.\"from_id\"=t.\"id\" AND "
    "(z.\"archived\"=1 OR z.\"status\" IN ('rejected', 'cancelled') OR "
    "z.\"option\"<>b.\"option\")) THEN 'an action was dropped or changed its option; ' ELSE '' END "
    "|| "
    "CASE WHEN EXISTS (SELECT 1 FROM \"acceptance_treatment\" AS b JOIN \"treatment\" AS z ON "
    "z.\"id\"=b.\"to_id\" WHERE b.\"from_id\"=t.\"id\" AND "
    "z.\"status\"<>'done' AND (z.\"due\">b.\"latest\" OR b.\"latest\"<$today)) THEN 'a date "
    "slipped by more than 30 days; ' ELSE '' END"
    ", '') FROM \"risk\" AS r WHERE r.\"id\"=t.\"risk\"";

static const struct choice acts[] = { { "plan_approval", "Approves the treatment plan" },
                                      { "residual_acceptance", "Accepts the residual risk" },
                                      { "both", "Approves the plan and accepts the residual risk" },
                                      { NULL, NULL } };
static const struct field fields[ACCEPTANCE_N] = {
    [ACCEPTANCE_TITLE] = { "title", "Decision", "What was decided about which risk.", &kind_line,
                           F_AUTO | F_LIST | F_SEARCH, .maxlen = 400 },
    [ACCEPTANCE_RISK] = { "risk", "Risk", "The risk it is about.", &kind_ref,
                          F_REQUIRED | F_LIST | F_FIRST, .to = &entity_risk },
    [ACCEPTANCE_KIND] = { "kind", "Kind",
                          "Approval of the plan, acceptance of what is left, or both.",
                          &kind_choice, F_REQUIRED | F_LIST | F_FIRST, .choices = acts },
    [ACCEPTANCE_STATEMENT] = { "statement", "Statement",
                               "What was decided and why, in the owner's words.", &kind_prose,
                               F_SEARCH | F_FIRST },
    [ACCEPTANCE_VALID_UNTIL] = { "valid_until", "Valid until",
                                 "The decision is asked for again after this day.", &kind_date,
                                 F_LIST | F_FIRST },
    [ACCEPTANCE_BY] = { "decided_by", "Decided by",
                        "The risk's owner, or top management as second signature.", &kind_person,
                        F_AUTO | F_LIST, .to = &entity_person },
    [ACCEPTANCE_ON] = { "decided_on", "Decided on", "The day.", &kind_date, F_AUTO | F_LIST },
    [ACCEPTANCE_SECOND_OF] = { "second_of", "Second signature for",
                               "The owner's decision that this one completes.", &kind_ref, F_FIRST,
                               .to = &entity_acceptance },
    [ACCEPTANCE_CRITERIA] = { "criteria", "Criteria", "The criteria it was decided by.", &kind_ref,
                              F_AUTO, .to = &entity_criteria },
    [ACCEPTANCE_BOUND_OWNER] = { "bound_owner", "Owner then",
                                 "Who owned the risk when it was decided.", &kind_person, F_AUTO,
                                 .to = &entity_person },
    [ACCEPTANCE_BOUND_LIKELIHOOD] = { "bound_likelihood", "Residual likelihood then",
                                      "What was accepted.", &kind_int, F_AUTO },
    [ACCEPTANCE_BOUND_CONSEQUENCE] = { "bound_consequence", "Residual consequence then",
                                       "What was accepted.", &kind_int, F_AUTO },
    [ACCEPTANCE_BOUND_LEVEL] = { "bound_level", "Residual level then", "What was accepted.",
                                 &kind_int, F_AUTO | F_LIST },
    [ACCEPTANCE_BOUND_DIGEST] = { "bound_digest", "Scenario then",
                                  "Mark of the scenario as it was worded.", &kind_code,
                                  F_AUTO | F_INNER },
    [ACCEPTANCE_BOUND_CONTROLS] = { "bound_controls", "Controls then",
                                    "The controls that the decision counted on.", &kind_link,
                                    F_AUTO, .link = &link_acceptance_control },
    [ACCEPTANCE_BOUND_TREATMENTS] = { "bound_treatments", "Actions then",
                                      "The actions with option and date that were approved.",
                                      &kind_link, F_AUTO, .link = &link_acceptance_treatment },
    [ACCEPTANCE_BOUND] = { "bound", "Bound to",
                           "Type, number and digest of everything that was decided.", &kind_prose,
                           F_AUTO, .maxlen = 200000 },
    [ACCEPTANCE_NEEDS_SECOND] = { "needs_second", "Needs a second signature",
                                  "The level is above what the owner may accept alone.", &kind_bool,
                                  F_AUTO },
    [ACCEPTANCE_STALE] = { "stale", "Stale because",
                           "Why the decision does not hold any more; empty while it holds.",
                           &kind_line, F_LIST, .sql = stale },
    [ACCEPTANCE_EFFECTIVE] = { "signed", "Signed as needed",
                               "The second signature is there, where one is needed.", &kind_bool,
                               F_LIST,
                               .sql =
                                   "CASE WHEN coalesce(t.\"needs_second\", 0)=0 OR EXISTS (SELECT "
                                   "1 FROM \"acceptance\" AS s WHERE s.\"second_of\"=t.\"id\" "
                                   "AND s.\"archived\"=0 AND (s.\"valid_until\" IS NULL OR "
                                   "s.\"valid_until\">=$today)) THEN 1 ELSE 0 END" },
    [ACCEPTANCE_SCOPE] = { "scope", "Scope", "That of the risk.", &kind_ref, F_AUTO | F_LIST,
                           .to = &entity_scope_type },
};
static const struct index indexes[] = { { { "risk" } }, { { "second_of" } } };
const struct entity entity_acceptance = {
    .name = "acceptance",
    .plural = "acceptances",
    .label = "acceptance",
    .prefix = "AC",
    .clause = "27001:6.1.3.f",
    .number = 19,
    .flags = E_FROZEN,
    .help = "The risk owner's approval of the plan or acceptance of the residual risk, bound to "
            "exactly what was decided.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .hook = { .before_save = before_save, .check = check },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_WORK & ~(unsigned)(ROLE_EXTERNAL | ROLE_AUDITOR),
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER },
};
const struct link link_acceptance_control = { .name = "acceptance_control",
                                              .from = &entity_acceptance,
                                              .to = &entity_control };
static const struct field bound_fields[BOUND_N] = {
    [BOUND_OPTION] = { "option", "Option", "As approved.", &kind_line },
    [BOUND_DUE] = { "due", "Due", "As approved.", &kind_date },
    [BOUND_LATEST] = { "latest", "At the latest", "Moved further than this, the decision is stale.",
                       &kind_date },
};
const struct link link_acceptance_treatment = { .name = "acceptance_treatment",
                                                .from = &entity_acceptance,
                                                .to = &entity_treatment,
                                                .fields = bound_fields,
                                                .nfields = BOUND_N };
