/*
 * The certificate and key that the server shows when it speaks TLS itself. Both are read once, at
 * the start, before the process gives up other files. Memory: ctx->mem.
 */
#pragma once
#include "http/http.h"

/* Forward secrecy and authenticated encryption only, in TLS 1.2 and 1.3. */
#define TLS_PRIORITIES                                                                             \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"      \
    "+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305:-MAC-ALL:+AEAD"

struct tls {
    const char *cert, *key; /* PEM, ending with NUL */
};
/* ERR_USAGE names the file and what is wrong with it: not there, no PEM, a key of another
 * certificate, a certificate that has ended. */
bool tls_read(struct ctx *c, const char *cert, const char *key, struct tls *ret) MUST_CHECK;
