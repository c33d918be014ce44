/* What the fuzz targets share: an empty database that is made once, and a context whose memory is
 * given back after each input. */
#pragma once
#include "fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static inline struct fixture *fuzz_fixture(void)
{
    static struct fixture fx;
    if (!fx.c.store)
        fixture_open(&fx, false);
    return &fx;
}
