using System.Diagnostics;

namespace EmotionNet.Faults;

/// <summary>The executable, which the build puts beside this program.</summary>
/// <param name="folder">The working directory.</param>
/// <param name="ranks">Processes under mpirun; 1 is the plain program.</param>
internal sealed class TrainingProcess(string folder, int ranks = 1)
{
    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int KilledCode = 128 + 9;

    /// <summary>Returned where a process of a run went on without the one that was killed.</summary>
    public const int StillRunning = -1;

    // They hold the directory until they end.
    private static readonly TimeSpan EndOfOthers = TimeSpan.FromSeconds(20);

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "emotionnet.exe" : "emotionnet");

    /// <summary>Runs to the end.</summary>
    /// <returns>The exit code, the errors, and how long it took.</returns>
    public (int ExitCode, string Errors, TimeSpan Duration) Run(IEnumerable<string> arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        return (process.ExitCode, errors, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Runs until <paramref name="moment"/> ends, then kills a process of the run, which gets no chance to do anything.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="moment">Returns at the moment.</param>
    /// <param name="random">Chooses mpirun or a rank.</param>
    /// <returns>The exit code: <see cref="KilledCode"/>, unless it ended by itself before.</returns>
    public int RunUntil(IEnumerable<string> arguments, Action<Process> moment, Random random)
    {
        using var process = Start(arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        moment(process);
        List<Process> all = [process, .. ranks > 1 ? RankLauncher.ChildrenOf(process) : []];
        var wasRunning = !process.HasExited;
        var victim = all[random.Next(all.Count)];
        if (!victim.HasExited)
        {
            victim.Kill(); // SIGKILL
        }

        if (!all.TrueForAll(one => one.WaitForExit(EndOfOthers)))
        {
            all.ForEach(one => one.Kill());
            return StillRunning;
        }

        return ranks > 1 && wasRunning && process.ExitCode != 0 ? KilledCode : process.ExitCode; // mpirun has codes of its own
    }

    private Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(
        ranks > 1 ? RankLauncher.Program : Executable,
        ranks > 1 ? [.. RankLauncher.Arguments(ranks), Executable, .. arguments] : arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
