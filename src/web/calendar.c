#include "records/records.h"
#include "store/query.h"
#include "web/kinds.h"
#include "web/pages.h"

/* Everything with a day that lies ahead or was missed, by month: due, next review, valid until. */

enum { DAYS_AHEAD = 366, DAYS_BACK = 366, ROWS_MOST = 2000, PER_TYPE = 200 };

struct event {
    int64_t day;
    const char *what;
    const struct record *r;
};
struct calendar {
    struct view v;
    struct event *at;
    size_t n;
};

static bool days_of(struct calendar *k, const struct entity *e, const struct field *f,
                    const char *what)
{
    struct ctx *c = k->v.c;
    struct query q;
    struct page p;
    int64_t today = store_today(c), day;
    char from[11], until[11];
    when_date_text(today - DAYS_BACK, from);
    when_date_text(today + DAYS_AHEAD, until);
    query_init(&q, e);
    q.limit = PER_TYPE;
    q.sort = f;
    q.unlimited_work = true;
    q.where[q.n++] = (struct condition){ f, OP_GE, { .tag = V_TEXT, .s = str_z(from) } };
    q.where[q.n++] = (struct condition){ f, OP_LE, { .tag = V_TEXT, .s = str_z(until) } };
    if (!query_list(c, c->permit, &q, &p))
        return false;
    for (size_t i = 0; i < p.n && k->n < ROWS_MOST; i++)
        if (!record_is_finished(p.items[i]) &&
            when_parse_date(rec_text(p.items[i], entity_place(e, f)), &day))
            k->at[k->n++] = (struct event){ day, what, p.items[i] };
    return true;
}

static int by_day(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return x->day < y->day ? -1 : x->day > y->day;
}

static bool collect(struct calendar *k)
{
    static const char *const fields[][2] = { { "due", N_("due") },
                                             { "review_on", N_("review") },
                                             { "valid_until", N_("ends") } };
    const struct catalog *all = k->v.c->store->catalog;
    k->at = arena_new(k->v.c->mem, struct event, ROWS_MOST);
    for (size_t i = 0; i < all->n; i++) {
        const struct entity *e = all->entities[i];
        if ((e->flags & E_CONTENT) || !permit_may_type(k->v.c->permit, ACT_READ, e))
            continue;
        for (size_t j = 0; j < ARRAY_LEN(fields); j++) {
            const struct field *f = entity_field(e, str_z(fields[j][0]));
            if (f && field_is_column(f) && !days_of(k, e, f, fields[j][1]))
                return false;
        }
    }
    qsort(k->at, k->n, sizeof *k->at, by_day);
    return true;
}

static void event(struct calendar *k, const struct event *x, int64_t today)
{
    struct view *v = &k->v;
    struct str at = url_record(v->c, x->r);
    html_f(v->b, "<tr class=\"%s\"><td data-l=\"Day\"><span class=\"nowrap\">%.*s</span>",
           x->day < today ? "late" : "", STR_ARG(date_words(v->c, x->day)));
    if (x->day < today)
        html_f(v->b, " <span class=\"t-bad\">%.*s</span>",
               STR_ARG(days_words(v->c, x->day - today)));
    buf_add_z(v->b, "</td><th scope=\"row\">");
    ui_ref(v->b, record_ref(v->c, x->r), at);
    if (record_title(x->r).n)
        html_f(v->b, " <a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(at),
               STR_ARG(record_title(x->r)));
    html_f(v->b, "</th><td data-l=\"What\">%s, %s</td></tr>", lang_text(x->r->type->label),
           lang_text(x->what));
}

static void months(struct calendar *k)
{
    static const char *const names[] = { N_("January"), N_("February"), N_("March"),
                                         N_("April"),   N_("May"),      N_("June"),
                                         N_("July"),    N_("August"),   N_("September"),
                                         N_("October"), N_("November"), N_("December") };
    int64_t today = store_today(k->v.c);
    int shown = 0;
    for (size_t i = 0; i < k->n; i++) {
        int y, m, d;
        when_to_ymd(k->at[i].day, &y, &m, &d);
        if (y * 12 + m != shown) {
            buf_add_z(k->v.b, shown ? "</tbody></table></section>" : "");
            html_f(k->v.b,
                   "<section class=\"sheet\"><header><h2>%s %d</h2></header><table "
                   "class=\"cards days\"><thead><tr><th scope=\"col\">Day</th><th "
                   "scope=\"col\">Record</th><th scope=\"col\">What</th></tr></thead><tbody>",
                   lang_text(names[m - 1]), y);
            shown = y * 12 + m;
        }
        event(k, &k->at[i], today);
    }
    buf_add_z(k->v.b, shown ? "</tbody></table></section>" : _("<p>Nothing has a day.</p>"));
}

bool page_calendar(struct ctx *c, struct request *req, struct response *res)
{
    struct calendar k = { .n = 0 };
    view_init(&k.v, c, req, res, "calendar");
    if (!collect(&k))
        return false;
    struct view_head h = { .title = S_("Calendar"),
                           .lead = S_("What is due, to be looked at again, or ends, in the year "
                                      "behind and the year ahead.") };
    if (!view_begin(&k.v, &h))
        return false;
    buf_add_z(k.v.b, "<div class=\"stack-l\">");
    months(&k);
    buf_add_z(k.v.b, "</div>");
    return view_end(&k.v);
}
