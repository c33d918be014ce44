#!/usr/bin/env python3
"""The figures of the web application: processor time a page, latency at 16 connections, memory, start. The server and its client share
the machine, so times of the clock are noisy; processor time of the server's process is what the bars are about. Loopback only.

Usage: web.py PROGRAM LOAD [--quick | --money]   (--quick leaves out what needs 100,000 records and more; --money: only risks in money)"""
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

program, load = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
quick = "--quick" in sys.argv
failed = 0


def report(name, value, bar, unit):
    global failed
    ok = value <= bar
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} - {name}: {value:.4g} {unit} (bar {bar:g} {unit})", flush=True)


class Server:
    def __init__(self, db):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        start = time.perf_counter()
        self.p = subprocess.Popen([program, "--db", db, "serve", "--listen", f"127.0.0.1:{self.port}"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        self.first = self.p.stdout.readline()
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5).read()
                break
            except OSError:
                time.sleep(0.001)
        self.started = time.perf_counter() - start
        self.cookie = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait(20)

    def sign_in(self, path, fields):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        r = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", urllib.parse.urlencode(fields).encode())
        try:
            urllib.request.build_opener(Stay).open(r)
        except urllib.error.HTTPError as e:
            self.cookie = re.match(r"[^;]*", e.headers["Set-Cookie"])[0]

    def cpu(self):
        with open(f"/proc/{self.p.pid}/stat", encoding="ascii") as f:
            t = f.read().rsplit(")", 1)[1].split()
        return (int(t[11]) + int(t[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self):
        with open(f"/proc/{self.p.pid}/status", encoding="ascii") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1]) / 1024

    def ask(self, path, connections, requests):
        """Latencies, and processor time of the server in milliseconds a request."""
        before = self.cpu()
        out = subprocess.run([load, str(self.port), path, self.cookie, str(connections), str(requests)], capture_output=True, text=True,
                             check=True).stdout
        j = json.loads(out)
        j["cpu"] = (self.cpu() - before) * 1000 / j["requests"]
        return j


def muniment(db, *args):
    subprocess.run([program, "--db", db, *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def demo(tmp):
    db = os.path.join(tmp, "demo.db")
    muniment(db, "init", "--demo")
    with Server(db) as s:
        report("start to first answer", s.started * 1000, 50, "ms")
        report("resident memory idle", s.rss(), 16, "MB")
        s.sign_in("/demo", {"person": "1"})
        s.ask("/soa", 1, 50)
        page = s.ask("/soa", 1, 2000)
        report("SoA page, processor time", page["cpu"], 2, "ms")
        page = s.ask("/soa", 16, 8000)
        report("SoA page, p99 at 16 connections", page["p99"], 15, "ms")
        print(f"   ({page['requests'] / page['seconds']:.0f} pages a second, p50 {page['p50']} ms, p95 {page['p95']} ms)")
        for path in ("/", "/risks", "/risks/R-1", "/readiness", "/path", "/standards/27001:A.5.15", "/risks/new", "/calendar", "/trail"):
            print(f"   {path}: {s.ask(path, 1, 500)['cpu']:.3f} ms of processor time", flush=True)


WORDS = "server laptop payroll customer portal backup archive mail gateway build test office paris berlin vault ledger store cache".split()


def many(tmp, n):
    """A database with n risks that share an index, made by import."""
    db, csv = os.path.join(tmp, f"many{n}.db"), os.path.join(tmp, "risks.csv")
    r = random.Random(n)
    muniment(db, "init", "--organization", "Bench Ltd", "--founder", "Ada", "--email", "ada@example.org")
    with open(csv, "w", encoding="utf-8") as f:
        f.write("title,status,current_likelihood,current_consequence\n")
        for i in range(n):
            f.write(f"Risk {i} of {r.choice(WORDS)} {r.choice(WORDS)},open,{r.randint(1, 5)},{r.randint(1, 5)}\n")
    muniment(db, "import", "risk", csv)
    return db


def password_sign_in(s):
    code = s.p.stdout.readline() and s.p.stdout.readline().strip().rsplit("/", 1)[1]
    s.sign_in("/welcome/" + code, {"password": "four words that fit nowhere"})


def large(tmp):
    times = {}
    sizes = (1000, 100000) if quick else (1000, 100000, 1000000)
    for n in sizes:
        with Server(many(tmp, n)) as s:
            password_sign_in(s)
            path = "/risks?where=status%3Dopen&sort=-current_level"
            s.ask(path, 1, 100)
            times[n] = s.ask(path, 1, 2000)["cpu"]
            print(f"   list page of 50 at {n:,} records: {times[n]:.3f} ms of processor time", flush=True)
            if n == 100000:
                hit = s.ask("/search?q=payroll+vault", 1, 100)
                report("search at 100,000 records, p99", hit["p99"], 100, "ms")
                s.ask(path, 64, 6400)
                s.ask("/", 64, 640)
                report("resident memory under 64 connections, 100,000 records", s.rss(), 64, "MB")
    report(f"list page of 50 at {sizes[-1]:,} records, processor time", times[sizes[-1]] * 1000, 500, "us")
    from math import log
    report("list page, growth exponent", log(times[sizes[-1]] / times[1000]) / log(sizes[-1] / 1000), 0.2, "")


def in_money(tmp, n):
    """A database whose n risks have figures: rates 0.02 to 2 a year, intervals 5 to 60 times wide (P1 of the design)."""
    db, csv = os.path.join(tmp, f"money{n}.db"), os.path.join(tmp, "money.csv")
    r = random.Random(n)
    muniment(db, "init", "--organization", "Bench Ltd", "--founder", "Ada", "--email", "ada@example.org")
    with open(csv, "w", encoding="utf-8") as f:
        f.write("title,status,current_likelihood,current_consequence,current_frequency,current_loss_low,current_loss_high\n")
        for i in range(n):
            low = 10 ** r.uniform(2.5, 5)
            f.write(f"Risk {i} of {r.choice(WORDS)} {r.choice(WORDS)},open,{r.randint(1, 5)},{r.randint(1, 5)},{10 ** r.uniform(-1.7, 0.3):.4g},"
                    f"{low:.2f},{low * r.uniform(5, 60):.2f}\n")
    muniment(db, "import", "risk", csv)
    return db


def cost(s, path):
    """Processor time and time of the clock of one request, in milliseconds: for what is done once."""
    cpu, start = s.cpu(), time.perf_counter()
    r = urllib.request.Request(f"http://127.0.0.1:{s.port}{path}", headers={"Cookie": s.cookie})
    urllib.request.urlopen(r, timeout=60).read()
    return (s.cpu() - cpu) * 1000, (time.perf_counter() - start) * 1000


def money(tmp):
    """R3 and R4 through the server: the slider's round trip, the first curve, the page of all risks."""
    for n, first in ((1000, 150), (10000, 1500)):
        with Server(in_money(tmp, n)) as s:
            password_sign_in(s)
            slider = "/risks/R-7/money?frequency=0.3&low=2000&high=90000&part=1&drag=1"
            report(f"first exact curve of {n:,} risks, with its part of a page", cost(s, slider)[1], first, "ms")
            step = s.ask(slider, 1, 500)
            report(f"slider step at {n:,} risks, round trip p99", step["p99"], 16, "ms")
            fine = s.ask(slider.replace("&drag=1", ""), 1, 50)
            cold, clock = cost(s, "/risks/money")
            warm = s.ask("/risks/money", 1, 200)["cpu"]
            print(f"   slider step: p50 {step['p50']} ms, {step['cpu']:.2f} ms of processor time; at rest p50 {fine['p50']} ms", flush=True)
            print(f"   page of all risks: {cold:.0f} ms of processor time ({clock:.0f} ms) at first, then {warm:.3f} ms", flush=True)
            print(f"   page of one risk: {s.ask('/risks/R-7', 1, 300)['cpu']:.3f} ms of processor time", flush=True)
            report(f"resident memory with {n:,} risks in money", s.rss(), 56, "MB")


if __name__ == "__main__":
    if "--money" in sys.argv:
        with tempfile.TemporaryDirectory() as tmp:
            money(tmp)
        sys.exit(failed != 0)
    with tempfile.TemporaryDirectory() as tmp:
        demo(tmp)
        large(tmp)
        money(tmp)
    sys.exit(failed != 0)
