#!/usr/bin/env python3
"""What the compiler does not check: floors, banned calls, sizes. docs/ARCHITECTURE.md says the floors in prose."""
import pathlib
import re
import sys

FLOORS = {
    "base": [], "db": ["base"], "store": ["base", "db"], "engine": ["base"], "records": ["base", "db", "store"],
    "isms": ["base", "db", "store", "records", "engine"], "exchange": ["base", "db", "store", "records", "isms", "engine"],
}
FACE = ["base", "db", "store", "records", "isms", "exchange", "engine"]
FLOORS["http"] = FACE
for face in ("web", "api", "cli"):
    FLOORS[face] = FACE + ["http"]
BANNED = [
    (r"\b(malloc|calloc|realloc)\s*\(", "memory comes from base/", ("base",)),
    (r"\bsqlite3_\w+", "only db/ knows the database library", ("db",)),
    (r"\bPQ[a-z]\w+\s*\(", "only db/ knows the database library", ("db",)),
    (r"\bgoto\b", "no goto", ("db",)),
    (r"\bexit\s*\(", "only main.c exits", ()),
    (r"\bsetlocale\s*\(", "the locale is never set", ()),
    (r"\bstrto[dlu]\w*\s*\(|\bsscanf\s*\(", "num_parse reads numbers", ("base", "db")),
    (r"//.*(TODO|FIXME|XXX)|/\*.*(TODO|FIXME|XXX)", "no notes to self", ()),
]
FILE_MAX, FUNCTION_MAX, LINE_MAX = 600, 60, 100
problems = []
checked = 0


def functions(lines):
    """(start, length) of every function body: K&R with the opening brace in column 0."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            yield start, i - start
            start = None


for path in sorted(pathlib.Path("src").rglob("*.[ch]")):
    checked += 1
    floor = path.parts[1] if len(path.parts) > 2 else "main"
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    if len(lines) > FILE_MAX:
        problems.append(f"{path}: {len(lines)} lines, at most {FILE_MAX}")
    code = re.sub(r'"(\\.|[^"\\])*"', '""', re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S))
    for i, line in enumerate(lines, 1):
        if len(line) > LINE_MAX:
            problems.append(f"{path}:{i}: {len(line)} columns, at most {LINE_MAX}")
        m = re.match(r'#include "(\w+)/', line)
        if m and floor in FLOORS and m[1] in FLOORS and m[1] != floor and m[1] not in FLOORS[floor]:
            problems.append(f"{path}:{i}: floor {floor} must not include {m[1]}/")
        if line.rstrip() != line or "\t" in line:
            problems.append(f"{path}:{i}: white space")
    for i, line in enumerate(code.split("\n"), 1):
        for pattern, why, allowed in BANNED:
            if re.search(pattern, line) and floor not in allowed and path.name not in ("main.c", "base.h"):
                problems.append(f"{path}:{i}: {why}: {line.strip()[:80]}")
    if path.suffix == ".c":
        for start, n in functions(lines):
            if n > FUNCTION_MAX:
                problems.append(f"{path}:{start + 1}: a function of {n} lines, at most {FUNCTION_MAX}")
    if path.suffix == ".h" and "#pragma once" not in text:
        problems.append(f"{path}: no #pragma once")
print("\n".join(problems))
print(f"{checked - len({p.split(':')[0] for p in problems})} passed, {len({p.split(':')[0] for p in problems})} failed")
sys.exit(bool(problems))
