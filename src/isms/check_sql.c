#include "base/num.h"
#include "isms/check_sql.h"

enum { OFFSETS_MAX = 8 };

struct maker {
    struct ctx *c;
    struct sql q;
    int scope;                                 /* parameter number, 0 while unused */
    int today[OFFSETS_MAX];                    /* parameter numbers */
    int64_t offset[OFFSETS_MAX];               /* days from today */
    char date[OFFSETS_MAX][WHEN_DATE_LEN + 1]; /* their values */
    int ndates;
    const struct permit
        *narrow; /* measures: every table of a record type shows what this may see */
};

static void add_head(struct maker *m, const char *from, const char *to)
{
    sql_add_constant(&m->q, arena_z(m->c->mem, (struct str){ from, (size_t)(to - from) }));
}

static void add_date(struct maker *m, int64_t offset)
{
    for (int i = 0; i < m->ndates; i++)
        if (m->offset[i] == offset) {
            sql_param_again(&m->q, m->today[i]);
            return;
        }
    if (m->ndates == OFFSETS_MAX)
        BUG("a check uses more than %d dates", OFFSETS_MAX);
    m->offset[m->ndates] = offset;
    when_date_text(store_today(m->c) + offset, m->date[m->ndates]);
    m->today[m->ndates++] = sql_param(&m->q);
}

/* "$today", "$today-90d", "$today+30d"; returns what follows. */
static const char *date_word(struct maker *m, const char *at)
{
    int64_t days = 0;
    at += strlen("$today");
    if (*at == '-' || *at == '+') {
        const char *digits = at + 1, *end = digits;
        while (*end >= '0' && *end <= '9')
            end++;
        if (*end == 'd' && num_parse_int((struct str){ digits, (size_t)(end - digits) }, &days)) {
            days = *at == '-' ? -days : days;
            at = end + 1;
        }
    }
    add_date(m, days);
    return at;
}

static void add_text(struct maker *m, const char *text);

/* "@here" or "@TYPE.FIELD"; returns what follows. */
static const char *shorthand(struct maker *m, const char *at)
{
    const char *end = at + 1;
    while ((*end >= 'a' && *end <= 'z') || *end == '_' || *end == '.')
        end++;
    struct str name = { at + 1, (size_t)(end - at - 1) }, type;
    if (str_eq_z(name, "here")) {
        add_text(m, "t.\"archived\"=0 AND (t.\"scope\"=$scope OR t.\"scope\" IS NULL)");
        return end;
    }
    (void)str_cut(&name, '.', &type);
    const struct entity *e = catalog_find(m->c->store->catalog, type);
    const struct field *f = e ? entity_field(e, name) : NULL;
    if (!f || !f->sql)
        BUG("a check uses @%.*s, which is no derived field", (int)(end - at - 1), at + 1);
    const struct permit *narrow = m->narrow; /* a field derived across records has one value */
    m->narrow = NULL;
    sql_add(&m->q, "(");
    add_text(m, f->sql);
    sql_add(&m->q, ")");
    m->narrow = narrow;
    return end;
}

/* A quoted name. After FROM or JOIN it is a table: of a record type only those rows take part that
 * the permit shows. Returns what follows. */
static const char *quoted(struct maker *m, const char *text, const char *at)
{
    const char *end = strchr(at + 1, '"');
    if (!end)
        BUG("a quote in a check is not closed: %.20s", at);
    bool table =
        (at - text >= 5) && (strncmp(at - 5, "FROM ", 5) == 0 || strncmp(at - 5, "JOIN ", 5) == 0);
    const struct entity *e =
        m->narrow && table
            ? catalog_find(m->c->store->catalog, (struct str){ at + 1, (size_t)(end - at - 1) })
            : NULL;
    if (e) {
        sql_add(&m->q, "(SELECT t.* FROM ");
        sql_ident(&m->q, e->name);
        sql_add(&m->q, " AS t WHERE 1=1");
        permit_where(m->narrow, e, &m->q);
        sql_add(&m->q, ")");
    } else {
        add_head(m, at, end + 1);
    }
    return end + 1;
}

static void add_text(struct maker *m, const char *text)
{
    const char *at = text;
    while (*at) {
        size_t plain = strcspn(at, "$@\"");
        add_head(m, at, at + plain);
        at += plain;
        if (*at == '"') {
            at = quoted(m, text, at);
        } else if (strncmp(at, "$today", 6) == 0) {
            at = date_word(m, at);
        } else if (strncmp(at, "$scope", 6) == 0) {
            if (m->scope)
                sql_param_again(&m->q, m->scope);
            else
                m->scope = sql_param(&m->q);
            at += 6;
        } else if (*at == '@') {
            at = shorthand(m, at);
        } else if (*at) {
            BUG("unknown parameter in a check: %.20s", at);
        }
    }
}

/* The type that the text speaks of. */
static const struct entity *type_of(struct ctx *c, const char *text)
{
    static const char head[] = "SELECT '";
    const char *name = text + strlen(head), *end = strchr(text, '\'');
    end = end ? strchr(end + 1, '\'') : NULL;
    const struct entity *e = NULL;
    if (end && strncmp(text, head, strlen(head)) == 0)
        e = catalog_find(c->store->catalog, (struct str){ name, (size_t)(end - name) });
    if (!e)
        BUG("a check does not begin with SELECT 'TYPE': %.40s", text);
    return e;
}

static void bind(const struct maker *m, int64_t scope, struct stmt *st)
{
    if (m->scope)
        stmt_bind_int(st, m->scope, scope);
    for (int i = 0; i < m->ndates; i++)
        stmt_bind_text(st, m->today[i], arena_str(m->c->mem, str_z(m->date[i])));
}

bool check_sql(struct ctx *c, const struct permit *p, int64_t scope, const char *text, bool count,
               const struct entity **ret_type, struct stmt **ret)
{
    struct maker m = { .c = c };
    const struct entity *e = type_of(c, text);
    sql_init(&m.q);
    sql_add_constant(&m.q, count ? "SELECT count(*) FROM " : "SELECT t.\"id\" FROM ");
    sql_ident(&m.q, e->name);
    sql_add(&m.q, " AS t WHERE t.\"id\" IN (SELECT x.\"id\" FROM (");
    add_text(&m, text);
    sql_add(&m.q, ") AS x)");
    permit_where(p, e, &m.q);
    if (!count)
        sql_add(&m.q, " ORDER BY t.\"id\"");
    bool ok = db_prepare_sql(c, c->db, &m.q, ret);
    sql_done(&m.q);
    if (!ok)
        return false;
    bind(&m, scope, *ret);
    *ret_type = e;
    return true;
}

bool check_sql_measure(struct ctx *c, const struct permit *p, int64_t scope, const char *text,
                       struct stmt **ret)
{
    struct maker m = { .c = c, .narrow = p };
    sql_init(&m.q);
    add_text(&m, text);
    bool ok = db_prepare_sql(c, c->db, &m.q, ret);
    sql_done(&m.q);
    if (ok)
        bind(&m, scope, *ret);
    return ok;
}
