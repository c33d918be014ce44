"""What every group shares: problems, reading, counting words, runs of eight words, fields that must be there."""
import collections
import csv
import json
import re

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LINE_MAX = 170
RUN = 8
problems = []
seen = collections.defaultdict(set)  # runs of eight words and the entries they stand in
names = {}  # first word -> names of things as lists of words; a name counts as one word in a run


def bad(where, what):
    problems.append(f"{where}: {what}")


def packed(x):
    return json.dumps(x, ensure_ascii=False, separators=(",", ":"))


def rows(root, name):
    with open(root / "facts" / name, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def read_yaml(f):
    """The file's content, or None after noting what is wrong with it."""
    try:
        text = f.read_text(encoding="utf-8")
        check_lines(f, text)
        return yaml.load(text, Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as e:
        bad(f"{f.parent.name}/{f.name}", " ".join(str(e).split()))
    return None


def check_lines(f, text):
    if f.parent.name == "demo":  # rows of tables
        return
    for i, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_MAX:
            bad(f"{f.parent.name}/{f.name}:{i}", f"{len(line)} columns, at most {LINE_MAX}")


def read_list(f):
    """Entries of a file that holds a list of mappings."""
    x = read_yaml(f)
    if not isinstance(x, list) or not all(isinstance(e, dict) for e in x):
        bad(f"{f.parent.name}/{f.name}", "is no list of entries")
        return []
    return x


def words(x):
    if isinstance(x, str):
        return len(x.split())
    if isinstance(x, dict):
        return sum(map(words, x.values()))
    return sum(map(words, x)) if isinstance(x, list) else 0


def strings(x):
    if isinstance(x, str):
        yield x
    elif isinstance(x, (list, dict)):
        for y in x.values() if isinstance(x, dict) else x:
            yield from strings(y)


def tokens(text):
    return re.findall(r"[a-z0-9'-]+", text.lower())


def add_name(name):
    w = tokens(name)
    if len(w) > 1:
        names.setdefault(w[0], []).append(w)
        names[w[0]].sort(key=len, reverse=True)


def fold_names(w):
    out, i = [], 0
    while i < len(w):
        hit = next((n for n in names.get(w[i], ()) if w[i:i + len(n)] == n), None)
        out.append(w[i] if hit is None else "_".join(hit))
        i += 1 if hit is None else len(hit)
    return out


def note_runs(name, block):
    for text in strings(block):
        w = fold_names(tokens(text))
        for i in range(len(w) - RUN + 1):
            seen[" ".join(w[i:i + RUN])].add(name)


def report_runs():
    """One line for each pair of entries, with the longest stretch they share."""
    pairs = collections.defaultdict(list)
    for run, where in seen.items():
        if len(where) > 1:
            pairs[tuple(sorted(where))].append(run)
    for where, runs in sorted(pairs.items()):
        text = runs[0]
        for r in runs[1:]:
            if r.rsplit(" ", 1)[0] != " ".join(text.split()[-RUN + 1:]):
                break
            text += " " + r.rsplit(" ", 1)[1]
        bad(", ".join(where), f"the same words: {text}")


def sentences(text):
    return len(re.findall(r"[.!?](?=\s+[\"'(]?[A-Z0-9]|\s*$)", text)) or 1


def take_fields(name, e, need, may=()):
    """Every field that is needed is there and no other; False when the entry is of no use."""
    if not isinstance(e, dict):
        bad(name, "is no mapping")
        return False
    for k in need:
        if k not in e or e[k] is None or e[k] == "":
            bad(name, f"{k} is missing")
    for k in e:
        if k not in need and k not in may:
            bad(name, f"unknown field {k}")
    return all(k in e for k in need)


def blocks(name, e):
    """(language, block) of an entry; everything with a key of two letters is one."""
    if not isinstance(e.get("en"), dict):
        bad(name, "no English text")
    for lang, block in e.items():
        if isinstance(lang, str) and len(lang) == 2 and lang.islower():
            if isinstance(block, dict):
                yield lang, block
            elif lang != "en":
                bad(name, f"{lang} is no mapping")


def langs(e):
    return [k for k in e if isinstance(k, str) and len(k) == 2 and k.islower()]


def text_fields(name, lang, block, texts, lists=None, may=()):
    """`texts` are non-empty strings; `lists` maps a field to its least and most items, each a non-empty string."""
    lists = lists or {}
    for k in texts:
        if not isinstance(block.get(k), str) or not block[k].strip():
            bad(name, f"{lang}: {k} is missing or no text")
    for k, (low, high) in lists.items():
        v = block.get(k)
        if not isinstance(v, list):
            bad(name, f"{lang}: {k} is no list")
            continue
        if not low <= len(v) <= high:
            bad(name, f"{lang}: {k} has {len(v)} items, {low} to {high} wanted")
        for x in v:
            if not isinstance(x, str) or not x.strip():
                bad(name, f"{lang}: {k} has an item that is no text (a colon inside needs quotes): {str(x)[:60]}")
    for k, v in block.items():
        if k not in texts and k not in lists and k not in may:
            bad(name, f"{lang}: unknown field {k}")
        for s in strings(v):
            if re.search(r"</?[a-zA-Z][^>]*>|\*\*|^#|\]\(|[$€£]\s?\d", s):
                bad(name, f"{lang}: {k} is not plain text: {s[:60]}")


def word_range(name, lang, block, fields, low, high):
    n = sum(words(block.get(k, "")) for k in fields)
    if not low <= n <= high:
        bad(name, f"{lang}: {n} words, {low} to {high} wanted ({', '.join(fields)})")


def short(name, lang, block, fields, most=2):
    for k in fields:
        if isinstance(block.get(k), str) and sentences(block[k]) > most:
            bad(name, f"{lang}: {k} has {sentences(block[k])} sentences, at most {most}")


def references(name, field, given, known, least=0):
    """A list of references or keys that all exist, none twice, none the entry's own."""
    if given is None:
        given = []
    if not isinstance(given, list) or not all(isinstance(r, str) for r in given):
        bad(name, f"{field} is no list of texts (a number needs quotes)")
        return
    for r in given:
        if r not in known:
            bad(name, f"{field}: {r} does not exist")
        if r == name:
            bad(name, f"{field}: names itself")
    if len(set(given)) != len(given):
        bad(name, f"{field}: something stands twice")
    if len(given) < least:
        bad(name, f"{field}: at least {least} wanted")


def one_of(name, field, value, allowed):
    if value not in allowed:
        bad(name, f"{field}: {value} is none of {', '.join(map(str, allowed))}")


def some_of(name, field, value, allowed):
    if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
        bad(name, f"{field} is no list of different values")
        return
    for v in value:
        one_of(name, field, v, allowed)


def key_of(name, key, kind, keys):
    if not isinstance(key, str) or not re.fullmatch(kind + r":[a-z0-9]+(-[a-z0-9]+)*", key):
        bad(name, f"key {key} is not {kind}: and a slug")
        return
    if key in keys:
        bad(name, f"key {key} stands twice")
    keys.add(key)


def total(group, complete, what, have, want, more=False):
    """Counts of a group that is complete; until then only too many is wrong."""
    if complete and (have < want or (have > want and not more)):
        bad(group, f"{have} {what}, {want}{' or more' if more else ''} wanted")
    elif not complete and have > want and not more:
        bad(group, f"{have} {what}, only {want} are known")
