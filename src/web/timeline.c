#include "base/text.h"
#include "records/records.h"
#include "store/ledger.h"
#include "store/query.h"
#include "web/panels.h"

/* The treatment plan along the time: a bar from the day an action was planned to its due day, with
 * today as a line. The same stands below as a table. */

enum {
    ROWS = 40,
    LABEL = 300, /* width of the titles */
    WIDE = 640,  /* width of the time */
    HIGH = 22,
    TOP = 24,
    NAME = 40,
    DAYS_MIN = 60,
    TICKS = 8,
};

struct bar {
    const struct record *r;
    int64_t from, to; /* days */
    bool done, late;
};
struct plan {
    struct view *v;
    struct bar at[ROWS];
    size_t n;
    int64_t first, last, today; /* days at the ends */
};

static const char *css(const struct bar *k)
{
    return k->late                                                     ? "b-bad"
           : k->done                                                   ? "b-good"
           : str_eq_z(rec_text(k->r, TREATMENT_STATUS), "in_progress") ? "b-part"
                                                                       : "b-plan";
}

static bool take(struct plan *p, const struct record *r)
{
    int64_t ms, by;
    struct bar k = { .r = r };
    if (!when_parse_date(rec_text(r, TREATMENT_DUE), &k.to))
        return true;
    if (!ledger_when(p->v->c, r->created, &ms, &by))
        return false;
    k.from = MIN(when_zone_date(&p->v->c->store->zone, ms), k.to);
    k.done = str_eq_z(rec_text(r, TREATMENT_STATUS), "done");
    k.late = rec_int(r, TREATMENT_OVERDUE) != 0;
    p->first = p->n ? MIN(p->first, k.from) : k.from;
    p->last = p->n ? MAX(p->last, k.to) : k.to;
    p->at[p->n++] = k;
    return true;
}

/* What is not done, by its day; then what was done last, while there is room. */
static bool read_plan(struct plan *p, bool done)
{
    struct ctx *c = p->v->c;
    struct query q;
    struct page found;
    query_init(&q, &entity_treatment);
    q.limit = ROWS;
    if (!query_where(c, &q, STR("due!=")) || !query_where(c, &q, STR("status!=rejected")) ||
        !query_where(c, &q, STR("status!=cancelled")) ||
        !query_where(c, &q, done ? STR("status=done") : STR("status!=done")) ||
        !query_sort(c, &q, done ? STR("-due") : STR("due")) ||
        !query_list(c, c->permit, &q, &found))
        return false;
    for (size_t i = 0; i < found.n && p->n < ROWS; i++)
        if (!take(p, found.items[i]))
            return false;
    return true;
}

static int x_of(const struct plan *p, int64_t day)
{
    return LABEL + (int)((day - p->first) * WIDE / MAX(p->last - p->first, (int64_t)1));
}

/* A line at the first of every month, or of every few of them. */
static void axis(const struct plan *p, int height)
{
    int year, month, day, step = 1 + (int)((p->last - p->first) / (TICKS * 30));
    when_to_ymd(p->first, &year, &month, &day);
    int64_t at;
    for (int i = step; (at = when_add_months(when_from_ymd(year, month, 1), i)) < p->last;
         i += step) {
        int y, m, d, x = x_of(p, at);
        when_to_ymd(at, &y, &m, &d);
        html_f(p->v->b,
               "<path class=\"gr\" d=\"M%d %dV%d\"/><text class=\"ct mid\" x=\"%d\" y=\"14\">%s "
               "%d</text>",
               x, TOP - 4, height, x, month_word(m), y);
    }
    if (p->today >= p->first && p->today <= p->last)
        html_f(p->v->b, "<path class=\"appetite\" d=\"M%d %dV%d\"><title>Today</title></path>",
               x_of(p, p->today), TOP - 4, height);
}

static void bars(const struct plan *p)
{
    struct ctx *c = p->v->c;
    for (size_t i = 0; i < p->n; i++) {
        const struct bar *k = &p->at[i];
        int y = TOP + (int)i * HIGH, x = x_of(p, k->from), end = x_of(p, k->to);
        struct str title = record_title(k->r), shown = text_cut(title, NAME);
        html_f(p->v->b,
               "<a class=\"hit\" href=\"%.*s\"><title>%.*s: %.*s</title><text class=\"ct\" x=\"0\" "
               "y=\"%d\">%.*s%s</text><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
               "height=\"%d\" rx=\"2\"/></a>",
               STR_ARG(url_record(c, k->r)), STR_ARG(title),
               STR_ARG(value_text(c, k->r, &entity_treatment.fields[TREATMENT_STATUS])),
               y + HIGH - 8, STR_ARG(shown), shown.n < title.n ? "..." : "", css(k), x, y + 4,
               MAX(end - x, 4), HIGH - 8);
    }
}

static void legend(struct buf *b)
{
    static const char *const parts[][2] = { { "b-plan", N_("Planned") },
                                            { "b-part", N_("In progress") },
                                            { "b-good", N_("Done") },
                                            { "b-bad", N_("Overdue") } };
    buf_add_z(b, "<ul class=\"legend\">");
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        html_f(b,
               "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" "
               "y=\"1\" width=\"12\" height=\"12\"/></svg>%s</li>",
               parts[i][0], lang_text(parts[i][1]));
    buf_add_z(b, "</ul>");
}

static bool table(const struct plan *p)
{
    struct ctx *c = p->v->c;
    html_f(p->v->b, "<details><summary>Show as a table</summary><table><thead><tr><th "
                    "scope=\"col\">Action</th><th scope=\"col\">Planned on</th><th "
                    "scope=\"col\">Due</th><th scope=\"col\">Status</th></tr></thead><tbody>");
    for (size_t i = 0; i < p->n; i++) {
        const struct bar *k = &p->at[i];
        html_f(p->v->b,
               "<tr><th scope=\"row\">%.*s</th><td>%.*s</td><td>%.*s</td><td>%.*s%s</td>"
               "</tr>",
               STR_ARG(record_title(k->r)), STR_ARG(date_words(c, k->from)),
               STR_ARG(date_words(c, k->to)),
               STR_ARG(value_text(c, k->r, &entity_treatment.fields[TREATMENT_STATUS])),
               k->late ? _(", overdue") : "");
    }
    buf_add_z(p->v->b, "</tbody></table></details>");
    return true;
}

bool treatment_above(struct view *v)
{
    struct plan p = { .v = v, .today = store_today(v->c) };
    int64_t late = 0, open = 0;
    if (!read_plan(&p, false) || !read_plan(&p, true))
        return false;
    if (!p.n)
        return true;
    for (size_t i = 0; i < p.n; i++) {
        late += p.at[i].late;
        open += !p.at[i].done;
    }
    p.last = MAX(p.last, p.first + DAYS_MIN);
    int height = TOP + (int)p.n * HIGH;
    html_f(v->b,
           "<figure class=\"chart sheet\"><figcaption>%ld open actions, %ld of them overdue<small>"
           "from the day each was planned to its due day; the line is today</small></figcaption>"
           "<svg viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"Treatment plan along the "
           "time\">",
           (long)open, (long)late, LABEL + WIDE + 20, height + 4);
    axis(&p, height);
    bars(&p);
    buf_add_z(v->b, "</svg>");
    legend(v->b);
    if (!table(&p))
        return false;
    buf_add_z(v->b, "</figure>");
    return true;
}
