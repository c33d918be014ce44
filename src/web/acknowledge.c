#include "records/records.h"
#include "store/query.h"
#include "web/pages.h"
#include "web/panels.h"

/* Having read a document: the button, what is still to be read, and how far the readers are. */

static bool mine(struct ctx *c, int64_t version, bool *ret)
{
    struct query q;
    struct page p;
    query_init(&q, &entity_acknowledgement);
    q.limit = 1;
    q.where[q.n++] = (struct condition){ &entity_acknowledgement.fields[ACK_VERSION],
                                         OP_EQ,
                                         { .tag = V_INT, .i = version } };
    q.where[q.n++] = (struct condition){ &entity_acknowledgement.fields[ACK_PERSON],
                                         OP_EQ,
                                         { .tag = V_INT, .i = permit_person(c->permit) } };
    *ret = false;
    if (!query_list(c, c->permit, &q, &p))
        return false;
    *ret = p.n > 0;
    return true;
}

static void button(struct view *v, const struct record *version, struct str back)
{
    buf_add_z(v->b, "<form method=\"post\" action=\"/acknowledgements/new\">");
    view_form_token(v);
    html_f(v->b,
           "<input type=\"hidden\" name=\"document_version\" value=\"%.*s\"><input "
           "type=\"hidden\" name=\"back\" value=\"%.*s\"><button class=\"btn s\" "
           "type=\"submit\">I have read it<span class=\"vh\">: %.*s</span></button></form>",
           STR_ARG(record_ref(v->c, version)), STR_ARG(back), STR_ARG(record_title(version)));
}

/* Who has read it, and who of those with a role has not: for whoever may see that. */
static bool readers(struct view *v, const struct record *version)
{
    struct ctx *c = v->c;
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok;
    int64_t done = 0, all = 0;
    struct buf list;
    if (!(permit_roles_in(c->permit, rec_int(version, VERSION_SCOPE)) &
          entity_acknowledgement.perm.read))
        return true;
    if (!db_prepare(c, c->db,
                    "SELECT p.\"id\", p.\"name\", (SELECT max(a.\"read_on\") FROM "
                    "\"acknowledgement\" AS a WHERE a.\"document_version\"=$1 AND "
                    "a.\"person\"=p.\"id\" AND a.\"archived\"=0) AS d FROM \"person\" AS p WHERE "
                    "p.\"archived\"=0 AND EXISTS (SELECT 1 FROM \"grant\" AS g WHERE "
                    "g.\"person\"=p.\"id\" AND g.\"archived\"=0) ORDER BY p.\"name\", p.\"id\" "
                    "LIMIT 1000",
                    &st))
        return false;
    stmt_bind_int(st, 1, version->id);
    buf_init(&list, 4 << 20);
    while ((ok = stmt_step(c, st, &row)) && row) {
        bool read = !stmt_is_null(st, 2);
        all++;
        done += read;
        html_f(&list,
               "<li><a class=\"t\" href=\"%.*s\">%.*s</a><span class=\"end\">%.*s</span></li>",
               STR_ARG(url_of(c, &entity_person, stmt_int(st, 0))), STR_ARG(stmt_text(st, 1)),
               STR_ARG(read ? day_words(c, stmt_text(st, 2)) : S_("not yet")));
    }
    html_f(v->b,
           "<p><b>%ld of %ld</b> have read it. <progress value=\"%ld\" max=\"%ld\">%ld of "
           "%ld</progress></p><details class=\"more\"><summary>Who</summary><ul class=\"list\">",
           (long)done, (long)all, (long)done, (long)MAX(all, 1), (long)done, (long)all);
    buf_add_str(v->b, buf_str(&list));
    buf_add_z(v->b, "</ul></details>");
    buf_done(&list);
    return ok;
}

bool read_panel(struct view *v, const struct record *version, struct str back)
{
    bool done;
    if (!str_eq_z(rec_text(version, VERSION_STATUS), "published") ||
        !permit_may_type(v->c->permit, ACT_READ, &entity_acknowledgement))
        return true;
    if (!mine(v->c, version->id, &done))
        return false;
    ui_sheet(v->b, "read", S_("Read and understood"));
    buf_add_z(v->b, "<div class=\"in stack\">");
    if (done)
        html_f(v->b, "<p>You have said that you read this version.</p>");
    else if (view_may(v, ACT_CREATE, &entity_acknowledgement))
        button(v, version, back);
    if (!readers(v, version))
        return false;
    buf_add_z(v->b, "</div>");
    ui_sheet_end(v->b);
    return true;
}

enum { TO_READ_MOST = 100 };

bool to_read(struct view *v, struct str back)
{
    struct ctx *c = v->c;
    struct query q;
    struct page p;
    size_t n = 0;
    if (!permit_may_type(c->permit, ACT_READ, &entity_document_version) ||
        !view_may(v, ACT_CREATE, &entity_acknowledgement))
        return true;
    query_init(&q, &entity_document_version);
    q.limit = TO_READ_MOST;
    if (!query_where(c, &q, STR("status=published")) || !query_list(c, c->permit, &q, &p))
        return false;
    for (size_t i = 0; i < p.n; i++) {
        bool done;
        if (!mine(c, p.items[i]->id, &done))
            return false;
        if (done)
            continue;
        if (!n++) {
            ui_sheet(v->b, "to-read", S_("Documents to read"));
            buf_add_z(v->b, "<div class=\"in\"><ul class=\"list\">");
        }
        buf_add_z(v->b, "<li>");
        ui_ref(v->b, record_ref(c, p.items[i]), url_record(c, p.items[i]));
        html_f(v->b, "<a class=\"t\" href=\"%.*s\">%.*s</a><div class=\"end\">",
               STR_ARG(url_record(c, p.items[i])), STR_ARG(record_title(p.items[i])));
        button(v, p.items[i], back);
        buf_add_z(v->b, "</div></li>");
    }
    if (n) {
        buf_add_z(v->b, "</ul></div>");
        ui_sheet_end(v->b);
    }
    return true;
}
