/* What every record type promises, checked for each of them over the demonstration organisation
 * (house.md section 4): whoever adds a type gets these tests for nothing. */
#include "unit/unit.h"

#include "base/jin.h"
#include "fixture.h"
#include "store/ledger.h"

enum { RECORDS = 200 };

static void page_of(const struct entity *e, struct page *page)
{
    struct query q;
    query_init(&q, e);
    q.limit = RECORDS;
    if (!query_list(&fx.c, fx.permit, &q, page))
        test_fail("%s: list: %s\n", e->name, fx.c.err.message);
}

#define EACH_TYPE(e)                                                                               \
    for (const struct entity *const *at = catalog_all.entities, *e = *at;                          \
         at < catalog_all.entities + catalog_all.n;                                                \
         e = ++at < catalog_all.entities + catalog_all.n ? *at : NULL)

/* The demonstration shows every type, so the loops below are not empty by accident. */
static void every_type_has_records(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        page_of(e, &page);
        if (!page.n)
            test_fail("%s: the demonstration has none\n", e->name);
    }
}

/* parse(text(v)) == v for every value of every record: what CSV and JSON rest on. */
static void values_survive_text(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        page_of(e, &page);
        for (size_t r = 0; r < page.n; r++)
            for (size_t i = 0; i < e->nfields; i++) {
                const struct field *f = &e->fields[i];
                const struct value *v = &page.items[r]->v[i];
                bool none = v->tag == V_NULL || (v->tag == V_LINKS && !v->l.n);
                if (none || field_is_derived(f) || f->kind == &kind_file || (e->flags & E_CONTENT))
                    continue;
                struct buf b;
                buf_init(&b, 1 << 20);
                struct record *copy = record_copy(&fx.c, page.items[r]);
                if (!f->kind->text(&fx.c, f, v, &b) ||
                    !record_parse(&fx.c, copy, f, arena_str(fx.c.mem, buf_str(&b))) ||
                    !value_eq(&copy->v[i], v))
                    test_fail("%s.%s of %d: \"%.*s\" does not come back\n", e->name, f->name,
                              (int)page.items[r]->id, (int)b.n, b.p);
                buf_done(&b);
            }
    }
}

static void records_are_json(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        page_of(e, &page);
        for (size_t r = 0; r < page.n; r++) {
            struct buf b;
            struct jout j;
            json_t *tree = NULL;
            buf_init(&b, 1 << 20);
            jout_init(&j, &b, false);
            if (!record_json(&fx.c, page.items[r], &j) || !jin_parse(&fx.c, buf_str(&b), &tree))
                test_fail("%s: %s\n", e->name, fx.c.err.message);
            for (size_t i = 0; i < e->nfields; i++)
                if (!(e->fields[i].flags & F_RETIRED) && !json_object_get(tree, e->fields[i].name))
                    test_fail("%s.%s is not in the JSON\n", e->name, e->fields[i].name);
            json_decref(tree);
            buf_done(&b);
        }
    }
}

/* Every column can be filtered and sorted by; pages of one give the same order as one page. */
static void lists_sort_and_page(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        for (size_t i = 0; i < e->nfields; i++) {
            const struct field *f = &e->fields[i];
            struct query q;
            struct page all, one = { .n = 0 };
            if (!field_is_column(f) || f->kind->tag == V_LINKS || (e->flags & E_CONTENT))
                continue;
            query_init(&q, e);
            q.sort = f;
            q.descending = i % 2;
            q.limit = RECORDS;
            if (!query_list(&fx.c, fx.permit, &q, &all))
                test_fail("%s by %s: %s\n", e->name, f->name, fx.c.err.message);
            q.limit = 3;
            for (size_t k = 0; k < all.n; k++) {
                if (k % 3 == 0) {
                    q.after = one.next;
                    if (!query_list(&fx.c, fx.permit, &q, &one))
                        test_fail("%s by %s, page: %s\n", e->name, f->name, fx.c.err.message);
                }
                if (k % 3 >= one.n || one.items[k % 3]->id != all.items[k]->id)
                    test_fail("%s by %s: place %zu differs between pages\n", e->name, f->name, k);
            }
        }
    }
}

static int64_t add_record(const struct entity *e, const char *const *pairs)
{
    struct record *r;
    ctx_clear(&fx.c);
    assert_true(record_new(&fx.c, e, &r));
    for (; *pairs; pairs += 2)
        if (!record_parse(&fx.c, r, entity_field(e, str_z(pairs[0])), str_z(pairs[1])))
            test_fail("%s.%s: %s\n", e->name, pairs[0], fx.c.problems->message);
    if (!store_save(&fx.c, fx.permit, r, NULL))
        test_fail("%s: %s\n", e->name, fx.c.problems ? fx.c.problems->message : fx.c.err.message);
    return r->id;
}
#define ADD(type, ...) add_record(&entity_##type, (const char *const[]){ __VA_ARGS__, NULL })

/* Scopes within scopes, records in each, some owned by the people below; and people with every role
 * in one of them. */
static void people_in_scopes(void **state)
{
    static const char *const roles[] = { "manager",  "owner",      "contributor", "auditor",
                                         "external", "management", "privacy",     "reader" };
    char name[64];
    (void)state;
    ADD(scope_type, "title", "Other", "statement", "Another part");
    ADD(scope_type, "title", "Inner", "statement", "A part of it", "parent", "SC-2");
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        snprintf(name, sizeof name, "The %s", roles[i]);
        ADD(person, "name", name);
        ADD(grant, "person", name, "role", roles[i], "scope", i % 2 ? "SC-3" : "SC-2");
    }
    ADD(person, "name", "Of yesterday");
    ADD(grant, "person", "Of yesterday", "role", "manager", "valid_from", "2019-01-01",
        "valid_until", "2020-01-01");
    for (int i = 1; i <= 3; i++) {
        char scope[8], title[16];
        snprintf(scope, sizeof scope, "SC-%d", i);
        snprintf(title, sizeof title, "In %d", i);
        ADD(asset, "title", title, "scope", scope, "owner", "The owner");
        ADD(risk, "title", title, "scope", scope, "owner", "The contributor");
        ADD(issue, "title", title, "kind", "internal", "scope", scope);
        ADD(task, "title", title, "scope", scope, "owner", "The reader");
        ADD(control, "title", title, "scope", scope, "owner", "The owner");
        ADD(document, "title", title, "scope", scope, "kind", "policy", "owner", "The owner");
    }
}

enum { PEOPLE = 21 };

/* list(scope) == filter(all, may): nobody sees in a list what they may not open, for each type and
 * person. */
static void lists_obey_permits(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page all;
        page_of(e, &all);
        for (int64_t person = 1; person < PEOPLE; person++) {
            const struct permit *p = fixture_permit(&fx, person);
            struct query q;
            struct page seen;
            size_t may = 0;
            query_init(&q, e);
            q.limit = RECORDS;
            if (!query_list(&fx.c, p, &q, &seen)) {
                if (fx.c.err.code != ERR_FORBIDDEN)
                    test_fail("%s for P-%d: %s\n", e->name, (int)person, fx.c.err.message);
                seen = (struct page){ .n = 0 };
            }
            for (size_t i = 0; i < all.n; i++)
                may += permit_may(p, ACT_READ, all.items[i]);
            if (all.n < RECORDS && may != seen.n)
                test_fail("%s for P-%d: list shows %zu, may read %zu\n", e->name, (int)person,
                          seen.n, may);
            for (size_t i = 0; i < seen.n; i++)
                if (!permit_may(p, ACT_READ, seen.items[i]))
                    test_fail("%s for P-%d: list shows what may not be read\n", e->name,
                              (int)person);
        }
        fx.permit = fixture_permit(&fx, 1);
    }
}

/* A field of plain text that an edit may change, or NULL. */
static const struct field *free_text(const struct entity *e)
{
    static const char *const names[] = { "notes", "reason", "statement", "description", "title" };
    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        const struct field *f = entity_field(e, str_z(names[k]));
        if (f && !field_is_derived(f) && !(f->flags & F_IMMUTABLE) &&
            (f->kind == &kind_prose || f->kind == &kind_line))
            return f;
    }
    return NULL;
}

static bool is_editable(const struct entity *e)
{
    return !(e->flags & (E_CONTENT | E_FROZEN)) && free_text(e);
}

#define HOSTILE                                                                                    \
    "<script>alert(1)</script> & \"quotes\" 'single' =HYPERLINK(\"x\") ; "                         \
    "DROP TABLE risk; -- \xe2\x80\xae $1 ?1 %s"

/* Hostile text is stored as it is, and comes back as it is. */
static void edits_keep_text(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        struct record *again;
        if (!is_editable(e))
            continue;
        page_of(e, &page);
        struct record *r = page.items[page.n - 1];
        const struct field *f = free_text(e);
        int64_t version = r->version;
        ctx_clear(&fx.c);
        if (!record_parse(&fx.c, r, f, STR(HOSTILE)) || !store_save(&fx.c, fx.permit, r, NULL))
            test_fail("%s: %s\n", e->name,
                      fx.c.problems ? fx.c.problems->message : fx.c.err.message);
        assert_int_equal(r->version, version + 1);
        assert_true(store_load(&fx.c, fx.permit, e, r->id, &again));
        assert_true(str_eq_z(again->v[entity_place(e, f)].s, HOSTILE));
        /* Saving what is there already writes nothing. */
        assert_true(store_save(&fx.c, fx.permit, again, NULL));
        assert_int_equal(again->version, version + 1);
    }
}

/* Two edits from one version: the second is refused with both values, and nothing changed. */
static void second_edit_conflicts(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        struct record *mine, *theirs, *now;
        if (!is_editable(e))
            continue;
        page_of(e, &page);
        const struct field *f = free_text(e);
        int64_t id = page.items[page.n - 1]->id;
        ctx_clear(&fx.c);
        assert_true(store_load(&fx.c, fx.permit, e, id, &mine));
        theirs = record_copy(&fx.c, mine);
        assert_true(record_parse(&fx.c, theirs, f, STR("Theirs")) &&
                    store_save(&fx.c, fx.permit, theirs, NULL));
        assert_true(record_parse(&fx.c, mine, f, STR("Mine")));
        assert_false(store_save(&fx.c, fx.permit, mine, NULL));
        if (fx.c.err.code != ERR_CONFLICT || !fx.c.problems ||
            !strstr(fx.c.problems->message, "Theirs") || !strstr(fx.c.problems->message, "Mine"))
            test_fail("%s: no conflict with both values\n", e->name);
        ctx_clear(&fx.c);
        assert_true(store_load(&fx.c, fx.permit, e, id, &now));
        assert_true(str_eq_z(now->v[entity_place(e, f)].s, "Theirs"));
    }
}

/* Nobody without the role changes anything; the ledger stays as long as it was. */
static void strangers_change_nothing(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        if (!is_editable(e))
            continue;
        page_of(e, &page);
        struct record *r = page.items[page.n - 1];
        int64_t tail = fx.c.store->tail;
        const struct permit *auditor = fixture_permit(&fx, 11);
        assert_true(record_parse(&fx.c, r, free_text(e), STR("By the auditor")));
        assert_false(store_save(&fx.c, auditor, r, NULL));
        if (fx.c.err.code != ERR_FORBIDDEN && fx.c.err.code != ERR_NOT_FOUND)
            test_fail("%s: auditor's edit ended with %s\n", e->name, err_code_name(fx.c.err.code));
        assert_int_equal(fx.c.store->tail, tail);
        fx.permit = fixture_permit(&fx, 1);
    }
}

/* Missing what is needed is told by field, all problems at once, and nothing is written. */
static void required_fields_are_asked_for(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct record *r;
        size_t needed = 0, told = 0;
        if (e->flags & (E_CONTENT | E_SINGLE))
            continue;
        ctx_clear(&fx.c);
        int64_t tail = fx.c.store->tail;
        assert_true(record_new(&fx.c, e, &r));
        for (size_t i = 0; i < e->nfields; i++)
            if ((e->fields[i].flags & F_REQUIRED) && !field_is_derived(&e->fields[i])) {
                r->v[i] = (struct value){ .tag = V_NULL };
                needed++;
            }
        assert_false(store_save(&fx.c, fx.permit, r, NULL));
        for (const struct problem *p = fx.c.problems; p; p = p->next)
            told += strcmp(p->code, "required") == 0;
        if (fx.c.err.code == ERR_INVALID && told < needed)
            test_fail("%s: %zu fields are needed, %zu were told\n", e->name, needed, told);
        assert_int_equal(fx.c.store->tail, tail);
        ctx_clear(&fx.c);
    }
}

static void archived_leave_the_list(void **state)
{
    (void)state;
    EACH_TYPE(e)
    {
        struct page page;
        if (e->flags & (E_CONTENT | E_SINGLE | E_SCOPE))
            continue;
        page_of(e, &page);
        struct record *r = page.items[page.n - 1], *again;
        ctx_clear(&fx.c);
        if (!permit_may(fx.permit, ACT_ARCHIVE, r))
            continue;
        if (!store_archive(&fx.c, fx.permit, e, r->id, true, NULL)) {
            if (fx.c.err.code == ERR_STORAGE || !fx.c.err.code)
                test_fail("%s: archive: %s\n", e->name, fx.c.err.message);
            ctx_clear(&fx.c);
            continue; /* a rule of the type keeps it, and says so */
        }
        assert_true(store_load(&fx.c, fx.permit, e, r->id, &again));
        assert_true(again->archived);
        if (!store_archive(&fx.c, fx.permit, e, r->id, false, NULL))
            test_fail("%s: unarchive: %s\n", e->name, fx.c.err.message);
    }
}

/* After all of the above the ledger still proves every table. */
static void ledger_proves_it_all(void **state)
{
    (void)state;
    struct verify_result r;
    ctx_clear(&fx.c);
    if (!ledger_verify(&fx.c, &(struct verify_options){ .hashes_only = false }, &r))
        test_fail("verify: %s\n", fx.c.err.message);
    assert_true(r.ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_records),   cmocka_unit_test(values_survive_text),
        cmocka_unit_test(records_are_json),         cmocka_unit_test(lists_sort_and_page),
        cmocka_unit_test(people_in_scopes),         cmocka_unit_test(lists_obey_permits),
        cmocka_unit_test(edits_keep_text),          cmocka_unit_test(second_edit_conflicts),
        cmocka_unit_test(strangers_change_nothing), cmocka_unit_test(required_fields_are_asked_for),
        cmocka_unit_test(archived_leave_the_list),  cmocka_unit_test(ledger_proves_it_all),
    };
    return cmocka_run_group_tests(tests, fixture_demo, fixture_end);
}
