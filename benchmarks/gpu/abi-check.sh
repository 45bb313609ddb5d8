#!/usr/bin/env bash
# Which symbols of TorchSharp's bridge, libLibTorchSharp.so, a libtorch lacks, without a GPU and without loading it. abi_check.py says more.
# Usage: benchmarks/gpu/abi-check.sh LIBTORCH_DIR [BRIDGE]
#   such as the torch/lib directory of a PyTorch. The bridge is the one of the program here or, in a clone, of the restored package.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
bridge=${2:-$here/../libLibTorchSharp.so}
if [ ! -e "$bridge" ]; then
    version=$(sed -nE 's/.*Include="TorchSharp" Version="([^"]+)".*/\1/p' "$here/../../Directory.Packages.props")
    bridge=${NUGET_PACKAGES:-$HOME/.nuget/packages}/torchsharp/$version/runtimes/linux-x64/native/libLibTorchSharp.so
fi

exec "${PYTHON:-python3}" "$here/abi_check.py" "$bridge" "$1"
