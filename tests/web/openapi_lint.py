#!/usr/bin/env python3
"""The description of the API before an outside linter: Redocly's, with its strictest rules, installed from linter/package-lock.json into
build-linter/. Without npm or a network it says so and passes. So that a silent linter is no good one, broken copies of the document
have to be refused too.

Usage: openapi_lint.py PROGRAM"""
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

here = pathlib.Path(__file__).resolve().parent / "linter"
out = here.parent.parent.parent / "build-linter"
CLI = "node_modules/@redocly/cli/bin/cli.js"
ENV = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}


def skip(why):
    print(f"# the linter is left out: {why}")
    lib.finish()


def install():
    """Once for each lock file."""
    missing = [p for p in ("node", "npm") if not shutil.which(p)]
    if missing:
        skip("no " + " and no ".join(missing))
    out.mkdir(exist_ok=True)
    lock = (here / "package-lock.json").read_text()
    done = out / "installed"
    if not done.exists() or done.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, out)
        r = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"], cwd=out, capture_output=True, text=True)
        if r.returncode and any(w in r.stderr for w in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "network")):
            skip("npm reaches no network")
        if not check(r.returncode == 0, f"npm ci: {r.stderr[-800:]}"):
            lib.finish()
        done.write_text(lock)


def lint(doc):
    """The linter's problems as (rule, place, words)."""
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "openapi.json")
        with open(path, "w") as f:
            json.dump(doc, f)
        r = subprocess.run(["node", str(out / CLI), "lint", "--extends=recommended-strict", "--format=json", "--max-problems=500", path],
                           cwd=tmp, env=ENV, capture_output=True, text=True)
    if not check(r.stdout.lstrip().startswith("{"), f"the linter ran: {r.stdout[-300:]} {r.stderr[-800:]}"):
        lib.finish()
    return [(p["ruleId"], p["location"][0].get("pointer"), p["message"]) for p in json.loads(r.stdout)["problems"]]


install()
doc = json.loads(subprocess.run([lib.PROGRAM, "schema", "--openapi"], check=True, capture_output=True).stdout)
equal(lint(doc), [], "the linter finds nothing")
path = "/api/v1/risks/{ref}"


def broken(what, change):
    d = copy.deepcopy(doc)
    change(d)
    check(lint(d), f"the linter would see {what}")


broken("a reference that leads nowhere", lambda d: d["paths"][path]["get"]["responses"].update({"404": {"$ref": "#/components/responses/none"}}))
broken("a path parameter that is not described", lambda d: d["paths"][path]["get"].update(parameters=[]))
broken("an operation that nobody explains", lambda d: d["paths"][path]["get"].pop("summary"))
broken("two operations of one name", lambda d: d["paths"][path]["get"].update(operationId="me"))
broken("a type that there is not", lambda d: d["components"]["schemas"]["risk"]["properties"]["title"].update(type="text"))
broken("a member that OpenAPI does not have", lambda d: d["paths"][path]["get"].update(answers={}))
lib.finish()
