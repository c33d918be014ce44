#!/usr/bin/env python3
"""Runs all test groups and counts. A group is a command; what counts inside it is read from its own closing lines:
TAP ("ok"/"not ok") or "N passed, N failed". Groups that do not disturb each other run side by side, one for each processor."""
import concurrent.futures
import os
import re
import subprocess
import sys
import threading
import time

ALL = sys.argv[1] == "yes"
SAN = "build-san"
FUZZ = "build-fuzz"
passed = failed = 0
tell = threading.Lock()


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
    with tell:
        return report(name, r, time.time() - start, show)


def report(name, r, seconds, show):
    p, f = count(r.stdout, r.returncode)
    print(f"{name:<28} {p:5} passed {f:3} failed  {seconds:6.1f} s", flush=True)
    for notice in re.findall(r"^# .*left out.*$", r.stdout, re.M):
        print("    " + notice, flush=True)
    if f and show:
        lines = r.stdout.splitlines()
        bad = [l for l in lines if re.search(r"not ok|FAIL|rror|ERROR|expected|got:", l)]
        print("\n".join(("    " + l) for l in (bad[:60] + ["..."] + lines[-40:])), flush=True)
    return r.returncode == 0 and f == 0


def side_by_side(groups):
    """Each entry holds the arguments of group()."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda g: group(*g), groups))


def build(folder, options, env=None):
    setup = f"[ -f {folder}/build.ninja ] || meson setup {folder} -Dwerror=true {options}"
    return group(f"build {folder}", f"({setup}) && ninja -C {folder}", env)


def fuzz(target, seconds):
    """Arguments of group(). New inputs are kept from run to run beside the build; a crash stays there as a file."""
    corpus = f"{FUZZ}/corpus-{target}"
    os.makedirs(corpus, exist_ok=True)
    return (f"fuzz {target}", f"{FUZZ}/tests/fuzz/fuzz_{target} -max_total_time={seconds} -max_len=4096 -timeout=20 -rss_limit_mb=2048 "
            f"-artifact_prefix={FUZZ}/crash-{target}- -print_final_stats=1 {corpus} tests/fuzz/seeds/{target}",
            {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "halt_on_error=1"})


def thorough():
    """What takes long: threads, valgrind, coverage, Lighthouse, clang-tidy."""
    if build("build-tsan", "-Db_sanitize=thread -Db_lundef=false -Dtesting=true"):
        group("TSan contract", "build-tsan/tests/contract/test_contract", {"CMOCKA_MESSAGE_OUTPUT": "TAP"})
        for name in ("api", "hostile", "sign_in", "operate", "portfolios"):
            group(f"TSan web {name}", f"python3 tests/web/{name}.py build-tsan/src/muniment", {"TSAN_OPTIONS": "halt_on_error=0:exitcode=66"})
        group("TSan command line", "python3 tests/cli/run.py build-tsan/src/muniment")
    if build("build-cov", "-Db_coverage=true -Dtesting=true -Dbuildtype=debug"):
        for t in ("contract/test_contract",):
            group("valgrind " + t, f"valgrind -q --error-exitcode=9 --leak-check=full build-cov/tests/{t}", {"CMOCKA_MESSAGE_OUTPUT": "TAP"})
        group("coverage run", "meson test -C build-cov && python3 tests/cli/run.py build-cov/src/muniment && "
              "python3 tests/golden/run.py build-cov/src/muniment && python3 tests/torture/full_disk.py build-cov/src/muniment && "
              "python3 tests/torture/power.py build-cov/src/muniment 97 && python3 tests/torture/fail_calls.py build-cov/src/muniment 1 && "
              "for f in tests/web/*.py; do python3 $f build-cov/src/muniment || exit 1; done",
              {"SQLITE_TMPDIR": os.path.abspath("build-cov")})  # a server may write its counts there and nowhere else in this folder
        # A line that calls BUG is reached by nobody: it aborts on what cannot be.
        gcovr = "gcovr -r . --exclude src/db/powerloss.c --exclude-lines-by-pattern '.*BUG\\(.*'"
        group("coverage floors", f"{gcovr} --filter src/ --fail-under-line 85 build-cov -s && {gcovr} --filter src/store/ --filter src/db/ --fail-under-line 95 build-cov -s")
    if build("build-release", "-Dbuildtype=release"):
        group("ten million risks", "python3 tests/torture/too_many.py build-release/src/muniment all")
        group("Lighthouse", "python3 tests/web/browser/run.py build-release/src/muniment --lighthouse")
    group("clang-tidy", "git ls-files 'src/*.c' | xargs -P2 -n8 clang-tidy --quiet -p build-fuzz")


def sanitized():
    asan = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"}
    muniment = f"{SAN}/src/muniment"
    units = [(t.replace("unit_", "unit "), f"{SAN}/tests/unit/{t}", {**asan, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
             for t in sorted(os.listdir(f"{SAN}/tests/unit"))
             if t.startswith("unit_") and os.path.isfile(f"{SAN}/tests/unit/{t}") and os.access(f"{SAN}/tests/unit/{t}", os.X_OK)]
    scripts = [("command line", "tests/cli/run.py", ""), ("questions", "tests/questions.py", ""), ("workbooks", "tests/workbooks.py", ""), ("golden", "tests/golden/run.py", ""),
               ("failing calls", "tests/torture/fail_calls.py", 1 if ALL else 7), ("power loss", "tests/torture/power.py", 1 if ALL else 11),
               ("too many risks", "tests/torture/too_many.py", "")]
    scripts += [(f"web {f[:-3]}", f"tests/web/{f}", "") for f in sorted(os.listdir("tests/web")) if f.endswith(".py")]
    side_by_side([*units, ("contract", f"{SAN}/tests/contract/test_contract", {**asan, "CMOCKA_MESSAGE_OUTPUT": "TAP"}),
                  *((name, f"python3 {path} {muniment} {more}", asan) for name, path, more in scripts)])
    group("full disk", f"python3 tests/torture/full_disk.py {muniment}", asan)
    group("kill -9", f"python3 tests/torture/kills.py {muniment} 100", asan)
    group("browser", f"python3 tests/web/browser/run.py {muniment}", asan)
    group("PostgreSQL", f"python3 tests/postgres.py {muniment}", asan)


def main():
    side_by_side([("lint", "python3 tools/lint.py"), ("content is refused", "python3 tests/content.py"),
                  ("texts are found and put back", "python3 tests/texts.py")])
    if build(SAN, "-Db_sanitize=address,undefined -Db_lundef=false -Dtesting=true -Dbuildtype=debugoptimized"):
        sanitized()
    if build(FUZZ, "-Dfuzz=true -Dtesting=true -Db_sanitize=address,undefined -Db_lundef=false", {"CC": "clang"}):
        side_by_side([fuzz(target, 600 if ALL else 30) for target in ("csv", "json", "model", "query", "workbook")] +
                     [fuzz(target, 300 if ALL else 8) for target in ("form", "gate", "multipart")])
    if ALL:
        thorough()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
