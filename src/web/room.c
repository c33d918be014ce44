#include "records/records.h"
#include "web/decide.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/panels.h"

/* The acceptance room: what waits for the person who is signed in, with what changed since the last
 * decision and one form each; below, the second signatures that wait for top management. The forms
 * go where every acceptance is made, so that the same rules hold. */

struct desk {
    struct view v;
    struct waiting w;
    size_t shown;
};

static void form_begin(struct desk *d, const struct record *risk)
{
    buf_add_z(d->v.b, "<form method=\"post\" action=\"/acceptances/new\" class=\"decide\">");
    view_form_token(&d->v);
    html_f(d->v.b,
           "<input type=\"hidden\" name=\"form_fields\" value=\"1\"><input type=\"hidden\" "
           "name=\"back\" value=\"/acceptances/room\"><input type=\"hidden\" name=\"risk\" "
           "value=\"%.*s\">",
           STR_ARG(record_ref(d->v.c, risk)));
}

static void form_end(struct desk *d, int64_t id, const char *prefix, const char *button)
{
    html_f(d->v.b,
           "<div class=\"field\"><label for=\"%s-until-%ld\">Valid until</label><p class=\"help\" "
           "id=\"%s-uh-%ld\">The decision is asked for again after this day; empty: until "
           "something changes.</p><input type=\"date\" class=\"short\" id=\"%s-until-%ld\" "
           "name=\"valid_until\" aria-describedby=\"%s-uh-%ld\"></div>",
           prefix, (long)id, prefix, (long)id, prefix, (long)id, prefix, (long)id);
    html_f(d->v.b,
           "<div class=\"field\"><label for=\"%s-say-%ld\">Statement</label><p class=\"help\" "
           "id=\"%s-sh-%ld\">What you decide and why, in your words.</p><textarea rows=\"2\" "
           "id=\"%s-say-%ld\" name=\"statement\" aria-describedby=\"%s-sh-%ld\"></textarea></div>",
           prefix, (long)id, prefix, (long)id, prefix, (long)id, prefix, (long)id);
    html_f(d->v.b,
           "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">%s</button></div>"
           "</form>",
           button);
}

static void owner_form(struct desk *d, const struct record *risk, bool residual, bool plan)
{
    struct buf *b = d->v.b;
    form_begin(d, risk);
    html_f(b,
           "<div class=\"field\"><label for=\"k-%ld\">Decision</label><select id=\"k-%ld\" "
           "name=\"kind\">",
           (long)risk->id, (long)risk->id);
    for (const struct choice *x = entity_acceptance.fields[ACCEPTANCE_KIND].choices; x->key; x++) {
        bool both = strcmp(x->key, "both") == 0, approves = strcmp(x->key, "plan_approval") == 0;
        if (both ? !(residual && plan) : approves ? !plan : !residual)
            continue;
        html_f(b, "<option value=\"%s\"%s>%s</option>", x->key, both ? " selected" : "",
               lang_text(x->label));
    }
    buf_add_z(b, "</select></div>");
    form_end(d, risk->id, "o", _("Decide and sign"));
}

/* Why this risk cannot be accepted as it stands; empty: it can. */
static bool obstacle(struct ctx *c, const struct record *risk, const struct page *plan,
                     struct str *ret)
{
    const struct criteria *k;
    bool target = !rec_is_null(risk, RISK_TARGET_LEVEL);
    int64_t level = rec_int(risk, target ? RISK_TARGET_LEVEL : RISK_CURRENT_LEVEL);
    *ret = STR("");
    for (size_t i = 0; i < plan->n; i++)
        if (rec_is_null(plan->items[i], TREATMENT_RESPONSIBLE) ||
            rec_is_null(plan->items[i], TREATMENT_DUE))
            *ret = S_("An action of the plan has nobody responsible or no day: the plan cannot "
                      "be approved before.");
    if (!level) {
        *ret = S_("It is not rated yet: rate likelihood and consequence first.");
        return true;
    }
    if (rec_is_null(risk, RISK_CRITERIA))
        return true;
    if (!criteria_load(c, rec_int(risk, RISK_CRITERIA), &k))
        return false;
    if (criteria_rule(k, level, rec_text(risk, RISK_CLASSES)).who == ACCEPTOR_NOBODY)
        *ret = S_("What is left lies at a level that nobody accepts: plan more treatment, or "
                  "avoid the risk.");
    return true;
}

static bool fact(struct desk *d, const struct record *r, const struct field *f, const char *label)
{
    if (rec_is_null(r, entity_place(r->type, f)))
        return true;
    html_f(d->v.b, "<dt>%s</dt><dd>", label);
    if (!ui_value(d->v.c, d->v.b, r, f, false))
        return false;
    buf_add_z(d->v.b, "</dd>");
    return true;
}

static bool plan_rows(struct desk *d, const struct page *plan)
{
    struct ctx *c = d->v.c;
    if (!plan->n)
        return true;
    html_f(d->v.b, "<dt>Plan</dt><dd><ul class=\"list\">");
    for (size_t i = 0; i < plan->n; i++) {
        const struct record *t = plan->items[i];
        static const size_t shown[] = { TREATMENT_OPTION, TREATMENT_STATUS, TREATMENT_RESPONSIBLE,
                                        TREATMENT_DUE };
        buf_add_z(d->v.b, "<li>");
        ui_ref(d->v.b, record_ref(c, t), url_record(c, t));
        html_f(d->v.b, "<span class=\"t\">%.*s</span>", STR_ARG(record_title(t)));
        for (size_t k = 0; k < ARRAY_LEN(shown); k++) {
            buf_add_z(d->v.b, "<span>");
            if (!ui_value(c, d->v.b, t, &t->type->fields[shown[k]], true))
                return false;
            buf_add_z(d->v.b, "</span>");
        }
        buf_add_z(d->v.b, "</li>");
    }
    buf_add_z(d->v.b, "</ul></dd>");
    return true;
}

/* What was decided last, and what changed since. */
static bool before(struct desk *d, const struct record *last)
{
    struct ctx *c = d->v.c;
    struct buf *b = d->v.b;
    if (!last) {
        html_f(b, "<dt>Until now</dt><dd>Nobody has decided on it.</dd>");
        return true;
    }
    html_f(b, "<dt>Last decision</dt><dd>");
    ui_ref(b, record_ref(c, last), url_record(c, last));
    html_f(b, " %.*s, on %.*s</dd>",
           STR_ARG(value_text(c, last, &entity_acceptance.fields[ACCEPTANCE_KIND])),
           STR_ARG(value_text(c, last, &entity_acceptance.fields[ACCEPTANCE_ON])));
    return fact(d, last, &entity_acceptance.fields[ACCEPTANCE_BOUND_LEVEL], _("Level then")) &&
           fact(d, last, &entity_acceptance.fields[ACCEPTANCE_STALE], _("Changed since"));
}

static bool facts(struct desk *d, const struct record *risk, const struct page *plan)
{
    struct record *last;
    static const struct {
        size_t place;
        const char *label;
    } shown[] = {
        { RISK_CAUSE, N_("Cause") },
        { RISK_EVENT, N_("Event") },
        { RISK_IMPACT, N_("Impact") },
        { RISK_CURRENT_LEVEL, N_("Level now") },
        { RISK_TARGET_LEVEL, N_("Expected after the plan") },
        { RISK_STALE, N_("Look again because") },
    };
    if (!decide_last(d->v.c, risk, &last))
        return false;
    buf_add_z(d->v.b, "<dl class=\"facts\">");
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        if (!fact(d, risk, &risk->type->fields[shown[i].place], lang_text(shown[i].label)))
            return false;
    if (!plan_rows(d, plan) || !before(d, last))
        return false;
    buf_add_z(d->v.b, "</dl>");
    return true;
}

static void sheet_begin(struct desk *d, const char *prefix, const struct record *risk)
{
    struct ctx *c = d->v.c;
    html_f(d->v.b, "<section class=\"sheet\" aria-labelledby=\"%s-%ld\"><header><h2 id=\"%s-%ld\">",
           prefix, (long)d->shown, prefix, (long)d->shown);
    ui_ref(d->v.b, record_ref(c, risk), url_record(c, risk));
    html_f(d->v.b, " %.*s</h2></header><div class=\"in\">", STR_ARG(record_title(risk)));
    d->shown++;
}

static bool one_risk(struct desk *d, const struct record *risk)
{
    struct page plan;
    struct str why;
    bool residual = ids_has(&d->w.residual, risk->id), approve = ids_has(&d->w.plan, risk->id);
    if (!residual && !approve)
        return true;
    if (!decide_plan(d->v.c, risk, &plan))
        return false;
    sheet_begin(d, "own", risk);
    if (!facts(d, risk, &plan) || !obstacle(d->v.c, risk, &plan, &why))
        return false;
    if (why.n)
        ui_note(d->v.b, TONE_WARN, "triangle-alert", why);
    else if (view_may(&d->v, ACT_CREATE, &entity_acceptance))
        owner_form(d, risk, residual, approve);
    buf_add_z(d->v.b, "</div></section>");
    return true;
}

static bool own_risks(struct desk *d)
{
    struct ctx *c = d->v.c;
    struct query q;
    struct page p;
    query_init(&q, &entity_risk);
    q.limit = QUERY_LIMIT_MAX;
    q.where[q.n++] = (struct condition){ &entity_risk.fields[RISK_OWNER],
                                         OP_EQ,
                                         { .tag = V_INT, .i = permit_person(c->permit) } };
    if (!query_where(c, &q, STR("status=open")) || !query_sort(c, &q, STR("-current_level")))
        return false;
    do {
        if (!query_list(c, c->permit, &q, &p))
            return false;
        for (size_t i = 0; i < p.n; i++)
            if (!one_risk(d, p.items[i]))
                return false;
        q.after = p.next;
    } while (p.next.n);
    return true;
}

/* --- top management --- */

static bool second_form(struct desk *d, const struct record *first, const struct record *risk)
{
    struct page plan;
    if (!decide_plan(d->v.c, risk, &plan))
        return false;
    sheet_begin(d, "second", risk);
    html_f(d->v.b, "<p>The owner has decided and asks for the second signature: %.*s</p>",
           STR_ARG(value_text(d->v.c, first, &entity_acceptance.fields[ACCEPTANCE_STATEMENT])));
    if (!facts(d, risk, &plan))
        return false;
    form_begin(d, risk);
    html_f(d->v.b,
           "<input type=\"hidden\" name=\"kind\" value=\"%.*s\"><input type=\"hidden\" "
           "name=\"second_of\" value=\"%.*s\">",
           STR_ARG(rec_text(first, ACCEPTANCE_KIND)), STR_ARG(record_ref(d->v.c, first)));
    form_end(d, first->id, "s", _("Sign second"));
    buf_add_z(d->v.b, "</div></section>");
    return true;
}

static bool second_signatures(struct desk *d)
{
    struct ctx *c = d->v.c;
    int64_t me = permit_person(c->permit);
    for (size_t i = 0; i < d->w.second.n; i++) {
        struct record *first, *risk;
        bool may;
        if (!store_peek(c, &entity_acceptance, d->w.second.id[i], &first))
            return false;
        if (!first || rec_int(first, ACCEPTANCE_BY) == me)
            continue;
        if (!store_load(c, c->permit, &entity_risk, rec_int(first, ACCEPTANCE_RISK), &risk) ||
            !acceptance_by_management(c, me, rec_int(risk, RISK_SCOPE), &may))
            return false;
        if (may && view_may(&d->v, ACT_CREATE, &entity_acceptance) && !second_form(d, first, risk))
            return false;
    }
    return true;
}

bool page_room(struct ctx *c, struct request *req, struct response *res)
{
    struct desk d = { .shown = 0 };
    view_init(&d.v, c, req, res, "acceptance");
    struct view_head h = {
        .title = S_("Acceptance room"),
        .crumb = { { _("Acceptances"), STR("/acceptances") } },
        .lead = S_("What waits for your decision, with what changed since the last one."),
    };
    if (!permit_may_type(c->permit, ACT_READ, &entity_acceptance) ||
        !permit_may_type(c->permit, ACT_READ, &entity_risk))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!decide_waiting(c, &d.w) || !view_begin(&d.v, &h))
        return false;
    buf_add_z(d.v.b, "<div class=\"stack-l\">");
    if (!own_risks(&d) || !second_signatures(&d))
        return false;
    if (!d.shown)
        ui_empty(d.v.b, "circle-check", "Nothing waits for you",
                 "Every risk that you own is decided on, and no second signature is asked of you.",
                 STR("/acceptances"), "All acceptances");
    buf_add_z(d.v.b, "</div>");
    return view_end(&d.v);
}

bool acceptance_above(struct view *v)
{
    buf_add_z(v->b, "<p class=\"btns\">");
    ui_button(v->b, STR("/acceptances/room"), "inbox", "What waits for you", true);
    buf_add_z(v->b, "</p>");
    return true;
}
