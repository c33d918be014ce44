#!/usr/bin/env python3
"""Lists without rows, of every type: what it is, which clause wants it, an example, one way to begin; told apart from nothing that fits
and nothing that one may see. And on every form the meaning of its words.

Usage: empty.py PROGRAM"""
import html
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from serving import Browser, Server, check, equal, run_parts  # noqa: E402

server = Server("empty")
CONTENT = {"standards", "requirements", "terms", "mappings", "libraries", "constructs", "templates", "guides"}
TYPES = [t for t in server.json("schema", "--routes")["types"] if t not in CONTENT]
FILLED = {"organizations", "people", "grants", "criteria_versions"}


def came_in(link):
    b = Browser(server)
    equal(b.post(re.search(r"/welcome/\w+", link)[0], {"password": "twelve long words"}, token=False)[0], 303, "in by the link")
    return b


def invited(name, *grant):
    person = server.json("person", "add", "name=" + name)["ref"]
    server.run("grant", "add", "person=" + person, *grant)
    return came_in(server.run("user", "invite", person))


founder = came_in(next(line for line in server.process.stdout if "/welcome/" in line))
main = lambda page: re.search(r"<main.*</main>", page, re.S)[0]


def nothing_yet():
    for t in TYPES:
        page = main(founder.page(f"/{t}?view=all")[1])
        if t in FILLED:
            check('class="empty"' not in page, f"{t} has rows")
            continue
        block = re.search(r'<div class="empty">.*?</div></div>', page, re.S)
        if not check(block, f"{t}: a block in place of rows"):
            continue
        block = block[0]
        check("<h2>Nothing here yet</h2>" in block and len(re.findall("<p>", block)) >= 2, f"{t}: says that nothing is there, and what it is")
        check("Asked for by <a href=\"/standards/" in block or "No clause asks" in block, f"{t}: which clause wants it")
        check("For example: " in block, f"{t}: an example")
        ways = re.findall(r'<a class="btn main" href="([^"]*)"', block)
        check(len(ways) == 1, f"{t}: one way to begin, not {ways}")
        for way in ways:
            check(founder.page(html.unescape(way))[0] == 200, f"{t}: {way} is there")
        page = main(founder.page(f"/{t}?q=zzzzz")[1])
        check("Nothing fits this filter" in page and f'href="/{t}?view=all"' in page and 'class="empty"' not in page, f"{t}: no match is another thing")


def no_picture():
    """Nothing is rated: a matrix of noughts stands above no empty register."""
    for query in ("", "?matrix=target", "?matrix=inherent", "?matrix=x"):
        page = main(founder.page("/risks" + query)[1])
        check('class="empty"' in page and "sheet matrix" not in page and "rated risks lie beyond" not in page, f"/risks{query} shows the empty state alone")


def first_rated():
    server.run("risk", "add", "title=One", "current_likelihood=2", "current_consequence=2")
    page = main(founder.page("/risks?matrix=target")[1])
    check("No risk is rated so yet" in page and "rated risks lie beyond" not in page and 'href="/risks?matrix=current' in page, "rated today, not after the plan")
    check("rated risks lie beyond" in main(founder.page("/risks")[1]), "and the matrix of today is there")


def not_mine():
    auditor = invited("Ida Audit", "role=auditor")
    for t in ("risks", "assets", "controls", "documents"):
        page = main(auditor.page("/" + t)[1])
        check("Nothing here yet" in page and "let you read it, not add" in page and "/new" not in page, f"{t}: who only reads is told so")
    server.run("scope", "add", "title=Main", "statement=All")
    server.run("scope", "add", "title=Other", "statement=Rest")
    server.run("risk", "add", "title=Of the other scope", "scope=SC-2")
    part = invited("Sam Part", "role=auditor", "scope=SC-1")
    page = main(part.page("/risks?view=all")[1])
    check("Nothing here that your roles show" in page and "Of the other scope" not in page, "who sees a part is told that it is one")
    check("among what your roles show" in main(part.page("/risks?q=zzz")[1]), "with a filter too")
    equal(auditor.page("/grants/new")[0], 404, "no form for who may not add")


def words():
    """Every form names words that can be looked up, most of them at the label itself."""
    at_labels = 0
    for t in TYPES:
        status, page = founder.page(f"/{t}/new")
        if status != 200:
            continue
        page = main(page)
        buttons = re.findall(r'popovertarget="(what-[^"]*)"', page)
        check(sorted(buttons) == sorted(re.findall(r'id="(what-[^"]*)" popover', page)) and len(set(buttons)) == len(buttons),
              f"{t}: each button has its meaning, once")
        at_labels += len(buttons)
        check(buttons or "Words used here" in page or (t == "people" and 'href="/terms"' in page), f"{t}: its words have a meaning somewhere")
        ends = {a for a in re.findall(r'href="/terms#([^"]*)"', page)}
        glossary = founder.page("/terms")[1]
        check(all(f'id="{html.unescape(a)}"' in glossary for a in ends), f"{t}: and the glossary has them")
    check(at_labels > 40, f"{at_labels} labels lead to a meaning")
    page = founder.page("/risks/new")[1]
    check('popovertarget="what-owner"' in page and "risk owner" in page.lower(), "the risk's owner, for one")


run_parts(server, nothing_yet, no_picture, not_mine, words, first_rated)
