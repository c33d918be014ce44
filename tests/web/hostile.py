#!/usr/bin/env python3
"""What a server meets on the open network: malformed requests (trust.md 3), slow clients by the hundreds, connections that are used
again, a stop in the middle of work, a log without secrets, a process that gave up what it does not need.

Usage: hostile.py PROGRAM"""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

s = lib.Server()
token = s.token()
END = b"\r\n\r\n"
G = b"GET /health HTTP/1.1\r\n"
H = b"Host: a\r\n"
P = b"POST /api/v1/assets HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token.encode() + b"\r\n"
CT = b"Content-Type: application/json\r\n"
REFUSED = {400, 0}  # 0: closed without an answer
OK = {200}

# name, bytes, statuses that are right. What the library hides from us and accepts stands with its reason; the proxy refuses it.
FORMS = [
    ("nothing", b"", {0}), ("line end only", b"\r\n\r\n", REFUSED), ("no version", b"GET /health\r\n\r\n", REFUSED),
    ("HTTP/0.9 word", b"GET /health HTTP/0.9\r\n" + H + b"\r\n", REFUSED | {505}),
    ("HTTP/2.0", b"GET /health HTTP/2.0\r\n" + H + b"\r\n", REFUSED | {505}),
    ("HTTP/1.2", b"GET /health HTTP/1.2\r\n" + H + b"\r\n", REFUSED | {505}),
    ("http/1.1 in small letters", b"GET /health http/1.1\r\n" + H + b"\r\n", REFUSED | {505}),
    ("HTTP/1.10", b"GET /health HTTP/1.10\r\n" + H + b"\r\n", REFUSED | {505}),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", REFUSED | {505}),
    ("method in small letters", b"get /health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("control byte in the method", b"G\x01T /health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("TRACE", b"TRACE / HTTP/1.1\r\n" + H + b"\r\n", REFUSED), ("CONNECT", b"CONNECT a:1 HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("OPTIONS", b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {501}),
    ("unknown method", b"BREW /health HTTP/1.1\r\n" + H + b"\r\n", {501}),
    ("very long method", b"A" * 40000 + b" / HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {413, 414, 431, 501}),
    ("absolute target", b"GET http://a/health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("target without slash", b"GET health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("star target", b"GET * HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("two blanks before the target", b"GET  /health HTTP/1.1\r\n" + H + b"\r\n", REFUSED | OK),  # the library skips them
    ("blank in the target", b"GET /he alth HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("tab in the target", b"GET /he\talth HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {404}),
    ("NUL in the target", b"GET /he\0alth HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {404}),
    ("raw UTF-8 in the target", "GET /käse HTTP/1.1\r\n".encode() + H + b"\r\n", REFUSED | {303, 404}),
    ("%00", b"GET /he%00alth HTTP/1.1\r\n" + H + b"\r\n", REFUSED), ("%00 in the query", b"GET /health?a=%00 HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("encoded slash", b"GET /a%2fb HTTP/1.1\r\n" + H + b"\r\n", REFUSED), ("encoded backslash", b"GET /a%5Cb HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("backslash", b"GET /a\\b HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("dot segment", b"GET /assets/../health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("encoded dot segment", b"GET /assets/%2e%2E/health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("half encoded dot segment", b"GET /assets/.%2e/health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("single dot", b"GET /./health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("two slashes", b"GET //health HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("fragment", b"GET /health#x HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("broken escape in the path", b"GET /a%zz HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("cut escape in the path", b"GET /a%2 HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("escape that is no UTF-8", b"GET /a%ff HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("overlong UTF-8", b"GET /a%c0%af HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("surrogate", b"GET /a%ed%a0%80 HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("broken escape in the query", b"GET /health?a=%zz HTTP/1.1\r\n" + H + b"\r\n", REFUSED),
    ("target of 9,000 bytes", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {414}),
    ("target of 60,000 bytes", b"GET /" + b"a" * 60000 + b" HTTP/1.1\r\n" + H + b"\r\n", REFUSED | {413, 414, 431}),
    ("5,000 fields in the query", b"GET /health?" + b"a&" * 3900 + b" HTTP/1.1\r\n" + H + b"\r\n", REFUSED | OK | {413}),
    ("no Host", G + b"\r\n", REFUSED), ("two Hosts", G + H + b"Host: b\r\n\r\n", REFUSED),
    ("two equal Hosts", G + H + H + b"\r\n", REFUSED),
    ("blank before the colon", G + H + b"X-A : 1\r\n\r\n", REFUSED), ("blank in a name", G + H + b"X A: 1\r\n\r\n", REFUSED),
    ("no colon", G + H + b"Nonsense\r\n\r\n", REFUSED), ("no name", G + H + b": x\r\n\r\n", REFUSED | OK),  # the library drops it
    ("control byte in a value", G + H + b"X-A: a\x01b\r\n\r\n", REFUSED), ("DEL in a value", G + H + b"X-A: a\x7fb\r\n\r\n", REFUSED),
    ("NUL in a value", G + H + b"X-A: a\0b\r\n\r\n", REFUSED | OK),  # the library ends the value there
    ("UTF-8 in a name", G + H + "X-Ä: 1\r\n\r\n".encode(), REFUSED),
    ("separator in a name", G + H + b"X(A): 1\r\n\r\n", REFUSED),
    ("bare CR in a value", G + H + b"X-A: a\rb\r\n\r\n", REFUSED | OK),  # the library's line end
    ("folded header", G + H + b"X-A: a\r\n b\r\n\r\n", REFUSED | OK),  # the library joins them
    ("first header begins with a blank", G + b" X: 1\r\n" + H + b"\r\n", REFUSED | OK),
    ("line feeds only", b"GET /health HTTP/1.1\nHost: a\n\n", REFUSED | OK),  # the library takes them
    ("101 headers", G + H + b"".join(b"X-%d: 1\r\n" % i for i in range(101)) + b"\r\n", REFUSED | {431}),
    ("2,000 headers", G + H + b"".join(b"X-%d: 1\r\n" % i for i in range(2000)) + b"\r\n", REFUSED | {413, 431}),
    ("header of 40,000 bytes", G + H + b"X-A: " + b"a" * 40000 + END, REFUSED | {413, 431}),
    ("two lengths", P + CT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", REFUSED),
    ("two equal lengths", P + CT + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", REFUSED),
    ("a list of lengths", P + CT + b"Content-Length: 2, 2\r\n\r\n{}", REFUSED),
    ("negative length", P + CT + b"Content-Length: -1\r\n\r\n{}", REFUSED), ("signed length", P + CT + b"Content-Length: +2\r\n\r\n{}", REFUSED),
    ("hexadecimal length", P + CT + b"Content-Length: 0x2\r\n\r\n{}", REFUSED),
    ("empty length", P + CT + b"Content-Length:\r\n\r\n{}", REFUSED),
    ("length beyond 64 bits", P + CT + b"Content-Length: 99999999999999999999\r\n\r\n{}", REFUSED | {413}),
    ("length beyond the limit", P + CT + b"Content-Length: 999999999999\r\n\r\n{}", {413}),
    ("length and chunked", P + CT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", REFUSED),
    ("chunked twice", P + CT + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", REFUSED),
    ("gzip, chunked", P + CT + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", REFUSED),
    ("xchunked", P + CT + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", REFUSED | {501}),
    ("identity", P + CT + b"Transfer-Encoding: identity\r\n\r\n{}", REFUSED | {501}),
    ("chunk of no size", P + CT + b"Transfer-Encoding: chunked\r\n\r\n\r\n{}\r\n0\r\n\r\n", REFUSED),
    ("chunk of bad size", P + CT + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", REFUSED),
    ("chunk of negative size", P + CT + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", REFUSED),
    ("chunk beyond 64 bits", P + CT + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n", REFUSED | {413}),
    ("chunk longer than it says", P + CT + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n", REFUSED),
    ("body of a GET", b"GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", {413}),
    ("body not announced, too large", P + CT + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"a" * 65536 + b"\r\n", REFUSED | {413}),
    ("binary rubbish", bytes(range(256)) * 8, REFUSED | {413, 431}), ("TLS on the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, REFUSED),
]


def malformed():
    def one(i):
        name, data, right = FORMS[i]
        out = s.raw(data, timeout=12 if data else 2)
        return lib.status(out), out

    check(len({f[1] for f in FORMS}) >= 60, f"{len(FORMS)} malformed requests, at least 60")
    for lot in range(0, len(FORMS), 30):
        part = range(lot, min(lot + 30, len(FORMS)))
        for i, got in zip(part, lib.at_once(len(part), lambda k: one(part[k]))):
            name, data, right = FORMS[i]
            if check(not isinstance(got, Exception), f"{name}: {got}"):
                check(got[0] in right, f"{name}: {got[0]}, expected {sorted(right)}: {got[1][:200]}")
    check(s.alive(), "the server is alive after the malformed requests")


def smuggling():
    """A refused request never lets bytes behind it be read as another one."""
    inner = b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token.encode() + END
    for name, data in [("length and chunked", P + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % len(inner)),
                       ("two lengths", P + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(inner)),
                       ("refused by the gate", b"GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n")]:
        with s.connect() as c:
            c.sendall(data + inner)
            out = b""
            c.settimeout(5)
            try:
                while got := c.recv(65536):
                    out += got
            except OSError:
                pass
        equal(out.count(b"HTTP/1.1 "), 1, f"{name}: one answer, then closed")


def slow_clients():
    """500 clients that send a byte now and then, from four addresses; others are served meanwhile; the slow ones are cut."""
    socks = []
    start = lib.now()
    for i in range(500):
        c = socket.socket()
        c.settimeout(20)
        c.bind((f"127.0.0.{2 + i % 4}", 0))
        c.connect(("127.0.0.1", s.port))
        c.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nX-S: ")
        socks.append(c)
    body = s.connect()
    body.sendall(P + CT + b"Content-Length: 1000\r\n\r\n{")
    stop = threading.Event()

    def drip():
        while not stop.wait(1.0):
            for c in socks + [body]:
                try:
                    c.send(b"a")
                except OSError:
                    pass

    t = threading.Thread(target=drip)
    t.start()
    times = []
    while lib.now() - start < 8:
        t0 = lib.now()
        equal(s.call("GET", "/api/v1/me", token)[0], 200, "served beside slow clients")
        times.append(lib.now() - t0)
        time.sleep(0.05)
    check(max(times) < 2, f"served in time beside 500 slow clients: {max(times):.2f} s")
    time.sleep(max(0, 14 - (lib.now() - start)))
    stop.set()
    t.join()

    def closed(c):
        c.settimeout(3)
        try:
            while True:
                got = c.recv(4096)
                if not got:
                    return True
        except ConnectionError:
            return True
        except OSError:
            return False

    equal(sum(1 for ok in lib.at_once(500, lambda i: closed(socks[i])) if ok is True), 500, "slow headers are cut after 10 s")
    check(closed(body), "a slow body is cut")
    for c in socks + [body]:
        c.close()
    check(s.alive(), "the server is alive after the slow clients")
    check(int(re.search(r"slow_connections_total (\d+)", s.call("GET", "/metrics")[2].decode())[1]) >= 501, "cut ones are counted")


def keep_alive():
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=20)
    c.connect()
    port = c.sock.getsockname()
    for i in range(200):
        c.request("GET", "/api/v1/me" if i % 2 else "/nowhere", headers={"Authorization": "Bearer " + token})
        r = c.getresponse()
        r.read()
        check(r.status in (200, 404, 303), f"request {i} on one connection: {r.status}")
    equal(c.sock.getsockname(), port, "one connection for all")
    c.close()
    with s.connect() as k:  # two requests in one piece
        k.sendall((G + H + b"\r\n") * 2)
        out = b""
        k.settimeout(5)
        while out.count(b"HTTP/1.1 200") < 2:
            got = k.recv(4096)
            if not got:
                break
            out += got
    equal(out.count(b"HTTP/1.1 200"), 2, "pipelined")


def load():
    """Readers, writers, uploads and rubbish at once: nothing but what is expected comes back."""
    def one(i):
        seen = set()
        for k in range(12):
            if i % 4 == 0:
                seen.add(s.call("POST", "/api/v1/assets", token, {"title": f"Load {i} {k}"})[0])
            elif i % 4 == 1:
                seen.add(s.call("GET", ["/api/v1/soa", "/api/v1/check", "/api/v1/risks", "/api/v1/soa?as_of=2026-01-31"][k % 4], token)[0])
            elif i % 4 == 2:
                try:
                    seen.add(s.call("POST", f"/api/v1/files?name=f{i}", token, b"x" * (1 << (k + 10)), {"Content-Type": "text/plain"})[0])
                except (BrokenPipeError, ConnectionResetError):
                    seen.add(429)  # refused before the whole body was sent
            else:
                s.raw(FORMS[(i * 12 + k) % len(FORMS)][1][:3000], timeout=0.5)
        return seen

    got = set().union(*(g if isinstance(g, set) else {repr(g)} for g in lib.at_once(24, one)))
    check({200, 201} <= got <= {200, 201, 429, 503}, f"under load: {got}")
    check(s.alive(), "alive after the load")


def stop_in_the_middle():
    """What was answered is there; what was under way is finished; nothing new begins."""
    done, going = [], threading.Event()

    def writer(i):
        k = 0
        while True:
            k += 1
            title = f"Stop {i} {k}"
            try:
                st = s.call("POST", "/api/v1/assets", token, {"title": title})[0]
            except OSError:
                return
            if st == 201:
                done.append(title)
            if len(done) > 20:
                going.set()

    threads = [threading.Thread(target=writer, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    going.wait(30)
    equal(s.stop(), 0, "ends in order")
    for t in threads:
        t.join()
    have = set()
    after = []
    while True:
        page = s.json("asset", "list", "--limit", "200", "--search", "Stop", *after)
        have |= {i["title"] for i in page["items"]}
        if not page["next"]:
            break
        after = ["--after", page["next"]]
    equal(sorted(set(done) - have), [], "every change that was answered is there")
    check(len(done) > 20, "changes were made")
    equal(s.json("verify")["ok"], True, "the ledger verifies")


def log_and_process():
    log = open(s.log.name, errors="replace").read()
    check('"route":"/api/v1/me","status":200' in log and '"person":1' in log, "the log says what was done")
    check(token not in log and "mun_" not in log, "no token in the log")
    check("notice" not in log or "no Landlock" in log, "the kernel takes the restrictions")
    status = open(f"/proc/{s.process.pid}/status").read()
    check(re.search(r"NoNewPrivs:\s*1", status), "no new privileges")
    check(re.search(r"Seccomp:\s*2", status), "system calls are filtered")
    for t in os.listdir(f"/proc/{s.process.pid}/task"):
        try:
            status = open(f"/proc/{s.process.pid}/task/{t}/status").read()
        except OSError:  # it has ended meanwhile
            continue
        check(re.search(r"Seccomp:\s*2", status), f"in thread {t} too")
    other = lib.subprocess.run([s.program, "serve", "--listen", "127.0.0.1:0"], env=s.env, capture_output=True, text=True)
    check(other.returncode == 7 and "Another server" in other.stderr, f"one server a database: {other.stderr}")
    st, h, body = s.call("GET", "/metrics")
    check(st == 200 and b"muniment_requests_total" in body and b"muniment_request_seconds_bucket" in body, "metrics")


malformed()
smuggling()
keep_alive()
slow_clients()
load()
log_and_process()
stop_in_the_middle()
s.start()
s.done()
lib.finish()
