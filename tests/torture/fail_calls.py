#!/usr/bin/env python3
"""Fails the n-th database call of a command, for every n (or every STEP-th), and looks at the database afterwards. A command that
writes: either the whole change is there or nothing of it, and the ledger proves the tables. A command that reads: it says that it
failed and has changed nothing.

Usage: fail_calls.py PROGRAM STEP"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

program, step = os.path.abspath(sys.argv[1]), int(sys.argv[2])


def run(args, **env):
    return subprocess.run([program, *args], capture_output=True, text=True, env={**os.environ, **env})


def copy(src, dst):
    for end in ("", "-wal"):
        if os.path.exists(src + end):
            shutil.copyfile(src + end, dst + end)
        elif os.path.exists(dst + end):
            os.unlink(dst + end)


def leaves(db):
    r = run(["--db", db, "--json", "verify"])
    import json
    return json.loads(r.stdout) if r.returncode in (0, 1) else {"ok": False, "leaves": -1, "detail": r.stderr}


def torture(name, base, args, stride=1):
    """Every call fails once (of a long command one in stride); at the end the command runs through."""
    before = leaves(base)["leaves"]
    n, bad, after = 1, [], None
    while True:
        copy(base, "t.db")
        r = run(["--db", "t.db", *args], MUNIMENT_FAIL_DB_CALL=str(n))
        v = leaves("t.db")
        injected = "injected" in r.stderr
        if "Sanitizer" in r.stderr or r.returncode < 0:
            bad.append(f"call {n}: crash\n{r.stderr[-2000:]}")
        elif not v["ok"]:
            bad.append(f"call {n}: verify {v}")
        elif injected and r.returncode == 0 and not ("was saved" in r.stderr and v["leaves"] > before):
            bad.append(f"call {n}: the failure was swallowed")
        elif r.returncode != 0 and v["leaves"] != before:
            bad.append(f"call {n}: exit {r.returncode} but {v['leaves'] - before} leaves were added")
        if not injected:
            after = v["leaves"]
            break
        n += step * stride
    if after is None or after <= before:
        bad.append(f"the command changed nothing: exit {r.returncode} {r.stderr}")
    print(f"{'not ok' if bad else 'ok'} - {name}: {n - 1} calls failed one by one")
    for b in bad[:5]:
        print("   ", b)


def torture_read(name, base, args, makes=None):
    """Every call of a command that reads fails once: exit 7, no answer that looks whole, no byte changed."""
    n, bad = 1, []
    with open(base, "rb") as f:
        was = f.read()
    while True:
        r = run(["--db", base, *args], MUNIMENT_FAIL_DB_CALL=str(n))
        injected = "injected" in r.stderr + r.stdout
        if "Sanitizer" in r.stderr or r.returncode < 0:
            bad.append(f"call {n}: crash\n{r.stderr[-2000:]}")
        elif injected and r.returncode != 7 and not (r.returncode == 1 and args[0] == "doctor"):
            bad.append(f"call {n}: exit {r.returncode} {r.stderr[-300:]}")
        with open(base, "rb") as f:
            if f.read() != was:
                bad.append(f"call {n}: the database changed")
        if makes and os.path.exists(makes):
            if injected:
                bad.append(f"call {n}: {makes} was left behind")
            os.unlink(makes)
        if not injected:
            break
        n += max(1 if step == 1 else 5, n // (100 if step == 1 else 15))  # long ones do the same over and over
    if r.returncode not in (0, 1):
        bad.append(f"the command fails by itself: exit {r.returncode} {r.stderr}")
    print(f"{'not ok' if bad else 'ok'} - {name}: {n - 1} calls failed one by one", flush=True)
    for b in bad[:5]:
        print("   ", b)


def steps(again):
    """Numbers of the calls to fail, until `again` says that the command ran through."""
    n = 1
    while again(n):
        n += max(1 if step == 1 else 5, n // (100 if step == 1 else 15))
    return n - 1


def torture_making(name, args):
    """Commands that make a database: after a failure there is none, and the name is free."""
    bad = []

    def once(n):
        r = run(["--db", "made.db", *args], MUNIMENT_FAIL_DB_CALL=str(n))
        there = sorted(f for f in os.listdir() if f.startswith("made.db"))
        for f in there:
            os.unlink(f)
        if "Sanitizer" in r.stderr or r.returncode < 0:
            bad.append(f"call {n}: crash\n{r.stderr[-2000:]}")
        if "injected" not in r.stderr:
            if r.returncode:
                bad.append(f"the command fails by itself: exit {r.returncode} {r.stderr}")
            return False
        if r.returncode != 7 or set(there) - {"made.db.lock"}:
            bad.append(f"call {n}: exit {r.returncode}, left {there}")
        return True

    n = steps(once)
    print(f"{'not ok' if bad else 'ok'} - {name}: {n} calls failed one by one", flush=True)
    print("\n".join("    " + b for b in bad[:5]), end="\n" if bad else "")


def torture_upgrade():
    """After a failed upgrade the next one goes through."""
    run(["--db", "old.db", "init", "--organization", "Old Ltd", "--founder", "Ada"])
    run(["--db", "old.db", "risk", "add", "title=Old"])
    db = sqlite3.connect("old.db")
    db.executescript("""ALTER TABLE site DROP COLUMN notes; DELETE FROM meta_field WHERE entity='site' AND key='notes';
        ALTER TABLE site RENAME COLUMN address TO place; UPDATE meta_field SET name='place' WHERE entity='site' AND key='address';
        DROP TABLE threat; DELETE FROM meta_field WHERE entity='threat'; UPDATE meta SET value='00' WHERE key='schema';
        UPDATE meta SET value='00' WHERE key='content'; PRAGMA wal_checkpoint(TRUNCATE)""")
    db.close()
    bad = []

    def once(n):
        copy("old.db", "t.db")
        r = run(["--db", "t.db", "upgrade"], MUNIMENT_FAIL_DB_CALL=str(n))
        injected = "injected" in r.stderr
        if "Sanitizer" in r.stderr or r.returncode < 0:
            bad.append(f"call {n}: crash\n{r.stderr[-2000:]}")
        if injected and r.returncode != 7 or not injected and r.returncode:
            bad.append(f"call {n}: exit {r.returncode} {r.stderr[-300:]}")
        if injected:
            r = run(["--db", "t.db", "upgrade"])
        v = leaves("t.db")
        if r.returncode or not v["ok"] or run(["--db", "t.db", "risk", "show", "R-1"]).returncode:
            bad.append(f"call {n}: afterwards {r.stderr} {v}")
        for f in os.listdir():
            if ".before-upgrade" in f:
                os.unlink(f)
        return injected

    n = steps(once)
    print(f"{'not ok' if bad else 'ok'} - upgrade: {n} calls failed one by one", flush=True)
    print("\n".join("    " + b for b in bad[:5]), end="\n" if bad else "")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    run(["--db", "base.db", "init", "--demo"])
    with open("a.csv", "w") as f:
        f.write("title,kind,owner,depends_on\nNew one,supporting,Somebody New,New two\nNew two,business,,\nLaptops,supporting,,\n")
    torture("risk add", "base.db", ["risk", "add", "title=Torture", "scope=SC-1", "current_likelihood=3", "current_consequence=3", "assets=A-1"])
    torture("risk edit", "base.db", ["risk", "edit", "R-1", "title=Torture", "existing_controls=C-1;C-2"])
    torture("archive", "base.db", ["asset", "archive", "A-25"])
    torture("soa set", "base.db", ["soa", "set", "A.5.7", "justification=Torture", "how=Torture"])
    torture("import", "base.db", ["import", "asset", "a.csv", "--create-missing"])
    torture("second scope with 93 rows", "base.db", ["scope", "add", "title=Other", "statement=Torture"])
    run(["--db", "bare.db", "init", "--organization", "Bare Ltd", "--founder", "Ada"])
    torture("guided set-up", "bare.db", ["setup", "--headcount", "20", "--sector", "health", "--sheet", "a.csv"], stride=29)
    torture("unarchive", "base.db", ["risk", "edit", "R-2", "owner=Maren Holt", "assets="])
    torture("evidence with a file", "base.db", ["evidence", "add", "title=Torture", "file=a.csv", "controls=C-1"])
    torture("a document's version", "base.db", ["document_version", "add", "document=D-1", "body=Torture"])
    for read in (["--as-of", "2026-03-31", "risk", "list", "--search", "ransomware"], ["soa", "--json"], ["risk", "history", "R-1"],
                 ["verify"], ["search", "backup"], ["standard", "show", "A.5.15"], ["export", "control", "--csv", "--out", "out"],
                 ["export", "risk", "--xlsx", "--out", "out"], ["acceptance", "list", "--where", "risk=R-1", "--sort", "-decided_on"],
                 ["doctor"], ["soa", "diff", "1", "2"], ["path"], ["backup", "out"], ["--as", "Tomasz Zielinski", "statement", "list"]):
        torture_read(" ".join(read), "base.db", read, "out" if "out" in read else None)
    torture("criteria put in force", "base.db", ["criteria", "edit", "CR-1", "notes=Torture"])
    torture("acceptance", "base.db", ["--as", "Tomasz Zielinski", "acceptance", "add", "risk=R-1", "kind=both"])
    run(["--db", "base.db", "backup", "copy.db"])
    torture_making("init", ["init", "--organization", "Torture Ltd", "--founder", "Ada"])
    torture_making("restore", ["restore", "copy.db"])
    torture_upgrade()
