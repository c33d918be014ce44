#!/usr/bin/env python3
"""The figures of the bars: start, Statement of Applicability, lists, import, verify, save, size. Inputs are made here from a fixed
seed. Prints one line a figure; the exit code says whether every bar holds.

Usage: bench.py PROGRAM BENCH_INSIDE [--quick]   (--quick leaves out what needs a million records)"""
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

program, inside = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
quick = "--quick" in sys.argv
failed = 0
READS = ["risk list", "risk show R-1", "risk history R-1", "risk fields", "soa", "soa --json", "soa --html", "soa --csv", "soa diff 1 2",
         "check", "path", "search backup", "standard list", "standard show A.5.15", "standard compare 27001 27002 A.5.15",
         "standard search backup", "term risk", "export risk --csv", "export asset --json", "statement list --limit 200 --json",
         "acceptance list --limit 200 --json", "control list --limit 200", "requirement list --limit 200 --json"]
WORDS = "server laptop payroll customer portal backup archive mail gateway build test office paris berlin vault ledger store cache".split()


def report(name, value, bar, unit):
    global failed
    ok = value <= bar
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} - {name}: {value:.4g} {unit} (bar {bar:g} {unit})", flush=True)


def run(*args, check=True):
    """Wall seconds, CPU seconds and peak memory in MB of one command."""
    start = time.perf_counter()
    p = subprocess.Popen([program, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = p.stderr.read()
    _, status, use = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if check and p.returncode:
        sys.exit(f"{args}: exit {p.returncode} {err.decode()[:500]}")
    return time.perf_counter() - start, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def inner(what, db):
    return [float(x) for x in subprocess.run([inside, what, db], capture_output=True, text=True, check=True).stdout.split()]


def median(n, *args, check=True):
    runs = [run(*args, check=check) for _ in range(n)]
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def fresh(name):
    for end in ("", "-wal", "-shm", ".lock"):
        if os.path.exists(name + end):
            os.unlink(name + end)
    run("--db", name, "init", "--organization", "Bench Ltd", "--founder", "Ada")
    return os.path.getsize(name) + (os.path.getsize(name + "-wal") if os.path.exists(name + "-wal") else 0)


def fresh_time(name):
    start = time.perf_counter()
    fresh(name)
    return time.perf_counter() - start


def size(db):
    """Bytes of the database with its log, as they lie on the disk."""
    return sum(os.path.getsize(db + e) for e in ("", "-wal") if os.path.exists(db + e))


def assets(path, n, full):
    random.seed(1)
    with open(path, "w") as f:
        f.write("title,kind,category,confidentiality,integrity,availability,location,classification,value,review_on,description,notes\n"
                if full else "title\n")
        for i in range(n):
            t = f"{random.choice(WORDS)} {random.choice(WORDS)} {i}"
            f.write(f"{t},{random.choice(['business', 'supporting'])},{random.choice(WORDS)},{random.randint(1, 4)},{random.randint(1, 4)},"
                    f"{random.randint(1, 4)},Room {i % 90},internal,{i % 5000}.50,2027-0{1 + i % 9}-1{i % 9},What {random.choice(WORDS)} "
                    f"needs to know about {random.choice(WORDS)} number {i},Bought in {2000 + i % 25}\n" if full else t + "\n")


def risks(path, n):
    random.seed(2)
    with open(path, "w") as f:
        f.write("title,current_likelihood,current_consequence\n")
        for i in range(n):
            f.write(f"{random.choice(WORDS)} fails {i},{random.randint(1, 5)},{random.randint(1, 5)}\n")


def versions(db):
    """100,000 records with ten versions each: a title, then nine edits of two fields."""
    start = fresh(db)
    assets("t.csv", 100000, False)
    run("--db", db, "import", "asset", "t.csv")
    created = size(db)
    for v in range(2, 11):
        with open("v.csv", "w") as f:
            f.write("ref,location,category\n" + "".join(f"A-{i + 1},Room {(i + v) % 90},kind {(i * v) % 50}\n" for i in range(100000)))
        run("--db", db, "import", "asset", "v.csv")
    report("size of 100,000 records with 10 versions", size(db) / 1e6, 400, "MB")
    report("size of a 2-field edit", (size(db) - created) / 900000, 300, "bytes")
    return start


def main():
    os.chdir(tempfile.mkdtemp(prefix="muniment-bench-"))
    run("--db", "demo.db", "init", "--demo")
    for when, bar in (((), 20), (("--as-of", "2026-01-15"), 100)):
        took = {r: median(15, "--db", "demo.db", *when, *r.split(), check=False)[0] for r in READS}
        slowest = max(took, key=took.get)
        report(f"start to answer {' '.join(when)} {len(READS)} read commands, slowest {slowest}", took[slowest] * 1e3, bar, "ms")
    wall, cpu = median(30, "--db", "demo.db", "soa", "--json")
    report("soa --json as a process", wall * 1e3, 25, "ms")
    report("soa --json inside, CPU", inner("soa", "demo.db")[0] / 1e3, 2, "ms")
    report("plain question to standard search, inside", inner("question", "demo.db")[1] / 1e3, 10, "ms")
    report("init with all content", statistics.median(fresh_time("n.db") for _ in range(5)), 1, "s")
    cpu, wall = inner("save", "demo.db")
    report("durable save, CPU", cpu / 1e3, 0.3, "ms")
    print(f"      durable save, wall: {wall / 1e3:.2f} ms")
    for name, full, bar, bytes_bar in (("12 fields", True, 5, 1300), ("title only", False, 3, 700)):
        empty = fresh("i.db")
        assets("i.csv", 100000, full)
        wall, cpu, mem = run("--db", "i.db", "import", "asset", "i.csv")
        report(f"import of 100,000 assets, {name}", wall, bar, "s")
        report(f"import of 100,000 assets, {name}, memory", mem, 64, "MB")
        report(f"size per record, {name}", (size("i.db") - empty) / 100000, bytes_bar, "bytes")
    sizes = (1000, 100000) if quick else (1000, 100000, 1000000)
    took = []
    for n in sizes:
        fresh(f"r{n}.db")
        risks("r.csv", n)
        wall, cpu, mem = run("--db", f"r{n}.db", "import", "risk", "r.csv")
        took.append(inner("list", f"r{n}.db")[0])
        print(f"      list page of 50 at {n} risks: {took[-1]:.0f} us CPU; import took {wall:.1f} s, {mem:.0f} MB")
    exponent = max(math.log(b / a) / math.log(m / n) for a, b, n, m in zip(took, took[1:], sizes, sizes[1:]))
    report("growth exponent of a list page", exponent, 0.2, "")
    if not quick:
        wall, cpu, mem = run("--db", "r1000000.db", "verify")
        report("verify of 1,000,000 leaves with replay", wall, 20, "s")
        report("verify of 1,000,000 leaves with replay, memory", mem, 64, "MB")
        wall, cpu, mem = run("--db", "r1000000.db", "verify", "--hashes-only")
        report("verify of 1,000,000 leaves, hashes only", wall, 5, "s")
        versions("v.db")
    print(f"{failed} bars missed")
    return failed > 0


sys.exit(main())
