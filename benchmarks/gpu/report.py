"""What run.sh's steps left in its state directory, as text; only Python's standard library.

usage: report.py report STATE OUT                 writes OUT/summary.md and OUT/results.json
       report.py run DIR                          a line about a training run
       report.py score FILE                       a line about `evaluate --json`
       report.py batch STATE NETWORK              the batch to train with, a colon and the reason
"""
import glob
import json
import os
import statistics
import sys

STEPS = 5
OURS = ("bf16", "fp32")
LARGE_BATCH_GAIN = 1.5  # or its loss of accuracy is not worth it


def read(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def text(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def speeds(state):
    found = [read(path) for path in glob.glob(os.path.join(state, "speed-*.json"))]
    return sorted(filter(None, found), key=lambda table: (table["modelType"], table["batchSize"]))


def number(value, form):
    return "" if value is None else format(value, form)


def speed_table(tables):
    """Ratios are medians of the ratios within a turn, as the benchmark's own are."""
    lines = ["| network | batch | row | faces/s | ours over it | peak GPU MB | kernels a step | copies a step | GPU idle | start s |",
             "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for table in tables:
        ours = next((row for row in table["rows"] if row["row"] in OURS), None)
        for row in table["rows"]:
            ratio = None
            if ours and row is not ours:
                ratio = statistics.median(mine / theirs for mine, theirs in zip(ours["turns"], row["turns"]))
            lines.append(
                f"| {table['modelType']} | {table['batchSize']} | {row['row']} | {row['facesPerSecond']:.0f} | {number(ratio, '.2f')} | "
                f"{number(row['peakGpuMegabytes'], 'd')} | {number(row['kernelsPerStep'], '.0f')} | {number(row['copiesPerStep'], '.0f')} | "
                f"{number(row['gpuIdleShare'], '.0%')} | {row['startSeconds']:.0f} |")
    return "\n".join(lines) if tables else ""


def report(state, out):
    parts = ["# EmotionNet on a GPU", text(os.path.join(state, "machine.md"))]
    for step in range(1, STEPS + 1):
        parts.append(text(os.path.join(state, f"step-{step}.md")) or f"## Step {step}: not run")
        if step == 4:
            parts.append(speed_table(speeds(state)))
    write(os.path.join(out, "summary.md"), "\n\n".join(part.strip() for part in parts if part.strip()) + "\n")
    results = {
        "machine": text(os.path.join(state, "machine.md")).splitlines(),
        "symbols": text(os.path.join(state, "symbols.txt")).splitlines(),
        "agreement": read(os.path.join(state, "agree.json")),
        "speed": speeds(state),
        "runs": {name: read(os.path.join(state, name, "summary.json")) for name in ("quick", "teacher", "fer2013", "ferplus")},
        "scores": {name: read(os.path.join(state, f"score-{name}.json")) for name in ("fer2013", "ferplus")},
    }
    write(os.path.join(out, "results.json"), json.dumps(results, indent=1))


def write(path, content):
    with open(path + ".part", "w") as file:
        file.write(content)
    os.replace(path + ".part", path)


def run(directory):
    summary = read(os.path.join(directory, "summary.json"))
    if not summary:
        return ""
    best, tta = summary["best"], summary.get("validationWithTta")
    parts = [f"{len(summary['epochs'])} epochs, best accuracy {best['validation']['accuracy']:.2%} (epoch {best['epoch']}, {best['source']}), "
             f"macro-F1 {best['validation']['macroF1']:.3f}"]
    if tta:
        parts.append(f"with {tta['tta']} TTA {tta['accuracy']:.2%}")
    parts.append(f"median epoch {statistics.median(epoch['seconds'] for epoch in summary['epochs']):.1f} s, in all {summary['totals']['seconds']:.0f} s")
    return "; ".join(parts)


def score(path):
    metrics = (read(path) or {}).get("scores")
    return f"accuracy {metrics['accuracy']:.2%}, macro-F1 {metrics['macroF1']:.3f}" if metrics else "none"


def speed(state, network, batch):
    rows = [row for table in speeds(state) if table["modelType"] == network and table["batchSize"] == int(batch) for row in table["rows"]]
    return next((round(row["facesPerSecond"]) for name in OURS for row in rows if row["row"] == name), 0)


def batch(state, network):
    small, large = speed(state, network, 128), speed(state, network, 1024)
    if not small or not large:
        return "128: step 4 has no speed of both 128 and 1024 for the larger network"
    ratio = large / small
    return (f"{1024 if ratio >= LARGE_BATCH_GAIN else 128}: the larger network trains {ratio:.2f} times as many faces/s with 1024 as with 128, "
            f"{'at least' if ratio >= LARGE_BATCH_GAIN else 'less than'} {LARGE_BATCH_GAIN}")


if __name__ == "__main__":
    commands = {"report": report, "run": run, "score": score, "batch": batch}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    answer = commands[sys.argv[1]](*sys.argv[2:])
    if answer is not None:
        print(answer)
