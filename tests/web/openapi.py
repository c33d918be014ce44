#!/usr/bin/env python3
"""Holds the running API to its own description: the document is sound, every answer to generated requests has a status and a shape that
it promises, every member that it describes is taken, and what it does not describe is refused.

Usage: openapi.py PROGRAM"""
import pathlib
import random
import re
import sys

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
        check("default" in op["responses"] and op["summary"], f"{method} {path}: summary and refusals")
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


def hold(op, got, what):
    """Is this answer one that the description promises?"""
    st, h, body = got
    promised = op["responses"].get(str(st))
    if promised is None:
        check(400 <= st < 500, f"{what}: {st} is not promised: {body}")
        promised = deref(op["responses"]["default"])
    kind = h["Content-Type"]
    check(kind in promised["content"] or "*/*" in promised["content"], f"{what}: {st} comes as {kind}")
    schema = promised["content"].get(kind, {}).get("schema")
    if schema:
        wrong = fits(body, schema)
        check(not wrong, f"{what}: {st}: {wrong[:4]}")
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
equal(s.json("verify")["ok"], True, "the ledger verifies after all of it")
s.done()
lib.finish()
