#!/usr/bin/env python3
"""The risk method at 10,000 risks over 2,000 assets with dependencies: processor time of the register, the matrix, one risk, the report,
what asks why an assessment is stale; how time grows from 1,000 risks; the import. Loopback only.

Usage: method.py PROGRAM LOAD"""
import csv
import math
import os
import random
import resource
import subprocess
import sys
import tempfile

import web
from web import Server, muniment, password_sign_in, report

SIZES = (1000, 10000)
ROUNDS = 40


def files(tmp, n):
    """A register whose risks name assets that depend on earlier ones; the same numbers for the same n."""
    r, m = random.Random(n), n // 5
    with open(os.path.join(tmp, "assets.csv"), "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        w.writerow(["title", "kind", "scope", "confidentiality", "integrity", "availability", "depends_on"])
        for i in range(1, m + 1):
            on = "; ".join(f"Asset {r.randint(max(1, i - 200), i - 1)}" for _ in range(r.randint(0, 3))) if i > 1 else ""
            w.writerow([f"Asset {i}", "supporting" if i % 4 else "business", "SC-1", *(r.randint(1, 4) for _ in range(3)), on])
    with open(os.path.join(tmp, "risks.csv"), "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        w.writerow(["title", "scope", "owner", "cause", "event", "current_likelihood", "current_consequence", "target_likelihood",
                    "target_consequence", "rating_reason", "confidence", "assets", "assessed_on", "review_on"])
        for i in range(1, n + 1):
            a, b = r.randint(1, 5), r.randint(1, 5)
            w.writerow([f"Risk {i} of something", "SC-1", "P-1", "Somebody does something", "Something stops", a, b, max(1, a - 1), b,
                        "Seen before", "medium", "; ".join({f"A-{r.randint(1, m)}" for _ in range(2)}),
                        f"2026-{r.randint(1, 10):02}-{r.randint(1, 28):02}", "2027-01-01"])


def used():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


def make(tmp, n):
    db = os.path.join(tmp, f"method{n}.db")
    files(tmp, n)
    muniment(db, "init", "--organization", "Bench Ltd", "--founder", "Ada", "--email", "ada@example.org")
    muniment(db, "scope", "add", "title=Main", "statement=Everything")
    muniment(db, "import", "asset", os.path.join(tmp, "assets.csv"))
    before = used()
    muniment(db, "import", "risk", os.path.join(tmp, "risks.csv"))
    return db, used() - before


PAGES = {"register": "/risks?where=status%3Dopen&sort=-current_level", "register, first view": "/risks", "one cell": "/risks?where=status%3Dopen&where=current_likelihood%3D3&where=current_consequence%3D3",
         "one risk": "/risks/R-77", "stale risks": "/risks?columns=stale_because", "assets": "/assets", "one asset": "/assets/A-17",
         "home": "/", "report for management": "/risks/report?for=management", "criteria": "/criteria_versions/CR-1"}


def main(tmp):
    times = {n: {} for n in SIZES}
    imports = {}
    for n in SIZES:
        db, imports[n] = make(tmp, n)
        with Server(db) as s:
            password_sign_in(s)
            for name, path in PAGES.items():
                few = 20 if "report" in path else 2000
                s.ask(path, 1, 5)
                times[n][name] = s.ask(path, 1, few)["cpu"]
                print(f"   {name} at {n:,} risks: {times[n][name]:.3f} ms of processor time", flush=True)
            # after each change nothing that was worked out holds any more; the clock of the process ticks at 10 ms, so many times
            fresh = 0
            for i in range(ROUNDS):
                muniment(db, "risk", "edit", "R-1", f"notes=again {i}")
                fresh += s.ask("/risks", 1, 1)["cpu"]
            times[n]["matrix, counted"] = fresh / ROUNDS
            print(f"   register with its matrix counted anew at {n:,} risks: {fresh / ROUNDS:.2f} ms of processor time", flush=True)
        start = used()
        subprocess.run([web.program, "--db", db, "risk", "list", "--where", "stale_because!=", "--limit", "200"], check=True, stdout=subprocess.DEVNULL)
        print(f"   risk list --where stale_because!= at {n:,} risks: {(used() - start) * 1000:.0f} ms of processor time", flush=True)
    large = times[SIZES[-1]]
    grow = lambda a, b: math.log(b / a) / math.log(SIZES[-1] / SIZES[0])
    report("register page of 50 at 10,000 risks, processor time", large["register"] * 1000, 500, "us")
    report("register and matrix, nothing kept, at 10,000 risks", large["matrix, counted"], 5, "ms")
    report("register page, growth exponent", grow(times[SIZES[0]]["register"], large["register"]), 0.2, "")
    report("import of risks, growth exponent", grow(imports[SIZES[0]], imports[SIZES[-1]]), 1.15, "")


with tempfile.TemporaryDirectory() as folder:
    main(folder)
sys.exit(web.failed != 0)
