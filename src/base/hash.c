#include <openssl/evp.h>

#include "base/hash.h"
#include "base/str.h"

struct sha256 {
    EVP_MD_CTX *md;
    EVP_MD *type; /* fetched once: looking the algorithm up by name costs more than a short hash */
};

struct sha256 *sha256_new(void)
{
    struct sha256 *s = base_alloc(sizeof *s);
    s->md = EVP_MD_CTX_new();
    s->type = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!s->md || !s->type)
        BUG("OpenSSL has no SHA-256");
    return s;
}

void sha256_free(struct sha256 *s)
{
    if (!s)
        return;
    EVP_MD_CTX_free(s->md);
    EVP_MD_free(s->type);
    base_free(s);
}

void sha256_begin(struct sha256 *s)
{
    if (EVP_DigestInit_ex2(s->md, s->type, NULL) != 1)
        BUG("SHA-256 does not start");
}

void sha256_add(struct sha256 *s, const void *p, size_t n)
{
    if (n && EVP_DigestUpdate(s->md, p, n) != 1)
        BUG("SHA-256 does not take data");
}

struct hash sha256_end(struct sha256 *s)
{
    struct hash h;
    unsigned n = sizeof h.b;
    if (EVP_DigestFinal_ex(s->md, h.b, &n) != 1)
        BUG("SHA-256 does not end");
    return h;
}

struct hash sha256(const void *p, size_t n)
{
    struct sha256 *s = sha256_new();
    sha256_begin(s);
    sha256_add(s, p, n);
    struct hash h = sha256_end(s);
    sha256_free(s);
    return h;
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

void hex_encode(const void *p, size_t n, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *in = p;
    for (size_t i = 0; i < n; i++) {
        ret[2 * i] = digits[in[i] >> 4];
        ret[2 * i + 1] = digits[in[i] & 15];
    }
    ret[2 * n] = '\0';
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hex_decode(struct str s, void *ret, size_t n)
{
    uint8_t *out = ret;
    if (s.n != 2 * n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (hex_digit(s.p[i]) < 0)
            return false;
    for (size_t i = 0; i < n; i++)
        out[i] =
            (uint8_t)((unsigned)hex_digit(s.p[2 * i]) << 4 | (unsigned)hex_digit(s.p[2 * i + 1]));
    return true;
}

void uuid_text(const uint8_t u[16], char ret[37])
{
    char hex[33];
    hex_encode(u, 16, hex);
    snprintf(ret, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void stamp_version(uint8_t u[16], uint8_t version)
{
    u[6] = (uint8_t)((u[6] & 0x0f) | version << 4);
    u[8] = (uint8_t)((u[8] & 0x3f) | 0x80);
}

void uuid_v5(const uint8_t space[16], struct str name, char ret[37])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = sizeof digest;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (!md || EVP_DigestInit_ex(md, EVP_sha1(), NULL) != 1 ||
        EVP_DigestUpdate(md, space, 16) != 1 || EVP_DigestUpdate(md, name.p, name.n) != 1 ||
        EVP_DigestFinal_ex(md, digest, &n) != 1)
        BUG("OpenSSL has no SHA-1");
    EVP_MD_CTX_free(md);
    stamp_version(digest, 5);
    uuid_text(digest, ret);
}

void uuid_v4(const uint8_t random[16], uint8_t ret[16])
{
    memcpy(ret, random, 16);
    stamp_version(ret, 4);
}
