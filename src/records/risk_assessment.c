#include "records/records.h"

/*
 * risk_assessment: one run (27001 8.2), with the criteria it used, who took part, and what came of
 * it: when it is done, the ratings are written down as they stand, so that two runs can be compared
 * later and a result stays what it was.
 */

static const struct choice run_status[] = {
    { "planned", "Planned" }, { "running", "Under way" }, { "done", "Done" }, { NULL, NULL }
};
static const struct choice cycles[] = { { "operational",
                                          "Operational: threats, vulnerabilities, controls" },
                                        { "strategic", "Strategic: scenarios, sources, criteria" },
                                        { NULL, NULL } };
/* Monitoring, for the run as a whole: only the newest one of a scope that is done is asked. What is
 * added later is in the ledger behind the entry that its results know of. */
// clang-format off
#define SINCE(type, scoped, words) \
    "CASE WHEN EXISTS (SELECT 1 FROM \"" type "\" AS x WHERE x.\"archived\"=0 AND " \
    "x.\"created\">t.\"results_entry\"" scoped ") THEN '" words "; ' ELSE '' END || "
#define SAME_SCOPE " AND coalesce(x.\"scope\", t.\"scope\", 0)=coalesce(t.\"scope\", 0)"
static const char run_stale[] =
    "CASE WHEN t.\"archived\"=1 OR t.\"status\"<>'done' OR t.\"results_entry\" IS NULL OR EXISTS "
    "(SELECT 1 FROM \"risk_assessment\" AS n WHERE n.\"archived\"=0 AND n.\"status\"='done' AND "
    "n.\"results_entry\">t.\"results_entry\" AND coalesce(n.\"scope\", 0)=coalesce(t.\"scope\", "
    "0)) THEN NULL ELSE nullif("
    SINCE("asset", SAME_SCOPE, "an asset was added")
    SINCE("threat", "", "a threat was added")
    SINCE("risk", SAME_SCOPE, "a risk was added")
    "CASE WHEN EXISTS (SELECT 1 FROM \"risk\" AS x WHERE x.\"archived\"=0 AND "
    "x.\"happened_unrated\" IS NOT NULL" SAME_SCOPE ") THEN 'a risk happened; ' ELSE '' END || "
    "CASE WHEN EXISTS (SELECT 1 FROM \"criteria\" AS k WHERE k.\"id\"=t.\"criteria\" AND "
    "k.\"status\"='superseded') THEN 'the criteria changed; ' ELSE '' END || "
    "CASE WHEN t.\"next_on\"<$today THEN 'the next one was planned for a day that has passed; ' "
    "ELSE '' END, '') END";
// clang-format on
static const struct field run_fields[] = {
    FIELD_TITLE("For example Yearly risk assessment 2026."),
    { "status", "Status", "Where it stands.", &kind_choice, F_LIST | F_FIRST, .choices = run_status,
      .initial = "planned" },
    FIELD_SCOPE,
    { "criteria", "Criteria", "The version it uses.", &kind_ref, F_LIST, .to = &entity_criteria },
    { "started_on", "Started on", "First day.", &kind_date, F_LIST | F_FIRST },
    { "finished_on", "Finished on", "Last day.", &kind_date, F_LIST },
    FIELD_OWNER("Led by", "Who ran it."),
    { "participants", "Participants", "Who took part and for which area.", &kind_prose },
    { "changes", "What changed since the last",
      "New systems, incidents, failed controls, other threats.", &kind_prose, F_SEARCH },
    { "next_on", "Next planned", "When the next one is due.", &kind_date, F_LIST },
    FIELD_NOTES,
    { "cycle", "Cycle", "Which of the two rhythms it belongs to.", &kind_choice, F_LIST,
      .choices = cycles, .when = "cycles" },
    { "results", "Results", "The ratings as they stood when it was done, one risk a line.",
      &kind_prose, F_AUTO | F_INNER, .maxlen = 4000000 },
    { "results_digest", "Digest of the results", "SHA-256 of them.", &kind_code, F_AUTO },
    { "results_entry", "Results up to entry", "The newest entry of the ledger that they know of.",
      &kind_int, F_AUTO },
    { "stale_because", "Repeat because",
      "What came since the newest run of a scope that it cannot know; empty while it holds.",
      &kind_line, F_LIST, .sql = run_stale },
};

/* --- results: "R-12 | 3 4 3 | 2 3 2 | CR-1 | P-4 | Ransomware", numbers 0 where nothing is rated
 * --- */

bool assessment_results(struct ctx *c, int64_t scope, struct buf *b)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->db,
                    "SELECT \"id\", coalesce(\"current_likelihood\", 0), "
                    "coalesce(\"current_consequence\", 0), coalesce(\"current_level\", 0), "
                    "coalesce(\"target_likelihood\", 0), coalesce(\"target_consequence\", 0), "
                    "coalesce(\"target_level\", 0), coalesce(\"criteria\", 0), "
                    "coalesce(\"owner\", 0), \"title\" FROM \"risk\" WHERE \"archived\"=0 AND "
                    "\"status\"='open' AND coalesce(\"scope\", 0)=$1 ORDER BY \"id\"",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    while ((ok = stmt_step(c, st, &row)) && row) {
        buf_addf(b, "R-%" PRId64 " |", stmt_int(st, 0));
        for (int i = 1; i <= 6; i++)
            buf_addf(b, " %" PRId64 "%s", stmt_int(st, i), i == 3 || i == 6 ? " |" : "");
        buf_addf(b, " CR-%" PRId64 " | P-%" PRId64 " | " STR_FMT "\n", stmt_int(st, 7),
                 stmt_int(st, 8), STR_ARG(stmt_text(st, 9)));
    }
    return ok;
}

/* The digits from a place on, and the place behind them and what divides. */
static int64_t number(struct str *s)
{
    int64_t n = 0;
    size_t i = 0;
    while (i < s->n && (s->p[i] < '0' || s->p[i] > '9'))
        i++;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9' && n < INT32_MAX; i++)
        n = n * 10 + s->p[i] - '0';
    *s = str_tail(*s, i);
    return n;
}

bool assessment_row(struct str *rest, struct assessed *ret)
{
    struct str line;
    if (!rest->n || !str_cut(rest, '\n', &line) || !line.n)
        return false;
    int64_t *into[] = { &ret->risk,    &ret->now[0],  &ret->now[1],   &ret->now[2], &ret->then[0],
                        &ret->then[1], &ret->then[2], &ret->criteria, &ret->owner };
    for (size_t i = 0; i < ARRAY_LEN(into); i++)
        *into[i] = number(&line);
    ret->title = str_trim(line);
    if (ret->title.n && ret->title.p[0] == '|')
        ret->title = str_trim(str_tail(ret->title, 1));
    return true;
}

static const size_t results_most = 4000000;

static bool freeze(struct ctx *c, struct record *now, int64_t scope)
{
    struct buf b;
    char hex[2 * SHA256_LEN + 1];
    buf_init(&b, results_most);
    bool ok = assessment_results(c, scope, &b);
    struct hash h = sha256(b.p, b.n);
    hex_encode(h.b, SHA256_LEN, hex);
    *rec_value(now, "results") =
        (struct value){ .tag = b.n ? V_TEXT : V_NULL, .s = arena_str(c->mem, buf_str(&b)) };
    *rec_value(now, "results_entry") = (struct value){ .tag = V_INT, .i = c->store->tail };
    *rec_value(now, "results_digest") =
        (struct value){ .tag = V_TEXT, .s = arena_str(c->mem, str_z(hex)) };
    buf_done(&b);
    return ok;
}

static bool run_before_save(struct ctx *c, const struct record *old, struct record *now)
{
    struct value *v = rec_value(now, "criteria"), *s = rec_value(now, "scope");
    struct value *end = rec_value(now, "finished_on");
    int64_t id, scope = s->tag == V_INT ? s->i : 0;
    size_t status = entity_place(now->type, entity_field(now->type, STR("status")));
    if (v->tag == V_NULL && !old) {
        if (!criteria_in_force(c, scope, &id))
            return false;
        if (id)
            *v = (struct value){ .tag = V_INT, .i = id };
    }
    if (!rec_changed(old, now, status) || !str_eq_z(rec_text(now, status), "done"))
        return true;
    if (end->tag == V_NULL)
        *end = (struct value){ .tag = V_TEXT, .s = store_today_text(c) };
    return freeze(c, now, scope);
}
const struct entity entity_risk_assessment = {
    .name = "risk_assessment",
    .plural = "risk_assessments",
    .label = "risk assessment",
    .prefix = "RA",
    .clause = "27001:8.2",
    .number = 13,
    .help =
        "One run of the risk assessment: when, by whom, with which criteria, and what had changed.",
    .fields = run_fields,
    .nfields = ARRAY_LEN(run_fields),
    .hook = { .before_save = run_before_save },
    .perm = PERM_OWNED,
};
