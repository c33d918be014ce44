#!/usr/bin/env python3
"""Runs all test groups in order and counts. A group is a command; what counts inside it is read from its own closing lines:
TAP ("ok"/"not ok") or "N passed, N failed"."""
import os
import re
import subprocess
import sys
import time

ALL = sys.argv[1] == "yes"
SAN = "build-san"
passed = failed = 0


def count(out, code):
    global passed, failed
    p = len(re.findall(r"^\s*ok\b(?!.*# SKIP)", out, re.M))
    f = len(re.findall(r"^\s*not ok\b", out, re.M))
    for m in re.finditer(r"^(\d+) passed, (\d+) failed$", out, re.M):
        p += int(m[1])
        f += int(m[2])
    if code != 0 and f == 0:
        f = 1
    if code == 0 and p == 0 and f == 0:
        p = 1
    passed += p
    failed += f
    return p, f


def group(name, command, env=None, show=True):
    start = time.time()
    r = subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                       env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
    p, f = count(r.stdout, r.returncode)
    print(f"{name:<28} {p:5} passed {f:3} failed  {time.time() - start:6.1f} s", flush=True)
    if f and show:
        lines = r.stdout.splitlines()
        bad = [l for l in lines if re.search(r"not ok|FAIL|rror|ERROR|expected|got:", l)]
        print("\n".join(("    " + l) for l in (bad[:60] + ["..."] + lines[-40:])), flush=True)
    return r.returncode == 0 and f == 0


def build(folder, options, env=None):
    setup = f"[ -f {folder}/build.ninja ] || meson setup {folder} -Dwerror=true {options}"
    return group(f"build {folder}", f"({setup}) && ninja -C {folder}", env)


def main():
    group("lint", "python3 tools/lint.py")
    asan = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"}
    if build(SAN, "-Db_sanitize=address,undefined -Db_lundef=false -Dtesting=true -Dbuildtype=debugoptimized"):
        tests = sorted(os.listdir(f"{SAN}/tests/unit")) if os.path.isdir(f"{SAN}/tests/unit") else []
        for t in tests:
            path = f"{SAN}/tests/unit/{t}"
            if t.startswith("unit_") and os.path.isfile(path) and os.access(path, os.X_OK):
                group(t.replace("unit_", "unit "), path, {**asan, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
        group("contract", f"{SAN}/tests/contract/test_contract", {**asan, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
        group("command line", f"python3 tests/cli/run.py {SAN}/src/muniment", asan)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
