#!/usr/bin/env python3
"""Lists, bulk changes, inline edits, drafts, views: the web application without any script, over a demonstration database.
Every text that a person types is hostile here: it must come back as text."""
import html
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

program = os.path.abspath(sys.argv[1])
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=1> & ünï"
passed = failed = 0


def check(name, ok, more=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"not ok - {name} {more}"[:1500])


class Client:
    def __init__(self, port, person=None):
        self.port, self.cookies = port, {}
        self.conn = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        if person:
            self.post("/demo", {"person": person}, token=False)

    def request(self, method, path, body=None, headers=None):
        h = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **(headers or {})}
        try:
            self.conn.request(method, path, body, h)
            r = self.conn.getresponse()
        except (http.client.HTTPException, OSError):
            self.conn.close()
            self.conn.request(method, path, body, h)
            r = self.conn.getresponse()
        data = r.read()
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, value = v.split(";")[0].split("=", 1)
                if "Max-Age=0" in v:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        self.status, self.headers, self.data = r.status, dict(r.getheaders()), data
        self.text = data.decode("utf-8", "replace")
        return self

    def get(self, path, follow=True):
        self.request("GET", path)
        hops = 0
        while follow and self.status == 303 and hops < 5:
            hops += 1
            self.request("GET", self.headers["Location"])
        return self

    def token(self, path="/settings/look"):
        t = Client.request(self, "GET", path).text
        m = re.search(r'name="form_token" value="([0-9a-f]+)"', t)
        return m[1] if m else ""

    def post(self, path, fields, token=True, follow=False):
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        if token:
            pairs.append(("form_token", self.token()))
        self.request("POST", path, urllib.parse.urlencode(pairs),
                     {"Content-Type": "application/x-www-form-urlencoded"})
        self.location = self.headers.get("Location", "")
        if follow and self.status == 303:
            self.get(self.location)
        return self

    def where(self, path):
        """The address that a GET is sent on to."""
        self.request("GET", path)
        return urllib.parse.unquote_plus(self.headers.get("Location", ""))


def forms(text):
    """Every form as (action, list of name and value), as a browser without script would send it; submit buttons left out."""
    out = []
    for m in re.finditer(r"<form\b([^>]*)>(.*?)</form>", text, re.S):
        action = re.search(r'action="([^"]*)"', m[1])
        fields = []
        for t in re.finditer(r"<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|<select\b([^>]*)>(.*?)</select>", m[2], re.S):
            attrs = t[1] or t[2] or t[4] or ""
            name = re.search(r'\bname="([^"]*)"', attrs)
            if not name:
                continue
            if t[1] is not None:
                kind = (re.search(r'\btype="([^"]*)"', attrs) or [0, "text"])[1]
                if kind in ("checkbox", "radio") and not re.search(r"\bchecked\b", attrs) or kind in ("file", "submit"):
                    continue
                value = (re.search(r'\bvalue="([^"]*)"', attrs) or [0, ""])[1]
            elif t[2] is not None:
                value = t[3]
            else:
                options = re.findall(r'<option value="([^"]*)"( selected)?>', t[5])
                value = next((v for v, s in options if s), options[0][0] if options else "")
            fields.append((name[1], html.unescape(value)))
        out.append((html.unescape(action[1]) if action else "", fields))
    return out


def form_to(text, action):
    return next((f for a, f in forms(text) if a.split("?")[0] == action), None)


def safe(text):
    return "<script>alert" not in text and "<img src=x" not in text


def balanced(text):
    stack = []
    void = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "use", "circle", "line", "polyline", "polygon"}
    for m in re.finditer(r"<(/?)([a-zA-Z0-9]+)([^>]*)>", text):
        name = m[2].lower()
        if m[3].endswith("/") or name in void:
            continue
        if m[1]:
            if not stack or stack.pop() != name:
                return False
        else:
            if name == "form" and "form" in stack:
                return False
            stack.append(name)
    return not stack


def cells(text):
    return re.findall(r'<th scope="row">.*?class="ref" href="([^"]*)"', text, re.S)


def lists(c):
    t = c.get("/risks").text
    check("list shows", c.status == 200 and balanced(t) and "Columns" in t and "Add a condition" in t)
    # a condition is built in two steps
    t = c.get("/risks?f=status").text
    f = form_to(t, "/risks")
    check("builder asks how and what", 'name="op"' in t and 'name="v"' in t and ("f", "status") in
          [x for a, y in forms(t) for x in y])
    to = c.where("/risks?f=owner&op=empty&v=")
    check("empty is a condition", to == "/risks?where=owner=", to)
    t = c.get("/risks?where=owner%3D").text
    check("chip in words", "owner: nobody" in t)
    to = c.where("/risks?where=owner!%3D&f=title&op=~&v=" + urllib.parse.quote(HOSTILE))
    check("conditions add up", to == "/risks?where=owner!=&where=title~" + HOSTILE, to)
    t = c.get("/risks?" + urllib.parse.urlencode([("where", "title~" + HOSTILE), ("q", "a\"><b>")])).text
    check("hostile condition is text", safe(t) and "<b>&quot;" not in t and balanced(t) and "Nothing fits" in t)
    t = c.get("/tasks?f=due&op=%3D&v=never&where=status%3Dopen").text
    check("a condition that cannot be is said at the builder", c.status == 422 and 'aria-invalid="true"' in t and
          'value="never"' in t and balanced(t) and "Status: Open" in t, str(c.status))
    t = c.get("/tasks?where=due%3C%3D2026-01-31&where=status%3Dopen&where=archived%3Dall").text
    check("dates and choices in words", "Due: until 31 Jan 2026" in t and "Archived: shown too" in t, str(c.status))
    check("clear", 'href="/tasks?view=all">Clear' in t)
    # columns
    to = c.where("/risks?col=ref&col=status&col=owner&where=owner!%3D")
    check("columns from boxes, in order", to == "/risks?where=owner!=&columns=status,owner", to)
    t = c.get("/risks?columns=status,owner").text
    check("columns shown in order", [x for x in re.findall(r'<td data-l="([^"]*)"', t)[:2]] == ["Status", "Risk owner"], str(re.findall(r'<td data-l="([^"]*)"', t)[:2]))
    csv = c.get("/risks/export.csv?columns=status,owner").text.splitlines()
    check("file follows the columns", csv[0].lstrip("\ufeff") == "ref,title,status,owner,demonstration", csv[0])
    full = c.get("/risks/export.csv").text.splitlines()[0]
    check("file of every field", full.count(",") > 10)
    j = c.get("/risks/export.json?columns=status").text
    check("json follows the columns", '"status"' in j and '"owner"' not in j)
    check("workbook follows the columns", c.get("/risks/export.xlsx?columns=status").data[:2] == b"PK")
    check("no column left is the title alone", c.get("/risks/export.csv?columns=ref").text.splitlines()[0].lstrip("\ufeff") ==
          "ref,title,demonstration")
    # pages, both ways, in every order
    for plural in ("requirements", "statements"):
        for sort in ("", "title" if plural == "requirements" else "number", "-id"):
            base = f"/{plural}?" + urllib.parse.urlencode({"sort": sort, "limit": 20, "where": "archived=all"})
            pages, t = [], c.get(base).text
            while True:
                pages.append(cells(t))
                m = re.search(r'href="([^"]*after=[^"]*)"[^>]*>(?:(?!</a>).)*Next page', t, re.S)
                if not m or len(pages) > 3:
                    break
                t = c.get(html.unescape(m[1])).text
            back = []
            while True:
                back.append(cells(t))
                m = re.search(r'href="([^"]*before=[^"]*)"[^>]*>(?:(?!</a>).)*Previous page', t, re.S)
                if not m or len(back) > 5:
                    break
                t = c.get(html.unescape(m[1])).text
            check(f"pages back and forth {plural} {sort}", len(pages) > 1 and back[::-1] == pages and c.status == 200,
                  f"{len(pages)} {len(back)}")
    t = c.get("/statements?limit=100").text
    check("page sizes", ">200</a>" in t and 'aria-current="true">100' in t)


def views(c, other):
    q = urllib.parse.urlencode([("where", "owner="), ("sort", "-id")])
    c.post("/views", {"type": "risks", "what": "keep", "title": HOSTILE, "query": q, "team": "yes", "back": "/risks"})
    check("view kept", c.status == 303 and "where=owner%3D" in c.location, f"{c.status} {c.text[-600:]}")
    t = c.get("/risks?view=all").text
    check("hostile view name is text", safe(t) and html.escape(HOSTILE).replace("&#x27;", "&#39;") in t.replace("&#x27;", "&#39;")
          and balanced(t))
    check("team view is everybody's", "ünï" in other.get("/risks?view=all").text)
    m = re.search(r'name="id" value="(\d+)"', t[t.index("data-views"):])
    other.post("/views", {"type": "risks", "what": "standard", "id": m[1], "back": "/risks"})
    check("the list opens with it", "where=owner=" in other.where("/risks") and c.where("/risks") == "")
    other.post("/views", {"type": "risks", "what": "usual", "id": m[1], "back": "/risks"})
    check("and no more", other.where("/risks") == "")
    c.post("/views", {"type": "risks", "what": "keep", "title": "", "query": q})
    check("a view has a name", c.status == 422)
    c.post("/views", {"type": "risks", "what": "keep", "title": "x", "query": "where=nonsense%3D1"})
    check("what cannot be shown is not kept", c.status == 422)
    c.post("/views", {"type": "risks", "what": "drop", "id": m[1], "back": "//evil.example/"})
    check("removed, and never to another site", c.status == 303 and c.location == "/", c.location)
    check("gone", "ünï" not in c.get("/risks?view=all").text)
    c.post("/views", {"type": "risks", "what": "keep", "title": "mine", "query": q})
    m = re.search(r'name="id" value="(\d+)"', c.get("/risks?view=all").text.split("data-views")[1])
    check("a private view is nobody else's", "mine" not in other.get("/risks?view=all").text.split("data-views")[1])
    other.post("/views", {"type": "risks", "what": "drop", "id": m[1]})
    check("nor can it be removed", other.status == 404, str(other.status))


def bulk(c, reader):
    t = c.get("/tasks?limit=50").text
    check("rows can be chosen", balanced(t) and 'form="bulk"' in t and 'id="bulk"' in t)
    refs = re.findall(r'name="id" value="([A-Z]+-\d+)"', t)[:3]
    chosen = [("id", r) for r in refs]
    c.post("/tasks/bulk", chosen + [("field", "notes"), ("what", "choose")])
    check("the value is asked for", c.status == 200 and 'name="notes"' in c.text and "3 chosen" in c.text and balanced(c.text),
          c.text[-800:])
    c.post("/tasks/bulk", chosen + [("field", "notes"), ("what", "preview"), ("notes", HOSTILE)])
    t = c.text
    check("preview", c.status == 200 and "3 will change" in t and safe(t) and balanced(t) and "Nothing is changed yet" in t, t[-600:])
    before = c.get("/tasks/export.csv?columns=notes").text
    check("preview changes nothing", "ünï" not in before)
    do = form_to(t, "/tasks/bulk")
    check("versions go along", all(re.search(r":\d+$", v) for k, v in do if k == "id") and len([1 for k, v in do if k == "id"]) == 3)
    do = [(k, v) for k, v in do if k not in ("form_token", "change_reason")]
    c.post("/tasks/bulk", do + [("what", "do"), ("change_reason", HOSTILE)])
    check("changed", c.status == 303, f"{c.status} {c.text[-900:]}")
    after = c.get("/tasks/export.csv?columns=notes").text
    check("in every record", after.count("ünï") == 3)
    t = c.get(f"/tasks/{refs[0]}/history").text
    check("with the reason", "reason: " in t and safe(t))
    t = c.get("/tasks").text
    check("undo is offered", 'value="undo"' in t and "data-undo" in t)
    c.post("/tasks/bulk", do + [("what", "do")])
    check("sent twice changes nothing", c.status == 303, f"{c.status}")
    # one of them changes meanwhile
    f = [(k, v) for k, v in form_to(c.get(f"/tasks/{refs[1]}/edit").text, f"/tasks/{refs[1]}/edit") if k != "form_token"]
    c.post(f"/tasks/{refs[1]}/edit", [(k, "other" if k == "notes" else v) for k, v in f])
    check("changed meanwhile", c.status == 303, c.text[-500:])
    c.post("/tasks/bulk", do + [("what", "do")])
    check("an old preview is refused as a whole", c.status == 409 and "Nothing was changed" in c.text and balanced(c.text),
          f"{c.status}")
    c.post("/tasks/bulk", {"what": "undo"})
    t = c.text
    check("undone but for the one", c.status == 200 and "2 as before" in t and f"{refs[1]}: was changed meanwhile" in t, t[-900:])
    after = c.get("/tasks/export.csv?columns=notes").text
    check("as before", "ünï" not in after and "other" in after)
    c.post("/tasks/bulk", {"what": "undo"})
    check("only once", c.status == 409)
    # a value that cannot be
    c.post("/tasks/bulk", chosen + [("field", "due"), ("what", "preview"), ("due", "never")])
    check("a bad value is asked for again", c.status == 422 and "e-due" in c.text and balanced(c.text), str(c.status))
    c.post("/tasks/bulk", chosen + [("field", "title"), ("what", "preview"), ("title", "")])
    check("refusals are said", c.status in (200, 422) and "needed" in c.text, c.text[-900:])
    c.post("/tasks/bulk", [("field", "title"), ("what", "preview"), ("title", "x")])
    check("nothing chosen", c.status == 422)
    c.post("/tasks/bulk", [("id", "R-1"), ("field", "title"), ("what", "preview"), ("title", "x")])
    check("of another list", c.status == 400)
    # links: add, remove
    risk = re.findall(r'name="id" value="(R-\d+)"', c.get("/risks?view=all").text)[:2]
    asset = re.findall(r'name="id" value="([A-Z]+-\d+)"', c.get("/assets?view=all").text)
    c.post("/risks/bulk", [("id", r) for r in risk] + [("field", "assets"), ("what", "choose")])
    check("links are added or taken away", 'name="how"' in c.text)
    for how in ("add", "remove"):
        c.post("/risks/bulk", [("id", r) for r in risk] + [("field", "assets"), ("what", "preview"), ("assets", asset[-1]), ("how", how)])
        do = form_to(c.text, "/risks/bulk")
        check(f"links {how}", c.status == 200 and do and " will change" in c.text, c.text[-500:])
        c.post("/risks/bulk", [(k, v) for k, v in do if k != "form_token"] + [("what", "do")])
        check(f"links {how} saved", c.status == 303, c.text[-700:])
        n = c.get("/risks/export.csv?columns=assets").text.count(asset[-1])
        check(f"links {how} seen", (n >= 2) == (how == "add") or how == "remove", str(n))
    # archive by filter, and back
    q = urllib.parse.urlencode({"where": "title~a"})
    c.post("/issues/bulk", [("all", "yes"), ("query", q), ("what", "archive")])
    check("archive all that match", c.status == 200 and "archived" in c.text and balanced(c.text), c.text[-500:])
    do = form_to(c.text, "/issues/bulk")
    n = len([1 for k, v in do if k == "id"])
    c.post("/issues/bulk", [(k, v) for k, v in do if k != "form_token"] + [("what", "do")])
    check("archived", c.status == 303, c.text[-700:])
    check("they are shown on demand", c.get("/issues?where=archived%3Dyes").text.count('class="tag">archived') >= n > 0)
    c.post("/issues/bulk", {"what": "undo"})
    check("brought back", f"{n} as before" in c.text, c.text[-700:])
    reader.post("/tasks/bulk", chosen + [("field", "notes"), ("what", "preview"), ("notes", "x")])
    check("nobody without the right", reader.status == 404, str(reader.status))


def typed_form(c, path, action=None):
    """The fields of the form at path, without those of the moment."""
    f = form_to(c.get(path).text, action or path.split("?")[0])
    return [(k, v) for k, v in f or [] if k != "form_token"]


def put(fields, **new):
    return [(k, new.pop(k, v) if k in new else v) for k, v in fields] + list(new.items())


def inline(c, other):
    ref = re.findall(r'name="id" value="([A-Z]+-\d+)"', c.get("/tasks").text)[0]
    at = f"/tasks/{ref}"
    t = c.get(at).text
    check("rows have an edit link", f'{at}?edit=notes' in t and balanced(t))
    t = c.get(at + "?edit=notes").text
    f = [(k, v) for k, v in form_to(t, at + "/edit") if k != "form_token"]
    check("one row is a form", "Cancel" in t and ("inline", "notes") in f and "title" not in dict(f) and balanced(t), str(f))
    c.post(at + "/edit", put(f, notes=HOSTILE), follow=True)
    check("saved in place", c.status == 200 and "ünï" in c.text and safe(c.text) and balanced(c.text))
    c.post(at + "/edit", put(f, notes="late"))
    check("conflict shows both", c.status == 409 and "Somebody else changed" in c.text and "ünï" in c.text and "late" in c.text and
          safe(c.text) and balanced(c.text), f"{c.status}")
    f = [(k, v) for k, v in form_to(c.text, at + "/edit") if k != "form_token"]
    c.post(at + "/edit", f)
    check("saved after looking", c.status == 303 and "late" in c.get(at).text)
    f = [(k, v) for k, v in form_to(c.get(at + "?edit=due").text, at + "/edit") if k != "form_token"]
    c.post(at + "/edit", put(f, due=HOSTILE))
    check("a bad value is said in its place", c.status == 422 and 'id="e-due"' in c.text and safe(c.text) and balanced(c.text) and
          "What it says" in c.text, str(c.status))
    check("nothing for a reader", "?edit=" not in other.get(at).text and "form class=\"inline\"" not in other.get(at + "?edit=due").text)
    check("unknown fields are passed over", c.get(at + "?edit=nonsense").status == 200)


def drafts(c, w):
    f = typed_form(c, "/issues/new")
    check("the form names its draft", ("draft_of", "/issues/new") in f)
    c.post("/drafts", put(f, title=HOSTILE, notes="a long text\nof two lines"))
    check("kept without script", c.status == 303 and c.location == "/issues/new?draft=1", f"{c.status} {c.location}")
    t = c.get("/issues/new").text
    check("offered again", "You have an unsaved draft of" in t and balanced(t))
    check("nobody else's", "unsaved draft" not in w.by_role["owner"]().get("/issues/new").text)
    t = c.get("/issues/new?draft=1").text
    check("filled again", "ünï" in t and "of two lines" in t and safe(t) and balanced(t))
    check("my work lists it", "/issues/new?draft=1" in c.get("/work").text)
    f = [(k, v) for k, v in form_to(t, "/issues/new") if k != "form_token"]
    kinds = re.search(r'name="kind".*?<option value="(\w+)"', t, re.S)
    must = {k: (kinds[1] if k == "kind" and kinds else v) for k, v in f if k == "kind"}
    c.post("/issues/new", put(f, **must))
    if c.status == 422:
        print(re.findall(r'class="errors".*?</ul>', c.text, re.S))
    check("saved from a draft", c.status == 303, str(c.status))
    check("and gone with it", "unsaved draft" not in c.get("/issues/new").text)
    c.post("/drafts", put(f, title="x"))
    c.post("/drafts", {"draft_of": "/issues/new", "what": "drop"})
    check("thrown away", "unsaved draft" not in c.get("/issues/new").text)
    c.post("/drafts", {"draft_of": "/issues/new", "notes": "x" * (210 << 10)})
    check("200 KB at most", c.status == 413, str(c.status))
    c.post("/drafts", {"draft_of": "//evil.example/new", "notes": "x"})
    check("of our forms only", c.status == 400, str(c.status))
    c.post("/drafts", {"draft_of": "/issues/new", "notes": "x"}, token=False)
    check("with the form's key only", c.status == 403, str(c.status))
    for i in range(105):
        c.post("/drafts", {"draft_of": f"/issues/I-{i}/edit", "notes": "x"})
    check("a hundred at most", c.get("/work").text.count("/edit?draft=1") == 100)
    # begun before somebody else changed the record
    ref = re.findall(r'name="id" value="([A-Z]+-\d+)"', c.get("/tasks").text)[1]
    at = f"/tasks/{ref}/edit"
    f = typed_form(c, at)
    c.post("/drafts", put(f, notes="mine from before"))
    c.post(at, put([(k, v) for k, v in f if k != "draft_of"], notes="theirs meanwhile"))
    g = typed_form(c, at + "?draft=1", at)
    c.post(at, g)
    check("an old draft meets the change as a conflict", c.status == 409 and "theirs meanwhile" in c.text and "mine from before" in c.text,
          str(c.status))


def expired(w):
    c = w.by_role["manager"]()
    me = w.roles()["manager"]
    f = typed_form(c, "/issues/new")
    token = c.token()
    twin = Client(w.port)
    twin.cookies = dict(c.cookies)
    twin.post("/sign-out", {})
    long = "text of an hour " * 400
    c.post("/issues/new", put(f, title=HOSTILE, notes=long) + [("form_token", token)], token=False)
    t = c.text
    check("an ended session keeps what was typed", c.status == 401 and "Nothing is lost" in t and safe(t) and balanced(t) and
          t.count("text of an hour") == 400, f"{c.status}")
    f = form_to(t, "/sign-in")
    c.post("/sign-in", put(f, who="nobody", password="wrong wrong wrong"), token=False)
    check("a wrong password loses nothing", c.status == 403 and c.text.count("text of an hour") == 400 and
          "The name or the password" in c.text or c.status == 403 and c.text.count("text of an hour") == 400, str(c.status))
    f = form_to(c.text, "/sign-in")
    c.post("/demo", f + [("person", str(me))], token=False)
    check("back at the form", c.status == 303 and c.location == "/issues/new?draft=1", f"{c.status} {c.location}")
    t = c.get(c.location).text
    check("filled again", "ünï" in t and t.count("text of an hour") == 400 and safe(t) and balanced(t))
    # larger than a draft, and what is no such form
    for path in ("/issues/new", "/views"):
        token = c.token()
        twin.cookies = dict(c.cookies)
        twin.post("/sign-out", {})
        c.post(path, {"title": "t", "notes": "y" * (300 << 10), "form_token": token}, token=False)
        if path == "/views":
            check("too large for that route", c.status in (401, 413), str(c.status))
            c = w.by_role["manager"]()
            continue
        c.post("/demo", form_to(c.text, "/sign-in") + [("person", str(me))], token=False)
        check("sent again by the person", c.status == 200 and "Save it now" in c.text and c.text.count("y" * 1000) > 0 and
              'name="form_token"' in c.text, str(c.status))
    c = Client(w.port)
    c.request("POST", "/issues/new", "title=x", {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"})
    check("not what another site sends", c.status == 303, str(c.status))


def links(c):
    t = c.get("/risks/new").text
    check("a risk's links", balanced(t))
    ref = re.findall(r'name="id" value="(R-\d+)"', c.get("/risks?view=all&where=assets%21%3D").text)[0]
    at = f"/risks/{ref}/edit"
    t = c.get(at).text
    ids = re.findall(r'\bid="([^"]+)"', t)
    check("every id once", len(ids) == len(set(ids)), str([i for i in ids if ids.count(i) > 1]))
    f = typed_form(c, at)
    before = c.get("/risks/export.csv?columns=assets,controls").text
    c.post(at, f)
    check("saving as it stands changes no link", c.status == 303 and c.get("/risks/export.csv?columns=assets,controls").text == before,
          str(c.status))
    f = typed_form(c, at)
    c.post(at, [(k, v) for k, v in f if k != "assets"])
    check("no box ticked takes all away", c.status in (303, 422), str(c.status))
    # made here
    m = re.search(r'formaction="/drafts"[^>]*name="then" value="(/people/new[^"]*|/persons/new[^"]*)"', c.get("/risks/new").text)
    check("a person can be added from here", m)
    then = html.unescape(m[1])
    c.post("/drafts", put(typed_form(c, "/risks/new"), title="waits for an owner", then=then))
    check("the form waits", c.status == 303 and c.location == then, c.location)
    t = c.get(then).text
    f = [(k, v) for k, v in form_to(t, then.split("?")[0]) if k != "form_token"]
    check("it knows the way back", ("back", "/risks/new?draft=1") in f, str(f))
    c.post(then.split("?")[0], put(f, name="Nina New " + HOSTILE))
    check("and goes it", c.status == 303 and c.location.startswith("/risks/new?draft=1&set=owner:"), c.location)
    t = c.get(c.location).text
    check("with what was made", "waits for an owner" in t and re.search(r'<option value="[^"]*" selected>Nina New', t) and safe(t) and
          balanced(t))


def reading(w):
    doc = re.findall(r'name="id" value="(D-\d+)"', w.manager.get("/documents?view=all").text)
    reader, manager = w.by_role["contributor"](), w.manager
    t = reader.get("/").text
    check("home says what is to be read", "Documents to read" in t and balanced(t))
    ref = re.search(r'name="document_version" value="(DV-\d+)"', t)[1]
    f = form_to(t, "/acknowledgements/new")
    reader.post("/acknowledgements/new", [(k, v) for k, v in f if k != "form_token"])
    check("said with one click", reader.status == 303 and reader.location == "/", f"{reader.status} {reader.location}")
    check("and no more asked", f'value="{ref}"' not in reader.get("/").text)
    reader.post("/acknowledgements/new", {"document_version": ref})
    check("only once", reader.status == 422 and "already" in reader.text)
    reader.post("/acknowledgements/new", {"document_version": "DV-1"})
    check("only what is published", reader.status == 422 and "published" in reader.text, str(reader.status))
    reader.post("/acknowledgements/new", {"document_version": ref, "person": "P-1"})
    check("only for oneself", reader.status == 422)
    mine = reader.get("/acknowledgements").text
    check("one sees one's own", mine.count("<tr>") > 1 and "Tomasz" not in mine)
    t = manager.get("/documents/" + doc[0]).text
    check("managers see how far the readers are", "have read it" in t and "<progress" in t and "not yet" in t and balanced(t))
    t = reader.get("/documents/" + doc[0]).text
    check("readers do not", "<progress" not in t and balanced(t))
    check("the button stands on the document", "I have read it" in manager.get("/documents/" + doc[0]).text)
    ak = re.findall(r'href="/acknowledgements/(AK-\d+)"', manager.get("/acknowledgements").text)
    check("nobody edits one", manager.get(f"/acknowledgements/{ak[0]}/edit").status in (403, 404) if ak else False, str(manager.status))


def homes(w):
    wanted = {"manager": ["Next step", "Ready for an auditor?", "Late and soon"], "auditor": ["Show me the proof", "/trail"],
              "management": ["Decisions waiting", "Ready for an auditor?"], "owner": ["Waiting for you", "My "],
              "contributor": ["Waiting for you", "My work"]}
    for role, words in wanted.items():
        t = w.by_role[role]().get("/").text
        check(f"home of {role}", all(x in t for x in words) and balanced(t), str([x for x in words if x not in t]))
    t = w.by_role["auditor"]().get("/").text
    check("an auditor is told no next step", "Next step" not in t)


GROUPS = [("homes", homes), ("reading", reading), ("inline", lambda w: inline(w.manager, w.auditor)), ("drafts", lambda w: drafts(w.manager, w)), ("expired", expired),
          ("links", lambda w: links(w.manager)), ("bulk", lambda w: bulk(w.manager, w.auditor)), ("lists", lambda w: lists(w.manager)), ("views", lambda w: views(w.manager, w.auditor))]


class World:
    def __init__(self, folder):
        self.db = os.path.join(folder, "lists.db")
        subprocess.run([program, "--db", self.db, "init", "--demo"], check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.log = open(os.path.join(folder, "log"), "w+")
        self.server = subprocess.Popen([program, "--db", self.db, "serve", "--listen", f"127.0.0.1:{self.port}"],
                                       stdout=self.log, stderr=self.log)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        roles = self.roles()
        self.manager = Client(self.port, roles["manager"])
        self.auditor = Client(self.port, roles["auditor"])
        self.by_role = {r: (lambda p=p: Client(self.port, p)) for r, p in roles.items()}

    def roles(self):
        import json
        out = subprocess.run([program, "--db", self.db, "--json", "grant", "list", "--limit", "200"], check=True, capture_output=True,
                             text=True).stdout
        held, roles = {}, {}
        for g in json.loads(out)["items"]:
            person = g["person"]["ref"] if isinstance(g["person"], dict) else g["person"]
            held.setdefault(int(re.sub(r"\D", "", person)), []).append(g["role"])
        for person, mine in sorted(held.items(), key=lambda x: (len(x[1]), x[0])):  # whoever holds that role alone first
            for role in mine:
                roles.setdefault(role, person)
        return roles

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        code = self.server.wait(30)
        self.log.seek(0)
        log = self.log.read()
        check("server ends well", code == 0 and "ERROR: " not in log and "runtime error" not in log, log[-3000:])
        r = subprocess.run([program, "--db", self.db, "verify"], capture_output=True, text=True)
        check("ledger verifies", r.returncode == 0, r.stdout[-800:] + r.stderr[-800:])


def main():
    wanted = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        w = World(folder)
        try:
            for name, run in GROUPS:
                if not wanted or name in wanted:
                    run(w)
        finally:
            w.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
