"""Our text on what the standards number: controls, clauses, privacy, members of the family, terms."""
import re

from content.base import (bad, blocks, langs, note_runs, read_list, read_yaml, references, rows, short, take_fields, text_fields, total, word_range,
                          words)
from content.facts import count

CONTROL = ("control", "purpose", "guidance", "small", "other")
CLAUSE = ("activity", "explanation", "guidance", "other")
FAMILY = ("what_for", "when_to_use", "what_it_is_not", "certifiable", "edition")
ARTICLE = re.compile(r"([1-9][0-9]?)(\([0-9]+\))?(\([a-z]\))?")


def entries(root, group, prefix, known, fields):
    """(reference, entry) of every file of a folder; the file is named after the reference."""
    for f in sorted((root / group).glob("*.yaml")):
        where, e = f"{group}/{f.name}", read_yaml(f)
        if not isinstance(e, dict):
            bad(where, "is no mapping")
            continue
        ref = e.get("ref")
        if ref not in known:
            bad(where, f"unknown reference {ref}")
        elif f.stem != prefix(ref):
            bad(where, f"is named otherwise than its reference {ref}")
        elif take_fields(ref, e, ("ref", "related", "en") + fields[0], fields[1] + tuple(langs(e))):
            yield ref, e


def after_colon(ref):
    return ref.split(":")[-1]



def controls(root, complete, known, refs):
    out = {}
    own = {r for r in known if r.startswith("27002:")}
    for ref, e in entries(root, "controls", after_colon, own, ((), ())):
        for lang, b in blocks(ref, e):
            text_fields(ref, lang, b, ("control", "purpose", "small", "other"),
                        {"guidance": (5, 10), "evidence": (3, 6), "questions": (3, 5), "pitfalls": (2, 4)})
            word_range(ref, lang, b, CONTROL, 200, 400)
            note_runs(ref, b)
        references(ref, "related", e["related"], own, 1)
        out[ref] = e
    total("controls", complete, "controls", len(out), 93)
    return out


def needed_items(facts, clause):
    """(those that must be explained, those that may be) below a clause."""
    below, grown = {clause}, True
    while grown:
        more = {r["ref"] for r in facts if r.get("parent") in below and r["kind"] != "clause"} - below
        grown, below = bool(more), below | more
    parts = [r for r in facts if r["ref"] in below and r["ref"] != clause]
    return {r["number"] for r in parts if r["has_requirement"]}, {r["number"] for r in parts}


def clause_lists(name, e, types, pages):
    for field, known in (("records", types), ("pages", pages)):
        references(name, field, e.get(field), known)


def heading(ref, e):
    if e.get("group") is not True:
        bad(ref, "group can only be true")
    for lang, b in blocks(ref, e):
        text_fields(ref, lang, b, ("activity", "explanation"))
        word_range(ref, lang, b, ("activity", "explanation"), 30, 140)
        note_runs(ref, b)


def clauses(root, complete, facts, refs, types, pages):
    out = {}
    by_ref = {r["ref"]: r for r in facts if r["kind"] in ("clause", "section", "group")}
    for ref, e in entries(root, "clauses", after_colon, by_ref, ((), ("group", "records", "pages"))):
        references(ref, "related", e["related"], refs)
        clause_lists(ref, e, types, pages)
        out[ref] = e
        is_clause = by_ref[ref]["kind"] == "clause"
        if is_clause == ("group" in e):
            bad(ref, "is a clause and no heading" if is_clause else "is a heading: group: true is missing")
            continue
        if not is_clause:
            heading(ref, e)
            continue
        take_fields(ref, e, ("ref", "related", "en", "records", "pages"), tuple(langs(e)))
        must, may = needed_items(facts, ref)
        for lang, b in blocks(ref, e):
            text_fields(ref, lang, b, ("activity", "explanation", "other", "changed"),
                        {"guidance": (3, 10), "evidence": (3, 6), "questions": (3, 5), "pitfalls": (2, 4)}, ("items",))
            word_range(ref, lang, b, CLAUSE, 150, 350)
            items(ref, lang, b.get("items"), must, may)
            note_runs(ref, b)
    total("clauses", complete, "clauses and headings", len(out), len(by_ref))
    return out


def items(ref, lang, given, must, may):
    given = {} if given is None else given
    if not isinstance(given, dict):
        bad(ref, f"{lang}: items is no mapping")
        return
    for k in sorted(must - given.keys()):
        bad(ref, f"{lang}: item {k} is missing")
    for k, v in given.items():
        if k not in may:
            bad(ref, f"{lang}: {k} is no item of this clause")
        elif not isinstance(v, str) or not v.strip():
            bad(ref, f"{lang}: item {k} is no text (a colon inside needs quotes)")
        else:
            short(ref, lang, {f"item {k}": v}, (f"item {k}",), 3)


def privacy(root, complete, known, refs):
    out = {}
    own = {r for r in known if r.startswith("27701-2025:A.")}
    for ref, e in entries(root, "privacy", after_colon, own, (("gdpr",), ())):
        for lang, b in blocks(ref, e):
            text_fields(ref, lang, b, ("control", "purpose", "small", "other", "editions"),
                        {"guidance": (3, 8), "evidence": (2, 5), "questions": (2, 4), "pitfalls": (2, 3)})
            word_range(ref, lang, b, CONTROL, 120, 250)
            note_runs(ref, b)
        references(ref, "related", e["related"], refs)
        articles(ref, e["gdpr"])
        out[ref] = e
    total("privacy", complete, "privacy controls", len(out), 78)
    return out


def articles(ref, given):
    given = given or []
    if not isinstance(given, list):
        bad(ref, "gdpr is no list")
        return
    for a in given:
        m = ARTICLE.fullmatch(a) if isinstance(a, str) else None
        if not m or int(m[1]) > 99:
            bad(ref, f"gdpr: {a} is no article such as \"5(1)(b)\"")


def privacy_clauses(root, complete, facts, refs, types, pages):
    out = {}
    own = {r["ref"]: r for r in facts if r["standard"].startswith("27701-") and r["kind"] != "privacy_control"}

    def file_of(ref):
        return ref.removeprefix("27701-").replace(":", "-")

    for ref, e in entries(root, "privacy-clauses", file_of, own, ((), ("group", "records", "pages"))):
        references(ref, "related", e["related"], refs)
        clause_lists(ref, e, types, pages)
        out[ref] = e
        if own[ref]["kind"] != "clause" and "group" not in e:
            bad(ref, "is a heading: group: true is missing")
        if "group" in e:
            if own[ref]["kind"] == "clause" and own[ref]["standard"] == "27701-2025":
                bad(ref, "is a clause and no heading")
            heading(ref, e)
            continue
        take_fields(ref, e, ("ref", "related", "en", "records", "pages"), tuple(langs(e)))
        for lang, b in blocks(ref, e):
            text_fields(ref, lang, b, ("activity", "explanation", "other"),
                        {"guidance": (2, 8), "evidence": (1, 4), "questions": (1, 4), "pitfalls": (1, 4)})
            word_range(ref, lang, b, CLAUSE, 60, 350)
            note_runs(ref, b)
    total("privacy-clauses", complete, "clauses", len(out), 54)
    return out


def family(root, complete, members, refs):
    out = {}
    for ref, e in entries(root, "family", str, members, ((), ())):
        references(ref, "related", e["related"], refs)
        for lang, b in blocks(ref, e):
            text_fields(ref, lang, b, FAMILY)
            word_range(ref, lang, b, FAMILY, 100, 300)
            note_runs(ref, b)
        out[ref] = e
    total("family", complete, "members", len(out), 12)
    return out


def terms(root, complete):
    facts = rows(root, "iso27000-terms.csv")
    count("terms", len(facts), 77)
    found = {}
    for f in sorted((root / "terms").glob("*.yaml")):
        for e in read_list(f):
            name = f"term {e.get('term')}"
            if not take_fields(name, e, ("term", "see", "en"), tuple(langs(e))) or not isinstance(e["term"], str):
                bad(name, f"in {f.name} is not complete")
                continue
            if e["term"].lower() in found:
                bad(name, "stands twice")
            found[e["term"].lower()] = e
            for lang, b in blocks(name, e):
                text_fields(name, lang, b, ("definition", "example"))
                short(name, lang, b, ("definition", "example"))
                if words(b) > 90:
                    bad(name, f"{lang}: {words(b)} words, at most 90")
                note_runs(name, b)
    labels = {r["term"].lower(): r for r in facts}
    for name, e in found.items():
        see = e["see"] if isinstance(e["see"], list) else []
        references("term " + name, "see", [s.lower() if isinstance(s, str) else s for s in see], found.keys() | labels.keys())
        if name in [s.lower() for s in see if isinstance(s, str)]:
            bad("term " + name, "see names itself")
    total("terms", complete, "terms of the 2018 vocabulary", len(found.keys() & labels.keys()), 77)
    total("terms", complete, "everyday words", len(found.keys() - labels.keys()), 40, more=True)
    out = [term_row(r["term"], "27000:2018 " + r["entry_2018"], r["alternative_term"], found.pop(r["term"].lower(), {})) for r in facts]
    return out + [term_row(e["term"], "", "", e) for e in found.values()]


def term_row(title, label, also, e):
    en = e.get("en") or {}
    return dict(ref=title.lower(), title=title, label=label, also=also or None, see="|".join(e.get("see") or []) or None,
                definition=en.get("definition"), example=en.get("example"))
