#include <qrencode.h>

#include "base/num.h"
#include "records/records.h"
#include "web/pages.h"
#include "web/setup.h"

/* Settings: one's own sign-in and look; who may sign in; tokens of programs. */

enum { LANGUAGES_SHOWN = 64 };

static bool begin(struct view *v, const char *title, const char *lead)
{
    struct view_head h = { .title = str_z(title),
                           .crumb = { { _("Settings"), STR("/settings") } },
                           .lead = str_z(lead) };
    return view_begin(v, &h);
}

static void problems(struct view *v, const struct err *e, const struct problem *p)
{
    ui_problems(v->b, _("This was not saved"), e, p, NULL);
}

static void input(struct view *v, const char *name, const char *label, const char *type,
                  const char *complete)
{
    html_f(v->b,
           "<div class=\"field\"><label for=\"f-%s\">%s</label><input id=\"f-%s\" "
           "name=\"%s\" type=\"%s\" autocomplete=\"%s\"></div>",
           name, label, name, name, type, complete);
}

/* Opens a form that posts one action to /settings/me. */
static void form_begin(struct view *v, const char *action, const char *what)
{
    html_f(v->b, "<form method=\"post\" action=\"%s\">", action);
    view_form_token(v);
    html_f(v->b, "<input type=\"hidden\" name=\"what\" value=\"%s\">", what);
}

bool page_settings(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "settings");
    struct view_head h = { .title = S_("Settings") };
    if (!view_begin(&v, &h))
        return false;
    html_f(v.b,
           "<section class=\"sheet\"><div class=\"in\"><ul class=\"list\"><li><a "
           "href=\"/settings/me\">Sign-in, second factor, sessions</a></li><li><a "
           "href=\"/settings/look\">%s</a></li>",
           lang_at(0) ? _("Language, light, dark, density, keys")
                      : _("Light, dark, density, keys"));
    if (permit_roles(c->permit) & ROLE_ADMIN)
        html_f(v.b, "<li><a href=\"/settings/users\">Who may sign in</a></li>");
    html_f(v.b, "<li><a href=\"/settings/tokens\">Tokens for programs</a></li>");
    html_f(v.b, "<li><a href=\"%.*s\">The organisation</a></li>",
           STR_ARG(url_of(c, &entity_organization, 1)));
    if (permit_may_type(c->permit, ACT_READ, &entity_grant))
        html_f(v.b, "<li><a href=\"/%s\">Permissions in this program</a></li>",
               entity_grant.plural);
    buf_add_z(v.b, "</ul>");
    if (!setup_link(&v))
        return false;
    buf_add_z(v.b, "</div></section>");
    return view_end(&v);
}

/* --- one's own --- */

static void qr(struct buf *b, const char *text)
{
    QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!q)
        BUG("QR code");
    html_f(b,
           "<svg class=\"qr\" viewBox=\"-2 -2 %d %d\" role=\"img\" aria-label=\"QR code for your "
           "authenticator\"><path d=\"",
           q->width + 4, q->width + 4);
    for (int y = 0; y < q->width; y++)
        for (int x = 0; x < q->width; x++)
            if (q->data[y * q->width + x] & 1)
                buf_addf(b, "M%d %dh1v1h-1z", x, y);
    buf_add_z(b, "\"/></svg>");
    QRcode_free(q);
}

static void second_factor(struct view *v, const struct account *a)
{
    ui_sheet(v->b, "totp", S_("Second factor"));
    buf_add_z(v->b, "<div class=\"in stack\">");
    if (a->totp) {
        html_f(v->b, "<p>In force: signing in asks for a code.</p>");
        form_begin(v, "/settings/me", "totp_off");
        input(v, "confirm", _("Your password, to be sure that it is you"), "password",
              "current-password");
        html_f(v->b, "<button class=\"btn bad\" type=\"submit\">Switch off</button></form>");
    } else {
        struct str typed = http_get(&v->req->form, "secret");
        struct str secret = typed.n ? typed : totp_new(v->c);
        html_f(v->b, "<p>Read the picture with an authenticator on your phone, then enter the "
                     "code that it shows.</p>");
        qr(v->b, totp_address(v->c, secret, a->email.n ? a->email : a->name).p);
        html_f(v->b, "<p class=\"tiny\">Or type this into it: <code>%.*s</code></p>",
               STR_ARG(secret));
        form_begin(v, "/settings/me", "totp_on");
        html_f(v->b, "<input type=\"hidden\" name=\"secret\" value=\"%.*s\">", STR_ARG(secret));
        input(v, "code", _("Code"), "text", "one-time-code");
        html_f(v->b, "<button class=\"btn\" type=\"submit\">Switch on</button></form>");
    }
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
}

static bool sessions(struct view *v)
{
    struct session *s;
    size_t n;
    if (!session_list(v->c, v->req->session->person, &s, &n))
        return false;
    ui_sheet(v->b, "sessions", S_("Sessions"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    for (size_t i = 0; i < n; i++) {
        bool here = str_eq(s[i].hash, v->req->session->hash);
        html_f(v->b,
               "<li><span>%.*s</span><span class=\"quiet\">%.*s, last used %.*s</span><div "
               "class=\"end\">",
               STR_ARG(str_head(s[i].agent, 60)), STR_ARG(s[i].address),
               STR_ARG(stamp_words(v->c, s[i].seen)));
        if (here) {
            html_f(v->b, "this one");
        } else {
            form_begin(v, "/settings/me", "end");
            html_f(v->b,
                   "<input type=\"hidden\" name=\"session\" value=\"%.*s\"><button "
                   "class=\"btn s\" type=\"submit\">End</button></form>",
                   STR_ARG(s[i].hash));
        }
        buf_add_z(v->b, "</div></li>");
    }
    buf_add_z(v->b, "</ul>");
    if (n > 1) {
        form_begin(v, "/settings/me", "end_others");
        html_f(v->b, "<button class=\"btn\" type=\"submit\">End all others</button></form>");
    }
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}

static bool me(struct view *v)
{
    struct account a;
    struct err e = v->c->err;
    struct problem *p = v->c->problems;
    ctx_clear(v->c);
    if (!account_find(v->c, v->req->session->person, &a) ||
        !begin(v, _("Sign-in"), _("How you come in, and from where.")))
        return false;
    buf_add_z(v->b, "<div class=\"stack-l\">");
    problems(v, &e, p);
    if (v->c->store->demo) {
        ui_note(v->b, TONE_INFO, "info",
                S_("In a demonstration everybody signs in with one click; passwords wait for your "
                   "own organisation."));
    } else {
        ui_sheet(v->b, "password", S_("Password"));
        buf_add_z(v->b, "<div class=\"in\">");
        form_begin(v, "/settings/me", "password");
        if (a.password)
            input(v, "current", _("Your password of today"), "password", "current-password");
        input(v, "password", _("New password, at least 12 characters"), "password", "new-password");
        html_f(v->b, "<button class=\"btn\" type=\"submit\">Change, and end all "
                     "sessions</button></form></div>");
        ui_sheet_end(v->b);
        if (a.there)
            second_factor(v, &a);
    }
    if (!sessions(v))
        return false;
    buf_add_z(v->b, "</div>");
    return view_end(v);
}

bool page_me(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "settings");
    return me(&v);
}

static bool me_do(struct ctx *c, struct request *req)
{
    struct str what = http_get(&req->form, "what");
    int64_t person = req->session->person;
    if (str_eq_z(what, "end"))
        return session_end(c, person, http_get(&req->form, "session"), STR("-"));
    if (str_eq_z(what, "end_others"))
        return session_end(c, person, STR(""), req->session->hash);
    if (str_eq_z(what, "totp_on"))
        return totp_enable(c, person, http_get(&req->form, "secret"), http_get(&req->form, "code"));
    if (str_eq_z(what, "totp_off"))
        return account_confirm(c, person, http_get(&req->form, "confirm"), req->address,
                               "confirm") &&
               totp_disable(c, person);
    if (str_eq_z(what, "password") && !c->store->demo)
        return account_confirm(c, person, http_get(&req->form, "current"), req->address,
                               "current") &&
               account_set_password(c, person, http_get(&req->form, "password"));
    return fail(c, ERR_USAGE, "This cannot be done here.");
}

bool page_me_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "settings");
    if (me_do(c, req)) {
        view_say(&v, S_("Saved."));
        http_redirect(c, res, STR("/settings/me"));
        return true;
    }
    if (c->err.code != ERR_INVALID && c->err.code != ERR_BUSY)
        return false;
    res->status = c->err.code == ERR_BUSY ? 429 : 422;
    return me(&v);
}

/* --- look: cookies only --- */

static void radio(struct view *v, const char *name, const struct choice *choices, struct str now)
{
    for (const struct choice *ch = choices; ch->key; ch++)
        html_f(v->b,
               "<label class=\"pick\"><input type=\"radio\" name=\"%s\" "
               "value=\"%s\"%s><span>%s</span></label>",
               name, ch->key, str_eq_z(now, ch->key) ? " checked" : "", lang_text(ch->label));
}

/* In this browser; the organisation's own stands among its facts. */
static void languages(struct view *v)
{
    const struct lang *l;
    struct str now = http_cookie(v->c, v->req, "lang");
    struct choice all[LANGUAGES_SHOWN + 3] = {
        { "", N_("As the organisation or the browser says") }, { "en", lang_name(NULL) }
    };
    if (!lang_at(0))
        return;
    for (size_t i = 0; (l = lang_at(i)) && i < LANGUAGES_SHOWN; i++)
        all[i + 2] = (struct choice){ lang_tag(l), lang_name(l) };
    html_f(v->b, "<fieldset class=\"field\"><legend>Language</legend>");
    radio(v, "lang", all, now);
    buf_add_z(v->b, "</fieldset>");
}

bool page_look(struct ctx *c, struct request *req, struct response *res)
{
    static const struct choice themes[] = {
        { "", "As the system says" }, { "light", "Light" }, { "dark", "Dark" }, { NULL, NULL }
    };
    static const struct choice densities[] = {
        { "", "Normal" }, { "tight", "Tight" }, { "roomy", "Roomy" }, { NULL, NULL }
    };
    static const struct choice keys[] = { { "", "On" }, { "off", "Off" }, { NULL, NULL } };
    struct view v;
    view_init(&v, c, req, res, "settings");
    if (!begin(&v, lang_at(0) ? _("Language, look and keys") : _("Look and keys"),
               _("Kept in this browser only.")))
        return false;
    buf_add_z(v.b, "<form method=\"post\" action=\"/settings/look\">");
    view_form_token(&v);
    languages(&v);
    html_f(v.b, "<fieldset class=\"field\"><legend>Colours</legend>");
    radio(&v, "theme", themes, http_cookie(c, req, "theme"));
    html_f(v.b, "</fieldset><fieldset class=\"field\"><legend>Rows of tables</legend>");
    radio(&v, "density", densities, http_cookie(c, req, "density"));
    html_f(v.b, "</fieldset><fieldset class=\"field\"><legend>Single-letter keys</legend>");
    radio(&v, "keys", keys, http_cookie(c, req, "keys"));
    html_f(v.b, "</fieldset><button class=\"btn main\" type=\"submit\">Save</button></form>");
    return view_end(&v);
}

bool page_look_send(struct ctx *c, struct request *req, struct response *res)
{
    static const char *const names[] = { "theme", "density", "keys" };
    static const char *const known[] = { "light", "dark", "tight", "roomy", "off" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str now = http_get(&req->form, names[i]), keep = STR("");
        for (size_t k = 0; k < ARRAY_LEN(known); k++)
            if (str_eq_z(now, known[k]))
                keep = now;
        http_set_cookie(c, req, res, names[i], keep, INT64_C(365) * 86400, true);
    }
    struct str tag = http_get(&req->form, "lang");
    if (lang_at(0))
        http_set_cookie(c, req, res, "lang", lang_known(tag) ? tag : STR(""), INT64_C(365) * 86400,
                        true);
    http_redirect(c, res, STR("/settings/look"));
    return true;
}

/* --- who may sign in --- */

static bool user_rows(struct view *v)
{
    struct account *a;
    size_t n;
    if (!account_list(v->c, &a, &n))
        return false;
    html_f(v->b, "<section class=\"sheet\"><table class=\"cards\"><caption>Persons with an "
                 "account or an open invitation</caption><thead><tr><th "
                 "scope=\"col\">Person</th><th scope=\"col\">State</th><th "
                 "scope=\"col\">Second factor</th><th scope=\"col\"><span "
                 "class=\"vh\">Do</span></th></tr></thead><tbody>");
    for (size_t i = 0; i < n; i++) {
        html_f(v->b,
               "<tr><th scope=\"row\">%.*s <span class=\"quiet\">%.*s</span></th><td "
               "data-l=\"State\">%s</td><td data-l=\"Second factor\">%s</td><td>",
               STR_ARG(a[i].name), STR_ARG(a[i].email),
               a[i].disabled   ? _("disabled")
               : a[i].password ? _("may sign in")
                               : _("invited"),
               a[i].totp ? _("yes") : _("no"));
        if (a[i].there && a[i].person != v->req->session->person) {
            form_begin(v, "/settings/users", a[i].disabled ? "enable" : "disable");
            html_f(v->b,
                   "<input type=\"hidden\" name=\"person\" value=\"P-%ld\"><button class=\"btn s\" "
                   "type=\"submit\">%s</button></form>",
                   (long)a[i].person, a[i].disabled ? _("Enable") : _("Disable"));
        }
        buf_add_z(v->b, "</td></tr>");
    }
    buf_add_z(v->b, "</tbody></table></section>");
    return true;
}

static bool users(struct view *v, struct str link)
{
    struct err e = v->c->err;
    struct problem *p = v->c->problems;
    ctx_clear(v->c);
    if (!begin(v, _("Who may sign in"),
               _("An invitation is a link that works once, for a week. What a "
                 "person may do here is said by permissions.")))
        return false;
    buf_add_z(v->b, "<div class=\"stack-l\">");
    problems(v, &e, p);
    if (link.n) {
        buf_add_z(v->b, "<div class=\"note good\">");
        ui_icon(v->b, "circle-check");
        html_f(v->b,
               "<div><p>Give this link to the person by a way that others cannot read. It is "
               "shown once:</p><p><code>%.*s</code></p></div></div>",
               STR_ARG(link));
    }
    if (!user_rows(v))
        return false;
    form_begin(v, "/settings/users", "invite");
    html_f(v->b, "<div class=\"field\"><label for=\"f-person\">Invite, or send a new "
                 "password</label><p class=\"help\" id=\"h-person\">Name, e-mail or code of "
                 "somebody in the register of people.</p><input id=\"f-person\" name=\"person\" "
                 "type=\"text\" aria-describedby=\"h-person\"></div><button class=\"btn main\" "
                 "type=\"submit\">Make a link</button></form></div>");
    return view_end(v);
}

bool page_users(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "settings");
    if (!(permit_roles(c->permit) & ROLE_ADMIN))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    return users(&v, STR(""));
}

static bool users_do(struct ctx *c, struct request *req, struct str *ret_link)
{
    struct str what = http_get(&req->form, "what"), code;
    int64_t person = 0;
    *ret_link = STR("");
    if (!store_resolve(c, &entity_person, http_get(&req->form, "person"), 0, &person))
        return false;
    if (!person)
        return problem_add(
            c, "person", "unknown", http_get(&req->form, "person"),
            "Nobody in the register of people is called that. Add the person first.");
    if (str_eq_z(what, "disable") && person == permit_person(c->permit))
        return problem_add(c, "person", "own", STR(""),
                           "Nobody locks themselves out; let another administrator do it.");
    if (!str_eq_z(what, "invite"))
        return account_set_disabled(c, person, str_eq_z(what, "disable"));
    if (!account_invite(c, person, &code))
        return false;
    *ret_link =
        arena_printf(c->mem, "%s://" STR_FMT "/welcome/" STR_FMT, req->tls ? "https" : "http",
                     STR_ARG(http_header(req, "Host")), STR_ARG(code));
    return true;
}

bool page_users_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str link;
    view_init(&v, c, req, res, "settings");
    if (!(permit_roles(c->permit) & ROLE_ADMIN))
        return fail(c, ERR_NOT_FOUND, "There is no such page.");
    if (!users_do(c, req, &link)) {
        if (c->err.code != ERR_INVALID)
            return false;
        res->status = 422;
    }
    return users(&v, link);
}

/* --- tokens --- */

static bool token_rows(struct view *v)
{
    struct session *s;
    size_t n;
    if (!token_list(v->c, v->req->session->person, &s, &n))
        return false;
    ui_sheet(v->b, "tokens", S_("Your tokens"));
    buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
    if (!n)
        html_f(v->b, "<li class=\"quiet\">None.</li>");
    for (size_t i = 0; i < n; i++) {
        html_f(v->b,
               "<li><b>%.*s</b><span class=\"quiet\">%s, until %.*s</span><div class=\"end\">",
               STR_ARG(s[i].agent), s[i].read_only ? _("reads") : _("reads and changes"),
               STR_ARG(date_words(v->c, s[i].expires / WHEN_DAY_MS)));
        form_begin(v, "/settings/tokens", "end");
        html_f(v->b,
               "<input type=\"hidden\" name=\"token\" value=\"%ld\"><button class=\"btn s\" "
               "type=\"submit\">Revoke</button></form></div></li>",
               (long)s[i].token);
    }
    buf_add_z(v->b, "</ul></div>");
    ui_sheet_end(v->b);
    return true;
}

static bool tokens(struct view *v, struct str made)
{
    static const struct choice access[] = { { "read", "Reads" },
                                            { "write", "Reads and changes, as you may" },
                                            { NULL, NULL } };
    struct err e = v->c->err;
    struct problem *p = v->c->problems;
    ctx_clear(v->c);
    if (!begin(v, _("Tokens for programs"),
               _("A program that calls /api/v1 with a token acts in your "
                 "name.")))
        return false;
    buf_add_z(v->b, "<div class=\"stack-l\">");
    problems(v, &e, p);
    if (made.n) {
        buf_add_z(v->b, "<div class=\"note good\">");
        ui_icon(v->b, "circle-check");
        html_f(v->b,
               "<div><p>Copy it now; it is shown once:</p><p><code>%.*s</code></p></div></div>",
               STR_ARG(made));
    }
    if (!token_rows(v))
        return false;
    form_begin(v, "/settings/tokens", "make");
    input(v, "title", _("What uses it"), "text", "off");
    html_f(v->b, "<fieldset class=\"field\"><legend>What it may do</legend>");
    radio(v, "access", access, STR("read"));
    buf_add_z(v->b, "</fieldset>");
    input(v, "expires", _("Last day"), "date", "off");
    html_f(v->b, "<button class=\"btn main\" type=\"submit\">Make a token</button></form></div>");
    return view_end(v);
}

bool page_tokens(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    view_init(&v, c, req, res, "settings");
    return tokens(&v, STR(""));
}

bool page_tokens_send(struct ctx *c, struct request *req, struct response *res)
{
    struct view v;
    struct str made = STR(""), what = http_get(&req->form, "what");
    int64_t id = 0, day = 0;
    view_init(&v, c, req, res, "settings");
    bool ok;
    if (str_eq_z(what, "end")) {
        ok = num_parse_int(http_get(&req->form, "token"), &id) &&
             token_end(c, req->session->person, id);
        if (!ok && c->err.code == ERR_NONE)
            return fail(c, ERR_USAGE, "token must be a number.");
    } else {
        struct str last = str_trim(http_get(&req->form, "expires"));
        ok = !last.n || when_parse_date(last, &day) ||
             problem_add(c, "expires", "format", last,
                         "Last day must be a date such as 2027-03-31.");
        ok = ok && token_create(c, req->session->person, http_get(&req->form, "title"),
                                http_get(&req->form, "access"),
                                day ? when_zone_day_end(&c->store->zone, day) : 0, &made);
    }
    if (!ok && c->err.code != ERR_INVALID)
        return false;
    res->status = ok ? 200 : 422;
    return tokens(&v, made);
}
