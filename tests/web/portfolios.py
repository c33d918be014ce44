#!/usr/bin/env python3
"""Portfolios that the server keeps: several persons and scopes read, drag, draw and buy at once while somebody changes figures between
two known states. Every answer must be of one state or of the other, none of a mixture; the race detector looks on in `./test --all`.

Usage: portfolios.py PROGRAM"""
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

server = lib.Server()
ROUNDS = 6
STATES = ({"current_frequency": 0.5}, {"current_frequency": 2.5})
CURVE = "/api/v1/risks/curve"
SCOPES = ("", "?scope=SC-1")
# More people and scopes than portfolios are kept, so that they also push each other out.
PEOPLE = ("P-1", "P-2", "P-3")


def figures(answer, stage="current"):
    """What a reader sees of a state: equal bits for equal records."""
    c = answer[stage]
    return c["mean"], tuple(sorted(c["var"].items())), tuple(map(tuple, c["points"]))


def patiently(ask, *args):
    """A machine that is too busy says 503 and means it: the same again, a while later."""
    for _ in range(60):
        got = ask(*args)
        if got[0] != 503:
            return got
        time.sleep(0.5)
    return got


class Writer:
    def __init__(self):
        self.token = server.token("P-1")

    def put(self, state):
        h = patiently(server.call, "GET", "/api/v1/risks/R-1", self.token)[1]
        st, _, body = patiently(server.call, "PATCH", "/api/v1/risks/R-1", self.token, STATES[state], {"If-Match": h["ETag"], "Change-Reason": "Workshop"})
        check(st == 200, f"the figures change: {st} {body}")


def reads(kind, person, known, stop):
    """Asks until told to stop; what was wrong, and how many answers came."""
    token, browser, wrong, n = server.token(person, "read"), lib.Browser(server, int(person[2:])), [], 0
    while not stop.is_set() or n < 3:
        scope = SCOPES[n % len(SCOPES)]
        if kind == "curve":
            st, _, a = patiently(server.call, "GET", CURVE + scope, token)
            if st != 200 or figures(a) not in known[scope]:
                wrong.append((scope, st, a["current"]["mean"] if st == 200 else a))
        else:
            path = {"drag": f"/risks/R-2/money?frequency=0.{1 + n % 9}&low=2000&high=90000&part=1&drag=1",
                    "rest": f"/risks/R-{2 + n % 3}/money?frequency=0.3&part=1", "page": "/risks/money" + scope,
                    "drawn": f"/risks/money?years=1000&seed={1 + n % 5}", "buy": f"/risks/invest?budget={20000 + 1000 * (n % 7)}"}[kind]
            st, page = patiently(browser.page, path)
            if st != 200 or "<svg" not in page:
                wrong.append((path, st))
        n += 1
    return wrong, n


def both_states():
    """Each state as one reader alone sees it."""
    w, known = Writer(), {s: [] for s in SCOPES}
    for state in range(2):
        w.put(state)
        for s in SCOPES:
            known[s].append(figures(server.call("GET", CURVE + s, w.token)[2]))
    check(known[""][0] != known[""][1], "the two states have different curves")
    return w, known


def at_once():
    w, known = both_states()
    stop = threading.Event()
    jobs = [("curve", p) for p in PEOPLE] + [(k, p) for k, p in zip(("drag", "rest", "page", "drawn", "buy"), PEOPLE + PEOPLE)]

    def work(i):
        if i < len(jobs):
            return reads(*jobs[i], known, stop)
        try:
            for k in range(ROUNDS):
                w.put(k % 2)
                patiently(server.call, "GET", CURVE, w.token)
        finally:
            stop.set()
        return [], ROUNDS

    for job, got in zip(jobs + [("write", "P-1")], lib.at_once(len(jobs) + 1, work)):
        if not check(isinstance(got, tuple), f"{job}: {got!r}"):
            continue
        wrong, n = got
        check(not wrong and n >= 3, f"{job}: {len(wrong)} of {n} answers are of neither state: {wrong[:3]}")


def afterwards():
    """What is kept now is what a program that keeps nothing works out."""
    w = Writer()
    for state in (0, 1):
        w.put(state)
        for s in SCOPES:
            alone = server.json("risk", "curve", *(["--scope", s.split("=")[1]] if s else []))
            for again in range(2):
                equal(figures(server.call("GET", CURVE + s, w.token)[2]), figures(alone), f"kept or not, the same curve {s}, {again}")


def who_sees_what():
    """A portfolio belongs to whoever asked: nobody is given another's by the way."""
    mean = {p: server.call("GET", CURVE, server.token(p, "read"))[2] for p in PEOPLE}
    for p in PEOPLE:
        equal(figures(mean[p]), figures(server.json("--as", p, "risk", "curve")), f"the curve of {p}")


lib.run_parts(server, at_once, afterwards, who_sees_what)
