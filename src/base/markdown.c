#include <md4c.h>

#include "base/buf.h"
#include "base/html.h"
#include "base/markdown.h"
#include "base/str.h"

struct render {
    struct buf *b;
    int top;
    int picture; /* inside a picture: only its words count */
};

/* Only addresses that cannot run anything. */
static bool is_safe(struct str url)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:" };
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (url.n >= strlen(schemes[i]) &&
            str_ieq(str_head(url, strlen(schemes[i])), str_z(schemes[i])))
            return true;
    if (url.n && (url.p[0] == '#' || (url.p[0] == '/' && !(url.n > 1 && url.p[1] == '/'))))
        return true;
    return false;
}

static int heading(const struct render *r, unsigned level)
{
    return MIN(r->top + (int)level - 1, 6);
}

static void open_list(struct render *r, MD_BLOCKTYPE type, void *detail)
{
    if (type == MD_BLOCK_UL) {
        buf_add_z(r->b, "<ul>");
        return;
    }
    unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
    if (start == 1)
        buf_add_z(r->b, "<ol>");
    else
        buf_addf(r->b, "<ol start=\"%u\">", start);
}

static const char *block_tag(MD_BLOCKTYPE type)
{
    static const char *const tags[] = {
        [MD_BLOCK_DOC] = "",        [MD_BLOCK_QUOTE] = "blockquote",
        [MD_BLOCK_UL] = "ul",       [MD_BLOCK_OL] = "ol",
        [MD_BLOCK_LI] = "li",       [MD_BLOCK_HR] = "hr",
        [MD_BLOCK_H] = "h",         [MD_BLOCK_CODE] = "pre",
        [MD_BLOCK_HTML] = "",       [MD_BLOCK_P] = "p",
        [MD_BLOCK_TABLE] = "table", [MD_BLOCK_THEAD] = "thead",
        [MD_BLOCK_TBODY] = "tbody", [MD_BLOCK_TR] = "tr",
        [MD_BLOCK_TH] = "th",       [MD_BLOCK_TD] = "td",
    };
    return (size_t)type < ARRAY_LEN(tags) ? tags[type] : "";
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    const char *tag = block_tag(type);
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        open_list(r, type, detail);
    else if (type == MD_BLOCK_H)
        buf_addf(r->b, "<h%d>", heading(r, ((MD_BLOCK_H_DETAIL *)detail)->level));
    else if (type == MD_BLOCK_CODE)
        buf_add_z(r->b, "<pre><code>");
    else if (type == MD_BLOCK_TABLE)
        buf_add_z(r->b, "<div class=\"scroll\"><table>");
    else if (type == MD_BLOCK_TH)
        buf_add_z(r->b, "<th scope=\"col\">");
    else if (*tag)
        buf_addf(r->b, "<%s>", tag);
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    const char *tag = block_tag(type);
    if (type == MD_BLOCK_H)
        buf_addf(r->b, "</h%d>", heading(r, ((MD_BLOCK_H_DETAIL *)detail)->level));
    else if (type == MD_BLOCK_CODE)
        buf_add_z(r->b, "</code></pre>");
    else if (type == MD_BLOCK_TABLE)
        buf_add_z(r->b, "</table></div>");
    else if (*tag && type != MD_BLOCK_HR)
        buf_addf(r->b, "</%s>", tag);
    return 0;
}

static void open_link(struct render *r, const MD_ATTRIBUTE *href)
{
    struct str url = { href->text, href->size };
    if (is_safe(url))
        html_f(r->b, "<a href=\"%.*s\" rel=\"noopener noreferrer\">", STR_ARG(url));
    else
        buf_add_z(r->b, "<a>");
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    if (type == MD_SPAN_IMG && r->picture++ == 0)
        open_link(r, &((MD_SPAN_IMG_DETAIL *)detail)->src);
    if (r->picture)
        return 0;
    if (type == MD_SPAN_EM)
        buf_add_z(r->b, "<em>");
    else if (type == MD_SPAN_STRONG)
        buf_add_z(r->b, "<strong>");
    else if (type == MD_SPAN_CODE)
        buf_add_z(r->b, "<code>");
    else if (type == MD_SPAN_DEL)
        buf_add_z(r->b, "<s>");
    else if (type == MD_SPAN_A)
        open_link(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    (void)detail;
    if (type == MD_SPAN_IMG && --r->picture == 0)
        buf_add_z(r->b, "</a>");
    if (r->picture)
        return 0;
    if (type == MD_SPAN_EM)
        buf_add_z(r->b, "</em>");
    else if (type == MD_SPAN_STRONG)
        buf_add_z(r->b, "</strong>");
    else if (type == MD_SPAN_CODE)
        buf_add_z(r->b, "</code>");
    else if (type == MD_SPAN_DEL)
        buf_add_z(r->b, "</s>");
    else if (type == MD_SPAN_A)
        buf_add_z(r->b, "</a>");
    return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *arg)
{
    struct render *r = arg;
    if (type == MD_TEXT_BR)
        buf_add_z(r->b, "<br>");
    else if (type == MD_TEXT_SOFTBR)
        buf_add_z(r->b, "\n");
    else if (type == MD_TEXT_NULLCHAR)
        buf_add_z(r->b, "\xef\xbf\xbd");
    else if (type == MD_TEXT_ENTITY) /* checked by md4c: & letters or digits ; */
        buf_add(r->b, p, n);
    else
        html_escape(r->b, (struct str){ p, n });
    return 0;
}

void markdown_html(struct buf *b, struct str markdown, int top)
{
    struct render r = { .b = b, .top = top };
    static const MD_PARSER parser = { .flags = MD_FLAG_NOHTML | MD_FLAG_TABLES |
                                               MD_FLAG_STRIKETHROUGH | MD_FLAG_COLLAPSEWHITESPACE,
                                      .enter_block = enter_block,
                                      .leave_block = leave_block,
                                      .enter_span = enter_span,
                                      .leave_span = leave_span,
                                      .text = text };
    if (md_parse(markdown.p ? markdown.p : "", (MD_SIZE)markdown.n, &parser, &r) != 0)
        BUG("md4c"); /* only memory can fail */
}
