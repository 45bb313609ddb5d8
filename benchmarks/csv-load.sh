#!/usr/bin/env bash
# Seconds of loading a fer2013.csv by Python's csv and int and by EmotionNet, in turns; medians and their ratios.
# Usage: benchmarks/csv-load.sh FILE [TURNS]
set -euo pipefail

file=$(realpath "$1")
turns=${2:-5}
cd "$(dirname "$0")/.."
dotnet build -c Release -v quiet benchmarks/EmotionNet.Benchmarks >&2
benchmark=$(ls benchmarks/EmotionNet.Benchmarks/bin/Release/net*/*/EmotionNet.Benchmarks.dll)

python_seconds() {
    python3 - "$file" <<'PYTHON'
import csv, sys, time

begin = time.perf_counter()
pixels, labels, usages = bytearray(), [], []
with open(sys.argv[1], newline="") as file:
    rows = csv.reader(file)
    header = [name.strip().lower() for name in next(rows)]
    emotion, pixel, usage = (header.index(name) for name in ("emotion", "pixels", "usage"))
    for row in rows:
        labels.append(int(row[emotion]))
        pixels.extend(map(int, row[pixel].split()))
        usages.append(row[usage])
assert len(pixels) == 48 * 48 * len(labels)
print(f"{time.perf_counter() - begin:.3f}")
PYTHON
}

median() { sort -n | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }

python=() cold=() warm=()
for turn in $(seq "$turns"); do
    python+=("$(python_seconds)")
    times=$(dotnet "$benchmark" load "$file" --repeats 7)
    cold+=("$(awk '$1 == "cold" { print $2 }' <<<"$times")")
    warm+=("$(awk '$1 == "median" { print $2 }' <<<"$times")")
    echo "turn $turn: Python ${python[-1]} s, EmotionNet cold ${cold[-1]} s, warm ${warm[-1]} s"
done

python=$(printf '%s\n' "${python[@]}" | median)
cold=$(printf '%s\n' "${cold[@]}" | median)
warm=$(printf '%s\n' "${warm[@]}" | median)
awk -v python="$python" -v cold="$cold" -v warm="$warm" 'BEGIN {
    printf "Python csv + int   %7.3f s\n", python
    printf "EmotionNet, cold   %7.3f s  %5.1f times as fast\n", cold, python / cold
    printf "EmotionNet, warm   %7.3f s  %5.1f times as fast\n", warm, python / warm
}'
