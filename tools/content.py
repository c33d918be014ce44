#!/usr/bin/env python3
"""Reads content/ (facts as CSV, prose, checks and the demonstration as YAML, templates as Markdown), refuses anything that does not hold together,
and writes what is built into the program: content.jsonl (a row per line: table, then the columns in order), checks.json, demo.json and lookup.txt
(the index of standard search).
content/README.md is the contract; the modules in tools/content/ enforce it.

Usage: content.py [--pieces] CONTENT_DIR                        only looks, and says what is there; --pieces asks for no total counts
       content.py CONTENT_DIR OUT_JSONL OUT_CHECKS OUT_DEMO OUT_LOOKUP
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True

from content import base, documents, facts, guide, library, lookup, prose, story  # noqa: E402
from content.base import bad, packed  # noqa: E402

# Text arrives in pieces: a group that says True must have all its entries, any other only correct ones.
COMPLETE = {
    "controls": True,
    "clauses": True,
    "privacy": True,
    "privacy-clauses": True,
    "terms": True,
    "family": True,
    "guide": True,
    "library": True,
    "measures": True,
    "templates": True,
    "handouts": True,
}
# Record types of the product that are still to come: clauses and templates may name them already.
LATER = ("competence training attendance communication feedback change supplier supplier_review incident exercise objective measure reading "
         "programme audit audit_item finding review decision nonconformity action improvement body cycle external_audit processing impact_assessment "
         "subject_request transfer agreement breach").split()
PAGES = "soa path check risk history verify search standard term import export list show curve simulate invest report user backup restore".split()


def record_types(root):
    text = (root.parent / "src/records/types.h").read_text(encoding="utf-8")
    return {("scope" if t == "scope_type" else t) for t in re.findall(r"^    X\((\w+)\)", text.split("RECORD_LINKS")[0], re.M)} | set(LATER)


def names_of_things(root, reqs, members):
    """Titles, and what content/names.txt lists, count as one word where runs of words are compared."""
    for r in reqs:
        base.add_name(r["title"])
    for m in members.values():
        base.add_name(m["short_title"])
    for line in (root / "names.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            base.add_name(line)


def stray(root):
    """Folders and files that nobody reads are mistakes of a name."""
    ends = {"templates": ".md", "handouts": ".md", "facts": ".csv"}
    for f in sorted(p for p in root.iterdir() if p.name not in ("README.md", "names.txt", "synonyms.yaml")):
        if not f.is_dir() or f.name not in set(COMPLETE) | {"facts", "checks", "demo"}:
            bad(f.name, "is no part of content/ that is known")
            continue
        for g in f.iterdir():
            if g.suffix != ends.get(f.name, ".yaml"):
                bad(f"{f.name}/{g.name}", f"does not end in {ends.get(f.name, '.yaml')}")


def bodies(reqs, entries):
    """Puts the text to its requirement, or says whose text holds: Annex A has that of 27002, an item that of its clause, a control of
    27701:2019 that of its successor."""
    by_ref = {r["ref"]: r for r in reqs}
    for r in reqs:
        e = entries.get(r["ref"])
        r["body"] = packed(e) if e else None
        if r["kind"] == "annex_a":
            r["text_of"] = "27002:" + r["number"].removeprefix("A.")
        elif r.get("successor"):
            r["text_of"] = r["successor"]
        elif r.get("parent") and r["kind"] in ("item", "subitem", "paragraph", "amendment", "note"):
            up = r
            while up["kind"] != "clause":
                up = by_ref[up["parent"]]
            r["text_of"] = up["ref"]


def blocks_of(e, *facts):
    """What goes into `body`: the language blocks and facts that are no column."""
    return packed({k: v for k, v in e.items() if k in facts or len(k) == 2})


def bar(values):
    return "|".join(values or []) or None


def library_rows(entries):
    for e in entries:
        en = e["en"]
        yield dict(ref=e["key"], kind=e["kind"], title=en["title"], category=e.get("category"), origin=e.get("origin"),
                   properties=",".join(p for p in library.PROPERTIES if p in e["properties"]),
                   fits=",".join(f for f in library.FITS if f in e.get("fits", [])), likelihood=e.get("likelihood"), source=e.get("source"),
                   threats=bar(e.get("threats")), vulnerabilities=bar(e.get("vulnerabilities")), controls=bar(e.get("controls")),
                   description=en.get("description") or " ".join(en[k] for k in ("cause", "event", "consequence")), body=blocks_of(e))


def construct_rows(entries):
    for e in entries:
        yield dict(ref=e["key"], title=e["en"]["title"], kind=e["type"], unit=e["unit"], better=e["better"], target=e["target"], warning=e["warning"],
                   collect=e["collect"], report=e["report"], serves=bar(e["serves"]), need=e["en"]["need"], query=e.get("query"), body=blocks_of(e))


def template_rows(entries):
    for e in entries:
        yield dict(ref=e["key"], title=e["title"], kind=e["kind"], start=int(e["start"]), review_months=e["review_months"], serves=bar(e["serves"]),
                   body=packed(e["text"]))


def guide_rows(entries, pages):
    for i, e in enumerate(entries, 1):
        yield dict(ref=e["key"], kind=e["kind"], title=e["en"]["title"], position=i, stage=e.get("stage"), flag=e.get("flag"), role=e.get("role"),
                   refs=bar(e["refs"]), body=blocks_of(e, "verdicts"))
    for i, e in enumerate(pages, 1):
        yield dict(ref=e["key"], kind="handout", title=e["title"], position=i, role=e["role"], body=packed(e["text"]))


def standards(members, family):
    for number, r in members.items():
        body = family.get(number)
        yield dict(ref=number, title=r["short_title"], name=r["standard"], edition=r["edition"], year=r["year"], date=r["date"], purpose=r["purpose"],
                   certifiable=r["certifiable"], kind=r["type"], status_note=r["status_note"], confidence=r["confidence"], pages=r["pages_approx"],
                   free=r["free"], body=packed(body) if body else None)


def read_all(root):
    members = facts.family(root)
    of_27001 = facts.clauses(root)
    of_27701 = facts.privacy(root, of_27001)
    reqs = of_27001 + facts.annex_and_controls(root) + of_27701
    known = {r["ref"] for r in reqs}
    if len(known) != len(reqs):
        bad("facts", "a reference stands twice")
    names_of_things(root, reqs, members)
    stray(root)
    refs, types = known | set(members), record_types(root)
    pages = types | set(PAGES)
    on = COMPLETE
    c = {
        "controls": prose.controls(root, on["controls"], known, refs),
        "clauses": prose.clauses(root, on["clauses"], of_27001, refs, types, pages),
        "privacy": prose.privacy(root, on["privacy"], known, refs),
        "privacy-clauses": prose.privacy_clauses(root, on["privacy-clauses"], of_27701, refs, types, pages),
        "family": prose.family(root, on["family"], members, refs),
        "terms": prose.terms(root, on["terms"]),
        "guide": guide.guide(root, on["guide"], refs, members),
        "library": library.library(root, on["library"], known),
        "measures": library.measures(root, on["measures"], known),
        "templates": documents.templates(root, on["templates"], refs, types),
        "handouts": documents.handouts(root, on["handouts"]),
    }
    entries = {**c["controls"], **c["clauses"], **c["privacy"], **c["privacy-clauses"]}
    bodies(reqs, entries)
    listed, demo = story.checks(root, known), story.demo(root)
    base.report_runs()
    index = None if base.problems else lookup.build(root, reqs, entries)
    if base.problems:
        return None
    tables = (("standard", standards(members, c["family"])), ("requirement", reqs), ("term", c["terms"]), ("mapping", facts.mappings(root, known)),
              ("library", library_rows(c["library"])), ("construct", construct_rows(c["measures"])), ("template", template_rows(c["templates"])),
              ("guide", guide_rows(c["guide"], c["handouts"])))
    return c, tables, (listed, demo), index


def write(tables, trees, index, out):
    with open(out[0], "w", encoding="utf-8") as f:
        for table, entries in tables:
            for e in entries:
                for k in ("parallel", "successor"):  # for this program only
                    e.pop(k, None)
                f.write(packed({"table": table, **{k: v for k, v in e.items() if v not in (None, "")}}) + "\n")
    for name, x in zip(out[1:], [packed(t) for t in trees] + [index]):
        with open(name, "w", encoding="utf-8") as f:
            f.write(x)


def main():
    if "--pieces" in sys.argv:
        sys.argv.remove("--pieces")
        COMPLETE.update(dict.fromkeys(COMPLETE, False))
    if len(sys.argv) not in (2, 6):
        print(__doc__, file=sys.stderr)
        return 2
    got = read_all(pathlib.Path(sys.argv[1]).resolve())
    if not got:
        print("\n".join(base.problems[:300]), file=sys.stderr)
        print(f"{len(base.problems)} problems in content/", file=sys.stderr)
        return 1
    c, tables, trees, index = got
    if len(sys.argv) == 6:
        write(tables, trees, index, sys.argv[2:])
    else:
        print(", ".join(f"{group} {len(x)}" for group, x in c.items()))
    return 0


sys.exit(main())
