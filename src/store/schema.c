#include "store/kind.h"
#include "store/row.h"
#include "store/schema.h"

const char *const schema_outside[] = {
    "meta",    "meta_field", "counter", "search",      "touched", "node",       "account",
    "session", "invitation", "token",   "idempotency", "draft",   "saved_view", "wording",
};
const size_t schema_outside_count = ARRAY_LEN(schema_outside);

/* One walk over all CREATE statements; `q` is reused, `each` sees every one. */
struct walk {
    struct ctx *c;
    const struct catalog *k;
    const struct db_dialect *d;
    enum db_engine engine;
    bool indexes;
    struct sql q;
    bool (*each)(struct ctx *, void *, const struct sql *);
    void *arg;
};

static bool emit(struct walk *w)
{
    bool ok = w->each(w->c, w->arg, &w->q);
    sql_reset(&w->q);
    return ok;
}

static const char *column_type(const struct walk *w, enum vtag tag)
{
    return tag == V_INT ? w->d->integer : tag == V_REAL ? w->d->real : w->d->text;
}

static void add_column(struct walk *w, const struct field *f)
{
    struct sql *q = &w->q;
    sql_add(q, ",\n  ");
    sql_ident(q, f->name);
    sql_add(q, " ");
    sql_add_constant(q, column_type(w, f->kind->tag));
    if (f->flags & F_REQUIRED)
        sql_add(q, " NOT NULL");
    bool foreign = f->to && !(f->to->flags & E_CONTENT) && w->indexes && w->engine == DB_SQLITE;
    if (foreign) {
        sql_add(q, " REFERENCES ");
        sql_ident(q, f->to->name);
        sql_add(q, " (\"id\") DEFERRABLE INITIALLY DEFERRED");
    }
}

static bool entity_table(struct walk *w, const struct entity *e)
{
    struct sql *q = &w->q;
    sql_add(q, "CREATE TABLE ");
    sql_ident(q, e->name);
    sql_add(q, " (\n  \"id\" ");
    sql_add_constant(q, w->d->integer);
    sql_add(q, " PRIMARY KEY");
    if (entity_is_ledgered(e)) {
        static const char *const own[] = { "version", "archived", "created", "changed" };
        for (size_t i = 0; i < ARRAY_LEN(own); i++) {
            sql_add(q, ",\n  ");
            sql_ident(q, own[i]);
            sql_add(q, " ");
            sql_add_constant(q, w->d->integer);
            sql_add(q, " NOT NULL");
        }
        sql_add(q, ",\n  \"natural\" ");
        sql_add_constant(q, w->d->text);
    }
    for (size_t i = 0; i < e->nfields; i++)
        if (field_is_column(&e->fields[i]))
            add_column(w, &e->fields[i]);
    sql_add(q, "\n)");
    sql_add_constant(q, w->d->table_suffix);
    return emit(w);
}

static void link_end(struct walk *w, const char *column, const struct entity *to)
{
    struct sql *q = &w->q;
    bool content = to->flags & E_CONTENT;
    sql_ident(q, column);
    sql_add(q, " ");
    sql_add_constant(q, content ? w->d->text : w->d->integer);
    sql_add(q, " NOT NULL");
    if (!content && w->indexes && w->engine == DB_SQLITE) {
        sql_add(q, " REFERENCES ");
        sql_ident(q, to->name);
        sql_add(q, " (\"id\") DEFERRABLE INITIALLY DEFERRED");
    }
}

static bool link_table(struct walk *w, const struct link *l)
{
    struct sql *q = &w->q;
    const char *to = (l->to->flags & E_CONTENT) ? "to_key" : "to_id";
    sql_add(q, "CREATE TABLE ");
    sql_ident(q, l->name);
    sql_add(q, " (\n  ");
    link_end(w, "from_id", l->from);
    sql_add(q, ",\n  ");
    link_end(w, to, l->to);
    for (size_t i = 0; i < l->nfields; i++)
        add_column(w, &l->fields[i]);
    sql_add(q, ",\n  PRIMARY KEY (\"from_id\", ");
    sql_ident(q, to);
    sql_add(q, ")\n)");
    sql_add_constant(q, w->d->rowid_suffix);
    if (!emit(w))
        return false;
    sql_add(q, "CREATE INDEX ");
    sql_ident(q, arena_printf(w->c->mem, "%s_to", l->name).p);
    sql_add(q, " ON ");
    sql_ident(q, l->name);
    sql_add(q, " (");
    sql_ident(q, to);
    sql_add(q, ", \"from_id\")");
    return emit(w);
}

/* Starts CREATE INDEX "type_name" ON "type" ( */
static void index_head(struct walk *w, const struct entity *e, const char *name)
{
    sql_add(&w->q, "CREATE INDEX ");
    sql_ident(&w->q, arena_printf(w->c->mem, "%s_%s", e->name, name).p);
    sql_add(&w->q, " ON ");
    sql_ident(&w->q, e->name);
    sql_add(&w->q, " (");
}

static bool entity_indexes(struct walk *w, const struct entity *e)
{
    struct sql *q = &w->q;
    if (entity_is_ledgered(e) && entity_natural(e)) {
        index_head(w, e, "natural");
        sql_add_constant(q, w->engine == DB_SQLITE ? "\"archived\", \"natural\")"
                                                   : "\"archived\", \"natural\", \"id\")");
        if (!emit(w))
            return false;
    }
    for (size_t i = 0; i < e->nfields; i++)
        if ((e->fields[i].flags & F_UNIQUE) && field_is_column(&e->fields[i])) {
            index_head(w, e, e->fields[i].name);
            sql_add(q, "lower(");
            sql_ident(q, e->fields[i].name);
            sql_add(q, "))");
            if (!emit(w))
                return false;
        }
    for (size_t i = 0; i < e->nindexes; i++) {
        index_head(w, e, arena_printf(w->c->mem, "list%zu", i + 1).p);
        sql_add_constant(q, entity_is_ledgered(e) ? "\"archived\"" : "");
        for (size_t j = 0; j < ARRAY_LEN(e->indexes[i].fields) && e->indexes[i].fields[j]; j++) {
            sql_add_constant(q, j || entity_is_ledgered(e) ? ", " : "");
            row_sort_expression(q, "", e, entity_field(e, str_z(e->indexes[i].fields[j])));
        }
        sql_add_constant(q, w->engine == DB_SQLITE ? ")" : ", \"id\")");
        if (!emit(w))
            return false;
    }
    return true;
}

static bool plain(struct walk *w, const char *text)
{
    sql_add_constant(&w->q, text);
    return emit(w);
}

/* The ledger and the store's own tables; $I integer, $T text, $B blob, $S suffix, $W suffix without
 * row number. */
static bool own_table(struct walk *w, const char *pattern)
{
    for (const char *p = pattern; *p; p++) {
        if (*p != '$') {
            const char one[2] = { *p, 0 };
            sql_add_constant(&w->q, one);
            continue;
        }
        p++;
        sql_add_constant(&w->q, *p == 'I'   ? w->d->integer
                                : *p == 'T' ? w->d->text
                                : *p == 'B' ? w->d->blob
                                : *p == 'S' ? w->d->table_suffix
                                            : w->d->rowid_suffix);
    }
    return emit(w);
}

/* Counted up when a table of the program's own is added: older databases then ask for upgrade. */
enum { OWN_TABLES = 3 };

static const char *const tables[] = {
    "CREATE TABLE \"meta\" (\"key\" $T PRIMARY KEY, \"value\" $T NOT NULL)$W",
    "CREATE TABLE \"meta_field\" (\"entity\" $T NOT NULL, \"key\" $T NOT NULL, \"name\" $T NOT "
    "NULL, \"kind\" $T NOT NULL, "
    "\"flags\" $I NOT NULL, \"target\" $T NOT NULL, \"since\" $I NOT NULL, PRIMARY KEY "
    "(\"entity\", \"key\"))$W",
    "CREATE TABLE \"counter\" (\"name\" $T PRIMARY KEY, \"value\" $I NOT NULL)$W",
    "CREATE TABLE \"ledger\" (\"seq\" $I PRIMARY KEY, \"time\" $I NOT NULL, \"actor\" $I NOT "
    "NULL, \"grant_id\" $I NOT NULL, "
    "\"via\" $T NOT NULL, \"type\" $T NOT NULL, \"id\" $I NOT NULL, \"version\" $I NOT NULL, "
    "\"op\" $T NOT NULL, "
    "\"prev\" $I, \"reason\" $B, \"body\" $B NOT NULL, \"hash\" $B NOT NULL)$S",
    "CREATE TABLE \"opening\" (\"seq\" $I PRIMARY KEY, \"data\" $B NOT NULL)$S",
    "CREATE TABLE \"touched\" (\"type\" $T NOT NULL, \"id\" $I NOT NULL, \"seq\" $I NOT NULL, "
    "PRIMARY KEY (\"type\", \"id\", \"seq\"))$W",
    "CREATE TABLE \"node\" (\"level\" $I NOT NULL, \"idx\" $I NOT NULL, \"hash\" $B NOT NULL, "
    "PRIMARY KEY (\"level\", \"idx\"))$W",
    /* Who may sign in, and what a browser or a program is in the middle of: outside the ledger
     * (trust.md 1); secrets live nowhere else. */
    "CREATE TABLE \"account\" (\"person\" $I PRIMARY KEY, \"password\" $T, \"totp\" $T, "
    "\"totp_step\" $I NOT NULL, \"disabled\" $I NOT NULL, \"changed\" $I NOT NULL)$S",
    "CREATE TABLE \"invitation\" (\"hash\" $T PRIMARY KEY, \"person\" $I NOT NULL, "
    "\"expires\" $I NOT NULL)$W",
    "CREATE TABLE \"session\" (\"hash\" $T PRIMARY KEY, \"person\" $I NOT NULL, \"secret\" $T "
    "NOT NULL, \"created\" $I NOT NULL, \"seen\" $I NOT NULL, \"agent\" $T NOT NULL, "
    "\"address\" $T NOT NULL)$W",
    "CREATE TABLE \"token\" (\"id\" $I PRIMARY KEY, \"hash\" $T NOT NULL UNIQUE, \"person\" $I "
    "NOT NULL, \"title\" $T NOT NULL, \"access\" $T NOT NULL, \"created\" $I NOT NULL, "
    "\"expires\" $I NOT NULL, \"used\" $I)$S",
    "CREATE TABLE \"idempotency\" (\"key\" $T PRIMARY KEY, \"created\" $I NOT NULL, \"digest\" "
    "$T NOT NULL, \"status\" $I NOT NULL, \"headers\" $T NOT NULL, \"body\" $T NOT NULL)$W",
    "CREATE TABLE \"draft\" (\"person\" $I NOT NULL, \"form\" $T NOT NULL, \"saved\" $I NOT "
    "NULL, "
    "\"body\" $T NOT NULL, PRIMARY KEY (\"person\", \"form\"))$W",
    "CREATE TABLE \"saved_view\" (\"id\" $I PRIMARY KEY, \"person\" $I NOT NULL, \"team\" $I "
    "NOT "
    "NULL, \"type\" $T NOT NULL, \"title\" $T NOT NULL, \"query\" $T NOT NULL)$S",
    /* Licensed wording of standards, beside the content and like it outside the ledger. */
    "CREATE TABLE \"wording\" (\"ref\" $T PRIMARY KEY, \"text\" $T NOT NULL)$W",
};

static bool own_tables(struct walk *w)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        if (!own_table(w, tables[i]))
            return false;
    if (w->engine == DB_PG)
        return plain(w, "CREATE TABLE \"search\" (\"type\" BIGINT NOT NULL, \"id\" BIGINT NOT "
                        "NULL, \"body\" TSVECTOR NOT NULL, "
                        "PRIMARY KEY (\"type\", \"id\"))") &&
               plain(w, "CREATE INDEX \"search_body\" ON \"search\" USING gin (\"body\")") &&
               plain(w, "CREATE FUNCTION \"ledger_refuse\"() RETURNS trigger LANGUAGE plpgsql AS "
                        "'BEGIN RAISE EXCEPTION ''the ledger is append-only''; END'") &&
               plain(w, "CREATE TRIGGER \"ledger_fixed\" BEFORE UPDATE OR DELETE ON \"ledger\" FOR "
                        "EACH ROW EXECUTE FUNCTION "
                        "\"ledger_refuse\"()");
    return plain(w, "CREATE VIRTUAL TABLE \"search\" USING fts5(\"body\", content='', "
                    "detail='none', columnsize=0, "
                    "tokenize='ascii')") &&
           plain(w, "CREATE TRIGGER \"ledger_no_update\" BEFORE UPDATE ON \"ledger\" BEGIN SELECT "
                    "RAISE(ABORT, "
                    "'the ledger is append-only'); END") &&
           plain(w, "CREATE TRIGGER \"ledger_no_delete\" BEFORE DELETE ON \"ledger\" BEGIN SELECT "
                    "RAISE(ABORT, "
                    "'the ledger is append-only'); END");
}

/* PostgreSQL wants the target table first: references are added when all tables are there. */
static bool foreign_key(struct walk *w, const char *table, const char *column,
                        const struct entity *to)
{
    sql_add(&w->q, "ALTER TABLE ");
    sql_ident(&w->q, table);
    sql_add(&w->q, " ADD FOREIGN KEY (");
    sql_ident(&w->q, column);
    sql_add(&w->q, ") REFERENCES ");
    sql_ident(&w->q, to->name);
    sql_add(&w->q, " (\"id\") DEFERRABLE INITIALLY DEFERRED");
    return emit(w);
}

static bool foreign_keys(struct walk *w)
{
    for (size_t i = 0; i < w->k->n; i++) {
        const struct entity *e = w->k->entities[i];
        for (size_t j = 0; j < e->nfields; j++)
            if (field_is_column(&e->fields[j]) && e->fields[j].to &&
                !(e->fields[j].to->flags & E_CONTENT) &&
                !foreign_key(w, e->name, e->fields[j].name, e->fields[j].to))
                return false;
    }
    for (size_t i = 0; i < w->k->nlinks; i++) {
        const struct link *l = w->k->links[i];
        if (!foreign_key(w, l->name, "from_id", l->from) ||
            (!(l->to->flags & E_CONTENT) && !foreign_key(w, l->name, "to_id", l->to)))
            return false;
    }
    return true;
}

static bool walk(struct walk *w)
{
    for (size_t i = 0; i < w->k->n; i++)
        if (!entity_table(w, w->k->entities[i]))
            return false;
    for (size_t i = 0; i < w->k->nlinks; i++)
        if (!link_table(w, w->k->links[i]))
            return false;
    for (size_t i = 0; w->indexes && i < w->k->n; i++)
        if (!entity_indexes(w, w->k->entities[i]))
            return false;
    if (w->engine == DB_PG && w->indexes && !foreign_keys(w))
        return false;
    return own_tables(w);
}

bool schema_ddl(struct ctx *c, const struct catalog *k, enum db_engine engine, bool indexes,
                bool (*each)(struct ctx *, void *, const struct sql *), void *arg)
{
    struct walk w = { .c = c,
                      .k = k,
                      .d = db_dialect(engine),
                      .engine = engine,
                      .indexes = indexes,
                      .each = each,
                      .arg = arg };
    sql_init(&w.q);
    bool ok = walk(&w);
    sql_done(&w.q);
    return ok;
}

static bool run(struct ctx *c, void *arg, const struct sql *q)
{
    return db_exec_sql(c, arg, q);
}

bool schema_create(struct ctx *c, struct db *db, const struct catalog *k, bool indexes)
{
    unsigned old = db_lift(db, DB_LIFT_SCHEMA | DB_LIFT_LEDGER);
    bool ok = schema_ddl(c, k, db_engine(db), indexes, run, db);
    db_lift(db, old);
    return ok;
}

/* One line per field and link in a fixed form: what the digest covers and meta_field holds. */
static void describe(struct buf *b, const char *owner, const struct field *f)
{
    const char *to = f->link ? f->link->name : f->to ? f->to->name : "";
    buf_addf(b, "%s %s %s %s %u %s %zu\n", owner, field_key(f), f->name, f->kind->name,
             f->flags & (F_REQUIRED | F_UNIQUE | F_STORED | F_RETIRED), to, field_maxlen(f));
    for (const struct choice *ch = f->choices; ch && ch->key; ch++)
        buf_addf(b, " %s", ch->key);
    buf_add_char(b, '\n');
}

static void describe_indexes(struct buf *b, const struct entity *e)
{
    for (size_t i = 0; i < e->nindexes; i++) {
        buf_addf(b, "%s index", e->name);
        for (size_t j = 0; j < ARRAY_LEN(e->indexes[i].fields) && e->indexes[i].fields[j]; j++)
            buf_addf(b, " %s", e->indexes[i].fields[j]);
        buf_add_char(b, '\n');
    }
}

struct str schema_digest(struct ctx *c, const struct catalog *k)
{
    struct buf b;
    char hex[2 * SHA256_LEN + 1];
    buf_init(&b, 4 << 20);
    buf_addf(&b, "own tables %d\n", OWN_TABLES);
    for (size_t i = 0; i < k->n; i++) {
        const struct entity *e = k->entities[i];
        buf_addf(&b, "%s %u %u\n", e->name, e->number, e->flags);
        for (size_t j = 0; j < e->nfields; j++)
            if (field_is_column(&e->fields[j]) || (e->fields[j].flags & F_RETIRED))
                describe(&b, e->name, &e->fields[j]);
        describe_indexes(&b, e);
    }
    for (size_t i = 0; i < k->nlinks; i++) {
        buf_addf(&b, "link %s %s %s\n", k->links[i]->name, k->links[i]->from->name,
                 k->links[i]->to->name);
        for (size_t j = 0; j < k->links[i]->nfields; j++)
            describe(&b, k->links[i]->name, &k->links[i]->fields[j]);
    }
    struct hash h = sha256(b.p, b.n);
    hex_encode(h.b, sizeof h.b, hex);
    buf_done(&b);
    return arena_str(c->mem, str_z(hex));
}
