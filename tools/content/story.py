"""Readiness checks, the demonstration, and the SQL that checks and measures share."""
import re

from content.base import bad, note_runs, one_of, read_list, read_yaml, take_fields

HEAD = re.compile(r"^SELECT '[a-z_]+' AS \"type\", ")
NEED = ("id", "requirement", "basis", "may_become", "question", "message", "fix", "population", "offenders")
FORBIDDEN = re.compile(r"\b(date|time|datetime|julianday|strftime|now|unixepoch|ifnull|json\w*|group_concat|total)\s*\(|\bLIKE\b|\bGLOB\b|\bLIMIT\b|;|--|/\*|\?", re.I)
PARAMETER = re.compile(r"\$(?!scope\b|today([-+]\d+d)?(?![\w+-]))|@(?!here\b|[a-z_]+\.[a-z_]+)")


def sql(name, field, text):
    """What holds for all SQL in content/: portable, one statement, known parameters."""
    if not isinstance(text, str) or not text.startswith("SELECT "):
        bad(name, f"{field} does not begin with SELECT")
        return False
    m = FORBIDDEN.search(text)
    if m:
        bad(name, f"{field}: {m[0]} is not portable or not wanted")
    m = PARAMETER.search(text)
    if m:
        bad(name, f"{field}: unknown parameter {text[m.start():m.start() + 20]}")
    if text.count("(") != text.count(")"):
        bad(name, f"{field}: brackets do not match")
    return True


def checks(root, known):
    out, ids = [], set()
    for f in sorted((root / "checks").glob("*.yaml")):
        for e in read_list(f):
            name = f"{f.name} {e.get('id')}"
            if not take_fields(name, e, NEED, ("link", "empty_means", "when")):
                continue
            note_runs("checks", [e["question"], e["message"], e["fix"]])
            if e["requirement"] not in known:
                bad(name, f"unknown requirement {e['requirement']}")
            one_of(name, "basis", e["basis"], ("requirement", "documented_information", "own_rule", "auditor_expectation"))
            one_of(name, "may_become", e["may_become"], ("likely_major", "likely_minor", "advice"))
            for k in ("population", "offenders"):
                if sql(name, k, e[k]) and not HEAD.match(e[k]):
                    bad(name, f"{k} does not begin with SELECT 'TYPE' AS \"type\", ...")
            if e["id"] in ids:
                bad(name, "id stands twice")
            ids.add(e["id"])
            out.append(e)
    return out


def demo(root):
    """The story of the demonstration organisation: one list of steps."""
    out = None
    for f in sorted((root / "demo").glob("*.yaml")):
        e = read_yaml(f)
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
