#!/usr/bin/env python3
"""Speed of several ranks: measured on this machine, and a cost model for more. Prints the tables of docs/distributed.md.

    benchmarks/ranks.py local      one process with two threads against two ranks with one thread each, alternated
    benchmarks/ranks.py network    two ranks over a cable of limited rate (tests/two-hosts.sh; root), against the model's prediction
    benchmarks/ranks.py model      step times by batch size on this machine, and what they make of 2 to 64 machines

Needs the Release build of src/EmotionNet.Cli and Open MPI. Training of the base or large network in bf16 on 1,024 drawn faces; the first epoch of
each run warms up and is not counted.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "src/EmotionNet.Cli/bin/Release/net10.0/linux-x64/emotionnet"
MPIRUN = ["mpirun.openmpi", "--allow-run-as-root", "--bind-to", "none"]
FACES, BATCH, COUNTED_EPOCHS = 1024, 128, 3
NETWORKS = {"base": "attention_emotion_net", "large": "attention_emotion_net_large"}

# The model's assumptions. A ring all-reduce of n ranks sends 2 (n - 1) / n of the gradients from each, in 2 (n - 1) messages one after the other.
LINE_RATE = 0.85  # what TCP's messages get of a link's rate
LATENCY = 30e-6  # seconds a message, TCP over Ethernet
BYTES = 4  # fp32
GLOBAL_BATCH = 512
RANKS = [2, 4, 8, 16, 32, 64]
GIGABITS = [1, 10, 25, 100]


def all_reduce_seconds(parameters, ranks, bits_per_second):
    sent = 2 * (ranks - 1) / ranks * parameters * BYTES
    return sent * 8 / (LINE_RATE * bits_per_second) + 2 * (ranks - 1) * LATENCY


class Workplace:
    """A directory with the data, in which runs leave their files."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="emotionnet-ranks-"))
        subprocess.run([PROGRAM, "data", "sample", "--out", self.path / "all"], check=True, capture_output=True)
        rows = (self.path / "all/fer2013.csv").read_text().splitlines()
        training = [row for row in rows if row.endswith(",Training")][:FACES]
        validation = [row for row in rows if row.endswith(",PublicTest")][:64]
        (self.path / "data").mkdir()
        (self.path / "data/fer2013.csv").write_text("\n".join([rows[0], *training, *validation]) + "\n")
        self.count = 0

    def flags(self, network, batch, threads):
        return ["--mode", "quick", "--data-dir", str(self.path / "data"), "--model-type", NETWORKS[network], "--precision", "bf16", "--tta", "none",
                "--epochs", str(1 + COUNTED_EPOCHS), "--batch-size", str(batch), "--threads", str(threads)]

    def run(self, launcher, network, batch, threads, more=()):
        """Trains, and returns the seconds of a step, the part of the time in sums, and the number of parameters."""
        self.count += 1
        directory = self.path / f"run{self.count}"
        command = [*launcher, str(PROGRAM), *self.flags(network, batch, threads), "--checkpoint-dir", str(directory), *more]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=self.path)
        if ended.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{ended.stdout}\n{ended.stderr}")
        return result_of(directory, batch)


def result_of(directory, batch):
    epochs = [json.loads((directory / f"epoch_stats/epoch_{epoch:03}_stats.json").read_text()) for epoch in range(2, 2 + COUNTED_EPOCHS)]
    summary = json.loads((directory / "summary.json").read_text())
    seconds = statistics.median(epoch["trainingSeconds"] for epoch in epochs) / (FACES // batch)
    return seconds, summary["totals"]["rankSumShare"], summary["run"]["parameterCount"]


def local(work, pairs):
    one, two, shares = [], [], []
    for _ in range(pairs):
        one.append(BATCH / work.run([], "base", BATCH, 2)[0])
        seconds, share, _ = work.run([*MPIRUN, "-n", "2"], "base", BATCH, 1)
        two.append(BATCH / seconds)
        shares.append(share)
    print(f"| base network, batch of {BATCH} | faces/s, each run | median | time in the sum |")
    print("| --- | --- | ---: | ---: |")
    print(f"| one process, two threads | {listed(one)} | {statistics.median(one):.0f} | |")
    print(f"| two ranks, one thread each | {listed(two)} | {statistics.median(two):.0f} | {statistics.median(shares):.1%} |")
    ratios = [b / a for a, b in zip(one, two)]
    print(f"| two ranks against one process, pair by pair | {', '.join(f'{ratio:.2f}' for ratio in ratios)} | {statistics.median(ratios):.2f} | |")


def network(work, pairs, rates):
    print("| cable | step over shared memory, each run | median | predicted sum | predicted step | measured step, each run | median | measured / predicted |")
    print("| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |")
    for rate in rates:
        bare, whole, parameters = [], [], 0
        for _ in range(pairs):
            bare.append(work.run([*MPIRUN, "-n", "2"], "base", BATCH, 1)[0])  # with waiting for the slower rank, and next to nothing for the sum
            script = f'. "{ROOT}/tests/two-hosts.sh"; trap hosts_down EXIT; hosts_up {rate}mbit || exit; hosts_mpirun "$@"'
            seconds, _, parameters = work.run(["bash", "-c", script, "bash"], "base", BATCH, 1)
            whole.append(seconds)
        added = all_reduce_seconds(parameters, 2, rate * 1e6)
        predicted = statistics.median(bare) + added
        print(f"| {rate / 1000:g} Gbit/s | {milliseconds(bare)} | {statistics.median(bare) * 1000:.0f} ms | {added * 1000:.0f} ms | {predicted * 1000:.0f} ms "
              f"| {milliseconds(whole)} | {statistics.median(whole) * 1000:.0f} ms | {statistics.median(whole) / predicted:.2f} |", flush=True)


def fit(work, name, sizes, repeats):
    """Least squares of the step's seconds over the batch size: (seconds a step, seconds a face, parameters)."""
    points, parameters = [], 0
    for size in sizes:
        runs = [work.run([], name, size, 2) for _ in range(repeats)]
        parameters = runs[0][2]
        points.append((size, statistics.median(seconds for seconds, _, _ in runs)))
    (mean_x, mean_y) = (statistics.mean(values) for values in zip(*points))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    fixed = mean_y - slope * mean_x
    measured = ", ".join(f"{size}: {seconds * 1000:.0f} ms ({(fixed + slope * size) * 1000:.0f})" for size, seconds in points)
    print(f"{name}: {parameters:,} parameters; step = {fixed * 1000:.1f} ms + {slope * 1000:.3f} ms a face; measured by batch size (and fitted): {measured}",
          flush=True)
    return fixed, slope, parameters


def model(work, repeats):
    fits = {name: fit(work, name, [32, 64, 128, 256], repeats) for name in NETWORKS}
    for title, step, cell in [
        (f"Fixed batch of {BATCH} a rank: efficiency, the faces/s of n ranks against n times those of one",
         lambda ranks: BATCH, lambda one, many, ranks: f"{one / many:.0%}"),
        (f"Fixed batch of {GLOBAL_BATCH} of all ranks: how many times as fast as one",
         lambda ranks: GLOBAL_BATCH / ranks, lambda one, many, ranks: f"{one / many:.1f}"),
    ]:
        print(f"\n{title}.\n\n| ranks | " + " | ".join(f"{name}, {rate} Gbit/s" for name in fits for rate in GIGABITS) + " |")
        print("| ---: " * (1 + len(fits) * len(GIGABITS)) + "|")
        for ranks in RANKS:
            cells = []
            for fixed, slope, parameters in fits.values():
                one = fixed + slope * step(1)
                cells += [cell(one, fixed + slope * step(ranks) + all_reduce_seconds(parameters, ranks, rate * 1e9), ranks) for rate in GIGABITS]
            print(f"| {ranks} | {' | '.join(cells)} |")


def listed(values):
    return ", ".join(f"{value:.0f}" for value in values)


def milliseconds(values):
    return ", ".join(f"{value * 1000:.0f}" for value in values)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=["local", "network", "model"])
    arguments.add_argument("--repeats", type=int, default=4, help="pairs, or runs of each batch size")
    arguments.add_argument("--rates", type=int, nargs="+", default=[1000, 250], help="of the cable, in Mbit/s")
    given = arguments.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is not there; build it: dotnet build -c Release src/EmotionNet.Cli")
    work = Workplace()
    try:
        if given.what == "local":
            local(work, given.repeats)
        elif given.what == "network":
            network(work, given.repeats, given.rates)
        else:
            model(work, given.repeats)
    finally:
        shutil.rmtree(work.path)


if __name__ == "__main__":
    main()
