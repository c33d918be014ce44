#!/usr/bin/env python3
"""The pages in a browser: sizes, accessibility, the script, icons, pictures of the main pages. Usage: run.py PROGRAM [--lighthouse]
Chromium is Debian's; the npm packages (package-lock.json) go into build-web/. Without npm, node or chromium it says so and passes."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent.parent
program = str(pathlib.Path(sys.argv[1]).resolve())
out = root / "build-web"


def install():
    """Copies the scripts beside node_modules, where they find their packages; installs when the lock changed."""
    out.mkdir(exist_ok=True)
    lock = (here / "package-lock.json").read_text()
    done = out / "installed"
    for path in here.glob("*.*"):
        shutil.copy(path, out)
    if not done.exists() or done.read_text() != lock:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=out, check=True)
        done.write_text(lock)


def main():
    missing = [p for p in ("npm", "node", "chromium") if not shutil.which(p)]
    if missing:
        print("# the browser tests are left out: no " + ", ".join(missing))
        return 0
    try:
        install()
    except subprocess.CalledProcessError:
        print("# the browser tests are left out: npm could not install its packages")
        return 0
    with tempfile.TemporaryDirectory() as tmp:
        db = f"{tmp}/demo.db"
        subprocess.run([program, "--db", db, "init", "--demo"], check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([program, "--db", db, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                  stderr=open(out / "server.log", "w"), text=True)
        try:
            url = next(m[0] for m in (re.search(r"http://[0-9.:]+", line) for line in server.stdout) if m)
            script = "lighthouse.mjs" if "--lighthouse" in sys.argv else "test.mjs"
            return subprocess.run(["node", script, url, str(root)], cwd=out).returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


os.environ.setdefault("PUPPETEER_SKIP_DOWNLOAD", "1")
sys.exit(main())
