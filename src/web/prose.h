/* Our text about a standard, clause or control, as a page shows it. Internal to web/. */
#pragma once
#include "isms/standard.h"
#include "web/view.h"

/* All sections of the entry: sheets with prose and lists, attributes, mappings. */
bool prose_write(struct view *v, const struct standard_entry *e) MUST_CHECK;
