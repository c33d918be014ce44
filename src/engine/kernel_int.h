/* Names of one build of the kernel; KERNEL is sse2, avx2 or avx512, given by Meson. */
#pragma once
#include "engine/kernel.h"

#define KERNEL_PASTE(a, b) a##b
#define KERNEL_JOIN(a, b) KERNEL_PASTE(a, b)
#define KERNEL_QUOTE(a) #a
#define KERNEL_STRING(a) KERNEL_QUOTE(a)
#define KERNEL_NAME KERNEL_JOIN(kernel_, KERNEL)
#define KERNEL_TEXT KERNEL_STRING(KERNEL)
#define KERNEL_SIM(name) KERNEL_JOIN(kernel_sim_##name##_, KERNEL)

extern const struct kernel KERNEL_NAME;
void KERNEL_SIM(draw)(const struct kernel_draw *d, uint32_t first, size_t n, float *ret_z,
                      uint32_t *ret_w);
void KERNEL_SIM(sizes)(const float *z, size_t n, float sigma, double scale, double cap,
                       int64_t *ret_cents);
void KERNEL_SIM(words)(const struct kernel_draw *d, uint32_t first, size_t n, uint32_t *ret);
