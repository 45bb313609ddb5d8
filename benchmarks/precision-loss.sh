#!/usr/bin/env bash
# Trains some steps in fp32 and in bf16 from the same seeds on a part of FER2013, and compares the losses with the spread of the seeds.
# Usage: benchmarks/precision-loss.sh DATA_DIR [STEPS [BATCH_SIZE]]
set -euo pipefail

data=$(realpath "$1")
steps=${2:-200}
batch=${3:-16}
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish -c Release -v quiet src/EmotionNet.Cli -o "$out/program" >&2

for seed in 1 2 3; do
    for precision in fp32 bf16; do
        "$out/program/emotionnet" --mode quick --data-dir "$data" --model-type attention_emotion_net --batch-size "$batch" --max-steps "$steps" \
            --precision "$precision" --seed "$seed" --ema-decay 0 --tta none --checkpoint-dir "$out/$precision-$seed" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
        echo "seed $seed, $precision: done" >&2
    done
done

python3 - "$out" <<'PYTHON'
import glob, json, statistics, sys

def losses(precision, seed):
    epochs = [json.load(open(path)) for path in sorted(glob.glob(f"{sys.argv[1]}/{precision}-{seed}/epoch_stats/*.json"))]
    return epochs[-1]["trainingLoss"], epochs[-1]["rawValidation"]["loss"]

table = {precision: [losses(precision, seed) for seed in (1, 2, 3)] for precision in ("fp32", "bf16")}
for name, column in (("training loss", 0), ("validation loss", 1)):
    fp32, bf16 = ([row[column] for row in table[precision]] for precision in ("fp32", "bf16"))
    print(name)
    for precision, values in (("fp32", fp32), ("bf16", bf16)):
        print(f"  {precision}: {', '.join(f'{value:.4f}' for value in values)}; mean {statistics.mean(values):.4f}")
    difference, spread = statistics.mean(bf16) - statistics.mean(fp32), max(fp32) - min(fp32)
    print(f"  bf16 - fp32: {difference:+.4f}; spread of the fp32 seeds: {spread:.4f}; {'within' if abs(difference) <= spread else 'BEYOND'} it")
PYTHON
