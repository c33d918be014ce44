/* Any bytes as a file, or as one part of a workbook whose other parts are good, are refused with a
 * word or become text in UTF-8. The first byte says which part. */
#include <unistd.h>
#include <zip.h>

#include "base/text.h"
#include "exchange/workbook.h"
#include "fuzz.h"

#define SPACE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATION(id, type, target)                                                                 \
    "<Relationship Id='" id "' Type='" SPACE "/" type "' Target='" target "'/>"

struct part {
    const char *name, *good;
};

static const struct part xlsx[] = {
    { "xl/sheet.xml", "<worksheet><sheetData><row><c t='s'><v>0</v></c><c s='1'><v>45000.5</v></c>"
                      "</row></sheetData></worksheet>" },
    { "xl/strings.xml", "<sst><si><t>Title</t></si></sst>" },
    { "xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
                       "</styleSheet>" },
    { "xl/workbook.xml", "<workbook xmlns:r='" SPACE "'><sheets><sheet name='List' r:id='b'/>"
                         "</sheets></workbook>" },
    { "xl/_rels/workbook.xml.rels",
      "<Relationships>" RELATION("b", "worksheet", "sheet.xml")
          RELATION("c", "styles", "styles.xml")
              RELATION("d", "sharedStrings", "strings.xml") "</Relationships>" },
    { "_rels/.rels",
      "<Relationships>" RELATION("a", "officeDocument", "xl/workbook.xml") "</Relationships>" },
};
static const struct part ods[] = {
    { "content.xml", "<x/>" },
    { "mimetype", "application/vnd.oasis.opendocument.spreadsheet" },
};

/* The input in place of one part; what libzip cannot write is the test's own mistake. */
static void pack(const char *path, const struct part *parts, size_t n, size_t which,
                 struct str input)
{
    int why;
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    if (!z)
        BUG("cannot write the workbook");
    for (size_t i = 0; i < n; i++) {
        struct str text = i == which ? input : str_z(parts[i].good);
        zip_source_t *s = zip_source_buffer(z, text.p, text.n, 0);
        zip_int64_t at = s ? zip_file_add(z, parts[i].name, s, 0) : -1;
        if (at < 0 || zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0)
            BUG("cannot write the workbook");
    }
    if (zip_close(z) != 0)
        BUG("cannot write the workbook");
}

static void plain(const char *path, struct str input)
{
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(input.p, 1, input.n, out) != input.n || fclose(out) != 0)
        BUG("cannot write the input");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fixture *f = fuzz_fixture();
    struct arena_mark mark = arena_mark(f->c.mem);
    struct str input, text;
    char path[96];
    if (!n)
        return 0;
    input = (struct str){ (const char *)data + 1, n - 1 };
    snprintf(path, sizeof path, "%s/in.xlsx", f->folder);
    unlink(path);
    size_t which = data[0] % 8;
    if (which < ARRAY_LEN(xlsx))
        pack(path, xlsx, ARRAY_LEN(xlsx), which, input);
    else if (which == ARRAY_LEN(xlsx))
        pack(path, ods, ARRAY_LEN(ods), 0, input);
    else
        plain(path, input);
    if (workbook_text(&f->c, path, STR(""), 1 << 20, &text)) {
        if (!text_is_valid(text))
            BUG("the text of a workbook is no UTF-8");
    } else if (f->c.err.code == ERR_NONE && !f->c.nproblems) {
        BUG("a workbook was refused without a word");
    }
    ctx_clear(&f->c);
    arena_rewind(f->c.mem, mark);
    return 0;
}
