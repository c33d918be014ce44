#!/usr/bin/env python3
"""Compares what follows from the descriptions (tables, help, completion) with the files here, so that an edit of a description
shows its consequences in review.

Usage: run.py PROGRAM [--update]"""
import difflib
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
outputs = {
    "schema-sqlite.sql": ["schema"],
    "schema-postgresql.sql": ["schema", "--postgresql"],
    "help.txt": ["--help"],
    "manual.txt": ["manual"],
    "completion.txt": ["completion"],
    "openapi.json": ["schema", "--openapi"],
}
passed = failed = 0
for name, args in outputs.items():
    r = subprocess.run([sys.argv[1], *args], capture_output=True, text=True)
    if name.endswith(".json") and r.returncode == 0:
        r.stdout = json.dumps(json.loads(r.stdout), indent=1, ensure_ascii=False) + "\n"
    path = here / name
    if "--update" in sys.argv:
        path.write_text(r.stdout)
    want = path.read_text() if path.exists() else ""
    if r.returncode == 0 and r.stdout == want:
        passed += 1
        continue
    failed += 1
    print(f"not ok - golden {name}: differs; look at it, then run tests/golden/run.py PROGRAM --update")
    print("\n".join(list(difflib.unified_diff(want.splitlines(), r.stdout.splitlines(), "stored", "now", lineterm=""))[:40]))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
