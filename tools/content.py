#!/usr/bin/env python3
"""Reads content/ (facts as CSV, prose and checks as YAML), refuses anything that does not hold together, and writes what is built into
the program: content.jsonl (a row per line: table, then the columns in order), checks.json and demo.json.

Usage: content.py CONTENT_DIR OUT_JSONL OUT_CHECKS OUT_DEMO
"""
import collections
import csv
import json
import pathlib
import re
import sys

import yaml

problems = []
seen = collections.defaultdict(set)  # runs of eight words and the entries they stand in


def bad(where, what):
    problems.append(f"{where}: {what}")


def rows(root, name):
    with open(root / "facts" / name, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def count(what, have, want):
    if have != want:
        bad("facts", f"{what}: {have} rows, {want} expected")


THEMES = {"Organizational": 37, "People": 8, "Physical": 14, "Technological": 34}
ATTRIBUTES = {
    "control_types": {"Preventive", "Detective", "Corrective"},
    "information_security_properties": {"Confidentiality", "Integrity", "Availability"},
    "cybersecurity_concepts": {"Identify", "Protect", "Detect", "Respond", "Recover"},
    "operational_capabilities": None,
    "security_domains": {"Governance_and_Ecosystem", "Protection", "Defence", "Resilience"},
}
PROSE = {
    "controls": (("control", "purpose", "guidance", "small", "other"), (200, 400),
                 {"guidance": (5, 10), "evidence": (3, 6), "questions": (3, 5), "pitfalls": (2, 4)}),
    "clauses": (("activity", "explanation", "guidance", "other"), (150, 350),
                {"guidance": (3, 10), "evidence": (3, 6), "questions": (3, 5), "pitfalls": (2, 4)}),
}


def words(x):
    if isinstance(x, str):
        return len(x.split())
    if isinstance(x, dict):
        x = x.values()
    return sum(map(words, x)) if x is not None else 0


def strings(x):
    if isinstance(x, str):
        yield x
    elif isinstance(x, (list, dict)):
        for y in x.values() if isinstance(x, dict) else x:
            yield from strings(y)


def note_runs(name, block):
    for text in strings(block):
        w = re.findall(r"[a-z0-9'-]+", text.lower())
        for i in range(len(w) - 7):
            seen[" ".join(w[i:i + 8])].add(name)


def check_prose(group, entry, name):
    fields, (low, high), counts = PROSE[group]
    for lang, block in entry.items():
        if len(lang) != 2 or not isinstance(block, dict):
            continue
        if entry.get("group"):
            fields, (low, high), counts = ("activity", "explanation"), (30, 140), {}
        for f in fields:
            if not block.get(f):
                bad(name, f"{lang}: {f} is missing")
        for f, (a, b) in counts.items():
            if not isinstance(block.get(f), list) or not a <= len(block[f]) <= b:
                bad(name, f"{lang}: {f} needs {a} to {b} items")
        n = sum(words(block.get(f, "")) for f in fields)
        if not low <= n <= high:
            bad(name, f"{lang}: {n} words, {low} to {high} wanted")
        note_runs(name, block)


def load_prose(root, group, known):
    """Entries by reference; an entry for something that does not exist is refused."""
    out = {}
    for f in sorted((root / group).glob("*.yaml")):
        e = yaml.safe_load(f.read_text(encoding="utf-8"))
        ref = e.get("ref") if isinstance(e, dict) else None
        if ref not in known:
            bad(f.name, f"unknown reference {ref}")
            continue
        if "en" not in e:
            bad(f.name, "no English text")
            continue
        check_prose(group, e, ref)
        for r in e.get("related", []):
            if r not in known:
                bad(ref, f"related {r} does not exist")
        out[ref] = e
    return out


def annex_and_controls(root):
    annex = rows(root, "iso27001-2022-annex-a.csv")
    attributes = {r["control_id"]: r for r in rows(root, "iso27002-2022-attributes.csv")}
    formerly = collections.defaultdict(list)
    for r in rows(root, "iso27002-2013-to-2022.csv"):
        if r["control_2013"].startswith("A."):
            formerly[r["control_2022"]].append(r["control_2013"])
    count("Annex A", len(annex), 93)
    for theme, n in THEMES.items():
        count(theme, sum(r["theme"] == theme for r in annex), n)
    out = []
    for i, r in enumerate(annex):
        a = attributes.get(r["control_id"])
        if not a:
            bad(r["control_id"], "no attributes")
            continue
        for name, allowed in ATTRIBUTES.items():
            values = a[name].split("|")
            if not values or (allowed and not set(values) <= allowed):
                bad(r["control_id"], f"{name}: {a[name]}")
        common = {k: a[k] for k in ATTRIBUTES}
        old = "|".join(formerly[r["annex_a_ref"]])
        if (r["new_in_2022"] == "yes") == bool(old):
            bad(r["control_id"], "new in 2022 and formerly contradict each other")
        for std, ref, num, kind in (("27001:2022", "27001:" + r["annex_a_ref"], r["annex_a_ref"], "annex_a"),
                                    ("27002:2022", "27002:" + r["control_id"], r["control_id"], "control")):
            out.append(dict(ref=ref, standard=std, number=num, title=r["title"], kind=kind, theme=r["theme"], formerly=old,
                            position=i + 1 + (1000 if kind == "annex_a" else 0), has_requirement=1 if kind == "annex_a" else 0, **common))
    return out


def clauses(root):
    out = []
    for i, r in enumerate(rows(root, "iso27001-2022-clauses.csv")):
        out.append(dict(ref="27001:" + r["clause"], standard="27001:2022", number=r["clause"], title=r["title_or_topic"], kind=r["kind"],
                        parent="27001:" + r["parent"] if r["parent"] else "", position=i + 1, note=r["note"],
                        has_requirement=1 if r["has_requirement"] == "yes" else 0))
    count("clauses", len(out), 186)
    known = {r["ref"] for r in out}
    for r in out:
        if r["parent"] and r["parent"] not in known:
            bad(r["ref"], f"parent {r['parent']} does not exist")
    return out


def privacy(root):
    out = []
    for i, r in enumerate(rows(root, "iso27701-clauses.csv")):
        out.append(dict(ref=f"27701-{r['edition']}:{r['id']}", standard=f"27701-{r['edition']}", number=r["id"], title=r["title_or_topic"], kind="clause",
                        position=i + 1, note=r["note"], has_requirement=1, parallel=r["parallel_27001"]))
    controls = rows(root, "iso27701-controls.csv")
    count("27701:2019 controls", sum(r["edition"] == "2019" for r in controls), 49)
    count("27701:2025 controls", sum(r["edition"] == "2025" for r in controls), 78)
    for i, r in enumerate(controls):
        out.append(dict(ref=f"27701-{r['edition']}:{r['id']}", standard=f"27701-{r['edition']}", number=r["id"], title=r["title"], kind="privacy_control",
                        theme=r["group"], role=r["role"], position=2000 + i, has_requirement=1))
    return out


def mappings(root, known):
    out, keys = [], set()

    def add(a, b, relation, source):
        key = f"{a} {b}"
        if key not in keys:
            keys.add(key)
            out.append(dict(ref=key, from_ref=a, to_ref=b, relation=relation, source=source))

    for r in rows(root, "iso27002-2013-to-2022.csv"):
        if r["control_2013"].startswith("A."):
            add("27001-2013:" + r["control_2013"], "27001:" + r["control_2022"], r["relation"], "ISO/IEC 27002:2022, correspondence of numbers")
    for name, column, prefix, source in (("csf2-to-iso27001.csv", "csf2_subcategory", "CSF-2.0:", "NIST CSF 2.0 informative references"),
                                         ("sp800-53r5-to-iso27001.csv", "sp800_53r5_control", "SP800-53:", "NIST SP 800-53 Rev. 5 mapping to ISO/IEC 27001")):
        for r in rows(root, name):
            add(prefix + r[column], "27001:" + r["iso27001_2022_ref"], r["ref_type"], source)
    for r in rows(root, "iso27701-controls.csv"):
        if r["edition"] == "2019" and r["successor_2025"]:
            add("27701-2019:" + r["id"], "27701-2025:" + r["successor_2025"], "successor", "ISO/IEC 27701:2025, correspondence with 2019")
    for m in out:
        if m["to_ref"] not in known:
            bad(m["ref"], "maps to something unknown")
    return out


def standards(root):
    family = {}
    path = root / "family.yaml"
    if path.exists():
        family = {e["ref"]: e for e in yaml.safe_load(path.read_text(encoding="utf-8"))}
    out = []
    for r in rows(root, "series.csv"):
        number = r["standard"].split()[-1]
        body = family.pop(number, {})
        note_runs(number, body.get("en", {}))
        out.append(dict(ref=number, title=r["short_title"], name=r["standard"], edition=r["edition"], year=r["year"], date=r["date"], purpose=r["purpose"],
                        certifiable=r["certifiable"], kind=r["type"], status_note=r["status_note"], confidence=r["confidence"], pages=r["pages_approx"],
                        free=r["free"], body=json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body else None))
    for left in family:
        bad("family.yaml", f"{left} is no member of the family")
    return out


def terms(root):
    facts = rows(root, "iso27000-terms.csv")
    count("terms", len(facts), 77)
    entries = {}
    for f in sorted((root / "terms").glob("*.yaml")) if (root / "terms").is_dir() else []:
        for e in yaml.safe_load(f.read_text(encoding="utf-8")):
            entries[e["term"].lower()] = e
            note_runs("term " + e["term"], e.get("en", {}))
    out = []
    for r in facts:
        e = entries.pop(r["term"].lower(), {})
        out.append(term_row(r["term"], "27000:2018 " + r["entry_2018"], r["alternative_term"], e))
    out += [term_row(e["term"], "", "", e) for e in entries.values()]
    names = {t["ref"] for t in out}
    for t in out:
        for s in (t["see"] or "").split("|"):
            if s and s.lower() not in names:
                bad("term " + t["title"], f"see {s} does not exist")
    return out


def term_row(title, label, also, e):
    en = e.get("en", {})
    return dict(ref=title.lower(), title=title, label=label, also=also or None, see="|".join(e.get("see", [])) or None,
                definition=en.get("definition"), example=en.get("example"))


def checks(root, known):
    out, ids = [], set()
    head = re.compile(r"^SELECT '[a-z_]+' AS \"type\", ")
    need = ("id", "requirement", "basis", "may_become", "question", "message", "fix", "population", "offenders")
    for f in sorted((root / "checks").glob("*.yaml")):
        for e in yaml.safe_load(f.read_text(encoding="utf-8")):
            for k in need:
                if not e.get(k):
                    bad(f"{f.name} {e.get('id')}", f"{k} is missing")
            if e.get("requirement") not in known:
                bad(e.get("id"), f"unknown requirement {e.get('requirement')}")
            if e.get("basis") not in ("requirement", "documented_information", "own_rule", "auditor_expectation"):
                bad(e.get("id"), "unknown basis")
            if e.get("may_become") not in ("likely_major", "likely_minor", "advice"):
                bad(e.get("id"), "unknown may_become")
            for k in ("population", "offenders"):
                if not head.match(e.get(k, "")):
                    bad(e.get("id"), f"{k} does not begin with SELECT 'TYPE' AS \"type\", ...")
            if e.get("id") in ids:
                bad(e.get("id"), "id stands twice")
            ids.add(e.get("id"))
            out.append(e)
    return out


def demo(root):
    """The story of the demonstration organisation: one list of steps."""
    out = None
    for f in sorted((root / "demo").glob("*.yaml")):
        e = yaml.safe_load(f.read_text(encoding="utf-8"))
        out = out or {**e, "steps": []}
        for s in e["steps"]:
            where = f"{f.name} day {s.get('day')}"
            if sum(k in s for k in ("add", "edit", "approve")) != 1 or not isinstance(s.get("day"), int) or s["day"] > 0:
                bad(where, "needs a day that is past and one of add, edit, approve")
            for r in s.get("rows", []):
                if len(r) != len(s["columns"]) or not all(isinstance(c, str) for c in r):
                    bad(where, f"{len(r)} cells for {len(s['columns'])} columns, or a cell that is no text: {r[:2]}")
            if out["steps"] and s["day"] < out["steps"][-1]["day"]:
                bad(where, "comes before the step above")
            out["steps"].append(s)
    return out or {}


def main():
    root = pathlib.Path(sys.argv[1])
    reqs = clauses(root) + annex_and_controls(root) + privacy(root)
    known = {r["ref"] for r in reqs}
    if len(known) != len(reqs):
        bad("facts", "a reference stands twice")
    prose = {**load_prose(root, "controls", known), **load_prose(root, "clauses", known)}
    for r in reqs:
        e = prose.get(r["ref"])
        r["body"] = json.dumps(e, ensure_ascii=False, separators=(",", ":")) if e else None
    for run, where in seen.items():
        if len(where) > 1:
            bad(", ".join(sorted(where)), f"the same words: {run}")
    tables = (("standard", standards(root)), ("requirement", reqs), ("term", terms(root)), ("mapping", mappings(root, known)))
    listed = checks(root, known)
    story = demo(root)
    if problems:
        print("\n".join(problems[:200]), file=sys.stderr)
        print(f"{len(problems)} problems in content/", file=sys.stderr)
        return 1
    with open(sys.argv[2], "w", encoding="utf-8") as f:
        for table, entries in tables:
            for e in entries:
                e.pop("parallel", None)
                f.write(json.dumps({"table": table, **{k: v for k, v in e.items() if v not in (None, "")}}, ensure_ascii=False, separators=(",", ":")) + "\n")
    with open(sys.argv[3], "w", encoding="utf-8") as f:
        json.dump(listed, f, ensure_ascii=False, separators=(",", ":"))
    with open(sys.argv[4], "w", encoding="utf-8") as f:
        json.dump(story, f, ensure_ascii=False, separators=(",", ":"))
    return 0


sys.exit(main())
