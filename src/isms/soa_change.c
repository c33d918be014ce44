#include "isms/soa_int.h"
#include "records/records.h"

/* Deciding on a row, freezing a version, comparing two. */

/* Fields of the row itself that `soa set` takes; "how" and "owner" are dealt with apart. */
static const char *const settable[] = { "applicable", "reasons", "obligations",     "justification",
                                        "adaptation", "owner",   "parts_confirmed", "notes" };

static bool find_row(struct ctx *c, const struct permit *p, int64_t scope, struct str number,
                     struct record **ret)
{
    int64_t hit[2];
    int n;
    if (!store_find_natural(c, &entity_statement, number, scope, hit, &n))
        return false;
    if (!n && number.n && number.p[0] != 'A' &&
        !store_find_natural(c, &entity_statement,
                            arena_printf(c->mem, "A." STR_FMT, STR_ARG(number)), scope, hit, &n))
        return false;
    if (!n)
        return fail(c, ERR_NOT_FOUND, "This scope has no row \"" STR_FMT "\".", STR_ARG(number));
    return store_load(c, p, &entity_statement, hit[0], ret);
}

static bool make_control(struct ctx *c, const struct permit *p, const struct record *s,
                         struct str how)
{
    struct record *k;
    if (!record_new(c, &entity_control, &k))
        return false;
    rec_set_text(k, CONTROL_TITLE, rec_text(s, STATEMENT_TITLE));
    if (!record_parse(c, k, &entity_control.fields[CONTROL_HOW], how) ||
        !record_parse(c, k, &entity_control.fields[CONTROL_STATEMENTS],
                      entity_ref(c, &entity_statement, s->id)))
        return false;
    k->v[CONTROL_OWNER] = s->v[STATEMENT_OWNER];
    k->v[CONTROL_SCOPE] = s->v[STATEMENT_SCOPE];
    return store_save(c, p, k, NULL);
}

/* Describes how on the row's only control; makes it when there is none; refuses to choose among
 * several. */
static bool set_how(struct ctx *c, const struct permit *p, const struct record *s, struct str how)
{
    struct links l = rec_links(s, STATEMENT_CONTROLS);
    struct record *k = NULL, *one;
    struct buf names;
    size_t n = 0;
    buf_init(&names, 4096);
    for (size_t i = 0; i < l.n; i++) {
        if (!store_peek(c, &entity_control, l.row[i].id, &one))
            return false;
        if (!one || one->archived || str_eq_z(rec_text(one, CONTROL_STATUS), "retired"))
            continue;
        k = one;
        buf_addf(&names, "%sC-%" PRId64, n++ ? ", " : "", one->id);
    }
    struct str list = arena_str(c->mem, buf_str(&names));
    buf_done(&names);
    if (n > 1)
        return problem_add(c, "how", "several", how,
                           STR_FMT
                           " has several controls, " STR_FMT
                           ": describe how on the one you mean, with muniment control edit.",
                           STR_ARG(rec_text(s, STATEMENT_NUMBER)), STR_ARG(list));
    if (!k)
        return make_control(c, p, s, how);
    return record_parse(c, k, &entity_control.fields[CONTROL_HOW], how) &&
           store_save(c, p, k, NULL);
}

static const struct field *settable_field(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(settable); i++)
        if (str_eq_z(name, settable[i]))
            return entity_field(&entity_statement, name);
    return NULL;
}

static bool set_row(struct ctx *c, const struct permit *p, struct record *s, const struct str *args,
                    int nargs)
{
    struct str how = { NULL, 0 };
    bool has_how = false;
    for (int i = 0; i < nargs; i++) {
        ptrdiff_t eq = str_find_char(args[i], '=');
        struct str name = str_head(args[i], eq > 0 ? (size_t)eq : 0),
                   value = str_tail(args[i], (size_t)MAX(eq, 0) + 1);
        const struct field *f = settable_field(name);
        if (eq <= 0) {
            problem_add(c, NULL, "format", args[i], "Give values as FIELD=VALUE.");
        } else if (str_eq_z(name, "how")) {
            how = value;
            has_how = true;
        } else if (!f) {
            problem_add(
                c, arena_z(c->mem, name), "unknown", args[i],
                "A row takes applicable, reasons, obligations, justification, adaptation, how, "
                "owner and parts_confirmed. Risks and status are found by the program.");
        } else if (!record_parse(c, s, f, value) && c->err.code != ERR_INVALID) {
            return false;
        }
    }
    if (c->nproblems || !store_save(c, p, s, NULL))
        return false;
    return !has_how || set_how(c, p, s, how);
}

bool soa_set(struct ctx *c, const struct permit *p, const struct record *scope, struct str number,
             const struct str *args, int nargs)
{
    struct record *s;
    if (!find_row(c, p, scope->id, number, &s))
        return false;
    bool mine = !db_in_transaction(c->store->db);
    if (mine && !store_begin(c))
        return false;
    bool ok = set_row(c, p, s, args, nargs);
    if (ok && mine)
        return store_commit(c);
    if (mine)
        store_rollback(c);
    return ok;
}

/* --- approval --- */

static bool complete(struct ctx *c, const struct soa *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct soa_row *r = &s->row[i];
        const char *number = arena_z(c->mem, r->number);
        if (str_eq_z(r->applicable, "undecided"))
            problem_add(c, number, "undecided", (struct str){ NULL, 0 },
                        "Decide whether it is needed: muniment soa set %s applicable=yes or no.",
                        number);
        else if (str_eq_z(r->applicable, "yes") && !soa_reasons(c, r).n)
            problem_add(c, number, "reason", (struct str){ NULL, 0 },
                        "It is included without a reason: link a control that a risk relies on, or "
                        "give reasons.");
        else if (str_eq_z(r->applicable, "no") && !r->justification.n)
            problem_add(c, number, "justification", (struct str){ NULL, 0 },
                        "It is left out without a justification.");
        else if (str_eq_z(r->applicable, "no") && r->nrisks)
            problem_add(c, number, "relied_on", (struct str){ NULL, 0 },
                        "It is left out, but R-%" PRId64
                        " relies on one of its controls: include it, or take the control off.",
                        r->risk[0]);
    }
    return c->nproblems == 0;
}

static bool freeze(struct ctx *c, const struct permit *p, const struct soa *s, struct str note,
                   int64_t *ret_number)
{
    struct record *v;
    struct buf b;
    struct jout j;
    char hex[65];
    if (!record_new(c, &entity_soa_version, &v))
        return false;
    buf_init(&b, 4 << 20);
    jout_init(&j, &b, false);
    bool ok = soa_rows_json(c, s, false, &j) && !b.over;
    struct str rows = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    if (!ok)
        return c->err.code
                   ? false
                   : fail(c, ERR_LIMIT, "The Statement of Applicability is larger than 4 MB.");
    struct hash h = sha256(rows.p, rows.n);
    hex_encode(h.b, sizeof h.b, hex);
    rec_set_int(v, SOA_SCOPE, s->scope->id);
    rec_set_text(v, SOA_ROWS, rows);
    rec_set_text(v, SOA_DIGEST, arena_str(c->mem, str_z(hex)));
    rec_set_text(v, SOA_CONTENT, soa_content_digest(c, s));
    rec_set_text(v, SOA_NOTES, note);
    const struct save_options o = { .op = "approve" };
    if (!store_save(c, p, v, &o))
        return false;
    *ret_number = rec_int(v, SOA_NUMBER);
    return true;
}

bool soa_approve(struct ctx *c, const struct permit *p, const struct record *scope, struct str note,
                 int64_t *ret_number)
{
    struct soa s;
    bool mine = !db_in_transaction(c->store->db);
    if (mine && !store_begin(c))
        return false;
    bool ok = soa_read(c, p, scope, &s) && complete(c, &s);
    if (ok && s.approved)
        ok = fail(c, ERR_CONFLICT, "Nothing changed since version %" PRId64 " was approved.",
                  s.version);
    ok = ok && freeze(c, p, &s, note, ret_number);
    if (ok && mine)
        return store_commit(c);
    if (mine)
        store_rollback(c);
    return ok;
}

/* --- difference --- */

struct diff {
    struct ctx *c;
    void (*each)(void *, struct str, struct str);
    void *arg;
};

static bool frozen(struct ctx *c, const struct permit *p, const struct record *scope,
                   int64_t number, json_t **ret)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row;
    if (!number) {
        struct soa s;
        struct buf b;
        struct jout j;
        buf_init(&b, 4 << 20);
        jout_init(&j, &b, false);
        bool ok = soa_read(c, p, scope, &s) && soa_rows_json(c, &s, false, &j) &&
                  jin_parse(c, buf_str(&b), ret);
        buf_done(&b);
        return ok;
    }
    if (!db_prepare(c, c->db,
                    "SELECT \"rows\" FROM \"soa_version\" WHERE \"scope\"=$1 AND \"number\"=$2",
                    &st))
        return false;
    stmt_bind_int(st, 1, scope->id);
    stmt_bind_int(st, 2, number);
    if (!stmt_step(c, st, &row))
        return false;
    if (!row)
        return fail(c, ERR_NOT_FOUND,
                    "This scope has no version %" PRId64 " of the Statement of Applicability.",
                    number);
    return jin_parse(c, stmt_text(st, 0), ret);
}

static json_t *find_ref(const json_t *rows, struct str number)
{
    size_t i;
    json_t *r;
    json_array_foreach(rows, i, r) if (str_eq(jin_str(r, "requirement"), number)) return r;
    return NULL;
}

static struct str value_text(struct ctx *c, const json_t *row, const char *key)
{
    const json_t *v = json_object_get(row, key);
    if (json_is_string(v))
        return jin_str(row, key);
    if (json_is_boolean(v))
        return json_is_true(v) ? STR("yes") : STR("no");
    if (!json_is_array(v))
        return strcmp(key, "applicable") == 0 ? STR("undecided") : STR("nothing");
    struct buf b;
    size_t i;
    json_t *one;
    buf_init(&b, 64 << 10);
    json_array_foreach(v, i, one) buf_addf(&b, "%s%s", i ? ", " : "", json_string_value(one));
    struct str s = b.n ? arena_str(c->mem, buf_str(&b)) : STR("nothing");
    buf_done(&b);
    return s;
}

static const struct {
    const char *key, *words;
} told[] = {
    { "applicable", "applicable" },
    { "reasons", "reasons" },
    { "risks", "risks behind it" },
    { "justification", "justification" },
    { "adaptation", "adaptation" },
    { "status", "status" },
    { "exception", "open exception" },
    { "controls", "controls" },
    { "how", "how" },
};

static void compare_row(struct diff *d, const json_t *a, const json_t *b, struct str number)
{
    for (size_t i = 0; i < ARRAY_LEN(told); i++) {
        struct str x = value_text(d->c, a, told[i].key), y = value_text(d->c, b, told[i].key);
        if (!str_eq(x, y))
            d->each(d->arg, number,
                    arena_printf(d->c->mem, "%s: \"" STR_FMT "\" became \"" STR_FMT "\"",
                                 told[i].words, STR_ARG(x), STR_ARG(y)));
    }
}

bool soa_diff(struct ctx *c, const struct permit *p, const struct record *scope, int64_t v1,
              int64_t v2, void (*each)(void *, struct str ref, struct str sentence), void *arg)
{
    _cleanup_(jin_done) json_t *a = NULL, *b = NULL;
    struct diff d = { c, each, arg };
    size_t i;
    json_t *row;
    if (!frozen(c, p, scope, v1, &a) || !frozen(c, p, scope, v2, &b))
        return false;
    json_array_foreach(a, i, row)
    {
        struct str number = arena_str(c->mem, jin_str(row, "requirement"));
        const json_t *other = find_ref(b, number);
        if (other)
            compare_row(&d, row, other, number);
        else
            each(arg, number, STR("was taken out"));
    }
    json_array_foreach(b, i, row)
    {
        struct str number = arena_str(c->mem, jin_str(row, "requirement"));
        if (!find_ref(a, number))
            each(arg, number,
                 arena_printf(c->mem, "was added: " STR_FMT, STR_ARG(jin_str(row, "title"))));
    }
    return true;
}
