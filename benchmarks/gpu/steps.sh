# shellcheck shell=bash disable=SC2154 # run.sh reads it and has what it uses
# The steps of run.sh. What they print goes to the step's log, what they say also to the summary; they return 0 when all went well.

step_fits() {
    local answer status
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
    if ! ours 30 emotionnet model >"$state/load.txt" 2>&1; then
        cat "$state/load.txt"
        environment+=("LD_LIBRARY_PATH=$libtorch:$(find "$(dirname "$(dirname "$libtorch")")/nvidia" -maxdepth 3 -type d -name lib -printf '%p:' 2>/dev/null)")
        if ! ours 30 emotionnet model >"$state/load.txt" 2>&1; then
            cat "$state/load.txt"
            say "Does not load: $(last_line "$state/load.txt")"
            return 1
        fi
        say "Loads with LD_LIBRARY_PATH set to PyTorch's directories."
    fi
    say "Loads: $(last_line "$state/load.txt")"
    printf '%s\n' "${environment[@]}" | grep . >"$state/environment"
    compile_ahead
    ours 60 emotionnet --mode quick --device "$device" --max-steps "$($rehearse && echo 2 || echo 50)" --checkpoint-dir "$state/quick" \
        --log-level information >"$state/quick.txt" 2>&1
    status=$?
    cat "$state/quick.txt"
    answer=$("$python" "$here/report.py" run "$state/quick")
    say "\`--mode quick --device $device\`: exit code $status; ${answer:-$(last_line "$state/quick.txt")}"
    return "$status"
}

step_tests() {
    ours 90 EmotionNet.Tests -trait Device=cuda -noColor -noLogo -reporter verbose >"$state/tests.txt" 2>&1
    local status=$?
    cat "$state/tests.txt"
    say "$(grep -oE 'Total: .*' "$state/tests.txt" | tail -n 1 || echo 'The test program did not finish.')"
    grep -E '\[FAIL\]' "$state/tests.txt" | sort -u | sed 's/^ */- /' | tee -a "$state/step-$step.md"
    grep -qE 'Total: [1-9]' "$state/tests.txt" && return "$status"
    say "Ended after: $(last_line "$state/tests.txt")"
    return 1
}

step_agrees() {
    local size='--batch-size 64 --steps 20'
    $rehearse && size='--batch-size 8 --steps 2'
    # shellcheck disable=SC2086
    ours 60 EmotionNet.Benchmarks agree --model-type "${networks%% *}" --device "$device" $size --json "$state/agree.json" \
        >"$state/agree.txt" 2>"$state/agree-errors.txt"
    local status=$?
    cat "$state/agree-errors.txt"
    tee -a "$state/step-$step.md" <"$state/agree.txt"
    [ "$status" = 0 ] || say "$(grep -m 1 . "$state/agree-errors.txt")"
    return "$status"
}

# torch.compile takes longest, but only once: in the background, beside the steps that time nothing, into the cache that step 4 reads.
compile_ahead() {
    local network batch
    set -m # a process group of its own, so that all of it can be stopped
    {
        for network in $networks; do
            for batch in $batches; do
                timeout --foreground --kill-after=5 150 env "${environment[@]}" "$program/EmotionNet.Benchmarks" train --device "$device" \
                    --model-type "$network" --batch-size "$batch" --rows "${rows##* }" --repeats 1 --steps 1 --python "$python" \
                    --json "$state/ahead-$batch.json" </dev/null &
            done
            wait
        done
    } >"$state/logs/compile.txt" 2>&1 &
    compiling=$!
    set +m
}

step_speed() {
    local batch network file status waited=$SECONDS
    while [ -n "$compiling" ] && kill -0 "$compiling" 2>/dev/null && [ $((SECONDS - waited)) -lt 20 ]; do sleep 1; done
    stop_compiling
    rm -f "$state"/speed-*.json
    for batch in $batches; do
        for network in $networks; do
            file=$state/speed-$network-$batch.json
            # shellcheck disable=SC2086
            ours 60 EmotionNet.Benchmarks train --device "$device" --model-type "$network" --batch-size "$batch" --rows $rows --repeats $turns \
                --steps $steps_of_turn --start-limit 40 --python "$python" --json "$file" | tee "$state/speed.txt"
            status=$?
            grep 'left out' "$state/speed.txt" | sed "s/^/- $network at batch $batch: /; s/left out.*/left out, the log says why/" |
                tee -a "$state/step-$step.md"
            [ -e "$file" ] || say "- $network at batch $batch: no figures (exit code $status)"
            publish
        done
    done
    ours 30 EmotionNet.Benchmarks launches --device "$device" --model-type "${networks%% *}" --batch-size "${batches%% *}" >"$state/launches.txt" 2>&1 ||
        say "- no operations a step: \`launches\` ended with exit code $?"
    cat "$state/launches.txt"
    grep -q facesPerSecond "$state"/speed-*.json
}

# The settings of a batch, beside the preset's; only batches that docs/experiments.md has results for are here.
recipe() {
    case $1 in
        8) echo --batch-size 32 ;; # the rehearsal's
        1024) echo --config-file "$here/large-batch.json" ;;
        *) echo --batch-size 128 ;;
    esac
}
recipe_batches='128 1024'

# part PERCENT: so much of the seconds that are left, without those for the scoring.
part() {
    local share=$1
    $rehearse && share=100
    echo $(((deadline - SECONDS - 20) * share / 100))
}

# length EPOCHS SECONDS NETWORK BATCH: so many epochs where they fit with a third to spare at the speed of step 4, else what fits.
length() {
    if $rehearse; then
        echo --max-steps 2
        return
    fi
    awk -v epochs="$1" -v seconds="$2" -v speed="$("$python" "$here/report.py" speed "$state" "$3" "$4")" -v faces=28600 'BEGIN {
        if (epochs * faces < speed * seconds * 0.67) print "--epochs " epochs; else printf "--budget %.2f\n", seconds / 60 }'
}

# Exports the best weights so far of the run in a directory, as NAME.
export_best() {
    [ "$1/best_model.safetensors" -nt "$state/weights/$2.safetensors" ] || return 0
    ours 30 emotionnet export --checkpoint "$1/best_model.safetensors" --out "$state/weights/$2.part.safetensors" &&
        mv "$state/weights/$2.part.safetensors" "$state/weights/$2.safetensors"
}

# train NAME SECONDS OPTIONS...: trains, and keeps the files in OUT up to date meanwhile.
train() {
    local name=$1 seconds=$2 status watcher result
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
    ours 60 emotionnet evaluate --checkpoint "$state/weights/$name.safetensors" --tta flip --device "$device" --json "$@" >"$state/score-$name.json"
    local status=$?
    cat "$state/score-$name.json"
    say "  half precision, PublicTest, flip TTA: $("$python" "$here/report.py" score "$state/score-$name.json")"
    return "$status"
}

step_trains() {
    local directory=$data base=${networks%% *} large=${networks##* } batch teacher='' status=0
    if [ -n "$data" ] && [ -f "$data" ]; then
        directory=$state/data
        [ -e "$directory/fer2013.csv" ] || within 60 "$python" "$here/data.py" unpack "$data" "$directory" || return 1
    fi
    if [ ! -e "$directory/fer2013.csv" ]; then
        say "Not run: no data. Call again with \`--steps 5 --data ARCHIVE\`."
        return 1
    fi
    mkdir -p "$state/weights"
    $rehearse && recipe_batches=$batches
    # shellcheck disable=SC2086
    batch=$("$python" "$here/report.py" fastest "$state" "$large" $recipe_batches)
    say "Batch $batch, the fastest of those with a recipe ($recipe_batches); $(part 100) s for training."
    say ""
    # The best recipe of docs/results.md: a teacher, and a larger network distilled from it.
    # shellcheck disable=SC2046,SC2086
    {
        train teacher "$(part 25)" --mode default --stochastic-depth --data-dir "$directory/fer2013.csv" --model-type "$base" \
            $(recipe "$batch") $(length 36 "$(part 22)" "$base" "$batch") || status=$?
        [ ! -e "$state/teacher/best_model.safetensors" ] || teacher="--teacher $state/teacher/best_model.safetensors --teacher-share 0.5"
        train fer2013 "$(part 75)" --mode default --stochastic-depth --data-dir "$directory/fer2013.csv" --model-type "$large" \
            --mixup-alpha 0.4 --random-erasing 0.25 $(recipe "$batch") $(length 110 "$(part 68)" "$large" "$batch") $teacher || status=$?
        score fer2013 --data-dir "$directory/fer2013.csv" || status=$?
        if [ -e "$directory/fer2013new.csv" ]; then
            train ferplus "$(part 100)" --mode ferplus --ferplus-mode probability --ferplus-dir "$directory" --model-type "$base" \
                $(recipe "$batch") $(length 40 "$(part 85)" "$base" "$batch") || status=$?
            score ferplus --ferplus-dir "$directory" --ferplus-mode probability || status=$?
        fi
    }
    return "$status"
}
