#!/usr/bin/env python3
"""Forms of the running server: what was typed comes back with every problem named at its field; two editors; forged forms; decisions on
the Statement of Applicability; spreadsheets in; files in and out; the past refuses; signing out.

Usage: forms.py PROGRAM"""
import html
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check

server = lib.Server()


def Browser(person=None):
    return lib.Browser(server, person)


def records():
    b = Browser(1)
    status, h, page = b.post("/risks/new", {"title": "", "owner": "Nobody <b>", "current_likelihood": "9", "review_on": "tomorrow",
                                            "cause": "typed long"})
    check(status == 422, f"bad input is 422, not {status}")
    for field in ("title", "owner", "current_likelihood", "review_on"):
        check(f'href="#f-{field}"' in page and f'id="f-{field}"' in page, f"the summary leads to {field}")
        check(f'id="e-{field}"' in page, f"the problem stands at {field}")
    check(html.escape("Nobody <b>") in page and "typed long" in page and 'value="tomorrow"' in page, "what was typed is kept")
    status, h, page = b.post("/risks/new", {"title": "Web risk", "current_likelihood": "2", "current_consequence": "3"})
    check(status == 303, f"a good risk is saved: {status}")
    at = h["Location"]
    check("Added" in b.page(at)[1] and "Web risk" in b.page(at)[1], "the next page says what was done")
    version = re.search(r'name="version" value="(\d+)', b.page(at + "/edit")[1])[1]
    check(b.post(at + "/edit", {"version": version, "title": "First"})[0] == 303, "the first of two edits is saved")
    status, h, page = b.post(at + "/edit", {"version": version, "title": "Second", "cause": "mine"})
    check(status == 409, f"the second is a conflict: {status}")
    check("First" in page and "Second" in page and "mine" in page, "both versions are shown, nothing typed is lost")
    again = re.search(r'name="version" value="(\d+)', page)[1]
    server.run("risk", "edit", at.split("/")[-1], "owner=P-5", "properties=integrity", "--reason", "meanwhile")
    status, _, page = b.post(at + "/edit", {"version": again, "owner": "P-4", "properties": ["availability"],
                                            "status": "open", "cause": "mine\r\nand more"})
    table = re.search(r"Stands there now.*?</tbody>", page, re.S)
    if not check(table, f"a table of both: {status}"):
        return
    table = html.unescape(table[0])
    check(status == 409 and "Lena Fischer" in table and "Tomasz" in table and "Integrity" in table and "Availability" in table,
          f"people and choices are shown as they are read: {status}")
    check("and more" in table, "texts as they were typed")
    check(">Status<" not in table and ">Title<" not in table, "what both say alike is left out")
    again = re.search(r'name="version" value="(\d+)', page)[1]
    check(b.post(at + "/edit", {"version": again, "title": "Second", "cause": "mine"})[0] == 303, "and can be saved after that")
    check("First" in b.page(at + "/history")[1], "history tells all of it")
    check(b.post(at + "/archive", {"archived": "yes"})[0] == 303 and "archived" in b.page(at)[1], "archived")
    check(b.post(at + "/archive", {"archived": "no"})[0] == 303, "and brought back")


def forged():
    b = Browser(1)
    fields = {"title": "Forged"}
    check(b.post("/risks/new", fields, token=False)[0] == 403, "a form without token is refused")
    check(b.post("/risks/new", {**fields, "form_token": "0" * 128}, token=False)[0] == 403, "a wrong token is refused")
    other = Browser(2)
    check(b.post("/risks/new", {**fields, "form_token": other.token()}, token=False)[0] == 403, "another person's token is refused")
    check(b.post("/risks/new", fields, headers={"Origin": "https://evil.example"})[0] == 403, "another site's form is refused")
    check(b.post("/risks/new", fields, headers={"Sec-Fetch-Site": "cross-site"})[0] == 403, "what the browser calls cross-site is refused")
    check(">Forged</a>" not in b.page("/risks?q=Forged")[1], "nothing of it was saved")


def statement():
    b = Browser(1)
    status, _, page = b.post("/soa/A.5.15", {"applicable": "no", "reasons": "", "justification": "We do not need it"})
    check(status == 422 and "R-" in page, "a row that risks rely on is not left out, and they are named")
    check(b.post("/soa/A.5.15", {"applicable": "yes", "reasons": ["business", "law"], "justification": "Customers ask"})[0] in (303, 422),
          "a decision is taken or refused with words")
    status, _, page = b.post("/soa/approve", {})
    check(status in (403, 409, 422) and "errors" in page, "the manager who edited rows does not approve them")
    check(b.page("/soa/Z.9")[0] == 404, "an unknown row is not found")


def spreadsheets():
    b = Browser(1)
    csv = "Title;Kind\r\nFrom a sheet;supporting\r\nB\xfcro;supporting\r\n".encode("cp1252")
    status, _, page = b.upload("/assets/import", {"what": "try"}, "a.csv", csv)
    check(status == 200 and "2 new" in page and ">From a sheet</a>" not in b.page("/assets?q=sheet")[1],
          "a try says what would happen and changes nothing")
    check("2 new" in b.upload("/assets/import", {"what": "do"}, "a.csv", csv)[2], "then it is taken over")
    check("2 as they were" in b.upload("/assets/import", {"what": "do"}, "a.csv", csv)[2], "the same file again changes nothing")
    check("Büro" in b.page("/assets?q=b%C3%BCro")[1], "its encoding was understood")
    status, _, page = b.upload("/assets/import", {"what": "do"}, "b.csv", b"Title,Confidentiality\nOne,9\nTwo,x\n")
    check(status == 422 and "Row 2" in page and "Row 3" in page, "every problem is named with its row")
    status, _, page = b.post("/assets/import", {"what": "try", "text": "Title\tKind\nPasted cell\tsupporting\n"})
    check(status == 200 and "1 new" in page, "pasted cells are understood")
    check(b.ask("GET", "/assets/export.xlsx")[2][:2] == b"PK", "out as a workbook")


def files():
    b = Browser(1)
    data = bytes(range(256)) * 5000
    status, h, _ = b.upload("/evidence_items/new", {"controls": "C-1", "back": "/controls/C-1"}, "../../pro\"of.bin", data)
    check(status == 303 and h["Location"] == "/controls/C-1", "evidence comes in and leads back")
    ref = re.findall(r"/evidence_items/(E-\d+)", b.page("/controls/C-1")[1])
    newest = max(ref, key=lambda r: int(r[2:]))
    status, h, got = b.ask("GET", f"/evidence_items/{newest}/file/file")
    check(status == 200 and got == data, "the same bytes come out")
    check("attachment" in h["Content-Disposition"] and h["X-Content-Type-Options"] == "nosniff", "as an attachment that is not guessed at")
    status, _, page = b.post("/evidence_items/new", {"title": "By path", "file": "/etc/passwd"})
    check("root:" not in page and (status == 422 or "passwd" not in b.page("/evidence_items?q=path")[1]),
          "a typed path reads nothing from the server's disk")
    check(b.post("/evidence_items/new", {"title": "x", "back": "//evil.example"})[1]["Location"] in ("/", None), "nobody is led away")


def the_past():
    b = Browser(1)
    check(b.post("/as-of", {"when": "2026-03-31", "back": "/risks"})[1]["Location"] == "/risks", "the past is entered")
    check("2026-03-31" in b.page("/risks")[1] and "/risks/new" not in b.page("/risks")[1].split("<main")[1], "it says so, and offers no change")
    check(b.post("/risks/new", {"title": "In the past"})[0] in (403, 409), "nothing is changed there")
    check(b.post("/as-of", {"today": "1", "back": "/risks"})[0] == 303 and "You see everything" not in b.page("/risks")[1], "and back to today")


def doors():
    b = Browser(1)
    check(b.post("/sign-out", {})[0] == 303, "signed out")
    status, h, _ = b.ask("GET", "/risks?sort=-current_level")
    check(status == 303 and h["Location"] == "/sign-in?back=%2Frisks%3Fsort%3D-current_level", "then the door, and back to the same list")
    for path in ("/nothing", "/risks/R-99999", "/risks/new/x", "/settings/users/1"):
        check(Browser(1).page(path)[0] == 404, f"{path} is not found")
    reader = Browser(9)
    check(reader.page("/settings/users")[0] == 404, "accounts are for administrators")
    nobody = Browser()
    status, _, page = nobody.post("/sign-in", {"who": "maren", "password": "x" * 40}, token=False)
    check(status == 403 and "do not fit" in page, "a wrong password says no more than that")


PART = 'only {laptops}, \\\\srv; <b>50 %</b> = "half"'


def link_fields():
    """What a link says of itself: a table, with and without what was linked before, in its place and in the whole form."""
    b = Browser(1)
    at = "/controls/C-8"
    show = lambda: {s["ref"]: s for s in server.json("control", "show", "C-8")["statements"]}
    page = b.page(at)[1]
    check("<th scope=\"col\" title" in page and "Coverage" in page and "The whole" in page, "the record shows the table")
    page = b.page(at + "?edit=statements")[1]
    lines = re.findall(r'name="statements\.(\d+)\.end"', page)
    ends = re.findall(r'name="statements\.\d+\.end" value="(S-\d+)"', page)
    check(len(lines) == len(ends) + 2 and set(ends) == set(show()), "a line for each, and two for more")
    version = re.search(r'name="version" value="(\d+)', page)[1]
    cells = {"inline": "statements", "version": version}
    for i, end in enumerate(ends):
        cells |= {f"statements.{i}.end": end, f"statements.{i}.coverage": "part", f"statements.{i}.part": PART, f"statements.{i}.status": "planned"}
    n = len(ends)
    status, _, page = b.post(at + "/edit", cells | {f"statements.{n}.end": "S-99999 {x", f"statements.{n}.coverage": "most"})
    check(status == 422 and 'href="#f-statements"' in page and "S-99999" in page, f"an unknown end is named: {status}")
    check(html.escape(PART) in page.replace("&#39;", "'") and "<b>50" not in page, "and what was typed comes back as text")
    check(all(s["coverage"] == "whole" for s in show().values()), "nothing of it was saved")
    status, _, page = b.post(at + "/edit", cells | {"statements.0.coverage": "most"})
    check(status == 422 and "most" in page, f"a choice that is none is refused: {status}")
    status, h, page = b.post(at + "/edit", cells | {f"statements.{n}.end": "S-40", f"statements.{n}.coverage": "whole"})
    check(status == 303, f"all at once is saved: {status}")
    now = show()
    check(set(now) == set(ends) | {"S-40"} and now[ends[0]]["part"] == PART and now[ends[0]]["status"] == "planned"
          and now["S-40"]["coverage"] == "whole", f"braces, commas and backslashes are kept: {now.get(ends[0])}")
    check(html.escape(PART, quote=False) in html.unescape(b.page(at)[1]).replace("<", "&lt;").replace(">", "&gt;"), "and shown as text")
    page = b.page(at + "/edit")[1]
    new = re.search(r'name="version" value="(\d+)', page)[1]
    status, _, page = b.post(at + "/edit", cells | {"inline": "", "form_fields": "1", "title": "Mine"})
    check(status == 409 and "Stands there now" in page and html.escape(PART)[:6] in page, f"an older table is a conflict that shows both: {status}")
    order = {r: i for i, r in enumerate(sorted(now, key=lambda r: int(r[2:])))}
    rest = {f"statements.{i}.end": r for r, i in order.items()}
    gone = {f"statements.{order['S-40']}.off": "yes"}
    check(b.post(at + "/edit", {"inline": "statements", "version": new, **rest, **gone})[0] == 303 and set(show()) == set(ends), "a line is taken out")
    check("removed" in b.page(at + "/history")[1] or "S-40" in b.page(at + "/history")[1], "history says so")
    version = server.json("statement", "show", ends[0])["version"]
    status, _, _ = b.post(f"/statements/{ends[0]}/edit", {"inline": "controls", "version": version, "controls.0.end": "C-8", "controls.0.coverage": "part",
                                                          "controls.0.part": "seen from the row"})
    check(status == 303 and show()[ends[0]]["part"] == "seen from the row", f"the other side has the same table: {status}")


def messy_bulk():
    """Many records at once without looking at them first: all of them or none, whatever is sent."""
    b = Browser(1)
    count = lambda: len([c for c in server.json("control", "list", "--limit", "200")["items"] if c["notes"] == "<i>x</i>"])
    chosen = [("id", "C-1"), ("id", "C-2"), ("id", "C-2"), ("field", "notes")]
    post = lambda fields: b.post("/controls/bulk", {k: [v for n, v in fields if n == k] for k, _ in fields})
    lib.equal(post([*chosen, ("what", "do"), ("notes", "<i>x</i>")])[0], 303, "changed at once")
    lib.equal(count(), 2, "both, the one named twice once")
    check("&lt;i&gt;x" in b.page("/controls/C-2")[1], "as text")
    for fields, what in (([("id", "C-1"), ("id", "C-99999")], "a record that is not there"), ([("id", "C-1;DROP")], "no code"),
                         ([("id", "R-1")], "a code of another type"), ([("id", "C-1:x")], "no version"), ([], "nothing chosen")):
        status, _, page = post([*fields, ("field", "title"), ("what", "do"), ("title", "Gone")])
        check(status in (400, 404, 409, 422) and "<h1" in page, f"{what}: {status}")
    for field in ("nothing", "id", "ref", "evidence.0", "expired", ""):
        check(post([("id", "C-1"), ("field", field), ("what", "do"), (field or "x", "y")])[0] in (400, 422), f"field {field!r} cannot be changed")
    status, _, page = post([("id", "C-1"), ("id", "C-2"), ("field", "owner"), ("what", "do"), ("owner", "Nobody <b>")])
    check(status == 422 and "Nobody &lt;b&gt;" in page, f"an unknown person comes back with what was typed: {status}")
    version = server.json("control", "show", "C-3")["version"]
    server.run("control", "edit", "C-3", "notes=meanwhile")
    status, _, page = post([("id", "C-1"), ("id", f"C-3:{version}"), ("field", "title"), ("what", "do"), ("title", "Same for all")])
    check(status == 409 and "C-3" in page, f"one that was changed meanwhile stops all of them: {status}")
    check(server.json("control", "show", "C-1")["title"] != "Same for all", "nothing was changed")
    lib.equal(post([("all", "yes"), ("query", "where=%zz&where=owner%3D"), ("field", "notes"), ("what", "do"), ("notes", "x")])[0] // 100, 4,
              "a broken filter changes nothing")
    lib.equal(post([("what", "undo")])[0], 200, "and undone")
    lib.equal(count(), 0, "as before")


lib.run_parts(server, records, link_fields, messy_bulk, forged, statement, spreadsheets, files, the_past, doors)
