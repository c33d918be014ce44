#!/usr/bin/env python3
"""Every page that links lead to, over a demonstration whose texts are hostile: each is whole HTML, shows what was typed as text and
nothing of it as markup, names every control, repeats no id, and holds no style, script or handler of its own.

Usage: pages.py PROGRAM"""
import collections
import html.parser
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

program = os.path.abspath(sys.argv[1])
# Closing a cell, an attribute, a script; an entity; a direction mark; a long word.
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;{{7*7}}\u202eabc " + "w" * 80
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "rect", "circle",
        "use", "line", "polyline", "polygon", "ellipse", "stop"}
MOST = 1500
problems = []


class Checker(html.parser.HTMLParser):
    """Nesting, ids, labels, links of one page."""

    def __init__(self, where):
        super().__init__(convert_charrefs=True)
        self.where, self.stack, self.ids, self.labels, self.controls = where, [], collections.Counter(), set(), []
        self.links, self.text, self.in_label = set(), [], 0

    def bad(self, what):
        problems.append(f"{self.where}: {what}")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if len(a) != len(attrs):
            self.bad(f"<{tag}> names an attribute twice")
        if a.get("id"):
            self.ids[a["id"]] += 1
        for name in a:
            if name == "style" or name.startswith("on"):
                self.bad(f"<{tag}> has {name}")
        if tag == "script" and not (a.get("src") or "").startswith("/static/"):
            self.bad("a script of its own")
        if tag in ("img", "iframe", "object", "embed"):
            self.bad(f"<{tag}>")
        if tag == "a" and "href" in a:
            if re.match(r"\s*(javascript|data|vbscript):", a["href"], re.I):
                self.bad(f"link to {a['href'][:40]}")
            self.links.add(a["href"])
        if tag == "label":
            self.in_label += 1
            self.labels.add(a.get("for"))
        if tag in ("input", "select", "textarea") and a.get("type") not in ("hidden", "submit"):
            self.controls.append((a.get("id"), a.get("name"), self.in_label or a.get("aria-label")))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag == "label":
            self.in_label -= 1
        if tag in VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.bad(f"</{tag}> closes <{self.stack[-1] if self.stack else 'nothing'}>")
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data):
        self.text.append(data)

    def finish(self):
        self.close()
        if self.stack:
            self.bad(f"not closed: {self.stack[:5]}")
        for i, n in self.ids.items():
            if n > 1:
                self.bad(f"id {i} stands {n} times")
        for i, name, labelled in self.controls:
            if not labelled and i not in self.labels:
                self.bad(f"control {name} has no label")


def cli(*args):
    return subprocess.run([program, "--db", db, *args], capture_output=True, text=True)


def poison():
    """Hostile text into every text field of one record of each type, as far as its rules allow."""
    touched = 0
    for name in TYPES:
        fields = json.loads(cli("--json", name, "fields").stdout)["fields"]
        items = json.loads(cli("--json", name, "list", "--limit", "2").stdout or '{"items":[]}').get("items", [])
        for item in items:
            for f in fields:
                if f["kind"] in ("line", "prose") and not f["derived"]:
                    touched += cli(name, "edit", item["ref"], f"{f['name']}={HOSTILE}").returncode == 0
    return touched


TYPES = ("organization scope site process issue party party_requirement obligation person appointment grant criteria risk_assessment asset "
         "threat vulnerability risk treatment acceptance statement control soa_version judgement exception evidence document "
         "document_version task").split()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def fetch(path, cookie):
    r = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    try:
        with urllib.request.build_opener(Stay).open(r, timeout=30) as a:
            return a.status, a.headers, a.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def shape(path):
    """Pages that differ only in which record they show are looked at a few times, not a thousand times."""
    p = urllib.parse.urlsplit(path)
    names = sorted({k for k, _ in urllib.parse.parse_qsl(p.query, keep_blank_values=True)})
    return re.sub(r"[A-Z]{1,4}-\d+|\d[\d.]*|A\.\d[\d.]*|27\d{3}[^/]*", "N", p.path) + "?" + ",".join(names)


def crawl(cookie, who):
    seen, todo, per = set(), ["/"], collections.Counter()
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        key = path.split("#")[0]
        if key in seen or per[shape(key)] >= 6:
            continue
        seen.add(key)
        per[shape(key)] += 1
        status, headers, body = fetch(key, cookie)
        where = f"{who} {key}"
        if status in (303, 302):
            todo.append(headers["Location"])
            continue
        if status != 200:
            problems.append(f"{where}: {status}")
            continue
        if not headers["Content-Type"].startswith("text/html") or headers["Content-Disposition"]:
            continue
        text = body.decode("utf-8")
        if "<script>alert" in text or "<img src=x" in text:
            problems.append(f"{where}: what was typed became markup")
        c = Checker(where)
        c.feed(text)
        c.finish()
        for link in sorted(c.links):
            target = urllib.parse.urljoin(f"http://x{key}", link)
            if target.startswith("http://x/") and "/static/" not in target:
                todo.append(target[len("http://x"):])
    return len(seen)


with tempfile.TemporaryDirectory() as tmp:
    db = os.path.join(tmp, "t.db")
    if cli("init", "--demo").returncode:
        sys.exit("init --demo failed")
    touched = poison()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen([program, "--db", db, "serve", "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    server.stdout.readline()
    pages = 0
    for person in ("1", "2", "3", "9"):
        data = urllib.parse.urlencode({"person": person}).encode()
        try:
            urllib.request.build_opener(Stay).open(urllib.request.Request(f"http://127.0.0.1:{port}/demo", data))
        except urllib.error.HTTPError as e:
            if e.code == 303:
                pages += crawl(e.headers["Set-Cookie"].split(";")[0], f"person {person}")
    server.send_signal(signal.SIGTERM)
    code = server.wait(30)
    if code:
        problems.append(f"the server ended with {code}")
    if touched < 60:
        problems.append(f"only {touched} fields took hostile text")
    if pages < 200:
        problems.append(f"only {pages} pages were reached")
print(f"{'not ok' if problems else 'ok'} - {pages} pages over {touched} hostile fields")
print("\n".join(sorted(set(problems))[:60]))
sys.exit(1 if problems else 0)
