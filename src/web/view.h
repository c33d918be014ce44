/*
 * One page being written: the shell around it (menu, top bar, past bar, colophon), its head, and
 * the handler's view of the request. With the request header X-Swap only what lies in <main> is
 * sent: the script puts it in place. Threads: as the request.
 */
#pragma once
#include "http/account.h"
#include "web/ui.h"

/* A crumb: where the page lies. */
struct crumb {
    const char *text;
    struct str href; /* empty: no link */
};
struct words;
struct word;
struct view {
    struct ctx *c;
    struct request *req;
    struct response *res;
    struct buf *b;             /* the body of the answer */
    const char *section;       /* menu entry that is current: "risk", "soa" ... */
    struct str token;          /* of forms, made at first use */
    const struct words *words; /* our vocabulary, read at first use (words.c) */
    const struct word *word;   /* the one whose meaning is still to be written */
    struct str draft;          /* path of the form being shown, for its draft; empty: keeps none */
    struct str class;          /* who may read it, on paper too; empty: internal */
};
struct view_head {
    struct str title;
    struct crumb crumb[4]; /* ends with NULL text */
    struct str ref;        /* code after the crumbs; empty: none */
    struct str lead;       /* one sentence under the title; empty: none */
    /* Buttons at the right and the line of facts; NULL: none. */
    bool (*actions)(struct view *, void *arg);
    bool (*facts)(struct view *, void *arg);
    void *arg;
};

void view_init(struct view *p, struct ctx *c, struct request *req, struct response *res,
               const char *section);
/* Everything up to and with the head of the page. */
bool view_begin(struct view *p, const struct view_head *h) MUST_CHECK;
bool view_end(struct view *p) MUST_CHECK;
/* A page without menu, for whoever is not signed in and for errors outside. */
void view_bare_begin(struct view *p, const char *title);
void view_bare_end(struct view *p);
/* Our mark, for the eye only. */
void view_mark(struct buf *b);

/* True when the page shows today and the person may do that to something of the type: for buttons.
 */
bool view_may(const struct view *p, enum action a, const struct entity *e);
bool view_may_record(const struct view *p, enum action a, const struct record *r);
/* The hidden field with the token of forms; inside every <form method="post">. */
void view_form_token(struct view *p);
/* One sentence that the next page shows once ("Saved."), through a cookie. */
void view_say(struct view *p, struct str text);
