#!/usr/bin/env python3
"""Workbooks on the way in: what offices save, what is damaged, and what is meant to do harm. Usage: workbooks.py PROGRAM
Most are put together here part by part, so that each can be wrong in one place; openpyxl makes more where it is installed."""
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

program = os.path.abspath(sys.argv[1])
passed = failed = 0
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def check(ok, what):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    if not ok:
        print(f"not ok - {what}", flush=True)


class Place:
    """A database of its own in a folder of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="muniment-books-")
        self.env = {**os.environ, "MUNIMENT_DB": "t.db", "TZ": "UTC", "NO_COLOR": "1"}
        self.env.pop("MUNIMENT_AS", None)
        self.run("init", "--organization", "Test Ltd", "--founder", "Ann Lee", "--email", "ann@example.org")

    def run(self, *args):
        r = subprocess.run([program, *args], cwd=self.folder, env=self.env, capture_output=True, text=True, errors="replace", timeout=300)
        check("Sanitizer" not in r.stderr and "runtime error" not in r.stderr and r.returncode >= 0, f"{args}: {r.stderr[:2000]}")
        return r.returncode, r.stdout, r.stderr

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data)
        return name

    def assets(self):
        return {a["title"]: a for a in json.loads(self.run("asset", "list", "--json")[1])["items"]}


def pack(parts, method=zipfile.ZIP_DEFLATED):
    with tempfile.TemporaryFile() as f:
        with zipfile.ZipFile(f, "w", method) as z:
            for name, text in parts.items():
                z.writestr(name, text)
        f.seek(0)
        return f.read()


def book(rows, strings=None, styles=None, sheets=None, properties="", **more):
    """The parts of an .xlsx: `rows` is the inside of sheetData of the first sheet; `more` replaces or, by None, leaves out parts."""
    sheets = sheets or [("List", "", rows)]
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>' + "".join(
            f'<sheet name="{n}" sheetId="{i}" {state} r:id="rId{i}"/>' for i, (n, state, _) in enumerate(sheets, 1)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">' + "".join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1)) +
            f'<Relationship Id="rIdA" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
            f'<Relationship Id="rIdB" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">' + "".join(f"<si>{s}</si>" for s in strings or []) + "</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles or ""}</styleSheet>',
    }
    for i, (_, _, inside) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'
    for name, text in more.items():
        name = {"root": "_rels/.rels", "book": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels", "shared": "xl/sharedStrings.xml",
                "style": "xl/styles.xml", "sheet": "xl/worksheets/sheet1.xml"}[name]
        if text is None:
            del parts[name]
        else:
            parts[name] = text
    return parts


def text(address, s):
    return f'<c r="{address}" t="inlineStr"><is><t>{s}</t></is></c>'


def ods(tables):
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"}


STYLES = ('<numFmts><numFmt numFmtId="164" formatCode="[$-407]d\\.&#32;mmm&#32;yyyy;@"/><numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/>'
          '<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
          '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="9"/><xf numFmtId="166"/></cellXfs>')


def what_cells_hold(p):
    head = text("A1", "Title") + text("B1", "Next review") + text("C1", "Notes") + text("D1", "Confidentiality")
    rows = [
        # shared texts in pieces with a reading beside them, a date by number, a text with marks, a whole number
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>46329</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>3</v></c></row>',
        # a date by a format of its own, a number with words in its format, columns left out
        '<row r="4"><c r="A4" t="inlineStr"><is><r><t>Own </t></r><r><t>format</t></r></is></c><c r="B4" s="2"><v>46329</v></c><c r="C4" s="3"><v>12.5</v></c></row>',
        '<row r="5">' + text("A5", "Percent") + '<c r="C5" s="5"><v>0.125</v></c><c r="D5"><v>2.0</v></c></row>',
        '<row r="6">' + text("A6", "Truth") + '<c r="C6" t="b"><v>1</v></c></row>',
        '<row r="7">' + text("A7", "Moment") + '<c r="B7" s="4"><v>46329</v></c><c r="C7" s="4"><v>46329.5</v></c></row>',
        '<row r="8">' + text("A8", "Clock") + '<c r="C8" s="6"><v>0.75</v></c></row>',
        '<row r="9"><c r="A9" t="str"><f>"Form"&amp;"ula"</f><v>Formula</v></c><c r="C9" t="str"><f>""</f><v></v></c><c r="D9"><f>1+1</f><v>2</v></c></row>',
        '<row r="10">' + text("A10", "Sums") + '<c r="C10"><v>0.30000000000000004</v></c></row>',
        '<row r="11">' + text("A11", "Large") + '<c r="C11"><v>1.2E6</v></c><c r="XFD11" s="1"/></row>',
        '<row r="12">' + text("A12", "=1+1") + text("C12", "'=quoted") + "</row>",
        '<row r="13"><c r="A13" t="inlineStr"><is><t>Iso</t></is></c><c r="B13" t="d"><v>2026-11-03T00:00:00</v></c></row>',
        '<row r="14"/><row r="1048576" s="1"/>',
    ]
    strings = ["<r><t xml:space=\"preserve\">Server </t></r><r><t>room</t></r><rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh>", "<t>a_x000D_b, \"c\"; d</t>"]
    p.put("a.xlsx", pack(book(f'<row r="1">{head}</row>' + "".join(rows), strings, STYLES)))
    code, out, err = p.run("import", "asset", "a.xlsx")
    check(code == 0 and "11 rows: 11 new" in out, f"an ordinary workbook: {out}{err}")
    check("of" not in err, f"one sheet needs no word: {err}")
    got = {t: json.loads(p.run("asset", "show", a["ref"], "--json")[1]) for t, a in p.assets().items()}

    def holds(title, field, want):
        check(got.get(title, {}).get(field) == want, f"{title}.{field}: {got.get(title, {}).get(field)!r}, expected {want!r}")
    holds("Server room", "review_on", "2026-11-03")
    holds("Server room", "notes", 'a\rb, "c"; d' if "\r" in (got.get("Server room", {}).get("notes") or "") else 'a\nb, "c"; d')
    holds("Server room", "confidentiality", 3)
    holds("Own format", "review_on", "2026-11-03")
    holds("Own format", "notes", "12.5")
    holds("Percent", "notes", "12.5%")
    holds("Percent", "confidentiality", 2)
    holds("Truth", "notes", "yes")
    holds("Moment", "review_on", "2026-11-03")
    holds("Moment", "notes", "2026-11-03T12:00:00")
    holds("Clock", "notes", "18:00:00")
    holds("Formula", "notes", None)
    holds("Formula", "confidentiality", 2)
    holds("Sums", "notes", "0.3")
    holds("Large", "notes", "1200000")
    holds("=1+1", "notes", "'=quoted")
    holds("Iso", "review_on", "2026-11-03")
    check("0 new, 0 changed, 11 as before" in p.run("import", "asset", "a.xlsx")[1], "the same once more changes nothing")
    p.put("b.xlsx", pack(book(f'<row r="1">{head}</row><row r="2">' + text("A2", "Apple") + '<c r="B2" s="1"><v>44867</v></c></row>', None, STYLES,
                              properties='<workbookPr date1904="1"/>')))
    p.run("import", "asset", "b.xlsx")
    check(p.assets().get("Apple", {}).get("review_on") == "2026-11-03", "days counted from 1904")


def problems_are_named(p):
    p.put("c.xlsx", pack(book('<row r="3">' + text("A3", "Title") + text("B3", "Confidentiality") + '</row><row r="7">' + text("A7", "X") +
                              '<c r="B7"><v>99</v></c></row>')))
    code, _, err = p.run("import", "asset", "c.xlsx")
    check(code == 6 and "row 7, column \"Confidentiality\"" in err, f"rows are numbered as in the office: {err}")


def sheets(p):
    def rows(t):
        return f'<row r="1">{text("A1", "Title")}</row><row r="2">{text("A2", t)}</row>'
    p.put("s.xlsx", pack(book("", sheets=[("Notes &amp; co", 'state="hidden"', rows("hidden one")), ("Front", "", rows("front one")),
                                            ("Zweites Blatt", "", rows("second one"))])))
    code, out, err = p.run("import", "asset", "s.xlsx")
    check(code == 0 and "\"Front\" is read, of 3" in err and "front one" in p.assets() and "hidden one" not in p.assets(), f"the first that is shown: {err}")
    check(p.run("import", "asset", "s.xlsx", "--tab", "Zweites Blatt")[0] == 0 and "second one" in p.assets(), "the one that is named")
    check(p.run("import", "asset", "s.xlsx", "--tab", "Notes & co")[0] == 0 and "hidden one" in p.assets(), "a hidden one that is named")
    code, _, err = p.run("import", "asset", "s.xlsx", "--tab", "Third")
    check(code == 6 and 'no sheet "Third"' in err, f"one that is not there: {err}")


ODS_HEAD = ('<table:table-row><table:table-cell office:value-type="string"><text:p>Title</text:p></table:table-cell><table:table-cell><text:p>Next review'
            '</text:p></table:table-cell><table:table-cell><text:p>Notes</text:p></table:table-cell><table:table-cell><text:p>Confidentiality</text:p></table:table-cell></table:table-row>')


def open_document(p):
    rows = ('<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>remark</text:p></office:annotation>'
            '<text:p>Open <text:span>document</text:span><text:s text:c="2"/>file</text:p></table:table-cell>'
            '<table:table-cell office:value-type="date" office:date-value="2026-11-03"><text:p>03.11.26</text:p></table:table-cell>'
            '<table:table-cell office:value-type="percentage" office:value="0.125"><text:p>13 %</text:p></table:table-cell>'
            '<table:table-cell office:value-type="float" office:value="3"><text:p>3,00</text:p></table:table-cell></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>')
    table = f'<table:table table:name="One">{ODS_HEAD}{rows}</table:table><table:table table:name="Two">{ODS_HEAD}</table:table>'
    p.put("o.ods", pack(ods(table)))
    code, out, err = p.run("import", "asset", "o.ods")
    a = p.assets().get("Open document  file", {})
    check(code == 0 and "\"One\" is read, of 2" in err, f"an .ods: {err}")
    full = json.loads(p.run("asset", "show", a.get("ref", "A-1"), "--json")[1])
    check((full.get("review_on"), full.get("notes"), full.get("confidentiality")) == ("2026-11-03", "12.5%", 3), f"and what its cells hold: {full}")
    p.put("o2.ods", pack(ods(f'<table:table table:name="One">{ODS_HEAD}<table:table-row table:number-rows-repeated="900000"><table:table-cell><text:p>x</text:p>'
                             '</table:table-cell></table:table-row></table:table>')))
    code, _, err = p.run("import", "asset", "o2.ods")
    check(code == 6 and "900000 times" in err, f"a row that is repeated: {err}")
    p.put("o3.ods", pack(ods(f'<table:table table:name="One">{ODS_HEAD}<table:table-row><table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p>'
                             '</table:table-cell></table:table-row></table:table>')))
    check(p.run("import", "asset", "o3.ods")[0] == 6, "a cell that is repeated")


def one(inside):
    return f'<row r="1">{text("A1", "Title")}{text("B1", "Notes")}</row><row r="2">{inside}</row>'


def refused(p):
    """Each names what is wrong, exit 6, and nothing is changed."""
    good = pack(book(one(text("A2", "Never"))))
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    raw = bytearray(pack(book(one(text("A2", "Never"))), zipfile.ZIP_STORED))
    raw[raw.index(b"Never")] ^= 1
    encrypted = bytearray(good)
    for at in (m.start() for m in re.finditer(b"PK\x01\x02", bytes(encrypted))):
        encrypted[at + 8] |= 1
    for at in (m.start() for m in re.finditer(b"PK\x03\x04", bytes(encrypted))):
        encrypted[at + 6] |= 1
    cases = {
        "an error of a formula": (pack(book(one(text("A2", "X") + '<c r="B2" t="e"><v>#N/A</v></c>'))), 'Sheet "List", cell B2 .*#N/A'),
        "a formula without a result": (pack(book(one(text("A2", "X") + '<c r="B2"><f>1+1</f></c>'))), "cell B2 .*formula"),
        "a number that is none": (pack(book(one('<c r="A2"><v>twelve</v></c>'))), "cell A2 .*number"),
        "a number without end": (pack(book(one('<c r="A2"><v>1e999</v></c>'))), "cell A2 .*number"),
        "a day before all days": (pack(book(one('<c r="A2" s="1"><v>-5</v></c>'), styles=STYLES)), "cell A2 .*calendar"),
        "a day that never was": (pack(book(one('<c r="A2" s="1"><v>60</v></c>'), styles=STYLES)), "cell A2 .*calendar"),
        "a day after all days": (pack(book(one('<c r="A2" s="1"><v>1e300</v></c>'), styles=STYLES)), "cell A2 .*calendar"),
        "a text that is not there": (pack(book(one('<c r="A2" t="s"><v>7</v></c>'), ["<t>x</t>"])), "cell A2 .*does not have"),
        "a text before the first": (pack(book(one('<c r="A2" t="s"><v>-1</v></c>'), ["<t>x</t>"])), "cell A2 .*does not have"),
        "a cell of another row": (pack(book(one(text("A3", "X")))), "cell \"A3\" in row 2"),
        "a cell without an address": (pack(book(one(text("22", "X")))), "in row 2"),
        "a column that no sheet has": (pack(book(one(text("ZZZZ2", "X")))), "in row 2"),
        "a column too far": (pack(book(one(text("XFD2", "X")))), "cell XFD2 .*512 columns"),
        "a cell twice": (pack(book(one(text("A2", "X") + text("A2", "Y")))), "cell A2 .*twice"),
        "rows in disorder": (pack(book(one(text("A2", "X")) + '<row r="2"/>')), "row 2 after row 2"),
        "a row below the last": (pack(book(one(text("A2", "X")) + '<row r="1048577"/>')), "at most"),
        "a row that is no number": (pack(book('<row r="x"/>')), "at most"),
        "a cell of megabytes": (pack(book(one(text("A2", "x" * (2 << 20))))), "cell A2 .*1 MB"),
        "a document type": (pack(book("", sheet=doctype + "<x>&b;</x>")), "sheet1.xml has a document type"),
        "one among the texts": (pack(book(one(text("A2", "X")), shared=doctype + "<sst/>")), "sharedStrings.xml has a document type"),
        "one in an .ods": (pack({**ods(""), "content.xml": doctype + "<x/>"}), "content.xml has a document type"),
        "an outer entity": (pack(book("", sheet='<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>')), "document type"),
        "an entity without its own": (pack(book("", sheet="<x>&b;</x>")), "sheet1.xml cannot be read in line 1"),
        "nesting": (pack(book("<a>" * 200 + "</a>" * 200)), "nested deeper"),
        "markup cut off": (pack(book("", sheet="<worksheet><sheetData>\n<row")), "sheet1.xml cannot be read in line 2"),
        "no UTF-8": (pack(book("", sheet=b"<worksheet>\xff\xfe\xff</worksheet>")), "sheet1.xml cannot be read"),
        "an encoding that nobody knows": (pack(book("", sheet='<?xml version="1.0" encoding="EBCDIC-7"?><x/>')), "sheet1.xml cannot be read"),
        "a part that is empty": (pack(book("", sheet="")), "sheet1.xml cannot be read"),
        "no list of sheets": (pack(book("", book=None)), "has no xl/workbook.xml"),
        "no relations": (pack(book("", rels=None)), "no sheet that can be read"),
        "no sheet": (pack(book("", sheet=None)), "has no xl/worksheets/sheet1.xml"),
        "no beginning": (pack(book("", root=None)), "no workbook that can be read"),
        "another archive": (pack({"a.txt": "hello"}), "no workbook that can be read"),
        "a relation out of the folder": (pack(book("", rels=f'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>')),
                                         "has no etc/passwd"),
        "an empty sheet": (pack(book("")), "empty"),
        "half of it": (good[:len(good) // 2], "damaged"),
        "its first bytes": (b"PK\x03\x04", "damaged"),
        "a flipped bit": (bytes(raw), "sheet1.xml is damaged"),
        "a password of the archive": (bytes(encrypted), "password"),
        "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        "a packing that is not usual": (pack(book(one(text("A2", "X"))), zipfile.ZIP_BZIP2), "packed or protected"),
        "more parts than a workbook has": (pack({str(i): "" for i in range(20001)}, zipfile.ZIP_STORED), "20000 parts"),
        "more styles than there are": (pack(book(one(text("A2", "X")), styles="<cellXfs>" + "<xf/>" * 70000 + "</cellXfs>")), "styles"),
        "names as format": (pack(book("", sheets=[("%s%n%n", "", one(text("A2", "X") + '<c r="B2" t="e"><v>%s%n</v></c>'))])), "%s%n%n.*%s%n"),
    }
    for what, (data, want) in cases.items():
        p.put("bad.xlsx", data)
        code, out, err = p.run("import", "asset", "bad.xlsx")
        check(code == 6 and re.search(want, err), f"{what}: exit {code}, {err[:300]}, expected {want}")
    check("Never" not in p.assets(), "nothing of them is there")


def bombs(p):
    """What unpacks without end is refused soon, in little memory."""
    def packed(head, piece, times, tail):
        with open(p.path("part"), "wb") as f:
            f.write(head)
            for _ in range(times):
                f.write(piece)
            f.write(tail)
        with zipfile.ZipFile(p.path("bomb.xlsx"), "w", zipfile.ZIP_DEFLATED) as z:
            for name, part in book("").items():
                if name != "xl/worksheets/sheet1.xml":
                    z.writestr(name, part)
            z.write(p.path("part"), "xl/worksheets/sheet1.xml")
        os.unlink(p.path("part"))

    def refuses(what, want):
        start = time.time()
        r = subprocess.run(["/bin/sh", "-c", f"ulimit -t 60; exec \"$0\" import asset bomb.xlsx", program], cwd=p.folder, env=p.env, capture_output=True,
                           text=True, errors="replace")
        check(r.returncode == 6 and re.search(want, r.stderr), f"{what}: exit {r.returncode} {r.stderr[:300]}")
        check(time.time() - start < 45, f"{what}: {time.time() - start:.1f} s")
    packed(b"<worksheet><sheetData>", b" " * (1 << 20), 100, b"</sheetData></worksheet>")
    refuses("blanks packed a thousand times", "unpacks to more")
    # a part whose directory tells a small size
    raw = bytearray(open(p.path("bomb.xlsx"), "rb").read())
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", raw, at + 24, 1000)
    p.put("bomb.xlsx", bytes(raw))
    refuses("one that lies about it", "unpacks to more")
    row = b"".join(b"<row>" + b"<c><v>%d</v></c>" % (i * 7919) + b"</row>" for i in range(4000))
    packed(b"<worksheet><sheetData>", row, 2600, b"</sheetData></worksheet>")
    refuses("more than a part may hold", "unpacks to more")
    # one text of a megabyte that every cell of ten thousand rows names
    cells = "".join(f'<row><c t="s"><v>0</v></c></row>' for _ in range(10000))
    letters = "".join(random.Random(4).choices("abcdefghijklmnopqrstuvwxyz", k=1 << 20))
    p.put("bomb.xlsx", pack(book(cells, [f"<t>{letters[:-1]}</t>"])))
    refuses("one text again and again", "holds more than 256 MB")
    strings = [f"<t>{letters[i:]}{i}</t>" for i in range(40)]
    p.put("bomb.xlsx", pack(book(one(text("A2", "X")), strings)))
    refuses("more texts than are kept", "more than 32 MB")
    p.put("bomb.xlsx", pack(book("".join('<row r="%d"/>' % i for i in range(1, 1048577)) )))
    refuses("a million rows of nothing", "empty|unpacks to more")


def mutated(p):
    """A good workbook with parts of its XML changed by chance: taken or refused, never worse."""
    random_ = random.Random(20261103)
    rows = one(text("A2", "Never") + '<c r="B2" s="1"><v>46329</v></c>') + '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="b"><v>1</v></c></row>'
    parts = book(rows, ["<t>shared _x000A_ text</t>"], STYLES)
    table = ods(f'<table:table table:name="One">{ODS_HEAD}<table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>x</text:p></table:table-cell></table:table-row></table:table>')
    signs = [b"<", b">", b'"', b"&", b"/", b"0", b"-1", b"99999999999", b"_x", b"r=", b"\0", b"\xc3", b"<row>", b"</c>", b"<v>", b"</row>", b"", b"t=\"s\""]
    for i in range(300):
        source = table if i % 4 == 0 else parts
        names = [n for n in source if n not in ("[Content_Types].xml", "mimetype")]
        mutant = dict(source)
        for _ in range(random_.randint(1, 4)):
            name = random_.choice(names)
            data = mutant[name] if isinstance(mutant[name], bytes) else mutant[name].encode()
            at = random_.randrange(len(data) + 1)
            mutant[name] = data[:at] + random_.choice(signs) + data[at + random_.randint(0, 6):]
        data = pack(mutant)
        if i % 3 == 0:
            data = bytearray(data)
            data[random_.randrange(len(data))] = random_.randrange(256)
        p.put("m.xlsx", bytes(data))
        code, _, err = p.run("import", "asset", "m.xlsx", "--dry-run")
        check(code in (0, 6) and (code == 0 or err.strip()), f"mutant {i}: exit {code} {err[:200]}")


def by_openpyxl(p):
    try:
        import datetime

        import openpyxl
    except ImportError:
        print("# workbooks of openpyxl left out: it is not installed")
        return
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.append(["Title", "Next review", "Notes", "Confidentiality"])
    ws.append(["Ordner", datetime.date(2027, 2, 28), "Zeile eins\nZeile zwei", 4])
    ws.append(["Größe", datetime.datetime(2027, 3, 1), True, 1.0])
    wb.create_sheet("Other")
    wb.save(p.path("p.xlsx"))
    code, out, err = p.run("import", "asset", "p.xlsx")
    a = p.assets()
    check(code == 0 and a["Ordner"]["review_on"] == "2027-02-28" and a["Größe"]["review_on"] == "2027-03-01", f"openpyxl: {err}")
    full = json.loads(p.run("asset", "show", a["Ordner"]["ref"], "--json")[1])
    check(full["notes"] == "Zeile eins\nZeile zwei" and full["confidentiality"] == 4, "and what its cells hold")


def there_and_back(p):
    """What we write as a workbook, we read."""
    p.run("asset", "add", "title=Dear", "value=1234567.89")
    p.run("asset", "add", "title=Very dear", "value=12345678901234.56")
    p.run("export", "asset", "--xlsx", "--out", "back.xlsx")
    n = len(p.assets())
    code, out, err = p.run("import", "asset", "back.xlsx")
    check(code == 0 and f"0 new, 0 changed, {n} as before" in out, f"an export comes back unchanged: {out} {err[:600]}")


def set_up():
    p = Place()
    p.put("risks.xlsx", pack(book("", sheets=[("Read me", "", ""), ("Risks", "", f'<row r="1">{text("A1", "Risk")}{text("B1", "Likelihood")}{text("C1", "Consequence")}</row>'
                                              f'<row r="2">{text("A2", "Flood in the cellar")}<c r="B2"><v>5</v></c><c r="C2"><v>4</v></c></row>')])))
    code, out, err = p.run("setup", "--headcount", "20", "--sheet", "risks.xlsx")
    check(code == 6 and "empty" in err, f"set-up with an empty first sheet: {err}")
    code, out, err = p.run("setup", "--headcount", "20", "--sheet", "risks.xlsx", "--tab", "Risks")
    check(code == 0 and "1 row as risks" in out, f"set-up from a workbook: {out}{err}")
    shutil.rmtree(p.folder)


p = Place()
for part in (what_cells_hold, problems_are_named, sheets, open_document, by_openpyxl, there_and_back, refused, bombs, mutated):
    part(p)
set_up()
shutil.rmtree(p.folder)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
