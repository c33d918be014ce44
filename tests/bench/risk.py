#!/usr/bin/env python3
"""Risk benchmarks R1 to R4, R6 and O1 of the design, with two peers run beside ours in turn. One JSON line a figure; the last
line of each has "ok". CPU time is compared, ratios and our own CPU time are gates; the exit code says whether all hold.

Usage: risk.py BENCH_RISK [--quick]"""
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

inside = os.path.abspath(sys.argv[1])
quick = "--quick" in sys.argv
here = os.path.dirname(os.path.abspath(__file__))
failed = 0


def ours(*args):
    out = subprocess.run([inside, *map(str, args)], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def peer(name, *args):
    out = subprocess.run([sys.executable, os.path.join(here, "peers", name), *map(str, args)], capture_output=True, text=True,
                         check=True).stdout
    return [float(x) for x in out.split()]


def gate(name, value, bar, unit, at_least=False, **more):
    global failed
    ok = value >= bar if at_least else value <= bar
    failed += not ok
    print(json.dumps({"gate": name, "ok": ok, "value": float(f"{value:.4g}"), "bar": bar, "unit": unit, **more}), flush=True)


def slope(points):
    """Growth exponent: slope of log time over log n."""
    xs, ys = [math.log(p[0]) for p in points], [math.log(p[1]) for p in points]
    mx, my = statistics.mean(xs), statistics.mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def simulation():
    pairs, years = (2 if quick else 5), 100000
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        f.write(subprocess.run([inside, "workload", "100"], capture_output=True, text=True, check=True).stdout)
        f.flush()
        numpy = importlib.util.find_spec("numpy") is not None
        if not numpy:
            print(json.dumps({"notice": "numpy is not installed: its comparison is skipped"}))
        for kernel in ("avx2", "best"):
            a, b, plain, fast = [], [], [], []
            for _ in range(pairs):
                mine = ours("simulate", 100, years, kernel)[0]
                fast.append(mine["cpu_median"])
                if numpy:
                    a.append(peer("numpy_peer.py", f.name, years)[0] / mine["cpu_median"])
                    b.append(peer("loop_peer.py", f.name, 2000, "--numpy")[0] * (years / 2000) / mine["cpu_median"])
                plain.append(peer("loop_peer.py", f.name, 2000)[0] * (years / 2000) / mine["cpu_median"])
            if numpy and kernel == "avx2":
                print(json.dumps({"case": "R1 ratios", "kernel": kernel, "numpy": statistics.median(a), "double_loop": statistics.median(b),
                                  "plain_python": statistics.median(plain)}))
            elif numpy:
                gate("R1 numpy", statistics.median(a), 10, "times", True, kernel=kernel)
                gate("R1 double loop", statistics.median(b), 200, "times", True, kernel=kernel, plain_python=statistics.median(plain))
            gate("R1 scenario-years", 100 * years / statistics.median(fast) / 1e6, 200, "M/s a core", True, kernel=kernel,
                 events_per_second=mine["events"] / statistics.median(fast))
    sizes = [ours("simulate", n, y)[0] for n, y in ((10, 100000), (100, 100000), (1000, 100000), (100, 1000000))]
    for s in sizes:
        print(json.dumps(s))
    gate("R1 growth in events", slope([(s["events"], s["cpu_best"]) for s in sizes]), 1.02, "exponent")
    hashes = {ours("simulate", 100, years, k)[0]["hash"] for k in ("sse2", "avx2", "avx512")}
    gate("R5 identical totals of all vector widths", len(hashes), 1, "hashes")
    g = [ours("general", 100, y)[0] for y in ((100000, 300000) if quick else (100000, 1000000))]
    gate("R2 general mode", 100 * g[-1]["years"] / g[-1]["cpu_median"] / 1e6, 50, "M/s a core", True)
    gate("R2 growth", slope([(s["events"], s["cpu_best"]) for s in g]), 1.02, "exponent")


def exact():
    steps = [ours("slider", n)[0] for n in (10, 100, 1000, 10000)]
    for s in steps:
        print(json.dumps(s))
    gate("R3 slider step, p99 at 1,000", 1000 * steps[2]["cpu_p99"], 4, "ms CPU")
    gate("R3 growth in scenarios", slope([(s["n"], s["cpu_median"]) for s in steps]), 0.1, "exponent")
    rows = [ours("accuracy", n, smaller)[0] for n in (1000, 10000) for smaller in (1, 0.1, 0.001, 0.00001)]
    for r in rows:
        print(json.dumps(r))
    gate("R3 mean of the fast grid, up to 10,000", 100 * max(r["mean_fast"] for r in rows), 0.01, "% of the closed form")
    gate("R3 VaR 90, 95, 99 of the fast grid, up to 10,000", 100 * max(r["var"] for r in rows), 0.05, "% of the fine grid's")
    gate("R3 TVaR 90, 95, 99 of the fast grid, up to 10,000", 100 * max(r["tvar"] for r in rows), 0.05, "% of the fine grid's")
    builds = [ours("build", n)[0] for n in (1000, 10000)]
    gate("R4 first curve of 1,000", 1000 * builds[0]["cpu_median"], 150, "ms CPU")
    gate("R4 first curve of 10,000", builds[1]["cpu_median"], 1.5, "s CPU", wall_two_threads=ours("build", 10000, 2)[0]["wall_median"])
    gate("R4 growth", slope([(s["n"], s["cpu_median"]) for s in builds]), 1.05, "exponent")
    a, b = ours("who", 1000)
    gate("R6 contributions and tornado of 1,000", a["cpu_median"] + b["cpu_median"], 4, "s CPU", contributions=a["cpu_median"])


def investment():
    rows = {}
    for n in (100, 1000) if quick else (100, 1000, 10000):
        rows[n] = ours("invest", n, 93, 20000 if n == 100 else 6000 if n == 1000 else 50)
        for r in rows[n]:
            print(json.dumps(r))
    gate("O1 frontier of 100 budgets, 93 x 1,000", 1000 * rows[1000][0]["cpu_median"], 50, "ms CPU")
    gate("O1 above the proven bound, 93 x 1,000", 100 * rows[1000][1]["gap"], 1, "%")
    gate("O1 above the proven bound, 93 x 100", 100 * rows[100][1]["gap"], 1, "%", seconds=rows[100][1]["cpu_median"])
    gate("O1 growth", slope([(n, r[0]["cpu_median"]) for n, r in rows.items()]), 1.1, "exponent")


simulation()
exact()
investment()
sys.exit(failed > 0)
