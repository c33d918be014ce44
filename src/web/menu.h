/* The menu: seven sections with at most five entries, filtered by what the person may read. */
#pragma once
#include "web/view.h"

/* Only the entries, for a page that is put in place of another. */
void menu_sections(struct view *p);
/* The whole <aside>, with the entry of p->section current. */
bool menu_write(struct view *p) MUST_CHECK;
/* Types that the New menu offers, in order; ends with NULL. */
extern const char *const menu_new[];
