#include "isms/soa_int.h"
#include "records/records.h"

/* Reading the SoA: five questions to the database, whatever the number of rows. */

const char *const soa_status_key[] = { NULL, "not_started", "planned", "partial", "implemented" };
const char *const soa_status_label[] = { "", N_("not started"), N_("planned"), N_("partial"),
                                         N_("implemented") };

bool soa_scope(struct ctx *c, const struct permit *p, struct str ref, struct record **ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row;
    int64_t id = 0, n = 0;
    if (ref.n)
        return store_find(c, p, &entity_scope_type, ref, ret);
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM \"scope\" AS t WHERE t.\"archived\"=0");
    permit_where(p, &entity_scope_type, &q);
    sql_add(&q, " ORDER BY t.\"id\" LIMIT 2");
    bool ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        id = n++ ? id : stmt_int(st, 0);
    }
    if (!ok)
        return false;
    if (!n)
        return fail(
            c, ERR_NOT_FOUND,
            "There is no scope yet. Add one: muniment scope add title=\"...\" statement=\"...\".");
    if (n > 1)
        return fail(c, ERR_USAGE, "There is more than one scope: name it with --scope REF.");
    return store_load(c, p, &entity_scope_type, id, ret);
}

bool soa_scope_if_any(struct ctx *c, const struct permit *p, struct str ref, struct record **ret)
{
    struct record *scope = NULL;
    if (!soa_scope(c, p, ref, &scope)) {
        if (ref.n || c->err.code != ERR_NOT_FOUND)
            return false;
        ctx_clear(c);
        scope = NULL;
    }
    *ret = scope;
    return true;
}

static struct str text(struct ctx *c, const struct stmt *st, int col)
{
    struct str s = stmt_text(st, col);
    return s.n ? arena_str(c->mem, s) : (struct str){ NULL, 0 };
}

static bool read_rows(struct ctx *c, const struct permit *p, int64_t scope, struct soa *s)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct sql q;
    bool row, ok;
    size_t cap = 0;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\", t.\"number\", t.\"title\", t.\"requirement\", t.\"applicable\", "
                "t.\"reasons\", t.\"justification\", t.\"adaptation\", "
                "t.\"owner\", t.\"parts_confirmed\", q.\"standard\", q.\"theme\" FROM "
                "\"statement\" AS t LEFT JOIN \"requirement\" AS q ON q.\"ref\"=t.\"requirement\" "
                "WHERE t.\"archived\"=0 AND t.\"scope\"=$1");
    q.params = 1;
    permit_where(p, &entity_statement, &q);
    sql_add(&q, " ORDER BY t.\"position\", t.\"id\"");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, 1, scope);
    while ((ok = stmt_step(c, st, &row)) && row) {
        if (s->n == cap) {
            struct soa_row *more = arena_new(c->mem, struct soa_row, cap ? cap * 2 : 128);
            if (s->n)
                memcpy(more, s->row, s->n * sizeof *more);
            s->row = more;
            cap = cap ? cap * 2 : 128;
        }
        s->row[s->n++] = (struct soa_row){
            .statement = stmt_int(st, 0),
            .number = text(c, st, 1),
            .title = text(c, st, 2),
            .requirement = text(c, st, 3),
            .applicable = text(c, st, 4),
            .reasons = text(c, st, 5),
            .justification = text(c, st, 6),
            .adaptation = text(c, st, 7),
            .owner = stmt_int(st, 8),
            .parts_confirmed = stmt_int(st, 9) != 0,
            .standard = text(c, st, 10),
            .theme = text(c, st, 11),
        };
    }
    return ok;
}

/* Rows by statement number, for the questions that follow. */
struct map {
    struct soa_row **by_id;
    size_t n;
};

static int by_statement(const void *a, const void *b)
{
    int64_t x = (*(struct soa_row *const *)a)->statement,
            y = (*(struct soa_row *const *)b)->statement;
    return (x > y) - (x < y);
}

static struct soa_row *row_of(const struct map *m, int64_t statement)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->by_id[mid]->statement == statement)
            return m->by_id[mid];
        if (m->by_id[mid]->statement < statement)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static void add_control(struct ctx *c, struct soa_row *r, struct soa_control k)
{
    if (!(r->ncontrols & (r->ncontrols + 1))) {
        struct soa_control *more = arena_new(c->mem, struct soa_control, 2 * r->ncontrols + 1);
        if (r->ncontrols)
            memcpy(more, r->control, r->ncontrols * sizeof *more);
        r->control = more;
    }
    r->control[r->ncontrols++] = k;
}

/* A list that doubles: its capacity is the next power of two, less one. */
static void add_number(struct ctx *c, int64_t **list, size_t *n, int64_t id)
{
    if (!(*n & (*n + 1))) {
        int64_t *more = arena_new(c->mem, int64_t, 2 * *n + 1);
        if (*n)
            memcpy(more, *list, *n * sizeof *more);
        *list = more;
    }
    (*list)[(*n)++] = id;
}

static void add_risk(struct ctx *c, struct soa_row *r, int64_t id)
{
    add_number(c, &r->risk, &r->nrisks, id);
}

static void add_obligation(struct ctx *c, struct soa_row *r, int64_t id)
{
    add_number(c, &r->obligation, &r->nobligations, id);
}

static void set_exception(struct ctx *c, struct soa_row *r, int64_t id)
{
    (void)c;
    (void)id;
    r->exception = true;
}

/* Runs a statement that gives (row of the SoA, number) and hands each pair to `add`. */
static bool each_pair(struct ctx *c, struct stmt *st, int64_t scope, const struct map *m,
                      void (*add)(struct ctx *, struct soa_row *, int64_t))
{
    bool row, ok;
    stmt_bind_int(st, 1, scope);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct soa_row *r = row_of(m, stmt_int(st, 0));
        if (r)
            add(c, r, stmt_int(st, 1));
    }
    return ok;
}

static bool read_controls(struct ctx *c, int64_t scope, const struct map *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->db,
                    "SELECT cs.\"to_id\", k.\"id\", k.\"title\", k.\"how\", k.\"owner\", "
                    "coalesce(cs.\"status\", k.\"status\"), coalesce(cs.\"coverage\", 'whole') "
                    "FROM \"statement\" AS s JOIN \"control_statement\" AS cs ON "
                    "cs.\"to_id\"=s.\"id\" JOIN \"control\" AS k ON k.\"id\"=cs.\"from_id\" "
                    "WHERE s.\"scope\"=$1 AND k.\"archived\"=0 AND coalesce(cs.\"status\", "
                    "k.\"status\", '')<>'retired' ORDER BY cs.\"to_id\", k.\"id\"",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct soa_row *r = row_of(m, stmt_int(st, 0));
        if (r)
            add_control(c, r,
                        (struct soa_control){ .id = stmt_int(st, 1),
                                              .title = text(c, st, 2),
                                              .how = text(c, st, 3),
                                              .owner = stmt_int(st, 4),
                                              .status = text(c, st, 5),
                                              .whole = str_eq_z(stmt_text(st, 6), "whole") });
    }
    return ok;
}

/* Risks that rely on a row's controls, as existing controls or through a treatment that is not
 * rejected or cancelled. */
static bool read_risks(struct ctx *c, int64_t scope, const struct map *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(
            c, c->db,
            "SELECT cs.\"to_id\" AS \"s\", r.\"id\" AS \"r\" FROM \"statement\" AS s JOIN "
            "\"control_statement\" AS cs ON cs.\"to_id\"=s.\"id\" "
            "JOIN \"control\" AS k ON k.\"id\"=cs.\"from_id\" JOIN \"risk_control\" AS x ON "
            "x.\"to_id\"=k.\"id\" JOIN \"risk\" AS r ON r.\"id\"=x.\"from_id\" "
            "WHERE s.\"scope\"=$1 AND k.\"archived\"=0 AND k.\"status\"<>'retired' AND "
            "r.\"archived\"=0 AND r.\"status\"<>'closed' AND "
            "r.\"kind\"='information_security' AND (r.\"scope\" IS NULL OR r.\"scope\"=$1) "
            "UNION SELECT cs.\"to_id\", r.\"id\" FROM \"statement\" AS s JOIN "
            "\"control_statement\" AS cs ON cs.\"to_id\"=s.\"id\" "
            "JOIN \"control\" AS k ON k.\"id\"=cs.\"from_id\" JOIN \"treatment_control\" AS y ON "
            "y.\"to_id\"=k.\"id\" JOIN \"treatment\" AS z ON z.\"id\"=y.\"from_id\" "
            "JOIN \"risk\" AS r ON r.\"id\"=z.\"risk\" WHERE s.\"scope\"=$1 AND k.\"archived\"=0 "
            "AND k.\"status\"<>'retired' AND z.\"archived\"=0 AND "
            "z.\"status\" NOT IN ('rejected', 'cancelled') AND r.\"archived\"=0 AND "
            "r.\"status\"<>'closed' AND r.\"kind\"='information_security' AND "
            "(r.\"scope\" IS NULL OR r.\"scope\"=$1) ORDER BY 1, 2",
            &st))
        return false;
    return each_pair(c, st, scope, m, add_risk);
}

static bool read_obligations(struct ctx *c, int64_t scope, const struct map *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->db,
                    "SELECT so.\"from_id\", o.\"id\" FROM \"statement\" AS s JOIN "
                    "\"statement_obligation\" AS so ON so.\"from_id\"=s.\"id\" JOIN "
                    "\"obligation\" AS o ON o.\"id\"=so.\"to_id\" WHERE s.\"scope\"=$1 AND "
                    "o.\"archived\"=0 ORDER BY 1, 2",
                    &st))
        return false;
    return each_pair(c, st, scope, m, add_obligation);
}

static bool read_exceptions(struct ctx *c, int64_t scope, const struct map *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->db,
                    "SELECT es.\"to_id\", e.\"id\" FROM \"exception\" AS e JOIN "
                    "\"exception_statement\" AS es ON "
                    "es.\"from_id\"=e.\"id\" JOIN \"statement\" AS s ON s.\"id\"=es.\"to_id\" "
                    "WHERE s.\"scope\"=$1 AND e.\"archived\"=0 AND e.\"status\"='open' AND "
                    "e.\"kind\"='control_deviation' AND e.\"valid_until\">=$2 AND "
                    "(e.\"valid_from\" IS NULL OR e.\"valid_from\"<=$2) UNION SELECT cs.\"to_id\", "
                    "e.\"id\" FROM "
                    "\"exception\" AS e JOIN \"exception_control\" AS ec "
                    "ON ec.\"from_id\"=e.\"id\" JOIN \"control_statement\" AS cs ON "
                    "cs.\"from_id\"=ec.\"to_id\" JOIN \"statement\" AS s ON s.\"id\"=cs.\"to_id\" "
                    "WHERE s.\"scope\"=$1 AND e.\"archived\"=0 AND e.\"status\"='open' AND "
                    "e.\"kind\"='control_deviation' AND e.\"valid_until\">=$2 AND "
                    "(e.\"valid_from\" IS NULL OR e.\"valid_from\"<=$2)",
                    &st))
        return false;
    stmt_bind_text(st, 2, store_today_text(c));
    return each_pair(c, st, scope, m, set_exception);
}

static bool read_evidence(struct ctx *c, int64_t scope, const struct map *m)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    if (!db_prepare(c, c->db,
                    "SELECT cs.\"to_id\", count(DISTINCT e.\"id\"), max(e.\"collected_on\") FROM "
                    "\"statement\" AS s JOIN "
                    "\"control_statement\" AS cs ON cs.\"to_id\"=s.\"id\" "
                    "JOIN \"evidence_control\" AS ec ON ec.\"to_id\"=cs.\"from_id\" JOIN "
                    "\"evidence\" AS e ON e.\"id\"=ec.\"from_id\" "
                    "WHERE s.\"scope\"=$1 AND e.\"archived\"=0 GROUP BY cs.\"to_id\"",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct soa_row *r = row_of(m, stmt_int(st, 0));
        if (r) {
            r->evidence = stmt_int(st, 1);
            r->newest = text(c, st, 2);
        }
    }
    return ok;
}

/* The rule of product.md, "soa". */
static enum soa_status status_of(const struct soa_row *r)
{
    size_t done = 0, idle = 0, early = 0, whole = 0;
    if (str_eq_z(r->applicable, "no"))
        return SOA_NONE;
    for (size_t i = 0; i < r->ncontrols; i++) {
        const struct soa_control *k = &r->control[i];
        bool not_started = !k->status.n || str_eq_z(k->status, "not_started");
        done += str_eq_z(k->status, "implemented");
        idle += not_started;
        early += not_started || str_eq_z(k->status, "planned");
        whole += k->whole;
    }
    if (idle == r->ncontrols)
        return SOA_NOT_STARTED;
    if (done == r->ncontrols && (whole || r->parts_confirmed) && !r->exception)
        return SOA_IMPLEMENTED;
    return early == r->ncontrols ? SOA_PLANNED : SOA_PARTIAL;
}

static struct str how_of(struct ctx *c, const struct soa_row *r)
{
    struct buf b;
    if (!r->ncontrols)
        return (struct str){ NULL, 0 };
    if (r->ncontrols == 1)
        return r->control[0].how.n ? r->control[0].how : r->control[0].title;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < r->ncontrols; i++) {
        const struct soa_control *k = &r->control[i];
        buf_addf(&b, "%sC-%" PRId64 " " STR_FMT "%s" STR_FMT, i ? "\n" : "", k->id,
                 STR_ARG(k->title), k->how.n ? ": " : "", STR_ARG(k->how));
    }
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

static void derive(struct ctx *c, struct soa *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct soa_row *r = &s->row[i];
        r->status = status_of(r);
        r->how = how_of(c, r);
        if (!r->owner && r->ncontrols == 1)
            r->owner = r->control[0].owner;
        if (!r->standard.n)
            r->standard = STR("own");
    }
}

static bool read_version(struct ctx *c, int64_t scope, struct soa *s)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!db_prepare(c, c->db,
                    "SELECT v.\"number\", v.\"content_digest\", v.\"approved_on\", p.\"name\" FROM "
                    "\"soa_version\" AS v LEFT JOIN \"person\" AS p ON p.\"id\"=v.\"approved_by\" "
                    "WHERE v.\"scope\"=$1 AND v.\"archived\"=0 ORDER BY v.\"number\" DESC LIMIT 1",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope);
    if (!stmt_step(c, st, &row))
        return false;
    s->version = 1;
    if (!row)
        return true;
    s->approved = str_eq(stmt_text(st, 1), soa_content_digest(c, s));
    s->version = stmt_int(st, 0) + (s->approved ? 0 : 1);
    if (s->approved) {
        s->approved_on = text(c, st, 2);
        s->approved_by = text(c, st, 3);
    }
    return true;
}

bool soa_read(struct ctx *c, const struct permit *p, const struct record *scope, struct soa *ret)
{
    struct soa s = { .scope = record_copy(c, scope) };
    struct map m;
    if (!permit_may_type(p, ACT_READ, &entity_statement))
        return fail(c, ERR_FORBIDDEN,
                    "Your roles do not allow to read the Statement of Applicability.");
    if (!read_rows(c, p, scope->id, &s))
        return false;
    m = (struct map){ arena_new(c->mem, struct soa_row *, s.n ? s.n : 1), s.n };
    for (size_t i = 0; i < s.n; i++)
        m.by_id[i] = &s.row[i];
    if (s.n)
        qsort(m.by_id, s.n, sizeof *m.by_id, by_statement);
    if (!read_controls(c, scope->id, &m) || !read_risks(c, scope->id, &m) ||
        !read_obligations(c, scope->id, &m) || !read_exceptions(c, scope->id, &m) ||
        !read_evidence(c, scope->id, &m))
        return false;
    derive(c, &s);
    if (!read_version(c, scope->id, &s))
        return false;
    *ret = s;
    return true;
}
