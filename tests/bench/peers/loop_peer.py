#!/usr/bin/env python3
"""The plain double loop over trials and scenarios that some tools run inside a request. With --numpy the random
numbers come one by one from numpy, as there; without it from Python's own generator, which is faster at that.
Usage: loop_peer.py WORKLOAD YEARS [--numpy]; prints seconds of CPU, the mean and the 95 % point."""
import math
import random
import sys
import time

rows = [tuple(map(float, line.split(","))) for line in open(sys.argv[1])]
years = int(sys.argv[2])
random.seed(1)
uniform, lognormal = random.random, random.lognormvariate
if "--numpy" in sys.argv:
    import numpy as np
    rng = np.random.default_rng(1)
    uniform, lognormal = rng.random, rng.lognormal
start = time.process_time()
totals = []
for _ in range(years):
    total = 0.0
    for rate, mu, sigma in rows:
        if uniform() < 1 - math.exp(-rate):  # at most one event, as there
            total += lognormal(mu, sigma)
    totals.append(total)
totals.sort()
print(time.process_time() - start, sum(totals) / years, totals[int(0.95 * years)])
