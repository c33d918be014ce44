#include "base/ctx.h"
#include "base/jin.h"
#include "base/str.h"

void jin_done(json_t **j)
{
    json_decref(*j);
    *j = NULL;
}

/* jansson's own limit on nesting is 2,048 and fixed; ours is checked on the text, before any memory
 * is spent. So is the number of objects and lists: 16 MB of `{},{},` would take a gigabyte. */
static bool within_limits(struct ctx *c, struct str s)
{
    int depth = 0, parts = 0;
    bool in = false;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (in) {
            if (ch == '\\')
                i++;
            else if (ch == '"')
                in = false;
        } else if (ch == '"') {
            in = true;
        } else if (ch == '[' || ch == '{') {
            if (++depth > JIN_DEPTH)
                return fail(c, ERR_INVALID, "The JSON text is nested deeper than %d levels.",
                            JIN_DEPTH);
            if (++parts > JIN_PARTS)
                return fail(c, ERR_LIMIT, "The JSON text holds more than %d objects and lists.",
                            JIN_PARTS);
        } else if (ch == ']' || ch == '}') {
            depth--;
        }
    }
    return true;
}

bool jin_parse(struct ctx *c, struct str text, json_t **ret)
{
    json_error_t e;
    if (text.n > JIN_MAX)
        return fail(c, ERR_LIMIT, "The JSON text is larger than %d MB.", JIN_MAX >> 20);
    if (!within_limits(c, text))
        return false;
    json_t *j =
        json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!j)
        return fail(c, ERR_INVALID, "This is not valid JSON: %s (line %d, column %d).", e.text,
                    e.line, e.column);
    *ret = j;
    return true;
}

struct str jin_str(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return json_is_string(v) ? (struct str){ json_string_value(v), json_string_length(v) }
                             : (struct str){ NULL, 0 };
}
