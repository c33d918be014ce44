#include "base/buf.h"
#include "exchange/workbook_int.h"

/* One part of a workbook, unpacked and parsed piece by piece, with a bound on everything. */

enum {
    DEPTH_MOST = 100,
    RATIO_FROM = 4 << 20, /* below, a part may be packed as tightly as it likes */
    RATIO_MOST = 300,     /* a sheet of one row a hundred thousand times is packed to 1:100 */
    PIECE = 64 << 10,     /* bytes that are given to the parser at once */
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *workbook_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(*attributes), name) == 0)
            return attributes[1];
    return NULL;
}

void workbook_stop(struct workbook_part *p)
{
    p->stopped = true;
    XML_StopParser(p->parser, XML_FALSE);
}

static void on_start(void *arg, const char *name, const char **attributes)
{
    struct workbook_part *p = arg;
    if (p->stopped)
        return;
    if (++p->depth <= DEPTH_MOST) {
        p->start(p, local(name), attributes);
        return;
    }
    (void)!fail(p->w->c, ERR_INVALID, "Its part %s is nested deeper than a workbook is.", p->name);
    workbook_stop(p);
}

static void on_end(void *arg, const char *name)
{
    struct workbook_part *p = arg;
    if (p->stopped)
        return;
    p->depth--;
    if (p->end)
        p->end(p, local(name));
}

static void on_text(void *arg, const char *s, int n)
{
    struct workbook_part *p = arg;
    if (!p->stopped && p->text)
        p->text(p, s, n);
}

/* No workbook has a DTD; entities that unfold without end are defined there. */
static void on_doctype(void *arg, const char *name, const char *system, const char *public,
                       int subset)
{
    struct workbook_part *p = arg;
    (void)name, (void)system, (void)public, (void)subset;
    (void)!fail(p->w->c, ERR_INVALID, "Its part %s has a document type, which no workbook has.",
                p->name);
    workbook_stop(p);
}

static bool no_xml(struct workbook_part *p)
{
    return fail(p->w->c, ERR_INVALID, "Its part %s cannot be read in line %lu: %s.", p->name,
                XML_GetCurrentLineNumber(p->parser), XML_ErrorString(XML_GetErrorCode(p->parser)));
}

static bool feed(struct workbook_part *p, zip_file_t *f, const zip_stat_t *st)
{
    struct ctx *c = p->w->c;
    size_t total = 0;
    for (;;) {
        void *room = XML_GetBuffer(p->parser, PIECE);
        if (!room)
            return fail(c, ERR_LIMIT, "Its part %s is too large to be read.", p->name);
        zip_int64_t n = zip_fread(f, room, PIECE);
        if (n < 0)
            return fail(c, ERR_INVALID, "Its part %s is damaged: %s.", p->name,
                        zip_error_strerror(zip_file_get_error(f)));
        total += (size_t)n;
        if (total > WORKBOOK_PART ||
            (total > RATIO_FROM && total / RATIO_MOST > (size_t)st->comp_size))
            return fail(c, ERR_LIMIT,
                        "Its part %s unpacks to more than a workbook holds: save the sheet as CSV.",
                        p->name);
        enum XML_Status status = XML_ParseBuffer(p->parser, (int)n, n == 0);
        if (p->stopped)
            return c->err.code == ERR_NONE;
        if (status != XML_STATUS_OK)
            return no_xml(p);
        if (n == 0)
            return true;
    }
}

bool workbook_has(const struct workbook *w, const char *part)
{
    return zip_name_locate(w->z, part, 0) >= 0;
}

static bool parse(struct workbook *w, struct workbook_part *p, zip_file_t *f, const zip_stat_t *st)
{
    p->parser = XML_ParserCreate(NULL);
    if (!p->parser)
        BUG("no memory for an XML parser");
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_start, on_end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
    p->w = w;
    bool ok = feed(p, f, st);
    XML_ParserFree(p->parser);
    return ok;
}

bool workbook_parse(struct workbook *w, struct workbook_part *p)
{
    zip_stat_t st;
    const zip_uint64_t want =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat(w->z, p->name, 0, &st) != 0)
        return fail(w->c, ERR_INVALID,
                    "This is no workbook that can be read (it has no %s): save it as .xlsx or as "
                    "CSV.",
                    p->name);
    if ((st.valid & want) != want || st.encryption_method != ZIP_EM_NONE ||
        (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE))
        return fail(w->c, ERR_INVALID,
                    "Its part %s is packed or protected in a way that workbooks are not: save it "
                    "without a password.",
                    p->name);
    if (st.size > WORKBOOK_PART)
        return fail(w->c, ERR_LIMIT,
                    "Its part %s unpacks to more than a workbook holds: save the sheet as CSV.",
                    p->name);
    zip_file_t *f = zip_fopen(w->z, p->name, 0);
    if (!f)
        return fail(w->c, ERR_INVALID, "Its part %s is damaged: %s.", p->name, zip_strerror(w->z));
    bool ok = parse(w, p, f, &st);
    zip_fclose(f);
    return ok;
}
