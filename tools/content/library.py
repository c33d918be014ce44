"""library/ (risk sources, threats, vulnerabilities, scenarios) and measures/."""
import collections
import re

from content.base import (bad, blocks, key_of, langs, note_runs, one_of, read_list, references, short, some_of, take_fields, text_fields, total,
                          words)
from content.story import sql

PROPERTIES = ("confidentiality", "integrity", "availability")
ORIGINS = ("deliberate", "accidental", "environmental")
FITS = ("everybody", "software", "office", "manufacturing", "health", "retail", "public", "cloud")
# file: kind, count, categories, fields beside key and en, texts and lists of the language block
FILES = {
    "risk_sources": ("source", 12, ("state", "crime", "terrorist", "activist", "specialist", "amateur", "avenger", "pathological", "insider", "accident",
                                    "nature", "supplier"),
                     ("category", "origin", "properties"), ("title", "description"), {"desired_states": (1, 4)}),
    "threats": ("threat", 70, ("physical", "natural", "infrastructure", "technical", "human", "compromise", "organizational"),
                ("category", "origin", "properties", "controls"), ("title", "description"), {}),
    "vulnerabilities": ("vulnerability", 90, ("hardware", "software", "network", "personnel", "site", "organization"),
                        ("category", "origin", "properties", "controls", "threats"), ("title", "description"), {}),
    "scenarios": ("scenario", 60, None, ("source", "threats", "vulnerabilities", "properties", "controls", "fits", "likelihood"),
                  ("title", "cause", "event", "consequence", "hint"), {}),
}


def library(root, complete, known):
    """All entries, threats before vulnerabilities before scenarios."""
    controls = {r for r in known if r.startswith("27002:")}
    out, keys, titles, waiting = [], set(), collections.Counter(), []
    for f in sorted((root / "library").glob("*.yaml")):
        if f.stem not in FILES:
            bad(f"library/{f.name}", "no such file is known")
    for stem, (kind, want, categories, fields, texts, lists) in FILES.items():
        f, n = root / "library" / f"{stem}.yaml", 0
        for e in read_list(f) if f.exists() else []:
            name = str(e.get("key"))
            if not take_fields(name, e, ("key", "en") + fields, tuple(langs(e))):
                continue
            key_of(name, e["key"], kind, keys)
            if categories:
                one_of(name, "category", e["category"], categories)
                one_of(name, "origin", e["origin"], ORIGINS)
            else:
                some_of(name, "fits", e["fits"], FITS)
                one_of(name, "likelihood", e["likelihood"], (1, 2, 3, 4, 5))
            some_of(name, "properties", e["properties"], PROPERTIES)
            if "controls" in fields:
                references(name, "controls", e["controls"], controls, 1)
            for lang, b in blocks(name, e):
                text_fields(name, lang, b, texts, lists)
                if words(b.get("title", "")) > 14 or words(b) > 160:
                    bad(name, f"{lang}: a title has at most 14 words and an entry at most 160; these are {words(b.get('title', ''))} and {words(b)}")
                note_runs(name, b)
                titles[(kind, lang, str(b.get("title")).lower())] += 1
            waiting.append((name, e))
            out.append({"kind": kind, **e})
            n += 1
        total("library", complete, stem, n, want)
    for name, e in waiting:
        for field in ("threats", "vulnerabilities"):
            if field in e:
                references(name, field, e[field], keys, 1)
        if "source" in e and e["source"] not in keys:
            bad(name, f"source: {e['source']} does not exist")
    for (kind, _, title), n in titles.items():
        if n > 1:
            bad(kind, f"two entries are called {title}")
    return out


# --- measures ---

TEXTS = ("title", "need", "measure", "formula", "evidence", "owner", "collector", "client", "source", "reporting")
SHAPE = re.compile(r"^SELECT .* AS \"part\", .* AS \"whole\" FROM ", re.S)
TABLE = re.compile(r"\b(?:FROM|JOIN)\s+(?!\()(\S+)(\s+AS\s+[a-z][a-z0-9_]*\b)?")


def query(name, text, unit):
    if not sql(name, "query", text):
        return
    if not SHAPE.match(text):
        bad(name, "query does not begin with SELECT ... AS \"part\", ... AS \"whole\" FROM")
    for m in TABLE.finditer(text):
        if not re.fullmatch(r"\"[a-z_]+\"", m[1]) or not m[2]:
            bad(name, f"query: a table is written FROM \"type\" AS t, not {m[0]}")
    if re.search(r"\bFROM\b[^()]*,\s*\"[a-z_]+\"\s+AS\s+[a-z]", text):
        bad(name, "query: tables are joined with JOIN, not with a comma")
    if (unit == "percent") == bool(re.search(r"\bNULL\s+AS\s+\"whole\"", text)):
        bad(name, "query: whole is NULL when the unit is not percent, and only then")


def measures(root, complete, known):
    out, keys, served, n = [], set(), set(), 0
    for f in sorted((root / "measures").glob("*.yaml")):
        for e in read_list(f):
            name = str(e.get("key"))
            if not take_fields(name, e, ("key", "type", "unit", "better", "target", "warning", "collect", "report", "serves", "en"),
                               ("query",) + tuple(langs(e))):
                continue
            key_of(name, e["key"], "measure", keys)
            one_of(name, "type", e["type"], ("performance", "effectiveness"))
            one_of(name, "unit", e["unit"], ("percent", "count", "days", "money"))
            one_of(name, "better", e["better"], ("higher", "lower"))
            for k in ("collect", "report"):
                one_of(name, k, e[k], ("weekly", "monthly", "quarterly", "yearly"))
            limits(name, e)
            references(name, "serves", e["serves"], known, 1)
            served.update(e["serves"] if isinstance(e["serves"], list) else [])
            for lang, b in blocks(name, e):
                text_fields(name, lang, b, TEXTS)
                short(name, lang, b, TEXTS)
                note_runs(name, b)
            if "query" in e:
                query(name, e["query"], e["unit"])
                n += 1
            out.append(e)
    total("measures", complete, "measures", len(out), 60)
    total("measures", complete, "measures with a query", n, 35, more=True)
    missing = sorted({r for r in known if r.startswith("27002:")} - served)
    if complete and missing:
        bad("measures", f"no measure serves {', '.join(missing)}")
    return out


def limits(name, e):
    for k in ("target", "warning"):
        if not isinstance(e[k], int) or isinstance(e[k], bool) or e[k] < 0:
            bad(name, f"{k} is no whole number")
            return
    if (e["better"] == "higher" and e["warning"] > e["target"]) or (e["better"] == "lower" and e["warning"] < e["target"]):
        bad(name, "the warning lies on the good side of the target")
    if e["unit"] == "percent" and max(e["target"], e["warning"]) > 100:
        bad(name, "a percentage above 100")
