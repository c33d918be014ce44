/* Our text about a standard, clause or control, as a page shows it. Internal to web/. */
#pragma once
#include "isms/standard.h"
#include "web/view.h"

/* All sections of the entry: sheets with prose and lists, attributes, mappings. */
/* A language block of a body, member by member. */
void prose_block(struct view *v, const json_t *text);
/* What stands beside it: licensed wording of this database, measures, templates. */
bool prose_aside(struct view *v, const struct standard_entry *e) MUST_CHECK;
bool prose_write(struct view *v, const struct standard_entry *e) MUST_CHECK;
