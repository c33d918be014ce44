#include "base/text.h"
#include "store/kind.h"

/* Kinds that are text as typed: line, code, prose, url. */

bool kind_text_text(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    buf_add_str(b, v->s);
    return true;
}

bool kind_text_json(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)c;
    (void)f;
    jout_str(j, v->s);
    return true;
}

static bool too_long(struct ctx *c, const struct field *f, struct str s)
{
    return problem_add(c, f->name, "length", str_head(s, 80),
                       "%s is too long: %zu bytes, at most %zu are kept.", lang_text(f->label), s.n,
                       field_maxlen(f));
}

static bool has_control(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        if ((ch < 0x20 || ch == 0x7f) && !(lines && (ch == '\n' || ch == '\t')))
            return true;
    }
    return false;
}

static bool parse_line(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    (void)r;
    s = str_trim(s);
    if (s.n > field_maxlen(f))
        return too_long(c, f, s);
    if (has_control(s, false))
        return problem_add(c, f->name, "format", str_head(s, 80),
                           "%s must be one line without control characters.", lang_text(f->label));
    *ret = (struct value){ .tag = s.n ? V_TEXT : V_NULL, .s = s };
    return true;
}

static bool parse_prose(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                        struct value *ret)
{
    (void)r;
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1]))
        s.n--;
    if (s.n > field_maxlen(f))
        return too_long(c, f, s);
    if (memchr(s.p ? s.p : "", '\r',
               s.n)) { /* one form of line end, so that equal texts are equal */
        char *p = arena_z(c->mem, s);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++)
            if (s.p[i] != '\r')
                p[n++] = s.p[i];
            else if (i + 1 == s.n || s.p[i + 1] != '\n')
                p[n++] = '\n';
        s = (struct str){ p, n };
    }
    if (has_control(s, true))
        return problem_add(c, f->name, "format", str_head(s, 80), "%s holds a control character.",
                           lang_text(f->label));
    *ret = (struct value){ .tag = s.n ? V_TEXT : V_NULL, .s = s };
    return true;
}

static bool parse_code(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    if (!parse_line(c, f, r, s, ret))
        return false;
    for (size_t i = 0; i < ret->s.n; i++) {
        char ch = ret->s.p[i];
        bool ok = (ch >= '0' && ch <= '9') || ((ch | 32) >= 'a' && (ch | 32) <= 'z') ||
                  strchr(".:_/-", ch);
        if (!ok)
            return problem_add(
                c, f->name, "format", str_head(s, 80),
                "%s is a short mark such as X.1: letters, digits and . : _ / - only.",
                lang_text(f->label));
    }
    return true;
}

static bool parse_url(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                      struct value *ret)
{
    if (!parse_line(c, f, r, s, ret))
        return false;
    static const char *const schemes[] = { "https://", "http://", "mailto:" };
    bool ok = ret->tag == V_NULL;
    for (size_t i = 0; i < ARRAY_LEN(schemes) && !ok; i++)
        ok = str_ieq(str_head(ret->s, strlen(schemes[i])), str_z(schemes[i])) &&
             ret->s.n > strlen(schemes[i]);
    if (!ok || str_find_char(ret->s, ' ') >= 0)
        return problem_add(c, f->name, "format", str_head(s, 80),
                           "%s must be an address that starts with https://, http:// or mailto:.",
                           lang_text(f->label));
    return true;
}

const struct kind kind_line = { .name = "line",
                                .tag = V_TEXT,
                                .json_type = "string",
                                .hint = "one line of text",
                                .parse = parse_line,
                                .text = kind_text_text,
                                .json = kind_text_json };
const struct kind kind_code = { .name = "code",
                                .tag = V_TEXT,
                                .json_type = "string",
                                .hint = "a short mark such as X.1",
                                .parse = parse_code,
                                .text = kind_text_text,
                                .json = kind_text_json };
const struct kind kind_prose = { .name = "prose",
                                 .tag = V_TEXT,
                                 .json_type = "string",
                                 .json_format = "markdown",
                                 .hint = "text in Markdown",
                                 .parse = parse_prose,
                                 .text = kind_text_text,
                                 .json = kind_text_json };
const struct kind kind_url = { .name = "url",
                               .tag = V_TEXT,
                               .json_type = "string",
                               .json_format = "uri",
                               .hint = "an address such as https://example.org/",
                               .parse = parse_url,
                               .text = kind_text_text,
                               .json = kind_text_json };
