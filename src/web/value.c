#include "base/num.h"
#include "base/when.h"
#include "records/records.h"
#include "web/kinds.h"
#include "web/ui.h"

/* How values are read on a page: one row a kind (kinds.c holds the inputs). */

static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                      N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                      N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };
static const char *const weekdays[] = { N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
                                        N_("Mon"), N_("Tue"), N_("Wed") };

const char *month_word(int month)
{
    return lang_text(months[month - 1]);
}

enum { MONTH_MOST = 30 };

/* Without printf, which is slow: a list has hundreds of dates. */
struct str date_words(struct ctx *c, int64_t days)
{
    int y, m, d;
    when_to_ymd(days, &y, &m, &d);
    char text[80], *end = text + sizeof text, *p = num_digits(end, y);
    struct str month = str_head(str_z(month_word(m)), MONTH_MOST);
    *--p = ' ';
    p -= month.n;
    memcpy(p, month.p, month.n);
    *--p = ' ';
    p = num_digits(p, d);
    return arena_str(c->mem, (struct str){ p, (size_t)(end - p) });
}

struct str day_words(struct ctx *c, struct str text)
{
    int64_t day;
    return when_parse_date(str_head(text, 10), &day) ? date_words(c, day) : text;
}

struct str stamp_words(struct ctx *c, int64_t ms)
{
    int64_t days = when_zone_date(&c->store->zone, ms);
    int64_t local = ms / 1000 + when_zone_offset(&c->store->zone, ms);
    int64_t minute = ((local % 86400) + 86400) % 86400 / 60;
    return arena_printf(c->mem, "%s " STR_FMT ", %02d:%02d",
                        lang_text(weekdays[((days % 7) + 7) % 7]), STR_ARG(date_words(c, days)),
                        (int)(minute / 60), (int)(minute % 60));
}

struct str days_words(struct ctx *c, int64_t days)
{
    if (days == 0)
        return S_("today");
    if (days == 1)
        return S_("tomorrow");
    if (days > 0)
        return arena_printf(c->mem, _("in %ld days"), (long)days);
    return arena_printf(c->mem, lang_plural(-days, "%ld day late", "%ld days late"), (long)-days);
}

struct str record_title(const struct record *r)
{
    const struct field *f = entity_title(r->type);
    return f ? rec_text(r, entity_place(r->type, f)) : STR("");
}

/* Reasons that an expression found, each a text of the catalogue: "the criteria changed; ". */
static struct str reasons(struct ctx *c, struct str s)
{
    struct str out = STR(""), part;
    while (str_cut(&s, ';', &part)) {
        const char *text = lang_text(arena_z(c->mem, str_trim(part)));
        if (*text)
            out = arena_printf(c->mem, STR_FMT "%s%s", STR_ARG(out), out.n ? "; " : "", text);
    }
    return out;
}

struct str value_text(struct ctx *c, const struct record *r, const struct field *f)
{
    struct buf b;
    const struct value *v = &r->v[entity_place(r->type, f)];
    if (v->tag == V_NULL)
        return STR("");
    if (f->sql && v->tag == V_TEXT && lang_now())
        return reasons(c, v->s);
    buf_init(&b, 8 << 20);
    bool ok = f->kind->show ? f->kind->show(c, f, r, v, &b) : f->kind->text(c, f, v, &b);
    struct str s = ok ? arena_str(c->mem, buf_str(&b)) : STR("?");
    buf_done(&b);
    return s;
}

/* --- dates that matter only while something is open --- */

bool record_is_finished(const struct record *r)
{
    const struct field *f = entity_field(r->type, STR("status"));
    struct str s = f ? rec_text(r, entity_place(r->type, f)) : STR("");
    static const char *const ends[] = { "done",     "cancelled", "closed",    "withdrawn",
                                        "rejected", "retired",   "superseded" };
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_eq_z(s, ends[i]))
            return true;
    return false;
}

/* --- status words of every type, with what they mean --- */

static const struct {
    const char *key;
    enum tone tone;
    const char *icon;
} meanings[] = {
    { "implemented", TONE_GOOD, "circle-check" },
    { "done", TONE_GOOD, "circle-check" },
    { "approved", TONE_GOOD, "stamp" },
    { "published", TONE_GOOD, "stamp" },
    { "in_force", TONE_GOOD, "stamp" },
    { "accepted", TONE_GOOD, "stamp" },
    { "effective", TONE_GOOD, "circle-check" },
    { "closed", TONE_GOOD, "circle-check" },
    { "partial", TONE_INFO, "circle-dot" },
    { "partly", TONE_INFO, "circle-dot" },
    { "running", TONE_INFO, "circle-dot" },
    { "in_progress", TONE_INFO, "circle-dot" },
    { "review", TONE_INFO, "hourglass" },
    { "open", TONE_INFO, "circle-dot" },
    { "planned", TONE_WARN, "circle-dashed" },
    { "draft", TONE_QUIET, "pencil-line" },
    { "not_started", TONE_QUIET, "circle-dashed" },
    { "proposed", TONE_QUIET, "circle-dashed" },
    { "undecided", TONE_WARN, "circle-dashed" },
    { "retired", TONE_QUIET, "circle-slash" },
    { "withdrawn", TONE_QUIET, "circle-slash" },
    { "cancelled", TONE_QUIET, "circle-slash" },
    { "rejected", TONE_BAD, "octagon-x" },
    { "failed", TONE_BAD, "octagon-x" },
    { "ineffective", TONE_BAD, "octagon-x" },
    { "superseded", TONE_QUIET, "circle-slash" },
    { "overdue", TONE_BAD, "octagon-alert" },
    { "stale", TONE_WARN, "unlink" },
};

void ui_status(struct buf *b, struct str key, struct str label)
{
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (str_eq_z(key, meanings[i].key)) {
            ui_badge(b, meanings[i].tone, meanings[i].icon, label);
            return;
        }
    html_f(b, "<span class=\"tag\">%.*s</span>", STR_ARG(label));
}

/* --- one function a kind --- */

static bool plain(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                  const struct value *v, bool in_table)
{
    struct str s = value_text(c, r, f);
    (void)v;
    (void)in_table;
    html_f(b, "%.*s", STR_ARG(s));
    return true;
}

static bool prose(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                  const struct value *v, bool in_table)
{
    struct str rest = v->s, line;
    (void)r;
    (void)f;
    (void)c;
    if (in_table) {
        struct str cut = str_head(v->s, 160);
        while (cut.n && cut.n < v->s.n && ((unsigned char)v->s.p[cut.n] & 0xc0) == 0x80)
            cut.n--;
        html_f(b, "%.*s", STR_ARG(cut));
        buf_add_z(b, cut.n < v->s.n ? "&hellip;" : "");
        return true;
    }
    buf_add_z(b, "<div class=\"prose\"><p>");
    bool first = true;
    while (str_cut(&rest, '\n', &line)) {
        if (!line.n) {
            buf_add_z(b, "</p><p>");
            first = true;
            continue;
        }
        buf_add_z(b, first ? "" : "<br>");
        html_f(b, "%.*s", STR_ARG(line));
        first = false;
    }
    buf_add_z(b, "</p></div>");
    return true;
}

static bool choice(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                   const struct value *v, bool in_table)
{
    struct str label = value_text(c, r, f);
    (void)in_table;
    if (strcmp(f->name, "status") == 0 || strcmp(f->name, "applicable") == 0)
        ui_status(b, v->s, label);
    else
        html_f(b, "%.*s", STR_ARG(label));
    return true;
}

static bool score(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                  const struct value *v, bool in_table)
{
    struct scale s;
    (void)in_table;
    if (!c->store->options.scale ||
        !c->store->options.scale(c, r->type, r, f->scale ? f->scale : "level", &s))
        return c->err.code == ERR_NONE && plain(c, b, r, f, v, in_table);
    struct str word = { NULL, 0 };
    for (size_t i = 0; i < s.n; i++)
        if (s.step[i].value == v->i)
            word = s.step[i].word;
    if (f->scale && strcmp(f->scale, "level") == 0)
        ui_level(b, v->i, (int64_t)s.n, word);
    else
        html_f(b, "<span class=\"nowrap\">%.*s %ld</span>", STR_ARG(word), (long)v->i);
    return true;
}

static bool boolean(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                    const struct value *v, bool in_table)
{
    (void)c;
    (void)r;
    (void)in_table;
    /* what is overdue or stale is told by a badge, everything else by yes and no */
    if (v->i && (strcmp(f->name, "overdue") == 0 || strcmp(f->name, "stale") == 0))
        ui_status(b, str_z(f->name), str_z(lang_text(f->label)));
    else
        buf_add_z(b, v->i ? _("Yes") : _("No"));
    return true;
}

static bool date(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                 const struct value *v, bool in_table)
{
    int64_t days;
    (void)in_table;
    if (!when_parse_date(v->s, &days)) {
        html_f(b, "%.*s", STR_ARG(v->s));
        return true;
    }
    int64_t away = days - store_today(c);
    bool due = strcmp(f->name, "due") == 0 || strcmp(f->name, "review_on") == 0 ||
               strcmp(f->name, "valid_until") == 0;
    html_f(b, "<time class=\"nowrap\" datetime=\"%.*s\">%.*s</time>", STR_ARG(v->s),
           STR_ARG(date_words(c, days)));
    if (due && away < 0 && !record_is_finished(r))
        html_f(b, " <span class=\"t-bad nowrap\">%.*s</span>", STR_ARG(days_words(c, away)));
    return true;
}

static bool reference(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                      const struct value *v, bool in_table)
{
    struct str title;
    (void)r;
    if (!store_title(c, f->to, v->i, &title))
        return false;
    struct str href = url_of(c, f->to, v->i);
    if (f->kind == &kind_person) {
        html_f(b, "<a class=\"t\" href=\"%.*s\">%.*s</a>", STR_ARG(href), STR_ARG(title));
        return true;
    }
    ui_ref(b, entity_ref(c, f->to, v->i), href);
    buf_add_z(b, in_table ? " <span class=\"cut\">" : " <span>");
    html_f(b, "%.*s</span>", STR_ARG(title));
    return true;
}

static bool key(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                const struct value *v, bool in_table)
{
    struct str title;
    (void)r;
    (void)in_table;
    if (!store_content_title(c, f->to, v->s, &title))
        return false;
    ui_ref(b, v->s, url_key(c, f->to, v->s));
    html_f(b, " %.*s", STR_ARG(title));
    return true;
}

static bool link_row(struct ctx *c, struct buf *b, const struct entity *to,
                     const struct link_row *row, bool in_table)
{
    struct str title = STR("");
    if (to->flags & E_CONTENT) {
        if (!in_table && !store_content_title(c, to, row->key, &title))
            return false;
        ui_ref(b, row->key, url_key(c, to, row->key));
    } else {
        if (!in_table && !store_title(c, to, row->id, &title))
            return false;
        ui_ref(b, entity_ref(c, to, row->id), url_of(c, to, row->id));
    }
    if (!in_table)
        html_f(b, " %.*s", STR_ARG(title));
    return true;
}

enum { LINKS_IN_TABLE = 3 };

bool ui_link_end(struct ctx *c, struct buf *b, const struct entity *to, const struct link_row *row)
{
    return link_row(c, b, to, row, false);
}

static bool links(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                  const struct value *v, bool in_table)
{
    const struct entity *to = f->link->from == r->type ? f->link->to : f->link->from;
    if (!in_table && f->link->nfields)
        return link_table_show(c, b, r, f, v);
    size_t n = in_table ? MIN(v->l.n, (size_t)LINKS_IN_TABLE) : v->l.n;
    buf_add_z(b, in_table ? "" : "<ul class=\"list\">");
    for (size_t i = 0; i < n; i++) {
        buf_add_z(b, in_table ? "" : "<li>");
        if (!link_row(c, b, to, &v->l.row[i], in_table))
            return false;
        buf_add_z(b, in_table ? " " : "</li>");
    }
    if (n < v->l.n)
        html_f(b, "<span class=\"quiet\">+%ld</span>", (long)(v->l.n - n));
    buf_add_z(b, in_table ? "" : "</ul>");
    return true;
}

static bool url(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                const struct value *v, bool in_table)
{
    (void)c;
    (void)r;
    (void)f;
    (void)in_table;
    html_f(b, "<a href=\"%.*s\" rel=\"noopener noreferrer\">%.*s</a>", STR_ARG(v->s),
           STR_ARG(v->s));
    return true;
}

static bool file(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
                 const struct value *v, bool in_table)
{
    struct str rest = v->s, hex, size;
    int64_t n = 0;
    if (!str_cut(&rest, ' ', &hex) || !str_cut(&rest, ' ', &size) || !num_parse_int(size, &n))
        return plain(c, b, r, f, v, in_table);
    ui_icon(b, "paperclip");
    html_f(b, "<a href=\"%.*s/file/%s\">%.*s</a> <span class=\"quiet\">%ld KB</span>",
           STR_ARG(url_record(c, r)), f->name, STR_ARG(rest), (long)((n + 1023) / 1024));
    return true;
}

static const struct {
    const struct kind *kind;
    bool (*show)(struct ctx *, struct buf *, const struct record *, const struct field *,
                 const struct value *, bool);
} rows[] = {
    { &kind_line, plain },       { &kind_code, plain },    { &kind_prose, prose },
    { &kind_url, url },          { &kind_int, plain },     { &kind_real, plain },
    { &kind_money, plain },      { &kind_percent, plain }, { &kind_bool, boolean },
    { &kind_date, date },        { &kind_stamp, plain },   { &kind_choice, choice },
    { &kind_choices, plain },    { &kind_score, score },   { &kind_ref, reference },
    { &kind_person, reference }, { &kind_key, key },       { &kind_link, links },
    { &kind_file, file },
};

bool ui_value(struct ctx *c, struct buf *b, const struct record *r, const struct field *f,
              bool in_table)
{
    const struct value *v = &r->v[entity_place(r->type, f)];
    if (v->tag == V_NULL || (v->tag == V_LINKS && !v->l.n))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].kind == f->kind)
            return rows[i].show(c, b, r, f, v, in_table);
    BUG("kind %s cannot be shown", f->kind->name);
}
