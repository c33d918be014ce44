/* The first records of a new database. */
#pragma once
#include "store/store.h"

/* Organization, founder with admin and manager on everything, default criteria in force. The
 * founder's name and e-mail may be empty. *ret_founder is the person's number. Inside the
 * transaction under way. */
bool setup_organization(struct ctx *c, struct str name, struct str founder, struct str email,
                        int64_t *ret_founder) MUST_CHECK;
