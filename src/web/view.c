#include "base/asset.h"
#include "records/records.h"
#include "store/ledger.h"
#include "web/menu.h"
#include "web/view.h"

enum { ASSET_MARK = 16 }; /* digits of the hash that stand in an asset's name */

void view_init(struct view *p, struct ctx *c, struct request *req, struct response *res,
               const char *section)
{
    *p = (struct view){ .c = c, .req = req, .res = res, .b = &res->body, .section = section };
    if (!res->body.max)
        buf_init(&res->body, HTTP_PAGE);
    if (!lang_at(0) || !req->session || http_cookie(c, req, "lang").n)
        return;
    struct str tag = records_language(c); /* nobody chose: the organisation's, else the browser's */
    if (tag.n)
        lang_use(lang_find(tag));
}

/* Only what lies inside <main> is wanted. */
static bool is_swap(const struct view *p)
{
    return http_header(p->req, "X-Swap").n > 0;
}

static void asset_link(struct buf *b, const char *before, const char *name, const char *suffix,
                       const char *after)
{
    char file[64];
    snprintf(file, sizeof file, "%s.%s", name, suffix);
    const struct asset *a = asset_find(file);
    buf_add_z(b, before);
    /* an address is no text: html_f would have it translated */
    buf_addf(b, "/static/%s-%.*s.%s", name, ASSET_MARK, a ? a->hash : "", suffix);
    buf_add_z(b, after);
}

static const char *theme(const struct view *p)
{
    struct str t = http_cookie(p->c, p->req, "theme");
    return str_eq_z(t, "light") ? "light" : str_eq_z(t, "dark") ? "dark" : NULL;
}

static const char *density(const struct view *p)
{
    struct str t = http_cookie(p->c, p->req, "density");
    return str_eq_z(t, "tight") ? "tight" : str_eq_z(t, "roomy") ? "roomy" : NULL;
}

static void document_begin(struct view *p, struct str title)
{
    char script[40];
    struct buf *b = p->b;
    html_f(b, "<!doctype html><html lang=\"%s\"", lang_tag(lang_now()));
    if (theme(p))
        html_f(b, " data-theme=\"%s\"", theme(p));
    if (density(p))
        html_f(b, " data-density=\"%s\"", density(p));
    html_f(b,
           "><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" "
           "content=\"light dark\"><title>%.*s - Muniment</title>",
           STR_ARG(title));
    asset_link(b, "<link rel=\"stylesheet\" href=\"", "app", "css", "\">");
    /* one script a language, its texts in it */
    snprintf(script, sizeof script, "%s.js", lang_tag(lang_now()));
    asset_link(b, "<script type=\"module\" src=\"", "app", lang_now() ? script : "js",
               "\"></script>");
    /* the mark stands in the page: one request less at the first load */
    buf_add_z(b,
              "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/"
              "svg' viewBox='0 0 24 24'%3E%3Cpath fill='none' stroke='%237a4bc4' stroke-width='2' "
              "d='M3 10V3h18v7'/%3E%3Cpath fill='%237a4bc4' d='M2 22V15.5L7 8l5 7.5L17 8l5 "
              "7.5V22z'/%3E%3C/svg%3E\"></head><body>");
}

void view_mark(struct buf *b)
{
    buf_add_z(b, "<svg class=\"mark\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path "
                 "class=\"leaf\" d=\"M3 10V3h18v7\"/><path class=\"cut\" d=\"M2 22V15.5L7 8l5 "
                 "7.5L17 8l5 7.5V22z\"/></svg>");
}

/* --- top bar --- */

static struct str initials(struct ctx *c, struct str name)
{
    char two[3] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < 2; i++)
        if ((!i || name.p[i - 1] == ' ') && (unsigned char)name.p[i] < 0x80)
            two[n++] = name.p[i];
    return arena_str(c->mem, str_z(two));
}

static void new_menu(struct view *p)
{
    bool any = false;
    for (const char *const *n = menu_new; *n; n++)
        any |= view_may(p, ACT_CREATE, catalog_find(p->c->store->catalog, str_z(*n)));
    if (!any)
        return;
    buf_add_z(p->b, "<button class=\"tool set\" type=\"button\" popovertarget=\"add\" "
                    "data-key=\"c\">");
    ui_icon(p->b, "plus");
    html_f(p->b, "<span class=\"wide-only\">New</span><span class=\"thin-only vh\">New</span> "
                 "<kbd class=\"wide-only\">C</kbd></button>");
}

static void new_list(struct view *p)
{
    buf_add_z(p->b, "<div class=\"pop\" id=\"add\" popover><ul>");
    for (const char *const *n = menu_new; *n; n++) {
        const struct entity *e = catalog_find(p->c->store->catalog, str_z(*n));
        if (view_may(p, ACT_CREATE, e))
            html_f(p->b, "<li><a href=\"/%s/new\">%s</a></li>", e->plural, lang_text(e->label));
    }
    buf_add_z(p->b, "</ul></div>");
}

static void as_of(struct view *p)
{
    struct str shown = p->req->past.n ? day_words(p->c, p->req->past) : S_("Today");
    html_f(p->b, "<button class=\"tool set%s\" type=\"button\" popovertarget=\"asof\">",
           p->req->past.n ? " on" : "");
    ui_icon(p->b, "history");
    html_f(p->b,
           "<span class=\"wide-only\">As of: %.*s</span><span class=\"thin-only vh\">As of: "
           "%.*s</span></button>",
           STR_ARG(shown), STR_ARG(shown));
}

static void as_of_form(struct view *p)
{
    struct str today = store_today_text(p->c);
    buf_add_z(p->b, "<form class=\"pop stack\" id=\"asof\" popover method=\"post\" "
                    "action=\"/as-of\">");
    view_form_token(p);
    html_f(p->b,
           "<input type=\"hidden\" name=\"back\" value=\"%.*s\"><div><label "
           "for=\"asof-d\"><b>See everything as it was on</b></label><input class=\"in-t\" "
           "id=\"asof-d\" name=\"when\" type=\"date\" value=\"%.*s\"></div><button "
           "class=\"btn main\" type=\"submit\">Go to that day</button>",
           STR_ARG(p->req->target), STR_ARG(today));
    if (p->req->past.n)
        html_f(p->b, "<button class=\"btn\" type=\"submit\" name=\"today\" value=\"1\">Back to "
                     "today</button>");
    buf_add_z(p->b, "</form>");
}

static void me(struct view *p)
{
    struct str name = p->req->session->name;
    buf_add_z(p->b, "<button class=\"tool\" type=\"button\" popovertarget=\"me\">");
    html_f(p->b,
           "<span class=\"face\" aria-hidden=\"true\">%.*s</span><span "
           "class=\"wide-only\">%.*s</span><span class=\"thin-only vh\">%.*s</span></button>",
           STR_ARG(initials(p->c, name)), STR_ARG(name), STR_ARG(name));
}

static void me_list(struct view *p)
{
    buf_add_z(p->b, "<div class=\"pop\" id=\"me\" popover><ul><li><a href=\"/settings/me\">");
    ui_icon(p->b, "user-round");
    html_f(p->b, "Sign-in and sessions</a></li><li><a href=\"/settings/look\">");
    ui_icon(p->b, "sun-moon");
    html_f(p->b, "Light, dark, density, keys</a></li></ul><form method=\"post\" "
                 "action=\"/sign-out\">");
    view_form_token(p);
    buf_add_z(p->b, "<button class=\"btn text\" type=\"submit\">");
    ui_icon(p->b, "log-out");
    html_f(p->b, "Sign out</button></form></div>");
}

static void top(struct view *p)
{
    buf_add_z(p->b, "<header class=\"top\"><button class=\"tool menu\" type=\"button\" "
                    "popovertarget=\"menu\">");
    ui_icon(p->b, "menu");
    html_f(p->b, "<span class=\"vh\">Menu</span></button><a class=\"brand\" href=\"/\">");
    view_mark(p->b);
    html_f(p->b, "Muniment</a><form class=\"find\" role=\"search\" aria-label=\"Everywhere\" "
                 "action=\"/search\"><label class=\"vh\" for=\"q\">Search or jump to</label>");
    ui_icon(p->b, "search");
    html_f(p->b, "<input id=\"q\" name=\"q\" type=\"search\" placeholder=\"Search, or type a "
                 "code such as R-12\" autocomplete=\"off\"><kbd>Ctrl K</kbd>"
                 "<button class=\"vh\" type=\"submit\" tabindex=\"-1\">Search</button></form><a "
                 "class=\"tool thin-only\" href=\"/search\">");
    ui_icon(p->b, "search");
    html_f(p->b, "<span class=\"vh\">Search</span></a>");
    new_menu(p);
    as_of(p);
    me(p);
    buf_add_z(p->b, "</header>");
    new_list(p);
    as_of_form(p);
    me_list(p);
}

/* --- head of the page --- */

static void past_bar(struct view *p)
{
    if (!p->req->past.n)
        return;
    buf_add_z(p->b, "<div class=\"past\" role=\"status\">");
    ui_icon(p->b, "history");
    html_f(p->b,
           "<p>You see everything as it was on <b>%.*s</b>. Nothing can be changed here; "
           "texts of the standards are today's.</p><form method=\"post\" action=\"/as-of\">",
           STR_ARG(day_words(p->c, p->req->past)));
    view_form_token(p);
    html_f(p->b,
           "<input type=\"hidden\" name=\"back\" value=\"%.*s\"><button class=\"btn s\" "
           "name=\"today\" value=\"1\" type=\"submit\">Back to today</button></form></div>",
           STR_ARG(p->req->target));
}

static void demo_bar(struct view *p)
{
    if (p->c->store->demo)
        html_f(p->b, "<p class=\"demo-bar\">Demonstration data: the organisation and everybody in "
                     "it are made up.</p>");
}

static void said(struct view *p)
{
    struct str raw = http_cookie(p->c, p->req, "said"), text;
    if (!raw.n || !http_decode(p->c, raw, false, &text))
        return;
    http_set_cookie(p->c, p->req, p->res, "said", STR(""), 0, false);
    buf_add_z(p->b, "<div class=\"toasts\" role=\"status\"><div class=\"toast\">");
    html_f(p->b, "%.*s</div></div>", STR_ARG(text));
}

void view_say(struct view *p, struct str text)
{
    struct buf b;
    buf_init(&b, 3000);
    http_encode(&b, str_head(text, 600), false);
    http_set_cookie(p->c, p->req, p->res, "said", buf_str(&b), 60, false);
    buf_done(&b);
}

static void crumbs(struct view *p, const struct view_head *h)
{
    if (!h->crumb[0].text && !h->ref.n)
        return;
    html_f(p->b, "<nav class=\"crumbs\" aria-label=\"You are here\"><ol>");
    for (size_t i = 0; i < ARRAY_LEN(h->crumb) && h->crumb[i].text; i++) {
        if (h->crumb[i].href.n)
            html_f(p->b, "<li><a href=\"%.*s\">%s</a></li>", STR_ARG(h->crumb[i].href),
                   h->crumb[i].text);
        else
            html_f(p->b, "<li>%s</li>", h->crumb[i].text);
    }
    if (h->ref.n)
        html_f(p->b, "<li><code class=\"ref box\">%.*s</code></li>", STR_ARG(h->ref));
    buf_add_z(p->b, "</ol></nav>");
}

static bool head(struct view *p, const struct view_head *h)
{
    crumbs(p, h);
    html_f(p->b, "<div class=\"head\"><div class=\"row\"><div><h1>%.*s</h1></div>",
           STR_ARG(h->title));
    if (h->actions) {
        buf_add_z(p->b, "<div class=\"btns\">");
        if (!h->actions(p, h->arg))
            return false;
        buf_add_z(p->b, "</div>");
    }
    buf_add_z(p->b, "</div>");
    if (h->lead.n)
        html_f(p->b, "<p>%.*s</p>", STR_ARG(h->lead));
    if (h->facts) {
        buf_add_z(p->b, "<div class=\"meta\">");
        if (!h->facts(p, h->arg))
            return false;
        buf_add_z(p->b, "</div>");
    }
    buf_add_z(p->b, "</div>");
    return true;
}

bool view_begin(struct view *p, const struct view_head *h)
{
    if (!is_swap(p)) {
        document_begin(p, h->title);
        html_f(p->b, "<a class=\"skip\" href=\"#main\">Skip to content</a><div class=\"app\">");
        if (!menu_write(p))
            return false;
        top(p);
        buf_add_z(p->b, "<main id=\"main\">");
    } else if (str_eq_z(http_header(p->req, "X-Swap"), "main")) {
        /* the menu marks another place now */
        buf_add_z(p->b, "<template>");
        menu_sections(p);
        buf_add_z(p->b, "</template>");
    }
    past_bar(p);
    demo_bar(p);
    said(p);
    buf_add_z(p->b, "<div class=\"wrap\">");
    return head(p, h);
}

/* On paper alone: the address that shows the same again. */
static void whence(struct view *p)
{
    html_f(p->b, "<span class=\"paper\">%.*s%.*s</span>", STR_ARG(http_header(p->req, "Host")),
           STR_ARG(p->req->target));
}

/* Proof on every page: who, when, and where the ledger stood. */
static bool colophon(struct view *p)
{
    struct ctx *c = p->c;
    struct str class = p->class.n ? p->class : S_("Internal"), past = day_words(p->c, p->req->past);
    int64_t leaves;
    struct hash root;
    char hex[65];
    struct str org;
    if (!store_title(c, &entity_organization, 1, &org) || !ledger_root(c, &leaves, &root))
        return false;
    hex_encode(root.b, sizeof root.b, hex);
    html_f(p->b,
           "<footer class=\"colophon\"><span>%.*s, %.*s</span><span>Drawn up %.*s%s%.*s</span>"
           "<span>Ledger entry <code>%ld</code>, root <code>%.*s %.*s &hellip; %.*s</code></span>",
           STR_ARG(org), STR_ARG(class), STR_ARG(stamp_words(c, ctx_now(c))),
           past.n ? _(", as of ") : "", STR_ARG(past), (long)(leaves - 1), 4, hex, 4, hex + 4, 4,
           hex + 60);
    whence(p);
    html_f(p->b, "<span class=\"end noprint\"><a href=\"/trail\">Audit trail</a></span></footer>");
    return true;
}

bool view_end(struct view *p)
{
    buf_add_z(p->b, "</div>");
    if (!colophon(p))
        return false;
    if (!is_swap(p))
        buf_add_z(p->b, "</main></div></body></html>");
    return true;
}

void view_bare_begin(struct view *p, const char *title)
{
    document_begin(p, str_z(title));
    buf_add_z(p->b, "<div class=\"door\"><main id=\"main\"><p class=\"brand\">");
    view_mark(p->b);
    html_f(p->b, "Muniment</p>");
    demo_bar(p);
    buf_add_z(p->b, "<div class=\"deed\">");
}

void view_bare_end(struct view *p)
{
    buf_add_z(p->b, "</div></main></div></body></html>");
}

bool view_may(const struct view *p, enum action a, const struct entity *e)
{
    return e && p->c->permit && (a == ACT_READ || !p->req->past.n) &&
           !(a != ACT_READ && (e->flags & E_CONTENT)) && permit_may_type(p->c->permit, a, e);
}

bool view_may_record(const struct view *p, enum action a, const struct record *r)
{
    return p->c->permit && (a == ACT_READ || !p->req->past.n) && permit_may(p->c->permit, a, r);
}

void view_form_token(struct view *p)
{
    if (!p->token.p)
        p->token = http_form_token(p->c, p->req);
    html_f(p->b, "<input type=\"hidden\" name=\"form_token\" value=\"%.*s\">", STR_ARG(p->token));
}
