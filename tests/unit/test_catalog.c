#include "unit.h"

#include "records/records.h"

/* The start-up check of all descriptions: ours hold together, and each way of not doing so is
 * found. */
static void descriptions_hold_together(void **state)
{
    struct buf why;
    (void)state;
    buf_init(&why, 4096);
    const char *bad = catalog_check(&catalog_all, &why);
    if (bad)
        test_fail("%s", bad);
    buf_done(&why);
}

/* A small catalogue that a case spoils in one place. */
static struct {
    struct field f[4], away;
    struct entity thing, other;
    struct transition flow;
    struct index index;
    struct link link;
    const struct entity *types[2];
    const struct link *links[1];
    struct catalog catalog;
} toy;

static const struct choice status[] = { { "open", "Open" }, { "done", "Done" }, { NULL, NULL } };

static void set_field(struct field *f, const char *name, const struct kind *kind)
{
    const struct field made = { .name = name, .label = "Label", .help = "Help.", .kind = kind };
    memcpy(f, &made, sizeof made);
}

static void make_toy(void)
{
    memset(&toy, 0, sizeof toy);
    set_field(&toy.f[0], "title", &kind_line);
    set_field(&toy.f[1], "status", &kind_choice);
    toy.f[1].choices = status;
    set_field(&toy.f[2], "owner", &kind_ref);
    toy.f[2].to = &toy.other;
    set_field(&toy.f[3], "others", &kind_link);
    toy.f[3].link = &toy.link;
    set_field(&toy.away, "title", &kind_line);
    toy.flow = (struct transition){ .from = "open", .to = "done", .label = "do" };
    toy.index = (struct index){ { "owner" } };
    toy.thing = (struct entity){ .name = "thing",
                                 .plural = "things",
                                 .label = "thing",
                                 .prefix = "TH",
                                 .help = "Help.",
                                 .number = 1,
                                 .fields = toy.f,
                                 .nfields = 4,
                                 .indexes = &toy.index,
                                 .nindexes = 1,
                                 .flow = &toy.flow,
                                 .nflow = 1,
                                 .perm = PERM_REGISTER };
    toy.other = toy.thing;
    toy.other.name = "other";
    toy.other.plural = "others";
    toy.other.prefix = "OT";
    toy.other.number = 2;
    toy.other.fields = &toy.away;
    toy.other.nfields = 1;
    toy.other.nindexes = 0;
    toy.other.nflow = 0;
    toy.link = (struct link){ .name = "thing_other", .from = &toy.thing, .to = &toy.other };
    toy.types[0] = &toy.thing;
    toy.types[1] = &toy.other;
    toy.links[0] = &toy.link;
    toy.catalog =
        (struct catalog){ .entities = toy.types, .n = 2, .links = toy.links, .nlinks = 1 };
}

/* clang-format off */
#define SPOIL(name, ...) static void name(void) { __VA_ARGS__; }
SPOIL(no_kind, toy.f[0].kind = NULL)
SPOIL(bad_name, toy.f[0].name = "Title")
SPOIL(empty_name, toy.f[0].name = "")
SPOIL(taken_name, toy.f[0].name = "version")
SPOIL(reserved_name, toy.f[0].name = "order")
SPOIL(no_label, toy.f[0].label = "")
SPOIL(name_twice, toy.f[2].name = "title")
SPOIL(key_twice, toy.f[2].key = "title")
SPOIL(stored_only, toy.f[0].flags |= F_STORED)
SPOIL(no_target, toy.f[2].to = NULL)
SPOIL(key_to_record, toy.f[2].kind = &kind_key)
SPOIL(ref_to_content, toy.other.flags |= E_CONTENT; toy.other.number = 201)
SPOIL(no_link, toy.f[3].link = NULL)
SPOIL(strange_link, toy.link.from = &toy.other)
SPOIL(no_choices, toy.f[1].choices = NULL)
SPOIL(no_scale, toy.f[0].kind = &kind_score)
SPOIL(flow_without_status, toy.f[1].name = "state")
SPOIL(flow_to_nowhere, toy.flow.to = "lost")
SPOIL(no_help, toy.thing.help = NULL)
SPOIL(number_zero, toy.thing.number = 0)
SPOIL(number_of_content, toy.thing.number = 201)
SPOIL(number_twice, toy.other.number = 1)
SPOIL(prefix_twice, toy.other.prefix = "th")
SPOIL(index_of_nothing, toy.index.fields[0] = "nothing")
SPOIL(index_of_link, toy.index.fields[0] = "others")
SPOIL(unreadable, toy.thing.perm.read = 0)
SPOIL(uncreatable, toy.thing.perm.create = 0)
SPOIL(link_outside, toy.catalog.nlinks = 0)
SPOIL(type_outside, toy.catalog.n = 1)
SPOIL(target_outside, toy.catalog.n = 1; toy.catalog.nlinks = 0; toy.thing.nfields = 3)

static const struct {
    void (*spoil)(void);
    const char *want; /* NULL: nothing is wrong */
} cases[] = {
    { NULL, NULL },
    { no_kind, "has no kind" },
    { bad_name, "bad name" },
    { empty_name, "bad name" },
    { taken_name, "belongs to the store" },
    { reserved_name, "reserved word" },
    { no_label, "no label" },
    { name_twice, "the name stands twice" },
    { key_twice, "the ledger key stands twice" },
    { stored_only, "F_STORED without derive" },
    { no_target, "needs a target" },
    { key_to_record, "for content types" },
    { ref_to_content, "referred to by kind key" },
    { no_link, "needs its link" },
    { strange_link, "" },
    { no_choices, "needs its choices" },
    { no_scale, "needs its scale" },
    { flow_without_status, "named status" },
    { flow_to_nowhere, "unknown status" },
    { no_help, "are needed" },
    { number_zero, "the number must be" },
    { number_of_content, "the number must be" },
    { number_twice, "is that of thing" },
    { prefix_twice, "the prefix is that of thing" },
    { index_of_nothing, "index 0 names nothing" },
    { index_of_link, "index 0 names others" },
    { unreadable, "nobody may read" },
    { uncreatable, "nobody may create" },
    { link_outside, "not in the catalogue" },
    { type_outside, "an end outside" },
    { target_outside, "not in the catalogue" },
};
/* clang-format on */

static void contradictions_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf why;
        buf_init(&why, 4096);
        make_toy();
        if (cases[i].spoil)
            cases[i].spoil();
        const char *bad = catalog_check(&toy.catalog, &why);
        if (!bad != !cases[i].want || (bad && !strstr(bad, cases[i].want)))
            test_fail("case %zu: \"%s\", expected \"%s\"\n", i, bad ? bad : "nothing",
                      cases[i].want ? cases[i].want : "nothing");
        buf_done(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(descriptions_hold_together),
                                        cmocka_unit_test(contradictions_are_found) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
