"""What the tests of the server share: a testing server on a free loopback port over a demonstration database, raw requests, and
counting. Python's standard library only."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "build/src/muniment"
passed = failed = 0


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"not ok - {what}", flush=True)
    return bool(ok)


def equal(got, want, what):
    return check(got == want, f"{what}: got {str(got)[:600]}, expected {str(want)[:200]}")


def finish():
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


class Server:
    """A server over its own database; kind "demo" or "empty". Options go to `serve`, env to its environment."""

    def __init__(self, kind="demo", options=(), env=None, program=None):
        self.folder = tempfile.mkdtemp(prefix="muniment-web-")
        self.db = os.path.join(self.folder, "t.db")
        self.program = program or PROGRAM
        self.env = {**os.environ, "MUNIMENT_DB": self.db, "MUNIMENT_RATE_OFF": "1", **(env or {})}
        self.env.pop("MUNIMENT_AS", None)
        self.run("init", *(["--demo"] if kind == "demo" else
                           ["--organization", "Test Ltd", "--founder", "Ann Lee", "--email", "ann@example.org"]))
        self.options = options
        self.process = None
        self.start()

    def run(self, *args, ok=True):
        r = subprocess.run([self.program, *args], env=self.env, capture_output=True, text=True)
        if ok and r.returncode:
            raise RuntimeError(f"{args}: {r.stderr}")
        return r.stdout

    def json(self, *args):
        return json.loads(self.run("--json", *args))

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "a")
        self.process = subprocess.Popen([self.program, "serve", "--listen", "127.0.0.1:0", *self.options], env=self.env,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        m = re.search(r"://[^:]*:(\d+)", line)
        if not m:
            raise RuntimeError("the server does not start: " + line + open(self.log.name).read())
        self.port = int(m[1])
        self.first = line
        return self

    def token(self, person="P-1", access="write"):
        return self.json("token", "create", "test", "--access", access, "--person", person)["token"]

    def call(self, method, path, token=None, body=None, headers=None, raw=False):
        """(status, headers, value): JSON is read where it is said to be JSON."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        h = dict(headers or {})
        if token:
            h["Authorization"] = "Bearer " + token
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            h.setdefault("Content-Type", "application/json")
        c.request(method, path, body, h)
        r = c.getresponse()
        data = r.read()
        c.close()
        if not raw and "json" in r.headers.get("Content-Type", "") and data:
            data = json.loads(data)
        return r.status, r.headers, data

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def raw(self, data, timeout=15):
        """Sends bytes, reads until the server closes or is silent; the answer's bytes."""
        with self.connect(timeout) as s:
            try:
                s.sendall(data)
            except OSError:
                pass
            out = b""
            try:
                while True:
                    got = s.recv(65536)
                    if not got:
                        break
                    out += got
                    if whole(out):
                        break
            except OSError:
                pass
            return out

    def alive(self):
        try:
            return self.process.poll() is None and self.call("GET", "/health")[0] == 200
        except OSError:
            return False

    def stop(self, sig=signal.SIGTERM, wait=30):
        if self.process.poll() is None:
            self.process.send_signal(sig)
        code = self.process.wait(wait)
        self.process.stdout.close()
        self.log.close()
        return code

    def done(self):
        code = self.stop()
        v = subprocess.run([self.program, "verify"], env=self.env, capture_output=True, text=True)
        check(v.returncode == 0, f"verify: {v.stdout[-600:]}{v.stderr[-300:]}")
        log = open(os.path.join(self.folder, "log"), errors="replace").read()
        clean = "Sanitizer" not in log and "runtime error" not in log
        check(code == 0, f"the server ends with {code}: {log[-3000:] if code else ''}")
        check(clean, "sanitizer report: " + ("" if clean else log[max(0, min(i for i in (log.find("Sanitizer"), log.find("runtime error")) if i >= 0) - 200):][:4000]))
        shutil.rmtree(self.folder)


class Browser:
    """A person's browser without script: cookies, form tokens. A number signs in as that person of the demonstration, None stays
    outside."""

    def __init__(self, server, person=None):
        self.server, self.cookies = server, {}
        if person:
            self.post("/demo", {"person": person}, token=False)

    def ask(self, method, path, body=None, headers=()):
        c = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        h = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **dict(headers)}
        c.request(method, path, body, h)
        r = c.getresponse()
        data = r.read()
        c.close()
        for line in r.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return r.status, r.headers, data

    def page(self, path):
        code, _, data = self.ask("GET", path)
        return code, data.decode()

    def token(self):
        return re.search(r'form_token" value="([^"]*)', self.page("/settings")[1])[1]

    def post(self, path, fields, token=True, headers=()):
        fields = {**dict(fields), **({"form_token": self.token()} if token else {})}
        body = urllib.parse.urlencode(fields, doseq=True)
        code, h, data = self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **dict(headers)})
        return code, h, data.decode()

    def upload(self, path, fields, name, data):
        edge = "edge27001"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in
                 {**fields, "form_token": self.token()}.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        code, h, data = self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
        return code, h, data.decode()


def run_parts(server, *parts):
    """Runs each, whatever befalls the one before; ends the server, verifies the ledger, says the counts and exits."""
    for part in parts:
        try:
            part()
        except Exception as e:
            check(False, f"{part.__name__}: {type(e).__name__} {e}")
    server.done()
    finish()


def whole(out):
    """True when a complete answer is there."""
    head, sep, body = out.partition(b"\r\n\r\n")
    if not sep:
        return False
    m = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(m) and len(body) >= int(m[1])


def status(out):
    m = re.match(rb"HTTP/1\.1 (\d{3})", out)
    return int(m[1]) if m else 0


def at_once(n, work):
    """Runs work(i) in n threads; the results in order."""
    out = [None] * n

    def one(i):
        try:
            out[i] = work(i)
        except Exception as e:  # a test wants to see it, not to die of it
            out[i] = e

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return out


def now():
    return time.monotonic()
