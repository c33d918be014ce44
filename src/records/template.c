#include "base/text.h"
#include "records/records.h"
#include "store/query.h"

/* Filling in a document template: {{scope.title}}, {{role:ISMS manager}}, {{table:asset
 * title,owner}} and the others of content/README.md. What the records do not say is no blank but a
 * gap that names what to fill in and where. */

struct filler {
    struct ctx *c;
    const struct record *document, *scope; /* scope NULL: there is none or there are several */
    struct buf *out;
    int64_t gaps;
};

static void gap(struct filler *f, const char *what, const char *where)
{
    f->gaps++;
    buf_addf(f->out, "**[to fill in: %s%s%s]**", what, *where ? "; " : "", where);
}

/* Text of a record must not become markup; a cell of a table has no line breaks either. */
static void plain(struct buf *b, struct str s, bool cell)
{
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (cell && (ch == '\n' || ch == '\r')) {
            buf_add_char(b, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>|", ch))
            buf_add_char(b, '\\');
        buf_add_char(b, ch);
    }
}

static void fill_or_gap(struct filler *f, struct str s, const char *what, const char *where)
{
    if (str_trim(s).n)
        plain(f->out, str_trim(s), false);
    else
        gap(f, what, where);
}

/* As a person reads it: labels of choices, names of persons without their code. */
static bool shown(struct ctx *c, const struct record *r, size_t place, struct buf *b)
{
    const struct field *f = &r->type->fields[place];
    struct str title;
    if (rec_is_null(r, place))
        return true;
    if (f->kind == &kind_person || f->kind == &kind_ref) {
        if (!store_title(c, f->to, r->v[place].i, &title))
            return false;
        plain(b, title, true);
        return true;
    }
    /* what is stored does not depend on who reads the page */
    const struct lang *reader = lang_now();
    struct buf raw;
    buf_init(&raw, 64 << 10);
    lang_use(NULL);
    bool ok = f->kind->show ? f->kind->show(c, f, r, &r->v[place], &raw)
                            : f->kind->text(c, f, &r->v[place], &raw);
    lang_use(reader);
    plain(b, buf_str(&raw), true);
    buf_done(&raw);
    return ok;
}

/* --- the scope --- */

static bool find_scope(struct filler *f)
{
    struct ctx *c = f->c;
    struct query q;
    struct page page;
    struct record *r = NULL;
    int64_t id = rec_int(f->document, DOCUMENT_SCOPE);
    if (id) {
        if (!store_peek(c, &entity_scope_type, id, &r))
            return false;
        f->scope = r;
        return true;
    }
    query_init(&q, &entity_scope_type);
    q.limit = 2;
    if (!query_list(c, c->permit, &q, &page))
        return false;
    f->scope = page.n == 1 ? page.items[0] : NULL;
    return true;
}

static void scope_word(struct filler *f, struct str name)
{
    static const struct {
        const char *name;
        size_t place;
        const char *what;
    } words[] = {
        { "title", SCOPE_TITLE, "name of the scope" },
        { "statement", SCOPE_STATEMENT, "statement of the scope" },
        { "boundaries", SCOPE_BOUNDARIES, "boundaries of the scope" },
        { "interfaces", SCOPE_INTERFACES, "interfaces and dependencies of the scope" },
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!str_eq_z(name, words[i].name))
            continue;
        if (!f->scope)
            gap(f, words[i].what, "give the document a scope");
        else
            fill_or_gap(f, rec_text(f->scope, words[i].place), words[i].what,
                        arena_printf(f->c->mem, "scope edit SC-%" PRId64 " " STR_FMT "=...",
                                     f->scope->id, STR_ARG(name))
                            .p);
        return;
    }
    gap(f, arena_printf(f->c->mem, STR_FMT " of the scope", STR_ARG(name)).p, "");
}

/* --- roles --- */

static bool means_role(const struct record *r, struct str role)
{
    const struct field *f = &entity_appointment.fields[APPOINTMENT_KIND];
    for (const struct choice *ch = f->choices; ch->key; ch++)
        if (str_eq_z(rec_text(r, APPOINTMENT_KIND), ch->key) && str_ieq(role, str_z(ch->label)))
            return true;
    return str_ieq(role, rec_text(r, APPOINTMENT_TITLE));
}

static bool holds_today(const struct record *r, struct str today)
{
    struct str from = rec_text(r, APPOINTMENT_FROM), until = rec_text(r, APPOINTMENT_UNTIL);
    return (!from.n || str_cmp(from, today) <= 0) && (!until.n || str_cmp(today, until) <= 0);
}

/* Names of those who are appointed to it today, in this scope or everywhere. */
static bool role(struct filler *f, struct str name)
{
    struct ctx *c = f->c;
    struct query q;
    struct page page;
    struct str today = store_today_text(c), title;
    size_t n = 0;
    query_init(&q, &entity_appointment);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_list(c, c->permit, &q, &page))
        return false;
    for (size_t i = 0; i < page.n; i++) {
        const struct record *r = page.items[i];
        int64_t scope = rec_int(r, APPOINTMENT_SCOPE);
        if (!means_role(r, name) || !holds_today(r, today) || rec_is_null(r, APPOINTMENT_PERSON) ||
            (scope && f->scope && scope != f->scope->id))
            continue;
        if (!store_title(c, &entity_person, rec_int(r, APPOINTMENT_PERSON), &title))
            return false;
        buf_add_z(f->out, n++ ? ", " : "");
        plain(f->out, title, false);
    }
    if (!n)
        gap(f, arena_printf(c->mem, "who is " STR_FMT, STR_ARG(name)).p, "appointment add");
    return true;
}

/* --- tables and lists --- */

struct columns {
    size_t place[16];
    size_t n;
};

static bool read_columns(const struct entity *e, struct str list, struct columns *ret)
{
    struct str name;
    ret->n = 0;
    while (list.n && ret->n < ARRAY_LEN(ret->place) && str_cut(&list, ',', &name)) {
        const struct field *f = entity_field(e, str_trim(name));
        if (!f)
            return false;
        ret->place[ret->n++] = entity_place(e, f);
    }
    return ret->n > 0;
}

/* Records of the scope and of the whole organisation. */
static bool records_here(struct filler *f, const struct entity *e, struct page *ret)
{
    struct query q;
    size_t n = 0;
    const struct field *scope = entity_scope(e);
    query_init(&q, e);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_list(f->c, f->c->permit, &q, ret))
        return false;
    for (size_t i = 0; i < ret->n; i++) {
        int64_t of = scope ? rec_int(ret->items[i], entity_place(e, scope)) : 0;
        if (!of || !f->scope || of == f->scope->id)
            ret->items[n++] = ret->items[i];
    }
    ret->n = n;
    return true;
}

static bool table(struct filler *f, const struct entity *e, const struct columns *k,
                  const struct page *page)
{
    struct buf *b = f->out;
    for (size_t i = 0; i < k->n; i++)
        buf_addf(b, "%s%s", i ? " | " : "| ", e->fields[k->place[i]].label);
    buf_add_z(b, " |\n|");
    for (size_t i = 0; i < k->n; i++)
        buf_add_z(b, " --- |");
    for (size_t r = 0; r < page->n; r++) {
        buf_add_z(b, "\n|");
        for (size_t i = 0; i < k->n; i++) {
            buf_add_char(b, ' ');
            if (!shown(f->c, page->items[r], k->place[i], b))
                return false;
            buf_add_z(b, " |");
        }
    }
    return true;
}

static bool list(struct filler *f, const struct columns *k, const struct page *page)
{
    for (size_t r = 0; r < page->n; r++) {
        buf_add_z(f->out, r ? "\n- " : "- ");
        if (!shown(f->c, page->items[r], k->place[0], f->out))
            return false;
    }
    return true;
}

static bool records(struct filler *f, bool as_table, struct str what)
{
    struct str type, name;
    struct page page;
    struct columns k;
    (void)str_cut(&what, ' ', &type);
    const struct entity *e = catalog_find(f->c->store->catalog, type);
    char *words = arena_z(f->c->mem, type);
    for (char *p = words; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    name = str_z(words);
    if (!e || !read_columns(e, what, &k)) {
        gap(f, arena_printf(f->c->mem, "list of %s records", name.p).p, "");
        return true;
    }
    if (!records_here(f, e, &page))
        return false;
    if (!page.n) {
        gap(f, e->plural, arena_printf(f->c->mem, "%s add", e->name).p);
        return true;
    }
    return as_table ? table(f, e, &k, &page) : list(f, &k, &page);
}

/* --- single words --- */

static bool document_word(struct filler *f, struct str name)
{
    const struct record *d = f->document;
    struct str owner = { NULL, 0 };
    if (str_eq_z(name, "code")) {
        buf_add_str(f->out, entity_ref(f->c, &entity_document, d->id));
    } else if (str_eq_z(name, "version")) {
        buf_add_z(f->out, "1");
    } else if (str_eq_z(name, "owner")) {
        if (!rec_is_null(d, DOCUMENT_OWNER) &&
            !store_title(f->c, &entity_person, rec_int(d, DOCUMENT_OWNER), &owner))
            return false;
        fill_or_gap(f, owner, "owner of this document",
                    arena_printf(f->c->mem, "document edit D-%" PRId64 " owner=...", d->id).p);
    } else if (str_eq_z(name, "approver")) { /* top management answers for policies (5.2) */
        return role(f, str_eq_z(rec_text(d, DOCUMENT_KIND), "policy") ? STR("Top management")
                                                                      : STR("ISMS manager"));
    } else {
        gap(f, arena_printf(f->c->mem, STR_FMT " of this document", STR_ARG(name)).p, "");
    }
    return true;
}

static bool organization(struct filler *f)
{
    struct str name;
    if (!store_title(f->c, &entity_organization, 1, &name))
        return false;
    fill_or_gap(f, name, "name of the organisation", "organization edit ORG-1 title=...");
    return true;
}

static bool placeholder(struct filler *f, struct str inside)
{
    struct str s = str_trim(inside);
    if (str_starts(s, STR("role:")))
        return role(f, str_trim(str_tail(s, strlen("role:"))));
    if (str_starts(s, STR("table:")))
        return records(f, true, str_tail(s, strlen("table:")));
    if (str_starts(s, STR("list:")))
        return records(f, false, str_tail(s, strlen("list:")));
    if (str_starts(s, STR("document.")))
        return document_word(f, str_tail(s, strlen("document.")));
    if (str_starts(s, STR("scope.")))
        scope_word(f, str_tail(s, strlen("scope.")));
    else if (str_eq_z(s, "organization.name"))
        return organization(f);
    else if (str_eq_z(s, "today"))
        buf_add_str(f->out, store_today_text(f->c));
    else if (str_eq_z(s, "next_review"))
        fill_or_gap(f, rec_text(f->document, DOCUMENT_REVIEW), "day of the next review", "");
    else
        gap(f, arena_z(f->c->mem, s), "");
    return true;
}

bool template_render(struct ctx *c, const struct record *document, struct str text, struct buf *b,
                     int64_t *ret_gaps)
{
    struct filler f = { .c = c, .document = document, .out = b };
    if (!find_scope(&f))
        return false;
    while (text.n) {
        ptrdiff_t from = str_find(text, STR("{{"));
        if (from < 0)
            break;
        buf_add_str(b, str_head(text, (size_t)from));
        text = str_tail(text, (size_t)from + 2);
        ptrdiff_t to = str_find(text, STR("}}"));
        if (to < 0)
            break;
        if (!placeholder(&f, str_head(text, (size_t)to)))
            return false;
        text = str_tail(text, (size_t)to + 2);
    }
    buf_add_str(b, text);
    if (b->over)
        return fail(c, ERR_LIMIT, "The filled template is too long; keep the tables in records.");
    *ret_gaps = f.gaps;
    return true;
}
