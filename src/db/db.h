/*
 * One API to the database. SQLite is the reference; the SQL that goes in is the portable subset of
 * docs/HACKING.md.
 *
 * SQL text can only come from literals (db_prepare) or from a struct sql, whose pieces are
 * literals, quoted identifiers from tables, and numbered parameters: text that a user typed can
 * only be bound. Parameters are written $1, $2 ...; the SQLite side rewrites them to ?1, ?2 outside
 * quotes.
 *
 * Memory: handles are heap objects with x_close; statements are cached per connection and given
 * back by stmt_done. Threads: one thread per connection at a time.
 */
#pragma once
#include "base/buf.h"

struct ctx;
struct db;
struct stmt;

enum db_engine { DB_SQLITE, DB_PG, DB_N };

enum db_flags {
    DB_READONLY = 1, /* refuses every write */
    DB_CREATE = 2,   /* must not exist yet: created */
    DB_TEMP = 4,     /* a private temporary file: no WAL, no sync, deleted on close; path ignored */
};

/* Path: a file name. Opening changes nothing: a file that is no database of ours stays as it is,
 * and what lies in a folder where nothing can be written can be read. The first change turns the
 * WAL on. Sets all pragmas (synchronous=FULL, foreign_keys, busy_timeout 5 s, autocheckpoint off,
 * no checkpoint on close, trusted_schema off, cell_size_check on, secure_delete fast) and the
 * authorizer. */
bool db_open(struct ctx *c, const char *path, unsigned flags, struct db **ret) MUST_CHECK;
void db_close(struct db **db);
enum db_engine db_engine(const struct db *db);
const char *db_path(const struct db *db); /* "" for a temporary one */

/* --- building SQL --- */
enum { SQL_MAX = 256 << 10 };

struct sql {
    struct buf text;
    int params; /* highest parameter number used */
};
void sql_init(struct sql *q);
void sql_done(struct sql *q);
void sql_reset(struct sql *q);
/* A literal piece. */
#define sql_add(q, literal) sql_add_constant((q), "" literal "")
/* Text of a static table row (a field's .sql expression, an entity's fixed clause): constants of
 * the program only. */
void sql_add_constant(struct sql *q, const char *constant);
/* An identifier in double quotes; a quote inside is a BUG. */
void sql_ident(struct sql *q, const char *name);
/* alias."name" */
void sql_column(struct sql *q, const char *alias, const char *name);
/* A whole number of the program's own (row limits, type numbers). */
void sql_int(struct sql *q, int64_t n);
/* The next parameter; returns its number for stmt_bind_*. */
int sql_param(struct sql *q);
/* A parameter that was added before, once more: writes $n. */
void sql_param_again(struct sql *q, int n);

/* --- statements --- */
#define db_prepare(c, db, literal, ret) db_prepare_constant((c), (db), "" literal "", (ret))
bool db_prepare_constant(struct ctx *c, struct db *db, const char *sql,
                         struct stmt **ret) MUST_CHECK;
bool db_prepare_sql(struct ctx *c, struct db *db, const struct sql *q,
                    struct stmt **ret) MUST_CHECK;
/* Gives the statement back to the cache (reset, bindings cleared); NULL accepted. For
 * _cleanup_(stmt_done). */
void stmt_done(struct stmt **st);
/* Back to the start with bindings kept: for loops that bind anew. */
void stmt_reset(struct stmt *st);

void stmt_bind_int(struct stmt *st, int n, int64_t v);
void stmt_bind_real(struct stmt *st, int n, double v);
void stmt_bind_text(struct stmt *st, int n,
                    struct str s); /* bytes must stay valid until the step is done */
void stmt_bind_blob(struct stmt *st, int n, const void *p, size_t len); /* likewise */
void stmt_bind_null(struct stmt *st, int n);

/* Next row: *ret_row false at the end. */
bool stmt_step(struct ctx *c, struct stmt *st, bool *ret_row) MUST_CHECK;
/* Runs to the end, ignoring rows, and resets. */
bool stmt_run(struct ctx *c, struct stmt *st) MUST_CHECK;
bool stmt_is_null(const struct stmt *st, int col);
int64_t stmt_int(const struct stmt *st, int col);
double stmt_real(const struct stmt *st, int col);
/* Valid until the next step, reset or done; copy into ctx->mem to keep. */
struct str stmt_text(const struct stmt *st, int col);
struct str stmt_blob(const struct stmt *st, int col);
int stmt_columns(const struct stmt *st);
const char *stmt_column_name(const struct stmt *st, int col);

/* Literal SQL without parameters or rows: DDL, maintenance. */
#define db_exec(c, db, literal) db_exec_constant((c), (db), "" literal "")
bool db_exec_constant(struct ctx *c, struct db *db, const char *sql) MUST_CHECK;
bool db_exec_sql(struct ctx *c, struct db *db, const struct sql *q) MUST_CHECK;
/* Rows changed by the last statement. */
int64_t db_changes(struct db *db);

/* --- transactions --- */
/* Takes NAME.lock (waits up to 5 s, else ERR_BUSY) and BEGIN IMMEDIATE. Not nested. */
bool db_begin(struct ctx *c, struct db *db) MUST_CHECK;
/* Durable when it returns true. A failed commit rolls back. An error of fsync poisons the handle:
 * every later call fails. */
bool db_commit(struct ctx *c, struct db *db) MUST_CHECK;
void db_rollback(struct db *db); /* nothing when no transaction is open */
bool db_in_transaction(const struct db *db);
/* Read transaction: one consistent view over several statements; no lock file. Ended by
 * db_read_end. */
bool db_read_begin(struct ctx *c, struct db *db) MUST_CHECK;
void db_read_end(struct db *db);

/* --- guard --- */
/* The authorizer refuses INSERT/UPDATE/DELETE on the ledger's tables, and any schema change, unless
 * the matching permission is lifted for a few lines. Returns the old mask for putting it back. */
enum db_lift { DB_LIFT_LEDGER = 1, DB_LIFT_SCHEMA = 2 };
unsigned db_lift(struct db *db, unsigned mask);
/* Names of the tables that are the ledger's; the array must live as long as the connection. */
void db_guard_tables(struct db *db, const char *const *names, size_t n);

/* --- upkeep --- */
/* Stops any statement with ERR_LIMIT after about that many virtual machine steps; 0 lifts it. */
void db_limit_steps(struct db *db, int64_t steps);
/* Moves the WAL into the file under NAME.lock when no server holds NAME.server and the WAL has more
 * than `pages` pages. */
bool db_checkpoint(struct ctx *c, struct db *db, int pages) MUST_CHECK;
/* Takes NAME.server for as long as the connection lives: from then on only it checkpoints. ERR_BUSY
 * when another server holds it. */
bool db_hold_server(struct ctx *c, struct db *db) MUST_CHECK;
/* A number that differs whenever another connection committed since: for dropping what was cached.
 */
bool db_data_version(struct ctx *c, struct db *db, int64_t *ret) MUST_CHECK;
/* Online copy into a new file (must not exist), page by page, synced, its folder synced too.
 * progress may be NULL. */
bool db_backup(struct ctx *c, struct db *db, const char *to,
               void (*progress)(void *, int64_t done, int64_t total), void *arg) MUST_CHECK;
/* integrity_check and foreign_key_check: calls `found` for each complaint; *ret_n is their number.
 */
bool db_integrity(struct ctx *c, struct db *db, void (*found)(void *, struct str complaint),
                  void *arg, int *ret_n) MUST_CHECK;
/* Size of the file and of the WAL in bytes, pages free, version text of the engine. */
struct db_info {
    int64_t file_bytes, wal_bytes, free_pages, page_size;
    const char *engine_version;
};
bool db_info(struct ctx *c, struct db *db, struct db_info *ret) MUST_CHECK;
/* Appends each distinct statement text (house form, $n) to the file named by MUNIMENT_SQL_LOG:
 * testing builds only. */

#ifdef MUNIMENT_TESTING
/* The n-th call from here on fails as a disk would, once; 0: none. Tells whether the one asked for
 * before was reached. Tests with one thread only; MUNIMENT_FAIL_DB_CALL does it to a whole program.
 */
bool db_fail_call(int64_t n);
#endif

/* --- dialect: the ten strings that differ --- */
struct db_dialect {
    const char *name;
    const char *integer, *real, *text, *blob; /* column types */
    const char *table_suffix;                 /* " STRICT" */
    const char *rowid_suffix; /* " WITHOUT ROWID, STRICT" for tables with a composite key */
    const char *drop_column;  /* how a column is dropped, "" when the engine needs a rebuild */
};
const struct db_dialect *db_dialect(enum db_engine e);
