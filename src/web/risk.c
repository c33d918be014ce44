#include "base/num.h"
#include "http/http.h"
#include "records/records.h"
#include "store/query.h"
#include "web/chart.h"
#include "web/generic.h"
#include "web/kinds.h"
#include "web/money.h"
#include "web/panels.h"
#include "web/scope.h"

/* The matrix above the register (each cell a filter), and what a risk shows beside its fields:
 * position, treatment, acceptance. */

static void take_criteria(const struct criteria *k, struct matrix *m)
{
    m->likelihoods = MIN(k->n[0], (size_t)MATRIX_STEPS);
    m->consequences = MIN(k->n[1], (size_t)MATRIX_STEPS);
    m->levels = MIN(k->n[2], (size_t)MATRIX_STEPS);
    for (size_t i = 0; i < m->likelihoods; i++)
        m->likelihood[i] = k->step[0][i].word;
    for (size_t i = 0; i < m->consequences; i++)
        m->consequence[i] = k->step[1][i].word;
    for (size_t i = 0; i < m->levels; i++) {
        m->level[i] = k->step[2][i].word;
        if (!m->limit && k->acceptor[i] != ACCEPTOR_OWNER)
            m->limit = (int64_t)i + 1;
    }
    for (size_t l = 0; l < m->likelihoods; l++)
        for (size_t c = 0; c < m->consequences; c++)
            m->at[l][c] = k->level[l][c];
}

static bool criteria_of(struct ctx *c, int64_t scope, int64_t id, const struct criteria **ret)
{
    *ret = NULL;
    if (!id && !criteria_in_force(c, scope, &id))
        return false;
    return !id || criteria_load(c, id, ret);
}

struct cells {
    int64_t count[MATRIX_STEPS][MATRIX_STEPS];
};

/* Counts of the risks that the reader may see, of one rating: current_, target_ or inherent_. Kept
 * until something changes: the scan grows with the register. */
static bool count_cells(struct view *v, const char *which, struct cells *ret)
{
    struct ctx *c = v->c;
    struct str key = arena_printf(c->mem, "matrix %s %" PRId64 " %" PRId64, which,
                                  permit_person(c->permit), store_today(c));
    const struct cells *kept = store_kept(c, key);
    if (kept) {
        *ret = *kept;
        return true;
    }
    *ret = (struct cells){ 0 };
    struct sql q;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    const struct field *l =
        entity_field(&entity_risk, arena_printf(c->mem, "%s_likelihood", which));
    const struct field *k =
        entity_field(&entity_risk, arena_printf(c->mem, "%s_consequence", which));
    sql_init(&q);
    sql_add(&q, "SELECT ");
    sql_column(&q, "t", l->name);
    sql_add(&q, ", ");
    sql_column(&q, "t", k->name);
    sql_add(&q, ", count(*) FROM \"risk\" AS t WHERE t.\"archived\"=0 AND t.\"status\"='open'"
                " AND coalesce(t.\"kind\",'')<>'opportunity'");
    permit_where(c->permit, &entity_risk, &q);
    sql_add(&q, " GROUP BY 1, 2");
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    while (ok && (ok = stmt_step(c, st, &row)) && row) {
        int64_t a = stmt_int(st, 0), b = stmt_int(st, 1);
        if (a >= 1 && b >= 1 && a <= MATRIX_STEPS && b <= MATRIX_STEPS)
            ret->count[a - 1][b - 1] = stmt_int(st, 2);
    }
    if (ok)
        store_keep(c, key, ret, sizeof *ret);
    return ok;
}

static void fill(struct view *v, const char *which, const struct cells *cells, struct matrix *m,
                 int64_t *ret_all)
{
    for (size_t a = 0; a < m->likelihoods; a++)
        for (size_t b = 0; b < m->consequences; b++) {
            m->count[a][b] = cells->count[a][b];
            *ret_all += m->count[a][b];
            if (m->count[a][b])
                m->href[a][b] = arena_printf(v->c->mem,
                                             "/risks?where=status%%3Dopen&where=%s_likelihood%%3D%"
                                             "ld&where=%s_consequence%%3D%ld&"
                                             "where=kind!%%3Dopportunity&matrix=%s",
                                             which, (long)a + 1, which, (long)b + 1, which);
        }
}

/* Ratings that stand on the matrix; the places of likelihood and consequence follow each other. */
static const struct rating {
    const char *name, *label, *title;
    size_t place;
} rating[] = {
    { "current", N_("Current"), N_("Rate anew"), RISK_CURRENT_LIKELIHOOD },
    { "target", N_("After the plan"), N_("Rate what will be left"), RISK_TARGET_LIKELIHOOD },
    { "inherent", N_("Without controls"), N_("Rate without controls"), RISK_INHERENT_LIKELIHOOD },
};

static bool rating_on(struct ctx *c, const struct rating *x)
{
    return field_on(c, &entity_risk.fields[x->place]);
}

/* The one of that name, when it is switched on; else the current one. */
static const struct rating *rating_named(struct ctx *c, struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(rating); i++)
        if (str_eq_z(name, rating[i].name) && rating_on(c, &rating[i]))
            return &rating[i];
    return &rating[0];
}

static void matrix_tabs(struct view *v, const struct rating *now)
{
    ui_tabs(v->b, _("Which rating"));
    for (size_t i = 0; i < ARRAY_LEN(rating); i++)
        if (rating_on(v->c, &rating[i]))
            ui_tab(v->b, url_with(v->c, v->req, "matrix", str_z(rating[i].name)), now == &rating[i],
                   str_z(lang_text(rating[i].label)));
    ui_tabs_end(v->b);
}

enum { WORST_SHOWN = 6 };

/* Beside the matrix: the worst of those beyond acceptance now, which an index finds. */
static bool worst(struct view *v, int64_t limit)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    const struct field *level = &entity_risk.fields[RISK_CURRENT_LEVEL];
    struct str where = arena_printf(c->mem, "%s>=%" PRId64, level->name, limit);
    query_init(&q, &entity_risk);
    query_want(c, &q, &level, 1);
    q.limit = WORST_SHOWN;
    if (!query_where(c, &q, where) || !query_where(c, &q, STR("status!=closed")) ||
        !query_where(c, &q, STR("kind!=opportunity")) ||
        !query_sort(c, &q, arena_printf(c->mem, "-%s", level->name)) ||
        !query_list(c, c->permit, &q, &p))
        return false;
    html_f(v->b, "<div><h2>Beyond acceptance</h2><ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(c, p.items[i]), url_record(c, p.items[i]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a><span class=\"end\">",
               STR_ARG(url_record(c, p.items[i])), STR_ARG(record_title(p.items[i])));
        if (!ui_value(c, v->b, p.items[i], level, true))
            return false;
        buf_add_z(v->b, "</span></li>");
    }
    html_f(v->b,
           "</ul><p class=\"tiny\"><a href=\"/risks?where=%s%%3E%%3D%ld&amp;sort=-%s\">All of "
           "them, worst first</a></p></div>",
           level->name, (long)limit, level->name);
    return true;
}

/* Is any risk rated as it is today? Without one the other ratings have nothing to show. */
static bool any_rated(struct view *v, bool *ret)
{
    struct cells cells;
    *ret = false;
    if (!count_cells(v, "current", &cells))
        return false;
    for (size_t l = 0; l < MATRIX_STEPS; l++)
        for (size_t x = 0; x < MATRIX_STEPS; x++)
            *ret |= cells.count[l][x] > 0;
    return true;
}

bool risk_matrix(struct view *v)
{
    struct ctx *c = v->c;
    struct record *scope;
    const struct criteria *k;
    struct matrix m = { 0 };
    const struct rating *which = rating_named(c, http_get(&v->req->query, "matrix"));
    int64_t all = 0, beyond = 0;
    bool now = which == &rating[0];
    if (!scope_of_request(c, v->req, &scope) || !criteria_of(c, scope ? scope->id : 0, 0, &k))
        return false;
    if (!k)
        return true;
    take_criteria(k, &m);
    struct cells cells;
    if (!count_cells(v, which->name, &cells))
        return false;
    fill(v, which->name, &cells, &m, &all);
    for (size_t l = 0; l < m.likelihoods; l++)
        for (size_t x = 0; x < m.consequences; x++)
            beyond += m.limit && m.at[l][x] >= m.limit ? m.count[l][x] : 0;
    money_tabs(v, MONEY_REGISTER);
    buf_add_z(v->b, "<p class=\"btns above\">");
    if (view_may(v, ACT_CREATE, &entity_risk))
        ui_button(v->b, STR("/risks/build"), "lightbulb", "Build from the library", false);
    ui_button(v->b, STR("/risks/report?for=management"), "printer", "Report", false);
    buf_add_z(v->b, "</p>");
    bool rated = all > 0;
    if (!rated && !now && !any_rated(v, &rated))
        return false;
    if (!rated) /* nothing is rated yet: no empty picture */
        return true;
    buf_add_z(v->b, "<section class=\"sheet matrix\"><div class=\"in\">");
    matrix_tabs(v, which);
    if (!all) {
        html_f(v->b, "<p class=\"quiet\">No risk is rated so yet.</p></div></section>");
        return true;
    }
    buf_add_z(v->b, "<div class=\"pair\">");
    chart_matrix(v->b, &m,
                 arena_printf(c->mem,
                              _("%ld of %ld rated risks lie beyond what an owner may accept "
                                "alone"),
                              (long)beyond, (long)all),
                 S_("each cell opens its risks"), NULL, 0);
    if (beyond && now && !worst(v, m.limit))
        return false;
    buf_add_z(v->b, "</div></div></section>");
    return true;
}

/* --- one risk --- */

/* ?rate=target:3:2 */
static bool read_rate(struct view *v, const struct rating **ret, int64_t *l, int64_t *q)
{
    struct str rest = http_get(&v->req->query, "rate"), name = STR(""), part;
    *l = *q = 0;
    bool asked = rest.n && str_cut(&rest, ':', &name);
    *ret = rating_named(v->c, name);
    if (!asked || !str_cut(&rest, ':', &part) || !num_parse_int(part, l) || !num_parse_int(rest, q))
        *l = *q = 0;
    return *l >= 1 && *q >= 1;
}

static void rate_tabs(struct view *v, const struct record *r, const struct rating *now)
{
    ui_tabs(v->b, _("Which rating a cell sets"));
    for (size_t i = 0; i < ARRAY_LEN(rating); i++)
        if (rating_on(v->c, &rating[i]))
            ui_tab(v->b,
                   arena_printf(v->c->mem, STR_FMT "?rate=%s:#position",
                                STR_ARG(url_record(v->c, r)), rating[i].name),
                   now == &rating[i], str_z(lang_text(rating[i].label)));
    ui_tabs_end(v->b);
}

/* A cell was chosen: both steps, and why. Sent like any edit, so nothing else knows of it. */
static bool rate_form(struct view *v, const struct record *r, const struct rating *x, int64_t l,
                      int64_t q)
{
    struct ctx *c = v->c;
    const struct field *f = &entity_risk.fields[x->place];
    html_f(v->b,
           "<form class=\"inline\" id=\"rate\" method=\"post\" action=\"%.*s/edit\" "
           "novalidate><h3>%s</h3>",
           STR_ARG(url_record(c, r)), lang_text(x->title));
    view_form_token(v);
    html_f(v->b, "<input type=\"hidden\" name=\"version\" value=\"%ld\">", (long)r->version);
    html_f(v->b,
           "<div class=\"field\"><label for=\"f-change_reason\">Why</label><p class=\"help\" "
           "id=\"h-change_reason\">A rating never changes without a reason; it is kept in the "
           "history.</p><input type=\"text\" id=\"f-change_reason\" name=\"change_reason\" "
           "required autofocus aria-describedby=\"h-change_reason\"></div>");
    if (!ui_input(v, r, &f[0], arena_printf(c->mem, "%" PRId64, l), NULL) ||
        !ui_input(v, r, &f[1], arena_printf(c->mem, "%" PRId64, q), NULL))
        return false;
    html_f(v->b,
           "<div class=\"btns\"><button class=\"btn s main\" type=\"submit\">Save the "
           "rating</button><a class=\"btn s text\" href=\"%.*s\">Cancel</a></div></form>",
           STR_ARG(url_record(c, r)));
    return true;
}

static void rate_links(struct view *v, const struct record *r, const struct rating *x,
                       struct matrix *m)
{
    m->verb = _("Rate as");
    for (size_t l = 0; l < m->likelihoods; l++)
        for (size_t q = 0; q < m->consequences; q++)
            m->href[l][q] = arena_printf(v->c->mem, STR_FMT "?rate=%s:%zu:%zu#rate",
                                         STR_ARG(url_record(v->c, r)), x->name, l + 1, q + 1);
}

static bool position(struct view *v, const struct record *r)
{
    struct ctx *c = v->c;
    const struct criteria *k;
    struct matrix m = { 0 };
    const struct rating *x;
    int64_t l, q;
    bool may = view_may_record(v, ACT_EDIT, r) && !r->archived;
    bool inherent = field_on(c, &entity_risk.fields[RISK_INHERENT_LEVEL]);
    bool rates = read_rate(v, &x, &l, &q) && may;
    /* a rating is seen on the scales it was given on, and given on those in force */
    if (!criteria_of(c, rec_int(r, RISK_SCOPE), rates ? 0 : rec_int(r, RISK_CRITERIA), &k))
        return false;
    if (!k || (!may && rec_is_null(r, RISK_CURRENT_LIKELIHOOD)))
        return true;
    take_criteria(k, &m);
    const struct matrix_mark marks[] = {
        { rec_int(r, RISK_CURRENT_LIKELIHOOD), rec_int(r, RISK_CURRENT_CONSEQUENCE), "now",
          _("1 current") },
        { rec_int(r, RISK_TARGET_LIKELIHOOD), rec_int(r, RISK_TARGET_CONSEQUENCE), "goal",
          _("2 expected after the plan") },
        { inherent ? rec_int(r, RISK_INHERENT_LIKELIHOOD) : 0,
          rec_int(r, RISK_INHERENT_CONSEQUENCE), "before", _("3 without controls") },
    };
    ui_sheet(v->b, "position", S_("Position"));
    buf_add_z(v->b, "<div class=\"in\">");
    if (may) {
        rate_tabs(v, r, x);
        rate_links(v, r, x, &m);
    }
    chart_matrix(v->b, &m, S_("1 current, 2 expected after the plan"),
                 may ? S_("choose a cell to rate it there") : STR(""), marks, ARRAY_LEN(marks));
    if (rates && !rate_form(v, r, x, l, q))
        return false;
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}

/* Records of a type that name this risk. */
static bool of_risk(struct view *v, const struct record *r, const struct entity *e,
                    const struct field *f, const char *heading, const char *const *shown,
                    struct str add)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    if (!permit_may_type(c->permit, ACT_READ, e))
        return true;
    query_init(&q, e);
    q.where[q.n++] = (struct condition){ f, OP_EQ, { .tag = V_INT, .i = r->id } };
    if (!query_list(c, c->permit, &q, &p))
        return false;
    html_f(v->b,
           "<section class=\"sheet\" aria-labelledby=\"h-%s\"><header><h2 "
           "id=\"h-%s\">%s</h2>",
           e->name, e->name, heading);
    if (view_may(v, ACT_CREATE, e))
        html_f(v->b, "<a href=\"/%s/new?risk=%.*s\">%.*s</a>", e->plural, STR_ARG(record_ref(c, r)),
               STR_ARG(add));
    buf_add_z(v->b, "</header><div class=\"in\">");
    if (!p.n)
        html_f(v->b, "<p class=\"quiet\">None yet.</p>");
    buf_add_z(v->b, "<ul class=\"list\">");
    for (size_t i = 0; i < p.n; i++) {
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(c, p.items[i]), url_record(c, p.items[i]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(url_record(c, p.items[i])),
               STR_ARG(record_title(p.items[i])));
        for (size_t k = 0; shown[k]; k++) {
            buf_add_z(v->b, "<span>");
            if (!ui_value(c, v->b, p.items[i], entity_field(e, str_z(shown[k])), true))
                return false;
            buf_add_z(v->b, "</span>");
        }
        buf_add_z(v->b, "</li>");
    }
    buf_add_z(v->b, "</ul></div></section>");
    return true;
}

bool risk_panel(struct view *v, const struct record *r)
{
    static const char *const plan[] = { "option", "status", "due", NULL };
    static const char *const decision[] = { "kind", "stale", NULL };
    return position(v, r) && residual_panel(v, r) &&
           of_risk(v, r, &entity_treatment, &entity_treatment.fields[TREATMENT_RISK],
                   _("Treatment"), plan, S_("Add an action")) &&
           of_risk(v, r, &entity_acceptance, &entity_acceptance.fields[ACCEPTANCE_RISK],
                   _("Acceptance"), decision, S_("Accept or decide"));
}
