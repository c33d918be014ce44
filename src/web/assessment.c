#include "http/http.h"
#include "records/records.h"
#include "store/permit.h"
#include "web/pages.h"
#include "web/panels.h"

/*
 * What changed since the last assessment (27001 8.2, 27005 10.5): the results of one run beside
 * those of the run before in the same scope; while it is not done, beside the register as it is.
 * Results are written down when a run is done, so both sides stay what they were.
 */

enum { ROWS_MOST = 500, TALLIES = 40 };

struct compare {
    struct view *v;
    const struct record *now, *before; /* before NULL: there is none with results */
    struct str text;                   /* results of now, or the register's */
    int64_t come, gone, rose, fell, moved, owner, same;
    struct tally {
        int64_t level; /* 0: not rated */
        struct str word;
        int64_t n[2]; /* before, now */
    } level[TALLIES]; /* a level whose word changed between criteria has a row for each word */
    size_t nlevel;
    int64_t shown;
    bool failed; /* criteria could not be read */
};

static struct str field_text(const struct record *r, const char *name)
{
    return rec_text(r, entity_place(r->type, entity_field(r->type, str_z(name))));
}

static int64_t scope_of(const struct record *r)
{
    const struct value *v = &r->v[entity_place(r->type, entity_scope(r->type))];
    return v->tag == V_INT ? v->i : 0;
}

/* The number of the newest run with results of the same scope before this one; 0: none. */
static bool newest_before(struct ctx *c, const struct record *now, int64_t *ret)
{
    struct sql q;
    bool row = false, ok;
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\" FROM \"risk_assessment\" AS t WHERE t.\"archived\"=0 AND "
                "t.\"status\"='done' AND t.\"results\" IS NOT NULL AND t.\"id\"<");
    int id = sql_param(&q);
    sql_add(&q, " AND coalesce(t.\"scope\", 0)=");
    int scope = sql_param(&q);
    permit_where(c->permit, &entity_risk_assessment, &q);
    sql_add(&q, " ORDER BY t.\"id\" DESC LIMIT 1");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_int(st, id, now->id);
    stmt_bind_int(st, scope, scope_of(now));
    ok = stmt_step(c, st, &row);
    *ret = ok && row ? stmt_int(st, 0) : 0;
    return ok;
}

/* The newest run of the same scope that was done before this one began, or the one asked for. */
static bool find_before(struct ctx *c, struct compare *k, struct str ref)
{
    struct record *r;
    int64_t id;
    k->before = NULL;
    if (!ref.n && !newest_before(c, k->now, &id))
        return false;
    if (!ref.n && !id)
        return true;
    if (!(ref.n ? store_find(c, c->permit, &entity_risk_assessment, ref, &r)
                : store_load(c, c->permit, &entity_risk_assessment, id, &r)))
        return false;
    k->before = r;
    return true;
}

static bool read_now(struct ctx *c, struct compare *k)
{
    struct buf b;
    k->text = field_text(k->now, "results");
    if (k->text.n)
        return true;
    buf_init(&b, 4000000);
    bool ok = assessment_results(c, scope_of(k->now), &b);
    k->text = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

/* Both texts are in the order of the numbers: one walk finds what came, went and stayed. */
static void walk(struct compare *k, void (*each)(struct compare *, const struct assessed *was,
                                                 const struct assessed *is))
{
    struct str left = k->before ? field_text(k->before, "results") : STR(""), right = k->text;
    struct assessed was, is;
    bool a = assessment_row(&left, &was), b = assessment_row(&right, &is);
    while (a || b) {
        bool only_was = a && (!b || was.risk < is.risk), only_is = b && (!a || is.risk < was.risk);
        each(k, only_is ? NULL : &was, only_was ? NULL : &is);
        if (!only_is)
            a = assessment_row(&left, &was);
        if (!only_was)
            b = assessment_row(&right, &is);
    }
}

static bool moved(const struct assessed *a, const struct assessed *b)
{
    return memcmp(a->now, b->now, sizeof a->now) != 0 ||
           memcmp(a->then, b->then, sizeof a->then) != 0;
}

/* The word of a step (0 likelihood, 1 consequence, 2 level) by the criteria that a line was rated
 * with; empty where these are not known. */
static struct str step_word(struct compare *k, const struct assessed *x, size_t scale, int64_t step)
{
    const struct criteria *by;
    if (!x->criteria || k->failed)
        return STR("");
    if (!criteria_load(k->v->c, x->criteria, &by)) {
        k->failed = true;
        return STR("");
    }
    return step >= 1 && step <= (int64_t)by->n[scale] ? by->step[scale][step - 1].word : STR("");
}

static void tally(struct compare *k, const struct assessed *x, size_t side)
{
    int64_t level = x->now[2];
    struct str word = level ? step_word(k, x, 2, level) : STR("");
    size_t i = 0;
    while (i < k->nlevel && (k->level[i].level > level ||
                             (k->level[i].level == level && !str_eq(k->level[i].word, word))))
        i++;
    if (i == k->nlevel || k->level[i].level != level) {
        if (k->nlevel == TALLIES)
            return; /* more words than any ten criteria have: the lines below still tell them */
        memmove(&k->level[i + 1], &k->level[i], (k->nlevel++ - i) * sizeof k->level[0]);
        k->level[i] = (struct tally){ .level = level, .word = word };
    }
    k->level[i].n[side]++;
}

static void count(struct compare *k, const struct assessed *was, const struct assessed *is)
{
    if (was)
        tally(k, was, 0);
    if (is)
        tally(k, is, 1);
    if (!was || !is) {
        k->come += !was;
        k->gone += !is;
        return;
    }
    if (is->now[2] != was->now[2] && is->now[2] && was->now[2])
        *(is->now[2] > was->now[2] ? &k->rose : &k->fell) += 1;
    else if (moved(was, is))
        k->moved++;
    else if (was->owner != is->owner)
        k->owner++;
    else
        k->same++;
}

/* "4 Critical": number and word of a step. */
static struct str step(struct compare *k, const struct assessed *x, size_t scale, int64_t n)
{
    struct str word = step_word(k, x, scale, n);
    return arena_printf(k->v->c->mem, "%" PRId64 "%s" STR_FMT, n, word.n ? " " : "", STR_ARG(word));
}

static void rating(struct compare *k, const struct assessed *x)
{
    struct buf *b = k->v->b;
    struct str w[3];
    for (size_t i = 0; x && i < 3; i++)
        w[i] = step(k, x, i, x->now[i]);
    if (!x)
        html_f(b, "not there");
    else if (!x->now[2])
        html_f(b, "not rated");
    else
        html_f(b, "level %.*s (likelihood %.*s, consequence %.*s)", STR_ARG(w[2]), STR_ARG(w[0]),
               STR_ARG(w[1]));
    if (!x || !x->then[2])
        return;
    w[2] = step(k, x, 2, x->then[2]);
    html_f(b, "; after the plan level %.*s", STR_ARG(w[2]));
}

static const char *what(const struct assessed *was, const struct assessed *is)
{
    return !was                                                    ? _("New")
           : !is                                                   ? _("Closed or gone")
           : was->now[2] && is->now[2] && is->now[2] > was->now[2] ? _("Level rose")
           : was->now[2] && is->now[2] && is->now[2] < was->now[2] ? _("Level fell")
           : moved(was, is)                                        ? _("Rated differently")
                                                                   : _("Another owner");
}

static void row(struct compare *k, const struct assessed *was, const struct assessed *is)
{
    struct ctx *c = k->v->c;
    struct buf *b = k->v->b;
    const struct assessed *any = is ? is : was;
    if (!any || (was && is && !moved(was, is) && was->owner == is->owner) ||
        k->shown++ >= ROWS_MOST)
        return;
    html_f(b, "<tr><th scope=\"row\">");
    ui_ref(b, entity_ref(c, &entity_risk, any->risk), url_of(c, &entity_risk, any->risk));
    html_f(b, " %.*s</th><td data-l=\"What\">%s</td><td data-l=\"Before\">", STR_ARG(any->title),
           what(was, is));
    rating(k, was);
    html_f(b, "</td><td data-l=\"Now\">");
    rating(k, is);
    buf_add_z(b, "</td></tr>");
}

static void counts(struct compare *k)
{
    const struct {
        const char *label; /* in the reader's language */
        int64_t n;
    } all[] = { { _("New risks"), k->come },
                { _("Closed or gone"), k->gone },
                { _("Level rose"), k->rose },
                { _("Level fell"), k->fell },
                { _("Rated differently, same level"), k->moved },
                { _("Another owner only"), k->owner },
                { _("Unchanged"), k->same } };
    buf_add_z(k->v->b, "<dl class=\"facts\">");
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        html_f(k->v->b, "<dt>%s</dt><dd>%ld</dd>", all[i].label, (long)all[i].n);
    html_f(k->v->b, "</dl><table><thead><tr><th scope=\"col\">Level</th><th scope=\"col\" "
                    "class=\"num\">Before</th><th scope=\"col\" class=\"num\">Now</th></tr>"
                    "</thead><tbody>");
    for (size_t i = 0; i < k->nlevel; i++) {
        const struct tally *x = &k->level[i];
        if (x->level)
            html_f(k->v->b, "<tr><th scope=\"row\">%ld %.*s</th>", (long)x->level,
                   STR_ARG(x->word));
        else
            html_f(k->v->b, "<tr><th scope=\"row\">Not rated</th>");
        html_f(k->v->b, "<td class=\"num\">%ld</td><td class=\"num\">%ld</td></tr>", (long)x->n[0],
               (long)x->n[1]);
    }
    buf_add_z(k->v->b, "</tbody></table>");
}

static void criteria_words(struct compare *k)
{
    struct value a = *rec_value(k->now, "criteria"),
                 b = k->before ? *rec_value(k->before, "criteria") : a;
    if (a.tag == V_INT && b.tag == V_INT && a.i != b.i)
        ui_note(k->v->b, TONE_WARN, "triangle-alert",
                arena_printf(k->v->c->mem,
                             _("The run before used CR-%" PRId64 ", this one CR-%" PRId64
                               ": the same words may stand for other levels."),
                             b.i, a.i));
}

static bool read_both(struct compare *k, struct str with)
{
    return find_before(k->v->c, k, with) && read_now(k->v->c, k);
}

bool page_assessment_changes(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *r;
    struct compare k = { .v = &v };
    view_init(&v, c, req, res, "risk");
    if (!store_find(c, c->permit, &entity_risk_assessment, req->part[0], &r))
        return false;
    k.now = r;
    if (!read_both(&k, http_get(&req->query, "with")))
        return false;
    struct str title = S_("What changed");
    if (k.before)
        title =
            arena_printf(c->mem, _("What changed since " STR_FMT), STR_ARG(record_title(k.before)));
    struct view_head h = { .title = title,
                           .crumb = { { _("Risk assessments"),
                                        url_type(c, &entity_risk_assessment) } },
                           .ref = record_ref(c, r),
                           .lead = field_text(r, "results").n
                                       ? S_("Both runs as their results were written down.")
                                       : S_("The run is not done: its side is the register as it "
                                            "stands.") };
    if (!view_begin(&v, &h))
        return false;
    if (!k.before)
        ui_note(v.b, TONE_INFO, "info",
                S_("No earlier run of this scope wrote down its results: everything counts as "
                   "new."));
    walk(&k, count);
    if (k.failed)
        return false;
    criteria_words(&k);
    buf_add_z(v.b, "<div class=\"stack-l\">");
    ui_sheet(v.b, "counts", S_("In numbers"));
    buf_add_z(v.b, "<div class=\"in stack\">");
    counts(&k);
    buf_add_z(v.b, "</div>");
    ui_sheet_end(v.b);
    ui_sheet(v.b, "rows", S_("Risk by risk"));
    html_f(v.b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Risk</th><th "
                "scope=\"col\">What</th><th scope=\"col\">Before</th><th scope=\"col\">Now</th>"
                "</tr></thead><tbody>");
    walk(&k, row);
    if (k.failed)
        return false;
    buf_add_z(v.b, "</tbody></table>");
    if (k.shown > ROWS_MOST)
        html_f(v.b, "<p class=\"in quiet\">The first %d of %ld changes are shown.</p>", ROWS_MOST,
               (long)k.shown);
    ui_sheet_end(v.b);
    buf_add_z(v.b, "</div>");
    return view_end(&v);
}

/* --- beside an assessment --- */

bool assessment_panel(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    struct compare k = { .v = v, .now = r };
    if (!read_both(&k, STR("")))
        return false;
    walk(&k, count);
    if (k.failed)
        return false;
    ui_sheet(v->b, "changes", S_("What changed since the last"));
    buf_add_z(v->b, "<div class=\"in stack\">");
    if (k.before)
        html_f(v->b, "<p>Compared with %.*s.</p>", STR_ARG(record_title(k.before)));
    counts(&k);
    buf_add_z(v->b, "<div class=\"btns\">");
    ui_button(v->b, arena_printf(c->mem, STR_FMT "/changes", STR_ARG(url_record(c, r))),
              "git-compare", "Risk by risk", false);
    buf_add_z(v->b, "</div></div>");
    ui_sheet_end(v->b);
    return true;
}
