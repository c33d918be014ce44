/* Any bytes as a model: refused with a message, or computed without a number that is none. */
#include "engine/answer.h"
#include "engine/sim.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena mem;
    struct rng rng;
    struct ctx c;
    struct model m;
    arena_init(&mem, (size_t)256 << 20);
    rng_init_seed(&rng, 1);
    ctx_init(&c, &mem, &rng);
    if (model_read(&c, (struct str){ (const char *)p, n }, &m) && m.n + m.ncauses < 8) {
        struct model t = model_with(&c, &m, NULL, MODEL_MIDDLE);
        _cleanup_(loss_done) struct loss *l = NULL;
        struct loss_options o = { .bits = 10 };
        struct loss_result *r = arena_new(&mem, struct loss_result, 1);
        if (loss_build(&c, &t, o, &l)) {
            struct buf b;
            struct jout j;
            buf_init(&b, 1 << 20);
            jout_init(&j, &b, false);
            loss_curve(l, r);
            jout_begin(&j);
            answer_curve(&j, &t, r, NULL); /* jout refuses what is no number */
            jout_end(&j);
            buf_done(&b);
        }
    }
    arena_done(&mem);
    return 0;
}
