using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Tuning;

/// <summary>What the commands of a search show.</summary>
internal static class TuneTables
{
    private const string None = "-";

    // Full names would not leave room for the rest in 80 columns.
    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["dropout-rate"] = "dropout",
        ["mixup-alpha"] = "mixup",
        ["random-erasing"] = "erase",
        ["weight-decay"] = "decay",
        ["stochastic-depth"] = "depth",
    };

    /// <summary>The trials, those of the highest rung first and the best of each first.</summary>
    /// <param name="definition">What is searched.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="open">Where those are that are on their way to a rung.</param>
    /// <param name="isRunning">Whether a process trains a trial.</param>
    public static TextTable Trials(
        SearchDefinition definition, IEnumerable<Trial> trials, IEnumerable<TaskReport> open, Func<Trial, bool> isRunning)
    {
        var now = open.ToDictionary(report => report.Task.Name);
        var options = definition.Space.Dimensions.Select(dimension => dimension.Entry.Name).ToList();
        return new TextTable(
            ["trial", .. options.Select(name => ShortNames.GetValueOrDefault(name, name)), "epochs", "val acc", "state"],
            [.. Order(trials).Select(trial => (IReadOnlyList<string>)[
                trial.Name,
                .. options.Select(name => Value(trial, name)),
                string.Create(CultureInfo.InvariantCulture, $"{Epochs(trial, now.GetValueOrDefault(trial.Name))}/{definition.Ladder.Epochs[^1]}"),
                trial.Results.Count == 0 ? None : Tables.Percent(trial.Results[^1].Accuracy),
                State(definition, trial, isRunning(trial))])]);
    }

    /// <summary>The order of a table.</summary>
    public static IEnumerable<Trial> Order(IEnumerable<Trial> trials) => trials
        .OrderBy(trial => trial.Failure is not null)
        .ThenByDescending(trial => trial.Results.Count)
        .ThenByDescending(trial => trial.Results.Count > 0 ? trial.Results[^1] : null)
        .ThenBy(trial => trial.Name, StringComparer.Ordinal);

    /// <summary>Where a trial is, in a word.</summary>
    public static string State(SearchDefinition definition, Trial trial, bool isRunning) =>
        isRunning ? "running"
        : trial.Failure is not null ? "failed"
        : trial.IsOpen ? "stopped"
        : definition.Ladder.IsAtTop(trial) ? "done"
        : "paused";

    /// <summary>A result in words: <c>61.2 % validation accuracy after 4 of 36 epochs</c>.</summary>
    public static string Score(SearchDefinition definition, RungResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tables.Percent(result.Accuracy)} validation accuracy after {result.Epochs} of {Tables.Count(definition.Ladder.Epochs[^1], "epoch")}");

    private static int Epochs(Trial trial, TaskReport? now) => Math.Max(now?.EpochsCompleted ?? 0, trial.Results.Count > 0 ? trial.Results[^1].Epochs : 0);

    private static string Value(Trial trial, string name)
    {
        var text = trial.Settings.First(setting => setting.Entry.Name == name).Text;
        return text switch
        {
            "true" => "on",
            "false" => "off",
            _ => double.Parse(text, CultureInfo.InvariantCulture) is var value && value is > 0 and < 0.01
                ? value.ToString("0.0e-0", CultureInfo.InvariantCulture)
                : value.ToString("0.###", CultureInfo.InvariantCulture),
        };
    }
}
