#include "engine/model.h"
#include "store/store.h"
#include "web/chart.h"

/* A picture is laid out as a list of shapes on a sheet of 720 by 340 and then written as SVG. */

enum { WIDE = 720, HIGH = 340, LEFT = 52, RIGHT = 16, TOP = 28, BOTTOM = 48, SHAPES = 96 };

enum shape_kind { SHAPE_RULE, SHAPE_TEXT, SHAPE_LINE, SHAPE_DOT };
struct shape {
    enum shape_kind kind;
    const char *css;
    double x, y, x2, y2;
    struct str text;
    const struct plot_line *line;
};
struct axis {
    double low, high; /* of the logarithm when log */
    bool log;
    double from, to; /* on the sheet */
};
struct picture {
    struct ctx *c;
    struct axis x, y;
    struct shape shape[SHAPES];
    size_t n;
};

static double on(const struct axis *a, double v)
{
    double t = a->log ? (v > 0 ? log10(v) : a->low) : v;
    t = (t - a->low) / (a->high - a->low);
    return a->from + MIN(MAX(t, 0), 1) * (a->to - a->from);
}

static void add(struct picture *p, struct shape s)
{
    if (p->n < SHAPES && isfinite(s.x) && isfinite(s.y))
        p->shape[p->n++] = s;
}

static void text(struct picture *p, const char *css, double x, double y, struct str words)
{
    add(p, (struct shape){ .kind = SHAPE_TEXT, .css = css, .x = x, .y = y, .text = words });
}

static void rule(struct picture *p, const char *css, double x, double y, double x2, double y2)
{
    add(p, (struct shape){ SHAPE_RULE, css, x, y, x2, y2, { NULL, 0 }, NULL });
}

/* A round number not below x. */
static double round_up(double x)
{
    double p = pow(10, floor(log10(x)));
    static const double steps[] = { 1, 1.5, 2, 3, 4, 5, 6, 8 };
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (x <= steps[i] * p)
            return steps[i] * p;
    return 10 * p;
}

static bool good(struct model_point p)
{
    return isfinite(p.loss) && isfinite(p.probability) && p.loss >= 0 && p.probability >= 0;
}

/* The part worth showing: from where the first curve begins to fall to where the last has nearly
 * gone. */
static void ranges(const struct plot *p, double *x0, double *x1, double *y1)
{
    *x0 = INFINITY;
    *x1 = *y1 = 0;
    for (size_t i = 0; i < p->nlines; i++) {
        const struct plot_line *l = &p->line[i];
        bool limit = strcmp(l->css, "limit") == 0;
        double top = l->n ? l->point[0].probability : 0;
        for (size_t k = 0; k < l->n; k++) {
            struct model_point at = l->point[k];
            if (!good(at))
                continue;
            *y1 = MAX(*y1, at.probability);
            if (p->amounts_up || (!limit && at.probability >= 0.004))
                *x1 = MAX(*x1, at.loss);
            if (!p->amounts_up && !limit && at.loss > 0 && at.probability < 0.97 * top)
                *x0 = MIN(*x0, at.loss);
        }
    }
}

static bool set_axes(struct picture *s, const struct plot *p)
{
    double x0, x1, y1;
    ranges(p, &x0, &x1, &y1);
    if (!(y1 > 0) || !(x1 > 0))
        return false;
    s->x = (struct axis){ .log = !p->amounts_up, .from = LEFT, .to = WIDE - RIGHT };
    s->y = (struct axis){ .from = HIGH - BOTTOM, .to = TOP };
    s->y.high = p->amounts_up ? round_up(y1) : MIN(MAX(ceil(y1 * 10) / 10, 0.1), 1);
    if (p->amounts_up) {
        s->x.high = round_up(x1);
        return true;
    }
    s->x.high = log10(x1) + 0.05;
    s->x.low = isfinite(x0) ? floor(2 * log10(x0)) / 2 : s->x.high - 2;
    s->x.low = MIN(MAX(s->x.low, s->x.high - 4), s->x.high - 1);
    return true;
}

static void along_log(struct picture *s)
{
    for (int e = (int)floor(s->x.low); e <= (int)ceil(s->x.high); e++) {
        static const double steps[] = { 1, 3 };
        for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
            double v = steps[k] * pow(10, e), x = on(&s->x, v);
            if (log10(v) < s->x.low - 1e-9 || log10(v) > s->x.high + 1e-9)
                continue;
            rule(s, "gr", x, s->y.from, x, s->y.to);
            if (x < WIDE - 40)
                text(s, k ? "ct mid xt odd" : "ct mid xt", x, s->y.from + 18,
                     amount_words(s->c, v));
        }
    }
}

static void along_even(struct picture *s)
{
    for (int i = 0; i <= 4; i++) {
        double v = s->x.high * i / 4, x = on(&s->x, v);
        rule(s, "gr", x, s->y.from, x, s->y.to);
        text(s,
             i == 4  ? "ct end xt"
             : i % 2 ? "ct mid xt odd"
                     : "ct mid xt",
             x, s->y.from + 18, i ? amount_words(s->c, v) : STR("0"));
    }
}

static void axes(struct picture *s, const struct plot *p)
{
    for (int i = 0; i <= 4; i++) {
        double v = s->y.high * i / 4, y = on(&s->y, v);
        rule(s, i ? "gr" : "gr base", s->x.from, y, s->x.to, y);
        text(s, i % 2 ? "ct end odd" : "ct end", LEFT - 6, y + 4,
             !i              ? STR("0")
             : p->amounts_up ? amount_words(s->c, v)
                             : arena_printf(s->c->mem, "%.3g %%", 100 * v));
    }
    if (s->x.log)
        along_log(s);
    else
        along_even(s);
    text(s, "ct xc end", WIDE - RIGHT, HIGH - 8, str_z(p->along));
    text(s, "ct yc", 4, 14, str_z(p->up));
}

/* Each line's name stands beside it at a height of its own, so that names never cover each other.
 */
static void name_line(struct picture *s, const struct plot_line *l, size_t i)
{
    double top = 0, want;
    size_t at = 0;
    for (size_t k = 0; k < l->n; k++)
        top = good(l->point[k]) ? MAX(top, l->point[k].probability) : top;
    want = MIN(top * 0.9, s->y.high * (0.74 - 0.14 * (double)i));
    for (size_t k = 0; k < l->n; k++)
        if (good(l->point[k]) && l->point[k].probability >= want)
            at = k;
    double x = on(&s->x, l->point[at].loss), y = on(&s->y, want);
    bool right = x > WIDE * 0.72;
    text(s, right ? "ct b name end" : "ct b name", right ? x - 8 : x + 8, y + 4, str_z(l->label));
}

static void lay_out(struct picture *s, const struct plot *p)
{
    axes(s, p);
    for (size_t i = 0; i < p->nlines; i++)
        add(s, (struct shape){ .kind = SHAPE_LINE, .css = p->line[i].css, .line = &p->line[i] });
    for (size_t i = 0; i < p->nlines; i++)
        if (p->line[i].n && p->line[i].label[0])
            name_line(s, &p->line[i], i);
    if (p->marked)
        add(s, (struct shape){ .kind = SHAPE_DOT,
                               .css = "pos goal",
                               .x = on(&s->x, p->mark_x),
                               .y = on(&s->y, p->mark_y) });
}

/* --- writing --- */

static void write_line(const struct picture *s, struct buf *b, const struct shape *q)
{
    bool any = false;
    double last = -10;
    html_f(b, "<path class=\"s %s\" d=\"", q->css);
    for (size_t k = 0; k < q->line->n; k++) {
        struct model_point at = q->line->point[k];
        if (!good(at))
            continue;
        double x = on(&s->x, at.loss);
        if (any && k + 1 < q->line->n && x - last < 1.5)
            continue;
        html_f(b, "%s%.1f %.1f", any ? "L" : "M", x, on(&s->y, at.probability));
        any = true;
        last = x;
    }
    buf_add_z(b, "\"/>");
}

static void write_shapes(const struct picture *s, struct buf *b)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct shape *q = &s->shape[i];
        if (q->kind == SHAPE_LINE)
            write_line(s, b, q);
        else if (q->kind == SHAPE_TEXT)
            html_f(b, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%.*s</text>", q->css, q->x, q->y,
                   STR_ARG(q->text));
        else if (q->kind == SHAPE_DOT)
            html_f(b, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>", q->css, q->x, q->y);
        else
            html_f(b, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>", q->css, q->x, q->y, q->x2,
                   q->y2);
    }
}

static void table(struct buf *b, const struct plot *p)
{
    if (!p->rows)
        return;
    html_f(b,
           "<details><summary>Show as a table</summary><div class=\"scroll\"><table><caption "
           "class=\"vh\">%.*s</caption><thead><tr>",
           STR_ARG(p->finding));
    for (size_t k = 0; k < p->columns; k++)
        html_f(b, "<th scope=\"col\" class=\"%s\">%.*s</th>", k ? "num" : "row",
               STR_ARG(p->head[k]));
    buf_add_z(b, "</tr></thead><tbody>");
    for (size_t i = 0; i < p->rows; i++) {
        html_f(b, "<tr><th scope=\"row\">%.*s</th>", STR_ARG(p->cell[i][0]));
        for (size_t k = 1; k < p->columns; k++)
            html_f(b, "<td class=\"num\">%.*s</td>", STR_ARG(p->cell[i][k]));
        buf_add_z(b, "</tr>");
    }
    buf_add_z(b, "</tbody></table></div></details>");
}

void chart_plot(struct ctx *c, struct buf *b, const struct plot *p)
{
    struct picture *s = arena_new(c->mem, struct picture, 1);
    s->c = c;
    html_f(b, "<figure class=\"chart\" id=\"%s\"><figcaption>%.*s<small>%.*s</small></figcaption>",
           p->id, STR_ARG(p->finding), STR_ARG(p->basis));
    if (set_axes(s, p)) {
        lay_out(s, p);
        html_f(b,
               "<svg class=\"lec\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t "
               "%s-d\"><title id=\"%s-t\">%.*s</title><desc id=\"%s-d\">%.*s</desc>",
               WIDE, HIGH, p->id, p->id, p->id, STR_ARG(p->finding), p->id, STR_ARG(p->desc));
        write_shapes(s, b);
        buf_add_z(b, "</svg>");
    } else {
        html_f(b, "<p class=\"quiet\">There is no loss to draw.</p>");
    }
    table(b, p);
    buf_add_z(b, "</figure>");
}

static double part(double x)
{
    return isfinite(x) ? MIN(MAX(x, 0), 1) : 0;
}

void chart_strip(struct buf *b, const char *css, double from, double to, double middle)
{
    double a = 200 * part(MIN(from, to)), z = 200 * part(MAX(from, to));
    html_f(b,
           "<svg class=\"extent\" viewBox=\"0 0 200 12\" preserveAspectRatio=\"none\" "
           "aria-hidden=\"true\"><rect class=\"%s\" x=\"%.1f\" y=\"1\" width=\"%.1f\" "
           "height=\"10\"/>",
           css, a, MAX(z - a, 0.6));
    if (middle >= 0)
        html_f(b, "<path class=\"mid-line\" d=\"M%.1f 0V12\"/>", 200 * part(middle));
    buf_add_z(b, "</svg>");
}

/* --- numbers in words --- */

struct str amount_words(struct ctx *c, double x)
{
    static const struct {
        double one;
        const char *word;
    } units[] = { { 1e12, "tn" }, { 1e9, "bn" }, { 1e6, "M" }, { 1e3, "k" } };
    if (!isfinite(x))
        return S_("not known");
    if (fabs(x) < 0.005)
        return STR("none");
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (fabs(x) >= 0.9995 * units[i].one) {
            double v = x / units[i].one;
            int digits = fabs(v) >= 99.95 ? 0 : fabs(v) >= 9.995 ? 1 : 2;
            struct str s = arena_printf(c->mem, "%.*f", digits, v);
            while (digits && s.n > 1 && (s.p[s.n - 1] == '0' || s.p[s.n - 1] == '.')) {
                bool dot = s.p[s.n - 1] == '.';
                s.n--;
                if (dot)
                    break;
            }
            return arena_printf(c->mem, STR_FMT " %s", STR_ARG(s), units[i].word);
        }
    return arena_printf(c->mem, fabs(x) >= 100 ? "%.0f" : "%.3g", x);
}

struct str money_words(struct ctx *c, double x)
{
    struct str s = amount_words(c, x);
    return !isfinite(x) || fabs(x) < 0.005
               ? s
               : arena_printf(c->mem, "%s " STR_FMT, c->store->currency, STR_ARG(s));
}

struct str share_words(struct ctx *c, double p)
{
    if (!isfinite(p))
        return S_("not known");
    if (p > 0 && p < 0.0001)
        return S_("below 0.01 %");
    return arena_printf(c->mem, p >= 0.0995 ? "%.0f %%" : "%.2g %%", 100 * p);
}
