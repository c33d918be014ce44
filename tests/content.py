#!/usr/bin/env python3
"""tools/content.py must take what content/README.md describes and refuse everything else. Works on a copy of content/ with one sample of each
group added; each case changes one thing and names what has to be said about it. Usage: content.py (in the root of the tree)"""
import copy
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
counter = 0


def text(n):
    """n words that occur nowhere else."""
    global counter
    counter += n
    return " ".join(f"w{counter - i}q" for i in range(n)) + "."


def samples():
    words = lambda n, k: [text(n) for _ in range(k)]
    return {
        "controls/8.13.yaml": {"ref": "27002:8.13", "related": ["27002:8.14"], "en": {
            "control": text(20), "purpose": text(20), "guidance": words(30, 6), "small": text(40), "other": text(40),
            "evidence": words(4, 3), "questions": words(6, 3), "pitfalls": words(4, 2)}},
        "clauses/6.1.2.yaml": {"ref": "27001:6.1.2", "records": ["criteria", "risk"], "pages": ["risk", "check"], "related": ["27001:8.2", "27005"], "en": {
            "activity": text(40), "explanation": text(40), "guidance": words(20, 5), "other": text(40), "changed": "Nothing in substance.",
            "items": {k: text(8) for k in ("6.1.2.a 6.1.2.a.1 6.1.2.a.2 6.1.2.b 6.1.2.c 6.1.2.c.1 6.1.2.c.2 6.1.2.d 6.1.2.d.1 6.1.2.d.2 6.1.2.d.3 "
                                           "6.1.2.e 6.1.2.e.1 6.1.2.e.2 6.1.2.p1").split()},
            "evidence": words(4, 3), "questions": words(6, 3), "pitfalls": words(4, 2)}},
        "clauses/6.1.yaml": {"ref": "27001:6.1", "group": True, "related": [], "en": {"activity": text(20), "explanation": text(30)}},
        "privacy/A.1.2.3.yaml": {"ref": "27701-2025:A.1.2.3", "related": ["27701-2019:A.7.2.2", "27002:5.34"], "gdpr": ["5(1)(b)", "6"], "en": {
            "control": text(20), "purpose": text(20), "guidance": words(20, 3), "small": text(20), "other": text(20), "editions": text(9),
            "evidence": words(4, 2), "questions": words(6, 2), "pitfalls": words(4, 2)}},
        "privacy-clauses/2025-6.1.2.yaml": {"ref": "27701-2025:6.1.2", "records": ["risk"], "pages": ["risk"], "related": ["27001:6.1.2"], "en": {
            "activity": text(20), "explanation": text(20), "guidance": words(10, 2), "other": text(20), "evidence": words(4, 1), "questions": words(4, 1),
            "pitfalls": words(4, 1)}},
        "family/27005.yaml": {"ref": "27005", "related": ["27001"], "en": {k: text(30) for k in
                              ("what_for", "when_to_use", "what_it_is_not", "certifiable", "edition")}},
        "guide/readers.yaml": [{"key": "reader:auditor", "refs": ["27001"], "en": {"title": "Auditor", "needs": text(9), "order": ["27001: first", "27007: then"],
                                                                               "skip": text(5)}}],
        "guide/certification.yaml": [{"key": "certification:stage-1", "refs": ["27006-1"], "stage": "stage_1", "en": {
            "title": "Stage 1", "text": text(20), "you": words(5, 2), "body": words(5, 2), "asked": words(5, 2), "result": text(9)}}],
        "guide/advice.yaml": [{"key": "advice:privacy-processor", "refs": [], "flag": "privacy", "role": "processor",
                               "verdicts": [{"standard": "27701", "verdict": "first", "why": {"en": text(9)}}],
                               "en": {"title": "Processor", "question": text(8), "summary": text(8)}}],
        "library/risk_sources.yaml": [{"key": "source:criminals", "category": "crime", "origin": "deliberate", "properties": ["availability"],
                                       "en": {"title": "Criminals", "description": text(12), "desired_states": words(5, 2)}}],
        "library/threats.yaml": [{"key": "threat:phishing", "category": "human", "origin": "deliberate", "properties": ["confidentiality"],
                                  "controls": ["27002:6.3"], "en": {"title": "Phishing", "description": text(12)}}],
        "library/vulnerabilities.yaml": [{"key": "vulnerability:no-mfa", "category": "software", "origin": "accidental", "properties": ["integrity"],
                                          "controls": ["27002:8.5"], "threats": ["threat:phishing"], "en": {"title": "Password only", "description": text(12)}}],
        "library/scenarios.yaml": [{"key": "scenario:invoice", "source": "source:criminals", "threats": ["threat:phishing"],
                                    "vulnerabilities": ["vulnerability:no-mfa"], "properties": ["integrity"], "controls": ["27002:6.3"],
                                    "fits": ["everybody"], "likelihood": 4,
                                    "en": {"title": "Faked invoice", "cause": text(6), "event": text(6), "consequence": text(6), "hint": text(6)}}],
        "measures/backup.yaml": [{"key": "measure:controls-done", "type": "effectiveness", "unit": "percent", "better": "higher", "target": 95, "warning": 85,
                                  "collect": "monthly", "report": "quarterly", "serves": ["27002:8.13", "27001:9.1"],
                                  "query": "SELECT count(*) FILTER (WHERE t.\"status\"='implemented') AS \"part\", count(*) AS \"whole\" "
                                           "FROM \"control\" AS t WHERE @here",
                                  "en": {k: text(8) for k in "title need measure formula evidence owner collector client source reporting".split()}}],
        "templates/sample.en.md": "---\nkey: template:sample\ntitle: Sample\nkind: policy\nserves: [\"27001:5.2\"]\nstart: true\nreview_months: 12\n---\n"
                                  "# Sample\n\n{{organization.name}} {{role:ISMS manager}} {{table:asset title,owner}}\n\n" + textwrap.fill(text(320), 150) + "\n",
        "handouts/everyone.en.md": "---\nkey: handout:everyone\ntitle: For everyone\nrole: Everyone\n---\n# For everyone\n\n" + textwrap.fill(text(300), 150) + "\n",
    }


def run(base, files, *options):
    with tempfile.TemporaryDirectory() as d:
        root = pathlib.Path(d) / "content"
        shutil.copytree(base, root)
        for g in ("controls", "clauses", "privacy", "privacy-clauses", "family", "guide", "library", "measures", "templates", "handouts"):
            shutil.rmtree(root / g, ignore_errors=True)
        (root / "synonyms.yaml").unlink()
        types = pathlib.Path(d) / "src/records"
        types.mkdir(parents=True)
        shutil.copy(ROOT / "src/records/types.h", types)
        for name, x in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(x if isinstance(x, str) else yaml.safe_dump(x, allow_unicode=True, width=150, sort_keys=False), encoding="utf-8")
        r = subprocess.run([sys.executable, ROOT / "tools/content.py", *options, root], capture_output=True, text=True)
        return r.stdout + r.stderr, r.returncode


def at(x, path):
    for k in path[:-1]:
        x = x[k]
    return x, path[-1]


def put(name, path, value):
    def change(files):
        x, k = at(files[name], path)
        x[k] = value
    return change


def drop(name, path):
    def change(files):
        x, k = at(files[name], path)
        del x[k]
    return change


def swap(name, old, new):
    def change(files):
        files[name] = files[name].replace(old, new, 1)
    return change


def rename(old, new):
    def change(files):
        files[new] = files.pop(old)
    return change


C, L, P, T, H = "controls/8.13.yaml", "clauses/6.1.2.yaml", "privacy/A.1.2.3.yaml", "templates/sample.en.md", "handouts/everyone.en.md"
M, A, V, S = "measures/backup.yaml", "guide/advice.yaml", "library/vulnerabilities.yaml", "library/scenarios.yaml"
Y = "synonyms.yaml"
SHARED = "eight words in a row that stand in two entries here"
CASES = [
    ("as it is", lambda f: None, None),
    ("missing field", drop(C, ["en", "small"]), "27002:8.13: en: small is missing"),
    ("unknown field", put(C, ["measures"], []), "27002:8.13: unknown field measures"),
    ("unknown text field", put(C, ["en", "hint"], "x"), "27002:8.13: en: unknown field hint"),
    ("dangling related", put(C, ["related"], ["27002:9.9"]), "27002:8.13: related: 27002:9.9 does not exist"),
    ("related to itself", put(C, ["related"], ["27002:8.13"]), "names itself"),
    ("related to Annex A", put(C, ["related"], ["27001:A.8.14"]), "related: 27001:A.8.14 does not exist"),
    ("too few steps", put(C, ["en", "guidance"], ["a b", "c d"]), "guidance has 2 items, 5 to 10 wanted"),
    ("a step that is a mapping", put(C, ["en", "evidence", 0], {"Note": "x"}), "evidence has an item that is no text"),
    ("too short", put(C, ["en", "guidance"], ["x"] * 5), "words, 200 to 400 wanted"),
    ("no English", drop(C, ["en"]), "27002:8.13: en is missing"),
    ("Markdown", put(C, ["en", "small"], "**bold** " + text(40)), "is not plain text"),
    ("currency sign", put(C, ["en", "small"], "Costs $50 " + text(40)), "is not plain text"),
    ("named otherwise", rename(C, "controls/8.14.yaml"), "is named otherwise than its reference"),
    ("unknown reference", put(C, ["ref"], "27002:9.9"), "unknown reference 27002:9.9"),
    ("stray folder", rename(C, "control/8.13.yaml"), "control: is no part of content/"),
    ("long line", lambda f: f.update({C: yaml.safe_dump(f[C], width=400)}), "columns, at most 170"),
    ("shared words", lambda f: (put(C, ["en", "purpose"], SHARED + " " + text(20))(f), put(L, ["en", "other"], "Yes: " + SHARED + text(40))(f)),
     "27001:6.1.2, 27002:8.13: the same words: eight words in a row that stand in two entries"),
    ("a title may be shared", lambda f: (put(C, ["en", "purpose"], "Statement of Applicability and Planning of changes in one go here " + text(20))(f),
                                         put(L, ["en", "other"], "Statement of Applicability and Planning of changes in one go today " + text(40))(f)), None),
    ("item missing", drop(L, ["en", "items", "6.1.2.b"]), "en: item 6.1.2.b is missing"),
    ("item unknown", put(L, ["en", "items", "6.1.2.z"], "x"), "6.1.2.z is no item of this clause"),
    ("record type unknown", put(L, ["records"], ["risks"]), "records: risks does not exist"),
    ("page unknown", put(L, ["pages"], ["home"]), "pages: home does not exist"),
    ("clause as a heading", put(L, ["group"], True), "is a clause and no heading"),
    ("heading as a clause", drop("clauses/6.1.yaml", ["group"]), "is a heading: group: true is missing"),
    ("no article", put(P, ["gdpr"], ["Art. 6"]), "gdpr: Art. 6 is no article"),
    ("editions missing", drop(P, ["en", "editions"]), "editions is missing"),
    ("family field", drop("family/27005.yaml", ["en", "edition"]), "27005: en: edition is missing"),
    ("reading order", put("guide/readers.yaml", [0, "en", "order"], ["27999: why"]), "does not begin with a number of the family"),
    ("stage unknown", put("guide/certification.yaml", [0, "stage"], "stage_3"), "stage: stage_3 is none of"),
    ("privacy without role", drop(A, [0, "role"]), "role: None is none of controller, processor, both"),
    ("verdict unknown", put(A, [0, "verdicts", 0, "verdict"], "maybe"), "verdict: maybe is none of"),
    ("nothing first", put(A, [0, "verdicts", 0, "verdict"], "later"), "nothing is to be bought first"),
    ("in the wrong file", rename(A, "guide/readers.yaml"), "does not belong in this file"),
    ("category unknown", put(V, [0, "category"], "people"), "category: people is none of"),
    ("threat unknown", put(V, [0, "threats"], ["threat:x"]), "threats: threat:x does not exist"),
    ("source unknown", put(S, [0, "source"], "source:x"), "source: source:x does not exist"),
    ("likelihood out of range", put(S, [0, "likelihood"], 6), "likelihood: 6 is none of"),
    ("key of another kind", put(S, [0, "key"], "threat:x"), "is not scenario: and a slug"),
    ("library twice", lambda f: f[V].append(copy.deepcopy(f[V][0])), "stands twice"),
    ("query without shape", put(M, [0, "query"], "SELECT count(*) FROM \"control\" AS t WHERE @here"), "query does not begin with SELECT ... AS \"part\""),
    ("query not portable", put(M, [0, "query"], "SELECT count(*) AS \"part\", date('now') AS \"whole\" FROM \"control\" AS t"), "is not portable"),
    ("query with a comma", put(M, [0, "query"], "SELECT 1 AS \"part\", 2 AS \"whole\" FROM \"control\" AS t, \"risk\" AS r"), "with JOIN, not with a comma"),
    ("query parameter", put(M, [0, "query"], "SELECT 1 AS \"part\", 2 AS \"whole\" FROM \"control\" AS t WHERE t.\"id\"=$scop"), "unknown parameter $scop"),
    ("whole and unit", put(M, [0, "unit"], "count"), "whole is NULL when the unit is not percent"),
    ("warning on the wrong side", put(M, [0, "warning"], 99), "the warning lies on the good side"),
    ("measure serves nothing", put(M, [0, "serves"], []), "serves: at least 1 wanted"),
    ("placeholder unknown", swap(T, "{{organization.name}}", "{{organisation.name}}"), "unknown placeholder {{organisation.name}}"),
    ("table of an unknown type", swap(T, "table:asset", "table:assets"), "no record type assets"),
    ("placeholder not closed", swap(T, "{{role:ISMS manager}} {{table:asset title,owner}}", "{{role:ISMS manager}"), "placeholder that is not closed"),
    ("HTML in a template", swap(T, "{{role:ISMS manager}}", "<b>x</b>"), "HTML is not taken"),
    ("template without a head", swap(T, "---\n", ""), "has no head"),
    ("template's key", swap(T, "template:sample", "template:other"), "key is template:other"),
    ("synonym of nothing", lambda f: f.update({Y: [{"say": "backup", "means": ["nowhere"]}]}), "means: nowhere stands in no clause or control"),
    ("synonym twice", lambda f: f.update({Y: [{"say": "tape", "refs": ["27002:8.13"]}, {"say": ["tapes"], "refs": ["27002:8.13"]}]}), "say: tapes stands twice"),
    ("synonym to nowhere", lambda f: f.update({Y: [{"say": "tape", "refs": ["27002:9.13"]}]}), "refs: 27002:9.13 is not searched"),
    ("synonym of a stop word", lambda f: f.update({Y: [{"say": "how to", "refs": ["27002:8.13"]}]}), "is nothing but stop words"),
    ("handout for nobody", rename(H, "handouts/nobody.en.md"), "name of the file: nobody is none of"),
]


def stems_differ():
    """The table of tests/unit/test_standard.c holds here too: index and question are stemmed alike."""
    sys.path.insert(0, str(ROOT / "tools"))
    from content.lookup import stem
    pairs = re.findall(r'\{ "([a-z0-9]*)", "([a-z0-9]*)" \}', (ROOT / "tests/unit/test_standard.c").read_text(encoding="utf-8"))
    wrong = [p for p in pairs if stem(p[0]) != p[1]]
    if wrong or len(pairs) < 25:
        print(f"stems: {wrong} of {len(pairs)}", file=sys.stderr)
        return 1
    return 0


def main():
    failed = 0
    base = samples()
    for name, change, want in CASES:
        files = copy.deepcopy(base)
        change(files)
        said, code = run(ROOT / "content", files, "--pieces")
        if (code != 0 if want is None else code != 1 or want not in said):
            failed += 1
            print(f"{name}: wanted {want!r}, got\n{said}", file=sys.stderr)
    said, code = run(ROOT / "content", base)
    for want in ("controls: 1 controls, 93 wanted", "clauses: 2 clauses and headings, 41 wanted", "no measure serves", "60 wanted"):
        if code != 1 or want not in said:
            failed += 1
            print(f"total counts: wanted {want!r}, got\n{said}", file=sys.stderr)
    failed += stems_differ()
    print(f"{len(CASES) + 5 - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
