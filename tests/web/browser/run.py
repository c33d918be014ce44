#!/usr/bin/env python3
"""The pages in a browser. Usage: run.py PROGRAM [--lighthouse] [PART]

PART is one file of this folder, such as `routes`; without it all of test.mjs. Chromium is Debian's; the npm packages of
package-lock.json go into build-web/. Pictures and prints go to `pictures` in the folder that PROGRAM was built in. A machine
without node, npm or Chromium, or out of reach of the npm registry before the packages were ever installed, leaves the tests out
and says so."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent.parent
program = pathlib.Path(sys.argv[1]).resolve()
out = root / "build-web"

# What stands for the parts of an address that the route table leaves open. A new one has to be added here.
SAMPLES = {
    "/ledger/:seq": ["/ledger/5"],
    "/guide/:topic": ["/guide/certification", "/guide/advice"],
    "/advice": ["/advice", "/advice?certify=1&risk=1"],
    "/risks/:ref/money": ["/risks/R-1/money", "/risks/R-2/money?frequency=0.3&low=1&high=x"],
    "/risks/money": ["/risks/money", "/risks/money?years=x"],
    "/risks/invest": ["/risks/invest", "/risks/invest?budget=1"],
    "/search": ["/search", "/search?q=access", "/search?q=zzzzz"],
    "/standards": ["/standards", "/standards?q=laptop"],
    "/standards/:ref": ["/standards/27001:A.5.15", "/standards/27001:6.1.3", "/standards/27005"],
    "/standards/compare": ["/standards/compare?a=27001:2022&b=27001:2013"],
    "/soa/:number": ["/soa/A.5.15", "/soa/A.7.4"],
    "/soa/diff": ["/soa/diff?from=1"],
    "/api": ["/api", "/api?type=risk"],
    "/criteria_versions/:ref/design": ["/criteria_versions/CR-1/design"],
    "/risk_assessments/:ref/changes": ["/risk_assessments/RA-1/changes"],
    "/setup/:question": ["/setup/1"],
    "/sign-in": ["/sign-in"],
}
# What only a new database shows is in routes.mjs. Further looks of pages: an empty list, no such record, filters, a matrix's cell, a page of the past.
FURTHER = ["/risks?q=zzzzz", "/risks/R-99999", "/risks?current_level=high&sort=-current_level", "/risks/new?risk=x", "/controls?limit=50",
           "/nothing/here"]


def install():
    """Copies the scripts beside node_modules, where they find their packages; installs when the lock changed."""
    out.mkdir(exist_ok=True)
    lock = (here / "package-lock.json").read_text()
    done = out / "installed"
    for path in out.glob("*.mjs"):
        path.unlink()
    for path in here.glob("*.*"):
        shutil.copy(path, out)
    if done.exists() and done.read_text() == lock:
        return None
    r = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=out, capture_output=True, text=True)
    if r.returncode == 0:
        done.write_text(lock)
        return None
    if subprocess.run(["npm", "ping"], cwd=out, capture_output=True).returncode:
        return "the npm registry is out of reach"
    print(r.stderr)
    sys.exit("not ok - npm does not install the packages of package-lock.json")


def cli(db, *args):
    return subprocess.run([program, "--db", db, *args], check=True, capture_output=True, text=True).stdout


def first_of(db, plural):
    items = json.loads(cli(db, "--json", plural, "list", "--limit", "1"))["items"]
    return urllib.parse.quote(items[0]["ref"]) if items else None


def addresses(db, welcome):
    """One address or more for every route that may answer a page, and for every record type."""
    table = json.loads(cli(db, "schema", "--routes"))
    refs = {t: first_of(db, t) for t in table["types"]}
    samples = {**SAMPLES, "/welcome/:code": [welcome]}
    pages = [r["pattern"] for r in table["routes"] if r["face"] == "web" and "GET" in r["methods"] and
             not re.search(r"^/static/|/file/|/export\.", r["pattern"])]
    generic = [p for p in pages if p.startswith("/:type")]
    paths = []
    for pattern in pages:
        of = refs.get(pattern.split("/")[1])
        if pattern in samples:
            paths += samples[pattern]
        elif pattern not in generic:
            paths.append(pattern.replace(":ref", of or ":ref"))
            if ":" in paths[-1]:
                sys.exit(f"not ok - run.py has no sample for {pattern}")
    paths += FURTHER + [p.replace(":type", "risks").replace(":ref", "R-12") for p in generic]
    every = [p.replace(":type", t).replace(":ref", ref or ":ref") for t, ref in refs.items() for p in generic]
    return len(paths), paths + [p for p in every if ":ref" not in p]


class Server:
    """A server over a database of its own, with a link by which `person` sets a password."""

    def __init__(self, tmp, name, person, *init):
        self.db, self.log = f"{tmp}/{name}.db", out / f"{name}.log"
        cli(self.db, "init", *init)
        self.process = subprocess.Popen([program, "--db", self.db, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=open(self.log, "w"), text=True, env={**os.environ, "MUNIMENT_RATE_OFF": "1"})
        self.url = next(m[0] for m in (re.search(r"http://[0-9.:]+", line) for line in self.process.stdout) if m)
        # afterwards: a server that nobody can sign in to makes a link of its own, and the last one counts
        self.welcome = re.search(r"/welcome/\S+", cli(self.db, "user", "invite", person))[0]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        if code:
            print(f"not ok - the server ends with {code}\n" + self.log.read_text()[-4000:])
        return code


def main():
    missing = [p for p in ("npm", "node", "chromium") if not shutil.which(p)]
    why = "no " + ", ".join(missing) if missing else install()
    if why:
        print("# the browser tests are left out: " + why)
        return 0
    pictures = program.parent.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        demo = Server(tmp, "demo", "P-3", "--demo")
        empty = Server(tmp, "empty", "P-1", "--organization", "Northwind Repairs", "--founder", "Ann Lee", "--email", "ann@example.org")
        # to be set up from the first question to the last: one with the script, one without
        new = [Server(tmp, f"new{i}", "P-1", "--organization", "Northwind Repairs", "--founder", "Ann Lee", "--email", "ann@example.org") for i in (1, 2)]
        first, paths = addresses(demo.db, demo.welcome)
        (out / "addresses.json").write_text(json.dumps({"first": first, "paths": paths}))
        env = {**os.environ, "URL": demo.url, "PROGRAM": str(program), "DB": demo.db, "PICTURES": str(pictures),
               "EMPTY": empty.url, "WELCOME": empty.welcome, "NEW": json.dumps([{"url": s.url, "welcome": s.welcome, "db": s.db} for s in new])}
        script = "lighthouse.mjs" if "--lighthouse" in sys.argv else "test.mjs"
        parts = [a for a in sys.argv[2:] if not a.startswith("--")]
        try:
            code = subprocess.run(["node", script, *parts], cwd=out, env=env).returncode
        finally:
            ended = [s.end() for s in (demo, empty, *new)]
    return code or max(ended)


sys.exit(main())
