#include <liboath/oath.h>

#include "base/rng.h"
#include "http/account_int.h"

/* The second factor: RFC 6238 with its usual numbers, 6 digits every 30 seconds. A code of the step
 * before or after is taken too, each step once. */
enum { SECRET_BYTES = 20, STEP_S = 30, DIGITS = 6, WINDOW = 1 };

static struct str encode(struct ctx *c, const uint8_t *raw, size_t n)
{
    char *text = NULL;
    size_t len = 0;
    if (oath_base32_encode((const char *)raw, n, &text, &len) != OATH_OK)
        BUG("base32");
    struct str s = arena_str(c->mem, (struct str){ text, len });
    free(text); /* the library's own memory */
    return s;
}

struct str totp_new(struct ctx *c)
{
    uint8_t raw[SECRET_BYTES];
    rng_bytes(c->rng, raw, sizeof raw);
    return encode(c, raw, sizeof raw);
}

struct str totp_address(struct ctx *c, struct str secret, struct str who)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_add_z(&b, "otpauth://totp/Muniment:");
    http_encode(&b, who, false);
    buf_addf(&b, "?secret=" STR_FMT "&issuer=Muniment", STR_ARG(secret));
    struct str s = arena_str(c->mem, buf_str(&b));
    buf_done(&b);
    return s;
}

int64_t totp_step(struct str secret, int64_t last_step, struct str code, int64_t now)
{
    char *raw = NULL, typed[DIGITS + 1];
    size_t n = 0, digits = 0;
    for (size_t i = 0; i < code.n; i++) /* people type blanks between the threes */
        if (code.p[i] != ' ') {
            if (code.p[i] < '0' || code.p[i] > '9' || digits == DIGITS)
                return 0;
            typed[digits++] = code.p[i];
        }
    typed[digits] = 0;
    if (digits != DIGITS || oath_base32_decode(secret.p, secret.n, &raw, &n) != OATH_OK)
        return 0;
    int64_t found = 0;
    for (int64_t step = now / STEP_S - WINDOW; step <= now / STEP_S + WINDOW; step++) {
        char right[16];
        if (step > last_step && !found &&
            oath_totp_generate(raw, n, (time_t)(step * STEP_S), STEP_S, 0, DIGITS, right) ==
                OATH_OK &&
            memcmp(right, typed, DIGITS) == 0)
            found = step;
    }
    free(raw); /* the library's own memory */
    return found;
}

static bool put(struct ctx *c, int64_t person, struct str secret, int64_t step)
{
    _cleanup_(stmt_done) struct stmt *st = NULL;
    if (!db_prepare(c, c->store->db,
                    "UPDATE \"account\" SET \"totp\"=$2, \"totp_step\"=$3 WHERE \"person\"=$1",
                    &st) ||
        !db_begin(c, c->store->db))
        return false;
    stmt_bind_int(st, 1, person);
    if (secret.n)
        stmt_bind_text(st, 2, secret);
    else
        stmt_bind_null(st, 2);
    stmt_bind_int(st, 3, step);
    return outside_end(c, stmt_run(c, st));
}

bool totp_use(struct ctx *c, int64_t person, struct str secret, int64_t last_step, struct str code)
{
    int64_t step = totp_step(secret, last_step, code, when_now(NULL) / 1000);
    if (!step)
        return fail(c, ERR_FORBIDDEN, "This code does not fit. Wait for the next one.");
    return put(c, person, secret, step);
}

bool totp_enable(struct ctx *c, int64_t person, struct str secret, struct str code)
{
    int64_t step = totp_step(secret, 0, code, when_now(NULL) / 1000);
    if (!step)
        return problem_add(c, "code", "range", code,
                           "This code does not fit the picture. Check the clock of your phone and "
                           "enter the code that it shows now.");
    return put(c, person, secret, step);
}

bool totp_disable(struct ctx *c, int64_t person)
{
    return put(c, person, (struct str){ NULL, 0 }, 0);
}
