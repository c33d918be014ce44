#include "base/num.h"
#include "cli/cmd.h"
#include "http/account.h"
#include "records/records.h"

/* user list, invite, disable, enable, reset-totp; token create, list, revoke: who may sign in, and
 * which programs. Nothing of this stands in the ledger (trust.md 1). */

static bool is_admin(const struct cli *x)
{
    return (permit_roles(x->permit) & ROLE_ADMIN) != 0;
}

static bool must_be_admin(struct cli *x)
{
    return is_admin(x) || fail(x->c, ERR_FORBIDDEN, "Only an administrator manages accounts.");
}

static bool person_of(struct cli *x, struct str ref, int64_t *ret)
{
    if (!store_resolve(x->c, &entity_person, ref, 0, ret))
        return false;
    return *ret || fail(x->c, ERR_NOT_FOUND, "There is no person \"" STR_FMT "\".", STR_ARG(ref));
}

static void person_json(struct cli *x, int64_t id, struct str name)
{
    jout_key(&x->j, "person");
    jout_begin(&x->j);
    jout_key(&x->j, "ref");
    jout_str(&x->j, entity_ref(x->c, &entity_person, id));
    jout_key(&x->j, "title");
    jout_str(&x->j, name);
    jout_end(&x->j);
}

static void flag_json(struct cli *x, const char *key, bool v)
{
    jout_key(&x->j, key);
    jout_bool(&x->j, v);
}

static const char *state_of(const struct account *a)
{
    return a->disabled ? "disabled" : a->password ? "can sign in" : "invited";
}

static void account_json(struct cli *x, const struct account *a)
{
    jout_begin(&x->j);
    person_json(x, a->person, a->name);
    jout_member(&x->j, "email", a->email);
    flag_json(x, "can_sign_in", a->password && !a->disabled);
    flag_json(x, "second_factor", a->totp);
    flag_json(x, "disabled", a->disabled);
    jout_end(&x->j);
}

int cmd_user_list(struct cli *x)
{
    struct account *a;
    size_t n;
    if (!must_be_admin(x) || !account_list(x->c, &a, &n))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "items");
        jout_array(&x->j);
        for (size_t i = 0; i < n; i++)
            account_json(x, &a[i]);
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    static const char *const titles[] = { "Ref", "Name", "E-mail", "State", "Second factor" };
    for (size_t i = 0; i < ARRAY_LEN(titles); i++)
        cli_table_column(t, titles[i], i == 1);
    for (size_t i = 0; i < n; i++) {
        struct str row[] = { entity_ref(x->c, &entity_person, a[i].person), cli_safe(x, a[i].name),
                             cli_safe(x, a[i].email), str_z(state_of(&a[i])),
                             a[i].totp ? STR("yes") : STR("no") };
        cli_table_row(t, row);
    }
    cli_table_print(x, t);
    if (!n)
        buf_add_z(&x->out,
                  "Nobody has an account yet. Invite somebody: muniment user invite P-1\n");
    return cli_done(x);
}

int cmd_user_invite(struct cli *x)
{
    int64_t person;
    struct account a;
    struct str code, url = cli_value(x, "url");
    if (!must_be_admin(x) || !person_of(x, x->args[0], &person) ||
        !account_invite(x->c, person, &code) || !account_find(x->c, person, &a))
        return cli_fail(x);
    while (url.n && url.p[url.n - 1] == '/')
        url.n--;
    struct str link =
        arena_printf(x->c->mem, STR_FMT "/welcome/" STR_FMT, STR_ARG(url), STR_ARG(code));
    if (x->json) {
        jout_begin(&x->j);
        person_json(x, person, a.name);
        jout_key(&x->j, "link");
        jout_str(&x->j, link);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out,
                 "This link lets " STR_FMT " set a password, once, within a week:\n" STR_FMT "\n",
                 STR_ARG(cli_safe(x, a.name)), STR_ARG(cli_safe(x, link)));
    }
    return cli_done(x);
}

/* After a change of an account: the account with --json, else a sentence. */
static int changed(struct cli *x, int64_t person, const char *what)
{
    struct account a;
    x->saved = true;
    if (!account_find(x->c, person, &a))
        return cli_fail(x);
    if (x->json)
        account_json(x, &a);
    else
        buf_addf(&x->out, STR_FMT " %s.\n", STR_ARG(cli_safe(x, a.name)), what);
    return cli_done(x);
}

static int set_disabled(struct cli *x, bool disabled)
{
    int64_t person;
    if (!must_be_admin(x) || !person_of(x, x->args[0], &person))
        return cli_fail(x);
    if (disabled && person == permit_person(x->permit)) {
        fail(x->c, ERR_FORBIDDEN, "Nobody locks themselves out; let another administrator do it.");
        return cli_fail(x);
    }
    if (!account_set_disabled(x->c, person, disabled))
        return cli_fail(x);
    return changed(x, person,
                   disabled ? "is signed out everywhere and cannot sign in, nor can their tokens"
                            : "can sign in again");
}

int cmd_user_disable(struct cli *x)
{
    return set_disabled(x, true);
}

int cmd_user_enable(struct cli *x)
{
    return set_disabled(x, false);
}

int cmd_user_reset_totp(struct cli *x)
{
    int64_t person;
    struct account a;
    if (!must_be_admin(x) || !person_of(x, x->args[0], &person) || !account_find(x->c, person, &a))
        return cli_fail(x);
    if (!a.totp) {
        fail(x->c, ERR_NOT_FOUND, "There is no second factor on this account.");
        return cli_fail(x);
    }
    return totp_disable(x->c, person) ? changed(x, person, "has no second factor any more")
                                      : cli_fail(x);
}

/* --- tokens --- */

static void token_json(struct cli *x, const struct session *s, struct str text)
{
    char at[21];
    jout_begin(&x->j);
    jout_key(&x->j, "id");
    jout_int(&x->j, s->token);
    person_json(x, s->person, s->name);
    jout_key(&x->j, "title");
    jout_str(&x->j, s->agent);
    jout_key(&x->j, "access");
    jout_z(&x->j, s->read_only ? "read" : "write");
    when_stamp_text(s->created, at);
    jout_key(&x->j, "created");
    jout_z(&x->j, at);
    when_stamp_text(s->expires, at);
    jout_key(&x->j, "expires");
    jout_z(&x->j, at);
    if (text.n) {
        jout_key(&x->j, "token");
        jout_str(&x->j, text);
    }
    jout_end(&x->j);
}

/* Whose tokens are meant: one's own, or with --person another's, which is for administrators. */
static bool token_person(struct cli *x, int64_t *ret)
{
    struct str ref = cli_value(x, "person");
    *ret = permit_person(x->permit);
    if (!ref.n)
        return true;
    if (!person_of(x, ref, ret))
        return false;
    return *ret == permit_person(x->permit) || must_be_admin(x);
}

static bool last_day(struct cli *x, int64_t *ret)
{
    enum { USUAL_DAYS = 90 };
    struct str day = cli_value(x, "expires");
    int64_t days;
    *ret = ctx_now(x->c) + USUAL_DAYS * WHEN_DAY_MS;
    if (!day.n)
        return true;
    if (!when_parse_date(day, &days))
        return fail(x->c, ERR_USAGE, "--expires needs a day such as 2027-03-31.");
    *ret = (days + 1) * WHEN_DAY_MS - 1000;
    return true;
}

int cmd_token_create(struct cli *x)
{
    struct session *s;
    struct str text, access = cli_value(x, "access");
    int64_t person, expires;
    if (!token_person(x, &person) || !last_day(x, &expires) ||
        !token_create(x->c, person, x->args[0], access.n ? access : STR("read"), expires, &text))
        return cli_fail(x);
    if (!token_find(x->c, text, &s))
        return cli_fail(x);
    if (x->json && s) {
        token_json(x, s, text);
    } else {
        char at[21];
        when_stamp_text(expires, at);
        buf_addf(&x->out,
                 STR_FMT "\nThis is shown once. It can %s until %.10s; send it as "
                         "Authorization: Bearer TOKEN.\n",
                 STR_ARG(text), s && !s->read_only ? "read and change" : "read", at);
    }
    return cli_done(x);
}

int cmd_token_list(struct cli *x)
{
    struct session *s;
    int64_t person;
    size_t n;
    if (!token_person(x, &person) ||
        !token_list(x->c, is_admin(x) && !cli_value(x, "person").n ? 0 : person, &s, &n))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "items");
        jout_array(&x->j);
        for (size_t i = 0; i < n; i++)
            token_json(x, &s[i], STR(""));
        jout_array_end(&x->j);
        jout_end(&x->j);
        return cli_done(x);
    }
    struct cli_table *t = cli_table_new(x);
    static const char *const titles[] = { "No.", "Person", "Title", "Access", "Expires" };
    for (size_t i = 0; i < ARRAY_LEN(titles); i++)
        cli_table_column(t, titles[i], i == 2);
    for (size_t i = 0; i < n; i++) {
        char at[21];
        when_stamp_text(s[i].expires, at);
        struct str row[] = { arena_printf(x->c->mem, "%" PRId64, s[i].token),
                             cli_safe(x, s[i].name), cli_safe(x, s[i].agent),
                             s[i].read_only ? STR("read") : STR("write"),
                             arena_str(x->c->mem, str_head(str_z(at), 10)) };
        cli_table_row(t, row);
    }
    cli_table_print(x, t);
    if (!n)
        buf_add_z(&x->out, "None.\n");
    return cli_done(x);
}

int cmd_token_revoke(struct cli *x)
{
    int64_t id;
    if (!num_parse_int(x->args[0], &id) || id < 1)
        return cli_usage(x, "Give the number that `muniment token list` shows.");
    if (!token_end(x->c, is_admin(x) ? 0 : permit_person(x->permit), id))
        return cli_fail(x);
    if (x->json) {
        jout_begin(&x->j);
        jout_key(&x->j, "revoked");
        jout_int(&x->j, id);
        jout_end(&x->j);
    } else {
        buf_addf(&x->out, "Token %" PRId64 " is revoked.\n", id);
    }
    return cli_done(x);
}
