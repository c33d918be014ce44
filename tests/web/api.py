#!/usr/bin/env python3
"""The API: shapes equal to the command line's, versions, conditions, repeated requests, cursors, files, the past, refusals.

Usage: api.py PROGRAM"""
import hashlib
import http.client
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

s = lib.Server()
write, read = s.token(), s.token(access="read")
V = "/api/v1"


def problem(got, status, what, field=None):
    st, h, body = got
    ok = equal(st, status, what) and equal(h["Content-Type"], "application/problem+json", what + " type")
    ok = ok and check(set(body) >= {"type", "title", "status", "detail", "errors"} and body["status"] == status, f"{what}: {body}")
    if field:
        check(any(e["field"] == field for e in body["errors"]), f"{what}: names {field}: {body}")
    return body


# who calls
problem(s.call("GET", V + "/risks"), 401, "without a token")
check("Bearer" in s.call("GET", V + "/risks")[1]["WWW-Authenticate"], "WWW-Authenticate")
check("invalid_token" in s.call("GET", V + "/risks", "mun_" + "0" * 64)[1]["WWW-Authenticate"], "invalid token is said")
problem(s.call("GET", V + "/nothing"), 401, "unknown path without a token")
problem(s.call("GET", V + "/nothing/at/all", write), 404, "unknown path")
problem(s.call("POST", V + "/nothings", write, {"title": "x"}), 404, "unknown type, with a body")
st, h, body = s.call("PUT", V + "/risks", write)
problem((st, h, body), 405, "other method")
equal(h["Allow"], "GET, HEAD, POST", "Allow")
st, h, me = s.call("GET", V + "/me", read)
equal((st, me["person"]["ref"], me["token"]["access"]), (200, "P-1", "read"), "me")
for i in ("Limit", "Remaining", "Reset"):
    check(h["RateLimit-" + i] is not None, "RateLimit-" + i)
check("Access-Control-Allow-Origin" not in h, "no CORS")

# the same as the command line
for path, args in [("/risks/R-1", ["risk", "show", "R-1"]), ("/risks?limit=7&sort=-current_level", ["risk", "list", "--limit", "7",
                                                                                                   "--sort", "-current_level"]),
                   ("/risks?where=status%3Dopen&where=kind%3Dinformation_security", None),
                   ("/controls/C-1/history", ["control", "history", "C-1"]), ("/soa", ["soa"]), ("/path", ["path"]),
                   ("/standards/27001:A.5.15", ["standard", "show", "A.5.15"]), ("/standards/27001", ["standard", "show", "27001"]),
                   ("/standards/search?q=access", ["standard", "search", "access"]),
                   ("/standards/compare?a=27001&b=27002", ["standard", "compare", "27001", "27002"]),
                   ("/terms/risk", ["term", "risk"]), ("/search?q=access", ["search", "access"]),
                   ("/verify", ["verify", "--hashes-only"]), ("/soa/diff?from=1&to=now", ["soa", "diff", "1", "now"])]:
    st, h, got = s.call("GET", V + path, read)
    if args is None:
        continue
    equal(st, 200, path)
    equal(got, s.json(*args), path + " is what the command line says")
st, _, got = s.call("GET", V + "/check", read)
cli = subprocess.run([s.program, "--json", "check"], env=s.env, capture_output=True, text=True)
equal(got, json.loads(cli.stdout), "check is what the command line says")
equal(s.call("GET", V + "/risk/R-1", read)[2]["ref"], "R-1", "the type's singular works")
st, h, body = s.call("HEAD", V + "/risks/R-1", read, raw=True)
equal((st, body, h["ETag"] is not None), (200, b"", True), "HEAD")

# refusals of lists
problem(s.call("GET", V + "/risks?wher=x", read), 400, "unknown parameter", "wher")
problem(s.call("GET", V + "/risks?limit=0", read), 400, "limit", "limit")
problem(s.call("GET", V + "/risks?where=colour%3Dred", read), 400, "unknown field")
problem(s.call("GET", V + "/risks?after=nonsense", read), 400, "broken cursor")
problem(s.call("GET", V + "/risks/R-99999", read), 404, "no such record")
problem(s.call("GET", V + "/search", read), 400, "search without words", "q")

# cursors
seen, path = [], V + "/requirements?limit=100"
for _ in range(40):
    st, h, page = s.call("GET", path, read)
    seen += [i["ref"] for i in page["items"]]
    m = re.search(r'<([^>]*)>; rel="next"', h.get("Link", ""))
    check(bool(m) == (page["next"] is not None), "Link says what next says")
    if not m:
        break
    path = m[1]
equal(len(seen), len(set(seen)), "no record twice")
check(len(seen) > 200 and 'rel="first"' in h["Link"], "pages")

# create
asset = {"title": "Café server <b>", "kind": "supporting", "owner": "P-1", "confidentiality": 3}
problem(s.call("POST", V + "/assets", read, asset), 403, "a reading token cannot create")
problem(s.call("POST", V + "/assets", write, b"title=x", {"Content-Type": "application/x-www-form-urlencoded"}), 415, "a form")
problem(s.call("POST", V + "/assets", write, b"{", {"Content-Type": "application/json"}), 400, "broken JSON")
problem(s.call("POST", V + "/assets", write, b"[]", {"Content-Type": "application/json"}), 400, "no object")
problem(s.call("POST", V + "/assets", write, b'{"title":"a","title":"b"}', {"Content-Type": "application/json"}), 400, "twice")
problem(s.call("POST", V + "/assets", write, {**asset, "colour": "red"}), 422, "unknown member", "colour")
problem(s.call("POST", V + "/assets", write, {**asset, "version": 3}), 422, "the program's member", "version")
problem(s.call("POST", V + "/assets", write, {**asset, "_x": 3}), 422, "underscore", "_x")
b = problem(s.call("POST", V + "/assets", write, {"kind": "blue", "confidentiality": 99}), 422, "all problems", "title")
equal({e["field"] for e in b["errors"]}, {"title", "kind", "confidentiality"}, "all problems at once")
problem(s.call("POST", V + "/requirements", write, {"title": "x"}), 405, "content is only read")
st, h, made = s.call("POST", V + "/assets", write, {**asset, "_reason": "Bought"}, {"Idempotency-Key": "k1"})
equal((st, made["title"], h["ETag"], h["Location"]), (201, asset["title"], '"v1"', f"{V}/assets/{made['ref']}"), "created")
equal(s.call("GET", h["Location"], read)[2], made, "as it is read")
hist = s.json("asset", "history", made["ref"])["items"]
equal((hist[0]["via"], hist[0]["reason"]), ("api", "Bought"), "ledger says via and why")

# a risk that came true after it was rated
risk = {"title": "Came true", "owner": "P-1", "current_likelihood": 2, "current_consequence": 2, "inherent_confidence": "low",
        "assessed_on": "2025-01-31", "happened_on": "2025-02-01", "happened_note": "Once"}
problem(s.call("POST", V + "/risks", write, {**risk, "happened_on": "2999-01-01"}), 422, "a day to come", "happened_on")
problem(s.call("POST", V + "/risks", write, {**risk, "happened_unrated": "2025-02-01"}), 422, "the program's member", "happened_unrated")
st, got, true = s.call("POST", V + "/risks", write, risk)
equal((st, true["happened_on"], true["stale_because"], true["inherent_confidence"]), (201, "2025-02-01", "it happened; ", "low"), "it happened")
st, _, true = s.call("PATCH", V + "/risks/" + true["ref"], write, {"assessed_on": "2025-02-02"}, {"If-Match": got["ETag"]})
equal((st, true["stale_because"], true["happened_on"]), (200, None, "2025-02-01"), "rated again after that day")

# repeated requests
st2, h2, again = s.call("POST", V + "/assets", write, {**asset, "_reason": "Bought"}, {"Idempotency-Key": "k1"})
equal((st2, again, h2["ETag"], h2["Location"], h2["Idempotency-Replayed"]), (201, made, '"v1"', h["Location"], "true"), "replayed")
problem(s.call("POST", V + "/assets", write, {"title": "other"}, {"Idempotency-Key": "k1"}), 422, "key of another", "Idempotency-Key")
st, _, other = s.call("POST", V + "/assets", s.token("P-2"), {"title": "Mine"}, {"Idempotency-Key": "k1"})
check(other.get("ref") != made["ref"], "a key is one's own")
problem(s.call("POST", V + "/assets", write, {"kind": "blue"}, {"Idempotency-Key": "k2"}), 422, "a refused one")
equal(s.call("POST", V + "/assets", write, {"title": "Second"}, {"Idempotency-Key": "k2"})[0], 201, "leaves the key free")

got = lib.at_once(8, lambda i: s.call("POST", V + "/assets", write, {"title": "Once only"}, {"Idempotency-Key": "at once"}))
equal({(g[0], g[2]["ref"]) for g in got}, {(201, got[0][2]["ref"])}, "eight at once with one key make one record")
equal(sum(g[1].get("Idempotency-Replayed") == "true" for g in got), 7, "seven of them are told so")
equal(len(s.json("asset", "list", "--search", "Once only")["items"]), 1, "there is one")
base = sqlite3.connect(s.db, timeout=20)
base.execute("UPDATE idempotency SET created=created-86400001")
base.commit()
base.close()
check(s.call("POST", V + "/assets", write, {"title": "Once only"}, {"Idempotency-Key": "at once"})[2]["ref"] != got[0][2]["ref"], "after a day a key is free")

# pages while others write: nothing twice, nothing lost, and the way back
seen, path = [], V + "/assets?limit=3&sort=title"
there = {i["ref"] for i in s.call("GET", V + "/assets?limit=200", read)[2]["items"]}
while path:
    st, h, page = s.call("GET", path, read)
    seen += [i["ref"] for i in page["items"]]
    s.call("POST", V + "/assets", write, {"title": ["Aaa", "Zzz"][len(seen) % 2] + str(len(seen))})
    links = dict(re.findall(r'<([^>]*)>; rel="(\w+)"', h.get("Link", "")))
    links = {rel: to for to, rel in links.items()}
    if "prev" in links and "next" in links:
        back = s.call("GET", links["prev"], read)[2]["items"]
        check(len(back) == 3 and back[-1]["title"].lower() <= page["items"][0]["title"].lower(), "prev leads back")
    path = links.get("next")
equal(len(seen), len(set(seen)), "nothing comes twice while others write")
equal(there - set(seen), set(), "and nothing that was there is lost")
equal(s.call("GET", links["first"], read)[2]["items"][0]["title"][:3], "Aaa", "first is the beginning")

# change
ref, at = made["ref"], V + "/assets/" + made["ref"]
problem(s.call("PATCH", at, write, {"notes": "x"}), 428, "without If-Match")
problem(s.call("PATCH", at, read, {"notes": "x"}, {"If-Match": '"v1"'}), 403, "a reading token cannot change")
st, h, b = s.call("PATCH", at, write, {"notes": "First", "owner": {"ref": "P-2"}}, {"If-Match": '"v1"', "Change-Reason": "Because"})
equal((st, b["notes"], b["owner"]["ref"], b["version"], h["ETag"]), (200, "First", "P-2", 2, '"v2"'), "changed")
equal(s.json("asset", "history", ref)["items"][-1]["reason"], "Because", "reason by header")
b = problem(s.call("PATCH", at, write, {"notes": "Second"}, {"If-Match": '"v1"'}), 412, "stale", "notes")
check("First" in b["errors"][0]["message"] and "Second" in b["errors"][0]["message"], "both values")
problem(s.call("PATCH", at, write, {"notes": "Second"}, {"If-Match": 'W/"v2"'}), 412, "weak tags do not count")
equal(s.call("PATCH", at, write, {"notes": None}, {"If-Match": '"v9", "v2"'})[2]["notes"], None, "null empties; a list of tags")
equal(s.call("PATCH", at, write, {"notes": "y"}, {"If-Match": "*", "Content-Type": "application/merge-patch+json"})[0], 200, "any")
problem(s.call("DELETE", at, write), 428, "archive without If-Match")
problem(s.call("DELETE", at, write, headers={"If-Match": '"v1"'}), 412, "archive of an old version")
problem(s.call("DELETE", at, read, headers={"If-Match": '"v4"'}), 403, "a reading token cannot archive")
st, h, b = s.call("DELETE", at, write, headers={"If-Match": '"v4"', "Change-Reason": "Sold"})
equal((st, b["archived"]), (200, True), "archived")
problem(s.call("PATCH", at, write, {"notes": "z"}, {"If-Match": h["ETag"]}), 409, "archived ones do not change")
equal(s.call("POST", at + "/unarchive", write)[2]["archived"], False, "back again")

# what is read is taken back, for each type
for t in json.loads(s.run("schema", "--routes"))["types"]:
    page = s.call("GET", f"{V}/{t}?limit=1", write)[2]
    if not page.get("items") or "version" not in page["items"][0]:
        continue
    r = page["items"][0]
    schema = None
    back = {}
    d = s.call("GET", V + "/openapi.json")[2] if "d" not in globals() else d
    inp = d["components"]["schemas"][r["type"] + "_input"]["properties"]
    back = {k: v for k, v in r.items() if k in inp}
    st, h, b = s.call("PATCH", f"{V}/{t}/{r['ref']}", write, back, {"If-Match": f'"v{r["version"]}"'})
    check(st in (403, 405, 409, 422) or (st == 200 and b["version"] == r["version"]), f"{t}: a record taken back changes nothing: {st} {b}")

# the Statement of Applicability
st, h, row = s.call("GET", V + "/soa/A.7.6", read)
problem(s.call("PATCH", V + "/soa/A.7.6", write, {"justification": "x"}), 428, "row without If-Match")
st, h2, b = s.call("PATCH", V + "/soa/A.7.6", write, {"justification": "No such rooms"}, {"If-Match": h["ETag"]})
equal((st, b["rows"][0]["justification"]), (200, "No such rooms"), "row decided")
check(h2["ETag"] != h["ETag"], "another tag")
problem(s.call("PATCH", V + "/soa/A.7.6", write, {"justification": "y"}, {"If-Match": h["ETag"]}), 412, "stale row", "justification")
problem(s.call("PATCH", V + "/soa/A.7.6", write, {"colour": "y"}, {"If-Match": h2["ETag"]}), 422, "unknown member of a row", "colour")
st, _, b = s.call("PATCH", V + "/soa/5.15", write, {"applicable": True, "reasons": ["business"], "justification": "Asked for"}, {"If-Match": "*"})
check(st == 200 and b["rows"][0]["applicable"] is True, f"booleans and lists: {b}")
equal(s.call("GET", V + "/soa?public=yes", read)[2]["rows"][0].get("how", "absent"), "absent", "public")
st = s.call("POST", V + "/soa/approve", write, {"_reason": "Yearly"})[0]
check(st in (201, 403, 409, 422), f"approve: {st}")
problem(s.call("POST", V + "/soa/approve", write, {"x": 1}), 422, "approve takes nothing else", "x")
problem(s.call("GET", V + "/soa/A.99.1", read), 404, "no such row")

# the past
day = "2026-01-31"
equal(s.call("GET", f"{V}/soa?as_of={day}", read)[2], s.json("--as-of", day, "soa"), "as of")
equal(s.call("GET", f"{V}/risks?limit=3&as_of={day}", read)[2], s.json("--as-of", day, "risk", "list", "--limit", "3"), "list as of")
problem(s.call("POST", f"{V}/assets?as_of={day}", write, {"title": "x"}), 409, "no change in the past")
problem(s.call("POST", f"{V}/files?as_of={day}&name=a.txt", write, b"x", {"Content-Type": "text/plain"}), 409, "no file in the past")
st, h, b = s.call("GET", f"{V}/soa?as_of=yesterday-or-the-day-before", read)
check(400 <= st < 500, f"a day that is none: {st}")

# files
session = s.call("POST", "/demo", None, "person=1", {"Content-Type": "application/x-www-form-urlencoded"})[1]["Set-Cookie"].split(";")[0]
data = bytes(range(256)) * 5000
digest = hashlib.sha256(data).hexdigest()
up = {"Content-Type": "application/pdf"}
problem(s.call("POST", V + "/files?name=a.pdf", read, data, up), 403, "a reading token cannot upload")
problem(s.call("POST", V + "/files", write, data, up), 422, "a file without a name", "name")
problem(s.call("POST", V + "/files?name=a", write, data, {"Content-Type": "application/x-www-form-urlencoded"}), 415, "curl's default")
st, _, file = s.call("POST", V + "/files?name=Bericht%20%C3%A4.pdf", write, data, up)
equal((st, file), (201, {"name": "Bericht ä.pdf", "size": len(data), "sha256": digest}), "uploaded")
form = (b'--b\r\nContent-Disposition: form-data; name="f"; filename="b.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n')
equal(s.call("POST", V + "/files", write, form, {"Content-Type": "multipart/form-data; boundary=b"})[2]["size"], 5, "by a form")
st, _, ev = s.call("POST", V + "/evidence", write, {"title": "Report", "file": file})
equal((st, ev.get("file")), (201, file), "evidence names it")
problem(s.call("POST", V + "/evidence", write, {"title": "R", "file": {**file, "sha256": "0" * 64}}), 422, "no such file", "file")
at = f"{V}/evidence/{ev['ref']}/file/file"
st, h, got = s.call("GET", at, read)
equal((st, got == data, h["ETag"], h["Accept-Ranges"]), (200, True, f'"{digest}"', "bytes"), "downloaded")
check("attachment" in h["Content-Disposition"] and h["X-Content-Type-Options"] == "nosniff", "as an attachment")
for rng, want in [("bytes=0-9", data[:10]), ("bytes=100-", data[100:]), ("bytes=-7", data[-7:]), (f"bytes=5-{len(data) * 2}", data[5:])]:
    st, h, got = s.call("GET", at, read, headers={"Range": rng})
    equal((st, got == want), (206, True), rng)
    check(h["Content-Range"].startswith("bytes ") and h["Content-Range"].endswith(f"/{len(data)}"), h["Content-Range"])
for rng in ("bytes=9-1", "bytes=a-b", "items=0-1", "bytes=0-1,4-5"):
    st, _, got = s.call("GET", at, read, headers={"Range": rng})
    equal((st, len(got)), (200, len(data)), rng + " is ignored")
for rng in (f"bytes={len(data)}-", "bytes=-0"):
    st, h, got = s.call("GET", at, read, headers={"Range": rng})
    equal((st, h["Content-Range"]), (416, f"bytes */{len(data)}"), rng)
equal(s.call("GET", at, read, headers={"If-None-Match": f'"{digest}"'})[0], 304, "not modified")
equal(s.call("GET", at, read, headers={"Range": "bytes=0-1", "If-Range": '"old"'})[0], 200, "If-Range of another")
st, h, got = s.call("GET", at, read, headers={"Range": "bytes=0-1", "If-Range": f'"{digest}"'})
equal((st, got), (206, data[:2]), "If-Range of this one")
equal(s.call("GET", at, read, headers={"Range": "bytes=0-1", "If-Range": f'W/"{digest}"'})[0], 200, "If-Range wants a strong tag")
equal(s.call("GET", at, read, headers={"If-None-Match": f'"a", W/"{digest}"'})[0], 304, "one of several tags")
equal(s.call("HEAD", at, read, raw=True)[1]["Content-Length"], str(len(data)), "HEAD of a file")

# what somebody uploaded is never a page of ours, whatever it is called and said to be
for name, kind, want in [("a.html", "text/html", "application/octet-stream"), ("a.svg", "image/svg+xml", "application/octet-stream"),
                         ("a.js", "text/javascript", "application/octet-stream"), ("a.pdf.exe", "application/pdf", "application/octet-stream"),
                         ("a.pdf", "text/html", "application/pdf"), ("a.png", "text/html", "image/png"), ("a", "text/html", "application/octet-stream")]:
    f = s.call("POST", V + "/files?name=" + name, write, b"<script>alert(1)</script>", {"Content-Type": kind})[2]
    ref = s.call("POST", V + "/evidence", write, {"title": name, "file": f})[2]["ref"]
    for path, auth in ((f"{V}/evidence/{ref}/file/file", {"Authorization": "Bearer " + read}), (f"/evidence_items/{ref}/file/file", {"Cookie": session})):
        st, h, got = s.call("GET", path, headers=auth, raw=True)
        check(st == 200 and h["Content-Type"] == want and h["Content-Disposition"].startswith("attachment; filename*=UTF-8''a") and
              h["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in h["Content-Security-Policy"], f"{path}: {name} comes as {h['Content-Type']}")
for name in ("../../etc/passwd", "a/b", "a\\b", "", ".", "..", "a\x01b", "x" * 300):
    st, _, f = s.call("POST", V + "/files?" + urllib.parse.urlencode({"name": name}), write, b"x", {"Content-Type": "text/plain"})
    check(400 <= st < 500 or (st == 201 and "/" not in f["name"] and "\\" not in f["name"]), f"a file called {name[:20]!r}: {st} {f}")

# many small ones, and one of nearly the limit: kept once by digest, never in memory
kept = pathlib.Path(s.db).with_suffix(".files") if pathlib.Path(s.db).with_suffix(".files").exists() else pathlib.Path(s.db + ".files")
before = sum(1 for p in kept.rglob("*") if p.is_file())
out = lib.at_once(8, lambda i: [s.call("POST", f"{V}/files?name={i}-{k}.txt", write, b"%d" % (k % 10), {"Content-Type": "text/plain"})[0] for k in range(25)])
equal({x for part in out for x in part}, {201}, "200 small files at once")
equal(sum(1 for p in kept.rglob("*") if p.is_file()) - before, 10, "the same bytes are kept once")


def anonymous():
    status = open(f"/proc/{s.process.pid}/status").read()
    return sum(int(re.search(rf"{k}:\s+(\d+)", status)[1]) for k in ("RssAnon", "RssShmem")) >> 10


big = os.urandom(60 << 20)
was = anonymous()
st, _, f = s.call("POST", V + "/files?name=big.bin", write, big, {"Content-Type": "application/octet-stream"})
equal((st, f["sha256"], f["size"]), (201, hashlib.sha256(big).hexdigest(), len(big)), "60 MB come up")
ref = s.call("POST", V + "/evidence", write, {"title": "Big", "file": f})[2]["ref"]
check(s.call("GET", f"{V}/evidence/{ref}/file/file", read)[2] == big, "and go down")
equal(s.call("GET", f"{V}/evidence/{ref}/file/file", read, headers={"Range": f"bytes={len(big) - 5}-"})[2], big[-5:], "their end alone")
check(anonymous() - was < 40, f"without being held in memory: {anonymous() - was} MB more")
c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
try:
    c.request("POST", V + "/files?name=x", (b"x" * (1 << 20) for _ in range(66)), {"Authorization": "Bearer " + write, "Content-Type": "text/plain"}, encode_chunked=True)
    st = c.getresponse().status
except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
    st = 413
equal(st, 413, "66 MB in pieces, of a size that nobody announced")
c.close()
check(not [p for p in kept.parent.iterdir() if p.name.startswith("tmp")], "nothing is left lying about")
problem(s.call("GET", f"{V}/evidence/{ev['ref']}/file/title", read), 404, "no file there")
problem(s.call("POST", V + "/files?name=x", write, b"", {"Content-Type": "text/plain", "Content-Length": str(65 << 20)}), 413, "too large")
check(b"application/problem+json" in s.raw(b"GET /api/v1/%00 HTTP/1.1\r\nHost: a\r\n\r\n"), "the gate speaks JSON to programs")

# description
st, h, doc = s.call("GET", V + "/openapi.json")
equal((st, doc["openapi"]), (200, "3.1.0"), "open to everybody")
equal(s.call("GET", V + "/openapi.json", headers={"If-None-Match": h["ETag"]})[0], 304, "not modified")
equal(json.loads(s.run("verify", "--json"))["ok"], True, "the ledger verifies")
s.done()

# the limit on calls, which the other tests switch off
s = lib.Server("empty", env={"MUNIMENT_RATE_OFF": ""})
s.stop()
del s.env["MUNIMENT_RATE_OFF"]
s.start()
t = s.token()
got = [s.call("GET", V + "/verify", t) for _ in range(70)]
equal({g[0] for g in got}, {200, 429}, "work is limited")
last = [g for g in got if g[0] == 429][0]
problem(last, 429, "too many")
check(int(last[1]["Retry-After"]) >= 1 and last[1]["RateLimit-Remaining"] == "0", "Retry-After")
equal(s.call("GET", V + "/me", t)[0], 200, "other calls go on")
equal(s.call("GET", V + "/verify", s.token())[0], 200, "other tokens go on")
s.done()
lib.finish()
