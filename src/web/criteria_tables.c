#include "http/http.h"
#include "web/criteria.h"

/* The tables of the editor: each step with number, word, meaning; each cell of the matrix a
 * select. What is wrong is marked at its cell and written under its table. */

static const char *const scale_title[DESIGN_SCALES] = { N_("Likelihood"), N_("Consequence"),
                                                        N_("Levels of risk"),
                                                        N_("Protection needs of assets") };
static const char *const scale_lead[DESIGN_SCALES] = {
    N_("How often, from rare to frequent. Words that everybody reads the same way: say how many "
       "times in how many years."),
    N_("How bad, from slight to worst. Name customers, money, days and duties."),
    N_("What the matrix answers, and what is then done."),
    N_("How bad it is when confidentiality, integrity or availability of an asset is lost.")
};

struct tables {
    struct view *v;
    struct buf *b;
    const struct design *d;
    const struct criteria_flaws *w;
};

static struct str control_id(struct ctx *c, const char *name, size_t a, size_t b)
{
    return arena_printf(c->mem, "%s_%zu_%zu", name, a, b);
}

struct str design_anchor(struct ctx *c, const struct criteria_flaw *x)
{
    size_t row = x->row == CRITERIA_WHOLE ? 0 : x->row,
           column = x->column == CRITERIA_WHOLE ? 0 : x->column;
    for (size_t s = 0; s < DESIGN_SCALES; s++)
        if (x->field == design_scale[s])
            return control_id(c, "word", s, row);
    return x->field == CRITERIA_MATRIX            ? control_id(c, "cell", row, column)
           : x->field == CRITERIA_COMBINED        ? control_id(c, "both", row, column)
           : x->field == CRITERIA_WEIGHTS         ? control_id(c, "points", column, row)
           : x->field == CRITERIA_FREQUENCY_BANDS ? control_id(c, "band", 0, row)
           : x->field == CRITERIA_LOSS_BANDS      ? control_id(c, "band", 1, row)
           : x->field == CRITERIA_ACCEPTANCE      ? control_id(c, "who", column, row)
                                                  : STR("title");
}

/* The first flaw at that control; NULL: none. */
static const struct criteria_flaw *flaw_at(const struct tables *t, struct str id)
{
    for (size_t i = 0; i < t->w->n; i++)
        if (str_eq(design_anchor(t->v->c, &t->w->at[i]), id))
            return &t->w->at[i];
    return NULL;
}

static void described(struct tables *t, struct str id)
{
    const struct criteria_flaw *x = flaw_at(t, id);
    if (x && !x->warning)
        html_f(t->b, " aria-invalid=\"true\" aria-describedby=\"e-%.*s\"", STR_ARG(id));
}

static void sign(struct tables *t, struct str id)
{
    const struct criteria_flaw *x = flaw_at(t, id);
    if (x)
        ui_icon(t->b, x->warning ? ICON("info") : ICON("triangle-alert"));
}

/* The words for everything that is wrong in a table. */
static void words(struct tables *t, const size_t *fields, size_t n)
{
    for (size_t i = 0; i < t->w->n; i++) {
        const struct criteria_flaw *x = &t->w->at[i];
        struct str id = design_anchor(t->v->c, x);
        bool here = false, again = false;
        for (size_t k = 0; k < n; k++)
            here |= x->field == fields[k];
        for (size_t k = 0; k < i; k++)
            again |= str_eq(id, design_anchor(t->v->c, &t->w->at[k]));
        if (!here)
            continue;
        html_f(t->b, "<p class=\"%s\"", x->warning ? "help" : "err");
        if (!again)
            html_f(t->b, " id=\"e-%.*s\"", STR_ARG(id));
        buf_add_z(t->b, "><span>");
        html_f(t->b, "<a href=\"#%.*s\">%.*s</a></span></p>", STR_ARG(id), STR_ARG(x->text));
    }
}

static void text_cell(struct tables *t, const char *name, size_t a, size_t b, struct str value,
                      struct str label, const char *css)
{
    struct str id = control_id(t->v->c, name, a, b);
    html_f(t->b,
           "<td><input class=\"in-t %s\" type=\"text\" id=\"%.*s\" name=\"%.*s\" value=\"%.*s\" "
           "aria-label=\"%.*s\" autocomplete=\"off\"",
           css, STR_ARG(id), STR_ARG(id), STR_ARG(value), STR_ARG(label));
    described(t, id);
    buf_add_z(t->b, ">");
    sign(t, id);
    buf_add_z(t->b, "</td>");
}

/* The meaning of a step: as high as its words. */
static void help_cell(struct tables *t, size_t s, size_t i, struct str label)
{
    struct str id = control_id(t->v->c, "help", s, i);
    html_f(t->b,
           "<td><textarea class=\"in-t help-t\" rows=\"1\" id=\"%.*s\" name=\"%.*s\" "
           "aria-label=\"%.*s\">%.*s</textarea></td>",
           STR_ARG(id), STR_ARG(id), STR_ARG(label), STR_ARG(t->d->help[s][i]));
}

static void option(struct buf *b, int64_t value, bool on, struct str text)
{
    html_f(b, "<option value=\"%ld\"%s>%.*s</option>", (long)value, on ? " selected" : "",
           STR_ARG(text));
}

/* --- scales --- */

static void size_select(struct tables *t, size_t s)
{
    html_f(t->b,
           "<label class=\"rowed\">Steps <select class=\"in-t\" "
           "id=\"steps_%d_0\" name=\"steps_%d_0\" data-steps>",
           (int)s, (int)s);
    for (int64_t n = DESIGN_LEAST; n <= MAX((int64_t)DESIGN_MOST, t->d->n[s]); n++)
        option(t->b, n, n == t->d->n[s], arena_printf(t->v->c->mem, "%ld", (long)n));
    html_f(t->b, "</select></label><input type=\"hidden\" name=\"had_%d_0\" value=\"%ld\">", (int)s,
           (long)t->d->n[s]);
}

static void scale_head(struct tables *t, size_t s)
{
    static const char *const band[2] = { N_("Ends at (events a year)"), N_("Ends at (money)") };
    html_f(t->b, "<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Word</th><th "
                 "scope=\"col\">What it means</th>");
    if (s < 2)
        html_f(t->b, "<th scope=\"col\">%s</th>", lang_text(band[s]));
    if (s < 3)
        html_f(t->b, "<th scope=\"col\">%s</th>", s == 2 ? _("Points up to") : _("Points"));
    buf_add_z(t->b, "</tr></thead>");
}

static void scale_row(struct tables *t, size_t s, size_t i)
{
    struct ctx *c = t->v->c;
    bool last = i + 1 == (size_t)t->d->n[s];
    struct str of = arena_printf(c->mem, _("%s, step %zu"), lang_text(scale_title[s]), i + 1);
    html_f(t->b, "<tr><th scope=\"row\"%s>%d</th>", s == 2 ? " data-level" : "", (int)(i + 1));
    text_cell(t, "word", s, i, t->d->word[s][i],
              arena_printf(c->mem, _(STR_FMT ": word"), STR_ARG(of)), "word");
    help_cell(t, s, i, arena_printf(c->mem, _(STR_FMT ": meaning"), STR_ARG(of)));
    if (s < 2 && last)
        html_f(t->b, "<td class=\"quiet\">no end</td>");
    else if (s < 2)
        text_cell(t, "band", s, i, t->d->band[s][i],
                  arena_printf(c->mem, _(STR_FMT ": ends at"), STR_ARG(of)), "num");
    if (s == 2 && last)
        html_f(t->b, "<td class=\"quiet\">no end</td>");
    else if (s < 3)
        text_cell(t, "points", s, i, t->d->points[s][i],
                  arena_printf(c->mem, _(STR_FMT ": points"), STR_ARG(of)), "num");
    buf_add_z(t->b, "</tr>");
}

static void scale(struct tables *t, size_t s)
{
    static const size_t more[3][3] = { { CRITERIA_LIKELIHOOD, CRITERIA_FREQUENCY_BANDS, 0 },
                                       { CRITERIA_CONSEQUENCE, CRITERIA_LOSS_BANDS, 0 },
                                       { CRITERIA_LEVEL, CRITERIA_WEIGHTS, 0 } };
    char id[16];
    snprintf(id, sizeof id, "scale-%zu", s);
    ui_sheet(t->b, id, str_z(lang_text(scale_title[s])));
    html_f(t->b, "<div class=\"in\"><p class=\"help\">%s</p>", lang_text(scale_lead[s]));
    size_select(t, s);
    buf_add_z(t->b, "</div><div class=\"scroll\"><table class=\"grid\">");
    scale_head(t, s);
    buf_add_z(t->b, "<tbody>");
    for (size_t i = 0; i < (size_t)t->d->n[s]; i++)
        scale_row(t, s, i);
    buf_add_z(t->b, "</tbody></table></div><div class=\"in\">");
    words(t, s < 3 ? more[s] : &design_scale[s], s < 3 ? 2 : 1);
    if (s < 3)
        html_f(t->b, "<p class=\"help\">Ends and points may stay empty: ends let a level follow "
                     "from money, points are for a semi-quantitative method.</p>");
    buf_add_z(t->b, "</div>");
    ui_sheet_end(t->b);
}

/* --- the matrix, and the table of likelihoods --- */

static int shade(const struct tables *t, int64_t level)
{
    return ui_shade(level, t->d->n[2]);
}

static struct str step_word(const struct tables *t, size_t s, size_t i)
{
    return arena_printf(t->v->c->mem, "%zu " STR_FMT, i + 1, STR_ARG(t->d->word[s][i]));
}

struct grid {
    const char *name;          /* of its controls */
    size_t high, wide;         /* scales of lines and columns */
    size_t gives;              /* scale of what stands in the cells */
    const char *line, *column; /* what they are called */
    const int64_t (*cell)[CRITERIA_STEPS];
};

static void grid_cell(struct tables *t, const struct grid *g, size_t l, size_t q)
{
    struct ctx *c = t->v->c;
    int64_t now = g->cell[l][q];
    struct str id = control_id(c, g->name, l, q);
    const struct criteria_flaw *x = flaw_at(t, id);
    html_f(t->b, "<td class=\"lv");
    if (g->gives == 2)
        html_f(t->b, " k%d", shade(t, now));
    html_f(
        t->b,
        "%s\"><select class=\"in-t\" id=\"%.*s\" name=\"%.*s\" aria-label=\"%s %.*s, %s %.*s\"%s",
        x && !x->warning ? " wrong" : "", STR_ARG(id), STR_ARG(id), g->line,
        STR_ARG(step_word(t, g->high, l)), g->column, STR_ARG(step_word(t, g->wide, q)),
        g->gives == 2 ? " data-cell" : "");
    described(t, id);
    buf_add_z(t->b, ">");
    for (size_t i = 0; i < (size_t)t->d->n[g->gives]; i++)
        option(t->b, (int64_t)i + 1, (int64_t)i + 1 == now, step_word(t, g->gives, i));
    buf_add_z(t->b, "</select>");
    sign(t, id);
    buf_add_z(t->b, "</td>");
}

/* Highest likelihood on top, as in the picture. */
static void grid(struct tables *t, const struct grid *g)
{
    html_f(t->b,
           "<div class=\"scroll\"><table class=\"grid\"><thead><tr><th scope=\"col\">%s down, "
           "%s across</th>",
           g->line, g->column);
    for (size_t q = 0; q < (size_t)t->d->n[g->wide]; q++)
        html_f(t->b, "<th scope=\"col\">%.*s</th>", STR_ARG(step_word(t, g->wide, q)));
    buf_add_z(t->b, "</tr></thead><tbody>");
    for (size_t l = (size_t)t->d->n[g->high]; l-- > 0;) {
        html_f(t->b, "<tr><th scope=\"row\">%.*s</th>", STR_ARG(step_word(t, g->high, l)));
        for (size_t q = 0; q < (size_t)t->d->n[g->wide]; q++)
            grid_cell(t, g, l, q);
        buf_add_z(t->b, "</tr>");
    }
    buf_add_z(t->b, "</tbody></table></div>");
}

static void matrix(struct tables *t)
{
    static const size_t field[] = { CRITERIA_MATRIX };
    const struct grid g = { "cell", 0, 1, 2, _("Likelihood"), _("consequence"), t->d->level };
    ui_sheet(t->b, "matrix", S_("Matrix"));
    html_f(t->b, "<div class=\"in\"><p class=\"help\">The level for each pair. A worse step never "
                 "gives a lower level.</p></div>");
    grid(t, &g);
    buf_add_z(t->b, "<div class=\"in\">");
    words(t, field, 1);
    html_f(t->b, "<div class=\"btns\"><button class=\"btn s\" type=\"submit\" name=\"do\" "
                 "value=\"points\">Fill it from the points</button></div></div>");
    ui_sheet_end(t->b);
}

static void combined(struct tables *t)
{
    static const size_t field[] = { CRITERIA_COMBINED };
    const struct grid g = { "both", 0, 0, 0, _("Attempt"), _("success"), t->d->combined };
    html_f(
        t->b,
        "<details class=\"more\"%s><summary>Likelihood from two factors</summary><p "
        "class=\"help\">Only where people rate how likely an attempt is and how likely it "
        "succeeds. The overall likelihood is never above either.</p><label class=\"pick\"><input "
        "type=\"checkbox\" name=\"combines\" value=\"1\"%s><span>Use this "
        "table</span></label>",
        t->d->combines ? " open" : "", t->d->combines ? " checked" : "");
    grid(t, &g);
    words(t, field, 1);
    buf_add_z(t->b, "</details>");
}

/* --- who may accept what --- */

static const char *const class_words[CLASS_N] = { N_("Every risk"), N_("Safety of people"),
                                                  N_("Law or contract"), N_("Personal data") };

static void rule_cell(struct tables *t, size_t class, size_t i)
{
    static const char *const who[] = { N_("Owner"), N_("Owner and management"), N_("Nobody") };
    struct ctx *c = t->v->c;
    struct str id = control_id(c, "who", class, i), months = control_id(c, "months", class, i);
    struct str of = arena_printf(c->mem, _("level " STR_FMT ", %s"), STR_ARG(step_word(t, 2, i)),
                                 lang_text(class_words[class]));
    html_f(t->b,
           "<td><select class=\"in-t\" id=\"%.*s\" name=\"%.*s\" aria-label=\"Who may accept "
           "%.*s\"",
           STR_ARG(id), STR_ARG(id), STR_ARG(of));
    described(t, id);
    buf_add_z(t->b, ">");
    if (class)
        option(t->b, -1, t->d->who[class][i] < 0, S_("As other risks"));
    for (size_t k = 0; k < ARRAY_LEN(who); k++)
        option(t->b, (int64_t)k, t->d->who[class][i] == (int64_t)k, str_z(lang_text(who[k])));
    html_f(t->b,
           "</select><label class=\"rowed\"><input class=\"in-t num\" type=\"text\" "
           "inputmode=\"numeric\" id=\"%.*s\" name=\"%.*s\" value=\"%.*s\" aria-label=\"Months "
           "an acceptance holds, %.*s\"> months</label>",
           STR_ARG(months), STR_ARG(months), STR_ARG(t->d->months[class][i]), STR_ARG(of));
    sign(t, id);
    buf_add_z(t->b, "</td>");
}

static void acceptance(struct tables *t)
{
    static const size_t field[] = { CRITERIA_ACCEPTANCE };
    ui_sheet(t->b, "rules", S_("Who may accept what"));
    html_f(t->b, "<div class=\"in\"><p class=\"help\">Per level, who may accept a risk and for how "
                 "many months (empty: without end). A class may be stricter, never easier.</p>"
                 "</div><div class=\"scroll\"><table class=\"grid\"><thead><tr><th "
                 "scope=\"col\">Level</th>");
    for (size_t class = 0; class < CLASS_N; class ++)
        html_f(t->b, "<th scope=\"col\">%s</th>", lang_text(class_words[class]));
    buf_add_z(t->b, "</tr></thead><tbody>");
    for (size_t i = 0; i < (size_t)t->d->n[2]; i++) {
        html_f(t->b, "<tr><th scope=\"row\" class=\"lv k%d\">%.*s</th>", shade(t, (int64_t)i + 1),
               STR_ARG(step_word(t, 2, i)));
        for (size_t class = 0; class < CLASS_N; class ++)
            rule_cell(t, class, i);
        buf_add_z(t->b, "</tr>");
    }
    buf_add_z(t->b, "</tbody></table></div><div class=\"in\">");
    words(t, field, 1);
    buf_add_z(t->b, "</div>");
    ui_sheet_end(t->b);
}

static void inheritance(struct tables *t)
{
    static const char *const name[3] = { N_("Confidentiality"), N_("Integrity"),
                                         N_("Availability") };
    ui_sheet(t->b, "needs", S_("Needs along dependencies"));
    html_f(t->b, "<div class=\"in\"><p class=\"help\">What an asset takes over from all that "
                 "depends on it.</p><div class=\"btns\">");
    for (size_t i = 0; i < 3; i++) {
        html_f(t->b,
               "<label class=\"rowed\">%s <select class=\"in-t\" "
               "id=\"sum_%d_0\" name=\"sum_%d_0\">",
               lang_text(name[i]), (int)i, (int)i);
        option(t->b, 0, !t->d->sum[i], S_("the highest counts"));
        option(t->b, 1, t->d->sum[i], S_("they add up"));
        buf_add_z(t->b, "</select></label>");
    }
    buf_add_z(t->b, "</div></div>");
    ui_sheet_end(t->b);
}

void design_tables(struct view *v, const struct design *d, const struct criteria_flaws *w)
{
    struct tables t = { v, v->b, d, w };
    scale(&t, 0);
    scale(&t, 1);
    scale(&t, 2);
    matrix(&t);
    combined(&t);
    acceptance(&t);
    scale(&t, 3);
    inheritance(&t);
}
