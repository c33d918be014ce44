#include "engine/calc.h"
#include "engine/kernel_int.h"
#include "engine/philox.h"
#ifdef __SSE2__
#include <immintrin.h>
#endif

/* Random events, many at a time. Single precision polynomials of our own: the errors are below
 * 2e-7 of a loss, far below what any number of years can show, and the bits are the same on every
 * machine. Loops are in pieces of BATCH so that what they pass on stays in the nearest cache. */

enum { BATCH = 16 };

static inline float from_bits(uint32_t b)
{
    float x;
    memcpy(&x, &b, sizeof x);
    return x;
}

static inline uint32_t to_bits(float x)
{
    uint32_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

/* Four words of BATCH blocks. A word lies in the low half of a 64-bit lane: the multiplication of
 * low halves is one instruction everywhere, and what is left in the high halves does not matter.
 */
#if defined(__AVX512F__)
typedef __m512i lanes;
#define LANES_MUL _mm512_mul_epu32
#define LANES_XOR _mm512_xor_si512
#define LANES_HIGH(x) _mm512_srli_epi64((x), 32)
#define LANES_SET(x) _mm512_set1_epi64((long long)(x))
#define LANES_LOAD(p) _mm512_loadu_si512((const void *)(p))
#define LANES_STORE(p, x) _mm512_storeu_si512((void *)(p), (x))
#elif defined(__AVX2__)
typedef __m256i lanes;
#define LANES_MUL _mm256_mul_epu32
#define LANES_XOR _mm256_xor_si256
#define LANES_HIGH(x) _mm256_srli_epi64((x), 32)
#define LANES_SET(x) _mm256_set1_epi64x((long long)(x))
#define LANES_LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define LANES_STORE(p, x) _mm256_storeu_si256((__m256i *)(void *)(p), (x))
#elif defined(__SSE2__)
typedef __m128i lanes;
#define LANES_MUL _mm_mul_epu32
#define LANES_XOR _mm_xor_si128
#define LANES_HIGH(x) _mm_srli_epi64((x), 32)
#define LANES_SET(x) _mm_set1_epi64x((long long)(x))
#define LANES_LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define LANES_STORE(p, x) _mm_storeu_si128((__m128i *)(void *)(p), (x))
#else
typedef uint64_t lanes;
#define LANES_MUL(a, b) ((uint64_t)(uint32_t)(a) * (uint32_t)(b))
#define LANES_XOR(a, b) ((a) ^ (b))
#define LANES_HIGH(x) ((x) >> 32)
#define LANES_SET(x) ((uint64_t)(x))
#define LANES_LOAD(p) (*(p))
#define LANES_STORE(p, x) (*(p) = (x))
#endif

static inline __attribute__((always_inline)) void blocks(const struct kernel_draw *d,
                                                         uint32_t first, uint64_t w[4][BATCH])
{
    enum { WIDE = sizeof(lanes) / sizeof(uint64_t), SIDE = 2 }; /* so many fit the registers */
    const lanes m0 = LANES_SET(0xD2511F53U), m1 = LANES_SET(0xCD9E8D57U);
    for (uint32_t i = 0; i < BATCH; i++)
        w[0][i] = first + i;
    for (size_t at = 0; at < BATCH; at += SIDE * WIDE) {
        lanes x0[SIDE], x1[SIDE], x2[SIDE], x3[SIDE];
        uint32_t k0 = d->key[0], k1 = d->key[1];
        for (size_t g = 0; g < SIDE; g++) {
            x0[g] = LANES_LOAD(&w[0][at + g * WIDE]);
            x1[g] = LANES_SET(d->lane);
            x2[g] = LANES_SET(d->stream[0]);
            x3[g] = LANES_SET(d->stream[1]);
        }
        for (int r = 0; r < PHILOX_ROUNDS; r++) {
            lanes key0 = LANES_SET(k0), key1 = LANES_SET(k1);
            for (size_t g = 0; g < SIDE; g++) {
                lanes a = LANES_MUL(x0[g], m0), b = LANES_MUL(x2[g], m1);
                x0[g] = LANES_XOR(LANES_XOR(LANES_HIGH(b), x1[g]), key0);
                x2[g] = LANES_XOR(LANES_XOR(LANES_HIGH(a), x3[g]), key1);
                x1[g] = b;
                x3[g] = a;
            }
            k0 += 0x9E3779B9U;
            k1 += 0xBB67AE85U;
        }
        for (size_t g = 0; g < SIDE; g++) {
            LANES_STORE(&w[0][at + g * WIDE], x0[g]);
            LANES_STORE(&w[1][at + g * WIDE], x1[g]);
            LANES_STORE(&w[2][at + g * WIDE], x2[g]);
            LANES_STORE(&w[3][at + g * WIDE], x3[g]);
        }
    }
}

/* sqrt(-2 ln u), u = (word + 1/2) / 2^32: |z| reaches 6.7. The logarithm as in Cephes' logf: by
 * exponent and a polynomial on [sqrt(1/2), sqrt(2)). */
static inline float radius(uint32_t word)
{
    float u =
        ((float)(int32_t)(word >> 8) * 256.0f + (float)(int32_t)(word & 255) + 0.5f) * 0x1p-32f;
    uint32_t b = to_bits(u) - 0x3f3504f3U;
    int32_t e = (int32_t)b >> 23;
    float m = from_bits(to_bits(u) - ((uint32_t)e << 23)) - 1.0f, m2 = m * m;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    float k = (float)e, r = p * m * m2 - 0.5f * m2 + m;
    float l = -2.0f * (r + k * 0.693147180559945f);
    return sqrtf(l < 0 ? 0 : l);
}

/* Sine and cosine of 2 pi word / 2^32: the upper two bits choose the quarter turn, the rest is an
 * angle within +-1/8 turn around it. */
static inline void turn(uint32_t word, float *ret_sin, float *ret_cos)
{
    uint32_t q = (word + 0x20000000U) >> 30;
    float r = (float)(int32_t)(word - (q << 30)) * (float)(CALC_PI * 0x1p-31), r2 = r * r;
    float s = -1.9515295891e-4f;
    s = s * r2 + 8.3321608736e-3f;
    s = s * r2 - 1.6666654611e-1f;
    s = s * r2 * r + r;
    float c = 2.443315711809948e-5f;
    c = c * r2 - 1.388731625493765e-3f;
    c = c * r2 + 4.166664568298827e-2f;
    c = c * r2 * r2 - 0.5f * r2 + 1.0f;
    uint32_t swap = 0U - (q & 1), sb = to_bits(s), cb = to_bits(c);
    *ret_sin = from_bits(((sb & ~swap) | (cb & swap)) ^ ((q & 2) << 30));
    *ret_cos = from_bits(((cb & ~swap) | (sb & swap)) ^ (((q + 1) & 2) << 30));
}

/* Box and Muller 1958. */
void KERNEL_SIM(draw)(const struct kernel_draw *d, uint32_t first, size_t n, float *restrict ret_z,
                      uint32_t *restrict ret_w)
{
    for (size_t at = 0; at < n; at += BATCH) {
        uint64_t w[4][BATCH];
        blocks(d, first + (uint32_t)at, w);
        for (size_t i = 0; i < BATCH; i++) {
            float r = radius((uint32_t)w[0][i]), s, c;
            turn((uint32_t)w[1][i], &s, &c);
            ret_z[2 * (at + i)] = r * c;
            ret_z[2 * (at + i) + 1] = r * s;
            ret_w[2 * (at + i)] = (uint32_t)w[2][i];
            ret_w[2 * (at + i) + 1] = (uint32_t)w[3][i];
        }
    }
}

void KERNEL_SIM(words)(const struct kernel_draw *d, uint32_t first, size_t n,
                       uint32_t *restrict ret)
{
    for (size_t at = 0; at < n; at += BATCH) {
        uint64_t w[4][BATCH];
        blocks(d, first + (uint32_t)at, w);
        for (size_t i = 0; i < BATCH; i++)
            for (size_t k = 0; k < 4; k++)
                ret[4 * (at + i) + k] = (uint32_t)w[k][i];
    }
}

void KERNEL_SIM(sizes)(const float *restrict z, size_t n, float sigma, double scale, double cap,
                       int64_t *restrict ret_cents)
{
    float turns = sigma * 1.44269504f;
    for (size_t i = 0; i < n; i++) {
        float t = z[i] * turns;
        t = t > 120.0f ? 120.0f : t;
        t = t < -120.0f ? -120.0f : t;
        float shifted = t + 0x1.8p23f, f = t - (shifted - 0x1.8p23f);
        float p = 1.535336188319500e-4f; /* 2^f on +-1/2, as in Cephes' exp2f */
        p = p * f + 1.339887440266574e-3f;
        p = p * f + 9.618437357674640e-3f;
        p = p * f + 5.550332471162809e-2f;
        p = p * f + 2.402264791363012e-1f;
        p = p * f + 6.931472028550421e-1f;
        p = p * f + 1.0f;
        double x = (double)from_bits(to_bits(p) + (to_bits(shifted) << 23)) * scale;
        x = x > cap ? cap : x;
        ret_cents[i] = calc_round(x);
    }
}
