/* Parts of a workbook: unpacking, XML, cells. Internal to exchange/workbook*.c. */
#pragma once
#include <expat.h>
#include <zip.h>

#include "base/str.h"
#include "exchange/workbook.h"

/* How a style shows a number. */
enum workbook_shape { SHAPE_PLAIN, SHAPE_DATE, SHAPE_STAMP, SHAPE_TIME, SHAPE_PERCENT };

/* The rows on their way out. Cells come in order; what is empty costs nothing. */
struct workbook_sink {
    FILE *out;
    struct buf row;
    int64_t at, written; /* row under way, rows written; the first is 1 */
    size_t column;       /* cells of the row so far */
    size_t bytes;
};

struct workbook {
    struct ctx *c;
    zip_t *z;
    bool is_ods;
    struct buf strings; /* shared texts one after another */
    struct buf ends;    /* size_t: where each ends */
    struct buf styles;  /* uint8_t: a shape per style of cells */
    bool from_1904;     /* days are counted from 1904-01-01 */
    struct str sheet;   /* the one that is read */
    const char *part;   /* of that sheet */
    size_t sheets;
    struct workbook_sink sink;
};

/* One XML part on its way through the parser. `start` and `end` get names without prefix. */
struct workbook_part {
    struct workbook *w;
    const char *name;
    XML_Parser parser;
    int depth;
    bool stopped; /* a handler called fail(), or has seen enough */
    void *arg;
    void (*start)(struct workbook_part *, const char *tag, const char **attributes);
    void (*end)(struct workbook_part *, const char *tag);
    void (*text)(struct workbook_part *, const char *s, int n);
};
/* Unpacks and parses p->name within the limits. ERR_INVALID when it is not there, or no XML. */
bool workbook_parse(struct workbook *w, struct workbook_part *p) MUST_CHECK;
bool workbook_has(const struct workbook *w, const char *part);
/* Ends the parsing: after fail(), or because the rest is not needed. */
void workbook_stop(struct workbook_part *p);
/* Value of an attribute by its name without prefix; NULL: absent. */
const char *workbook_attribute(const char **attributes, const char *name);

bool workbook_read_styles(struct workbook *w, const char *part) MUST_CHECK;
bool workbook_read_strings(struct workbook *w, const char *part) MUST_CHECK;
bool workbook_read_xlsx(struct workbook *w) MUST_CHECK; /* the sheet w->part into the sink */
bool workbook_read_ods(struct workbook *w, struct str wanted) MUST_CHECK;

/* A number of a cell as text. False: out of the range of dates. */
bool workbook_number(const struct workbook *w, double n, enum workbook_shape shape, struct buf *b);
/* Goes to a row; they come in ascending order. */
bool workbook_row(struct workbook *w, int64_t row) MUST_CHECK;
bool workbook_cell(struct workbook *w, size_t column, struct str text, bool number) MUST_CHECK;
bool workbook_rows_end(struct workbook *w) MUST_CHECK;
/* Refuses a cell: `what` is a sentence that goes on after "Sheet "X", cell B2 ". Always false. */
bool workbook_refuse(struct workbook *w, size_t column, int64_t row, const char *what);
