#!/usr/bin/env python3
"""Finds every text that people read and makes catalogues of them (docs/HACKING.md, "Texts and languages").

A translator sees plain texts: a literal of HTML is cut at its tags, what stands in <b>, <a> and the like stays one text, `%.*s` is
shown as `%s`. The program looks up whole literals: this tool puts the translated texts back between their tags.

Usage: texts.py template ROOT OUT.pot
       texts.py catalogue ROOT TAG PO-OR-EMPTY OUT.mo MSGFMT     (TAG en-x-pseudo: made here, every text in brackets with accents)"""
import gettext
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Which arguments of which calls are texts. Of an argument only literals outside further calls count: on ? "Light" : "Dark".
CALLS = {"html_f": [1], "_": [0], "N_": [0], "S_": [0], "lang_plural": [1, 2], "NP_": [0, 1], "fail": [2], "problem": [2], "problem_add": [4],
         "problem_row": [3], "ui_button": [3], "ui_empty": [2, 3, 5], "view_bare_begin": [1], "FACTOR": [1]}
PLURAL = {"lang_plural", "NP_"}
FLOORS = ["base", "db", "store", "engine", "records", "isms", "exchange", "http", "web"]
# Texts in rows of static tables: places without a name, and names.
TABLES = {"field": ([1, 2], {"label", "help"}), "choice": ([1], {"label"}), "transition": ([2], {"label"}),
          "guide_topic": ([1, 2], set()), "path_row": ([0, 1, 4], set()), "standard_section": ([1], set()),
          "entity": ([], {"label", "help"}), "kind": ([], {"hint"}), "link": ([], {"label"})}
MACROS = {"PRId64": "ld", "PRIu64": "lu", "STR_FMT": "%.*s"}
PHRASE = {"a", "abbr", "b", "br", "code", "em", "i", "kbd", "q", "small", "strong", "sub", "sup", "time", "var"}
ATTRIBUTE = re.compile(r'\b(title|aria-label|placeholder|alt|data-l|data-label)="([^"<>]*)"')
DIRECTIVE = re.compile(r"%%|%(?:(\d+)\$)?(\.\*)?([-+0-9.]*(?:ld|lu|zu|[sdugfcxX]))")
LETTER = re.compile(r"[^\W\d_]")
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"((?:\\.|[^"\\])*)"|\'(?:\\.|[^\'\\])+\'|\w+|[^\w\s]', re.S)
ESCAPE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def unescape(s):
    return re.sub(r"\\(x[0-9a-fA-F]{2}|.)", lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "x" and len(m[1]) > 1 else ESCAPE.get(m[1], m[1]), s)


def tokens(text):
    """(kind, value, line) with kind "string", "word" or "mark"; neighbouring literals are one."""
    out, line, at = [], 1, 0
    for m in TOKEN.finditer(text):
        line += text.count("\n", at, m.start())
        at = m.start()
        if m[0].startswith(("/*", "//", "'")):
            continue
        kind = "string" if m[1] is not None else "word" if re.match(r"\w", m[0]) else "mark"
        value = unescape(m[1]) if kind == "string" else m[0]
        if value in MACROS and kind == "word":
            kind, value = "string", MACROS[value]
        if kind == "string" and out and out[-1][0] == "string":
            out[-1] = ("string", out[-1][1] + value, out[-1][2])
        elif not (kind == "mark" and value == "\\"):
            out.append((kind, value, line))
    return out


def arguments(t, at):
    """The arguments of the call or initialiser whose bracket stands at `at`: lists of tokens; and where it ends."""
    out, depth, i = [[]], 0, at
    while i < len(t):
        kind, value, _ = t[i]
        if kind == "mark" and value in "([{":
            depth += 1
        if kind == "mark" and value in ")]}":
            depth -= 1
            if not depth:
                return out, i
        if kind == "mark" and value == "," and depth == 1:
            out.append([])
        elif i > at:
            out[-1].append(t[i])
        i += 1
    return out, i


def literals(argument):
    """Literals of an argument that are not arguments of a further call."""
    depth, out, called = 0, [], []
    for i, (kind, value, line) in enumerate(argument):
        if kind == "mark" and value in "([":
            called.append(i > 0 and argument[i - 1][0] == "word")
        elif kind == "mark" and value in ")]" and called:
            called.pop()
        elif kind == "string" and not any(called):
            out.append((value, line))
    return out


def row_texts(t, at, places, names):
    """Texts of one row { ... } of a table."""
    for i, a in enumerate(arguments(t, at)[0]):
        named = len(a) > 2 and a[0][1] == "." and a[2][1] == "="
        if named and a[1][1] in names:
            yield from literals(a[3:])
        elif named and a[1][1] == "plural" and a[3][0] == "string":  # shown in words and as a heading (type_words)
            words = a[3][1].replace("_", " ")
            yield from ((words, a[3][2]), (words[0].upper() + words[1:], a[3][2]))
        elif not named and i in places:
            yield from literals(a)


def table_texts(t, at, kind):
    """Texts of a table: struct KIND NAME[] = { rows } or struct KIND NAME = { ... }; `at` is at the first bracket."""
    places, names = TABLES[kind]
    args, _ = arguments(t, at)
    rows = kind != "entity" and kind != "link" and kind != "kind"
    if not rows:
        yield from row_texts(t, at, places, names)
        return
    for a in args:
        for i, token in enumerate(a):
            if token[1] == "{" and token[0] == "mark":
                yield from row_texts(a, i, places, names)
                break
        else:
            macro = next((i for i, x in enumerate(a[:-1]) if x[1].isupper() and a[i + 1][1] == "("), None)
            if macro is not None:
                for b in arguments(a, macro + 1)[0]:
                    yield from (x for x in literals(b) if not re.fullmatch(r"[a-z_:]*", x[0]))


def found_in(path, t):
    """(texts, plural) of one source file, each text with its line."""
    for i, (kind, value, line) in enumerate(t):
        if kind == "word" and value in CALLS and i + 1 < len(t) and t[i + 1][1] == "(":
            args, _ = arguments(t, i + 1)
            if value in PLURAL and all(len(args) > k and literals(args[k]) for k in CALLS[value]):
                yield tuple(literals(args[k])[0][0] for k in CALLS[value]), line
                continue
            for k in CALLS[value]:
                if k < len(args):
                    yield from literals(args[k])
        if kind == "word" and value == "struct" and i + 2 < len(t) and t[i + 1][1] in TABLES:
            k = i + 2
            while k < len(t) and t[k][1] not in ("=", ";", "{", ")", "("):
                k += 1
            if k + 1 < len(t) and t[k][1] == "=" and t[k + 1][1] == "{":
                yield from table_texts(t, k + 1, t[i + 1][1])
        if kind == "string":  # what SQL says in words, part by part
            yield from ((text, line) for text in re.findall(r"THEN '([a-z][^']*); ' ELSE", value))
        if kind == "word" and value == "define" and t[i + 1][1].startswith("FIELD"):
            k = i + 2
            while t[k][1] != "{":
                k += 1
            yield from row_texts(t, k, *TABLES["field"])


def literals_of(root):
    """Every literal with a text: {literal or (one, many): [where]}."""
    out = {}
    for floor in FLOORS:
        for path in sorted((root / "src" / floor).glob("*.[ch]")):
            for text, line in found_in(path, tokens(path.read_text())):
                where = f"{path.relative_to(root)}:{line}"
                if where not in out.setdefault(text, []):
                    out[text].append(where)
    return out


# --- literals of HTML and their texts ---

def pieces(literal):
    """("tag" or "text", characters): joined they are the literal. It may begin or end inside a tag."""
    if re.match(r' [a-z-]+="', literal) and "<" not in literal.split(">")[0]:
        end = literal.find(">") + 1 or len(literal)
    elif not re.search(r"<[a-zA-Z/!]|>", literal):
        return [("text", literal)]
    else:
        close, open_ = literal.find(">"), literal.find("<")
        end = close + 1 if close >= 0 and (open_ < 0 or close < open_) else 0
    out = [("tag", literal[:end])] if end else []
    for m in re.finditer(r"<[a-zA-Z/!][^>]*(?:>|$)|(?:(?!<[a-zA-Z/!]).)+", literal[end:], re.S):
        out.append(("tag" if re.match(r"<[a-zA-Z/!]", m[0]) else "text", m[0]))
    return out


def tag_name(tag):
    m = re.match(r"<(/?)([a-zA-Z0-9]+)", tag)
    return (m[1], m[2]) if m else ("", "")


def has_content(piece):
    return piece[0] == "text" and bool(LETTER.search(re.sub(r"&\w+;", "", piece[1])) or "%" in piece[1])


def trim(run, start):
    """The part of a run of text and phrase tags that makes one text: (first, last) or None."""
    holds = [i for i, p in enumerate(run) if has_content(p)]
    if not any(LETTER.search(re.sub(r"&\w+;", "", DIRECTIVE.sub("", p[1]))) for p in run if p[0] == "text"):
        return None
    first, last = holds[0], holds[-1]
    pairs, open_ = {}, []
    for i, p in enumerate(run):
        if p[0] != "tag" or tag_name(p[1])[1] == "br":
            continue
        if not tag_name(p[1])[0]:
            open_.append(i)
        elif open_:
            k = open_.pop()
            pairs[k], pairs[i] = i, k
    for i in range(first, last + 1):
        first, last = min(first, pairs.get(i, first)), max(last, pairs.get(i, last))
    while run[first][0] == "tag" and pairs.get(first) == last:
        first, last = first + 1, last - 1
    return start + first, start + last


def units(literal):
    """Places of the texts of a literal: ("run", first piece, last piece) and ("attribute", piece, from, to); with its pieces."""
    p = pieces(literal)
    out, i = [], 0
    while i < len(p):
        if p[i][0] == "tag":
            for m in ATTRIBUTE.finditer(p[i][1]):
                if LETTER.search(DIRECTIVE.sub("", m[2])):
                    out.append(("attribute", i, m.start(2), m.end(2)))
        k = i
        while k < len(p) and (p[k][0] == "text" or tag_name(p[k][1])[1] in PHRASE):
            k += 1
        if k > i:
            for j in range(i + 1, k):  # attributes of phrase tags
                for m in ATTRIBUTE.finditer(p[j][1]) if p[j][0] == "tag" else ():
                    out.append(("attribute", j, m.start(2), m.end(2)))
            span = trim(p[i:k], i)
            if span:
                out.append(("run", *span))
        i = max(k, i + 1)
    return p, out


def shown(text):
    """As a translator sees it: bare phrase tags, %s for %.*s."""
    text = re.sub(r"<(/?\w+)[^>]*>", r"<\1>", text)
    return text.replace("%.*s", "%s")


def source_of(p, unit):
    if unit[0] == "attribute":
        return p[unit[1]][1][unit[2]:unit[3]]
    return "".join(x[1] for x in p[unit[1]:unit[2] + 1]).strip()


def texts_of(literal):
    p, u = units(literal)
    return [shown(source_of(p, x)) for x in u]


# --- putting a translation together ---

def directives(text):
    """Directives with their arguments: (start, end, kind, [number of the argument...])."""
    out, n = [], 0
    for m in DIRECTIVE.finditer(text):
        if m[0] == "%%":
            continue
        takes = 2 if m[2] else 1
        out.append((m.start(), m.end(), m[3], list(range(n + 1, n + takes + 1))))
        n += takes
    return out


class Marked:
    """A text whose directives were replaced by marks that carry their arguments, so that pieces can move."""

    def __init__(self, literal):
        self.all, self.text, at = directives(literal), "", 0
        for i, (start, end, _, _) in enumerate(self.all):
            self.text += literal[at:start] + chr(0xE000 + i)
            at = end
        self.text += literal[at:]

    def spec(self, i):
        kind, args = self.all[i][2:]
        return ("%.*" if len(args) == 2 else "%") + kind

    def plain(self, text):
        return re.sub("[\ue000-\uefff]", lambda m: self.spec(ord(m[0]) - 0xE000), text)

    def finished(self, text, placed=False):
        """With directives again; each names its argument when they changed places or `placed` says so."""
        order = [ord(m) - 0xE000 for m in re.findall("[\ue000-\uefff]", text)]
        natural = order == list(range(len(self.all))) and "$" not in text and not placed

        def one(m):
            kind, args = self.all[ord(m[0]) - 0xE000][2:]
            if natural:
                return self.spec(ord(m[0]) - 0xE000)
            return f"%{args[-1]}$" + (f".*{args[0]}$" if len(args) == 2 else "") + kind
        return re.sub("[\ue000-\uefff]", one, text)


def put(marked, source, translated):
    """The translation of one text with the marks and the whole tags of its source."""
    marks = re.findall("[\ue000-\uefff]", re.sub(r"<[^>]*>", "", source))
    tags, n = {}, 0
    for m in re.finditer(r"<(/?\w+)[^>]*>", source):
        tags.setdefault(m[1], []).append(m[0])

    def directive(m):
        nonlocal n
        if m[0] == "%%":
            return m[0]
        n += 1
        return marks[int(m[1] or n) - 1]
    out = DIRECTIVE.sub(directive, translated)
    return re.sub(r"<(/?\w+)>", lambda m: tags[m[1]].pop(0), out)


def translate(literal, of, placed=False):
    """The literal with all its texts translated by of(text), or None when none was."""
    marked = Marked(literal)
    p, todo = units(marked.text)
    changed = False
    for unit in sorted(todo, key=lambda x: x[1], reverse=True):
        source = source_of(p, unit)
        text = of(shown(marked.plain(source)))
        if text is None:
            continue
        changed = True
        done = put(marked, source, text)
        if unit[0] == "attribute":
            old = p[unit[1]][1]
            p[unit[1]] = ("tag", old[:unit[2]] + done.replace('"', "&quot;") + old[unit[3]:])
        else:
            whole = "".join(x[1] for x in p[unit[1]:unit[2] + 1])
            lead, tail = whole[:len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()):]
            p[unit[1]:unit[2] + 1] = [("text", lead + done + tail)]
    return marked.finished("".join(x[1] for x in p), placed) if changed else None


def pseudo(text):
    """[Évérÿ létter ìn äccents]; tags, entities and directives stay."""
    keep = re.compile(r"<[^>]*>|&\w+;|&#\d+;|" + DIRECTIVE.pattern)
    table = str.maketrans("aceinouyACEINOUY", "äçéîñöüÿÄÇÉÎÑÖÜŸ")
    out, at = "", 0
    for m in keep.finditer(text):
        out += text[at:m.start()].translate(table) + m[0]
        at = m.end()
    return "[" + out + text[at:].translate(table) + "]"


# --- files ---

def quoted(s):
    return json.dumps(s, ensure_ascii=False)


def entry(where, one, many=None, to=None):
    out = "".join(f"#: {w}\n" for w in where[:6])
    if re.search(r"%", one + (many or "")):
        out += "#, c-format\n"
    out += f"msgid {quoted(one)}\n"
    if many is None:
        return out + f"msgstr {quoted(to or '')}\n\n"
    return out + f"msgid_plural {quoted(many)}\n" + "".join(f"msgstr[{i}] {quoted(x)}\n" for i, x in enumerate(to or ["", ""])) + "\n"


HEAD = ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nContent-Transfer-Encoding: 8bit\\n'
        'Plural-Forms: %s\\nX-Plural-Table: %s\\n"\n\n')


def script_texts(root):
    out = {}
    for path in sorted((root / "assets/js").glob("*.js")):
        for m in SCRIPT.finditer(path.read_text()):
            out.setdefault(json.loads(m[1]), []).append(str(path.relative_to(root)))
    return out


# Texts of the script: _("..."), replaced when the script is bundled (tools/assets.py), once for each language.
SCRIPT = re.compile(r'\b_\(("(?:\\.|[^"\\])*")\)')


def script(source, of):
    return SCRIPT.sub(lambda m: json.dumps(of(json.loads(m[1])) or json.loads(m[1]), ensure_ascii=False), source)


def template(root):
    out, plurals = {}, {}
    for literal, where in literals_of(root).items():
        if isinstance(literal, tuple):
            plurals.setdefault(tuple(shown(x) for x in literal), []).extend(where)
            continue
        for text in texts_of(literal):
            out.setdefault(text, []).extend(where)
    for text, where in script_texts(root).items():
        out.setdefault(text, []).extend(where)
    return (HEAD % ("nplurals=2; plural=n != 1;", "") + "".join(entry(w, t) for t, w in out.items())
            + "".join(entry(w, *t) for t, w in plurals.items()))


class Pseudo:
    placed = True  # so that every page tries it
    plural, forms, table = "nplurals=2; plural=n != 1;", 2, "1" + "0" + "1" * 198

    def one(self, text):
        return pseudo(text)

    def many(self, one, many):
        return [pseudo(one), pseudo(many)]


class Translated:
    """A translator's file, checked and read through msgfmt."""
    placed = False

    def __init__(self, po):
        with tempfile.NamedTemporaryFile(suffix=".mo") as mo:
            subprocess.run(["msgfmt", "--check", "-o", mo.name, str(po)], check=True)
            self.t = gettext.GNUTranslations(io.BytesIO(pathlib.Path(mo.name).read_bytes()))
        self.plural = self.t.info().get("plural-forms", "nplurals=2; plural=n != 1;")
        rule = gettext.c2py(re.search(r"plural=(.*?);?$", self.plural)[1])
        self.forms = int(re.search(r"nplurals=(\d+)", self.plural)[1])
        self.table = "".join(str(rule(n)) for n in range(200))

    def one(self, text):
        return self.t._catalog.get(text)

    def many(self, one, many):
        forms = [self.t._catalog.get((one, i)) for i in range(self.forms)]
        return forms if all(forms) else None


def language(po):
    return Translated(po) if po else Pseudo()


def catalogue(root, lang):
    """The file for msgfmt: whole literals and what they become."""
    out = HEAD % (lang.plural, lang.table)
    for literal, where in literals_of(root).items():
        if isinstance(literal, tuple):
            marked = [Marked(x) for x in literal]
            forms = lang.many(*(shown(x) for x in literal))
            if forms:
                out += entry(where, *literal, [marked[-1].finished(put(marked[-1], marked[-1].text, f), lang.placed) for f in forms])
            continue
        try:
            to = translate(literal, lang.one, lang.placed)
        except (IndexError, KeyError):
            sys.exit(f"{where[0]}: the translation needs other directives or tags than the text has: {literal!r}")
        if to:
            out += entry(where, literal, to=to)
    return out


def main():
    root = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "template":
        pathlib.Path(sys.argv[3]).write_text(template(root))
        return
    _, _, _, tag, po, mo, msgfmt = sys.argv
    subprocess.run([msgfmt, "--check-format", f"--endianness={sys.byteorder}", "-o", mo, "-"], input=catalogue(root, language(po)), text=True, check=True)


if __name__ == "__main__":
    main()
