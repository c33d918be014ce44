#include "base/when.h"
#include "store/kind.h"

/* Date and stamp: kept as text so that both engines sort and compare them alike. */

static bool parse_date(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    (void)r;
    int64_t days;
    s = str_trim(s);
    if (when_parse_office(s, WHEN_ANY, &days) != WHEN_OK)
        return problem_add(c, f->name, "format", s,
                           "%s must be a date such as 2026-11-03 or 3.11.2026.",
                           lang_text(f->label));
    char *text = arena_alloc(c->mem, WHEN_DATE_LEN + 1);
    when_date_text(days, text);
    *ret = (struct value){ .tag = V_TEXT, .s = { text, WHEN_DATE_LEN } };
    return true;
}

static bool parse_stamp(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                        struct value *ret)
{
    (void)r;
    int64_t ms;
    s = str_trim(s);
    if (!when_parse_stamp(s, &ms))
        return problem_add(c, f->name, "format", s,
                           "%s must be a time such as 2026-11-03T14:05:00Z.", lang_text(f->label));
    char *text = arena_alloc(c->mem, WHEN_STAMP_LEN + 1);
    when_stamp_text(ms, text);
    *ret = (struct value){ .tag = V_TEXT, .s = { text, WHEN_STAMP_LEN } };
    return true;
}

const struct kind kind_date = { .name = "date",
                                .tag = V_TEXT,
                                .json_type = "string",
                                .json_format = "date",
                                .hint = "a date such as 2026-11-03",
                                .parse = parse_date,
                                .text = kind_text_text,
                                .json = kind_text_json };
const struct kind kind_stamp = { .name = "stamp",
                                 .tag = V_TEXT,
                                 .json_type = "string",
                                 .json_format = "date-time",
                                 .hint = "a time such as 2026-11-03T14:05:00Z",
                                 .parse = parse_stamp,
                                 .text = kind_text_text,
                                 .json = kind_text_json };
