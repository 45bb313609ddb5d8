#!/usr/bin/env bash
# Coverage-guided fuzzing of one reader by afl-fuzz (Debian's afl++), which sees the branches that SharpFuzz has instrumented.
# Usage: tests/fuzz.sh READER SECONDS [DIRECTORY], such as tests/fuzz.sh config 600; the findings are in DIRECTORY/out/default/{crashes,hangs}.
set -euo pipefail

reader=$1 seconds=$2
cd "$(dirname "$0")/.."
work=$(realpath -m "${3:-fuzz-findings/$reader}")
command -v afl-fuzz >/dev/null || { echo "there is no afl-fuzz; apt install afl++" >&2; exit 2; }
mkdir -p "$work"

dotnet tool restore >/dev/null
dotnet build -v quiet -c Release tests/EmotionNet.Fuzz
rm -rf "$work/program"
cp -rL "$(dirname "$(find tests/EmotionNet.Fuzz/bin/Release -name EmotionNet.Fuzz.dll | head -n 1)")" "$work/program"
program="$work/program/EmotionNet.Fuzz.dll"
dotnet "$program" --only "$reader" --write-seeds "$work/seeds"
for assembly in EmotionNet.Core EmotionNet.Inference CsvHelper Parquet SixLabors.ImageSharp; do
    dotnet tool run sharpfuzz "$work/program/$assembly.dll"
done
export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1
afl-fuzz -i "$work/seeds/$reader" -o "$work/out" -V "$seconds" -t 10000 -m none -- dotnet "$program" --only "$reader" --afl >"$work/afl.log" 2>&1 ||
    { tail -n 20 "$work/afl.log" >&2; exit 1; }
grep -E '^(execs_done|execs_per_sec|corpus_count|edges_found|saved_crashes|saved_hangs)' "$work/out/default/fuzzer_stats"
[ "$(awk '/^saved_(crashes|hangs)/ { found += $3 } END { print found }' "$work/out/default/fuzzer_stats")" = 0 ]
