using System.Globalization;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>Where a task is and how well it does, by the files of its run: whoever started it, on whichever machine.</summary>
/// <param name="Task">The task.</param>
/// <param name="State">Where it is.</param>
/// <param name="EpochsCompleted">Epochs trained.</param>
/// <param name="Best">The best epoch so far by validation accuracy; null before the first. The test split is not looked at: it must not choose.</param>
/// <param name="Seconds">Seconds on the clock of its run so far.</param>
/// <param name="Failure">The error of its last process in its own words; null unless it failed.</param>
internal sealed record TaskReport(SweepTask Task, TaskState State, int EpochsCompleted, BestScore? Best, double Seconds, string? Failure)
{
    // Of a process that SIGKILL ended: sent by a person, by the kernel for lack of memory, or by Slurm.
    private const int KilledCode = 137;

    // Of a process that was stopped in order, by SIGHUP, SIGINT or SIGUSR1, and SIGTERM, or by SIGUSR1 before it listened.
    private static readonly int[] StopCodes = [129, 130, 138, 143];

    /// <summary>Looks at the files of a task.</summary>
    public static TaskReport Read(SweepTask task)
    {
        var isRunning = RunLock.IsHeld(task.RunDirectory); // first: a run that ends meanwhile has its result
        if (!isRunning && ReadSummary(task) is { } summary)
        {
            var best = summary.Best;
            return new TaskReport(
                task, TaskState.Done, summary.Totals.Epochs, new(best.Epoch, best.Validation.Accuracy, best.Validation.MacroF1), summary.Totals.Seconds, null);
        }

        var progress = ReadProgress(task);
        if (!isRunning && progress?.Epochs.Count >= task.PauseAfter)
        {
            return new TaskReport(task, TaskState.Done, progress.Epochs.Count, ScoreOf(progress), progress.RunSeconds, null);
        }

        var code = isRunning ? null : ReadExitCode(task);
        var failure = code is null or 0 or KilledCode || StopCodes.Contains(code.Value) ? null : ReadFailure(task, code.Value);
        var state = isRunning ? TaskState.Running
            : failure is not null ? TaskState.Failed
            : code == KilledCode || RunMarker.Read(task.RunDirectory) is not null ? TaskState.Killed
            : progress is not null ? TaskState.Stopped
            : TaskState.Waiting;
        return new TaskReport(task, state, progress?.Epochs.Count ?? 0, ScoreOf(progress), progress?.RunSeconds ?? 0, failure);
    }

    /// <summary>The order of a table: by state, the best first.</summary>
    public static IReadOnlyList<TaskReport> Order(IEnumerable<TaskReport> tasks) =>
        [.. tasks.OrderBy(task => task.State).ThenByDescending(task => task.Best?.Accuracy ?? -1).ThenBy(task => task.Task.Name, StringComparer.Ordinal)];

    private static BestScore? ScoreOf(TrainingProgress? progress) =>
        progress?.Best is { } best ? new BestScore(best.Epoch, best.Validation.Accuracy, best.Validation.MacroF1) : null;

    private static TaskSummary? ReadSummary(SweepTask task)
    {
        try
        {
            var path = Path.Combine(task.RunDirectory, RunFileNames.Summary);
            return File.Exists(path) ? JsonSerializer.Deserialize<TaskSummary>(File.ReadAllBytes(path), JsonFormat.Indented) : null;
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // as if it had not ended: it is scored again
        }
    }

    private static TrainingProgress? ReadProgress(SweepTask task)
    {
        try
        {
            var path = Path.Combine(task.RunDirectory, Checkpoint.LastFile);
            return File.Exists(path) ? Checkpoint.Describe(path).Progress : null;
        }
        catch (UserInputException)
        {
            return null; // its run will say so
        }
    }

    private static int? ReadExitCode(SweepTask task)
    {
        try
        {
            return File.Exists(task.ExitCodeFile)
                && int.TryParse(File.ReadAllText(task.ExitCodeFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var code) ? code : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ReadFailure(SweepTask task, int code)
    {
        if (code > 128)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Its process was killed by signal {code - 128}.");
        }

        string? sentence = null;
        try
        {
            sentence = File.Exists(task.ErrorFile) ? File.ReadLines(task.ErrorFile).LastOrDefault(line => line.Trim().Length > 0) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The exit code alone says that it failed.
        }

        return sentence ?? string.Create(CultureInfo.InvariantCulture, $"Its process exited with code {code} and no error message.");
    }
}

/// <summary>How well a task does on the validation split.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Accuracy">A fraction.</param>
/// <param name="MacroF1">The unweighted mean of the classes' F1 scores.</param>
internal sealed record BestScore(int Epoch, double Accuracy, double MacroF1);

/// <summary>What is read of <c>summary.json</c>.</summary>
internal sealed record TaskSummary(TaskSummaryBest Best, TaskSummaryTotals Totals);

/// <summary>Its <c>best</c>.</summary>
internal sealed record TaskSummaryBest(int Epoch, BestScore Validation);

/// <summary>Its <c>totals</c>.</summary>
internal sealed record TaskSummaryTotals(int Epochs, double Seconds);
