/* The whole proof of a database, for every face: ledger, stored files, content. */
#pragma once
#include "base/jout.h"
#include "store/ledger.h"

/* ledger_verify; without hashes_only also every evidence file by its digest and the content by the
 * built-in one. Findings go to o->finding. */
bool proof_run(struct ctx *c, const struct verify_options *o, struct verify_result *ret) MUST_CHECK;
/* The same as {"findings":[],"ok","leaves","root"}; o->finding and o->arg are taken for progress
 * only. */
bool proof_json(struct ctx *c, const struct verify_options *o, struct jout *j,
                bool *ret_ok) MUST_CHECK;
