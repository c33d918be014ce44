#include "unit.h"

#include "records/records.h"

/* The start-up check of all descriptions. */
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

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(descriptions_hold_together) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
