#!/usr/bin/env python3
"""Power loss at every STEP-th write, sync or truncation of commands that write: afterwards the ledger proves the tables, a command
that ended well is there as a whole, and one that did not is there as a whole or not at all.

Usage: power.py PROGRAM STEP (a program built with -Dtesting=true)"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

program, step = os.path.abspath(sys.argv[1]), int(sys.argv[2])


def run(args, **env):
    return subprocess.run([program, *args], capture_output=True, text=True, env={**os.environ, **env})


def copy(src, dst):
    for end in ("", "-wal"):
        if os.path.exists(dst + end):
            os.unlink(dst + end)
        if os.path.exists(src + end):
            shutil.copyfile(src + end, dst + end)


def leaves(db):
    r = run(["--db", db, "--json", "verify"])
    return json.loads(r.stdout) if r.returncode in (0, 1) and r.stdout else {"ok": False, "leaves": -1, "detail": r.stderr}


def torture(name, base, args):
    before, n, bad, lost = leaves(base)["leaves"], 1, [], 0
    copy(base, "full.db")
    run(["--db", "full.db", *args])
    after = leaves("full.db")["leaves"]
    while True:
        copy(base, "t.db")
        r = run(["--db", "t.db", *args], MUNIMENT_POWER_LOSS=f"{n} {n * 7919}")
        v = leaves("t.db")
        if not v["ok"]:
            bad.append(f"operation {n}: {v}")
        elif v["leaves"] not in (before, after):
            bad.append(f"operation {n}: {v['leaves']} leaves, {before} before, {after} after")
        elif r.returncode == 0 and v["leaves"] != after:
            bad.append(f"operation {n}: acknowledged, but gone")
        if r.returncode != 99:
            break
        lost += 1
        n += step
    if not lost or after <= before:
        bad.append(f"nothing was tried: {r.returncode} {r.stderr}")
    print(f"{'not ok' if bad else 'ok'} - {name}: power lost at {lost} places")
    for b in bad[:5]:
        print("   ", b)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    run(["--db", "base.db", "init", "--demo"])
    with open("a.csv", "w") as f:
        f.write("title,notes\n" + "".join(f"New {i},{'many words ' * 40}{i}\n" for i in range(1500)))
    torture("risk add", "base.db", ["risk", "add", "title=Torture", "scope=SC-1", "current_likelihood=3", "current_consequence=3"])
    torture("second scope with 93 rows", "base.db", ["scope", "add", "title=Other", "statement=Torture"])
    torture("import with checkpoint", "base.db", ["import", "asset", "a.csv"])
    torture("soa set", "base.db", ["soa", "set", "A.5.7", "justification=Torture", "how=Torture"])
