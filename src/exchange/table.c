#include "base/ctx.h"
#include "base/num.h"
#include "base/str.h"
#include "exchange/table.h"

static bool read_whole(struct ctx *c, FILE *f, struct buf *b)
{
    char block[64 << 10];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(b, block, n);
    if (ferror(f))
        return fail(c, ERR_STORAGE, "The file cannot be read: %s.", strerror(errno));
    return !b->over ||
           fail(c, ERR_LIMIT, "A JSON file for import has at most %d MB; CSV has no such limit.",
                JIN_MAX >> 20);
}

/* [..] or {"items": [..]} of objects; the columns are all members that occur. */
static bool open_json(struct ctx *c, struct table *t)
{
    struct buf b;
    json_t *all = NULL, *rows, *one, *value;
    const char *key;
    size_t i, k;
    buf_init(&b, JIN_MAX);
    bool ok = read_whole(c, t->f, &b) && jin_parse(c, buf_str(&b), &all);
    buf_done(&b);
    if (!ok)
        return false;
    rows = json_is_object(all) ? json_object_get(all, "items") : all;
    t->json = json_incref(rows);
    json_decref(all);
    if (!json_is_array(t->json))
        return fail(c, ERR_INVALID,
                    "The JSON file must be a list of records, or an object with \"items\".");
    t->heading = arena_new(c->mem, struct str, CSV_COLUMNS_MAX);
    json_array_foreach(t->json, i, one)
    {
        if (!json_is_object(one))
            return fail(c, ERR_INVALID, "Item %zu of the JSON file is not an object.", i + 1);
        json_object_foreach(one, key, value)
        {
            for (k = 0; k < t->ncolumns && !str_eq_z(t->heading[k], key); k++)
                ;
            if (k < t->ncolumns)
                continue;
            if (t->ncolumns == CSV_COLUMNS_MAX)
                return fail(c, ERR_LIMIT, "The JSON file has more than %d different members.",
                            CSV_COLUMNS_MAX);
            t->heading[t->ncolumns++] = arena_str(c->mem, str_z(key));
        }
    }
    return true;
}

static bool open_csv(struct ctx *c, struct table *t)
{
    bool more;
    if (!csv_open(c, &t->csv, t->f) || !csv_next(c, &t->csv, &more))
        return false;
    if (!more)
        return fail(c, ERR_INVALID, "The file is empty: its first row must hold the headings.");
    t->ncolumns = t->csv.n;
    t->heading = arena_new(c->mem, struct str, t->ncolumns);
    for (size_t i = 0; i < t->ncolumns; i++)
        t->heading[i] = arena_str(c->mem, str_trim(csv_cell(&t->csv, i)));
    return true;
}

/* A workbook is unpacked first: from there on it is a CSV like any other. */
static bool unpack(struct ctx *c, struct table *t, const char *path, struct str sheet)
{
    char head[8];
    size_t n = fread(head, 1, sizeof head, t->f);
    if (!workbook_is((struct str){ head, n }))
        return true;
    FILE *f = workbook_scratch(c);
    if (!f)
        return false;
    fclose(t->f);
    t->f = f;
    return workbook_csv(c, path, sheet, f, &t->sheet);
}

bool table_open(struct ctx *c, struct table *t, const char *path, struct str sheet)
{
    struct str name = str_z(path);
    *t = (struct table){ .is_json = str_ends(name, STR(".json")) };
    t->f = fopen(path, "rbe");
    if (!t->f)
        return fail(c, ERR_NOT_FOUND, "The file %s cannot be opened: %s.", path, strerror(errno));
    return t->is_json ? open_json(c, t) : unpack(c, t, path, sheet) && open_csv(c, t);
}

void table_close(struct table *t)
{
    if (t->is_json)
        json_decref(t->json);
    else
        csv_close(&t->csv);
    if (t->f)
        fclose(t->f);
    t->f = NULL;
}

bool table_rewind(struct ctx *c, struct table *t)
{
    bool more;
    t->at = 0;
    t->row = 0;
    return t->is_json || (csv_rewind(c, &t->csv) && csv_next(c, &t->csv, &more));
}

bool table_next(struct ctx *c, struct table *t, bool *ret_more)
{
    if (t->is_json) {
        *ret_more = t->at < json_array_size(t->json);
        t->at++;
        t->row = (int64_t)t->at;
        return true;
    }
    if (!csv_next(c, &t->csv, ret_more))
        return false;
    t->row = t->csv.row;
    return true;
}

bool table_extra(const struct table *t)
{
    for (size_t i = t->ncolumns; !t->is_json && i < t->csv.n; i++)
        if (str_trim(csv_cell(&t->csv, i)).n)
            return true;
    return false;
}

static void add_json(struct buf *b, const json_t *v, bool inside);

/* An end of a link as export writes it: ref, and its own fields in braces. */
static void add_end(struct buf *b, const json_t *v)
{
    const char *key;
    json_t *own;
    bool first = true;
    json_t *object = json_incref((json_t *)(uintptr_t)v);
    buf_add_str(b, jin_str(v, "ref"));
    json_object_foreach(object, key, own)
    {
        if (strcmp(key, "ref") == 0 || strcmp(key, "title") == 0 || json_is_null(own))
            continue;
        buf_addf(b, "%s%s=", first ? "{" : ",", key);
        first = false;
        struct buf text;
        buf_init(&text, 64 << 10);
        add_json(&text, own, true);
        for (size_t i = 0; i < text.n; i++) {
            if (strchr(",{}\\", text.p[i]))
                buf_add_char(b, '\\');
            buf_add_char(b, text.p[i]);
        }
        buf_done(&text);
    }
    if (!first)
        buf_add_char(b, '}');
    json_decref(object);
}

/* A JSON value as the text that record_parse reads. */
static void add_json(struct buf *b, const json_t *v, bool inside)
{
    size_t i;
    json_t *one;
    if (json_is_string(v))
        buf_add(b, json_string_value(v), json_string_length(v));
    else if (json_is_integer(v))
        buf_addf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    else if (json_is_real(v))
        num_add_real(b, json_real_value(v));
    else if (json_is_boolean(v))
        buf_add_z(b, json_is_true(v) ? "yes" : "no");
    else if (json_object_get(v, "amount"))
        buf_add_str(b, jin_str(v, "amount"));
    else if (json_object_get(v, "sha256"))
        buf_addf(b, STR_FMT " %" JSON_INTEGER_FORMAT " " STR_FMT, STR_ARG(jin_str(v, "sha256")),
                 json_integer_value(json_object_get(v, "size")), STR_ARG(jin_str(v, "name")));
    else if (json_is_object(v))
        add_end(b, v);
    else if (json_is_array(v) && !inside)
        json_array_foreach(v, i, one)
        {
            buf_add_z(b, i ? "; " : "");
            add_json(b, one, true);
        }
}

struct str table_cell(struct ctx *c, struct table *t, size_t column, bool *ret_null)
{
    *ret_null = false;
    if (!t->is_json)
        return csv_unguard(str_trim(csv_cell(&t->csv, column)));
    const json_t *v = json_object_get(json_array_get(t->json, t->at - 1), t->heading[column].p);
    *ret_null = !v || json_is_null(v);
    if (*ret_null)
        return (struct str){ NULL, 0 };
    struct buf b;
    buf_init(&b, 4 << 20);
    add_json(&b, v, false);
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}
