using System.Diagnostics;
using System.Globalization;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>The command of a task: this program, which starts the run or continues it.</summary>
internal static class TaskCommand
{
    private const string Threads = "threads";

    /// <summary>The command here.</summary>
    /// <param name="task">The task.</param>
    /// <param name="slots">How many tasks run at a time: they share the processors, unless the sweep file says how many threads each has.</param>
    public static ProcessStartInfo For(SweepTask task, int slots)
    {
        var program = ResumeCommandLine.ProgramWords();
        return new ProcessStartInfo(program[0], [.. program.Skip(1), .. Arguments(task), .. IsThreadsSet(task) ? Array.Empty<string>() :
            [$"--{Threads}", Math.Max(1, Environment.ProcessorCount / slots).ToString(CultureInfo.InvariantCulture)]]);
    }

    /// <summary>Whether the sweep file decides the threads of a task.</summary>
    public static bool IsThreadsSet(SweepTask task) => task.Find(Threads) is not null;

    // A sweep that was itself started by mpirun or srun does not make its tasks ranks.
    private static string[] Arguments(SweepTask task) =>
    [
        "--config-file", task.ConfigurationFile, "--resume", "auto", "--ranks-from", "none",
        .. task.PauseAfter is { } epoch ? ["--pause-after", epoch.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];
}
