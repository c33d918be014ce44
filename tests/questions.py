#!/usr/bin/env python3
"""Plain questions to `standard search`: one of the named controls or clauses must be among the first three. Usage: questions.py PROGRAM"""
import json
import os
import subprocess
import sys
import tempfile

QUESTIONS = [
    ("how do I handle leavers", "27002:6.5"),
    ("who may read the logs", "27002:8.15"),
    ("what if a laptop is stolen", "27002:8.1 27002:7.9"),
    ("how often do we test backups", "27002:8.13"),
    ("somebody clicked on a phishing mail", "27002:6.3 27002:6.8 27002:8.7"),
    ("can people work from home", "27002:6.7"),
    ("which cloud providers may we use", "27002:5.23"),
    ("what do we ask of a supplier", "27002:5.19 27002:5.20 27002:5.21"),
    ("how long must a password be", "27002:5.17 27002:8.5"),
    ("do we need multi-factor authentication", "27002:8.5 27002:5.17"),
    ("administrator accounts", "27002:8.2"),
    ("who approves access rights", "27002:5.18 27002:5.15"),
    ("how do we patch servers", "27002:8.8"),
    ("ransomware", "27002:8.7 27002:8.13"),
    ("background check of a new employee", "27002:6.1"),
    ("visitors in the office", "27002:7.2"),
    ("lock the screen when leaving the desk", "27002:7.7"),
    ("throw away old hard disks", "27002:7.14 27002:7.10"),
    ("delete customer data after the contract", "27002:8.10"),
    ("which laws apply to us", "27002:5.31"),
    ("may developers use production data for tests", "27002:8.33 27002:8.31"),
    ("code review and secure coding", "27002:8.28"),
    ("open source licences", "27002:5.32"),
    ("encryption keys", "27002:8.24"),
    ("separate the guest wifi", "27002:8.22 27002:8.20"),
    ("power failure", "27002:7.11"),
    ("fire and flood", "27002:7.5"),
    ("who do we call in an emergency at the police", "27002:5.5"),
    ("penetration test", "27002:8.29 27002:8.8"),
    ("report an incident", "27002:6.8 27002:5.24 27002:5.26"),
    ("evidence for court after an attack", "27002:5.28"),
    ("usb sticks", "27002:7.10"),
    ("how do I classify documents", "27002:5.12 27002:5.13"),
    ("training for employees", "27002:6.3"),
    ("non-disclosure agreement", "27002:6.6"),
    ("data leak by mail", "27002:8.12 27002:5.14"),
    ("inventory of assets", "27002:5.9"),
    ("clocks of servers differ", "27002:8.17"),
    ("who signs off the risk", "27001:6.1.3 27001:6.1.3.f 27001:6.1.2.c.2"),
    ("statement of applicability", "27001:6.1.3 27001:6.1.3.d"),
    ("internal audit", "27001:9.2.1 27001:9.2.2 27001:9.2"),
    ("what must management review look at", "27001:9.3.2 27001:9.3.2.a 27001:9.3.1"),
    ("somebody left the company", "27002:6.5"),
    ("employees use ChatGPT", "27002:5.10"),
    ("who may enter the server room", "27002:7.2 27002:7.6"),
    ("what does top management have to do", "27001:5.1"),
    ("do we have to consider climate change", "27001:4.1 27001:4.1.amd1"),
    ("we found a vulnerability", "27002:8.8"),
    ("A.9.1.1", "27002:5.15"),
    ("5.15", "27002:5.15"),
    ("A.5.15", "27002:5.15"),
    ("27001:6.1.3", "27001:6.1.3"),
    ("a.12.4.1", "27002:8.15"),
    ("Supplier_relationships_security", "27002:5.19"),
    ("consent of a person for her data", "27701-2025:A.1.2.4 27701-2025:A.1.2.5 27701-2025:A.1.3.5"),
]


def main():
    program, failed = os.path.abspath(sys.argv[1]), 0
    os.chdir(tempfile.mkdtemp(prefix="muniment-questions-"))
    run = lambda *a: subprocess.run([program, *a], capture_output=True, text=True, check=True).stdout
    run("init", "--organization", "Test Ltd")
    for question, wanted in QUESTIONS:
        got = [i["ref"] for i in json.loads(run("standard", "search", *question.split(), "--json"))["items"]]
        if not set(got[:3]) & set(wanted.split()):
            failed += 1
            places = {w: got.index(w) + 1 if w in got else None for w in wanted.split()}
            print(f"not ok - {question}: first {got[:3]}, wanted one of {places}", file=sys.stderr)
    print(f"{len(QUESTIONS) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
