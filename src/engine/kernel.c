#include "engine/kernel.h"

extern const struct kernel kernel_sse2;
#ifdef MUNIMENT_WIDE_KERNELS
extern const struct kernel kernel_avx2, kernel_avx512;
#endif

size_t kernel_count(void)
{
#ifdef MUNIMENT_WIDE_KERNELS
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2"))
        return 1;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
               ? 3
               : 2;
#else
    return 1;
#endif
}

const struct kernel *kernel_at(size_t i)
{
#ifdef MUNIMENT_WIDE_KERNELS
    static const struct kernel *const all[] = { &kernel_sse2, &kernel_avx2, &kernel_avx512 };
#else
    static const struct kernel *const all[] = { &kernel_sse2 };
#endif
    return all[i];
}

const struct kernel *kernel_best(void)
{
    return kernel_at(kernel_count() - 1);
}
