using System.Globalization;
using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>From a sweep file to its tasks: every draw of the sample with every combination of the grid.</summary>
internal static class SweepExpansion
{
    /// <summary>The most tasks that a sweep may have.</summary>
    public const int MaximumTasks = 10_000;

    // Draws that repeat an earlier one are left out; where few values are possible, most do.
    private const int TriesPerDraw = 100;

    /// <summary>The tasks, in order: the last option of the grid changes fastest.</summary>
    /// <exception cref="UserInputException">Settings of a task contradict each other, two tasks are the same, or there are too many.</exception>
    public static SweepPlan Expand(SweepDefinition sweep)
    {
        var draws = Draw(sweep);
        if (sweep.Grid.Aggregate((double)draws.Count, (product, axis) => product * axis.Values.Count) is > MaximumTasks and var count)
        {
            throw new UserInputException(
                string.Create(CultureInfo.InvariantCulture, $"the sweep has {count:0} tasks, and {MaximumTasks} is the most"), "give fewer values", sweep.File);
        }

        IEnumerable<IReadOnlyList<SweepSetting>> combinations = draws;
        foreach (var axis in sweep.Grid)
        {
            combinations = combinations.SelectMany(_ => axis.Values, (earlier, value) => (IReadOnlyList<SweepSetting>)[.. earlier, value]);
        }

        var tasks = combinations.Select(varied => Resolve(sweep, varied)).ToList();
        RequireDifferent(sweep, tasks);
        return new SweepPlan(
            sweep.File, [.. (sweep.Sample?.Options ?? []).Select(option => option.Entry.Name), .. sweep.Grid.Select(axis => axis.Entry.Name)], tasks);
    }

    private static List<IReadOnlyList<SweepSetting>> Draw(SweepDefinition sweep)
    {
        if (sweep.Sample is not { } sample)
        {
            return [[]];
        }

        List<IReadOnlyList<SweepSetting>> draws = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var draw = 0; draws.Count < Math.Min(sample.Count, MaximumTasks + 1); draw++)
        {
            if (draw >= TriesPerDraw * (draws.Count + 1))
            {
                throw new UserInputException(
                    $"the sample has {draws.Count} different draws, and \"count\" is {sample.Count}", "lower \"count\", or give more values", sweep.File);
            }

            List<SweepSetting> values = [.. sample.Options.Select(option => option.Draw(Distributions.Uniform(sample.Seed, draw, option.Entry.Name)))];
            if (seen.Add(SweepSetting.Describe(values)))
            {
                draws.Add(values);
            }
        }

        return draws;
    }

    private static PlannedTask Resolve(SweepDefinition sweep, IReadOnlyList<SweepSetting> varied)
    {
        IReadOnlyList<SweepSetting> settings = [.. sweep.Settings, .. varied];
        try
        {
            return new PlannedTask(settings, OptionsResolver.Resolve([.. settings.Select(setting => setting.Assignment)], []));
        }
        catch (UserInputException problem)
        {
            throw new UserInputException(
                $"the task {SweepSetting.Describe(varied)} is not possible: {problem.Problem}", problem.Fix, sweep.File, inner: problem);
        }
    }

    private static void RequireDifferent(SweepDefinition sweep, IReadOnlyList<PlannedTask> tasks)
    {
        var earlier = new Dictionary<TrainingOptions, PlannedTask>();
        foreach (var task in tasks)
        {
            if (!earlier.TryAdd(task.Resolved.Options, task))
            {
                throw new UserInputException(
                    $"two tasks have the same settings: {Varied(earlier[task.Resolved.Options])} and {Varied(task)}",
                    "remove one of the two values",
                    sweep.File);
            }
        }

        string Varied(PlannedTask task) => SweepSetting.Describe(task.Settings.Skip(sweep.Settings.Count));
    }
}
