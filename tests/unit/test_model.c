/* Reading a model: what is right is read, everything that is wrong is named with its path. */
#include "engine.h"

#define SCENARIO "\"frequency\":{\"rate\":1},\"loss\":{\"low\":1,\"high\":2}"
#define MODEL(rest) "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\"," rest "}]}"
#define MORE(rest) "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\"," SCENARIO "}]," rest "}"

static void every_mistake_is_named(void **state)
{
    static const struct {
        const char *json, *field, *why;
    } cases[] = {
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":5,\"high\":2}"),
          "scenarios[0].loss.low", "above the high end" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":0,\"high\":2}"),
          "scenarios[0].loss.low", "above 0" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":-3,\"high\":2}"),
          "scenarios[0].loss.low", "above 0" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":\"5\",\"high\":2}"),
          "scenarios[0].loss.low", "number" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":1,\"high\":1e11}"),
          "scenarios[0].loss.low", "10^9" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"high\":2}"), "scenarios[0].loss.low",
          "missing" },
        { MODEL("\"frequency\":{\"rate\":1}"), "scenarios[0].loss", "object" },
        { MODEL("\"frequency\":{\"rate\":-1},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.rate", "above 0" },
        { MODEL("\"frequency\":{\"rate\":1e9},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.rate", "1000000" },
        { MODEL("\"frequency\":{\"probability\":1.5},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.probability", "from 0 to 1" },
        { MODEL("\"frequency\":{\"probability\":-0.1},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.probability", "from 0 to 1" },
        { MODEL("\"frequency\":{\"probability\":1,\"events\":\"several\"},\"loss\":{\"low\":1,"
                "\"high\":2}"),
          "scenarios[0].frequency.probability", "below 1" },
        { MODEL("\"frequency\":{\"pert\":[3,2,1]},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.pert", "must rise" },
        { MODEL("\"frequency\":{\"pert\":[1,2]},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency.pert", "Three numbers" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"pert\":[1,9,3]}"), "scenarios[0].loss.pert",
          "must rise" },
        { MODEL("\"frequency\":{\"rate\":1,\"probability\":0.5},\"loss\":{\"low\":1,\"high\":2}"),
          "scenarios[0].frequency", "exactly one" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":1,\"high\":2,\"colour\":1}"),
          "scenarios[0].loss.colour", "Allowed are" },
        { MODEL(SCENARIO ",\"frequenzy\":1"), "scenarios[0].frequenzy", "Allowed are" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":1,\"high\":2,\"currency\":"
                "\"USD\"}"),
          "scenarios[0].loss.rate", "differs from the model's" },
        { MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":1,\"high\":2,\"currency\":"
                "\"USD\",\"rate\":0.9}"),
          "scenarios[0].loss.on", "YYYY-MM-DD" },
        { MODEL("\"loss\":{\"low\":1,\"high\":2}"), "scenarios[0].frequency", "How often" },
        { MODEL(SCENARIO ",\"secondary\":{\"probability\":2,\"loss\":{\"low\":1,\"high\":2}}"),
          "scenarios[0].secondary.probability", "from 0 to 1" },
        { MODEL(SCENARIO ",\"factor\":\"none\""), "scenarios[0].factor", "factor of this model" },
        { "{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\"," SCENARIO "},{\"id\":\"a\"," SCENARIO
          "}]}",
          "scenarios[1].id", "taken" },
        { "{\"currency\":\"EUR\",\"scenarios\":[]}", "scenarios", "at least one" },
        { "{\"scenarios\":[{\"id\":\"a\"," SCENARIO "}]}", "currency", "1 to 200" },
        { MORE("\"colour\":1"), "colour", "Allowed are" },
        { MORE("\"horizon\":1.5"), "horizon", "Whole years" },
        { MORE("\"horizon\":0"), "horizon", "from 1" },
        { MORE("\"tolerance\":[[10,0.5]]"), "tolerance", "two points" },
        { MORE("\"tolerance\":[[10,0.5],[20,0.6]]"), "tolerance[1]", "rise" },
        { MORE("\"controls\":[{\"id\":\"c\",\"cost\":-1}]"), "controls[0].cost", "from 0" },
        { MORE("\"controls\":[{\"id\":\"c\",\"effects\":[{\"scenario\":\"b\"}]}]"),
          "controls[0].effects[0].scenario", "scenario of this model" },
        { MORE("\"controls\":[{\"id\":\"c\",\"effects\":[{\"scenario\":\"a\",\"loss\":1.2}]}]"),
          "controls[0].effects[0].loss", "from 0" },
        { MORE("\"controls\":[{\"id\":\"c\",\"requires\":[\"d\"]}]"), "controls[0].requires[0]",
          "control of this model" },
        { MORE("\"causes\":[{\"id\":\"c\",\"frequency\":{\"rate\":1},\"hits\":[{\"scenario\":"
               "\"a\",\"probability\":3}]}]"),
          "causes[0].hits[0].probability", "from 0 to 1" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct model m;
        bool found = false;
        ctx_clear(&engine_ctx);
        if (model_read(&engine_ctx, str_z(cases[i].json), &m))
            test_fail("case %zu was accepted: %s\n", i, cases[i].json);
        for (const struct problem *p = engine_ctx.problems; p; p = p->next)
            found |= strcmp(p->field, cases[i].field) == 0 && strstr(p->message, cases[i].why);
        if (!found)
            test_fail("case %zu: %s says %s: %s\n", i, cases[i].field,
                      engine_ctx.problems ? engine_ctx.problems->field : "nothing",
                      engine_ctx.problems ? engine_ctx.problems->message : "");
    }
}

static void all_at_once(void **state)
{
    struct model m;
    (void)state;
    ctx_clear(&engine_ctx);
    assert_false(model_read(
        &engine_ctx,
        STR("{\"currency\":\"EUR\",\"scenarios\":[{\"id\":\"a\",\"frequency\":{\"rate\":-1},"
            "\"loss\":{\"low\":0,\"high\":-2},\"x\":1},{\"frequency\":{\"probability\":9},"
            "\"loss\":{\"pert\":[3,2,1]}}],\"y\":2}"),
        &m));
    assert_int_equal(engine_ctx.nproblems, 8);
}

static void too_many(void **state)
{
    struct model m;
    struct buf b;
    (void)state;
    buf_init(&b, 16 << 20);
    buf_add_z(&b, "{\"currency\":\"EUR\",\"scenarios\":[0");
    for (int i = 0; i < MODEL_SCENARIOS; i++)
        buf_add_z(&b, ",0");
    buf_add_z(&b, "]}");
    ctx_clear(&engine_ctx);
    assert_false(model_read(&engine_ctx, buf_str(&b), &m));
    assert_string_equal(engine_ctx.problems->field, "scenarios");
    assert_non_null(strstr(engine_ctx.problems->message, "at most 50000"));
    buf_done(&b);
}

static void groups_and_reliability(void **state)
{
    (void)state;
    struct model m = read_model(
        MORE("\"controls\":[{\"id\":\"c\",\"in_place\":true,\"reliability\":0.5,\"effects\":[{"
             "\"scenario\":\"a\",\"frequency\":0.4}]},"
             "{\"id\":\"d\",\"in_place\":true,\"group\":\"g\",\"effects\":[{\"scenario\":\"a\","
             "\"frequency\":0.5,\"loss\":0.1}]},"
             "{\"id\":\"e\",\"in_place\":true,\"group\":\"g\",\"effects\":[{\"scenario\":\"a\","
             "\"frequency\":0.3,\"loss\":[0.1,0.3]}]},"
             "{\"id\":\"f\",\"effects\":[{\"scenario\":\"a\",\"frequency\":0.9}]}]"));
    struct model t = model_with(&engine_ctx, &m, NULL, MODEL_MIDDLE);
    assert_near(t.scenario[0].frequency.rate, 0.8 * 0.5, 1e-12);
    assert_near(t.scenario[0].loss.low, 0.8, 1e-12);
    t = model_with(&engine_ctx, &m, NULL, MODEL_HIGH);
    assert_near(t.scenario[0].loss.low, 0.7, 1e-12);
    assert_int_equal(t.ncontrols, 0);
}

static void skill_against_strength(void **state)
{
    (void)state;
    struct pert a = { 0, 5, 10 }, b = { 11, 12, 13 };
    assert_near(model_success(a, a), 0.5, 1e-6);
    assert_near(1 - model_success(a, b), 1, 1e-12);
    assert_near(model_success(b, a), 1, 1e-12);
    assert_near(model_success((struct pert){ 1, 5, 9 }, (struct pert){ 4, 7, 10 }) +
                    model_success((struct pert){ 4, 7, 10 }, (struct pert){ 1, 5, 9 }),
                1, 1e-6);
}

static void foreign_money(void **state)
{
    (void)state;
    struct model m = read_model(
        MODEL("\"frequency\":{\"rate\":1},\"loss\":{\"low\":10,\"high\":20,\"currency\":\"USD\","
              "\"rate\":0.5,\"on\":\"2026-03-31\"}"));
    assert_near(m.scenario[0].loss.low, 5, 1e-12);
    assert_near(m.scenario[0].loss.high, 10, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_named),
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(too_many),
        cmocka_unit_test(groups_and_reliability),
        cmocka_unit_test(skill_against_strength),
        cmocka_unit_test(foreign_money),
    };
    return cmocka_run_group_tests(tests, engine_open, engine_close);
}
