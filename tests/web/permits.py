#!/usr/bin/env python3
"""Every route of both faces for every role, for a grant that has ended, and for nobody, against a table written anew from product.md;
what only some roles see at all; and that nobody gives rights to themselves. matrix.py does the same for every record.

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
# Who may use a route at all. Routes that do not stand here are for everybody with a role, or about the person alone.
RESTRICTED = {
    "/registers": WORK,
    "/trail": WORK | {"admin"},
    "/ledger/:seq": WORK | {"admin"},
    "/path": WORK,
    "/path/later": WORK,
    "/readiness": WORK,
    "/assets/picture": WORK,
    "/acceptances/room": WORK,
    "/risks/build": WORK,
    "/risks/report": WORK,
    "/risks/money": WORK,
    "/risks/money.csv": WORK,
    "/risks/money.json": WORK,
    "/risks/invest": WORK,
    "/risks/:ref/money": WORK,
    "/criteria_versions/:ref/design": {"manager"},
    "/risk_assessments/:ref/changes": WORK,
    "/setup": {"manager"},
    "/setup/review": {"manager"},
    "/setup/make": {"manager"},
    "/setup/leave": {"manager"},
    "/setup/suggestions": {"manager"},
    "/setup/:question": {"manager"},
    V + "/check": WORK,
    V + "/path": WORK,
    V + "/verify": WORK | {"admin"},
    V + "/risks/curve": WORK,
    V + "/risks/simulate": WORK,
    V + "/risks/invest": WORK,
}
OF_THE_PERSON = {"/sign-out", "/settings", "/settings/me", "/settings/look", "/settings/users", "/settings/tokens", V + "/me"}
PUBLIC = {"/sign-in", "/demo", "/welcome/:code", "/health", "/metrics", "/static/:name", "/icon.svg", "/robots.txt", V + "/openapi.json"}


def add(type_, **members):
    st, _, b = s.call("POST", f"{V}/{type_}", root, members)
    if st != 201:
        raise RuntimeError(f"{type_} {members}: {st} {b}")
    return b["ref"]


# --- a scope, and persons with one grant each ---
own = add("scopes", title="Own", statement="x")
asset = add("assets", title="One", kind="supporting", owner="P-1", scope=own)
persons = {}  # (role, state) -> (ref, token)
for role in ROLES:
    for state, (since, until) in {"valid": (None, None), "expired": ("2020-01-01", "2020-12-31"), "future": ("2090-01-01", "2091-12-31"),
                                  "whole": (None, None)}.items():
        ref = add("people", name=f"{role} {state}", email=f"{role}.{state}@example.org")
        g = {"person": ref, "role": role, "scope": own if state != "whole" else None, "valid_from": since,
             "valid_until": until or ("2090-12-31" if role == "external" else None)}
        add("grants", **{k: v for k, v in g.items() if v})
        persons[role, state] = (ref, s.token(ref))

# --- what only some roles see at all, and what nobody does for themselves ---
for (role, state), (ref, token) in persons.items():
    who, anywhere = f"{role}, {state}", state in ("valid", "whole")
    st, _, b = s.call("GET", f"{V}/grants?limit=1", token)
    check((st == 200) == (anywhere and role in ("admin", "manager", "auditor", "external")), f"{who}: grants: {st}")
    st, _, b = s.call("POST", f"{V}/grants", token, {"person": ref, "role": "admin"})
    check(st in (403, 404), f"{who}: gives themselves rights: {st}")
    st, _, b = s.call("POST", f"{V}/grants", token, {"person": "P-2", "role": "reader", **({} if state == "whole" else {"scope": own})})
    check((st == 201) == (role in ("admin", "manager") and anywhere), f"{who}: gives a grant: {st}")
    st, _, b = s.call("GET", f"{V}/requirements?limit=1", token)
    check((st == 200 and len(b["items"]) == 1) == anywhere, f"{who}: content: {st}")

# --- every route x every role ---
ROUTES = json.loads(s.run("schema", "--routes"))["routes"]
SAMPLES = {":type": "assets", ":ref": asset, ":number": "A.5.15", ":word": "risk", ":field": "file",
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
    body = r.read()
    c.close()
    if "text/html" in r.headers.get("Content-Type", "") and method == "GET" and not 300 <= r.status < 400:
        check(b"emonstration" in body, f"{path}: the page says that this is a demonstration: {r.status}")
    return r.status, r.headers


known = {r["pattern"] for r in ROUTES}
for pattern in (set(RESTRICTED) | OF_THE_PERSON | PUBLIC) - known:
    check(False, f"{pattern} is no route any more: take it out of this test")
for r in ROUTES:
    path, p = sample(r["pattern"]), r["pattern"]
    right = RESTRICTED.get(p, set() if p in PUBLIC | OF_THE_PERSON else set(ROLES))
    check(set(r["roles"]) == right and r["public"] == (p in PUBLIC),
          f"{p} is for {r['roles']}, public {r['public']}: say in this test who may use it, expected {sorted(right)}")
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
        path, allowed = sample(r["pattern"]), role in RESTRICTED.get(r["pattern"], ROLES)
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
