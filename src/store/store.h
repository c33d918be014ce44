/*
 * The open database with its record types, and the one road by which anything gets in: store_save.
 * Reading needs a permit as much as writing does. Threads: one thread per ctx; writers are
 * serialised by the lock file.
 */
#pragma once
#include "base/hash.h"
#include "base/when.h"
#include "db/db.h"
#include "store/record.h"

/* One step of a scale of the criteria in force: value from 1, word, explanation. */
struct scale_step {
    int64_t value;
    struct str word, help;
};
struct scale {
    const struct scale_step *step;
    size_t n;
};
enum { SCORE_SEVERAL = -1 };
/* The step that a text means: a number of the scale, the word of a step whatever its case, or both
 * as in "4 - Likely" and "Likely (4)". 0: none, also where number and word disagree; SCORE_SEVERAL:
 * a word that several steps bear. */
int64_t score_read(struct ctx *c, struct scale scale, struct str s) MUST_CHECK;

/* What the floor above tells the store when it opens a database. */
struct store_options {
    const struct catalog *catalog;
    /* The scale that a record's scores are given on, by the criteria in force for it; NULL record:
     * the default criteria. */
    bool (*scale)(struct ctx *, const struct entity *, const struct record *, const char *name,
                  struct scale *ret);
    /* Is this part of the method switched on? NULL: everything is. */
    bool (*on)(struct ctx *, const char *name);
    unsigned db_flags; /* DB_READONLY ... */
    bool any_version;  /* doctor, upgrade, restore: do not refuse another schema */
};

struct store {
    const struct catalog *catalog;
    struct store_options options;
    struct db *db;         /* the live database */
    uint8_t uuid[16];      /* of leaf 0 */
    bool demo;             /* leaf 0 says so, for ever */
    struct when_zone zone; /* of the organization */
    char currency[4];
    int currency_digits;
    struct db *asof;    /* replayed copy while looking at the past; NULL otherwise */
    int64_t asof_ms;    /* the moment it shows */
    bool asof_searched; /* its search index was made */
    /* the transaction under way */
    int64_t tx_time; /* milliseconds, given to all its leaves */
    int64_t tail;    /* sequence number of the last leaf */
    struct sha256 *sha;
    bool creating;             /* the tables are not there yet */
    bool wrote;                /* something was committed through this store */
    bool organization_changed; /* zone and currency are read again at commit */
    struct arena cache;    /* for what holds until the next commit or rollback; see store_cache */
    void *cached;          /* what records/ keeps there (criteria); NULL after each commit */
    struct arena kept_mem; /* what store_keep holds */
    struct kept *kept;
};

/* Fails with words for a database of another version, older or newer; always false. */
bool store_fail_version(struct ctx *c);
/* Opens an existing database, sets c->store and c->db. Another schema than ours: ERR_STORAGE that
 * says what to run. */
bool store_open(struct ctx *c, const char *path, const struct store_options *o,
                struct store **ret) MUST_CHECK;
/* Takes away a database that could not be made to the end. */
void store_unmake(struct ctx *c, const char *path);
/* Makes a new database file: schema, leaf 0 (demo or not), the schema leaf. No records yet. */
bool store_create(struct ctx *c, const char *path, const struct store_options *o, bool demo,
                  struct store **ret) MUST_CHECK;
void store_close(struct ctx *c, struct store **s);
/* Forgets what was cached: after a change that the cache depends on. */
void store_cache_drop(struct ctx *c);
/* What was worked out at some cost and holds until the next commit, by a key of the program's own
 * that names all else it follows from (who looks, the day). The bytes are copied, and there until
 * the next store_keep. NULL when nothing is kept. Inside a change nothing is kept nor given. When
 * there is no room, all is forgotten. */
const void *store_kept(struct ctx *c, struct str key);
void store_keep(struct ctx *c, struct str key, const void *bytes, size_t n);
/* False for what belongs to a part of the method that is not switched on: pages leave it out. The
 * command line, the API and files know every field. */
bool field_on(struct ctx *c, const struct field *f);
bool entity_on(struct ctx *c, const struct entity *e);
/* Today in the organisation's zone by ctx's clock: days, or YYYY-MM-DD in ctx->mem. */
int64_t store_today(const struct ctx *c);
struct str store_today_text(struct ctx *c);
/* Small facts beside the records: schema digest, content digest. Set inside a transaction. Empty
 * when missing. */
bool store_meta_get(struct ctx *c, const char *key, struct str *ret) MUST_CHECK;
bool store_meta_set(struct ctx *c, const char *key, struct str value) MUST_CHECK;
/* Reads zone and currency of the organization again. */
bool store_read_organization(struct ctx *c) MUST_CHECK;
/* From now on ctx reads the past: builds the replayed copy, sets c->db and the clock. when:
 * YYYY-MM-DD or a stamp. */
bool store_as_of(struct ctx *c, struct str when) MUST_CHECK;

/* --- reading --- */
/* By number; unknown and forbidden give the same ERR_NOT_FOUND. */
bool store_load(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                struct record **ret) MUST_CHECK;
/* By code, by natural key (title, name, e-mail), for content by key. Several hits: ERR_INVALID that
 * names them. */
bool store_find(struct ctx *c, const struct permit *p, const struct entity *e, struct str ref,
                struct record **ret) MUST_CHECK;
/* For hooks and derivations: no permit asked, archived records too; *ret NULL when there is none.
 */
bool store_peek(struct ctx *c, const struct entity *e, int64_t id, struct record **ret) MUST_CHECK;
/* Number by code or natural key, for parsing references; *ret_id 0 when there is none that
 * ctx->permit (if any) lets read. scope: prefer records of that scope (0: any). */
bool store_resolve(struct ctx *c, const struct entity *e, struct str ref, int64_t scope,
                   int64_t *ret_id) MUST_CHECK;
/* Numbers of records (not archived, of that scope unless 0, readable by ctx->permit if any) whose
 * natural key or e-mail is the text; at most two are looked for. */
bool store_find_natural(struct ctx *c, const struct entity *e, struct str text, int64_t scope,
                        int64_t hit[2], int *ret_n) MUST_CHECK;
/* Title (name) of a record in ctx->mem; empty when gone, or when ctx->permit does not let it be
 * read. */
bool store_title(struct ctx *c, const struct entity *e, int64_t id, struct str *ret) MUST_CHECK;

/* The stable key of a piece of content as typed ("A.5.15" means 27001:A.5.15, letter case aside),
 * and its title; empty when there is none. */
bool store_content_key(struct ctx *c, const struct entity *e, struct str typed,
                       struct str *ret_key) MUST_CHECK;
bool store_content_title(struct ctx *c, const struct entity *e, struct str key,
                         struct str *ret) MUST_CHECK;

/* --- writing --- */
struct save_options {
    int64_t expect;    /* version that was edited; 0: no check beyond the one of record->version */
    const char *op;    /* "create"/"edit" when NULL; "approve" marks an approval for verify */
    struct str reason; /* overrides ctx->reason */
};
/* Saves a new record (id 0) or an edited one. Opens a transaction unless one is open. On
 * ERR_CONFLICT the problems hold, field by field, what was typed and what stands there now. On any
 * failure nothing is changed and r is as it was. After success r holds id, version and derived
 * values. A save that changes nothing writes nothing. */
bool store_save(struct ctx *c, const struct permit *p, struct record *r,
                const struct save_options *o) MUST_CHECK;
bool store_archive(struct ctx *c, const struct permit *p, const struct entity *e, int64_t id,
                   bool archived, const struct save_options *o) MUST_CHECK;
/* Runs the checks of a save without a transaction and without writing: for the first pass of an
 * import. old NULL: a new record. */
bool store_validate(struct ctx *c, const struct permit *p, const struct record *old,
                    const struct record *r) MUST_CHECK;
/* Several saves as one change. After a failed save the caller must roll back; a failed commit has
 * done so. */
bool store_begin(struct ctx *c) MUST_CHECK;
bool store_commit(struct ctx *c) MUST_CHECK;
void store_rollback(struct ctx *c);
/* The number that the next new record of a type will get; only inside a transaction. */
bool store_next_id(struct ctx *c, const struct entity *e, int64_t *ret) MUST_CHECK;

/* --- files --- */
/* Copies a file into NAME.files/ by its SHA-256, synced, and gives the canonical value "HEX SIZE
 * NAME". */
bool store_file_put(struct ctx *c, struct str path, struct str *ret_value) MUST_CHECK;
/* The same for bytes that came under a name, from a browser. */
bool store_file_put_bytes(struct ctx *c, struct str name, struct str bytes,
                          struct str *ret_value) MUST_CHECK;
/* Path of a stored file in ctx->mem. */
struct str store_file_path(struct ctx *c, struct str value);
/* Compares every stored file that a field names with its digest and size; calls `found` with a
 * sentence for each that is missing or altered. */
bool store_files_check(struct ctx *c, const struct entity *e, const struct field *f,
                       void (*found)(void *, const char *), void *arg,
                       int64_t *ret_findings) MUST_CHECK;
/* Copies the files beside one database to beside another (paths of the databases); nothing when
 * there are none. */
bool store_files_copy(struct ctx *c, const char *from_db, const char *to_db) MUST_CHECK;
