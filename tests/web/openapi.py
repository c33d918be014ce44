#!/usr/bin/env python3
"""Holds the running API to its own description: the document is sound, every answer to generated requests has a status and a shape that
it promises, every member that it describes is taken, and what it does not describe is refused.

Usage: openapi.py PROGRAM"""
import pathlib
import random
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

s = lib.Server()
token = s.token()
doc = s.call("GET", "/api/v1/openapi.json")[2]
rnd = random.Random(27001)
SCHEMA_WORDS = {"$ref", "type", "enum", "const", "properties", "required", "items", "anyOf", "allOf", "additionalProperties", "format", "pattern",
                "minimum", "maximum", "maxLength", "title", "description", "readOnly"}


def deref(x):
    while "$ref" in x:
        at = doc
        for part in x["$ref"][2:].split("/"):
            at = at[part]
        x = at
    return x


# --- the document itself ---
def walk(x, path=""):
    if isinstance(x, dict):
        if "$ref" in x and isinstance(x["$ref"], str):
            try:
                deref(x)
            except KeyError:
                check(False, f"{path}: {x['$ref']} leads nowhere")
        for k, v in x.items():
            walk(v, f"{path}/{k}")
    elif isinstance(x, list):
        for i, v in enumerate(x):
            walk(v, f"{path}/{i}")


def sound(schema, path):
    unknown = set(schema) - SCHEMA_WORDS
    check(not unknown, f"{path}: words {unknown}")
    for k, v in schema.get("properties", {}).items():
        sound(v, f"{path}.{k}")
    check(set(schema.get("required", [])) <= set(schema.get("properties", {})) or "properties" not in schema, f"{path}: required members are described")
    for k in ("anyOf", "allOf"):
        for i, v in enumerate(schema.get(k, [])):
            sound(v, f"{path}.{k}{i}")
    if isinstance(schema.get("items"), dict):
        sound(schema["items"], path + "[]")


walk(doc)
for name, schema in doc["components"]["schemas"].items():
    sound(schema, name)
ids = []
for path, item in doc["paths"].items():
    for method, op in item.items():
        ids.append(op["operationId"])
        names = {deref(p)["name"] for p in op["parameters"] if deref(p)["in"] == "path"}
        equal(names, set(re.findall(r"\{(\w+)\}", path)), f"{path}: its parameters are described")
        check({"default", "400", "429"} <= set(op["responses"]) and op["summary"], f"{method} {path}: summary and refusals")
equal(len(ids), len(set(ids)), "every operation has a name of its own")
import json
routes = [r for r in json.loads(s.run("schema", "--routes"))["routes"] if r["face"] == "api"]
for r in routes:
    for m in r["methods"]:
        pattern = re.sub(r":(\w+)", r"{\1}", r["pattern"]).replace("{type}", "risks" if "file" not in r["pattern"] else "evidence_items")
        check(m.lower() in doc["paths"].get(pattern, {}), f"{m} {r['pattern']} is described")


# --- a small reader of JSON Schema: the words that the document uses ---
def fits(v, schema, path="$"):
    schema = deref(schema)
    out = []
    types = schema.get("type")
    if types is not None:
        types = [types] if isinstance(types, str) else types
        ok = any({"object": isinstance(v, dict), "array": isinstance(v, list), "string": isinstance(v, str), "null": v is None,
                  "boolean": isinstance(v, bool), "integer": isinstance(v, int) and not isinstance(v, bool),
                  "number": isinstance(v, (int, float)) and not isinstance(v, bool)}[t] for t in types)
        if not ok:
            return [f"{path}: {v!r:.80} is no {types}"]
    if "enum" in schema and v not in schema["enum"]:
        out.append(f"{path}: {v!r:.80} is none of {schema['enum']}")
    if "const" in schema and v != schema["const"]:
        out.append(f"{path}: {v!r:.80} is not {schema['const']}")
    if isinstance(v, dict):
        out += [f"{path}: lacks {k}" for k in schema.get("required", []) if k not in v]
        for k, x in v.items():
            if k in schema.get("properties", {}):
                out += fits(x, schema["properties"][k], f"{path}.{k}")
            elif schema.get("additionalProperties") is False:
                out.append(f"{path}: has {k}")
    if isinstance(v, list) and "items" in schema:
        for i, x in enumerate(v):
            out += fits(x, schema["items"], f"{path}[{i}]")
    if isinstance(v, str):
        f = schema.get("format")
        pattern = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "uuid": r"[0-9a-f-]{36}"}.get(f) or schema.get("pattern")
        if pattern and not re.fullmatch(pattern.strip("^$"), v):
            out.append(f"{path}: {v!r:.60} is not written as {f or pattern}")
    for alt in schema.get("allOf", []):
        out += fits(v, alt, path)
    if "anyOf" in schema and all(fits(v, a, path) for a in schema["anyOf"]):
        out.append(f"{path}: {v!r:.200} fits none: {[fits(v, a, path)[:1] for a in schema['anyOf']]}")
    return out


def hold(op, got, what, method="GET"):
    """Is this answer one that the description promises, with the headers and the shape that belong to it?"""
    st, h, body = got
    promised = op["responses"].get(str(st))
    if promised is None:
        check(st in (503, 507), f"{what}: {st} is not promised: {body}")
        promised = op["responses"]["default"]
    promised = deref(promised)
    for name, header in promised.get("headers", {}).items():
        header = deref(header)
        if name in h:
            check(header["schema"]["type"] != "integer" or h[name].isdigit(), f"{what}: {st}: {name}: {h[name]}")
        else:
            check(not header["required"], f"{what}: {st}: the header {name} is promised")
    if "content" not in promised:
        check(not body, f"{what}: {st} has a body")
        return st
    kind = h["Content-Type"]
    check(kind in promised["content"] or "*/*" in promised["content"], f"{what}: {st} comes as {kind}")
    schema = promised["content"].get(kind, {}).get("schema")
    if schema and method != "HEAD":
        wrong = fits(body, schema)
        check(not wrong, f"{what}: {st}: {wrong[:4]}")
    if st >= 400:
        check(kind == "application/problem+json" and body["status"] == st and body["detail"] and body["title"], f"{what}: {st}: {body}")
    return st


# --- reading: everything there is ---
VIEWS = {"/soa": "?scope=SC-1", "/soa/diff": "?from=1&to=now", "/search": "?q=access", "/standards/search": "?q=access",
         "/standards/compare": "?a=27001&b=27002", "/openapi.json": ""}
for path, item in doc["paths"].items():
    if "get" not in item:
        continue
    short = path[len("/api/v1"):]
    if "{" not in path:
        st = hold(item["get"], s.call("GET", path + VIEWS.get(short, ""), token), f"GET {path}")
        equal(st, 200, f"GET {path}")
        if "after" in str(item["get"]["parameters"]):
            for more in ("?limit=200", "?limit=3&sort=-ref", "?where=archived%3Dall", "?limit=x", "?sort=nothing", "?q=access"):
                hold(item["get"], s.call("GET", path + more, token), f"GET {path}{more}")
    elif "{ref}" in path and "{field}" not in path and not short.startswith("/standards"):
        kind = short.split("/")[1]
        for r in s.call("GET", f"/api/v1/{kind}?limit=5", token)[2]["items"]:
            equal(hold(item["get"], s.call("GET", path.replace("{ref}", r["ref"].replace(" ", "%20")), token), f"GET {path} {r['ref']}"), 200, path)
for ref in ("27001", "27001:6.1.2", "A.5.15", "27002:5.15", "27701-2025:A.1.2.3", "nothing"):
    hold(doc["paths"]["/api/v1/standards/{ref}"]["get"], s.call("GET", f"/api/v1/standards/{ref}", token), ref)
for word in ("risk", "control", "nothing-like-it"):
    hold(doc["paths"]["/api/v1/terms/{word}"]["get"], s.call("GET", f"/api/v1/terms/{word}", token), word)


# --- writing: values made from the schemas, good ones and bad ones ---
def value(schema, good):
    schema = deref(schema)
    if "anyOf" in schema:
        return value(rnd.choice(schema["anyOf"]), good)
    if not good and rnd.random() < 0.5:
        return rnd.choice([None, True, -1, 10 ** 18, 1.5, "", "x" * 500, "é\u2028<b>", [], [1], {}, {"ref": 5}, {"ref": "R-1", "x": 1}, ["R-1; R-2"], "\u0007"])
    if "enum" in schema:
        return rnd.choice(schema["enum"])
    t = schema.get("type", "string")
    t = rnd.choice(t) if isinstance(t, list) else t
    if t == "string":
        return {"date": "2026-11-03", "uri": "https://example.org/a", "date-time": "2026-11-03T10:00:00Z"}.get(
            schema.get("format"), rnd.choice(["Some words", "P-1", "R-1", "27001:A.5.15", "C-1", "A-1"]))
    if t in ("integer", "number"):
        return rnd.randint(int(schema.get("minimum", 1)), int(schema.get("maximum", 4)))
    if t == "boolean":
        return rnd.random() < 0.5
    if t == "array":
        return [value(schema.get("items", {}), good) for _ in range(rnd.randint(0, 2))]
    if t == "object":
        return {k: value(v, good) for k, v in schema.get("properties", {}).items() if k in schema.get("required", []) or rnd.random() < 0.5}
    return None


def parts(schema):
    schema = deref(schema)
    props, req = {}, list(schema.get("required", []))
    for a in schema.get("allOf", []):
        p, r = parts(a)
        props.update(p)
        req += r
    props.update(schema.get("properties", {}))
    return props, req


def outside(schema):
    """Values that the schema does not take."""
    schema = deref(schema)
    alternatives = [deref(x) for x in schema.get("anyOf", [schema])]
    kinds = {k for x in alternatives for k in ([x["type"]] if isinstance(x.get("type"), str) else x.get("type", []))}
    out = []
    if "object" not in kinds:
        out.append({"a": {"b": 1}})
    if "array" not in kinds:
        out.append([["x"]])
    for x in alternatives:
        if "enum" in x:
            out.append("no such choice")
        if "maximum" in x:
            out.append(x["maximum"] + 1 if x["maximum"] < 2 ** 53 else 10 ** 30)
        if "minimum" in x:
            out.append(x["minimum"] - 1)
        if "maxLength" in x:
            out.append("x" * (x["maxLength"] + 1))
        if x.get("format") in ("date", "date-time", "uri"):
            out.append("javascript:alert(1)")
    return out


made = 0
for path, item in doc["paths"].items():
    for method in ("post", "patch"):
        op = item.get(method)
        content = op and op.get("requestBody", {}).get("content", {}).get("application/json")
        if not content or path.endswith("/soa/approve"):
            continue
        props, req = parts(content["schema"])
        for i in range(14):
            good = i < 6
            body = {k: value(v, good) for k, v in props.items() if k in req or rnd.random() < (0.35 if i else 0)}
            if i == 13:
                body.update(no_such_member=1, _reason="Why")
            at, h = path, {}
            if "{" in path:
                kind = path.split("/")[3]
                items = s.call("GET", f"/api/v1/{kind}?limit=3", token)[2].get("items") if kind != "soa" else None
                at = path.replace("{number}", "A.5.16")
                if "{ref}" in path:
                    if not items:
                        continue
                    at = path.replace("{ref}", rnd.choice(items)["ref"])
                if method == "patch":
                    h = {"If-Match": "*"}
            got = s.call(method.upper(), at, token, body, h)
            st = hold(op, got, f"{method} {at} {str(body)[:300]}")
            made += st in (200, 201)
            if i == 13:
                check(st in (403, 409, 422) and (st != 422 or any(e["field"] == "no_such_member" for e in got[2]["errors"])),
                      f"{method} {at}: an undescribed member is refused: {got[2]}")
            for e in got[2].get("errors", []) if st == 422 else []:
                check(e["code"] != "unknown" or e["field"] not in props or i >= 6 or "no member" not in e["message"],
                      f"{method} {at}: {e['field']} is described and not taken")
check(made > 60, f"{made} generated changes were taken")

# --- every parameter of every operation: good values, values it must refuse, and what is not described ---
GOOD = {"scope": ["SC-1"], "public": ["yes", "no"], "from": ["1", "now"], "to": ["1", "now"], "requirement": ["27001:6.1.2"], "q": ["access"],
        "limit": ["1", "200"], "a": ["27001"], "b": ["27002"], "control": ["5.15"], "name": ["a.txt"], "where": ["archived=all"], "sort": ["-ref"],
        "budget": ["50000"], "as_of": ["2026-03-31", "2026-03-31T10:00:00Z"]}
BAD = {"scope": ["SC-999999", "x"], "public": ["perhaps"], "from": ["0", "-1", "x", "999999"], "to": ["0", "x", "999999"], "requirement": ["nonsense"],
       "limit": ["0", "201", "-1", "x", "1.5", "99999999999999999999"], "a": ["no-standard", ""], "b": ["no-standard"],
       "budget": ["-1", "x", "1e99", "9" * 40], "must": ["C-999999", "x" * 5000], "never": ["C-999999"], "where": ["colour=red", "=", "title"], "sort": ["colour", "-"], "after": ["nonsense"], "before": ["nonsense"],
       "as_of": ["yesterday", "2026-13-01", "2026-03-31T10:00:00", "9999-12-31T00:00:00Z00"]}
ONE = {"scope": "SC-1"}  # by now there are more, so it has to be said which
NEEDED = {"/soa": ONE, "/soa/{number}": ONE, "/soa/approve": ONE, "/check": ONE, "/path": ONE, "/soa/diff": {"scope": "SC-1", "from": "1", "to": "now"}, "/search": {"q": "access"}, "/standards/search": {"q": "access"},
          "/standards/compare": {"a": "27001", "b": "27002"}, "/files": {"name": "a.txt"}}
WORDS = {"{number}": "A.5.15", "{word}": "risk", "{field}": "file"}
reader = s.token(access="read")
counted = {"good": 0, "bad": 0, "headers": 0, "bodies": 0, "members": 0}
_, _, kept = s.call("POST", "/api/v1/files?name=a.txt", token, b"bytes", {"Content-Type": "text/plain"})
HAS_FILE = {"evidence_items": s.call("POST", "/api/v1/evidence_items", token, {"title": "With a file", "file": kept})[2]["ref"],
            "document_versions": s.call("POST", "/api/v1/document_versions", token, {"document": "D-1", "file": kept})[2]["ref"]}


def good_values(p):
    """What the parameter may be: said above, else made from its schema."""
    schema = p["schema"]
    return GOOD.get(p["name"], [str(x) for x in schema.get("enum", [])] + [str(schema[k]) for k in ("minimum",) if k in schema])


def bad_values(p):
    schema, out = p["schema"], BAD.get(p["name"], [])
    if not out and "enum" in schema:
        out = ["no such choice"]
    if not out and schema.get("type") == "integer":
        out = ["x", "1.5", "9" * 30] + ([str(schema["minimum"] - 1)] if "minimum" in schema else []) + ([str(schema["maximum"] + 1)] if "maximum" in schema else [])
    return out


def address(path, method):
    """The path with a record in it that can be used, or None where there is none."""
    short = path[len("/api/v1"):]
    at = path
    if "{ref}" in path:
        kind = short.split("/")[1]
        if kind == "standards":
            return path.replace("{ref}", "27001:6.1.2")
        items = [{"ref": HAS_FILE[kind]}] if "{field}" in path else s.call("GET", f"/api/v1/{kind}?limit=1&sort=ref", token)[2]["items"]
        if not items:
            return None
        at = path.replace("{ref}", items[-1]["ref"].replace(" ", "%20"))
    for k, v in WORDS.items():
        at = at.replace(k, v)
    return at


def query(path, **more):
    q = {**NEEDED.get(path[len("/api/v1"):], {}), **more}
    return "?" + urllib.parse.urlencode({k: v for k, v in q.items() if v is not None}) if q else ""


for path, item in doc["paths"].items():
    short = path[len("/api/v1"):]
    for method, op in item.items():
        method = method.upper()
        at = address(path, method)
        if at is None:
            continue
        what = f"{method} {at}"
        writes, body = method != "GET", "requestBody" in op
        json_body = {} if body and "application/json" in op["requestBody"]["content"] else b"bytes" if body else None
        head = {"If-Match": '"v0"'} if method in ("PATCH", "DELETE") else {}  # never what is there: nothing changes
        if json_body == b"bytes":
            head["Content-Type"] = "text/plain"

        def ask(q, headers=None, t=token, b=json_body):
            return s.call(method, at + q, t, b, {**head, **(headers or {})})

        if op.get("security") != []:
            equal(hold(op, ask(query(path), t=None), what), 401, f"{what} without a token")
            equal(hold(op, ask(query(path), t="mun_" + "0" * 64), what), 401, f"{what} with another token")
        if writes:
            equal(hold(op, ask(query(path), t=reader), what), 403, f"{what} with a reading token")
            equal(hold(op, ask(query(path, as_of="2026-01-31")), what), 409, f"{what} in the past")
        got = ask(query(path, no_such_parameter="1"))
        equal(hold(op, got, what), 400, f"{what} with an unknown parameter")
        check(any(e["field"] == "no_such_parameter" for e in got[2]["errors"]), f"{what}: names the unknown parameter: {got[2]}")
        for p in [deref(p) for p in op["parameters"]]:
            name = p["name"]
            if p["in"] == "path":
                missing = path.replace("{" + name + "}", {"ref": "X-999999", "number": "A.99.9", "word": "nothing-like-it", "field": "title"}[name])
                for k, v in {**WORDS, "{ref}": at.split("/")[4] if "{ref}" in path else ""}.items():
                    missing = missing.replace(k, v)
                got = s.call(method, missing + query(path), token, json_body, head)
                equal(hold(op, got, f"{method} {missing}"), 404, f"{method} {missing}")
            elif p["in"] == "query":
                for v in good_values(p) if not writes else []:
                    st = hold(op, ask(query(path, **{name: v})), what)
                    check(st == 200 or (name == "as_of" and "{ref}" in path and st == 404), f"{what} {name}={v}: {st}")
                    counted["good"] += 1
                check(good_values(p) or bad_values(p), f"{what}: no value is known for {name}: name some in this test")
                for v in bad_values(p):
                    got = ask(query(path, **{name: v}))
                    st = hold(op, got, f"{what} {name}={v}")
                    check(400 <= st < 500, f"{what} {name}={v}: {st}")
                    counted["bad"] += 1
            elif name == "If-Match":
                equal(hold(op, s.call(method, at + query(path), token, json_body), what), 428, f"{what} without If-Match")
                for tag in ('"v999999"', "nonsense", 'W/"v1"', '"v1'):
                    st = hold(op, ask(query(path), {"If-Match": tag}), f"{what} If-Match {tag}")
                    check(st in (403, 412) , f"{what} If-Match {tag}: {st}")
                counted["headers"] += 5
            elif name == "Idempotency-Key":
                equal(hold(op, ask(query(path), {name: "k" * 256}), what), 400, f"{what} with a long {name}")
                counted["headers"] += 1
            elif name == "Change-Reason":
                equal(hold(op, ask(query(path), {name: "r" * 2001}), what), 400, f"{what} with a long reason")
                counted["headers"] += 1
        if json_body == {}:
            for b, kind, want in [(b"{}", "text/plain", 415), (b"{", "application/json", 400), (b"[]", "application/json", 400), (b"null", "application/json", 400),
                                  (b'{"a":1,"a":2}', "application/json", 400), (b'{"_reason":5}', "application/json", 422),
                                  (b'{"no_such_member":1}', "application/json", 422), (b"[" * 500, "application/json", 400), (b"\xff", "application/json", 400)]:
                got = s.call(method, at + query(path), token, b, {"If-Match": "*", "Content-Type": kind})
                st = hold(op, got, f"{what} {b[:20]}")
                check(st == want or (want != 415 and st in (403, 409)), f"{what} with {b[:20]} as {kind}: {st}, expected {want}: {got[2]}")
                counted["bodies"] += 1
        if method == "PATCH":
            props, _ = parts(op["requestBody"]["content"]["application/json"]["schema"])
            for name, schema in props.items():
                for v in outside(schema):
                    got = s.call(method, at + query(path), token, {name: v}, {"If-Match": "*"})
                    st = hold(op, got, f"{what} {name}={str(v)[:40]}")
                    check(st in (400, 403, 409, 413, 422) and (st != 422 or any(e["field"] == name for e in got[2]["errors"])),
                          f"{what}: {name}={str(v)[:60]} is outside of what is described: {st} {str(got[2])[:300]}")
                    counted["members"] += 1
        st, h, b = s.call("PUT", at, token, b"{}", {"Content-Type": "application/json"})
        check(st == 405 and method in re.split(", ?", h["Allow"]) and b["status"] == 405, f"PUT {at}: {st} {h.get('Allow')}")
print(", ".join(f"{n} {k}" for k, n in counted.items()) + " asked for")
check(min(counted.values()) > 50, f"every sort was asked for: {counted}")

# the file with ranges and tags, as described
op = doc["paths"]["/api/v1/evidence_items/{ref}/file/{field}"]["get"]
at = f"/api/v1/evidence_items/{HAS_FILE['evidence_items']}/file/file"
for headers, want in [({"Range": "bytes=0-1"}, 206), ({"Range": "bytes=99-"}, 416), ({"If-None-Match": f'"{kept["sha256"]}"'}, 304), ({}, 200)]:
    equal(hold(op, s.call("GET", at, token, headers=headers, raw=False), f"file {headers}"), want, f"file {headers}")
op = doc["paths"]["/api/v1/openapi.json"]["get"]
equal(hold(op, s.call("GET", "/api/v1/openapi.json", headers={"If-None-Match": s.call("GET", "/api/v1/openapi.json")[1]["ETag"]}), "openapi"), 304, "openapi")
equal(s.json("verify")["ok"], True, "the ledger verifies after all of it")
s.done()
lib.finish()
