#include "exchange/proof.h"
#include "exchange/content.h"
#include "exchange/wording.h"

/* Files by digest: every evidence file that a record names is there and is what it was; and what
 * the program brings. */
static bool check_beside(struct ctx *c, const struct verify_options *o, struct verify_result *r)
{
    for (size_t i = 0; i < c->store->catalog->n; i++) {
        const struct entity *e = c->store->catalog->entities[i];
        for (size_t k = 0; k < e->nfields; k++)
            if (e->fields[k].kind == &kind_file &&
                !store_files_check(c, e, &e->fields[k], o->finding, o->arg, &r->findings))
                return false;
    }
    if (!content_check(c, o->finding, o->arg, &r->findings) ||
        !wording_check(c, o->finding, o->arg, &r->findings))
        return false;
    r->ok = r->ok && r->findings == 0;
    return true;
}

bool proof_run(struct ctx *c, const struct verify_options *o, struct verify_result *ret)
{
    return ledger_verify(c, o, ret) && (o->hashes_only || check_beside(c, o, ret));
}

struct writer {
    const struct verify_options *o;
    struct jout *j;
};

static void finding(void *arg, const char *sentence)
{
    const struct writer *w = arg;
    jout_z(w->j, sentence);
}

static void progress(void *arg, int64_t done, int64_t total)
{
    const struct writer *w = arg;
    if (w->o->progress)
        w->o->progress(w->o->arg, done, total);
}

bool proof_json(struct ctx *c, const struct verify_options *o, struct jout *j, bool *ret_ok)
{
    struct writer w = { o, j };
    struct verify_options mine = {
        .hashes_only = o->hashes_only, .progress = progress, .finding = finding, .arg = &w
    };
    struct verify_result r;
    char hex[65];
    jout_begin(j);
    jout_key(j, "findings");
    jout_array(j);
    if (!proof_run(c, &mine, &r))
        return false;
    jout_array_end(j);
    hex_encode(r.root.b, sizeof r.root.b, hex);
    jout_key(j, "ok");
    jout_bool(j, r.ok);
    jout_key(j, "leaves");
    jout_int(j, r.leaves);
    jout_key(j, "root");
    jout_z(j, hex);
    jout_end(j);
    *ret_ok = r.ok;
    return true;
}
