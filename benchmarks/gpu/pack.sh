#!/usr/bin/env bash
# Packs what a GPU machine with Python and PyTorch, and without .NET and a network, needs (README.md beside this file):
#   OUT/program.tar.xz  emotionnet, the benchmarks, the tests and this directory, self-contained, for PyTorch's libtorch
#   OUT/data.tar        FER2013 and the votes of FER+, with --data
# Usage: benchmarks/gpu/pack.sh OUT [--data DIR]
#   DIR has fer2013.csv, and fer2013new.csv beside it or in FERPlus/.
set -euo pipefail

readonly maximum=60000000 # bytes of an archive
here=$(dirname "$(realpath "$0")")
[ $# = 1 ] || { [ $# = 3 ] && [ "$2" = --data ]; } || { sed -n 's/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(realpath "$1")
data=${3:+$(realpath "$3")}
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

require_size() {
    local size
    size=$(stat -c %s "$1")
    echo "$(basename "$1"): $size bytes"
    [ "$size" -le "$maximum" ] || { echo "$1 is larger than $maximum bytes" >&2; exit 1; }
}

program=$work/emotionnet-gpu
for project in tests/EmotionNet.Tests benchmarks/EmotionNet.Benchmarks src/EmotionNet.Cli; do
    # Compiling ahead of time would take minutes and half as much space again, to start each process a second earlier.
    dotnet publish -c Release -v quiet -p:TorchBackend=none -p:PublishReadyToRun=false -p:RunAnalyzers=false -p:BundledModels=false --self-contained \
        --artifacts-path "$work/artifacts" "$project" -o "$program" >&2
done
# What only `dotnet run`, BenchmarkDotNet, debuggers, `predict` and tests that need no GPU use.
rm -rf "$program/.playwright" "$program/models"
find "$program" \( -name '*.pdb' -o -name '*.xml' -o -name 'Microsoft.CodeAnalysis*' -o -name 'Microsoft.Diagnostics*' -o -name 'libcapstone.so' -o -name 'libonnxruntime*' \
    -o -name 'libmscordaccore.so' -o -name 'libmscordbi.so' -o -name createdump \) -delete
mkdir "$program/gpu"
cp "$here"/*.sh "$here"/*.py "$here"/*.c "$here/README.md" recipes/large-batch.json "$program/gpu"
git rev-parse --short HEAD >"$program/gpu/commit" 2>/dev/null || echo unknown >"$program/gpu/commit"
if command -v xz >/dev/null; then
    tar -C "$work" -cf - --owner=0 --group=0 emotionnet-gpu | xz -T0 -4 >"$out/program.tar.xz"
else
    (cd "$work" && python3 - "$out/program.tar.xz" <<'END'
import sys, tarfile
with tarfile.open(sys.argv[1], "w:xz", preset=4) as tar:
    tar.add("emotionnet-gpu")
END
    )
fi
require_size "$out/program.tar.xz"

if [ -n "$data" ]; then
    votes=$(find "$data" -maxdepth 2 -name fer2013new.csv -print -quit)
    python3 "$here/data.py" pack "$out/data.tar" "$data/fer2013.csv" ${votes:+"$votes"} >&2
    require_size "$out/data.tar"
fi
