#include "exchange/wording.h"
#include "base/csv.h"
#include "records/records.h"
#include "store/ledger.h"

enum { ROWS_MAX = 5000, TEXT_MAX = 20000 };

struct row {
    struct str ref, text; /* text empty: take it out */
    int64_t line;
};

struct file {
    size_t ref, text; /* columns */
    struct row *row;
    size_t n;
    bool clear;
};

/* A problem of one row of the file. */
static void wrong(struct ctx *c, int64_t line, const char *column, struct str value,
                  const char *message)
{
    struct problem **tail = c->problems_tail;
    (void)!problem_add(c, column, "unknown", value, "%s", message);
    if (*tail) {
        (*tail)->row = line;
        (*tail)->column = str_z(column);
    }
}

static bool find_columns(struct ctx *c, const struct csv_reader *r, struct file *f)
{
    bool ref = false, text = false;
    for (size_t i = 0; i < r->n; i++) {
        struct str name = str_trim(csv_cell(r, i));
        if (str_ieq(name, STR("reference")) || str_ieq(name, STR("ref"))) {
            f->ref = i;
            ref = true;
        } else if (str_ieq(name, STR("text"))) {
            f->text = i;
            text = true;
        }
    }
    return (ref && text) ||
           fail(c, ERR_INVALID, "The first row has to name the columns reference and text.");
}

static bool stands_already(const struct file *f, struct str ref)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->row[i].ref, ref))
            return true;
    return false;
}

static bool read_row(struct ctx *c, const struct csv_reader *r, struct file *f)
{
    struct str typed = str_trim(csv_unguard(csv_cell(r, f->ref))), key,
               text = str_trim(csv_unguard(csv_cell(r, f->text)));
    if (f->n == ROWS_MAX)
        return fail(c, ERR_LIMIT, "A file of wordings has at most %d rows.", ROWS_MAX);
    if (!store_content_key(c, &entity_requirement, typed, &key))
        return false;
    if (!key.n)
        wrong(c, r->row, "reference", typed,
              "No standard here has this reference. They look like 27001:6.1.3 or 27002:5.15.");
    else if (stands_already(f, key))
        wrong(c, r->row, "reference", typed, "The reference stands in the file twice.");
    if (!text.n && !f->clear)
        wrong(c, r->row, "text", text,
              "The text is empty. With --clear an empty text takes the wording out.");
    if (text.n > TEXT_MAX)
        wrong(c, r->row, "text", str_head(text, 40), "The text is longer than 20,000 bytes.");
    if (key.n)
        f->row[f->n++] = (struct row){ key, arena_str(c->mem, text), r->row };
    return true;
}

static bool read_rows(struct ctx *c, struct csv_reader *r, struct file *f)
{
    bool more;
    if (!csv_next(c, r, &more))
        return false;
    if (!more)
        return fail(c, ERR_INVALID, "The file is empty.");
    if (!find_columns(c, r, f))
        return false;
    for (;;) {
        if (!csv_next(c, r, &more))
            return false;
        if (!more)
            return c->nproblems == 0;
        if (!read_row(c, r, f))
            return false;
    }
}

static bool read_file(struct ctx *c, const char *path, struct file *f)
{
    FILE *in = fopen(path, "rb");
    struct csv_reader r;
    if (!in)
        return fail(c, ERR_NOT_FOUND, "%s cannot be read: %s.", path, strerror(errno));
    bool ok = csv_open(c, &r, in);
    if (ok) {
        ok = read_rows(c, &r, f);
        csv_close(&r);
    }
    fclose(in);
    return ok;
}

/* SHA-256 over reference and text of every row in order, each with its length before it. */
static bool digest(struct ctx *c, struct str *ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    char hex[2 * SHA256_LEN + 1];
    bool row, ok = true;
    if (!db_prepare(c, c->store->db, "SELECT \"ref\", \"text\" FROM \"wording\" ORDER BY \"ref\"",
                    &st))
        return false;
    struct sha256 *s = sha256_new();
    sha256_begin(s);
    while ((ok = stmt_step(c, st, &row)) && row)
        for (int i = 0; i < 2; i++) {
            struct str t = stmt_text(st, i);
            uint8_t n[4] = { (uint8_t)(t.n >> 24), (uint8_t)(t.n >> 16), (uint8_t)(t.n >> 8),
                             (uint8_t)t.n };
            sha256_add(s, n, sizeof n);
            sha256_add(s, t.p, t.n);
        }
    struct hash h = sha256_end(s);
    sha256_free(s);
    hex_encode(h.b, sizeof h.b, hex);
    *ret = arena_str(c->mem, str_z(hex));
    return ok;
}

static bool store_rows(struct ctx *c, const struct file *f, struct wording_result *ret)
{
    _cleanup_(stmt_done) struct stmt *put = NULL, *take = NULL;
    if (!db_prepare(c, c->store->db,
                    "INSERT INTO \"wording\" (\"ref\", \"text\") VALUES ($1, $2) ON CONFLICT "
                    "(\"ref\") DO UPDATE SET \"text\"=excluded.\"text\"",
                    &put) ||
        !db_prepare(c, c->store->db, "DELETE FROM \"wording\" WHERE \"ref\"=$1", &take))
        return false;
    for (size_t i = 0; i < f->n; i++) {
        struct stmt *st = f->row[i].text.n ? put : take;
        stmt_bind_text(st, 1, f->row[i].ref);
        if (f->row[i].text.n)
            stmt_bind_text(st, 2, f->row[i].text);
        if (!stmt_run(c, st))
            return false;
        if (f->row[i].text.n)
            ret->kept++;
        else
            ret->removed += db_changes(c->store->db) > 0;
    }
    return true;
}

/* The leaf says that the wording changed, by whom, and its digest; not the wording. */
static bool note(struct ctx *c, const struct permit *p)
{
    struct str hex;
    if (!digest(c, &hex))
        return false;
    struct opened f[] = { { .key = STR("digest"), .tag = 't', .value = hex } };
    struct leaf l = { .actor = permit_person(p),
                      .via = str_z(c->via),
                      .type = STR("database"),
                      .op = STR("wording"),
                      .prev = -1 };
    return ledger_append(c, &l, f, 1, c->reason);
}

bool wording_load(struct ctx *c, const struct permit *p, const char *path, bool clear,
                  struct wording_result *ret)
{
    struct file f = { .row = arena_new(c->mem, struct row, ROWS_MAX), .clear = clear };
    *ret = (struct wording_result){ 0, 0 };
    if (!(permit_roles(p) & (ROLE_ADMIN | ROLE_MANAGER)))
        return fail(c, ERR_FORBIDDEN, "Licensed wording is loaded by a manager or administrator.");
    if (!read_file(c, path, &f) || !store_begin(c))
        return false;
    if (store_rows(c, &f, ret) && note(c, p))
        return store_commit(c);
    store_rollback(c);
    return false;
}

bool wording_check(struct ctx *c, void (*found)(void *, const char *), void *arg,
                   int64_t *ret_findings)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    struct leaf l;
    struct opened *f = NULL;
    struct str have, reason;
    size_t n = 0;
    bool row;
    if (!digest(c, &have) ||
        !db_prepare(c, c->store->db,
                    "SELECT max(\"seq\") FROM \"ledger\" WHERE \"type\"='database' AND "
                    "\"op\"='wording'",
                    &st) ||
        !stmt_step(c, st, &row))
        return false;
    bool noted = row && !stmt_is_null(st, 0);
    if (noted && !ledger_read(c, stmt_int(st, 0), &l, &f, &n, &reason))
        return false;
    /* Without a leaf there must be no row: the digest of nothing. */
    struct hash nothing = sha256("", 0);
    char hex[2 * SHA256_LEN + 1];
    hex_encode(nothing.b, sizeof nothing.b, hex);
    if (str_eq(have, noted && n ? f[0].value : str_z(hex)))
        return true;
    found(arg, "The licensed wording is not what was loaded. Load it again.");
    ++*ret_findings;
    return true;
}
