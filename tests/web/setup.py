#!/usr/bin/env python3
"""The guided set-up without script: six questions one page each, kept while going back and forth and over a new sign-in, skipped with a
reason, a list of one's own tried and taken over, everything made at once, suggestions marked and taken back; bad input, and who may not.

Usage: setup.py PROGRAM"""
import html
import io
import os
import re
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import serving  # noqa: E402
from serving import Browser, Server, check, equal  # noqa: E402

PASSWORD = "twelve long words"
ASSETS = "Asset,Kind,Owner,Remarks <i>\r\nHouse keys,supporting,Ben Ode,old\r\nB\xfccher,business,Ben Ode,\r\n"


def founder(server, path):
    """Signs the founder in by the first-start link, later by password."""
    b = Browser(server)
    if path:
        equal(b.post(path, {"password": PASSWORD}, token=False)[0], 303, "the founder comes in by the link")
    else:
        equal(b.post("/sign-in", {"who": "ann@example.org", "password": PASSWORD}, token=False)[0], 303,
              "signed in again")
    return b


def first_link(server):
    for line in server.process.stdout:
        m = re.search(r"/welcome/\w+", line)
        if m:
            return m[0]


def go(b, n, go, **fields):
    return b.post(f"/setup/{n}", {"go": go, **fields})


def to(answer):
    return answer[1]["Location"]


def wrong(answer, field, words, what):
    status, _, page = answer
    check(status == 422 and f'href="#f-{field}"' in page and words in html.unescape(page), f"{what}: {status} names {field}, says {words!r}")
    return html.unescape(page)


def workbook(rows):
    """A workbook of texts, of which the first sheet is hidden and empty."""
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{html.escape(c)}</t></is></c>' for c in r) + "</row>" for r in rows)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = f'<Relationship Id="%s" Type="{space}/%s" Target="%s"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("_rels/.rels", "<Relationships>" + rel % ("a", "officeDocument", "xl/workbook.xml") + "</Relationships>")
        z.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + rel % ("b", "worksheet", "one.xml") + rel % ("c", "worksheet", "two.xml") + "</Relationships>")
        z.writestr("xl/workbook.xml", f'<workbook xmlns:r="{space}"><sheets><sheet name="One" state="hidden" r:id="b"/><sheet name="Two" r:id="c"/></sheets></workbook>')
        z.writestr("xl/one.xml", "<worksheet/>")
        z.writestr("xl/two.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return out.getvalue()


def imports(b):
    """The page of a register takes the same, and gives the cells back to be mapped."""
    data = workbook([["What", "Kind"], ["Front <b>door</b>", "supporting"]])
    status, _, page = b.upload("/assets/import", {"what": "try"}, "a.xlsx", data)
    check(status == 422 and "What,Kind" in page and "Front &lt;b&gt;door" in page, f"cells come back as text {status}")
    status, _, page = b.upload("/assets/import", {"what": "try", "column_0": "What", "to_0": "title", "column_1": "Kind", "to_1": "kind"}, "a.xlsx", data)
    check(status == 200 and "This would happen" in page and 'Sheet "Two" was read, of 2' in html.unescape(page), f"and their columns are named {status}")
    status, _, page = b.upload("/assets/import", {"what": "try"}, "a.xlsx", b"PK\x03\x04")
    check(status == 422 and "damaged" in page, f"a damaged one {status}")


def bad_answers(b):
    wrong(go(b, 1, "next", title="  "), "title", "Give the name", "an empty name")
    wrong(go(b, 1, "next", title="x" * 300), "title", "200", "a long name")
    page = wrong(go(b, 2, "next", headcount="-4"), "headcount", "from 1", "nobody works there")
    check('value="-4"' in page, "what was typed is kept")
    wrong(go(b, 2, "next", headcount="many"), "headcount", "number", "no number")
    wrong(go(b, 2, "next"), "headcount", "skip", "no answer")
    wrong(go(b, 3, "next", sector="mining\"><script>alert(1)</script>"), "sector", "Sector", "a sector that is none")
    wrong(go(b, 4, "next", standards="27701-2019"), "standards", "27001", "27701:2019 alone")
    wrong(go(b, 5, "next", wanted="2020-01-01"), "wanted", "past", "a day in the past")
    wrong(go(b, 5, "next", wanted="9999-01-01"), "wanted", "ten years", "a day far off")
    wrong(go(b, 5, "next", wanted="soon"), "wanted", "date", "no day")
    wrong(go(b, 2, "skip", reason=" "), "reason", "one sentence", "skipping without a reason")
    for n in ("0", "7", "x", "12"):
        equal(b.page(f"/setup/{n}")[0], 404, f"no question {n}")
    equal(b.post("/setup/2", {"go": "next", "headcount": "3"}, token=False)[0], 403, "a forged answer is refused")
    equal(to(b.ask("GET", "/setup")), "/setup/1", "nothing of it counts as an answer")


def walk(b):
    check("Six questions" in b.page("/")[1] and "/setup" in b.page("/path")[1] and "/setup" in b.page("/settings")[1],
          "offered on home, found on the path and in settings")
    check('value="Test Ltd"' in b.page("/setup/1")[1], "the name is there already")
    equal(to(go(b, 1, "next", title="Müller & <b>Söhne</b>")), "/setup/2", "on to the second")
    equal(to(go(b, 2, "back", headcount="1")), "/setup/1", "back keeps what was typed")
    check('value="1"' in b.page("/setup/2")[1] and "Open" in b.page("/setup/2")[1], "it is there again, not answered yet")
    equal(to(go(b, 2, "skip", reason="We are <i>still</i> counting")), "/setup/3", "skipped with a reason")
    equal(to(go(b, 3, "next", sector="software")), "/setup/4", "the sector")
    page = b.page("/setup/4")[1]
    check(re.search(r'value="27001:2022" checked', page), "27001 is chosen beforehand")
    equal(to(go(b, 4, "later")), "/", "later is possible on every page")


def again(b):
    check("Go on with the set-up" in b.page("/")[1], "home offers to go on")
    equal(to(b.ask("GET", "/setup")), "/setup/4", "resumed where one left off, after a new sign-in")
    equal(to(go(b, 4, "next", standards=["27001:2022", "27701-2025"])), "/setup/5", "the standards")
    equal(to(go(b, 5, "next", wanted="2027-11-30")), "/setup/6", "the day")
    check("still" in b.page("/setup/5")[1] and "<i>still" not in b.page("/setup/5")[1], "answers beside the question, escaped")


def sheets(b):
    def send(data, name="list.csv", **more):
        return b.upload("/setup/6", {"go": "next", **more}, name, data)
    wrong(send(b"PK\x03\x04rest of a workbook", "a.xlsx"), "file", "damaged", "half a workbook")
    wrong(send(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls"), "file", "old kind", "an old workbook")
    wrong(send(workbook([["Asset"], ["x"]]), "a.xlsx", tab="Third"), "file", 'no sheet "Third"', "a sheet that is not there")
    wrong(send(workbook([]), "a.xlsx"), "file", "empty", "an empty sheet")
    page = wrong(send(workbook([["Asset", "Confidentiality"], ["One", "9"]]), "a.xlsx"), "file", "Row 2", "a workbook with a mistake")
    wrong(send(b"a\0b"), "file", "no text", "bytes")
    wrong(send(b"Colour,Taste\nred,sweet\n"), "file", "No heading", "a list of something else")
    wrong(send(b""), "file", "empty", "an empty file")
    wrong(send(b"Title,Confidentiality\n" + b"x,1\n" * 80000), "file", "larger", "a huge list")
    page = wrong(send(b"Asset,Confidentiality\nOne,9\nTwo,x\n"), "file", "Row 2", "a list with mistakes")
    check("Row 3" in page and "Kept:" not in page, "every row is named, and nothing said to be kept")
    equal(send(workbook([["Asset", "Kind", "Remarks"], ["Müller's <i>", "supporting", "a,b"], ["Two", "", "c"]]), "a.xlsx")[0], 303, "a workbook is kept")
    check("a.xlsx: 2 rows, assets" in b.page("/setup/review")[1], "under its name")
    equal(send(b"Risk,Likelihood,Consequence,Risk level\nFire,2,2,High\n")[0], 303, "a register whose level says something else")
    review = b.page("/setup/review")[1]
    check("&quot;Risk level&quot; is left out: Level is worked out" in review and "row 2 says &quot;High&quot;, worked out is" in review, "is named with its row")
    equal(send(ASSETS.encode("cp1252"))[0], 303, "a good list is kept")
    review = b.page("/setup/review")[1]
    check("worked out" not in review and "list.csv: 2 rows, assets" in review and "typical assets" not in review, "told from its headings, and in place of suggestions")
    check("left out: Remarks &lt;i&gt;" in review, "with the columns that fit no field")
    check("House keys" not in b.page("/assets?view=all")[1], "nothing was taken over yet")


def review(b, server):
    before = server.json("verify")["leaves"]
    page = b.page("/setup/review")[1]
    check("five steps" in page and "typical risks" in page and "milestones" in page, "the page says what will be made")
    check("M&uuml;ller" in page or "Müller &amp; &lt;b&gt;" in page, "hostile text is text")
    equal(server.json("verify")["leaves"], before, "and nothing was changed so far")
    equal(to(go(b, 2, "next", headcount="30")), "/setup/3", "an answer is changed")
    check("three steps" in b.page("/setup/review")[1], "which changes the method")


def make(b, server):
    equal(b.post("/setup/make", {}, token=False)[0], 403, "a forged button is refused")
    status, h, page = b.post("/setup/make", {})
    equal((status, h["Location"]), (303, "/path"), f"made, and on to the path {page[:300]}")
    check("Next step" in b.page("/path")[1], "which has a next step")
    scope = server.json("scope", "show", "SC-1")
    equal((scope["title"], scope["headcount"], scope["standards"]), ("Müller & <b>Söhne</b>", 30, ["27001:2022", "27701-2025"]), "the scope")
    equal([c["status"] for c in server.json("criteria", "list")["items"]], ["superseded", "in_force"], "three steps in place of five")
    equal(sorted(a["title"] for a in server.json("asset", "list")["items"]), ["Bücher", "House keys"], "the list brought its assets alone")
    equal(server.json("asset", "show", "A-1")["owner"]["title"], "Ben Ode", "and who is named in it")
    risks = server.json("risk", "list")["items"]
    check(len(risks) == 12 and all(r["cause"] and r["threats"] and not r["owner"] and not r["current_level"] for r in risks),
          "twelve risks with words and threats, without owner and rating")
    rows = server.json("soa")["rows"]
    yes = [r for r in rows if r["applicable"]]
    check(len(rows) > 93 and 40 < len(yes) < 93 and all(r["reasons"] for r in yes), f"a first draft of the SoA: {len(yes)} of {len(rows)}")
    check(max(t["due"] for t in server.json("task", "list")["items"]) == "2027-11-30", "milestones end on the day that is wanted")
    equal(b.page("/setup")[0], 409, "the set-up is done once")
    check("Six questions" not in b.page("/")[1], "and not offered again")
    check("nobody has looked" in b.page("/risks/R-1")[1].lower(), "a suggestion says so")


def take_back(b, server):
    version = re.search(r'name="version" value="(\d+)', b.page("/risks/R-2/edit")[1])[1]
    equal(b.post("/risks/R-2/edit", {"version": version, "owner": "P-1"})[0], 303, "one risk gets an owner")
    check("nobody has looked" not in b.page("/risks/R-2")[1].lower(), "which makes it one's own")
    page = b.page("/risks?view=all")[1]
    check(page.count(">suggested</span>") == 11, "the list marks the others")
    page = b.page("/setup/suggestions")[1]
    check('data-l="Left as suggested">11<' in page, "eleven risks are left as suggested")
    equal(b.post("/setup/suggestions", {})[0], 303, "taken back")
    equal([r["ref"] for r in server.json("risk", "list")["items"]], ["R-2"], "the own one stays")
    threats = {t["ref"] for t in server.json("threat", "list")["items"]}
    equal(threats, {t["ref"] for t in server.json("risk", "show", "R-2")["threats"]}, "with the threats that it names")
    check(all(r["applicable"] is None for r in server.json("soa")["rows"]), "the rows of the SoA are undecided again")
    equal(len(server.json("asset", "list")["items"]), 2, "what came with the list stays")


def whole():
    server = Server("empty", options=())
    b = founder(server, first_link(server))
    bad_answers(b)
    walk(b)
    b = founder(server, None)
    again(b)
    sheets(b)
    review(b, server)
    make(b, server)
    imports(b)
    take_back(b, server)
    server.done()


def leave():
    """Thrown away, put aside; a scope that somebody else makes meanwhile; who may not."""
    server = Server("empty", options=())
    b = founder(server, first_link(server))
    go(b, 1, "next", title="Other name")
    equal(b.post("/setup/leave", {"what": "forget"})[0], 303, "the answers are thrown away")
    check('value="Test Ltd"' in b.page("/setup/1")[1] and server.json("organization", "show", "ORG-1")["title"] == "Test Ltd", "nothing is left")
    check(b.post("/setup/leave", {"what": "never", "reason": ""})[0] == 400, "putting it aside wants a reason")
    equal(b.post("/setup/leave", {"what": "never", "reason": "We came with a consultant"})[0], 303, "put aside")
    check("Six questions" not in b.page("/")[1] and "/setup" in b.page("/settings")[1], "not offered, but found")
    go(b, 1, "next", title="Other name")
    for n in (2, 3, 4, 5):
        equal(go(b, n, "skip", reason="no")[0], 303, f"question {n} is skipped")
    server.run("scope", "add", "title=Own", "statement=Ours")
    equal(b.post("/setup/make", {})[0], 409, "somebody was faster: nothing is made")
    equal(len(server.json("risk", "list")["items"]), 0, "nothing at all")
    server.done()


def others():
    server = Server("demo")
    for person in range(1, 12):
        b = Browser(server, person)
        if not b.cookies:
            continue
        status = b.page("/setup/1")[0]
        check(status in (403, 404, 409), f"person {person}: the set-up is closed here: {status}")
        check(b.post("/setup/make", {})[0] in (403, 404, 409), f"person {person} makes nothing")
        check("Six questions" not in b.page("/")[1], "and is not offered it")
    server.done()


for part in (whole, leave, others):
    try:
        part()
    except Exception as e:
        check(False, f"{part.__name__}: {type(e).__name__} {e}")
        if "-v" in sys.argv:
            raise
serving.finish()
