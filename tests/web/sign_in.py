#!/usr/bin/env python3
"""Signing in, by hand what a person does: the link of the first start, passwords, the second factor with its picture, attempts that are
throttled, sessions that are listed and ended, invitations, tokens, the user and token commands. Afterwards nothing secret stands in the
log, the ledger or the database.

Usage: sign_in.py PROGRAM"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import sqlite3
import struct
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import Browser, check, equal

s = lib.Server("empty")
PASSWORD, SECOND, BENS = "four words beside another", "five more words that fit", "bens own long password"
secrets = [PASSWORD, SECOND, BENS]
DOOR = {"who": "ann@example.org", "password": PASSWORD}


def database(sql, *args):
    d = sqlite3.connect(s.db, timeout=20)
    rows = d.execute(sql, args).fetchall()
    d.commit()
    d.close()
    return rows


def sign_in(**fields):
    b = Browser(s)
    got = b.post("/sign-in", {**DOOR, **fields}, token=False)
    secrets.extend(v for k, v in b.cookies.items() if k == "muniment")
    return b, *got


def inside(b):
    return b.page("/settings/me")[0] == 200


def code_of(secret, at=None):
    """RFC 6238 with SHA-1, 30 s, six digits; written anew."""
    step = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    h = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1).digest()
    o = h[-1] & 15
    return f"{(struct.unpack('>I', h[o:o + 4])[0] & 0x7fffffff) % 1000000:06d}"


def first_start():
    text = "".join(s.process.stdout.readline() for _ in range(2))
    m = re.search(r"http://\S+(/welcome/[0-9a-f]{64})\n", text)
    check(m and "Nobody can sign in yet" in text, f"the first start shows a link: {text}")
    secrets.append(m[1].split("/")[-1])
    b = Browser(s)
    st, page = b.page(m[1])
    check(st == 200 and "Welcome, Ann Lee" in page, "the link greets")
    for bad, words in [("short", "at least 12"), ("a" * 40, "over and over"), ("ann@example.org", "your own name"), ("x" * 300, "at most 256"), ("", "at least 12")]:
        st, _, page = b.post(m[1], {"password": bad}, token=False)
        check(st == 422 and words in page and ("@" in bad or len(bad) < 6 or bad not in page), f"password {bad[:20]}: {st}")
    st, h, _ = b.post(m[1], {"password": PASSWORD}, token=False)
    check(st == 303 and inside(b), "the password lets one in")
    secrets.append(b.cookies["muniment"])
    cookie = [v for v in h.get_all("Set-Cookie") if v.startswith("muniment=")][0]
    check("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and len(b.cookies["muniment"]) == 64, f"cookie: {cookie[:9]}")
    equal(b.page(m[1])[0], 404, "the link works once")
    equal(Browser(s).post(m[1], {"password": SECOND}, token=False)[0], 404, "and sets no second password")
    check(database("SELECT password FROM account")[0][0].startswith("$argon2id$v=19$m=65536,t=2,p=1$"), "Argon2id, 64 MiB, two passes")
    s.stop()
    s.start()
    s.process.stdout.close()  # nothing more is printed: somebody can sign in
    s.process.stdout = open(os.devnull)


def door():
    b, st, h, _ = sign_in()
    check(st == 303 and h["Location"] == "/" and inside(b), "name and password")
    old = b.cookies["muniment"]
    check(sign_in()[0].cookies["muniment"] != old, "each sign-in has an id of its own")
    known = sign_in(password="not the password at all")
    unknown = sign_in(who="nobody@example.org", password="not the password at all")
    words = [re.sub(r'value="[^"]*"', "", x[3]) for x in (known, unknown)]
    check(known[1] == unknown[1] == 403 and words[0] == words[1], "a wrong name and a wrong password get the same answer")
    check("not the password" not in known[3] and 'value="ann@example.org"' in known[3], "the name stays, the password does not")
    check(inside(sign_in(who="Ann Lee")[0]), "the name is enough")
    for back, to in [("/risks?sort=-ref", "/risks?sort=-ref"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
                     ("javascript:alert(1)", "/"), ("/a\r\nSet-Cookie: x=1", "/")]:
        st, h, _ = sign_in(back=back)[1:]
        check(st == 303 and h["Location"] == to and "x" not in str(h.get("Set-Cookie")).split("=")[0], f"back to {back!r}: {h.get('Location')}")
    got = Browser(s).post("/sign-in", DOOR, token=False, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
    equal(got[0], 403, "another site cannot sign one in")
    t = Browser(s)
    t.cookies["muniment"] = "f" * 64
    check(not inside(t), "an id that was made up opens nothing")
    t.cookies["muniment"] = hashlib.sha256(old.encode()).hexdigest()
    check(not inside(t), "nor does the hash of one")


def second_factor():
    b = sign_in()[0]
    page = b.page("/settings/me")[1]
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)[1]
    secrets.append(secret)
    equal(read_qr(re.search(r'<svg class="qr".*?</svg>', page, re.S)[0]), None, "the picture can be read")
    st, _, page = b.post("/settings/me", {"what": "totp_on", "secret": secret, "code": "000000"})
    check(st == 422 and "does not fit" in page and secret in page, "a wrong code switches nothing on and keeps the picture")
    check(not database("SELECT totp FROM account")[0][0], "nothing is kept of it")
    equal(b.post("/settings/me", {"what": "totp_on", "secret": secret, "code": code_of(secret)})[0], 303, "switched on")
    st, _, page = sign_in()[1:]
    check(st == 403 and 'name="code"' in page, "now a code is asked for")
    equal(sign_in(code="123456")[1], 403, "a wrong code")
    equal(sign_in(code=code_of(secret))[1], 403, "the code that was used to switch it on does not work again")
    equal(sign_in(code=code_of(secret, time.time() - 600))[1], 403, "an old code")
    fresh = code_of(secret, time.time() + 30)
    again, st, _, _ = sign_in(code=fresh)
    check(st == 303 and inside(again), "the next code works")
    equal(sign_in(code=fresh)[1], 403, "and works once")
    st, _, page = b.post("/settings/me", {"what": "totp_off", "confirm": "guessed wrongly"})
    check(st == 422 and "not your password" in page and database("SELECT totp FROM account")[0][0], "switching off asks for the password")
    equal(b.post("/settings/me", {"what": "totp_off", "confirm": PASSWORD})[0], 303, "switched off")
    check(inside(sign_in()[0]), "the password alone again")
    database("UPDATE account SET totp=?", secret)
    s.run("user", "reset-totp", "P-1")
    check(inside(sign_in()[0]), "the command switches it off")


def read_qr(svg):
    """None when the picture decodes to the address; without a reader only its size is looked at."""
    size = int(re.search(r'viewBox="-2 -2 (\d+)', svg)[1]) - 4
    dots = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    finder = {(x, y) for x in range(7) for y in range(7) if x in (0, 6) or y in (0, 6) or (2 <= x <= 4 and 2 <= y <= 4)}
    for dx, dy in ((0, 0), (size - 7, 0), (0, size - 7)):
        if {(x - dx, y - dy) for x, y in dots if dx <= x < dx + 7 and dy <= y < dy + 7} != finder:
            return f"no corner at {dx}, {dy}"
    return None if (size - 17) % 4 == 0 and len(dots) > size * size / 4 else f"{size} wide, {len(dots)} dots"


def sessions():
    a, b, c = (sign_in()[0] for _ in range(3))
    page = a.page("/settings/me")[1]
    theirs = re.findall(r'name="session" value="([0-9a-f]+)"', page)
    check(len(theirs) >= 2 and "this one" in page and "127.0.0.1" in page, "sessions are listed")
    check(not any(x.cookies["muniment"] in page for x in (a, b, c)), "their ids are not shown")
    target = hashlib.sha256(b.cookies["muniment"].encode()).hexdigest()
    key = target if target in theirs else theirs[0]
    before = [inside(x) for x in (a, b, c)]
    equal(a.post("/settings/me", {"what": "end", "session": key})[0], 303, "one is ended")
    after = [inside(x) for x in (a, b, c)]
    check(before == [True] * 3 and after[0] and (key != target or not after[1]), f"it is ended: {after}")
    equal(a.post("/settings/me", {"what": "end_others"})[0], 303, "all others")
    equal([inside(x) for x in (a, b, c)], [True, False, False], "only this one is left")
    out, kept = sign_in()[0], None
    kept = dict(out.cookies)
    equal(out.post("/sign-out", {})[0], 303, "signed out")
    out.cookies = kept
    check(not inside(out), "the cookie of a session that ended opens nothing")
    idle, old = sign_in()[0], sign_in()[0]
    day = 86400 * 1000
    database("UPDATE session SET seen=seen-? WHERE hash=(SELECT hash FROM session ORDER BY created DESC LIMIT 1 OFFSET 1)", day)
    database("UPDATE session SET created=created-? WHERE hash=(SELECT hash FROM session ORDER BY created DESC LIMIT 1)", 15 * day)
    equal([inside(x) for x in (idle, old, a)], [False, False, True], "idle for twelve hours, or two weeks old: ended")
    st, _, page = a.post("/settings/me", {"what": "password", "current": "guessed wrongly", "password": SECOND})
    check(st == 422 and SECOND not in page, "a new password asks for the old one")
    equal(a.post("/settings/me", {"what": "password", "current": PASSWORD, "password": SECOND})[0], 303, "a new password")
    check(not inside(a) and sign_in()[1] == 403 and inside(sign_in(password=SECOND)[0]), "it ends every session and is the one that counts")
    DOOR["password"] = SECOND


def invitations():
    ann = sign_in()[0]
    ben = s.json("person", "add", "name=Ben Ode", "email=ben@example.org")["ref"]
    st, _, page = ann.post("/settings/users", {"what": "invite", "person": "Nobody at all"})
    check(st == 422 and "register of people" in page, "only who is known is invited")
    st, _, page = ann.post("/settings/users", {"what": "invite", "person": "Ben Ode"})
    first = re.search(r"/welcome/[0-9a-f]{64}", page)[0]
    second = re.search(r"/welcome/[0-9a-f]{64}", s.run("user", "invite", ben, "--url", "http://x.example"))[0]
    secrets.extend(x.split("/")[-1] for x in (first, second))
    b = Browser(s)
    equal(b.page(first)[0], 404, "a new invitation ends the one before")
    database("UPDATE invitation SET expires=expires-?", 8 * 86400 * 1000)
    equal(b.page(second)[0], 404, "after a week it is over")
    database("UPDATE invitation SET expires=expires+?", 8 * 86400 * 1000)
    equal(b.post(second, {"password": BENS}, token=False)[0], 303, "accepted")
    secrets.append(b.cookies["muniment"])
    check(inside(b), "Ben is in")
    equal(b.page("/settings/users")[0], 404, "who is no administrator manages nobody")
    equal(b.post("/settings/users", {"what": "invite", "person": "P-1"})[0], 404, "by no form either")
    equal(ann.post("/settings/users", {"what": "disable", "person": "P-1"})[0], 422, "nobody locks themselves out")
    equal(ann.post("/settings/users", {"what": "disable", "person": ben})[0], 200, "Ben is disabled")
    check(not inside(b) and sign_in(who="ben@example.org", password=BENS)[1] == 403, "at once, and at the door")
    s.run("user", "enable", ben)
    check(inside(sign_in(who="ben@example.org", password=BENS)[0]), "enabled again")
    s.run("person", "archive", ben)
    equal(sign_in(who="ben@example.org", password=BENS)[1], 403, "an archived person stays outside")


def tokens():
    ann = sign_in()[0]
    made, soon = {}, time.strftime("%Y-%m-%d", time.gmtime(time.time() + 30 * 86400))
    for access in ("read", "write"):
        st, _, page = ann.post("/settings/tokens", {"what": "make", "title": f"For {access}", "access": access, "expires": soon})
        made[access] = re.search(r"mun_[0-9a-f]{64}", page)[0]
        check(st == 200 and made[access] not in ann.page("/settings/tokens")[1], f"a token that may {access} is shown once")
    made["command"] = s.run("token", "create", "By command").strip().split("\n")[0]
    secrets.extend(made.values())
    st, _, page = ann.post("/settings/tokens", {"what": "make", "title": "x", "access": "read", "expires": "next week"})
    check(st == 422 and "such as 2027-03-31" in page, "a day that is none is said")
    equal(ann.post("/settings/tokens", {"what": "make", "title": "x", "access": "read", "expires": "2090-01-01"})[0], 422, "no token for ever")
    equal(ann.post("/settings/tokens", {"what": "make", "title": "", "access": "read"})[0], 422, "a token has a name")
    equal(ann.post("/settings/tokens", {"what": "make", "title": "x", "access": "all"})[0], 422, "and an access that there is")
    for name, t in made.items():
        st, _, me = s.call("GET", "/api/v1/me", t)
        check(st == 200 and me["person"]["ref"] == "P-1" and me["token"]["access"] == ("write" if name == "write" else "read"), f"{name}: {st} {me}")
        equal(s.call("POST", "/api/v1/assets", t, {"title": name})[0], 201 if name == "write" else 403, f"{name} changes")
    for t in (made["read"][:-1], made["read"] + "0", made["read"].upper(), made["read"][:-1] + ("0" if made["read"][-1] != "0" else "1"), ""):
        equal(s.call("GET", "/api/v1/me", t or None)[0], 401, "not quite a token")
    check(b"token=" not in s.call("GET", "/api/v1/me?access_token=" + made["read"], raw=True)[2] and
          s.call("GET", "/api/v1/me?access_token=" + made["read"])[0] == 401, "no token in an address")
    row = re.search(r'For read.*?name="token" value="(\d+)"', ann.page("/settings/tokens")[1], re.S)[1]
    equal(ann.post("/settings/tokens", {"what": "end", "token": row})[0], 200, "revoked")
    equal(s.call("GET", "/api/v1/me", made["read"])[0], 401, "a revoked token opens nothing")
    database("UPDATE token SET expires=1 WHERE title='For write'")
    equal(s.call("GET", "/api/v1/me", made["write"])[0], 401, "nor does one that has ended")
    number = [t["id"] for t in s.json("token", "list")["items"] if t["title"] == "By command"][0]
    s.run("token", "revoke", str(number))
    equal(s.call("GET", "/api/v1/me", made["command"])[0], 401, "revoked by command")


def throttled():
    """Last: what is throttled stays so for a while."""
    got = [sign_in(who=("ann@example.org", "Ann Lee")[i % 2], password=f"guess number {i}")[1] for i in range(6)]
    check(got[:5] == [403] * 5 and got[5] == 429, f"five attempts by e-mail and by name, then waiting: {got}")
    st, _, page = sign_in()[1:]
    check(st == 429 and "Wait" in page, "even with the right password")
    for i in range(24):
        st = sign_in(who=f"nobody{i}@example.org", password="guessing at many")[1]
    equal(st, 429, "an address that guesses at many waits too")


def nothing_tells():
    """The log, the ledger, the database and what the server said hold no secret."""
    s.stop()
    log = open(s.log.name, errors="replace").read()
    lines = [json.loads(line) for line in log.splitlines()]
    check(len(lines) > 60 and all({"time", "level"} <= set(x) for x in lines), f"{len(lines)} lines of the log are JSON")
    check(any(x.get("route") == "/welcome/:code" for x in lines), "routes stand there as patterns")
    subprocess.run(["sqlite3", s.db, "PRAGMA wal_checkpoint(TRUNCATE)"], capture_output=True, check=True)
    data = open(s.db, "rb").read()
    ledger = "\n".join(str(r) for r in database("SELECT l.*, o.data FROM ledger l JOIN opening o ON o.seq=l.seq"))
    check(len(set(secrets)) > 15, f"{len(set(secrets))} secrets")
    for secret in set(secrets):
        check(secret not in log, f"{secret[:6]}... stands in the log")
        check(secret not in ledger, f"{secret[:6]}... stands in the ledger")
        check(secret.encode() not in data or len(secret) == 32, f"{secret[:6]}... stands in the database")  # a second factor's secret is needed
    s.start()


lib.run_parts(s, first_start, door, second_factor, sessions, invitations, tokens, throttled, nothing_tells)
