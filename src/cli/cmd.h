/* Every command's function; the table is commands.c. Internal to cli/. */
#pragma once
#include "cli/cli.h"

int cmd_list(struct cli *x);
int cmd_show(struct cli *x);
int cmd_add(struct cli *x);
int cmd_edit(struct cli *x);
int cmd_archive(struct cli *x);
int cmd_unarchive(struct cli *x);
int cmd_history(struct cli *x);
int cmd_fields(struct cli *x);
int cmd_init(struct cli *x);
int cmd_setup(struct cli *x);
int cmd_setup_withdraw(struct cli *x);
int cmd_import(struct cli *x);
int cmd_export(struct cli *x);
int cmd_standard_show(struct cli *x);
int cmd_standard_compare(struct cli *x);
int cmd_standard_search(struct cli *x);
int cmd_standard_guide(struct cli *x);
int cmd_standard_advise(struct cli *x);
int cmd_standard_load_text(struct cli *x);
int cmd_standard_handout(struct cli *x);
int cmd_construct_show(struct cli *x);
int cmd_template_show(struct cli *x);
int cmd_term(struct cli *x);
/* A word of the vocabulary, found already. */
int term_print(struct cli *x, const struct record *r);
int cmd_soa(struct cli *x);
int cmd_soa_set(struct cli *x);
int cmd_soa_approve(struct cli *x);
int cmd_soa_diff(struct cli *x);
int cmd_check(struct cli *x);
int cmd_path(struct cli *x);
int cmd_risk_curve(struct cli *x);
int cmd_risk_invest(struct cli *x);
int cmd_risk_simulate(struct cli *x);
int cmd_search(struct cli *x);
int cmd_verify(struct cli *x);
int cmd_backup(struct cli *x);
int cmd_restore(struct cli *x);
int cmd_upgrade(struct cli *x);
int cmd_rebuild(struct cli *x);
int cmd_doctor(struct cli *x);
int cmd_manual(struct cli *x);
int cmd_completion(struct cli *x);
int cmd_serve(struct cli *x);
int cmd_schema(struct cli *x);
int cmd_user_list(struct cli *x);
int cmd_user_invite(struct cli *x);
int cmd_user_disable(struct cli *x);
int cmd_user_enable(struct cli *x);
int cmd_user_reset_totp(struct cli *x);
int cmd_token_create(struct cli *x);
int cmd_token_list(struct cli *x);
int cmd_token_revoke(struct cli *x);
/* Brings the open database to this version of the program, keeping a copy of the old one. */
bool cli_upgrade(struct cli *x) MUST_CHECK;
