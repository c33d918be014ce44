/*
 * SHA-256 (OpenSSL EVP), hexadecimal text, name-based UUIDs. Threads: each struct one at a time.
 */
#pragma once

enum { SHA256_LEN = 32, UUID_TEXT_LEN = 36 };

struct hash {
    uint8_t b[SHA256_LEN];
};

struct sha256; /* a running computation; reusable */

struct sha256 *sha256_new(void);
void sha256_free(struct sha256 *s);
void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *p, size_t n);
struct hash sha256_end(struct sha256 *s);
/* All at once. */
struct hash sha256(const void *p, size_t n);
bool hash_eq(const struct hash *a, const struct hash *b);
/* 2n lower-case digits and a NUL. */
void hex_encode(const void *p, size_t n, char *ret);
bool hex_decode(struct str s, void *ret, size_t n) MUST_CHECK;
/* RFC 9562 version 5: SHA-1 over the name space and the name. `ret` takes 36 characters and a NUL.
 */
void uuid_v5(const uint8_t space[16], struct str name, char ret[37]);
/* RFC 9562 version 4 from 16 random bytes. */
void uuid_v4(const uint8_t random[16], uint8_t ret[16]);
void uuid_text(const uint8_t uuid[16], char ret[37]);
