#!/usr/bin/env bash
# emotionnet under a Slurm of its own on this machine: an array of `emotionnet sweep` that is warned, put back into the queue and continued; two ranks by
# srun. As root on Debian, after: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge openmpi-bin libpmix-dev
# (Debian's Slurm loads PMIx by the name libpmix.so, which only libpmix-dev has.) Takes about eight minutes on two busy cores. Not a part of .ci/run. Prints a line for each check and a count. `tests/slurm.sh --keep` leaves the files and names their directory.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

work=$(mktemp -d /tmp/emotionnet-slurm.XXXXXX)
chmod 755 "$work"
export SLURM_CONF=$work/slurm.conf # before any command of Slurm: the machine may have a Slurm with jobs of its own
daemons=()
passed=0
failed=0

finish() {
    [ ${#daemons[@]} -eq 0 ] || scancel --user=root 2>/dev/null
    for daemon in "${daemons[@]}"; do kill "$daemon" 2>/dev/null; done
    for daemon in "${daemons[@]}"; do wait "$daemon" 2>/dev/null; done
    if [ "${1:-}" = --keep ]; then echo "the files are in $work"; else rm -rf "$work"; fi
}
trap 'finish "${keep:-}"' EXIT
keep=${1:-}

ok() { passed=$((passed + 1)); echo "ok    $1"; }
fail() { failed=$((failed + 1)); echo "FAIL  $1"; [ -z "${2:-}" ] || sed 's/^/      /' <<<"$2"; }

# check NAME COMMAND...: one line, and the output where the command fails.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then ok "$name"; else fail "$name" "$output"; fi
}

# within SECONDS COMMAND...: whether the command succeeds in that time; tried every half second.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.5; done
}

for program in munged slurmctld slurmd sbatch srun mpirun; do
    command -v $program >/dev/null || { echo "FAIL  $program is not installed"; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "FAIL  the daemons need root"; exit 1; }

# --- a Slurm of one node, without cgroups and systemd
start_slurm() {
    local host processors
    host=$(hostname -s)
    processors=$(nproc)
    mkdir -p "$work"/{state,spool,log,munge}
    dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 status=none
    chmod 600 "$work/munge/key"
    chown -R munge:munge "$work/munge"
    cat >"$work/slurm.conf" <<END
ClusterName=emotionnet
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
MpiDefault=pmix
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,batch_sched_delay=0
ReturnToService=2
KillWait=5
MinJobAge=3600
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$processors RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
END
    # setpriv and not su: the process that is ended at the end must be the daemon.
    setpriv --reuid=munge --regid=munge --clear-groups munged --foreground --key-file="$work/munge/key" --socket="$work/munge/socket" \
        --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" >"$work/log/munged.out" 2>&1 &
    daemons+=($!)
    within 10 test -S "$work/munge/socket" || return 1
    slurmctld -D -i >"$work/log/slurmctld.out" 2>&1 &
    daemons+=($!)
    slurmd -D >"$work/log/slurmd.out" 2>&1 &
    daemons+=($!)
    within 30 node_is_idle
}
node_is_idle() { [ "$(sinfo -h -o %T)" = idle ]; }

if start_slurm; then
    ok "$(sinfo --version) is up, $(nproc) cores"
else
    fail "Slurm is up" "$(tail -n 5 "$work"/log/*)"
    exit 1
fi

# --- the program
dotnet build src/EmotionNet.Cli -c Debug -v q >"$work/log/build" 2>&1 || { fail "build" "$(tail -n 5 "$work/log/build")"; exit 1; }
program=$(ls "$PWD"/src/EmotionNet.Cli/bin/Debug/net10.0/*/emotionnet)
emotionnet() { "$program" "$@"; }
cd "$work" || exit 1

job_state() { scontrol -o show job "$1" | sed -nE 's/.*JobState=([A-Z_]+).*/\1/p'; }
job_restarts() { scontrol -o show job "$1" | sed -nE 's/.*Restarts=([0-9]+).*/\1/p'; }
# Slurm lets a job that was requeued wait for two minutes.
start_now() { scontrol update jobid="$1" starttime=now; }
is_state() { [ "$(job_state "$1")" = "$2" ]; }
has_restarted() { [ "$(job_restarts "$1")" -ge 1 ] && is_state "$1" PENDING; }
all_completed() { [ "$(scontrol -o show job "$1" | grep -c JobState=COMPLETED)" = "$2" ]; }

# The files have times in their metadata; the tensors follow the header, whose length is in the first eight bytes.
tensor_digest() { python3 -c '
import hashlib, struct, sys
data = open(sys.argv[1], "rb").read()
print(hashlib.sha256(data[8 + struct.unpack("<Q", data[:8])[0]:]).hexdigest())' "$1"; }
has_same_tensors() {
    local file
    for file in last best_model; do
        [ "$(tensor_digest "$1/$file.safetensors")" = "$(tensor_digest "$2/$file.safetensors")" ] || { echo "$file.safetensors of $1 and $2 differ"; return 1; }
    done
}

settings='"mode": "quick", "epochs": 3, "batch-size": 32, "tta": "none", "precision": "fp32", "threads": 1'

# --- a four-seed array
echo "{ \"settings\": { $settings }, \"grid\": { \"seed\": [1, 2, 3, 4] } }" >seeds.json
check "sweep writes an array for four seeds" emotionnet sweep seeds.json --out seeds
grep -qx '#SBATCH --array=0-3' seeds/sweep.sbatch && grep -qx '#SBATCH --requeue' seeds/sweep.sbatch && grep -qx '#SBATCH --signal=B:USR1@60' seeds/sweep.sbatch \
    && ok "the script has --array=0-3, --requeue, --signal=B:USR1@60" || fail "the script has its options" "$(cat seeds/sweep.sbatch)"
array=$(sbatch --parsable --time=10 --mem=900 seeds/sweep.sbatch) && ok "sbatch takes it: job $array" || fail "sbatch takes it"

# Warned in the middle of the first task, as Slurm does before the time is up: the batch shell alone.
first=${array}_0
check "the first task trains" within 90 grep -q '^epoch 1/3: ' "seeds/logs/slurm-${array}_0.out"
timeout 5 scancel --batch --signal=USR1 "$first" 2>/dev/null # repeats itself until the job has settled
check "after SIGUSR1 it is put back into the queue" within 60 has_restarted "$first"
check "with exit code 130 and its state saved" grep -q '^130$' seeds/logs/000.exit
check "the status has it as stopped" bash -c "'$program' sweep status seeds | grep -E '^000 +1 +stopped '"
start_now "$first"
check "all four are COMPLETED" within 300 all_completed "$array" 4
check "the first was restarted once and continued" bash -c "[ \$(scontrol -o show job $first | sed -nE 's/.*Restarts=([0-9]+).*/\1/p') = 1 ] && grep -q '^Continuing .*000/last.safetensors' seeds/logs/slurm-${array}_0.out"
check "the status has four done" bash -c "'$program' sweep status seeds | grep '^4 of 4 tasks done'"

emotionnet --config-file seeds/tasks/000.json --checkpoint-dir undisturbed >/dev/null 2>"$work/log/undisturbed" || fail "an undisturbed run" "$(cat "$work/log/undisturbed")"
check "its weights are those of an undisturbed run, bit for bit" has_same_tensors seeds/runs/000 undisturbed

# --- the time limit itself
echo "{ \"settings\": { ${settings/\"epochs\": 3/\"epochs\": 6} }, \"grid\": { \"seed\": [1] } }" >limit.json
emotionnet sweep limit.json --out limit >/dev/null
limited=$(sbatch --parsable --time=1 --mem=900 --signal=B:USR1@40 limit/sweep.sbatch)
check "a time limit warns, saves and requeues" within 150 has_restarted "${limited}_0"
scontrol update jobid="${limited}_0" timelimit=20
start_now "${limited}_0"
check "and the task ends COMPLETED" within 200 all_completed "$limited" 1
emotionnet --config-file limit/tasks/000.json --checkpoint-dir undisturbed-limit >/dev/null 2>&1
check "with the weights of an undisturbed run" has_same_tensors limit/runs/000 undisturbed-limit

# --- scancel: saved, not requeued, continued by the same script
echo "{ \"settings\": { ${settings/\"epochs\": 3/\"epochs\": 4} }, \"grid\": { \"seed\": [1] } }" >cancel.json
emotionnet sweep cancel.json --out cancel >/dev/null
cancelled=$(sbatch --parsable --time=10 --mem=900 cancel/sweep.sbatch)
within 90 grep -q '^epoch 1/4: ' "cancel/logs/slurm-${cancelled}_0.out"
scancel "${cancelled}_0"
check "scancel ends a task for good" within 30 is_state "${cancelled}_0" CANCELLED
check "with its state saved" within 20 bash -c "'$program' sweep status cancel | grep -E '^000 +1 +stopped '"
again=$(sbatch --parsable --time=10 --mem=900 cancel/sweep.sbatch)
check "the same script continues it" within 120 all_completed "$again" 1
check "from where it was" grep -q '^Continuing .*000/last.safetensors' "cancel/logs/slurm-${again}_0.out"

# --- a script of one line: srun passes the signal on by itself
one_line() {
    sbatch --parsable --time=10 --mem=900 --signal=USR1@60 --open-mode=append --output=one.out \
        --wrap "srun '$program' --config-file cancel/tasks/000.json --checkpoint-dir one --resume auto"
}
line=$(one_line)
within 90 grep -q '^epoch 1/4: ' one.out
timeout 5 scancel --signal=USR1 "$line" 2>/dev/null
check "a script of one line: SIGUSR1 saves the state" within 30 grep '^Interrupted by SIGUSR1; the state is saved' one.out
again=$(one_line)
check "and the same line continues the run" within 120 all_completed "$again" 1
check "from where it was" grep '^Continuing one/last.safetensors' one.out

# --- a task that fails does not stop the others
echo "{ \"settings\": { $settings, \"max-steps\": 5 }, \"grid\": { \"data-dir\": [\"$work/nothing\", \"$work/sample\"] } }" >some.json
emotionnet data sample --out sample >/dev/null
emotionnet sweep some.json --out some >/dev/null
some=$(sbatch --parsable --time=10 --mem=900 some/sweep.sbatch)
check "a task that fails does not stop the others" within 120 bash -c "'$program' sweep status some | grep '^1 of 2 tasks done, 1 failed'"
check "and is told with its own sentence" bash -c "'$program' sweep status some | grep '^task 000 failed: $work/nothing: there is no such file or folder'"

# --- two ranks
check "srun --mpi=pmix: two ranks train one run" srun --mpi=pmix --ntasks=2 --overcommit --cpus-per-task=1 --mem=1800 --kill-on-bad-exit=1 --time=10 \
    "$program" --mode quick --epochs 1 --max-steps 20 --precision fp32 --threads 1 --batch-size 64 --tta none --checkpoint-dir two-ranks
check "the log names them" grep -E '2 ranks on .*: 2 ranks with 1 thread each on ' two-ranks/train.log
"$program" --mode quick --epochs 1 --max-steps 20 --precision fp32 --threads 2 --batch-size 64 --tta none --checkpoint-dir one-process >/dev/null 2>&1
check "with the weights of one process" has_same_tensors two-ranks one-process

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
