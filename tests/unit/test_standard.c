/* Stemming: what the index was made with (tools/content/lookup.py) and what a question is read with
 * must agree, word by word. */
#include "unit.h"

#include "base/buf.h"
#include "isms/standard.h"

static void words_and_stems(void **state)
{
    static const char *const words[][2] = {
        { "leavers", "leaver" },
        { "leaving", "leav" },
        { "leave", "leav" },
        { "termination", "termin" },
        { "terminated", "termin" },
        { "logging", "log" },
        { "logs", "log" },
        { "encryption", "encrypt" },
        { "policies", "polici" },
        { "policy", "polici" },
        { "classification", "classifi" },
        { "classify", "classifi" },
        { "availability", "avail" },
        { "available", "avail" },
        { "awareness", "awar" },
        { "aware", "awar" },
        { "security", "secur" },
        { "secure", "secur" },
        { "bus", "bus" },
        { "access", "access" },
        { "analysis", "analysis" },
        { "string", "string" },
        { "need", "need" },
        { "authentication", "authentic" },
        { "authorisation", "authoriz" },
        { "employee", "emploi" },
        { "installing", "install" },
        { "27001", "27001" },
        { "passwords", "password" },
        { "", "" },
        { "s", "s" },
    };
    struct buf b;
    (void)state;
    buf_init(&b, 256);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        standard_stem(&b, str_z(words[i][0]));
        if (!str_eq_z(buf_str(&b), words[i][1]))
            test_fail("%s: " STR_FMT ", not %s\n", words[i][0], STR_ARG(buf_str(&b)), words[i][1]);
    }
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(words_and_stems) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
