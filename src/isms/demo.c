#include "base/ctx.h"
#include "isms/demo.h"
void demo_clock(struct ctx *c)
{
    (void)c;
}
bool demo_fill(struct ctx *c, void (*progress)(void *, int64_t, int64_t), void *arg)
{
    (void)c;
    (void)progress;
    (void)arg;
    return true;
}
