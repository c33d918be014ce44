#include "records/records.h"
#include "web/build.h"
#include "web/kinds.h"

/* The last step of the scenario builder: what helps against it, what it says, how it is rated. */

static const size_t shown[] = { RISK_TITLE,
                                RISK_CAUSE,
                                RISK_EVENT,
                                RISK_IMPACT,
                                RISK_PROPERTIES,
                                RISK_CURRENT_LIKELIHOOD,
                                RISK_CURRENT_CONSEQUENCE,
                                RISK_RATING_REASON,
                                RISK_CONFIDENCE,
                                RISK_OWNER,
                                RISK_SCOPE };

static bool sent_value(const struct build *b, const char *name, struct str value)
{
    for (size_t i = 0; i < b->in->n; i++)
        if (str_eq_z(b->in->at[i].name, name) && str_eq(b->in->at[i].value, value))
            return true;
    return false;
}

/* Controls of ours that serve a reference control; 27002:8.13 is 27001:A.8.13 in a statement. */
static bool serving(struct build *b, struct str ref, struct chosen *seen, bool *ret_any)
{
    struct ctx *c = b->v.c;
    struct sql q;
    bool row, ok;
    ptrdiff_t colon = str_find_char(ref, ':');
    struct str number = colon < 0 ? ref : str_tail(ref, (size_t)colon + 1);
    struct str key = arena_printf(c->mem, "27001:A." STR_FMT, STR_ARG(number));
    sql_init(&q);
    sql_add(&q, "SELECT t.\"id\", t.\"title\" FROM \"control\" AS t WHERE t.\"archived\"=0 AND "
                "t.\"status\"<>'retired' AND EXISTS (SELECT 1 FROM \"control_statement\" AS l JOIN "
                "\"statement\" AS s ON s.\"id\"=l.\"to_id\" WHERE l.\"from_id\"=t.\"id\" AND "
                "s.\"requirement\"=");
    int param = sql_param(&q);
    sql_add(&q, ")");
    permit_where(c->permit, &entity_control, &q);
    sql_add(&q, " ORDER BY t.\"id\"");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    ok = db_prepare_sql(c, c->db, &q, &st);
    sql_done(&q);
    if (!ok)
        return false;
    *ret_any = false;
    stmt_bind_text(st, param, key);
    while ((ok = stmt_step(c, st, &row)) && row) {
        struct str code = entity_ref(c, &entity_control, stmt_int(st, 0));
        *ret_any = true;
        if (chosen_has(seen, code) || seen->n == CHOSEN_MOST)
            continue;
        chosen_add(seen, code);
        html_f(b->v.b,
               "<label class=\"pick\"><input type=\"checkbox\" name=\"control\" "
               "value=\"%.*s\"%s><span>%.*s %.*s <small>serves A.%.*s</small></span></label>",
               STR_ARG(code), sent_value(b, "control", code) ? " checked" : "", STR_ARG(code),
               STR_ARG(stmt_text(st, 1)), STR_ARG(number));
    }
    return ok;
}

static bool controls(struct build *b)
{
    struct ctx *c = b->v.c;
    struct chosen refs, seen = { .n = 0 }, open = { .n = 0 };
    build_controls(b, &refs);
    if (!refs.n)
        return true;
    html_f(b->v.b, "<fieldset class=\"field\"><legend>Controls that help</legend><p "
                   "class=\"help\">Of yours, those that serve what the library names. Tick "
                   "what works today; the rating counts on it.</p>");
    for (size_t i = 0; i < refs.n; i++) {
        bool any;
        if (!serving(b, refs.at[i], &seen, &any))
            return false;
        if (!any)
            chosen_add(&open, refs.at[i]);
    }
    if (!seen.n)
        html_f(b->v.b, "<p class=\"quiet\">None of your controls serves them yet.</p>");
    buf_add_z(b->v.b, "</fieldset>");
    if (!open.n)
        return true;
    html_f(b->v.b, "<p>Reference controls that nothing of yours covers yet; think of them when "
                   "you plan the treatment:</p><ul class=\"list\">");
    for (size_t i = 0; i < open.n; i++) {
        struct str title;
        if (!store_content_title(c, &entity_requirement, open.at[i], &title))
            return false;
        html_f(b->v.b, "<li><a class=\"t\" href=\"%.*s\">%.*s %.*s</a></li>",
               STR_ARG(url_key(c, &entity_requirement, open.at[i])), STR_ARG(open.at[i]),
               STR_ARG(title));
    }
    buf_add_z(b->v.b, "</ul>");
    return true;
}

static void summary(struct build *b)
{
    struct ctx *c = b->v.c;
    if (!c->problems)
        return;
    ui_errors(b->v.b, _("Something has to be put right"));
    for (const struct problem *p = c->problems; p; p = p->next) {
        bool there = false;
        for (size_t i = 0; i < ARRAY_LEN(shown) && p->field; i++)
            there |= strcmp(entity_risk.fields[shown[i]].name, p->field) == 0;
        ui_error(b->v.b, there ? p->field : NULL, p->message);
    }
    ui_errors_end(b->v.b);
}

static bool fields(struct build *b, struct record *r, bool sent)
{
    struct ctx *c = b->v.c;
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        const struct field *f = &entity_risk.fields[shown[i]];
        struct str text = STR("");
        if (!sent) {
            if (!input_text(c, r, f, &text))
                return false;
        } else {
            for (size_t k = 0; k < b->in->n; k++)
                if (str_eq_z(b->in->at[k].name, f->name) && b->in->at[k].value.n)
                    text = text.n ? arena_printf(c->mem, STR_FMT "," STR_FMT, STR_ARG(text),
                                                 STR_ARG(b->in->at[k].value))
                                  : b->in->at[k].value;
        }
        if (!ui_input(&b->v, r, f, text, problem_find(c->problems, f->name)))
            return false;
    }
    return true;
}

static void keep(struct build *b, const char *name, const struct chosen *k)
{
    for (size_t i = 0; i < k->n; i++)
        html_f(b->v.b, "<input type=\"hidden\" name=\"%s\" value=\"%.*s\">", name,
               STR_ARG(k->at[i]));
}

bool build_form(struct build *b, struct record *r, bool sent)
{
    struct ctx *c = b->v.c;
    struct buf *o = b->v.b;
    if (!permit_may_type(c->permit, ACT_CREATE, &entity_threat))
        ui_note(o, TONE_INFO, "info",
                S_("Threats and weaknesses that are not in your registers yet are left out: the "
                   "security manager adds them."));
    buf_add_z(o, "<form method=\"post\" action=\"/risks/build\" novalidate>");
    view_form_token(&b->v);
    keep(b, "asset", &b->assets);
    keep(b, "threat", &b->threats);
    keep(b, "vulnerability", &b->weak);
    html_f(o, "<input type=\"hidden\" name=\"chosen\" value=\"1\">");
    if (b->scenario) {
        html_f(o, "<input type=\"hidden\" name=\"scenario\" value=\"%.*s\">",
               STR_ARG(entry_text(b->scenario, "ref")));
        int64_t hint = rec_value(b->scenario, "likelihood")->tag == V_INT
                           ? rec_value(b->scenario, "likelihood")->i
                           : 0;
        if (hint)
            ui_note(
                o, TONE_INFO, "lightbulb",
                arena_printf(c->mem,
                             _("Practice sees this scenario at about %ld on a scale from 1 "
                               "(rare) to 5 (several times a year). Rate it as it is with you."),
                             (long)hint));
    }
    summary(b);
    if (!controls(b) || !fields(b, r, sent))
        return false;
    html_f(o, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">Add the risk"
              "</button><a class=\"btn text\" href=\"/risks\">Cancel</a></div></form>");
    ctx_clear(c); /* the problems are shown */
    return true;
}
