#!/usr/bin/env python3
"""Pages of the risk method: the scenario builder, the acceptance room with its forms and second signatures, the reports for three audiences.

Usage: risk_pages.py PROGRAM"""
import datetime
import html
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check

server = lib.Server()


def Browser(person=None):
    return lib.Browser(server, person)


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)', page)[1]


def room():
    manager, owner, top = Browser(1), Browser(4), Browser(2)
    check("R-15" in Browser(10).page("/acceptances/room")[1], "what is stale in the demonstration waits for its owner")
    check("a rating rose" in Browser(10).page("/acceptances/room")[1], "with what changed")
    check("Nothing waits for you" in owner.page("/acceptances/room")[1], "nothing waits for who has decided")
    version = field(manager.page("/risks/R-1/edit")[1], "version")
    check(manager.post("/risks/R-1/edit", {"version": version, "current_likelihood": "3", "target_likelihood": "3",
                                           "change_reason": "Attack on a neighbour"})[0] == 303, "a rating rises")
    status, page = owner.page("/acceptances/room")
    check(status == 200 and "Ransomware" in page and "a rating rose" in page, "the risk comes back to its owner")
    check("Ransomware" not in top.page("/acceptances/room")[1], "and to nobody else")
    status, h, page = owner.post("/acceptances/new", {"back": "/acceptances/room", "risk": "R-1", "kind": "both",
                                                      "valid_until": "2001-01-01", "statement": "We \"live\" <with> it"})
    check(status == 422 and "run out already" in page and "&lt;with&gt;" in page, "a day in the past is refused, the words are kept")
    status, h, page = owner.post("/acceptances/new", {"back": "/acceptances/room", "risk": "R-1", "kind": "both", "valid_until": "",
                                                      "statement": "We live with it"})
    check(status == 303 and h["Location"] == "/acceptances/room", f"decided, and back in the room: {status}")
    check("Ransomware" not in owner.page("/acceptances/room")[1], "it waits for the owner no more")
    page = top.page("/acceptances/room")[1]
    check("Ransomware" in page and "We live with it" in page, "but for top management's signature")
    first = field(page, "second_of")
    check(owner.post("/acceptances/new", {"risk": "R-1", "kind": "both", "second_of": first})[0] == 403, "the owner does not sign twice")
    check(top.post("/acceptances/new", {"risk": "R-1", "kind": "both", "second_of": first, "back": "/acceptances/room"})[0] == 303, "signed")
    check("Ransomware" not in top.page("/acceptances/room")[1], "nothing waits after that")


def builder():
    b = Browser(1)
    page = b.page("/risks/build")[1]
    check("A-11" in page and "scenario:ransomware-office" in page, "assets and scenarios are offered")
    page = b.page("/risks/build?asset=A-11&asset=A-999&asset=%3Cb%3E&scenario=scenario:ransomware-office&step=2")[1]
    check(re.search(r'value="threat:ransomware" checked', page) and 'value="A-999"' not in page, "the scenario brings its threats, what is not there is left")
    check('value="threat:fire"' not in page, "threats that fit nothing chosen are not shown")
    narrow = b.page("/risks/build?chosen=1&threat=threat:device-loss&step=2")[1]
    check("vulnerability:unencrypted-device" in narrow and "vulnerability:no-callback-rule" not in narrow, "weaknesses follow the threats")
    page = b.page("/risks/build?asset=A-11&scenario=scenario:ransomware-office&chosen=1&threat=threat:ransomware"
                  "&vulnerability=vulnerability:backup-reachable&step=3")[1]
    check("An accountant opens an invoice" in page and "3 Possible" in page, "words and scale are there")
    check(re.search(r'name="control" value="C-\d+"', page) and "serves A.8.13" in page, "own controls that serve come first")
    fields = [("asset", "A-11"), ("scenario", "scenario:ransomware-office"), ("chosen", "1"), ("threat", "threat:ransomware"),
              ("vulnerability", "vulnerability:backup-reachable"), ("control", "C-2"), ("title", "Built"), ("cause", "Mine <b>"),
              ("current_likelihood", "3"), ("current_consequence", "4"), ("rating_reason", "Seen"), ("owner", "P-4")]
    def send(values):
        status, h, data = b.ask("POST", "/risks/build", urllib.parse.urlencode(values + [("form_token", b.token())]),
                                {"Content-Type": "application/x-www-form-urlencoded"})
        return status, h, data.decode()
    before = b.page("/threats")[1]
    status, h, page = send([f for f in fields if f[0] != "current_likelihood"] + [("current_likelihood", "9")])
    check(status == 422 and "f-current_likelihood" in page and "Mine &lt;b&gt;" in page, "off the scale: refused, nothing typed is lost")
    check(re.search(r'name="control" value="C-2" checked', page) and b.page("/threats")[1].count("<tr") == before.count("<tr"), "and nothing saved")
    status, h, page = send(fields)
    check(status == 303, f"a built risk is saved: {status}")
    page = b.page(h["Location"])[1]
    check(all(w in page for w in ("Built", "Mine", "A-11", "C-2", "scenario:ransomware-office")), "with all that was chosen")
    first = b.page("/threats?q=ransom")[1]
    check("threat:ransomware" in b.page("/threats/" + max(re.findall(r"/threats/(T-\d+)", first), key=lambda t: int(t[2:])))[1],
          "the threat is now in the register")
    status, h, page = send([("title", "Built again") if f[0] == "title" else f for f in fields])
    check(status == 303, "a second one")
    check(len(set(re.findall(r"/threats/(T-\d+)", b.page("/threats")[1]))) == 1 + len(set(re.findall(r"/threats/(T-\d+)", before))),
          "uses the same threat")
    check(Browser(11).page("/risks/build")[0] == 404, "an auditor builds nothing")


def matrix():
    b = Browser(1)
    page = b.page("/risks")[1]
    cell = re.search(r'<a class="hit" data-at="1 4" href="([^"]*)" aria-label="(\d+): likelihood Unusual, consequence Existential, level High"', page)
    check(cell, "a cell of the matrix is a link with its words")
    listed = b.page(cell[1].replace("&amp;", "&"))[1]
    check(len(set(re.findall(r'href="/risks/(R-\d+)"', listed[listed.find("<tbody"):]))) >= int(cell[2]), "that opens its risks")
    check("matrix=inherent" not in page, "without inherent ratings no tab for them")
    page = b.page("/risks/R-3")[1]
    check(page.count('aria-label="Rate as likelihood') == 25, "every cell rates the risk")
    check("R-3?rate=" not in Browser(11).page("/risks/R-3")[1], "but not for an auditor")
    page = b.page("/risks/R-3?rate=target:2:1")[1]
    check('name="target_likelihood" value="2" checked' in page and 'name="target_consequence" value="1" checked' in page, "the form of a cell")
    form = {"version": field(page, "version"), "target_likelihood": "2", "target_consequence": "1"}
    status, h, page = b.post("/risks/R-3/edit", {**form, "change_reason": ""})
    check(status == 422 and "say why" in page and 'name="target_consequence" value="1" checked' in page, "no rating changes without a reason")
    check(b.post("/risks/R-3/edit", {**form, "change_reason": "Restore tried"})[0] == 303, "with one it does")
    r = server.json("risk", "show", "R-3")
    check((r["target_likelihood"], r["target_consequence"]) == (2, 1) and r["current_likelihood"] is not None, "and only that rating")
    check("Restore tried" in b.page("/risks/R-3/history")[1], "the reason stands in the history")
    check(b.page("/risks/R-3?rate=target:99:x")[0] == 200, "a cell that is none")


def residual():
    b = Browser(1)
    rate = {"effective": 1, "partly": 0.5, "not_effective": 0, None: 0.8}
    r, page = server.json("risk", "show", "R-7"), b.page("/risks/R-7")[1]
    plan = [t for t in server.json("treatment", "list", "--where", "risk=R-7", "--limit", "200")["items"] if t["status"] not in ("rejected", "cancelled")]
    have = {x["ref"] for x in r["existing_controls"]}
    controls = {x["ref"] for t in plan for x in t["controls"]} - have
    left = 1.0
    for ref in controls:
        k = server.json("control", "show", ref)
        left *= 1 - rate[k["test_result"]] * float(k["frequency_effect"] or 0) / 100
    check(controls and f"{round(left * 100)} % of the events" in page, f"what the plan leaves of the events: {left}")
    check(f"rate=target:{r['current_likelihood'] - 1}:{r['current_consequence']}#rate" in page and "by the bands of the criteria" in page,
          "the bands of the criteria say which step that is")
    for ref in controls:
        server.run("control", "edit", ref, "tested_on=2026-11-01", "test_result=effective")
    page = b.page("/risks/R-7")[1]
    check("25 % of the events" in page and r["target_likelihood"] == r["current_likelihood"] - 2 and "and how it is rated" in page,
          "a control that passed its test takes more, here as far as it is rated: nothing to suggest")
    check(server.json("risk", "show", "R-7")["target_likelihood"] == r["target_likelihood"], "and the rating stays what was typed")
    check("What the plan would leave" not in b.page("/risks/R-9")[1], "a plan without controls suggests nothing")


def assessments():
    b = Browser(1)
    runs = {r["ref"]: r for r in server.json("risk_assessment", "list")["items"]}
    first, second = runs["RA-1"], runs["RA-2"]
    check(len(first["results_digest"]) == 64 and "R-1 | " in first["results"], "a run that is done wrote down its results")

    def then(day):  # what the ledger says of that day, apart from the results
        page = server.json("--as-of", day, "risk", "list", "--where", "status=open", "--where", "scope=SC-1", "--limit", "200")
        return {r["ref"]: r for r in page["items"]}
    before, after = then(first["finished_on"]), then(second["finished_on"])
    check(before and after and set(before) != set(after), "the demonstration has something to compare")
    rates = ("current_likelihood", "current_consequence", "current_level", "target_likelihood", "target_consequence", "target_level")
    both = set(before) & set(after)
    level = lambda r: r["current_level"] or 0
    rose = sum(level(after[k]) > level(before[k]) > 0 for k in both)
    fell = sum(level(before[k]) > level(after[k]) > 0 for k in both)
    status, page = b.page("/risk_assessments/RA-2/changes")
    check(status == 200 and first["title"] in page, "compared with the run before")
    for label, n in (("New risks", len(set(after) - set(before))), ("Closed or gone", len(set(before) - set(after))),
                     ("Level rose", rose), ("Level fell", fell)):
        check(f"<dt>{label}</dt><dd>{n}</dd>" in page, f"{label}: {n}")
    listed = set(re.findall(r'href="/risks/(R-\d+)"', page))
    wanted = {k for k in set(before) | set(after) if k not in both or any(before[k][f] != after[k][f] for f in rates)
              or (before[k]["owner"] or {}).get("ref") != (after[k]["owner"] or {}).get("ref")}
    check(listed == wanted, f"risk by risk: {listed ^ wanted}")
    scales = {}

    def word(ref, scale, n):
        if ref not in scales:
            scales[ref] = server.json("criteria", "show", ref)
        return next(html.escape(l.split(":")[0].strip()) for l in scales[ref][scale + "_scale"].split("\n") if l.startswith(f"{n} "))
    for ref in sorted(set(after) & listed)[:10]:
        r = after[ref]
        by = r["criteria"]["ref"]
        said = (f"level {word(by, 'level', r['current_level'])} (likelihood {word(by, 'likelihood', r['current_likelihood'])}, "
                f"consequence {word(by, 'consequence', r['current_consequence'])})" if r["current_level"] else "not rated")
        check(said in page.split(f'href="/risks/{ref}"')[1].split("</tr>")[0], f"{ref} in words: {said}")
    for n in {level(r) for r in after.values()} - {0}:
        w = word(next(r["criteria"]["ref"] for r in after.values() if level(r) == n), "level", n)
        was = sum(level(r) == n for r in before.values())
        check(f'<th scope="row">{w}</th><td class="num">{was}</td><td class="num">{sum(level(r) == n for r in after.values())}</td>' in page,
              f"how many are {w}")
    check("What changed since the last" in b.page("/risk_assessments/RA-2")[1] and "R-1 | " not in b.page("/risk_assessments/RA-2")[1],
          "its own page has the numbers, not the text")
    check("everything counts as" in b.page("/risk_assessments/RA-1/changes")[1], "before the first there is nothing")
    server.run("risk_assessment", "add", "title=Third", "scope=SC-1", "status=running")
    server.run("risk", "edit", "R-5", "current_consequence=5", "--reason", "Two outages")
    page = b.page("/risk_assessments/RA-3/changes")[1]
    check("the register as it" in page and "R-5" in page, "a run that is not done is compared with the register")
    server.run("risk_assessment", "edit", "RA-3", "status=done")
    frozen = server.json("risk_assessment", "show", "RA-3")
    server.run("risk", "edit", "R-5", "current_consequence=1", "--reason", "A mistake")
    check(server.json("risk_assessment", "show", "RA-3")["results"] == frozen["results"] and frozen["finished_on"], "once done it stays")
    check(b.page("/risk_assessments/RA-3/changes?with=RA-1")[0] == 200 and b.page("/risk_assessments/RA-3/changes?with=RA-77")[0] == 404,
          "any two can be compared")


def messy_register():
    b = Browser(1)
    text = "No;Risk description;Owner;Probability;Impact;Score\n7;Messy one;Nobody Here;4 - Likely;High;16\n8;Messy two;;3;4;12\n"
    status, h, page = b.post("/risks/import", {"text": text, "what": "try"})
    check(status == 422 and 'Row 2, column "Impact"' in page and "4 Severe" in page and "Nobody Here" in page, "each cell with what is allowed")
    check(re.search(r'name="column_1" value="Risk description".*?<option value="title" selected', page, re.S)
          and re.search(r'name="column_4" value="Impact".*?<option value="current_consequence" selected', page, re.S),
          "what each column was taken for")
    check("Messy one" in page, "and the cells are still there")
    fixed = {"text": text, "what": "try", "create_missing": "yes"}
    for i, (name, to) in enumerate((("No", "-"), ("Risk description", "title"), ("Owner", "owner"), ("Probability", "current_likelihood"),
                                    ("Impact", "impact"), ("Score", "-"))):
        fixed |= {f"column_{i}": name, f"to_{i}": to}
    status, h, page = b.post("/risks/import", fixed)
    check(status == 200 and "2 new" in page, "said otherwise, it would fit")
    check(not server.json("risk", "list", "--where", "title~Messy")["items"], "nothing is saved by trying")
    page = b.post("/risks/import", {**fixed, "to_5": "current_level"})[2]
    check('Column &quot;Score&quot; says another level' in page and 'row 2 says &quot;16&quot;, worked out is none' in page
          and 'row 3 says &quot;12&quot;, worked out is none' in page, "a level that the file says and the ratings do not is named by row")
    status, h, page = b.post("/risks/import", {**fixed, "what": "do"})
    got = {r["title"]: r for r in server.json("risk", "list", "--where", "title~Messy")["items"]}
    check(got["Messy one"]["impact"] == "High" and got["Messy one"]["current_likelihood"] == 4 and got["Messy two"]["current_consequence"] is None,
          "taken over as it was said")
    status, h, page = b.upload("/risks/import", {"what": "try"}, "r.csv", text.encode())
    check(status == 422 and "Messy two" in page and "column_1" in page, "a file comes back as text, to be corrected in place")


def timeline():
    b = Browser(1)
    page = b.page("/treatments")[1]
    check("Treatment plan along the time" in page and "5 open actions" in page, "the plan along the time")
    check(len(re.findall(r'<rect class="b-', page)) > 20 and "Planned on" in page, "a bar and a row for each action")


def reports():
    b = Browser(1)
    for who, words in (("management", ("Where we stand", "The highest risks", "Decisions waiting", "Overdue")),
                       ("owners", ("Tomasz Zielinski", "To decide", "Approve the plan and accept what is left")),
                       ("register", ("Extortion group", "Why these ratings", "Screenshots in tickets"))):
        status, page = b.page(f"/risks/report?for={who}")
        check(status == 200 and all(w in page for w in words), f"the report for {who}")
    page = b.page("/risks/report?for=management")[1]
    check(len(re.findall(r'data-l="Decision"', page)) == 10, "ten risks at the top")
    check(re.search(r"Medium</th><td>\d+</td><td>\d+</td><td>\d+</td>", page), "counts by level, now and after the plan")
    now = server.json("risk", "list", "--limit", "200", "--where", "status=open", "--where", "kind=information_security")["items"]
    beyond = sum(bool(r["needs_treatment"]) for r in now)
    check(beyond and f"{beyond} of {len(now)} open risks lie above" in page, f"and of those that need treatment: {beyond} of {len(now)}")
    year = re.search(r"A year ago, (\d+ \w+ \d+)", page)
    check(year, "with a year ago beside it")
    day = datetime.datetime.strptime(year[1], "%d %b %Y").strftime("%Y-%m-%d")
    then = [r["current_level"] or 0 for r in server.json("--as-of", day, "risk", "list", "--limit", "200", "--where", "status=open",
                                                         "--where", "kind=information_security")["items"]]
    rows = {w: int(n) for w, n in re.findall(r'<th scope="row">(\w+)</th><td>(\d+)</td><td>\d+</td><td>\d+</td>', page)}
    check(then and rows == {w: then.count(i + 1) for i, w in enumerate(("Low", "Medium", "High", "Critical"))},
          f"and the counts are those of that day: {rows} {sorted(then)}")
    check(b.page("/risks/report?for=nobody")[0] == 404, "there is no other report")
    check(b.post("/as-of", {"when": "2025-06-30", "back": "/risks"})[0] == 303, "a day is chosen")
    page = b.page("/risks/report?for=management")[1]
    check("30 Jun 2025" in page and "Where we stand" in page, "and the report is of that day")
    check("Customer data in an assistant" not in b.page("/risks/report?for=register")[1], "without what came later")


def happened():
    b = Browser(1)
    r = server.json("risk", "show", "R-9")
    check('name="happened_on"' in b.page("/risks/R-9/edit")[1], "the form asks whether it happened")
    day = datetime.date.today().isoformat()
    status, _, page = b.post("/risks/R-9/edit", {"version": r["version"], "inline": "happened_on", "happened_on": "2999-01-01"})
    check(status == 422 and "this day has not come yet" in page, "not on a day to come")
    status = b.post("/risks/R-9/edit", {"version": r["version"], "inline": "happened_on", "happened_on": day})[0]
    check(status == 303 and "it happened" in b.page("/risks/R-9")[1], "its page says why to look again")
    rows = re.findall(r'<tr[^>]*>.*?href="/risks/(R-\d+)"', b.page("/risks?where=stale_because~it%20happened")[1].split("<tbody")[-1], re.S)
    check(set(rows) == {"R-9"}, f"the list finds it by the reason: {rows}")
    page = b.page("/risks/report?for=register")[1]
    check("It happened on" in page and "it happened" in page, "the register tells it")
    check("it happened" in b.page("/risks/report?for=owners")[1], "and its owner")
    r = server.json("risk", "show", "R-9")
    status = b.post("/risks/R-9/edit", {"version": r["version"], "change_reason": "It came true",
                                        "current_likelihood": r["current_likelihood"] - 1, "current_consequence": r["current_consequence"]})[0]
    check(status == 303 and "it happened" not in b.page("/risks/R-9")[1] and server.json("risk", "show", "R-9")["happened_on"] == day,
          "rated again, it holds; the day stays")


def other_words():
    """Last, because it replaces the criteria."""
    b = Browser(1)
    first = server.json("risk_assessment", "show", "RA-3")
    old = server.json("criteria", "show", first["criteria"]["ref"])
    texts = [f"{f}={old[f]}" for f in ("likelihood_scale", "consequence_scale", "need_scale", "matrix", "acceptance")]
    new = "\n".join("%d Grade %s" % (i + 1, "ABCDEFG"[i]) for i in range(len(old["level_scale"].strip().split("\n"))))
    server.run("risk_assessment", "add", "title=Fourth", "scope=SC-1", "status=running")
    server.run("criteria", "add", "title=Other words", "status=in_force", "replaces=" + first["criteria"]["ref"], f"level_scale={new}",
               "interval_months=12", *texts)
    server.run("risk", "edit", "R-5", "current_consequence=2", "--reason", "By the new words")
    r = server.json("risk", "show", "R-5")
    page = b.page("/risk_assessments/RA-4/changes")[1]
    line = page.split('href="/risks/R-5"')[1].split("</tr>")[0]
    check(f"level {r['current_level']} Grade {'ABCDEFG'[r['current_level'] - 1]}" in line, f"a line says the words of its own criteria: {line}")
    check("Grade" not in line.split('data-l="Now"')[0], "and the line before those it was rated with")
    check(f'<th scope="row">{r["current_level"]} Grade {"ABCDEFG"[r["current_level"] - 1]}</th>' in page, "and the count keeps both words apart")

    other = next(x for x in server.json("risk", "list", "--where", "status=open", "--where", "scope=SC-1", "--limit", "200")["items"]
                 if x["criteria"] and x["criteria"]["ref"] == first["criteria"]["ref"])
    server.run("criteria", "add", "title=Fewer steps", "status=in_force", "replaces=" + r["criteria"]["ref"], "interval_months=12",
               "likelihood_scale=1 Hardly\n2 Surely", "consequence_scale=1 Bearable\n2 Not bearable", "level_scale=1 Fine\n2 Not fine",
               "matrix=1 2\n2 2", "acceptance=1 owner\n2 management", "need_scale=" + old["need_scale"])
    page = b.page(f"/risks/{other['ref']}/edit")[1]
    part = page.split('name="current_likelihood"')[0][-600:] + page.split('name="current_likelihood"', 1)[1].split("</fieldset>")[0]
    was = next(html.escape(l.split(":")[0]) for l in old["likelihood_scale"].split("\n") if l.startswith(str(other["current_likelihood"])))
    check("2 Surely" in part and f"Rated {was}, by other criteria" in part,
          f"a rating is given in the words in force, and the one that stands there said in its own: {was} {part}")
    check(other["current_likelihood"] <= 2 or (f'value="{other["current_likelihood"]}" checked' in part and "No step of the scale in force" in part),
          "what is no step any more stays chosen until another is")


lib.run_parts(server, room, builder, matrix, residual, assessments, messy_register, timeline, reports, happened, other_words)
