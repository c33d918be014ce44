/* The guided set-up in the browser: six questions, what will be made, one button. What was answered
 * lies in drafts of the person until then. Internal to web/. */
#pragma once
#include "http/aside.h"
#include "isms/setup.h"
#include "web/view.h"

/* Drafts that hold it. */
#define SETUP_DRAFT "/setup"
#define SETUP_SHEET_DRAFT "/setup/sheet"
enum { SETUP_TEXT = 2000 }; /* bytes of one answer */

struct guided_sheet {
    struct str name, text, type, dates; /* type: name of the record type, empty: by the headings */
    struct str rows, unused;            /* how many it brings, as text; columns that are left out */
    struct str notes;                   /* sentences on what is not taken over as it stands */
};
struct guided {
    struct view v;
    struct http_pairs kept; /* the draft: NAME, done.NAME, skip.NAME, never */
    struct setup_answers a;
    bool answered[SETUP_N];
    struct guided_sheet sheet;      /* text empty: none */
    const struct problem *problems; /* of what was sent */
    struct str typed[2], reason;    /* what was sent, shown again; reason of a skip */
    bool sent;
};

/* Refuses who may not, and a database that has a scope; reads the drafts. */
bool guided_begin(struct guided *g, struct ctx *c, struct request *req,
                  struct response *res) MUST_CHECK;
/* Keeps an answer (NULL reason: answered, else skipped) or forgets it. */
bool guided_keep(struct guided *g, enum setup_question q, struct str text,
                 const struct str *reason) MUST_CHECK;
bool guided_forget(struct guided *g) MUST_CHECK;
/* Questions with their state, beside the page. */
void guided_aside(struct guided *g, int now);
/* Makes everything in one transaction, or tries the sheet; fills in its type and rows. */
bool guided_make(struct guided *g, bool only_try) MUST_CHECK;
/* The page's own words of a question. */
const char *guided_heading(enum setup_question q);
const char *guided_makes(enum setup_question q);
/* An answer in words. */
struct str guided_shown(const struct guided *g, enum setup_question q);
/* Address of a question's page; SETUP_N: of what will be made. */
struct str guided_page(struct ctx *c, int q);
/* The spreadsheet as it is kept. */
bool guided_read_sheet(struct guided *g) MUST_CHECK;
/* Takes ctx's problems for the page and clears ctx; status 422. */
void guided_take_problems(struct guided *g);
/* Errors at the top of a page, each with a link to its field or its question. */
void guided_summary(struct guided *g, bool to_pages);

/* On home: the offer while nothing is there; *ret_shown tells whether it was. */
bool setup_offer(struct view *v, bool *ret_shown) MUST_CHECK;
/* On the path and in settings: a link while the set-up is open, what is left of its suggestions. */
bool setup_link(struct view *v) MUST_CHECK;
/* On a record that is a suggestion. */
bool setup_mark(struct view *v, struct record *r) MUST_CHECK;
