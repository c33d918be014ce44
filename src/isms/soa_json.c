#include "isms/soa_int.h"
#include "records/records.h"

struct str soa_reasons(struct ctx *c, const struct soa_row *r)
{
    if (str_eq_z(r->applicable, "no"))
        return (struct str){ NULL, 0 };
    if (!r->nrisks)
        return r->reasons;
    return arena_printf(c->mem, "risk%s" STR_FMT, r->reasons.n ? "," : "", STR_ARG(r->reasons));
}

static bool person(struct ctx *c, struct jout *j, const char *key, int64_t id)
{
    struct str name;
    jout_key(j, key);
    if (!id) {
        jout_null(j);
        return true;
    }
    if (!store_title(c, &entity_person, id, &name))
        return false;
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, entity_ref(c, &entity_person, id));
    jout_key(j, "title");
    jout_str(j, name);
    jout_end(j);
    return true;
}

static void applicable(struct jout *j, struct str key)
{
    jout_key(j, "applicable");
    if (str_eq_z(key, "undecided"))
        jout_null(j);
    else
        jout_bool(j, str_eq_z(key, "yes"));
}

static void reasons_and_risks(struct ctx *c, const struct soa_row *r, struct jout *j)
{
    struct str rest = soa_reasons(c, r), part;
    jout_key(j, "reasons");
    jout_array(j);
    while (str_cut(&rest, ',', &part))
        jout_str(j, part);
    jout_array_end(j);
    jout_key(j, "risks");
    jout_array(j);
    for (size_t i = 0; i < r->nrisks; i++)
        jout_str(j, entity_ref(c, &entity_risk, r->risk[i]));
    jout_array_end(j);
}

static bool row_json(struct ctx *c, const struct soa_row *r, bool plain, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, entity_ref(c, &entity_statement, r->statement));
    jout_key(j, "requirement");
    jout_str(j, r->number);
    jout_key(j, "title");
    jout_str(j, r->title);
    jout_member(j, "theme", r->theme);
    jout_key(j, "standard");
    jout_str(j, r->standard);
    applicable(j, r->applicable);
    reasons_and_risks(c, r, j);
    jout_key(j, "obligations");
    jout_array(j);
    for (size_t i = 0; i < r->nobligations; i++)
        jout_str(j, entity_ref(c, &entity_obligation, r->obligation[i]));
    jout_array_end(j);
    jout_member(j, "justification", r->justification);
    jout_member(j, "adaptation", r->adaptation);
    jout_key(j, "status");
    jout_z(j, soa_status_key[r->status]);
    jout_key(j, "implemented");
    jout_bool(j, r->status == SOA_IMPLEMENTED);
    jout_key(j, "exception");
    jout_bool(j, r->exception);
    if (!plain) {
        jout_member(j, "how", r->how);
        jout_key(j, "controls");
        jout_array(j);
        for (size_t i = 0; i < r->ncontrols; i++)
            jout_str(j, entity_ref(c, &entity_control, r->control[i].id));
        jout_array_end(j);
        if (!person(c, j, "owner", r->owner))
            return false;
        jout_key(j, "evidence");
        jout_int(j, r->evidence);
    }
    jout_end(j);
    return true;
}

bool soa_rows_json(struct ctx *c, const struct soa *s, bool plain, struct jout *j)
{
    jout_array(j);
    for (size_t i = 0; i < s->n; i++)
        if (!row_json(c, &s->row[i], plain, j))
            return false;
    jout_array_end(j);
    return true;
}

bool soa_json(struct ctx *c, const struct soa *s, bool plain, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "scope");
    jout_begin(j);
    jout_key(j, "ref");
    jout_str(j, record_ref(c, s->scope));
    jout_key(j, "title");
    jout_str(j, rec_text(s->scope, SCOPE_TITLE));
    jout_end(j);
    jout_key(j, "demo");
    jout_bool(j, c->store->demo);
    jout_key(j, "version");
    jout_int(j, s->version);
    jout_key(j, "approved");
    if (s->approved) {
        jout_begin(j);
        jout_member(j, "by", s->approved_by);
        jout_member(j, "on", s->approved_on);
        jout_end(j);
    } else {
        jout_null(j);
    }
    jout_key(j, "rows");
    if (!soa_rows_json(c, s, plain, j))
        return false;
    jout_end(j);
    return true;
}

bool soa_only(struct ctx *c, struct soa *s, struct str number)
{
    struct str with = arena_printf(c->mem, "A." STR_FMT, STR_ARG(number));
    for (size_t i = 0; i < s->n; i++)
        if (str_ieq(s->row[i].number, number) || str_ieq(s->row[i].number, with)) {
            s->row += i;
            s->n = 1;
            return true;
        }
    return fail(c, ERR_NOT_FOUND, "This scope has no row \"" STR_FMT "\".", STR_ARG(number));
}

bool soa_row_mark(struct ctx *c, const struct soa *s, struct str *ret)
{
    struct buf b;
    struct jout j;
    char hex[65];
    buf_init(&b, 4 << 20);
    jout_init(&j, &b, false);
    bool ok = row_json(c, s->row, false, &j);
    struct hash h = sha256(b.p, b.n);
    hex_encode(h.b, sizeof h.b, hex);
    buf_done(&b);
    *ret = arena_str(c->mem, str_head(str_z(hex), 16));
    return ok;
}

static void change_json(void *arg, struct str ref, struct str sentence)
{
    struct jout *j = arg;
    jout_begin(j);
    jout_key(j, "requirement");
    jout_str(j, ref);
    jout_key(j, "message");
    jout_str(j, sentence);
    jout_end(j);
}

bool soa_changes_json(struct ctx *c, const struct permit *p, const struct record *scope, int64_t v1,
                      int64_t v2, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "changes");
    jout_array(j);
    if (!soa_diff(c, p, scope, v1, v2, change_json, j))
        return false;
    jout_array_end(j);
    jout_end(j);
    return true;
}

void soa_version_json(int64_t number, struct jout *j)
{
    jout_begin(j);
    jout_key(j, "version");
    jout_int(j, number);
    jout_end(j);
}

struct str soa_content_digest(struct ctx *c, const struct soa *s)
{
    char hex[65];
    struct sha256 *h = c->store->sha;
    sha256_begin(h);
    for (size_t i = 0; i < s->n; i++) {
        const struct soa_row *r = &s->row[i];
        const struct str part[] = { r->number, r->applicable, soa_reasons(c, r), r->justification,
                                    r->adaptation };
        for (size_t k = 0; k < ARRAY_LEN(part); k++) {
            sha256_add(h, part[k].p, part[k].n);
            sha256_add(h, "\x1f", 1);
        }
        sha256_add(h, &"01234"[r->status], 1);
        sha256_add(h, r->exception ? "x" : "-", 1);
    }
    struct hash d = sha256_end(h);
    hex_encode(d.b, sizeof d.b, hex);
    return arena_str(c->mem, str_z(hex));
}
