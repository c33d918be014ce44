#!/usr/bin/env python3
"""kill -9 under load: 16 writers add records and note each acknowledged one; after each kill the ledger must prove the tables, and
nothing acknowledged may be missing.

Usage: kills.py PROGRAM ROUNDS"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

program, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
random.seed(27001)
WRITER = r'''
i=0
while :; do i=$((i+1)); "$0" --db k.db asset add "title=w$1-$2-$i" kind=supporting >/dev/null 2>>err && echo "w$1-$2-$i" >>acks; done
'''


def run(*args):
    return subprocess.run([program, "--db", "k.db", *args], capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    run("init", "--organization", "Kill Ltd", "--founder", "Ada")
    bad = []
    with open("big.csv", "w") as f:
        f.write("title,notes\n" + "".join(f"import {i},some words about number {i}\n" for i in range(3000)))
    for n in range(rounds):
        writers = [subprocess.Popen(["sh", "-c", WRITER, program, str(n), str(k)], start_new_session=True) for k in range(16)]
        if n % 5 == 0:
            writers.append(subprocess.Popen([program, "--db", "k.db", "import", "asset", "big.csv"], start_new_session=True,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        time.sleep(random.uniform(0.1, 0.6))  # sixteen sanitized programs start slowly on two cores
        for w in writers:
            os.killpg(w.pid, signal.SIGKILL)
        for w in writers:
            w.wait()
        if n % 10 == 9 or n == rounds - 1:
            v = run("--json", "verify")
            if v.returncode != 0 or not json.loads(v.stdout)["ok"]:
                bad.append(f"round {n}: verify: {v.stdout[:500]} {v.stderr[:500]}")
    acks = open("acks").read().split() if os.path.exists("acks") else []
    have = run("export", "asset", "--csv").stdout
    missing = [a for a in acks if a not in have]
    if missing:
        bad.append(f"{len(missing)} acknowledged records are missing, such as {missing[0]}")
    if len(acks) < rounds:
        bad.append(f"only {len(acks)} records were acknowledged: the load was too small to mean anything")
    print(f"{'not ok' if bad else 'ok'} - {rounds} kills, {len(acks)} acknowledged records all there")
    print("\n".join(bad[:10]))
