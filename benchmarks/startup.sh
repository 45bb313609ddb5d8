#!/usr/bin/env bash
# Seconds from start to end of `emotionnet --help` and of a usage error, published, over those of an empty program, in turns; medians.
# Usage: benchmarks/startup.sh [TURNS]
set -euo pipefail

turns=${1:-25}
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish -c Release -v quiet src/EmotionNet.Cli -o "$out/program" >&2
mkdir "$out/empty"
echo 'return 0;' >"$out/empty/Program.cs"
cat >"$out/empty/empty.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>
PROJECT
dotnet build -c Release -v quiet "$out/empty" -o "$out/empty/bin" >&2

python3 - "$turns" "$out/empty/bin/empty.dll" "$out/program/emotionnet.dll" <<'PYTHON'
import statistics, subprocess, sys, time

turns, empty, program = int(sys.argv[1]), sys.argv[2], sys.argv[3]

def milliseconds(command, status):
    begin = time.perf_counter()
    ended = subprocess.run(["dotnet", "exec", *command], capture_output=True)
    assert ended.returncode == status, (command, ended)
    return (time.perf_counter() - begin) * 1000

commands = {"an empty program": ([empty], 0), "--help": ([program, "--help"], 0), "a usage error": ([program, "--epochs", "x"], 2)}
times = {name: [] for name in commands}
for turn in range(turns + 1):
    for name, (command, status) in commands.items():
        value = milliseconds(command, status)
        if turn:  # the first warms the disk cache
            times[name].append(value)
for name, values in times.items():
    ratio = statistics.median(mine / base for mine, base in zip(values, times["an empty program"]))
    print(f"{name:18} {statistics.median(values):5.0f} ms  {ratio:4.2f}")
PYTHON
