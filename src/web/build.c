#include "web/build.h"
#include "records/records.h"
#include "web/kinds.h"
#include "web/pages.h"

/* A risk put together from what one has and what the library knows, in three steps of one form that
 * needs no script: what it is about; threats and weaknesses that fit; the words and the rating.
 * Nothing is saved before the last step, and then all of it or nothing. */

bool chosen_has(const struct chosen *k, struct str s)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->at[i], s))
            return true;
    return false;
}

void chosen_add(struct chosen *k, struct str s)
{
    if (s.n && k->n < CHOSEN_MOST && !chosen_has(k, s))
        k->at[k->n++] = s;
}

void chosen_add_refs(struct chosen *k, struct str refs)
{
    struct str one;
    while (str_cut(&refs, '|', &one))
        chosen_add(k, str_trim(one));
}

static bool any_of(const struct chosen *k, struct str refs)
{
    struct str one;
    while (str_cut(&refs, '|', &one))
        if (chosen_has(k, str_trim(one)))
            return true;
    return false;
}

struct str entry_text(const struct record *r, const char *name)
{
    return rec_text(r, entity_place(r->type, entity_field(r->type, str_z(name))));
}

static void read_chosen(const struct build *b, const char *name, struct chosen *ret)
{
    for (size_t i = 0; i < b->in->n; i++)
        if (str_eq_z(b->in->at[i].name, name))
            chosen_add(ret, b->in->at[i].value);
}

static bool read_entries(struct ctx *c, const char *kind, struct page *ret)
{
    struct query q;
    query_init(&q, &entity_library);
    q.limit = QUERY_LIMIT_MAX;
    return query_where(c, &q, str_z(kind)) && query_sort(c, &q, STR("title")) &&
           query_list(c, c->permit, &q, ret);
}

/* Only assets that are there and may be seen. */
static bool read_assets(struct build *b)
{
    struct ctx *c = b->v.c;
    struct chosen typed = { .n = 0 };
    read_chosen(b, "asset", &typed);
    for (size_t i = 0; i < typed.n; i++) {
        struct record *r;
        if (!store_find(c, c->permit, &entity_asset, typed.at[i], &r)) {
            if (c->err.code != ERR_NOT_FOUND && c->err.code != ERR_INVALID)
                return false;
            ctx_clear(c);
            continue;
        }
        chosen_add(&b->assets, record_ref(c, r));
        b->has_supporting |= str_eq_z(rec_text(r, ASSET_KIND), "supporting");
    }
    return true;
}

bool build_read(struct build *b)
{
    struct ctx *c = b->v.c;
    struct str key = http_get(b->in, "scenario");
    if (key.n && !content_peek(c, &entity_library, key, &b->scenario))
        return false;
    if (b->scenario && !str_eq_z(entry_text(b->scenario, "kind"), "scenario"))
        b->scenario = NULL;
    read_chosen(b, "threat", &b->threats);
    read_chosen(b, "vulnerability", &b->weak);
    if (b->scenario && !http_has(b->in, "chosen")) {
        chosen_add_refs(&b->threats, entry_text(b->scenario, "threats"));
        chosen_add_refs(&b->weak, entry_text(b->scenario, "vulnerabilities"));
    }
    return read_assets(b) && read_entries(c, "kind=threat", &b->threat_all) &&
           read_entries(c, "kind=vulnerability", &b->weak_all);
}

/* Information and processes have no cables: their weaknesses lie with people, rules and software.
 */
static bool fits_assets(const struct build *b, const struct record *weak)
{
    struct str category = entry_text(weak, "category");
    return !b->assets.n || b->has_supporting || str_eq_z(category, "personnel") ||
           str_eq_z(category, "organization") || str_eq_z(category, "software");
}

bool build_fits_weak(const struct build *b, const struct record *entry)
{
    return chosen_has(&b->weak, entry_text(entry, "ref")) ||
           (fits_assets(b, entry) &&
            (!b->threats.n || any_of(&b->threats, entry_text(entry, "threats"))));
}

bool build_fits_threat(const struct build *b, const struct record *entry)
{
    struct chosen self = { .n = 0 };
    chosen_add(&self, entry_text(entry, "ref"));
    if (chosen_has(&b->threats, self.at[0]))
        return true;
    for (size_t i = 0; i < b->weak_all.n; i++) {
        const struct record *w = b->weak_all.items[i];
        bool counts = b->weak.n ? chosen_has(&b->weak, entry_text(w, "ref")) : fits_assets(b, w);
        if (counts && any_of(&self, entry_text(w, "threats")))
            return true;
    }
    return false;
}

void build_controls(const struct build *b, struct chosen *ret)
{
    const struct page *all[] = { &b->weak_all, &b->threat_all };
    const struct chosen *want[] = { &b->weak, &b->threats };
    *ret = (struct chosen){ .n = 0 };
    if (b->scenario)
        chosen_add_refs(ret, entry_text(b->scenario, "controls"));
    for (size_t k = 0; k < ARRAY_LEN(all); k++)
        for (size_t i = 0; i < all[k]->n; i++)
            if (chosen_has(want[k], entry_text(all[k]->items[i], "ref")))
                chosen_add_refs(ret, entry_text(all[k]->items[i], "controls"));
}

/* --- the first two steps --- */

static void box(struct buf *b, const char *name, struct str value, struct str label, bool on)
{
    html_f(b,
           "<label class=\"pick\"><input type=\"checkbox\" name=\"%s\" "
           "value=\"%.*s\"%s><span>%.*s</span></label>",
           name, STR_ARG(value), on ? " checked" : "", STR_ARG(label));
}

static void hidden(struct buf *b, const char *name, struct str value)
{
    html_f(b, "<input type=\"hidden\" name=\"%s\" value=\"%.*s\">", name, STR_ARG(value));
}

static bool step_about(struct build *b)
{
    struct ctx *c = b->v.c;
    struct buf *o = b->v.b;
    struct query q;
    struct page assets, scenarios;
    query_init(&q, &entity_asset);
    q.limit = QUERY_LIMIT_MAX;
    if (!query_sort(c, &q, STR("title")) || !query_list(c, c->permit, &q, &assets) ||
        !read_entries(c, "kind=scenario", &scenarios))
        return false;
    html_f(o, "<form method=\"get\" action=\"/risks/build\"><fieldset class=\"field\"><legend>"
              "Assets</legend><p class=\"help\">What the risk is about; more than one is "
              "fine.</p>");
    for (size_t i = 0; i < assets.n; i++) {
        struct str ref = record_ref(c, assets.items[i]);
        box(o, "asset", ref,
            arena_printf(c->mem, STR_FMT " " STR_FMT, STR_ARG(ref),
                         STR_ARG(record_title(assets.items[i]))),
            chosen_has(&b->assets, ref));
    }
    if (!assets.n)
        html_f(o, "<p class=\"quiet\">No asset yet: a risk can be built without.</p>");
    html_f(o, "</fieldset><div class=\"field\"><label for=\"f-scenario\">Scenario of the library"
              "</label><p class=\"help\" id=\"h-scenario\">Brings its words, threats and "
              "weaknesses along; empty: choose them yourself.</p><select id=\"f-scenario\" "
              "name=\"scenario\" aria-describedby=\"h-scenario\"><option value=\"\"></option>");
    for (size_t i = 0; i < scenarios.n; i++)
        html_f(o, "<option value=\"%.*s\"%s>%.*s</option>",
               STR_ARG(entry_text(scenarios.items[i], "ref")),
               b->scenario && b->scenario->id == scenarios.items[i]->id ? " selected" : "",
               STR_ARG(entry_text(scenarios.items[i], "title")));
    html_f(o, "</select></div><div class=\"btns\"><button class=\"btn main\" type=\"submit\" "
              "name=\"step\" value=\"2\">Continue</button></div></form>");
    return true;
}

static void entries(struct build *b, const struct page *all, const char *name, const char *legend,
                    const struct chosen *now,
                    bool (*fits)(const struct build *, const struct record *))
{
    html_f(b->v.b, "<fieldset class=\"field\"><legend>%s</legend>", legend);
    for (size_t i = 0; i < all->n; i++) {
        const struct record *r = all->items[i];
        if (fits(b, r))
            box(b->v.b, name, entry_text(r, "ref"), entry_text(r, "title"),
                chosen_has(now, entry_text(r, "ref")));
    }
    buf_add_z(b->v.b, "</fieldset>");
}

static void keep_about(struct build *b)
{
    for (size_t i = 0; i < b->assets.n; i++)
        hidden(b->v.b, "asset", b->assets.at[i]);
    if (b->scenario)
        hidden(b->v.b, "scenario", entry_text(b->scenario, "ref"));
    hidden(b->v.b, "chosen", STR("1"));
}

static bool step_how(struct build *b)
{
    buf_add_z(b->v.b, "<form method=\"get\" action=\"/risks/build\">");
    keep_about(b);
    buf_add_z(b->v.b, "<div class=\"cols even\">");
    entries(b, &b->threat_all, "threat", _("Threats: what can happen"), &b->threats,
            build_fits_threat);
    entries(b, &b->weak_all, "vulnerability", _("Weaknesses: what makes it possible"), &b->weak,
            build_fits_weak);
    html_f(b->v.b, "</div><div class=\"btns\"><button class=\"btn main\" type=\"submit\" "
                   "name=\"step\" value=\"3\">Continue</button><button class=\"btn\" "
                   "type=\"submit\" name=\"step\" value=\"2\">Show what fits these</button>"
                   "</div></form>");
    return true;
}

static bool begin(struct build *b, size_t step)
{
    static const char *const names[] = { N_("What it is about"), N_("Threats and weaknesses"),
                                         N_("Words and rating") };
    struct view_head h = { .title = S_("Build a scenario"),
                           .crumb = { { _("Risks"), STR("/risks") } },
                           .lead = arena_printf(b->v.c->mem, _("Step %zu of 3: %s."), step,
                                                lang_text(names[step - 1])) };
    return view_begin(&b->v, &h);
}

bool page_build(struct ctx *c, struct request *req, struct response *res)
{
    struct build b = { .in = &req->query };
    struct str step = http_get(&req->query, "step");
    struct record *r;
    view_init(&b.v, c, req, res, "risk");
    if (!view_may(&b.v, ACT_CREATE, &entity_risk))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!build_read(&b))
        return false;
    if (str_eq_z(step, "2"))
        return begin(&b, 2) && step_how(&b) && view_end(&b.v);
    if (!str_eq_z(step, "3"))
        return begin(&b, 1) && step_about(&b) && view_end(&b.v);
    if (!record_new(c, &entity_risk, &r))
        return false;
    if (b.scenario) {
        size_t place = entity_place(&entity_risk, entity_field(&entity_risk, STR("library")));
        rec_set_text(r, place, entry_text(b.scenario, "ref"));
        if (!library_complete(c, NULL, r, "scenario"))
            return false;
    }
    return begin(&b, 3) && build_form(&b, r, false) && view_end(&b.v);
}

/* --- saving --- */

/* The record of ours that started from an entry; made when there is none and the person may. */
static bool from_library(struct ctx *c, const struct entity *e, struct str key, struct str *ret)
{
    struct sql q;
    struct record *r;
    bool row, ok;
    *ret = STR("");
    sql_init(&q);
    sql_add(&q, "SELECT min(\"id\") FROM ");
    sql_ident(&q, e->name);
    sql_add(&q, " WHERE \"library\"=$1 AND \"archived\"=0");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    stmt_bind_text(st, 1, key);
    if (!stmt_step(c, st, &row))
        return false;
    if (row && !stmt_is_null(st, 0)) {
        *ret = entity_ref(c, e, stmt_int(st, 0));
        return true;
    }
    if (!permit_may_type(c->permit, ACT_CREATE, e))
        return true;
    if (!record_new(c, e, &r) || !record_parse(c, r, entity_field(e, STR("library")), key) ||
        !store_save(c, c->permit, r, NULL))
        return false;
    *ret = record_ref(c, r);
    return true;
}

static bool take_linked(struct build *b, struct record *r, size_t place, const struct entity *e,
                        const struct chosen *keys)
{
    struct ctx *c = b->v.c;
    struct str all = STR(""), ref;
    for (size_t i = 0; i < keys->n; i++) {
        if (!from_library(c, e, keys->at[i], &ref))
            return false;
        if (ref.n)
            all = arena_printf(c->mem, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? "; " : "",
                               STR_ARG(ref));
    }
    return !all.n || record_parse(c, r, &r->type->fields[place], all);
}

static bool take_codes(struct build *b, struct record *r, size_t place, const struct chosen *codes)
{
    struct str all = STR("");
    for (size_t i = 0; i < codes->n; i++)
        all = arena_printf(b->v.c->mem, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? "; " : "",
                           STR_ARG(codes->at[i]));
    return !all.n || record_parse(b->v.c, r, &r->type->fields[place], all);
}

static bool take(struct build *b, struct record *r)
{
    struct ctx *c = b->v.c;
    const struct field *library = entity_field(&entity_risk, STR("library"));
    struct chosen controls = { .n = 0 };
    read_chosen(b, "control", &controls);
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        if (!field_is_input(f) || f->kind == &kind_link || f == library ||
            !http_has(b->in, f->name))
            continue;
        struct str all = STR("");
        for (size_t k = 0; k < b->in->n; k++)
            if (str_eq_z(b->in->at[k].name, f->name) && b->in->at[k].value.n)
                all = all.n ? arena_printf(c->mem, STR_FMT "," STR_FMT, STR_ARG(all),
                                           STR_ARG(b->in->at[k].value))
                            : b->in->at[k].value;
        if (!record_parse(c, r, f, all) && c->err.code != ERR_INVALID)
            return false;
    }
    if (c->nproblems)
        return false;
    return (!b->scenario || record_parse(c, r, library, entry_text(b->scenario, "ref"))) &&
           take_codes(b, r, RISK_ASSETS, &b->assets) &&
           take_codes(b, r, RISK_CONTROLS, &controls) &&
           take_linked(b, r, RISK_THREATS, &entity_threat, &b->threats) &&
           take_linked(b, r, RISK_VULNERABILITIES, &entity_vulnerability, &b->weak);
}

bool page_build_send(struct ctx *c, struct request *req, struct response *res)
{
    struct build b = { .in = &req->form };
    struct record *r;
    view_init(&b.v, c, req, res, "risk");
    if (!permit_may_type(c->permit, ACT_CREATE, &entity_risk))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!build_read(&b) || !record_new(c, &entity_risk, &r) || !store_begin(c))
        return false;
    if (take(&b, r) && store_save(c, c->permit, r, NULL)) {
        if (!store_commit(c))
            return false;
        view_say(&b.v, arena_printf(c->mem, _("Added " STR_FMT "."), STR_ARG(record_ref(c, r))));
        http_redirect(c, res, url_record(c, r));
        return true;
    }
    store_rollback(c);
    if (c->err.code != ERR_INVALID)
        return false;
    res->status = http_status(c->err.code);
    struct problem *problems = c->problems; /* shown below; reading goes on without the error */
    int64_t n = c->nproblems;
    ctx_clear(c);
    c->problems = problems;
    c->nproblems = n;
    bool ok = begin(&b, 3) && build_form(&b, r, true) && view_end(&b.v);
    if (ok)
        ctx_clear(c);
    return ok;
}
