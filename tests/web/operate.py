#!/usr/bin/env python3
"""Running the server: an older database is brought up to date at the start and a newer one refused, a stop lets what is under way end,
health and the Prometheus counters, TLS by the program itself.

Usage: operate.py PROGRAM"""
import glob
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

s = lib.Server()
token = s.token()


def edit_database(*statements):
    d = sqlite3.connect(s.db, timeout=20)
    for sql in statements:
        d.execute(sql)
    d.commit()
    d.close()


def refused():
    """Starts the server where it should not start; (exit, what it says)."""
    r = subprocess.run([s.program, "serve", "--listen", "127.0.0.1:0", *s.options], env=s.env, capture_output=True, text=True, timeout=60)
    return r.returncode, r.stderr


def upgrade():
    before = s.json("risk", "show", "R-1")
    s.stop()
    edit_database("ALTER TABLE criteria DROP COLUMN likelihood_steps", "DELETE FROM meta_field WHERE entity='criteria' AND key='likelihood_steps'",
                  "UPDATE meta SET value='old' WHERE key='schema'", "UPDATE meta SET value='of old' WHERE key='content'",
                  "UPDATE requirement SET title='Of another time'")
    equal(subprocess.run([s.program, "risk", "list"], env=s.env, capture_output=True).returncode, 7, "a command refuses an older database")
    s.start()
    st, _, c = s.call("GET", "/api/v1/criteria_versions/CR-1", token)
    equal((st, c.get("likelihood_steps")), (200, 5), "the server brought it up to date: the new column is filled")
    check(s.call("GET", "/api/v1/standards/27001:A.5.15", token)[2]["title"] != "Of another time", "and the content is that of this version")
    equal(s.call("GET", "/api/v1/risks/R-1", token)[2], before, "nothing else changed")
    copies = glob.glob(s.db + ".before-upgrade-*")
    equal(len(copies), 1, "a copy was kept")
    d = sqlite3.connect(copies[0])
    check(d.execute("SELECT value FROM meta WHERE key='schema'").fetchone()[0] == "old" and d.execute("SELECT count(*) FROM risk").fetchone()[0] >= 10,
          "the copy is the old database, whole")
    d.close()
    equal(s.json("verify")["ok"], True, "the ledger verifies")
    s.stop()
    shutil.copy(s.db, s.db + ".kept")
    edit_database("ALTER TABLE risk ADD COLUMN later TEXT", "INSERT INTO meta_field VALUES ('risk', 'later', 'later', 'line', 0, '', 99)",
                  "UPDATE meta SET value='00' WHERE key='schema'")
    code, said = refused()
    check(code == 7 and "newer version" in said, f"a newer database is refused: {code} {said}")
    os.replace(s.db + ".kept", s.db)
    for tail in ("-wal", "-shm"):
        if os.path.exists(s.db + tail):
            os.remove(s.db + tail)
    s.start()


def stop():
    """What is under way ends with its answer; nothing new begins; who is idle holds nobody up."""
    idle = [s.connect() for _ in range(5)]
    kept = http.client.HTTPConnection("127.0.0.1", s.port, timeout=30)
    kept.request("GET", "/health")
    kept.getresponse().read()
    body = b'{"title":"Sent while the server stops"}'
    slow = s.connect()
    slow.sendall(b"POST /api/v1/assets HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token.encode() + b"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
    slow.sendall(body[:5])
    time.sleep(0.3)
    s.process.send_signal(signal.SIGTERM)
    time.sleep(0.7)
    try:
        new = s.connect(timeout=2)
        new.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        check(not new.recv(100).startswith(b"HTTP/1.1 200"), "nothing new begins after the signal")
    except OSError:
        pass
    slow.sendall(body[5:])
    slow.settimeout(10)
    answer = slow.recv(4096)
    equal(lib.status(answer), 201, "what was under way is answered")
    t = time.monotonic()
    equal(s.process.wait(15), 0, "ends with 0")
    check(time.monotonic() - t < 10, "idle connections hold nobody up")
    for c in idle + [slow]:
        c.close()
    equal([a["title"] for a in s.json("asset", "list", "--search", "Sent while")["items"]], ["Sent while the server stops"], "and it is there")
    s.start()
    s.process.send_signal(signal.SIGINT)
    equal(s.process.wait(15), 0, "SIGINT ends it too")
    s.start()


SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^{}]*)\})? ([-+]?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|Inf|NaN))')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')


def read_metrics(text):
    """The text form of Prometheus, strictly: (name, labels) -> value, and the type of each family. Problems are failures."""
    values, types, helps, last = {}, {}, {}, None
    check(text.endswith("\n") and "\n\n" not in text and "\r" not in text, "lines end as they should")
    for line in text.splitlines():
        m = re.fullmatch(r"# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)", line)
        if m:
            into = helps if m[1] == "HELP" else types
            check(m[2] not in into, f"{m[1]} of {m[2]} stands once")
            check(m[1] == "HELP" or m[3] in ("counter", "gauge", "histogram", "summary", "untyped"), f"{line}: a type")
            into[m[2]] = m[3]
            last = m[2]
            continue
        m = SAMPLE.fullmatch(line)
        if not check(m, f"a sample: {line}"):
            continue
        name, labels = m[1], m[2] or ""
        found = LABEL.findall(labels)
        check(",".join(f'{k}="{v}"' for k, v in found) == labels, f"labels: {line}")
        family = re.sub(r"_(bucket|sum|count)$", "", name) if re.sub(r"_(bucket|sum|count)$", "", name) in types else name
        check(family == last and family in types and family in helps, f"{line}: stands under its HELP and TYPE")
        check(types.get(family) != "counter" or name.endswith("_total"), f"{name}: a counter ends with _total")
        key = (name, tuple(sorted(found)))
        check(key not in values, f"{line}: once")
        values[key] = float(m[3].replace("Inf", "inf"))
    for family, kind in types.items():
        if kind != "histogram":
            continue
        buckets = sorted((float(dict(k[1])["le"].replace("+Inf", "inf")), v) for k, v in values.items() if k[0] == family + "_bucket")
        check(buckets and buckets[-1][0] == float("inf") and [v for _, v in buckets] == sorted(v for _, v in buckets), f"{family}: buckets grow")
        equal(buckets[-1][1], values.get((family + "_count", ())), f"{family}: +Inf is the count")
        check((family + "_sum", ()) in values, f"{family}: has a sum")
    return values


def metrics():
    st, h, text = s.call("GET", "/metrics")
    check(st == 200 and h["Content-Type"].startswith("text/plain; version=0.0.4"), f"metrics: {st} {h['Content-Type']}")
    before = read_metrics(text.decode())
    for _ in range(7):
        s.call("GET", "/health")
    s.call("GET", "/api/v1/risks")
    s.raw(b"GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n")
    after = read_metrics(s.call("GET", "/metrics")[2].decode())
    grown = {k: after[k] - before[k] for k in after}
    total = ("muniment_requests_total", (("status", "2xx"),))
    check(7 <= grown[total] <= 10 and grown[("muniment_requests_total", (("status", "4xx"),))] == 2, f"requests are counted: {grown}")
    equal(grown[("muniment_refused_total", ())], 1, "refused ones too")
    check(grown[("muniment_request_seconds_count", ())] >= 8 and after[("muniment_connections", ())] >= 1, "durations and connections")
    check(abs(after[("muniment_start_time_seconds", ())] - time.time()) < 600, "when it started")


def health():
    st, h, b = s.call("GET", "/health")
    equal((st, b, h["Cache-Control"]), (200, b"ok\n", "no-store"), "healthy")
    equal(s.call("HEAD", "/health")[0], 200, "HEAD")


# --- TLS ---
def certificate(name, key="ec"):
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"] if key == "ec" else ["-newkey", "rsa:2048"]
    subprocess.run(["openssl", "req", "-x509", *kind, "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", f"{s.folder}/{name}.key", "-out", f"{s.folder}/{name}.pem"], check=True, capture_output=True)
    return f"{s.folder}/{name}.pem", f"{s.folder}/{name}.key"


def client(cert, version=None):
    c = ssl.create_default_context(cafile=cert)
    if version:
        c.minimum_version = c.maximum_version = version
    return c


def tls():
    cert, key = certificate("a")
    other, ended = certificate("b"), f"{s.folder}/ended.pem"
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", ended + ".csr"], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-req", "-in", ended + ".csr", "-signkey", key, "-days", "-1", "-out", ended], check=True, capture_output=True)
    s.stop()
    for options, code, words in [(["--tls-cert", f"{s.folder}/none.pem", "--tls-key", key], 2, "none.pem"), (["--tls-cert", cert], 2, "--tls-key"),
                                 (["--tls-cert", cert, "--tls-key", f"{s.folder}/none.key"], 2, "none.key"),
                                 (["--tls-cert", cert, "--tls-key", other[1]], 2, "do not belong together"), (["--tls-cert", s.db, "--tls-key", key], 2, "cannot be read: it is too large"),
                                 (["--tls-cert", key, "--tls-key", key], 2, "no certificate"), (["--tls-cert", cert, "--tls-key", cert], 2, "no private key"),
                                 (["--tls-cert", ended, "--tls-key", key], 2, "has ended")]:
        s.options = options
        got, said = refused()
        check(got == code and words in said, f"{options}: {got} {said}")
    s.options = []
    code, said = subprocess.run([s.program, "serve", "--listen", "0.0.0.0:0"], env=s.env, capture_output=True, text=True, timeout=30), None
    check(code.returncode == 2 and "--tls-cert" in code.stderr, f"no other address without TLS: {code.stderr}")
    s.options = ["--tls-cert", cert, "--tls-key", key]
    s.start()
    check(s.first.startswith("Muniment answers on https://"), s.first)
    for version, name in [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]:
        c = http.client.HTTPSConnection("127.0.0.1", s.port, context=client(cert, version), timeout=30)
        c.request("GET", "/sign-in")
        r = c.getresponse()
        page = r.read()
        check(r.status == 200 and b"</html>" in page and c.sock.version() == name, f"a page over {name}")
        equal(r.headers["Strict-Transport-Security"], "max-age=31536000", "browsers are told to come by TLS only")
        check(c.sock.cipher()[2] >= 128 and re.search("GCM|CHACHA20|CCM", c.sock.cipher()[0]) and (name == "TLSv1.3" or "DHE" in c.sock.cipher()[0]), f"cipher {c.sock.cipher()}")
        c.request("POST", "/demo", "person=1", {"Content-Type": "application/x-www-form-urlencoded"})
        r = c.getresponse()
        r.read()
        check(r.headers["Set-Cookie"].startswith("__Host-muniment=") and "Secure" in r.headers["Set-Cookie"], "a cookie for HTTPS only")
        c.close()
    for old in ("-tls1", "-tls1_1"):
        r = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{s.port}", old, "-cipher", "ALL:@SECLEVEL=0"], input=b"", capture_output=True, timeout=30)
        check(b"Cipher is (NONE)" in r.stdout or b"Cipher    : 0000" in r.stdout or r.returncode, f"{old} is refused: {r.stdout[-200:]}")
    for weak in ("NULL", "RC4", "3DES", "aNULL", "AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"):
        r = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{s.port}", "-tls1_2", "-cipher", weak + ":@SECLEVEL=0"], input=b"", capture_output=True, timeout=30)
        check(r.returncode != 0 or b"Cipher is (NONE)" in r.stdout, f"{weak} is refused")
    check(b"200 OK" not in s.raw(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", timeout=3), "no plain HTTP on that port")
    equal(subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{s.port}", "-CAfile", cert, "-verify_return_error"], input=b"", capture_output=True, timeout=30).returncode, 0,
          "the certificate that was given is the one that is shown")
    data = os.urandom(2 << 20)
    c = http.client.HTTPSConnection("127.0.0.1", s.port, context=client(cert), timeout=30)
    auth = {"Authorization": "Bearer " + token}
    c.request("POST", "/api/v1/files?name=a.bin", data, {**auth, "Content-Type": "application/octet-stream"})
    file = json.loads(c.getresponse().read())
    c.request("POST", "/api/v1/evidence_items", json.dumps({"title": "By TLS", "file": file}), {**auth, "Content-Type": "application/json"})
    ref = json.loads(c.getresponse().read())["ref"]
    c.request("GET", f"/api/v1/evidence_items/{ref}/file/file", headers=auth)
    check(c.getresponse().read() == data, "a file goes up and comes down over TLS")
    c.close()
    s.stop()
    s.options = []
    s.start()


lib.run_parts(s, health, metrics, upgrade, stop, tls)
