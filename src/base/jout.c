#include "base/jout.h"
#include "base/num.h"
#include "base/str.h"

void jout_init(struct jout *j, struct buf *b, bool pretty)
{
    *j = (struct jout){ .b = b, .first = { true }, .pretty = pretty };
}

static void new_line(struct jout *j)
{
    if (!j->pretty)
        return;
    buf_add_char(j->b, '\n');
    for (unsigned i = 0; i < j->depth; i++)
        buf_add_z(j->b, "  ");
}

/* Comma and place before the next value or key. */
static void before(struct jout *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth) {
        if (!j->first[j->depth])
            buf_add_char(j->b, ',');
        new_line(j);
    }
    j->first[j->depth] = false;
}

static void open_level(struct jout *j, char c)
{
    before(j);
    if (++j->depth >= JOUT_DEPTH)
        BUG("JSON nested deeper than %d", JOUT_DEPTH);
    j->first[j->depth] = true;
    buf_add_char(j->b, c);
}

static void close_level(struct jout *j, char c)
{
    if (!j->depth)
        BUG("JSON closed more often than opened");
    bool empty = j->first[j->depth--];
    if (!empty)
        new_line(j);
    buf_add_char(j->b, c);
}

void jout_begin(struct jout *j)
{
    open_level(j, '{');
}

void jout_end(struct jout *j)
{
    close_level(j, '}');
}

void jout_array(struct jout *j)
{
    open_level(j, '[');
}

void jout_array_end(struct jout *j)
{
    close_level(j, ']');
}

void jout_key(struct jout *j, const char *key)
{
    before(j);
    jout_quote(j->b, str_z(key));
    buf_add_z(j->b, j->pretty ? ": " : ":");
    j->after_key = true;
}

void jout_quote(struct buf *b, struct str s)
{
    size_t from = 0;
    buf_add_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(b, s.p + from, i - from);
        from = i + 1;
        static const char names[] = "\"\"\\\\\bb\ff\nn\rr\tt";
        const char *name = NULL;
        for (size_t k = 0; k + 1 < sizeof names; k += 2)
            if ((unsigned char)names[k] == c)
                name = &names[k + 1];
        if (name)
            buf_addf(b, "\\%c", *name);
        else
            buf_addf(b, "\\u%04x", c);
    }
    if (s.n)
        buf_add(b, s.p + from, s.n - from);
    buf_add_char(b, '"');
}

void jout_str(struct jout *j, struct str s)
{
    before(j);
    jout_quote(j->b, s);
}

void jout_z(struct jout *j, const char *z)
{
    if (z)
        jout_str(j, str_z(z));
    else
        jout_null(j);
}

void jout_int(struct jout *j, int64_t v)
{
    before(j);
    buf_addf(j->b, "%" PRId64, v);
}

void jout_real(struct jout *j, double v)
{
    before(j);
    num_add_real(j->b, v);
}

void jout_bool(struct jout *j, bool v)
{
    before(j);
    buf_add_z(j->b, v ? "true" : "false");
}

void jout_null(struct jout *j)
{
    before(j);
    buf_add_z(j->b, "null");
}

void jout_raw(struct jout *j, struct str json)
{
    before(j);
    buf_add_str(j->b, json);
}

void jout_member(struct jout *j, const char *key, struct str s)
{
    jout_key(j, key);
    if (s.n)
        jout_str(j, s);
    else
        jout_null(j);
}
