#include <openssl/pem.h>
#include <openssl/x509.h>

#include "http/tls.h"

enum { PEM_MOST = 64 << 10 };

static const char *read_text(struct ctx *c, const char *path)
{
    char *text = arena_alloc(c->mem, PEM_MOST);
    FILE *f = fopen(path, "rbe");
    size_t n = f ? fread(text, 1, PEM_MOST - 1, f) : 0;
    const char *why = n == PEM_MOST - 1 ? "it is too large" : strerror(errno);
    if (f && !n)
        why = "it is empty";
    if (f)
        fclose(f);
    text[n] = 0;
    if (!n || n == PEM_MOST - 1) {
        fail(c, ERR_USAGE, "%s cannot be read: %s.", path, why);
        return NULL;
    }
    return text;
}

static void x509_done(X509 **x)
{
    X509_free(*x);
}

static void pkey_done(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}

static void bio_done(BIO **b)
{
    BIO_free(*b);
}

/* A key that is locked by a passphrase is none: nobody sits there to type it. */
static int no_passphrase(char *buf, int size, int write, void *arg)
{
    (void)buf;
    (void)size;
    (void)write;
    (void)arg;
    return -1;
}

/* The library below would only say that it does not start. */
static bool fits(struct ctx *c, const struct tls *t, const char *cert, const char *key)
{
    _cleanup_(bio_done) BIO *a = BIO_new_mem_buf(t->cert, -1), *b = BIO_new_mem_buf(t->key, -1);
    _cleanup_(x509_done) X509 *x = PEM_read_bio_X509(a, NULL, no_passphrase, NULL);
    if (!x)
        return fail(c, ERR_USAGE, "%s holds no certificate in PEM form.", cert);
    _cleanup_(pkey_done) EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, no_passphrase, NULL);
    if (!k)
        return fail(c, ERR_USAGE, "%s holds no private key in PEM form that is not locked.", key);
    if (X509_check_private_key(x, k) != 1)
        return fail(c, ERR_USAGE, "%s and %s do not belong together.", cert, key);
    if (X509_cmp_current_time(X509_get0_notAfter(x)) < 0)
        return fail(c, ERR_USAGE, "The certificate in %s has ended; get a new one.", cert);
    return true;
}

bool tls_read(struct ctx *c, const char *cert, const char *key, struct tls *ret)
{
    struct tls t = { .cert = read_text(c, cert) };
    t.key = t.cert ? read_text(c, key) : NULL;
    if (!t.key || !fits(c, &t, cert, key))
        return false;
    *ret = t;
    return true;
}
