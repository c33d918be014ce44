#include <sys/statvfs.h>

#include "base/csv.h"
#include "cli/cmd.h"
#include "exchange/content.h"
#include "exchange/proof.h"
#include "isms/demo.h"
#include "isms/setup.h"
#include "records/records.h"
#include "store/schema.h"
#include "store/shapes.h"

/* init, verify, backup, restore, upgrade, rebuild, doctor, search. */

static bool fill(struct cli *x, int64_t *founder)
{
    struct str name = cli_value(x, "organization"), person = cli_value(x, "founder");
    if (!store_begin(x->c) || !content_load(x->c))
        return false;
    if (x->c->store->demo)
        return store_commit(x->c) && demo_fill(x->c, cli_progress, x);
    return setup_organization(x->c, name, person, cli_value(x, "email"), founder) &&
           store_commit(x->c);
}

int cmd_init(struct cli *x)
{
    struct store *s;
    int64_t founder = 1;
    bool demo = cli_has(x, "demo");
    if (!demo && !str_trim(cli_value(x, "organization")).n)
        return cli_usage(x, "Give the name of the organisation: muniment init --organization "
                            "\"Example Ltd\" (or --demo).");
    if (demo)
        demo_clock(x->c);
    if (!store_create(x->c, x->db_path, x->store_options, demo, &s))
        return cli_fail(x);
    if (!fill(x, &founder)) {
        store_rollback(x->c);
        store_close(x->c, &s);
        store_unmake(x->c, x->db_path); /* made by this command and good for nothing */
        return cli_fail(x);
    }
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "db");
        jout_z(&x->j, x->db_path);
        jout_key(&x->j, "demo");
        jout_bool(&x->j, demo);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out, "Made %s%s. You act as P-1, who holds all rights.\n", x->db_path,
                 demo ? " with a demonstration organisation" : "");
        if (!demo)
            buf_add_z(&x->out,
                      "Next: muniment setup (six answers, all optional), or muniment scope add "
                      "title=\"...\" statement=\"...\"; then muniment path\n");
    }
    return cli_done(x);
}

/* --- verify --- */

static void finding_text(void *arg, const char *sentence)
{
    struct cli *x = arg;
    buf_addf(&x->out, "%s\n", sentence);
}

int cmd_verify(struct cli *x)
{
    struct verify_result r = { .ok = false };
    struct verify_options o = { .hashes_only = cli_has(x, "hashes-only"),
                                .progress = cli_progress,
                                .finding = finding_text,
                                .arg = x };
    char hex[65];
    if (x->json) {
        if (!proof_json(x->c, &o, &x->j, &r.ok))
            return cli_fail(x);
    } else {
        if (!proof_run(x->c, &o, &r))
            return cli_fail(x);
        hex_encode(r.root.b, sizeof r.root.b, hex);
        buf_addf(&x->out, "%s: %" PRId64 " leaves, root %s\n",
                 r.ok ? "Everything fits" : "Something does not fit", r.leaves, hex);
    }
    int code = cli_done(x);
    return code ? code : r.ok ? 0 : 1;
}

/* --- backup and restore --- */

static bool copy_files(struct cli *x, const char *from, const char *to)
{
    return store_files_copy(x->c, from, to);
}

/* The copy proves itself: its own root must be that of the original at the same size. */
static bool check_copy(struct cli *x, const char *path, int64_t *leaves)
{
    struct arena mem;
    struct ctx c;
    struct store *s;
    struct verify_options o = { .progress = cli_progress, .arg = x };
    struct verify_result r = { .ok = false };
    arena_init(&mem, 256 << 20);
    ctx_init(&c, &mem, x->c->rng);
    bool ok = store_open(&c, path, x->store_options, &s) && ledger_verify(&c, &o, &r);
    if (!ok) {
        fail(x->c, c.err.code, "The copy cannot be used: %s",
             arena_z(x->c->mem, str_z(c.err.message)));
        unlink(path); /* made by this command and good for nothing */
    } else if (!r.ok)
        fail(x->c, ERR_STORAGE, "The copy does not verify. Run `muniment verify` on both.");
    if (c.store)
        store_close(&c, &c.store);
    arena_done(&mem);
    *leaves = r.leaves;
    return ok && r.ok;
}

static int copied(struct cli *x, const char *what, const char *path, int64_t leaves)
{
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "file");
        jout_z(&x->j, path);
        jout_key(&x->j, "leaves");
        jout_int(&x->j, leaves);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out, "%s %s; verified, %" PRId64 " leaves.\n", what, path, leaves);
    }
    return cli_done(x);
}

int cmd_backup(struct cli *x)
{
    const char *to = arena_z(x->c->mem, x->args[0]);
    int64_t leaves;
    if (!(permit_roles(x->permit) & (ROLE_ADMIN | ROLE_MANAGER))) {
        fail(x->c, ERR_FORBIDDEN, "Backups are made by an administrator or manager.");
        return cli_fail(x);
    }
    if (!db_backup(x->c, x->c->store->db, to, cli_progress, x) || !copy_files(x, x->db_path, to) ||
        !check_copy(x, to, &leaves))
        return cli_fail(x);
    return copied(x, "Backed up to", to, leaves);
}

int cmd_restore(struct cli *x)
{
    struct ctx *c = x->c;
    struct store *s;
    const char *from = arena_z(c->mem, x->args[0]);
    struct stat st;
    int64_t leaves;
    if (stat(x->db_path, &st) == 0) {
        fail(c, ERR_CONFLICT,
             "%s exists already. Move it away first, or name another place with --db.", x->db_path);
        return cli_fail(x);
    }
    if (!store_open(c, from, x->store_options, &s))
        return cli_fail(x);
    if (!db_backup(c, s->db, x->db_path, cli_progress, x) || !copy_files(x, from, x->db_path) ||
        !check_copy(x, x->db_path, &leaves))
        return cli_fail(x);
    return copied(x, "Restored", x->db_path, leaves);
}

/* Refused before a copy is made, and a newer database with words for who uses the program. */
static bool can_upgrade(struct ctx *c)
{
    struct schema_step *steps;
    size_t n;
    bool newer;
    if (!schema_is_newer(c, c->store->db, c->store->catalog, &newer))
        return false;
    return newer ? store_fail_version(c)
                 : schema_diff(c, c->store->db, c->store->catalog, &steps, &n);
}

/* A name for the old database that is free: two tries may fall into one second. */
static struct str upgrade_copy(struct cli *x, const char *stamp)
{
    struct str name =
                   arena_printf(x->c->mem, "%s.before-upgrade-%.4s%.2s%.2s%.2s%.2s%.2s", x->db_path,
                                stamp, stamp + 5, stamp + 8, stamp + 11, stamp + 14, stamp + 17),
               free_name = name;
    struct stat st;
    for (int i = 2; stat(free_name.p, &st) == 0; i++)
        free_name = arena_printf(x->c->mem, STR_FMT "-%d", STR_ARG(name), i);
    return free_name;
}

bool cli_upgrade(struct cli *x)
{
    struct ctx *c = x->c;
    struct str stored, ours = schema_digest(c, c->store->catalog);
    char stamp[21];
    if (!store_meta_get(c, "schema", &stored))
        return false;
    when_stamp_text(ctx_now(c), stamp);
    if (!str_eq(stored, ours)) {
        struct str copy = upgrade_copy(x, stamp);
        if (!can_upgrade(c) || !db_backup(c, c->store->db, copy.p, cli_progress, x) ||
            !schema_upgrade(c))
            return false;
        cli_note(x, "Kept the old database as %s.", copy.p);
    }
    if (store_begin(c) && content_load(c) && store_commit(c))
        return true;
    store_rollback(c);
    return false;
}

int cmd_upgrade(struct cli *x)
{
    if (!cli_upgrade(x))
        return cli_fail(x);
    if (!x->json)
        buf_addf(&x->out, "%s fits this version of the program.\n", x->db_path);
    else
        buf_add_z(&x->out, "{\"ok\":true}");
    return cli_done(x);
}

int cmd_rebuild(struct cli *x)
{
    struct ctx *c = x->c;
    bool ok = store_begin(c) && content_reload(c) &&
              search_rebuild(c, c->store->db, cli_progress, x) && store_commit(c);
    if (!ok) {
        store_rollback(c);
        return cli_fail(x);
    }
    buf_add_z(&x->out,
              x->json ? "{\"ok\":true}" : "The search index and the content were made anew.\n");
    return cli_done(x);
}

/* --- doctor --- */

static void complaint(void *arg, struct str text)
{
    struct cli *x = arg;
    if (x->json)
        jout_str(&x->j, text);
    else
        buf_addf(&x->out, "  " STR_FMT "\n", STR_ARG(cli_safe(x, text)));
}

static int doctor_report(struct cli *x, const struct db_info *i, int64_t disk, bool schema,
                         bool newer, bool content, int n)
{
    struct jout *j = &x->j;
    if (!x->json) {
        buf_addf(&x->out, "Database       %s\n", x->db_path);
        buf_addf(&x->out, "Integrity      %s\n", n ? "damaged, see above" : "good");
        buf_addf(&x->out,
                 "Size           %" PRId64 " KB, WAL %" PRId64 " KB, %" PRId64 " pages free\n",
                 i->file_bytes >> 10, i->wal_bytes >> 10, i->free_pages);
        buf_addf(&x->out, "Disk           %" PRId64 " MB free%s\n", disk >> 20,
                 disk < (100 << 20) ? ": little, make room" : "");
        buf_addf(&x->out, "Program        %s, SQLite %s\n", MUNIMENT_VERSION, i->engine_version);
        buf_addf(&x->out, "Tables         %s\n",
                 schema  ? "fit this program"
                 : newer ? "of a newer version of the program: use that one"
                         : "of an older version: run `muniment upgrade`");
        buf_addf(&x->out, "Content        %s\n",
                 content ? "fits this program" : "of another version: run `muniment upgrade`");
        return n || !schema || !content;
    }
    jout_array_end(j);
    jout_key(j, "ok");
    jout_bool(j, !n && schema && content);
    jout_key(j, "file_bytes");
    jout_int(j, i->file_bytes);
    jout_key(j, "wal_bytes");
    jout_int(j, i->wal_bytes);
    jout_key(j, "disk_free_bytes");
    jout_int(j, disk);
    jout_key(j, "program");
    jout_z(j, MUNIMENT_VERSION);
    jout_key(j, "sqlite");
    jout_z(j, i->engine_version);
    jout_key(j, "schema_current");
    jout_bool(j, schema);
    jout_key(j, "content_current");
    jout_bool(j, content);
    jout_end(j);
    return n || !schema || !content;
}

/* A database too damaged to open is the very thing the doctor is asked about. */
static int too_damaged(struct cli *x)
{
    if (x->c->err.code != ERR_STORAGE)
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "complaints");
        jout_array(&x->j);
        jout_z(&x->j, x->c->err.message);
        jout_array_end(&x->j);
        jout_key(&x->j, "ok");
        jout_bool(&x->j, false);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out,
                 "Database       %s\nIntegrity      damaged\n  %s\nRestore the last backup with "
                 "`muniment --db NEW restore BACKUP` and compare with `muniment verify`.\n",
                 x->db_path, x->c->err.message);
    }
    int code = cli_done(x);
    return code ? code : 1;
}

int cmd_doctor(struct cli *x)
{
    if (!cli_open(x))
        return too_damaged(x);
    struct ctx *c = x->c;
    struct str schema, content;
    struct db_info info;
    struct statvfs fs;
    bool newer;
    int n = 0;
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "complaints");
        jout_array(&x->j);
    }
    if (!db_integrity(c, c->store->db, complaint, x, &n) || !db_info(c, c->store->db, &info) ||
        !store_meta_get(c, "schema", &schema) || !store_meta_get(c, "content", &content) ||
        !schema_is_newer(c, c->store->db, c->store->catalog, &newer))
        return cli_fail(x);
    int64_t disk = statvfs(x->db_path, &fs) == 0 ? (int64_t)fs.f_bavail * (int64_t)fs.f_frsize : 0;
    int bad = doctor_report(x, &info, disk, str_eq(schema, schema_digest(c, c->store->catalog)),
                            newer, str_eq_z(content, content_digest()), n);
    int code = cli_done(x);
    return code ? code : bad ? 1 : 0;
}

int cmd_search(struct cli *x)
{
    struct buf words;
    struct search_hit *hit;
    size_t n;
    buf_init(&words, 4096);
    for (int i = 0; i < x->nargs; i++)
        buf_addf(&words, "%s" STR_FMT, i ? " " : "", STR_ARG(x->args[i]));
    bool ok = search_all(x->c, x->permit, buf_str(&words), 50, &hit, &n);
    buf_done(&words);
    if (!ok)
        return cli_fail(x);
    if (x->json) {
        search_json(hit, n, &x->j);
        return cli_done(x);
    }
    for (size_t i = 0; i < n; i++)
        buf_addf(&x->out, "%-12.*s %-18s " STR_FMT "\n", STR_ARG(hit[i].ref), hit[i].type->label,
                 STR_ARG(cli_safe(x, hit[i].title)));
    if (!n)
        buf_add_z(&x->out, "Nothing found.\n");
    return cli_done(x);
}
