using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>What the commands of a sweep show.</summary>
internal static class SweepTables
{
    private const string None = "-";

    /// <summary>The tasks by state, the best first.</summary>
    public static TextTable Tasks(IEnumerable<TaskReport> tasks, IReadOnlyList<string> varied) => new(
        ["task", .. varied, "state", "epochs", "best epoch", "val acc", "val F1", "time"],
        [.. TaskReport.Order(tasks).Select(task => (IReadOnlyList<string>)[
            task.Task.Name,
            .. varied.Select(option => task.Task.Find(option) is { } setting ? Short(setting) : None),
            Name(task.State),
            Epochs(task),
            task.Best?.Epoch.ToString(CultureInfo.InvariantCulture) ?? None,
            task.Best is null ? None : Tables.Percent(task.Best.Accuracy),
            task.Best is null ? None : Tables.Short(task.Best.MacroF1),
            task.Seconds == 0 ? None : Tables.Time(task.Seconds)])]);

    /// <summary>The means over the seeds.</summary>
    public static TextTable Means(IReadOnlyList<SeedMeans> means) => new(
        [means[0].Settings.Count == 0 ? "mean over the seeds" : "settings", "seeds", "val acc", "deviation"],
        [.. means.Select(mean => (IReadOnlyList<string>)[
            mean.Settings.Count == 0 ? "" : string.Join(", ", mean.Settings.Select(setting => $"{setting.Entry.Name} {Short(setting)}")),
            Tables.Count(mean.Count),
            Tables.Percent(mean.Accuracy),
            mean.Deviation is { } deviation ? string.Create(CultureInfo.InvariantCulture, $"{deviation * 100:0.00}") : None])]);

    /// <summary>How many tasks are where: <c>3 of 8 tasks done, 2 running, 3 waiting</c>.</summary>
    public static string Counts(IReadOnlyCollection<TaskReport> tasks)
    {
        var others = Enum.GetValues<TaskState>().Where(state => state != TaskState.Done)
            .Select(state => (State: state, Count: tasks.Count(task => task.State == state)))
            .Where(entry => entry.Count > 0)
            .Select(entry => $", {entry.Count} {Name(entry.State)}");
        return $"{tasks.Count(task => task.State == TaskState.Done)} of {Tables.Count(tasks.Count, "task")} done{string.Concat(others)}";
    }

    /// <summary>The errors of the tasks that failed, a line each.</summary>
    public static IEnumerable<string> Failures(IEnumerable<TaskReport> tasks) => tasks.Where(task => task.State == TaskState.Failed)
        .OrderBy(task => task.Task.Name, StringComparer.Ordinal)
        .Select(task => $"task {task.Task.Name} failed: {FailureReport.OneLine(task.Failure!)}");

    /// <summary>A state in a word.</summary>
    public static string Name(TaskState state) => state.ToString().ToLowerInvariant();

    /// <summary>A score in words: <c>93.4 % at epoch 7</c>.</summary>
    public static string Score(BestScore best) => string.Create(CultureInfo.InvariantCulture, $"{Tables.Percent(best.Accuracy)} at epoch {best.Epoch}");

    private static string Epochs(TaskReport task)
    {
        var (isOpen, planned) = (task.Task.Options.BudgetMinutes > 0, task.Task.Options.Epochs);
        return task.State is TaskState.Waiting ? None
            : task.State == TaskState.Done || isOpen ? Tables.Count(task.EpochsCompleted)
            : string.Create(CultureInfo.InvariantCulture, $"{task.EpochsCompleted}/{planned}");
    }

    // A column of full paths would leave no room for the others.
    private static string Short(SweepSetting setting) => setting.Entry.Path == PathKind.None
        ? setting.Text
        : string.Join(',', setting.Text.Split(',').Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path))));
}
