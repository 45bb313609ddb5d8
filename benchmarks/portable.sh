#!/usr/bin/env bash
# One archive of the program and the benchmarks for a Linux machine that has a PyTorch and no .NET: both run there on PyTorch's libtorch,
#   EMOTIONNET_LIBTORCH=$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))') ./emotionnet --mode quick
# Usage: benchmarks/portable.sh ARCHIVE.tar.gz
set -euo pipefail

archive=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for project in src/EmotionNet.Cli benchmarks/EmotionNet.Benchmarks; do
    dotnet publish -c Release -v quiet -p:TorchBackend=none --self-contained --artifacts-path "$work/artifacts" "$project" -o "$work/emotionnet" >&2
done
# What only `dotnet run` and BenchmarkDotNet need.
find "$work/emotionnet" \( -name '*.pdb' -o -name '*.xml' -o -name 'Microsoft.CodeAnalysis*' -o -name 'Microsoft.Diagnostics*' -o -name 'libcapstone.so' \) -delete
tar -C "$work" -czf "$archive" emotionnet
du -h "$archive"
