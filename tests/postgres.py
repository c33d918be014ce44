#!/usr/bin/env python3
"""Loads the generated PostgreSQL schema into a throw-away PostgreSQL 15 and prepares there every statement that the command-line
cases and the readiness checks use.

Usage: postgres.py PROGRAM (built with -Dtesting=true)"""
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
here = pathlib.Path(__file__).parent
bindir = max(glob.glob("/usr/lib/postgresql/*/bin"), default="")
passed = failed = 0
# What SQLite alone has: settings, its own search table, temporary tables of import and replay.
ONLY_SQLITE = re.compile(r'^\s*(PRAGMA|VACUUM|ATTACH|DETACH|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN)|sqlite_|"search"|\b(FROM|INTO) search\b|"[kaw]"|CREATE |DROP |ALTER |ANALYZE', re.I)


def as_postgres(command, **kw):
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    return subprocess.run(prefix + command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kw)


def statements(folder):
    log = os.path.join(folder, "sql.log")
    env = {**os.environ, "MUNIMENT_SQL_LOG": log}
    subprocess.run([sys.executable, str(here / "cli/run.py"), program], env=env, stdout=subprocess.DEVNULL)
    text = open(log, encoding="utf-8").read()
    return [s for s in dict.fromkeys(text.split("\n")) if s.strip()]


def main():
    global passed, failed
    if not bindir:
        print("not ok - PostgreSQL 15 is not installed")
        print("0 passed, 1 failed")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        data = os.path.join(folder, "data")
        r = as_postgres([f"{bindir}/initdb", "-D", data, "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "muniment"], cwd="/")
        if r.returncode == 0:
            r = as_postgres([f"{bindir}/pg_ctl", "-D", data, "-w", "-l", os.path.join(folder, "log"), "-o",
                             f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off", "start"], cwd="/")
        if r.returncode != 0:
            print("not ok - PostgreSQL does not start\n" + r.stdout)
            print("0 passed, 1 failed")
            return 1
        try:
            psql = ["psql", "-h", folder, "-U", "muniment", "-X", "-q", "-v", "ON_ERROR_STOP=1", "postgres"]
            schema = subprocess.run([program, "schema", "--postgresql"], capture_output=True, text=True).stdout
            r = subprocess.run(psql, input=schema, capture_output=True, text=True)
            passed += r.returncode == 0
            failed += r.returncode != 0
            if r.returncode:
                print("not ok - the schema does not load\n" + r.stderr[:3000])
            todo = [s for s in statements(folder) if not ONLY_SQLITE.search(s)]
            if len(todo) < 100:
                failed += 1
                print(f"not ok - only {len(todo)} statements were seen")
            script = "".join(f"\\echo {i}\nPREPARE s{i} AS {s};\n" for i, s in enumerate(todo))
            r = subprocess.run([a for a in psql if a not in ("-v", "ON_ERROR_STOP=1")], input=script, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
            at, bad = 0, {}
            for line in r.stdout.splitlines():
                if line.isdigit():
                    at = int(line)
                elif "ERROR" in line:
                    bad[at] = line
            passed += len(todo) - len(bad)
            failed += len(bad)
            for i, line in list(bad.items())[:20]:
                print(f"not ok - {line}\n      {todo[i][:1500]}")
        finally:
            as_postgres([f"{bindir}/pg_ctl", "-D", data, "-m", "immediate", "stop"], cwd="/")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
