#!/usr/bin/env bash
# Power loss in mid-run: copies an ext4 image at random moments while a run writes to it, mounts each copy (ext4 replays its journal) and scores
# the state in it, which may not be older than the last epoch that the run had printed before the copy. Root and loop devices are needed.
# Usage: tests/power-loss.sh [COPIES] [PROGRAM]; PROGRAM is the emotionnet to try, which is built where none is named.
set -euo pipefail

copies=${1:-20}
cd "$(dirname "$0")/.."
program=${2:-}
if [ -z "$program" ]; then
    dotnet build -v quiet src/EmotionNet.Cli
    program=$(find "$PWD/src/EmotionNet.Cli/bin/Debug" -name emotionnet -type f | head -n 1)
fi
work=$(mktemp -d)
run=
clean() {
    [ -z "$run" ] || { kill -9 "$run" 2>/dev/null && wait "$run" 2>/dev/null; } || true
    umount "$work/copy" 2>/dev/null || true
    umount "$work/disk" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
mkdir "$work/disk" "$work/copy"
truncate -s 200M "$work/disk.img"
mkfs.ext4 -q -F "$work/disk.img"
mount -o loop "$work/disk.img" "$work/disk"
"$program" data sample --out "$work/sample" >/dev/null
mkdir "$work/disk/data"
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "Usage") usage = i } NR == 1 || seen[$usage]++ < 64' "$work/sample/fer2013.csv" >"$work/disk/data/fer2013.csv"
sync -f "$work/disk" # of the run itself alone is asked what has reached the disk
"$program" --mode quick --data-dir "$work/disk/data" --epochs 100000 --batch-size 32 --threads 1 --tta none --checkpoint-dir "$work/disk/run" >"$work/log" 2>&1 &
run=$!

printed() { grep -c '^epoch ' "$work/log" || true; }

# The epochs in a state: `progress` in its metadata is JSON in a string.
epochs_in() { head -c 20000 "$1" | grep -aoE '"progress":"\{\\"epoch\\":[0-9]+' | grep -oE '[0-9]+$' | awk '{ print $1 - 1 }'; }

until [ "$(printed)" -ge 2 ]; do sleep 0.2; done
good=0
printf '%5s %18s %6s %8s %10s\n' copy 'epochs printed' saved scored leftovers
for ((copy = 1; copy <= copies; copy++)); do
    sleep "$(awk -v seed=$RANDOM 'BEGIN { print 2 * seed / 32768 }')"
    before=$(printed)
    cp --sparse=always "$work/disk.img" "$work/copy.img"
    after=$(printed)
    mount -o loop "$work/copy.img" "$work/copy"
    state=$work/copy/run/last.safetensors
    scored=no
    "$program" evaluate --checkpoint "$state" --data-dir "$work/copy/data" --threads 1 --tta none >"$work/scores" 2>&1 && scored=yes
    saved=$(epochs_in "$state") || saved=none
    leftovers=$(find "$work/copy/run" -name '*.tmp' | wc -l)
    until umount "$work/copy"; do sleep 1; done
    e2fsck -fn "$work/copy.img" >/dev/null 2>&1 || scored="no, e2fsck"
    printf '%5d %18s %6s %8s %10d\n' "$copy" "$before to $after" "$saved" "$scored" "$leftovers"
    if [ "$scored" = yes ] && [ "$saved" != none ] && [ "$saved" -ge "$before" ]; then good=$((good + 1)); fi
done
echo "$good of $copies states whole and not older than what was printed"
[ "$good" = "$copies" ]
