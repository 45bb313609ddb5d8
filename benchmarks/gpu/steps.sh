# shellcheck shell=bash disable=SC2154 # run.sh reads it and has what it uses
# The steps of run.sh. What they print goes to the step's log, what they say also to the summary; they return 0 when all went well.

# What timeout ends with: 124, or 137 where the command had to be killed.
is_out_of_time() { [ "$1" = 124 ] || [ "$1" = 137 ]; }

step_fits() {
    local answer status directories
    rm -f "$state/environment" "$state/stubs.c"
    within 20 "$python" "$here/abi_check.py" "$program/libLibTorchSharp.so" "$libtorch" --stubs "$state/stubs.c" >"$state/symbols.txt" 2>&1
    status=$?
    cat "$state/symbols.txt"
    if $rehearse && [ "$status" != 0 ]; then
        say "$(head -n 1 "$state/symbols.txt")"
        return 1
    fi
    say "Symbols: $(grep ' symbols; ' "$state/symbols.txt" || last_line "$state/symbols.txt")"
    environment=()
    if [ -e "$state/stubs.c" ] && compile_library "$state/libstubs.so" "$state/stubs.c"; then
        environment+=("LD_PRELOAD=$state/libstubs.so")
        say "What is missing while it loads has stubs, compiled here; a program that calls one ends with its name."
    fi
    ours 60 emotionnet model >"$state/load.txt" 2>&1
    status=$?
    cat "$state/load.txt"
    if is_out_of_time $status; then
        say "Not loaded within 60 s, which says nothing about the symbols."
    elif [ $status != 0 ]; then
        directories=$libtorch$(find "$(dirname "$(dirname "$libtorch")")/nvidia" -maxdepth 3 -type d -name lib -printf ':%p' 2>/dev/null)
        environment+=("LD_LIBRARY_PATH=$directories${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}")
        ours 60 emotionnet model >"$state/load.txt" 2>&1
        status=$?
        cat "$state/load.txt"
        if [ $status != 0 ]; then
            unset 'environment[-1]' # it did not help
            say "Does not load (exit code $status): $(last_line "$state/load.txt")"
            return 1
        fi
        say "Loads with LD_LIBRARY_PATH set to PyTorch's directories."
    fi
    [ $status != 0 ] || say "Loads: $(last_line "$state/load.txt")"
    printf '%s\n' "${environment[@]}" | grep . >"$state/environment"
    ours 60 emotionnet --mode quick --device "$device" --max-steps "$($rehearse && echo 2 || echo 50)" --checkpoint-dir "$state/quick" \
        --log-level information >"$state/quick.txt" 2>&1
    status=$?
    cat "$state/quick.txt"
    answer=$("$python" "$here/report.py" run "$state/quick")
    say "\`--mode quick --device $device\`: exit code $status; ${answer:-$(last_line "$state/quick.txt")}"
    return "$status"
}

memory_test=A_gpu_without_free_memory_ends_the_run_with_the_batch_size_to_try

step_tests() {
    local status=0
    # The one that fills the GPU's memory comes first, while no other process is on it.
    run_tests 'Out of memory' 40 -method "*$memory_test" || status=1
    ! wants 4 || compile_ahead
    run_tests 'The others' 90 -method- "*$memory_test" || status=1
    return $status
}

# run_tests TITLE SECONDS FILTER...: tests of a GPU. On a GPU, a process in which none ran has failed.
run_tests() {
    local title=$1 seconds=$2 total skipped
    shift 2
    ours "$seconds" EmotionNet.Tests -trait Device=cuda "$@" -noColor -noLogo -reporter verbose >"$state/tests.txt" 2>&1
    local status=$?
    cat "$state/tests.txt"
    say "- $title: $(grep -oE 'Total: .*' "$state/tests.txt" | tail -n 1 | grep . || echo 'the test program did not finish')"
    grep -E '\[FAIL\]' "$state/tests.txt" | sort -u | sed 's/^ */  - /' | tee -a "$state/step-$step.md"
    total=$(sed -nE 's/.*Total: ([0-9]+).*/\1/p' "$state/tests.txt" | tail -n 1)
    skipped=$(sed -nE 's/.*Skipped: ([0-9]+).*/\1/p' "$state/tests.txt" | tail -n 1)
    if [ "${total:-0}" = 0 ]; then
        say "  ended after: $(last_line "$state/tests.txt")"
        return 1
    fi
    if [ "$total" = "${skipped:-0}" ] && ! $rehearse; then
        say "  all were skipped: this libtorch sees no GPU"
        return 1
    fi
    # The test program waits for ten seconds after its last line.
    if is_out_of_time $status && grep -q 'Errors: 0, Failed: 0,' "$state/tests.txt"; then return 0; fi
    return "$status"
}

step_agrees() {
    local size='--batch-size 64 --steps 20'
    $rehearse && size='--batch-size 8 --steps 2'
    # shellcheck disable=SC2086
    ours 60 EmotionNet.Benchmarks agree --model-type "$base" --device "$device" $size --json "$state/agree.json" \
        >"$state/agree.txt" 2>"$state/agree-errors.txt"
    local status=$?
    cat "$state/agree-errors.txt"
    tee -a "$state/step-$step.md" <"$state/agree.txt"
    [ "$status" = 0 ] || say "$(grep -m 1 . "$state/agree-errors.txt")"
    return "$status"
}

# Compilation runs in the background, beside steps that time nothing: torch.compile keeps what it made in the cache that step 4 reads.
compile_ahead() {
    local table count=0
    set -m # a process group of its own, so that all of it can be stopped
    {
        for table in $tables; do
            timeout --foreground --kill-after=5 150 env "${environment[@]}" "$program/EmotionNet.Benchmarks" train --device "$device" \
                --model-type "${table%:*}" --batch-size "${table#*:}" --rows "${rows##* }" --repeats 1 --steps 1 --python "$python" \
                --json "$state/ahead-${table#*:}-${table%:*}.json" </dev/null &
            count=$((count + 1))
            [ $((count % 4)) != 0 ] || wait
        done
        wait
    } >"$state/logs/compile.txt" 2>&1 &
    compiling=$!
    set +m
}

step_speed() {
    local table batch network file status count first=${tables%% *} waited=$SECONDS
    while [ -n "$compiling" ] && kill -0 "$compiling" 2>/dev/null && [ $((SECONDS - waited)) -lt 20 ]; do sleep 1; done
    stop_compiling
    [ ! -e "$state/logs/compile.txt" ] || { echo "Compilation ahead:"; cat "$state/logs/compile.txt"; echo "Until here."; }
    rm -f "$state"/speed-*.json
    for table in $tables; do
        network=${table%:*} batch=${table#*:}
        file=$state/speed-$network-$batch.json
        count=$((steps_of_turn * 128 / batch))
        $rehearse && count=$steps_of_turn
        [ "$count" -ge 5 ] || $rehearse || count=5
        # shellcheck disable=SC2086
        ours 75 EmotionNet.Benchmarks train --device "$device" --model-type "$network" --batch-size "$batch" --rows $rows --repeats $turns \
            --steps $count --start-limit 40 --python "$python" --json "$file" >"$state/speed.txt"
        status=$?
        cat "$state/speed.txt"
        grep 'left out' "$state/speed.txt" | sed "s/^/- $network at batch $batch: /; s/left out.*/left out, the log says why/" |
            tee -a "$state/step-$step.md"
        if [ ! -e "$file" ]; then
            say "- $network at batch $batch: no figures (exit code $status)"
        elif [ $status != 0 ]; then
            say "- $network at batch $batch: only the first turns (exit code $status)"
        fi
        publish
    done
    ours 30 EmotionNet.Benchmarks launches --device "$device" --model-type "$base" --batch-size "${first#*:}" >"$state/launches.txt" 2>&1 ||
        say "- no operations a step: \`launches\` ended with exit code $?"
    cat "$state/launches.txt"
    grep -q facesPerSecond "$state"/speed-*.json
}

# The settings of a batch, beside the preset's. What those of 1024 cost in accuracy is in docs/experiments.md.
recipe() {
    case $1 in
        8) echo --batch-size 32 ;; # the rehearsal's
        1024) echo --config-file "$here/large-batch.json" ;;
        *) echo --batch-size 128 ;;
    esac
}

# part PERCENT: so much of the seconds that are left, without those for the scoring; never less than nothing.
part() {
    local share=$1 left=$((deadline - SECONDS - 20))
    $rehearse && share=100
    echo $((left > 0 ? left * share / 100 : 0))
}

# length EPOCHS SECONDS IMAGES BATCH: so many whole epochs, or as many updates as the seconds hold where these are fewer: the schedule follows whichever
# is shorter, so that the learning rate has fallen when the run ends. The budget begins when the data are loaded, and ends before the plots are drawn.
length() {
    local epochs=$1 seconds=$2 images=$3 batch=$4 around=20
    if $rehearse; then
        echo --budget 5 --max-steps 2
        return
    fi
    awk -v seconds=$((seconds - around)) 'BEGIN { printf "--budget %.2f ", seconds * 0.95 / 60 }'
    echo --max-steps $((epochs * (images / batch)))
}

# Exports the best weights so far of the run in a directory, as NAME.
export_best() {
    [ "$1/best_model.safetensors" -nt "$state/weights/$2.safetensors" ] || return 0
    ours 30 emotionnet export --checkpoint "$1/best_model.safetensors" --out "$state/weights/$2.part.safetensors" &&
        mv "$state/weights/$2.part.safetensors" "$state/weights/$2.safetensors"
}

# train NAME SECONDS EPOCHS IMAGES OPTIONS...: trains, and keeps the files in OUT up to date meanwhile.
train() {
    local name=$1 seconds=$2 status watcher result
    if [ "$seconds" -lt 30 ]; then
        say "- $name: not run, $seconds s were left for it and 30 are the least."
        return 1
    fi
    # shellcheck disable=SC2046 # words
    set -- "$name" "$seconds" "${@:5}" $(length "$3" "$seconds" "$4" "$batch") $(recipe "$batch")
    shift 2
    say "- $name: \`emotionnet $*\`"
    touch "$state/training"
    (
        while for _ in {1..20}; do sleep 1; [ -e "$state/training" ] || exit 0; done; do
            export_best "$state/$name" "$name"
            publish
        done
    ) &
    watcher=$!
    ours "$seconds" emotionnet "$@" --device "$device" --checkpoint-dir "$state/$name" --overwrite >"$state/$name.txt" 2>&1
    status=$?
    rm -f "$state/training"
    wait "$watcher"
    cat "$state/$name.txt"
    result=$("$python" "$here/report.py" run "$state/$name")
    say "  exit code $status; ${result:-$(last_line "$state/$name.txt")}"
    export_best "$state/$name" "$name"
    publish
    return "$status"
}

# score NAME OPTIONS...: the exported weights on PublicTest.
score() {
    local name=$1
    shift
    [ -e "$state/weights/$name.safetensors" ] || return 1
    ours 60 emotionnet evaluate --checkpoint "$state/weights/$name.safetensors" --tta flip --device "$device" --json "$@" >"$state/score-$name.json"
    local status=$?
    cat "$state/score-$name.json"
    say "  half precision, PublicTest, flip TTA: $("$python" "$here/report.py" score "$state/score-$name.json")"
    return "$status"
}

step_trains() {
    local directory=$data batch reason teacher='' share=75 status=0
    if [ -n "$data" ] && [ -f "$data" ]; then
        directory=$state/data
        [ -e "$directory/fer2013.csv" ] || within 90 "$python" "$here/data.py" unpack "$data" "$directory" || return 1
    fi
    if [ ! -e "$directory/fer2013.csv" ]; then
        say "Not run: no data. Call again with \`--steps 5 --data ARCHIVE\`."
        return 1
    fi
    mkdir -p "$state/weights"
    reason=$("$python" "$here/report.py" batch "$state" "$large")
    batch=${reason%%:*}
    $rehearse && batch=${tables#*:}
    say "Batch $reason; $(part 100) s for training."
    say ""
    # The best recipe of docs/results.md: a teacher, and a larger network distilled from it.
    rm -rf "$state/teacher" "$state/fer2013" "$state/ferplus" "$state"/weights/* "$state"/score-*.json # of an earlier call
    train teacher "$(part 25)" 36 28561 --mode default --stochastic-depth --data-dir "$directory/fer2013.csv" --model-type "$base" || status=$?
    [ ! -e "$state/teacher/best_model.safetensors" ] || teacher="--teacher $state/teacher/best_model.safetensors --teacher-share 0.5"
    [ "$(part 25)" -ge 45 ] || share=100 # nothing is left for FER+
    # shellcheck disable=SC2086
    train fer2013 "$(part $share)" 110 28561 --mode default --stochastic-depth --data-dir "$directory/fer2013.csv" --model-type "$large" \
        --mixup-alpha 0.4 --random-erasing 0.25 $teacher || status=$?
    score fer2013 --data-dir "$directory/fer2013.csv" || status=$?
    if [ -e "$directory/fer2013new.csv" ]; then
        train ferplus "$(part 100)" 40 27956 --mode ferplus --ferplus-mode probability --ferplus-dir "$directory" --model-type "$base" || status=$?
        score ferplus --ferplus-dir "$directory" --ferplus-mode probability || status=$?
    fi
    return "$status"
}
