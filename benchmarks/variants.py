#!/usr/bin/env python3
"""Faces per second of the fp32 row under settings of the environment, alone and beside a second one, in turns: the allocator and OpenMP's spinning.

Usage: benchmarks/variants.py BENCHMARK_PROGRAM [TURNS [STEPS]]
The program is a publish: dotnet publish -c Release benchmarks/EmotionNet.Benchmarks -o FOLDER
"""

import os
import statistics
import subprocess
import sys

VARIANTS = {
    "as it comes": {},
    "glibc's own allocator settings": {"MALLOC_ARENA_TEST": "8"},  # any of its variables turns ours off; this one is its default
    "tcmalloc": {"MALLOC_ARENA_TEST": "8", "LD_PRELOAD": "libtcmalloc_minimal.so.4"},
    "jemalloc": {"MALLOC_ARENA_TEST": "8", "LD_PRELOAD": "libjemalloc.so.2"},
    "huge pages by libtorch": {"THP_MEM_ALLOC_ENABLE": "1"},
    "spin 1,000": {"GOMP_SPINCOUNT": "1000"},
    "spin 300,000 (OpenMP's default)": {"GOMP_SPINCOUNT": "300000"},
}
BATCH = 64


def start(program, settings):
    worker = subprocess.Popen([program, "worker", "fp32"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | settings)
    worker.stdout.readline()  # it is ready
    library = settings.get("LD_PRELOAD", "")
    with open(f"/proc/{worker.pid}/maps") as maps:
        if library not in maps.read():
            sys.exit(f"{library} was not loaded; install it, or leave its row out")
    return worker


def faces_per_second(workers, steps):
    """Of all workers together, which run at the same time."""
    for worker in workers:
        print(steps, file=worker.stdin, flush=True)
    return sum(steps * BATCH / float(worker.stdout.readline().split()[0]) for worker in workers)


def main():
    program, turns, steps = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7, int(sys.argv[3]) if len(sys.argv) > 3 else 8
    pairs = {name: [start(program, settings) for _ in range(2)] for name, settings in VARIANTS.items()}
    alone, together = ({name: [] for name in pairs} for _ in range(2))
    for turn in range(turns):
        names = list(pairs)
        for name in names[turn % len(names):] + names[: turn % len(names)]:  # each comes first in turn
            pair = pairs[name]
            alone[name].append(faces_per_second(pair[:1], steps))
            together[name].append(faces_per_second(pair, steps))
    print("| setting | one training, faces/s | ratio | two at once, sum | ratio |\n| --- | ---: | ---: | ---: | ---: |")
    for name in pairs:
        columns = []
        for speeds in (alone, together):
            base = next(iter(speeds.values()))
            columns += [f"{statistics.median(speeds[name]):.0f}", f"{statistics.median(mine / other for mine, other in zip(speeds[name], base)):.2f}"]
        print(f"| {name} | {' | '.join(columns)} |")


main()
