#include "base/num.h"
#include "base/text.h"
#include "store/kind.h"
#include "store/ledger.h"
#include "store/permit.h"
#include "store/query.h"
#include "store/row.h"
#include "store/search.h"

/* Work allowed without a declared index: about 50 ms of the database's virtual machine. */
enum { QUERY_STEPS = 4000000, CURSOR_MAX = 1024 };

void query_init(struct query *q, const struct entity *e)
{
    *q = (struct query){ .type = e, .limit = QUERY_LIMIT };
}

static const struct {
    const char *text;
    enum where_op op;
} ops[] = {
    /* longer ones first */
    { "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ },
    { "<", OP_LT },  { ">", OP_GT },  { "~", OP_HAS },
};

static bool cut_condition(struct str text, struct str *name, enum where_op *op, struct str *value)
{
    size_t i = 0;
    while (i < text.n && ((text.p[i] >= 'a' && text.p[i] <= 'z') ||
                          (text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '_'))
        i++;
    *name = str_head(text, i);
    struct str rest = str_tail(text, i);
    for (size_t k = 0; k < ARRAY_LEN(ops); k++)
        if (i && str_starts(rest, str_z(ops[k].text))) {
            *op = ops[k].op;
            *value = str_trim(str_tail(rest, strlen(ops[k].text)));
            return true;
        }
    return false;
}

static bool where_archived(struct ctx *c, struct query *q, struct str value)
{
    if (str_ieq(value, STR("all")) || str_ieq(value, STR("any")))
        q->with_archived = true;
    else if (str_ieq(value, STR("yes")) || str_ieq(value, STR("true")) || str_eq_z(value, "1"))
        q->only_archived = true;
    else if (!str_ieq(value, STR("no")) && !str_ieq(value, STR("false")) && !str_eq_z(value, "0"))
        return problem_add(c, "archived", "choice", value, "archived must be yes, no or all.");
    return true;
}

static bool condition_fits(struct ctx *c, const struct field *f, enum where_op op, bool empty,
                           struct str text)
{
    enum vtag tag = f->kind->tag;
    bool ordered = op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE;
    if (f->derive && !(f->flags & F_STORED))
        return problem_add(c, f->name, "filter", text, "%s cannot be filtered by.",
                           lang_text(f->label));
    if (ordered && (tag == V_LINKS || empty))
        return problem_add(c, f->name, "filter", text, "%s can be compared with = and != only%s.",
                           lang_text(f->label), empty ? " when the value is empty" : "");
    if (op == OP_HAS && tag != V_TEXT && tag != V_LINKS)
        return problem_add(c, f->name, "filter", text, "~ looks for words in a text; %s is none.",
                           lang_text(f->label));
    return true;
}

bool query_where(struct ctx *c, struct query *q, struct str text)
{
    struct str name, value;
    enum where_op op;
    if (!text_is_valid(text) || !cut_condition(text, &name, &op, &value))
        return problem_add(c, "where", "format", str_head(text, 200),
                           "A condition is FIELD=VALUE; != < <= > >= and ~ (contains) work too.");
    if (str_eq_z(name, "archived") && op == OP_EQ)
        return where_archived(c, q, value);
    const struct field *f = entity_field(q->type, name);
    if (!f || (f->flags & F_RETIRED))
        return problem_add(c, "where", "unknown", name,
                           "A %s has no field \"" STR_FMT "\". `muniment %s fields` lists them.",
                           lang_text(q->type->label), STR_ARG(name), q->type->name);
    if (q->n == QUERY_CONDITIONS)
        return problem_add(c, "where", "limit", name, "At most %d conditions.", QUERY_CONDITIONS);
    if (!condition_fits(c, f, op, !value.n, value))
        return false;
    struct condition *cond = &q->where[q->n];
    *cond = (struct condition){ .field = f, .op = op };
    if (op == OP_HAS && f->kind->tag == V_TEXT) {
        cond->v = (struct value){ .tag = V_TEXT, .s = arena_str(c->mem, value) };
    } else if (value.n) {
        struct record *probe = arena_new(c->mem, struct record, 1);
        probe->type = q->type;
        probe->v = arena_new(c->mem, struct value, q->type->nfields);
        if (!f->kind->parse(c, f, probe, arena_str(c->mem, value), &cond->v))
            return false;
    }
    q->n++;
    return true;
}

bool query_sort(struct ctx *c, struct query *q, struct str text)
{
    q->descending = text.n && text.p[0] == '-';
    struct str name = str_tail(text, q->descending ? 1 : 0);
    if (str_eq_z(name, "id") || str_eq_z(name, "ref")) {
        q->sort = NULL;
        return true;
    }
    const struct field *f = entity_field(q->type, name);
    if (!f || !field_is_column(f))
        return problem_add(c, "sort", "unknown", text,
                           "A %s cannot be sorted by \"" STR_FMT
                           "\". Fields with a column of their own can: `muniment %s fields`.",
                           lang_text(q->type->label), STR_ARG(name), q->type->name);
    q->sort = f;
    return true;
}

/* --- SQL --- */

struct built {
    struct sql q;
    int today;
    struct {
        int n;
        struct value v;
    } bind[QUERY_CONDITIONS + 8];
    size_t nbind;
};

static void bind_later(struct built *b, int n, struct value v)
{
    b->bind[b->nbind].n = n;
    b->bind[b->nbind++].v = v;
}

static void bind_all(struct ctx *c, struct built *b, struct stmt *st)
{
    row_bind_today(c, st, b->today);
    for (size_t i = 0; i < b->nbind; i++) {
        const struct value *v = &b->bind[i].v;
        if (v->tag == V_INT)
            stmt_bind_int(st, b->bind[i].n, v->i);
        else if (v->tag == V_REAL)
            stmt_bind_real(st, b->bind[i].n, v->r);
        else
            stmt_bind_text(st, b->bind[i].n, v->s);
    }
}

/* What a field is compared by: the folded or lower-cased text, the column, or the cross-record
 * expression. */
static void operand(struct ctx *c, struct built *b, const struct entity *e, const struct field *f)
{
    if (f->sql) {
        sql_add(&b->q, "(");
        row_expression(c, &b->q, f->sql, &b->today);
        sql_add(&b->q, ")");
    } else {
        row_sort_expression(&b->q, "t", e, f);
    }
}

static struct value folded(struct ctx *c, const struct entity *e, const struct field *f,
                           struct value v)
{
    struct buf b;
    bool natural = !(e->flags & E_CONTENT) && f == entity_natural(e);
    if (v.tag != V_TEXT || !(natural || f->kind == &kind_line || f->kind == &kind_url))
        return v;
    buf_init(&b, 64 << 10);
    if (natural)
        text_fold(&b, v.s);
    else
        for (size_t i = 0; i < v.s.n; i++) /* as lower() does in the database: ASCII only */
            buf_add_char(&b, v.s.p[i] >= 'A' && v.s.p[i] <= 'Z' ? (char)(v.s.p[i] | 32) : v.s.p[i]);
    v.s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return v;
}

static void add_link(struct built *b, const struct entity *e, const struct condition *w)
{
    const struct link *l = w->field->link;
    bool inverse = link_is_inverse(e, w->field);
    const char *near = inverse ? "to_id" : "from_id";
    const char *far = inverse ? "from_id" : (l->to->flags & E_CONTENT) ? "to_key" : "to_id";
    bool none = w->v.tag != V_LINKS || !w->v.l.n;
    sql_add_constant(&b->q, (w->op == OP_NE) != none ? " AND NOT EXISTS (SELECT 1 FROM "
                                                     : " AND EXISTS (SELECT 1 FROM ");
    sql_ident(&b->q, l->name);
    sql_add(&b->q, " AS l WHERE ");
    sql_column(&b->q, "l", near);
    sql_add(&b->q, "=t.\"id\"");
    for (size_t i = 0; !none && i < w->v.l.n && i < 1; i++) {
        const struct link_row *row = &w->v.l.row[i];
        sql_add(&b->q, " AND ");
        sql_column(&b->q, "l", far);
        sql_add(&b->q, "=");
        struct value v = row->key.n ? (struct value){ .tag = V_TEXT, .s = row->key }
                                    : (struct value){ .tag = V_INT, .i = row->id };
        bind_later(b, sql_param(&b->q), v);
    }
    sql_add(&b->q, ")");
}

static void add_condition(struct ctx *c, struct built *b, const struct query *q,
                          const struct condition *w)
{
    static const char *const signs[OP_N] = { "=", "<>", "<", "<=", ">", ">=", NULL };
    if (w->field->kind == &kind_link) {
        add_link(b, q->type, w);
        return;
    }
    sql_add(&b->q, " AND ");
    if (w->v.tag == V_NULL) {
        operand(c, b, q->type, w->field);
        sql_add_constant(&b->q, w->op == OP_NE ? " IS NOT NULL" : " IS NULL");
    } else if (w->op == OP_HAS) { /* position, not LIKE: no pattern characters */
        sql_add(&b->q, "replace(lower(");
        operand(c, b, q->type, w->field);
        sql_add(&b->q, "), ");
        struct buf low;
        buf_init(&low, 64 << 10);
        text_fold(&low, w->v.s);
        struct value v = { .tag = V_TEXT, .s = arena_str(c->mem, buf_str(&low)) };
        buf_done(&low);
        bind_later(b, sql_param(&b->q), v);
        sql_add(&b->q, ", '')<>lower(");
        operand(c, b, q->type, w->field);
        sql_add(&b->q, ")");
    } else {
        operand(c, b, q->type, w->field);
        if (w->op == OP_NE) { /* other than, empty counts as other */
            sql_add(&b->q, " IS DISTINCT FROM ");
        } else {
            sql_add_constant(&b->q, signs[w->op]);
        }
        bind_later(b, sql_param(&b->q), folded(c, q->type, w->field, w->v));
    }
}

/* Everything, by number: nearly all rows fit, so the table itself is the index. Every index begins
 * with `archived`, and SQLite would take any of them and sort all rows; a sign in front of the
 * column keeps it from that. */
static bool is_by_number(const struct permit *p, const struct query *q)
{
    return !q->n && !q->words.n && !q->sort && permit_reads_all(p, q->type);
}

static void add_where(struct ctx *c, const struct permit *p, struct built *b, const struct query *q,
                      bool listed)
{
    sql_add(&b->q, " FROM ");
    sql_ident(&b->q, q->type->name);
    sql_add(&b->q, " AS t WHERE ");
    if ((q->type->flags & E_CONTENT) || q->with_archived)
        sql_add(&b->q, "1=1");
    else if (q->only_archived)
        sql_add(&b->q, "t.\"archived\"=1");
    else if (listed && is_by_number(p, q))
        sql_add(&b->q, "+t.\"archived\"=0");
    else
        sql_add(&b->q, "t.\"archived\"=0");
    for (size_t i = 0; i < q->n; i++)
        add_condition(c, b, q, &q->where[i]);
    permit_where(p, q->type, &b->q);
    if (q->words.n) {
        struct value v = { .tag = V_TEXT, .s = search_expression(c, q->words) };
        bind_later(b, search_where(&b->q, q->type), v);
    }
}

/* True when an index serves all conditions and the order: equalities first, then the sort column.
 */
static bool is_indexed(const struct query *q)
{
    const struct field *natural = q->type->flags & E_CONTENT ? NULL : entity_natural(q->type);
    if (q->words.n || (!q->n && (!q->sort || q->sort == natural)))
        return true;
    for (size_t i = 0; i < q->type->nindexes; i++) {
        const char *const *f = q->type->indexes[i].fields;
        size_t used = 0, max = ARRAY_LEN(q->type->indexes[i].fields);
        bool again = true;
        while (again && used < max && f[used]) {
            again = false;
            for (size_t k = 0; k < q->n; k++)
                again |= q->where[k].op == OP_EQ && strcmp(q->where[k].field->name, f[used]) == 0;
            used += again;
        }
        bool sorted = !q->sort || (used < max && f[used] && strcmp(f[used], q->sort->name) == 0);
        if (used >= q->n && sorted)
            return true;
    }
    return false;
}

/* --- cursor: n or v, then the sort value's text, a colon, the number; in hexadecimal --- */

struct cursor {
    bool given, null;
    struct value v;
    int64_t id;
};

static bool read_cursor(struct ctx *c, const struct query *q, struct cursor *ret)
{
    char raw[CURSOR_MAX];
    size_t n = q->after.n / 2;
    *ret = (struct cursor){ .given = q->after.n > 0 };
    if (!q->after.n)
        return true;
    if (n >= sizeof raw || !hex_decode(q->after, raw, n))
        return problem_add(c, "after", "format", q->after,
                           "This is not a cursor of this list. Start from the first page.");
    struct str s = arena_str(c->mem, (struct str){ raw, n });
    size_t colon = s.n;
    while (colon && s.p[colon - 1] != ':')
        colon--;
    bool ok = colon > 1 && num_parse_int(str_tail(s, colon), &ret->id);
    struct str text = str_head(str_tail(s, 1), colon ? colon - 2 : 0);
    ret->null = ok && s.p[0] == 'n';
    if (ok && !ret->null && q->sort) {
        enum vtag tag = q->sort->kind->tag;
        ret->v.tag = tag;
        if (tag == V_INT)
            ok = num_parse_int(text, &ret->v.i);
        else if (tag == V_REAL)
            ok = num_parse_real(text, &ret->v.r);
        else
            ret->v.s = text;
    }
    return ok || problem_add(c, "after", "format", q->after,
                             "This is not a cursor of this list. Start from the first page.");
}

static struct str write_cursor(struct ctx *c, const struct query *q, const struct record *r,
                               struct str sorted)
{
    struct buf b;
    buf_init(&b, CURSOR_MAX / 2 - 1);
    const struct value *v = q->sort ? &r->v[entity_place(q->type, q->sort)] : NULL;
    buf_add_char(&b, v && v->tag == V_NULL ? 'n' : 'v');
    if (v && (v->tag == V_INT || v->tag == V_REAL)) {
        if (v->tag == V_INT)
            buf_addf(&b, "%" PRId64, v->i);
        else
            num_add_real(&b, v->r);
    } else if (v && v->tag == V_TEXT) {
        buf_add_str(&b, sorted);
    }
    buf_addf(&b, ":%" PRId64, r->id);
    char *hex = arena_alloc(c->mem, 2 * b.n + 1);
    hex_encode(b.p, b.n, hex);
    struct str s = { hex, 2 * b.n };
    buf_done(&b);
    return s;
}

/* One of the two parts of a sorted list: the rows with a value, or the rows without. Ascending, the
 * empty ones come first. */
enum part { PART_ALL, PART_NULL, PART_VALUE };

static void add_order(struct built *b, const struct query *q, enum part part,
                      const struct cursor *cur)
{
    bool by_value = q->sort && part == PART_VALUE;
    if (q->sort && part != PART_ALL) {
        sql_add(&b->q, " AND ");
        row_sort_expression(&b->q, "t", q->type, q->sort);
        sql_add_constant(&b->q, part == PART_NULL ? " IS NULL" : " IS NOT NULL");
    }
    if (cur && by_value) {
        sql_add(&b->q, " AND (");
        row_sort_expression(&b->q, "t", q->type, q->sort);
        sql_add_constant(&b->q, q->descending ? ", t.\"id\")<(" : ", t.\"id\")>(");
        bind_later(b, sql_param(&b->q), cur->v);
        sql_add(&b->q, ", ");
        bind_later(b, sql_param(&b->q), (struct value){ .tag = V_INT, .i = cur->id });
        sql_add(&b->q, ")");
    } else if (cur) {
        sql_add_constant(&b->q, q->descending ? " AND t.\"id\"<" : " AND t.\"id\">");
        bind_later(b, sql_param(&b->q), (struct value){ .tag = V_INT, .i = cur->id });
    }
    sql_add(&b->q, " ORDER BY ");
    if (by_value) {
        row_sort_expression(&b->q, "t", q->type, q->sort);
        sql_add_constant(&b->q, q->descending ? " DESC, " : ", ");
    }
    sql_add_constant(&b->q, q->descending ? "t.\"id\" DESC" : "t.\"id\"");
}

typedef bool (*row_fn)(struct ctx *, void *, struct stmt *, int sort_col);

/* Runs one part, at most `limit` rows (0: all). */
static bool run_part(struct ctx *c, const struct permit *p, const struct query *q, enum part part,
                     const struct cursor *cur, int64_t limit, row_fn each, void *arg, bool *go_on)
{
    struct built b = { .today = 0 };
    sql_init(&b.q);
    sql_add(&b.q, "SELECT ");
    b.today = row_columns_wanted(c, &b.q, q->type, q->wanted);
    if (q->sort) {
        sql_add(&b.q, ", ");
        row_sort_expression(&b.q, "t", q->type, q->sort);
    }
    add_where(c, p, &b, q, true);
    add_order(&b, q, part, cur);
    if (limit) {
        sql_add(&b.q, " LIMIT ");
        sql_int(&b.q, limit);
    }
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->db, &b.q, &st);
    sql_done(&b.q);
    if (!ok)
        return false;
    bind_all(c, &b, st);
    while (*go_on && (ok = stmt_step(c, st, &row)) && row)
        if (!each(c, arg, st, stmt_columns(st) - 1))
            *go_on = false;
    return ok && c->err.code == ERR_NONE;
}

void query_want(struct ctx *c, struct query *q, const struct field *const *fields, size_t n)
{
    bool *wanted = arena_new(c->mem, bool, q->type->nfields);
    for (size_t i = 0; i < n; i++)
        wanted[entity_place(q->type, fields[i])] = true;
    q->wanted = wanted;
}

/* Both parts in order, the second only while `more` rows are wanted. */
static bool run_query(struct ctx *c, const struct permit *p, const struct query *q,
                      const struct cursor *cur, int64_t limit, const size_t *got, row_fn each,
                      void *arg)
{
    bool go_on = true;
    if (!q->sort || (q->sort->flags & F_REQUIRED))
        return run_part(c, p, q, q->sort ? PART_VALUE : PART_ALL, cur->given ? cur : NULL, limit,
                        each, arg, &go_on);
    enum part order[2] = { q->descending ? PART_VALUE : PART_NULL,
                           q->descending ? PART_NULL : PART_VALUE };
    for (int i = 0; i < 2; i++) {
        bool here = cur->given && (order[i] == PART_NULL) == cur->null;
        if (cur->given && i == 0 && !here)
            continue; /* the cursor is in the second part already */
        int64_t left = limit && got ? limit - (int64_t)*got : limit;
        if (limit && left <= 0)
            break;
        if (!run_part(c, p, q, order[i], here ? cur : NULL, left, each, arg, &go_on))
            return false;
    }
    return true;
}

struct collector {
    const struct query *q;
    struct record **items;
    struct str *sorted;
    size_t n;
};

static bool collect(struct ctx *c, void *arg, struct stmt *st, int sort_col)
{
    struct collector *k = arg;
    if (k->q->sort && k->q->sort->kind->tag == V_TEXT)
        k->sorted[k->n] = arena_str(c->mem, stmt_text(st, sort_col));
    k->items[k->n++] = row_read(c, st, k->q->type, false);
    return true;
}

/* One page forward, in the order of q. */
static bool list_forward(struct ctx *c, const struct permit *p, const struct query *q,
                         struct page *ret)
{
    struct cursor cur;
    if (!permit_may_type(p, ACT_READ, q->type))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to read %s.", q->type->plural);
    if (q->limit < 1 || q->limit > QUERY_LIMIT_MAX)
        return problem_add(c, "limit", "range", STR(""), "A page has 1 to %d records.",
                           QUERY_LIMIT_MAX);
    if (!read_cursor(c, q, &cur) || (q->words.n && !search_ready(c)))
        return false;
    struct collector k = { .q = q,
                           .items = arena_new(c->mem, struct record *, (size_t)q->limit + 1),
                           .sorted = arena_new(c->mem, struct str, (size_t)q->limit + 1) };
    db_limit_steps(c->db, is_indexed(q) || q->unlimited_work ? 0 : QUERY_STEPS);
    bool ok = run_query(c, p, q, &cur, q->limit + 1, &k.n, collect, &k);
    db_limit_steps(c->db, 0);
    size_t n = MIN(k.n, (size_t)q->limit);
    for (size_t i = 0; ok && i < n; i++)
        ok = row_finish(c, c->db, k.items[i], q->wanted);
    if (!ok)
        return false;
    *ret = (struct page){ .items = k.items, .n = n };
    if (k.n > n)
        ret->next = write_cursor(c, q, k.items[n - 1], k.sorted[n - 1]);
    if (q->after.n && n)
        ret->prev = write_cursor(c, q, k.items[0], k.sorted[0]);
    return true;
}

/* A page back is a page forward in the other order, turned round: the cursor fits both ways. */
bool query_list(struct ctx *c, const struct permit *p, const struct query *q, struct page *ret)
{
    struct query back = *q;
    struct page page;
    if (!q->before.n)
        return list_forward(c, p, q, ret);
    back.descending = !q->descending;
    back.after = q->before;
    if (!list_forward(c, p, &back, &page))
        return false;
    for (size_t i = 0; i < page.n / 2; i++) {
        struct record *r = page.items[i];
        page.items[i] = page.items[page.n - 1 - i];
        page.items[page.n - 1 - i] = r;
    }
    *ret = (struct page){ .items = page.items, .n = page.n, .next = page.prev, .prev = page.next };
    return true;
}

struct each {
    const struct query *q;
    bool (*fn)(struct ctx *, void *, const struct record *);
    void *arg;
};

static bool call_each(struct ctx *c, void *arg, struct stmt *st, int sort_col)
{
    struct each *e = arg;
    struct arena_mark mark = arena_mark(c->mem);
    (void)sort_col;
    struct record *r = row_read(c, st, e->q->type, false);
    bool ok = row_finish(c, c->db, r, e->q->wanted) && e->fn(c, e->arg, r);
    if (c->err.code == ERR_NONE)
        arena_rewind(c->mem, mark);
    return ok;
}

bool query_each(struct ctx *c, const struct permit *p, const struct query *q,
                bool (*each)(struct ctx *, void *, const struct record *), void *arg)
{
    struct each e = { q, each, arg };
    struct cursor none = { .given = false };
    if (!permit_may_type(p, ACT_READ, q->type))
        return fail(c, ERR_FORBIDDEN, "Your roles do not allow to read %s.", q->type->plural);
    return (!q->words.n || search_ready(c)) && run_query(c, p, q, &none, 0, NULL, call_each, &e);
}

bool query_count(struct ctx *c, const struct permit *p, const struct query *q, int64_t most,
                 int64_t *ret)
{
    struct built b = { .today = 0 };
    if (q->words.n && !search_ready(c))
        return false;
    sql_init(&b.q);
    sql_add(&b.q, "SELECT count(*) FROM (SELECT 1");
    add_where(c, p, &b, q, false);
    sql_add(&b.q, " LIMIT ");
    sql_int(&b.q, most + 1);
    sql_add(&b.q, ") AS n");
    _cleanup_(stmt_done) struct stmt *st = NULL;
    bool row, ok = db_prepare_sql(c, c->db, &b.q, &st);
    sql_done(&b.q);
    if (!ok)
        return false;
    bind_all(c, &b, st);
    if (!stmt_step(c, st, &row))
        return false;
    *ret = row ? stmt_int(st, 0) : 0;
    return true;
}
