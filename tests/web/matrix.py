#!/usr/bin/env python3
"""Who sees and changes which record, over the running server: every role x {own, parent, child, sibling, foreign scope, no scope} x
{draft, approved, closed and the states between} x {valid, expired, future grant, whole organisation} x {one's own, another's}, by every
route that shows or changes a record, of both faces. The oracle below is written anew from product.md "Roles" and knows nothing of the
program's tables. A refused request writes nothing, and tells nothing that a number nobody ever had would not.

Usage: matrix.py PROGRAM"""
import collections
import csv
import http.client
import io
import json
import pathlib
import re
import sqlite3
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check

s = lib.Server()
V = "/api/v1"
ROLES = ["admin", "manager", "owner", "contributor", "auditor", "external", "management", "privacy", "reader"]
WORK = set(ROLES) - {"admin", "reader"}  # who works with the registers
GRANTS = ["valid", "expired", "future", "whole"]  # the first three in the scope Own
REACHED = {"Own", "Child"}  # places that a grant in Own reaches
counts = collections.Counter()


class Client:
    """One connection that is kept; a token or a session."""

    def __init__(self, **headers):
        self.c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
        self.h = {k.replace("_", "-"): v for k, v in headers.items()}
        self.used = lib.now()

    def ask(self, method, path, body=None, **headers):
        h = {**self.h, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if isinstance(body, dict) and "Cookie" in h:
            body = urllib.parse.urlencode(body)
            h["Content-Type"] = "application/x-www-form-urlencoded"
        elif body is not None:
            body = json.dumps(body)
            h["Content-Type"] = "application/json"
        if lib.now() - self.used > 10:  # the server closes what is idle
            self.c.close()
        self.c.request(method, path, body, h)
        r = self.c.getresponse()
        data = r.read()
        self.used = lib.now()
        return r.status, (json.loads(data) if data and "json" in r.headers.get("Content-Type", "") else data.decode(errors="replace"))


def cookie_of(ref):
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
    c.request("POST", "/demo", "person=" + ref.split("-")[1], {"Content-Type": "application/x-www-form-urlencoded"})
    r = c.getresponse()
    r.read()
    return r.headers["Set-Cookie"].split(";")[0]


boss, second = Client(Authorization="Bearer " + s.token()), None


def add(type_, client=None, **members):
    st, b = (client or boss).ask("POST", f"{V}/{type_}", {k: v for k, v in members.items() if v is not None})
    if st != 201:
        raise RuntimeError(f"{type_} {members}: {st} {b}")
    return b["ref"]


def to(type_, ref, client=None, **members):
    st, b = (client or boss).ask("PATCH", f"{V}/{type_}/{ref}", members, If_Match="*")
    if st != 200:
        raise RuntimeError(f"{type_} {ref} {members}: {st} {b}")


# --- the oracle ---
# type -> who reads all of a scope, creates, edits, archives; who edits (and so reads) what is theirs; the field that says whose it is
Rule = collections.namedtuple("Rule", "read create edit archive own field")
OWNED = Rule(WORK, {"manager", "owner"}, {"manager"}, {"manager"}, {"owner", "contributor"}, "owner")
RULES = {
    "risks": OWNED, "evidence_items": OWNED, "documents": OWNED,
    "treatments": OWNED._replace(field="responsible"),
    "tasks": OWNED._replace(own={"owner", "contributor", "reader", "management", "privacy"}),
    "exceptions": Rule(WORK, {"manager"}, {"manager"}, {"manager"}, set(), None),
    "document_versions": Rule(WORK, {"manager", "owner", "contributor"}, {"manager", "management"}, {"manager"},
                              {"owner", "contributor"}, "author"),
}
# type -> state -> the members that make it; "archived" is put away afterwards
STATES = {
    "risks": {"draft": dict(status="open"), "closed": dict(status="closed"), "archived": {}},
    "evidence_items": {"draft": {}, "archived": {}},
    "documents": {"draft": dict(status="draft"), "approved": dict(status="in_force"),
                  "secret": dict(status="in_force", classification="confidential"), "closed": dict(status="withdrawn")},
    "treatments": {"draft": dict(status="proposed"), "approved": dict(status="approved"), "closed": dict(status="done")},
    "tasks": {"draft": dict(status="open"), "closed": dict(status="done"), "archived": {}},
    "exceptions": {"draft": dict(status="open"), "closed": dict(status="closed")},
    "document_versions": {"draft": {}, "approved": {}, "published": {}, "closed": {}},
}
MORE = {"risks": dict(kind="information_security"), "exceptions": dict(valid_until="2090-01-01", reason="x")}
# read by everybody who has any role at all
PUBLIC = {("documents", "approved"), ("document_versions", "published")}
# what a step needs beside the right to edit
APPROVERS = {"manager", "owner", "management"}


def counted(grant):
    return grant in ("valid", "whole")


def here(grant, place):
    """Whether a grant is good for records of that place. What belongs to no scope is changed by grants on the whole organisation."""
    return grant == "whole" or (grant == "valid" and place in REACHED)


def reads(who, rec):
    rule = RULES[rec.type]
    return counted(who.grant) and ((who.role in rule.read and (here(who.grant, rec.place) or rec.place == "None"))
                                   or (rec.whose == who.ref and who.role in rule.own) or (rec.type, rec.state) in PUBLIC)


def edits(who, rec):
    rule = RULES[rec.type]
    return counted(who.grant) and ((who.role in rule.edit and here(who.grant, rec.place)) or (rec.whose == who.ref and who.role in rule.own))


def archives(who, rec):
    return counted(who.grant) and who.role in RULES[rec.type].archive and here(who.grant, rec.place)


def creates(who, type_, place):
    return counted(who.grant) and who.role in RULES[type_].create and here(who.grant, place)


# --- the world ---
Who = collections.namedtuple("Who", "role grant ref api web form")
Rec = collections.namedtuple("Rec", "type place state whose ref word seq")
top = add("scopes", title="Top", statement="x")
own = add("scopes", title="Own", statement="x", parent=top)
PLACES = {"Own": own, "Parent": top, "Child": add("scopes", title="Child", statement="x", parent=own),
          "Sibling": add("scopes", title="Sibling", statement="x", parent=top),
          "Foreign": add("scopes", title="Foreign", statement="x"), "None": None}
people, records = [], []
DATES = {"expired": ("2020-01-01", "2020-12-31"), "future": ("2090-01-01", "2091-12-31")}
other = add("people", name="Somebody else", email="else@example.org")
approver = add("people", name="Second manager", email="second@example.org")
add("grants", person=approver, role="manager")
second = Client(Authorization="Bearer " + s.token(approver))
for role in ROLES:
    for grant in GRANTS:
        ref = add("people", name=f"{role} {grant}", email=f"{role}.{grant}@example.org")
        since, until = DATES.get(grant, (None, "2090-12-31" if role == "external" else None))
        add("grants", person=ref, role=role, scope=None if grant == "whole" else own, valid_from=since, valid_until=until)
        cookie = cookie_of(ref)
        web = Client(Cookie=cookie, Sec_Fetch_Site="same-origin")
        m = re.search(r'name="form_token" value="([^"]+)"', web.ask("GET", "/settings/me")[1])
        people.append(Who(role, grant, ref, Client(Authorization="Bearer " + s.token(ref)), web, m[1]))
digest = s.call("POST", V + "/files?name=proof.txt", s.token(), b"proof", {"Content-Type": "text/plain"})[2]
base = sqlite3.connect(f"file:{s.db}?mode=ro", uri=True)


def leaves():
    return base.execute("SELECT count(*) FROM ledger").fetchone()[0]


for place, scope in PLACES.items():
    if scope:
        st, b = boss.ask("PATCH", f"{V}/soa/A.7.6?scope={scope}", {"applicable": True, "reasons": ["business"], "justification": ("zqsoa" + place).lower()}, If_Match="*")
        check(st == 200, f"a row of the statement in {place}: {st} {b}")
about = {place: add("risks", title="zqabout" + place, kind="information_security", owner=other, scope=scope) for place, scope in PLACES.items()}


def make(type_, place, state, whose):
    """One record in that state, belonging to `whose`."""
    word = f"zq{type_[:3]}{type_[-3:-1]}{place}{state}{whose.replace('-', '')}".lower()
    rule = RULES[type_]
    if type_ != "document_versions":
        more = {"risk": about[place]} if type_ == "treatments" else {}  # from which it has its scope
        ref = add(type_, title=word, **more, scope=PLACES[place], **{rule.field: whose} if rule.field else {}, **MORE.get(type_, {}),
                  **STATES[type_][state], **({"file": digest} if type_ == "evidence_items" else {}))
        if state == "archived":
            boss.ask("DELETE", f"{V}/{type_}/{ref}", If_Match="*")
    else:
        holder = add("documents", title="holder " + word, scope=PLACES[place], owner=other, classification="confidential")
        ref = add(type_, document=holder, body=word, author=whose)
        if state != "draft":
            to(type_, ref, second, status="approved")
        if state in ("published", "closed"):
            to(type_, ref, status="published")
        if state == "closed":
            to(type_, ref, status="superseded")
    seq = base.execute("SELECT min(seq) FROM ledger WHERE type=? AND id=?",
                       (boss.ask("GET", f"{V}/{type_}/{ref}")[1]["type"], int(ref.split("-")[1]))).fetchone()[0]
    return Rec(type_, place, state, whose, ref, word, seq)


for type_, states in STATES.items():
    for place in PLACES:
        for state in states:
            records.append(make(type_, place, state, other))
mine = {w: [make(t, "Sibling", state, w.ref) for t, states in STATES.items() if RULES[t].field for state in states]
        for w in people if w.grant in ("valid", "expired")}


# --- the cases ---
def case(ok, who, what, rec=None):
    counts["role " + who.role] += 1
    counts["grant " + who.grant] += 1
    counts["route " + what.split("=")[0]] += 1
    if rec:
        counts["place " + rec.place] += 1
        counts["state " + rec.state] += 1
        counts["whose " + ("own" if rec.whose == who.ref else "another's")] += 1
    check(ok, f"{who.role}, {who.grant}: {what}" + (f" of {rec.type} {rec.ref}, {rec.state}, in {rec.place}, "
                                                    f"{'own' if rec.whose == who.ref else 'not own'}" if rec else ""))


def answer(may, read):
    """The right status of a change that would go through: allowed, visible and forbidden, or not there at all."""
    return 200 if may else 403 if read else 404


def one_record(who, rec):
    """Every route of one record. Returns how many leaves it wrote."""
    at, page = f"{V}/{rec.type}/{rec.ref}", f"/{rec.type}/{rec.ref}"
    read, edit, arch = reads(who, rec), edits(who, rec), archives(who, rec)
    put_away = rec.state == "archived"
    for what, path, client in [("GET api record", at, who.api), ("GET api history", at + "/history", who.api), ("GET page", page, who.web),
                               ("GET page history", page + "/history", who.web)]:
        st, body = client.ask("GET", path)
        case(st == (200 if read else 404), who, f"{what}={st}", rec)
        if not read and "api" in what:  # the same words as for a number that nobody ever had
            never = client.ask("GET", path.replace(rec.ref, rec.ref.split("-")[0] + "-999999"))[1]
            check(json.dumps(never).replace("-999999", "-" + rec.ref.split("-")[1]) == json.dumps(body), f"{what}: hidden and unknown differ: {body} {never}")
        if rec.type == "treatments" and not reads(who, Rec("risks", rec.place, "draft", other, "", "", 0)):
            case("zqabout" not in str(body), who, f"{what} names a risk that is hidden={st}", rec)
        if not read:
            check(rec.word not in str(body), f"{who.role}, {who.grant}: {what}: the refusal tells of {rec}")
    if rec.type == "evidence_items":
        for what, path, client in [("GET api file", at + "/file/file", who.api), ("GET page file", page + "/file/file", who.web)]:
            st, body = client.ask("GET", path)
            case(st == (200 if read else 404) and ("proof" == body) == read, who, f"{what}={st}", rec)
    st, _ = who.web.ask("GET", f"/ledger/{rec.seq}")
    case(st == (200 if read and counted(who.grant) and who.role != "reader" else 404), who, f"GET ledger entry={st}", rec)
    st, _ = who.web.ask("GET", page + "/edit")
    case(st == answer(edit, read), who, f"GET edit form={st}", rec)
    # changes that would be taken but alter nothing, or are stale: the right alone decides
    st, _ = who.api.ask("PATCH", at, {}, If_Match="*")
    case(st == (409 if edit and put_away else answer(edit, read)), who, f"PATCH={st}", rec)
    st, _ = who.api.ask("PATCH", at, {"body" if rec.type == "document_versions" else "title": "changed"}, If_Match='"v99"')
    fixed = rec.type == "document_versions" and rec.state != "draft"
    case(st in ((412, 422) if edit and fixed else (412,)) if edit else st == answer(False, read), who, f"PATCH stale={st}", rec)
    st, _ = who.web.ask("POST", page + "/edit", {"form_token": who.form, "version": "1", "inline": "notes"})
    case(st < 500 and (st not in (403, 404)) == edit and (edit or st == answer(False, read)), who, f"POST edit={st}", rec)
    if rec.type != "evidence_items":  # which have no steps
        status = STATES[rec.type][rec.state].get("status", "draft" if rec.type == "document_versions" else "open")
        st, _ = who.web.ask("POST", page + "/step", {"form_token": who.form, "version": "99", "status": status})
        case(st == (409 if edit else answer(False, read)), who, f"POST step stale={st}", rec)
    # archiving and back
    wrote = 0
    if put_away:  # what would change nothing asks for the right too
        st, _ = who.api.ask("DELETE", at, If_Match="*")
        case(st == answer(arch, read), who, f"DELETE={st}", rec)
        st, _ = who.api.ask("POST", at + "/unarchive")
        case(st == answer(arch, read), who, f"POST unarchive={st}", rec)
        if st == 200:
            st, _ = who.web.ask("POST", page + "/archive", {"form_token": who.form, "archived": "yes"})
            case(st == 303, who, f"POST archive={st}", rec)
            wrote += 2
    else:
        st, _ = who.api.ask("POST", at + "/unarchive")
        case(st == answer(arch, read), who, f"POST unarchive={st}", rec)
        st, _ = who.api.ask("DELETE", at, If_Match="*")
        case(st == answer(arch, read), who, f"DELETE={st}", rec)
        if st == 200:
            st, _ = who.web.ask("POST", page + "/archive", {"form_token": who.form, "archived": "no"})
            case(st == 303, who, f"POST archive={st}", rec)
            wrote += 2
        else:
            st, _ = who.web.ask("POST", page + "/archive", {"form_token": who.form, "archived": "yes"})
            case(st == answer(False, read), who, f"POST archive={st}", rec)
    return wrote


def api_refs(who, path):
    out = []
    while path:
        st, b = who.api.ask("GET", path)
        if st != 200:
            return set()
        out += [i["ref"] for i in b["items"]]
        path = b["next"] and re.sub(r"&after=.*|$", "&after=" + urllib.parse.quote(b["next"]), path, count=1)
    return set(out)


def references(who, rec):
    """What cannot be read cannot be referred to, be it by its code or by its name: an answer would tell what it is called."""
    for place, ref in about.items():
        hidden = not reads(who, Rec("risks", place, "draft", other, "", "", 0))
        for given in (ref, "zqabout" + place):
            st, b = who.api.ask("PATCH", f"{V}/tasks/{rec.ref}", {"risk": given}, If_Match="*")
            case(st == (422 if hidden else 200), who, f"PATCH reference={st} to {place}", rec)
            if st == 200:
                case(b["risk"] == {"ref": ref, "title": "zqabout" + place}, who, "PATCH reference is shown", rec)
        to("tasks", rec.ref, risk=ref)  # somebody else refers to it: it stays when the person saves, and has no name
        st, b = who.api.ask("PATCH", f"{V}/tasks/{rec.ref}", {"risk": ref, "notes": place}, If_Match="*")
        case(st == 200 and b["risk"] == {"ref": ref, "title": "" if hidden else "zqabout" + place}, who, f"PATCH beside a hidden reference={st}", rec)


def lists(who, recs):
    """Lists, exports, searches and the trail show exactly what the records themselves do."""
    for type_ in RULES:
        shown = {"list": api_refs(who, f"{V}/{type_}?limit=200&where=archived%3Dall"), "search in list": api_refs(who, f"{V}/{type_}?q=zq*&limit=200")}
        st, b = who.web.ask("GET", f"/{type_}/export.csv")
        shown["export csv"] = {row["ref"] for row in csv.DictReader(io.StringIO(b.lstrip("\ufeff")))} if st == 200 else set()
        st, b = who.web.ask("GET", f"/{type_}/export.json")
        shown["export json"] = {i["ref"] for i in b["items"]} if st == 200 else set()
        pages, path = "", f"/{type_}"
        while path:
            st, b = who.web.ask("GET", path)
            pages += b if st == 200 else ""
            m = re.search(r'href="([^"]*[?&;]after=[^"]*)"', b)
            path = m and m[1].replace("&amp;", "&")
        shown["page"] = set(re.findall(rf'href="/{type_}/([A-Z]+-\d+)"', pages))
        for rec in [r for r in recs if r.type == type_]:
            for what, refs in shown.items():
                want = reads(who, rec) and (rec.state != "archived" or what == "list")
                if what == "search in list" and not want and rec.ref in refs or what != "search in list":
                    case((rec.ref in refs) == want, who, f"GET {what}={rec.ref in refs}", rec)
    for place in PLACES:
        for what, found in [("search", str(who.api.ask("GET", f"{V}/search?q=zq{place.lower()}&limit=50")[1])), ("search page", who.web.ask("GET", "/search?q=zq")[1])]:
            for rec in [r for r in recs if r.place == place]:
                if not reads(who, rec):
                    case(not re.search(rf"\b{rec.ref}\b", found) and rec.word not in found, who, f"GET {what}=hidden", rec)
    trail, path = "", "/trail"
    for _ in range(12):
        st, b = who.web.ask("GET", path)
        trail += b if st == 200 else ""
        m = re.search(r'href="(/trail\?from=\d+)"', b)
        if not m:
            break
        path = m[1]
    for rec in recs:
        if not reads(who, rec):
            case(rec.word not in trail and not re.search(rf"/{rec.type}/{rec.ref}\b", trail), who, "GET trail=hidden", rec)


def views(who):
    """What spans records of a scope: the Statement of Applicability in every form, readiness, the path, reports."""
    for place, scope in PLACES.items():
        if not scope:
            continue
        reach = counted(who.grant) and here(who.grant, place)
        work = reach and who.role in WORK
        denied = (403, 404) if reach else (404,)  # the scope is known to everybody in it, what is in it is not
        word = ("zqsoa" + place).lower()
        for what, path, client, may in [("soa", f"{V}/soa?scope={scope}", who.api, work), ("soa row", f"{V}/soa/A.7.6?scope={scope}", who.api, work),
                                        ("check", f"{V}/check?scope={scope}", who.api, work), ("path", f"{V}/path?scope={scope}", who.api, work),
                                        ("soa page", f"/soa?scope={scope}", who.web, work), ("soa row page", f"/soa/A.7.6?scope={scope}", who.web, work),
                                        ("soa.csv", f"/soa.csv?scope={scope}", who.web, work), ("soa.json", f"/soa.json?scope={scope}", who.web, work),
                                        ("soa.html", f"/soa.html?scope={scope}", who.web, work), ("readiness page", f"/readiness?scope={scope}", who.web, work),
                                        ("path page", f"/path?scope={scope}", who.web, work)]:
            st, b = client.ask("GET", path)
            case(st == 200 if may else st in denied, who, f"GET {what}={st} in {place}")
            check(may or word not in str(b), f"{who.role}, {who.grant}: {what} of {place} tells")
        st, _ = who.api.ask("PATCH", f"{V}/soa/A.7.6?scope={scope}", {"justification": word}, If_Match="*")
        case(st == (200 if work and who.role == "manager" else 403 if work else 404) or (st in denied and not work), who, f"PATCH soa={st} in {place}")
        st, _ = who.web.ask("POST", f"/soa/A.7.6?scope={scope}", {"form_token": who.form, "scope": scope, "justification": word})
        case((st in (200, 303, 409, 422)) == (work and who.role == "manager"), who, f"POST soa row={st} in {place}")
        st, _ = who.api.ask("POST", f"{V}/soa/approve?scope={scope}", {})
        case(st in (403, 404, 409, 422) if work else st in denied, who, f"POST soa approve={st} in {place}")


def creating(who):
    """New records in each place, by both faces. A refused one leaves nothing behind."""
    wrote = 0
    for type_ in ("risks", "tasks", "exceptions", "documents"):
        for place, scope in PLACES.items():
            may = creates(who, type_, place)
            before = leaves()
            st, b = who.api.ask("POST", f"{V}/{type_}", {k: v for k, v in {"title": "made", "scope": scope, **MORE.get(type_, {})}.items() if v})
            case((st == 201) == may and (may or st in (403, 404, 422)), who, f"POST api {type_}={st} in {place}")
            check(leaves() - before == (1 if may else 0), f"{who.role}, {who.grant}: POST {type_} in {place} wrote {leaves() - before} leaves")
            if type_ == "tasks":
                form = {"form_token": who.form, "version": "0", "title": "made by a form", "scope": scope or ""}
                st, b = who.web.ask("POST", f"/{type_}/new", form)
                case((st == 303) == may, who, f"POST form {type_}={st} in {place}")
    return wrote


def steps(who):
    """Approval, publication and closing in each place: the right to edit, the roles of the step, and never the author."""
    for place in PLACES:
        for type_, first, then, back in [("risks", "open", "closed", "open"), ("tasks", "open", "done", "open")]:
            rec = next(r for r in records if (r.type, r.place, r.state) == (type_, place, "draft"))
            st, _ = who.api.ask("PATCH", f"{V}/{type_}/{rec.ref}", {"status": then}, If_Match="*")
            case(st == answer(edits(who, rec), reads(who, rec)), who, f"PATCH status {then}={st}", rec)
            if st == 200:
                to(type_, rec.ref, status=back)
        rec = next(r for r in records if (r.type, r.place, r.state) == ("document_versions", place, "draft"))
        st, _ = who.api.ask("PATCH", f"{V}/document_versions/{rec.ref}", {"status": "approved"}, If_Match="*")
        may = edits(who, rec) and who.role in APPROVERS
        case(st == answer(may, reads(who, rec)), who, f"PATCH status approved={st}", rec)
        if st == 200:
            records[records.index(rec)] = make("document_versions", place, "draft", other)
        rec = next(r for r in records if (r.type, r.place, r.state) == ("treatments", place, "draft"))
        version = boss.ask("GET", f"{V}/treatments/{rec.ref}")[1]["version"]
        st, _ = who.web.ask("POST", f"/treatments/{rec.ref}/step", {"form_token": who.form, "version": str(version), "status": "approved"})
        case(st == 303 if edits(who, rec) else st == answer(False, reads(who, rec)), who, f"POST step approved={st}", rec)
        if st == 303:
            records[records.index(rec)] = make("treatments", place, "draft", other)


for who in people:
    theirs = mine.get(who, [])
    if who.grant != "future":
        creating(who)
        steps(who)
        views(who)
    before, wrote = leaves(), 0
    for rec in records + theirs:
        if who.grant == "future" and rec.place in ("Parent", "Child"):
            continue  # nothing of it is reached; three places are enough for that
        wrote += one_record(who, rec)
    check(leaves() - before == wrote, f"{who.role}, {who.grant}: {leaves() - before} leaves written, expected {wrote}")
    lists(who, records + theirs)
    for rec in theirs:
        if rec.type == "tasks" and rec.state == "draft" and edits(who, rec):
            references(who, rec)
        # nobody approves what they wrote
        if rec.type == "document_versions" and rec.state == "draft":
            st, _ = who.api.ask("PATCH", f"{V}/document_versions/{rec.ref}", {"status": "approved"}, If_Match="*")
            case(st == answer(False, reads(who, rec)), who, f"PATCH own approved={st}", rec)
cases = sum(n for k, n in counts.items() if k.startswith("role "))
print(f"{cases} cases: " + ", ".join(f"{k} {n}" for k, n in sorted(counts.items())))
check(cases >= 20000, f"at least 20,000 cases: {cases}")
for axis, values in [("role", ROLES), ("grant", GRANTS), ("place", PLACES), ("state", ["draft", "approved", "closed"]), ("whose", ["own", "another's"])]:
    for value in values:
        check(counts[f"{axis} {value}"] >= 1000, f"{axis} {value} has {counts[f'{axis} {value}']} cases")
check(s.json("verify")["ok"], "the ledger verifies after all of it")
s.done()
lib.finish()
