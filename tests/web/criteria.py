#!/usr/bin/env python3
"""The editor of criteria: tables without script, flaws at their cells, numbers of steps, what a draft changes (counted here from the
records by hand), approval; the parts of the method that are off until switched on.

Usage: criteria.py PROGRAM"""
import html.parser
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

server = lib.Server()
DESIGN = "/criteria_versions/CR-1/design"
server.run("organization", "edit", "ORG-1", "method=")  # the demonstration uses more than the basic method


class Fields(html.parser.HTMLParser):
    """What a browser would send of the form of tables."""

    def __init__(self, page):
        super().__init__()
        self.now, self.select, self.text, self.inside = {}, None, None, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.inside = "data-design" in a
        if not self.inside:
            return
        if tag == "input" and "name" in a and (a.get("type") != "checkbox" or "checked" in a):
            self.now[a["name"]] = a.get("value", "")
        elif tag == "select":
            self.select = a["name"]
        elif tag == "option" and self.select and ("selected" in a or self.select not in self.now):
            self.now[self.select] = a["value"]
        elif tag == "textarea":
            self.text = a["name"]
            self.now[self.text] = ""

    def handle_data(self, data):
        if self.text:
            self.now[self.text] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def fields(page):
    return Fields(page).now


def matrix_of(form):
    high, wide = int(form["had_0_0"]), int(form["had_1_0"])
    return [[int(form[f"cell_{a}_{b}"]) for b in range(wide)] for a in range(high)]


def errors(page):
    found = re.search(r'<div class="errors".*?</div>', page, re.S)
    return re.findall(r'<a href="#([^"]*)">([^<]*)', found[0]) if found else []


def open_risks():
    return [r for r in server.json("risk", "list", "--limit", "200", "--where", "status=open")["items"] if r["current_level"]]


def shown():
    b = lib.Browser(server, 1)
    code, page = b.page(DESIGN)
    form = fields(page)
    equal(code, 200, "the editor opens")
    equal(matrix_of(form), [[1, 1, 1, 2, 3], [1, 1, 2, 3, 3], [1, 2, 2, 3, 4], [1, 2, 3, 4, 4], [2, 2, 3, 4, 4]], "the matrix is there")
    equal((form["word_0_2"], form["who_0_2"], form["who_1_2"]), ("Possible", "1", "-1"), "words and rules too")
    ids = re.findall(r' id="([^"]*)"', page)
    equal(len(ids), len(set(ids)), "each id once")
    check("tolerance" not in form and "strategic_months" not in form, "what is off is not asked for")
    equal(lib.Browser(server, 11).page(DESIGN)[0], 404, "an auditor edits no criteria")
    equal(b.page("/criteria_versions/CR-99/design")[0], 404, "none that are not there")


def flaws():
    b = lib.Browser(server, 1)
    form = fields(b.page(DESIGN)[1])
    code, _, page = b.post(DESIGN, {**form, "cell_4_4": "3", "word_1_0": "", "band_0_0": "often", "band_0_1": "0.2", "band_0_2": "", "band_0_3": "", "do": "save",
                                    "help_0_0": "Once <b>bold</b>"})
    found = dict(errors(page))
    equal(code, 422, "wrong criteria are refused")
    check({"word_1_0", "band_0_0", "band_0_2", "band_0_3"} <= set(found), f"each flaw at its cell: {list(found)}")
    check("Once &lt;b&gt;bold" in page and 'value="often"' in page, "what was typed is kept")
    check('aria-invalid="true" aria-describedby="e-word_1_0"' in page and 'id="e-word_1_0"' in page, "and said at the cell")
    code, _, page = b.post(DESIGN, {**form, "cell_4_4": "3", "do": "check"})
    equal(set(dict(errors(page))), {"cell_4_4"}, "a matrix that is not monotone, at its cell")
    code, _, page = b.post(DESIGN, {**form, "combines": "1", "both_1_1": "3", "do": "check"})
    check(any("above one of its factors" in w for _, w in errors(page)), "an overall likelihood above its factors")
    code, _, page = b.post(DESIGN, {**form, "who_1_2": "0", "do": "check"})
    check(("who_1_2", "Level 3 of the class safety would be easier to accept than that of other risks.") in errors(page),
          f"a class is never easier: {errors(page)}")
    code, _, page = b.post(DESIGN, {**form, "who_1_2": "2", "months_1_2": "7", "months_0_1": "soon", "do": "check"})
    equal({i for i, _ in errors(page)}, {"who_1_2", "who_0_1"}, "months where they mean nothing, or are none")
    equal(server.json("criteria", "list")["items"][-1]["ref"], "CR-1", "nothing was saved")
    reached = {**form, **{k: "3" for k, v in form.items() if re.fullmatch(r"cell_\d_\d", k) and v == "2"}}
    code, _, page = b.post(DESIGN, {**reached, "do": "check"})
    check(code == 200 and "No cell of the matrix gives level 2 Medium" in page, "a level that nothing reaches is named, not refused")


def points():
    b = lib.Browser(server, 1)
    form = fields(b.page(DESIGN)[1])
    typed = {f"points_{s}_{i}": str(i + 1) for s in (0, 1) for i in range(5)}
    typed |= {"points_2_0": "4", "points_2_1": "9", "points_2_2": "16"}
    code, _, page = b.post(DESIGN, {**form, **typed, "do": "points"})
    want = [[1 + (p > 4) + (p > 9) + (p > 16) for p in (a * q for q in range(1, 6))] for a in range(1, 6)]
    equal((code, matrix_of(fields(page))), (200, want), "the matrix follows from the points")
    code, _, page = b.post(DESIGN, {**fields(page), "cell_4_4": "4", "cell_0_0": "1", "cell_2_2": "3", "do": "check"})
    check(code == 422 and any("9 points, which is level 2" in w for _, w in errors(page)), "points that the matrix contradicts")
    code, _, page = b.post(DESIGN, {**form, "points_0_0": "1", "do": "points"})
    check(code == 422 and len(errors(page)) >= 10, "points for some steps only")


def sizes():
    b = lib.Browser(server, 1)
    form = fields(b.page(DESIGN)[1])
    for n in (2, 3, 7):
        code, _, page = b.post(DESIGN, {**form, "steps_0_0": str(n), "steps_1_0": str(n), "do": "size"})
        got = matrix_of(fields(page))
        equal((code, len(got), len(got[0])), (200, n, n), f"a matrix of {n} by {n}")
        check(all(got[a][q] >= got[max(a - 1, 0)][q] and got[a][q] >= got[a][max(q - 1, 0)] for a in range(n) for q in range(n)),
              "that is monotone still")
    equal(b.post(DESIGN, {**form, "steps_0_0": "400", "do": "size"})[0], 200, "a number of steps that cannot be is not taken")


def effect():
    b = lib.Browser(server, 1)
    form = fields(b.page(DESIGN)[1])
    typed = {**form, "cell_2_2": "3", "cell_1_2": "3", "cell_0_2": "2", "do": "check"}
    was, will = matrix_of(form), matrix_of(typed)
    rated = open_risks()
    pairs = [(was[r["current_likelihood"] - 1][r["current_consequence"] - 1], will[r["current_likelihood"] - 1][r["current_consequence"] - 1])
             for r in rated]
    changed = sum(a != z for a, z in pairs)
    page = b.post(DESIGN, typed)[2]
    check(changed > 0 and f"<b>{changed} of {len(rated)}</b>" in page, f"{changed} of {len(rated)} risks change: {re.findall('<b>[0-9]+ of [0-9]+', page)}")
    stricter = sum(a < 3 <= z for a, z in pairs)
    check(f"{stricter} would need more" in page, f"{stricter} ask for more to be accepted")
    code, h, _ = b.post(DESIGN, {**typed, "title": "Stricter", "do": "save"})
    equal((code, h["Location"]), (303, "/criteria_versions/CR-2"), "saved as a draft")
    got = server.json("criteria", "show", "CR-2")
    equal((got["status"], got["replaces"]["ref"], got["matrix"].split("\n")[2]), ("draft", "CR-1", "1 2 3 3 4"), "that replaces what is in force")
    page = b.page("/criteria_versions/CR-2")[1]
    check(f"<b>{changed} of {len(rated)}</b>" in page, "the draft says what it changes")
    # two people at one draft
    draft = fields(b.page("/criteria_versions/CR-2/design")[1])
    equal(b.post("/criteria_versions/CR-2/design", {**draft, "title": "Stricter still", "do": "save"})[0], 303, "the draft is changed")
    code, _, page = b.post("/criteria_versions/CR-2/design", {**draft, "title": "Mine", "do": "save"})
    check(code == 409 and "Somebody else saved" in page and 'value="Mine"' in page, "who is late is told and loses nothing")
    equal(b.post("/criteria_versions/CR-2/design", {**fields(page), "do": "save"})[0], 303, "and may save again")


def approval():
    b = lib.Browser(server, 1)
    version = lambda: re.search(r'name="version" value="(\d+)', b.page("/criteria_versions/CR-2/edit")[1])[1]
    code, _, page = b.post("/criteria_versions/CR-2/step", {"version": version(), "status": "in_force"})
    check(code == 422 and "Name who in top management" in page, f"not without who approved them: {code}")
    equal(b.post("/criteria_versions/CR-2/edit", {"version": version(), "inline": "approved_by", "approved_by": "P-2"})[0], 303, "named")
    equal(b.post("/criteria_versions/CR-2/step", {"version": version(), "status": "in_force"})[0], 303, "put in force")
    equal(server.json("criteria", "show", "CR-1")["status"], "superseded", "the old ones are superseded")
    check(all("the criteria changed" in (r["stale_because"] or "") for r in open_risks() if r["criteria"]["ref"] == "CR-1"),
          "and every rating by them asks to be looked at again")
    equal(b.page("/criteria_versions/CR-2/design")[0], 200, "what is in force is where the next version begins")
    code, h, _ = b.post("/criteria_versions/CR-2/design", {**fields(b.page("/criteria_versions/CR-2/design")[1]), "do": "save"})
    equal(h["Location"], "/criteria_versions/CR-3", "as a draft of its own")


def switches():
    b = lib.Browser(server, 1)
    off = ("inherent_likelihood", "inherent_confidence", "desired_end_state", 'name="sources"', "attempt_likelihood", 'name="classes"')
    pages = ("/risks/new", "/risks/R-1/edit", "/risks", "/risks/R-1", "/risks/build?step=3", "/criteria_versions/CR-2", "/registers",
             "/risks/report?for=register")
    for path in pages:
        page = b.page(path)[1]
        check(not [w for w in (*off, "/risk_sources", "herent", "Tolerance", "esired end") if w in page],
              f"{path} shows nothing of what is off: {[w for w in (*off, '/risk_sources', 'herent', 'Tolerance') if w in page]}")
    server.run("organization", "edit", "ORG-1", "show_inherent=yes", "method=tolerance,cycles,sources")
    new = b.page("/risks/new")[1]
    check(all(w in new for w in ("inherent_likelihood", "inherent_confidence", "desired_end_state", 'name="sources"')), "switched on, it is asked for")
    check('name="classes"' not in new and "attempt_likelihood" not in new, "what the criteria do not use stays off")
    check("/risk_sources" in b.page("/registers")[1] and "Inherent" in b.page("/risks")[1], "and listed")
    check("matrix=inherent" in b.page("/risks")[1] and b.page("/risks?matrix=inherent")[0] == 200, "the matrix has a tab for it")
    server.run("risk", "edit", "R-2", "inherent_likelihood=4", "inherent_consequence=4")
    page = b.page("/risks/R-2?rate=inherent:3:3")[1]
    check('name="inherent_likelihood" value="3" checked' in page and "Without controls" in page, "and a risk is rated on it")
    design = b.page("/criteria_versions/CR-3/design")[1]
    form = fields(design)
    check("tolerance" in form and "strategic_months" in form, "the criteria ask for it too")
    form |= {"tolerance": "100000 in 20 %", "strategic_months": "24", "combines": "1", "who_1_2": "2", "do": "check"}
    code, _, page = b.post("/criteria_versions/CR-3/design", form)
    check(code == 422 and "at least two lines" in page, "tolerance of one line")
    form |= {"tolerance": "100000 in 20 %\n1000000 in 2 %", "do": "save"}
    form |= {f"band_0_{i}": v for i, v in enumerate(("0.05", "0.2", "1", "3"))} | {f"band_1_{i}": v for i, v in enumerate(("5000", "50000", "500000", "5000000"))}
    code, _, page = b.post("/criteria_versions/CR-3/design", form)
    equal(code, 303, f"with all of it: {errors(page)}")
    check("name=\"classes\"" not in b.page("/risks/new")[1], "a draft switches nothing on")
    server.run("criteria", "edit", "CR-3", "status=in_force", "approved_by=P-2")
    new = b.page("/risks/new")[1]
    check(all(w in new for w in ("attempt_likelihood", 'name="classes"')), "criteria in force do")
    check("Level, from money" in b.page("/risks?columns=money_level")[1], "and their columns are there")
    got = server.json("criteria", "show", "CR-3")
    equal(got["loss_bands"].split("\n")[3], "4 up to 5000000", "the bands as text")
    again = fields(b.page("/criteria_versions/CR-3/design")[1])
    equal((again["band_1_3"], again["band_0_0"], again["who_1_2"], again["tolerance"]), ("5000000", "0.05", "2", "100000 in 20 %\n1000000 in 2 %"),
          "and back in the tables")


lib.run_parts(server, shown, flaws, points, sizes, effect, approval, switches)
