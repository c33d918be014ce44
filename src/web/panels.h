/* What single types show beside the generic page: named in panels.c. Internal to web/. */
#pragma once
#include "web/view.h"

/* Above the list of the type. */
bool risk_matrix(struct view *v) MUST_CHECK;
/* Of a published version: whether one has read it, and how far the readers are; back: where to. */
bool read_panel(struct view *v, const struct record *version, struct str back) MUST_CHECK;
/* Published versions that the person has not read yet. */
bool to_read(struct view *v, struct str back) MUST_CHECK;
/* Beside the fields of a record. */
bool asset_above(struct view *v) MUST_CHECK;
bool acceptance_above(struct view *v) MUST_CHECK;
bool treatment_above(struct view *v) MUST_CHECK;
/* Under the fields: texts that need the width. */
bool money_panel(struct view *v, const struct record *r) MUST_CHECK;
bool content_body(struct view *v, const struct record *r) MUST_CHECK;
bool document_text(struct view *v, const struct record *r) MUST_CHECK;
bool version_text(struct view *v, const struct record *r) MUST_CHECK;
bool document_panel(struct view *v, const struct record *r) MUST_CHECK;
bool version_panel(struct view *v, const struct record *r) MUST_CHECK;
bool control_panel(struct view *v, const struct record *r) MUST_CHECK;
bool assessment_panel(struct view *v, const struct record *r) MUST_CHECK;
bool criteria_panel(struct view *v, const struct record *r) MUST_CHECK;
bool residual_panel(struct view *v, const struct record *r) MUST_CHECK;
bool risk_panel(struct view *v, const struct record *r) MUST_CHECK;
/* The title of a piece of evidence: its file at once, else its record. */
void evidence_link(struct view *v, const struct record *r);
