#include "web/chart.h"

enum { BAR_WIDTH = 960 };

static bool is_hatched(const char *css)
{
    return strcmp(css, "b-part") == 0 || strcmp(css, "b-plan") == 0;
}

static void rect(struct buf *b, const struct bar_part *p, int64_t x, int64_t width)
{
    html_f(b, "<rect class=\"%s\" x=\"%ld\" y=\"1\" width=\"%ld\" height=\"18\"/>", p->css, (long)x,
           (long)width);
    if (is_hatched(p->css))
        html_f(b, "<rect x=\"%ld\" y=\"1\" width=\"%ld\" height=\"18\" fill=\"url(#%s)\"/>",
               (long)x, (long)width, strcmp(p->css, "b-part") == 0 ? "hatch" : "hatch-d");
}

static void legend(struct buf *b, const struct bar_part *part, size_t n)
{
    buf_add_z(b, "<ul class=\"legend\">");
    for (size_t i = 0; i < n; i++) {
        html_f(b,
               "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" "
               "y=\"1\" width=\"12\" height=\"12\"/>",
               part[i].css);
        if (is_hatched(part[i].css))
            html_f(b, "<rect x=\"1\" y=\"1\" width=\"12\" height=\"12\" fill=\"url(#%s)\"/>",
                   strcmp(part[i].css, "b-part") == 0 ? "hatch" : "hatch-d");
        html_f(b, "</svg>%s <b>%ld</b></li>", lang_text(part[i].label), (long)part[i].n);
    }
    buf_add_z(b, "</ul>");
}

void chart_bar(struct buf *b, struct str finding, struct str basis, const struct bar_part *part,
               size_t n)
{
    int64_t total = 0, before = 0;
    for (size_t i = 0; i < n; i++)
        total += part[i].n;
    html_f(b,
           "<figure class=\"chart\"><figcaption>%.*s<small>%.*s</small></figcaption><svg "
           "class=\"flatbar\" viewBox=\"0 0 %d 20\" role=\"img\" aria-label=\"",
           STR_ARG(finding), STR_ARG(basis), BAR_WIDTH);
    for (size_t i = 0; i < n; i++)
        html_f(b, "%s%s %ld", i ? ", " : "", lang_text(part[i].label), (long)part[i].n);
    buf_add_z(b, "\" preserveAspectRatio=\"none\"><defs><pattern id=\"hatch\" width=\"6\" "
                 "height=\"6\" patternUnits=\"userSpaceOnUse\" "
                 "patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V6\"/></pattern>"
                 "<pattern id=\"hatch-d\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                 "patternTransform=\"rotate(45)\"><path class=\"hatch-d\" d=\"M0 "
                 "0V6\"/></pattern></defs>");
    for (size_t i = 0; i < n && total; i++) {
        int64_t x = before * BAR_WIDTH / total, end = (before + part[i].n) * BAR_WIDTH / total;
        if (part[i].n)
            rect(b, &part[i], x, MAX(end - x - 1, 1));
        before += part[i].n;
    }
    buf_add_z(b, "</svg>");
    legend(b, part, n);
    buf_add_z(b, "</figure>");
}
