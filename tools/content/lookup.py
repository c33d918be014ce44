"""The index of `standard search`: for every stem the clauses and controls that hold it, with its weight there. It is built in as sorted lines, so
that a look-up is a binary search and costs a new database nothing. src/isms/standard_search.c reads it; the rules of stemming travel inside."""
import collections
import math
import re
import unicodedata

from content.base import bad, read_list, take_fields

STOP = set("""a about after again all already also am an and any anybody anyone anything are around as ask at be because been before being between both but by
can cannot case could did do does doing done down each else etc even ever every everybody everyone everything for from further get gets getting give given go
goes going good got had handle handled handling happen happens has have having he help her here him his how i if in instead into is it its just keep know let
like look make makes making many may me might mine more most much must my need needed needs new no nobody nor not nothing now of off often on once one only
or other others our out over own people per please put really right s same say see set shall she should show so some somebody someone something somewhere
still such sure take tell than that the their them themselves then there these they thing things this those through to too under until up us use used using
very want was way we well were what whatever when where whether which while who whole whom whose why will with within without would yes yet you your""".split())
# Step by step, the first rule that fits; (ending, what takes its place, least letters before it). "=" after the ending: a doubled letter is halved.
RULES = (
    (("sses", "ss", 2), ("ies", "y", 2), ("xes", "x", 2), ("ches", "ch", 2), ("shes", "sh", 2), ("us", "us", 0), ("ss", "ss", 0), ("is", "is", 0),
     ("s", "", 3)),
    (("eed", "eed", 0), ("ing=", "", 3), ("ed=", "", 3)),
    (("ification", "ifi", 2), ("isation", "iz", 2), ("ization", "iz", 2), ("entication", "entic", 2), ("ication", "i", 3), ("ation", "", 3), ("ise", "iz", 3), ("ize", "iz", 3),
     ("ate", "", 4), ("at", "", 4), ("ion", "", 4)),
    (("ability", "", 3), ("ibility", "", 3), ("able", "", 3), ("ible", "", 3), ("ment", "", 3), ("ness", "", 3), ("ity", "", 4), ("ee", "", 4),
     ("ly", "", 5)),
    (("e", "", 3), ("y", "i", 2)),
)
WEIGHTS = {"title": 7, "control": 3, "purpose": 2.5, "activity": 3, "explanation": 1.5, "guidance": 1, "small": 1, "other": 0.7, "evidence": 0.8,
           "questions": 1.2, "pitfalls": 0.8, "attributes": 1, "item": 3, "note": 1}
K, B = 1.2, 0.4


def stem(word):
    for rules in RULES:
        for ending, new, least in rules:
            halve, end = ending.endswith("="), ending.rstrip("=")
            if not word.endswith(end) or len(word) - len(end) < least:
                continue
            head = word[:len(word) - len(end)]
            if halve and not re.search("[aeiouy]", head):
                continue
            if halve and head[-1] == head[-2] and head[-1] not in "ls":
                head = head[:-1]
            word = head + new
            break
    return word


def tokens(text):
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(ch))
    return re.findall(r"[a-z0-9]+", plain.replace("'s ", " "))


def stems(text):
    return [stem(t) for t in tokens(text) if t not in STOP and (len(t) > 1 or t.isdigit())]


def fields_of(r, entries):
    """(weight, text) pairs of a requirement."""
    e = entries.get(r["ref"]) or {}
    en = e.get("en") or {}
    yield WEIGHTS["title"], r["title"]
    yield WEIGHTS["note"], r.get("note") or ""
    for k in ("theme", "operational_capabilities"):
        yield WEIGHTS["attributes"], (r.get(k) or "").replace("|", " ").replace("_", " ")
    for k, v in en.items():
        if k in WEIGHTS:
            for t in v if isinstance(v, list) else [v]:
                yield WEIGHTS[k], t
    above = entries.get(r.get("text_of")) or {}
    item = ((above.get("en") or {}).get("items") or {}).get(r["number"])
    if item:
        yield WEIGHTS["item"], item


def prior(r):
    """What a plain question is more often about."""
    if r["standard"] == "27002:2022":
        return 1.0
    if r["standard"] == "27001:2022":
        return 0.75 if r["kind"] == "clause" else 0.45
    return 0.55


def weigh(docs, entries):
    """stem -> {place of the document: weight}."""
    found, length = collections.defaultdict(lambda: collections.defaultdict(float)), []
    for i, r in enumerate(docs):
        n = 0
        for w, text in fields_of(r, entries):
            for s in stems(text):
                found[s][i] += w
                n += 1
        length.append(n)
    mean = sum(length) / len(length)
    for s, at in found.items():
        idf = math.log(1 + (len(docs) - len(at) + 0.5) / (len(at) + 0.5))
        for i, tf in at.items():
            at[i] = prior(docs[i]) * idf * tf * (K + 1) / (tf + K * (1 - B + B * length[i] / mean))
    return found


def synonyms(root, vocabulary, place):
    """Lines "=said stems<TAB>meant stems<TAB>documents"."""
    out, f = {}, root / "synonyms.yaml"
    for e in read_list(f) if f.exists() else []:
        name = f"synonyms {e.get('say')}"
        if not take_fields(name, e, ("say",), ("means", "refs")):
            continue
        means = []
        for m in e.get("means") or []:
            s = " ".join(stems(str(m)))
            if s not in vocabulary:
                bad(name, f"means: {m} stands in no clause or control")
            means.append(s)
        for ref in e.get("refs") or []:
            if ref not in place:
                bad(name, f"refs: {ref} is not searched")
        if not means and not e.get("refs"):
            bad(name, "has neither means nor refs")
        mine = set()  # forms of one word may stand side by side
        for say in e["say"] if isinstance(e["say"], list) else [e["say"]]:
            key = " ".join(stems(str(say)))
            if not key or len(key.split()) > 3:
                bad(name, f"say: {say} is nothing but stop words, or more than three words")
            elif key in out and key not in mine:
                bad(name, f"say: {say} stands twice")
            mine.add(key)
            out[key] = (means, [place[r] for r in e.get("refs") or [] if r in place])
    return out


def numbers(reqs, place):
    """Everything by which a row is called, in small letters: 5.15, A.5.15, 27002:5.15, A.9.1.1, 9.1.1."""
    out = collections.defaultdict(list)
    for r in reqs:
        target = place.get(r["ref"]) if r["kind"] != "annex_a" else place[r["text_of"]]
        if target is None:
            target = place.get(r.get("successor"))
        called = {r["number"], r["ref"], r["number"].removeprefix("A.")}
        if r["kind"] != "annex_a":
            for old in (r.get("formerly") or "").split("|"):
                called |= {old, old.removeprefix("A.")}
        for c in sorted(called - {""}):
            if target not in out[c.lower()]:
                out[c.lower()].append(target)
    return out


def build(root, reqs, entries):
    docs = [r for r in reqs if r["kind"] != "annex_a" and r["standard"] != "27701-2019"]
    docs += [r for r in reqs if r["standard"] == "27701-2019" and not r.get("successor")]
    docs.sort(key=lambda r: (r["standard"] != "27002:2022", r["standard"], r["position"]))
    place = {r["ref"]: i for i, r in enumerate(docs)}
    found = weigh(docs, entries)
    lines = {f"#{i:04}": r["ref"] for i, r in enumerate(docs)}
    lines.update({f"-{s}": "" for s in STOP})
    for n, rules in enumerate(RULES):
        for k, (ending, new, least) in enumerate(rules):
            lines[f"~{n}{k:02}"] = f"{ending} {new} {least}"
    for s, at in found.items():
        best = sorted(at.items(), key=lambda x: -x[1])[:120]
        lines[f"w{s}"] = " ".join(f"{i}:{round(v * 100)}" for i, v in sorted(best) if round(v * 100) > 0)
    for c, at in numbers(reqs, place).items():
        lines[f"@{c}"] = " ".join(map(str, sorted(at)))
    for key, (means, at) in synonyms(root, found.keys(), place).items():
        lines[f"={key}"] = ",".join(means) + "\t" + " ".join(map(str, at))
    values = collections.defaultdict(list)
    for i, r in enumerate(docs):
        if r["standard"] == "27002:2022":
            for k in ("control_types", "information_security_properties", "cybersecurity_concepts", "operational_capabilities", "security_domains",
                      "theme"):
                for v in r[k].split("|"):
                    if i not in values[v.replace("_", " ").lower()]:
                        values[v.replace("_", " ").lower()].append(i)
    for v, at in values.items():
        lines[f"^{v}"] = " ".join(map(str, at))
    return "".join(f"{k}\t{v}\n" for k, v in sorted(lines.items(), key=lambda x: x[0].encode()))
