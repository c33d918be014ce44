#!/usr/bin/env python3
"""A full disk: on a small file system every way of writing runs into the end. Each is refused with exit 7 and words, changes
nothing, leaves no half file behind, and reading goes on. With room made, writing goes on too.

Usage: full_disk.py PROGRAM (starts itself again in a name space of its own, where it may mount)"""
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
if len(sys.argv) == 2:
    folder = tempfile.mkdtemp()
    mount = 'mount -t tmpfs -o size=64m none "$2"'
    may = subprocess.run(["unshare", "-rm", "sh", "-c", mount, "sh", "", folder], capture_output=True).returncode == 0
    inner = [os.path.abspath(__file__), program, "mounted" if may else "limited", folder]
    r = subprocess.run(["unshare", "-rm", "sh", "-c", mount + ' && exec python3 "$0" "$1" mounted "$2"', inner[0], program, folder]
                       if may else ["python3", *inner])
    shutil.rmtree(folder)
    sys.exit(r.returncode)

# Where nothing may be mounted, no file may grow beyond a limit: the same calls fail, with another reason.
limited = sys.argv[2] == "limited"
room, size = False, 1600000
if limited:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.chdir(sys.argv[3])
other = tempfile.mkdtemp()  # where the disk is not full
bad = []


def limit():
    if limited and not room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(*args, **more):
    return subprocess.run([program, "--db", "t.db", *args], capture_output=True, text=True, preexec_fn=limit, restore_signals=False, **more)


def check(ok, what, r=None):
    if not ok:
        bad.append(what + (f": exit {r.returncode} {r.stdout[-200:]} {r.stderr[-300:]}" if r else ""))


def state():
    global room
    room = True  # proving it needs room of its own
    v = run("--json", "verify", env={**os.environ, "TMPDIR": other})
    room = False
    return json.loads(v.stdout) if v.returncode == 0 else {"ok": False, "leaves": v.stderr}


WORDS = ["disk reports an error", "File too large"] if limited else ["disk is full", "No space left"]


def refused(what, *args, leaves):
    before = set(os.listdir())
    r = run(*args)
    check(r.returncode == 7 and any(w in r.stderr for w in WORDS), f"{what} is refused with words", r)
    kept = [os.path.join(d, n) for d, _, names in os.walk(".") for n in names if "t.db.files" in d or n not in before]
    check(set(kept) <= {"./t.db-wal", "./t.db-shm", "./t.db.lock"}, f"{what} leaves {kept}")
    now = state()
    check(now["ok"] and now["leaves"] == leaves, f"{what} changes nothing: {now}")


with open("filler", "wb") as f:
    f.write(b"x" * 400000)
room = True
check(run("init", "--organization", "Full Ltd", "--founder", "Ada").returncode == 0, "a database is made")
room = False
size = max(os.path.getsize(n) for n in ("t.db", "t.db-wal")) + 1000000
if not limited:
    with open("ballast", "wb") as f:  # two megabytes are left
        f.write(b"x" * (os.statvfs(".").f_bavail * os.statvfs(".").f_frsize - 2000000))
for i in range(400):
    r = run("risk", "add", f"title=Risk {i}", "notes=" + "n" * 15000)
    if r.returncode:
        break
check(r.returncode == 7 and WORDS[0] in r.stderr, "the disk gets full", r)
f = os.open("filler", os.O_WRONLY | os.O_APPEND)  # the last free blocks too
try:
    while not limited and os.write(f, b"x" * 4096):
        pass
except OSError:
    pass
os.close(f)
leaves = state()["leaves"]
size = 4096
with open(f"{other}/a.csv", "w") as f:
    f.write("title,notes\n" + "".join(f"Asset {i},{'z' * 400}\n" for i in range(2000)))
refused("a record", "risk", "add", "title=One more", "notes=" + "m" * 15000, leaves=leaves)
refused("an import", "import", "asset", f"{other}/a.csv", leaves=leaves)
refused("a backup", "backup", "b.db", leaves=leaves)
refused("an export", "export", "risk", "--csv", "--out", "out.csv", leaves=leaves)
refused("a workbook", "export", "risk", "--xlsx", "--out", "out.xlsx", leaves=leaves)
refused("a file of evidence", "evidence", "add", "title=Proof", f"file={other}/a.csv", leaves=leaves)
room = limited  # the index of the log is made anew in memory that counts as a file
check(run("risk", "list", "--limit", "5").returncode == 0, "reading goes on")
check(run("--as-of", "2999-01-01", "risk", "show", "R-1", env={**os.environ, "TMPDIR": other}).returncode == 0, "the past can be read")
os.remove("filler")
room = True
r = run("asset", "add", "title=Afterwards")
check(r.returncode == 0, "writing goes on when there is room", r)
check(state()["ok"], "the ledger proves the tables")
print(f"{'not ok' if bad else 'ok'} - a full disk, {leaves} leaves before and after")
print("\n".join(bad[:10]))
sys.exit(1 if bad else 0)
