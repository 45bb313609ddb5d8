using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Files;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>
/// The job script of a sweep for Slurm: an array with a job for each task, which a time limit or a pre-emption puts back into the queue with its state
/// saved. <c>--signal=B:</c> sends the warning to the batch shell alone. The shell passes it on, waits for the program, and asks for the requeue,
/// for Slurm would take exit code 130 for a failure.
/// </summary>
internal static class SlurmScript
{
    /// <summary>The file's name in the directory of the sweep.</summary>
    public const string FileName = "sweep.sbatch";

    /// <summary>The most tasks that an array may have where <c>MaxArraySize</c> of <c>slurm.conf</c> is not set.</summary>
    public const int DefaultMaxArraySize = 1001;

    /// <summary>Writes the script.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="program">How the program is started, for a shell.</param>
    /// <param name="open">The tasks that are not done; with none, the script is for all of them.</param>
    /// <returns>Its path.</returns>
    public static string Write(SweepDirectory sweep, string program, IReadOnlyList<SweepTask> open)
    {
        var path = Path.Combine(sweep.Path, FileName);
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(Compose(sweep, program, open)));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>The text of the script.</summary>
    public static string Compose(SweepDirectory sweep, string program, IReadOnlyList<SweepTask> open)
    {
        var root = ResumeCommandLine.Quote(sweep.Path);
        var isThreadsSet = sweep.Tasks.All(TaskCommand.IsThreadsSet);
        return $$"""
            #!/bin/bash
            # {{sweep.Tasks.Count}} tasks, written by emotionnet sweep, which writes it anew. Resources are options of sbatch:
            #   sbatch --time=2:00:00 --cpus-per-task=16 {{Path.Combine(root, FileName)}}
            # It may be submitted any number of times: what is done stays done, what runs goes on, the rest continues where it stopped.
            #SBATCH --job-name={{JobName(sweep.Path)}}
            #SBATCH --array={{Indices(open.Count > 0 ? open : sweep.Tasks)}}
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@60
            #SBATCH --open-mode=append
            #SBATCH --chdir={{Word(Directory.GetCurrentDirectory())}}
            #SBATCH --output={{Word(Path.Combine(sweep.Path, SweepTask.LogsDirectory).Replace("%", "%%", StringComparison.Ordinal))}}/slurm-%A_%a.out

            sweep={{root}}
            task=$(printf '%03d' "$SLURM_ARRAY_TASK_ID")
            run="$sweep/{{SweepTask.RunsDirectory}}/$task"
            [ -e "$run/summary.json" ] && exit 0
            log="$sweep/{{SweepTask.LogsDirectory}}/$task"
            own="$log-$SLURM_JOB_ID" # another job may train this task

            # Sixty seconds before the time is up Slurm sends SIGUSR1 to this shell alone. SIGTERM goes to the program as well: the shell only outlives it.
            program=
            warned=
            trap 'warned=1; [ -n "$program" ] && kill -USR1 "$program"' USR1
            trap : TERM

            rm -f "$log.exit"
            {{program}} --config-file "$sweep/{{SweepTask.TasksDirectory}}/$task.json" --resume auto \
                {{(isThreadsSet ? "" : "${SLURM_CPUS_PER_TASK:+--threads \"$SLURM_CPUS_PER_TASK\"} ")}}2>"$own.err" &
            program=$!
            [ -n "$warned" ] && kill -USR1 "$program"

            # A trap ends a wait before the program has ended; bash keeps the exit code for the last one.
            wait "$program"
            while kill -0 "$program" 2>/dev/null; do wait "$program"; done
            wait "$program"
            code=$?

            cat "$own.err" >&2
            # The lock of the run is held though this program has ended: by another job, and this one was refused.
            lock="$run/{{RunLock.FileName}}"
            if [ "$code" = {{ExitCodes.BadInput}} ] && [ -e "$lock" ] && { flock --wait 1 "$lock" true; [ $? = 1 ]; }; then
                rm "$own.err"
                exit "$code"
            fi
            mv "$own.err" "$log.err"
            echo "$code" >"$own.exit" && mv "$own.exit" "$log.exit"
            # 130: the state is saved. 138: the signal came before the program listened.
            if [ "$code" = 130 ] || [ "$code" = 138 ]; then
                scontrol requeue "$SLURM_JOB_ID"
            fi
            exit "$code"

            """;
    }

    // What Slurm's own lines can hold: their words end at a blank.
    private static string Word(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static string JobName(string path) =>
        string.Concat($"emotionnet-{Path.GetFileName(path)}".Select(sign => char.IsAsciiLetterOrDigit(sign) || "-_.".Contains(sign) ? sign : '_'));

    // 0-3,5,8-9
    private static string Indices(IReadOnlyList<SweepTask> tasks)
    {
        List<(int First, int Last)> ranges = [];
        foreach (var index in tasks.Select(task => int.Parse(task.Name, CultureInfo.InvariantCulture)))
        {
            if (ranges.Count > 0 && ranges[^1].Last == index - 1)
            {
                ranges[^1] = (ranges[^1].First, index);
            }
            else
            {
                ranges.Add((index, index));
            }
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
    }
}
