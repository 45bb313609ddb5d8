using System.Diagnostics;
using EmotionNet.Cli.Display;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>The tasks as lines: one when a task starts, one when it ends, and one for those that run every minute.</summary>
/// <param name="varied">The options in which the tasks differ.</param>
internal sealed class SweepLines(IReadOnlyList<string> varied) : ITaskObserver
{
    private static readonly TimeSpan TimeBetweenLines = TimeSpan.FromMinutes(1);

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <summary>What happened to a task that has ended.</summary>
    public static string Ended(TaskReport task) => task.State switch
    {
        TaskState.Done => $"task {task.Task.Name}: done in {Tables.Time(task.Seconds)}, validation accuracy {SweepTables.Score(task.Best!)}",
        TaskState.Failed => $"task {task.Task.Name} failed: {FailureReport.OneLine(task.Failure!)}",
        TaskState.Killed => $"task {task.Task.Name}: killed, {Trained(task)}",
        _ => $"task {task.Task.Name}: stopped, {Trained(task)}",
    };

    /// <summary>What happens to a task that starts.</summary>
    /// <param name="before">Where it was before.</param>
    public static string Started(TaskReport before) => before switch
    {
        { EpochsCompleted: > 0 } => $"continues after {Tables.Count(before.EpochsCompleted, "epoch")}",
        { State: TaskState.Stopped } => "continues",
        { State: TaskState.Failed } => "starts again",
        _ => "starts",
    };

    /// <inheritdoc/>
    public void OnStarted(TaskReport before) => Line($"task {before.Task.Name} ({before.Task.Describe(varied)}): {Started(before)}");

    /// <inheritdoc/>
    public void OnEnded(TaskReport after) => Line(Ended(after));

    /// <inheritdoc/>
    public void OnElsewhere(SweepTask task) => Line($"task {task.Name} ({task.Describe(varied)}): another process trains it; waiting for that one");

    /// <inheritdoc/>
    public void OnTick(IReadOnlyList<SweepTask> running)
    {
        if (running.Count > 0 && _sinceLine.Elapsed >= TimeBetweenLines)
        {
            Line(string.Join("; ", running.Select(TaskReport.Read).Select(task =>
                $"task {task.Task.Name}: {Tables.Count(task.EpochsCompleted, "epoch")}{(task.Best is { } best ? $", best {SweepTables.Score(best)}" : "")}")));
        }
    }

    /// <inheritdoc/>
    public void Notice(string text) => Screen.Line(text);

    private static string Trained(TaskReport task) =>
        task.EpochsCompleted == 0 ? "in its first epoch" : $"after {Tables.Count(task.EpochsCompleted, "epoch")}";

    private void Line(string text)
    {
        Screen.Line(text);
        _sinceLine.Restart();
    }
}
