using EmotionNet.Evaluation;

namespace EmotionNet.Sweeps;

/// <summary>Tasks that differ in their seed alone, as one: what a setting brings shows over seeds, not in the best of many runs.</summary>
/// <param name="Settings">What the tasks have in common of the varied options.</param>
/// <param name="Count">How many are done.</param>
/// <param name="Accuracy">The mean of their validation accuracies.</param>
/// <param name="Deviation">Their sample standard deviation; null of one.</param>
internal sealed record SeedMeans(IReadOnlyList<SweepSetting> Settings, int Count, double Accuracy, double? Deviation)
{
    private const string Seed = "seed";

    /// <summary>The means of the tasks that are done, the best first; empty where the sweep varies no seed.</summary>
    public static IReadOnlyList<SeedMeans> Of(IEnumerable<TaskReport> tasks, IReadOnlyList<string> varied) => !varied.Contains(Seed) ? [] :
    [
        .. tasks.Where(task => task is { State: TaskState.Done, Best: not null })
            .GroupBy(task => SweepSetting.Describe(Others(task)), StringComparer.Ordinal)
            .Select(group => From(varied, [.. group]))
            .OrderByDescending(mean => mean.Accuracy),
    ];

    private static SeedMeans From(IReadOnlyList<string> varied, IReadOnlyList<TaskReport> tasks)
    {
        var (mean, deviation) = SampleSpread.Of([.. tasks.Select(task => task.Best!.Accuracy)]);
        return new SeedMeans([.. Others(tasks[0]).Where(setting => varied.Contains(setting.Entry.Name))], tasks.Count, mean, deviation);
    }

    private static IEnumerable<SweepSetting> Others(TaskReport status) => status.Task.Settings.Where(setting => setting.Entry.Name != Seed);
}
