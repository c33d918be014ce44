#include "base/num.h"
#include "store/store.h"

/* Kinds that are numbers: int, real, money, percent, bool. */

static bool text_int(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    buf_addf(b, "%" PRId64, v->i);
    return true;
}

static bool json_int(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)c;
    (void)f;
    jout_int(j, v->i);
    return true;
}

static bool in_range(struct ctx *c, const struct field *f, struct str s, double v)
{
    if (f->min < f->max && (v < f->min || v > f->max))
        return problem_add(c, f->name, "range", s, "%s must be from %.15g to %.15g.",
                           lang_text(f->label), f->min, f->max);
    return true;
}

static bool parse_int(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                      struct value *ret)
{
    (void)r;
    int64_t v;
    if (!num_parse_int(str_trim(s), &v))
        return problem_add(c, f->name, "format", s, "%s must be a whole number such as 12.",
                           lang_text(f->label));
    if (!in_range(c, f, s, (double)v))
        return false;
    *ret = (struct value){ .tag = V_INT, .i = v };
    return true;
}

static bool parse_real(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    (void)r;
    double v;
    if (!num_parse_real(str_trim(s), &v))
        return problem_add(c, f->name, "format", s, "%s must be a number such as 0.25.",
                           lang_text(f->label));
    if (!in_range(c, f, s, v))
        return false;
    *ret = (struct value){ .tag = V_REAL, .r = v == 0 ? 0 : v };
    return true;
}

static bool parse_percent(struct ctx *c, const struct field *f, const struct record *r,
                          struct str s, struct value *ret)
{
    (void)r;
    struct str t = str_trim(s);
    if (t.n && t.p[t.n - 1] == '%')
        t = str_trim(str_head(t, t.n - 1));
    double v;
    double low = f->min < f->max ? f->min : 0, high = f->min < f->max ? f->max : 100;
    if (!num_parse_real(t, &v) || v < low || v > high)
        return problem_add(c, f->name, "range", s, "%s must be a percentage from %.15g to %.15g.",
                           lang_text(f->label), low, high);
    *ret = (struct value){ .tag = V_REAL, .r = v == 0 ? 0 : v };
    return true;
}

static bool text_real(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    num_add_real(b, v->r);
    return true;
}

static bool show_percent(struct ctx *c, const struct field *f, const struct record *r,
                         const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    (void)r;
    num_add_real(b, v->r);
    buf_add_z(b, " %");
    return true;
}

static bool json_real(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)c;
    (void)f;
    jout_real(j, v->r);
    return true;
}

static int digits(const struct ctx *c)
{
    return c->store ? c->store->currency_digits : 2;
}

static const char *currency(const struct ctx *c)
{
    return c->store ? c->store->currency : "EUR";
}

/* "1200", "1'200.00 EUR", "EUR 1200": the organisation's currency only; another one needs a rate
 * and a date. */
static bool parse_money(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                        struct value *ret)
{
    (void)r;
    struct str t = str_trim(s), own = str_z(currency(c));
    if (str_ieq(str_head(t, own.n), own))
        t = str_trim(str_tail(t, own.n));
    else if (t.n > own.n && str_ieq(str_tail(t, t.n - own.n), own))
        t = str_trim(str_head(t, t.n - own.n));
    int64_t v;
    if (!num_parse_fixed(t, digits(c), &v))
        return problem_add(
            c, f->name, "format", s,
            "%s must be an amount in %s such as 1200.00, without thousands marks that could be "
            "read two "
            "ways. Convert another currency first and give rate and date in the reason.",
            lang_text(f->label), own.p);
    if (!in_range(c, f, s, (double)v))
        return false;
    *ret = (struct value){ .tag = V_INT, .i = v };
    return true;
}

static bool text_money(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)f;
    num_add_fixed(b, v->i, digits(c));
    return true;
}

static bool show_money(struct ctx *c, const struct field *f, const struct record *r,
                       const struct value *v, struct buf *b)
{
    struct lang_amount how = lang_amount();
    (void)f;
    (void)r;
    if (!how.currency_last)
        buf_addf(b, "%s ", currency(c));
    num_add_grouped(b, v->i, digits(c), how.group, how.point);
    if (how.currency_last)
        buf_addf(b, " %s", currency(c));
    return true;
}

static bool json_money(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)f;
    struct buf b;
    buf_init(&b, 64);
    num_add_fixed(&b, v->i, digits(c));
    jout_begin(j);
    jout_key(j, "amount");
    jout_str(j, buf_str(&b));
    jout_key(j, "currency");
    jout_z(j, currency(c));
    jout_end(j);
    buf_done(&b);
    return true;
}

static bool parse_bool(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    (void)r;
    static const char *const yes[] = { "1", "yes", "true", "y", "x", "on", "ja", "oui" };
    static const char *const no[] = { "0", "no", "false", "n", "off", "nein", "non" };
    s = str_trim(s);
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        if (str_ieq(s, str_z(yes[i]))) {
            *ret = (struct value){ .tag = V_INT, .i = 1 };
            return true;
        }
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        if (str_ieq(s, str_z(no[i]))) {
            *ret = (struct value){ .tag = V_INT, .i = 0 };
            return true;
        }
    return problem_add(c, f->name, "format", s, "%s must be yes or no.", lang_text(f->label));
}

static bool text_bool(struct ctx *c, const struct field *f, const struct value *v, struct buf *b)
{
    (void)c;
    (void)f;
    buf_add_z(b, v->i ? "yes" : "no");
    return true;
}

static bool json_bool(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    (void)c;
    (void)f;
    jout_bool(j, v->i != 0);
    return true;
}

const struct kind kind_int = { .name = "int",
                               .tag = V_INT,
                               .json_type = "integer",
                               .hint = "a whole number",
                               .parse = parse_int,
                               .text = text_int,
                               .json = json_int };
const struct kind kind_real = { .name = "real",
                                .tag = V_REAL,
                                .json_type = "number",
                                .hint = "a number such as 0.25",
                                .parse = parse_real,
                                .text = text_real,
                                .json = json_real };
const struct kind kind_money = { .name = "money",
                                 .tag = V_INT,
                                 .json_type = "object",
                                 .hint = "an amount such as 1200.00",
                                 .parse = parse_money,
                                 .text = text_money,
                                 .show = show_money,
                                 .json = json_money };
const struct kind kind_percent = { .name = "percent",
                                   .tag = V_REAL,
                                   .json_type = "number",
                                   .hint = "a percentage",
                                   .parse = parse_percent,
                                   .text = text_real,
                                   .show = show_percent,
                                   .json = json_real };
const struct kind kind_bool = { .name = "bool",
                                .tag = V_INT,
                                .json_type = "boolean",
                                .hint = "yes or no",
                                .parse = parse_bool,
                                .text = text_bool,
                                .json = json_bool };
