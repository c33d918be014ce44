#include "base/num.h"
#include "exchange/soa_out.h"
#include "isms/soa.h"
#include "isms/standard.h"
#include "records/records.h"
#include "web/files.h"
#include "web/kinds.h"
#include "web/pages.h"
#include "web/panels.h"
#include "web/prose.h"
#include "web/scope.h"

/* One row of the SoA: what the reference control asks for, what we do, the decision; approving and
 * comparing versions; the files. */

struct row_page {
    struct view v;
    struct record *scope;
    struct soa s;
    const struct soa_row *row;
    const struct soa_row *before, *after;
    struct record *statement;
    struct standard_entry entry;
};

/* The fields that soa_set takes, in the order of the decision. */
static const size_t asked[] = { STATEMENT_APPLICABLE,    STATEMENT_REASONS, STATEMENT_OBLIGATIONS,
                                STATEMENT_JUSTIFICATION, STATEMENT_OWNER,   STATEMENT_ADAPTATION,
                                STATEMENT_PARTS };

static bool read_row(struct row_page *p)
{
    struct ctx *c = p->v.c;
    if (!scope_of_request(c, p->v.req, &p->scope))
        return false;
    if (!p->scope)
        return fail(c, ERR_NOT_FOUND, "There is no scope yet.");
    if (!soa_read(c, c->permit, p->scope, &p->s))
        return false;
    for (size_t i = 0; i < p->s.n; i++)
        if (str_ieq(p->s.row[i].number, p->v.req->part[0])) {
            p->row = &p->s.row[i];
            p->before = i ? &p->s.row[i - 1] : NULL;
            p->after = i + 1 < p->s.n ? &p->s.row[i + 1] : NULL;
        }
    if (!p->row)
        return fail(c, ERR_NOT_FOUND, "The Statement of Applicability has no such row.");
    return store_load(c, c->permit, &entity_statement, p->row->statement, &p->statement);
}

static bool facts(struct view *v, void *arg)
{
    struct row_page *p = arg;
    struct str reasons = soa_reasons(v->c, p->row);
    buf_add_z(v->b, "<span>");
    soa_badge(v->b, p->row);
    buf_add_z(v->b, "</span>");
    if (reasons.n)
        html_f(v->b, "<span>because of <b>%.*s</b></span>", STR_ARG(reasons));
    if (p->row->exception)
        html_f(v->b, "<span class=\"t-warn\">an exception is open</span>");
    return true;
}

static bool actions(struct view *v, void *arg)
{
    struct row_page *p = arg;
    if (p->before)
        ui_button(v->b, arena_printf(v->c->mem, "/soa/" STR_FMT, STR_ARG(p->before->number)),
                  "arrow-left", arena_z(v->c->mem, p->before->number), false);
    if (p->after)
        ui_button(v->b, arena_printf(v->c->mem, "/soa/" STR_FMT, STR_ARG(p->after->number)),
                  "arrow-right", arena_z(v->c->mem, p->after->number), false);
    return true;
}

/* --- what we do --- */

static struct str status_words(struct str key)
{
    const struct field *f = entity_field(&entity_control, STR("status"));
    for (const struct choice *ch = f->choices; ch->key; ch++)
        if (str_eq_z(key, ch->key))
            return str_z(lang_text(ch->label));
    return key;
}

static bool control_list(struct row_page *p)
{
    struct view *v = &p->v;
    ui_sheet(v->b, "do", S_("What we do"));
    buf_add_z(v->b, "<div class=\"in\">");
    if (!p->row->ncontrols)
        html_f(v->b, "<p class=\"quiet\">No control is linked yet. Describe below how it is "
                     "done: that makes the control.</p>");
    buf_add_z(v->b, "<ul class=\"list\">");
    for (size_t i = 0; i < p->row->ncontrols; i++) {
        const struct soa_control *k = &p->row->control[i];
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, entity_ref(v->c, &entity_control, k->id),
               url_of(v->c, &entity_control, k->id));
        html_f(v->b, "<b>%.*s</b>", STR_ARG(k->title));
        ui_status(v->b, k->status, status_words(k->status));
        html_f(v->b, "<span class=\"quiet\">%s</span>",
               k->whole ? _("covers the whole") : _("a part"));
        if (k->how.n)
            html_f(v->b, "<p class=\"serif\">%.*s</p>", STR_ARG(k->how));
        buf_add_z(v->b, "</li>");
    }
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

static bool numbers(struct view *v, const char *heading, const struct entity *e, const int64_t *id,
                    size_t n)
{
    struct str title;
    if (!n)
        return true;
    ui_sheet(v->b, e->name, str_z(heading));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < n; i++) {
        if (!store_title(v->c, e, id[i], &title))
            return false;
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, entity_ref(v->c, e, id[i]), url_of(v->c, e, id[i]));
        html_f(v->b, "%.*s</li>", STR_ARG(title));
    }
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

/* Evidence of the row's controls, newest first. */
static bool evidence_list(struct row_page *p)
{
    struct view *v = &p->v;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok, any = false;
    if (!permit_may_type(v->c->permit, ACT_READ, &entity_evidence))
        return true;
    if (!db_prepare(v->c, v->c->db,
                    "SELECT DISTINCT e.\"id\", e.\"title\", coalesce(e.\"collected_on\", ''), "
                    "CASE WHEN e.\"valid_until\"<$2 THEN 1 ELSE 0 END FROM \"control_statement\" "
                    "AS cs JOIN \"evidence_control\" AS ec ON ec.\"to_id\"=cs.\"from_id\" JOIN "
                    "\"evidence\" AS e ON e.\"id\"=ec.\"from_id\" WHERE cs.\"to_id\"=$1 AND "
                    "e.\"archived\"=0 ORDER BY 3 DESC, 1 LIMIT 50",
                    &st))
        return false;
    stmt_bind_int(st, 1, p->row->statement);
    stmt_bind_text(st, 2, store_today_text(v->c));
    while ((ok = stmt_step(v->c, st, &row)) && row) {
        struct record *r;
        int64_t id = stmt_int(st, 0);
        if (!store_peek(v->c, &entity_evidence, id, &r))
            return false;
        if (!r || !permit_may(v->c->permit, ACT_READ, r))
            continue;
        if (!any) {
            ui_sheet(v->b, "evidence", S_("Evidence"));
            buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
            any = true;
        }
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, entity_ref(v->c, &entity_evidence, id), url_of(v->c, &entity_evidence, id));
        evidence_link(v, r);
        html_f(v->b, "<span class=\"end\">%.*s</span>", STR_ARG(day_words(v->c, stmt_text(st, 2))));
        if (stmt_int(st, 3))
            ui_status(v->b, STR("overdue"), S_("expired"));
        buf_add_z(v->b, "</li>");
    }
    if (any) {
        buf_add_z(v->b, "</ul></div>");
        ui_sheet_end(v->b);
    }
    return ok;
}

/* --- the decision --- */

static struct str joined(struct ctx *c, const struct request *req, const char *name)
{
    struct str all = STR("");
    for (size_t i = 0; i < req->form.n; i++)
        if (str_eq_z(req->form.at[i].name, name) && req->form.at[i].value.n)
            all = all.n ? arena_printf(c->mem, STR_FMT "," STR_FMT, STR_ARG(all),
                                       STR_ARG(req->form.at[i].value))
                        : req->form.at[i].value;
    return all;
}

static bool how_field(struct row_page *p)
{
    struct view *v = &p->v;
    bool sent = http_has(&v->req->form, "how");
    struct str now = sent                     ? http_get(&v->req->form, "how")
                     : p->row->ncontrols == 1 ? p->row->control[0].how
                                              : STR("");
    if (p->row->ncontrols > 1) {
        html_f(v->b, "<p class=\"help\">Several controls serve this row; describe how on each of "
                     "them.</p>");
        return true;
    }
    html_f(
        v->b,
        "<div class=\"field\"><label for=\"f-how\">How we do it <small>(optional)</small></label>"
        "<p class=\"help\" id=\"h-how\">Two or three sentences: who does what, how often. It "
        "stands on the control, which is made when there is none.</p><textarea id=\"f-how\" "
        "name=\"how\" rows=\"4\" aria-describedby=\"h-how\">%.*s</textarea></div>",
        STR_ARG(now));
    return true;
}

static bool decision(struct row_page *p)
{
    struct view *v = &p->v;
    bool sent = v->req->form.n > 0;
    ui_sheet(v->b, "decide", S_("The decision"));
    html_f(v->b, "<form class=\"in\" method=\"post\" action=\"/soa/%.*s\" novalidate>",
           STR_ARG(p->row->number));
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"scope\" value=\"%.*s\"><input type=\"hidden\" "
           "name=\"version\" value=\"%ld\">",
           STR_ARG(record_ref(v->c, p->scope)), (long)p->statement->version);
    ui_problems(v->b, _("The decision was not saved"), &v->c->err, v->c->problems, "applicable");
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        const struct field *f = &entity_statement.fields[asked[i]];
        struct str text = joined(v->c, v->req, f->name);
        if (!sent && !input_text(v->c, p->statement, f, &text))
            return false;
        if (!ui_input(v, p->statement, f, text, problem_find(v->c->problems, f->name)))
            return false;
    }
    if (!how_field(p))
        return false;
    html_f(v->b, "<div class=\"btns\"><button class=\"btn main\" type=\"submit\">Save the "
                 "decision</button></div></form>");
    ui_sheet_end(v->b);
    return true;
}

static bool show(struct row_page *p)
{
    struct view *v = &p->v;
    struct view_head h = { .title = p->row->title,
                           .crumb = { { _("Statement of Applicability"), STR("/soa") } },
                           .ref = p->row->number,
                           .actions = actions,
                           .facts = facts,
                           .arg = p };
    struct err e = v->c->err;
    struct problem *problems = v->c->problems;
    ctx_clear(v->c);
    if (!view_begin(v, &h))
        return false;
    buf_add_z(v->b, "<div class=\"cols even\"><div class=\"stack-l\">");
    if (!control_list(p) || !evidence_list(p) ||
        !numbers(v, _("Risks that rely on it"), &entity_risk, p->row->risk, p->row->nrisks) ||
        !numbers(v, _("Law and contracts"), &entity_obligation, p->row->obligation,
                 p->row->nobligations))
        return false;
    v->c->err = e;
    v->c->problems = problems;
    if (view_may_record(v, ACT_EDIT, p->statement) && !decision(p))
        return false;
    ctx_clear(v->c);
    buf_add_z(v->b, "</div><div class=\"stack-l\">");
    if (p->row->requirement.n &&
        (!standard_find(v->c, v->c->permit, p->row->requirement, &p->entry) ||
         !prose_write(v, &p->entry)))
        return false;
    buf_add_z(v->b, "</div></div>");
    return view_end(v);
}

bool page_soa_row(struct ctx *c, struct request *req, struct response *res)
{
    struct row_page p = { .row = NULL };
    view_init(&p.v, c, req, res, "soa");
    bool ok = read_row(&p) && show(&p);
    standard_done(&p.entry);
    return ok;
}

enum { SET_MOST = 16 };

bool page_soa_set(struct ctx *c, struct request *req, struct response *res)
{
    struct row_page p = { .row = NULL };
    struct str args[SET_MOST];
    int n = 0;
    view_init(&p.v, c, req, res, "soa");
    if (!read_row(&p))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        const struct field *f = &entity_statement.fields[asked[i]];
        if (http_has(&req->form, f->name) || f->kind == &kind_choices)
            args[n++] =
                arena_printf(c->mem, "%s=" STR_FMT, f->name, STR_ARG(joined(c, req, f->name)));
    }
    struct str how = http_get(&req->form, "how");
    if (how.n && !(p.row->ncontrols == 1 && str_eq(how, p.row->control[0].how)))
        args[n++] = arena_printf(c->mem, "how=" STR_FMT, STR_ARG(how));
    if (soa_set(c, c->permit, p.scope, p.row->number, args, n)) {
        view_say(&p.v, arena_printf(c->mem, _(STR_FMT " is decided."), STR_ARG(p.row->number)));
        http_redirect(c, res, arena_printf(c->mem, "/soa/" STR_FMT, STR_ARG(p.row->number)));
        return true;
    }
    if (c->err.code != ERR_INVALID && c->err.code != ERR_CONFLICT)
        return false;
    res->status = http_status(c->err.code);
    bool ok = show(&p);
    standard_done(&p.entry);
    return ok;
}

/* --- approving --- */

static bool approve_form(struct view *v, struct record *scope)
{
    struct ctx *c = v->c;
    struct err e = c->err;
    struct problem *problems = c->problems;
    struct view_head h = { .title = S_("Approve a version"),
                           .crumb = { { _("Statement of Applicability"), STR("/soa") } },
                           .lead = S_("Approving freezes every row with a digest. The version is "
                                      "what stands on the certificate and what auditors ask "
                                      "for.") };
    ctx_clear(c);
    if (!view_begin(v, &h))
        return false;
    c->err = e;
    c->problems = problems;
    if (e.code != ERR_NONE) {
        ui_errors(v->b, e.message);
        for (const struct problem *x = problems; x; x = x->next)
            ui_error(v->b, NULL, x->message);
        ui_errors_end(v->b);
    }
    ctx_clear(c);
    buf_add_z(v->b, "<form method=\"post\" action=\"/soa/approve\">");
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"scope\" value=\"%.*s\"><div class=\"field\"><label "
           "for=\"f-note\">Note <small>(optional)</small></label><p class=\"help\" "
           "id=\"h-note\">What this version is about, for the history.</p><textarea "
           "id=\"f-note\" name=\"note\" aria-describedby=\"h-note\">%.*s</textarea></div><div "
           "class=\"btns\"><button class=\"btn main\" type=\"submit\">Approve and "
           "freeze</button><a class=\"btn text\" href=\"/soa\">Cancel</a></div></form>",
           STR_ARG(record_ref(c, scope)), STR_ARG(http_get(&v->req->form, "note")));
    return view_end(v);
}

bool page_soa_approve(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope;
    int64_t number;
    view_init(&v, c, req, res, "soa");
    if (!scope_of_request(c, req, &scope))
        return false;
    if (!scope)
        return fail(c, ERR_NOT_FOUND, "There is no scope yet.");
    if (req->method == HTTP_GET)
        return approve_form(&v, scope);
    if (soa_approve(c, c->permit, scope, http_get(&req->form, "note"), &number)) {
        view_say(&v, arena_printf(c->mem, _("Version %ld is approved."), (long)number));
        http_redirect(c, res, STR("/soa"));
        return true;
    }
    if (c->err.code != ERR_INVALID && c->err.code != ERR_CONFLICT && c->err.code != ERR_FORBIDDEN)
        return false;
    res->status = http_status(c->err.code);
    return approve_form(&v, scope);
}

/* --- what changed --- */

static void difference(void *arg, struct str ref, struct str sentence)
{
    struct view *v = arg;
    html_f(v->b, "<li><a class=\"ref\" href=\"/soa/%.*s\">%.*s</a> %.*s</li>", STR_ARG(ref),
           STR_ARG(ref), STR_ARG(sentence));
}

bool page_soa_diff(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct record *scope;
    int64_t from = 0, to = 0;
    view_init(&v, c, req, res, "soa");
    if (!scope_of_request(c, req, &scope))
        return false;
    if (!scope)
        return fail(c, ERR_NOT_FOUND, "There is no scope yet.");
    if (!num_parse_int(http_get(&req->query, "from"), &from) || from < 1)
        return fail(c, ERR_USAGE, "Say with from=1 which version to compare with.");
    if (http_get(&req->query, "to").n && !num_parse_int(http_get(&req->query, "to"), &to))
        return fail(c, ERR_USAGE, "to must be the number of a version.");
    struct view_head h = {
        .title = to ? arena_printf(c->mem, _("What changed from version %ld to %ld"), (long)from,
                                   (long)to)
                    : arena_printf(c->mem, _("What changed since version %ld"), (long)from),
        .crumb = { { _("Statement of Applicability"), STR("/soa") } }
    };
    if (!view_begin(&v, &h))
        return false;
    buf_add_z(v.b, "<section class=\"sheet\"><div class=\"in\"><ul class=\"list\">");
    size_t before = v.b->n;
    if (!soa_diff(c, c->permit, scope, from, to, difference, &v))
        return false;
    if (v.b->n == before)
        html_f(v.b, "<li>Nothing.</li>");
    buf_add_z(v.b, "</ul></div></section>");
    return view_end(&v);
}

/* --- files --- */

static bool write_file(struct ctx *c, const struct soa *s, struct str form, bool plain,
                       struct response *res)
{
    struct jout j;
    if (str_eq_z(form, "csv")) {
        res->type = "text/csv; charset=utf-8";
        return soa_csv(c, s, plain, &res->body);
    }
    if (str_eq_z(form, "html"))
        return soa_html(c, s, plain, &res->body);
    if (str_eq_z(form, "xlsx")) {
        const char *path = file_temporary(c);
        res->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return soa_xlsx(c, s, plain, path) && file_send_temporary(c, res, path);
    }
    res->type = "application/json";
    jout_init(&j, &res->body, false);
    return soa_json(c, s, plain, &j);
}

bool page_soa_file(struct ctx *c, struct request *req, struct response *res)
{
    struct record *scope;
    struct soa s;
    struct str form = str_tail(req->path, 5); /* "/soa." */
    if (!scope_of_request(c, req, &scope))
        return false;
    if (!scope)
        return fail(c, ERR_NOT_FOUND, "There is no scope yet.");
    if (!soa_read(c, c->permit, scope, &s) ||
        !write_file(c, &s, form, http_has(&req->query, "public"), res))
        return false;
    http_add(c, res, "Content-Disposition",
             arena_printf(c->mem, "attachment; filename=\"soa." STR_FMT "\"", STR_ARG(form)));
    return true;
}
