#!/usr/bin/env python3
"""Who may do what, over the running server, against an oracle written anew from product.md: every role x {in the scope, above, below,
beside, foreign, without a scope} x {valid, expired, not yet, whole organisation} x {own, another's}; and every route of both faces
for every role and for nobody.

Usage: permits.py PROGRAM"""
import http.client
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check

s = lib.Server()
root = s.token()
V = "/api/v1"
ROLES = ["admin", "manager", "owner", "contributor", "auditor", "external", "management", "privacy", "reader"]
WORK = set(ROLES) - {"admin", "reader"}


def add(type_, **members):
    st, _, b = s.call("POST", f"{V}/{type_}", root, members)
    if st != 201:
        raise RuntimeError(f"{type_} {members}: {st} {b}")
    return b["ref"]


# --- the world: a tree of scopes, records in each, persons with one grant each ---
top = add("scopes", title="Top", statement="all")
own = add("scopes", title="Own", statement="x", parent=top)
below = add("scopes", title="Below", statement="x", parent=own)
beside = add("scopes", title="Beside", statement="x", parent=top)
foreign = add("scopes", title="Foreign", statement="x")
PLACES = {"own": own, "above": top, "below": below, "beside": beside, "foreign": foreign, "nowhere": None}
REACH = {"own", "below"}  # of a grant in `own`
DATES = {"valid": (None, None), "expired": ("2020-01-01", "2020-12-31"), "future": ("2090-01-01", None)}

persons = {}  # (role, state) -> (ref, token)
for role in ROLES:
    for state in ("valid", "expired", "future", "whole"):
        ref = add("people", name=f"{role} {state}", email=f"{role}.{state}@example.org")
        since, until = DATES.get(state, (None, None))
        g = dict(person=ref, role=role)
        if state != "whole":
            g["scope"] = own
        if since:
            g["valid_from"] = since
        if until or (role == "external" and state != "future"):
            g["valid_until"] = until or "2090-12-31"
        elif role == "external":
            g["valid_until"] = "2091-12-31"
        add("grants", **g)
        persons[role, state] = (ref, s.token(ref))

# type -> members beside title and scope; all follow one rule: work reads, manager and owner create, manager edits and archives,
# owner and contributor edit their own.
TYPES = {"assets": dict(kind="supporting"), "risks": dict(kind="information_security"), "evidence": {}}
records = {}  # (type, place, whose) -> ref
for t, more in TYPES.items():
    for place, scope in PLACES.items():
        for whose in ("another's", "everybody's"):
            if whose == "everybody's" and t != "assets":
                continue
            records[t, place, whose] = add(t, title=f"{t} {place} {whose}", owner="P-1", **more, **({"scope": scope} if scope else {}))

# one asset per person that is theirs, beside their scope
theirs = {k: add("assets", title=f"of {k}", kind="supporting", owner=ref, scope=beside) for k, (ref, _) in persons.items()}


class Client:
    def __init__(self, token):
        self.c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
        self.h = {"Authorization": "Bearer " + token}

    def ask(self, method, path, body=None, **headers):
        h = {**self.h, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            h["Content-Type"] = "application/json"
        self.c.request(method, path, json.dumps(body) if body is not None else None, h)
        r = self.c.getresponse()
        data = r.read()
        return r.status, (json.loads(data) if data and "json" in r.headers.get("Content-Type", "") else data)


def holds(state, place):
    """Does the grant count for a record in that place? Reading what has no scope asks for a role anywhere, changing it for one on the
    whole organisation."""
    return state == "whole" or (state == "valid" and place in REACH)


def may(role, state, place, act, mine=False):
    here = holds(state, place)
    anywhere = state in ("valid", "whole")
    if act == "read":
        if role in WORK and (here or (place == "nowhere" and anywhere)):
            return True
        return mine and anywhere and role in ("owner", "contributor")
    if act == "edit":
        return (role == "manager" and here) or (mine and anywhere and role in ("owner", "contributor"))
    if act == "archive":
        return role == "manager" and here
    if act == "create":
        return role in ("manager", "owner") and here
    raise ValueError(act)


boss = Client(root)
for (role, state), (ref, token) in persons.items():
    who = f"{role}, {state}"
    c = Client(token)
    for t in TYPES:
        st, body = c.ask("GET", f"{V}/{t}?limit=200")
        seen = {i["ref"] for i in body["items"]} if st == 200 else set()
        for (t2, place, whose), r in records.items():
            if t2 != t:
                continue
            read = may(role, state, place, "read")
            check((r in seen) == read, f"{who}: list of {t} {'lacks' if read else 'shows'} {place}")
            at = f"{V}/{t}/{r}"
            check(c.ask("GET", at)[0] == (200 if read else 404), f"{who}: GET {t} {place}")
            check(c.ask("GET", at + "/history")[0] == (200 if read else 404), f"{who}: history of {t} {place}")
            edit = may(role, state, place, "edit")
            got = c.ask("PATCH", at, {}, If_Match="*")[0]
            check(got == (200 if edit else 403 if read else 404), f"{who}: PATCH {t} {place}: {got}")
            arch = may(role, state, place, "archive")
            got = c.ask("DELETE", at, If_Match="*")[0]
            check(got == (200 if arch else 403 if read else 404), f"{who}: DELETE {t} {place}: {got}")
            if got == 200:
                check(c.ask("POST", at + "/unarchive")[0] == 200, f"{who}: unarchive {t} {place}")
    for place, scope in PLACES.items():
        members = {"title": f"by {who} {place}", "kind": "supporting", **({"scope": scope} if scope else {})}
        got, b = c.ask("POST", f"{V}/assets", members)
        want = may(role, state, place, "create")
        check((got == 201) == want and got in (201, 403, 404, 422), f"{who}: create in {place}: {got}, expected {'201' if want else 'no'}: {b}")
    mine = theirs[role, state]
    got = c.ask("GET", f"{V}/assets/{mine}")[0]
    check(got == (200 if may(role, state, "beside", "read", True) else 404), f"{who}: reads their own: {got}")
    got = c.ask("PATCH", f"{V}/assets/{mine}", {"notes": who}, If_Match="*")[0]
    check((got == 200) == may(role, state, "beside", "edit", True), f"{who}: edits their own: {got}")
    other = theirs["owner" if role != "owner" else "contributor", "valid"]
    got = c.ask("PATCH", f"{V}/assets/{other}", {"notes": who}, If_Match="*")[0]
    check((got == 200) == may(role, state, "beside", "edit"), f"{who}: edits another's: {got}")
    # what only some roles see at all
    anywhere = state in ("valid", "whole")
    st, b = c.ask("GET", f"{V}/grants?limit=1")
    check((st == 200) == (anywhere and role in ("admin", "manager", "auditor", "external")), f"{who}: grants: {st}")
    st, b = c.ask("POST", f"{V}/grants", {"person": ref, "role": "admin"})
    check(st in (403, 404), f"{who}: gives themselves rights: {st}")
    st, b = c.ask("POST", f"{V}/grants", {"person": "P-2", "role": "reader", **({} if state == "whole" else {"scope": own})})
    check((st == 201) == (role in ("admin", "manager") and anywhere), f"{who}: gives a grant: {st}")
    st, b = c.ask("GET", f"{V}/requirements?limit=1")
    check((st == 200 and len(b["items"]) == 1) == anywhere, f"{who}: content: {st}")

# --- every route x every role ---
ROUTES = json.loads(s.run("schema", "--routes"))["routes"]
SAMPLES = {":type": "assets", ":ref": records["assets", "own", "another's"], ":number": "A.5.15", ":word": "risk", ":field": "file",
           ":seq": "5", ":code": "0" * 64, ":name": "x", ":key": "x", ":id": "1", ":hash": "0" * 64}


def sample(pattern):
    p = pattern
    if "/standards/:ref" in p:
        p = p.replace(":ref", "27001:6.1.2")
    return re.sub(r":\w+", lambda m: SAMPLES.get(m[0], "x"), p)


def cookie_of(ref):
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
    c.request("POST", "/demo", "person=" + ref.split("-")[1], {"Content-Type": "application/x-www-form-urlencoded"})
    r = c.getresponse()
    r.read()
    return (r.headers.get("Set-Cookie") or "").split(";")[0]


def raw(method, path, headers):
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
    c.request(method, path, headers=headers)
    r = c.getresponse()
    r.read()
    c.close()
    return r.status, r.headers


for r in ROUTES:
    path = sample(r["pattern"])
    for method in r["methods"]:
        what = f"{method} {r['pattern']}"
        st, h = raw(method, path, {"Sec-Fetch-Site": "same-origin"})
        if r["public"]:
            check(st != 401 and not (st == 303 and "/sign-in?" in h.get("Location", "")), f"nobody: {what} is open: {st}")
        elif r["face"] == "api":
            check(st == 401 and "WWW-Authenticate" in h, f"nobody: {what}: {st}")
        else:
            check(st in (303, 401) and (st == 401 or h["Location"].startswith("/sign-in")), f"nobody: {what}: {st}")
        if r["face"] == "api" and not r["public"]:
            check(raw(method, path, {"Authorization": "Bearer mun_" + "f" * 64})[0] == 401, f"bad token: {what}")
        if r["face"] == "web" and r["lane"] != "reads":
            st, h = raw(method, path, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
            check(st in (303, 401, 403), f"from another site: {what}: {st}")

expired = persons["manager", "expired"][1]
for r in [r for r in ROUTES if r["face"] == "api" and r["roles"]]:
    for method in r["methods"]:
        st = raw(method, sample(r["pattern"]), {"Authorization": "Bearer " + expired})[0]
        check(st in (403, 404), f"without a valid grant: {method} {r['pattern']}: {st}")
for role in ROLES:
    ref, token = persons[role, "whole"]
    session = cookie_of(ref)
    if not check(session, f"{role}: signs in"):
        continue
    for r in ROUTES:
        if r["public"] or r["pattern"] in ("/sign-out", "/as-of"):
            continue
        path, allowed = sample(r["pattern"]), not r["roles"] or role in r["roles"]
        for method in r["methods"]:
            what = f"{role}: {method} {r['pattern']}"
            if r["face"] == "api":
                if method != "GET":
                    continue
                st = raw(method, path, {"Authorization": "Bearer " + token})[0]
            elif method != "GET" or r["lane"] != "reads":
                st = raw(method, path, {"Cookie": session, "Sec-Fetch-Site": "same-origin"})[0]
                check(st in (403, 413), f"{what} without a form token: {st}")
                continue
            else:
                st = raw(method, path, {"Cookie": session})[0]
            check(st < 500, f"{what}: {st}")
            check(allowed or st == 404, f"{what} is not theirs: {st}")
s.done()
lib.finish()
