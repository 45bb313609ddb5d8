#!/usr/bin/env bash
# Trains over two hosts as mpirun sees them (tests/two-hosts.sh), compares the weights with those of one process, and kills the rank of one host.
# Not in .ci/run: it needs root and network namespaces. Usage: tests/hosts.sh [PROGRAM], by default the Release build, which it makes.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/two-hosts.sh
trap hosts_down EXIT
program=${1:-$PWD/src/EmotionNet.Cli/bin/Release/net10.0/linux-x64/emotionnet}
[ -n "${1:-}" ] || dotnet build -c Release -v q src/EmotionNet.Cli || exit
hosts_up || { echo "hosts: namespaces cannot be made here (see the message above)"; exit 1; }
run=$hosts_work/run
mkdir "$run"
cd "$run" || exit
"$program" data sample --out sample >/dev/null 2>&1
settings=(--mode quick --data-dir sample --batch-size 128 --tta none --precision fp32)
short=(--epochs 2 --max-steps 20)

# The tensors of a safetensors file, after a header of the length that its first eight bytes say.
digest() { tail -c +$((9 + $(od -An -t u8 -N 8 "$1"))) "$1" | sha256sum; }

echo '$ emotionnet' "${settings[*]} ${short[*]}" '--threads 2 --checkpoint-dir one'
"$program" "${settings[@]}" "${short[@]}" --threads 2 --checkpoint-dir one >one.log 2>&1 || { cat one.log; exit 1; }
echo '$ mpirun --host node1,node2 --map-by ppr:1:node --bind-to none emotionnet' "${settings[*]} ${short[*]}" '--threads 1 --checkpoint-dir two'
hosts_mpirun "$program" "${settings[@]}" "${short[@]}" --threads 1 --checkpoint-dir two >two.log 2>&1 || { cat two.log; exit 1; }
grep -E '^2 ranks|^epoch|^Sums' two.log
digest one/last.safetensors
digest two/last.safetensors
[ "$(digest one/last.safetensors)" = "$(digest two/last.safetensors)" ] || { echo "FAIL: the weights differ"; exit 1; }
echo "the weights of two hosts are those of one process, bit for bit"

echo '$ mpirun ... emotionnet ... --epochs 100 --checkpoint-dir killed; kill -9 the rank on node2'
hosts_mpirun "$program" "${settings[@]}" --epochs 100 --threads 1 --checkpoint-dir killed >killed.log 2>&1 &
job=$!
until grep -q '^epoch 1/100:' killed.log 2>/dev/null; do
    kill -0 $job 2>/dev/null || { cat killed.log; exit 1; }
    sleep 0.2
done
start=$(date +%s.%N)
kill -9 "$(hosts_rank node2 "$program")"
wait $job
code=$?
awk -v start="$start" -v end="$(date +%s.%N)" -v code=$code 'BEGIN { printf "mpirun returned %d after %.1f s\n", code, end - start }'
grep -A 6 '^----' killed.log
[ $code != 0 ] || { echo "FAIL: mpirun returned 0"; exit 1; }
