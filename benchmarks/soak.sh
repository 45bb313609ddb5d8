#!/usr/bin/env bash
# Memory, file descriptors, threads and disk of a run of many short epochs on 64 faces of each split of the bundled sample, in ten rows (Linux).
# Usage: benchmarks/soak.sh [EPOCHS]
set -euo pipefail

epochs=${1:-2000}
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'kill "$run" 2>/dev/null || true; rm -rf "$out"' EXIT
dotnet publish -c Release -v quiet src/EmotionNet.Cli -o "$out/program" >&2
"$out/program/emotionnet" data sample --out "$out/sample" >/dev/null
mkdir "$out/data"
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "Usage") usage = i } NR == 1 || seen[$usage]++ < 64' "$out/sample/fer2013.csv" >"$out/data/fer2013.csv"
"$out/program/emotionnet" --mode quick --data-dir "$out/data" --epochs "$epochs" --batch-size 32 --threads 1 --tta none --checkpoint-dir "$out/run" >"$out/log" 2>&1 &
run=$!

finished() { find "$out/run/epoch_stats" -name 'epoch_*_stats.json' 2>/dev/null | wc -l; }

printf '%6s %9s %8s %6s %8s %10s %10s %8s\n' epoch 'rss MiB' 'peak MiB' files threads 'run KiB' 'last KiB' 's/epoch'
start=$SECONDS
last=0
row() {
    local done=$1
    printf '%6d %9d %8d %6d %8d %10d %10d %8.3f\n' "$done" \
        $(($(awk '/^VmRSS/ { print $2 }' "/proc/$run/status") / 1024)) $(($(awk '/^VmHWM/ { print $2 }' "/proc/$run/status") / 1024)) \
        "$(find "/proc/$run/fd" -type l | wc -l)" "$(awk '/^Threads/ { print $2 }' "/proc/$run/status")" \
        "$(du -sk "$out/run" | cut -f1)" "$(($(stat -c %s "$out/run/last.safetensors") / 1024))" \
        "$(awk -v s=$((SECONDS - start)) -v n=$((done - last)) 'BEGIN { print (n ? s / n : 0) }')"
    start=$SECONDS
    last=$done
}

for tenth in 1 2 3 4 5 6 7 8 9 10; do
    wanted=$((epochs * tenth / 10))
    [ "$tenth" = 10 ] && wanted=$((epochs - 1)) # while it is alive
    while kill -0 "$run" 2>/dev/null && [ "$(finished)" -lt "$wanted" ]; do sleep 0.2; done
    kill -0 "$run" 2>/dev/null || break
    row "$(finished)"
done
wait "$run" && status=0 || status=$?
tail -n 3 "$out/log"
[ "$status" = 0 ]
