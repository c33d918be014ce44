#include "web/chart.h"

/* Cells of 58 x 42 with the words of the scales at the left and below, there on two lines in turn:
 * a word may be wider than its column. */
enum { LEFT = 84, TOP = 4, WIDE = 58, HIGH = 42, LABELS = 32 };

static int step_of(const struct matrix *m, int64_t level)
{
    return level && m->levels ? ui_shade(level, (int64_t)m->levels) : 1;
}

static long x_of(size_t c)
{
    return LEFT + (long)c * WIDE;
}

/* Likelihood grows upwards. */
static long y_of(const struct matrix *m, size_t l)
{
    return TOP + (long)(m->likelihoods - 1 - l) * HIGH;
}

static void cell(struct buf *b, const struct matrix *m, size_t l, size_t c)
{
    int step = step_of(m, m->at[l][c]);
    int64_t n = m->count[l][c];
    struct str word = m->at[l][c] ? m->level[m->at[l][c] - 1] : STR("");
    if (m->href[l][c].n) { /* data-at: the arrow keys of the script go from cell to cell */
        html_f(b, "<a class=\"hit\" data-at=\"%ld %ld\" href=\"%.*s\" aria-label=\"", (long)l,
               (long)c, STR_ARG(m->href[l][c]));
        if (m->verb)
            html_f(b, "%s ", m->verb);
        else
            html_f(b, "%ld: ", (long)n);
        html_f(b, "%s", _("likelihood"));
        html_f(b, " %.*s, %s", STR_ARG(m->likelihood[l]), _("consequence"));
        html_f(b, " %.*s, %s %.*s\">", STR_ARG(m->consequence[c]), _("level"), STR_ARG(word));
    }
    html_f(b, "<rect class=\"cell c%d\" x=\"%ld\" y=\"%ld\" width=\"%d\" height=\"%d\"/>", step,
           x_of(c), y_of(m, l), WIDE, HIGH);
    if (n)
        html_f(b, "<text class=\"ct mid n%d big\" x=\"%ld\" y=\"%ld\">%ld</text>", step,
               x_of(c) + WIDE / 2, y_of(m, l) + HIGH / 2 + 5, (long)n);
    if (m->href[l][c].n)
        buf_add_z(b, "</a>");
}

static void labels(struct buf *b, const struct matrix *m)
{
    for (size_t l = 0; l < m->likelihoods; l++)
        html_f(b, "<text class=\"ct end\" x=\"%d\" y=\"%ld\">%.*s %ld</text>", LEFT - 6,
               y_of(m, l) + HIGH / 2 + 4, STR_ARG(m->likelihood[l]), (long)l + 1);
    for (size_t c = 0; c < m->consequences; c++)
        html_f(b, "<text class=\"ct mid\" x=\"%ld\" y=\"%ld\">%.*s %ld</text>", x_of(c) + WIDE / 2,
               TOP + (long)m->likelihoods * HIGH + (c % 2 ? 29 : 14), STR_ARG(m->consequence[c]),
               (long)c + 1);
}

/* A stair between what is within and what is beyond appetite. The matrix is monotone, so in each
 * row everything from some column on is beyond. */
static size_t first_beyond(const struct matrix *m, size_t l)
{
    size_t c = 0;
    while (c < m->consequences && m->at[l][c] < m->limit)
        c++;
    return c;
}

static void appetite(struct buf *b, const struct matrix *m)
{
    if (!m->limit)
        return;
    size_t top = m->likelihoods - 1;
    html_f(b, "<path class=\"appetite\" d=\"M%ld %ld", x_of(first_beyond(m, top)), y_of(m, top));
    for (size_t l = top + 1; l-- > 0;)
        html_f(b, "H%ldV%ld", x_of(first_beyond(m, l)), y_of(m, l) + HIGH);
    buf_add_z(b, "\"/>");
}

static void marks(struct buf *b, const struct matrix *m, const struct matrix_mark *k, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!k[i].likelihood || !k[i].consequence || k[i].likelihood > (int64_t)m->likelihoods ||
            k[i].consequence > (int64_t)m->consequences)
            continue;
        /* marks that share a cell stand beside each other */
        long x = x_of((size_t)k[i].consequence - 1) + WIDE / 2, y;
        y = y_of(m, (size_t)k[i].likelihood - 1) + HIGH / 2;
        for (size_t j = 0; j < n; j++)
            if (j != i && k[j].likelihood == k[i].likelihood &&
                k[j].consequence == k[i].consequence)
                x += j < i ? 11 : -11;
        html_f(b,
               "<circle class=\"pos %s\" cx=\"%ld\" cy=\"%ld\" r=\"10\"><title>%s</title></circle>"
               "<text class=\"ct mid b\" x=\"%ld\" y=\"%ld\">%d</text>",
               k[i].css, x, y, lang_text(k[i].label), x, y + 4, (int)i + 1);
    }
}

static void as_table(struct buf *b, const struct matrix *m)
{
    html_f(b, "<details><summary>Show as a table</summary><table><caption class=\"vh\">Risks by "
              "likelihood and consequence</caption><thead><tr><th scope=\"col\">Likelihood</th>");
    for (size_t c = 0; c < m->consequences; c++)
        html_f(b, "<th scope=\"col\" class=\"num\">%.*s</th>", STR_ARG(m->consequence[c]));
    buf_add_z(b, "</tr></thead><tbody>");
    for (size_t l = m->likelihoods; l-- > 0;) {
        html_f(b, "<tr><th scope=\"row\">%.*s %ld</th>", STR_ARG(m->likelihood[l]), (long)l + 1);
        for (size_t c = 0; c < m->consequences; c++)
            html_f(b, "<td class=\"num\">%ld</td>", (long)m->count[l][c]);
        buf_add_z(b, "</tr>");
    }
    buf_add_z(b, "</tbody></table></details>");
}

static void legend(struct buf *b, const struct matrix *m)
{
    buf_add_z(b, "<ul class=\"legend\">");
    for (size_t i = 0; i < m->levels; i++)
        html_f(b,
               "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"c%d\" "
               "width=\"14\" height=\"14\"/></svg>%.*s</li>",
               step_of(m, (int64_t)i + 1), STR_ARG(m->level[i]));
    if (m->limit)
        html_f(b, "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><path class=\"appetite\" "
                  "d=\"M0 11H7V3H14\"/></svg>What an owner may accept alone</li>");
    buf_add_z(b, "</ul>");
}

void chart_matrix(struct buf *b, const struct matrix *m, struct str finding, struct str basis,
                  const struct matrix_mark *mark, size_t nmarks)
{
    html_f(b,
           "<figure class=\"chart\"><figcaption>%.*s<small>%.*s</small></figcaption><svg "
           "class=\"mx\" viewBox=\"0 0 %ld %ld\" role=\"group\" aria-label=\"Risk matrix\">",
           STR_ARG(finding), STR_ARG(basis), x_of(m->consequences) + 4,
           TOP + (long)m->likelihoods * HIGH + LABELS);
    for (size_t l = 0; l < m->likelihoods; l++)
        for (size_t c = 0; c < m->consequences; c++)
            cell(b, m, l, c);
    labels(b, m);
    appetite(b, m);
    marks(b, m, mark, nmarks);
    buf_add_z(b, "</svg>");
    legend(b, m);
    if (!nmarks)
        as_table(b, m);
    buf_add_z(b, "</figure>");
}
