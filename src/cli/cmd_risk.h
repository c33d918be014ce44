/* What the commands on risk in money share. Internal to cli/. */
#pragma once
#include "cli/cmd.h"
#include "engine/answer.h"
#include "isms/portfolio.h"
#include "records/records.h"

/* The model of --model as it stands in the file, and with its controls at work. */
bool risk_model_file(struct cli *x, struct model *ret_raw, struct model *ret) MUST_CHECK;
/* Threads worth starting. */
unsigned risk_cores(void);
/* 1,234,567 */
struct str risk_money(struct cli *x, double amount);
/* Opens the database and reads the risks of --scope (NULL: all). */
bool risk_from_records(struct cli *x, struct record **ret_scope, struct risk_money *ret) MUST_CHECK;
