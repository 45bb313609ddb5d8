using EmotionNet.Cli.Display;
using EmotionNet.Sweeps;
using Spectre.Console;

namespace EmotionNet.Cli.Sweeps;

/// <summary>A sweep on this machine, from the first process to the table at the end.</summary>
internal static class LocalSweep
{
    /// <summary>Runs the tasks that are not done; for the holder of the lock of the sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="tasks">Where its tasks are.</param>
    /// <param name="slots">How many run at a time.</param>
    /// <returns>The exit code: that of the signal that stopped the sweep, or <see cref="ExitCodes.Skipped"/> where a task is not done.</returns>
    public static int Run(SweepDirectory sweep, IReadOnlyList<TaskReport> tasks, int slots)
    {
        var open = tasks.Where(task => task.State != TaskState.Done).Select(task => task.Task).ToList();
        if (open.Count < tasks.Count)
        {
            Screen.Line($"{Tables.Count(tasks.Count - open.Count)} of {Tables.Count(tasks.Count, "task")} done already.");
        }

        var display = Screen.IsLive ? new SweepDisplay(AnsiConsole.Console, sweep, slots) : null;
        ITaskObserver observer = display is null ? new SweepLines(sweep.Varied) : display;
        using var runner = new LocalRunner(slots, task => TaskCommand.For(task, slots), observer);
        using var stop = new StopSignal();
        runner.StopBy(stop, observer, "task");
        IReadOnlyList<TaskReport> RunOpen() => runner.Run(open);
        _ = display is null ? RunOpen() : display.Show(RunOpen);

        List<TaskReport> ended = [.. sweep.Tasks.Select(TaskReport.Read)];
        new SweepReport(sweep, ended).Show();
        if (ended.TrueForAll(task => task.State == TaskState.Done))
        {
            return ExitCodes.Done;
        }

        if (!stop.Token.IsCancellationRequested)
        {
            return ExitCodes.Skipped;
        }

        Screen.Line($"Interrupted by {stop.Name}. The same command continues the sweep.");
        return stop.ExitCode;
    }
}
