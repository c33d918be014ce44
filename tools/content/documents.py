"""templates/ and handouts/: Markdown with a head between two lines of dashes."""
import re

import yaml

from content.base import Loader, bad, check_lines, note_runs, one_of, references, take_fields, total, words

PLACEHOLDERS = ("organization.name", "scope.title", "scope.statement", "scope.boundaries", "scope.interfaces", "document.code", "document.owner",
                "document.version", "document.approver", "today", "next_review")
KINDS = ("policy", "procedure", "record", "plan")
AUDIENCES = ("everyone", "managers", "developers", "administrators", "owners", "auditors")
HOLE = re.compile(r"\{\{(.*?)\}\}", re.S)


def read(folder, f):
    """(name, language, head, text) or None."""
    where = f"{folder}/{f.name}"
    m = re.fullmatch(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2})\.md", f.name)
    text = f.read_text(encoding="utf-8")
    parts = re.match(r"---\n(.*?\n)---\n(.*)", text, re.S)
    if not m or not parts:
        bad(where, "is not named NAME.en.md" if not m else "has no head between two lines of dashes")
        return None
    check_lines(f, text)
    try:
        head = yaml.load(parts[1], Loader)
    except yaml.YAMLError as e:
        bad(where, " ".join(str(e).split()))
        return None
    return m[1], m[2], head, parts[2].strip() + "\n"


def hole(name, inside, types):
    kind, colon, rest = inside.partition(":")
    if not colon:
        if inside not in PLACEHOLDERS:
            bad(name, f"unknown placeholder {{{{{inside}}}}}")
    elif kind == "role":
        if not rest.strip():
            bad(name, "{{role:}} names no role")
    elif kind in ("table", "list"):
        m = re.fullmatch(r"([a-z_]+) ([a-z_]+(?:,[a-z_]+)*)", rest)
        if not m or (kind == "list" and "," in m[2]):
            bad(name, f"{{{{{inside}}}}} is not {{{{{kind}:TYPE FIELD{',FIELD' if kind == 'table' else ''}}}}}")
        elif m[1] not in types:
            bad(name, f"{{{{{inside}}}}}: no record type {m[1]}")
    else:
        bad(name, f"unknown placeholder {{{{{inside}}}}}")


def markdown(name, text):
    """No HTML; runs of words end at lines of a table, headings and placeholders, which may be the same everywhere."""
    plain = re.sub(r"`[^`\n]*`", "", text)
    if re.search(r"</?[a-zA-Z][^>\n]*>|<!--", plain):
        bad(name, "HTML is not taken")
    if re.search(r"[$€£]\s?\d", plain):
        bad(name, "an amount has no currency sign")
    if not re.match(r"# \S", text):
        bad(name, "does not begin with a heading of the first level")
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s)", HOLE.sub("\n\n", text))
    for b in blocks:
        if not b.startswith("#"):
            for cell in b.split("|"):
                note_runs(name, cell)


def count_words(name, text, low, high):
    n = words(HOLE.sub("x", text))
    if not low <= n <= high:
        bad(name, f"{n} words, {low} to {high} wanted")


def by_language(entries):
    """One entry a key; `text` holds title and Markdown of each language, the facts are those of the English file."""
    out = {}
    for e in sorted(entries, key=lambda e: (e["key"], e["lang"] != "en")):
        if e["lang"] != "en" and e["key"] not in out:
            bad(e["key"], "no English text")
            continue
        have = out.setdefault(e["key"], dict(e, text={}))
        for k in set(e) - {"lang", "title", "role", "text"}:
            if e[k] != have[k]:
                bad(e["key"], f"{e['lang']}: {k} differs from the English file")
        have["text"][e["lang"]] = {"title": e["title"], "text": e["text"]}
    return list(out.values())


def templates(root, complete, refs, types):
    out, starts = [], 0
    for f in sorted((root / "templates").glob("*.md")):
        got = read("templates", f)
        if not got:
            continue
        slug, lang, head, text = got
        name = f"template:{slug}"
        if not take_fields(name, head, ("key", "title", "kind", "serves", "review_months"), ("start",)):
            continue
        if head["key"] != name:
            bad(name, f"key is {head['key']}")
        one_of(name, "kind", head["kind"], KINDS)
        one_of(name, "start", head.get("start", False), (True, False))
        one_of(name, "review_months", head["review_months"], range(1, 37))
        references(name, "serves", head["serves"], refs, 1)
        for inside in HOLE.findall(text):
            hole(name, inside, types)
        if len(re.findall(r"\{\{|\}\}", HOLE.sub("", text))):
            bad(name, "a placeholder that is not closed")
        markdown(name, text)
        count_words(name, text, 300, 900)
        out.append(dict(head, start=head.get("start", False), lang=lang, text=text))
        starts += head.get("start") is True and lang == "en"
    total("templates", complete, "templates", sum(e["lang"] == "en" for e in out), 30)
    total("templates", complete, "templates to start with", starts, 12)
    return by_language(out)


def handouts(root, complete):
    out = []
    for f in sorted((root / "handouts").glob("*.md")):
        got = read("handouts", f)
        if not got:
            continue
        slug, lang, head, text = got
        name = f"handout:{slug}"
        if not take_fields(name, head, ("key", "title", "role")):
            continue
        if head["key"] != name:
            bad(name, f"key is {head['key']}")
        one_of(name, "name of the file", slug, AUDIENCES)
        if HOLE.search(text):
            bad(name, "a handout has no placeholders")
        markdown(name, text)
        count_words(name, text, 250, 450)
        out.append(dict(head, lang=lang, text=text))
    total("handouts", complete, "handouts", sum(e["lang"] == "en" for e in out), 6)
    return sorted(by_language(out), key=lambda e: AUDIENCES.index(e["key"].split(":")[1]))
