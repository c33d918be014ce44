/* Tables of the set-up: what organisations of a sector usually have. Internal to isms/. */
#pragma once
#include "isms/setup.h"

extern const struct choice
    setup_sectors[]; /* keys are those of the library's `fits`, and "other" */
extern const struct setup_starter setup_assets[], setup_parties[];
extern const size_t setup_nassets, setup_nparties;
/* The preset of small organisations; NULL where the default criteria hold. */
extern const char *const setup_criteria_small[];
/* The way to the certificate: how much of the time is over when a step should be done. */
extern const struct setup_stage {
    const char *title;
    int percent;
} setup_stages[SETUP_MILESTONES];
