/* Migration by the difference of two descriptions: what is safe happens by itself and keeps every
 * value, what is not is refused with both sides named. The older program is this one with another
 * description of `site`, to which no other type refers. */
#include "unit.h"

#include "fixture.h"
#include "store/ledger.h"
#include "store/schema.h"

enum { FIELDS_MAX = 64, TYPES_MAX = 64 };

static struct {
    struct field fields[FIELDS_MAX];
    struct entity site;
    const struct entity *types[TYPES_MAX];
    struct catalog catalog;
} old;

static struct field *old_field(const char *name)
{
    for (size_t i = 0; i < old.site.nfields; i++)
        if (strcmp(old.fields[i].name, name) == 0)
            return &old.fields[i];
    test_fail("site has no field %s\n", name);
    return NULL;
}

/* The catalogue of today with a copy of `site` that the test changes. */
static void older_program(void)
{
    old.site = entity_site;
    for (size_t i = 0; i < entity_site.nfields; i++)
        memcpy(&old.fields[i], &entity_site.fields[i], sizeof old.fields[i]);
    old.site.fields = old.fields;
    for (size_t i = 0; i < catalog_all.n; i++)
        old.types[i] =
            catalog_all.entities[i] == &entity_site ? &old.site : catalog_all.entities[i];
    old.catalog = catalog_all;
    old.catalog.entities = old.types;
}

static void rename_old(const char *name, const char *was)
{
    old_field(name)->name = was;
}

static void add_site(struct fixture *f, const char *field, const char *value)
{
    struct record *r;
    assert_true(record_new(&f->c, &old.site, &r));
    assert_true(record_parse(&f->c, r, &old.fields[0], STR("Utrecht")));
    assert_true(record_parse(&f->c, r, old_field(field), str_z(value)));
    assert_true(store_save(&f->c, f->permit, r, NULL));
}

static void proves_itself(struct fixture *f)
{
    struct verify_result r;
    assert_true(ledger_verify(&f->c, &(struct verify_options){ .hashes_only = false }, &r));
    assert_true(r.ok);
}

static void new_field_comes_empty(void **state)
{
    struct fixture f;
    struct record *r;
    (void)state;
    older_program();
    old.site.nfields--; /* the last field of today was not there */
    fixture_open_with(&f, &old.catalog);
    add_site(&f, "address", "Vredenburg 40");
    fixture_reopen(&f);
    if (!schema_upgrade(&f.c))
        test_fail("%s\n", f.c.err.message);
    assert_true(store_load(&f.c, f.permit, &entity_site, 1, &r));
    assert_true(str_eq_z(rec_value(r, "address")->s, "Vredenburg 40"));
    assert_true(r->v[entity_site.nfields - 1].tag == V_NULL);
    proves_itself(&f);
    fixture_close(&f);
}

static void renamed_field_keeps_its_values(void **state)
{
    struct fixture f;
    struct record *r;
    (void)state;
    older_program();
    rename_old("address", "street");
    old_field("street")->key = "address"; /* the key in the ledger never changes */
    fixture_open_with(&f, &old.catalog);
    add_site(&f, "street", "Vredenburg 40");
    fixture_reopen(&f);
    if (!schema_upgrade(&f.c))
        test_fail("%s\n", f.c.err.message);
    assert_true(store_load(&f.c, f.permit, &entity_site, 1, &r));
    assert_true(str_eq_z(rec_value(r, "address")->s, "Vredenburg 40"));
    proves_itself(&f);
    fixture_close(&f);
}

static void new_type_comes(void **state)
{
    struct fixture f;
    struct record *r;
    (void)state;
    older_program();
    size_t n = 0;
    for (size_t i = 0; i < catalog_all.n; i++)
        if (catalog_all.entities[i] != &entity_site)
            old.types[n++] = catalog_all.entities[i];
    old.catalog.n = n;
    fixture_open_with(&f, &old.catalog);
    fixture_reopen(&f);
    if (!schema_upgrade(&f.c))
        test_fail("%s\n", f.c.err.message);
    assert_true(record_new(&f.c, &entity_site, &r));
    assert_true(record_parse(&f.c, r, &entity_site.fields[0], STR("Utrecht")) &&
                store_save(&f.c, f.permit, r, NULL));
    proves_itself(&f);
    fixture_close(&f);
}

/* Every change that could lose or bend values is refused, and nothing is changed. */
static void unsafe_changes_are_refused(void **state)
{
    enum { KIND, DROPPED, NEEDED, CASES };
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct fixture f;
        older_program();
        if (i == KIND)
            old_field("address")->kind = &kind_int;
        else if (i == DROPPED)
            rename_old("address", "gone"); /* another key: the old column would vanish */
        else
            old.fields[0].flags &= ~(unsigned)F_REQUIRED;
        fixture_open_with(&f, &old.catalog);
        fixture_reopen(&f);
        if (schema_upgrade(&f.c))
            test_fail("case %d was accepted\n", i);
        const char *why = f.c.problems ? f.c.problems->message : f.c.err.message;
        if (!strstr(why, "site"))
            test_fail("case %d does not name the type: %s\n", i, why);
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_field_comes_empty),
        cmocka_unit_test(renamed_field_keeps_its_values),
        cmocka_unit_test(new_type_comes),
        cmocka_unit_test(unsafe_changes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
