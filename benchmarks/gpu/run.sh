#!/usr/bin/env bash
# Runs on the GPU machine, from the unpacked program archive: what to learn from a GPU in a few minutes, most valuable first.
#   1  does this PyTorch's libtorch fit; 50 steps of training        4  training speed beside PyTorch's
#   2  the CUDA tests                                                5  training on FER2013 and FER+, with --data
#   3  the same 20 updates on the CPU and on the GPU
# A step that fails or runs out of time does not stop the next. After each step the files in OUT (at most 8, each under 16 MB) are
# written again, summary.md first. What is done is kept in state/ beside the program, for a later call with other steps.
#
# Usage: run.sh MINUTES OUT [--steps 1-4] [--data ARCHIVE|DIR]
#        run.sh --rehearse OUT     all steps on the CPU, with tiny limits; EMOTIONNET_LIBTORCH names a libtorch where Python has no PyTorch 2
# PYTHON names the Python with PyTorch (python3). Needs bash, coreutils and Python.
# shellcheck disable=SC2034,SC2317 # steps.sh uses the variables; functions are called by name
set -uo pipefail

here=$(dirname "$(realpath "$0")")
program=$(dirname "$here")
state=$program/state
python=${PYTHON:-python3}

usage() {
    sed -n '/^# Usage/,/^#  /s/^# //p' "$0" >&2
    exit 2
}

rehearse=false minutes=10 steps=1-5 data=
[ $# -ge 2 ] || usage
case $1 in
    --rehearse) rehearse=true ;;
    *[!0-9]* | '') usage ;;
    *) minutes=$1 ;;
esac
mkdir -p "$2" "$state/logs"
out=$(realpath "$2")
shift 2
while [ $# -ge 2 ]; do
    case $1 in
        --steps) steps=$2 ;;
        --data) data=$(realpath "$2") ;;
        *) usage ;;
    esac
    shift 2
done
[ $# = 0 ] || usage
readonly rehearse minutes steps out

# The last seconds are for writing the files.
readonly deadline=$((minutes * 60 - 5))
step=0 step_deadline=$deadline failed=0 compiling=
environment=() # of our programs

if $rehearse; then
    device=cpu base=attention_emotion_net_small large=attention_emotion_net_small rows='fp32 pytorch' turns=2 steps_of_turn=2
    tables=$base:8
else
    device=cuda base=attention_emotion_net large=attention_emotion_net_large
    rows='bf16 fp32 pytorch-amp pytorch-compile' turns=3 steps_of_turn=20 # of batch 128
    tables="$base:128 $base:1024 $large:1024 $large:128 $base:512 $large:512 $base:2048 $large:2048" # most valuable first
fi

say() { echo "$*" | tee -a "$state/step-$step.md"; }

# within SECONDS COMMAND...: ends the command after so many seconds, or when the step's time is over. As Ctrl-C does, so that training saves its state;
# in the foreground, because timeout would else signal its whole group as well, and a second Ctrl-C leaves at once. What the command started ends by
# itself: the rows of the benchmark when their input closes.
within() {
    local limit=$1 left=$((step_deadline - SECONDS))
    shift
    [ "$left" -gt 0 ] || return 124
    $rehearse && limit=$left # a busy machine is no script error
    timeout --foreground --signal=INT --kill-after=10 "$((limit < left ? limit : left))" "$@" </dev/null
}

# ours SECONDS PROGRAM ARGUMENT...: one of our programs, with what step 1 found it to need.
ours() {
    local limit=$1 name=$2
    shift 2
    within "$limit" env "${environment[@]}" "$program/$name" "$@"
}

compile_library() { cc -O2 -shared -fPIC -o "$1" "$2" || gcc -O2 -shared -fPIC -o "$1" "$2"; }

# Everything worth taking away, again and again: the machine may be gone at any moment.
publish() {
    "$python" "$here/report.py" report "$state" "$out"
    local file
    for file in "$state"/logs/step-*.log; do
        [ -e "$file" ] || continue
        if [ "$(stat -c %s "$file")" -gt 4000000 ]; then
            { head -c 2000000 "$file"; printf '\n[cut]\n'; tail -c 2000000 "$file"; } >"$out/$(basename "$file")"
        else
            cp "$file" "$out"
        fi
    done
    if compgen -G "$state/weights/*.safetensors" >/dev/null; then
        tar -C "$state/weights" --exclude='*.part.safetensors' -cf "$state/weights.tar" . && [ "$(stat -c %s "$state/weights.tar")" -lt 16000000 ] &&
            cp "$state/weights.tar" "$out"
    fi
}

stop_compiling() {
    [ -z "$compiling" ] || kill -- "-$compiling" 2>/dev/null
    compiling=
}

trap 'stop_compiling; rm -f "$state/training"; publish' EXIT
trap 'exit 143' TERM INT HUP

last_line() { grep -v '^[[:space:]]*$' "$1" | tail -n 1 | cut -c1-300; }

# wants NUMBER: whether the step is one of those to perform.
wants() {
    case $steps in
        *-*) [ "$1" -ge "${steps%-*}" ] && [ "$1" -le "${steps#*-}" ] ;;
        *) [[ ,$steps, == *,$1,* ]] ;;
    esac
}

# perform NUMBER SECONDS TITLE FUNCTION
perform() {
    step=$1
    local limit=$2 title=$3 begin=$SECONDS status
    $rehearse && limit=300
    wants "$step" || return 0
    step_deadline=$((SECONDS + limit < deadline ? SECONDS + limit : deadline))
    rm -f "$state/step-$step.md"
    say "## Step $step: $title"
    say ""
    if [ "$step_deadline" -le "$SECONDS" ]; then
        say "Not run: no time was left."
        failed=$((failed + 1))
        return 0
    fi
    "$4" >"$state/logs/step-$step.log" 2>&1
    status=$?
    step_deadline=$deadline
    [ $status = 0 ] || failed=$((failed + 1))
    say ""
    say "$([ $status = 0 ] && echo Done || echo "FAILED ($status)") in $((SECONDS - begin)) s."
    publish
}

describe_machine() {
    {
        echo "- date: $(date -u +%FT%TZ); commit $(cat "$here/commit" 2>/dev/null || echo unknown)"
        echo "- GPU: $(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null || echo none)"
        echo "- PyTorch: $(sed -nE "s/^__version__ = '(.*)'/\\1/p" "$(dirname "$libtorch")/version.py" 2>/dev/null || echo unknown), libtorch in $libtorch"
        echo "- $(nproc) cores, $(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | head -n 1); Linux $(uname -r)"
    } >"$state/machine.md"
}

# Where python3 has its libtorch and the libraries of CUDA; torch is not imported, which takes seconds.
site() { "$python" -c 'import importlib.util, os; print(os.path.dirname(importlib.util.find_spec("torch").origin))' 2>/dev/null; }

# shellcheck source-path=SCRIPTDIR source=steps.sh
. "$here/steps.sh"

libtorch=${EMOTIONNET_LIBTORCH:-$(site)/lib}
export EMOTIONNET_LIBTORCH=$libtorch
[ ! -e "$state/environment" ] || mapfile -t environment <"$state/environment"
export TORCHINDUCTOR_CACHE_DIR=$state/inductor TORCHINDUCTOR_COMPILE_THREADS=4
export EMOTIONNET_KERNEL_TRACE=$state/libkernel_trace.so
[ -e "$EMOTIONNET_KERNEL_TRACE" ] || compile_library "$EMOTIONNET_KERNEL_TRACE" "$here/kernel_trace.c" || echo "no C compiler: kernels are not counted"
EMOTIONNET_CUPTI=$(find "$(dirname "$(dirname "$libtorch")")/nvidia" /usr/local/cuda*/extras/CUPTI /usr/local/cuda*/lib64 \
    -name 'libcupti.so*' -print -quit 2>/dev/null)
export EMOTIONNET_CUPTI
if $rehearse; then
    # In the place of CUDA's, so that the counting of kernels is rehearsed as well.
    EMOTIONNET_CUPTI=$state/libfake_cupti.so
    compile_library "$EMOTIONNET_CUPTI" "$here/fake_cupti.c"
fi
describe_machine
publish

if $rehearse; then
    # Made and packed here, so that step 5 has an archive to unpack.
    ours 30 emotionnet data sample --out "$state/sample" &&
        "$python" "$here/data.py" pack "$state/sample.tar" "$state/sample/fer2013.csv" "$state/sample/FERPlus/fer2013new.csv" && data=$state/sample.tar
fi

if wants 1; then
    # From a cold disk, libtorch and CUDA's libraries take longer to load than step 1 has.
    find "$libtorch" "$(dirname "$(dirname "$libtorch")")/nvidia" "$program" -maxdepth 3 -name '*.so*' -type f -print0 2>/dev/null |
        timeout 60 xargs -0 -r -n 1 -P 8 cat >/dev/null 2>&1
    echo "libraries read after $SECONDS s"
fi
perform 1 120 "does this PyTorch fit" step_fits
perform 2 90 "CUDA tests" step_tests
perform 3 60 "fp32 on the CPU and on the device" step_agrees
# All that is left, unless step 5 comes after it.
perform 4 $(((deadline - SECONDS) * $(wants 5 && [ -n "$data" ] && echo 45 || echo 100) / 100)) "speed of a training step" step_speed
perform 5 $((deadline - SECONDS)) "FER2013 and FER+" step_trains
cat "$out/summary.md"
exit $((failed > 0))
