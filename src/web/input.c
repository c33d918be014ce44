#include "records/records.h"
#include "store/query.h"
#include "web/generic.h"
#include "web/kinds.h"

/* Inputs of forms: one row a kind. Every input is named as its field, so that a form is read back
 * by record_parse alone. */

enum { PICK_MOST = 200 };

bool field_is_input(const struct field *f)
{
    return !(f->flags & (F_RETIRED | F_AUTO)) && !field_is_derived(f);
}

bool input_text(struct ctx *c, const struct record *r, const struct field *f, struct str *ret)
{
    const struct value *v = &r->v[entity_place(r->type, f)];
    struct buf b;
    *ret = STR("");
    if (v->tag == V_NULL)
        return true;
    buf_init(&b, 8 << 20);
    bool ok = f->kind->text(c, f, v, &b);
    *ret = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return ok;
}

struct input {
    struct view *p;
    const struct record *r;
    const struct field *f;
    struct str typed;
    bool wrong;
    struct page ends; /* links: what could be chosen */
    bool boxes;       /* links: few enough for a box each */
};

/* id, name, description and state: the same on every control. */
static void attributes(const struct input *i)
{
    struct buf *b = i->p->b;
    html_f(b, " id=\"f-%s\" name=\"%s\" aria-describedby=\"help-%s", i->f->name, i->f->name,
           i->f->name);
    if (i->wrong)
        html_f(b, " e-%s", i->f->name);
    buf_add_z(b, i->wrong ? "\" aria-invalid=\"true\"" : "\"");
    buf_add_z(b, i->f->flags & F_REQUIRED ? " required" : "");
}

static bool text_like(const struct input *i, const char *more)
{
    struct buf *b = i->p->b;
    buf_add_z(b, "<input type=\"text\"");
    attributes(i);
    buf_add_z(b, more);
    html_f(b, " value=\"%.*s\">", STR_ARG(i->typed));
    return true;
}

static bool line(const struct input *i)
{
    return text_like(i, "");
}

static bool number(const struct input *i)
{
    return text_like(i, " class=\"short\" inputmode=\"decimal\"");
}

static bool date(const struct input *i)
{
    struct buf *b = i->p->b;
    buf_add_z(b, "<input type=\"date\" class=\"short\"");
    attributes(i);
    html_f(b, " value=\"%.*s\">", STR_ARG(i->typed));
    return true;
}

static bool prose(const struct input *i)
{
    buf_add_z(i->p->b, "<textarea rows=\"4\"");
    attributes(i);
    html_f(i->p->b, ">%.*s</textarea>", STR_ARG(i->typed));
    return true;
}

static void option(const struct input *i, struct str key, struct str label)
{
    html_f(i->p->b, "<option value=\"%.*s\"%s>%.*s</option>", STR_ARG(key),
           str_eq(key, i->typed) ? " selected" : "", STR_ARG(label));
}

static bool choice(const struct input *i)
{
    buf_add_z(i->p->b, "<select");
    attributes(i);
    buf_add_z(i->p->b, ">");
    option(i, STR(""), STR(""));
    for (const struct choice *ch = i->f->choices; ch->key; ch++)
        option(i, str_z(ch->key), str_z(lang_text(ch->label)));
    buf_add_z(i->p->b, "</select>");
    return true;
}

/* The languages that there are; empty stands for none chosen. */
static bool language(const struct input *i)
{
    const struct lang *l;
    buf_add_z(i->p->b, "<select");
    attributes(i);
    buf_add_z(i->p->b, ">");
    option(i, STR(""), S_("As the browser says"));
    option(i, STR("en"), str_z(lang_name(NULL)));
    for (size_t n = 0; (l = lang_at(n)); n++)
        option(i, str_z(lang_tag(l)), str_z(lang_name(l)));
    buf_add_z(i->p->b, "</select>");
    return true;
}

static bool boolean(const struct input *i)
{
    static const struct choice yes_no[] = { { "yes", "Yes" }, { "no", "No" }, { NULL, NULL } };
    struct field f = *i->f;
    struct input copy = *i;
    f.choices = yes_no;
    copy.f = &f;
    copy.typed = str_eq_z(i->typed, "1") || str_eq_z(i->typed, "true")    ? STR("yes")
                 : str_eq_z(i->typed, "0") || str_eq_z(i->typed, "false") ? STR("no")
                                                                          : i->typed;
    return choice(&copy);
}

/* A box for each; read back joined by commas. */
static bool choices(const struct input *i)
{
    struct buf *b = i->p->b;
    for (const struct choice *ch = i->f->choices; ch->key; ch++) {
        struct str rest = i->typed, one;
        bool on = false;
        while (str_cut(&rest, ',', &one))
            on |= str_eq_z(str_trim(one), ch->key);
        html_f(b,
               "<label class=\"pick\"><input type=\"checkbox\" name=\"%s\" "
               "value=\"%s\"%s><span>%s</span></label>",
               i->f->name, ch->key, on ? " checked" : "", lang_text(ch->label));
    }
    return true;
}

static void score_choice(const struct input *i, int64_t value, struct str word, struct str help)
{
    struct str n = arena_printf(i->p->c->mem, "%" PRId64, value);
    html_f(i->p->b,
           "<label class=\"pick\"><input type=\"radio\" name=\"%s\" "
           "value=\"%.*s\"%s><span><b>%.*s %.*s</b><span>%.*s</span></span></label>",
           i->f->name, STR_ARG(n), str_eq(n, i->typed) ? " checked" : "", STR_ARG(n), STR_ARG(word),
           STR_ARG(help));
}

/* The scale that what is chosen counts by, the one in force, and the one that what stands there was
 * chosen by; the same where the criteria did not change since. */
static bool scales(const struct input *i, struct scale *ret_now, struct scale *ret_own)
{
    struct ctx *c = i->p->c;
    const char *name = i->f->scale ? i->f->scale : "level";
    struct record fresh = *i->r;
    fresh.id = 0;
    return c->store->options.scale &&
           c->store->options.scale(c, i->r->type, &fresh, name, ret_now) &&
           c->store->options.scale(c, i->r->type, i->r, name, ret_own);
}

/* A rating by other criteria: said in its own words, and kept choosable where it is no step now. */
static void own_rating(const struct input *i, struct scale now, struct scale own)
{
    int64_t was = rec_int(i->r, entity_place(i->r->type, i->f));
    if (was < 1 || was > (int64_t)own.n || now.step == own.step)
        return;
    const struct scale_step *step = &own.step[was - 1];
    html_f(
        i->p->b,
        "<p class=\"help\">Rated %ld %.*s, by other criteria than those in force; what is chosen "
        "here counts by these.</p>",
        (long)was, STR_ARG(step->word));
    if (was > (int64_t)now.n)
        score_choice(i, was, step->word, S_("No step of the scale in force."));
}

static bool score(const struct input *i)
{
    struct ctx *c = i->p->c;
    struct buf *b = i->p->b;
    struct scale s = { NULL, 0 }, own = { NULL, 0 };
    if (!scales(i, &s, &own)) {
        if (c->err.code != ERR_NONE)
            return false;
        return number(i);
    }
    own_rating(i, s, own);
    html_f(b,
           "<label class=\"pick\"><input type=\"radio\" name=\"%s\" value=\"\"%s><span>Not "
           "rated</span></label>",
           i->f->name, i->typed.n ? "" : " checked");
    for (size_t k = 0; k < s.n; k++)
        score_choice(i, s.step[k].value, s.step[k].word, s.step[k].help);
    return true;
}

/* References: a list to choose from while it is short enough to be one, else a code or name. */
static bool reference(const struct input *i)
{
    struct ctx *c = i->p->c;
    struct query q;
    struct buf *b = i->p->b;
    if (!permit_may_type(c->permit, ACT_READ, i->f->to)) /* a list of what they may not see */
        return text_like(i, " placeholder=\"Code or exact name\"");
    query_init(&q, i->f->to);
    q.limit = PICK_MOST;
    q.sort = entity_title(i->f->to);
    struct page found;
    if (!query_list(c, c->permit, &q, &found))
        return false;
    if (found.next.n)
        return text_like(i, " placeholder=\"Code or exact name\"");
    bool there = !i->typed.n;
    buf_add_z(b, "<select");
    attributes(i);
    buf_add_z(b, ">");
    option(i, STR(""), STR(""));
    for (size_t k = 0; k < found.n; k++) {
        struct str ref = record_ref(c, found.items[k]), title = record_title(found.items[k]);
        there |= str_eq(ref, i->typed);
        option(i, ref,
               i->f->kind == &kind_person
                   ? title
                   : arena_printf(c->mem, STR_FMT " " STR_FMT, STR_ARG(ref), STR_ARG(title)));
    }
    if (!there)
        option(i, i->typed, i->typed);
    buf_add_z(b, "</select>");
    return true;
}

/* One more than a box for each may be shown for. */
enum { BOXES_MOST = 60 };

static const struct entity *far_side(const struct input *i)
{
    return i->f->link->from == i->r->type ? i->f->link->to : i->f->link->from;
}

static void box(const struct input *i, struct str value, struct str label, bool on)
{
    html_f(i->p->b,
           "<label class=\"pick\"><input type=\"checkbox\" name=\"%s\" "
           "value=\"%.*s\"%s><span>%.*s</span></label>",
           i->f->name, STR_ARG(value), on ? " checked" : "", STR_ARG(label));
}

/* What is chosen first, with what was said about it; then what could be. */
static void boxes(const struct input *i)
{
    const struct page *p = &i->ends;
    struct ctx *c = i->p->c;
    bool taken[BOXES_MOST] = { false };
    struct str rest = i->typed, piece;
    while (link_cut_end(&rest, &piece)) {
        struct str label = piece;
        for (size_t k = 0; k < p->n; k++)
            if (str_ieq(link_end_ref(piece), record_ref(c, p->items[k]))) {
                taken[k] = true;
                label = arena_printf(c->mem, STR_FMT " " STR_FMT, STR_ARG(piece),
                                     STR_ARG(record_title(p->items[k])));
            }
        if (piece.n)
            box(i, piece, label, true);
    }
    html_f(i->p->b, "<details%s><summary>Choose</summary>", i->wrong ? " open" : "");
    for (size_t k = 0; k < p->n; k++) {
        struct str ref = record_ref(c, p->items[k]);
        if (!taken[k])
            box(i, ref,
                arena_printf(c->mem, STR_FMT " " STR_FMT, STR_ARG(ref),
                             STR_ARG(record_title(p->items[k]))),
                false);
    }
    buf_add_z(i->p->b, "</details>");
}

/* Looks whether a box for each is short enough. */
static bool find_ends(struct input *i)
{
    struct ctx *c = i->p->c;
    struct query q;
    const struct entity *to = far_side(i);
    if (!permit_may_type(c->permit, ACT_READ, to) || (to->flags & E_CONTENT))
        return true;
    query_init(&q, to);
    q.limit = BOXES_MOST;
    q.sort = entity_title(to);
    if (!query_list(c, c->permit, &q, &i->ends))
        return false;
    i->boxes = !i->ends.next.n;
    return true;
}

static bool links(const struct input *i)
{
    const struct entity *to = far_side(i);
    if (i->f->link->nfields)
        return link_table_input(i->p, i->r, i->f, to, i->typed, i->boxes ? &i->ends : NULL);
    if (i->boxes) {
        boxes(i);
        return true;
    }
    if (!text_like(i, _(" placeholder=\"Codes or exact names, with semicolons between\"")))
        return false;
    html_f(i->p->b, "<p class=\"tiny\"><a href=\"%.*s\">Look up %s</a></p>",
           STR_ARG(to == &entity_requirement ? STR("/standards") : url_type(i->p->c, to)),
           type_words(i->p->c, to));
    return true;
}

/* What is not there yet is made on a form of its own; this one waits as a draft. */
static void create_here(const struct input *i)
{
    struct ctx *c = i->p->c;
    const struct entity *to = i->f->kind == &kind_link ? far_side(i) : i->f->to;
    struct buf b;
    if (!i->p->draft.n || !to || to == i->r->type || !view_may(i->p, ACT_CREATE, to))
        return;
    buf_init(&b, 8 << 10);
    http_encode(&b, draft_url(c, i->p->draft), false);
    html_f(i->p->b,
           "<button class=\"btn s text\" type=\"submit\" formaction=\"/drafts\" "
           "formenctype=\"application/x-www-form-urlencoded\" formnovalidate name=\"then\" "
           "value=\"/%s/new?back=%.*s&amp;back_field=%s\">Add a %s here</button>",
           to->plural, STR_ARG(buf_str(&b)), i->f->name, lang_text(to->label));
    buf_done(&b);
}

static bool file(const struct input *i)
{
    buf_add_z(i->p->b, "<input type=\"file\"");
    attributes(i);
    buf_add_z(i->p->b, ">");
    if (i->typed.n) {
        struct str rest = i->typed, part;
        (void)str_cut(&rest, ' ', &part);
        (void)str_cut(&rest, ' ', &part);
        html_f(i->p->b, "<p class=\"tiny\">Now: %.*s. A new file takes its place.</p>",
               STR_ARG(rest));
    }
    return true;
}

static const struct {
    const struct kind *kind;
    bool (*write)(const struct input *);
    bool group; /* several controls: a fieldset instead of a label */
} rows[] = {
    { &kind_line, line, false },      { &kind_code, line, false },
    { &kind_prose, prose, false },    { &kind_url, line, false },
    { &kind_int, number, false },     { &kind_real, number, false },
    { &kind_money, number, false },   { &kind_percent, number, false },
    { &kind_bool, boolean, false },   { &kind_date, date, false },
    { &kind_stamp, line, false },     { &kind_choice, choice, false },
    { &kind_choices, choices, true }, { &kind_score, score, true },
    { &kind_ref, reference, false },  { &kind_person, reference, false },
    { &kind_key, line, false },       { &kind_link, links, false },
    { &kind_file, file, false },
};

bool ui_input(struct view *p, const struct record *r, const struct field *f, struct str typed,
              const struct problem *problem)
{
    struct input i = { .p = p, .r = r, .f = f, .typed = typed, .wrong = problem != NULL };
    size_t k = 0;
    while (k < ARRAY_LEN(rows) && rows[k].kind != f->kind)
        k++;
    if (k == ARRAY_LEN(rows))
        BUG("kind %s has no input", f->kind->name);
    if (f->kind == &kind_link && !find_ends(&i))
        return false;
    bool group = rows[k].group || i.boxes || (f->kind == &kind_link && f->link->nfields);
    const char *wrong = problem ? " wrong" : "";
    const char *need = f->flags & F_REQUIRED ? "" : " <small>(optional)</small>";
    if (group)
        html_f(p->b, "<fieldset class=\"field%s\" id=\"f-%s\"><legend>%s", wrong, f->name,
               lang_text(f->label));
    else
        html_f(p->b, "<div class=\"field%s\"><label for=\"f-%s\">%s", wrong, f->name,
               lang_text(f->label));
    buf_add_z(p->b, need);
    buf_add_z(p->b, group ? "</legend>" : "</label>");
    html_f(p->b, "<p class=\"help\"><span id=\"help-%s\">%s</span>", f->name,
           f->help ? lang_text(f->help) : "");
    if (!word_button(p, f))
        return false;
    buf_add_z(p->b, "</p>");
    word_meaning(p, f);
    if (problem) {
        html_f(p->b, "<p class=\"err\" id=\"e-%s\">", f->name);
        ui_icon(p->b, "octagon-alert");
        html_f(p->b, "<span><span class=\"vh\">Error: </span>%s</span></p>", problem->message);
    }
    bool is_language = f == &entity_organization.fields[ORG_LANGUAGE];
    if (!(is_language ? language : rows[k].write)(&i))
        return false;
    if (f->kind == &kind_ref || f->kind == &kind_person || f->kind == &kind_link)
        create_here(&i);
    buf_add_z(p->b, group ? "</fieldset>" : "</div>");
    return true;
}
