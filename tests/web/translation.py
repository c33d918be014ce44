#!/usr/bin/env python3
"""Every text that the program itself says can be translated: each page is fetched in a language that testing builds make of the template
(every message in brackets, with accents), and whatever stands outside brackets has to be data: what the records hold, what the content
holds, a code, a name. Attributes that are read (title, aria-label, placeholder, alt) and the script count too. Inside brackets every word has to be changed.

Usage: translation.py PROGRAM"""
import collections
import html.parser
import json
import os
import pathlib
import re
import sqlite3
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import serving
from serving import Server, check

TAG = "en-x-pseudo"
READ = ("title", "aria-label", "placeholder", "alt", "data-l")
# Read by machines or the same in every language.
SILENT = {"script", "style", "template", "code", "kbd", "pre", "textarea", "svg"}
NAMES = re.compile(r"\b(Muniment|CSV|JSON|XLSX|HTML|ISO|IEC|TOTP|API|OpenAPI|UTC|KB|MB|EUR|NULL|GET|POST|PATCH|DELETE|v1|English|en-x-pseudo)\b")
CODE = re.compile(r"\b[A-Z]{1,4}-\d+\b|\b[0-9a-f]{4,}\b|\b(27\d{3}|ISO)[-:\w.]*|\bA\.\d[\d.]*|\b\d[\d.,:]*[a-z]?\b|&\w+;|\b[a-z]+:[\w:.-]+")
INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "kbd", "q", "small", "strong", "sub", "sup", "time", "var"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
NAME = re.compile(r"[a-z]+(_[a-z]+)+")  # of a field, in the ledger
PROSE = {"prose", "serif", "md", "doc", "wording"}
CONTENT = pathlib.Path(__file__).resolve().parents[2] / "content"
MOST, EACH = 700, 4


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def letters(text):
    """Only its words: numbers, codes and markup differ between what is kept and what is shown."""
    return " ".join(re.findall(r"[^\W\d_]+", text))


class Data:
    """What records and content hold: whole values, and one long text of them for what is cut from prose."""

    def __init__(self, path):
        self.values, self.seen, long = set(), set(), []
        with sqlite3.connect(path) as db:
            tables = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                try:
                    rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
                except sqlite3.DatabaseError:
                    continue  # the search index: words that stand elsewhere
                for row in rows:
                    for x in row:
                        self.take(x.decode(errors="replace") if isinstance(x, bytes) and len(x) != 32 else x, long)
        for f in CONTENT.rglob("*.csv"):
            for line in f.read_text().splitlines():
                self.values.update(letters(cell) for cell in line.split(","))
        for f in sorted(CONTENT.rglob("*.yaml")):
            text = f.read_text()
            long.append(letters(text))
            for line in text.splitlines():
                self.values.add(letters(line.partition(":")[2]))
        self.text = "\n".join(long)
        self.words = {w for x in self.seen for w in letters(x).split() if w.istitle()}  # first names and the like

    def take(self, x, long):
        if isinstance(x, dict):
            for v in x.values():
                self.take(v, long)
        elif isinstance(x, list):
            for v in x:
                self.take(v, long)
        elif isinstance(x, str) and x not in self.seen:
            self.seen.add(x)
            if x[:1] in "{[":
                try:
                    return self.take(json.loads(x), long)
                except ValueError:
                    pass
            long.append(letters(x))
            for line in x.splitlines():
                self.values.add(letters(line))
                for cell in re.split(r"[|:;,=()]|\*\*|`", line):
                    self.values.add(letters(cell))

    def holds(self, text, prose):
        if all(letters(x) in self.values for x in text.split(",")):
            return True
        text = letters(text)
        return text in self.values or ((prose or len(text) > 20) and text in self.text)


class Reader(html.parser.HTMLParser):
    """Texts of a page that stand outside brackets, with where they stand."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.found, self.links, self.depth = [], [], set(), 0

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect", "circle", "use",
            "line", "polyline", "polygon", "ellipse", "stop"}

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "a" and "href" in a:
            self.links.add(a["href"])
        if tag == "html":
            check(a.get("lang") == TAG, f"<html lang> says {a.get('lang')}")
        for name in READ:
            if a.get(name):
                self.found.append((f"<{tag} {name}>", a[name], False, 0))
        if tag not in INLINE:
            self.depth = 0
        if tag not in self.VOID:
            self.stack.append((tag, set((a.get("class") or "").split())))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self.depth = 0
        while self.stack and tag not in self.VOID:
            if self.stack.pop()[0] == tag:
                return

    def handle_data(self, data):
        if any(t in SILENT for t, _ in self.stack) and not any(t == "text" for t, _ in self.stack):
            return
        prose = any(c & PROSE for _, c in self.stack)
        before = self.depth
        if not prose:
            self.depth = max(0, self.depth + data.count("[") - data.count("]"))
        self.found.append((f"<{self.stack[-1][0] if self.stack else ''}>", data, prose, before))


def outside(text, depth):
    """What stands outside brackets; a bracket may have opened in a text before."""
    out = ""
    for ch in text:
        depth += ch == "["
        out += ch if depth <= 0 else " "
        depth = max(0, depth - (ch == "]"))
        if depth == 0 and ch == "]":
            out += "|"
    return out


PLAIN = re.compile(r"[A-Za-z]*[aceinouyACEINOUY][A-Za-z]*")


def unchanged(text, depth):
    """Runs of words inside brackets that are as in English: a text that was put into another without being looked up, or data."""
    inside = ""
    for ch in text:
        inside += ch if depth > 0 and ch not in "[]" else "|"
        depth = max(0, depth + (ch == "[") - (ch == "]"))
    run = []
    for word in re.findall(r"[^\W\d_]+|[^\s\w]|[\d_]+", inside) + ["|"]:
        if PLAIN.fullmatch(word) or (run and word.isascii() and (word.isalnum() or word in ",-'.%")):
            run.append(word)
            continue
        if run:
            yield re.sub(r" ([,.'-])", r"\1", " ".join(run)).strip(" ,.'-%0123456789")
        run = []


def shape(path):
    p = urllib.parse.urlsplit(path)
    names = sorted({k for k, _ in urllib.parse.parse_qsl(p.query, keep_blank_values=True)})
    return re.sub(r"[A-Z]{1,4}-\d+|\d[\d.]*|A\.\d[\d.]*|27\d{3}[^/]*|(?<=/standards/)[^/]+|(?<=/api/)[^/]+", "N", p.path) + "?" + ",".join(names)


def sign_in(s, person):
    status, headers, _ = s.call("POST", "/demo", body=urllib.parse.urlencode({"person": person}),
                                headers={"Content-Type": "application/x-www-form-urlencoded"}, raw=True)
    return headers["Set-Cookie"].split(";")[0] if status == 303 else None


class Todo:
    """Pages to look at: those first whose like was looked at least."""

    def __init__(self, start):
        self.at, self.known = collections.defaultdict(collections.deque), set()
        for path in start:
            self.add(path)

    def add(self, path):
        path = path.split("#")[0]
        if path not in self.known and not path.startswith(("/static/", "/api")):
            self.known.add(path)
            self.at[shape(path)].append(path)

    def next(self, per):
        best = min((s for s in self.at if self.at[s] and per[s] < EACH), key=lambda s: per[s], default=None)
        return self.at[best].popleft() if best else None


def look(s, data, cookie, who, start, missed):
    seen, todo, per = set(), Todo(start), collections.Counter()
    while (path := todo.next(per)) and len(seen) < MOST:
        if not check(path.isascii(), f"an address was translated: {path}"):
            continue
        seen.add(path)
        per[shape(path)] += 1
        status, headers, body = s.call("GET", path, headers={"Cookie": f"{cookie}; lang={TAG}"}, raw=True)
        if status in (302, 303):
            todo.add(headers["Location"])
            continue
        if not headers.get("Content-Type", "").startswith("text/html") or headers.get("Content-Disposition"):
            continue
        r = Reader()
        r.feed(body.decode())
        r.close()
        for where, text, prose, depth in r.found:
            if re.fullmatch(r"\S*/\S*", text.strip()):  # the address, for paper
                continue
            if where in ("<ins>", "<del>") or NAME.fullmatch(text) or re.fullmatch(r"[A-Z]\w", text):  # kept values; initials of a person
                continue
            plain = [x for x in unchanged(text, depth) if not x.isupper() and x not in data.words]
            for part in [*outside(text, depth).split("|"), *plain]:
                part = flat(NAMES.sub(" ", CODE.sub(" ", part)))
                if LETTERS.search(part) and not data.holds(flat(text), prose) and not data.holds(part, prose):
                    missed.setdefault((where, part[:90]), f"{who} {path}")
        for link in sorted(r.links):
            target = urllib.parse.urljoin(f"http://x{path}", link)
            if target.startswith("http://x/"):
                todo.add(target[len("http://x"):])
    return len(seen)


# Words of a literal in the script that are for the machine: elements, attributes, events, headers, keys of a keyboard, names of errors.
MACHINE = set("""a abbr acronym body button caption dd details dialog div dl document doctype dt form h1 h2 header html input kbd li main name p
progress select small style summary table tbody td template textarea th thead tr text title type role status option combobox listbox
checkbox hidden file range search class busy here over vh btn s palette keys on off open closed true false none list aria label popover
click drop dragover input submit change keydown toggle popstate beforeunload manual nearest same origin post get POST GET
Content Type X Swap Draft AbortError Enter Escape ArrowUp ArrowDown ArrowLeft ArrowRight Ctrl Esc Muniment lang q hits po kh g K""".split())
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`|/\*.*?\*/', re.S)


def literals(source):
    for m in LITERAL.finditer(re.sub(r'\b_\("(?:\\.|[^"\\])*"\)', "", source)):
        yield re.sub(r"\$\{[^{}]*\}", " ", m[1] or m[2] or "")


def script(s):
    """Each text of the script is one of the catalogue: nothing in its source reads like words, and what is served holds them translated."""
    root = CONTENT.parent
    sys.path.insert(0, str(root / "tools"))
    import texts
    of = set(texts.script_texts(root))
    check(len(of) > 25, f"only {len(of)} texts of the script are known")
    for path in sorted((root / "assets/js").glob("*.js")):
        for text in literals(path.read_text()):
            words = re.findall(r"[^\W\d_]{2,}", text)
            selector = re.search(r"[.#\[\]>:=/&;$]|^--|^data-|^aria-", text) and not re.search(r"[a-z]{2,}[.:?!]? [a-z]{2,} [a-z]{2,}", text)
            check(selector or all(w in MACHINE or w.lower() == w and len(words) == 1 for w in words), f"{path.name}: {text!r} is not in the catalogue")
    page = s.call("GET", "/sign-in", headers={"Cookie": f"lang={TAG}"}, raw=True)[2].decode()
    found = re.search(r'<script type="module" src="([^"]+)"', page)
    served = s.call("GET", found[1], raw=True)[2].decode() if found else ""
    for text in sorted(of):
        check(texts.Pseudo().one(text) in served, f"the script in {TAG} lacks {text!r}")
        check(f'"{text}"' not in served or not re.search(r"[A-Z ]", text), f"the script in {TAG} says {text!r}")


def choice():
    """Whose language holds: the person's own, else the organisation's, else the browser's; only what exists can be chosen."""
    s = Server("demo")
    cookie = sign_in(s, "1")

    def page(path, lang="", accept=""):
        body = s.call("GET", path, headers={"Cookie": cookie + (f"; lang={lang}" if lang else ""), "Accept-Language": accept}, raw=True)[2].decode()
        return re.search(r'<html lang="([^"]+)"', body)[1], body

    def post(path, **fields):
        token = re.search(r'name="form_token" value="([^"]+)"', page("/settings/look")[1])[1]
        return s.call("POST", path, body=urllib.parse.urlencode({"form_token": token, **fields}),
                      headers={"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}, raw=True)

    tag, body = page("/settings/look")
    check(tag == "en" and re.findall(r'name="lang" value="([^"]*)"( checked)?', body) == [("", " checked"), ("en", ""), (TAG, "")], "what can be chosen")
    check(page("/", accept=f"{TAG};q=0.9, en;q=0.1")[0] == TAG and page("/", accept="xx, en")[0] == "en", "nobody chose: the browser says")
    status, headers, _ = post("/settings/look", lang=TAG)
    check(status == 303 and any(v.startswith(f"lang={TAG};") for k, v in headers.items() if k == "Set-Cookie"), f"chosen {status}")
    for bad in ("de", "../x", f"{TAG}-more", "x" * 500):
        headers = post("/settings/look", lang=bad)[1]
        check(any(v.startswith("lang=;") for k, v in headers.items() if k == "Set-Cookie"), f"{bad[:20]!r} is none of them")
    s.run("organization", "edit", "ORG-1", f"language={TAG}")
    check(page("/")[0] == TAG and page("/", accept="en")[0] == TAG, "the organisation's, before the browser's")
    check(page("/", lang="en")[0] == "en", "one's own, before the organisation's")
    check(re.search(f'<option value="{TAG}" selected', page("/organizations/ORG-1/edit")[1]), "the organisation's is chosen among those there are")
    r = s.run("organization", "edit", "ORG-1", "language=de", ok=False)
    check(s.json("organization", "show", "ORG-1")["language"] == TAG, f"one that is not there is refused {r}")
    s.run("organization", "edit", "ORG-1", "language=")
    check(page("/", accept="en")[0] == "en", "emptied")
    s.done()


def main():
    choice()
    s = Server()
    script(s)
    data = Data(s.db)
    missed = {}
    pages = look(s, data, "none=1", "nobody", ["/sign-in", "/nowhere"], missed)
    for person in ("1", "2", "3", "9"):
        cookie = sign_in(s, person)
        if cookie:
            pages += look(s, data, cookie, f"person {person}", ["/", "/nowhere", "/risks/new"], missed)
    for (where, part), page in sorted(missed.items(), key=lambda x: x[1])[:int(os.environ.get("SHOW", "60"))]:
        print(f"{page}: {where} {part!r}")
    check(pages > 200, f"only {pages} pages were reached")
    check(not missed, f"{len(missed)} texts are not in the catalogue")
    print(f"{pages} pages")
    s.done()
    serving.finish()


main()
