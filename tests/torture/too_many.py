#!/usr/bin/env python3
"""Ten million risks: a model file and an import that are far too large are refused in bounded memory, and the answer names the field, why, and
what is allowed. Models are streamed into the program, which stops reading when it has seen enough, so that they are tried in their full size.
An import is read to its end, because every mistake in it is counted, but a file of more rows than one change may have is only counted: "all" as
second argument tries mistakes in two million rows and a file of ten million, else a hundred thousand and one more than is allowed.

Usage: too_many.py PROGRAM [all]"""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

program = os.path.abspath(sys.argv[1])
everything = "all" in sys.argv[2:]
TEN_MILLION = 10_000_000
ROWS = 2_000_000
passed = failed = 0
# The sanitizer would keep what was freed, which is no memory of ours.
ENV = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"}


def check(ok, what):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    if not ok:
        print(f"not ok - {what}"[:1500], flush=True)


class Run:
    """The program with pieces of text on its standard input: exit code, errors, most memory in MB, bytes it took of the input."""

    def __init__(self, args, pieces=()):
        p = subprocess.Popen([program, *args], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV)
        self.taken, said = 0, []
        reader = threading.Thread(target=lambda: said.append(p.stderr.read()))
        reader.start()
        try:
            for piece in pieces:
                p.stdin.write(piece)
                self.taken += len(piece)
            p.stdin.close()
        except BrokenPipeError:
            pass
        reader.join()
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.errors = said[0].decode("utf-8", "replace")
        self.memory = usage.ru_maxrss / 1024


def model(n, scenario, each=10000):
    yield b'{"currency":"EUR","scenarios":['
    for i in range(0, n, each):
        yield (b"," if i else b"") + b",".join(scenario(k) for k in range(i, min(i + each, n)))
    yield b"]}"


def real(i):
    return b'{"id":"s%d","frequency":{"rate":1},"loss":{"low":1000,"high":50000}}' % i


def curve(n, scenario):
    return Run(["risk", "curve", "--model", "/dev/stdin"], model(n, scenario))


def models():
    small = curve(50001, real)
    check(small.code == 6 and "scenarios: These are 50001, at most 50000." in small.errors, f"one scenario too many: {small.code} {small.errors}")
    large = curve(TEN_MILLION, real)
    for words in ("larger than 16 MB", 'at most 50000 entries in "scenarios"', '10000 in "controls"'):
        check(large.code == 6 and words in large.errors, f"ten million scenarios: {large.code} {large.errors}")
    check(large.taken < 20e6, f"reading stops early: {large.taken} bytes")
    check(large.memory < small.memory * 1.5, f"ten million scenarios take {large.memory:.0f} MB, 50,001 of them {small.memory:.0f} MB")
    for name, scenario in (("objects", lambda i: b"{}"), ("lists", lambda i: b"[]")):
        dense = curve(5_500_000, scenario)  # within 16 MB
        check(dense.code == 6 and "more than 1048576 objects and lists" in dense.errors and '"scenarios"' in dense.errors,
              f"empty {name}: {dense.code} {dense.errors}")
        check(dense.memory < small.memory * 1.5, f"empty {name} take {dense.memory:.0f} MB, 50,001 scenarios {small.memory:.0f} MB")


def draws():
    """A simulation keeps totals, not every number that it drew."""
    peak = {n: Run(["risk", "simulate", "--model", "/dev/stdin", "--years", "100000"], model(n, real)) for n in (20, 200)}
    check(all(r.code == 0 for r in peak.values()), f"simulated: {[r.errors for r in peak.values()]}")
    check(peak[200].memory < peak[20].memory + 8, f"200 scenarios take {peak[200].memory:.0f} MB, 20 take {peak[20].memory:.0f} MB")


def rows(path, n):
    with open(path, "w", encoding="ascii", buffering=1 << 20) as f:
        f.write("title,status,current_frequency,current_loss_low,current_loss_high\n")
        for i in range(n):
            f.write(f"Risk {i},open,10000000,1000,50000\n")


def imports():
    with tempfile.TemporaryDirectory(prefix="muniment-many-") as folder:
        db, peak = os.path.join(folder, "t.db"), {}
        Run(["--db", db, "init", "--organization", "Test Ltd", "--founder", "Ann Lee", "--email", "ann@example.org"])
        for n in (10_000, ROWS if everything else 100_000):
            path = pathlib.Path(folder, "risks.csv")
            rows(path, n)
            r = Run(["--db", db, "import", "risk", str(path)])
            peak[n] = r.memory
            check(r.code == 6, f"{n} rows are refused: {r.code} {r.errors[:300]}")
            check('row 2, column "current_frequency": Events a year must be from 1e-06 to 1000000. (given: "10000000")' in r.errors, "row, field, why: " + r.errors[:400])
            check(f"and {n - 1000} more problems" in r.errors, "the others are counted: " + r.errors[-200:])
        few, many = peak.values()  # the keys of the file lie in a temporary database, whose cache fills
        check(many < few + 16, f"memory stays flat: {few:.0f} MB at 10,000 rows, {many:.0f} MB at {n:,}")
        rows(path, TEN_MILLION if everything else ROWS + 1)
        r = Run(["--db", db, "import", "risk", str(path)])
        check(r.code == 6 and "more than 2000000 rows. All" in r.errors and "divide it" in r.errors, f"too many rows: {r.code} {r.errors[:300]}")
        check("row 2" not in r.errors and r.memory < few * 1.2, f"they are counted, not looked at: {r.memory:.0f} MB")
        listed = subprocess.run([program, "--db", db, "risk", "list"], env=ENV, capture_output=True, text=True)
        check(listed.returncode == 0 and "Risk 1" not in listed.stdout, f"nothing was imported: {listed.stdout[:200]}{listed.stderr[:200]}")


models()
draws()
imports()
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
