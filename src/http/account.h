/*
 * Signing in: accounts with a password (Argon2id) and a second factor (TOTP, RFC 6238),
 * invitations, sessions, tokens for programs. Secrets are stored as hashes, outside the ledger
 * (trust.md 1 and 3). Times are milliseconds since 1970 UTC. Writing functions open a transaction
 * of their own on the live database. Threads: as the ctx; password work takes one of two places.
 */
#pragma once
#include "http/http.h"

enum {
    PASSWORD_MIN = 12, /* bytes; long phrases beat rules about signs */
    PASSWORD_MAX = 256,
};
#define SESSION_IDLE_MS (INT64_C(12) * 3600 * 1000)
#define SESSION_MOST_MS (INT64_C(14) * WHEN_DAY_MS)
#define INVITATION_MS (INT64_C(7) * WHEN_DAY_MS)

/* Who calls. For a token `token` is its number and `secret` empty. */
struct session {
    struct str hash; /* of the cookie; names the session in lists */
    int64_t person;
    struct str name;   /* of the person */
    struct str secret; /* of the form tokens */
    int64_t created, seen;
    struct str agent, address;
    int64_t token;
    bool read_only; /* token without the right to change */
    int64_t expires;
};

struct account {
    int64_t person;
    struct str name, email;
    bool there, password, totp, disabled;
};

/* --- accounts --- */
/* *ret->there false when the person has none. */
bool account_find(struct ctx *c, int64_t person, struct account *ret) MUST_CHECK;
/* Every person that has an account or an open invitation. */
bool account_list(struct ctx *c, struct account **ret, size_t *ret_n) MUST_CHECK;
/* True when nobody can sign in yet. */
bool account_none(struct ctx *c, bool *ret) MUST_CHECK;
/* A one-time code for the link with which the person sets a password. The old password holds until
 * then. */
bool account_invite(struct ctx *c, int64_t person, struct str *ret_code) MUST_CHECK;
/* Whom a code is for; ERR_NOT_FOUND when it is unknown, used or too old. */
bool account_invited(struct ctx *c, struct str code, struct account *ret) MUST_CHECK;
/* Uses the code up: sets the password, ends every session of the person, signs in. */
bool account_accept(struct ctx *c, struct str code, struct str password, const struct request *req,
                    struct str *ret_cookie) MUST_CHECK;
/* Problems of field "password": too short, too long, the person's own name. */
bool account_password_fits(struct ctx *c, const struct account *a, struct str password) MUST_CHECK;
bool account_set_password(struct ctx *c, int64_t person, struct str password) MUST_CHECK;
/* Whether it is the person's own password; wrong ones count as attempts to sign in. Problem of
 * field "current", or ERR_BUSY. A session that was left open is not enough to take an account over.
 */
bool account_confirm(struct ctx *c, int64_t person, struct str password, struct str address,
                     const char *field) MUST_CHECK;
bool account_set_disabled(struct ctx *c, int64_t person, bool disabled) MUST_CHECK;
/* E-mail (or name) and password, then the code when the account has a second factor. The answer to
 * a wrong name, a wrong password and a disabled account is the same and takes the same work.
 * ERR_FORBIDDEN; *ret_totp says that only the code is missing. */
bool account_sign_in(struct ctx *c, struct str who, struct str password, struct str code,
                     const struct request *req, bool *ret_totp, struct str *ret_cookie) MUST_CHECK;
/* Without a password: the demonstration, and after an invitation. */
bool session_begin(struct ctx *c, int64_t person, const struct request *req,
                   struct str *ret_cookie) MUST_CHECK;

/* --- second factor --- */
/* A new secret (base32), not yet in force. */
struct str totp_new(struct ctx *c);
/* otpauth:// address for the QR code. */
struct str totp_address(struct ctx *c, struct str secret, struct str who);
/* The secret comes into force once a code made from it fits. ERR_INVALID, field "code". */
bool totp_enable(struct ctx *c, int64_t person, struct str secret, struct str code) MUST_CHECK;
bool totp_disable(struct ctx *c, int64_t person) MUST_CHECK;

/* --- sessions --- */
/* The session of a cookie; *ret NULL when there is none, it is too old or its account disabled. */
bool session_find(struct ctx *c, struct str cookie, struct session **ret) MUST_CHECK;
bool session_list(struct ctx *c, int64_t person, struct session **ret, size_t *ret_n) MUST_CHECK;
/* By its hash; only of that person. Empty hash: all but `keep`. */
bool session_end(struct ctx *c, int64_t person, struct str hash, struct str keep) MUST_CHECK;
/* Writes down that sessions were used lately, removes those that ended. */
bool session_note_seen(struct ctx *c, const struct str *hash, size_t n, int64_t when) MUST_CHECK;

/* --- tokens --- */
/* `access` is read or write; the text is shown once. */
bool token_create(struct ctx *c, int64_t person, struct str title, struct str access,
                  int64_t expires, struct str *ret_text) MUST_CHECK;
bool token_find(struct ctx *c, struct str text, struct session **ret) MUST_CHECK;
/* person 0: of everybody. */
bool token_list(struct ctx *c, int64_t person, struct session **ret, size_t *ret_n) MUST_CHECK;
bool token_end(struct ctx *c, int64_t person, int64_t id) MUST_CHECK;
