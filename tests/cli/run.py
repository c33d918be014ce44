#!/usr/bin/env python3
"""Command-line cases: one file per case in tests/cli/cases/*.case, run in an empty folder.

A case is a list of steps:
    $ command line            muniment is the program under test; other words are run as they stand
    = 0                       expected exit code (0 when missing)
    expected output lines     exact standard output, or
    ~ regular expression      each must be found in standard output
    ! regular expression      each must be found in standard error
    < NAME                    the following lines up to a line "<" become the file NAME
A line that starts with # is a comment."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
here = pathlib.Path(__file__).parent / "cases"
passed = failed = 0


def steps(text):
    step, name, lines = None, None, []
    for line in text.split("\n"):
        if name is not None:
            if line == "<":
                yield ("file", name, "\n".join(lines) + "\n")
                name = None
            else:
                lines.append(line)
        elif line.startswith("< "):
            name, lines = line[2:], []
        elif line.startswith("$ "):
            if step:
                yield ("run", step)
            step = dict(command=line[2:], code=0, out=[], want=[], err=[])
        elif line.startswith("#") or not step:
            continue
        elif line.startswith("= "):
            step["code"] = int(line[2:])
        elif line.startswith("~ "):
            step["want"].append(line[2:])
        elif line.startswith("! "):
            step["err"].append(line[2:])
        elif line:
            step["out"].append(line)
    if step:
        yield ("run", step)


def reorder(all_steps):
    """Files named after a command are written before the next command: keep the order of the text."""
    return list(all_steps)


def run_case(path):
    global passed, failed
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "MUNIMENT_DB": "t.db", "TZ": "UTC", "NO_COLOR": "1",
               "PATH": os.path.dirname(program) + os.pathsep + os.environ["PATH"]}
        env.pop("MUNIMENT_AS", None)
        for kind, *rest in reorder(steps(path.read_text())):
            if kind == "file":
                pathlib.Path(folder, rest[0]).write_bytes(rest[1].encode().decode("unicode_escape").encode("latin-1")
                                                          if rest[0].endswith(".raw") else rest[1].encode())
                continue
            step = rest[0]
            r = subprocess.run(step["command"], shell=True, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, errors="replace")
            why = []
            if r.returncode != step["code"]:
                why.append(f"exit {r.returncode}, expected {step['code']}")
            if step["out"] and r.stdout.strip("\n").split("\n") != step["out"]:
                why.append("output differs:\n" + r.stdout + "expected:\n" + "\n".join(step["out"]))
            why += [f"output lacks /{w}/" for w in step["want"] if not re.search(w, r.stdout, re.M | re.S)]
            why += [f"standard error lacks /{w}/" for w in step["err"] if not re.search(w, r.stderr, re.M | re.S)]
            if "Sanitizer" in r.stderr or "runtime error" in r.stderr:
                why.append("sanitizer report")
            if why:
                failed += 1
                print(f"not ok - {path.name}: {step['command']}\n    " + "; ".join(why) + "\n" + r.stdout[-1500:] + r.stderr[-1500:])
                return
            passed += 1
    return


for case in sorted(here.glob("*.case")):
    run_case(case)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
