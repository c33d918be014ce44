/*
 * The description of a record type, from which storage, validation, forms, lists, command line,
 * CSV, JSON, search, history and permissions are derived. Static tables, one file per type in
 * records/, read by everything above.
 *
 * To add a type follow docs/adding-a-record.md. Memory: constants. Threads: any.
 */
#pragma once
#include "base/buf.h"
#include "base/ctx.h"
#include "base/jout.h"
#include "base/str.h"

struct field;
struct entity;
struct record;
struct link;
struct sql;

/* --- values --- */
enum vtag { V_NULL, V_INT, V_REAL, V_TEXT, V_LINKS };

/* One end of a many-to-many link: the other record, with the link's own fields. */
struct link_row {
    int64_t id;      /* number of the other record; 0 when the target is content */
    struct str key;  /* content targets: the stable key such as 27001:A.5.15 */
    struct value *v; /* v[link->nfields] */
};

struct links {
    struct link_row *row; /* sorted by id, or by key for content */
    size_t n;
};

struct value {
    enum vtag tag;
    union {
        int64_t i;
        double r;
        struct str s;
        struct links l; /* V_LINKS; no links at all is V_LINKS with n == 0, never V_NULL */
    };
};

/* --- kinds: how one sort of field behaves everywhere --- */
struct kind {
    const char *name;
    enum vtag tag;           /* of a value that is not null */
    const char *json_type;   /* "string", "integer", "number", "boolean", "object", "array" */
    const char *json_format; /* "date", "date-time", "uri", "markdown" or NULL */
    const char *hint; /* what is allowed, as the end of a sentence: "a date such as 2026-11-03" */
    /* Text as typed (form, CSV, command line) into a value. `r` gives the record for kinds whose
     * bounds depend on it (score) or whose look-up does (reference); it may be NULL. Adds a problem
     * and returns false on bad input. Never gets empty text. */
    bool (*parse)(struct ctx *, const struct field *, const struct record *r, struct str,
                  struct value *ret) MUST_CHECK;
    /* The canonical text: parse(text(v)) == v. References print their code, links "C-1;
     * C-2{coverage=part}". */
    bool (*text)(struct ctx *, const struct field *, const struct value *, struct buf *) MUST_CHECK;
    /* For a person: dates, money with currency, labels of choices, the word of a score. NULL: as
     * text. */
    bool (*show)(struct ctx *, const struct field *, const struct record *r, const struct value *,
                 struct buf *) MUST_CHECK;
    bool (*json)(struct ctx *, const struct field *, const struct value *,
                 struct jout *) MUST_CHECK;
    /* Start-up check of a row that uses this kind; NULL: nothing to check. Returns a complaint or
     * NULL. */
    const char *(*sane)(const struct field *);
};

/* kind_person is a reference to a person; kind_key a reference to content by its stable key. */
extern const struct kind kind_line, kind_code, kind_prose, kind_url, kind_int, kind_real,
    kind_money, kind_percent, kind_bool, kind_date, kind_stamp, kind_choice, kind_choices,
    kind_score, kind_ref, kind_person, kind_key, kind_link, kind_file;
extern const struct kind *const kind_all[];
extern const size_t kind_count;

/* --- fields --- */
enum field_flag {
    F_REQUIRED = 1 << 0, /* saving without it is refused */
    F_UNIQUE = 1 << 1, /* no two records that are not archived share it, letter case aside (checked
                          in the save transaction) */
    F_LIST = 1 << 2,   /* shown in lists */
    F_SEARCH = 1 << 3, /* its words go into the search index */
    F_STORED = 1 << 4, /* with derive: kept in a column and committed in the ledger */
    F_IMMUTABLE = 1 << 5, /* set at creation, never changed */
    F_RETIRED = 1 << 6,   /* history only: no column */
    F_AUTO = 1 << 7,  /* filled by the program, refused as input: criteria of a rating, digest of a
                         version */
    F_FIRST = 1 << 8, /* asked for when a record is created (at most five) */
    F_NATURAL = 1 << 9, /* the natural key by which import finds a record; default: title, for
                           persons e-mail then name */
    F_INNER = 1 << 10, /* bookkeeping of the program: the page of a record leaves it out; exports,
                          JSON and the history have it */
};

struct choice {
    const char *key;   /* stored, stable */
    const char *label; /* shown */
};

/* Roles, as bits of a permission. Names are those of product.md. */
enum role {
    ROLE_ADMIN = 1 << 0,
    ROLE_MANAGER = 1 << 1,
    ROLE_OWNER = 1 << 2,
    ROLE_CONTRIBUTOR = 1 << 3,
    ROLE_AUDITOR = 1 << 4,
    ROLE_EXTERNAL = 1 << 5,
    ROLE_MANAGEMENT = 1 << 6,
    ROLE_PRIVACY = 1 << 7,
    ROLE_READER = 1 << 8,
};
#define ROLE_ALL 0x1ffu
/* Everybody who reads content of the ISMS; admin is technical and does not. */
#define ROLE_CONTENT (ROLE_ALL & ~(unsigned)ROLE_ADMIN)
/* Everybody who works with the registers: all of the above but the plain reader. */
#define ROLE_WORK (ROLE_CONTENT & ~(unsigned)ROLE_READER)
extern const struct choice role_choices[]; /* ends with {NULL, NULL} */

struct field {
    const char *name; /* column, JSON member, form field */
    const char *label;
    const char *help; /* one sentence; what to write here */
    const struct kind *kind;
    unsigned flags;
    double min, max; /* numbers: allowed range when min < max */
    unsigned maxlen; /* text: most bytes; 0 takes the kind's default (line 200, prose 20,000) */
    const struct choice *choices; /* choice, choices: ends with {NULL, NULL} */
    const struct entity *to;      /* ref, person, key: target */
    const struct link *link;      /* link: which link table; which side is told by the entity */
    const char *scale;            /* score: "likelihood", "consequence", "level", "need" */
    const char *initial;          /* default as text, parsed at record_new; NULL: none */
    const char *key;              /* name in the ledger, fixed at birth; NULL: the name */
    unsigned since;               /* schema number that brought it; 0 is 1 */
    unsigned see, change;         /* role masks narrower than the type's; 0: as the type */
    /* Computed from the record's own fields (and the criteria it names). With F_STORED kept in a
     * column. */
    bool (*derive)(struct ctx *, const struct record *, struct value *ret);
    /* Computed across records: a portable SQL expression over alias t, never stored. `kind` says
     * what it yields; $today may stand in it and is bound to today's date (YYYY-MM-DD in the
     * organisation's zone). */
    const char *sql;
    /* Name of a part of the method that is off until switched on: pages show the field only then
     * (field_on in store.h). NULL: always. */
    const char *when;
    /* Other headings by which spreadsheets call it, folded and divided by |; import knows them. */
    const char *also;
};

/* --- links --- */
struct link {
    const char *name; /* table */
    const char *
        inverse; /* name of the field on the target's side; NULL when the target does not show it */
    const struct entity *from, *to;
    const struct field *fields; /* own fields */
    size_t nfields;
};

/* --- entities --- */
enum action { ACT_READ, ACT_CREATE, ACT_EDIT, ACT_ARCHIVE, ACT_N };

struct perms {
    unsigned read, create, edit, archive; /* role masks */
    unsigned own_read,
        own_edit;    /* additional roles, only where a field named in `own` is the acting person */
    const char *own; /* field names of kind person, separated by blanks; NULL: "owner" when the type
                        has one */
    const char *public_when; /* static SQL condition over alias t that opens reading to every grant
                                holder, with the C form in hook.is_public; NULL: none */
};

struct transition {
    const char *from, *to; /* keys of the field `status`; from NULL: at creation */
    const char *label;
    unsigned roles; /* who may; 0: who may edit */
    /* NULL or a guard: false with a problem or error set refuses. */
    bool (*guard)(struct ctx *, const struct record *old, const struct record *now);
};

struct hooks { /* all optional; all but defaults run inside the save transaction */
    bool (*defaults)(struct ctx *, struct record *) MUST_CHECK;
    /* Fills empty fields from others that were given (a library entry, a template), before needed
     * ones are asked for. */
    bool (*complete)(struct ctx *, const struct record *old, struct record *now) MUST_CHECK;
    /* Rules over several fields or records: add problems for everything that is wrong, or fail. */
    bool (*check)(struct ctx *, const struct record *old, const struct record *now) MUST_CHECK;
    bool (*before_save)(struct ctx *, const struct record *old, struct record *now) MUST_CHECK;
    bool (*after_save)(struct ctx *, const struct record *old, const struct record *now) MUST_CHECK;
    bool (*may)(struct ctx *, enum action,
                const struct record *) MUST_CHECK; /* may only narrow; forbids with fail() */
    bool (*is_public)(const struct record *);
};

enum entity_flag {
    E_CONTENT =
        1 << 0,        /* filled from content/, read-only, outside the ledger, referred to by key */
    E_SINGLE = 1 << 1, /* one record per database */
    E_FROZEN = 1 << 2, /* never edited after creation (archiving is possible) */
    E_SCOPE = 1 << 3,  /* the record is itself a scope of permission */
};

/* A declared index: field names; `archived` leads it by itself. */
struct index {
    const char *fields[4];
};

enum { CONTENT_NUMBER = 200 }; /* numbers of types that the program brings lie above */
struct entity {
    const char *name, *plural; /* command line, table, API path */
    const char *label;         /* for a person, singular: "Risk" */
    const char *prefix;        /* of the code: "R" in R-12 */
    const char *help;          /* one or two sentences: what it is and why it is asked for */
    const char *clause;        /* requirement that asks for it, such as 27001:6.1.2; NULL: none */
    unsigned number;           /* 1 to 255, above CONTENT_NUMBER for content; fixed at birth, never
                                  reused */
    unsigned flags;
    const struct field *fields;
    size_t nfields;
    const char
        *columns; /* fields that a list shows first, "owner,status"; NULL: the first F_LIST */
    const struct index *indexes;
    size_t nindexes;
    const struct transition *flow;
    size_t nflow;
    struct perms perm;
    struct hooks hook;
    const char *when; /* as of a field: menus and lists of registers leave the type out */
};

/* The ordered list that records/catalog.c gives to the store. */
struct catalog {
    const struct entity *const *entities;
    size_t n;
    const struct link *const *links;
    size_t nlinks;
};

/* By name or plural; NULL when there is none. */
const struct entity *catalog_find(const struct catalog *k, struct str name);
const struct entity *catalog_by_prefix(const struct catalog *k, struct str prefix);
const struct entity *catalog_by_number(const struct catalog *k, unsigned number);
const struct field *entity_field(const struct entity *e,
                                 struct str name); /* NULL when there is none */
/* The field's place in fields[]; BUG when it is not one of the type's. */
size_t entity_place(const struct entity *e, const struct field *f);
/* title, name, or NULL. */
const struct field *entity_title(const struct entity *e);
/* The field `scope`, or NULL. */
const struct field *entity_scope(const struct entity *e);
/* True when the field has a column of its own in the type's table. */
bool field_is_column(const struct field *f);
/* Filled in by the program, never typed. */
bool field_is_derived(const struct field *f);
const char *field_key(const struct field *f);
size_t field_maxlen(const struct field *f);
/* Refuses a catalogue that contradicts itself (names, keys, numbers, kinds, links, flows,
 * permissions); the first complaint or NULL. */
const char *catalog_check(const struct catalog *k, struct buf *why);
