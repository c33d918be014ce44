#include "store/query.h"
#include "web/criteria.h"

/* What new criteria would do to the risks that are rated by the old ones, before anybody approves
 * them; and the page of a set of criteria. */

struct effect {
    int64_t from[CRITERIA_STEPS + 1][CRITERIA_STEPS + 1]; /* [now][then]; 0: not on the scale */
    int64_t all, changed, off, stricter, easier;
};

static void count(const struct criteria *old, const struct criteria *next, struct stmt *st,
                  struct effect *e)
{
    int64_t l = stmt_int(st, 0), q = stmt_int(st, 1), n = stmt_int(st, 3);
    struct str classes = stmt_text(st, 2);
    int64_t was = criteria_level(old, l, q), will = criteria_level(next, l, q);
    e->all += n;
    e->from[was][will] += n;
    e->off += will ? 0 : n;
    e->changed += will && will != was ? n : 0;
    if (!was || !will)
        return;
    enum acceptor a = criteria_rule(old, was, classes).who,
                  b = criteria_rule(next, will, classes).who;
    e->stricter += b > a ? n : 0;
    e->easier += b < a ? n : 0;
}

static bool count_all(struct view *v, const struct criteria *old, const struct criteria *next,
                      struct effect *e)
{
    struct ctx *c = v->c;
    struct sql q;
    bool row, ok;
    sql_init(&q);
    sql_add(&q,
            "SELECT t.\"current_likelihood\", t.\"current_consequence\", "
            "coalesce(t.\"classes\", ''), count(*) FROM \"risk\" AS t WHERE t.\"archived\"=0 AND "
            "t.\"status\"='open' AND t.\"current_level\" IS NOT NULL AND t.\"criteria\"=");
    int param = sql_param(&q);
    permit_where(c->permit, &entity_risk, &q);
    sql_add(&q, " GROUP BY 1, 2, 3");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (ok)
        stmt_bind_int(st, param, old->id);
    while (ok && (ok = stmt_step(c, st, &row)) && row)
        count(old, next, st, e);
    return ok;
}

static struct str level_word(struct ctx *c, const struct criteria *k, size_t level)
{
    return level ? arena_printf(c->mem, "%zu " STR_FMT, level, STR_ARG(k->step[2][level - 1].word))
                 : S_("not on the new scales");
}

static void rows(struct view *v, const struct criteria *old, const struct criteria *next,
                 const struct effect *e)
{
    struct ctx *c = v->c;
    html_f(v->b, "<table class=\"cards\"><thead><tr><th scope=\"col\">Level now</th><th "
                 "scope=\"col\">Then</th><th scope=\"col\" class=\"num\">Risks</th></tr></thead>"
                 "<tbody>");
    for (size_t was = old->n[2] + 1; was-- > 0;)
        for (size_t will = next->n[2] + 1; will-- > 0;)
            if (e->from[was][will] && was != will)
                html_f(v->b,
                       "<tr><th scope=\"row\"><a href=\"/risks?where=current_level%%3D%d\">%.*s</a>"
                       "</th><td data-l=\"Then\">%.*s</td><td data-l=\"Risks\" "
                       "class=\"num\">%ld</td></tr>",
                       (int)was, STR_ARG(level_word(c, old, was)),
                       STR_ARG(level_word(c, next, will)), (long)e->from[was][will]);
    buf_add_z(v->b, "</tbody></table>");
}

bool criteria_effect(struct view *v, const struct criteria *next, int64_t replaces)
{
    struct ctx *c = v->c;
    struct effect e = { .all = 0 };
    const struct criteria *old;
    if (!replaces || !permit_may_type(c->permit, ACT_READ, &entity_risk))
        return true;
    if (!criteria_load(c, replaces, &old) || !count_all(v, old, next, &e))
        return false;
    ui_sheet(v->b, "effect", S_("What changes"));
    html_f(v->b,
           "<div class=\"in\"><p><b>%ld of %ld</b> open risks rated by CR-%ld would have another "
           "level.</p>",
           (long)e.changed, (long)e.all, (long)replaces);
    if (e.off)
        html_f(v->b,
               "<p><b>%ld</b> lie on a step that the new scales do not have and must be rated "
               "again.</p>",
               (long)e.off);
    html_f(v->b,
           "<p>Of those that keep a level, %ld would need more than now to be accepted, %ld "
           "less.</p><p class=\"help\">Levels stay as they are until each risk is rated by the new "
           "criteria; its assessment and its acceptance are then asked for again.</p></div>",
           (long)e.stricter, (long)e.easier);
    if (e.changed || e.off)
        rows(v, old, next, &e);
    ui_sheet_end(v->b);
    return true;
}

/* --- the page of a set of criteria --- */

static void matrix(struct view *v, const struct criteria *k)
{
    html_f(v->b, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                 "aria-label=\"Matrix\"><table class=\"grid read\"><caption "
                 "class=\"vh\">Level by likelihood and consequence</caption><thead><tr><th "
                 "scope=\"col\">Likelihood</th>");
    for (size_t q = 0; q < k->n[1]; q++)
        html_f(v->b, "<th scope=\"col\">%d %.*s</th>", (int)(q + 1), STR_ARG(k->step[1][q].word));
    buf_add_z(v->b, "</tr></thead><tbody>");
    for (size_t l = k->n[0]; l-- > 0;) {
        html_f(v->b, "<tr><th scope=\"row\">%d %.*s</th>", (int)(l + 1),
               STR_ARG(k->step[0][l].word));
        for (size_t q = 0; q < k->n[1]; q++) {
            int64_t at = k->level[l][q];
            html_f(v->b, "<td class=\"lv k%d\">%ld %.*s</td>", ui_shade(at, (int64_t)k->n[2]),
                   (long)at, STR_ARG(k->step[2][at - 1].word));
        }
        buf_add_z(v->b, "</tr>");
    }
    buf_add_z(v->b, "</tbody></table></div>");
}

bool criteria_panel(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    struct criteria k;
    bool draft = str_eq_z(rec_text(r, CRITERIA_STATUS), "draft");
    if (!criteria_parse(c, r, &k)) {
        ctx_clear(c); /* the fields below say what stands there */
        return true;
    }
    ui_sheet(v->b, "matrix", S_("Matrix"));
    matrix(v, &k);
    if (view_may(v, draft ? ACT_EDIT : ACT_CREATE, &entity_criteria)) {
        buf_add_z(v->b, "<div class=\"in btns\">");
        ui_button(v->b, arena_printf(c->mem, STR_FMT "/design", STR_ARG(url_record(c, r))),
                  draft ? "pencil-line" : "copy",
                  draft ? "Edit scales and matrix" : "New version from this one", false);
        buf_add_z(v->b, "</div>");
    }
    ui_sheet_end(v->b);
    return !draft || criteria_effect(v, &k, rec_int(r, CRITERIA_REPLACES));
}
