"""Makes the icon sprite: every icon that src/web and assets/js use, from Debian's bootstrap-icons or drawn by us (assets/icons).
Names say what an icon means here; the table says which picture that is. A name without a picture stops the build."""
import pathlib
import re

PICTURES = pathlib.Path("/usr/share/bootstrap-icons/svg")
TABLE = {
    "archive": "archive", "arrow-left-to-line": "chevron-bar-left", "columns-3": "layout-three-columns",
    "archive-restore": "arrow-counterclockwise", "arrow-down": "arrow-down", "arrow-left": "arrow-left",
    "arrow-right": "arrow-right", "arrow-up": "arrow-up", "bell": "bell", "bookmark": "bookmark", "building-2": "building",
    "calendar": "calendar3", "check": "check-lg", "chevrons-up-down": "chevron-expand", "circle-check": "check-circle",
    "circle-dot": "record-circle", "circle-help": "question-circle", "circle-slash": "slash-circle", "clock": "clock",
    "columns": "layout-three-columns", "copy": "files", "download": "download", "eye": "eye", "file-text": "file-text",
    "filter": "funnel", "flag": "flag", "git-compare": "arrow-left-right", "globe": "globe", "history": "clock-history",
    "hourglass": "hourglass-split", "house": "house-door", "inbox": "inbox", "info": "info-circle", "key": "key",
    "lightbulb": "lightbulb", "link": "link-45deg", "list-checks": "list-check", "lock": "lock", "log-out": "box-arrow-right",
    "menu": "list", "milestone": "signpost", "network": "diagram-3", "octagon-alert": "exclamation-octagon",
    "octagon-x": "x-octagon", "paperclip": "paperclip", "pencil-line": "pencil", "plus": "plus-lg", "printer": "printer",
    "refresh-cw": "arrow-repeat", "scroll-text": "journal-text", "search": "search", "send": "send", "settings": "gear",
    "shield-check": "shield-check", "sun-moon": "circle-half", "trash": "trash", "triangle-alert": "exclamation-triangle",
    "upload": "upload", "user-round": "person", "users": "people", "x": "x-lg",
}
ICON_ARGUMENT = {"icon": 1, "badge": 2, "button": 2, "empty": 1, "note": 2}
NAME = re.compile(r'"([a-z][a-z0-9-]*)"')


def arguments(text, at):
    """The arguments of the call whose bracket opens before `at`."""
    depth, start, quoted, out = 1, at, False, []
    while depth:
        ch = text[at]
        if quoted:
            at += ch == "\\"
            quoted = ch != '"'
        elif ch == '"':
            quoted = True
        elif ch in "([{":
            depth += 1
        elif ch in ")]}":
            depth -= 1
        if not depth or (ch == "," and depth == 1 and not quoted):
            out.append(text[start:at])
            start = at + 1
        at += 1
    return out


def used(root):
    """Names in the calls that draw an icon, beside a tone in tables, and in ICON("...")."""
    names = {}
    for path in sorted(root.glob("src/web/*.c")):
        text = path.read_text()
        found = []
        for m in re.finditer(r"\bui_(icon|badge|button|empty|note)\(", text):
            args = arguments(text, m.end())
            if len(args) > ICON_ARGUMENT[m[1]]:
                # of a condition, only what it yields: "a" ? "b" : "c" compares nothing by name
                found += NAME.findall(re.sub(r"(strcmp|str_eq_z|STR)\([^)]*\)", "", args[ICON_ARGUMENT[m[1]]]))
        found += re.findall(r'\bTONE_[A-Z]+,\s*"([a-z][a-z0-9-]*)"', text)
        found += re.findall(r'\bICON\("([a-z][a-z0-9-]*)"\)', text)
        for name in found:
            names.setdefault(name, path.name)
    for path in sorted(root.glob("assets/js/*.js")):
        for name in re.findall(r'\bicon\("([a-z][a-z0-9-]*)"\)', path.read_text()):
            names.setdefault(name, path.name)
    return names


def picture(root, name):
    own = root / "assets/icons" / f"{name}.svg"
    path = own if own.exists() else PICTURES / f"{TABLE[name]}.svg" if name in TABLE else None
    if not path or not path.exists():
        return None
    body = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.S)
    return re.sub(r">\s+<", "><", body.strip())


def sprite(root):
    out, missing = [], []
    for name, where in sorted(used(root).items()):
        body = picture(root, name)
        if body is None:
            missing.append(f"{where} uses the icon {name}, which tools/icons.py does not know")
        else:
            out.append(f'<symbol id="i-{name}" viewBox="0 0 16 16">{body}</symbol>')
    if missing:
        raise SystemExit("\n".join(missing))
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(out) + "</svg>"
