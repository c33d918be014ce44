#!/usr/bin/env python3
"""Pages about risks in money: what-if by form and by fragment, keeping figures, all risks together, what to buy, treatments made of it;
bad input, roles, the past. Nothing here runs a script.

Usage: money_pages.py PROGRAM"""
import json
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

server = lib.Server()
BAD = re.compile(r"(?<![a-zA-Z])(-?nan|-?inf|infinity)(?![a-zA-Z])", re.I)


def Browser(person=None):
    return lib.Browser(server, person)


def field(page, name):
    return re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)', page)[1]


def figures(page, row):
    """The cells of a row of the table of figures."""
    return re.findall(r"<td[^>]*>([^<]*)", re.search(rf'<th scope="row">{row}</th>(.*?)</tr>', page, re.S)[1])


def sound(page, what):
    text = re.sub(r'value="[^"]*"|<span class="paper">[^<]*', "", page)  # what was typed, also in the address, is kept as it was
    check(not BAD.search(text), f"{what}: no number that is none ({BAD.search(text)})")
    check(" style=" not in page and "<script>" not in page, f"{what}: no inline style or script")
    for svg in re.findall(r'<svg class="lec".*?</svg>', page, re.S):
        check("<title" in svg and "<desc" in svg and 'role="img"' in svg, f"{what}: the picture says what it shows")
    check(page.count('<svg class="lec"') <= page.count("Show as a table"), f"{what}: each picture has its table")


def what_if():
    b = Browser(1)
    page = b.page("/risks/R-1")[1]
    sound(page, "risk page")
    check("In money" in page and "What if?" in page and 'data-live="drawn"' in page, "the page of a risk has curve and sliders")
    check("Level that the money suggests" in page, "and what level the money suggests")
    facts, _, fold = page.partition("<details class=\"more\"><summary>Figures in money</summary>")
    check("v-current_loss_low" in fold and "v-current_loss_low" not in facts, "its amounts stand once more folded, not among the facts")
    page = b.page("/risks/R-1?edit=current_loss_low")[1]
    check(re.search(r'<details class="more" open><summary>Figures in money</summary>.*name="current_loss_low"', page, re.S), "and the fold is open for who changes one")
    before = server.json("risk", "show", "R-1")
    st, page = b.page("/risks/R-1/money")
    check(st == 200 and "Nothing is saved" in page and "All, what if" in page, "what-if, and all risks beside it")
    kept = figures(page, "Expected a year")
    equal(kept[0], kept[1], "nothing moved: the same twice")
    equal(kept[2], kept[3], "also for all risks")
    form = {k: field(page, k) for k in ("frequency", "frequency_at", "frequency_was", "low", "low_at", "low_was", "high", "high_at", "high_was")}
    moved = figures(b.page("/risks/R-1/money?" + urllib.parse.urlencode({**form, "frequency": "0.5"}))[1], "Expected a year")
    check(moved[0] == kept[0] and moved[1] != kept[1] and moved[3] != kept[3] and moved[2] == kept[2], f"a number moves the curve: {moved}")
    slid = b.page("/risks/R-1/money?" + urllib.parse.urlencode({**form, "frequency_at": "1000"}))[1]
    equal(field(slid, "frequency"), "1", "without a script the slider counts when it was moved")
    both = b.page("/risks/R-1/money?" + urllib.parse.urlencode({**form, "frequency": "0.3", "frequency_at": "1000"}))[1]
    equal(field(both, "frequency"), "0.3", "a number that was typed counts more")
    part = b.page("/risks/R-1/money?part=1&drag=1&" + urllib.parse.urlencode(form))[1]
    check(part.startswith('<input type="hidden" form="keep-figures"') and "<html" not in part and '<svg class="lec"' in part, "the part that a slider redraws")
    lever = re.search(r'name="(q-\d+)"', page)[1]
    weak = figures(b.page(f"/risks/R-1/money?{lever}=0")[1], "Expected a year")
    check(float(weak[1].split()[0]) > float(kept[1].split()[0]), f"a control that stops working costs: {weak}")
    equal(server.json("risk", "show", "R-1"), before, "nothing was saved by any of this")


def bad_input():
    b = Browser(1)
    for name, value, words in (("frequency", "nan", "0.000001"), ("frequency", "inf", "0.000001"), ("frequency", "1e400", "0.000001"), ("frequency", "0", "0.000001"),
                               ("frequency", "-1", "0.000001"), ("frequency", "10000000", "1,000,000"), ("low", "0", "above 0"), ("low", "-5", "above 0"),
                               ("low", "99999999", "above the high end"), ("high", "1e400", "above 0"), ("high", "USD 5", "above 0"), ("high", "9999999999999", "10^12")):
        st, page = b.page(f"/risks/R-1/money?{name}={urllib.parse.quote(value)}")
        check(st == 422 and words in page and f'href="#k-' in page, f"{name}={value}: {st}")
        equal(field(page, name), value, "what was typed is kept")
        sound(page, f"{name}={value}")
    lever = re.search(r'name="q-(\d+)"', b.page("/risks/R-1/money")[1])[1]
    for name, value in ((f"q-{lever}", "140"), (f"f-{lever}", "100"), (f"l-{lever}", "-1"), (f"cost-{lever}", "x")):
        st, page = b.page(f"/risks/R-1/money?{name}={value}")
        check(st == 422 and re.search(rf'id="ke-{name}"', page), f"{name}={value} is refused at its field")
        sound(page, name)
    st, page = b.page("/risks/R-1/money?part=1&frequency=nan")
    check(st == 422 and "must be" in page and "<html" not in page, "a fragment says what is wrong")
    wild = b.page("/risks/R-1/money?frequency=1000000&low=1&high=999999999")[1]
    sound(wild, "the widest figures that are allowed")
    for path in ("/risks/money?years=10", "/risks/money?years=x&seed=-1", "/risks/money?years=10000000"):
        st, page = b.page(path)
        check(st == 422 and "whole number from" in page, f"{path}: {st}")
        sound(page, path)
    for value in ("x", "-5", "1e400", "nan"):
        st, page = b.page(f"/risks/invest?budget={value}")
        check(st == 422 and "amount from 0" in page and field(page, "budget") == value, f"budget {value}: {st}")
        sound(page, f"budget {value}")
    equal(b.page("/risks/R-9999/money")[0], 404, "no such risk")
    equal(b.page("/risks/money?scope=SC-99")[0], 404, "no such scope")


def keeping():
    b = Browser(1)
    page = b.page("/risks/R-15/money")[1]
    check("No figures to draw" in page, "a risk without figures says what is needed")
    form = {"version": field(page, "version"), "as": "current", "frequency": "2", "low": "500", "high": "9000"}
    st, h, page = b.post("/risks/R-15/money", {**form, "reason": ""})
    check(st == 422 and "Say why" in page and field(page, "frequency") == "2", "no figures without a reason; they are kept in the form")
    st, h, page = b.post("/risks/R-15/money", {**form, "low": "20000", "reason": "Workshop"})
    check(st == 422 and "above the high end" in page, "figures out of order are not kept")
    check(server.json("risk", "show", "R-15")["current_frequency"] is None, "nothing is half-saved")
    st, h, page = b.post("/risks/R-15/money", {**form, "reason": "Workshop <of> May"})
    check(st == 303 and h["Location"] == "/risks/R-15", f"kept: {st}")
    r = server.json("risk", "show", "R-15")
    equal((r["current_frequency"], r["current_loss_low"]["amount"], r["target_frequency"]), (2, "500.00", None), "as typed, and only that")
    check("Workshop &lt;of&gt; May" in b.page("/risks/R-15/history")[1], "the reason stands in the history")
    st, h, page = b.post("/risks/R-15/money", {**form, "frequency": "3", "reason": "Late"})
    check(st == 409 and "Somebody else changed" in page and field(page, "frequency") == "3", f"two people: the second is told: {st}")
    lever = re.search(r'name="(q-\d+)"', b.page("/risks/R-7/money")[1])[1]
    page = b.page("/risks/R-7/money")[1]
    now = server.json("risk", "show", "R-7")
    st, h, page = b.post("/risks/R-7/money", {"version": field(page, "version"), "as": "target", "frequency": "0.8", "low": "2000", "high": "60000", lever: "100",
                                              "reason": "Called back"})
    after = server.json("risk", "show", "R-7")
    check(st == 303 and abs(after["target_frequency"] - 0.2) < 0.01 and after["current_frequency"] == now["current_frequency"],
          f"the result is kept as what is expected after the plan: {after['target_frequency']}")


def portfolio():
    b = Browser(1)
    st, page = b.page("/risks/money")
    sound(page, "portfolio")
    for words in ("Whose the losses are", "Which figure matters", "Second opinion", "standard error", "seed 1", "Left out", "Largest single loss", "Tolerated",
                  "Above what the criteria tolerate"):
        check(words in page, f"the page of all risks: {words}")
    check('href="/risks/R-1"' in page, "its parts lead to the risks")
    curve = server.json("risk", "curve", "--contributions")
    parts = [float(x) for x in re.findall(r'data-l="Part of it">([\d.]+) %', page)]
    check(98 < sum(parts) < 102, f"the parts add up: {sum(parts)}")
    st, h, text = b.ask("GET", "/risks/money.json")
    equal(json.loads(text)["current"]["mean"], curve["current"]["mean"], "the page's file and the command line agree")
    st, h, text = b.ask("GET", "/risks/money.csv")
    rows = text.decode().strip().split("\r\n")
    check(st == 200 and rows[0].startswith("risk,title") and len(rows) == 1 + len(curve["current"]["contributions"]), "as CSV: a row a risk")
    again = b.page("/risks/money?years=500&seed=7")[1]
    check("500 years drawn, seed 7" in again, "other years can be drawn")
    check("every scope" in page and "Tideplan platform" in b.page("/risks/money?scope=SC-1")[1], "a scope of its own")
    before = figures(page, "Expected a year")[0]
    server.run("risk", "edit", "R-2", "current_frequency=0.4", "--reason", "Seen at neighbours")
    check(figures(b.page("/risks/money")[1], "Expected a year")[0] != before, "what is kept goes with the next commit")


def invest():
    b = Browser(1)
    st, page = b.page("/risks/invest")
    sound(page, "investment")
    check("Proved" in page and "To choose from" in page and "must come" in page and "not beside" in page, "choice, proof, rules")
    a, z = b.page("/risks/invest?budget=5000")[1], b.page("/risks/invest?budget=40000")[1]
    head = re.search(r"the expected loss falls from EUR ([\d.]+ k) to EUR ([\d.]+ k) a year", z)
    row = z.split("Expected a year</th>")[1].split("</tr>")[0]
    check(head and all(f">{figure}<" in row for figure in head.groups()), f"words and table say the same: {head and head.groups()} {row}")
    check("as if they shrank with the loss" in z, "and it is said where the choice counts otherwise")
    check(a.count(">Chosen<") < z.count(">Chosen<"), "more money buys more")
    slid = {"budget": field(page, "budget"), "budget_at": "1000", "budget_was": field(page, "budget_was")}
    check(float(field(b.page("/risks/invest?" + urllib.parse.urlencode(slid))[1], "budget")) > float(slid["budget"]), "the slider counts without a script")
    ref = re.findall(r'name="c-(\d+)"', page)
    chosen = re.findall(r'form="make" name="control" value="C-(\d+)"', z)
    never = b.page(f"/risks/invest?budget=40000&c-{chosen[0]}=never")[1]
    check(chosen[0] not in re.findall(r'form="make" name="control" value="C-(\d+)"', never), "what is ruled out is not chosen")
    left = next(r for r in ref if r not in chosen)
    must = b.page(f"/risks/invest?budget=100000&c-{left}=must")[1]
    check(left in re.findall(r'form="make" name="control" value="C-(\d+)"', must), "what must be is")
    st, poor = b.page("/risks/invest?budget=100")
    check(st == 422 and "needed" in poor, "what must come and costs more than the budget is said")
    part = b.page("/risks/invest?budget=9000&part=1&drag=1")[1]
    check("<html" not in part and "frontier" in part, "the part that the slider redraws")
    n = len(server.json("treatment", "list", "--limit", "200")["items"])
    pairs = {"control": ["C-" + x for x in chosen]}
    st, h, _ = b.post("/risks/invest", pairs)
    check(st == 303 and h["Location"] == "/treatments", f"treatments are made: {st}")
    after = server.json("treatment", "list", "--limit", "200")["items"]
    new = [t for t in after if t["status"] == "proposed" and any(c["ref"] == "C-" + x for x in chosen for c in t["controls"])]
    check(len(after) > n and new and all(t["risk"] and t["responsible"] for t in new), "proposed, with risk and who")
    b.post("/risks/invest", pairs)
    equal(len(server.json("treatment", "list", "--limit", "200")["items"]), len(after), "twice makes nothing twice")
    check(b.post("/risks/invest", {})[0] == 422, "nothing chosen is said")


def roles_and_past():
    for person in (1, 2, 4):
        for path in ("/risks/money", "/risks/invest", "/risks/R-1/money"):
            equal(Browser(person).page(path)[0], 200, f"person {person} reads {path}")
    audit = server.json("grant", "list", "--where", "role=auditor")["items"]
    if audit:
        other = Browser(int(audit[0]["person"]["ref"].split("-")[1]))
        page = other.page("/risks/R-1/money")[1]
        check("Redraw" in page and "keep-figures" not in page, "who only reads may ask what if and keeps nothing")
        check(other.post("/risks/R-1/money", {"version": "1", "as": "current", "frequency": "1", "low": "1", "high": "2", "reason": "x"})[0] in (403, 404), "nor by a forged form")
    b = Browser(1)
    check(b.post("/as-of", {"when": "2026-09-01", "back": "/risks/money"})[0] == 303, "a day is chosen")
    st, page = b.page("/risks/money")
    check(st == 200 and "Risks in money" in page, "all risks as of a day")
    check("keep-figures" not in b.page("/risks/R-1/money")[1], "nothing is kept in the past")
    check("Make treatments" not in b.page("/risks/invest")[1], "nor bought")
    b.post("/as-of", {"when": "2025-01-15", "back": "/"})
    check("No risk has figures in money yet" in b.page("/risks/money")[1], "before there were figures the page says so")


what_if()
bad_input()
portfolio()
keeping()
invest()
roles_and_past()
server.done()
lib.finish()
