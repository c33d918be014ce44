"""guide/: comparison, phases, readers, reasons, errors, certification, findings, audit, advice."""
import collections
import re

from content.base import bad, blocks, key_of, langs, note_runs, one_of, read_list, references, take_fields, text_fields, total, words

STAGES = ("build", "stage_1", "stage_2", "decision", "surveillance")
FLAGS = ("certify", "implement", "risk", "measure", "audit", "privacy")
ROLES = ("controller", "processor", "both")
VERDICTS = ("first", "needed", "useful", "optional", "later")
# kind: file, texts, lists, fields beside en, how many are wanted, whether more may be
KINDS = {
    "compare": ("comparison", ("first", "second", "so"), {}, (), 7, True),
    "phase": ("phases", ("asks", "helps", "others", "result"), {}, (), 6, False),
    "reader": ("readers", ("needs", "skip"), {"order": (1, 12)}, (), 4, True),
    "reason": ("reasons", ("text", "asked_by"), {}, (), 4, True),
    "error": ("errors", ("wrong", "right"), {}, (), 4, True),
    "certification": ("certification", ("text", "result"), {"you": (1, 10), "body": (1, 10), "asked": (1, 10)}, ("stage",), 5, True),
    "finding_grade": ("findings", ("text", "example", "then"), {}, (), 3, True),
    "body_rule": ("body", ("text",), {}, (), 3, True),
    "audit_method": ("audit", ("text", "beware"), {"how": (1, 10)}, (), 1, True),
    "audit_sampling": ("audit", ("text", "beware"), {"how": (1, 10)}, (), 1, True),
    "programme_risk": ("audit", ("text", "beware"), {"how": (1, 10)}, (), 1, True),
    "auditor_competence": ("audit", ("text", "beware"), {"how": (1, 10)}, (), 1, True),
    "advice": ("advice", ("question", "summary"), {}, ("flag", "verdicts"), 8, False),
}


def joined(item):
    """`- 27001: why` without quotes is a mapping of one; it is meant as a text."""
    if isinstance(item, dict) and len(item) == 1:
        k, v = next(iter(item.items()))
        return f"{k}: {v}"
    return item


def reading_order(name, block, members):
    for x in block.get("order") or []:
        if isinstance(x, str) and re.split(r":\s", x)[0] not in members:
            bad(name, f"order: {x[:40]} does not begin with a number of the family and a colon")


def verdicts(name, e, members):
    given, seen = e["verdicts"], set()
    if not isinstance(given, list) or not given:
        bad(name, "verdicts is no list")
        return
    for v in given:
        if not take_fields(name, v, ("standard", "verdict", "why")):
            continue
        if v["standard"] not in members:
            bad(name, f"verdicts: {v['standard']} is no member of the family (a number needs quotes)")
        if v["standard"] in seen:
            bad(name, f"verdicts: {v['standard']} stands twice")
        seen.add(v["standard"])
        one_of(name, "verdict", v["verdict"], VERDICTS)
        if not isinstance(v["why"], dict) or "en" not in v["why"]:
            bad(name, f"why of {v['standard']} has no English text")
            continue
        for lang, why in v["why"].items():
            if not isinstance(why, str) or not why.strip() or words(why) > 60:
                bad(name, f"{lang}: why of {v['standard']} is one or two sentences")
        note_runs(name, v["why"])
    if not any(v.get("verdict") == "first" for v in given if isinstance(v, dict)):
        bad(name, "nothing is to be bought first")


def advice(name, e, members):
    one_of(name, "flag", e["flag"], FLAGS)
    if e["flag"] == "privacy":
        one_of(name, "role", e.get("role"), ROLES)
    elif "role" in e:
        bad(name, "role belongs to privacy only")
    verdicts(name, e, members)


def guide(root, complete, refs, members):
    out, keys, counts, flags = [], set(), collections.Counter(), collections.Counter()
    files = {k[0] for k in KINDS.values()}
    for f in sorted((root / "guide").glob("*.yaml")):
        if f.stem not in files:
            bad(f"guide/{f.name}", "no such file is known")
            continue
        for e in read_list(f):
            name = str(e.get("key"))
            kind = name.split(":")[0]
            if kind not in KINDS or KINDS[kind][0] != f.stem:
                bad(f"guide/{f.name}", f"{name} does not belong in this file")
                continue
            _, texts, lists, beside, _, _ = KINDS[kind]
            if not take_fields(name, e, ("key", "refs", "en") + beside, tuple(langs(e)) + (("role",) if kind == "advice" else ())):
                continue
            key_of(name, e["key"], kind, keys)
            references(name, "refs", e["refs"], refs)
            for lang, b in blocks(name, e):
                for k in lists:
                    if isinstance(b.get(k), list):
                        b[k] = [joined(x) for x in b[k]]
                text_fields(name, lang, b, ("title",) + texts, lists)
                note_runs(name, b)
                if kind == "reader":
                    reading_order(name, b, members)
            if kind == "advice":
                advice(name, e, members)
                flags[(e["flag"], e.get("role"))] += 1
            if kind == "certification":
                one_of(name, "stage", e["stage"], STAGES)
                flags[e["stage"]] += 1
            counts[kind] += 1
            out.append({"kind": kind, **e})
    for kind, k in KINDS.items():
        total("guide", complete, f"entries {kind}", counts[kind], k[4], k[5])
    wanted = [(f, None) for f in FLAGS[:-1]] + [("privacy", r) for r in ROLES]
    for w in wanted + list(STAGES):
        if complete and not flags[w]:
            bad("guide", f"nothing for {w}")
        if isinstance(w, tuple) and flags[w] > 1:
            bad("guide", f"advice for {w} stands twice")
    return out
